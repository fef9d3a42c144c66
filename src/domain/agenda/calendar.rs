//! When the calendar opens or shuts a step: the card changes then, and its owner reads in the morning that it is time.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{REMINDER_HOUR, Timer, instant};
use crate::domain::calendar::{Calendar, Spell};
use crate::domain::lifted::Lifted;
use crate::domain::name::StepName;
use crate::domain::outage::Window;
use crate::domain::process::{Gate, Step, freezes_about, freezes_of, is_open_on};
use crate::domain::release::Release;

/// Days that are looked ahead for a change.
const AHEAD: i64 = 400;

const CHANGES: &str = "calendar";
const OPENS: &str = "calendar-opens";

/// The next change for each step whose turn it is, and the word to its owner when it opens.
pub(super) fn changes(release: &Release, calendar: &Calendar) -> Vec<Timer> {
    let zone = release.process.service.zone;
    let mut timers = Vec::new();
    for (_, step, state) in release.current() {
        let Some(since) = state.open_since.filter(|_| !state.gates_lifted) else {
            continue;
        };
        // What changed since was seen to, each time with a key of its own: the last one is where to look on from.
        let last = last_seen(release, &step.name).filter(|last| *last > since);
        let next = next_change((calendar, zone), step, last.unwrap_or(since));
        timers.extend(next.map(|at| timer(CHANGES, step, at)));
        let opening = last
            .into_iter()
            .chain(next)
            .filter(|at| opens_at((calendar, zone), (step, &state.lifted), *at));
        timers.extend(opening.map(|at| timer(OPENS, step, in_the_morning(zone, at))));
    }
    timers
}

/// The step that a timer says is open again.
pub(in crate::domain) fn step_that_opens(key: &str) -> Option<StepName> {
    let mut parts = key.split('@');
    (parts.next()? == OPENS).then(|| parts.next().map(StepName::from))?
}

fn timer(word: &str, step: &Step, at: DateTime<Utc>) -> Timer {
    Timer {
        key: format!("{word}@{}@{}", step.name, at.timestamp()),
        due_at: at,
        version: None,
    }
}

fn last_seen(release: &Release, step: &StepName) -> Option<DateTime<Utc>> {
    let prefix = format!("{CHANGES}@{step}@");
    let seen = release
        .reminded
        .keys()
        .filter_map(|key| key.strip_prefix(&prefix));
    let seen = seen.filter_map(|at| Utc.timestamp_opt(at.parse().ok()?, 0).single());
    seen.max()
}

/// The first moment after `after` at which a gate of the calendar opens or shuts.
fn next_change(
    (calendar, zone): (&Calendar, Tz),
    step: &Step,
    after: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let changes = step.gates.iter().filter_map(|gate| match gate {
        Gate::NoHoliday | Gate::WorkingDay => next_day((calendar, zone), gate, after),
        Gate::NoFreeze(environment) => {
            let freezes = freezes_of(calendar, step, environment.as_ref());
            freezes
                .filter_map(|freeze| next_edge(&freeze.spell, zone, after))
                .min()
        }
        _ => None,
    });
    // The card warns of those that shut nothing.
    let beside = freezes_about(calendar, step).filter_map(|freeze| next_edge(&freeze.spell, zone, after));
    changes.chain(beside).min()
}

/// When it next begins or ends.
fn next_edge(spell: &Spell, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let window = Window {
        start: after + TimeDelta::milliseconds(1),
        end: after + TimeDelta::days(AHEAD),
    };
    let during = spell.first_in(zone, window)?;
    Some(if during.start > after {
        during.start
    } else {
        during.end
    })
}

fn next_day((calendar, zone): (&Calendar, Tz), gate: &Gate, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = after.with_timezone(&zone).date_naive();
    let was = is_open_on(calendar, gate, today);
    let mut days = today.iter_days().take(usize::try_from(AHEAD).unwrap_or_default());
    let day = days.find(|day| is_open_on(calendar, gate, *day) != was)?;
    Some(instant(zone, day.and_time(NaiveTime::MIN)))
}

/// Whether the calendar held the step shut until that moment, and does not from then on.
fn opens_at(calendar: (&Calendar, Tz), step: (&Step, &[Lifted]), at: DateTime<Utc>) -> bool {
    !is_open(calendar, step, at - TimeDelta::milliseconds(1)) && is_open(calendar, step, at)
}

fn is_open((calendar, zone): (&Calendar, Tz), (step, lifted): (&Step, &[Lifted]), at: DateTime<Utc>) -> bool {
    let day = at.with_timezone(&zone).date_naive();
    step.gates.iter().all(|gate| match gate {
        Gate::NoFreeze(environment) => {
            freezes_of(calendar, step, environment.as_ref()).all(|freeze| freeze.find_at(zone, at).is_none())
        }
        _ => is_open_on(calendar, gate, day) || lifted.iter().any(|l| l.lifts_day(day)),
    })
}

/// Nobody is called at night: nine in the morning, or the moment itself when it is later in the day.
fn in_the_morning(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let day = at.with_timezone(&zone).date_naive();
    at.max(instant(zone, day.and_time(REMINDER_HOUR)))
}
