//! Planned days: who is called when, at the team's local time, and what is not said. S4.17, faults 15 to 21 and 23

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::given::*;
use crate::domain::agenda::Timer;
use crate::domain::cadence::tests::day;
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::notice::{DayCall, Recipient, Word};
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::release_day::{DayCommand, DayRefusal, ReleaseDay, Snooze};
use crate::domain::rotation::RotationCommand;

/// Every other Tuesday at nine; ana serves first, ben is next.
fn book(zone: &str, every: &str, calls: &str) -> String {
    format!(
        r#"
[service]
name = "sync"
title = "Sync"
zone = "{zone}"
environments = ["staging", "production"]
roles = ["SRE team", "LT", "VLE Services"]

[calendar]
holidays = [{{ date = 2026-11-26, name = "Thanksgiving Day" }}]

[rotation.manager]
title = "Release manager"
role = "SRE team"
leads = ["LT"]
period = "1 month"
anchor = "2026-11-01"

[cadence.planned]
title = "Regular release"
anchor = "2026-11-24"
every = "{every}"
at = "09:00"
process = "regular"
role = "SRE team"
environment = "staging"
rotation = "manager"
{calls}

[[process]]
name = "regular"
title = "Regular release"
purpose = "What the calendar says."
override_by = ["LT"]
[[process.step]]
name = "release"
title = "Release"
owner = "SRE team"
asks = ["Tagged", "Released"]
[[process.step]]
name = "test"
title = "Test"
owner = "VLE Services"
asks = ["Tested"]
"#
    )
}

const ALL: &str = r#"
remind_days_before = [3, 1]
nudge_every = "1 day"
escalate_after = "2 hours"
quiet = { from = "18:00", until = "08:00" }
"#;

/// On Thursday 19 November, with ana and ben in the pool.
fn desk(text: &str) -> Desk {
    let mut desk = Desk::reading(text);
    desk.clock_shows("2026-11-18T00:00:00Z");
    for who in [ANA, BEN] {
        let command = ServiceCommand::Rotation("manager".into(), RotationCommand::Add(who.into()));
        desk.asks_service(&person(LOU), &command).unwrap();
    }
    desk
}

fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

fn zone_of(desk: &Desk) -> Tz {
    desk.process("regular").service.zone
}

fn asks_day(desk: &mut Desk, who: &str, date: &str, command: DayCommand) -> Result<(), Refusal> {
    let command = ServiceCommand::Day(slot(date), command);
    desk.asks_service(&person(who), &command).map(drop)
}

/// What was said of planned days since, each with its time in the team's zone: "Thu 19 Nov 09:00 before 3 -> releases".
fn lives_until(desk: &mut Desk, until: &str) -> Vec<String> {
    let until: DateTime<Utc> = until.parse().unwrap();
    let mut heard = Vec::new();
    let mut dropped = BTreeSet::new();
    loop {
        let next = next_due(desk, &dropped);
        let Some(next) = next.filter(|next| next.due_at <= until) else {
            desk.now = desk.now.max(until);
            return heard;
        };
        desk.now = desk.now.max(next.due_at);
        let before = desk.said_of_service().len();
        see_to(desk, next, &mut dropped);
        heard.extend(said_since(desk, before));
    }
}

/// What is due next, without what was seen to in vain.
fn next_due(desk: &Desk, dropped: &BTreeSet<String>) -> Option<Timer> {
    let due = desk.due_for_service().into_iter();
    due.filter(|t| !dropped.contains(&t.key)).min_by_key(|t| t.due_at)
}

/// Sees to a timer as the scheduler does: one that is out of date is dropped.
fn see_to(desk: &mut Desk, timer: Timer, dropped: &mut BTreeSet<String>) {
    match desk.asks_service(&Actor::clock(), &ServiceCommand::SeeTo(timer.key.clone())) {
        Ok(_) => {}
        Err(Refusal::NotDue) => drop(dropped.insert(timer.key)),
        Err(other) => panic!("{}: {other:?}", timer.key),
    }
}

fn said_since(desk: &Desk, before: usize) -> Vec<String> {
    let at = desk.now.with_timezone(&zone_of(desk)).format("%a %-d %b %H:%M");
    let said = desk.said_of_service()[before..].iter();
    let lines = said.filter_map(|(notice, _)| {
        let Word::Day(word) = &notice.word else {
            return None;
        };
        let what = match &word.what {
            DayCall::Before { days } => format!("before {days}"),
            DayCall::OnTheDay => "on the day".to_owned(),
            DayCall::Recall { person } => format!("recall {person}"),
            DayCall::Nudge => "nudge".to_owned(),
            DayCall::Escalated { to, .. } => format!("escalated to {to:?}"),
            DayCall::Told { .. } => "told".to_owned(),
        };
        let to = match &notice.to {
            Recipient::Releases => "releases".to_owned(),
            Recipient::Person(person) => person.to_string(),
            other => format!("{other:?}"),
        };
        Some(format!("{at} {what} -> {to}"))
    });
    lines.collect()
}

#[test]
fn the_release_manager_is_called_before_and_on_the_day_then_the_backup_then_those_who_owe() {
    let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
    let said = lives_until(&mut desk, "2026-12-01T00:00:00Z");
    assert_eq!(
        said,
        [
            "Thu 19 Nov 09:00 before 3 -> releases",
            "Thu 19 Nov 09:00 before 3 -> ana",
            "Mon 23 Nov 09:00 before 1 -> releases",
            "Mon 23 Nov 09:00 before 1 -> ana",
            "Tue 24 Nov 09:00 on the day -> releases",
            "Tue 24 Nov 09:00 on the day -> ana",
            "Tue 24 Nov 11:00 escalated to Some(PersonId(\"ben\")) -> releases",
            "Tue 24 Nov 11:00 escalated to Some(PersonId(\"ben\")) -> ben",
            "Tue 24 Nov 11:00 told -> ana",
            // Thursday is Thanksgiving Day.
            "Wed 25 Nov 09:00 nudge -> releases",
            "Fri 27 Nov 09:00 nudge -> releases",
            "Mon 30 Nov 09:00 nudge -> releases",
        ]
    );
}

#[test]
fn who_reacts_is_left_alone_and_nobody_is_asked_in_their_place() {
    let on_the_day = || {
        let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
        lives_until(&mut desk, "2026-11-24T17:30:00Z");
        desk
    };
    let evening = "2026-11-25T07:00:00Z";
    let mut taken = on_the_day();
    asks_day(&mut taken, ANA, "2026-11-24", DayCommand::TakeOn).unwrap();
    assert_eq!(lives_until(&mut taken, evening), Vec::<String>::new());

    let mut started = on_the_day();
    started.starts(ANA, "regular", "v0.0.4").unwrap();
    assert_eq!(lives_until(&mut started, evening), Vec::<String>::new());

    let mut snoozed = on_the_day();
    let hour = DayCommand::Snooze(Snooze::Minutes(60));
    asks_day(&mut snoozed, ANA, "2026-11-24", hour).unwrap();
    assert_eq!(
        lives_until(&mut snoozed, evening),
        [
            "Tue 24 Nov 10:30 recall ana -> releases",
            "Tue 24 Nov 10:30 recall ana -> ana",
            "Tue 24 Nov 12:30 escalated to Some(PersonId(\"ben\")) -> releases",
            "Tue 24 Nov 12:30 escalated to Some(PersonId(\"ben\")) -> ben",
            "Tue 24 Nov 12:30 told -> ana",
        ],
        "they are reminded as they wished, and two hours after that somebody else is"
    );
}

#[test]
fn working_on_a_release_of_the_day_is_taking_it_on() {
    let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
    lives_until(&mut desk, "2026-11-24T17:00:00Z");
    desk.starts(ANA, "regular", "v0.0.4").unwrap();
    lives_until(&mut desk, "2026-12-08T17:30:00Z");
    desk.does(
        ANA,
        &crate::domain::command::Command::Confirm(desk.at_ask("release", "tagged")),
    )
    .unwrap();
    let known = &desk.service.release_days[&"planned".into()][&day("2026-12-08")];
    assert_eq!(known.taken_on.as_ref().unwrap().1.by.as_str(), ANA);
    let said = lives_until(&mut desk, "2026-12-09T07:00:00Z");
    assert_eq!(said, Vec::<String>::new(), "nobody else is asked");
}

#[test]
fn only_those_of_the_day_take_it_on_and_only_while_it_is_open() {
    let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
    let no = |no| Err(Refusal::Day(no));
    let early = asks_day(&mut desk, ANA, "2026-11-24", DayCommand::TakeOn);
    assert_eq!(early, no(DayRefusal::NotYet(day("2026-11-24"))));
    lives_until(&mut desk, "2026-11-24T21:30:00Z");
    let stranger = asks_day(&mut desk, VAL, "2026-11-24", DayCommand::TakeOn);
    assert!(
        matches!(stranger, Err(Refusal::Day(DayRefusal::NotYours { manager: Some(who), .. })) if who.as_str() == ANA)
    );
    let late = asks_day(
        &mut desk,
        ANA,
        "2026-11-24",
        DayCommand::Snooze(Snooze::AfterLunch),
    );
    assert_eq!(late, no(DayRefusal::LunchIsOver));
    asks_day(&mut desk, ANA, "2026-11-24", DayCommand::TakeOn).unwrap();
    let again = asks_day(&mut desk, ANA, "2026-11-24", DayCommand::TakeOn);
    assert_eq!(again, no(DayRefusal::TakenOn(ANA.into())));
    let skip = ServiceCommand::SkipSlot(slot("2026-11-24"), "nobody is there".to_owned());
    desk.asks_service(&person(ANA), &skip).unwrap();
    let over = asks_day(&mut desk, BEN, "2026-11-24", DayCommand::TakeOn);
    assert_eq!(over, no(DayRefusal::Done(day("2026-11-24"))));
    assert_eq!(
        lives_until(&mut desk, "2026-12-01T00:00:00Z"),
        Vec::<String>::new()
    );
}

#[test]
fn a_day_that_is_moved_after_a_call_has_calls_of_its_own_and_the_old_day_none() {
    let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
    lives_until(&mut desk, "2026-11-23T18:00:00Z");
    let to = day("2026-12-02");
    let moved = ServiceCommand::MoveSlot(slot("2026-11-24"), to, "half the team is away".to_owned());
    desk.asks_service(&person(ANA), &moved).unwrap();
    let said = lives_until(&mut desk, "2026-12-02T18:00:00Z");
    assert_eq!(
        said,
        [
            "Fri 27 Nov 09:00 before 3 -> releases",
            "Fri 27 Nov 09:00 before 3 -> ben",
            "Tue 1 Dec 09:00 before 1 -> releases",
            "Tue 1 Dec 09:00 before 1 -> ben",
            "Wed 2 Dec 09:00 on the day -> releases",
            "Wed 2 Dec 09:00 on the day -> ben",
        ],
        "the turn of December is ben's"
    );
}

#[test]
fn whoever_moves_a_day_to_tomorrow_is_not_told_that_it_is_tomorrow_and_others_are() {
    let moved_by = |who: &str| {
        let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
        lives_until(&mut desk, "2026-11-24T17:30:00Z");
        let to = day("2026-11-25");
        let moved = ServiceCommand::MoveSlot(slot("2026-11-24"), to, "half the team is away".to_owned());
        desk.asks_service(&person(who), &moved).unwrap();
        lives_until(&mut desk, "2026-11-25T17:30:00Z")
    };
    let on_the_day = [
        "Wed 25 Nov 09:00 on the day -> releases",
        "Wed 25 Nov 09:00 on the day -> ana",
    ];
    assert_eq!(moved_by(ANA), on_the_day, "ana has just chosen the day");
    let told = [
        "Tue 24 Nov 09:30 before 1 -> releases",
        "Tue 24 Nov 09:30 before 1 -> ana",
    ];
    assert_eq!(moved_by(LOU), [told, on_the_day].concat());
}

#[test]
fn after_a_silence_the_day_is_said_once_and_late_while_it_is_that_day_and_never_at_night() {
    let silent_until = |at: &str| {
        let mut desk = desk(&book("America/Los_Angeles", "2 weeks", ALL));
        desk.clock_shows(at);
        let heard = lives_until(&mut desk, at);
        (desk, heard)
    };
    let (afternoon, heard) = silent_until("2026-11-24T22:00:00Z");
    assert_eq!(
        heard,
        [
            "Tue 24 Nov 14:00 on the day -> releases",
            "Tue 24 Nov 14:00 on the day -> ana"
        ]
    );
    let service = afternoon.process("regular").service.clone();
    let today = ReleaseDay::of(&afternoon.service, &service, &slot("2026-11-24")).unwrap();
    assert_eq!(today.late_since(), Some(today.begins_at()), "it was due at nine");

    // In quiet hours nothing is said, and the day is over when they end: nobody is reminded of what has passed.
    let (mut night, heard) = silent_until("2026-11-25T04:00:00Z");
    assert_eq!(heard, Vec::<String>::new());
    let heard = lives_until(&mut night, "2026-11-25T18:00:00Z");
    assert_eq!(heard, ["Wed 25 Nov 09:00 nudge -> releases"]);

    // Of two calls before the day that fall on one day the later one is said, also while the night holds the first.
    let (mut early, heard) = silent_until("2026-11-23T10:00:00Z");
    assert_eq!(heard, Vec::<String>::new());
    let heard = lives_until(&mut early, "2026-11-23T19:00:00Z");
    assert_eq!(
        heard,
        [
            "Mon 23 Nov 09:00 before 1 -> releases",
            "Mon 23 Nov 09:00 before 1 -> ana"
        ]
    );
    // The last one before the day is said all the same, and tells how far it is then.
    let mut silent = desk(&book(
        "America/Los_Angeles",
        "2 weeks",
        "remind_days_before = [3]",
    ));
    silent.clock_shows("2026-11-20T20:00:00Z");
    let heard = lives_until(&mut silent, "2026-11-20T20:00:00Z");
    assert_eq!(
        heard,
        [
            "Fri 20 Nov 12:00 before 2 -> releases",
            "Fri 20 Nov 12:00 before 2 -> ana"
        ]
    );
    let (_, heard) = silent_until("2026-11-23T19:00:00Z");
    assert_eq!(
        heard,
        [
            "Mon 23 Nov 11:00 before 1 -> releases",
            "Mon 23 Nov 11:00 before 1 -> ana"
        ]
    );
}

#[test]
fn a_day_on_which_nothing_begins_and_nothing_goes_on_calls_nobody() {
    let calls = format!("only_if_changed = true\n{ALL}");
    let mut desk = desk(&book("America/Los_Angeles", "2 weeks", &calls));
    lives_until(&mut desk, "2026-11-24T17:00:00Z");
    desk.starts(ANA, "regular", "v0.0.4").unwrap();
    let said = lives_until(&mut desk, "2026-12-08T17:30:00Z");
    assert!(
        said.iter().any(|line| line.contains("on the day -> ben")),
        "{said:?}"
    );
}

#[test]
fn hours_are_counted_on_the_day_and_not_into_the_night() {
    let mut desk = desk(&book(
        "America/Los_Angeles",
        "2 weeks",
        "nudge_every = \"3 hours\"\nquiet = { from = \"16:00\", until = \"08:00\" }",
    ));
    let said = lives_until(&mut desk, "2026-12-01T00:00:00Z");
    assert_eq!(
        said,
        [
            "Tue 24 Nov 09:00 on the day -> releases",
            "Tue 24 Nov 09:00 on the day -> ana",
            "Tue 24 Nov 12:00 nudge -> releases",
            "Tue 24 Nov 15:00 nudge -> releases",
        ]
    );
}

/// What people do to the plan in a year.
#[derive(Clone, Debug)]
enum Act {
    Moves(u64),
    Skips,
    TakesOn,
    Snoozes(u32),
    IsAway(i64),
    Starts,
}

fn acts() -> impl Strategy<Value = (i64, Act)> {
    let act = prop_oneof![
        (0..20u64).prop_map(Act::Moves),
        Just(Act::Skips),
        Just(Act::TakesOn),
        (5..900u32).prop_map(Act::Snoozes),
        (1..400i64).prop_map(Act::IsAway),
        Just(Act::Starts),
    ];
    (1..300i64, act)
}

/// Zones with edges at other hours, on other days, and of half an hour.
const ZONES: [&str; 5] = [
    "America/Los_Angeles",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Europe/Berlin",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Over random moves, skips, snoozes and silences: each call is said once, at its hour or after a silence, never
    /// before it, never in quiet hours and never for a day that has passed.
    #[test]
    fn every_call_is_said_once_at_the_right_local_hour(
        zone in prop::sample::select(ZONES.to_vec()),
        every in prop::sample::select(vec!["1 week", "2 weeks", "1 month"]),
        acts in prop::collection::vec(acts(), 1..40),
    ) {
        let mut desk = desk(&book(zone, every, ALL));
        let zone = zone_of(&desk);
        let planned = desk.process("regular").service.cadences[0].clone();
        let mut said: BTreeMap<(String, NaiveDate, NaiveDate, String, String), u32> = BTreeMap::new();
        let mut dropped = BTreeSet::new();
        for (hours, act) in acts {
            let until = desk.now + TimeDelta::hours(hours);
            let quiet_from = desk.now;
            loop {
                let next = next_due(&desk, &dropped);
                let Some(next) = next.filter(|next| next.due_at <= until) else { break };
                let late = next.due_at < quiet_from;
                desk.now = desk.now.max(next.due_at);
                let before = desk.said_of_service().len();
                see_to(&mut desk, next.clone(), &mut dropped);
                let local = desk.now.with_timezone(&zone);
                for (notice, state) in &desk.said_of_service()[before..] {
                    let Word::Day(word) = &notice.word else { continue };
                    let slot = &word.slot;
                    prop_assert!((8..18).contains(&local.hour()), "{} at {local}: {:?}", next.key, word);
                    let on = local.date_naive();
                    let is_first = match &word.what {
                        DayCall::Before { .. } => { prop_assert!(on < word.day, "{word:?} at {local}"); true }
                        DayCall::OnTheDay => { prop_assert_eq!(on, word.day, "{:?} at {}", word, local); true }
                        DayCall::Escalated { .. } | DayCall::Told { .. } => { prop_assert!(on >= word.day); true }
                        DayCall::Nudge | DayCall::Recall { .. } => false,
                    };
                    prop_assert!(state.diary(&planned).find(slot.date).is_none_or(|s| s.skipped.is_none()), "skipped: {word:?}");
                    prop_assert_eq!(state.diary(&planned).day_of(slot.date), word.day, "moved: {:?}", word);
                    // What fell into quiet hours after a silence is said when they end.
                    let at_nine = [(9, 0), (8, 0)].contains(&(local.hour(), local.minute()));
                    let by_the_hour = matches!(word.what, DayCall::Before { .. } | DayCall::OnTheDay | DayCall::Nudge);
                    prop_assert!(!by_the_hour || late || at_nine, "{word:?} at {local}");
                    if is_first {
                        let key = (format!("{:?}", word.what), slot.date, word.day, format!("{:?}", notice.to), slot.cadence.to_string());
                        *said.entry(key).or_default() += 1;
                    }
                }
            }
            desk.now = desk.now.max(until);
            let service = desk.process("regular").service.clone();
            let cadence = service.cadences[0].clone();
            let state = desk.service.clone();
            let next = cadence.slots_from(desk.now.with_timezone(&zone).date_naive()).next().unwrap();
            let current = ReleaseDay::current(&state, &service, &cadence).map(|day| day.slot());
            let slot = |date| Slot { cadence: cadence.name.clone(), date };
            // Refused where it cannot be: that is told elsewhere.
            let _ = match act {
                Act::Moves(days) => {
                    let to = next.checked_add_days(Days::new(days)).unwrap();
                    desk.asks_service(&person(ANA), &ServiceCommand::MoveSlot(slot(next), to, "-".to_owned()))
                }
                Act::Skips => desk.asks_service(&person(ANA), &ServiceCommand::SkipSlot(slot(next), "-".to_owned())),
                Act::TakesOn => match current {
                    Some(slot) => desk.asks_service(&person(ANA), &ServiceCommand::Day(slot, DayCommand::TakeOn)),
                    None => Ok(vec![]),
                },
                Act::Snoozes(minutes) => match current {
                    Some(slot) => {
                        let snooze = DayCommand::Snooze(Snooze::Minutes(minutes));
                        desk.asks_service(&person(ANA), &ServiceCommand::Day(slot, snooze))
                    }
                    None => Ok(vec![]),
                },
                Act::IsAway(hours) => {
                    desk.now += TimeDelta::hours(hours);
                    Ok(vec![])
                }
                Act::Starts => desk.starts(ANA, "regular", "v0.0.4").map(|_| vec![]),
            };
        }
        for (key, times) in &said {
            prop_assert_eq!(*times, 1, "{:?}", key);
        }
    }
}
