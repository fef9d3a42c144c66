//! What each command about an outage does, whichever way it came.

use std::sync::Arc;

use crate::app::{AppError, FoundOutage};
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::release_number;
use crate::domain::command::ServiceCommand;
use crate::domain::decide::{decide, decide_for_service, keepers};
use crate::domain::name::ServiceName;
use crate::domain::notice::Telling;
use crate::domain::outage::OutageCommand;
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;
use crate::wording::outage_desk::Seen;
use crate::wording::outage_desk::lists::{self, is_listed};
use crate::wording::refusals::refusal;
use crate::wording::text::quote;

pub(in crate::discord) mod change;
mod feed;
pub(in crate::discord) mod read;
pub(in crate::discord) mod schedule;
pub(in crate::discord) mod subscribe;

/// A service with its outages.
pub(in crate::discord) struct Keeper {
    pub(in crate::discord) name: ServiceName,
    pub(in crate::discord) processes: Vec<Arc<Process>>,
    pub(in crate::discord) state: Arc<ServiceState>,
}

impl Keeper {
    pub(in crate::discord) fn service(&self) -> &Service {
        &self.processes.first().expect("a keeper has a process").service
    }

    pub(in crate::discord) fn seen(&self) -> impl Iterator<Item = Seen<'_>> {
        self.state.outages.iter().map(|(number, outage)| Seen {
            number: *number,
            outage,
            state: &self.state,
            service: self.service(),
        })
    }

    /// Whether that person keeps the outages of this service.
    pub(in crate::discord) fn is_kept_by(&self, person: &Actor) -> bool {
        person.has_any(&keepers(&self.processes))
    }
}

/// The outage as `wording` reads it.
pub(in crate::discord) fn seen(found: &FoundOutage) -> Option<Seen<'_>> {
    Some(Seen {
        number: found.number,
        outage: found.outage()?,
        state: &found.state,
        service: &found.processes.first()?.service,
    })
}

/// What a person reads when something about an outage was not carried out.
pub(in crate::discord) fn outage_words(error: &AppError) -> String {
    match error {
        AppError::NoRelease(number) => no_outage(*number),
        other => words_for(other),
    }
}

pub(in crate::discord) fn no_outage(number: i64) -> String {
    format!("There is no outage {number}: `/outage list` shows those there are.")
}

impl Desk {
    /// Every service that has a playbook, with its outages.
    pub(in crate::discord) async fn outage_keepers(&self) -> Result<Vec<Keeper>, String> {
        let mut keepers = Vec::new();
        for (name, _) in self.app.library().services() {
            let name = ServiceName::from(name);
            keepers.push(self.outage_keeper(&name).await?);
        }
        Ok(keepers)
    }

    pub(in crate::discord) async fn outage_keeper(&self, name: &ServiceName) -> Result<Keeper, String> {
        let state = self.app.find_service(name).await;
        Ok(Keeper {
            processes: self.app.library().of_service(name),
            state: state.map_err(|fault| words_for(&AppError::Fault(fault)))?,
            name: name.clone(),
        })
    }

    /// The outages that are planned, under way or lately over; of one service or of all.
    pub(in crate::discord) async fn list_outages(&self, order: &Order, service: Option<&str>) -> Answered {
        let named = service.map(|named| self.find_service(named, &self.app.library().services()));
        let named = named.transpose()?;
        let keepers = self.outage_keepers().await?;
        let now = self.app.now();
        let chosen = keepers
            .iter()
            .filter(|k| named.as_ref().is_none_or(|name| k.name.as_str() == name));
        let listed: Vec<Seen<'_>> = chosen
            .flat_map(|keeper| {
                let keeps = keeper.is_kept_by(&order.actor) && order.is_alone();
                keeper
                    .seen()
                    .filter(move |seen| is_listed(seen.outage, keeps, now))
            })
            .collect();
        Ok(Reply::Private(lists::list(&listed, now)))
    }

    /// Everything about one outage; to whoever does not keep it what its audiences know.
    pub(in crate::discord) async fn show_outage(&self, order: &Order, number: Option<&str>) -> Answered {
        let found = self.choose_outage(order, number).await?;
        let keeps = order.actor.has_any(&keepers(&found.processes));
        // What is written in a channel is read by more than those who keep it.
        let keeps = keeps && order.is_alone();
        let seen = seen(&found).ok_or_else(|| no_outage(found.number))?;
        if !keeps && seen.outage.announced.is_none() && seen.outage.started.is_none() {
            return Err(no_outage(found.number));
        }
        let tellings = if keeps {
            self.tellings(&found).await?
        } else {
            Vec::new()
        };
        Ok(Reply::Private(lists::show(
            &seen,
            &tellings,
            keeps,
            self.app.now(),
        )))
    }

    async fn tellings(&self, found: &FoundOutage) -> Result<Vec<Telling>, String> {
        let told = self.app.told_of_outage(found).await;
        told.map_err(|fault| words_for(&AppError::Fault(fault)))
    }

    /// The outage that is meant: the one named, or the only one there is to do something about.
    pub(in crate::discord) async fn choose_outage(
        &self,
        order: &Order,
        named: Option<&str>,
    ) -> Result<FoundOutage, String> {
        let number = match named.map(str::trim).filter(|named| !named.is_empty()) {
            Some(named) => release_number(named).ok_or_else(|| {
                let typed = quote(named, 40);
                format!("{typed} is no number of an outage. Write it like `18`; `/outage list` shows those there are.")
            })?,
            None => self.only_outage(order).await?,
        };
        self.load_outage(number).await
    }

    pub(in crate::discord) async fn load_outage(&self, number: i64) -> Result<FoundOutage, String> {
        let found = self.app.find_outage(number).await;
        let found = found.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        found.ok_or_else(|| no_outage(number))
    }

    async fn only_outage(&self, order: &Order) -> Result<i64, String> {
        let keepers = self.outage_keepers().await?;
        let open: Vec<i64> = keepers
            .iter()
            .flat_map(|keeper| {
                let keeps = keeper.is_kept_by(&order.actor);
                let counts =
                    move |seen: &Seen<'_>| seen.outage.is_open() || (keeps && seen.outage.draft.is_some());
                keeper.seen().filter(counts).map(|seen| seen.number)
            })
            .collect();
        match open.as_slice() {
            [] => Err("No outage is planned. Schedule one with `/outage schedule`.".to_owned()),
            [only] => Ok(*only),
            many => {
                let many: Vec<String> = many.iter().map(i64::to_string).collect();
                Err(format!("Which outage? Add its number: {}.", many.join(", ")))
            }
        }
    }

    /// Why that person may not do that now; nothing when they may. Nobody reads a preview, or types, for nothing.
    pub(in crate::discord) async fn outage_refusal(
        &self,
        found: &FoundOutage,
        actor: &Actor,
        command: &OutageCommand,
    ) -> Result<Option<Refusal>, String> {
        let release = found.outage().and_then(|o| o.about.release);
        let now = self.app.now();
        let Some((release, command_)) = release.zip(crate::app::of_release(command)) else {
            let command = ServiceCommand::Outage(found.number, command.clone());
            return Ok(decide_for_service(now, &found.state, &found.processes, actor, &command).err());
        };
        let situation = self.app.glance(release).await;
        let situation = situation.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let situation = situation.ok_or_else(|| no_outage(found.number))?;
        Ok(decide(now, &situation, actor, &command_).err())
    }

    /// The same in words.
    pub(in crate::discord) async fn require_outage(
        &self,
        found: &FoundOutage,
        actor: &Actor,
        command: &OutageCommand,
    ) -> Result<(), String> {
        let refused = self.outage_refusal(found, actor, command).await?;
        match (refused, found.processes.first()) {
            (Some(no), Some(process)) => Err(refusal(&no, process, None)),
            (Some(_), None) => Err(no_outage(found.number)),
            (None, _) => Ok(()),
        }
    }
}
