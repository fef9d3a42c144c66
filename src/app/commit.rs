//! From a decision to the disk: facts, timers, notices, cards and the key, in one transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::agenda::{Timer, agenda, agenda_after, service_agenda};
use crate::domain::decide::{Decision, ServiceDecision, Situation};
use crate::domain::fact::{Recorded, ReleaseFact, ServiceFact, format};
use crate::domain::name::ServiceName;
use crate::domain::outage::OutageFact;
use crate::domain::person::Actor;
use crate::domain::process::Process;
use crate::domain::release::{Course, Release};
use crate::domain::service::ServiceState;
use crate::store::{Entry, ReleaseRow, Tx};

use super::load::{Loaded, LoadedService, release_stream, service_stream};
use super::{App, AppError, Fault, ShelvedProcess};

mod cards;
mod notices;
mod timers;

use cards::{is_on_release_cards, opens_or_shuts_steps, redraw_releases};
pub(super) use cards::{want_cards, want_outage_cards};
pub(super) use notices::{nonce, way_of};
use notices::{queue_notices, queue_service_notices};
pub(super) use timers::{WrittenTimers, timers};
use timers::{changes_the_calendar, keep_service_timers, keep_timers};

/// The place of a card that is not in a thread: where releases are announced.
pub(super) const RELEASES: &str = "releases";

/// More releases of a service than this are not open at once.
pub(super) const OPEN_AT_ONCE: i64 = 200;

/// What every part of one commit shares.
#[derive(Clone, Copy)]
pub(super) struct Act<'a> {
    /// Under which key it is carried out once.
    pub(super) key: &'a str,
    /// Who asked.
    pub(super) actor: &'a Actor,
    /// The stream and name of the timer that it sees to, which is done with it.
    pub(super) timer: Option<(&'a str, &'a str)>,
    /// The time of what happens.
    pub(super) now: DateTime<Utc>,
}

impl<'a> Act<'a> {
    /// What somebody asked for at that time.
    pub(super) fn of(key: &'a str, actor: &'a Actor, now: DateTime<Utc>) -> Self {
        Self {
            key,
            actor,
            timer: None,
            now,
        }
    }

    /// The timer that it sees to, when it is of that stream.
    fn timer_of(&self, stream: &str) -> Option<&'a str> {
        let (_, timer) = self.timer.filter(|(of, _)| *of == stream)?;
        Some(timer)
    }

    fn recorded<F: Clone>(&self, fact: &F) -> Recorded<F> {
        Recorded {
            at: self.now,
            by: self.actor.id.clone(),
            fact: fact.clone(),
        }
    }
}

impl App {
    pub(super) async fn commit_decision(
        &self,
        act: &Act<'_>,
        before: &Loaded,
        decision: Decision,
    ) -> Result<Situation, AppError> {
        let mut tx = self.shared.store.begin().await?;
        let (old, new) = (&before.situation.release, decision.after.release.clone());
        let (earlier, later) = (&*before.situation.service, &*decision.after.service);
        let (stream, last) = (release_stream(new.number), before.release_seq);
        let release_seq = append(&mut tx, act, &stream, last, &decision.release_facts).await?;
        queue_notices(&mut tx, act, last, &decision.release_facts, (old, &new), later).await?;
        let (service, last) = (&new.process.service.name, before.service_seq);
        let facts = &decision.service_facts;
        let service_seq = append(&mut tx, act, &service_stream(service), last, facts).await?;
        keep_timers(&mut tx, act, &stream, &agenda(old, earlier), agenda(&new, later)).await?;
        let mut due = None;
        if !facts.is_empty() {
            let noted = self.note_service(&mut tx, act, service, (earlier, last), facts, later);
            due = Some(noted.await?);
        }
        want_cards(&mut tx, Some(old), &new, act.now).await?;
        if !decision.release_facts.is_empty() {
            let (states, of) = ((earlier, later), Some(new.number));
            self.want_day_cards(&mut tx, service, states, &[], of, act.now)
                .await?;
        }
        if old.course != new.course || old.version != new.version {
            tx.save_release(&row(&new)).await?;
        }
        self.finish(tx, act, &new.number.to_string()).await?;
        self.keep_release(release_seq, &new);
        self.keep_service(service, service_seq, &decision.after.service);
        if let Some(due) = due {
            self.shared.written.keep(service, service_seq, due);
        }
        Ok(decision.after)
    }

    pub(super) async fn commit_start(
        &self,
        mut tx: Tx,
        act: &Act<'_>,
        shelved: &ShelvedProcess,
        service: &LoadedService,
        decision: ServiceDecision,
    ) -> Result<Situation, AppError> {
        let process = shelved.process.clone();
        let release = begin(process.clone(), act, &decision.release_facts)?;
        let body = serde_json::to_string(&*process).map_err(|e| Fault::Journal(e.to_string()))?;
        tx.save_process(&shelved.digest, &body).await?;
        let stream = release_stream(release.number);
        let release_seq = append(&mut tx, act, &stream, 0, &decision.release_facts).await?;
        let (name, facts) = (&process.service.name, &decision.service_facts);
        let service_seq = append(&mut tx, act, &service_stream(name), service.seq, facts).await?;
        let before = (&*service.state, service.seq);
        let due = self
            .note_service(&mut tx, act, name, before, facts, &decision.after)
            .await?;
        tx.replace_timers(&stream, &timers(agenda(&release, &decision.after)))
            .await?;
        tx.save_release(&row(&release)).await?;
        want_cards(&mut tx, None, &release, act.now).await?;
        self.finish(tx, act, &release.number.to_string()).await?;
        let (release, after) = (Arc::new(release), Arc::new(decision.after));
        self.keep_release(release_seq, &release);
        self.keep_service(name, service_seq, &after);
        self.shared.written.keep(name, service_seq, due);
        Ok(Situation {
            release,
            service: after,
        })
    }

    pub(super) async fn commit_for_service(
        &self,
        mut tx: Tx,
        act: &Act<'_>,
        name: &ServiceName,
        service: &LoadedService,
        decision: ServiceDecision,
    ) -> Result<(), AppError> {
        let (stream, facts) = (service_stream(name), &decision.service_facts);
        let seq = append(&mut tx, act, &stream, service.seq, facts).await?;
        let before = (&*service.state, service.seq);
        let due = self
            .note_service(&mut tx, act, name, before, facts, &decision.after)
            .await?;
        if facts.iter().any(changes_the_calendar) {
            self.wind_up_releases(&mut tx, name, &decision.after).await?;
        }
        if facts.iter().any(is_on_release_cards) {
            self.want_release_cards(&mut tx, name, act.now).await?;
        }
        self.finish(tx, act, &outcome_of(facts)).await?;
        self.keep_service(name, seq, &Arc::new(decision.after));
        self.shared.written.keep(name, seq, due);
        Ok(())
    }

    /// What the facts of a service call for: notices, and timers where the agenda changed. By its processes of today,
    /// since a release may run by one that keeps none of this. Gives what is due then.
    async fn note_service(
        &self,
        tx: &mut Tx,
        act: &Act<'_>,
        service: &ServiceName,
        (before, last): (&ServiceState, i64),
        facts: &[ServiceFact],
        after: &ServiceState,
    ) -> Result<Vec<Timer>, AppError> {
        let (processes, stream) = (self.library().of_service(service), service_stream(service));
        let states = (before, after);
        queue_service_notices(tx, act, (&stream, last), facts, states, &processes).await?;
        self.keep_outages(tx, act, service, facts, after).await?;
        self.want_day_cards(tx, service, states, facts, None, act.now)
            .await?;
        if facts.iter().any(opens_or_shuts_steps) {
            redraw_releases(tx, service, act.now).await?;
        }
        let written = self.shared.written.take(service, last);
        let due = match &written {
            Some(written) => agenda_after(facts, written, after, &processes),
            None => service_agenda(after, &processes),
        };
        keep_service_timers(tx, act, &stream, written.as_deref(), &due).await?;
        Ok(due)
    }

    async fn finish(&self, mut tx: Tx, act: &Act<'_>, outcome: &str) -> Result<(), AppError> {
        tx.remember(act.key, outcome, act.now.timestamp_millis()).await?;
        tx.commit().await?;
        self.shared.scheduler.ring();
        self.shared.courier.ring();
        Ok(())
    }
}

/// What a repeated command is answered with: the number of an outage that was entered.
fn outcome_of(facts: &[ServiceFact]) -> String {
    let entered = facts.iter().find_map(|fact| match fact {
        ServiceFact::Outage { number, what } => matches!(what, OutageFact::Drafted { .. }).then_some(number),
        _ => None,
    });
    entered.map(i64::to_string).unwrap_or_default()
}

fn begin(process: Arc<Process>, act: &Act<'_>, facts: &[ReleaseFact]) -> Result<Release, AppError> {
    let misfit = || Fault::Journal("a start decided on nothing".to_owned());
    let first = facts.first().ok_or_else(misfit)?;
    let mut release = Release::begin(process, &act.recorded(first)).ok_or_else(misfit)?;
    facts[1..]
        .iter()
        .for_each(|fact| release.apply(&act.recorded(fact)));
    Ok(release)
}

async fn append<F: Serialize>(
    tx: &mut Tx,
    act: &Act<'_>,
    stream: &str,
    last: i64,
    facts: &[F],
) -> Result<i64, AppError> {
    if facts.is_empty() {
        return Ok(last);
    }
    let entry = |fact| {
        let (kind, body) = format::write(fact);
        let (at, by) = (act.now.timestamp_millis(), act.actor.id.to_string());
        Entry {
            at,
            by,
            kind,
            version: format::FORMAT,
            body,
        }
    };
    let entries: Vec<Entry> = facts.iter().map(entry).collect();
    Ok(tx.append(stream, last, act.key, &entries).await?)
}

pub(super) fn row(release: &Release) -> ReleaseRow {
    let process = &release.process;
    let (state, ended_at) = match &release.course {
        Course::Running => ("running", None),
        Course::Held(_) => ("held", None),
        Course::Finished(stamp) => ("finished", Some(stamp.at)),
        Course::Aborted(ending) => ("aborted", Some(ending.stamp.at)),
        Course::RolledBack(ending) => ("rolled-back", Some(ending.stamp.at)),
    };
    ReleaseRow {
        number: release.number,
        service: process.service.name.to_string(),
        process: process.name.to_string(),
        version: release.version.to_string(),
        title: format!("{} {}", process.service.title, release.version),
        state: state.to_owned(),
        started_by: release.started.by.to_string(),
        started_at: release.started.at.timestamp_millis(),
        ended_at: ended_at.map(|at| at.timestamp_millis()),
        digest: release.digest.clone(),
    }
}
