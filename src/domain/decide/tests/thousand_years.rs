//! A thousand years of planned days: eighty-four in each of twelve zones, from timer to timer, through `decide`.
//!
//! Each planned day is called to mind once, on its day, when the clock on the wall of the team reads its time; each that
//! is on a holiday is asked about once, in time and on a working day; what is moved or skipped changes no other. The walk
//! goes over the whole agenda of the service, so that a reminder that is added later is walked over too: none comes
//! twice, none is overdue when it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

use crate::domain::agenda::{Timer, service_agenda};
use crate::domain::cadence::Cadence;
use crate::domain::calendar::CalendarCommand;
use crate::domain::command::ServiceCommand;
use crate::domain::decide::decide_for_service;
use crate::domain::diary::{HolidayAnswer, Slot};
use crate::domain::fact::{Recorded, ServiceFact};
use crate::domain::name::{HolidaySetName, PersonId, RoleName};
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::release_day::DayFact;
use crate::domain::service::ServiceState;
use crate::playbook::{Source, read};

/// Clocks that change at night, at midnight, by half an hour, south and north, and never; days that were left out.
const ZONES: [&str; 12] = [
    "Pacific/Auckland",
    "Europe/London",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "UTC",
];

const YEARS: u32 = 84;

/// A fortnight, a time in the night when clocks change, the last Friday of every other month; all that can become of a
/// day on a holiday.
const BOOK: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "ZONE"
environments = ["staging", "production"]
roles = ["Lead"]

[[freeze]]
name = "year-end"
title = "Year-end freeze"
from = 2016-12-20
until = 2017-01-03
every = "year"

[cadence.fortnight]
title = "Fortnight"
anchor = "2016-01-05"
every = "2 weeks"
at = "09:00"
process = "release"
role = "Lead"

[cadence.patching]
title = "Patching"
anchor = "2016-01-01"
on = "30 2 * * SUN#1,SUN#L"
process = "release"
role = "Lead"
on_holiday = "later"
ask_days_before = 3

[cadence.hardening]
title = "Hardening"
anchor = "2016-01-29"
on = "0 0 * * FRI#L"
every = "2 months"
process = "release"
role = "Lead"
on_holiday = "skip"

[[process]]
name = "release"
title = "Release"
purpose = "To release."
override_by = ["Lead"]

[[process.step]]
name = "do"
title = "Do it"
owner = "Lead"
asks = ["Done"]
"#;

/// Facts older than this play no part in what is due: the walk forgets them from time to time.
const REMEMBERED: TimeDelta = TimeDelta::days(400);

struct Walk {
    zone: Tz,
    processes: Vec<Arc<Process>>,
    state: ServiceState,
    holidays: BTreeMap<NaiveDate, String>,
    recent: Vec<Recorded<ServiceFact>>,
    forgotten_at: DateTime<Utc>,
    now: DateTime<Utc>,
    seen: BTreeSet<String>,
    /// What is expected of each slot that somebody changed: its day, or nothing.
    changed: BTreeMap<Slot, Option<NaiveDate>>,
    asked: BTreeMap<Slot, NaiveDate>,
    proposed: BTreeMap<Slot, NaiveDate>,
    called: BTreeSet<(Slot, NaiveDate)>,
    chance: u64,
}

fn lead() -> Actor {
    Actor {
        id: PersonId::from("lea"),
        roles: [RoleName::from("Lead")].into(),
    }
}

/// Fixed days of every year, and a dozen others that chance spreads over it.
fn holidays(first: i32, last: i32) -> BTreeMap<NaiveDate, String> {
    let mut chance = 7_u64;
    let mut days = BTreeMap::new();
    for year in first..=last {
        for (month, day) in [(1, 1), (1, 2), (4, 25), (12, 25), (12, 26)] {
            days.insert(
                NaiveDate::from_ymd_opt(year, month, day).unwrap(),
                "Fixed".to_owned(),
            );
        }
        for _ in 0..12 {
            chance = next(chance);
            let of_year = u32::try_from(chance % 365).unwrap() + 1;
            days.insert(
                NaiveDate::from_yo_opt(year, of_year).unwrap(),
                "By chance".to_owned(),
            );
        }
    }
    days
}

/// The next number of a fixed row (Knuth's multiplier), from its better half.
fn next(chance: u64) -> u64 {
    chance
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407)
        .rotate_left(29)
}

impl Walk {
    fn begin(zone: &str) -> Self {
        let (name, text) = ("test.toml".to_owned(), BOOK.replace("ZONE", zone));
        let playbook = read(&Source { name, text }).unwrap_or_else(|e| panic!("{e}"));
        let now = "2015-12-01T00:00:00Z".parse().unwrap();
        let mut walk = Self {
            zone: zone.parse().unwrap(),
            processes: playbook.processes.into_iter().map(Arc::new).collect(),
            state: ServiceState::default(),
            holidays: holidays(2016, 2016 + i32::try_from(YEARS).unwrap()),
            recent: vec![],
            forgotten_at: now,
            now,
            seen: BTreeSet::new(),
            changed: BTreeMap::new(),
            asked: BTreeMap::new(),
            proposed: BTreeMap::new(),
            called: BTreeSet::new(),
            chance: u64::from(zone.bytes().map(u32::from).sum::<u32>()),
        };
        let days = CalendarCommand::Take(walk.holidays.clone());
        let facts = walk.asks(
            &Actor::clock(),
            &ServiceCommand::Calendar(HolidaySetName::from("nz"), days),
        );
        assert_eq!(facts.len(), 1);
        walk
    }

    fn service(&self) -> Service {
        self.processes[0].service.clone()
    }

    fn chance(&mut self, of: u64) -> u64 {
        self.chance = next(self.chance);
        self.chance % of
    }

    fn asks(&mut self, actor: &Actor, command: &ServiceCommand) -> Vec<ServiceFact> {
        let decision = decide_for_service(self.now, &self.state, &self.processes, actor, command);
        let decision = decision.unwrap_or_else(|no| panic!("{} {command:?}: {no:?}", self.zone));
        self.state = decision.after;
        let facts = decision.service_facts;
        self.recent.extend(facts.iter().map(|fact| Recorded {
            at: self.now,
            by: actor.id.clone(),
            fact: fact.clone(),
        }));
        facts
    }

    /// The state is folded anew from what happened lately; what is due must be the same.
    fn forget(&mut self) {
        if self.now < self.forgotten_at + TimeDelta::days(450) {
            return;
        }
        let since = self.now - REMEMBERED;
        self.recent
            .retain(|fact| fact.at > since || matches!(fact.fact, ServiceFact::Calendar { .. }));
        let mut state = ServiceState::default();
        self.recent.iter().for_each(|fact| state.apply(fact));
        let due = service_agenda(&state, &self.processes);
        assert_eq!(
            due,
            service_agenda(&self.state, &self.processes),
            "{} {}",
            self.zone,
            self.now
        );
        self.state = state;
        self.forgotten_at = self.now;
    }

    fn local(&self) -> NaiveDateTime {
        self.now.with_timezone(&self.zone).naive_local()
    }

    /// The clock reads that time of that day, or, where it leaves it out, has just gone over it.
    fn assert_reads(&self, day: NaiveDate, time: NaiveTime, what: &str) {
        let wished = day.and_time(time);
        let local = self.local();
        if self.zone.from_local_datetime(&wished).earliest().is_some() {
            let first = self.zone.from_local_datetime(&wished).earliest().unwrap();
            assert_eq!(self.now, first.to_utc(), "{} {what}: {local}", self.zone);
        } else {
            let late = local - wished;
            let is_right = late > TimeDelta::zero() && late <= TimeDelta::hours(24);
            assert!(is_right, "{} {what}: {local} for {wished}", self.zone);
        }
    }

    fn step(&mut self, timer: &Timer) {
        assert!(
            timer.due_at >= self.now,
            "{} {} is overdue at {}",
            self.zone,
            timer.key,
            self.now
        );
        self.now = timer.due_at;
        assert!(
            self.seen.insert(timer.key.clone()),
            "{} {} comes twice",
            self.zone,
            timer.key
        );
        let facts = self.asks(&Actor::clock(), &ServiceCommand::SeeTo(timer.key.clone()));
        assert!(!facts.is_empty(), "{} {} did nothing", self.zone, timer.key);
        for fact in facts {
            self.look_at(fact);
        }
    }

    fn look_at(&mut self, fact: ServiceFact) {
        let service = self.service();
        let cadence = |slot: &Slot| service.find_cadence(&slot.cadence).unwrap().clone();
        match fact {
            ServiceFact::SlotProposed { slot, day } => {
                self.assert_reads(day, cadence(&slot).at, "is called to mind");
                assert_eq!(self.proposed.insert(slot.clone(), day), None, "{slot:?} twice");
                self.somebody_changes_the_next(&cadence(&slot), slot.date);
            }
            ServiceFact::HolidayAsked { slot, .. } => {
                let today = self.local().date();
                self.assert_reads(today, cadence(&slot).at, "is asked about");
                self.in_time(&cadence(&slot), slot.date);
                assert_eq!(self.asked.insert(slot.clone(), today), None, "{slot:?} twice");
                self.somebody_answers(&cadence(&slot), slot);
            }
            ServiceFact::SlotSkipped { slot, .. } => {
                self.in_time(&cadence(&slot), slot.date);
                self.changed.insert(slot, None);
            }
            ServiceFact::SlotMoved { slot, to, .. } => {
                self.in_time(&cadence(&slot), slot.date);
                assert!(self.is_worked(to), "moved to a day on which nobody works");
                self.changed.insert(slot, Some(to));
            }
            ServiceFact::Day { slot, what } => self.look_at_call(slot, what),
            other => panic!("{other:?}"),
        }
    }

    /// The call on the day comes with the day, once; the day after it is over.
    fn look_at_call(&mut self, slot: Slot, what: DayFact) {
        let today = self.local().date();
        match what {
            DayFact::Reminded { day, before: 0 } => {
                assert_eq!(day, today, "{} {slot:?}", self.zone);
                assert!(self.called.insert((slot, day)), "{} called twice", self.zone);
            }
            DayFact::Passed { day } => assert!(day < today, "{} {slot:?}", self.zone),
            other => panic!("{other:?}"),
        }
    }

    fn is_worked(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains_key(&day)
    }

    /// What becomes of a day on a holiday is seen to as early as the playbook says, on a working day.
    fn in_time(&self, cadence: &Cadence, date: NaiveDate) {
        assert!(self.holidays.contains_key(&date));
        let mut day = date - Days::new(cadence.ask_days_before.into());
        while !self.is_worked(day) {
            day = day.pred_opt().unwrap();
        }
        assert_eq!(
            self.local().date(),
            day,
            "{} {date} of {}",
            self.zone,
            cadence.name
        );
    }

    fn somebody_answers(&mut self, cadence: &Cadence, slot: Slot) {
        let answers = [
            HolidayAnswer::Keep,
            HolidayAnswer::Skip,
            HolidayAnswer::Later,
            HolidayAnswer::Earlier,
        ];
        let answer = answers[usize::try_from(self.chance(5)).unwrap().min(3)];
        if self.chance(6) == 0 {
            // Nobody answers: it stays.
            return;
        }
        let command = ServiceCommand::AnswerHoliday(slot.clone(), answer);
        if let Err(no) = decide_for_service(self.now, &self.state, &self.processes, &lead(), &command) {
            // Between Christmas and the next slot there may be no day on which one can release.
            assert!(
                matches!(no, crate::domain::refusal::Refusal::NoDayBeside { .. }),
                "{} {no:?}",
                cadence.name
            );
            return;
        }
        let facts = self.asks(&lead(), &command);
        match &facts[..] {
            [ServiceFact::SlotKept { .. }] => {}
            [ServiceFact::SlotSkipped { .. }] => drop(self.changed.insert(slot, None)),
            [ServiceFact::SlotMoved { to, .. }] => {
                assert!(self.is_worked(*to));
                self.changed.insert(slot, Some(*to));
            }
            other => panic!("{other:?}"),
        }
    }

    /// Now and then somebody moves or skips the day after this one.
    fn somebody_changes_the_next(&mut self, cadence: &Cadence, date: NaiveDate) {
        let Some(to_come) = cadence.after(date) else {
            return;
        };
        let slot = Slot {
            cadence: cadence.name.clone(),
            date: to_come,
        };
        if self.changed.contains_key(&slot) || self.holidays.contains_key(&to_come) {
            return;
        }
        let reason = "the hall is taken".to_owned();
        match self.chance(8) {
            0 => {
                self.asks(&lead(), &ServiceCommand::SkipSlot(slot.clone(), reason));
                self.changed.insert(slot, None);
            }
            1 => {
                let to = to_come + Days::new(1 + self.chance(3));
                self.asks(&lead(), &ServiceCommand::MoveSlot(slot.clone(), to, reason));
                self.changed.insert(slot, Some(to));
            }
            _ => {}
        }
    }

    /// Every day of the grid was called to mind on the day that was last said, or never, when it was skipped.
    fn assert_none_is_missing(&self, end: NaiveDate) -> usize {
        let mut days = 0;
        for cadence in &self.service().cadences {
            let first = cadence.anchor;
            for date in cadence.slots_from(first).take_while(|date| *date < end) {
                let slot = Slot {
                    cadence: cadence.name.clone(),
                    date,
                };
                let expected = self.changed.get(&slot).copied().unwrap_or(Some(date));
                let proposed = self.proposed.get(&slot).copied();
                assert_eq!(proposed, expected, "{} {slot:?}", self.zone);
                let is_called = |day| self.called.contains(&(slot.clone(), day));
                assert!(
                    proposed.is_none_or(is_called),
                    "{} {slot:?}: nobody called",
                    self.zone
                );
                days += 1;
            }
        }
        days
    }
}

/// Gives how many planned days there were.
fn eighty_four_years(zone: &str) -> usize {
    let mut walk = Walk::begin(zone);
    let first: NaiveDate = "2016-01-01".parse().unwrap();
    let end = first + Months::new(12 * YEARS);
    loop {
        let due = service_agenda(&walk.state, &walk.processes);
        let timer = due.into_iter().min_by_key(|timer| timer.due_at).unwrap();
        if timer.due_at.with_timezone(&walk.zone).date_naive() > end {
            break;
        }
        walk.step(&timer);
        walk.forget();
    }
    // The last days may have been moved beyond the end.
    let days = walk.assert_none_is_missing(end - Days::new(40));
    assert!(
        walk.asked.len() > 50 && walk.changed.len() > 300,
        "something happened"
    );
    days
}

#[test]
fn a_thousand_years_over_twelve_zones_without_a_miss() {
    let days: usize = std::thread::scope(|scope| {
        let zones = ZONES.map(|zone| scope.spawn(move || eighty_four_years(zone)));
        zones.into_iter().map(|zone| zone.join().unwrap()).sum()
    });
    assert!(days > 50_000, "{days}");
}
