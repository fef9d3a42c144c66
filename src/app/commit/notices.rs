//! What the facts of a commit call for is queued in its transaction: who is told what, by which way, in which lane.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::app::load::release_stream;
use crate::app::{AppError, Fault};
use crate::domain::audience::Audience;
use crate::domain::fact::{ReleaseFact, ServiceFact};
use crate::domain::name::AudienceName;
use crate::domain::notice::{
    Notice, Recipient, RotationSaid, Word, deliveries, is_premature, notices, rotation_notices,
    service_notices,
};
use crate::domain::process::Process;
use crate::domain::release::Release;
use crate::domain::service::ServiceState;
use crate::store::{NewNotice, Tx, Via};

use super::Act;

/// Queues what the facts of a release call for; each fact's notices are worked out on the state before and after that
/// very fact. `after` is the state after all of them.
pub(super) async fn queue_notices(
    tx: &mut Tx,
    act: &Act<'_>,
    last: i64,
    facts: &[ReleaseFact],
    (before, after): (&Release, &Release),
    service: &ServiceState,
) -> Result<(), AppError> {
    let stream = release_stream(before.number);
    let mut state = Cow::Borrowed(before);
    for (place, fact) in (last + 1..).zip(facts) {
        let next = if place - last == facts.len() as i64 {
            Cow::Borrowed(after)
        } else {
            let mut next = state.clone().into_owned();
            next.apply(&act.recorded(fact));
            Cow::Owned(next)
        };
        let said = if is_premature(fact, act.now, &next, service) {
            vec![]
        } else {
            notices(fact, &act.actor.id, &state, &next)
        };
        let known = Some(&before.process.audiences);
        let said = said.iter().flat_map(|notice| delivered(notice, known, service));
        for (n, notice) in said.enumerate() {
            queue(tx, act, (&stream, place), n, &notice).await?;
        }
        state = next;
    }
    Ok(())
}

/// As [`queue_notices`], for the facts of a service, by its processes of today.
pub(super) async fn queue_service_notices(
    tx: &mut Tx,
    act: &Act<'_>,
    (stream, last): (&str, i64),
    facts: &[ServiceFact],
    (before, after): (&ServiceState, &ServiceState),
    processes: &[Arc<Process>],
) -> Result<(), AppError> {
    let mut state = Cow::Borrowed(before);
    for (place, fact) in (last + 1..).zip(facts) {
        let next = if place - last == facts.len() as i64 {
            Cow::Borrowed(after)
        } else {
            let mut next = state.clone().into_owned();
            next.apply(&act.recorded(fact));
            Cow::Owned(next)
        };
        let mut said = service_notices(fact, act.now, processes, &next);
        if let (ServiceFact::Rotation { rotation, what }, Some(process)) = (fact, processes.first()) {
            let by = (&act.actor.id, act.now);
            said.extend(rotation_notices(
                (rotation, what),
                by,
                &process.service,
                (&state, &next),
            ));
        }
        let known = processes.first().map(|process| &process.service.audiences);
        let said = said.iter().flat_map(|notice| delivered(notice, known, &next));
        for (n, notice) in said.enumerate() {
            queue(tx, act, (stream, place), n, &notice).await?;
        }
        state = next;
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
pub(in crate::app) fn way_of(notice: &Notice, stream: &str) -> (Via, String) {
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

async fn queue(
    tx: &mut Tx,
    act: &Act<'_>,
    (stream, seq): (&str, i64),
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
pub(in crate::app) fn nonce(key: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(&Sha256::digest(key.as_bytes())[..12])
}
