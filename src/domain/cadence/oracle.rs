//! The slots held against another implementation: the recurrence rules of RFC 5545, as the rrule crate follows them.

use chrono::{DateTime, Datelike, Days, Months, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::pattern::on;
use super::tests::{cadence, day};
use super::{Cadence, Every};
use crate::domain::wall_clock::instant;

/// Clocks change at two in the night, at one, by half an hour, at midnight, and never.
const ZONES: [Tz; 7] = [
    Tz::Pacific__Auckland,
    Tz::Europe__London,
    Tz::America__Los_Angeles,
    Tz::Australia__Lord_Howe,
    Tz::America__Havana,
    Tz::Asia__Beirut,
    Tz::Asia__Kolkata,
];

const SLOTS: u16 = 120;

/// The moments of the first slots, by our own counting.
fn ours(cadence: &Cadence, zone: Tz) -> Vec<DateTime<Utc>> {
    let slots = cadence.slots_from(cadence.anchor).take(SLOTS.into());
    let moments = slots.map(|slot| instant(zone, slot.and_time(cadence.at)));
    moments.filter(|at| has_one_midnight(zone, *at)).collect()
}

/// The crate loses a day whose midnight is skipped or comes twice, whatever the time of the slot.
fn has_one_midnight(zone: Tz, at: DateTime<Utc>) -> bool {
    let midnight = at.with_timezone(&zone).date_naive().and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).single().is_some()
}

/// Both as far as both go: what the crate loses it makes up for at the end.
fn assert_same(cadence: &Cadence, zone: Tz) {
    let (ours, mut theirs) = (ours(cadence, zone), theirs(cadence, zone));
    assert!(ours.len() >= usize::from(SLOTS) - 20 && theirs.len() >= ours.len());
    theirs.retain(|at| has_one_midnight(zone, *at));
    theirs.truncate(ours.len());
    assert_eq!(ours, theirs, "{zone} {}", cadence.every);
}

/// The same by a recurrence rule. A rule leaves out a month that is too short, so it is told to take the last day that
/// is there.
fn theirs(cadence: &Cadence, zone: Tz) -> Vec<DateTime<Utc>> {
    let rule = match cadence.every {
        Every::Match => unreachable!("what is said by a pattern has a rule of its own"),
        Every::Weeks(weeks) => format!("FREQ=WEEKLY;INTERVAL={weeks}"),
        Every::Months(months) => {
            let days: Vec<String> = (28..=cadence.anchor.day()).map(|day| day.to_string()).collect();
            match days.is_empty() {
                true => format!("FREQ=MONTHLY;INTERVAL={months}"),
                false => format!(
                    "FREQ=MONTHLY;INTERVAL={months};BYMONTHDAY={};BYSETPOS=-1",
                    days.join(",")
                ),
            }
        }
    };
    by_rule(cadence.anchor.and_time(cadence.at), zone, &rule, SLOTS)
}

/// The first moments of a recurrence rule that begins then.
fn by_rule(start: NaiveDateTime, zone: Tz, rule: &str, count: u16) -> Vec<DateTime<Utc>> {
    let start = start.format("%Y%m%dT%H%M%S");
    let text = format!("DTSTART;TZID={}:{start}\nRRULE:{rule}", zone.name());
    let set: rrule::RRuleSet = text.parse().expect("a rule of our own");
    let dates = set.all(count).dates;
    dates.into_iter().map(|at| at.to_utc()).collect()
}

fn any_cadence() -> impl Strategy<Value = Cadence> {
    let every = prop_oneof![
        (1..9u32).prop_map(Every::Weeks),
        (1..13u32).prop_map(Every::Months)
    ];
    // Most at night, when clocks change.
    let at = prop_oneof![0..240u32, 0..1_440u32];
    (0..4_000u64, every, at).prop_map(|(days, every, at)| Cadence {
        at: NaiveTime::from_hms_opt(at / 60, at % 60, 0).unwrap(),
        ..cadence(&(day("2022-01-01") + Days::new(days)).to_string(), every)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// In each zone the same moments, also where clocks skip the time of day or show it twice.
    #[test]
    fn the_slots_are_those_of_a_recurrence_rule(cadence in any_cadence()) {
        for zone in ZONES {
            // The crate reads no rule that begins at a time which the clock skips or shows twice.
            let start = cadence.anchor.and_time(cadence.at);
            if zone.from_local_datetime(&start).single().is_none() {
                continue;
            }
            assert_same(&cadence, zone);
        }
    }
}

#[test]
fn a_night_of_every_week_is_the_same_over_two_years_in_each_zone() {
    for zone in ZONES {
        for minute in [0, 30, 60, 90, 120, 150] {
            let sundays = Cadence {
                at: NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap(),
                ..cadence("2026-01-04", Every::Weeks(1))
            };
            assert_same(&sundays, zone);
        }
    }
}

/// Texts in the manner of cron and the same as recurrence rules.
const SAME: [(&str, Every, &str); 16] = [
    ("* * TUE", Every::Match, "FREQ=WEEKLY;BYDAY=TU"),
    ("* * TUE", Every::Weeks(2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    (
        "* * 0,3",
        Every::Weeks(3),
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,WE;WKST=MO",
    ),
    ("* * MON-FRI", Every::Match, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    (
        "* * FRI-MON",
        Every::Weeks(2),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SA,SU,MO;WKST=MO",
    ),
    ("* * 1-5/2", Every::Match, "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    ("* * TUE#1", Every::Match, "FREQ=MONTHLY;BYDAY=1TU"),
    ("* * SUN#1,SUN#3", Every::Match, "FREQ=MONTHLY;BYDAY=1SU,3SU"),
    ("* * FRI#L", Every::Match, "FREQ=MONTHLY;BYDAY=-1FR"),
    (
        "* * SUN#L,SAT#2",
        Every::Months(2),
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU,2SA",
    ),
    ("* * SUN#5", Every::Match, "FREQ=MONTHLY;BYDAY=5SU"),
    ("1,15,31 * *", Every::Match, "FREQ=MONTHLY;BYMONTHDAY=1,15,31"),
    (
        "15 * *",
        Every::Months(5),
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=15",
    ),
    (
        "* MAR,APR,SEP-NOV SUN#L",
        Every::Match,
        "FREQ=YEARLY;BYMONTH=3,4,9,10,11;BYDAY=-1SU",
    ),
    ("29 2 *", Every::Match, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    ("* * *", Every::Match, "FREQ=DAILY"),
];

/// Over ten years and more, at times of the day that clocks skip and show twice: the same moments in each zone.
#[test]
fn texts_in_the_manner_of_cron_are_recurrence_rules() {
    let mut compared = 0;
    for (text, every, rule) in SAME {
        for minute in [9 * 60, 0, 30, 75, 120, 150] {
            let from_anchor = on(text, "2026-01-01", Every::Match);
            let first = from_anchor.slots_from(day("2026-01-01")).next().unwrap();
            let cadence = Cadence {
                at: NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap(),
                ..on(text, &first.to_string(), every)
            };
            let end = first + Months::new(10 * 12);
            let slots: Vec<_> = cadence.slots_from(first).take_while(|day| *day < end).collect();
            let start = first.and_time(cadence.at);
            for zone in ZONES {
                // As above: such a start the crate cannot read.
                if zone.from_local_datetime(&start).single().is_none() {
                    continue;
                }
                let ours = slots.iter().map(|slot| instant(zone, slot.and_time(cadence.at)));
                let ours: Vec<_> = ours.filter(|at| has_one_midnight(zone, *at)).collect();
                let count = u16::try_from(slots.len()).unwrap() + 40;
                let mut theirs = by_rule(start, zone, rule, count);
                theirs.retain(|at| has_one_midnight(zone, *at));
                theirs.truncate(ours.len());
                assert_eq!(ours, theirs, "{zone} {text} {every} {minute}");
                compared += ours.len();
            }
        }
    }
    assert!(compared > 200_000, "{compared}");
}
