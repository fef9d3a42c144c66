//! The one calendar of a service: what its playbook says, and what was read from addresses since.

use std::sync::Arc;

use super::ServiceState;
use crate::domain::calendar::{Calendar, CalendarFact, HolidaySet};
use crate::domain::name::HolidaySetName;
use crate::domain::person::Stamp;
use crate::domain::process::Service;

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
