//! What is asked of a service: to start a release, to note an available version.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::super::agenda;
use super::super::command::ServiceCommand;
use super::super::fact::{Recorded, ReleaseFact, ServiceFact};
use super::super::month;
use super::super::name::{RoleName, Version};
use super::super::person::Actor;
use super::super::process::Process;
use super::super::refusal::Refusal;
use super::super::rotation::with_turns;
use super::super::service::ServiceState;
use super::answer::matches_rule;
use super::calendar::heard_of_calendar;
use super::outage::alone::{self, Scene};
use super::outage::due;
use super::plan::{self, Start};
use super::report::heard;
use super::ticket::decide_for_ticket;
use super::{environment, paired, release_day, require_text, rotation};

/// What happens to a service, and to the release that it starts, if it starts one.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDecision {
    /// What happens to the service.
    pub service_facts: Vec<ServiceFact>,
    /// What begins a release.
    pub release_facts: Vec<ReleaseFact>,
    /// The service as it then is.
    pub after: ServiceState,
}

/// What a command brings about, by the processes of the service as they are today.
///
/// # Errors
/// The [`Refusal`] when the person may not; nothing changes then.
pub fn decide_for_service(
    now: DateTime<Utc>,
    service: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    command: &ServiceCommand,
) -> Result<ServiceDecision, Refusal> {
    let acting = processes
        .first()
        .map(|process| with_turns(now, service, &process.service, actor));
    let actor = acting.as_ref().unwrap_or(actor);
    let (service_facts, release_facts) = match command {
        ServiceCommand::Start { process, .. } => {
            let found = processes.iter().find(|p| p.name == *process);
            let process = found.ok_or_else(|| Refusal::NoProcess(process.clone()))?;
            start(now, service, process, actor, command)?
        }
        ServiceCommand::NoteAvailable { version, on } => (
            note_available(now, service, processes, actor, version, *on)?,
            vec![],
        ),
        ServiceCommand::SyncData { from, to, what, on } => {
            let known = &processes.first().ok_or(Refusal::NotDue)?.service;
            let facts = environment::sync_data(now, known, actor, from.as_ref(), to, what, on)?;
            (facts, vec![])
        }
        ServiceCommand::SetFact {
            environment,
            key,
            text,
        } => {
            let known = &processes.first().ok_or(Refusal::NotDue)?.service;
            (
                environment::set_fact(known, actor, environment, key, text)?,
                vec![],
            )
        }
        ServiceCommand::Ticket(command) => {
            let keeper = processes.iter().find(|p| p.tickets.is_some());
            let facts = decide_for_ticket(service, keeper.map(|p| &**p), actor, command)?;
            (facts, vec![])
        }
        ServiceCommand::Outage(number, command) => {
            let scene = Scene {
                now,
                state: service,
                processes,
                actor,
            };
            (scene.decide(*number, command)?, vec![])
        }
        ServiceCommand::Subscribe(audience) => (
            alone::subscribe(service, processes, actor, audience, true)?,
            vec![],
        ),
        ServiceCommand::Unsubscribe(audience) => (
            alone::subscribe(service, processes, actor, audience, false)?,
            vec![],
        ),
        ServiceCommand::OpenFeed(digest) => {
            let digest = digest.clone();
            (vec![ServiceFact::FeedOpened { digest }], vec![])
        }
        ServiceCommand::CloseFeeds => (alone::close_feeds(service, actor), vec![]),
        ServiceCommand::Rotation(name, command) => (
            rotation::decide(now, service, processes, actor, (name, command))?,
            vec![],
        ),
        ServiceCommand::Calendar(set, command) => (heard_of_calendar(service, set, command), vec![]),
        ServiceCommand::Day(slot, command) => (
            release_day::decide(now, service, processes, actor, (slot, *command))?,
            vec![],
        ),
        ServiceCommand::SeeTo(timer) => (see_to(now, service, processes, timer)?, vec![]),
        ServiceCommand::TakeReport(report, taken_by) => (heard(service, report, taken_by), vec![]),
        ServiceCommand::SkipSlot(slot, reason) => {
            (plan::skip(service, processes, actor, slot, reason)?, vec![])
        }
        ServiceCommand::MoveSlot(slot, to, reason) => (
            plan::move_slot(now, service, processes, actor, (slot, *to), reason)?,
            vec![],
        ),
        ServiceCommand::AnswerHoliday(slot, answer) => (
            plan::answer(now, service, processes, actor, (slot, *answer))?,
            vec![],
        ),
    };
    let mut after = service.clone();
    for fact in &service_facts {
        after.apply(&Recorded {
            at: now,
            by: actor.id.clone(),
            fact: fact.clone(),
        });
    }
    Ok(ServiceDecision {
        service_facts,
        release_facts,
        after,
    })
}

/// Why a release of this process cannot be started by this person now, whatever its version; `None` when it can. What
/// is typed in a form may be refused all the same.
pub fn refuses_start(
    now: DateTime<Utc>,
    service: &ServiceState,
    process: &Process,
    actor: &Actor,
) -> Option<Refusal> {
    let actor = with_turns(now, service, &process.service, actor);
    let allowed = require_starter(process, &actor);
    allowed.and_then(|()| require_free(service, process)).err()
}

/// The environments that a release occupies are held by no other.
fn require_free(service: &ServiceState, process: &Process) -> Result<(), Refusal> {
    let mut wanted = process.occupies.iter();
    match wanted.find_map(|environment| service.holders.get_key_value(environment)) {
        Some((environment, holder)) => Err(Refusal::EnvironmentBusy(environment.clone(), holder.clone())),
        None => Ok(()),
    }
}

fn start(
    now: DateTime<Utc>,
    service: &ServiceState,
    process: &Process,
    actor: &Actor,
    command: &ServiceCommand,
) -> Result<(Vec<ServiceFact>, Vec<ReleaseFact>), Refusal> {
    let ServiceCommand::Start {
        number,
        version,
        digest,
        reason,
        wish,
        ..
    } = command
    else {
        return Ok((vec![], vec![]));
    };
    let number = *number;
    require_starter(process, actor)?;
    let version = require_one_version(process, version)?;
    require_free(service, process)?;
    let on = now.with_timezone(&process.service.zone).date_naive();
    let overridden = pass_year(service, process, actor, on, reason.as_deref())?;
    let mut service_facts = vec![ServiceFact::ReleaseStarted {
        release: number,
        process: process.name.clone(),
        version: version.clone(),
        on,
    }];
    let taken = process.occupies.iter();
    service_facts.extend(taken.map(|environment| ServiceFact::EnvironmentTaken {
        environment: environment.clone(),
        release: number,
        process: process.title.clone(),
        version: version.clone(),
    }));
    let started = ReleaseFact::Started {
        number,
        service: process.service.name.clone(),
        process: process.name.clone(),
        digest: digest.clone(),
        version: version.clone(),
    };
    let start = Start {
        now,
        service,
        process,
        number,
        version: &version,
    };
    service_facts.extend(start.beside(reason.as_deref(), wish)?);
    Ok((
        service_facts,
        [Some(started), overridden].into_iter().flatten().collect(),
    ))
}

/// No more than so many a year; one more by authority, with a reason.
fn pass_year(
    service: &ServiceState,
    process: &Process,
    actor: &Actor,
    on: NaiveDate,
    reason: Option<&str>,
) -> Result<Option<ReleaseFact>, Refusal> {
    let Some(most) = process.most_per_year else {
        return Ok(None);
    };
    let started = service.started_in(on.year(), &process.name);
    if started.len() < usize::try_from(most).unwrap_or(usize::MAX) {
        return Ok(None);
    }
    let year = on.year();
    let Some(reason) = reason.filter(|_| actor.has_any(&process.override_by)) else {
        return Err(Refusal::TooManyThisYear { most, year, started });
    };
    let reason = require_text(reason)?;
    let rule = format!("at most {most} a year");
    Ok(Some(ReleaseFact::StartOverridden { reason, rule }))
}

/// Whether there are starts by this process at all, and this person is among those who start.
fn require_starter(process: &Process, actor: &Actor) -> Result<(), Refusal> {
    if let Some(why) = &process.not_yet {
        return Err(Refusal::NotAgreedYet(process.name.clone(), why.clone()));
    }
    let owners: Vec<RoleName> = process.steps.iter().map(|s| s.owner.clone()).collect();
    let starters = if process.started_by.is_empty() {
        &owners
    } else {
        &process.started_by
    };
    if actor.has_any(starters) {
        return Ok(());
    }
    let mut needed = starters.clone();
    needed.sort();
    needed.dedup();
    Err(Refusal::RoleMissing {
        needed,
        have: actor.roles.iter().cloned().collect(),
    })
}

/// One version of one change: small changes regularly, no batch of several.
fn require_one_version(process: &Process, version: &str) -> Result<Version, Refusal> {
    let version = require_text(version)?;
    let parts: Vec<&str> = version
        .split([' ', ',', '+', '&', ';'])
        .filter(|p| !p.is_empty() && *p != "and")
        .collect();
    if parts.len() > 1 {
        return Err(Refusal::SeveralChanges(
            parts.into_iter().map(str::to_owned).collect(),
        ));
    }
    match &process.version {
        Some(rule) if !matches_rule(rule, &version) => Err(Refusal::VersionDoesNotFit {
            version,
            because: rule.because.clone(),
        }),
        _ => Ok(Version::from(version)),
    }
}

fn note_available(
    now: DateTime<Utc>,
    service: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    version: &Version,
    on: NaiveDate,
) -> Result<Vec<ServiceFact>, Refusal> {
    let mut keepers = processes
        .iter()
        .filter_map(|p| Some((p, p.availability.as_ref()?)));
    let (process, reminder) = keepers.next().ok_or(Refusal::AvailabilityNotKept)?;
    if !actor.roles.contains(&reminder.role) {
        let have = actor.roles.iter().cloned().collect();
        return Err(Refusal::RoleMissing {
            needed: vec![reminder.role.clone()],
            have,
        });
    }
    let version = require_one_version(process, version.as_str())?;
    let runs = service
        .versions
        .get(&reminder.environment)
        .is_some_and(|r| r.version == version);
    if runs || service.available.contains_key(&version) {
        return Err(Refusal::AvailableAlready(version));
    }
    let today = now.with_timezone(&process.service.zone).date_naive();
    if on > today {
        return Err(Refusal::ValueDoesNotFit {
            value: on.to_string(),
            because: "a day that has come".to_owned(),
        });
    }
    Ok(vec![ServiceFact::VersionBecameAvailable { version, on }])
}

fn see_to(
    now: DateTime<Utc>,
    service: &ServiceState,
    processes: &[Arc<Process>],
    timer: &str,
) -> Result<Vec<ServiceFact>, Refusal> {
    if let Some(facts) = plan::see_to(now, service, processes, timer) {
        return Ok(facts);
    }
    if let Some(facts) = due::see_to(now, service, processes, timer) {
        return Ok(facts);
    }
    let reported = processes
        .first()
        .and_then(|p| month::see_to(now, &p.service, service, timer));
    if let Some(facts) = reported {
        return Ok(facts);
    }
    let known = processes.first().map(|process| &process.service);
    if let Some(facts) = known.and_then(|known| release_day::see_to(now, service, known, timer)) {
        return Ok(facts);
    }
    if let Some(decided) = rotation::see_to(now, service, processes, timer) {
        return decided;
    }
    let due = agenda::service_agenda(service, processes)
        .into_iter()
        .find(|t| t.key == timer && t.due_at <= now);
    let reminded = paired::remind_of_state(now, service, timer);
    if let Some(facts) = reminded.filter(|_| due.is_some()) {
        return Ok(facts);
    }
    let version = due.and_then(|t| t.version).ok_or(Refusal::NotDue)?;
    let available = service.available.get(&version).ok_or(Refusal::NotDue)?;
    let zone = processes.first().ok_or(Refusal::NotDue)?.service.zone;
    let today = now.with_timezone(&zone).date_naive();
    let after_days = u32::try_from((today - available.on).num_days()).unwrap_or(0);
    Ok(vec![ServiceFact::AvailabilityReminded { version, after_days }])
}
