//! What the courier finds out about the people of a rotation.

use crate::domain::command::ServiceCommand;
use crate::domain::name::{PersonId, RotationName};
use crate::domain::person::Actor;
use crate::domain::rotation::RotationCommand;

use super::{App, AppError, Fault, load};

impl App {
    /// Takes note that somebody of a rotation is not on the server any more, once per `key`.
    ///
    /// # Errors
    /// [`Fault`] when the store failed. That it is known already is no error.
    pub async fn note_departure(
        &self,
        key: &str,
        stream: &str,
        rotation: &RotationName,
        person: &PersonId,
    ) -> Result<(), Fault> {
        let Some(service) = load::service_of(stream) else {
            return Ok(());
        };
        let command = ServiceCommand::Rotation(rotation.clone(), RotationCommand::Depart(person.clone()));
        match self
            .handle_for_service(key, &Actor::clock(), &service, &command)
            .await
        {
            Err(AppError::Fault(fault)) => Err(fault),
            _ => Ok(()),
        }
    }
}
