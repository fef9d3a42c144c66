//! What reading a set of holidays brings about: facts only where something is new.

use super::super::calendar::{CalendarCommand, CalendarFact};
use super::super::fact::ServiceFact;
use super::super::name::HolidaySetName;
use super::super::service::ServiceState;

/// What follows; nothing when it is known already. What cannot be read is told once, until it can be again.
pub fn heard_of_calendar(
    state: &ServiceState,
    set: &HolidaySetName,
    command: &CalendarCommand,
) -> Vec<ServiceFact> {
    let known = state.read_sets.get(set);
    let is_failing = known.is_some_and(|known| known.failing.is_some());
    let facts = match command {
        CalendarCommand::Take(days) => {
            let recovered = is_failing.then_some(CalendarFact::Recovered);
            let is_new = known.is_none_or(|known| known.read.is_none() || *known.days != *days);
            let read = is_new.then(|| CalendarFact::Read { days: days.clone() });
            recovered.into_iter().chain(read).collect()
        }
        CalendarCommand::Fail { .. } if is_failing => vec![],
        CalendarCommand::Fail { problem, fix } => vec![CalendarFact::Failed {
            problem: problem.clone(),
            fix: fix.clone(),
        }],
        CalendarCommand::Drop => known.map(|_| CalendarFact::Dropped).into_iter().collect(),
    };
    let of_set = |what| ServiceFact::Calendar {
        set: set.clone(),
        what,
    };
    facts.into_iter().map(of_set).collect()
}
