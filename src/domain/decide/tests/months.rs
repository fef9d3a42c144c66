//! What a month was like, from what happened in it. Item 7 of the calendar; S4.29

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::given::chance::a_full_life;
use super::given::*;
use super::plan::PLANNED;
use crate::domain::cadence::tests::day;
use crate::domain::command::{ServiceCommand, Wish};
use crate::domain::diary::Slot;
use crate::domain::fact::{Placed, Recorded, ReleaseFact, ServiceFact};
use crate::domain::month::{Count, Event, Kind, Known, Life, Month, YearMonth, due, events};
use crate::domain::process::{MonthlyReport, Service};

/// What is known at a desk, kept together.
struct Read {
    service: Service,
    facts: Vec<Placed<ServiceFact>>,
    lives: Vec<Life>,
}

fn placed<F: Clone>(facts: &[Recorded<F>]) -> Vec<Placed<F>> {
    let numbered = (1..).zip(facts);
    numbered
        .map(|(seq, recorded)| Placed {
            seq,
            recorded: recorded.clone(),
            hash: String::new(),
        })
        .collect()
}

impl Read {
    fn of(desk: &Desk) -> Self {
        let lives = desk.numbers().into_iter().map(|number| Life {
            process: desk.process_of(number),
            facts: placed(desk.facts(number)),
        });
        Self {
            service: desk.process_of(1).service.clone(),
            facts: placed(desk.facts_of_service()),
            lives: lives.collect(),
        }
    }

    fn known<'k>(&'k self, desk: &'k Desk) -> Known<'k> {
        Known {
            service: &self.service,
            state: &desk.service,
            facts: &self.facts,
            lives: &self.lives,
            stragglers: &[],
            now: desk.now,
        }
    }
}

fn month_of(desk: &Desk, month: &str) -> Month {
    let read = Read::of(desk);
    Month::of(&read.known(desk), month.parse().unwrap())
}

/// How often what happened, what did not left out.
fn counts(month: &Month) -> Vec<(&'static str, i64)> {
    let counted = Kind::ALL
        .into_iter()
        .map(|kind| (kind.word(), month.count(kind).times));
    counted.filter(|(_, times)| *times > 0).collect()
}

/// The team of `PLANNED`, with planned days every week from Monday 30 November on, at noon in California.
fn weekly() -> Desk {
    let text = PLANNED
        .replace("anchor = \"2026-11-24\"", "anchor = \"2026-11-23\"")
        .replace("every = \"2 weeks\"", "every = \"1 week\"");
    let mut desk = Desk::reading(&text);
    desk.clock_shows("2026-11-23T20:00:00Z");
    desk
}

fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

fn moves(desk: &mut Desk, from: &str, to: &str) {
    let command = ServiceCommand::MoveSlot(slot(from), day(to), "half of us are away".to_owned());
    desk.asks_service(&person(ANA), &command).unwrap();
}

fn skips(desk: &mut Desk, date: &str) {
    let command = ServiceCommand::SkipSlot(slot(date), "nobody is here".to_owned());
    desk.asks_service(&person(ANA), &command).unwrap();
}

#[test]
fn a_planned_day_is_counted_in_the_month_of_the_grid_however_far_it_moved() {
    let mut desk = weekly().and_a("regular", "v1");
    moves(&mut desk, "2026-11-30", "2026-12-02");
    skips(&mut desk, "2026-12-07");
    desk.clock_shows("2026-12-02T20:00:00Z");
    desk.clock_sees_to_the_service();
    let wish = Wish {
        slot: Some(slot("2026-11-30")),
        ..Wish::default()
    };
    desk.starts_with(ANA, "regular", "v2", None, wish).unwrap();
    desk.clock_shows("2026-12-20T20:00:00Z");
    let november = month_of(&desk, "2026-11");
    let days = |month: &Month| {
        let fates = Kind::FATES.into_iter().chain([Kind::Moved]);
        fates
            .flat_map(|kind| {
                month
                    .each(kind)
                    .map(move |e| (kind.word(), e.day.to_string()))
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    };
    let told = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs
            .iter()
            .map(|(word, day)| (*word, (*day).to_owned()))
            .collect()
    };
    assert_eq!(
        days(&november),
        told(&[
            ("day-held", "2026-11-30"),
            ("day-unused", "2026-11-23"),
            ("day-moved", "2026-11-30")
        ])
    );
    assert_eq!(november.planned_days().len(), 2);
    let december = month_of(&desk, "2026-12");
    assert_eq!(
        days(&december),
        told(&[
            ("day-skipped", "2026-12-07"),
            ("day-unused", "2026-12-14"),
            ("day-to-come", "2026-12-21"),
            ("day-to-come", "2026-12-28"),
        ])
    );
    let skipped: Vec<&Event> = december.each(Kind::Skipped).collect();
    assert_eq!(skipped[0].reason.as_deref(), Some("nobody is here"));
    assert_eq!(skipped[0].who.as_ref().map(|who| who.as_str()), Some(ANA));
    let held: Vec<&Event> = november.each(Kind::Held).collect();
    assert_eq!(held[0].release, Some((2, "v2".to_owned())), "{held:?}");
    assert_eq!(
        month_of(&desk, "2026-10").events,
        vec![],
        "nothing was known then"
    );
}

#[test]
fn what_happens_at_midnight_belongs_to_the_local_day() {
    // One second before and at midnight of the first of December in California.
    for (at, month, other) in [
        ("2026-12-01T07:59:59Z", "2026-11", "2026-12"),
        ("2026-12-01T08:00:00Z", "2026-12", "2026-11"),
    ] {
        let mut desk = weekly();
        desk.clock_shows(at);
        desk.starts(ANA, "regular", "v1").unwrap();
        assert_eq!(month_of(&desk, month).count(Kind::Started).times, 1, "{at}");
        assert_eq!(month_of(&desk, other).count(Kind::Started).times, 0, "{at}");
    }
}

/// S4.29: what goes around the plan is counted with its reason, and what it replaced.
#[test]
fn what_goes_around_the_plan_is_counted_with_its_reason() {
    let mut desk = weekly();
    desk.clock_shows("2026-11-24T20:00:00Z");
    let reason = Some("log-in fails for everybody");
    desk.starts_with(ANA, "hotfix", "v2", reason, Wish::default())
        .unwrap();
    let november = month_of(&desk, "2026-11");
    let around: Vec<&Event> = november.each(Kind::ShortCircuit).collect();
    assert_eq!(around.len(), 1);
    assert_eq!(around[0].reason.as_deref(), reason);
    let replaced: Vec<&Event> = november.each(Kind::Replaced).collect();
    assert_eq!(replaced.len(), 1, "{replaced:?}");
    assert!(replaced[0].about.contains("production"), "{replaced:?}");
    // Production alone was replaced: the day itself is one planned day, and nobody started.
    assert_eq!(november.planned_days().len(), 2);
}

#[test]
fn a_step_is_with_its_role_in_working_hours_and_not_while_the_plan_or_a_hold_keeps_it() {
    // Monday noon in California: on hold from one to three, confirmed at four.
    let mut desk = weekly().and_a("regular", "v1");
    desk.passes(TimeDelta::hours(1));
    desk.holds(ANA, "lunch").unwrap();
    desk.passes(TimeDelta::hours(2));
    desk.resumes(ANA).unwrap();
    desk.passes(TimeDelta::hours(1));
    desk.confirms(ANA, "release").unwrap();
    // Production waits for the next Monday, midnight; it is confirmed at ten that day: one working hour.
    desk.clock_shows("2026-11-30T18:00:00Z");
    desk.confirms(ANA, "production").unwrap();
    let november = month_of(&desk, "2026-11");
    let waited: Vec<(&str, Option<i64>)> = november
        .each(Kind::Waited)
        .map(|event| (event.about.as_str(), event.minutes))
        .collect();
    assert_eq!(
        waited,
        [("Release", Some(120)), ("Deploy on production", Some(60))]
    );
    let of_role = Count {
        times: 2,
        minutes: 180,
        announced_minutes: 0,
    };
    assert_eq!(november.waits(), [("SRE team".into(), of_role)]);
}

#[test]
fn an_outage_is_counted_when_it_is_over_with_what_was_announced_and_what_it_was() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("schedule-outage");
    let window = desk.window(60, 60);
    desk.announces(ANA, window).unwrap();
    let mut desk = desk.reaches("upgrade-prod");
    desk.now = window.start;
    let mut desk = desk.reaches("release-site");
    // The announced hour and twenty minutes.
    desk.now = window.end + TimeDelta::minutes(20);
    desk.goes_on();
    let november = month_of(&desk, "2026-11");
    let outage = november.count(Kind::Outage);
    assert_eq!(
        (outage.times, outage.minutes, outage.announced_minutes),
        (1, 80, 60)
    );
    let overrun = november.count(Kind::Overrun);
    assert_eq!((overrun.times, overrun.minutes), (1, 20));
}

#[test]
fn tests_goes_and_overrides_are_counted_with_who_said_so() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-pre-prod");
    let item = desk.process("mahara-minor").checklists.values().next().is_some();
    assert!(item, "the process has lists");
    desk.holds(ANA, "a look").unwrap();
    desk.resumes(ANA).unwrap();
    desk.overrides(MAX, "smoke-pre-prod", "seen by hand").unwrap();
    desk.aborts(ANA, "not needed").unwrap();
    let november = month_of(&desk, "2026-11");
    assert_eq!(
        counts(&november)
            .into_iter()
            .filter(|(w, _)| *w != "waited")
            .collect::<Vec<_>>(),
        [("release-started", 1), ("release-aborted", 1), ("override", 1),]
    );
    let passed: Vec<&Event> = november.each(Kind::Override).collect();
    assert_eq!(passed[0].reason.as_deref(), Some("seen by hand"));
    assert_eq!(passed[0].who.as_ref().map(|who| who.as_str()), Some(MAX));
}

#[test]
fn a_month_is_held_against_the_one_before() {
    let mut desk = weekly().and_a("regular", "v1").and_a("regular", "v2");
    desk.clock_shows("2026-12-03T20:00:00Z");
    desk.starts(ANA, "regular", "v3").unwrap();
    let december = month_of(&desk, "2026-12");
    assert_eq!(december.count(Kind::Started).times, 1);
    assert_eq!(december.count_before(Kind::Started).map(|c| c.times), Some(2));
    assert!(!december.is_over);
    let november = month_of(&desk, "2026-11");
    assert!(november.is_over);
    assert_eq!(
        november.count_before(Kind::Started),
        None,
        "nothing was known of October"
    );
}

/// A desk whose playbook wants the report at nine, of a service that began in October.
fn reporting() -> Desk {
    let mut desk = weekly();
    for process in ["regular", "warmfix", "hotfix", "demo"] {
        desk.changes(process, |process| {
            process.service.monthly_report = Some(MonthlyReport {
                at: "09:00".parse().unwrap(),
                channel: None,
            });
        });
    }
    desk.clock_shows("2026-10-05T20:00:00Z");
    desk
}

fn reported(desk: &Desk) -> Vec<(String, bool)> {
    let facts = desk.facts_of_service().iter();
    let said = facts.filter_map(|recorded| match &recorded.fact {
        ServiceFact::MonthReported { month, is_said } => Some((month.to_string(), *is_said)),
        _ => None,
    });
    said.collect()
}

#[test]
fn the_report_is_said_on_the_first_working_day_of_the_month_at_the_local_time() {
    let mut desk = reporting().and_a("regular", "v1");
    let service = desk.process("regular").service.clone();
    let next = |desk: &Desk| due(&service, &desk.service).map(|(m, at)| (m.to_string(), at.to_rfc3339()));
    // November begins on a Sunday, and the clocks go back on it: nine on Monday is 17:00 UTC.
    assert_eq!(
        next(&desk),
        Some(("2026-10".to_owned(), "2026-11-02T17:00:00+00:00".to_owned()))
    );
    desk.clock_shows("2026-11-02T16:59:59Z");
    assert_eq!(
        desk.clock_sees_to_the_service()
            .iter()
            .filter(|k| k.starts_with("month@"))
            .count(),
        0
    );
    desk.clock_shows("2026-11-02T17:00:00Z");
    desk.clock_sees_to_the_service();
    assert_eq!(reported(&desk), [("2026-10".to_owned(), true)]);
    desk.clock_sees_to_the_service();
    assert_eq!(reported(&desk).len(), 1, "once");
    assert_eq!(
        next(&desk),
        Some(("2026-11".to_owned(), "2026-12-01T17:00:00+00:00".to_owned()))
    );
}

#[test]
fn after_a_downtime_it_is_said_once_while_it_is_that_month_and_older_ones_never() {
    // Down until the twentieth: October is said then. Down until December: November is said, October never.
    for (at, said) in [
        ("2026-11-20T20:00:00Z", vec![("2026-10", true)]),
        ("2026-12-01T16:00:00Z", vec![("2026-10", false)]),
        ("2026-12-01T17:00:00Z", vec![("2026-11", true)]),
        ("2027-03-09T20:00:00Z", vec![("2027-02", true)]),
    ] {
        let mut desk = reporting().and_a("regular", "v1");
        desk.clock_shows(at);
        for _ in 0..3 {
            desk.clock_sees_to_the_service();
        }
        let said: Vec<(String, bool)> = said.into_iter().map(|(m, s)| (m.to_owned(), s)).collect();
        assert_eq!(reported(&desk), said, "{at}");
    }
}

/// Counts of facts, by themselves: what the journal says without any calendar.
fn by_hand(desk: &Desk) -> BTreeMap<Kind, i64> {
    let mut counts: BTreeMap<Kind, i64> = BTreeMap::new();
    let of_releases = desk
        .numbers()
        .into_iter()
        .flat_map(|number| desk.facts(number).to_vec());
    for recorded in of_releases {
        let kind = match recorded.fact {
            ReleaseFact::Started { .. } => Kind::Started,
            ReleaseFact::Finished => Kind::Finished,
            ReleaseFact::Aborted { .. } => Kind::Aborted,
            ReleaseFact::RolledBack { .. } => Kind::RolledBack,
            ReleaseFact::ItemFailed { .. } | ReleaseFact::ReportFailed { .. } => Kind::TestFailed,
            ReleaseFact::WentBack { .. } => Kind::Returned,
            ReleaseFact::WentGo { .. } => Kind::Go,
            ReleaseFact::WentNoGo { .. } => Kind::NoGo,
            _ => continue,
        };
        *counts.entry(kind).or_default() += 1;
    }
    for recorded in desk.facts_of_service() {
        if let ServiceFact::ShortCircuited { .. } = recorded.fact {
            *counts.entry(Kind::ShortCircuit).or_default() += 1;
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    /// No event is lost between two months or counted in both, in any zone, whatever the days are.
    #[test]
    fn the_months_together_are_everything(life in a_full_life(140)) {
        for mut desk in every_service(&[]) {
            for turn in &life {
                desk.lives(turn);
            }
            let read = Read::of(&desk);
            let known = read.known(&desk);
            let (first, last) = (day("2026-01-01"), day("2029-12-31"));
            let whole = events(&known, first, last);
            let mut month = YearMonth::of(first);
            let mut together: Vec<Event> = Vec::new();
            let mut before: Option<Month> = None;
            while month.first() <= last {
                let this = Month::of(&known, month);
                for kind in Kind::ALL {
                    let earlier = before.as_ref().map_or(Count::default(), |m| m.count(kind));
                    prop_assert_eq!(this.count_before(kind).unwrap_or_default(), earlier, "{} before {}", kind.word(), month);
                }
                let is_within = |e: &Event| YearMonth::of(e.day) == month;
                prop_assert!(this.events.iter().all(is_within), "{}", month);
                together.extend(this.events.iter().cloned());
                before = Some(this);
                month = month.next();
            }
            prop_assert_eq!(&together, &whole);
            for (kind, times) in by_hand(&desk) {
                let counted = whole.iter().filter(|e| e.kind == kind).count();
                prop_assert_eq!(i64::try_from(counted).unwrap(), times, "{}", kind.word());
            }
            fates_are_one_for_each_day(&whole);
        }
    }
}

/// What somebody does about the plan, some days later.
fn acts(
    desk: &mut Desk,
    (days, act, date, by): (i64, usize, usize, i64),
    (skipped, moved): (&mut BTreeSet<Slot>, &mut BTreeSet<Slot>),
) {
    desk.passes(TimeDelta::days(days));
    desk.clock_sees_to_the_service();
    let (cadence, _) = super::plan::planned(desk);
    let today = desk
        .now
        .with_timezone(&desk.process("regular").service.zone)
        .date_naive();
    let date = cadence.slots_from(today).nth(date).expect("the grid goes on");
    let slot = Slot {
        cadence: cadence.name,
        date,
    };
    match act {
        0 => {
            let command = ServiceCommand::SkipSlot(slot.clone(), "nobody is here".to_owned());
            if desk.asks_service(&person(ANA), &command).is_ok() {
                skipped.insert(slot);
            }
        }
        1 => {
            let to = date + TimeDelta::days(by);
            let command = ServiceCommand::MoveSlot(slot.clone(), to, "half of us are away".to_owned());
            if desk.asks_service(&person(ANA), &command).is_ok() {
                if to == date {
                    moved.remove(&slot)
                } else {
                    moved.insert(slot)
                };
            }
        }
        2 => {
            let wish = Wish {
                slot: Some(slot),
                ..Wish::default()
            };
            desk.starts_with(ANA, "regular", "v2", None, wish).ok();
        }
        _ => {
            let reason = Some("log-in fails for everybody");
            desk.starts_with(ANA, "hotfix", "v3", reason, Wish::default())
                .unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Skips, moves and starts at random over a year with both changes of clocks: each slot is counted once, in the
    /// month of its day on the grid.
    #[test]
    fn planned_days_are_counted_once_in_the_month_of_the_grid(
        plan in proptest::collection::vec((0..12_i64, 0..4_usize, 0..4_usize, -6..7_i64), 1..60)
    ) {
        let mut desk = weekly().and_a("regular", "v1");
        let (mut skipped, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for act in plan {
            acts(&mut desk, act, (&mut skipped, &mut moved));
        }
        let read = Read::of(&desk);
        let known = read.known(&desk);
        let (first, last) = (day("2026-11-01"), YearMonth::of(known.now.date_naive()).next().next().last());
        let whole = events(&known, first, last);
        fates_are_one_for_each_day(&whole);
        let mut by_month: BTreeMap<Kind, i64> = BTreeMap::new();
        let mut month = YearMonth::of(first);
        while month.first() <= last {
            let this = Month::of(&known, month);
            for kind in Kind::ALL {
                *by_month.entry(kind).or_default() += this.count(kind).times;
            }
            for event in this.events.iter().filter(|e| e.slot.is_some()) {
                let slot = event.slot.as_ref().expect("just looked");
                prop_assert_eq!(YearMonth::of(slot.date), month);
            }
            month = month.next();
        }
        for kind in Kind::ALL {
            let all = whole.iter().filter(|e| e.kind == kind).count();
            prop_assert_eq!(by_month[&kind], i64::try_from(all).unwrap(), "{}", kind.word());
        }
        let named = |kind: Kind| -> BTreeSet<Slot> {
            whole.iter().filter(|e| e.kind == kind).filter_map(|e| e.slot.clone()).collect()
        };
        prop_assert_eq!(named(Kind::Skipped), skipped);
        prop_assert_eq!(named(Kind::Moved), moved);
        // The grid from the day on which the bot knew of it is whole.
        let (cadence, _) = super::plan::planned(&desk);
        let grid: Vec<NaiveDate> = cadence.slots_from(day("2026-11-23")).take_while(|d| *d <= last).collect();
        let counted: BTreeSet<NaiveDate> = whole.iter().filter_map(|e| Some(e.slot.as_ref()?.date)).collect();
        prop_assert_eq!(counted.into_iter().collect::<Vec<_>>(), grid);
    }
}

/// Every planned day has one fate, beside what was replaced for one environment of it.
fn fates_are_one_for_each_day(events: &[Event]) {
    let mut fates: BTreeMap<&Slot, usize> = BTreeMap::new();
    for event in events {
        if Kind::FATES.contains(&event.kind) && event.kind != Kind::Replaced {
            let slot = event.slot.as_ref().expect("a planned day is a slot");
            *fates.entry(slot).or_default() += 1;
            assert_eq!(event.day, slot.date, "it belongs to its day on the grid");
        }
    }
    assert!(fates.values().all(|n| *n == 1), "{fates:?}");
}

#[test]
fn chance_counts_every_kind_that_a_life_has() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut awaited: Vec<Kind> = Kind::ALL.to_vec();
    // Notices are the outbox's, and nobody joins a rotation, sees to a planned day or rolls back by chance.
    awaited.retain(|k| {
        !matches!(
            k,
            Kind::ToldLate
                | Kind::NeverTold
                | Kind::Turn
                | Kind::Moved
                | Kind::Held
                | Kind::Skipped
                | Kind::Nothing
                | Kind::RolledBack
        )
    });
    let mut runner = TestRunner::deterministic();
    for _ in 0..60 {
        let life = a_full_life(140).new_tree(&mut runner).unwrap().current();
        for mut desk in every_service(&[]) {
            for turn in &life {
                desk.lives(turn);
            }
            let read = Read::of(&desk);
            let (first, last): (NaiveDate, NaiveDate) = (day("2026-01-01"), day("2029-12-31"));
            for event in events(&read.known(&desk), first, last) {
                awaited.retain(|kind| *kind != event.kind);
            }
        }
        if awaited.is_empty() {
            return;
        }
    }
    panic!("{awaited:?} never happened");
}
