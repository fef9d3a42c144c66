//! Timers: what is due is carried out as a command of the clock, and the timer goes in the same commit.

use crate::domain::command::{Command, ServiceCommand};
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;

use super::commit::Act;
use super::{App, AppError, Done, load};

impl App {
    /// Sees to a timer that is due: for a release, or for a service.
    ///
    /// # Errors
    /// As [`App::handle`]; a timer that is out of date is no error, it is dropped.
    pub async fn see_to(&self, stream: &str, timer: &str) -> Result<(), AppError> {
        let key = format!("timer/{stream}/{timer}");
        let actor = Actor::clock();
        let act = Act {
            timer: Some((stream, timer)),
            ..Act::of(&key, &actor, self.now())
        };
        let done = match (load::release_of(stream), load::service_of(stream)) {
            (Some(number), _) => {
                let command = Command::SeeTo(timer.to_owned());
                let outcome = self.carry_out(&act, number, &command).await;
                outcome.map(|outcome| if outcome.repeated { Done::Before } else { Done::Now })
            }
            (None, Some(service)) if !self.library().of_service(&service).is_empty() => {
                let command = ServiceCommand::SeeTo(timer.to_owned());
                self.carry_out_for_service(&act, &service, &command).await
            }
            (None, _) => Ok(Done::Before),
        };
        match done {
            // The timer went in the same commit.
            Ok(Done::Now) => return Ok(()),
            Err(AppError::Refused { refusal, .. }) if *refusal == Refusal::NotDue => {}
            Err(AppError::NoRelease(_)) | Ok(Done::Before) => {}
            Err(other) => return Err(other),
        }
        let mut tx = self.shared.store.begin().await?;
        tx.drop_timer(stream, timer).await?;
        Ok(tx.commit().await?)
    }
}
