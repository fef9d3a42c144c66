//! What other systems reported, on the card of a release: who is awaited, what failed, what the release contains.

use crate::domain::decide::Situation;
use crate::domain::notice::owed_by;
use crate::domain::process::{Contents, Step};
use crate::domain::release::{Release, StepState};
use crate::domain::report::Change;
use crate::wording::text::{any_of, count, person, quote, system_title, time_of_day, value};

/// The most changes and versions that the card names.
const MOST_NAMED: usize = 5;

/// Who is awaited: the roles that owe something, else the systems that are to report.
pub(super) fn awaited(release: &Release, step: &Step, state: &StepState) -> String {
    let owed = owed_by(step);
    let missing: Vec<_> = release.missing(step, state).collect();
    let only_reports = !missing.is_empty()
        && missing
            .iter()
            .all(|a| a.kind.report().is_some_and(|r| !r.awaits.is_by_people()));
    if !owed.is_empty() && !only_reports {
        return any_of(&owed);
    }
    let mut systems: Vec<String> = missing
        .iter()
        .filter_map(|a| a.kind.report())
        .flat_map(|rule| rule.from.iter().map(system_title))
        .collect();
    systems.dedup();
    if systems.is_empty() {
        return "a report".to_owned();
    }
    any_of(&systems)
}

/// What systems reported to have failed.
pub(super) fn failures(step: &Step, state: &StepState) -> Vec<String> {
    let line = |failure: &crate::domain::release::Failure| {
        let title = step
            .find_ask(&failure.ask)
            .map_or_else(|| failure.ask.to_string(), |a| a.title.clone());
        let link = failure.link.as_ref().map(|link| format!(", {}", value(link, 60)));
        format!(
            "✕ Failed: {title} ({}, {}: “{}”{})",
            person(&failure.stamp.by),
            time_of_day(failure.stamp.at),
            quote(&failure.why, 80),
            link.unwrap_or_default()
        )
    };
    state.failures.iter().map(line).collect()
}

/// What the release contains: versions that it gathers, changes, and the freeze that fixed them.
pub(super) fn contents(situation: &Situation) -> Vec<String> {
    let release = &situation.release;
    let Some(contents) = &release.process.contents else {
        return Vec::new();
    };
    let mut lines: Vec<String> = gathered(situation, contents).into_iter().collect();
    lines.extend(changes(situation, contents));
    lines.extend(freeze(situation));
    lines
}

fn gathered(situation: &Situation, contents: &Contents) -> Option<String> {
    let (release, outside) = (&situation.release, &situation.service.outside);
    let environment = contents.of.as_ref()?;
    let since = outside.find_base(&contents.since, release.number).map(|a| a.at);
    let brought = outside.brought_since(environment, since, &release.version);
    if brought.is_empty() {
        return Some(format!("Contains no version that came to {environment}."));
    }
    let hidden = brought.len().saturating_sub(MOST_NAMED);
    let names = brought[hidden..]
        .iter()
        .map(|a| format!("{} (#{})", quote(a.version.as_str(), 40), a.release));
    let names = names.collect::<Vec<_>>().join(", ");
    let before = if hidden > 0 {
        format!("{hidden} more, ")
    } else {
        String::new()
    };
    let rounds = count(i64::try_from(brought.len()).unwrap_or(i64::MAX), "version");
    Some(format!("Contains {rounds} of {environment}: {before}{names}"))
}

fn changes(situation: &Situation, contents: &Contents) -> Option<String> {
    let (release, outside) = (&situation.release, &situation.service.outside);
    let base = outside.find_base(&contents.since, release.number);
    let changes = match base {
        Some(base) => outside.changes_between(&base.version, &release.version),
        None => outside.changes_until(&release.version),
    };
    let since = base
        .map(|a| format!(" since {}", quote(a.version.as_str(), 40)))
        .unwrap_or_default();
    if changes.is_empty() {
        return None;
    }
    let number = count(i64::try_from(changes.len()).unwrap_or(i64::MAX), "change");
    let hidden = changes.len().saturating_sub(MOST_NAMED);
    let mut names: Vec<String> = changes.iter().take(MOST_NAMED).map(|c| in_short(c)).collect();
    if hidden > 0 {
        names.push(format!("and {hidden} more"));
    }
    Some(format!("{number}{since}: {}", names.join(" · ")))
}

fn in_short(change: &Change) -> String {
    format!("{} {}", quote(&change.id, 20), quote(&change.title, 60))
}

/// Who froze what is merged, from when to when, and what therefore waits.
fn freeze(situation: &Situation) -> Option<String> {
    let (release, outside) = (&situation.release, &situation.service.outside);
    let (begun, ended) = release.freeze()?;
    let (who, from) = (person(&begun.by), time_of_day(begun.at));
    let until = ended.map(|s| format!(" to {} by {}", time_of_day(s.at), person(&s.by)));
    let head = match until {
        Some(until) => format!("Frozen from {from} by {who}{until}"),
        None => format!("**Frozen** since {from} by {who}"),
    };
    let later = outside.changes_since(&release.version).len();
    let waits = match later {
        0 => String::new(),
        1 => "; 1 change merged since is not in it".to_owned(),
        n => format!("; {n} changes merged since are not in it"),
    };
    Some(format!("{head}{waits}"))
}
