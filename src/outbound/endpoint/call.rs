//! What an endpoint is told, as plain data: the room fills it from a notice, each preset says it in its own way.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::domain::outage::Window;

/// What happened to an outage, or is to be remembered of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It is told for the first time.
    Announced,
    /// It comes nearer.
    Reminder,
    /// Its window or words are others.
    Changed,
    /// It ends later than was said.
    Extended,
    /// It began.
    Started,
    /// Its end has passed and it is not over.
    Overran,
    /// It is over.
    Ended,
    /// It will not be.
    Cancelled,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Announced,
        Self::Reminder,
        Self::Changed,
        Self::Extended,
        Self::Started,
        Self::Overran,
        Self::Ended,
        Self::Cancelled,
    ];

    /// The word by which receivers know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "outage.announced",
            Self::Reminder => "outage.reminder",
            Self::Changed => "outage.changed",
            Self::Extended => "outage.extended",
            Self::Started => "outage.started",
            Self::Overran => "outage.overran",
            Self::Ended => "outage.ended",
            Self::Cancelled => "outage.cancelled",
        }
    }

    /// Whether nothing comes after it.
    pub fn is_last(self) -> bool {
        matches!(self, Self::Ended | Self::Cancelled)
    }
}

/// How long an outage is said to take on a status page when nobody knows.
pub(super) const UNKNOWN: TimeDelta = TimeDelta::hours(1);

/// Something that an endpoint is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its id, the same however often it is tried: see [`Call::id_of`].
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// When that happened.
    pub at: DateTime<Utc>,
    /// The service, as people type it.
    pub service: String,
    /// The service, as people read it.
    pub service_title: String,
    /// Who is told, as the playbook calls them.
    pub audience: String,
    /// The outage's number.
    pub outage: i64,
    /// How often its window or words were changed; 0 for what was announced first.
    pub revision: u32,
    /// The window as it now is; without length where nobody announced one.
    pub window: Window,
    /// The window that was told before, where it is another.
    pub window_before: Option<Window>,
    /// When it began in fact.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was over in fact, or called off.
    pub ended_at: Option<DateTime<Utc>>,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub why: Option<String>,
    /// What does not work meanwhile.
    pub impact: Option<String>,
    /// What still works.
    pub still_works: Option<String>,
    /// The whole notice in the audience's own words, without Markdown.
    pub text: String,
    /// Where everybody can read of it.
    pub link: Option<String>,
    /// What the other side called this outage when it was first told.
    pub receipt: Option<String>,
}

impl Call {
    /// The id of a call for a notice with this key: stable, and without the dots that would mix it up with what it is
    /// signed with.
    pub fn id_of(key: &str) -> String {
        let digest = hex::encode(Sha256::digest(key.as_bytes()));
        format!("gonogo_{}", &digest[..32])
    }

    /// What an outage is marked with on the other side, so that it is found again.
    pub(super) fn mark(&self) -> String {
        format!("{}/{}", self.service, self.outage)
    }

    /// When it is over as far as anybody knows: an outage that nobody announced has a window without length, and gets an
    /// hour, since both status pages want an end.
    pub(super) fn likely_end(&self) -> DateTime<Utc> {
        match self.window.end > self.window.start {
            true => self.window.end,
            false => self.window.start + UNKNOWN,
        }
    }

    /// Whether users cannot work, as far as this call knows.
    pub(super) fn is_under_way(&self) -> bool {
        let begins = matches!(self.kind, Kind::Started | Kind::Overran);
        (begins || self.started_at.is_some()) && self.ended_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_call_is_that_of_its_notice() {
        let id = Call::id_of("outage/18/announced/customers/endpoint.status");
        assert_eq!(id, Call::id_of("outage/18/announced/customers/endpoint.status"));
        assert_ne!(id, Call::id_of("outage/18/announced/customers/endpoint.other"));
        assert!(id.len() < 64 && !id.contains('.'), "{id}");
    }
}
