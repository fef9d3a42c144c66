//! What another system reports: to every open release of the service that waits for it, and to the service.
//!
//! Called by `webhooks` for each delivery. Each release takes note under a key of its own and the service last, under
//! the delivery's: when the machine stops in between, the same delivery sent again completes what is missing.

use crate::domain::command::{Command, ServiceCommand};
use crate::domain::name::ServiceName;
use crate::domain::person::Actor;
use crate::domain::report::Report;
use crate::store::ReleaseFilter;

use super::commit::OPEN_AT_ONCE;
use super::{App, AppError};

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It was taken note of.
    Now,
    /// It had been before; nothing happened.
    Before,
}

impl App {
    /// Takes note of a report, once for any of `keys` (those of its delivery).
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn hear(
        &self,
        keys: &[String],
        service: &ServiceName,
        report: &Report,
    ) -> Result<Delivered, AppError> {
        let _busy = self.busy();
        let mut tx = self.store().read().await?;
        for key in keys {
            if tx.find_outcome(key).await?.is_some() {
                return Ok(Delivered::Before);
            }
        }
        let Some((key, also)) = keys.split_first() else {
            return Ok(Delivered::Before);
        };
        let open = tx
            .releases(ReleaseFilter::Open, Some(service.as_str()), OPEN_AT_ONCE, 0)
            .await?;
        drop(tx);
        let actor = Actor::system(&report.source);
        let command = Command::TakeReport(Box::new(report.clone()));
        let mut taken_by = Vec::new();
        for row in open {
            let own_key = format!("{key}/{}", row.number);
            match self.handle(&own_key, &actor, row.number, &command).await {
                Ok(_) => taken_by.push(row.number),
                Err(AppError::Refused { .. } | AppError::NoRelease(_)) => {}
                Err(other) => return Err(other),
            }
        }
        let command = ServiceCommand::TakeReport(Box::new(report.clone()), taken_by);
        self.handle_for_service(key, &actor, service, &command).await?;
        let mut tx = self.store().begin().await?;
        for key in also {
            tx.remember(key, "", self.now().timestamp_millis()).await?;
        }
        tx.commit().await?;
        Ok(Delivered::Now)
    }
}
