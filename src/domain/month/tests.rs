//! Months by their names, and working hours on the clock of a zone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{YearMonth, working_minutes};
use crate::domain::cadence::tests::day;
use crate::domain::calendar::{Calendar, HolidaySet};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_month_is_read_and_written_as_year_and_month() {
    let month: YearMonth = "2026-11".parse().unwrap();
    assert_eq!(
        (month.first(), month.last()),
        (day("2026-11-01"), day("2026-11-30"))
    );
    assert_eq!(month.before().to_string(), "2026-10");
    assert_eq!(
        "2026-1".parse::<YearMonth>().unwrap().before().to_string(),
        "2025-12"
    );
    assert_eq!(
        "2026-12".parse::<YearMonth>().unwrap().next().title(),
        "January 2027"
    );
    assert_eq!(serde_json::to_string(&month).unwrap(), "\"2026-11\"");
    for wrong in [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "26-11",
        "November",
        "2026-11-24",
        "2026-+1",
    ] {
        assert!(wrong.parse::<YearMonth>().is_err(), "{wrong:?}");
    }
}

#[test]
fn working_hours_are_those_of_the_zone_without_nights_weekends_and_holidays() {
    let holidays = HolidaySet {
        name: "nz".into(),
        days: std::sync::Arc::new([(day("2026-10-26"), "Labour Day".to_owned())].into()),
    };
    let calendar = Calendar {
        sets: vec![holidays],
        ..Calendar::default()
    };
    let auckland = chrono_tz::Pacific::Auckland;
    let table: [(Tz, &str, &str, i64); 9] = [
        // Tuesday, from ten to noon in Auckland.
        (auckland, "2026-11-23T21:00:00Z", "2026-11-23T23:00:00Z", 120),
        // Over a night: from four in the afternoon to ten in the morning.
        (auckland, "2026-11-24T03:00:00Z", "2026-11-24T21:00:00Z", 120),
        // Over a weekend, Friday noon to Monday noon.
        (auckland, "2026-11-19T23:00:00Z", "2026-11-22T23:00:00Z", 480),
        // At night alone, and the other way round.
        (auckland, "2026-11-24T07:00:00Z", "2026-11-24T09:00:00Z", 0),
        (auckland, "2026-11-24T21:00:00Z", "2026-11-24T03:00:00Z", 0),
        // Over Labour Day: Friday noon to Tuesday noon.
        (auckland, "2026-10-22T23:00:00Z", "2026-10-26T23:00:00Z", 480),
        // Clocks go forward on Sunday 27 September: Monday's hours are still eight.
        (auckland, "2026-09-25T23:00:00Z", "2026-09-28T06:00:00Z", 480),
        // Clocks go back in Berlin on Sunday 25 October.
        (
            chrono_tz::Europe::Berlin,
            "2026-10-23T15:00:00Z",
            "2026-10-27T08:30:00Z",
            30,
        ),
        // No more than the day has hours.
        (Tz::UTC, "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", 480),
    ];
    for (zone, from, to, minutes) in table {
        assert_eq!(
            working_minutes(&calendar, zone, at(from), at(to)),
            minutes,
            "{from} to {to} in {zone}"
        );
    }
}
