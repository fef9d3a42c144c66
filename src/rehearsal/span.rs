//! From when and for how long, as people type it: `2026-12-01`, `tomorrow`, `8w`, `3 months`, `1y`. In whole days.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::when::when;

/// The longest rehearsal, in years.
pub const MOST_YEARS: u32 = 5;

/// The day that a text means, in the team's zone.
///
/// # Errors
/// A sentence for the person.
pub fn day(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<NaiveDate, String> {
    let text = text.trim().to_lowercase();
    let today = now.with_timezone(&zone).date_naive();
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day);
    }
    let misfit = || {
        format!(
            "`{}` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.",
            text.replace('`', "")
        )
    };
    match text.as_str() {
        "" => Err(misfit()),
        "today" | "now" => Ok(today),
        _ => {
            let noon = when(&format!("{text} 12:00"), now, zone).map_err(|_| misfit())?;
            Ok(noon.with_timezone(&zone).date_naive())
        }
    }
}

/// The day after the last one of a span that begins on `from`.
///
/// # Errors
/// A sentence for the person: what was not understood, or that it is nothing or too much.
pub fn end(text: &str, from: NaiveDate) -> Result<NaiveDate, String> {
    let text = text.trim().to_lowercase();
    let misfit = || {
        format!(
            "`{}` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.",
            text.replace('`', "")
        )
    };
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(misfit)?;
    let (number, unit) = (&text[..split], text[split..].trim());
    let number: u32 = number.parse().map_err(|_| misfit())?;
    if number == 0 {
        return Err("Nothing happens in no time. Rehearse a day at least, such as 1d or 8w.".to_owned());
    }
    let too_long =
        || format!("A rehearsal takes {MOST_YEARS} years at most. Try 1y; what comes later repeats itself.");
    let end = match unit {
        "d" | "day" | "days" => from.checked_add_days(Days::new(number.into())),
        "w" | "week" | "weeks" => from.checked_add_days(Days::new(u64::from(number) * 7)),
        "m" | "mo" | "month" | "months" => from.checked_add_months(Months::new(number)),
        "y" | "year" | "years" => from.checked_add_months(Months::new(number.saturating_mul(12))),
        _ => return Err(misfit()),
    };
    let last = from
        .checked_add_months(Months::new(12 * MOST_YEARS))
        .ok_or_else(too_long)?;
    end.filter(|end| *end <= last).ok_or_else(too_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> NaiveDate {
        "2026-11-24".parse().unwrap()
    }

    #[test]
    fn spans_are_counted_on_the_calendar() {
        let ends = ["8w", "30 days", "3 months", "1y", "1 week", "5 years"]
            .map(|text| end(text, from()).unwrap().to_string());
        assert_eq!(
            ends,
            [
                "2027-01-19",
                "2026-12-24",
                "2027-02-24",
                "2027-11-24",
                "2026-12-01",
                "2031-11-24"
            ]
        );
    }

    #[test]
    fn what_is_no_span_is_said() {
        let said = [
            "",
            "w",
            "8",
            "8 fortnights",
            "-3d",
            "0w",
            "6y",
            "99999999999w",
            "4000000000y",
        ]
        .map(|text| end(text, from()).unwrap_err());
        insta::assert_snapshot!(said.join("\n"), @"
        `` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        `w` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        `8` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        `8 fortnights` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        `-3d` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        Nothing happens in no time. Rehearse a day at least, such as 1d or 8w.
        A rehearsal takes 5 years at most. Try 1y; what comes later repeats itself.
        `99999999999w` is no span of time. Write it like 8w, `30 days`, `3 months` or 1y.
        A rehearsal takes 5 years at most. Try 1y; what comes later repeats itself.
        ");
    }

    #[test]
    fn days_are_read_as_they_are_typed_elsewhere() {
        let now = "2026-11-23T20:00:00Z".parse().unwrap();
        let zone = chrono_tz::Pacific::Auckland;
        let read = |text: &str| day(text, now, zone).map(|day| day.to_string());
        assert_eq!(
            read("2025-01-31").unwrap(),
            "2025-01-31",
            "a day that has passed can be rehearsed"
        );
        assert_eq!(read("today").unwrap(), "2026-11-24");
        assert_eq!(read("Tomorrow").unwrap(), "2026-11-25");
        assert_eq!(read("24 dec").unwrap(), "2026-12-24");
        insta::assert_snapshot!(
            ["", "2026-13-01", "12/11/2026", "soon"]
                .map(|text| read(text).unwrap_err())
                .join("\n")
        , @"
        `` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.
        `2026-13-01` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.
        `12/11/2026` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.
        `soon` is no day. Write it like 2026-12-01, `today`, `tomorrow`, `tuesday` or `24 dec`.
        ");
    }
}
