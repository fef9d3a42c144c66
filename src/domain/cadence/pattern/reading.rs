//! Reads the fields of a text in the manner of cron, and says what is wrong with which.

use chrono::NaiveTime;

use super::part::Part;
use super::weekday::{self, Weekdays};
use super::{BadPattern, Field, ordinals};

/// The fields of a text, each with its place in it.
pub(super) struct Fields<'t> {
    time: Option<[Part<'t>; 2]>,
    days: Part<'t>,
    months: Part<'t>,
    weekdays: Part<'t>,
}

const EXAMPLE: &str =
    "write `* * TUE` for every Tuesday, `* * TUE#1` for the first one of a month, `15 * *` for every 15th";

impl<'t> Fields<'t> {
    pub(super) fn of(text: &'t str) -> Result<Self, BadPattern> {
        let start = |part: &str| part.as_ptr().addr() - text.as_ptr().addr();
        let parts = text.split_whitespace().map(|part| Part {
            text: part,
            start: start(part),
        });
        let parts: Vec<Part<'t>> = parts.collect();
        let (time, days, months, weekdays) = match parts[..] {
            [days, months, weekdays] => (None, days, months, weekdays),
            [minute, hour, days, months, weekdays] => (Some([minute, hour]), days, months, weekdays),
            _ => {
                let all = Part { text, start: 0 };
                let what = format!(
                    "there are three fields (day of the month, month, day of the week), or five with minute and hour \
                     before them, not {}",
                    parts.len()
                );
                return Err(all.bad(what, EXAMPLE));
            }
        };
        if !days.is_any() && !weekdays.is_any() {
            let both = Part {
                text: &text[days.start..],
                start: days.start,
            };
            let what = "a day of the month and a day of the week together can be read in two ways";
            let fix = "write `*` for one of them; the first Friday of a month is `* * FRI#1`";
            return Err(both.bad(what, fix));
        }
        Ok(Self {
            time,
            days,
            months,
            weekdays,
        })
    }

    /// Day of the month, month and day of the week, with one space between them.
    pub(super) fn days_as_written(&self) -> String {
        let parts = [self.days, self.months, self.weekdays];
        parts.map(|part| part.text.to_ascii_uppercase()).join(" ")
    }

    /// The time of day, when there are five fields.
    pub(super) fn time(&self) -> Result<Option<NaiveTime>, BadPattern> {
        let Some([minute, hour]) = self.time else {
            return Ok(None);
        };
        let minutes = one(minute, Field::Minute, "a minute from 0 to 59")?;
        let hours = one(hour, Field::Hour, "an hour from 0 to 23")?;
        Ok(NaiveTime::from_hms_opt(hours, minutes, 0))
    }

    pub(super) fn days(&self) -> Result<Vec<u32>, BadPattern> {
        let part = self.days;
        if part.text.eq_ignore_ascii_case("L") {
            let what = "the last day of a month has no number";
            let fix = "leave out `on`, and write an `anchor` on a 31st with `every = \"1 month\"`";
            return Err(part.bad(what, fix));
        }
        read(
            part,
            Field::Day,
            "days of the month from 1 to 31, such as `15` or `1,15`",
        )
    }

    pub(super) fn months(&self) -> Result<Vec<u32>, BadPattern> {
        let fix = "months from 1 to 12 or by name in the order of the year, such as `MAR`, `JAN-JUN` or `NOV-DEC,JAN`";
        read(self.months, Field::Month, fix)
    }

    pub(super) fn weekdays(&self) -> Result<Weekdays, BadPattern> {
        weekday::read(self.weekdays)
    }
}

fn read(part: Part<'_>, field: Field, meant: &str) -> Result<Vec<u32>, BadPattern> {
    let numbers = ordinals(field, part.text);
    let numbers = numbers.ok().filter(|numbers| !numbers.is_empty());
    numbers.ok_or_else(|| {
        let what = format!("`{}` cannot be read", part.text);
        part.bad(what, format!("write {meant}, or `*` for any"))
    })
}

/// A single number, since a planned day has one time.
fn one(part: Part<'_>, field: Field, meant: &str) -> Result<u32, BadPattern> {
    let numbers = ordinals(field, part.text).unwrap_or_default();
    match numbers[..] {
        [number] => Ok(number),
        _ => {
            let what = format!(
                "`{}` is no single number, and a planned day has one time",
                part.text
            );
            Err(part.bad(what, format!("write {meant}")))
        }
    }
}
