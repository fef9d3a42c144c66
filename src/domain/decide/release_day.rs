//! Planned days: who is called when, who takes one on, and what falls into quiet hours.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::agenda::{cadences_of, day_calls};
use super::super::cadence::Cadence;
use super::super::diary::Slot;
use super::super::fact::ServiceFact;
use super::super::name::RoleName;
use super::super::person::Actor;
use super::super::process::{Process, Service};
use super::super::refusal::Refusal;
use super::super::release_day::{
    AFTER_LUNCH, Call, DayCommand, DayFact, DayRefusal, DueCall, ReleaseDay, Snooze,
};
use super::super::service::ServiceState;
use super::Draft;

/// What a command to a planned day brings about.
pub(super) fn decide(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    (slot, command): (&Slot, DayCommand),
) -> Result<Vec<ServiceFact>, Refusal> {
    let missing = || Refusal::NoSlot(slot.clone());
    let service = &processes.first().ok_or_else(missing)?.service;
    let day = ReleaseDay::of(state, service, slot).ok_or_else(missing)?;
    if !day.cadence.is_slot(slot.date) {
        return Err(missing());
    }
    require_theirs(&day, processes, actor)?;
    if day.is_done() || (day.has_begun() && !day.is_current()) {
        return Err(Refusal::Day(DayRefusal::Done(day.day())));
    }
    if !day.has_begun() && day.day_at(now) < day.day() {
        return Err(Refusal::Day(DayRefusal::NotYet(day.day())));
    }
    let what = match command {
        DayCommand::TakeOn => match day.taken_on() {
            Some(stamp) if stamp.by == actor.id => {
                return Err(Refusal::Day(DayRefusal::TakenOn(actor.id.clone())));
            }
            _ => DayFact::TakenOn { day: day.day() },
        },
        DayCommand::Snooze(snooze) => DayFact::Snoozed {
            until: day.first_awake(until(now, &day, snooze)?),
        },
    };
    Ok(vec![happened(&day, what)])
}

fn happened(day: &ReleaseDay<'_>, what: DayFact) -> ServiceFact {
    ServiceFact::Day {
        slot: day.slot(),
        what,
    }
}

/// The release manager of the day, the backup, those whom the cadence calls, and who may override its process.
fn require_theirs(day: &ReleaseDay<'_>, processes: &[Arc<Process>], actor: &Actor) -> Result<(), Refusal> {
    let process = processes.iter().find(|p| p.name == day.cadence.process);
    let overriders = process.into_iter().flat_map(|p| &p.override_by);
    let mut roles: Vec<RoleName> = overriders.chain([&day.cadence.role]).cloned().collect();
    if day.is_for(&actor.id) || actor.has_any(&roles) {
        return Ok(());
    }
    roles.sort();
    roles.dedup();
    let manager = day.on_duty().map(|duty| duty.person);
    Err(Refusal::Day(DayRefusal::NotYours { manager, roles }))
}

fn until(now: DateTime<Utc>, day: &ReleaseDay<'_>, snooze: Snooze) -> Result<DateTime<Utc>, Refusal> {
    let today = day.day_at(now);
    Ok(match snooze {
        Snooze::Minutes(minutes) => now + TimeDelta::minutes(minutes.into()),
        Snooze::AfterLunch => {
            let lunch = day.moment(today, AFTER_LUNCH);
            if lunch <= now {
                return Err(Refusal::Day(DayRefusal::LunchIsOver));
            }
            lunch
        }
        Snooze::Tomorrow => {
            let next = day.calendar().next_working_day(today).unwrap_or(today);
            day.moment(next, day.cadence.at)
        }
    })
}

/// What the timer of a call brings about; nothing when it is none, or not due.
pub(super) fn see_to(
    now: DateTime<Utc>,
    state: &ServiceState,
    service: &Service,
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    cadences_of(service, timer).find_map(|cadence| {
        let due: Vec<DueCall> = day_calls(state, service, cadence)
            .into_iter()
            .filter(|due| due.due_at <= now)
            .collect();
        let called = due.iter().find(|due| due.key(cadence) == timer)?;
        let day = ReleaseDay {
            state,
            service,
            cadence,
            date: called.date,
        };
        let is_next = |other: &DueCall| match (&other.call, &called.call) {
            (Call::Before(other), Call::Before(this)) => other < this,
            _ => false,
        };
        let is_overtaken = due
            .iter()
            .any(|other| other.date == called.date && is_next(other));
        Some(vec![happened(&day, call(now, &day, &called.call, is_overtaken))])
    })
}

fn call(now: DateTime<Utc>, day: &ReleaseDay<'_>, call: &Call, is_overtaken: bool) -> DayFact {
    let on = day.day();
    // What is late by a day would count the days wrongly: the next call says it.
    if let Call::Before(before) = call
        && (is_overtaken || day.day_at(now) >= on || day.is_nearer_than(now, *before))
    {
        let (day, before) = (on, *before);
        return DayFact::Overtaken { day, before };
    }
    // Of a day that has passed nobody is reminded: its card says that nobody was called.
    if *call == Call::Pass || (*call == Call::OnTheDay && day.day_at(now) > on) {
        return DayFact::Passed { day: on };
    }
    let until = day.first_awake(now);
    if until > now {
        return DayFact::Held { until };
    }
    match call {
        Call::Before(before) => DayFact::Reminded {
            day: on,
            before: *before,
        },
        Call::OnTheDay => DayFact::Reminded { day: on, before: 0 },
        Call::Recall(person) => DayFact::Recalled {
            person: person.clone(),
        },
        Call::Nudge => DayFact::Nudged { day: on },
        Call::Escalate => DayFact::Escalated {
            day: on,
            to: day.on_duty().and_then(|duty| duty.backup),
        },
        Call::Pass => DayFact::Passed { day: on },
    }
}

/// The call on the day, which comes with the slot when that falls due.
pub(super) fn with_the_slot(
    now: DateTime<Utc>,
    state: &ServiceState,
    service: &Service,
    (cadence, slot): (&Cadence, &Slot),
) -> ServiceFact {
    let day = ReleaseDay {
        state,
        service,
        cadence,
        date: slot.date,
    };
    happened(&day, call(now, &day, &Call::OnTheDay, false))
}

impl Draft<'_> {
    /// Whoever works on a release of the planned day is on it: nobody is asked in their place.
    pub(super) fn take_the_day_on(&mut self) {
        if self.release_facts.is_empty() || self.actor.roles.is_empty() {
            return;
        }
        let (state, number) = (&self.after.service, self.after.release.number);
        let process = self.process();
        let mut days = process
            .service
            .cadences
            .iter()
            .filter_map(|cadence| ReleaseDay::current(state, &process.service, cadence));
        let is_meant = |day: &ReleaseDay<'_>| {
            let is_called = day.known().reminded.contains_key(&(day.day(), 0));
            let is_free = day.taken_on().is_none() && day.began().is_none();
            let is_theirs = self.actor.roles.contains(&day.cadence.role) || day.is_for(&self.actor.id);
            is_called && is_free && is_theirs && !day.is_skipped() && day.goes_on().contains(&number)
        };
        let fact = days
            .find(is_meant)
            .map(|day| happened(&day, DayFact::TakenOn { day: day.day() }));
        if let Some(fact) = fact {
            self.happened_to_service(fact);
        }
    }
}
