//! Gates that the calendar sets, and nobody ticks: no holiday, a working day, no freeze.

use chrono::{DateTime, NaiveDate, Utc};

use chrono_tz::Tz;

use super::Shut;
use crate::domain::calendar::{Calendar, Freeze};
use crate::domain::name::EnvironmentName;
use crate::domain::process::{Effect, Gate, Step};

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

/// Whether a gate of whole days is open on a day.
pub(in crate::domain) fn is_open_on(calendar: &Calendar, gate: &Gate, day: NaiveDate) -> bool {
    match gate {
        Gate::NoHoliday => calendar.find_holiday(day).is_none(),
        Gate::WorkingDay => calendar.is_working_day(day),
        _ => true,
    }
}

/// The hard freezes that a step heeds: those of the environment that the gate names, or else of all that the step is
/// about.
pub(in crate::domain) fn freezes_of<'s>(
    calendar: &'s Calendar,
    step: &Step,
    named: Option<&EnvironmentName>,
) -> impl Iterator<Item = &'s Freeze> {
    let about: Vec<EnvironmentName> = match named {
        Some(environment) => vec![environment.clone()],
        None => about(step),
    };
    calendar.freezes.iter().filter(move |freeze| {
        freeze.hard
            && (freeze.is_for(None) || about.iter().any(|environment| freeze.is_for(Some(environment))))
    })
}

/// The freezes, hard or soft, of the environments that a step is about, or that its gates name. A step that is about none
/// and heeds none touches nothing that could be frozen.
pub(in crate::domain) fn freezes_about<'s>(
    calendar: &'s Calendar,
    step: &Step,
) -> impl Iterator<Item = &'s Freeze> {
    let mut about = about(step);
    let mut heeds = !about.is_empty();
    for gate in &step.gates {
        if let Gate::NoFreeze(environment) = gate {
            heeds = true;
            about.extend(environment.clone());
        }
    }
    let touches = move |freeze: &&Freeze| {
        freeze.is_for(None) || about.iter().any(|environment| freeze.is_for(Some(environment)))
    };
    calendar
        .freezes
        .iter()
        .filter(move |freeze| heeds && touches(freeze))
}

fn about(step: &Step) -> Vec<EnvironmentName> {
    let set = step.effects.iter().filter_map(|effect| match effect {
        Effect::SetVersion { environment, .. } => Some(environment),
        _ => None,
    });
    step.environment
        .iter()
        .chain(&step.takes)
        .chain(set)
        .cloned()
        .collect()
}
