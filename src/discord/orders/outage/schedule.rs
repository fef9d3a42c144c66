//! Entering an outage, alone or for a release: by a command, or by the form that asks for what is missing.

use crate::app::{AppError, FoundOutage};
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::domain::command::ServiceCommand;
use crate::domain::decide::{Situation, decide_for_service, keepers};
use crate::domain::name::{AudienceName, EnvironmentName, ServiceName};
use crate::domain::outage::{OutageAbout, OutageCommand, Plan};
use crate::domain::process::{AskKind, Service};
use crate::domain::refusal::Refusal;
use crate::domain::when::{span, written};
use crate::wording::modals::outage::{Typed, anyway, schedule};
use crate::wording::modals::{Modal, find_modal, typed_of};
use crate::wording::outage_desk::{answers, preview};
use crate::wording::press::{Press, Verb};
use crate::wording::refusals::refusal;

use super::read::{find_audiences, find_environment, reason_typed, split_times, window_typed, words_typed};
use super::{Keeper, no_outage, outage_words, seen};

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
        let press = press_of(Verb::OutageForm, entry, keeper.service());
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
        let again = press_of(Verb::OutageForm, entry, service);
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
                        let anyway = ("Schedule all the same…", again.with_verb(Verb::OutageAnyway));
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
            .find(&order.actor.id, press.with_verb(Verb::OutageForm));
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
        if press.verb == Verb::OutageAnyway {
            // This form has no room for it.
            let before = self
                .typed
                .find(&order.actor.id, press.with_verb(Verb::OutageForm));
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

    /// The outage of a release is planned in its step, with what its change record says.
    async fn schedule_for_release(&self, order: &Order, release: &str, typed: Typed) -> Answered {
        let situation = self.choose_release(Some(release)).await?;
        let (step, ask) = find_outage_ask(&situation).ok_or_else(|| {
            format!(
                "#{} plans no outage: its process has no step for one. `/outage schedule` plans one that stands alone.",
                situation.release.number
            )
        })?;
        let press = Press::on_ask(Verb::Window, &situation.release, step, ask);
        if !order.may_open_forms {
            let name = crate::wording::release_card::name(&situation.release);
            let words = format!("The outage of {name} is planned in its own step.");
            return Ok(Reply::Private(answers::opens_form(
                &words,
                "Plan the outage…",
                press,
            )));
        }
        let place = press.at_ask(&situation.release).ok_or_else(changed_playbook)?;
        let far = self.app.now() + chrono::TimeDelta::days(365);
        let trial = crate::domain::outage::Window {
            start: far,
            end: far + chrono::TimeDelta::hours(1),
        };
        let trial = crate::domain::command::Command::ProposeWindow(place, trial.into());
        let refused = self.refuses(&situation, &order.actor, &trial);
        let is_objection = |error: &AppError| matches!(error, AppError::Refused { refusal, .. } if matches!(**refusal, Refusal::OutageObjected { .. }));
        if let Some(no) = refused.filter(|no| !is_objection(no)) {
            return Err(words_for(&no));
        }
        if typed == Typed::default() {
            let form = find_modal(press, &situation.release).ok_or_else(changed_playbook)?;
            return Ok(Reply::Form(form));
        }
        let zone = situation.release.process.service.zone;
        let all = over(typed, typed_of(&situation.release));
        Ok(Reply::Form(crate::wording::modals::outage::of_release(
            press, zone, &all,
        )))
    }
}

/// The step and ask in which a release plans its outage.
pub(in crate::discord) fn find_outage_ask(situation: &Situation) -> Option<(usize, usize)> {
    let steps = situation.release.process.steps.iter().enumerate();
    let mut asks = steps.flat_map(|(n, step)| {
        let asks = step.asks.iter().enumerate();
        asks.filter(|(_, ask)| matches!(ask.kind, AskKind::Outage { .. }))
            .map(move |(a, _)| (n, a))
    });
    asks.next()
}

fn changed_playbook() -> String {
    "The playbook has changed since. Begin again with `/outage schedule`.".to_owned()
}

/// What was typed now, over what was there.
fn over(typed: Typed, known: Typed) -> Typed {
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
fn known(keeper: &Keeper, number: Option<i64>) -> Typed {
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

fn form(press: Press, service: &Service, typed: &Typed) -> Modal {
    let zone = service.zone;
    if press.verb == Verb::OutageAnyway {
        return anyway(press, "Schedule it all the same", zone, typed);
    }
    let title = if press.release == 0 {
        format!("An outage of {}", service.title)
    } else {
        format!("Outage {}", press.release)
    };
    schedule(press, &title, zone, typed)
}

/// A press that names what an outage is entered as: a draft by its number, a new one by position.
fn press_of(verb: Verb, entry: &Entry, service: &Service) -> Press {
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
