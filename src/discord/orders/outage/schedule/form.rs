//! The form of an outage: what it is opened with, and what was typed into it.

use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::outage::schedule::Entry;
use crate::discord::orders::outage::{Keeper, no_outage};
use crate::discord::orders::{Answered, Order};
use crate::domain::command::ServiceCommand;
use crate::domain::decide::decide_for_service;
use crate::domain::outage::{OutageAbout, OutageCommand, Plan};
use crate::domain::process::Service;
use crate::domain::refusal::Refusal;
use crate::domain::when::{span, written};
use crate::wording::modals::Modal;
use crate::wording::modals::outage::{Typed, anyway, schedule};
use crate::wording::outage_desk::answers;
use crate::wording::press::{OutageVerb, Press, Verb};
use crate::wording::refusals::refusal;

impl Desk {
    /// The form of an outage that stands alone, with what was typed before or is known.
    pub(in crate::discord) async fn open_outage_form(&self, order: &Order, press: Press) -> Answered {
        let (keeper, entry) = self.entry_of(press).await?;
        let service = keeper.service();
        let trial = OutageCommand::Draft(Plan {
            about: OutageAbout::default(),
            window: crate::domain::outage::Window {
                start: self.app.now() + chrono::TimeDelta::days(365),
                end: self.app.now() + chrono::TimeDelta::days(366),
            },
            reason: None,
        });
        let command = ServiceCommand::Outage(entry.number.unwrap_or(i64::MAX), trial);
        let (now, processes) = (self.app.now(), &keeper.processes);
        let refused = decide_for_service(now, &keeper.state, processes, &order.actor, &command).err();
        let refused = refused.filter(|no| !matches!(no, Refusal::OutageObjected { .. }));
        if let Some((no, process)) = refused.zip(processes.first()) {
            return Err(refusal(&no, process, None));
        }
        let before = self
            .typed
            .find(&order.actor.id, press.with_verb(OutageVerb::Form));
        let typed = before.unwrap_or_else(|| known(&keeper, entry.number));
        Ok(Reply::Form(form(press, service, &typed)))
    }

    /// What the form of an outage was filled in with.
    pub(in crate::discord) async fn take_outage_form(
        &self,
        order: &Order,
        press: Press,
        mut typed: Typed,
    ) -> Answered {
        let (keeper, entry) = self.entry_of(press).await?;
        if press.verb == Verb::Outage(OutageVerb::Anyway) {
            // This form has no room for it.
            let before = self
                .typed
                .find(&order.actor.id, press.with_verb(OutageVerb::Form));
            typed.why = before.map_or_else(|| known(&keeper, entry.number).why, |t| t.why);
        }
        self.enter_outage(order, &entry, typed).await
    }

    async fn entry_of(&self, press: Press) -> Result<(Keeper, Entry), String> {
        if press.release != 0 {
            let found = self.load_outage(press.release).await?;
            let outage = found.outage().ok_or_else(|| no_outage(press.release))?;
            let about = outage.draft.as_ref().map_or(&outage.about, |draft| &draft.about);
            let entry = Entry {
                service: found.service.clone(),
                environment: about.environment.clone(),
                audiences: about.audiences.clone(),
                number: Some(press.release),
            };
            return Ok((self.outage_keeper(&found.service).await?, entry));
        }
        let keepers = self.outage_keepers().await?;
        let is_it = |keeper: &Keeper| answers::mark_of_service(keeper.service()) == press.extra;
        let keeper = keepers.into_iter().find(is_it).ok_or_else(changed_playbook)?;
        let service = keeper.service();
        let environment = press
            .step
            .checked_sub(1)
            .and_then(|n| service.environments.get(n));
        let named = service.audiences.keys().enumerate();
        let audiences = named.filter(|(n, _)| *n < 64 && press.ask >> n & 1 == 1);
        let entry = Entry {
            service: keeper.name.clone(),
            environment: environment.map(|e| e.name.clone()),
            audiences: audiences.map(|(_, name)| name.clone()).collect(),
            number: None,
        };
        Ok((keeper, entry))
    }
}

pub(super) fn changed_playbook() -> String {
    "The playbook has changed since. Begin again with `/outage schedule`.".to_owned()
}

/// What was typed now, over what was there.
pub(super) fn over(typed: Typed, known: Typed) -> Typed {
    let or = |now: String, before: String| if now.is_empty() { before } else { now };
    Typed {
        start: or(typed.start, known.start),
        length: or(typed.length, known.length),
        why: or(typed.why, known.why),
        impact: or(typed.impact, known.impact),
        works: or(typed.works, known.works),
        reason: or(typed.reason, known.reason),
    }
}

/// What a draft holds, as it is typed.
pub(super) fn known(keeper: &Keeper, number: Option<i64>) -> Typed {
    let outage = number.and_then(|number| keeper.state.outages.get(&number));
    let Some(draft) = outage.and_then(|outage| outage.draft.as_ref()) else {
        return Typed::default();
    };
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let said = &draft.about.words;
    Typed {
        start: written(draft.window.start, keeper.service().zone),
        length: span(draft.window.end - draft.window.start),
        why: words(&said.why),
        impact: words(&said.impact),
        works: words(&said.still_works),
        reason: words(&draft.reason),
    }
}

pub(super) fn form(press: Press, service: &Service, typed: &Typed) -> Modal {
    let zone = service.zone;
    if press.verb == Verb::Outage(OutageVerb::Anyway) {
        return anyway(press, "Schedule it all the same", zone, typed);
    }
    let title = if press.release == 0 {
        format!("An outage of {}", service.title)
    } else {
        format!("Outage {}", press.release)
    };
    schedule(press, &title, zone, typed)
}
