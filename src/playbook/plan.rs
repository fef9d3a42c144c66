//! Reads the plan of a service: its cadences, and its tracks around them.

use crate::domain::cadence::{Cadence, OnHoliday};
use crate::domain::instance::InstanceRule;
use crate::domain::name::{CadenceName, EnvironmentName, ProcessName, RoleName, RotationName, TrackName};
use crate::domain::track::{Track, TrackEffect, TrackRow};
use crate::toml_reader::{Findings, Table, Text, Value, text};

use super::ask::read_rule;
use super::release_day::read_calls;
use super::step::read_links;
use super::words::{LONGEST_SENTENCE, LONGEST_TITLE, check_line, check_unique};
use rhythm::read_rhythm;

mod rhythm;

/// What `does` of a row can say.
const EFFECTS: [(&str, TrackEffect); 4] = [
    ("deploy", TrackEffect::Deploy),
    ("also-deploy", TrackEffect::AlsoDeploy),
    ("replace-planned", TrackEffect::ReplacePlanned),
    ("nothing", TrackEffect::Nothing),
];

/// After the end of an instance its owner is reminded every so many days, when nothing is said.
const REMIND_EVERY_DAYS: i64 = 3;

/// What becomes of a planned day on a holiday is asked so many days before, when nothing is said.
const ASK_DAYS_BEFORE: u32 = 7;

/// The longest purpose: Discord takes 100 characters for an option of a select.
const LONGEST_PURPOSE: usize = 100;

/// A cadence with the names in it that others must know.
pub(super) struct ReadCadence {
    pub(super) cadence: Cadence,
    pub(super) process: Text,
    pub(super) role: Text,
    pub(super) environment: Option<Text>,
    pub(super) promotes_to: Option<Text>,
    pub(super) tells: Vec<Text>,
    pub(super) rotation: Option<Text>,
}

/// Reads `[cadence.name]`.
pub(super) fn read_cadence(name: &str, value: &Value<'_>, found: &mut Findings) -> ReadCadence {
    let mut table = Table::of(value, "a cadence", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a cadence", LONGEST_TITLE, found);
    let rhythm = read_rhythm(&mut table, found);
    let process = table.text("process", found);
    let role = table.text("role", found);
    let environment = table.find_text("environment", found);
    let promotes_to = read_promotes_to(&mut table, environment.as_ref(), found);
    let only_if_changed = table.flag("only_if_changed", found);
    if let (Some(span), None) = (&only_if_changed, &environment) {
        let what = "`only_if_changed` needs `environment`, whose version is compared";
        found.error(span, what, "changed since which version?");
    }
    let on_holiday = read_on_holiday(&mut table, found);
    let ask_days_before = read_days_before(&mut table, found);
    let tells = table.texts("tells", found);
    check_unique(&tells, "mentions of", found);
    let links = read_links(&mut table, found);
    let rotation = table.find_text("rotation", found);
    let calls = read_calls(&mut table, rhythm.at, found);
    table.finish(found);
    let cadence = Cadence {
        name: CadenceName::from(name),
        title: title.value,
        anchor: rhythm.anchor,
        every: rhythm.every,
        on: rhythm.on,
        at: rhythm.at,
        process: ProcessName::from(process.value.as_str()),
        role: RoleName::from(role.value.as_str()),
        environment: environment
            .as_ref()
            .map(|e| EnvironmentName::from(e.value.as_str())),
        promotes_to: promotes_to
            .as_ref()
            .map(|e| EnvironmentName::from(e.value.as_str())),
        only_if_changed: only_if_changed.is_some(),
        on_holiday,
        ask_days_before,
        tells: tells
            .iter()
            .map(|role| RoleName::from(role.value.as_str()))
            .collect(),
        links,
        rotation: rotation
            .as_ref()
            .map(|name| RotationName::from(name.value.as_str())),
        calls,
    };
    ReadCadence {
        cadence,
        process,
        role,
        environment,
        promotes_to,
        tells,
        rotation,
    }
}

/// Where what was tested goes on to: another environment than the one on which it is tested.
fn read_promotes_to(table: &mut Table<'_>, tested_on: Option<&Text>, found: &mut Findings) -> Option<Text> {
    let to = table.find_text("promotes_to", found)?;
    match tested_on {
        None => {
            let what = "`promotes_to` needs `environment`, whose version goes on";
            found.error(&to.span, what, "goes on from where?");
        }
        Some(from) if from.value == to.value => {
            let what = format!("{} cannot go on to itself", to.value);
            found
                .error(&to.span, what, "the same as `environment`")
                .fix("name the environment that gets what this one held");
        }
        Some(_) => {}
    }
    Some(to)
}

fn read_on_holiday(table: &mut Table<'_>, found: &mut Findings) -> OnHoliday {
    let Some(word) = table.find_text("on_holiday", found) else {
        return OnHoliday::default();
    };
    match word.value.as_str() {
        "ask" => OnHoliday::Ask,
        "skip" => OnHoliday::Skip,
        "earlier" => OnHoliday::Earlier,
        "later" => OnHoliday::Later,
        _ => {
            misfit(&word, "one of `ask`, `skip`, `earlier` and `later`", found);
            OnHoliday::default()
        }
    }
}

fn read_days_before(table: &mut Table<'_>, found: &mut Findings) -> u32 {
    match table.find_number("ask_days_before", found) {
        None => ASK_DAYS_BEFORE,
        Some((days, span)) => u32::try_from(days)
            .ok()
            .filter(|days| (1..=90).contains(days))
            .unwrap_or_else(|| {
                found.error(
                    &span,
                    format!("{days} days before cannot be meant"),
                    "from 1 to 90 days",
                );
                ASK_DAYS_BEFORE
            }),
    }
}

fn misfit(text: &Text, what: &str, found: &mut Findings) {
    if text.is_there {
        let here = format!("`{}` cannot be read", text.value);
        found.error(&text.span, here, format!("this is {what}"));
    }
}

/// A track with the names in it that others must know.
pub(super) struct ReadTrack {
    pub(super) track: Track,
    pub(super) cadence: Text,
    pub(super) environments: Vec<Text>,
}

/// Reads `[track.name]`.
pub(super) fn read_track(name: &str, value: &Value<'_>, found: &mut Findings) -> ReadTrack {
    let mut table = Table::of(value, "a track", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a track", LONGEST_TITLE, found);
    let cadence = table.text("cadence", found);
    let environment = table.text("environment", found);
    let target = EnvironmentName::from(environment.value.as_str());
    let mut environments = vec![environment];
    let mut rows: Vec<TrackRow> = Vec::new();
    for value in table.some_values("rows", found) {
        let (row, environment) = read_row(value, found);
        if rows
            .iter()
            .any(|r| r.week == row.week && r.environment == row.environment)
        {
            let what = format!("there are two rows for {} in week {}", row.environment, row.week);
            found.error(&value.span(), what, "again here");
        }
        rows.push(row);
        environments.push(environment);
    }
    let reason = table.find("reason").and_then(|value| {
        let mut reason = Table::of(value, "`reason`", found);
        let example = reason.find_text("example", found);
        let rule = read_rule(&mut reason, example.as_ref(), found);
        reason.finish(found);
        rule
    });
    let span = table.span.clone();
    table.finish(found);
    for week in [1, 2] {
        if !rows.is_empty() && !rows.iter().any(|row| row.week == week) {
            let what = format!("the table says nothing of week {week}");
            found
                .error(&span, what, "both weeks need a row")
                .fix("add { week = …, environment = \"…\", does = \"nothing\", words = \"n/a\" }");
        }
    }
    let track = Track {
        name: TrackName::from(name),
        title: title.value,
        cadence: CadenceName::from(cadence.value.as_str()),
        environment: target,
        rows,
        reason,
    };
    ReadTrack {
        track,
        cadence,
        environments,
    }
}

fn read_row(value: &Value<'_>, found: &mut Findings) -> (TrackRow, Text) {
    let mut table = Table::of(value, "a row of a track", found);
    let week = match table.find_number("week", found) {
        Some((1, _)) => 1,
        Some((2, _)) => 2,
        Some((other, span)) => {
            found.error(
                &span,
                format!("there is no week {other}"),
                "1, or 2 for the week with the planned release",
            );
            1
        }
        None => {
            table.miss("week", found);
            1
        }
    };
    let environment = table.text("environment", found);
    let does = table.text("does", found);
    let words = table.text("words", found);
    check_line(&words, "`words`", LONGEST_SENTENCE, found);
    table.finish(found);
    let effect = EFFECTS
        .iter()
        .find(|(word, _)| *word == does.value)
        .map(|(_, effect)| *effect);
    if effect.is_none() {
        misfit(
            &does,
            "one of `deploy`, `also-deploy`, `replace-planned` and `nothing`",
            found,
        );
    }
    let row = TrackRow {
        week,
        environment: EnvironmentName::from(environment.value.as_str()),
        does: effect.unwrap_or(TrackEffect::Nothing),
        words: words.value,
    };
    (row, environment)
}

/// Reads `instance`, `purposes` and `remind_every_days` of a process, which belong together.
pub(super) fn read_instance(table: &mut Table<'_>, found: &mut Findings) -> Option<InstanceRule> {
    let is_meant = table.flag("instance", found);
    let purposes: Vec<Text> = match &is_meant {
        Some(_) => {
            let values = table.some_values("purposes", found);
            values
                .into_iter()
                .map(|value| text(value, "purposes", found))
                .collect()
        }
        None => table.texts("purposes", found),
    };
    for purpose in &purposes {
        check_line(purpose, "a purpose", LONGEST_PURPOSE, found);
    }
    check_unique(&purposes, "purposes", found);
    let days = table.find_number("remind_every_days", found);
    if let (None, Some(first)) = (&is_meant, purposes.first()) {
        let what = "only a process with `instance = true` has purposes";
        found.error(&first.span, what, "no instance is made here");
    }
    is_meant?;
    let days = match days {
        None => REMIND_EVERY_DAYS,
        Some((days, _)) if (1..=365).contains(&days) => days,
        Some((days, span)) => {
            found.error(
                &span,
                format!("every {days} days cannot be meant"),
                "from 1 to 365 days",
            );
            REMIND_EVERY_DAYS
        }
    };
    Some(InstanceRule {
        purposes: purposes.into_iter().map(|purpose| purpose.value).collect(),
        remind_every_days: u32::try_from(days).expect("it was just seen to be small"),
    })
}
