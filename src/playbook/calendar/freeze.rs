//! Reads `[[freeze]]`: when nothing may change, where, and who may all the same.

use chrono::NaiveTime;
use toml::de::DeValue;

use crate::domain::calendar::{DayEdge, Freeze, Spell, WeekEdge};
use crate::domain::name::{EnvironmentName, FreezeName, RoleName};
use crate::playbook::shelf::Shelf;
use crate::playbook::words::{LONGEST_TITLE, check_line, check_name, check_unique};
use crate::toml_reader::{Findings, Span, Table, Text, Value};

use super::{find_time, find_weekday, read_moment};

/// How often a freeze comes.
#[derive(Clone, Copy, PartialEq)]
enum Comes {
    Once,
    EveryYear,
    EveryWeek,
}

/// Reads every `[[freeze]]`.
pub(super) fn read_freezes(root: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<Freeze> {
    let mut names = Vec::new();
    let mut freezes = Vec::new();
    for value in root.values("freeze", found) {
        let (name, freeze) = read_freeze(value, shelf, found);
        names.push(name);
        freezes.extend(freeze);
    }
    check_unique(&names, "freezes", found);
    freezes
}

fn read_freeze(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, Option<Freeze>) {
    let mut table = Table::of(value, "a freeze", found);
    let name = table.text("name", found);
    check_name(&name, found);
    let title = table.text("title", found);
    check_line(&title, "the title of a freeze", LONGEST_TITLE, found);
    let spell = read_spell(&mut table, found);
    let environments = table.texts("environments", found);
    check_unique(&environments, "mentions of", found);
    let environments: Vec<EnvironmentName> = environments
        .iter()
        .map(|name| shelf.environment(name, found))
        .collect();
    let override_by = table.texts("override_by", found);
    check_unique(&override_by, "mentions of", found);
    let override_by: Vec<RoleName> = override_by.iter().map(|role| shelf.role(role, found)).collect();
    let soft = table.flag("soft", found);
    if let (Some(span), false) = (&soft, override_by.is_empty()) {
        let what = "a soft freeze warns, so nobody has to override it";
        let fix = "leave out `override_by`, or `soft`";
        found.error(span, what, "it forbids nothing").fix(fix);
    }
    table.finish(found);
    let freeze = spell.map(|spell| Freeze {
        name: FreezeName::from(name.value.as_str()),
        title: title.value,
        spell,
        environments,
        hard: soft.is_none(),
        override_by,
    });
    (name, freeze)
}

fn read_spell(table: &mut Table<'_>, found: &mut Findings) -> Option<Spell> {
    let comes = match table.find_text("every", found) {
        None => Comes::Once,
        Some(every) if every.value == "year" => Comes::EveryYear,
        Some(every) if every.value == "week" => Comes::EveryWeek,
        Some(every) => {
            if every.is_there {
                let what = format!(
                    "a freeze comes every `year` or every `week`, not every `{}`",
                    every.value
                );
                let fix = "leave it out for a freeze that comes once";
                found.error(&every.span, what, "how often?").fix(fix);
            }
            Comes::Once
        }
    };
    let (from, until) = (table.find("from"), table.find("until"));
    let Some(from) = from else {
        table.miss("from", found);
        return None;
    };
    if comes == Comes::EveryWeek {
        return read_week(from, until, found);
    }
    let Some(until) = until else {
        table.miss("until", found);
        return None;
    };
    let (first, last) = (read_edge(from, found), read_edge(until, found));
    let (first, last) = (first?, last?);
    check_order(first, last, comes, &until.span(), found)?;
    Some(match comes {
        Comes::EveryYear => Spell::Yearly {
            from: first,
            until: last,
        },
        Comes::Once | Comes::EveryWeek => Spell::Once {
            from: first,
            until: last,
        },
    })
}

/// The end is after the beginning, and before the next one begins.
fn check_order(from: DayEdge, until: DayEdge, comes: Comes, span: &Span, found: &mut Findings) -> Option<()> {
    let begins = from.day.and_time(from.time.unwrap_or(NaiveTime::MIN));
    let is_in_order = match until.time {
        Some(time) => until.day.and_time(time) > begins,
        None => until.day >= from.day,
    };
    if !is_in_order {
        found.error(span, "a freeze ends after it begins", "before `from`");
        return None;
    }
    if comes == Comes::EveryYear && (until.day - from.day).num_days() > 360 {
        let what = "a freeze that comes every year is shorter than a year";
        found.error(span, what, "nothing could ever change");
        return None;
    }
    Some(())
}

fn read_edge(value: &Value<'_>, found: &mut Findings) -> Option<DayEdge> {
    if let Some((day, time)) = read_moment(value) {
        return Some(DayEdge { day, time });
    }
    let fix = "write a whole day as 2026-12-18, or a time of the team's clock as \"2026-12-18 17:00\"";
    let here = match value.get_ref() {
        DeValue::Datetime(_) => "this has an offset; times here are those of the team's zone",
        _ => "this is no such day or time",
    };
    found
        .error(&value.span(), "a freeze begins and ends at a day or a time", here)
        .fix(fix);
    None
}

/// A weekly freeze: without an end it holds until the day on which it begins is over.
fn read_week(value: &Value<'_>, until: Option<&Value<'_>>, found: &mut Findings) -> Option<Spell> {
    let first = read_week_edge(value, found);
    let last = until.map(|until| read_week_edge(until, found));
    let from = first?;
    let until = match last {
        Some(last) => last?,
        None => WeekEdge {
            day: from.day,
            time: None,
        },
    };
    if first == last.flatten() && from.time.is_some() {
        let what = "a freeze ends after it begins";
        found
            .error(&value.span(), what, "it would never end")
            .fix("give it an `until` of its own");
        return None;
    }
    Some(Spell::Weekly { from, until })
}

fn read_week_edge(value: &Value<'_>, found: &mut Findings) -> Option<WeekEdge> {
    let words = match value.get_ref() {
        DeValue::String(words) => words.to_string(),
        _ => String::new(),
    };
    let (day, time) = match words.split_once(' ') {
        Some((day, time)) => (day, Some(find_time(time))),
        None => (words.as_str(), None),
    };
    if words.is_empty() || time == Some(None) {
        found
            .error(
                &value.span(),
                "a freeze that comes every week begins and ends at a day of the week",
                "this is none",
            )
            .fix("write it as \"fri\" for the whole day, or as \"fri 12:00\"");
        return None;
    }
    let day = Text {
        value: day.to_owned(),
        span: value.span(),
        is_there: true,
    };
    Some(WeekEdge {
        day: find_weekday(&day, found)?,
        time: time.flatten(),
    })
}
