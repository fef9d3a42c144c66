//! The lines of a month: what was counted, in words, and how it stands to the month before.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::month::{Event, Kind, Month};
use crate::domain::name::PersonId;
use crate::wording::text::count;

/// How people, texts and evidence are written in the place where a sentence stands.
pub(super) struct Tongue<'t> {
    /// Names a person.
    pub(super) who: &'t dyn Fn(&PersonId) -> String,
    /// Makes people's words harmless.
    pub(super) text: &'t dyn Fn(&str) -> String,
    /// Where an event can be seen.
    pub(super) seen: &'t dyn Fn(&Event) -> String,
}

/// A line of the report.
pub(super) struct Line {
    /// What it is about.
    pub(super) title: &'static str,
    /// What was counted; nothing where there is nothing to say.
    pub(super) words: fn(&Month, &Tongue<'_>) -> Option<String>,
    /// How it stands to the month before.
    pub(super) compared: fn(&Month) -> Option<String>,
    /// The events that are told one by one on the card, being out of the ordinary.
    pub(super) told: &'static [Kind],
    /// All events of the line.
    pub(super) all: &'static [Kind],
    /// What stands on paper where there is nothing to say.
    pub(super) none: &'static str,
}

use Kind::*;

/// Every line, in the order of the report.
pub(super) const LINES: &[Line] = &[
    Line {
        title: "Releases",
        words: |month, _| {
            let words = [
                (Started, "started"),
                (Finished, "finished"),
                (Aborted, "aborted"),
                (RolledBack, "rolled back"),
            ];
            tallied(month, &words)
        },
        compared: |month| more_or_fewer(month, Started),
        told: &[Aborted, RolledBack],
        all: &[Started, Finished, Aborted, RolledBack],
        none: "none",
    },
    Line {
        title: "Planned days",
        words: |month, _| planned(month),
        compared: |month| more_or_fewer(month, Held).map(|words| format!("held: {words}")),
        told: &[Skipped, Moved, Replaced, Nothing, Unused],
        all: &[Held, Skipped, Nothing, Replaced, Unused, ToCome, Moved],
        none: "none",
    },
    Line {
        title: "Around the plan",
        words: |month, _| some(month.count(ShortCircuit).times, "release"),
        compared: |month| more_or_fewer(month, ShortCircuit),
        told: &[ShortCircuit],
        all: &[ShortCircuit],
        none: "none",
    },
    Line {
        title: "Passed by authority",
        words: |month, _| some(month.count(Override).times, "time"),
        compared: |month| more_or_fewer(month, Override),
        told: &[Override],
        all: &[Override],
        none: "none",
    },
    Line {
        title: "Outages",
        words: |month, _| outages(month),
        compared: |month| longer_or_shorter(month, Outage),
        told: &[Overrun, CalledOff],
        all: &[Outage, Overrun, CalledOff],
        none: "none",
    },
    Line {
        title: "Notices",
        words: |month, _| tallied(month, &[(ToldLate, "told late"), (NeverTold, "never told")]),
        compared: |month| more_or_fewer(month, ToldLate),
        told: &[ToldLate, NeverTold],
        all: &[ToldLate, NeverTold],
        none: "all told in time",
    },
    Line {
        title: "Waited for",
        words: |month, tongue| waits(month, tongue),
        compared: |month| longer_or_shorter(month, Waited),
        told: &[],
        all: &[Waited],
        none: "none",
    },
    Line {
        title: "Tests",
        words: |month, _| {
            tallied(
                month,
                &[(TestFailed, "failed"), (Returned, "sent a release back")],
            )
        },
        compared: |month| more_or_fewer(month, TestFailed),
        told: &[TestFailed, Returned],
        all: &[TestFailed, Returned],
        none: "none",
    },
    Line {
        title: "Go or no-go",
        words: |month, _| tallied(month, &[(Go, "go"), (NoGo, "no-go")]),
        compared: |month| more_or_fewer(month, Go),
        told: &[NoGo],
        all: &[Go, NoGo],
        none: "none",
    },
    Line {
        title: "Served",
        words: |month, tongue| served(month, tongue),
        compared: |_| None,
        told: &[],
        all: &[Turn],
        none: "none",
    },
];

/// A day without its year: "Tue 24 Nov".
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// A length of time as hours and minutes: "26 h 30 min".
pub(super) fn hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn some(times: i64, thing: &str) -> Option<String> {
    (times > 0).then(|| count(times, thing))
}

/// Counts with their words: "3 started, 1 aborted".
fn tallied(month: &Month, words: &[(Kind, &str)]) -> Option<String> {
    let counted = words.iter().map(|(kind, word)| (month.count(*kind).times, word));
    let told: Vec<String> = counted
        .filter(|(times, _)| *times > 0)
        .map(|(times, word)| format!("{times} {word}"))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn planned(month: &Month) -> Option<String> {
    let words = [
        (Held, "held"),
        (Skipped, "skipped"),
        (Nothing, "with nothing to release"),
        (Replaced, "replaced"),
        (Unused, "on which nobody started"),
        (ToCome, "to come"),
    ];
    let days = month.planned_days();
    let with_fate = |kind| days.values().filter(|fate| **fate == kind).count();
    let fates = words.iter().map(|(kind, word)| (with_fate(*kind), word));
    let fates: Vec<String> = fates
        .filter(|(days, _)| *days > 0)
        .map(|(days, word)| format!("{days} {word}"))
        .collect();
    if fates.is_empty() {
        return None;
    }
    let moved = month.count(Moved).times;
    let in_part = month.each(Replaced).filter_map(|event| event.slot.as_ref());
    let in_part: BTreeSet<_> = in_part.filter(|slot| days.get(slot) != Some(&Replaced)).collect();
    let moved = (moved > 0).then(|| format!("; {moved} of them moved"));
    let in_part = (!in_part.is_empty()).then(|| format!("; {} replaced in part", in_part.len()));
    let further: String = [moved, in_part].into_iter().flatten().collect();
    Some(format!("{}: {}{further}", days.len(), fates.join(", ")))
}

fn outages(month: &Month) -> Option<String> {
    let over = month.count(Outage);
    let mut told = Vec::new();
    if over.times > 0 {
        let (real, announced) = (hours(over.minutes), hours(over.announced_minutes));
        told.push(format!("{}: {announced} announced, {real} in fact", over.times));
    }
    let overrun = month.count(Overrun);
    if overrun.times > 0 {
        told.push(format!(
            "{} longer than announced, by {} in all",
            overrun.times,
            hours(overrun.minutes)
        ));
    }
    let off = month.count(CalledOff).times;
    if off > 0 {
        told.push(format!("{off} called off"));
    }
    (!told.is_empty()).then(|| told.join("; "))
}

fn waits(month: &Month, tongue: &Tongue<'_>) -> Option<String> {
    let waits = month.waits();
    let told = waits.iter().map(|(role, waited)| {
        let steps = count(waited.times, "step");
        format!(
            "{} {} ({steps})",
            (tongue.text)(role.as_str()),
            hours(waited.minutes)
        )
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("{}, in working hours", told.join(", ")))
}

fn served(month: &Month, tongue: &Tongue<'_>) -> Option<String> {
    let told = month.served().into_iter().map(|(who, served)| {
        let parts = [some(served.turns, "turn"), some(served.releases, "release")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{} {}", (tongue.who)(&who), parts.join(" and "))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// "2 more than in October"; nothing when there was none in either month.
fn more_or_fewer(month: &Month, kind: Kind) -> Option<String> {
    let (now, before) = (month.count(kind).times, month.count_before(kind)?.times);
    let name = month.month.before().name();
    match now - before {
        0 if now == 0 => None,
        0 => Some(format!("as many as in {name}")),
        more if more > 0 => Some(format!("{more} more than in {name}")),
        fewer => Some(format!("{} fewer than in {name}", -fewer)),
    }
}

/// "1 h longer than in October"; nothing when there was none in either month.
fn longer_or_shorter(month: &Month, kind: Kind) -> Option<String> {
    let (now, before) = (month.count(kind), month.count_before(kind)?);
    let name = month.month.before().name();
    match now.minutes - before.minutes {
        _ if now.times == 0 && before.times == 0 => None,
        0 => Some(format!("as long as in {name}")),
        longer if longer > 0 => Some(format!("{} longer than in {name}", hours(longer))),
        shorter => Some(format!("{} shorter than in {name}", hours(-shorter))),
    }
}

/// An event in a sentence, with where it can be seen.
pub(super) fn sentence(event: &Event, tongue: &Tongue<'_>) -> String {
    let about = (tongue.text)(&event.about);
    let minutes = hours(event.minutes.unwrap_or(0));
    let until = event.until.map(day).unwrap_or_default();
    let said = match event.kind {
        Started => format!("{about} started"),
        Finished => format!("{about} finished"),
        Aborted => format!("{about} aborted"),
        RolledBack => format!("{about} rolled back"),
        Held => format!("{about} held"),
        Skipped => format!("{about} skipped"),
        Nothing => format!("{about}: nothing to release"),
        Replaced => format!("{about} instead of what was planned"),
        Unused => format!("{about}: nobody started"),
        ToCome => format!("{about} to come"),
        Moved => format!("{about} moved to {until}"),
        ShortCircuit | Override | NoGo | TestFailed => about,
        Outage => {
            let announced = hours(event.announced_minutes.unwrap_or(0));
            format!("{about}: {minutes}, and {announced} announced")
        }
        CalledOff => format!("{about} called off"),
        Overrun => format!("{about}: {minutes} longer than announced"),
        ToldLate => format!("told {minutes} late"),
        NeverTold => "never told".to_owned(),
        Waited => {
            let roles: Vec<String> = event
                .roles
                .iter()
                .map(|role| (tongue.text)(role.as_str()))
                .collect();
            format!("{about} waited {minutes} for {}", roles.join(", "))
        }
        Returned => format!("sent back from {about}"),
        Go => format!("go: {about}"),
        Turn => format!("{about} until {until}"),
    };
    let why = event
        .reason
        .as_ref()
        .map(|why| format!(": “{}”", (tongue.text)(why)));
    let who = event
        .who
        .as_ref()
        .map(|who| (tongue.who)(who))
        .unwrap_or_default();
    let seen = (tongue.seen)(event);
    let marks: Vec<String> = [who, seen].into_iter().filter(|mark| !mark.is_empty()).collect();
    let marks = match marks.is_empty() {
        true => String::new(),
        false => format!(" ({})", marks.join(", ")),
    };
    format!("{said}{}{marks}", why.unwrap_or_default())
}
