//! What the team is told of a set of holidays that is read from an address: that it cannot be read, and that it can again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::CalendarFact;
use crate::domain::name::HolidaySetName;
use crate::domain::service::ServiceState;

use super::{Notice, Word, to_releases};

/// What is told of a set of holidays that is read from an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarNews {
    /// Its name.
    pub set: HolidaySetName,
    /// What became of it.
    pub fate: CalendarFate,
}

/// What became of a set of holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarFate {
    /// It cannot be read.
    Failing {
        /// What is wrong, without a full stop.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
        /// When the days that are kept became what they are; nothing when it was never read.
        kept_since: Option<DateTime<Utc>>,
    },
    /// It can be read again.
    Recovered,
}

/// The notice that a fact about a set calls for; new days speak for themselves when one is a planned day.
pub(super) fn told(set: &HolidaySetName, what: &CalendarFact, after: &ServiceState) -> Option<Notice> {
    let fate = match what {
        CalendarFact::Failed { problem, fix } => CalendarFate::Failing {
            problem: problem.clone(),
            fix: fix.clone(),
            kept_since: after
                .read_sets
                .get(set)
                .and_then(|set| set.read.as_ref())
                .map(|read| read.at),
        },
        CalendarFact::Recovered => CalendarFate::Recovered,
        CalendarFact::Read { .. } | CalendarFact::Dropped => return None,
    };
    let set = set.clone();
    Some(to_releases(Word::Calendar(Box::new(CalendarNews { set, fate }))))
}
