//! What the team reads when somebody could not be told, when they were told at last, or never will be.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::audience::NewsKind;
use crate::domain::name::{AudienceName, RoleName};

use super::{Notice, Recipient, RotationSaid, Word};

/// Something that somebody was to read and that is not where they read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// Who was to read it.
    pub whom: Whom,
    /// The outage that it is about, when it is about one.
    pub outage: Option<i64>,
    /// What it says of that outage.
    pub kind: Option<NewsKind>,
    /// What became of it.
    pub fate: Fate,
}

/// Who was to read it, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whom {
    /// Whoever notices go to: one, or several who miss the same for the same reason.
    Readers(Vec<Recipient>),
    /// Whoever looks at the events of the server.
    EventList,
    /// Whoever looks who has a role on Discord that goes with a turn.
    Role(RoleName),
    /// The servers that follow a channel of an audience.
    Followers {
        /// The audience.
        audience: AudienceName,
        /// The channel, by its name in bot.toml.
        channel: String,
    },
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It waits until somebody mends something, or until it goes by itself.
    Waits {
        /// What is wrong, in words for whoever can mend it, without a full stop.
        problem: String,
        /// What to do about it, likewise; nothing when it may go by itself.
        fix: Option<String>,
    },
    /// It was told at last.
    ToldLate {
        /// When it was found that it could not be told.
        since: DateTime<Utc>,
    },
    /// It was never told, and will not be.
    NeverTold {
        /// Why it is not told any more, as it stands after "because".
        why: String,
        /// What was wrong, when that is known.
        problem: Option<String>,
    },
}

impl Undelivered {
    /// What the team is told of a notice.
    pub fn of(notice: &Notice, fate: Fate) -> Self {
        let news = match &notice.word {
            Word::Outage(news) => Some(news),
            _ => None,
        };
        let whom = match (&notice.word, &notice.to) {
            (Word::PassedOn { .. }, Recipient::Channel { audience, channel }) => Whom::Followers {
                audience: audience.clone(),
                channel: channel.clone(),
            },
            (Word::Rotation(news), to) => match &news.said {
                RotationSaid::RoleMoves { role, .. } => Whom::Role(role.clone()),
                _ => Whom::Readers(vec![to.clone()]),
            },
            (_, to) => Whom::Readers(vec![to.clone()]),
        };
        Self {
            whom,
            outage: news.map(|news| news.number),
            kind: news.and_then(|news| news.kind()),
            fate,
        }
    }
}
