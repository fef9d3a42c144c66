//! Texts in the manner of cron: the days they name, what is wrong with those that name none, and how they are said.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::cadence::tests::{cadence, day};
use crate::domain::cadence::{Cadence, Every};

pub(in crate::domain::cadence) fn on(text: &str, anchor: &str, every: Every) -> Cadence {
    let (pattern, time) = Pattern::read(text).unwrap();
    let plain = cadence(anchor, every);
    Cadence {
        on: Some(pattern),
        at: time.unwrap_or(plain.at),
        ..plain
    }
}

fn first(text: &str, every: Every, count: usize) -> String {
    let cadence = on(text, "2026-12-01", every);
    let days = cadence.slots_from(day("2020-01-01")).take(count);
    days.map(|day| day.format("%a %F").to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn a_text_names_its_days() {
    for (text, days) in [
        ("* * TUE", "Tue 2026-12-01, Tue 2026-12-08, Tue 2026-12-15"),
        ("0 10 * * TUE#1", "Tue 2026-12-01, Tue 2027-01-05, Tue 2027-02-02"),
        ("* * fri#L", "Fri 2026-12-25, Fri 2027-01-29, Fri 2027-02-26"),
        (
            "* * TUE#1,TUE#3",
            "Tue 2026-12-01, Tue 2026-12-15, Tue 2027-01-05",
        ),
        ("* * MON#5", "Mon 2027-03-29, Mon 2027-05-31, Mon 2027-08-30"),
        ("1,15 * *", "Tue 2026-12-01, Tue 2026-12-15, Fri 2027-01-01"),
        ("31 * *", "Thu 2026-12-31, Sun 2027-01-31, Wed 2027-03-31"),
        ("29 2 ?", "Tue 2028-02-29, Sun 2032-02-29, Fri 2036-02-29"),
        (
            "* MAR,9 WEDNESDAY#2",
            "Wed 2027-03-10, Wed 2027-09-08, Wed 2028-03-08",
        ),
        ("* * SAT-MON", "Sat 2026-12-05, Sun 2026-12-06, Mon 2026-12-07"),
        // 0 and 7 are Sunday, 1 is Monday; the crate alone would count Sunday as 1.
        ("* * 0", "Sun 2026-12-06, Sun 2026-12-13, Sun 2026-12-20"),
        ("* * 7", "Sun 2026-12-06, Sun 2026-12-13, Sun 2026-12-20"),
        ("* * 1-5/2", "Wed 2026-12-02, Fri 2026-12-04, Mon 2026-12-07"),
        ("* * *", "Tue 2026-12-01, Wed 2026-12-02, Thu 2026-12-03"),
    ] {
        assert_eq!(first(text, Every::Match, 3), days, "{text}");
    }
}

#[test]
fn weeks_and_months_are_counted_from_the_anchor() {
    for (text, every, days) in [
        (
            "* * TUE",
            Every::Weeks(2),
            "Tue 2026-12-01, Tue 2026-12-15, Tue 2026-12-29",
        ),
        // The week begins on Monday: both days of one week count.
        (
            "* * TUE,SUN",
            Every::Weeks(3),
            "Tue 2026-12-01, Sun 2026-12-06, Tue 2026-12-22",
        ),
        (
            "* * TUE#1",
            Every::Months(2),
            "Tue 2026-12-01, Tue 2027-02-02, Tue 2027-04-06",
        ),
        (
            "1,15 * *",
            Every::Months(6),
            "Tue 2026-12-01, Tue 2026-12-15, Tue 2027-06-01",
        ),
    ] {
        assert_eq!(first(text, every, 3), days, "{text} {every}");
    }
}

#[test]
fn five_fields_say_the_time_too() {
    let (_, time) = Pattern::read("30 9 * * TUE#1").unwrap();
    assert_eq!(time, NaiveTime::from_hms_opt(9, 30, 0));
    assert_eq!(Pattern::read("* * TUE#1").unwrap().1, None);
}

#[test]
fn every_bad_text_is_told_where_and_how() {
    for (text, at, fix) in [
        ("TUE", "TUE", "`* * TUE`"),
        ("0 10 * * TUE 2026", "0 10 * * TUE 2026", "`* * TUE`"),
        ("", "", "`* * TUE`"),
        ("0 10 13 * FRI", "13 * FRI", "`* * FRI#1`"),
        ("* * FRI#7", "FRI#7", "`#1` to `#5`"),
        ("* * FRI#0", "FRI#0", "`#1` to `#5`"),
        ("* * TUE,TEU", "TEU", "`TUE`"),
        ("* * 8", "8", "from 0 (Sunday) to 6"),
        ("* * TUE/2", "TUE/2", "`MON-THU`"),
        ("* * TUE-#1", "TUE-#1", "a name such as"),
        ("* * TUE,", "", "a name such as"),
        ("0 25 * * TUE", "25", "an hour from 0 to 23"),
        ("*/5 10 * * TUE", "*/5", "a minute from 0 to 59"),
        ("0 9-17 * * TUE", "9-17", "an hour from 0 to 23"),
        ("32 * *", "32", "`15` or `1,15`"),
        ("0 * *", "0", "`15` or `1,15`"),
        ("L * *", "L", "`every = \"1 month\"`"),
        ("* 13 *", "13", "`MAR`"),
        ("* NOV-FEB *", "NOV-FEB", "`NOV-DEC,JAN`"),
        (
            "* * 99999999999999999999",
            "99999999999999999999",
            "a name such as",
        ),
        ("* * Die\u{301}nstag", "Die\u{301}nstag", "a name such as"),
    ] {
        let bad = Pattern::read(text).unwrap_err();
        assert_eq!(
            (&text[bad.at.clone()], bad.fix.contains(fix)),
            (at, true),
            "{text}: {bad}"
        );
    }
}

#[test]
fn it_is_said_as_people_say_it() {
    for (text, every, words) in [
        ("* * TUE", Every::Match, "every Tuesday"),
        ("* * FRI,TUE", Every::Match, "every Tuesday and Friday"),
        ("* * TUE", Every::Weeks(2), "every 2 weeks on Tuesday"),
        ("* * TUE#1", Every::Match, "every month on the first Tuesday"),
        (
            "* * TUE#1,TUE#3",
            Every::Match,
            "every month on the first and third Tuesday",
        ),
        (
            "* * TUE#1",
            Every::Months(2),
            "every 2 months on the first Tuesday",
        ),
        ("15 * *", Every::Match, "every month on day 15"),
        (
            "* 3,6 FRI#L",
            Every::Match,
            "on the last Friday of March and June",
        ),
        ("* DEC TUE", Every::Match, "every Tuesday in December"),
        ("* * *", Every::Match, "every day"),
    ] {
        assert_eq!(on(text, "2026-12-01", every).rhythm(), words);
    }
}

#[test]
fn it_is_kept_as_it_was_written() {
    let pattern = Pattern::read("0 10 * * tue#1").unwrap().0;
    let kept = serde_json::to_string(&pattern).unwrap();
    assert_eq!(kept, "\"* * TUE#1\"");
    assert_eq!(serde_json::from_str::<Pattern>(&kept).unwrap(), pattern);
    assert!(serde_json::from_str::<Pattern>("\"TUESDAY\"").is_err());
}

/// Texts of every kind: days of the month, days of the week, times in a month, months.
pub(in crate::domain::cadence) fn any_text() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["SUN", "1", "TUE", "wed", "4", "Friday", "SAT", "7"]);
    let nth = prop::sample::select(vec!["", "#1", "#2", "#3", "#4", "#5", "#L"]);
    let weekday = (name, nth).prop_map(|(day, nth)| format!("{day}{nth}"));
    let weekdays = prop::collection::vec(weekday, 1..4).prop_map(|days| days.join(","));
    let days = prop::collection::btree_set(1..32u32, 1..4);
    let days = days.prop_map(|days| days.iter().map(u32::to_string).collect::<Vec<_>>().join(","));
    let months = prop::collection::btree_set(1..13u32, 1..5);
    let months = months.prop_map(|months| months.iter().map(u32::to_string).collect::<Vec<_>>().join(","));
    let months = prop_oneof![Just("*".to_owned()), months];
    (
        prop_oneof![
            weekdays.prop_map(|days| (true, days)),
            days.prop_map(|days| (false, days))
        ],
        months,
    )
        .prop_map(|((is_of_week, days), months)| match is_of_week {
            true => format!("* {months} {days}"),
            false => format!("{days} {months} *"),
        })
}

fn any_every() -> impl Strategy<Value = Every> {
    prop_oneof![
        Just(Every::Match),
        (1..6u32).prop_map(Every::Weeks),
        (1..14u32).prop_map(Every::Months)
    ]
}

/// Whether the week or the month of a day counts, by walking to it one by one.
fn counts(cadence: &Cadence, day: NaiveDate) -> bool {
    let days = cadence.anchor.iter_days().take_while(|walked| *walked <= day);
    match cadence.every {
        Every::Match => true,
        Every::Weeks(count) => {
            let mondays = days.skip(1).filter(|day| day.weekday() == chrono::Weekday::Mon);
            mondays.count() % usize::try_from(count).unwrap() == 0
        }
        Every::Months(count) => {
            let firsts = days.skip(1).filter(|day| day.day() == 1);
            firsts.count() % usize::try_from(count).unwrap() == 0
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// What is found by leaps is what a walk day by day finds, in both directions.
    #[test]
    fn no_day_is_left_out_by_leaps(text in any_text(), every in any_every(), start in 0..3_000u64, from in 0..1_500u64) {
        let anchor = day("2020-01-01") + Days::new(start);
        let cadence = on(&text, &anchor.to_string(), every);
        let pattern = cadence.on.clone().unwrap();
        let walked: Vec<NaiveDate> = anchor
            .iter_days()
            .take(1_600)
            .filter(|day| pattern.names(*day) && counts(&cadence, *day))
            .collect();
        let end = anchor + Days::new(1_600);
        let found: Vec<NaiveDate> = cadence.slots_from(anchor).take_while(|day| *day < end).collect();
        prop_assert_eq!(&found, &walked);
        let from = anchor + Days::new(from);
        prop_assert_eq!(cadence.before(from), walked.iter().copied().rfind(|day| *day < from));
        prop_assert_eq!(cadence.is_slot(from), walked.contains(&from));
        let next = walked.iter().copied().find(|day| *day >= from);
        prop_assert!(next.is_none() || cadence.slots_from(from).next() == next);
    }

    #[test]
    fn no_text_makes_it_fall_over(text in "[-0-9A-Za-z*?#,/ ]{0,24}|\\PC{0,24}") {
        if let Err(bad) = Pattern::read(&text) {
            prop_assert!(text.get(bad.at.clone()).is_some(), "{:?}", bad);
        }
    }
}
