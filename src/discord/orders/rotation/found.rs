//! Which rotation is meant, and how it stands.

use std::sync::Arc;

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::words_for;
use crate::domain::name::PersonId;
use crate::domain::process::Service;
use crate::domain::rotation::{Rotation, Turn};
use crate::domain::service::ServiceState;
use crate::wording::text::any_of;

/// How far ahead somebody's next turn is looked for.
const AHEAD: usize = 60;

/// A rotation with its service as they are.
pub(in crate::discord) struct Found {
    pub(in crate::discord) service: Service,
    pub(in crate::discord) rotation: Rotation,
    pub(in crate::discord) state: Arc<ServiceState>,
}

/// `sync/on-call`: a service, and one of its rotations where it has several.
pub(super) fn split_named(named: &str) -> (&str, Option<&str>) {
    match named.split_once('/') {
        Some((service, rotation)) => (service.trim(), Some(rotation.trim())),
        None => (named, None),
    }
}

/// What [`split_named`] reads: the service and its rotation, however many it has.
pub(in crate::discord) fn named(service: &Service, rotation: &Rotation) -> String {
    format!("{}/{}", service.name, rotation.name)
}

/// The rotation that is meant: the one named, or the only one.
fn choose_rotation(service: &Service, wanted: Option<&str>) -> Result<Rotation, String> {
    let is_it = |rotation: &&Rotation| {
        wanted.is_none_or(|wanted| {
            rotation.name.as_str().eq_ignore_ascii_case(wanted) || rotation.title.eq_ignore_ascii_case(wanted)
        })
    };
    let fitting: Vec<&Rotation> = service.rotations.iter().filter(is_it).collect();
    if let [only] = fitting[..] {
        return Ok(only.clone());
    }
    let ways = service.rotations.iter();
    let ways: Vec<String> = ways
        .map(|rotation| format!("`{}` ({})", named(service, rotation), rotation.title))
        .collect();
    Err(format!(
        "Which rotation? Name it behind the service: {}.",
        any_of(&ways)
    ))
}

impl Desk {
    /// The rotation of the service that is meant: the one named, or the only one that has a rotation.
    pub(in crate::discord) async fn find_rotation(&self, named: Option<&str>) -> Result<Found, String> {
        let library = self.app.library();
        let services = library.services();
        let with_rotation = |name: &str| {
            let process = library.processes_of(name).next()?;
            (!process.process.service.rotations.is_empty()).then(|| process.process.service.clone())
        };
        let (named, rotation) = named.map_or((None, None), |named| {
            let (service, rotation) = split_named(named);
            (Some(service), rotation)
        });
        let service = match named {
            Some(named) => {
                let name = self.find_service(named, &services)?;
                let service = with_rotation(&name);
                service.ok_or_else(|| {
                    format!("`{name}` has no rotation: its playbook would say so with [rotation.…]. `/release slots service:{name}` shows its planned days.")
                })?
            }
            None => {
                let mut all: Vec<Service> = services
                    .iter()
                    .filter_map(|(name, _)| with_rotation(name))
                    .collect();
                match all.len() {
                    0 => return Err("No playbook has a rotation: it would say so with [rotation.…]. `/release help` shows what there is.".to_owned()),
                    1 => all.remove(0),
                    _ => {
                        let names: Vec<String> = all.iter().map(|service| format!("`{}`", service.name)).collect();
                        return Err(format!("Which service? Add its name: {}.", names.join(", ")));
                    }
                }
            }
        };
        let rotation = choose_rotation(&service, rotation)?;
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        Ok(Found {
            service,
            rotation,
            state,
        })
    }
}

impl Found {
    /// Its name, as one types it.
    pub(super) fn named(&self) -> String {
        named(&self.service, &self.rotation)
    }

    /// The next turn that somebody serves.
    pub(in crate::discord) fn next_of(&self, person: &PersonId) -> Result<Turn, String> {
        let planned = self.state.planned_turns(&self.service, &self.rotation);
        let mut planned = planned.take(AHEAD).map(|planned| planned.turn);
        let found = planned.find(|turn| turn.serves.as_ref() == Some(person));
        found.ok_or_else(|| {
            format!(
                "{} has no turn to come. `/rotation show service:{}` shows who has.",
                crate::wording::text::person(person),
                self.service.name
            )
        })
    }
}
