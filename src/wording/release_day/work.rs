//! What a planned day is for, in a few lines: what begins, what goes on, what replaced it, what is in the way.

use crate::domain::diary::SlotState;
use crate::domain::ledger::promotion;
use crate::wording::plan::day as day_words;
use crate::wording::text::{count, person, quote};

use super::{Seen, version};

/// How many of the steps to come are named.
const NAMED: usize = 8;

pub(super) fn lines(seen: &Seen<'_>) -> Vec<String> {
    let mut lines: Vec<String> = skipped(seen).into_iter().collect();
    if lines.is_empty() {
        lines.extend(begins(seen));
        lines.extend(goes_on(seen));
        lines.extend(replaced(seen));
        lines.extend(left(seen));
        lines.extend(holiday(seen));
        lines.extend(nothing_goes_on(seen));
        lines.extend(to_come(seen));
    }
    lines.extend(links(seen));
    lines
}

fn skipped(seen: &Seen<'_>) -> Option<String> {
    let (stamp, why) = seen.day.slot_state()?.skipped.as_ref()?;
    Some(format!(
        "Skipped by {}: “{}”.",
        person(&stamp.by),
        quote(why, 200)
    ))
}

/// What begins on the day: a new release, or none.
fn begins(seen: &Seen<'_>) -> Option<String> {
    let day = &seen.day;
    let place = day.cadence.environment.as_ref();
    let to = place.map(|e| format!("**{e}**: ")).unwrap_or_default();
    if let Some(since) = day.slot_state().and_then(|s| s.nothing_since.as_ref()) {
        let since = version(since);
        return Some(format!(
            "{to}nothing merged since {since}, so no release this cycle."
        ));
    }
    if !day.waits_for_a_start() {
        return None;
    }
    let runs = place.and_then(|e| day.state.versions.get(e)).map(|r| &r.version);
    let changes = runs.map(|v| (v, day.state.changes_since(v).len()));
    Some(match changes {
        Some((since, changes)) if changes > 0 => {
            let changes = count(i64::try_from(changes).unwrap_or(i64::MAX), "change");
            let since = version(since);
            format!("{to}{changes} merged since {since}, so a new release is due. Nobody has started it.")
        }
        Some((has, _)) => format!(
            "{to}has {}. A new release is due; nobody has started it.",
            version(has)
        ),
        None if to.is_empty() => "A new release is due. Nobody has started it.".to_owned(),
        None => format!("{to}a new release is due. Nobody has started it."),
    })
}

/// What goes on to the next environment on the day, as long as it is the latest.
fn goes_on(seen: &Seen<'_>) -> Option<String> {
    let day = &seen.day;
    if !day.is_current() && day.has_begun() {
        return None;
    }
    let goes = promotion(day.state, day.service, day.cadence, day.date)?;
    if goes.replaced.is_some() {
        return None;
    }
    let (to, from) = (&goes.to, &goes.from);
    let has = goes.has.as_ref().map(version);
    Some(match (goes.gets, has) {
        (Some(gets), has) if goes.is_due => {
            let since = day.day_at(gets.since).format("%-d %B");
            let has = has.map(|has| format!("{has}, ")).unwrap_or_default();
            let gets = version(&gets.version);
            format!("**{to}**: {has}gets {gets}, on {from} since {since}.")
        }
        (Some(_), Some(has)) => {
            format!("**{to}**: has {has}, which is what {from} held. Nothing to request.")
        }
        (Some(_), None) => return None,
        (None, _) => format!("**{to}**: {from} held no version in the last cycle. Nothing to request."),
    })
}

/// The same of a day to come, where something is due to go on.
pub(super) fn due_to_go_on(seen: &Seen<'_>) -> Option<String> {
    let day = &seen.day;
    let goes = promotion(day.state, day.service, day.cadence, day.date)?;
    goes.is_due.then(|| goes_on(seen))?
}

fn replaced(seen: &Seen<'_>) -> Vec<String> {
    let replaced = seen.day.slot_state().into_iter().flat_map(|s| &s.replaced);
    let line = replaced.map(|(environment, by)| {
        let (track, with) = (&by.track, version(&by.version));
        format!("**{environment}**: replaced by {track} {with} (#{}).", by.release)
    });
    line.collect()
}

/// What an earlier day left for this one.
fn left(seen: &Seen<'_>) -> Vec<String> {
    let day = &seen.day;
    let before = day.cadence.before(day.date);
    let found = before.and_then(|date| Some((date, day.state.diary(day.cadence).find(date)?)));
    let left = found.into_iter().flat_map(|(date, state): (_, &SlotState)| {
        state.replaced.iter().map(move |(environment, by)| {
            format!(
                "**{environment}**: what was planned for {} goes on today; it was replaced by {} {} (#{}).",
                day_words(date),
                by.track,
                version(&by.version),
                by.release
            )
        })
    });
    left.collect()
}

fn holiday(seen: &Seen<'_>) -> Option<String> {
    let holiday = seen.day.calendar().find_holiday(seen.day.day())?;
    Some(format!("It is a holiday: {}.", quote(&holiday.name, 80)))
}

/// Said where nothing begins and nothing goes on.
fn nothing_goes_on(seen: &Seen<'_>) -> Option<String> {
    let day = &seen.day;
    let is_idle = !day.waits_for_a_start() && day.releases().is_empty();
    is_idle.then(|| "No release goes on today: nothing is asked of anybody.".to_owned())
}

/// The list of a release that nobody has started.
fn to_come(seen: &Seen<'_>) -> Option<String> {
    let process = seen.process.filter(|_| seen.day.waits_for_a_start())?;
    let titles = process.steps.iter().map(|step| step.title.as_str());
    let more = process.steps.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!(" · and {more} more"));
    let named: Vec<&str> = titles.take(NAMED).collect();
    Some(format!(
        "-# Then: {}{}",
        named.join(" · "),
        more.unwrap_or_default()
    ))
}

fn links(seen: &Seen<'_>) -> Option<String> {
    let links = seen.day.cadence.links.iter();
    let links: Vec<String> = links.map(|l| format!("[{}](<{}>)", l.title, l.url)).collect();
    (!links.is_empty()).then(|| format!("-# {}", links.join(" · ")))
}
