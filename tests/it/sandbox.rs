//! The sandbox from outside: a real client library as the bot, people over Discord's own client routes.

mod announcements;
mod answers;
mod bot;
mod calm;
pub(crate) mod client;
mod control;
mod direct;
mod emoji;
mod events;
mod faults;
mod fields;
mod files;
mod forums;
mod forwards;
mod gateway;
mod judge;
mod limits;
mod losses;
mod members;
mod once;
mod oracle;
pub(crate) mod person;
mod pings;
mod polls;
mod reactions;
mod replies;
mod resumes;
mod roles;
mod rules;
mod stories;
mod strangers;
mod threads;
mod twilight;
mod webhooks;

use gonogo::clock::Clock;
use gonogo::sandbox::{Persona, Sandbox, Settings, default_people, start};

/// The moment all these tests begin at.
const BEGIN: &str = "2026-11-24T08:00:00Z";

/// A sandbox whose clock stands still, without limits on haste.
pub(crate) async fn sandbox() -> Sandbox {
    sandbox_with(false).await
}

async fn sandbox_with(rate_limits: bool) -> Sandbox {
    open(default_people(), rate_limits).await
}

/// A sandbox with people of the test's own.
async fn sandbox_of(people: Vec<Persona>) -> Sandbox {
    open(people, false).await
}

async fn open(people: Vec<Persona>, rate_limits: bool) -> Sandbox {
    let settings = Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        clock: Clock::by_hand(BEGIN.parse().unwrap()),
        people,
        rate_limits,
        keep_history: true,
    };
    start(settings).await.unwrap()
}
