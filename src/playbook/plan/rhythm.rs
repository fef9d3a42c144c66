//! Reads when the days of a cadence are: `anchor`, `every`, `at`, and `on` for those who know cron.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::cadence::{BadPattern, Every, Pattern};
use crate::toml_reader::{Findings, Span, Table, Text};

use super::misfit;

/// When the days of a cadence are.
pub(super) struct Rhythm {
    pub(super) anchor: NaiveDate,
    pub(super) every: Every,
    pub(super) on: Option<Pattern>,
    pub(super) at: NaiveTime,
}

/// A planned day comes within so many years of the anchor; the longest way is from one 29 February to the next.
const WITHIN_YEARS: u32 = 30;

pub(super) fn read_rhythm(table: &mut Table<'_>, found: &mut Findings) -> Rhythm {
    let anchor = table.text("anchor", found);
    let on = table.find_text("on", found);
    let (every, at) = match &on {
        Some(_) => (table.find_text("every", found), table.find_text("at", found)),
        None => (Some(table.text("every", found)), Some(table.text("at", found))),
    };
    let read = on.as_ref().and_then(|on| read_pattern(on, found));
    let timed = read.as_ref().and_then(|(_, time)| *time);
    let rhythm = Rhythm {
        anchor: parsed(&anchor, "a day, such as `2026-11-24`", found),
        every: every.map_or(Every::Match, |every| read_every(&every, found)),
        at: match (&on, at, timed) {
            (Some(_), None, Some(time)) => time,
            (Some(on), None, None) => {
                if read.is_some() {
                    let fix =
                        "add at = \"09:00\", or write `on` with the minute and the hour before the days";
                    found
                        .error(&on.span, "at which time of the day?", "this names days alone")
                        .fix(fix);
                }
                NaiveTime::MIN
            }
            (_, Some(at), timed) => {
                if timed.is_some() {
                    let what = "the time of day is said twice";
                    let fix = "leave out `at`, or the first two fields of `on`";
                    found
                        .error(&at.span, what, "`on` begins with a minute and an hour")
                        .fix(fix);
                }
                read_time(&at, found)
            }
            (None, None, _) => NaiveTime::MIN,
        },
        on: read.map(|(pattern, _)| pattern),
    };
    if let (Some(pattern), Some(on), true) = (&rhythm.on, &on, anchor.is_there) {
        check_anchor(pattern, &rhythm, &anchor.span, &on.span, found);
    }
    rhythm
}

fn read_pattern(on: &Text, found: &mut Findings) -> Option<(Pattern, Option<NaiveTime>)> {
    if !on.is_there {
        return None;
    }
    let bad = match Pattern::read(&on.value) {
        Ok(read) => return Some(read),
        Err(bad) => bad,
    };
    let BadPattern { at, what, fix } = bad;
    // Within the quotes, unless the text was written with escapes.
    let inside = on.span.start + 1;
    let span: Span = match on.span.len() == on.value.len() + 2 {
        true => inside + at.start..inside + at.end,
        false => on.span.clone(),
    };
    found.error(&span, what, "these are no days").fix(fix);
    None
}

/// Such a day comes, and where weeks or months are counted from the anchor it is one itself: a count that begins on
/// another day would be a surprise.
fn check_anchor(pattern: &Pattern, rhythm: &Rhythm, anchor: &Span, on: &Span, found: &mut Findings) {
    let years = chrono::Months::new(12 * WITHIN_YEARS);
    let end = rhythm.anchor.checked_add_months(years).unwrap_or(rhythm.anchor);
    let mut days = rhythm.anchor.iter_days().take_while(|day| *day <= end);
    let Some(first) = days.find(|day| pattern.names(*day)) else {
        let fix = "look at the day and the month: 30 February never comes";
        found
            .error(on, "no such day ever comes", "thirty years were looked through")
            .fix(fix);
        return;
    };
    if rhythm.every != Every::Match && first != rhythm.anchor {
        let what = format!(
            "{} is none of the days of `on`, but weeks or months are counted from it",
            rhythm.anchor
        );
        found
            .error(anchor, what, "not the first planned day")
            .fix(format!("write {first}"));
    }
}

fn parsed<T: FromStr + Default>(text: &Text, what: &str, found: &mut Findings) -> T {
    text.value.parse().unwrap_or_else(|_| {
        misfit(text, what, found);
        T::default()
    })
}

fn read_time(text: &Text, found: &mut Findings) -> NaiveTime {
    NaiveTime::parse_from_str(&text.value, "%H:%M").unwrap_or_else(|_| {
        misfit(text, "a time of day, such as `09:00`", found);
        NaiveTime::MIN
    })
}

/// "2 weeks", "1 month", "2 months".
fn read_every(text: &Text, found: &mut Findings) -> Every {
    let mut words = text.value.split_whitespace();
    let count = words.next().and_then(|count| count.parse::<u32>().ok());
    let unit = words.next().map(|unit| unit.trim_end_matches('s'));
    match (count, unit, words.next()) {
        (Some(count @ 1..=52), Some("week"), None) => Every::Weeks(count),
        (Some(count @ 1..=24), Some("month"), None) => Every::Months(count),
        _ => {
            misfit(
                text,
                "a number of weeks or months, such as `2 weeks` or `1 month`",
                found,
            );
            Every::Weeks(1)
        }
    }
}
