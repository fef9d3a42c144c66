//! Presses and forms: what a custom id stands for becomes a command; the outcome becomes the card redrawn.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ComponentInteraction, ComponentInteractionDataKind, ModalInteraction};

use crate::app::{AppError, Outcome};
use crate::domain::card::{CardKey, pages};
use crate::domain::command::{Command, Wish};
use crate::domain::decide::Situation;
use crate::domain::evidence::Evidence;
use crate::domain::release::Release;
use crate::wording::answers::{extend_by, unknown_button, which_process};
use crate::wording::checklist_card::SHOW_ALL;
use crate::wording::evidence;
use crate::wording::message::Message;
use crate::wording::modals::outage::{IMPACT, Typed, WHY, WORKS};
use crate::wording::modals::plan::{DAY, OWNER, REASON};
use crate::wording::modals::{LENGTH, OUTAGE, START, TEXT, find_modal};
use crate::wording::press::{Press, Verb};
use crate::wording::release_card::commands_of as commands;
use crate::wording::sign_off_card::what_changed;
use crate::wording::states::turned_off;
use crate::wording::todo::todo;

use super::Desk;
use super::answer::{Question, Reply, actor, words_for, words_to};
use super::orders::{Answered, Order};

mod outage;
mod plan;
mod record;
mod release_day;
mod rotation;
mod window;

/// What a press or a form brings.
struct Pressed {
    press: Press,
    order: Order,
    /// What was chosen or typed.
    given: Given,
    /// The message it came from.
    message: Option<String>,
    /// Whether that message is seen by one person only.
    is_private: bool,
}

#[derive(Default)]
struct Given {
    values: Vec<String>,
    text: String,
    start: String,
    length: String,
    outage: String,
    reason: String,
    day: String,
    owner: String,
    why: String,
    impact: String,
    works: String,
}

impl Given {
    /// What was typed about an outage.
    fn outage_typed(&self) -> Typed {
        Typed {
            start: self.start.clone(),
            length: self.length.clone(),
            why: self.why.clone(),
            impact: self.impact.clone(),
            works: self.works.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// Somebody pressed a button or chose from a select.
pub(super) async fn pressed(desk: &Arc<Desk>, press: &ComponentInteraction) {
    let question = Question {
        id: press.id.get(),
        token: press.token.clone(),
        application: press.application_id.get(),
        from_message: true,
    };
    let values = match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    let roles = press.member.as_ref().map_or(&[][..], |m| &m.roles);
    let actor = actor(desk, press.user.id, roles);
    let order = Order {
        actor,
        key: format!("interaction/{}", press.id),
        may_open_forms: true,
        read_in: None,
    };
    let given = Given {
        values,
        ..Given::default()
    };
    let is_private = press
        .message
        .flags
        .is_some_and(|f| f.contains(serenity::MessageFlags::EPHEMERAL));
    let message = Some(press.message.id.to_string());
    desk.answer(
        &question,
        desk.take(&press.data.custom_id, order, given, message, is_private, false),
    )
    .await;
}

/// Somebody sent a form.
pub(super) async fn submitted(desk: &Arc<Desk>, form: &ModalInteraction) {
    let question = Question {
        id: form.id.get(),
        token: form.token.clone(),
        application: form.application_id.get(),
        from_message: form.message.is_some(),
    };
    let roles = form.member.as_ref().map_or(&[][..], |m| &m.roles);
    let actor = actor(desk, form.user.id, roles);
    let order = Order {
        actor,
        key: format!("interaction/{}", form.id),
        may_open_forms: false,
        read_in: None,
    };
    let field = |name: &str| {
        let inputs = form.data.components.iter().flat_map(|row| &row.components);
        let mut found = inputs.filter_map(|c| match c {
            ActionRowComponent::InputText(input) if input.custom_id == name => input.value.clone(),
            _ => None,
        });
        found.next().unwrap_or_default()
    };
    let given = Given {
        values: Vec::new(),
        text: field(TEXT),
        start: field(START),
        length: field(LENGTH),
        outage: field(OUTAGE),
        reason: field(REASON),
        day: field(DAY),
        owner: field(OWNER),
        why: field(WHY),
        impact: field(IMPACT),
        works: field(WORKS),
    };
    let message = form.message.as_ref().map(|m| m.id.to_string());
    let is_private = form
        .message
        .as_ref()
        .and_then(|m| m.flags)
        .is_some_and(|f| f.contains(serenity::MessageFlags::EPHEMERAL));
    desk.answer(
        &question,
        desk.take(&form.data.custom_id, order, given, message, is_private, true),
    )
    .await;
}

impl Desk {
    async fn take(
        &self,
        custom_id: &str,
        order: Order,
        given: Given,
        message: Option<String>,
        is_private: bool,
        is_form: bool,
    ) -> Reply {
        // A choice among rarer things carries the press itself.
        let custom_id = match (custom_id.parse::<Press>(), given.values.first()) {
            (Ok(Press { verb: Verb::More, .. }), Some(chosen)) => chosen.as_str(),
            _ => custom_id,
        };
        let Ok(press) = custom_id.parse::<Press>() else {
            return Reply::Private(Message::plain(unknown_button()));
        };
        let pressed = Pressed {
            press,
            order,
            given,
            message,
            is_private,
        };
        let answered = match press.verb {
            Verb::StartService | Verb::StartProcess | Verb::StartVersion => {
                self.start_by_press(&pressed).await
            }
            Verb::ShowEnvironment => {
                let chosen = pressed.given.values.first();
                let (service, environment) = chosen.and_then(|v| v.split_once('/')).unwrap_or_default();
                self.env(Some(service), Some(environment)).await
            }
            Verb::StartPurpose | Verb::StartInstance => self.start_instance(&pressed).await,
            Verb::Rotation(verb) => self.press_on_rotation(&pressed, verb, is_form).await,
            verb if is_about_an_outage(verb) => self.press_on_outage(&pressed, is_form).await,
            Verb::StartSlot | Verb::SkipSlot | Verb::MoveSlot => self.press_on_slot(&pressed, is_form).await,
            Verb::KeepHoliday | Verb::EarlierHoliday | Verb::LaterHoliday | Verb::SkipHoliday => {
                self.answer_holiday(&pressed).await
            }
            Verb::Day(verb) => self.press_on_day(&pressed, verb).await,
            Verb::Plan => self.plan_again(press).await,
            Verb::PlanFeed => self.plan_feed(&pressed.order, press).await,
            _ => self.press_on_release(&pressed, is_form).await,
        };
        answered.unwrap_or_else(|no| Reply::Private(Message::plain(no)))
    }

    async fn start_by_press(&self, pressed: &Pressed) -> Answered {
        let chosen = pressed
            .given
            .values
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        match pressed.press.verb {
            Verb::StartService => {
                let processes: Vec<_> = self
                    .app
                    .library()
                    .processes_of(chosen)
                    .map(|s| &*s.process)
                    .collect();
                let title = processes.first().map_or(chosen, |p| p.service.title.as_str());
                Ok(Reply::Private(which_process(title, &processes)))
            }
            Verb::StartProcess => {
                let (service, process) = chosen.split_once('/').unwrap_or_default();
                let shelved = self
                    .app
                    .library()
                    .find(service, process)
                    .ok_or_else(unknown_button)?;
                self.ask_start(&pressed.order, shelved, None).await
            }
            _ => {
                let shelved = self.find_process(pressed.press).ok_or_else(unknown_button)?;
                let (text, reason) = (&pressed.given.text, &pressed.given.reason);
                let reason = Some(reason.as_str()).filter(|reason| !reason.is_empty());
                match self
                    .start_release(&pressed.order, shelved, text, reason, &Wish::default())
                    .await?
                {
                    // The question was asked in the open; its answer is for whoever asked.
                    Reply::Private(words) if pressed.is_private => Ok(Reply::Redraw(words)),
                    other => Ok(other),
                }
            }
        }
    }

    async fn press_on_release(&self, pressed: &Pressed, is_form: bool) -> Answered {
        let Pressed { press, order, .. } = pressed;
        let found = self
            .app
            .glance(press.release)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        let situation = found.ok_or_else(|| words_for(&AppError::NoRelease(press.release)))?;
        if let Some(answered) = self.press_on_record(pressed, &situation, is_form).await {
            return answered;
        }
        let release = &situation.release;
        match press.verb {
            Verb::Owe => Ok(Reply::Private(todo(
                &order.actor,
                std::slice::from_ref(&situation),
            ))),
            Verb::Commands => Ok(Reply::Private(commands(release, *press))),
            Verb::WhatChanged => Ok(Reply::Private(what_changed(release, *press, &order.actor.id))),
            Verb::Dismiss => Ok(Reply::Redraw(Message::plain("Not published; nobody was told."))),
            Verb::Extend if press.item == 0 => Ok(Reply::Private(extend_by(release, *press))),
            Verb::ShowEvidence => Ok(Reply::Private(evidence::show(release, *press, &order.actor.id))),
            Verb::EvidenceWhich if pressed.given.values.iter().any(|v| v == SHOW_ALL) => {
                Ok(Reply::Private(evidence::show(release, *press, &order.actor.id)))
            }
            Verb::EvidenceWhich => self.open_form(pressed, &situation, Verb::AddEvidence),
            Verb::FailWhich => self.open_form(pressed, &situation, Verb::Fail),
            Verb::WaiveWhich => self.open_form(pressed, &situation, Verb::Waive),
            Verb::TicketCommentWhich => self.open_form(pressed, &situation, Verb::TicketComment),
            verb if !is_form && opens_form(verb, *press, release) => {
                self.open_form(pressed, &situation, verb)
            }
            Verb::Window | Verb::WindowAnyway => self.propose(pressed, &situation).await,
            _ => {
                let command = self.command(pressed, release)?;
                self.carry_out_press(pressed, &command).await
            }
        }
    }

    /// Opens a form, unless what it would ask for is refused already: nobody types for nothing.
    fn open_form(&self, pressed: &Pressed, situation: &Situation, verb: Verb) -> Answered {
        let mut press = pressed.press.with_verb(verb);
        if let Some(chosen) = pressed.given.values.first().and_then(|v| v.parse().ok()) {
            press.item = chosen;
        }
        let sample = Given {
            text: "-".to_owned(),
            ..Given::default()
        };
        let trial = Pressed {
            press,
            given: sample,
            order: pressed.order.clone(),
            message: None,
            is_private: false,
        };
        if let Some(no) = self
            .command(&trial, &situation.release)
            .ok()
            .and_then(|c| self.refuses(situation, &trial.order.actor, &c))
        {
            return Err(words_to(&trial.order.actor, &no));
        }
        if let Some(modal) = self.window_form(pressed, situation) {
            return Ok(Reply::Form(modal));
        }
        let modal = find_modal(press, &situation.release).ok_or_else(unknown_button)?;
        Ok(Reply::Form(modal))
    }

    /// The command that a press or a form stands for.
    fn command(&self, pressed: &Pressed, release: &Release) -> Result<Command, String> {
        let press = &pressed.press;
        let text = || pressed.given.text.clone();
        let ask = || press.at_ask(release).ok_or_else(unknown_button);
        let item = || press.at_item(release).ok_or_else(unknown_button);
        let step = || press.at_step(release).ok_or_else(unknown_button);
        Ok(match press.verb {
            Verb::Confirm => Command::Confirm(ask()?),
            Verb::Give => Command::Give(ask()?, text()),
            Verb::Pass => Command::PassItem(item()?),
            Verb::PassRest => Command::PassItems(ask()?, items_of_page(press, release)),
            Verb::Fail => Command::FailItem(item()?, text()),
            Verb::Waive => Command::WaiveItem(item()?, text()),
            Verb::Reopen => Command::ReopenItem(item()?),
            Verb::Go => Command::SayGo(ask()?, day(&pressed.given.text)?, mark(press)),
            Verb::StillGo => {
                let day = press.find_day(release, &pressed.order.actor.id);
                Command::SayGo(ask()?, day, mark(press))
            }
            Verb::CallRoles => Command::CallRoles(step()?),
            Verb::AddEvidence => {
                let about = press.about(release).ok_or_else(unknown_button)?;
                Command::AddEvidence(about, Evidence::read(&text()))
            }
            Verb::TakeEvidenceBack => {
                let number = u32::try_from(press.item).map_err(|_| unknown_button())?;
                Command::TakeEvidenceBack(number)
            }
            Verb::NoGo => Command::SayNoGo(ask()?, text()),
            Verb::Revoke => Command::RevokeSignOff(ask()?),
            Verb::Publish => Command::PublishOutage(ask()?, press.window().ok_or_else(unknown_button)?),
            Verb::Extend => Command::ExtendOutage(press.item),
            Verb::ReopenStep => Command::ReopenStep(step()?),
            Verb::SendBack => Command::SendBack(step()?, text()),
            Verb::RollBack => Command::RollBack(step()?, text()),
            Verb::Override => Command::Override(step()?, text()),
            Verb::Hold => Command::Hold(text()),
            Verb::Resume => Command::Resume,
            Verb::Abort => Command::Abort(text()),
            Verb::RequestApproval => Command::RequestApproval(ask()?),
            Verb::WriteSection
            | Verb::WaiveSectionWhich
            | Verb::WaiveSection
            | Verb::ReadSectionWhich
            | Verb::ReadSection
            | Verb::TurnSection
            | Verb::TakeDraft
            | Verb::ApplyUpload
            | Verb::WithdrawUpload => return Err(unknown_button()),
            Verb::TurnOff => Command::TurnOff(state_of(press, release).ok_or_else(unknown_button)?),
            Verb::ShutDown => Command::ShutDown,
            Verb::Choose => Command::Give(ask()?, option(press, release).ok_or_else(unknown_button)?),
            Verb::WaiveStep => Command::WaiveStep(step()?, text()),
            Verb::Block => Command::RaiseBlocker(text()),
            Verb::Unblock => {
                let number = press.item.try_into().map_err(|_| unknown_button())?;
                Command::ClearBlocker(number, text())
            }
            Verb::Bug => Command::NoteBug(text()),
            Verb::TicketMove | Verb::TicketComment => {
                Command::Ticket(press.on_ticket(release, &text()).ok_or_else(unknown_button)?)
            }
            Verb::Window
            | Verb::WindowAnyway
            | Verb::OutageForm
            | Verb::OutageAnyway
            | Verb::OutagePreview
            | Verb::OutagePublish
            | Verb::OutageAsk
            | Verb::OutageApprove
            | Verb::OutageWithdraw
            | Verb::OutageMove
            | Verb::OutageShift
            | Verb::OutageAdd
            | Verb::OutageChange
            | Verb::OutageChangeAnyway
            | Verb::OutageCancelAsk
            | Verb::OutageCancel
            | Verb::OutageStartAsk
            | Verb::OutageStart
            | Verb::OutageEndAsk
            | Verb::OutageEnd
            | Verb::OutageReword
            | Verb::OutageRewordNow
            | Verb::OutageSubscribe
            | Verb::OutageUnsubscribe
            | Verb::OutageFeed
            | Verb::OutageShow
            | Verb::OutageDismiss
            | Verb::WhatChanged
            | Verb::EvidenceWhich
            | Verb::ShowEvidence
            | Verb::Dismiss
            | Verb::Owe
            | Verb::More
            | Verb::FailWhich
            | Verb::WaiveWhich
            | Verb::TicketCommentWhich
            | Verb::StartService
            | Verb::StartProcess
            | Verb::StartVersion
            | Verb::Rotation(_)
            | Verb::ShowEnvironment
            | Verb::Commands
            | Verb::StartPurpose
            | Verb::StartInstance
            | Verb::StartSlot
            | Verb::SkipSlot
            | Verb::MoveSlot
            | Verb::KeepHoliday
            | Verb::EarlierHoliday
            | Verb::LaterHoliday
            | Verb::SkipHoliday
            | Verb::Plan
            | Verb::PlanFeed
            | Verb::Day(_) => return Err(unknown_button()),
        })
    }

    async fn carry_out_press(&self, pressed: &Pressed, command: &Command) -> Answered {
        let number = pressed.press.release;
        let handled = self
            .app
            .handle(&pressed.order.key, &pressed.order.actor, number, command)
            .await;
        let outcome = handled.map_err(|e| words_to(&pressed.order.actor, &e))?;
        match command {
            Command::PublishOutage(..) => Ok(Reply::Redraw(Message::plain(
                "Published. The audience reads it now.",
            ))),
            Command::ShutDown => Ok(self.instance_is_down(pressed, &outcome).await),
            Command::ExtendOutage(_) if pressed.is_private => Ok(Reply::Redraw(Message::plain(
                "Extended. The audience is told of the new end.",
            ))),
            Command::TakeEvidenceBack(_) => {
                let shown =
                    evidence::show(&outcome.situation.release, pressed.press, &pressed.order.actor.id);
                Ok(if pressed.is_private {
                    Reply::Redraw(shown)
                } else {
                    Reply::Private(shown)
                })
            }
            Command::TurnOff(name) => {
                let states = &outcome.situation.release.process.service.states;
                let off = states
                    .get(name)
                    .map_or_else(|| name.to_string(), |s| s.off.clone());
                Ok(Reply::Redraw(turned_off(
                    &off,
                    &pressed.order.actor.id,
                    self.app.now(),
                )))
            }
            Command::CallRoles(_) => Ok(Reply::Private(Message::plain(
                "They are reminded, in the thread.",
            ))),
            _ => Ok(self.redraw(pressed, &outcome).await),
        }
    }

    /// The card that was pressed, as it now is. While somebody else is writing that card the courier draws it.
    async fn redraw(&self, pressed: &Pressed, outcome: &Outcome) -> Reply {
        let number = outcome.situation.release.number;
        if pressed.is_private {
            let key = self.card_for(&pressed.order, &outcome.situation);
            return Reply::Redraw(self.courier.draw(&key, &outcome.situation, None));
        }
        let Some(message) = &pressed.message else {
            return Reply::Heard;
        };
        let Ok(Some(key)) = self.courier.find_key(message).await else {
            return Reply::Heard;
        };
        if let CardKey::Day(service, slot) = &key {
            return self.redraw_day(message, service, slot).await;
        }
        let Some(writing) = self.courier.try_write(&key) else {
            return Reply::Heard;
        };
        // Somebody may have been quicker between the commit and here: what is drawn is the newest there is.
        let Ok(Some(newest)) = self.app.glance(number).await else {
            return Reply::Heard;
        };
        let drawn = self.courier.draw(&key, &newest, message.parse().ok());
        Reply::RedrawCard { drawn, key, writing }
    }
}

fn is_about_an_outage(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::OutageForm
            | Verb::OutageAnyway
            | Verb::OutagePreview
            | Verb::OutagePublish
            | Verb::OutageAsk
            | Verb::OutageApprove
            | Verb::OutageWithdraw
            | Verb::OutageMove
            | Verb::OutageShift
            | Verb::OutageAdd
            | Verb::OutageChange
            | Verb::OutageChangeAnyway
            | Verb::OutageCancelAsk
            | Verb::OutageCancel
            | Verb::OutageStartAsk
            | Verb::OutageStart
            | Verb::OutageEndAsk
            | Verb::OutageEnd
            | Verb::OutageReword
            | Verb::OutageRewordNow
            | Verb::OutageSubscribe
            | Verb::OutageUnsubscribe
            | Verb::OutageFeed
            | Verb::OutageShow
            | Verb::OutageDismiss
    )
}

fn opens_form(verb: Verb, press: Press, release: &Release) -> bool {
    use crate::domain::process::AskKind;
    match verb {
        Verb::Go => {
            let ask = press.find_ask(release);
            ask.is_some_and(|a| matches!(&a.kind, AskKind::SignOff(rule) if rule.with_date))
        }
        _ => find_modal(press, release).is_some(),
    }
}

/// The answer that a button of a choice stands for.
fn option(press: &Press, release: &Release) -> Option<String> {
    let options = press.find_ask(release)?.kind.options();
    options.get(usize::try_from(press.item).ok()?).cloned()
}

fn items_of_page(press: &Press, release: &Release) -> Vec<crate::domain::name::ItemName> {
    let list = press.find_ask(release).and_then(|a| release.find_checklist(a));
    let Some(list) = list else { return Vec::new() };
    let first = usize::try_from(press.item).unwrap_or(usize::MAX);
    let page = pages(list).into_iter().find(|p| p.first == first);
    let items = list.items().map(|(_, item)| item.name.clone()).skip(first);
    items.take(page.map_or(0, |p| p.len)).collect()
}

/// What the card showed; nothing on cards that did not say.
fn mark(press: &Press) -> Option<i64> {
    (press.item != 0).then_some(press.item)
}

/// The state that a press on its alarm is about.
fn state_of(press: &Press, release: &Release) -> Option<crate::domain::name::StateName> {
    let mut states = release.process.service.states.keys();
    states.find(|name| name.mark() == press.item).cloned()
}

/// The day of a go: none was asked when nothing was typed.
fn day(text: &str) -> Result<Option<chrono::NaiveDate>, String> {
    match text.trim() {
        "" | "-" => Ok(None),
        day => day
            .parse()
            .map(Some)
            .map_err(|_| "Please write the day as 2026-12-01.".to_owned()),
    }
}
