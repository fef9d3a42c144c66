//! What is asked of the people of a rotation.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::fact::ServiceFact;
use super::super::name::RotationName;
use super::super::person::Actor;
use super::super::process::Process;
use super::super::refusal::Refusal;
use super::super::rotation::{RotationCommand, RotationFact, RotationRefusal};
use super::super::service::ServiceState;

/// What a command to a rotation brings about.
pub(super) fn decide(
    _now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    (name, command): (&RotationName, &RotationCommand),
) -> Result<Vec<ServiceFact>, Refusal> {
    let service = processes.first().map(|process| &process.service);
    let rotation = service.and_then(|service| service.find_rotation(name));
    let rotation = rotation.ok_or_else(|| Refusal::Rotation(RotationRefusal::Unknown(name.clone())))?;
    if !actor.has_any(&rotation.leads) {
        return Err(Refusal::RoleMissing {
            needed: rotation.leads.clone(),
            have: actor.roles.iter().cloned().collect(),
        });
    }
    let pool = &state.rota(name).pool;
    let what = match command {
        RotationCommand::Add(person) if pool.contains(person) => {
            return no(RotationRefusal::InPool(person.clone()));
        }
        RotationCommand::Add(person) => RotationFact::Joined {
            person: person.clone(),
        },
        RotationCommand::Remove(person) if !pool.contains(person) => {
            return no(RotationRefusal::NotInPool(person.clone()));
        }
        RotationCommand::Remove(person) => RotationFact::Left {
            person: person.clone(),
        },
    };
    Ok(vec![ServiceFact::Rotation {
        rotation: name.clone(),
        what,
    }])
}

fn no<T>(why: RotationRefusal) -> Result<T, Refusal> {
    Err(Refusal::Rotation(why))
}
