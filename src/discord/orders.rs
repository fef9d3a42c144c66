//! What each command does, whichever way it came: from arguments to an answer.

use std::sync::Arc;

use crate::app::AppError;
use crate::domain::decide::Situation;
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::service::ServiceState;
use crate::domain::side::Side;
use crate::wording::answers::did_you_mean;
use crate::wording::eyes::Eyes;

use super::Desk;
use super::answer::{Reply, words_for};
use super::text::{nearest, release_number};

mod course;
pub(super) mod environment;
pub(super) mod evidence;
mod look;
mod month;
pub(super) mod outage;
mod outlook;
pub(super) mod record;
mod report;
pub(super) mod rotation;
mod slots;
mod start;
pub(super) mod ticket;

/// How many open releases are listed.
const LISTED: i64 = 25;

/// Who gives an order, and under which key it is carried out once.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) actor: Actor,
    pub(super) key: String,
    /// Whether a form can be opened: only an interaction can.
    pub(super) may_open_forms: bool,
    /// The channel in which everybody reads the answer, as to a message; an interaction's is seen by that person only.
    pub(super) read_in: Option<u64>,
}

impl Order {
    /// Whether the answer is seen by that person only.
    pub(super) fn is_alone(&self) -> bool {
        self.read_in.is_none()
    }
}

/// What an order leads to: an answer, or a word to that person alone.
pub(super) type Answered = Result<Reply, String>;

impl Desk {
    /// Whoever reads the answer: the side in whose channel it stands, or to which alone the person belongs.
    fn eyes<'p>(&self, order: &Order, process: &'p Process) -> Eyes<'p> {
        let is_here = |side: &&Side| self.directory.find_channel(&side.channel) == order.read_in;
        let side = process.sides.values().find(is_here);
        match side.filter(|_| !order.is_alone()) {
            Some(side) => Eyes::of_side(Some(side)),
            None => Eyes::of(&order.actor, process),
        }
    }

    /// The service that is meant: the one named, or the first.
    pub(in crate::discord) async fn service_and_state(
        &self,
        named: Option<&str>,
    ) -> Result<(Service, Arc<ServiceState>), String> {
        let services = self.app.library().services();
        let name = match (named, services.as_slice()) {
            (Some(named), known) => self.find_service(named, known)?,
            (None, [(only, _)]) => (*only).to_owned(),
            (None, known) => {
                let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
                return Err(format!("Which service? Add its name: {}.", names.join(", ")));
            }
        };
        let shelved = self.app.library().processes_of(&name).next();
        let service = shelved
            .map(|s| s.process.service.clone())
            .ok_or("No playbook is loaded.")?;
        let state = self.app.find_service(&service.name).await;
        Ok((service, state.map_err(|f| words_for(&AppError::Fault(f)))?))
    }

    pub(super) fn find_service(&self, named: &str, known: &[(&str, &str)]) -> Result<String, String> {
        let is_it = |(name, title): &&(&str, &str)| {
            name.eq_ignore_ascii_case(named) || title.eq_ignore_ascii_case(named)
        };
        if let Some((name, _)) = known.iter().find(is_it) {
            return Ok((*name).to_owned());
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Err(did_you_mean(
            named,
            "service",
            nearest(named, names.iter().copied()),
            &names,
        ))
    }

    /// The release that is meant: the one named, or the only one that is open.
    pub(super) async fn choose_release(&self, named: Option<&str>) -> Result<Situation, String> {
        if let Some(named) = named {
            let typed = crate::wording::text::quote(named, 40);
            let number = release_number(named).ok_or_else(|| {
                format!(
                    "{typed} is no release number. Write it like `17`; `/release list` shows the open ones."
                )
            })?;
            let found = self
                .app
                .find(number)
                .await
                .map_err(|f| words_for(&AppError::Fault(f)))?;
            return found.ok_or_else(|| words_for(&AppError::NoRelease(number)));
        }
        let mut open = self
            .app
            .open_releases(LISTED)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        match open.len() {
            0 => Err("No release is open. Start one with `!release start`.".to_owned()),
            1 => Ok(open.remove(0)),
            _ => {
                let names: Vec<String> = open
                    .iter()
                    .map(|s| crate::wording::release_card::name(&s.release))
                    .collect();
                Err(format!("Which release? Add its number: {}.", names.join(", ")))
            }
        }
    }
}
