//! Many cadences of one service: what happens to one slot is its cadence's alone, and each slot is seen to twice.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::given::*;
use crate::domain::agenda::Timer;
use crate::domain::cadence::tests::day;
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::fact::ServiceFact;
use crate::domain::person::Actor;
use crate::domain::release_day::DayFact;

/// A release each Tuesday, Wednesday and Thursday, by a cadence of its own each; one calls its people before and after.
const BOOK: &str = r#"
[service]
name = "many"
title = "Many"
zone = "Europe/Berlin"
environments = ["prod"]
roles = ["Team"]

[calendar]
holidays = [{ date = 2026-12-24, name = "Christmas Eve" }]

[cadence.one]
title = "One"
anchor = "2026-12-01"
every = "1 week"
at = "09:00"
process = "run"
role = "Team"

[cadence.two]
title = "Two"
anchor = "2026-12-02"
every = "1 week"
at = "09:00"
process = "run"
role = "Team"
remind_days_before = [3, 1]
nudge_every = "1 day"
escalate_after = "2 hours"

[cadence.three]
title = "Three"
anchor = "2026-12-03"
every = "1 week"
at = "09:00"
process = "run"
role = "Team"
ask_days_before = 5

[[process]]
name = "run"
title = "Run"
purpose = "What the calendar says."
override_by = ["Team"]
[[process.step]]
name = "do"
title = "Do"
owner = "Team"
asks = ["Done"]
"#;

fn desk() -> Desk {
    let mut desk = Desk::reading(BOOK);
    desk.clock_shows("2026-11-30T12:00:00Z");
    desk
}

fn next_due(desk: &Desk) -> Timer {
    let due = desk.due_for_service().into_iter();
    due.min_by_key(|timer| timer.due_at)
        .expect("something is due for ever")
}

/// Sees to everything until then; gives the timers in order.
fn lives_until(desk: &mut Desk, until: &str) -> Vec<String> {
    let until: DateTime<Utc> = until.parse().unwrap();
    let mut seen_to = Vec::new();
    loop {
        let next = next_due(desk);
        if next.due_at > until {
            return seen_to;
        }
        desk.now = desk.now.max(next.due_at);
        let command = ServiceCommand::SeeTo(next.key.clone());
        desk.asks_service(&Actor::clock(), &command).unwrap();
        seen_to.push(next.key);
    }
}

fn slot(cadence: &str, date: &str) -> Slot {
    Slot {
        cadence: cadence.into(),
        date: day(date),
    }
}

/// The desk compares what is due for the cadences that a fact speaks of with what is due for all, after each of these.
#[test]
fn moved_skipped_and_forgotten_slots_are_due_as_if_all_cadences_were_looked_at() {
    let mut desk = desk();
    lives_until(&mut desk, "2026-12-04T12:00:00Z");
    let member = Actor {
        id: ANA.into(),
        roles: ["Team".into()].into(),
    };
    let asked = [
        ServiceCommand::MoveSlot(slot("one", "2026-12-08"), day("2026-12-10"), "a fair".to_owned()),
        ServiceCommand::SkipSlot(slot("two", "2026-12-09"), "a fair".to_owned()),
        ServiceCommand::MoveSlot(slot("two", "2026-12-16"), day("2026-12-17"), "a fair".to_owned()),
        ServiceCommand::MoveSlot(slot("two", "2026-12-16"), day("2026-12-16"), "no fair".to_owned()),
    ];
    for command in asked {
        desk.asks_service(&member, &command).unwrap();
    }
    let seen_to = lives_until(&mut desk, "2027-01-31T12:00:00Z");
    let moved = seen_to
        .iter()
        .filter(|key| key.contains("@one@2026-12-08@2026-12-10"));
    assert_eq!(moved.count(), 2, "{seen_to:#?}");
}

#[test]
fn a_slot_that_nobody_takes_is_seen_to_twice_once_to_propose_it_and_once_when_its_day_is_over() {
    let mut desk = desk();
    let seen_to = lives_until(&mut desk, "2026-12-23T12:00:00Z");
    let of_one = seen_to.iter().filter(|key| key.contains("@one@")).count();
    assert_eq!(of_one, 2 * 4, "{seen_to:#?}");
    let mut happened: BTreeMap<(Slot, &str), usize> = BTreeMap::new();
    for recorded in desk.facts_of_service() {
        let what = match &recorded.fact {
            ServiceFact::SlotProposed { slot, .. } => (slot, "proposed"),
            ServiceFact::Day {
                slot,
                what: DayFact::Passed { .. },
            } => (slot, "passed"),
            _ => continue,
        };
        *happened.entry((what.0.clone(), what.1)).or_default() += 1;
    }
    for date in ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"] {
        for what in ["proposed", "passed"] {
            let key = (slot("one", date), what);
            assert_eq!(happened.get(&key), Some(&1), "{key:?} of {happened:?}");
        }
    }
}
