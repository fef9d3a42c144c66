//! The events of one release, by folding its journal once more.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, Utc};

use super::{Event, Kind, Known, Source, working_minutes};
use crate::domain::fact::{ItemPlace, Placed, ReleaseFact};
use crate::domain::name::{EnvironmentName, RoleName, StepName};
use crate::domain::process::{AskKind, Gate, Process, Step};
use crate::domain::release::Release;
use crate::domain::wall_clock::instant;

/// A release with every fact that led to it.
#[derive(Clone, Debug)]
pub struct Life {
    /// The process that it keeps.
    pub process: Arc<Process>,
    /// Its facts, in order; the first says that it was started.
    pub facts: Vec<Placed<ReleaseFact>>,
}

impl Life {
    /// Its number; 0 when it has no beginning.
    pub(super) fn number(&self) -> i64 {
        match self.facts.first().map(|first| &first.recorded.fact) {
            Some(ReleaseFact::Started { number, .. }) => *number,
            _ => 0,
        }
    }

    /// The version with which it was started.
    pub(super) fn version(&self) -> String {
        match self.facts.first().map(|first| &first.recorded.fact) {
            Some(ReleaseFact::Started { version, .. }) => version.to_string(),
            _ => String::new(),
        }
    }
}

/// The events of a release, whenever they were.
pub(super) fn events(known: &Known<'_>, life: &Life) -> Vec<Event> {
    let first = life.facts.first();
    let Some(release) = first.and_then(|first| Release::begin(life.process.clone(), &first.recorded)) else {
        return Vec::new();
    };
    let mut reading = Reading {
        known,
        release,
        reopened: BTreeMap::new(),
        held_since: None,
        holds: Vec::new(),
        events: Vec::new(),
    };
    for (n, placed) in life.facts.iter().enumerate() {
        reading.see(placed);
        if n > 0 {
            reading.release.apply(&placed.recorded);
        }
    }
    reading.events
}

/// A release while its journal is read.
struct Reading<'r> {
    known: &'r Known<'r>,
    /// As it was before the next fact.
    release: Release,
    /// When steps were opened again after they had been complete.
    reopened: BTreeMap<StepName, DateTime<Utc>>,
    held_since: Option<DateTime<Utc>>,
    /// From when to when nothing could be done.
    holds: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    events: Vec<Event>,
}

impl Reading<'_> {
    fn see(&mut self, placed: &Placed<ReleaseFact>) {
        match &placed.recorded.fact {
            ReleaseFact::Started { .. } => {
                let title = self.release.process.title.clone();
                self.count(placed, Kind::Started, title, None);
            }
            ReleaseFact::Finished => self.over(placed, Kind::Finished, None),
            ReleaseFact::Aborted { reason } => self.over(placed, Kind::Aborted, Some(reason)),
            ReleaseFact::RolledBack { reason } => self.over(placed, Kind::RolledBack, Some(reason)),
            ReleaseFact::GateOverridden {
                step, reason, gate, ..
            } => {
                let about = format!("{} ({gate})", self.title(step));
                self.count(placed, Kind::Override, about, Some(reason));
            }
            ReleaseFact::StepOverridden {
                step,
                reason,
                missing,
            } => {
                let about = format!("{} ({missing})", self.title(step));
                self.count(placed, Kind::Override, about, Some(reason));
                self.waited(placed, step);
            }
            ReleaseFact::StartOverridden { reason, rule } => {
                self.count(placed, Kind::Override, rule.clone(), Some(reason));
            }
            ReleaseFact::StepCompleted { step } => self.waited(placed, step),
            ReleaseFact::StepReopened { step } => {
                self.reopened.insert(step.clone(), placed.recorded.at);
            }
            ReleaseFact::ItemFailed { place, note } => {
                let about = format!("{}: {}", self.title(&place.step), self.item(place));
                self.count(placed, Kind::TestFailed, about, Some(note));
            }
            ReleaseFact::ReportFailed { place, why, .. } => {
                let about = self.title(&place.step);
                self.count(placed, Kind::TestFailed, about, Some(why));
            }
            ReleaseFact::WentBack { from, reason, .. } => {
                let about = self.title(from);
                self.count(placed, Kind::Returned, about, Some(reason));
            }
            ReleaseFact::WentGo { place, .. } => {
                let about = self.title(&place.step);
                self.count(placed, Kind::Go, about, None);
            }
            ReleaseFact::WentNoGo { place, reason, .. } => {
                let about = self.title(&place.step);
                self.count(placed, Kind::NoGo, about, Some(reason));
            }
            ReleaseFact::Held { .. } => self.held_since = Some(placed.recorded.at),
            ReleaseFact::Resumed => {
                let since = self.held_since.take();
                self.holds.extend(since.map(|since| (since, placed.recorded.at)));
            }
            _ => {}
        }
    }

    fn over(&mut self, placed: &Placed<ReleaseFact>, kind: Kind, reason: Option<&String>) {
        let title = self.release.process.title.clone();
        self.count(placed, kind, title, reason);
    }

    fn count(&mut self, placed: &Placed<ReleaseFact>, kind: Kind, about: String, reason: Option<&String>) {
        let at = placed.recorded.at;
        let source = Source::Release(self.release.number, placed.seq);
        self.events.push(Event {
            at: Some(at),
            release: Some((self.release.number, self.release.version.to_string())),
            who: Some(placed.recorded.by.clone()),
            reason: reason.cloned(),
            ..Event::new(kind, self.known.day(at), about, source)
        });
    }

    /// A step is complete: it was with its roles since its turn had come and nothing but they held it up.
    fn waited(&mut self, placed: &Placed<ReleaseFact>, name: &StepName) {
        let Some((_, step, state)) = self.release.find_step(name) else {
            return;
        };
        let Some(open) = state.open_since.filter(|_| state.completed.is_none()) else {
            return;
        };
        let at = placed.recorded.at;
        let reopened = self.reopened.get(name).copied();
        let since = reopened
            .into_iter()
            .chain(self.shut_until(step))
            .fold(open, DateTime::max);
        let zone = self.known.service.zone;
        let calendar = self.known.state.calendar(self.known.service);
        let minutes = |from, to| working_minutes(&calendar, zone, from, to);
        let held = self
            .holds
            .iter()
            .map(|(from, to)| minutes((*from).max(since), (*to).min(at)));
        let waited = (minutes(since, at) - held.sum::<i64>()).max(0);
        let (about, roles) = (step.title.clone(), roles_of(step));
        self.count(placed, Kind::Waited, about, None);
        if let Some(event) = self.events.last_mut() {
            event.minutes = Some(waited);
            event.roles = roles;
        }
    }

    /// The moments until which not people but the plan held a step up.
    fn shut_until(&self, step: &Step) -> Vec<DateTime<Utc>> {
        let zone = self.known.service.zone;
        let morning = |day: chrono::NaiveDate| instant(zone, day.and_time(NaiveTime::MIN));
        let gates = step.gates.iter().filter_map(|gate| match gate {
            Gate::OutageBegun => {
                let outage = self.release.outage.as_ref()?;
                let started = outage.started.as_ref().map(|stamp| stamp.at);
                started.or(outage.announced.map(|window| window.start))
            }
            Gate::NotBefore { step, ask } => self.release.agreed_day(step, ask).map(morning),
            Gate::NextSlot(environment) => self.next_slot(environment).map(morning),
            _ => None,
        });
        gates.collect()
    }

    fn next_slot(&self, environment: &EnvironmentName) -> Option<chrono::NaiveDate> {
        let cadence = self.known.service.find_cadence_of(&self.release.process.name)?;
        let diary = self.known.state.diary(cadence);
        let begun = self.known.day(self.release.started.at);
        let base = diary.slot_of(self.release.number).unwrap_or(begun);
        let next = diary.next_for(cadence, Some(environment), base)?;
        Some(diary.day_of(next))
    }

    fn title(&self, step: &StepName) -> String {
        let found = self.release.process.find_step(step);
        found.map_or_else(|| step.to_string(), |(_, step)| step.title.clone())
    }

    fn item(&self, place: &ItemPlace) -> String {
        let process = &self.release.process;
        let step = process.find_step(&place.step).map(|(_, step)| step);
        let list = step
            .and_then(|step| step.find_ask(&place.ask))
            .and_then(|ask| ask.kind.checklist())
            .and_then(|list| process.checklists.get(list));
        let item = list.and_then(|list| list.find_item(&place.item));
        item.map_or_else(|| place.item.to_string(), |item| item.text.clone())
    }
}

/// Those with whom a step is: its owner, or those who sign where it asks for nothing else.
fn roles_of(step: &Step) -> Vec<RoleName> {
    let signs = |kind: &AskKind| kind.sign_off().is_some();
    if step.asks.is_empty() || !step.asks.iter().all(|ask| signs(&ask.kind)) {
        return vec![step.owner.clone()];
    }
    let rules = step.asks.iter().filter_map(|ask| ask.kind.sign_off());
    let mut roles: Vec<RoleName> = rules.flat_map(|rule| rule.roles().cloned()).collect();
    roles.sort();
    roles.dedup();
    roles
}
