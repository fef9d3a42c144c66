//! Presses and forms: what a custom id stands for becomes a command; the outcome becomes the card redrawn.

use crate::app::{AppError, Outcome};
use crate::courier::Writing;
use crate::domain::card::CardKey;
use crate::domain::command::Command;
use crate::domain::decide::Situation;
use crate::domain::release::Release;
use crate::wording::answers::{extend_by, unknown_button};
use crate::wording::checklist_card::SHOW_ALL;
use crate::wording::evidence;
use crate::wording::message::Message;
use crate::wording::modals::find_modal;
use crate::wording::modals::outage::Typed;
use crate::wording::press::{Press, Verb};
use crate::wording::release_card::commands_of as commands;
use crate::wording::sign_off_card::what_changed;
use crate::wording::states::turned_off;
use crate::wording::todo::todo;

use super::Desk;
use super::answer::{Reply, words_for, words_to};
use super::orders::{Answered, Order};

mod arrive;
mod command;
mod outage;
mod plan;
mod record;
mod release_day;
mod rotation;
mod start;
mod window;

pub(super) use arrive::{pressed, submitted};

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

/// The card that was pressed, and the right to write it where nobody else has it.
#[derive(Default)]
struct Held {
    key: Option<CardKey>,
    writing: Option<Writing>,
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
            Verb::Outage(verb) => self.press_on_outage(&pressed, verb, is_form).await,
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
                self.app.now(),
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

    async fn carry_out_press(&self, pressed: &Pressed, command: &Command) -> Answered {
        let held = self.hold(pressed).await;
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
            Command::ShutDown => Ok(self.instance_is_down(pressed, &outcome, held).await),
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
            _ => Ok(self.redraw(pressed, &outcome, held).await),
        }
    }

    /// Takes the card that was pressed, before anything is done: after the commit the courier might be quicker, and the press
    /// could not be answered with the card.
    async fn hold(&self, pressed: &Pressed) -> Held {
        let Some(message) = pressed.message.as_ref().filter(|_| !pressed.is_private) else {
            return Held::default();
        };
        let key = self.courier.find_key(message).await.ok().flatten();
        let writing = key.as_ref().and_then(|key| self.courier.try_write(key));
        Held { key, writing }
    }

    /// The card that was pressed, as it now is. While somebody else is writing that card the courier draws it.
    async fn redraw(&self, pressed: &Pressed, outcome: &Outcome, held: Held) -> Reply {
        let number = outcome.situation.release.number;
        if pressed.is_private {
            let key = self.card_for(&pressed.order, &outcome.situation);
            return Reply::Redraw(self.courier.draw(&key, &outcome.situation, None));
        }
        let (Some(message), Some(key)) = (&pressed.message, held.key) else {
            return Reply::Heard;
        };
        if let CardKey::Day(service, slot) = &key {
            return self.redraw_day(message, service, slot, held.writing).await;
        }
        let Some(writing) = held.writing.or_else(|| self.courier.try_write(&key)) else {
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
