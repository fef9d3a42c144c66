//! Planned days on holidays: asked in time or moved by rule, and no other day is touched. S4.14, S4.15, S4.16, S1.11

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::America::Los_Angeles;
use proptest::prelude::*;

use super::given::*;
use crate::domain::cadence::Cadence;
use crate::domain::cadence::tests::day;
use crate::domain::command::ServiceCommand;
use crate::domain::diary::{DaysBeside, Diary, HolidayAnswer, Slot};
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;

/// Every other Tuesday; Tuesday 22 December is a holiday, and so is the Monday before it.
fn book(on_holiday: &str) -> String {
    let every = r#""2 weeks""#;
    let holidays = [("2026-12-21", "Founders' Day"), ("2026-12-22", "Winter holiday")];
    let holidays = holidays.map(|(date, name)| (day(date), name));
    playbook(on_holiday, every, holidays.into_iter())
}

fn playbook<'n>(
    on_holiday: &str,
    every: &str,
    holidays: impl Iterator<Item = (NaiveDate, &'n str)>,
) -> String {
    let holidays: Vec<String> = holidays
        .map(|(date, name)| format!("{{ date = {date}, name = \"{name}\" }}"))
        .collect();
    format!(
        r#"
[service]
name = "sync"
title = "Sync"
zone = "America/Los_Angeles"
environments = ["staging"]
roles = ["SRE team", "LT"]

[calendar]
holidays = [{}]

[[freeze]]
name = "payday"
title = "Payday"
from = 2026-12-23
until = 2026-12-23
environments = ["staging"]

[cadence.planned]
title = "Regular release"
anchor = "2026-11-24"
every = {every}
at = "09:00"
process = "regular"
role = "SRE team"
environment = "staging"
on_holiday = "{on_holiday}"
tells = ["LT"]

[[process]]
name = "regular"
title = "Regular release"
purpose = "What the calendar says."
override_by = ["LT"]
[[process.step]]
name = "release"
title = "Release"
owner = "SRE team"
asks = ["Released"]
"#,
        holidays.join(", ")
    )
}

fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

fn planned(desk: &Desk) -> (Cadence, Diary) {
    let cadence = desk.process("regular").service.cadences[0].clone();
    let diary = desk.service.diary(&cadence).clone();
    (cadence, diary)
}

/// The clock sees to the next thing that is due for the service; gives its key with the local time.
fn next_thing(desk: &mut Desk) -> (String, String) {
    let next = desk
        .due_for_service()
        .into_iter()
        .min_by_key(|t| t.due_at)
        .unwrap();
    desk.now = desk.now.max(next.due_at);
    let local = next
        .due_at
        .with_timezone(&Los_Angeles)
        .format("%F %R")
        .to_string();
    desk.asks_service(&Actor::clock(), &ServiceCommand::SeeTo(next.key.clone()))
        .unwrap();
    // When the people of a day are called is told elsewhere.
    if next.key.starts_with("day@") {
        return next_thing(desk);
    }
    (next.key, local)
}

/// Up to the moment at which the holiday is seen to: a week before, at the time of the cadence.
fn at_the_question(on_holiday: &str) -> Desk {
    let mut desk = Desk::reading(&book(on_holiday));
    desk.clock_shows("2026-11-24T00:00:00Z");
    let seen: Vec<_> = (0..3).map(|_| next_thing(&mut desk)).collect();
    let expected = [
        ("slot@planned@2026-11-24@2026-11-24", "2026-11-24 09:00"),
        ("slot@planned@2026-12-08@2026-12-08", "2026-12-08 09:00"),
        ("holiday@planned@2026-12-22", "2026-12-15 09:00"),
    ];
    assert_eq!(seen, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    desk
}

/// S4.14: decided per case, with days on which one can release: a working day on which no hard freeze holds.
#[test]
fn whoever_releases_is_asked_a_week_before_with_the_days_beside_it() {
    let desk = at_the_question("ask");
    let (_, diary) = planned(&desk);
    let beside = DaysBeside {
        // Monday is a holiday too, Sunday and Saturday are days off.
        earlier: Some(day("2026-12-18")),
        // On Wednesday a freeze holds.
        later: Some(day("2026-12-24")),
    };
    assert_eq!(diary.find(day("2026-12-22")).unwrap().asked, Some(beside));
    for (answer, on) in [
        (HolidayAnswer::Keep, Some("2026-12-22")),
        (HolidayAnswer::Earlier, Some("2026-12-18")),
        (HolidayAnswer::Later, Some("2026-12-24")),
        (HolidayAnswer::Skip, None),
    ] {
        let mut desk = desk.clone();
        let command = ServiceCommand::AnswerHoliday(slot("2026-12-22"), answer);
        let no = desk.asks_service(&person(ZOE), &command).unwrap_err();
        assert!(matches!(no, Refusal::RoleMissing { .. }), "{no:?}");
        desk.asks_service(&person(ANA), &command).unwrap();
        let (cadence, diary) = planned(&desk);
        assert_eq!(diary.is_settled(&cadence, day("2026-12-22")), on.is_none());
        if let Some(on) = on {
            let key = format!("slot@planned@2026-12-22@{on}");
            assert_eq!(next_thing(&mut desk), (key, format!("{on} 09:00")));
            let again = desk.asks_service(&person(ANA), &command).unwrap_err();
            assert_eq!(again, Refusal::HolidayAnswered(slot("2026-12-22")));
        }
        // S4.15, S4.16: the next one stays on the grid, and nothing is doubled.
        let (key, at) = next_thing(&mut desk);
        assert_eq!(
            (&*key, &*at),
            ("slot@planned@2027-01-05@2027-01-05", "2027-01-05 09:00")
        );
    }
}

#[test]
fn a_rule_of_the_playbook_needs_no_press() {
    for (rule, on) in [
        ("skip", None),
        ("earlier", Some("2026-12-18")),
        ("later", Some("2026-12-24")),
    ] {
        let mut desk = at_the_question(rule);
        let (cadence, diary) = planned(&desk);
        let date = day("2026-12-22");
        assert_eq!(diary.is_settled(&cadence, date), on.is_none(), "{rule}");
        assert_eq!(diary.day_of(date), on.map_or(date, day), "{rule}");
        let next = on.map_or("2027-01-05".to_owned(), str::to_owned);
        assert_eq!(next_thing(&mut desk).1, format!("{next} 09:00"));
    }
}

#[test]
fn a_question_that_nobody_answers_leaves_the_day_where_it_is() {
    let mut desk = at_the_question("ask");
    assert_eq!(next_thing(&mut desk).0, "slot@planned@2026-12-22@2026-12-22");
    // By then the day before has passed.
    let earlier = ServiceCommand::AnswerHoliday(slot("2026-12-22"), HolidayAnswer::Earlier);
    let no = desk.asks_service(&person(ANA), &earlier).unwrap_err();
    assert_eq!(
        no,
        Refusal::NoDayBeside {
            slot: slot("2026-12-22"),
            earlier: true
        }
    );
    let later = ServiceCommand::AnswerHoliday(slot("2026-12-22"), HolidayAnswer::Later);
    desk.asks_service(&person(LOU), &later).unwrap();
    assert_eq!(next_thing(&mut desk).0, "slot@planned@2026-12-22@2026-12-24");
}

#[test]
fn only_a_day_that_is_a_holiday_is_answered() {
    let mut desk = at_the_question("ask");
    let keep = |date| ServiceCommand::AnswerHoliday(slot(date), HolidayAnswer::Keep);
    let no = desk.asks_service(&person(ANA), &keep("2027-01-05")).unwrap_err();
    assert_eq!(no, Refusal::NoHoliday(slot("2027-01-05")));
    let no = desk.asks_service(&person(ANA), &keep("2026-12-23")).unwrap_err();
    assert_eq!(no, Refusal::NoSlot(slot("2026-12-23")));
}

/// After weeks of silence a holiday that was to be skipped is not called to mind as a release day.
#[test]
fn a_rule_holds_after_a_downtime_too() {
    let mut desk = Desk::reading(&book("skip"));
    desk.clock_shows("2026-12-26T00:00:00Z");
    let keys: Vec<String> = std::iter::repeat_with(|| next_thing(&mut desk).0)
        .take_while(|key| !key.contains("2027"))
        .collect();
    let (_, diary) = planned(&desk);
    let skipped = diary.find(day("2026-12-22")).unwrap();
    assert!(
        skipped.skipped.is_some() && skipped.proposed_for.is_none(),
        "{keys:?}"
    );
}

fn answers() -> impl Strategy<Value = HolidayAnswer> {
    prop_oneof![
        Just(HolidayAnswer::Keep),
        Just(HolidayAnswer::Earlier),
        Just(HolidayAnswer::Later),
        Just(HolidayAnswer::Skip),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Promise 6, S1.11, S4.15, S4.16: over a year of holidays, whatever becomes of the slots on them, each other slot is
    /// called to mind on its own day of the grid, once, at nine in the morning; and each on a holiday at most once.
    #[test]
    fn what_becomes_of_one_slot_changes_no_other(
        off in prop::collection::btree_set(0..365u64, 0..80),
        rule in prop::sample::select(vec!["ask", "skip", "earlier", "later"]),
        every in prop::sample::select(vec!["1 week", "2 weeks", "3 weeks", "1 month", "2 months"]),
        answers in prop::collection::vec(prop::option::of(answers()), 60),
    ) {
        let first = day("2026-11-24");
        let off: BTreeSet<NaiveDate> = off.into_iter().map(|n| first + Days::new(n)).collect();
        let text = playbook(rule, &format!("{every:?}"), off.iter().map(|day| (*day, "Off")));
        let mut desk = Desk::reading(&text);
        desk.clock_shows("2026-11-23T00:00:00Z");
        let end = first + Days::new(360);
        let mut called: BTreeMap<NaiveDate, Vec<NaiveDate>> = BTreeMap::new();
        let mut answers = answers.into_iter();
        loop {
            let (key, local) = next_thing(&mut desk);
            let words: Vec<&str> = key.split('@').collect();
            let date = day(words[2]);
            // What was moved last is called to mind after the year that is looked at.
            if day(&local[..10]) > end + Days::new(40) {
                break;
            }
            prop_assert!(local.ends_with("09:00"), "{key} at {local}");
            if words[0] == "slot" {
                called.entry(date).or_default().push(day(&local[..10]));
            } else if let Some(answer) = answers.next().flatten() {
                let slot = Slot { cadence: "planned".into(), date };
                // Refused where a rule moved it, or where no such day is.
                let _ = desk.asks_service(&person(ANA), &ServiceCommand::AnswerHoliday(slot, answer));
            }
        }
        let (cadence, diary) = planned(&desk);
        for date in cadence.slots_from(first).take_while(|date| *date < end) {
            let times = called.get(&date).cloned().unwrap_or_default();
            if off.contains(&date) {
                let state = diary.find(date).unwrap();
                let expected: Vec<NaiveDate> = match &state.skipped {
                    Some(_) => vec![],
                    None => vec![diary.day_of(date)],
                };
                prop_assert_eq!(&times, &expected, "{} on a holiday", date);
                for day in times.iter().filter(|day| **day != date) {
                    prop_assert!(!off.contains(day) && day.weekday().number_from_monday() <= 5);
                }
            } else {
                prop_assert_eq!(&times, &vec![date], "{} is no holiday", date);
            }
            // Between its neighbours, so that the order of the slots stays.
            let on = diary.day_of(date);
            prop_assert!(cadence.before(date).is_none_or(|before| before < on));
            prop_assert!(cadence.after(date).is_none_or(|after| on < after));
        }
    }
}
