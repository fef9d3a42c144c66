//! From the journal to state: facts are read once and folded; later loads read only what is new.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use serde::de::DeserializeOwned;

use crate::domain::decide::Situation;
use crate::domain::fact::{Recorded, ReleaseFact, ServiceFact, format};
use crate::domain::name::{PersonId, ServiceName};
use crate::domain::process::Process;
use crate::domain::release::Release;
use crate::domain::service::ServiceState;
use crate::store::Tx;

use super::{App, Fault};

/// The most releases whose fold is kept; the journal is read again for others.
const KEPT: usize = 512;

/// Folds of streams as they were at some fact. Only ever a shortcut: a load reads what the journal has beyond it.
#[derive(Default)]
pub(super) struct Folds {
    releases: Mutex<HashMap<i64, (i64, Arc<Release>)>>,
    services: Mutex<HashMap<ServiceName, (i64, Arc<ServiceState>)>>,
    processes: Mutex<HashMap<String, Arc<Process>>>,
}

/// A release and its service, with the numbers of their last facts.
pub(super) struct Loaded {
    pub(super) situation: Situation,
    pub(super) release_seq: i64,
    pub(super) service_seq: i64,
}

/// A service, with the number of its last fact.
pub(super) struct LoadedService {
    pub(super) state: Arc<ServiceState>,
    pub(super) seq: i64,
}

/// The journal's stream of a release.
pub(super) fn release_stream(number: i64) -> String {
    format!("release/{number}")
}

/// The journal's stream of a service.
pub(super) fn service_stream(service: &ServiceName) -> String {
    format!("service/{service}")
}

/// The service whose stream it is.
pub(crate) fn service_of(stream: &str) -> Option<ServiceName> {
    stream.strip_prefix("service/").map(ServiceName::from)
}

/// The number of the release whose stream it is.
pub(super) fn release_of(stream: &str) -> Option<i64> {
    stream.strip_prefix("release/")?.parse().ok()
}

impl App {
    /// What is in memory of a release and its service.
    pub(super) fn recall(&self, number: i64) -> Option<Loaded> {
        let releases = self
            .shared
            .folds
            .releases
            .lock()
            .expect("no code panics while it holds the folds");
        let (release_seq, release) = releases.get(&number).cloned()?;
        drop(releases);
        let services = self
            .shared
            .folds
            .services
            .lock()
            .expect("no code panics while it holds the folds");
        let (service_seq, service) = services.get(&release.process.service.name).cloned()?;
        Some(Loaded {
            situation: Situation { release, service },
            release_seq,
            service_seq,
        })
    }

    /// What is in memory of a service.
    pub(super) fn recall_service(&self, service: &ServiceName) -> Option<LoadedService> {
        let services = self
            .shared
            .folds
            .services
            .lock()
            .expect("no code panics while it holds the folds");
        let (seq, state) = services.get(service).cloned()?;
        Some(LoadedService { state, seq })
    }

    pub(super) async fn load_in(&self, tx: &mut Tx, number: i64) -> Result<Option<Loaded>, Fault> {
        let Some((release_seq, release)) = self.load_release(tx, number).await? else {
            return Ok(None);
        };
        let service = self.load_service(tx, &release.process.service.name).await?;
        let situation = Situation {
            release,
            service: service.state,
        };
        Ok(Some(Loaded {
            situation,
            release_seq,
            service_seq: service.seq,
        }))
    }

    pub(super) async fn load_release(
        &self,
        tx: &mut Tx,
        number: i64,
    ) -> Result<Option<(i64, Arc<Release>)>, Fault> {
        let kept = self
            .shared
            .folds
            .releases
            .lock()
            .expect("no code panics while it holds the folds")
            .get(&number)
            .cloned();
        let after = kept.as_ref().map_or(0, |(seq, _)| *seq);
        let news = tx.facts(&release_stream(number), after).await?;
        let Some(last) = news.last().map(|f| f.seq) else {
            return Ok(kept);
        };
        let mut facts = Vec::with_capacity(news.len());
        for fact in &news {
            facts.push(read::<ReleaseFact>(fact)?);
        }
        let mut facts = facts.into_iter();
        let mut release = match kept {
            Some((_, release)) => release,
            None => Arc::new(self.begin(tx, number, facts.next()).await?),
        };
        let state = Arc::make_mut(&mut release);
        facts.for_each(|fact| state.apply(&fact));
        self.keep_release(last, &release);
        Ok(Some((last, release)))
    }

    async fn begin(
        &self,
        tx: &mut Tx,
        number: i64,
        first: Option<Recorded<ReleaseFact>>,
    ) -> Result<Release, Fault> {
        let misfit = || Fault::Journal(format!("release/{number} does not begin with a start"));
        let first = first.ok_or_else(misfit)?;
        let ReleaseFact::Started { digest, .. } = &first.fact else {
            return Err(misfit());
        };
        let process = self.load_process(tx, digest).await?;
        Release::begin(process, &first).ok_or_else(misfit)
    }

    pub(super) async fn load_process(&self, tx: &mut Tx, digest: &str) -> Result<Arc<Process>, Fault> {
        let kept = self
            .shared
            .folds
            .processes
            .lock()
            .expect("no code panics while it holds the folds")
            .get(digest)
            .cloned();
        if let Some(process) = kept {
            return Ok(process);
        }
        let missing = || Fault::Journal(format!("the process {digest} of a release is missing"));
        let body = tx.find_process(digest).await?.ok_or_else(missing)?;
        let process: Process =
            serde_json::from_str(&body).map_err(|e| Fault::Journal(format!("process {digest}: {e}")))?;
        let process = Arc::new(process);
        let mut processes = self
            .shared
            .folds
            .processes
            .lock()
            .expect("no code panics while it holds the folds");
        processes.insert(digest.to_owned(), process.clone());
        Ok(process)
    }

    pub(super) async fn load_service(
        &self,
        tx: &mut Tx,
        service: &ServiceName,
    ) -> Result<LoadedService, Fault> {
        let kept = self
            .shared
            .folds
            .services
            .lock()
            .expect("no code panics while it holds the folds")
            .get(service)
            .cloned();
        let (mut seq, mut state) = kept.unwrap_or_default();
        let news = tx.facts(&service_stream(service), seq).await?;
        if let Some(last) = news.last() {
            let folded = Arc::make_mut(&mut state);
            for fact in &news {
                folded.apply(&read::<ServiceFact>(fact)?);
            }
            seq = last.seq;
        }
        self.keep_service(service, seq, &state);
        Ok(LoadedService { state, seq })
    }

    /// Remembers a fold. Only of what is committed: a fold of a transaction that was rolled back would lie.
    pub(super) fn keep_release(&self, seq: i64, release: &Arc<Release>) {
        let mut releases = self
            .shared
            .folds
            .releases
            .lock()
            .expect("no code panics while it holds the folds");
        if releases.len() >= KEPT && !releases.contains_key(&release.number) {
            // Which one goes does not matter for what is right, only for what is quick.
            let gone = releases.keys().next().copied();
            gone.and_then(|number| releases.remove(&number));
        }
        let kept = releases
            .entry(release.number)
            .or_insert_with(|| (seq, release.clone()));
        if kept.0 < seq {
            *kept = (seq, release.clone());
        }
    }

    pub(super) fn keep_service(&self, service: &ServiceName, seq: i64, state: &Arc<ServiceState>) {
        let mut services = self
            .shared
            .folds
            .services
            .lock()
            .expect("no code panics while it holds the folds");
        let kept = services
            .entry(service.clone())
            .or_insert_with(|| (seq, state.clone()));
        if kept.0 < seq {
            *kept = (seq, state.clone());
        }
    }
}

pub(super) fn read<F: DeserializeOwned>(row: &crate::store::Recorded) -> Result<Recorded<F>, Fault> {
    let at = DateTime::from_timestamp_millis(row.at);
    let at = at.ok_or_else(|| Fault::Journal(format!("{} {}: no such time", row.stream, row.seq)))?;
    let fact = format::read(&row.kind, row.version, &row.body)
        .map_err(|e| Fault::Journal(format!("{} {}: {e}", row.stream, row.seq)))?;
    Ok(Recorded {
        at,
        by: PersonId::from(row.by.as_str()),
        fact,
    })
}
