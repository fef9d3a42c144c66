//! What of the calendar a step heeds: the days on which its gates are open, and the freezes that concern it.
//!
//! Asked by the gates, and by the agenda for when they change.

use chrono::NaiveDate;

use super::{Effect, Gate, Step};
use crate::domain::calendar::{Calendar, Freeze};
use crate::domain::name::EnvironmentName;

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
