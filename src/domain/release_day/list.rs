//! The planned day itself: which day it is, whose, and which releases belong to it.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::DayState;
use super::quiet::first_awake;
use crate::domain::cadence::Cadence;
use crate::domain::calendar::Calendar;
use crate::domain::diary::{Diary, Slot, SlotState};
use crate::domain::name::PersonId;
use crate::domain::process::Service;
use crate::domain::rotation::OnDuty;
use crate::domain::service::ServiceState;
use crate::domain::wall_clock::instant;

/// A planned day of a service, as its state says.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseDay<'a> {
    /// The service as it is.
    pub state: &'a ServiceState,
    /// What the playbook says of it.
    pub service: &'a Service,
    /// The cadence.
    pub cadence: &'a Cadence,
    /// The day of the grid that the slot is known by.
    pub date: NaiveDate,
}

impl<'a> ReleaseDay<'a> {
    /// The planned day of a slot; nothing when the playbook has no such cadence.
    pub fn of(state: &'a ServiceState, service: &'a Service, slot: &Slot) -> Option<Self> {
        Some(Self {
            state,
            service,
            cadence: service.find_cadence(&slot.cadence)?,
            date: slot.date,
        })
    }

    /// The latest planned day of a cadence that has begun: the one whose people are called.
    pub fn current(state: &'a ServiceState, service: &'a Service, cadence: &'a Cadence) -> Option<Self> {
        let day = |date| Self {
            state,
            service,
            cadence,
            date,
        };
        let slots = state.diary(cadence).slots.keys().rev().map(|date| day(*date));
        let days = state.days(cadence).keys().rev().map(|date| day(*date));
        let of_slots = slots.into_iter().find(Self::has_begun);
        let of_days = days.into_iter().find(Self::has_begun);
        of_slots.into_iter().chain(of_days).max_by_key(|day| day.date)
    }

    /// Its slot.
    pub fn slot(&self) -> Slot {
        Slot {
            cadence: self.cadence.name.clone(),
            date: self.date,
        }
    }

    fn diary(&self) -> &'a Diary {
        self.state.diary(self.cadence)
    }

    /// What became of its slot.
    pub fn slot_state(&self) -> Option<&'a SlotState> {
        self.diary().find(self.date)
    }

    /// Who was called, who reacted.
    pub fn known(&self) -> &'a DayState {
        static NOTHING: LazyLock<DayState> = LazyLock::new(DayState::default);
        let known = self.state.days(self.cadence).get(&self.date);
        known.map_or(&*NOTHING, |day| &**day)
    }

    /// The day: its own, or the one to which it was moved.
    pub fn day(&self) -> NaiveDate {
        self.diary().day_of(self.date)
    }

    /// When the release manager is called on that day.
    pub fn begins_at(&self) -> DateTime<Utc> {
        self.moment(self.day(), self.cadence.at)
    }

    /// The midnight after it.
    pub fn ends_at(&self) -> DateTime<Utc> {
        let next = self.day().succ_opt().unwrap_or(NaiveDate::MAX);
        self.moment(next, NaiveTime::MIN)
    }

    /// The moment of a wall-clock time in the team's zone.
    pub fn moment(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        instant(self.service.zone, day.and_time(time))
    }

    /// The day in the team's zone at that moment.
    pub fn day_at(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.service.zone).date_naive()
    }

    /// The days on which the team does not work, as they are known now.
    pub fn calendar(&self) -> Arc<Calendar> {
        self.state.calendar(self.service)
    }

    /// Whether it is fewer working days until it than these, after a silence or a long night.
    pub fn is_nearer_than(&self, now: DateTime<Utc>, days: u32) -> bool {
        let on = self.calendar().working_day_before(self.day(), days);
        let last = self.cadence.calls.before.iter().min() == Some(&days);
        !last && on.is_some_and(|on| self.day_at(now) > on)
    }

    /// The first moment from `at` on at which somebody may be called.
    pub fn first_awake(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let calendar = self.calendar();
        let quiet = self.cadence.calls.quiet;
        let mornings = (self.day(), self.cadence.at);
        first_awake(at, self.service.zone, &calendar, quiet, mornings)
    }

    /// Whether somebody said that nobody releases on it.
    pub fn is_skipped(&self) -> bool {
        self.slot_state().is_some_and(|state| state.skipped.is_some())
    }

    /// Whether it waits for somebody to start a release.
    pub fn waits_for_a_start(&self) -> bool {
        !self.diary().is_settled(self.cadence, self.date)
    }

    /// Whether its time has come.
    pub fn has_begun(&self) -> bool {
        let day = self.day();
        let known = self.known();
        let is_proposed = self
            .slot_state()
            .is_some_and(|state| state.proposed_for == Some(day) || state.nothing_since.is_some());
        is_proposed || known.reminded.contains_key(&(day, 0)) || known.passed == Some(day)
    }

    /// Whether it has begun, if only on a day from which it was then moved away.
    pub fn was_proposed(&self) -> bool {
        let was_called = self.known().reminded.keys().any(|(_, before)| *before == 0);
        let was_due = self
            .slot_state()
            .is_some_and(|state| state.proposed_for.is_some());
        self.has_begun() || was_called || was_due
    }

    /// Whether it is the one whose people are called.
    pub fn is_current(&self) -> bool {
        Self::current(self.state, self.service, self.cadence).is_some_and(|day| day.date == self.date)
    }

    /// The release that began for it.
    pub fn began(&self) -> Option<i64> {
        self.slot_state().and_then(|state| state.taken)
    }

    /// The releases of earlier days that go on today: those that were not over when it began.
    pub fn goes_on(&self) -> Vec<i64> {
        let midnight = self.moment(self.day(), NaiveTime::MIN);
        let earlier = self.diary().slots.range(..self.date);
        let taken = earlier.filter_map(|(_, state)| state.taken);
        taken
            .filter(|number| {
                let started = self.state.started.get(number);
                started.is_some_and(|s| s.ended.is_none_or(|(at, _)| at >= midnight))
            })
            .collect()
    }

    /// Its releases: those that go on, and the one that began. A day whose successor has begun keeps its own alone.
    pub fn releases(&self) -> Vec<i64> {
        let is_past = Self::current(self.state, self.service, self.cadence)
            .is_some_and(|current| current.date > self.date);
        let goes_on = if is_past { vec![] } else { self.goes_on() };
        goes_on.into_iter().chain(self.began()).collect()
    }

    /// Whether there is nothing left to do for it: nobody has to start, and its releases are over.
    pub fn is_done(&self) -> bool {
        let is_over = |number: &i64| {
            let started = self.state.started.get(number);
            started.is_none_or(|started| started.ended.is_some())
        };
        !self.waits_for_a_start() && (self.is_skipped() || self.releases().iter().all(is_over))
    }

    /// The release manager of that day.
    pub fn on_duty(&self) -> Option<OnDuty> {
        self.state.on_duty(self.service, self.cadence, self.date)
    }

    /// Whether that is the release manager of that day, or the backup.
    pub fn is_for(&self, person: &PersonId) -> bool {
        let duty = self.on_duty();
        duty.is_some_and(|duty| duty.person == *person || duty.backup.as_ref() == Some(person))
    }

    /// Who serves after the release manager of that day, when it is somebody else.
    pub fn next_on_duty(&self) -> Option<PersonId> {
        let now = self.on_duty()?;
        let rotation = self.service.find_rotation_of(self.cadence)?;
        let turns = self
            .state
            .turns_from(self.service, rotation, now.until.succ_opt()?, 1);
        let next = turns.into_iter().next()?.serves?;
        (next != now.person).then_some(next)
    }

    /// Who is on it: somebody who said so.
    pub fn taken_on(&self) -> Option<&'a crate::domain::person::Stamp> {
        let (day, stamp) = self.known().taken_on.as_ref()?;
        (*day == self.day()).then_some(stamp)
    }

    /// The moment for which its call on the day was due, when it came late because nobody was there to give it.
    pub fn late_since(&self) -> Option<DateTime<Utc>> {
        let said = self.known().reminded.get(&(self.day(), 0))?;
        let (due, moved) = (self.begins_at(), self.slot_state().and_then(|s| s.moved.as_ref()));
        let moved_after = moved.is_some_and(|(_, stamp, _)| stamp.at > due);
        (*said > due + super::LATE && !moved_after).then_some(due)
    }
}
