//! The slots held against another implementation: the recurrence rules of RFC 5545, as the rrule crate follows them.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::tests::{cadence, day};
use super::{Cadence, Every};
use crate::domain::agenda::instant;

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
    let start = cadence.anchor.and_time(cadence.at).format("%Y%m%dT%H%M%S");
    let text = format!("DTSTART;TZID={}:{start}\nRRULE:{rule}", zone.name());
    let set: rrule::RRuleSet = text.parse().expect("a rule of our own");
    let dates = set.all(SLOTS).dates;
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
            // Where the first slot itself is in a gap a rule has no beginning.
            let start = cadence.anchor.and_time(cadence.at);
            if zone.from_local_datetime(&start).earliest().is_none() {
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
