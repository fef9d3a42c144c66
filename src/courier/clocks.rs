//! Whether our clock and Discord's agree: each answer of Discord's says when it was given (`Date`).
//!
//! Everything that this program says in time hangs on the clock of its machine. When that is more than two minutes from
//! Discord's, the log says so, and the team reads it once, until both agree again. The wire compares, the courier tells.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{DATE, HeaderMap};
use tokio::sync::watch;
use tracing::{error, info, warn};

use super::Courier;
use super::post::nonce_of;
use crate::clock::Clock;
use crate::wording::clocks as words;

/// How far the clocks may be apart before anybody is told. `Date` counts whole seconds, and answers travel.
const BEARABLE: TimeDelta = TimeDelta::minutes(2);

/// The place whose channel is told.
const TEAM: &str = "releases";

/// Our clock beside Discord's.
pub(super) struct Clocks {
    ours: Clock,
    apart: watch::Sender<Option<Apart>>,
}

/// Two clocks that do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Apart {
    /// What ours said.
    ours: DateTime<Utc>,
    /// What Discord's said.
    theirs: DateTime<Utc>,
}

impl fmt::Debug for Clocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clocks").finish_non_exhaustive()
    }
}

impl Clocks {
    pub(super) fn new(ours: Clock) -> Self {
        Self {
            ours,
            apart: watch::Sender::new(None),
        }
    }

    /// What our clock says.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.ours.now()
    }

    /// Compares the `Date` of an answer to a request that was sent at `sent` and is answered now.
    pub(super) fn compare(&self, sent: DateTime<Utc>, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
            return;
        };
        let found = find_apart(sent, self.now(), theirs.to_utc());
        self.apart.send_if_modified(|known| {
            let changes = known.is_some() != found.is_some();
            if changes {
                *known = found;
            }
            changes
        });
    }
}

/// Whether an answer that was given between `sent` and `received` by our clock cannot have been given at `theirs`.
fn find_apart(sent: DateTime<Utc>, received: DateTime<Utc>, theirs: DateTime<Utc>) -> Option<Apart> {
    let ours = if theirs < sent - BEARABLE {
        sent
    } else if theirs > received + BEARABLE {
        received
    } else {
        return None;
    };
    Some(Apart { ours, theirs })
}

impl Courier {
    /// Tells the team when the clocks part, once the server is known; ends with the bot.
    pub async fn watch_clocks(self, mut ready: watch::Receiver<bool>) {
        let mut apart = self.wire().clocks().apart.subscribe();
        let stop = self.shared.stop.clone();
        let work = async {
            // The sender is gone only with the bot.
            if ready.wait_for(|ready| *ready).await.is_err() {
                return;
            }
            loop {
                let found = *apart.borrow_and_update();
                self.tell_of_clocks(found).await;
                if apart.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = stop.cancelled() => {}
        }
    }

    async fn tell_of_clocks(&self, found: Option<Apart>) {
        let Some(Apart { ours, theirs }) = found else {
            info!("this machine's clock agrees with Discord's");
            return;
        };
        let by = ours - theirs;
        let message = if self.wire().is_sandboxed() {
            info!(minutes = by.num_minutes(), %theirs, "this sandbox's clock is not this machine's, by which the bot goes");
            words::apart_from_sandbox(by, theirs)
        } else {
            error!(
                minutes = by.num_minutes(),
                %ours,
                %theirs,
                "this machine's clock is not Discord's: everything that is due comes early or late by that much"
            );
            words::apart(by, theirs)
        };
        let Some(channel) = self.directory().find_channel(TEAM) else {
            return;
        };
        let nonce = nonce_of("clocks", theirs.timestamp());
        let told = self.post(&channel.to_string(), &message, &nonce).await;
        if let Err(problem) = told {
            warn!(%problem, "the team could not be told of the clock; the log says it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_apart_past_two_minutes_however_long_the_answer_took() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (sent, received) = (at("2026-11-24T08:00:00Z"), at("2026-11-24T08:00:10Z"));
        let by =
            |theirs: &str| find_apart(sent, received, at(theirs)).map(|a| (a.ours - a.theirs).num_seconds());
        assert_eq!(by("2026-11-24T08:00:05Z"), None);
        assert_eq!(by("2026-11-24T07:58:00Z"), None);
        assert_eq!(by("2026-11-24T08:02:10Z"), None);
        assert_eq!(by("2026-11-24T07:57:59Z"), Some(121), "ours is ahead");
        assert_eq!(by("2026-11-24T08:02:11Z"), Some(-121), "ours is behind");
        assert_eq!(by("2026-11-23T09:00:00Z"), Some(23 * 3600));
        // Somebody moved our clock while the answer was on its way: nothing can be said.
        let moved = at("2026-11-25T08:00:00Z");
        assert_eq!(find_apart(sent, moved, at("2026-11-24T20:00:00Z")), None);
    }
}
