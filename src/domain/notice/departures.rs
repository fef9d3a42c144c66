//! What an audience was not told, as the team is told of it.

use serde::{Deserialize, Serialize};

use crate::domain::audience::NewsKind;

use super::{Notice, Recipient, Word};

/// What did not reach its audience for one reason, or did after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departures {
    /// What, each to one recipient.
    pub parcels: Vec<Parcel>,
    /// How it stands.
    pub outcome: Outcome,
}

/// A notice to one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// What is told, of the outage of that number; nothing when it is of no outage.
    pub about: Option<(i64, NewsKind)>,
    /// Who should read it.
    pub to: Recipient,
}

/// How it stands with what did not reach its audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is missing.
    Missing {
        /// Why.
        problem: String,
        /// What somebody has to do; nothing when it may go by itself.
        fix: Option<String>,
    },
    /// It was delivered after all.
    Delivered,
    /// It will not be delivered any more.
    GivenUp {
        /// Why.
        why: String,
    },
}

impl Parcel {
    /// The parcel that a notice is.
    pub fn of(notice: &Notice) -> Self {
        let about = match &notice.word {
            Word::Outage(news) => news.kind().map(|kind| (news.number, kind)),
            _ => None,
        };
        let to = notice.to.clone();
        Self { about, to }
    }
}
