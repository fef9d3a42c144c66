//! Which gate an override lifts, and whether one that stands now is lifted.

use super::Shut;
use crate::domain::lifted::Lifted;

impl Lifted {
    /// What an override of that gate lifts.
    pub(in crate::domain) fn of(shut: &Shut) -> Self {
        match shut {
            Shut::Busy(environment, holder) => Self::Busy {
                environment: environment.clone(),
                release: holder.release,
            },
            Shut::Blocked(blockers) => Self::Blockers(blockers.iter().map(|(n, _)| *n).collect()),
            Shut::NeverRanOn(_, environment) => Self::NeverRanOn(environment.clone()),
            Shut::TooEarly(_) => Self::TooEarly,
            Shut::NotPlannedYet { environment, .. } => Self::NotPlanned(environment.clone()),
            Shut::Passed { from, .. } => Self::Passed(from.clone()),
            Shut::OutageNotBegun { .. } => Self::OutageNotBegun,
            Shut::Holiday { opens, .. } | Shut::DayOff { opens, .. } => Self::Off(*opens),
            Shut::Frozen { name, until, .. } => Self::Freeze {
                name: name.clone(),
                until: *until,
            },
        }
    }

    /// Whether it lifts that gate.
    pub(in crate::domain) fn lifts(&self, shut: &Shut) -> bool {
        match (self, shut) {
            (Self::Busy { environment, release }, Shut::Busy(busy, holder)) => {
                environment == busy && *release == holder.release
            }
            (Self::Blockers(lifted), Shut::Blocked(standing)) => {
                standing.iter().all(|(number, _)| lifted.contains(number))
            }
            (Self::NeverRanOn(lifted), Shut::NeverRanOn(_, environment))
            | (Self::NotPlanned(lifted), Shut::NotPlannedYet { environment, .. })
            | (
                Self::Passed(lifted),
                Shut::Passed {
                    from: environment, ..
                },
            ) => lifted == environment,
            (Self::TooEarly, Shut::TooEarly(_)) | (Self::OutageNotBegun, Shut::OutageNotBegun { .. }) => true,
            (Self::Off(_), Shut::Holiday { holiday, .. }) => self.lifts_day(holiday.date),
            (Self::Off(_), Shut::DayOff { day, .. }) => self.lifts_day(*day),
            (Self::Freeze { .. }, Shut::Frozen { name, until, .. }) => self.lifts_freeze(name, *until),
            _ => false,
        }
    }
}
