//! What an override lifts: the gates that stood then, each for as long as what shut it lasts.
//!
//! Whoever passes the freeze of one Friday passes neither that of the next nor a blocker that is raised afterwards. Written
//! with the fact of the override; asked by the gates.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::name::{EnvironmentName, FreezeName};

/// A gate that was passed by authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lifted {
    /// Another release holds an environment.
    Busy {
        /// Which environment.
        environment: EnvironmentName,
        /// Which release.
        release: i64,
    },
    /// These blockers stand.
    Blockers(Vec<u32>),
    /// The version never ran there.
    NeverRanOn(EnvironmentName),
    /// The agreed day has not come.
    TooEarly,
    /// The planned day for that environment has not come.
    NotPlanned(EnvironmentName),
    /// Another version goes on from there.
    Passed(EnvironmentName),
    /// The outage has not begun.
    OutageNotBegun,
    /// The team does not work, up to that day; for ever when no end was in sight.
    Off(Option<NaiveDate>),
    /// A freeze holds, up to that moment.
    Freeze {
        /// Which.
        name: FreezeName,
        /// Its end.
        until: DateTime<Utc>,
    },
}

impl Lifted {
    /// Whether it lifts a gate of whole days on that day.
    pub(in crate::domain) fn lifts_day(&self, day: NaiveDate) -> bool {
        matches!(self, Self::Off(until) if until.is_none_or(|until| day < until))
    }

    /// Whether it lifts a freeze that ends then.
    pub(in crate::domain) fn lifts_freeze(&self, freeze: &FreezeName, end: DateTime<Utc>) -> bool {
        matches!(self, Self::Freeze { name, until } if name == freeze && end <= *until)
    }
}
