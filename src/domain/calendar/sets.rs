//! Holidays that are read from an address: what was read last, and whether it can be read.
//!
//! What was read is a fact of the service, so that whatever follows from it is a function of the journal. What cannot be
//! read keeps the last good days. Decided in `decide::calendar`, told by `notice`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Calendar, HolidaySet};
use crate::domain::name::HolidaySetName;
use crate::domain::person::Stamp;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

/// What happened to a set of holidays that is read from an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarFact {
    /// It has these days now, and had others before.
    Read {
        /// The days, with what people call them.
        days: BTreeMap<NaiveDate, String>,
    },
    /// It cannot be read; what was read before stays.
    Failed {
        /// What is wrong, without a full stop.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
    },
    /// It can be read again.
    Recovered,
    /// The playbook names it no more.
    Dropped,
}

/// What is said of a set of holidays that is read from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarCommand {
    /// It was read.
    Take(BTreeMap<NaiveDate, String>),
    /// It could not be read: what is wrong, and what to do about it.
    Fail {
        /// What is wrong, without a full stop.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
    },
    /// The playbook names it no more.
    Drop,
}

/// A set of holidays that is read from an address, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSet {
    /// The days that were read last.
    pub days: Arc<BTreeMap<NaiveDate, String>>,
    /// When they became what they are; nothing when they were never read.
    pub read: Option<Stamp>,
    /// Since when it cannot be read.
    pub failing: Option<Stamp>,
}

impl ServiceState {
    /// The calendar that holds for a service: what its playbook says, and what was read from addresses since. A release
    /// that runs by an older playbook heeds the holidays that are read today.
    pub fn calendar(&self, service: &Service) -> Arc<Calendar> {
        let mut read = self.read_sets.iter().filter(|(_, set)| !set.days.is_empty());
        let Some(first) = read.next() else {
            return service.calendar.clone();
        };
        let mut calendar = Calendar::clone(&service.calendar);
        let sets = std::iter::once(first).chain(read);
        calendar.sets.extend(sets.map(|(name, set)| HolidaySet {
            name: name.clone(),
            days: set.days.clone(),
        }));
        Arc::new(calendar)
    }

    pub(in crate::domain) fn apply_to_calendar(
        &mut self,
        name: &HolidaySetName,
        what: &CalendarFact,
        stamp: Stamp,
    ) {
        let set = self.read_sets.entry(name.clone()).or_default();
        match what {
            CalendarFact::Read { days } => {
                set.days = Arc::new(days.clone());
                set.read = Some(stamp);
            }
            CalendarFact::Failed { .. } => set.failing = Some(stamp),
            CalendarFact::Recovered => set.failing = None,
            CalendarFact::Dropped => drop(self.read_sets.remove(name)),
        }
    }
}
