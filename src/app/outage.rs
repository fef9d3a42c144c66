//! Outages: which one a number means, and the one way to each, whether it stands alone or is of a release.

use std::sync::Arc;

use crate::domain::command::{Command, ServiceCommand};
use crate::domain::decide::decide_for_service;
use crate::domain::name::ServiceName;
use crate::domain::outage::{Outage, OutageCommand, Plan};
use crate::domain::person::Actor;
use crate::domain::process::Process;
use crate::domain::service::ServiceState;
use crate::store::{StoreError, Tx};

use super::commit::Act;
use super::{ATTEMPTS, App, AppError, Fault};

/// An outage, with its service.
#[derive(Clone, Debug)]
pub struct FoundOutage {
    /// Its number.
    pub number: i64,
    /// The name of its service.
    pub service: ServiceName,
    /// Its service.
    pub state: Arc<ServiceState>,
    /// The processes of the service, as they are today.
    pub processes: Vec<Arc<Process>>,
}

impl FoundOutage {
    /// The outage.
    pub fn outage(&self) -> Option<&Outage> {
        self.state.outages.get(&self.number).map(|outage| &**outage)
    }
}

impl App {
    /// The outage of that number, when there is one and its service has a playbook.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn find_outage(&self, number: i64) -> Result<Option<FoundOutage>, Fault> {
        let mut tx = self.shared.store.read().await?;
        let Some(service) = self.service_of_outage(&mut tx, number).await? else {
            return Ok(None);
        };
        let state = self.load_service(&mut tx, &service).await?.state;
        let found = FoundOutage {
            number,
            processes: self.library().of_service(&service),
            service,
            state,
        };
        let is_there = found.outage().is_some() && !found.processes.is_empty();
        Ok(is_there.then_some(found))
    }

    /// The service of an outage: of a release that is in memory it is known, since a release stays with its service.
    async fn service_of_outage(&self, tx: &mut Tx, number: i64) -> Result<Option<ServiceName>, Fault> {
        if let Some(known) = self.recall(number) {
            return Ok(Some(known.situation.release.process.service.name.clone()));
        }
        let service = match tx.find_release(number).await? {
            Some(row) => Some(row.service),
            None => tx.service_of_outage(number).await?,
        };
        Ok(service.map(ServiceName::from))
    }

    /// Enters a new outage that stands alone, once per `key`; gives its number with its service.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn draft_outage(
        &self,
        key: &str,
        actor: &Actor,
        service: &ServiceName,
        plan: &Plan,
    ) -> Result<FoundOutage, AppError> {
        let _busy = self.shared.clock.busy();
        for _ in 0..ATTEMPTS {
            match self.try_draft_outage(key, actor, service, plan).await {
                Err(AppError::Fault(Fault::Store(StoreError::Conflict))) => {}
                Ok(number) => {
                    let lost = || AppError::NoRelease(number);
                    return self.find_outage(number).await?.ok_or_else(lost);
                }
                Err(error) => return Err(error),
            }
        }
        Err(AppError::Fault(Fault::Store(StoreError::Conflict)))
    }

    async fn try_draft_outage(
        &self,
        key: &str,
        actor: &Actor,
        service: &ServiceName,
        plan: &Plan,
    ) -> Result<i64, AppError> {
        let mut tx = self.shared.store.begin().await?;
        if let Some(outcome) = tx.find_outcome(key).await? {
            let unreadable = |_| Fault::Journal(format!("outcome {outcome:?} of {key}"));
            return Ok(outcome.parse().map_err(unreadable)?);
        }
        let now = self.now();
        let processes = self.library().of_service(service);
        let Some(process) = processes.first() else {
            return Err(Fault::NoPlaybook(service.clone()).into());
        };
        let number = tx.next_number().await?;
        let loaded = self.load_service(&mut tx, service).await?;
        let command = ServiceCommand::Outage(number, OutageCommand::Draft(plan.clone()));
        let decision = decide_for_service(now, &loaded.state, &processes, actor, &command)
            .map_err(|refusal| AppError::refused_early(refusal, process))?;
        let act = Act::of(key, actor, now);
        self.commit_for_service(tx, &act, service, &loaded, decision)
            .await?;
        Ok(number)
    }

    /// Carries out what is asked of an outage, once per `key`: through its release when it is of one.
    ///
    /// # Errors
    /// As [`App::handle`]; [`AppError::NoRelease`] when there is no outage of that number.
    pub async fn keep_outage(
        &self,
        key: &str,
        actor: &Actor,
        number: i64,
        command: &OutageCommand,
    ) -> Result<FoundOutage, AppError> {
        let none = || AppError::NoRelease(number);
        let found = self.find_outage(number).await?.ok_or_else(none)?;
        let release = found.outage().and_then(|o| o.about.release);
        match release.zip(of_release(command)) {
            Some((release, command)) => drop(self.handle(key, actor, release, &command).await?),
            None => {
                let command = ServiceCommand::Outage(number, command.clone());
                self.handle_for_service(key, actor, &found.service, &command)
                    .await?;
            }
        }
        self.find_outage(number).await?.ok_or_else(none)
    }
}

/// The same, asked of the outage's release; nothing where its step has a form of its own.
pub fn of_release(command: &OutageCommand) -> Option<Command> {
    Some(match command {
        OutageCommand::Change(change) => Command::ChangeOutage(change.clone()),
        OutageCommand::Extend(minutes) => Command::ExtendOutage(*minutes),
        OutageCommand::Reword { seen, words } => Command::RewordOutage {
            seen: *seen,
            words: words.clone(),
        },
        OutageCommand::Start { seen } => Command::StartOutage { seen: *seen },
        OutageCommand::End { seen } => Command::EndOutage { seen: *seen },
        OutageCommand::Cancel { seen, reason } => Command::CallOutageOff {
            seen: *seen,
            reason: reason.clone(),
        },
        // Through the release's step, with its form.
        OutageCommand::Draft(_)
        | OutageCommand::Approve(_)
        | OutageCommand::Publish(_)
        | OutageCommand::Withdraw => return None,
    })
}
