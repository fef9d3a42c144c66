//! What is in the way of a message: in words for whoever can mend it, with the permission as Discord's settings name it.

use crate::app::{Fault, Obstacle as Noted};
use crate::domain::card::CardKey;
use crate::domain::notice::{Recipient, Undelivered, Whom};
use crate::store::Card;
use crate::wording::undelivered as words;

use super::post::{NO_ACCESS, NO_PERMISSION, UNKNOWN_CHANNEL};
use super::{Courier, WireError};

/// Something that is in the way until somebody mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// What is wrong.
    pub(super) problem: String,
    /// What to do about it.
    pub(super) fix: String,
}

impl From<(String, String)> for Obstacle {
    fn from((problem, fix): (String, String)) -> Self {
        Self { problem, fix }
    }
}

impl Obstacle {
    /// Something that it is about is gone.
    pub(super) fn lost(problem: &str) -> Self {
        let fix = "Look at the playbooks in bot.toml: what was started by one needs it to the end";
        (problem.to_owned(), fix.to_owned()).into()
    }

    /// The channel of a place is missing.
    pub(super) fn no_channel(place: &str, wanted: &str) -> Self {
        words::no_channel(place, wanted).into()
    }

    /// What Discord refused, in `channel`, which is that of a place and known by that name.
    pub(super) fn of(
        error: &WireError,
        channel: &str,
        in_thread: bool,
        (place, wanted): (&str, &str),
    ) -> Self {
        let WireError::Refused { code, route, .. } = error else {
            return words::refused(&error.to_string()).into();
        };
        let missing: &[&str] = match (*code, route.as_str()) {
            (UNKNOWN_CHANNEL, _) => return Self::no_channel(place, wanted),
            (NO_ACCESS, _) => &["View Channel", "Send Messages"],
            (NO_PERMISSION, route) if route.ends_with("/threads") => &["Create Public Threads"],
            (NO_PERMISSION, route) if route.starts_with("GET ") => &["Read Message History"],
            (NO_PERMISSION, _) if in_thread => &["Send Messages in Threads"],
            (NO_PERMISSION, _) => &["Send Messages"],
            _ => return words::refused(&error.to_string()).into(),
        };
        words::no_permission(channel, missing).into()
    }
}

impl Courier {
    /// A card cannot be shown: whoever keeps it is told once, unless it is theirs alone.
    pub(super) async fn tell_of_card(&self, card: &Card, obstacle: &Obstacle) -> Result<(), Fault> {
        let whom = match CardKey::find(&card.key) {
            Some(CardKey::Outage(_, audience, channel)) => {
                Whom::Readers(vec![Recipient::Channel { audience, channel }])
            }
            Some(CardKey::OutageEvent(_)) => Whom::EventList,
            Some(CardKey::Side(_, side) | CardKey::SideTickets(_, side, _)) => {
                Whom::Readers(vec![Recipient::Side(side)])
            }
            // The team's own: it is in the log.
            _ => return Ok(()),
        };
        let of_outage = card.key.starts_with("outage");
        let number = CardKey::find(&card.key).and_then(|key| key.number());
        let what = Undelivered {
            whom,
            outage: number.filter(|_| of_outage),
            kind: None,
            fate: crate::domain::notice::Fate::Waits {
                problem: obstacle.problem.clone(),
                fix: Some(obstacle.fix.clone()),
            },
        };
        let mut tx = self.shared.app.store().begin().await?;
        let lane = self.lane_of_card(card);
        let noted = Noted {
            lane: &lane,
            stream: &card.stream,
            problem: &obstacle.problem,
            fix: &obstacle.fix,
        };
        self.shared.app.note_obstacle(&mut tx, noted, what).await?;
        tx.commit().await?;
        Ok(())
    }
}
