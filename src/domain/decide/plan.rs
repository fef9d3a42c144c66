//! The plan: slots that are proposed, moved, skipped and taken; releases that go around them; instances beside them.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::agenda::{cadences_of, instance_key, slot_key};
use super::super::cadence::Cadence;
use super::super::command::Wish;
use super::super::diary::{CycleWeek, DueSlot, Replacement, Slot};
use super::super::fact::{ReleaseFact, ServiceFact};
use super::super::name::{EnvironmentName, RoleName, TrackName, Version};
use super::super::person::Actor;
use super::super::process::{Process, Service};
use super::super::refusal::Refusal;
use super::super::service::ServiceState;
use super::super::track::{Track, TrackEffect};
use super::answer::matches_rule;
use super::{Draft, release_day, require_text};

mod holiday;

pub(super) use holiday::answer;

/// A release that is about to begin.
pub(super) struct Start<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) service: &'a ServiceState,
    pub(super) process: &'a Process,
    pub(super) number: i64,
    pub(super) version: &'a Version,
}

impl Start<'_> {
    /// What a start means for the plan of its service, beside the release itself.
    pub(super) fn beside(&self, reason: Option<&str>, wish: &Wish) -> Result<Vec<ServiceFact>, Refusal> {
        let mut facts = match &self.process.track {
            Some(track) => self.short_circuit(track, reason)?,
            None => self.take_slot(wish)?,
        };
        facts.extend(self.begin_instance(wish)?);
        Ok(facts)
    }

    fn today(&self) -> NaiveDate {
        today(self.now, &self.process.service)
    }

    /// The slot for which somebody said that they start, or the one that was proposed and waits.
    fn take_slot(&self, wish: &Wish) -> Result<Vec<ServiceFact>, Refusal> {
        let release = self.number;
        if let Some(slot) = &wish.slot {
            let cadence = find_open(self.service, &self.process.service, slot)?;
            if cadence.process != self.process.name {
                return Err(Refusal::NoSlot(slot.clone()));
            }
            return Ok(vec![ServiceFact::SlotTaken {
                slot: slot.clone(),
                release,
            }]);
        }
        let Some(cadence) = self.process.service.find_cadence_of(&self.process.name) else {
            return Ok(vec![]);
        };
        let date = self.service.diary(cadence).open_proposal(cadence);
        let slot = date.map(|date| slot_of(cadence, date));
        Ok(slot
            .map(|slot| ServiceFact::SlotTaken { slot, release })
            .into_iter()
            .collect())
    }

    /// A release around the planned ones is counted with its reason, and replaces what the table says.
    fn short_circuit(&self, name: &TrackName, reason: Option<&str>) -> Result<Vec<ServiceFact>, Refusal> {
        let missing = || Refusal::ReasonMissing(self.process.name.clone());
        let reason = require_text(reason.unwrap_or_default()).map_err(|no| match no {
            Refusal::TextMissing => missing(),
            other => other,
        })?;
        let service = &self.process.service;
        let Some(track) = service.find_track(name) else {
            return Ok(vec![]);
        };
        if let Some(rule) = track.reason.as_ref().filter(|rule| !matches_rule(rule, &reason)) {
            return Err(Refusal::ValueDoesNotFit {
                value: reason,
                because: rule.because.clone(),
            });
        }
        let cadence = service.find_cadence(&track.cadence);
        let week = week_of(self.service, service, track, self.now);
        let rows = track.rows_of(week.number);
        let counted = ServiceFact::ShortCircuited {
            release: self.number,
            version: self.version.clone(),
            process: self.process.name.clone(),
            track: track.name.clone(),
            title: track.title.clone(),
            environment: track.environment.clone(),
            week: week.number,
            rows: rows
                .map(|row| (row.environment.clone(), row.words.clone()))
                .collect(),
            reason,
        };
        let replaced = track
            .rows_of(week.number)
            .filter(|row| row.does == TrackEffect::ReplacePlanned);
        let replaced = replaced.filter_map(|row| self.replace(cadence?, week.slot?, track, &row.environment));
        Ok(std::iter::once(counted).chain(replaced).collect())
    }

    /// What was planned is replaced, unless it was released on its day already.
    fn replace(
        &self,
        cadence: &Cadence,
        date: NaiveDate,
        track: &Track,
        environment: &EnvironmentName,
    ) -> Option<ServiceFact> {
        if self.is_released_as_planned(cadence, date, environment) {
            return None;
        }
        Some(ServiceFact::SlotReplaced {
            slot: slot_of(cadence, date),
            environment: environment.clone(),
            by: Replacement {
                release: self.number,
                version: self.version.clone(),
                track: track.title.clone(),
            },
        })
    }

    fn is_released_as_planned(
        &self,
        cadence: &Cadence,
        date: NaiveDate,
        environment: &EnvironmentName,
    ) -> bool {
        let diary = self.service.diary(cadence);
        let zone = self.process.service.zone;
        let is_the_start = cadence.environment.as_ref().is_none_or(|e| e == environment);
        let taken = diary.find(date).is_some_and(|state| state.taken.is_some());
        let running = self.service.versions.get(environment);
        let since = running.map(|running| running.reported.at.with_timezone(&zone).date_naive());
        (is_the_start && taken) || since.is_some_and(|since| since >= diary.day_of(date))
    }

    fn begin_instance(&self, wish: &Wish) -> Result<Option<ServiceFact>, Refusal> {
        let Some(rule) = &self.process.instance else {
            return Ok(None);
        };
        let missing = || Refusal::InstancePlanMissing(self.process.name.clone());
        let plan = wish.instance.clone().ok_or_else(missing)?;
        if !rule.purposes.contains(&plan.purpose) {
            return Err(Refusal::PurposeNotAllowed {
                purpose: plan.purpose,
                allowed: rule.purposes.clone(),
            });
        }
        if plan.ends_on < self.today() {
            return Err(Refusal::EndInThePast(plan.ends_on));
        }
        Ok(Some(ServiceFact::InstanceBegun {
            release: self.number,
            name: self.version.clone(),
            process: self.process.name.clone(),
            plan,
            remind_every_days: rule.remind_every_days,
        }))
    }
}

/// The week of the cycle in which a release by `track` would be if it began at `now`.
pub fn week_of(state: &ServiceState, service: &Service, track: &Track, now: DateTime<Utc>) -> CycleWeek {
    let today = today(now, service);
    match service.find_cadence(&track.cadence) {
        Some(cadence) => state.diary(cadence).week_of(cadence, today),
        None => CycleWeek {
            number: 1,
            slot: None,
        },
    }
}

fn today(now: DateTime<Utc>, service: &Service) -> NaiveDate {
    now.with_timezone(&service.zone).date_naive()
}

fn slot_of(cadence: &Cadence, date: NaiveDate) -> Slot {
    Slot {
        cadence: cadence.name.clone(),
        date,
    }
}

/// The cadence of a slot that waits for somebody.
fn find_open<'s>(state: &ServiceState, service: &'s Service, slot: &Slot) -> Result<&'s Cadence, Refusal> {
    let cadence = service
        .find_cadence(&slot.cadence)
        .filter(|c| c.is_slot(slot.date));
    let cadence = cadence.ok_or_else(|| Refusal::NoSlot(slot.clone()))?;
    if state.diary(cadence).is_settled(cadence, slot.date) {
        return Err(Refusal::SlotSettled(slot.clone()));
    }
    Ok(cadence)
}

/// The same, when this person may move or skip it: the role that is told of it, or one that may override its process.
fn enter_slot<'p>(
    state: &ServiceState,
    processes: &'p [Arc<Process>],
    actor: &Actor,
    slot: &Slot,
) -> Result<(&'p Service, &'p Cadence), Refusal> {
    let first = processes.first().ok_or_else(|| Refusal::NoSlot(slot.clone()))?;
    let cadence = find_open(state, &first.service, slot)?;
    let process = processes.iter().find(|p| p.name == cadence.process);
    let overriders = process.into_iter().flat_map(|p| &p.override_by);
    let mut needed: Vec<RoleName> = overriders.chain([&cadence.role]).cloned().collect();
    if actor.has_any(&needed) {
        return Ok((&first.service, cadence));
    }
    needed.sort();
    needed.dedup();
    Err(Refusal::RoleMissing {
        needed,
        have: actor.roles.iter().cloned().collect(),
    })
}

pub(super) fn skip(
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    slot: &Slot,
    reason: &str,
) -> Result<Vec<ServiceFact>, Refusal> {
    enter_slot(state, processes, actor, slot)?;
    let reason = require_text(reason)?;
    Ok(vec![ServiceFact::SlotSkipped {
        slot: slot.clone(),
        reason,
    }])
}

/// A slot moves within the room between its neighbours on the grid, so that the order of slots stays.
pub(super) fn move_slot(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    (slot, to): (&Slot, NaiveDate),
    reason: &str,
) -> Result<Vec<ServiceFact>, Refusal> {
    let (service, cadence) = enter_slot(state, processes, actor, slot)?;
    let reason = require_text(reason)?;
    let earliest = cadence.before(slot.date).and_then(|day| day.succ_opt());
    let from = earliest.unwrap_or(NaiveDate::MIN).max(today(now, service));
    let until = cadence.after(slot.date).and_then(|day| day.pred_opt());
    let until = until.unwrap_or(NaiveDate::MAX);
    if !(from..=until).contains(&to) {
        return Err(Refusal::SlotOutOfReach {
            slot: slot.clone(),
            from,
            until,
        });
    }
    Ok(vec![ServiceFact::SlotMoved {
        slot: slot.clone(),
        to,
        reason,
    }])
}

/// The version of the cadence's environment, when nothing was merged since and the playbook asks to look.
fn nothing_since(state: &ServiceState, cadence: &Cadence) -> Option<Version> {
    let environment = cadence.environment.as_ref().filter(|_| cadence.only_if_changed)?;
    let version = &state.versions.get(environment)?.version;
    state.changes_since(version).is_empty().then(|| version.clone())
}

/// The playbook's rule for a slot whose holiday nobody saw to in time, such as after a downtime.
fn on_holiday(
    now: DateTime<Utc>,
    state: &ServiceState,
    service: &Service,
    cadence: &Cadence,
    chosen: DueSlot,
) -> Option<ServiceFact> {
    let known = state.diary(cadence).find(chosen.date);
    if chosen.day != chosen.date || known.is_some_and(|known| known.asked.is_some() || known.is_answered()) {
        return None;
    }
    let calendar = state.calendar(service);
    let holiday = calendar.find_holiday(chosen.date)?;
    holiday::by_rule(&calendar, service, cadence, &holiday, today(now, service))
}

/// What a timer of the plan brings about; nothing when it is none of them, or not due.
pub(super) fn see_to(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    let service = &processes.first()?.service;
    if let Some(facts) = holiday::see_to(now, state, service, timer) {
        return Some(facts);
    }
    for cadence in cadences_of(service, timer) {
        let diary = state.diary(cadence);
        let due = diary.due(cadence, service.zone).into_iter();
        let mut due = due.filter(|slot| slot.due_at <= now && slot_key(cadence, slot) == timer);
        if let Some(due) = due.next() {
            let chosen = diary.to_propose(cadence, service.zone, due, now);
            if let Some(fact) = on_holiday(now, state, service, cadence, chosen) {
                return Some(vec![fact]);
            }
            let slot = slot_of(cadence, chosen.date);
            let day = chosen.day;
            let called = release_day::with_the_slot(now, state, service, (cadence, &slot));
            let fact = match nothing_since(state, cadence) {
                Some(since) => ServiceFact::NothingToRelease { slot, since },
                None => ServiceFact::SlotProposed { slot, day },
            };
            return Some(vec![fact, called]);
        }
    }
    let mut instances = state.instances.iter();
    instances.find_map(|(release, instance)| {
        let (days, due_at) = instance.next_reminder(service.zone)?;
        let is_it = due_at <= now && instance_key(*release, days) == timer;
        let after = (today(now, service) - instance.plan.ends_on).num_days();
        is_it.then(|| {
            vec![ServiceFact::InstanceReminded {
                release: *release,
                after_days: u32::try_from(after).unwrap_or(days),
            }]
        })
    })
}

impl Draft<'_> {
    /// The instance of this release is gone. Possible also after an abort: what was made is still there then.
    pub(super) fn shut_down(&mut self) -> Result<(), Refusal> {
        let number = self.after.release.number;
        let instance = self
            .after
            .service
            .find_instance(number)
            .ok_or(Refusal::NoInstance)?;
        let is_owner = instance.plan.owner == self.actor.id;
        let owns_steps = self
            .process()
            .steps
            .iter()
            .any(|s| self.actor.roles.contains(&s.owner));
        if !is_owner && !owns_steps {
            return Err(Refusal::InstanceNotYours(instance.plan.owner.clone()));
        }
        self.happened_to_service(ServiceFact::InstanceShutDown { release: number });
        if !self.after.release.is_over() {
            self.happened(ReleaseFact::Finished);
            self.free_environments(|_| true);
        }
        Ok(())
    }
}
