//! When somebody is called to a planned day, as a function of state alone.
//!
//! Each call has a key that names the slot and the real day: a moved slot has other calls, and what was said for the old
//! day is said.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{Nudge, ReleaseDay};
use crate::domain::cadence::Cadence;
use crate::domain::name::PersonId;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

/// A call to a planned day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// To the release manager, so many working days before.
    Before(u32),
    /// To the release manager, on the day.
    OnTheDay,
    /// To somebody who wished it.
    Recall(PersonId),
    /// To those who owe something.
    Nudge,
    /// To the backup, since nobody reacted.
    Escalate,
    /// To nobody: the day is over, and its card says so.
    Pass,
}

/// A call with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCall {
    /// The slot, by its day of the grid.
    pub date: NaiveDate,
    /// Its real day.
    pub day: NaiveDate,
    /// What it is.
    pub call: Call,
    /// When.
    pub due_at: DateTime<Utc>,
}

impl DueCall {
    /// The key of its timer.
    pub fn key(&self, cadence: &Cadence) -> String {
        let what = match &self.call {
            Call::Before(days) => format!("before-{days}"),
            Call::OnTheDay => "on-the-day".to_owned(),
            Call::Recall(person) => format!("recall-{person}"),
            Call::Nudge => "nudge".to_owned(),
            Call::Escalate => "escalate".to_owned(),
            Call::Pass => "pass".to_owned(),
        };
        let (name, at) = (&cadence.name, self.due_at.timestamp());
        format!("day@{name}@{}@{}@{what}@{at}", self.date, self.day)
    }
}

/// The calls to the planned days of a cadence that are to come.
pub(in crate::domain) fn calls(state: &ServiceState, service: &Service, cadence: &Cadence) -> Vec<DueCall> {
    let current = ReleaseDay::current(state, service, cadence);
    let mut due: Vec<DueCall> = current.iter().flat_map(ReleaseDay::calls_to_it).collect();
    for day in to_come(state, service, cadence, current) {
        due.extend(day.calls_before());
        due.extend(day.call_on_the_day());
    }
    due
}

/// The planned days that have not begun: the next, as many more as calls reach back from, and those that were moved.
fn to_come<'a>(
    state: &'a ServiceState,
    service: &'a Service,
    cadence: &'a Cadence,
    current: Option<ReleaseDay<'a>>,
) -> Vec<ReleaseDay<'a>> {
    let day = |date| ReleaseDay {
        state,
        service,
        cadence,
        date,
    };
    let known = state.diary(cadence);
    let after = current.and_then(|day| day.date.succ_opt());
    let first = after.max(known.proposed_up_to).unwrap_or(cadence.anchor);
    let is_meant = |day: &ReleaseDay<'_>| !day.is_skipped() && !day.has_begun();
    let is_moved = |date: NaiveDate| known.day_of(date) != date;
    let grid = cadence
        .slots_from(first)
        .filter(|date| !is_moved(*date))
        .map(day)
        .filter(is_meant);
    // So many working days before is at most twice as many days, and a long holiday, before.
    let most = cadence.calls.before.iter().max().copied().unwrap_or(0);
    let reach = Days::new(u64::from(most) * 2 + 10);
    let mut grid = grid.peekable();
    let end = grid
        .peek()
        .and_then(|first| first.date.checked_add_days(reach))
        .unwrap_or(NaiveDate::MAX);
    let mut days: Vec<ReleaseDay<'a>> = match most {
        0 => grid.next().into_iter().collect(),
        _ => grid.take_while(|day| day.date <= end).collect(),
    };
    days.extend(known.moved().map(|(date, _)| day(date)).filter(is_meant));
    days
}

impl ReleaseDay<'_> {
    fn due(&self, call: Call, at: DateTime<Utc>) -> DueCall {
        let held = self.known().held_until;
        DueCall {
            date: self.date,
            day: self.day(),
            call,
            due_at: self.first_awake(held.map_or(at, |held| held.max(at))),
        }
    }

    /// Those before the day. One that is overtaken by the next is not said any more.
    fn calls_before(&self) -> Vec<DueCall> {
        let (day, known) = (self.day(), self.known());
        let is_open = |before: &u32| {
            let said = known
                .reminded
                .keys()
                .any(|(of, said)| *of == day && said <= before);
            !said && !known.overtaken.contains(&(day, *before))
        };
        let before = self.cadence.calls.before.iter().copied().filter(is_open);
        let calendar = self.calendar();
        let due = before.filter_map(|n| {
            let on = calendar.working_day_before(day, n)?;
            let at = self.moment(on, self.cadence.at);
            if self.was_moved_since(at) {
                return None;
            }
            let due = self.due(Call::Before(n), at);
            (self.day_at(due.due_at) < day).then_some(due)
        });
        due.collect()
    }

    /// How many working days it is away on `today`, at most `most`: a call may have waited for the end of quiet hours.
    pub(in crate::domain) fn working_days_from(&self, today: NaiveDate, most: u32) -> u32 {
        let calendar = self.calendar();
        let is_reached = |n: &u32| {
            let on = calendar.working_day_before(self.day(), *n);
            on.is_none_or(|on| on <= today)
        };
        (1..=most).find(is_reached).unwrap_or(most)
    }

    /// Whether the release manager moved it here after that moment, or anybody did where there is none: whoever has just
    /// chosen a day need not be told that it comes.
    fn was_moved_since(&self, at: DateTime<Utc>) -> bool {
        let moved = self.slot_state().and_then(|state| state.moved.as_ref());
        moved.is_some_and(|(_, stamp, _)| {
            let is_told = self.on_duty().is_none_or(|duty| duty.person == stamp.by);
            is_told && stamp.at >= at
        })
    }

    /// The one on the day, unless the slot's own timer gives it.
    fn call_on_the_day(&self) -> Option<DueCall> {
        let day = self.day();
        let is_said = self.known().reminded.contains_key(&(day, 0)) || self.known().passed == Some(day);
        let by_the_slot = self.waits_for_a_start() && !self.has_begun();
        let is_needed = !is_said && !by_the_slot && !self.is_skipped();
        is_needed.then(|| self.due(Call::OnTheDay, self.begins_at()))
    }

    /// Those to the day that has begun.
    fn calls_to_it(&self) -> Vec<DueCall> {
        let mut due: Vec<DueCall> = self.call_on_the_day().into_iter().collect();
        if self.known().passed != Some(self.day()) {
            due.push(DueCall {
                due_at: self.ends_at(),
                ..self.due(Call::Pass, self.ends_at())
            });
        }
        if self.is_done() {
            return due;
        }
        let snoozed = self.known().snoozed.iter();
        due.extend(snoozed.map(|(who, until)| self.due(Call::Recall(who.clone()), *until)));
        due.extend(self.escalation());
        due.extend(self.nudge());
        due
    }

    /// Nobody reacted to the call on the day: neither by a press on its card nor by a start.
    fn escalation(&self) -> Option<DueCall> {
        let (day, known) = (self.day(), self.known());
        let after = TimeDelta::minutes(self.cadence.calls.escalate_after?.into());
        let called = *known.reminded.get(&(day, 0))?;
        let has_reacted = self.taken_on().is_some() || self.began().is_some();
        let is_asked = known.escalated.as_ref().is_some_and(|(of, ..)| *of == day);
        if has_reacted || is_asked {
            return None;
        }
        let since = known.reacted_until.map_or(called, |until| until.max(called));
        Some(self.due(Call::Escalate, since + after))
    }

    fn nudge(&self) -> Option<DueCall> {
        let (day, known) = (self.day(), self.known());
        let last = known.nudged.filter(|(of, _)| *of == day).map(|(_, at)| at);
        match self.cadence.calls.nudge? {
            Nudge::Hours(hours) => {
                let called = *known.reminded.get(&(day, 0))?;
                let next = last.unwrap_or(called) + TimeDelta::hours(hours.max(1).into());
                let due = self.due(Call::Nudge, next);
                (self.day_at(due.due_at) == day).then_some(due)
            }
            Nudge::Days(days) => {
                let from = last.map_or(day, |at| self.day_at(at));
                let calendar = self.calendar();
                let after = |day| calendar.next_working_day(day);
                let mut on = (0..days.max(1)).try_fold(from, |day, _: u32| after(day))?;
                // The call to a later planned day names what goes on from this one.
                while self.cadence.is_slot(on) {
                    on = after(on)?;
                }
                Some(self.due(Call::Nudge, self.moment(on, self.cadence.at)))
            }
        }
    }
}
