//! Slots over years: what was moved or skipped touches no other, each is proposed once, at the right hour.

use chrono::{NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::domain::cadence::Every;
use crate::domain::cadence::tests::{cadence, day};
use crate::domain::name::PersonId;

/// Zones whose clocks change on other days, in both directions, by an hour or half of one.
const ZONES: [Tz; 5] = [
    chrono_tz::Pacific::Auckland,
    chrono_tz::Europe::Berlin,
    chrono_tz::America::New_York,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::UTC,
];

fn slot(cadence: &Cadence, date: NaiveDate) -> Slot {
    Slot {
        cadence: cadence.name.clone(),
        date,
    }
}

fn happens(diary: &mut Diary, fact: ServiceFact) {
    diary.apply(&Recorded {
        at: "2026-11-24T08:00:00Z".parse().unwrap(),
        by: PersonId::from("ana"),
        fact,
    });
}

fn moved(diary: &mut Diary, cadence: &Cadence, date: NaiveDate, to: NaiveDate) {
    let (slot, reason) = (slot(cadence, date), "a holiday".to_owned());
    happens(diary, ServiceFact::SlotMoved { slot, to, reason });
}

fn skipped(diary: &mut Diary, cadence: &Cadence, date: NaiveDate) {
    let (slot, reason) = (slot(cadence, date), "a holiday".to_owned());
    happens(diary, ServiceFact::SlotSkipped { slot, reason });
}

/// Lives until `end`, seeing to everything at the moment it is due; gives what was proposed, with the local hour.
fn proposals(diary: &mut Diary, cadence: &Cadence, zone: Tz, end: NaiveDate) -> Vec<(NaiveDate, String)> {
    let mut proposed = Vec::new();
    loop {
        let due = diary.due(cadence, zone);
        let Some(next) = due.into_iter().min_by_key(|due| due.due_at) else {
            return proposed;
        };
        if next.day > end {
            return proposed;
        }
        let chosen = diary.to_propose(cadence, zone, next, next.due_at);
        let local = next.due_at.with_timezone(&zone);
        proposed.push((chosen.date, local.format("%F %H:%M").to_string()));
        let (slot, day) = (slot(cadence, chosen.date), chosen.day);
        happens(diary, ServiceFact::SlotProposed { slot, day });
    }
}

#[test]
fn s1_11_and_s1_19_moving_one_touches_no_other() {
    let rounds = cadence("2026-11-24", Every::Weeks(2));
    let mut diary = Diary::default();
    moved(&mut diary, &rounds, day("2026-12-08"), day("2026-12-10"));
    skipped(&mut diary, &rounds, day("2026-12-22"));
    let proposed = proposals(&mut diary, &rounds, chrono_tz::Europe::Berlin, day("2027-01-20"));
    let days: Vec<String> = proposed.iter().map(|(_, local)| local.clone()).collect();
    let expected = [
        "2026-11-24 09:00",
        "2026-12-10 09:00",
        "2027-01-05 09:00",
        "2027-01-19 09:00",
    ];
    assert_eq!(days, expected);
    assert_eq!(
        proposed[1].0,
        day("2026-12-08"),
        "it is still the slot of the 8th"
    );
}

/// S1.10, S1.22: bi-weekly and bi-monthly rounds go on each by itself.
#[test]
fn s0_32_a_monthly_slot_is_proposed_at_nine_over_both_changes_of_clocks() {
    let monthly = cadence("2026-01-15", Every::Months(1));
    for zone in ZONES {
        let proposed = proposals(&mut Diary::default(), &monthly, zone, day("2026-12-31"));
        assert_eq!(proposed.len(), 12, "{zone}");
        assert!(
            proposed.iter().all(|(_, local)| local.ends_with("15 09:00")),
            "{zone}: {proposed:?}"
        );
    }
}

#[test]
fn after_a_long_silence_the_latest_is_proposed_once() {
    let rounds = cadence("2026-11-24", Every::Weeks(2));
    let mut diary = Diary::default();
    let zone = chrono_tz::Pacific::Auckland;
    let late = "2027-01-06T00:00:00Z".parse().unwrap();
    let due = diary.due(&rounds, zone)[0];
    assert_eq!(due.date, day("2026-11-24"));
    let chosen = diary.to_propose(&rounds, zone, due, late);
    assert_eq!(chosen.date, day("2027-01-05"));
    let (slot, on) = (slot(&rounds, chosen.date), chosen.day);
    happens(&mut diary, ServiceFact::SlotProposed { slot, day: on });
    assert_eq!(diary.due(&rounds, zone)[0].date, day("2027-01-19"));
    assert_eq!(diary.open_proposal(&rounds), Some(day("2027-01-05")));
}

#[test]
fn a_slot_that_was_proposed_and_then_moved_is_proposed_again_on_its_new_day() {
    let rounds = cadence("2026-11-24", Every::Weeks(2));
    let (mut diary, zone) = (Diary::default(), chrono_tz::UTC);
    proposals(&mut diary, &rounds, zone, day("2026-11-24"));
    moved(&mut diary, &rounds, day("2026-11-24"), day("2026-11-26"));
    assert_eq!(diary.open_proposal(&rounds), None, "it waits for its new day");
    let proposed = proposals(&mut diary, &rounds, zone, day("2026-12-08"));
    let days: Vec<NaiveDate> = proposed.iter().map(|(date, _)| *date).collect();
    assert_eq!(days, [day("2026-11-24"), day("2026-12-08")]);
}

#[test]
fn s4_40_week_2_holds_the_planned_release_and_week_1_does_not() {
    let rounds = cadence("2026-11-24", Every::Weeks(2));
    let mut diary = Diary::default();
    for (today, week) in [
        ("2026-11-16", 1),
        ("2026-11-22", 1),
        ("2026-11-23", 2),
        ("2026-11-29", 2),
        ("2026-11-30", 1),
        ("2026-12-06", 1),
        ("2026-12-07", 2),
        ("2027-01-03", 1),
        ("2027-01-04", 2),
    ] {
        assert_eq!(diary.week_of(&rounds, day(today)).number, week, "{today}");
    }
    skipped(&mut diary, &rounds, day("2026-12-08"));
    assert_eq!(
        diary.week_of(&rounds, day("2026-12-08")).number,
        1,
        "nothing is planned"
    );
    moved(&mut diary, &rounds, day("2026-12-22"), day("2026-12-29"));
    assert_eq!(diary.week_of(&rounds, day("2026-12-22")).number, 1);
    let week = diary.week_of(&rounds, day("2026-12-31"));
    assert_eq!((week.number, week.slot), (2, Some(day("2026-12-22"))));
}

#[derive(Clone, Debug)]
enum Change {
    Skip(usize),
    Move(usize, i64),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..20usize).prop_map(Change::Skip),
        (0..20usize, -6..7i64).prop_map(|(n, by)| Change::Move(n, by)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn each_slot_is_proposed_once_at_its_hour_and_no_change_touches_another(
        changes in proptest::collection::vec(any_change(), 0..6),
        zone in 0..ZONES.len(),
        weeks in 1..4u32,
        hour in 0..24u32,
        start in 0..360u64,
    ) {
        let anchor = day("2026-01-01") + Days::new(start);
        let mut rounds = cadence(&anchor.to_string(), Every::Weeks(weeks));
        rounds.at = NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let slots: Vec<NaiveDate> = rounds.slots_from(anchor).take(20).collect();
        let mut diary = Diary::default();
        let mut expected: Vec<Option<NaiveDate>> = slots.iter().copied().map(Some).collect();
        for change in changes {
            match change {
                Change::Skip(n) => {
                    skipped(&mut diary, &rounds, slots[n]);
                    expected[n] = None;
                }
                Change::Move(n, by) if expected[n].is_some() && (n > 0 || by >= 0) => {
                    let to = slots[n] + TimeDelta::days(by);
                    moved(&mut diary, &rounds, slots[n], to);
                    expected[n] = Some(to);
                }
                Change::Move(..) => {}
            }
        }
        let zone = ZONES[zone];
        let end = *slots.last().unwrap() + Days::new(6);
        let mut proposed: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (date, local) in proposals(&mut diary, &rounds, zone, end) {
            let (on, time) = local.split_once(' ').unwrap();
            let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
            // In the hour that a change of clocks leaves out, the proposal comes when that hour would be over.
            let exact = time.hour() == hour && time.minute() == 30;
            prop_assert!(exact || matches!(hour, 1..=3), "{local} {zone}");
            proposed.push((date, day(on)));
        }
        proposed.sort();
        let expected: Vec<(NaiveDate, NaiveDate)> =
            slots.iter().zip(&expected).filter_map(|(slot, on)| Some((*slot, (*on)?))).collect();
        proposed.retain(|(date, _)| slots.contains(date));
        prop_assert_eq!(proposed, expected);
    }
}
