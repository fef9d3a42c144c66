use super::*;
use chrono::{Datelike, NaiveDateTime, NaiveTime};
use chrono_tz::Pacific::Auckland;
use proptest::prelude::*;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn holidays(name: &str, days: &[(&str, &str)]) -> HolidaySet {
    HolidaySet {
        name: name.into(),
        days: Arc::new(
            days.iter()
                .map(|(date, name)| (day(date), (*name).to_owned()))
                .collect(),
        ),
    }
}

/// New Zealand's Christmas, an extra day of the company, a freeze each Friday afternoon and one at the end of each year.
pub(crate) fn calendar() -> Calendar {
    Calendar {
        sets: vec![
            holidays(
                "nz",
                &[("2026-12-25", "Christmas Day"), ("2026-12-28", "Boxing Day")],
            ),
            holidays(
                "company",
                &[("2026-12-25", "Closed"), ("2026-12-24", "Closed at noon")],
            ),
        ],
        freezes: vec![
            freeze("fridays", weekly((Weekday::Fri, "12:00"), (Weekday::Fri, ""))),
            Freeze {
                hard: true,
                override_by: vec!["Lead".into()],
                environments: vec!["production".into()],
                ..freeze("year-end", yearly("2025-12-18", "2026-01-05"))
            },
        ],
        ..Calendar::default()
    }
}

fn freeze(name: &str, spell: Spell) -> Freeze {
    Freeze {
        name: name.into(),
        title: format!("The freeze {name}"),
        spell,
        environments: vec![],
        hard: false,
        override_by: vec![],
    }
}

fn edge(text: &str) -> DayEdge {
    match text.split_once(' ') {
        Some((date, time)) => DayEdge {
            day: day(date),
            time: Some(time.parse::<NaiveTime>().unwrap()),
        },
        None => DayEdge {
            day: day(text),
            time: None,
        },
    }
}

fn yearly(from: &str, until: &str) -> Spell {
    Spell::Yearly {
        from: edge(from),
        until: edge(until),
    }
}

fn weekly(from: (Weekday, &str), until: (Weekday, &str)) -> Spell {
    let edge = |(day, time): (Weekday, &str)| WeekEdge {
        day,
        time: time.parse().ok(),
    };
    Spell::Weekly {
        from: edge(from),
        until: edge(until),
    }
}

/// A window of Auckland's clock.
fn window(start: &str, end: &str) -> Window {
    let at = |text: &str| {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        super::moment::first_at(Auckland, local)
    };
    Window {
        start: at(start),
        end: at(end),
    }
}

fn shown(during: Window) -> (String, String) {
    let local = |at: DateTime<Utc>| wall(Auckland, at).format("%a %F %R").to_string();
    (local(during.start), local(during.end))
}

fn named(objections: &[Objection]) -> String {
    let name = |objection: &Objection| match objection {
        Objection::Holiday { name, .. } => name.clone(),
        Objection::Freeze { name, .. } => name.to_string(),
    };
    objections.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_day_has_the_name_of_the_first_set_that_knows_it() {
    let calendar = calendar();
    assert_eq!(
        calendar.find_holiday(day("2026-12-25")).unwrap().name,
        "Christmas Day"
    );
    assert_eq!(
        calendar.find_holiday(day("2026-12-24")).unwrap().set,
        "company".into()
    );
    assert_eq!(calendar.find_holiday(day("2026-12-23")), None);
    let days = calendar.holidays_between(day("2026-12-24"), day("2026-12-31"));
    let days: Vec<String> = days.into_iter().map(|h| h.name).collect();
    assert_eq!(days, ["Closed at noon", "Christmas Day", "Boxing Day"]);
}

#[test]
fn working_days_go_around_weekends_and_holidays() {
    let calendar = calendar();
    // Friday is Christmas Day, Monday Boxing Day.
    assert_eq!(
        calendar.next_working_day(day("2026-12-25")),
        Some(day("2026-12-29"))
    );
    assert_eq!(
        calendar.previous_working_day(day("2026-12-25")),
        Some(day("2026-12-23"))
    );
    assert_eq!(
        calendar.working_day_before(day("2026-12-29"), 0),
        Some(day("2026-12-29"))
    );
    assert_eq!(
        calendar.working_day_before(day("2026-12-29"), 2),
        Some(day("2026-12-22"))
    );
    assert!(!calendar.is_working_day(day("2026-12-19")), "a Saturday");
    let gulf = Calendar {
        working_week: vec![
            Weekday::Sun,
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
        ],
        ..Calendar::default()
    };
    assert!(gulf.is_working_day(day("2026-12-20")) && !gulf.is_working_day(day("2026-12-18")));
    let closed = Calendar {
        working_week: vec![],
        ..Calendar::default()
    };
    assert_eq!(
        closed.next_working_day(day("2026-12-20")),
        None,
        "the search ends"
    );
}

#[test]
fn what_ends_at_midnight_does_not_touch_the_holiday_after_it() {
    let production = "production".into();
    let speaks = |from, until| {
        let calendar = Calendar {
            freezes: vec![],
            ..calendar()
        };
        named(&objections(
            &calendar,
            Auckland,
            window(from, until),
            Some(&production),
        ))
    };
    assert_eq!(speaks("2026-12-23 22:00", "2026-12-24 00:00"), "");
    assert_eq!(speaks("2026-12-23 22:00", "2026-12-24 00:01"), "Closed at noon");
    assert_eq!(
        speaks("2026-12-24 23:00", "2026-12-25 02:00"),
        "Closed at noon, Christmas Day"
    );
    assert_eq!(
        speaks("2026-12-26 00:00", "2026-12-26 02:00"),
        "",
        "the holiday ended at midnight"
    );
}

#[test]
fn a_freeze_holds_where_it_says() {
    let calendar = calendar();
    let week = window("2026-12-22 10:00", "2026-12-22 11:00");
    let of = |environment: Option<&str>| {
        let environment = environment.map(EnvironmentName::from);
        let found = objections(&calendar, Auckland, week, environment.as_ref());
        named(&found)
    };
    assert_eq!(of(Some("production")), "year-end");
    assert_eq!(of(Some("staging")), "");
    assert_eq!(of(None), "", "for some environments says nothing of all");
    let friday = objections(
        &calendar,
        Auckland,
        window("2026-11-27 11:30", "2026-11-27 12:30"),
        None,
    );
    assert_eq!(named(&friday), "fridays");
    let Objection::Freeze { hard, until, .. } = &friday[0] else {
        panic!("a freeze")
    };
    assert!(!hard);
    assert_eq!(wall(Auckland, *until).to_string(), "2026-11-28 00:00:00");
}

#[test]
fn a_freeze_over_the_new_year_comes_every_year() {
    let spell = yearly("2025-12-18", "2026-01-05");
    let seen = |from: &str, until: &str| spell.first_in(Auckland, window(from, until)).map(shown);
    let over_new_year = (
        "Fri 2026-12-18 00:00".to_owned(),
        "Wed 2027-01-06 00:00".to_owned(),
    );
    assert_eq!(
        seen("2026-12-18 00:00", "2026-12-18 00:01"),
        Some(over_new_year.clone())
    );
    assert_eq!(seen("2027-01-05 23:59", "2027-01-06 02:00"), Some(over_new_year));
    assert_eq!(seen("2027-01-06 00:00", "2027-01-06 02:00"), None);
    assert_eq!(
        seen("2026-12-17 20:00", "2026-12-18 00:00"),
        None,
        "it begins then"
    );
    let leap = yearly("2024-02-29", "2024-02-29");
    let common = leap.first_in(Auckland, window("2026-02-28 10:00", "2026-02-28 11:00"));
    assert_eq!(common.map(shown).unwrap().1, "Sun 2026-03-01 00:00");
}

#[test]
fn a_weekly_freeze_may_run_over_the_weekend() {
    let spell = weekly((Weekday::Fri, "12:00"), (Weekday::Mon, "08:00"));
    let seen = |from: &str, until: &str| spell.first_in(Auckland, window(from, until)).map(shown);
    let weekend = Some((
        "Fri 2026-11-27 12:00".to_owned(),
        "Mon 2026-11-30 08:00".to_owned(),
    ));
    for (from, until) in [
        ("2026-11-27 11:59", "2026-11-27 12:01"),
        ("2026-11-29 10:00", "2026-11-29 11:00"),
        ("2026-11-30 07:59", "2026-11-30 09:00"),
    ] {
        assert_eq!(seen(from, until), weekend, "{from}");
    }
    assert_eq!(seen("2026-11-30 08:00", "2026-11-30 09:00"), None);
    assert_eq!(seen("2026-11-27 11:00", "2026-11-27 12:00"), None);
}

#[test]
fn on_the_days_on_which_clocks_change_a_freeze_holds_by_the_clock_on_the_wall() {
    let night = |date: &str| Spell::Once {
        from: edge(&format!("{date} 02:30")),
        until: edge(&format!("{date} 04:00")),
    };
    // 27 September 2026: 02:00 becomes 03:00. 5 April 2026: 03:00 becomes 02:00.
    let forward = night("2026-09-27").first_in(Auckland, window("2026-09-27 00:00", "2026-09-28 00:00"));
    let (from, until) = shown(forward.unwrap());
    assert_eq!(
        (&*from, &*until),
        ("Sun 2026-09-27 03:00", "Sun 2026-09-27 04:00")
    );
    let back = night("2026-04-05").first_in(Auckland, window("2026-04-05 00:00", "2026-04-06 00:00"));
    assert_eq!(back.unwrap().end - back.unwrap().start, TimeDelta::minutes(150));
    let until_half_past = Spell::Once {
        from: edge("2026-04-05 01:00"),
        until: edge("2026-04-05 02:30"),
    };
    let twice = until_half_past.first_in(Auckland, window("2026-04-05 00:00", "2026-04-06 00:00"));
    let twice = twice.unwrap();
    assert_eq!(
        twice.end - twice.start,
        TimeDelta::minutes(150),
        "until the second half past two"
    );
}

const ZONES: [Tz; 9] = [
    Auckland,
    Tz::America__Los_Angeles,
    Tz::Europe__London,
    Tz::Australia__Lord_Howe,
    // Their clocks change at midnight.
    Tz::America__Santiago,
    Tz::America__Havana,
    Tz::Africa__Cairo,
    Tz::Asia__Beirut,
    Tz::UTC,
];

fn any_edge() -> impl Strategy<Value = DayEdge> {
    let time = prop_oneof![
        Just(None),
        (0..24u32 * 12).prop_map(|n| NaiveTime::from_hms_opt(n / 12, n % 12 * 5, 0)),
    ];
    (0..1_400u64, time).prop_map(|(days, time)| DayEdge {
        day: day("2023-01-01") + chrono::Days::new(days),
        time,
    })
}

/// A freeze of up to three days that begins on or about a change of clocks, or anywhere.
fn any_once() -> impl Strategy<Value = (Tz, DayEdge, DayEdge)> {
    let long = (any_edge(), 0..4u64, any_edge()).prop_map(|(from, days, other)| {
        let until = DayEdge {
            day: from.day + chrono::Days::new(days),
            time: other.time,
        };
        (from, until)
    });
    (proptest::sample::select(&ZONES[..]), long, any::<bool>()).prop_map(
        |(zone, (mut from, mut until), near)| {
            if let Some(change) = near.then(|| next_change(zone, from.day)).flatten() {
                until.day = change + (until.day - from.day);
                from.day = change;
            }
            (zone, from, until)
        },
    )
}

/// The first day from that one on that has not 24 hours.
fn next_change(zone: Tz, from: NaiveDate) -> Option<NaiveDate> {
    let midnight = |day: NaiveDate| super::moment::first_at(zone, day.and_time(NaiveTime::MIN));
    from.iter_days()
        .take(366)
        .find(|day| midnight(day.succ_opt().unwrap()) - midnight(*day) != TimeDelta::days(1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whenever the clock on the wall reads a time of the freeze it holds; when it does not, then only because the clock
    /// shows that time twice.
    #[test]
    fn a_freeze_holds_exactly_by_the_clock_on_the_wall((zone, from, until) in any_once(), minutes in prop::collection::vec(0..8_000i64, 60)) {
        let begins = from.day.and_time(from.time.unwrap_or(NaiveTime::MIN));
        let ends = match until.time {
            Some(time) => until.day.and_time(time),
            None => until.day.succ_opt().unwrap().and_time(NaiveTime::MIN),
        };
        prop_assume!(begins < ends);
        let freeze = Freeze { title: String::new(), ..freeze("any", Spell::Once { from, until }) };
        for minute in minutes {
            let at = begins.and_utc() + TimeDelta::minutes(minute - 1_500);
            let local = wall(zone, at);
            let is_read = begins <= local && local < ends;
            let holds = freeze.find_at(zone, at).is_some();
            let is_shown_twice = matches!(chrono::TimeZone::from_local_datetime(&zone, &local), chrono::LocalResult::Ambiguous(..));
            prop_assert!(holds == is_read || (holds && is_shown_twice), "{zone} {local}: {holds}");
        }
    }

    /// A weekly or yearly freeze is the same as all its times written out one by one.
    #[test]
    fn a_freeze_that_comes_again_is_all_its_times(weekday in 0..7u8, length in 0..7u64, hour in 0..24u32, minute in 0..60_000i64, span in 1..3_000i64, zone in proptest::sample::select(&ZONES[..])) {
        let weekday = Weekday::try_from(weekday).unwrap();
        let time = NaiveTime::from_hms_opt(hour, 30, 0);
        let last = (0..length).fold(weekday, |day, _| day.succ());
        let spell = Spell::Weekly { from: WeekEdge { day: weekday, time }, until: WeekEdge { day: last, time: None } };
        let start = day("2026-03-01").and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(minute);
        let window = Window { start, end: start + TimeDelta::minutes(span) };
        let begins = day("2026-01-01").iter_days().take(200).filter(|d| d.weekday() == weekday);
        let one_by_one = begins.filter_map(|day| {
            let until = DayEdge { day: day + chrono::Days::new(length), time: None };
            Spell::Once { from: DayEdge { day, time }, until }.first_in(zone, window)
        });
        prop_assert_eq!(spell.first_in(zone, window), one_by_one.min_by_key(|w| w.start));
    }

    #[test]
    fn between_a_day_and_its_next_working_day_nobody_works(days in 0..400u64, off in prop::collection::btree_set(0..400u64, 0..60)) {
        let first = day("2026-01-01");
        let mut calendar = calendar();
        calendar.sets.push(HolidaySet {
            name: "off".into(),
            days: Arc::new(off.iter().map(|n| (first + chrono::Days::new(*n), "Off".to_owned())).collect()),
        });
        let from = first + chrono::Days::new(days);
        let next = calendar.next_working_day(from).unwrap();
        prop_assert!(calendar.is_working_day(next) && next > from);
        let mut between = from.iter_days().skip(1).take_while(|d| *d < next);
        prop_assert!(between.all(|d| !calendar.is_working_day(d)));
        prop_assert!(calendar.previous_working_day(next).is_none_or(|d| d <= from));
        let five = calendar.working_day_before(next, 5).unwrap();
        let worked = five.iter_days().take_while(|d| *d < next).filter(|d| calendar.is_working_day(*d));
        prop_assert_eq!(worked.count(), 5);
    }
}
