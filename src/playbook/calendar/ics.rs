//! Reads holidays from iCalendar text (RFC 5545): whole-day events, once or every year.
//!
//! Whatever is no whole day is left out and said so; what cannot be read is refused with its line.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use rrule::{Frequency, RRule, Unvalidated};

use crate::playbook::words::LONGEST_LINE;

/// The largest file, in bytes.
pub const LARGEST: usize = 1_000_000;
/// The most events of a file.
const MOST_EVENTS: usize = 5_000;
/// The most days of all events of a file.
const MOST_DAYS: usize = 10_000;
/// The longest holiday, in days; what is longer was hardly meant.
const LONGEST_HOLIDAY: i64 = 100;
/// A holiday that comes every year is followed up to the end of this year.
const LAST_YEAR: i32 = 2100;
/// More times than that no holiday has come, since it began.
const MOST_YEARS: u16 = 1_000;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Holidays {
    pub(super) days: BTreeMap<NaiveDate, String>,
    /// What was left out and why, in sentences without an end.
    pub(super) left_out: Vec<String>,
}

/// Why a file cannot be used.
#[derive(Debug, PartialEq)]
pub(super) struct Wrong {
    pub(super) what: String,
    pub(super) fix: String,
}

impl Wrong {
    fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            fix: fix.into(),
        }
    }
}

/// A line after unfolding: its number in the file, its name in capitals and its value.
#[derive(Debug, PartialEq)]
struct Line {
    number: usize,
    name: String,
    value: String,
}

/// An event so far.
#[derive(Default)]
struct Event {
    line: usize,
    lines: Vec<Line>,
}

/// The days of every whole-day event.
pub(super) fn read(text: &str) -> Result<Holidays, Wrong> {
    if text.len() > LARGEST {
        let what = format!("it has {} bytes; holidays fit into {LARGEST}", text.len());
        return Err(Wrong::new(what, "export only the holidays of the next years"));
    }
    let events = events(text)?;
    let mut read = Holidays::default();
    let mut timed = 0;
    for event in &events {
        if event
            .find("STATUS")
            .is_some_and(|s| s.value.eq_ignore_ascii_case("CANCELLED"))
        {
            continue;
        }
        match event.days(&mut read.left_out)? {
            Some(days) => {
                let name = event.name();
                for day in days {
                    read.days.entry(day).or_insert_with(|| name.clone());
                }
            }
            None => timed += 1,
        }
        if read.days.len() > MOST_DAYS {
            let what = format!("its events are more than {MOST_DAYS} days");
            return Err(Wrong::new(what, "export only the holidays of the next years"));
        }
    }
    if timed > 0 {
        let events = if timed == 1 {
            "1 event"
        } else {
            &format!("{timed} events")
        };
        read.left_out.push(format!(
            "{events} with a time left out, since a holiday is a whole day"
        ));
    }
    if read.days.is_empty() {
        let fix = "export the calendar with its whole-day events";
        return Err(Wrong::new("no whole-day event is in it", fix));
    }
    Ok(read)
}

/// The events, each with its lines; what stands inside of one, such as an alarm, is passed over.
fn events(text: &str) -> Result<Vec<Event>, Wrong> {
    let lines = lines(text)?;
    let is =
        |line: &Line, name: &str, value: &str| line.name == name && line.value.eq_ignore_ascii_case(value);
    if !lines.first().is_some_and(|line| is(line, "BEGIN", "VCALENDAR")) {
        let fix = "name a file that begins with BEGIN:VCALENDAR, as calendars export it (.ics)";
        return Err(Wrong::new("this is no iCalendar file", fix));
    }
    let mut events: Vec<Event> = Vec::new();
    let mut open: Option<Event> = None;
    let mut inside = 0;
    for line in lines {
        match &mut open {
            None if is(&line, "BEGIN", "VEVENT") => {
                open = Some(Event {
                    line: line.number,
                    lines: vec![],
                });
            }
            None => {}
            Some(_) if is(&line, "END", "VEVENT") && inside == 0 => events.extend(open.take()),
            Some(_) if line.name == "BEGIN" => inside += 1,
            Some(_) if line.name == "END" => inside = usize::saturating_sub(inside, 1),
            Some(event) if inside == 0 => event.lines.push(line),
            Some(_) => {}
        }
        if events.len() > MOST_EVENTS {
            let what = format!("it has more than {MOST_EVENTS} events");
            return Err(Wrong::new(what, "export only the holidays of the next years"));
        }
    }
    match open {
        Some(event) => {
            let what = format!("the event of line {} does not end", event.line);
            Err(Wrong::new(what, "the file was cut off: export it again"))
        }
        None => Ok(events),
    }
}

/// The lines, with those put together that were folded (RFC 5545, 3.1).
fn lines(text: &str) -> Result<Vec<Line>, Wrong> {
    let mut unfolded: Vec<(usize, String)> = Vec::new();
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => unfolded.push((n + 1, line.to_owned())),
        }
    }
    unfolded
        .into_iter()
        .map(|(number, line)| read_line(number, &line))
        .collect()
}

fn read_line(number: usize, line: &str) -> Result<Line, Wrong> {
    let mut in_quotes = false;
    let colon = line.find(|c: char| {
        in_quotes ^= c == '"';
        c == ':' && !in_quotes
    });
    let Some((before, value)) = colon.map(|at| (&line[..at], &line[at + 1..])) else {
        let what = format!("line {number} is no line of iCalendar: it has no `:`");
        return Err(Wrong::new(what, "export the file again, or take that line out"));
    };
    let name = before.split(';').next().unwrap_or_default();
    Ok(Line {
        number,
        name: name.trim().to_ascii_uppercase(),
        value: value.trim().to_owned(),
    })
}

impl Event {
    fn find(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// What people call it, on one line that fits.
    fn name(&self) -> String {
        let text = self.find("SUMMARY").map_or("", |line| line.value.as_str());
        let text = text.replace("\\n", " ").replace("\\N", " ");
        let text = text.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        let words: Vec<&str> = text.split_whitespace().collect();
        let text: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
        match text.is_empty() {
            true => "Holiday".to_owned(),
            false => text.chars().take(LONGEST_LINE).collect(),
        }
    }

    /// Its days; nothing when it is for a time and not for whole days.
    fn days(&self, left_out: &mut Vec<String>) -> Result<Option<Vec<NaiveDate>>, Wrong> {
        let Some(start) = self.find("DTSTART") else {
            let what = format!("the event of line {} has no DTSTART", self.line);
            return Err(Wrong::new(what, "say on which day it is, or take the event out"));
        };
        if start.value.contains(['T', 't']) {
            return Ok(None);
        }
        let first = date(start)?;
        let length = match self.find("DTEND") {
            Some(end) => (date(end)? - first).num_days(),
            None => self.find("DURATION").map_or(Ok(1), duration)?,
        };
        // Some calendars export an end that is the day itself.
        let length = length.max(1);
        if length > LONGEST_HOLIDAY {
            let what = format!("the holiday of line {} is {length} days long", self.line);
            return Err(Wrong::new(
                what,
                format!("at most {LONGEST_HOLIDAY} days are meant by one"),
            ));
        }
        let mut firsts = self.repeated(first, left_out)?;
        for line in self.lines.iter().filter(|line| line.name == "RDATE") {
            firsts.extend(dates(line)?);
        }
        for line in self.lines.iter().filter(|line| line.name == "EXDATE") {
            let excepted = dates(line)?;
            firsts.retain(|day| !excepted.contains(day));
        }
        let length = u64::try_from(length).unwrap_or(1);
        let days = firsts
            .iter()
            .flat_map(|day| (0..length).filter_map(|n| day.checked_add_days(Days::new(n))));
        Ok(Some(days.collect()))
    }

    /// The first days of all its times.
    fn repeated(&self, first: NaiveDate, left_out: &mut Vec<String>) -> Result<Vec<NaiveDate>, Wrong> {
        let Some(line) = self.find("RRULE") else {
            return Ok(vec![first]);
        };
        let wrong = |why: String| {
            let what = format!("the rule of line {} cannot be read: {why}", line.number);
            Wrong::new(what, "a yearly holiday is written RRULE:FREQ=YEARLY")
        };
        let rule: RRule<Unvalidated> = with_moments(&line.value)
            .parse()
            .map_err(|e: rrule::RRuleError| wrong(e.to_string()))?;
        if rule.get_freq() != Frequency::Yearly {
            left_out.push(format!(
                "the rule of line {} is not yearly, so only the first day of {} counts",
                line.number,
                self.name()
            ));
            return Ok(vec![first]);
        }
        let start = first
            .and_time(NaiveTime::MIN)
            .and_utc()
            .with_timezone(&rrule::Tz::UTC);
        let rule = rule.build(start).map_err(|e| wrong(e.to_string()))?;
        let days = rule.all(MOST_YEARS).dates.into_iter().map(|day| day.date_naive());
        Ok(days.take_while(|day| day.year() <= LAST_YEAR).collect())
    }
}

/// A rule in which whole days are moments, as the reader of rules wants them.
fn with_moments(rule: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((key, day)) if key.eq_ignore_ascii_case("UNTIL") && !day.contains('T') => {
            format!("UNTIL={day}T000000Z")
        }
        Some((key, moment)) if key.eq_ignore_ascii_case("UNTIL") && !moment.ends_with('Z') => {
            format!("UNTIL={moment}Z")
        }
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

fn date(line: &Line) -> Result<NaiveDate, Wrong> {
    parse(line, &line.value)
}

/// The days of a list; those with a time of day by their day.
fn dates(line: &Line) -> Result<Vec<NaiveDate>, Wrong> {
    line.value.split(',').map(|text| parse(line, text)).collect()
}

fn parse(line: &Line, text: &str) -> Result<NaiveDate, Wrong> {
    let day = text.trim().split(['T', 't']).next().unwrap_or_default();
    NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| {
        let text: String = text.chars().take(20).collect();
        let what = format!("line {} has no day: {} is `{text}`", line.number, line.name);
        Wrong::new(what, "a day is written 20261225")
    })
}

/// How many days: `P1D`, `P2W`.
fn duration(line: &Line) -> Result<i64, Wrong> {
    let days = |text: &str| -> Option<i64> {
        let text = text.strip_prefix('P')?;
        match text.split_at_checked(text.len().checked_sub(1)?)? {
            (count, "D") => count.parse().ok(),
            (count, "W") => count.parse::<i64>().ok()?.checked_mul(7),
            _ => None,
        }
    };
    days(&line.value).ok_or_else(|| {
        let what = format!("line {}: {} is no number of days", line.number, line.value);
        Wrong::new(what, "a day is written P1D")
    })
}

#[cfg(test)]
mod tests;
