//! The weeks to come: on which day what goes where, who releases, and what stands in the way.
//!
//! Worked out from what the service knows each time somebody asks: a fix, a skipped or a moved day changes the answer
//! and nothing else. What is known is named (a version, a release); what is not yet is what will be merged by then.
//! Pure; asked by `wording`, the feed and the command line.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::cadence::Cadence;
use super::calendar::{Objection, objections};
use super::decide::{Shut, Situation};
use super::diary::{Replacement, Slot};
use super::name::{EnvironmentName, PersonId, RoleName, Version};
use super::outage::Window;
use super::person::Stamp;
use super::process::{Effect, Process, Service};
use super::rotation::OnDuty;
use super::service::{Holder, ServiceState};
use super::wall_clock::instant;

mod blocks;
#[cfg(test)]
mod tests;
mod walk;

use walk::Walk;

/// The most weeks that are looked ahead.
pub const MOST_WEEKS: u32 = 52;

/// What is known when the weeks to come are worked out.
#[derive(Clone, Copy)]
pub struct Outlook<'a> {
    /// The moment at which somebody asks.
    pub now: DateTime<Utc>,
    /// What the service knows.
    pub state: &'a ServiceState,
    /// Its processes as they are today; the service is that of the first.
    pub processes: &'a [Arc<Process>],
    /// Its open releases.
    pub open: &'a [Situation],
}

/// A day on which a release is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedDay {
    /// The day: of the slot, or the one to which it was moved.
    pub day: NaiveDate,
    /// The slot.
    pub slot: Slot,
    /// Who moved it, when and why.
    pub moved: Option<(Stamp, String)>,
    /// What became of it so far.
    pub prospect: Prospect,
    /// The release manager of that day.
    pub on_duty: Option<OnDuty>,
    /// What goes where, in the order in which it goes on: the most trusted environment first.
    pub legs: Vec<Leg>,
    /// The holiday that it is on, and who keeps it there in spite of that.
    pub holiday: Option<(String, Option<PersonId>)>,
    /// The freezes that hold, each with whether it forbids.
    pub freezes: Vec<(String, bool)>,
    /// What stands in the way.
    pub blocks: Vec<Block>,
    /// The outages that are planned for that day, by number.
    pub outages: Vec<(i64, Window)>,
}

/// What became of a slot so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prospect {
    /// It is to come.
    Planned,
    /// It was called to mind, and nobody started it.
    Due,
    /// A release began on it.
    Begun(i64),
    /// Nothing was merged since that version, so nobody is asked.
    NothingMerged(Version),
    /// Something else went there instead.
    Replaced,
    /// It is skipped.
    Skipped(Stamp, String),
}

/// What goes to an environment on a planned day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Where.
    pub environment: EnvironmentName,
    /// What goes there.
    pub gets: Coming,
    /// The rounds that it contains, oldest first, where a release contains rounds.
    pub rounds: Vec<Round>,
}

/// What goes somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coming {
    /// A version that is known, with its release; 0 when none brings it.
    Version(Version, i64),
    /// What is merged by that day; so many changes up to now, where that can be said.
    MergedBy(NaiveDate, Option<usize>),
    /// What that environment has by then.
    TestedOn(EnvironmentName),
    /// It has that version already.
    Same(Version),
    /// Another release went there instead.
    Replaced(Replacement),
    /// Nothing is known that could go there.
    Nothing,
}

/// A round that a release contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The day on which it came there, or comes.
    pub day: NaiveDate,
    /// Its version, once it is known.
    pub version: Option<Version>,
}

/// What stands in the way of a planned day.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A gate of a step would be shut.
    Shut {
        /// The release.
        release: i64,
        /// The title of the step.
        step: String,
        /// The gate.
        shut: Shut,
    },
    /// A go is missing.
    Awaits {
        /// The release.
        release: i64,
        /// What is signed off.
        what: String,
        /// Who could.
        roles: Vec<RoleName>,
    },
    /// The release is held.
    Held(i64),
    /// Another release holds the environment.
    Busy(EnvironmentName, Holder),
    /// No open release carries the version on.
    NobodyCarries(Version),
    /// Nobody is there whose turn it would be.
    NobodyOnDuty,
}

/// The planned days of the next weeks, in order; of several on one day the one for the most trusted environment first.
pub fn forecast(outlook: &Outlook<'_>, weeks: u32) -> Vec<PlannedDay> {
    let Some(process) = outlook.processes.first() else {
        return vec![];
    };
    let service = &process.service;
    let today = outlook.now.with_timezone(&service.zone).date_naive();
    let span = Days::new(u64::from(weeks.clamp(1, MOST_WEEKS)) * 7);
    let until = today.checked_add_days(span).unwrap_or(today);
    let mut slots: Vec<(NaiveDate, usize, NaiveDate)> = Vec::new();
    for (n, cadence) in service.cadences.iter().enumerate() {
        let days = days_of(outlook.state, cadence, today, until);
        slots.extend(days.map(|(day, date)| (day, n, date)));
    }
    // What is tested goes on before what is new begins.
    let trust = |n: usize| {
        let target = target(service, outlook.processes, &service.cadences[n]);
        let mut known = service.environments.iter();
        target.and_then(|name| known.position(|e| e.name == name))
    };
    slots.sort_by_key(|(day, n, _)| (*day, std::cmp::Reverse(trust(*n)), *n));
    let mut walk = Walk::new(outlook, service);
    slots
        .into_iter()
        .map(|(day, n, date)| walk.pass(&service.cadences[n], date, day))
        .collect()
}

/// The slots whose day is from `today` to `until`, each with its day. A slot can have been moved as far as its
/// neighbours.
fn days_of(
    state: &ServiceState,
    cadence: &Cadence,
    today: NaiveDate,
    until: NaiveDate,
) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let first = cadence.before(today).unwrap_or(today);
    let last = cadence.after(until).unwrap_or(until);
    let diary = state.diary(cadence);
    let slots = cadence.slots_from(first).take_while(move |date| *date <= last);
    slots
        .map(|date| (diary.day_of(date), date))
        .filter(move |(day, _)| (today..=until).contains(day))
}

/// The environment for which a slot of a cadence is: the one that it names, or the last whose version its process sets.
pub fn target(service: &Service, processes: &[Arc<Process>], cadence: &Cadence) -> Option<EnvironmentName> {
    if let Some(named) = &cadence.environment {
        return Some(named.clone());
    }
    let process = processes.iter().find(|p| p.name == cadence.process)?;
    let effects = process.steps.iter().rev().flat_map(|step| &step.effects);
    let mut set = effects.filter_map(|effect| match effect {
        Effect::SetVersion {
            environment,
            component: None,
            ..
        } => Some(environment),
        _ => None,
    });
    set.find(|name| service.find_environment(name).is_some()).cloned()
}

/// What the calendar has against a day: the holiday, and the freezes with whether they forbid.
fn against(
    (service, state): (&Service, &ServiceState),
    cadence: &Cadence,
    environment: Option<&EnvironmentName>,
    day: NaiveDate,
) -> (Option<String>, Vec<(String, bool)>) {
    let start = instant(service.zone, day.and_time(cadence.at));
    let end = start + chrono::TimeDelta::minutes(1);
    let found = objections(
        &state.calendar(service),
        service.zone,
        Window { start, end },
        environment,
    );
    let (mut holiday, mut freezes) = (None, Vec::new());
    for objection in found {
        match objection {
            Objection::Holiday { name, .. } => holiday = holiday.or(Some(name)),
            Objection::Freeze { title, hard, .. } => freezes.push((title, hard)),
        }
    }
    (holiday, freezes)
}
