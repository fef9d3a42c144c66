//! Who must be told something once, because of what happened. Data without sentences; `wording` says it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::fact::{ItemPlace, Place, ReleaseFact};
use super::name::{AudienceName, PersonId, SideName};
use super::outage::Window;
use super::release::Release;

mod calendar;
mod due;
mod outage;
mod release_day;
mod reported;
mod rotation;
mod service;
mod sign_off;
mod target;
mod telling;
mod tickets;
mod turn;
mod undelivered;
mod word;

pub use calendar::{CalendarFate, CalendarNews};
pub use due::is_premature;
pub use outage::{News, OutageNews, told as told_of_outage};
pub use release_day::{DayCall, DayWord};
pub use rotation::{Coming, Handover, RotationNews, RotationSaid, SwapEnd, rotation_notices};
pub use service::service_notices;
pub use target::deliveries;
pub use telling::{Became, Telling};
pub use turn::{is_another_team, owed_by};
pub use undelivered::{Fate, Undelivered, Whom};
pub use word::Word;

use due::due;
use turn::turns;

/// Something to be said once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Who reads it.
    pub to: Recipient,
    /// What it says.
    pub word: Word,
    /// After this it is better unsaid.
    pub not_after: Option<DateTime<Utc>>,
}

/// Who reads a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The audience of an outage, in its channel.
    Audience(AudienceName),
    /// The team, in the thread of the release.
    Thread,
    /// The team, where releases are announced.
    Releases,
    /// A side that has a part in the release, in its channel.
    Side(SideName),
    /// The team, in the thread of the release of that number, of whose service something is said.
    ThreadOf(i64),
    /// An audience, in one of its channels, by its name in bot.toml.
    Channel {
        /// Which audience.
        audience: AudienceName,
        /// The channel.
        channel: String,
    },
    /// Somebody who asked to be told by direct message.
    Subscriber {
        /// Of which audience.
        audience: AudienceName,
        /// Who.
        person: PersonId,
    },
    /// Somebody, by direct message.
    Person(PersonId),
    /// An audience, by mail.
    Mail {
        /// Which audience.
        audience: AudienceName,
        /// The address.
        address: String,
    },
    /// An audience, by a signed webhook.
    Endpoint {
        /// Which audience.
        audience: AudienceName,
        /// The endpoint, by its name in bot.toml.
        endpoint: String,
    },
}

/// The notices that a fact about a release calls for.
pub fn notices(fact: &ReleaseFact, by: &PersonId, before: &Release, after: &Release) -> Vec<Notice> {
    match fact {
        ReleaseFact::ValueGiven { place, value } => told(after, place, value).into_iter().collect(),
        ReleaseFact::ItemFailed { place, note } => alarm(after, place, note, by).into_iter().collect(),
        ReleaseFact::Reminded { timer } => due(after, timer),
        ReleaseFact::RolesCalled { step } => sign_off::awaited(after, step, by).into_iter().collect(),
        ReleaseFact::GoExpired { place, set, whose } => {
            sign_off::ran_out(after, place, *set, whose).into_iter().collect()
        }
        ReleaseFact::StepReopened { step } => sign_off::changed(before, after, step).into_iter().collect(),
        ReleaseFact::WentGo { place, .. } => sign_off::next_in_order(before, after, place)
            .into_iter()
            .collect(),
        ReleaseFact::StepCompleted { step } | ReleaseFact::StepOverridden { step, .. } => {
            let mut told = reported::told(step, after);
            told.extend(turns(before, after));
            told
        }
        ReleaseFact::WentBack { .. } => turns(before, after),
        ReleaseFact::ReportFailed {
            place,
            system,
            why,
            link,
        } => reported::failed(after, &place.step, system, why, link.as_ref())
            .into_iter()
            .collect(),
        ReleaseFact::TicketsMoved { tickets, to } => tickets::moved(after, tickets, to),
        ReleaseFact::DiscussionOpened => tickets::discussed(after),
        ReleaseFact::Ticket { ticket, what } => tickets::handed_over(before, after, ticket, what, by),
        _ => Vec::new(),
    }
}

fn to_releases(word: Word) -> Notice {
    Notice {
        to: Recipient::Releases,
        word,
        not_after: None,
    }
}

/// What a step tells an audience; nothing where the team has not agreed on a way, and a person told it.
fn told(release: &Release, place: &Place, text: &str) -> Option<Notice> {
    let (_, step, _) = release.find_step(&place.step)?;
    let (audience, _) = step.find_ask(&place.ask)?.kind.tell()?;
    let is_reached = release.process.audiences.get(audience)?.hears_of_steps();
    is_reached.then(|| Notice {
        to: Recipient::Audience(audience.clone()),
        word: Word::Told {
            text: text.to_owned(),
        },
        not_after: None,
    })
}

fn open_window(release: &Release) -> Option<Window> {
    release.outage.as_ref().and_then(|o| o.find_open_window())
}

fn to_thread(word: Word) -> Notice {
    Notice {
        to: Recipient::Thread,
        word,
        not_after: None,
    }
}

/// A failed item calls the owners when the service is closed to its users meanwhile.
fn alarm(release: &Release, place: &ItemPlace, note: &str, by: &PersonId) -> Option<Notice> {
    let (_, step, _) = release.find_step(&place.step)?;
    let (item, note, role) = (place.item.clone(), note.to_owned(), step.owner.clone());
    let word = Word::TestFailed {
        step: step.name.clone(),
        item,
        note,
        by: by.clone(),
        role,
    };
    step.may_roll_back.then(|| to_thread(word))
}
