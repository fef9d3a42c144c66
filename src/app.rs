//! The one way through: load, decide, commit, wake.
//!
//! Called by `discord` for people and by `scheduler` for the clock. What a command brings about is on disk when the
//! call returns; the courier and the scheduler are woken after the commit. It knows nothing of Discord.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::{Alarm, Busy, Clock};
use crate::domain::agenda;
use crate::domain::command::{Command, ServiceCommand, Wish};
use crate::domain::decide::{Situation, decide, decide_for_service};
use crate::domain::name::ServiceName;
use crate::domain::person::Actor;
use crate::domain::process::Process;
use crate::domain::service::ServiceState;
use crate::store::{Store, StoreError};

pub(crate) mod audit;
mod closed_door;
mod commit;
mod departures;
mod fault;
mod history;
mod library;
mod load;
mod month;
mod outage;
mod rebuild;
mod release_day;
mod reports;
mod rotation;
mod see_to;
mod service;
mod ticket;
mod told;
mod undelivered;

pub use audit::{Audit, Finding, Head};
use commit::{Act, WrittenTimers};
pub use fault::{AppError, Fault};
pub use history::History;
pub use library::{Library, ShelvedProcess};
use load::{Folds, Loaded};
pub use outage::{FoundOutage, of_release};
pub use release_day::FoundDay;
pub use reports::Delivered;
pub use undelivered::{Obstacle, TIME_PASSED};

/// How often a command is decided anew because somebody else was quicker.
const ATTEMPTS: usize = 8;

/// The one way through.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    clock: Clock,
    library: Library,
    folds: Folds,
    scheduler: Alarm,
    courier: Alarm,
    written: WrittenTimers,
}

/// When a command was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Now,
    /// Under the same key, before.
    Before,
}

/// What became of a command.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The release and its service as they now are.
    pub situation: Situation,
    /// Whether the same command had been carried out before, under the same key.
    pub repeated: bool,
}

impl App {
    /// The way through to `store`, by the processes of `library`; `scheduler` and `courier` are rung after commits.
    pub fn new(store: Store, clock: Clock, library: Library, scheduler: Alarm, courier: Alarm) -> Self {
        let shared = Shared {
            store,
            clock,
            library,
            folds: Folds::default(),
            scheduler,
            courier,
            written: WrittenTimers::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The processes that can be started.
    pub fn library(&self) -> &Library {
        &self.shared.library
    }

    /// The processes of the service whose stream it is, as they are today.
    pub fn processes_of_stream(&self, stream: &str) -> Vec<Arc<Process>> {
        let service = load::service_of(stream);
        service.map_or_else(Vec::new, |service| self.library().of_service(&service))
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Marks work as under way until the guard is dropped, for those who wait until everything is done.
    pub fn busy(&self) -> Busy {
        self.shared.clock.busy()
    }

    /// Carries a command out, once per `key` (an interaction's, a message's or a timer's id).
    ///
    /// # Errors
    /// [`AppError::Refused`] when the person may not, [`AppError::NoRelease`] when there is no such release,
    /// [`AppError::Fault`] when the store failed: nothing was changed then, unless it says so.
    pub async fn handle(
        &self,
        key: &str,
        actor: &Actor,
        number: i64,
        command: &Command,
    ) -> Result<Outcome, AppError> {
        self.carry_out(&Act::of(key, actor, self.now()), number, command)
            .await
    }

    async fn carry_out(&self, act: &Act<'_>, number: i64, command: &Command) -> Result<Outcome, AppError> {
        let _busy = self.shared.clock.busy();
        // What is in memory is nearly always all there is: it is decided on without a look at the disk. If somebody
        // else appended meanwhile the append fails, and if the answer is no the disk is asked whether it still is.
        if let Some(before) = self.recall(number) {
            match self.decide_and_commit(act, before, command).await {
                Err(AppError::Refused { .. } | AppError::Fault(Fault::Store(StoreError::Conflict))) => {}
                other => return other,
            }
        }
        for _ in 0..ATTEMPTS {
            match self.try_handle(act, number, command).await {
                Err(AppError::Fault(Fault::Store(StoreError::Conflict))) => {}
                other => return other,
            }
        }
        Err(AppError::Fault(Fault::Store(StoreError::Conflict)))
    }

    async fn try_handle(&self, act: &Act<'_>, number: i64, command: &Command) -> Result<Outcome, AppError> {
        let mut tx = self.shared.store.read().await?;
        let repeated = tx.find_outcome(act.key).await?.is_some();
        let before = self
            .load_in(&mut tx, number)
            .await?
            .ok_or(AppError::NoRelease(number))?;
        drop(tx);
        if repeated {
            return Ok(Outcome {
                situation: before.situation,
                repeated,
            });
        }
        self.decide_and_commit(act, before, command).await
    }

    async fn decide_and_commit(
        &self,
        act: &Act<'_>,
        before: Loaded,
        command: &Command,
    ) -> Result<Outcome, AppError> {
        let now = self.now();
        let decision = decide(now, &before.situation, act.actor, command)
            .map_err(|refusal| AppError::refused(refusal, &before.situation))?;
        let act = Act { now, ..*act };
        let after = self.commit_decision(&act, &before, decision).await?;
        Ok(Outcome {
            situation: after,
            repeated: false,
        })
    }

    /// Starts a release by `process`, once per `key`; `reason` where a rule asks for one or is passed by authority.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn start(
        &self,
        key: &str,
        actor: &Actor,
        process: &ShelvedProcess,
        version: &str,
        reason: Option<&str>,
    ) -> Result<Outcome, AppError> {
        self.start_with(key, actor, process, version, reason, &Wish::default())
            .await
    }

    /// As [`App::start`], with what some processes ask for beyond the version.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn start_with(
        &self,
        key: &str,
        actor: &Actor,
        process: &ShelvedProcess,
        version: &str,
        reason: Option<&str>,
        wish: &Wish,
    ) -> Result<Outcome, AppError> {
        let _busy = self.shared.clock.busy();
        for _ in 0..ATTEMPTS {
            match self.try_start(key, actor, process, version, reason, wish).await {
                Err(AppError::Fault(Fault::Store(StoreError::Conflict))) => {}
                other => return other,
            }
        }
        Err(AppError::Fault(Fault::Store(StoreError::Conflict)))
    }

    async fn try_start(
        &self,
        key: &str,
        actor: &Actor,
        shelved: &ShelvedProcess,
        version: &str,
        reason: Option<&str>,
        wish: &Wish,
    ) -> Result<Outcome, AppError> {
        let mut tx = self.shared.store.begin().await?;
        if let Some(outcome) = tx.find_outcome(key).await? {
            let number = outcome
                .parse()
                .map_err(|_| Fault::Journal(format!("outcome {outcome:?} of {key}")))?;
            let loaded = self
                .load_in(&mut tx, number)
                .await?
                .ok_or(AppError::NoRelease(number))?;
            return Ok(Outcome {
                situation: loaded.situation,
                repeated: true,
            });
        }
        let now = self.now();
        let number = tx.next_number().await?;
        let process = &shelved.process;
        let service = self.load_service(&mut tx, &process.service.name).await?;
        let (digest, version) = (shelved.digest.clone(), version.to_owned());
        let command = ServiceCommand::Start {
            process: process.name.clone(),
            number,
            version,
            digest,
            reason: reason.map(str::to_owned),
            wish: wish.clone(),
        };
        let processes = self.library().of_service(&process.service.name);
        let decision = decide_for_service(now, &service.state, &processes, actor, &command)
            .map_err(|refusal| AppError::refused_early(refusal, process))?;
        let act = Act::of(key, actor, now);
        let after = self.commit_start(tx, &act, shelved, &service, decision).await?;
        Ok(Outcome {
            situation: after,
            repeated: false,
        })
    }

    /// Writes anew what is due for every service, since a playbook may have changed while nobody was at work.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn wind_up(&self) -> Result<(), Fault> {
        for (name, _) in self.library().services() {
            let name = ServiceName::from(name);
            let mut tx = self.shared.store.begin().await?;
            let service = self.load_service(&mut tx, &name).await?;
            let due = agenda::service_agenda(&service.state, &self.library().of_service(&name));
            tx.replace_timers(&load::service_stream(&name), &commit::timers(due.clone()))
                .await?;
            tx.commit().await?;
            self.shared.written.keep(&name, service.seq, due);
        }
        self.shared.scheduler.ring();
        Ok(())
    }

    /// The release of that number as this process knows it, with its service: what it committed last, or what the
    /// journal says.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn glance(&self, number: i64) -> Result<Option<Situation>, Fault> {
        match self.recall(number) {
            Some(known) => Ok(Some(known.situation)),
            None => self.find(number).await,
        }
    }

    /// The release of that number, with its service.
    ///
    /// # Errors
    /// [`Fault`] when the store or the journal failed.
    pub async fn find(&self, number: i64) -> Result<Option<Situation>, Fault> {
        let mut tx = self.shared.store.read().await?;
        Ok(self.load_in(&mut tx, number).await?.map(|l| l.situation))
    }

    /// A service as it is.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn find_service(&self, name: &ServiceName) -> Result<Arc<ServiceState>, Fault> {
        let mut tx = self.shared.store.read().await?;
        Ok(self.load_service(&mut tx, name).await?.state)
    }

    /// A service as this process knows it: what it committed last, or what the journal says.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn glance_service(&self, name: &ServiceName) -> Result<Arc<ServiceState>, Fault> {
        match self.recall_service(name) {
            Some(known) => Ok(known.state),
            None => self.find_service(name).await,
        }
    }

    /// The releases that are not over, newest first.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn open_releases(&self, limit: i64) -> Result<Vec<Situation>, Fault> {
        let mut tx = self.shared.store.read().await?;
        let rows = tx
            .releases(crate::store::ReleaseFilter::Open, None, limit, 0)
            .await?;
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            open.extend(self.load_in(&mut tx, row.number).await?.map(|l| l.situation));
        }
        Ok(open)
    }
}
