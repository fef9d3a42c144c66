//! Commands about a service, which no release is needed for.

use chrono::NaiveDate;

use crate::domain::command::ServiceCommand;
use crate::domain::decide::decide_for_service;
use crate::domain::name::{ServiceName, Version};
use crate::domain::person::Actor;
use crate::domain::process::Service;
use crate::store::StoreError;

use super::commit::Act;
use super::{ATTEMPTS, App, AppError, Done, Fault};

impl App {
    /// Notes that a version can be had, once per `key`.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn note_available(
        &self,
        key: &str,
        actor: &Actor,
        service: &Service,
        version: &str,
        on: Option<NaiveDate>,
    ) -> Result<NaiveDate, AppError> {
        let today = self.now().with_timezone(&service.zone).date_naive();
        let on = on.unwrap_or(today);
        let command = ServiceCommand::NoteAvailable {
            version: Version::from(version),
            on,
        };
        self.handle_for_service(key, actor, &service.name, &command)
            .await?;
        Ok(on)
    }

    /// Carries out a command about a service, once per `key`.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn handle_for_service(
        &self,
        key: &str,
        actor: &Actor,
        service: &ServiceName,
        command: &ServiceCommand,
    ) -> Result<(), AppError> {
        let act = Act::of(key, actor, self.now());
        self.carry_out_for_service(&act, service, command).await.map(drop)
    }

    pub(super) async fn carry_out_for_service(
        &self,
        act: &Act<'_>,
        service: &ServiceName,
        command: &ServiceCommand,
    ) -> Result<Done, AppError> {
        let _busy = self.shared.clock.busy();
        if self.did_by_memory(act, service, command).await? {
            return Ok(Done::Now);
        }
        for _ in 0..ATTEMPTS {
            match self.try_handle_for_service(act, service, command).await {
                Err(AppError::Fault(Fault::Store(StoreError::Conflict))) => {}
                other => return other,
            }
        }
        Err(AppError::Fault(Fault::Store(StoreError::Conflict)))
    }

    /// Decides on what is in memory, which is nearly always all there is, and tells whether that held: if somebody else
    /// appended meanwhile the append fails. A no, or a decision that changes nothing, is only given after a look at the
    /// journal.
    async fn did_by_memory(
        &self,
        act: &Act<'_>,
        service: &ServiceName,
        command: &ServiceCommand,
    ) -> Result<bool, AppError> {
        let (now, processes) = (self.now(), self.library().of_service(service));
        let known = self.recall_service(service);
        let Some(known) = known.filter(|_| !processes.is_empty()) else {
            return Ok(false);
        };
        let decision = match decide_for_service(now, &known.state, &processes, act.actor, command) {
            Ok(decision) if !decision.service_facts.is_empty() => decision,
            _ => return Ok(false),
        };
        let (tx, act) = (self.shared.store.begin().await?, Act { now, ..*act });
        match self.commit_for_service(tx, &act, service, &known, decision).await {
            Ok(()) => Ok(true),
            Err(AppError::Fault(Fault::Store(StoreError::Conflict))) => Ok(false),
            Err(other) => Err(other),
        }
    }

    async fn try_handle_for_service(
        &self,
        act: &Act<'_>,
        service: &ServiceName,
        command: &ServiceCommand,
    ) -> Result<Done, AppError> {
        let mut tx = self.shared.store.begin().await?;
        if tx.find_outcome(act.key).await?.is_some() {
            return Ok(Done::Before);
        }
        let now = self.now();
        let processes = self.library().of_service(service);
        let Some(process) = processes.first() else {
            return Err(Fault::NoPlaybook(service.clone()).into());
        };
        let loaded = self.load_service(&mut tx, service).await?;
        let decision = decide_for_service(now, &loaded.state, &processes, act.actor, command)
            .map_err(|refusal| AppError::refused_early(refusal, process))?;
        let act = Act { now, ..*act };
        self.commit_for_service(tx, &act, service, &loaded, decision)
            .await?;
        Ok(Done::Now)
    }
}
