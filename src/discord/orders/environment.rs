//! The orders about environments: the matrix, a sheet, a fact, a copy of data, a state that is off.

use std::sync::Arc;

use crate::app::AppError;
use crate::domain::command::{Command, ServiceCommand};
use crate::domain::environment::KnownFact;
use crate::domain::name::{EnvironmentName, StateName};
use crate::domain::process::Process;
use crate::domain::service::ServiceState;
use crate::veil;
use crate::wording::answers::did_you_mean;
use crate::wording::environments::{matrix, no_environment, sheet};
use crate::wording::message::Message;
use crate::wording::states;
use crate::wording::text::quote;

use super::super::Desk;
use super::super::answer::{Reply, words_for};
use super::super::text::nearest;
use super::{Answered, Order};

/// Where data were copied, as it was typed.
pub(in crate::discord) struct Copied<'t> {
    pub(in crate::discord) environment: Option<&'t str>,
    pub(in crate::discord) what: Option<&'t str>,
    pub(in crate::discord) on: Option<&'t str>,
    pub(in crate::discord) from: Option<&'t str>,
}

impl Desk {
    /// The matrix of a service, or the sheet of one of its environments.
    pub(in crate::discord) async fn env(&self, service: Option<&str>, environment: Option<&str>) -> Answered {
        // `!env show uat` names an environment of the only service, or of the first that has it.
        let (service, environment) = match (service, environment) {
            (Some(word), None) if !self.is_service(word) && self.has_environment(word) => (None, Some(word)),
            other => other,
        };
        let (process, state) = match environment.filter(|_| service.is_none()) {
            Some(named) => self.service_with_environment(named).await?,
            None => self.service_state(service).await?,
        };
        let Some(named) = environment else {
            return Ok(Reply::Private(matrix(&process, &state)));
        };
        let name = EnvironmentName::from(named.trim().to_lowercase());
        match process.service.find_environment(&name) {
            Some(environment) => Ok(Reply::Private(sheet(&process, &state, environment))),
            None => Err(no_environment(&name, &process.service)),
        }
    }

    fn is_service(&self, word: &str) -> bool {
        self.app.library().processes_of(word).next().is_some()
    }

    fn has_environment(&self, word: &str) -> bool {
        let name = EnvironmentName::from(word.trim().to_lowercase());
        let mut all = self.app.library().processes().iter();
        all.any(|s| s.process.service.find_environment(&name).is_some())
    }

    async fn service_with_environment(
        &self,
        named: &str,
    ) -> Result<(Arc<Process>, Arc<ServiceState>), String> {
        let name = EnvironmentName::from(named.trim().to_lowercase());
        let mut all = self.app.library().processes().iter();
        let found = all.find(|s| s.process.service.find_environment(&name).is_some());
        let service = found.map(|s| s.process.service.name.to_string());
        self.service_state(service.as_deref()).await
    }

    async fn service_state(
        &self,
        service: Option<&str>,
    ) -> Result<(Arc<Process>, Arc<ServiceState>), String> {
        let services = self.app.library().services();
        let service = match (service, services.as_slice()) {
            (Some(named), known) => self.find_service(named.trim(), known)?,
            (None, [(only, _), ..]) => (*only).to_owned(),
            (None, []) => return Err("No playbook is loaded.".to_owned()),
        };
        let Some(shelved) = self.app.library().processes_of(&service).next() else {
            return Err("No playbook is loaded.".to_owned());
        };
        let state = self.app.find_service(&shelved.process.service.name).await;
        let state = state.map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok((shelved.process.clone(), state))
    }

    /// Something of an environment is said anew.
    pub(in crate::discord) async fn set_fact(
        &self,
        order: &Order,
        service: Option<&str>,
        environment: Option<&str>,
        key: Option<&str>,
        text: Option<&str>,
    ) -> Answered {
        let (Some(service), Some(environment), Some(key)) = (service, environment, key) else {
            return Err(
                "Please name the service, the environment and what it is about, such as `!env fact field-portal uat database MySQL, unconfirmed`. Without a text the fact is taken from the sheet."
                    .to_owned(),
            );
        };
        let (process, _) = self.service_state(Some(service)).await?;
        let text = text.unwrap_or_default();
        if veil::looks_secret(text) || veil::looks_secret(key) {
            return Err(SECRET.to_owned());
        }
        let name = EnvironmentName::from(environment.trim().to_lowercase());
        let command = ServiceCommand::SetFact {
            environment: name.clone(),
            key: key.to_owned(),
            text: text.to_owned(),
        };
        self.carry_out_for(order, &process, &command).await?;
        let fact = KnownFact::written(key, text);
        let about = quote(&fact.key, 40);
        let words = match (fact.value.as_str(), fact.unconfirmed) {
            ("", _) => format!("Taken from the sheet of {name}: {about}."),
            (value, true) => format!("Noted for {name}: {about} is {}, unconfirmed.", quote(value, 300)),
            (value, false) => format!("Noted for {name}: {about} is {}.", quote(value, 300)),
        };
        Ok(Reply::Private(Message::plain(words)))
    }

    /// Data were copied outside a release.
    pub(in crate::discord) async fn sync(
        &self,
        order: &Order,
        service: Option<&str>,
        copied: Copied<'_>,
    ) -> Answered {
        let (Some(service), Some(environment), Some(what)) = (service, copied.environment, copied.what)
        else {
            return Err(
                "Please name the service, the environment that got the data and what was copied, such as `!env sync field-portal uat database 2026-11-24`; today when you leave the day out."
                    .to_owned(),
            );
        };
        let (process, _) = self.service_state(Some(service)).await?;
        let to = EnvironmentName::from(environment.trim().to_lowercase());
        let command = ServiceCommand::SyncData {
            from: copied
                .from
                .map(|f| EnvironmentName::from(f.trim().to_lowercase())),
            to: to.clone(),
            what: what.to_owned(),
            on: copied.on.unwrap_or_default().to_owned(),
        };
        self.carry_out_for(order, &process, &command).await?;
        let (_, state) = self.service_state(Some(service)).await?;
        let last = state.syncs.get(&to).and_then(|all| all.last());
        let words = last.map_or_else(
            || "Noted.".to_owned(),
            |s| {
                format!(
                    "Noted: {} of {to} is a copy from {} of {}.",
                    quote(&s.what, 40),
                    s.from,
                    s.on
                )
            },
        );
        Ok(Reply::Private(Message::plain(words)))
    }

    /// A state that stayed on is off.
    pub(in crate::discord) async fn turn_off(
        &self,
        order: &Order,
        service: Option<&str>,
        state: Option<&str>,
    ) -> Answered {
        // `!env off maintenance` names a state, when the word is no service.
        let (service, named) = match (service, state) {
            (Some(word), None) if !self.is_service(word) => (self.service_of_state(word), word),
            (service, Some(state)) => (service.map(str::to_owned), state),
            (_, None) => {
                return Err("Please name the service and the state, such as `!env off field-portal maintenance`; `!env` shows what is on.".to_owned());
            }
        };
        let (process, known) = self.service_state(service.as_deref()).await?;
        let name = StateName::from(named.trim().to_lowercase());
        let Some(on) = known.states.get(&name) else {
            if process.service.states.contains_key(&name) {
                return Err(states::not_on(&name, &process));
            }
            let names: Vec<&str> = process.service.states.keys().map(StateName::as_str).collect();
            let what = format!("state of {}", process.service.title);
            return Err(did_you_mean(
                named,
                &what,
                nearest(named, names.iter().copied()),
                &names,
            ));
        };
        let handled = self
            .app
            .handle(&order.key, &order.actor, on.release, &Command::TurnOff(name))
            .await;
        handled.map_err(|e| words_for(&e))?;
        Ok(Reply::Private(states::turned_off(
            &on.state.off,
            &order.actor.id,
            self.app.now(),
        )))
    }

    fn service_of_state(&self, word: &str) -> Option<String> {
        let name = StateName::from(word.trim().to_lowercase());
        let mut all = self.app.library().processes().iter();
        let found = all.find(|s| s.process.service.states.contains_key(&name));
        found.map(|s| s.process.service.name.to_string())
    }

    async fn carry_out_for(
        &self,
        order: &Order,
        process: &Process,
        command: &ServiceCommand,
    ) -> Result<(), String> {
        let service = &process.service.name;
        let handled = self
            .app
            .handle_for_service(&order.key, &order.actor, service, command)
            .await;
        handled.map_err(|e| words_for(&e))
    }
}

/// Whoever writes a secret into a fact is told before anybody reads it.
const SECRET: &str = "That looks like a password, a token or a key, and everybody would read it: nothing was kept. \
    Write it without, and say where it is kept; and change it, since it stands in this chat.";
