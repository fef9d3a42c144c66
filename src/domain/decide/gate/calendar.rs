//! Gates that the calendar sets, and nobody ticks: no holiday, a working day, no freeze.

use chrono::{DateTime, NaiveDate, Utc};

use chrono_tz::Tz;

use super::Shut;
use crate::domain::calendar::Calendar;
use crate::domain::process::{Gate, Step, freezes_of, is_open_on};

/// A gate is looked ahead of for so many days.
const AHEAD: usize = 400;

/// What of the calendar holds a step shut at a moment; several freezes can.
pub(super) fn shut_by(
    now: DateTime<Utc>,
    (calendar, zone): (&Calendar, Tz),
    step: &Step,
    gate: &Gate,
) -> Vec<Shut> {
    let today = now.with_timezone(&zone).date_naive();
    match gate {
        Gate::NoHoliday | Gate::WorkingDay => shut_on(calendar, gate, today).into_iter().collect(),
        Gate::NoFreeze(environment) => {
            let freezes = freezes_of(calendar, step, environment.as_ref());
            freezes
                .filter_map(|freeze| {
                    let during = freeze.find_at(zone, now)?;
                    Some(Shut::Frozen {
                        name: freeze.name.clone(),
                        title: freeze.title.clone(),
                        until: during.end,
                        override_by: freeze.override_by.clone(),
                    })
                })
                .collect()
        }
        _ => vec![],
    }
}

fn shut_on(calendar: &Calendar, gate: &Gate, day: NaiveDate) -> Option<Shut> {
    if is_open_on(calendar, gate, day) {
        return None;
    }
    let opens = day
        .iter_days()
        .take(AHEAD)
        .find(|day| is_open_on(calendar, gate, *day));
    Some(match calendar.find_holiday(day) {
        Some(holiday) => Shut::Holiday { holiday, opens },
        None => Shut::DayOff { day, opens },
    })
}
