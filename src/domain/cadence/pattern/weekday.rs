//! Days of the week in the manner of cron: 0 and 7 are Sunday, `TUE#1` is the first of a month, `FRI#L` the last.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::BadPattern;
use super::part::Part;

/// Every time in a month that a day of the week comes.
const EVERY: u8 = 0b1_1111;
/// The bit for the last time in a month.
pub(super) const LAST: u8 = 0b10_0000;

/// The names, from Sunday on as cron counts.
const NAMES: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// For each day of the week, from Sunday on: which of its times in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weekdays(pub(super) [u8; 7]);

impl Weekdays {
    /// Whether that day is one of them.
    pub(super) fn have(self, day: NaiveDate) -> bool {
        let times = self.times(day.weekday());
        if times == EVERY {
            return true;
        }
        let later = day.checked_add_days(Days::new(7));
        let is_last = later.is_none_or(|later| later.month() != day.month());
        let bit = 1 << (day.day0() / 7) | if is_last { LAST } else { 0 };
        times & bit != 0
    }

    pub(super) fn times(self, day: Weekday) -> u8 {
        usize::try_from(day.num_days_from_sunday()).map_or(0, |n| self.0[n])
    }

    /// Whether any day will do.
    pub(super) fn are_all(self) -> bool {
        self.0.iter().all(|times| *times == EVERY)
    }

    /// Whether each comes in every week.
    pub(super) fn are_weekly(self) -> bool {
        self.0.iter().all(|times| matches!(*times, 0 | EVERY))
    }
}

pub(super) fn read(part: Part<'_>) -> Result<Weekdays, BadPattern> {
    let mut weekdays = Weekdays::default();
    for item in part.items() {
        match item.text.split_once('#') {
            Some((day, nth)) => {
                let n = find(day).ok_or_else(|| unknown(item))?;
                weekdays.0[n] |= times(nth).ok_or_else(|| {
                    let what = format!("`#{nth}` is no time of a day in a month");
                    item.bad(what, "write `#1` to `#5`, or `#L` for the last one")
                })?;
            }
            None => {
                for n in span(item.text).ok_or_else(|| unknown(item))? {
                    weekdays.0[n] |= EVERY;
                }
            }
        }
    }
    Ok(weekdays)
}

fn unknown(item: Part<'_>) -> BadPattern {
    let what = format!("`{}` is no day of the week", item.text);
    let fix = "write a name such as `TUE`, several such as `MON-THU` or `TUE,FRI`, a number from 0 (Sunday) to 6, or \
               `TUE#1` for the first one of a month";
    item.bad(what, fix)
}

fn times(nth: &str) -> Option<u8> {
    match nth {
        "L" | "l" => Some(LAST),
        _ => {
            let n: u8 = nth.parse().ok().filter(|n| (1..=5).contains(n))?;
            Some(1 << (n - 1))
        }
    }
}

/// The days of `TUE`, `MON-FRI`, `FRI-MON`, `1-5/2`, `*`.
fn span(text: &str) -> Option<Vec<usize>> {
    let (days, step) = match text.split_once('/') {
        Some((days, step)) => (days, step.parse().ok().filter(|step| (1..=7).contains(step))?),
        None => (text, 1),
    };
    let (first, length) = match days.split_once('-') {
        _ if matches!(days, "*" | "?") => (0, 7),
        Some((first, last)) => {
            let (first, last) = (find(first)?, find(last)?);
            (first, (last + 7 - first) % 7 + 1)
        }
        None if step > 1 => return None,
        None => (find(days)?, 1),
    };
    Some((0..length).step_by(step).map(|n| (first + n) % 7).collect())
}

fn find(day: &str) -> Option<usize> {
    if let Ok(n) = day.parse::<usize>() {
        return (n <= 7).then_some(n % 7);
    }
    let day = day.to_ascii_lowercase();
    NAMES.iter().position(|name| day == *name || day == name[..3])
}
