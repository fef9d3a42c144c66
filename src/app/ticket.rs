//! Tickets: one way for those that are part of a release and for those that are not.

use std::sync::Arc;

use crate::domain::command::{Command, ServiceCommand};
use crate::domain::name::ServiceName;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;
use crate::domain::ticket::{TicketAct, TicketCommand};
use crate::store::StoreError;

use super::{ATTEMPTS, App, AppError, Fault};

impl App {
    /// Carries out what is asked of a ticket, once per `key`: with the release of which it is a part, with `into` when
    /// it is to become part of that one, or with its service.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn handle_ticket(
        &self,
        key: &str,
        actor: &Actor,
        service: &ServiceName,
        into: Option<i64>,
        command: &TicketCommand,
    ) -> Result<Arc<ServiceState>, AppError> {
        for _ in 0..ATTEMPTS {
            let state = self.find_service(service).await?;
            let attached = state
                .find_ticket(command.ticket.as_str())
                .and_then(|(_, t)| t.release);
            let release = match &command.act {
                TicketAct::Raise { against, .. } => *against,
                TicketAct::Attach => into,
                TicketAct::Comment(_) | TicketAct::Move { .. } | TicketAct::Detach(_) => attached,
            };
            match self.try_ticket(key, actor, service, release, command).await {
                // It became part of a release, or left one, since it was looked up.
                Err(AppError::Refused { refusal, .. }) if is_elsewhere(&refusal, attached) => {}
                other => return other,
            }
        }
        Err(AppError::Fault(Fault::Store(StoreError::Conflict)))
    }

    async fn try_ticket(
        &self,
        key: &str,
        actor: &Actor,
        service: &ServiceName,
        release: Option<i64>,
        command: &TicketCommand,
    ) -> Result<Arc<ServiceState>, AppError> {
        let Some(number) = release else {
            let command = ServiceCommand::Ticket(command.clone());
            self.handle_for_service(key, actor, service, &command).await?;
            return Ok(self.find_service(service).await?);
        };
        let command = Command::Ticket(command.clone());
        let outcome = self.handle(key, actor, number, &command).await?;
        Ok(outcome.situation.service)
    }
}

fn is_elsewhere(refusal: &Refusal, looked_up: Option<i64>) -> bool {
    matches!(refusal, Refusal::TicketElsewhere(now) if *now != looked_up)
}
