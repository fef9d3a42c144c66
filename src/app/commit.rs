//! From a decision to the disk: facts, timers, notices, cards and the key, in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::agenda::{self, agenda};
use crate::domain::audience::Audience;
use crate::domain::card::{self, CardKey, Home};
use crate::domain::decide::{Decision, ServiceDecision, Situation};
use crate::domain::fact::{Recorded, ReleaseFact, ServiceFact, format};
use crate::domain::name::{AudienceName, ServiceName};
use crate::domain::notice::{
    Notice, Recipient, RotationSaid, Word, deliveries, is_premature, notices, rotation_notices,
    service_notices,
};
use crate::domain::outage::{Outage, OutageFact};
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::release::{Course, Release};
use crate::domain::service::ServiceState;
use crate::store::{Entry, NewNotice, ReleaseFilter, ReleaseRow, Timer, Tx, Via};

use super::load::{Loaded, LoadedService, release_stream, service_stream};
use super::{App, AppError, Fault, ShelvedProcess};

/// The place of a card that is not in a thread: where releases are announced.
pub(super) const RELEASES: &str = "releases";

/// More releases of a service than this are not open at once.
pub(super) const OPEN_AT_ONCE: i64 = 200;

/// What every part of one commit shares.
struct Act<'a> {
    key: &'a str,
    actor: &'a Actor,
    now: DateTime<Utc>,
}

impl App {
    pub(super) async fn commit_decision(
        &self,
        key: &str,
        actor: &Actor,
        now: DateTime<Utc>,
        before: &Loaded,
        decision: Decision,
    ) -> Result<Situation, AppError> {
        let mut tx = self.shared.store.begin().await?;
        let act = Act { key, actor, now };
        let (old, new) = (&before.situation.release, decision.after.release.clone());
        let stream = release_stream(new.number);
        let release_seq = append(
            &mut tx,
            &act,
            &stream,
            before.release_seq,
            &decision.release_facts,
        )
        .await?;
        queue_notices(
            &mut tx,
            &act,
            before.release_seq,
            &decision.release_facts,
            old,
            &decision.after.service,
        )
        .await?;
        let service = &new.process.service.name;
        let service_seq = append(
            &mut tx,
            &act,
            &service_stream(service),
            before.service_seq,
            &decision.service_facts,
        )
        .await?;
        let due = agenda(&new, &decision.after.service);
        if agenda(old, &before.situation.service) != due {
            tx.replace_timers(&stream, &timers(due)).await?;
        }
        if !decision.service_facts.is_empty() {
            let before = (&*before.situation.service, before.service_seq);
            let after = &decision.after.service;
            self.note_service(&mut tx, &act, service, before, &decision.service_facts, after)
                .await?;
        }
        want_cards(&mut tx, Some(old), &new, now).await?;
        if !decision.release_facts.is_empty() {
            let states = (&*before.situation.service, &*decision.after.service);
            self.want_day_cards(&mut tx, service, states, &[], Some(new.number), now)
                .await?;
        }
        if old.course != new.course || old.version != new.version {
            tx.save_release(&row(&new)).await?;
        }
        self.finish(tx, &act, &new.number.to_string()).await?;
        self.keep_release(release_seq, &new);
        self.keep_service(service, service_seq, &decision.after.service);
        Ok(decision.after)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a start touches the release and its service at once"
    )]
    pub(super) async fn commit_start(
        &self,
        mut tx: Tx,
        key: &str,
        actor: &Actor,
        now: DateTime<Utc>,
        shelved: &ShelvedProcess,
        service: &LoadedService,
        decision: ServiceDecision,
    ) -> Result<Situation, AppError> {
        let act = Act { key, actor, now };
        let process = shelved.process.clone();
        let release = begin(process.clone(), &act, &decision.release_facts)?;
        let body = serde_json::to_string(&*process).map_err(|e| Fault::Journal(e.to_string()))?;
        tx.save_process(&shelved.digest, &body).await?;
        let stream = release_stream(release.number);
        let release_seq = append(&mut tx, &act, &stream, 0, &decision.release_facts).await?;
        let service_name = &process.service.name;
        let service_seq = append(
            &mut tx,
            &act,
            &service_stream(service_name),
            service.seq,
            &decision.service_facts,
        )
        .await?;
        let before = (&*service.state, service.seq);
        self.note_service(
            &mut tx,
            &act,
            service_name,
            before,
            &decision.service_facts,
            &decision.after,
        )
        .await?;
        tx.replace_timers(&stream, &timers(agenda(&release, &decision.after)))
            .await?;
        tx.save_release(&row(&release)).await?;
        want_cards(&mut tx, None, &release, now).await?;
        self.finish(tx, &act, &release.number.to_string()).await?;
        let (release, after) = (Arc::new(release), Arc::new(decision.after));
        self.keep_release(release_seq, &release);
        self.keep_service(service_name, service_seq, &after);
        Ok(Situation {
            release,
            service: after,
        })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a commit needs, each of another kind"
    )]
    pub(super) async fn commit_for_service(
        &self,
        mut tx: Tx,
        key: &str,
        actor: &Actor,
        now: DateTime<Utc>,
        name: &ServiceName,
        service: &LoadedService,
        decision: ServiceDecision,
    ) -> Result<(), AppError> {
        let act = Act { key, actor, now };
        let stream = service_stream(name);
        let seq = append(&mut tx, &act, &stream, service.seq, &decision.service_facts).await?;
        let before = (&*service.state, service.seq);
        self.note_service(
            &mut tx,
            &act,
            name,
            before,
            &decision.service_facts,
            &decision.after,
        )
        .await?;
        if decision.service_facts.iter().any(changes_the_calendar) {
            self.wind_up_releases(&mut tx, name, &decision.after).await?;
        }
        if decision.service_facts.iter().any(is_on_release_cards) {
            self.want_release_cards(&mut tx, name, now).await?;
        }
        self.finish(tx, &act, &outcome_of(&decision.service_facts))
            .await?;
        let after: Arc<ServiceState> = Arc::new(decision.after);
        self.keep_service(name, seq, &after);
        Ok(())
    }

    /// What the facts of a service call for: notices, and timers where the agenda changed. By its processes of today,
    /// since a release may run by one that keeps none of this.
    async fn note_service(
        &self,
        tx: &mut Tx,
        act: &Act<'_>,
        service: &ServiceName,
        (before, last): (&ServiceState, i64),
        facts: &[ServiceFact],
        after: &ServiceState,
    ) -> Result<(), AppError> {
        let processes = self.library().of_service(service);
        let stream = service_stream(service);
        let mut state = before.clone();
        for (n, fact) in (last + 1..).zip(facts) {
            let earlier = matches!(fact, ServiceFact::Rotation { .. }).then(|| state.clone());
            state.apply(&Recorded {
                at: act.now,
                by: act.actor.id.clone(),
                fact: fact.clone(),
            });
            let mut said = service_notices(fact, act.now, &processes, &state);
            if let (ServiceFact::Rotation { rotation, what }, Some(earlier), Some(process)) =
                (fact, &earlier, processes.first())
            {
                let by = (&act.actor.id, act.now);
                let states = (earlier, &state);
                said.extend(rotation_notices((rotation, what), by, &process.service, states));
            }
            let said = said.iter().flat_map(|notice| {
                let known = processes.first().map(|p| &p.service.audiences);
                delivered(notice, known, &state)
            });
            for (i, notice) in said.enumerate() {
                queue(tx, act, &stream, n, i, &notice).await?;
            }
        }
        self.keep_outages(tx, act, service, facts, after).await?;
        self.want_day_cards(tx, service, (before, after), facts, None, act.now)
            .await?;
        if facts.iter().any(opens_or_shuts_steps) {
            redraw_releases(tx, service, act.now).await?;
        }
        let due = agenda::service_agenda(after, &processes);
        if due != agenda::service_agenda(before, &processes) {
            tx.replace_timers(&stream, &timers(due)).await?;
        }
        Ok(())
    }

    /// The cards of outages of which something happened that they show are drawn again.
    async fn keep_outages(
        &self,
        tx: &mut Tx,
        act: &Act<'_>,
        service: &ServiceName,
        facts: &[ServiceFact],
        after: &ServiceState,
    ) -> Result<(), AppError> {
        let touched: BTreeSet<i64> = facts
            .iter()
            .filter_map(|fact| match fact {
                ServiceFact::Outage { number, what } => card::shows(what).then_some(*number),
                _ => None,
            })
            .collect();
        for number in touched {
            let known = self.library().of_service(service);
            let (Some(outage), Some(process)) = (after.outages.get(&number), known.first()) else {
                continue;
            };
            if outage.about.release.is_none() {
                tx.save_outage(number, service.as_str()).await?;
            }
            want_outage_cards(tx, number, outage, &process.service, act.now).await?;
        }
        Ok(())
    }

    /// The cards of the open releases show what a service heard: they are drawn again.
    async fn want_release_cards(
        &self,
        tx: &mut Tx,
        service: &ServiceName,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let open = tx.releases(ReleaseFilter::Open, Some(service.as_str()), OPEN_AT_ONCE, 0);
        for row in open.await? {
            let (card, stream) = (
                CardKey::Release(row.number).to_string(),
                release_stream(row.number),
            );
            tx.want_card(&card, &stream, None, RELEASES, now.timestamp_millis())
                .await?;
        }
        Ok(())
    }

    /// When the calendar opens and shuts the steps of the open releases is written anew.
    async fn wind_up_releases(
        &self,
        tx: &mut Tx,
        service: &ServiceName,
        after: &ServiceState,
    ) -> Result<(), AppError> {
        let open = tx.releases(ReleaseFilter::Open, Some(service.as_str()), OPEN_AT_ONCE, 0);
        for row in open.await? {
            if let Some((_, release)) = self.load_release(tx, row.number).await? {
                let due = timers(agenda(&release, after));
                tx.replace_timers(&release_stream(row.number), &due).await?;
            }
        }
        Ok(())
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

fn is_on_release_cards(fact: &ServiceFact) -> bool {
    matches!(
        fact,
        ServiceFact::Reported { .. } | ServiceFact::VersionSet { .. }
    )
}

fn changes_the_calendar(fact: &ServiceFact) -> bool {
    matches!(fact, ServiceFact::Calendar { .. })
}

/// Whether a step of another release may be open, or shut, because of it.
fn opens_or_shuts_steps(fact: &ServiceFact) -> bool {
    matches!(
        fact,
        ServiceFact::EnvironmentTaken { .. }
            | ServiceFact::EnvironmentFreed { .. }
            | ServiceFact::VersionSet { .. }
            | ServiceFact::VersionUnset { .. }
            | ServiceFact::Calendar { .. }
            // What waits for its planned day, or is passed on it by another, says so on its card.
            | ServiceFact::SlotProposed { .. }
            | ServiceFact::SlotMoved { .. }
            | ServiceFact::SlotSkipped { .. }
            | ServiceFact::NothingToRelease { .. }
            | ServiceFact::SlotReplaced { .. }
    )
}

/// The most releases of one service whose cards follow what happens to it.
const NEIGHBOURS: i64 = 50;

async fn redraw_releases(tx: &mut Tx, service: &ServiceName, now: DateTime<Utc>) -> Result<(), AppError> {
    let open = tx
        .releases(ReleaseFilter::Open, Some(service.as_str()), NEIGHBOURS, 0)
        .await?;
    for row in open {
        let (card, stream) = (
            CardKey::Release(row.number).to_string(),
            release_stream(row.number),
        );
        tx.want_card(&card, &stream, None, RELEASES, now.timestamp_millis())
            .await?;
    }
    Ok(())
}

fn begin(process: Arc<Process>, act: &Act<'_>, facts: &[ReleaseFact]) -> Result<Release, AppError> {
    let misfit = || Fault::Journal("a start decided on nothing".to_owned());
    let first = facts.first().ok_or_else(misfit)?;
    let recorded = |fact: &ReleaseFact| Recorded {
        at: act.now,
        by: act.actor.id.clone(),
        fact: fact.clone(),
    };
    let mut release = Release::begin(process, &recorded(first)).ok_or_else(misfit)?;
    facts[1..].iter().for_each(|fact| release.apply(&recorded(fact)));
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

pub(super) async fn want_outage_cards(
    tx: &mut Tx,
    number: i64,
    outage: &Outage,
    service: &Service,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let stream = service_stream(&service.name);
    for (card, place) in card::of_outage(number, outage, service) {
        let at = now.timestamp_millis();
        tx.want_card(&card.to_string(), &stream, None, &place, at).await?;
    }
    Ok(())
}

/// The deliveries of a notice: to an audience one for each of its places, to everybody else itself.
fn delivered(
    notice: &Notice,
    audiences: Option<&BTreeMap<AudienceName, Audience>>,
    service: &ServiceState,
) -> Vec<Notice> {
    let Recipient::Audience(name) = &notice.to else {
        return vec![notice.clone()];
    };
    let Some(audience) = audiences.and_then(|all| all.get(name)) else {
        return vec![notice.clone()];
    };
    let nobody = BTreeSet::new();
    let subscribers = service.subscribers.get(name).unwrap_or(&nobody);
    deliveries(notice, (name, audience), subscribers)
}

/// By which way a notice goes, and with what in order.
pub(super) fn way_of(notice: &Notice, stream: &str) -> (Via, String) {
    if let Word::Rotation(news) = &notice.word
        && let RotationSaid::RoleMoves { role, .. } = &news.said
    {
        return (Via::Discord, format!("role/{role}"));
    }
    match &notice.to {
        Recipient::Channel { channel, .. } => (Via::Discord, format!("channel/{channel}")),
        Recipient::Subscriber { person, .. } | Recipient::Person(person) => {
            (Via::Discord, format!("person/{person}"))
        }
        Recipient::Mail { address, .. } => (Via::Mail, format!("mail/{address}")),
        Recipient::Endpoint { endpoint, .. } => (Via::Endpoint, format!("endpoint/{endpoint}")),
        Recipient::Audience(_)
        | Recipient::Thread
        | Recipient::Releases
        | Recipient::Side(_)
        | Recipient::ThreadOf(_) => (Via::Discord, stream.to_owned()),
    }
}

/// Each fact's notices are worked out on the state before and after that very fact.
async fn queue_notices(
    tx: &mut Tx,
    act: &Act<'_>,
    last: i64,
    facts: &[ReleaseFact],
    before: &Release,
    service: &ServiceState,
) -> Result<(), AppError> {
    let stream = release_stream(before.number);
    let mut state = before.clone();
    for (n, fact) in (last + 1..).zip(facts) {
        let mut next = state.clone();
        next.apply(&Recorded {
            at: act.now,
            by: act.actor.id.clone(),
            fact: fact.clone(),
        });
        let said = if is_premature(fact, act.now, &next, service) {
            vec![]
        } else {
            notices(fact, &act.actor.id, &state, &next)
        };
        let known = Some(&before.process.audiences);
        let said = said.iter().flat_map(|notice| delivered(notice, known, service));
        for (i, notice) in said.enumerate() {
            queue(tx, act, &stream, n, i, &notice).await?;
        }
        state = next;
    }
    Ok(())
}

async fn queue(
    tx: &mut Tx,
    act: &Act<'_>,
    stream: &str,
    seq: i64,
    index: usize,
    notice: &Notice,
) -> Result<(), AppError> {
    let body = serde_json::to_string(notice).map_err(|e| Fault::Journal(e.to_string()))?;
    let key = format!("{stream}#{seq}.{index}");
    let (via, lane) = way_of(notice, stream);
    let notice = NewNotice {
        nonce: nonce(&key),
        stream: stream.to_owned(),
        body,
        due_at: act.now.timestamp_millis(),
        not_after: notice.not_after.map(|at| at.timestamp_millis()),
        via,
        lane,
        key,
    };
    tx.queue_notice(&notice).await?;
    Ok(())
}

/// What Discord knows a message by, so that a repeated send gives the message that is there: at most 25 characters.
pub(super) fn nonce(key: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(&Sha256::digest(key.as_bytes())[..12])
}

pub(super) fn timers(due: Vec<agenda::Timer>) -> Vec<Timer> {
    let timer = |t: agenda::Timer| Timer {
        key: t.key,
        due_at: t.due_at.timestamp_millis(),
        body: String::new(),
    };
    due.into_iter().map(timer).collect()
}

pub(super) async fn want_cards(
    tx: &mut Tx,
    before: Option<&Release>,
    after: &Release,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let stream = release_stream(after.number);
    let parent = CardKey::Release(after.number).to_string();
    for card in card::touched(before, after) {
        let (under, place) = match card::home(after, &card) {
            Home::Releases => (None, RELEASES.to_owned()),
            Home::Thread => (Some(parent.as_str()), RELEASES.to_owned()),
            Home::Side(channel) => (None, channel),
        };
        tx.want_card(&card.to_string(), &stream, under, &place, now.timestamp_millis())
            .await?;
    }
    Ok(())
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
