//! A release as the card of a planned day shows it: its open steps, what each asks for, who owes it, and its buttons.

use chrono::{DateTime, Utc};

use crate::domain::decide::{Situation, shut_gates};
use crate::domain::name::RoleName;
use crate::domain::notice::owed_by;
use crate::domain::process::Step;
use crate::domain::release::{Course, Release, StepState};
use crate::wording::message::Control;
use crate::wording::text::value;

use super::controls::{each_once, next_buttons};
use super::course::{gate, links};
use super::progress::ask_progress;
use super::reported;

/// How many of the steps ahead are named.
const NEXT: usize = 6;

/// The lines of a release; `who` names whoever is awaited.
pub(in crate::wording) fn lines(
    situation: &Situation,
    now: DateTime<Utc>,
    who: impl Fn(&str) -> String,
) -> Vec<String> {
    let release = &situation.release;
    match &release.course {
        Course::Running => {}
        Course::Held(_) => return vec!["On hold.".to_owned()],
        Course::Finished(_) => return vec!["✓ Finished.".to_owned()],
        Course::Aborted(_) => return vec!["Aborted.".to_owned()],
        Course::RolledBack(_) => return vec!["Rolled back.".to_owned()],
    }
    let mut lines = Vec::new();
    for (_, step, state) in release.current() {
        let awaited = who(&reported::awaited(release, step, state));
        lines.push(format!("▸ **{}** · {awaited}", step.title));
        let shut = shut_gates(now, situation, step);
        if !shut.is_empty() {
            lines.extend(shut.iter().map(gate));
            continue;
        }
        lines.extend(asks(release, step, state));
        lines.extend(reported::failures(step, state));
        lines.extend(step.hint.as_ref().map(|hint| format!("-# {hint}")));
        lines.extend(links(step));
    }
    lines.extend(ahead(release));
    lines
}

/// What a step asks for: what is given, and what is open.
fn asks(release: &Release, step: &Step, state: &StepState) -> Vec<String> {
    let asked = release.asked(step, state);
    let line = asked.map(|(_, ask, answer)| {
        let given = answer.given().map(|(given, _)| format!(": {}", value(given, 60)));
        match release.is_answered(ask, answer) {
            true => format!("✓ {}{}", ask.title, given.unwrap_or_default()),
            false => {
                let far = ask_progress(release, ask, answer).map(|far| format!(": {far}"));
                format!("· {}{}", ask.title, far.unwrap_or_default())
            }
        }
    });
    line.collect()
}

fn ahead(release: &Release) -> Option<String> {
    let current: Vec<usize> = release.current().map(|(n, _, _)| n).collect();
    let steps = release.process.steps.iter().enumerate();
    let ahead: Vec<&str> = steps
        .filter(|(n, _)| !release.is_settled(*n) && !current.contains(n))
        .map(|(_, step)| step.title.as_str())
        .collect();
    let more = ahead.len().saturating_sub(NEXT);
    let more = (more > 0).then(|| format!(" · and {more} more"));
    let more = more.unwrap_or_default();
    let named = ahead.into_iter().take(NEXT).collect::<Vec<_>>().join(" · ");
    (!named.is_empty()).then(|| format!("-# Then: {named}{more}"))
}

/// The buttons of the open steps, as the release card has them; a step that is shut has nothing to press today.
pub(in crate::wording) fn buttons(situation: &Situation, now: DateTime<Utc>, most: usize) -> Vec<Control> {
    let release = &situation.release;
    if release.course != Course::Running {
        return Vec::new();
    }
    let open = release
        .current()
        .filter(|(_, step, _)| shut_gates(now, situation, step).is_empty());
    each_once(
        open.flat_map(|(n, _, _)| next_buttons(situation, now, n))
            .collect(),
        most,
    )
}

/// What people owe to a release now: each open step with what it asks for, and the roles that owe it.
pub(in crate::wording) fn owed(situation: &Situation, now: DateTime<Utc>) -> Vec<(String, Vec<RoleName>)> {
    let release = &situation.release;
    if release.course != Course::Running {
        return Vec::new();
    }
    let open = release
        .current()
        .filter(|(_, step, _)| shut_gates(now, situation, step).is_empty());
    let owed = open.filter_map(|(_, step, state)| {
        let by_people = release
            .missing(step, state)
            .filter(|ask| ask.kind.report().is_none_or(|rule| rule.awaits.is_by_people()));
        let missing: Vec<&str> = by_people.map(|ask| ask.title.as_str()).collect();
        let roles = owed_by(step);
        (!missing.is_empty() && !roles.is_empty())
            .then(|| (format!("**{}**: {}", step.title, missing.join(", ")), roles))
    });
    owed.collect()
}
