//! Starting a release: which process of which service, and what is asked before.

use crate::app::{AppError, ShelvedProcess};
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::discord::text::nearest;
use crate::domain::command::Wish;
use crate::domain::process::Process;
use crate::domain::refusal::Refusal;
use crate::wording::answers::{did_you_mean, started, which_process, which_service};
use crate::wording::plan;
use crate::wording::press::{Press, Verb};

impl Desk {
    pub(in crate::discord) async fn start(
        &self,
        order: &Order,
        service: Option<&str>,
        process: Option<&str>,
        version_: Option<&str>,
        reason: Option<&str>,
    ) -> Answered {
        let library = self.app.library();
        let services = library.services();
        let service = match (service, services.as_slice()) {
            (Some(named), known) => self.find_service(named, known)?,
            (None, [(only, _)]) => (*only).to_owned(),
            (None, known) => return Ok(Reply::Private(which_service(known))),
        };
        let processes: Vec<&Process> = library.processes_of(&service).map(|s| &*s.process).collect();
        let Some(named) = process else {
            let title = processes
                .first()
                .map_or(service.as_str(), |p| p.service.title.as_str());
            let today = self.tracks_today(&processes).await?;
            return Ok(Reply::Private(which_process(title, &processes).and(today)));
        };
        let Some(shelved) = library.find(&service, named) else {
            let names: Vec<&str> = processes.iter().map(|p| p.name.as_str()).collect();
            let known = format!(
                "process of {}",
                processes.first().map_or("it", |p| p.service.title.as_str())
            );
            return Err(did_you_mean(
                named,
                &known,
                nearest(named, names.iter().copied()),
                &names,
            ));
        };
        let typed = typed_start(&shelved.process, version_, reason);
        match typed {
            (Some(version), reason) if shelved.process.instance.is_none() => {
                if shelved.process.track.is_some() && reason.is_none() && order.may_open_forms {
                    return self.ask_start(order, shelved, Some(&version)).await;
                }
                self.start_release(order, shelved, &version, reason.as_deref(), &Wish::default())
                    .await
            }
            (version, _) => self.ask_start(order, shelved, version.as_deref()).await,
        }
    }

    /// Which week of the cycle it is and what goes around the plan, where a service has tracks.
    async fn tracks_today(&self, processes: &[&Process]) -> Result<Option<String>, String> {
        let Some(service) = processes
            .first()
            .map(|p| &p.service)
            .filter(|s| !s.tracks.is_empty())
        else {
            return Ok(None);
        };
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Some(
            plan::tracks_today(service, &state, self.app.now()).join("\n"),
        ))
    }

    /// Where no form can be opened: a choice whose press opens it.
    pub(in crate::discord) fn offer_form(&self, shelved: &ShelvedProcess) -> Reply {
        Reply::Private(which_process(&shelved.process.service.title, &[&shelved.process]))
    }

    /// A process by position, with enough of its digest to notice that the playbook changed meanwhile.
    pub(in crate::discord) fn press_for(&self, shelved: &ShelvedProcess) -> Press {
        let position = self
            .app
            .library()
            .processes()
            .iter()
            .position(|s| s.digest == shelved.digest);
        let press = Press::plain(Verb::StartVersion).with_item(position.unwrap_or(usize::MAX));
        Press {
            extra: short(&shelved.digest),
            ..press
        }
    }

    /// The process that [`Desk::press_for`] named.
    pub(in crate::discord) fn find_process(&self, press: Press) -> Option<&ShelvedProcess> {
        let position = usize::try_from(press.item).ok()?;
        let shelved = self.app.library().processes().get(position)?;
        (short(&shelved.digest) == press.extra).then_some(shelved)
    }

    pub(in crate::discord) async fn start_release(
        &self,
        order: &Order,
        shelved: &ShelvedProcess,
        version: &str,
        reason: Option<&str>,
        wish: &Wish,
    ) -> Answered {
        let outcome = self
            .app
            .start_with(&order.key, &order.actor, shelved, version, reason, wish)
            .await;
        let outcome = match outcome {
            Err(AppError::Refused { refusal, .. }) if matches!(*refusal, Refusal::ReasonMissing(_)) => {
                let row = self.row_today(&shelved.process).await?.unwrap_or_default();
                let why = crate::wording::refusals::refusal(&refusal, &shelved.process, None);
                return Err(format!("{why}\n-# {row}"));
            }
            other => other.map_err(|e| words_for(&e))?,
        };
        let channel = self.directory.find_channel("releases");
        let beside = plan::beside(&outcome.situation).join("\n");
        let started = started(&outcome.situation.release, channel, outcome.repeated);
        Ok(Reply::Private(
            started.and(Some(beside).filter(|words| !words.is_empty())),
        ))
    }
}

/// The version and the reason in what was typed. Where a reason is always asked, all behind the first word is it.
fn typed_start(
    process: &Process,
    version: Option<&str>,
    reason: Option<&str>,
) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (version, reason) = (version.and_then(filled), reason.and_then(filled));
    match (version, reason) {
        (Some(whole), None) if process.track.is_some() => match whole.split_once(' ') {
            Some((version, reason)) => (Some(version.to_owned()), filled(reason)),
            None => (Some(whole), None),
        },
        other => other,
    }
}

/// The first half of a digest's first eight bytes, as a number that a custom id can carry.
fn short(digest: &str) -> i64 {
    digest
        .get(..8)
        .and_then(|head| i64::from_str_radix(head, 16).ok())
        .unwrap_or(0)
}
