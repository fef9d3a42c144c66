//! Reads the calendar of a service: `[calendar]` with its holidays, and the `[[freeze]]` tables.
//!
//! Called once for each playbook, before its processes are read, since each keeps the calendar with its service. Files
//! beside the playbook are read by whoever calls; it must not know what holidays and freezes are used for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Weekday};
use toml::de::DeValue;

use crate::domain::calendar::{Calendar, HolidaySet};
use crate::domain::name::HolidaySetName;
use crate::toml_reader::{Findings, Span, Table, Text, Value, list, text};

use super::ReadFile;
use super::shelf::Shelf;
use super::words::{LONGEST_LINE, check_line, check_name, check_unique, slug};

mod address;
mod freeze;
mod ics;

pub use address::HolidayAddress;
use address::read_addresses;
use freeze::read_freezes;
pub use ics::LARGEST as LARGEST_CALENDAR;

/// The set of the holidays that are of no set in particular.
const OWN_SET: &str = "holidays";

/// The days of the week as they are written.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Where a playbook stands, and how a file beside it is read.
#[derive(Clone, Copy)]
pub(super) struct Beside<'f> {
    pub(super) folder: &'f Path,
    pub(super) file: ReadFile<'f>,
}

/// Reads `[calendar]` and every `[[freeze]]`.
pub(super) fn read_calendar(
    root: &mut Table<'_>,
    shelf: &Shelf<'_>,
    beside: Beside<'_>,
    found: &mut Findings,
) -> (Calendar, Vec<HolidayAddress>) {
    let mut calendar = Calendar::default();
    let mut addresses = Vec::new();
    if let Some(value) = root.find("calendar") {
        let mut table = Table::of(value, "[calendar]", found);
        if table.has("working_week") {
            calendar.working_week = read_working_week(&mut table, found);
        }
        calendar.sets = read_holidays(&mut table, found);
        for name in table.texts("holiday_files", found) {
            calendar.sets.extend(read_file(&name, beside, found));
        }
        addresses = read_addresses(&mut table, found);
        let read = addresses.iter().map(|address| &address.set);
        check_sets(
            calendar.sets.iter().map(|set| &set.name).chain(read),
            &table.span,
            found,
        );
        table.finish(found);
    }
    calendar.freezes = read_freezes(root, shelf, found);
    (calendar, addresses)
}

/// The holidays in a text of iCalendar; or what is wrong with it, and what to do.
///
/// # Errors
/// Both in words without a full stop.
pub fn read_holiday_text(text: &str) -> Result<BTreeMap<NaiveDate, String>, (String, String)> {
    let read = ics::read(text).map_err(|wrong| (wrong.what, wrong.fix))?;
    Ok(read.days)
}

fn read_working_week(table: &mut Table<'_>, found: &mut Findings) -> Vec<Weekday> {
    let days = table.some_values("working_week", found).into_iter();
    let days: Vec<Text> = days.map(|day| text(day, "working_week", found)).collect();
    check_unique(&days, "working days", found);
    days.iter().filter_map(|day| find_weekday(day, found)).collect()
}

fn find_weekday(day: &Text, found: &mut Findings) -> Option<Weekday> {
    let known = WEEKDAYS.iter().find(|(word, _)| *word == day.value);
    if known.is_none() && day.is_there {
        let what = format!("`{}` is no day of the week", day.value);
        let fix = format!("write one of {}", list(WEEKDAYS.iter().map(|(word, _)| *word)));
        found.error(&day.span, what, "which day?").fix(fix);
    }
    known.map(|(_, weekday)| *weekday)
}

/// `holidays`: a list, or lists by what they are of.
fn read_holidays(table: &mut Table<'_>, found: &mut Findings) -> Vec<HolidaySet> {
    let Some(value) = table.find("holidays") else {
        return vec![];
    };
    match value.get_ref() {
        DeValue::Table(sets) => {
            let mut read = Vec::new();
            for (key, value) in sets {
                let name = Text {
                    value: key.get_ref().to_string(),
                    span: key.span(),
                    is_there: true,
                };
                check_name(&name, found);
                read.push(read_set(&name.value, value, found));
            }
            read
        }
        _ => vec![read_set(OWN_SET, value, found)],
    }
}

fn read_set(name: &str, value: &Value<'_>, found: &mut Findings) -> HolidaySet {
    let mut days: BTreeMap<NaiveDate, String> = BTreeMap::new();
    let DeValue::Array(values) = value.get_ref() else {
        found
            .error(&value.span(), "holidays are a list", "this is none")
            .fix("write [{ date = 2026-12-25, name = \"Christmas Day\" }], or such a list for each set");
        return set(name, days);
    };
    for value in values.iter() {
        let mut table = Table::of(value, "a holiday", found);
        let date = read_date(&mut table, found);
        let title = table.text("name", found);
        check_line(&title, "the name of a holiday", LONGEST_LINE, found);
        table.finish(found);
        let Some((date, span)) = date else { continue };
        if let Some(first) = days.insert(date, title.value) {
            let what = format!("{date} is in this set already, as {first}");
            found.error(&span, what, "again here").fix("keep one of them");
        }
    }
    set(name, days)
}

fn set(name: &str, days: BTreeMap<NaiveDate, String>) -> HolidaySet {
    HolidaySet {
        name: HolidaySetName::from(name),
        days: Arc::new(days),
    }
}

fn read_date(table: &mut Table<'_>, found: &mut Findings) -> Option<(NaiveDate, Span)> {
    let Some(value) = table.find("date") else {
        table.miss("date", found);
        return None;
    };
    match read_moment(value) {
        Some((date, None)) => Some((date, value.span())),
        _ => {
            found
                .error(&value.span(), "a holiday is a whole day", "which day is this?")
                .fix("write it as 2026-12-25");
            None
        }
    }
}

/// A day, with a time when one is said: `2026-12-25`, `2026-12-25T17:00:00`, `"2026-12-25 17:00"`.
fn read_moment(value: &Value<'_>) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let words = match value.get_ref() {
        DeValue::String(words) => words.to_string(),
        DeValue::Datetime(moment) if moment.offset.is_none() => moment.to_string(),
        _ => return None,
    };
    let (date, time) = match words.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(find_time(time)?)),
        None => (words.as_str(), None),
    };
    Some((date.parse().ok()?, time))
}

fn find_time(text: &str) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(text, "%H:%M");
    time.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

/// The holidays in a file beside the playbook; the set is called like the file.
fn read_file(name: &Text, beside: Beside<'_>, found: &mut Findings) -> Option<HolidaySet> {
    if !name.is_there {
        return None;
    }
    let path = beside.folder.join(&name.value);
    let text = match (beside.file)(&path) {
        Ok(text) => text,
        Err(error) => {
            let what = format!("the holidays {} cannot be read", path.display());
            let fix = "a path begins at the folder of the playbook";
            found.error(&name.span, what, error.to_string()).fix(fix);
            return None;
        }
    };
    match ics::read(&text) {
        Ok(read) => {
            for left_out in read.left_out {
                found.note(&name.span, format!("{}: {left_out}", name.value), "in this file");
            }
            let stem = Path::new(&name.value).file_stem().unwrap_or_default();
            let stem = slug(&stem.to_string_lossy().replace('_', " "));
            Some(set(if stem.is_empty() { OWN_SET } else { &stem }, read.days))
        }
        Err(wrong) => {
            let what = format!("{}: {}", name.value, wrong.what);
            found.error(&name.span, what, "this file").fix(wrong.fix);
            None
        }
    }
}

fn check_sets<'n>(names: impl Iterator<Item = &'n HolidaySetName>, span: &Span, found: &mut Findings) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            let what = format!("there are two sets of holidays called `{name}`");
            let fix = "give one of them another name; a file's set is called like the file";
            found.error(span, what, "in this calendar").fix(fix);
        }
    }
}
