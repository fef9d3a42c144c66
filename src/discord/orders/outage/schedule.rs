//! Entering an outage, alone or for a release: by a command, or by the form that asks for what is missing.

use crate::app::{AppError, FoundOutage};
use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::{Answered, Order};
use crate::domain::decide::keepers;
use crate::domain::name::{AudienceName, EnvironmentName, ServiceName};
use crate::domain::outage::{OutageAbout, OutageCommand, Plan};
use crate::domain::process::Service;
use crate::domain::refusal::Refusal;
use crate::wording::modals::outage::Typed;
use crate::wording::outage_desk::{answers, preview};
use crate::wording::press::{OutageVerb, Press};
use crate::wording::refusals::refusal;

use super::read::{find_audiences, find_environment, reason_typed, split_times, window_typed, words_typed};
use super::{Keeper, no_outage, outage_words, seen};

mod form;
mod of_release;

use form::form;

/// What was said of a new outage.
#[derive(Debug, Default)]
pub(in crate::discord) struct Schedule<'a> {
    pub(in crate::discord) service: Option<&'a str>,
    pub(in crate::discord) environment: Option<&'a str>,
    pub(in crate::discord) audiences: Option<&'a str>,
    pub(in crate::discord) release: Option<&'a str>,
    pub(in crate::discord) typed: Typed,
}

/// What an outage is entered as: a new one of a service, or a draft anew.
#[derive(Clone, Debug)]
pub(in crate::discord) struct Entry {
    service: ServiceName,
    environment: Option<EnvironmentName>,
    audiences: Vec<AudienceName>,
    /// The draft's number.
    number: Option<i64>,
}

impl Desk {
    pub(in crate::discord) async fn schedule_outage(&self, order: &Order, said: Schedule<'_>) -> Answered {
        if let Some(release) = said.release {
            return self.schedule_for_release(order, release, said.typed).await;
        }
        let keeper = self.keeper_of_new(said.service).await?;
        let service = keeper.service();
        let entry = Entry {
            service: keeper.name.clone(),
            environment: find_environment(service, said.environment)?,
            audiences: find_audiences(service, said.audiences)?,
            number: None,
        };
        if said.typed.start.is_empty() || said.typed.length.is_empty() {
            return self.ask_for_outage(order, &keeper, &entry, &said.typed);
        }
        self.enter_outage(order, &entry, said.typed).await
    }

    /// `!outage schedule myportfolio tue 7pm 2h database upgrade`, or `!outage schedule release 17`.
    pub(in crate::discord) async fn schedule_by_message(&self, order: &Order, text: &str) -> Answered {
        let (first, rest) = first_word(text);
        if let Some((_, number)) = first.split_once("release:").or(first.split_once("release=")) {
            return self.schedule_for_release(order, number, Typed::default()).await;
        }
        if first.eq_ignore_ascii_case("release") {
            return self.schedule_for_release(order, rest, Typed::default()).await;
        }
        let services = self.app.library().services();
        // With one service its name may be left out.
        let is_service = |word: &str| self.find_service(word, &services).is_ok();
        let (service, rest) = match services.as_slice() {
            [(only, _)] if !is_service(first) => (Some(*only), text),
            _ => (Some(first).filter(|word| !word.is_empty()), rest),
        };
        let keeper = self.keeper_of_new(service).await?;
        let (word, after) = first_word(rest);
        let environment = find_environment(keeper.service(), Some(word)).ok().flatten();
        let rest = if environment.is_some() { after } else { rest };
        let (start, length, why) = split_times(rest, self.app.now(), keeper.service().zone);
        let said = Schedule {
            service,
            environment: environment.as_ref().map(EnvironmentName::as_str),
            typed: Typed {
                start,
                length,
                why,
                ..Typed::default()
            },
            ..Schedule::default()
        };
        self.schedule_outage(order, said).await
    }

    pub(in crate::discord) async fn keeper_of_new(&self, service: Option<&str>) -> Result<Keeper, String> {
        let services = self.app.library().services();
        let name = match (service.map(str::trim), services.as_slice()) {
            (Some(named), known) if !named.is_empty() => self.find_service(named, known)?,
            (_, [(only, _)]) => (*only).to_owned(),
            (_, known) => {
                let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
                return Err(format!("Which service? Add its name: {}.", names.join(", ")));
            }
        };
        self.outage_keeper(&ServiceName::from(name)).await
    }

    /// Opens the form, or shows the button that does; nobody types for nothing.
    fn ask_for_outage(&self, order: &Order, keeper: &Keeper, entry: &Entry, typed: &Typed) -> Answered {
        let may = keepers(&keeper.processes);
        if !order.actor.has_any(&may)
            && let Some(process) = keeper.processes.first()
        {
            return Err(refusal(
                &Refusal::RoleMissing {
                    needed: may,
                    have: order.actor.roles.iter().cloned().collect(),
                },
                process,
                None,
            ));
        }
        let press = press_of(OutageVerb::Form, entry, keeper.service());
        if order.may_open_forms {
            return Ok(Reply::Form(form(press, keeper.service(), typed)));
        }
        self.typed.keep(&order.actor.id, press, typed.clone());
        let words = format!(
            "An outage of {}: when, and for how long? Such as `!outage schedule {} tue 7pm 2h`.",
            keeper.service().title,
            keeper.name
        );
        Ok(Reply::Private(answers::opens_form(
            &words,
            "Enter the outage…",
            press,
        )))
    }

    /// Enters what was typed, and shows what each audience would read.
    pub(in crate::discord) async fn enter_outage(
        &self,
        order: &Order,
        entry: &Entry,
        typed: Typed,
    ) -> Answered {
        let keeper = self.outage_keeper(&entry.service).await?;
        let service = keeper.service();
        let again = press_of(OutageVerb::Form, entry, service);
        let window = match window_typed(&typed, self.app.now(), service.zone) {
            Ok(window) => window,
            Err(why) => return self.not_taken(order, why, again, typed),
        };
        let plan = Plan {
            about: OutageAbout {
                environment: entry.environment.clone(),
                audiences: entry.audiences.clone(),
                words: words_typed(&typed),
                ..OutageAbout::default()
            },
            window,
            reason: reason_typed(&typed),
        };
        let entered = self.draft(order, entry, &plan).await;
        match entered {
            Ok(found) => self.entered(order, &found),
            Err(AppError::Refused {
                refusal: no, process, ..
            }) => {
                let why = refusal(&no, &process, None);
                match *no {
                    Refusal::OutageObjected { override_by, .. } if order.is_alone() => {
                        self.typed.keep(&order.actor.id, again, typed);
                        let anyway = ("Schedule all the same…", again.with_verb(OutageVerb::Anyway));
                        let answer = answers::objected(&why, &override_by, &order.actor, Some(again), anyway);
                        Ok(Reply::Private(answer))
                    }
                    Refusal::OutageObjected { override_by, .. } => {
                        let example = format!(
                            "/outage schedule service:{} when:{} length:{} reason:…",
                            entry.service, typed.start, typed.length
                        );
                        let actor = &order.actor;
                        Err(answers::objected_to_a_message(
                            &why,
                            &override_by,
                            actor,
                            &example,
                        ))
                    }
                    Refusal::RoleMissing { .. } => Err(why),
                    _ => self.not_taken(order, why, again, typed),
                }
            }
            Err(error) => Err(outage_words(&error)),
        }
    }

    async fn draft(&self, order: &Order, entry: &Entry, plan: &Plan) -> Result<FoundOutage, AppError> {
        let (key, actor) = (&order.key, &order.actor);
        match entry.number {
            None => self.app.draft_outage(key, actor, &entry.service, plan).await,
            Some(number) => {
                let command = OutageCommand::Draft(plan.clone());
                self.app.keep_outage(key, actor, number, &command).await
            }
        }
    }

    /// What was entered: its preview, or behind a button where all would read it.
    fn entered(&self, order: &Order, found: &FoundOutage) -> Answered {
        let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
        if order.is_alone() {
            return Ok(Reply::Private(preview::draft(&seen, self.app.now())));
        }
        let draft = seen
            .outage
            .draft
            .as_ref()
            .ok_or_else(|| no_outage(found.number))?;
        Ok(Reply::Private(answers::entered(&seen, draft)))
    }

    /// It was not taken: what was typed is kept behind a button, where there can be one.
    fn not_taken(&self, order: &Order, why: String, again: Press, typed: Typed) -> Answered {
        if !order.is_alone() {
            return Err(why);
        }
        self.typed.keep(&order.actor.id, again, typed);
        Ok(Reply::Private(answers::type_again(&why, again)))
    }
}

/// A press that names what an outage is entered as: a draft by its number, a new one by position.
fn press_of(verb: OutageVerb, entry: &Entry, service: &Service) -> Press {
    if let Some(number) = entry.number {
        return Press::on_outage(verb, number);
    }
    let environment = entry.environment.as_ref();
    let position = service
        .environments
        .iter()
        .position(|e| Some(&e.name) == environment);
    let named = service.audiences.keys().enumerate();
    let named = named.filter(|(n, name)| *n < 64 && entry.audiences.contains(name));
    Press {
        step: position.map_or(0, |n| n + 1),
        ask: named.fold(0, |bits, (n, _)| bits | 1 << n),
        extra: answers::mark_of_service(service),
        ..Press::plain(verb)
    }
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(first, rest)| (first, rest.trim()))
}
