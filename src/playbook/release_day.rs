//! Reads when the people of a planned day are called: `remind_days_before`, `nudge_every`, `escalate_after`, `quiet`.

use chrono::NaiveTime;

use crate::domain::release_day::{Calls, Nudge, Quiet};
use crate::toml_reader::{Findings, Span, Table, Text, Value};

/// Nobody thinks of a release earlier than four weeks before.
const MOST_DAYS: i64 = 20;

/// Reads the calls of a cadence, which is proposed at `at`.
pub(super) fn read_calls(table: &mut Table<'_>, at: NaiveTime, found: &mut Findings) -> Calls {
    Calls {
        before: read_before(table, found),
        nudge: read_nudge(table, found),
        escalate_after: read_escalation(table, found),
        quiet: read_quiet(table, at, found),
    }
}

/// The earliest first, each once.
fn read_before(table: &mut Table<'_>, found: &mut Findings) -> Vec<u32> {
    let values = table.values("remind_days_before", found);
    let mut days: Vec<u32> = values
        .into_iter()
        .filter_map(|value| read_days(value, found))
        .collect();
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    days
}

fn read_days(value: &Value<'_>, found: &mut Findings) -> Option<u32> {
    let number = value
        .get_ref()
        .as_integer()
        .and_then(|n| n.as_str().parse::<i64>().ok());
    match number {
        Some(days @ 1..=MOST_DAYS) => u32::try_from(days).ok(),
        Some(days) => {
            let what = format!("{days} working days before cannot be meant");
            found.error(&value.span(), what, format!("from 1 to {MOST_DAYS} working days"));
            None
        }
        None => {
            let what = "`remind_days_before` holds whole numbers";
            found.error(&value.span(), what, "working days before, such as `[3, 1]`");
            None
        }
    }
}

/// "1 day", "2 hours": a number and its unit in the singular.
fn read_span(text: &Text) -> Option<(u32, &str)> {
    let mut words = text.value.split_whitespace();
    let count = words.next()?.parse().ok()?;
    let unit = words.next()?.trim_end_matches('s');
    words.next().is_none().then_some((count, unit))
}

fn read_nudge(table: &mut Table<'_>, found: &mut Findings) -> Option<Nudge> {
    let text = table.find_text("nudge_every", found)?;
    match read_span(&text) {
        Some((days @ 1..=20, "day")) => Some(Nudge::Days(days)),
        Some((hours @ 1..=12, "hour")) => Some(Nudge::Hours(hours)),
        _ => {
            let what = "this is `1 day` (working days after the day), or `2 hours` (on the day itself)";
            unread(&text.value, &text.span, what, found);
            None
        }
    }
}

fn read_escalation(table: &mut Table<'_>, found: &mut Findings) -> Option<u32> {
    let text = table.find_text("escalate_after", found)?;
    match read_span(&text) {
        Some((minutes @ 5..=1440, "minute")) => Some(minutes),
        Some((hours @ 1..=24, "hour")) => Some(hours * 60),
        _ => {
            let what = "this is from 5 minutes to a day, such as `2 hours` or `30 minutes`";
            unread(&text.value, &text.span, what, found);
            None
        }
    }
}

fn unread(value: &str, span: &Span, what: &str, found: &mut Findings) {
    found.error(span, format!("`{value}` cannot be read"), what.to_owned());
}

fn read_quiet(table: &mut Table<'_>, at: NaiveTime, found: &mut Findings) -> Option<Quiet> {
    let value = table.find("quiet")?;
    let mut table = Table::of(value, "`quiet`", found);
    let (from, until) = (table.text("from", found), table.text("until", found));
    table.finish(found);
    let quiet = Quiet {
        from: read_time(&from, found)?,
        until: read_time(&until, found)?,
    };
    if quiet.from == quiet.until {
        let what = "the quiet hours end when they begin";
        found.error(&until.span, what, "nobody would ever be called, or always");
        return None;
    }
    if quiet.contains(at) {
        let what = format!(
            "{}, the time of the call on the day, is in these hours",
            at.format("%H:%M")
        );
        found.error(&from.span, what, "nobody would be called on the day itself");
    }
    Some(quiet)
}

fn read_time(text: &Text, found: &mut Findings) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(&text.value, "%H:%M").ok();
    if time.is_none() && text.is_there {
        unread(&text.value, &text.span, "a time of day, such as `18:00`", found);
    }
    time
}
