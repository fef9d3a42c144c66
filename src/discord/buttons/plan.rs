//! Presses and forms of the plan: starts on a slot or around it, slots that are moved or skipped, instances.

use chrono::NaiveDate;

use crate::app::{AppError, Outcome, ShelvedProcess};
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::domain::card::CardKey;
use crate::domain::command::{ServiceCommand, Wish};
use crate::domain::decide::{decide_for_service, refuses_start, week_of};
use crate::domain::diary::{HolidayAnswer, Slot};
use crate::domain::instance::InstancePlan;
use crate::domain::name::PersonId;
use crate::domain::next_version::next_version;
use crate::domain::process::{Process, Service};
use crate::wording::answers::unknown_button;
use crate::wording::message::Message;
use crate::wording::modals::plan::{instance, move_slot, skip_slot, start};
use crate::wording::plan::{day, row_line, standing, which_purpose};
use crate::wording::press::{Press, Verb};
use crate::wording::refusals::refusal;
use crate::wording::release_card::name;

use super::{Held, Pressed};

impl Desk {
    /// Asks what a start needs: the version, why where it goes around the plan, what for where it makes an instance.
    pub(in crate::discord) async fn ask_start(
        &self,
        order: &Order,
        shelved: &ShelvedProcess,
        version: Option<&str>,
    ) -> Answered {
        self.require_startable(order, shelved).await?;
        let press = self.press_for(shelved);
        if shelved.process.instance.is_some() {
            let name = version.unwrap_or_default();
            return Ok(Reply::Private(which_purpose(press, &shelved.process, name)));
        }
        if !order.may_open_forms {
            return Ok(self.offer_form(shelved));
        }
        let row = self.row_today(&shelved.process).await?;
        let form = start(press, &shelved.process, version, row.as_deref());
        Ok(Reply::Form(form))
    }

    /// Nobody fills in a form for a release that they cannot start.
    async fn require_startable(&self, order: &Order, shelved: &ShelvedProcess) -> Result<(), String> {
        let process = &shelved.process;
        let state = self.app.find_service(&process.service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        match refuses_start(self.app.now(), &state, process, &order.actor) {
            Some(no) => Err(refusal(&no, process, None)),
            None => Ok(()),
        }
    }

    /// What the table of tracks says of a release that begins now.
    pub(in crate::discord) async fn row_today(&self, process: &Process) -> Result<Option<String>, String> {
        let service = &process.service;
        let Some(track) = process.track.as_ref().and_then(|name| service.find_track(name)) else {
            return Ok(None);
        };
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let week = week_of(&state, service, track, self.app.now());
        Ok(Some(row_line(track, week.number)))
    }

    /// The choice of a purpose, and the form after it.
    pub(super) async fn start_instance(&self, pressed: &Pressed) -> Answered {
        let press = pressed.press;
        let shelved = self.find_process(press).ok_or_else(unknown_button)?;
        let purposes = shelved.process.instance.iter().flat_map(|rule| &rule.purposes);
        if press.verb == Verb::StartPurpose {
            let chosen = pressed.given.values.first().ok_or_else(unknown_button)?;
            let (purpose, name) = chosen.split_once('/').ok_or_else(unknown_button)?;
            let purpose = purpose.parse::<usize>().map_err(|_| unknown_button())?;
            let press = Press {
                step: purpose,
                ..press.with_verb(Verb::StartInstance)
            };
            let name = Some(name).filter(|name| !name.is_empty());
            return Ok(Reply::Form(instance(press, &shelved.process, name)));
        }
        let purpose = purposes.clone().nth(press.step).ok_or_else(unknown_button)?;
        let plan = InstancePlan {
            purpose: purpose.clone(),
            owner: owner(&pressed.given.owner, &pressed.order.actor.id)?,
            ends_on: typed_day(&pressed.given.day)?,
        };
        let wish = Wish {
            instance: Some(plan),
            ..Wish::default()
        };
        self.start_release(&pressed.order, shelved, &pressed.given.text, None, &wish)
            .await
            .map(|reply| in_place(reply, pressed))
    }

    /// A press on a slot, or the form that it opened.
    pub(super) async fn press_on_slot(&self, pressed: &Pressed, is_form: bool) -> Answered {
        let press = pressed.press;
        let library = self.app.library();
        let mut shelved = library.processes().iter();
        let found = shelved.find_map(|s| Some((s, press.find_slot(&s.process.service)?)));
        let (any, slot) = found.ok_or_else(unknown_button)?;
        let service = &any.process.service;
        let cadence = service.find_cadence(&slot.cadence).ok_or_else(unknown_button)?;
        if is_form {
            return self.settle_slot(pressed, service, slot).await;
        }
        self.require_open(pressed, service, &slot).await?;
        let what = format!("{} of {}", cadence.title, day(slot.date));
        match press.verb {
            Verb::SkipSlot => Ok(Reply::Form(skip_slot(press, &what))),
            Verb::MoveSlot => Ok(Reply::Form(move_slot(press, &what))),
            _ => {
                let planned = library.find(service.name.as_str(), cadence.process.as_str());
                let planned = planned.ok_or_else(unknown_button)?;
                self.require_startable(&pressed.order, planned).await?;
                let row = self.row_today(&planned.process).await?;
                let state = self.app.find_service(&service.name).await;
                let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
                let next = next_version(&state, &planned.process);
                let next = next.as_ref().map(|version| version.as_str());
                Ok(Reply::Form(start(press, &planned.process, next, row.as_deref())))
            }
        }
    }

    /// Nobody fills in a form for a slot that is settled, or that is not theirs to change.
    async fn require_open(&self, pressed: &Pressed, service: &Service, slot: &Slot) -> Result<(), String> {
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let Some(cadence) = service.find_cadence(&slot.cadence) else {
            return Err(unknown_button());
        };
        if state.diary(cadence).is_settled(cadence, slot.date) {
            return Err(self.slot_line(service, slot, &state));
        }
        if pressed.press.verb == Verb::StartSlot {
            return Ok(());
        }
        let processes = self.app.library().of_service(&service.name);
        let trial = ServiceCommand::SkipSlot(slot.clone(), "-".to_owned());
        let refused =
            decide_for_service(self.app.now(), &state, &processes, &pressed.order.actor, &trial).err();
        match refused.zip(processes.first()) {
            Some((no, process)) => Err(refusal(&no, process, None)),
            None => Ok(()),
        }
    }

    fn slot_line(
        &self,
        service: &Service,
        slot: &Slot,
        state: &crate::domain::service::ServiceState,
    ) -> String {
        let Some(cadence) = service.find_cadence(&slot.cadence) else {
            return unknown_button();
        };
        let today = self.app.now().with_timezone(&service.zone).date_naive();
        let calendar = state.calendar(service);
        let diary = state.diary(cadence);
        let standing = standing((service, &calendar), (cadence, diary), slot.date, today);
        format!(
            "**{} {}** of {}: {standing}. See `/release slots service:{}`.",
            service.title,
            cadence.title,
            day(slot.date),
            service.name
        )
    }

    async fn settle_slot(&self, pressed: &Pressed, service: &Service, slot: Slot) -> Answered {
        let given = &pressed.given;
        match pressed.press.verb {
            Verb::SkipSlot => {
                let command = ServiceCommand::SkipSlot(slot.clone(), given.text.clone());
                self.settle_by(pressed, service, &command).await?;
            }
            Verb::MoveSlot => {
                let to = typed_day(&given.day)?;
                let command = ServiceCommand::MoveSlot(slot.clone(), to, given.text.clone());
                self.settle_by(pressed, service, &command).await?;
            }
            _ => {
                let cadence = service.find_cadence(&slot.cadence).ok_or_else(unknown_button)?;
                let planned = self
                    .app
                    .library()
                    .find(service.name.as_str(), cadence.process.as_str());
                let planned = planned.ok_or_else(unknown_button)?;
                let wish = Wish {
                    slot: Some(slot.clone()),
                    ..Wish::default()
                };
                let reason = Some(given.reason.as_str()).filter(|reason| !reason.is_empty());
                self.start_release(&pressed.order, planned, &given.text, reason, &wish)
                    .await?;
            }
        }
        self.show_slot(pressed, service, &slot).await
    }

    /// The press that says what becomes of a slot on a holiday.
    pub(super) async fn answer_holiday(&self, pressed: &Pressed) -> Answered {
        let press = pressed.press;
        let library = self.app.library();
        let mut shelved = library.processes().iter();
        let found = shelved.find_map(|s| Some((s, press.find_slot(&s.process.service)?)));
        let (any, slot) = found.ok_or_else(unknown_button)?;
        let answer = match press.verb {
            Verb::EarlierHoliday => HolidayAnswer::Earlier,
            Verb::LaterHoliday => HolidayAnswer::Later,
            Verb::SkipHoliday => HolidayAnswer::Skip,
            _ => HolidayAnswer::Keep,
        };
        let command = ServiceCommand::AnswerHoliday(slot.clone(), answer);
        let service = &any.process.service;
        self.settle_by(pressed, service, &command).await?;
        self.show_slot(pressed, service, &slot).await
    }

    /// What was pressed says what became of the slot; the card of a planned day does so by itself.
    async fn show_slot(&self, pressed: &Pressed, service: &Service, slot: &Slot) -> Answered {
        if let Some(message) = &pressed.message
            && let Ok(Some(CardKey::Day(service, slot))) = self.courier.find_key(message).await
        {
            return Ok(self.redraw_day(message, &service, &slot, None).await);
        }
        if let (true, Ok(weeks @ 1..)) = (pressed.message.is_some(), u32::try_from(pressed.press.step)) {
            return Ok(Reply::Redraw(self.draw_plan(service, weeks).await?));
        }
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let words = Message::plain(self.slot_line(service, slot, &state));
        Ok(if pressed.message.is_some() {
            Reply::Redraw(words)
        } else {
            Reply::Private(words)
        })
    }

    async fn settle_by(
        &self,
        pressed: &Pressed,
        service: &Service,
        command: &ServiceCommand,
    ) -> Result<(), String> {
        let order = &pressed.order;
        let settled = self
            .app
            .handle_for_service(&order.key, &order.actor, &service.name, command)
            .await;
        settled.map_err(|error| words_for(&error))
    }

    /// The reminder that was pressed says what became of it; on the card the card does.
    pub(super) async fn instance_is_down(&self, pressed: &Pressed, outcome: &Outcome, held: Held) -> Reply {
        if held.key.is_some() || pressed.is_private {
            return self.redraw(pressed, outcome, held).await;
        }
        let words = format!(
            "The instance of {} is shut down, says {}.",
            name(&outcome.situation.release),
            crate::wording::text::person(&pressed.order.actor.id)
        );
        Reply::Redraw(Message::plain(words))
    }
}

/// The question was asked in the open; its answer is for whoever asked.
fn in_place(reply: Reply, pressed: &Pressed) -> Reply {
    match reply {
        Reply::Private(words) if pressed.is_private => Reply::Redraw(words),
        other => other,
    }
}

fn typed_day(text: &str) -> Result<NaiveDate, String> {
    let text = text.trim();
    text.parse()
        .map_err(|_| format!("`{}` is no day; write it as 2026-12-24.", text.replace('`', "ˋ")))
}

/// Who was named: by the number or the mention; whoever asks, when nobody was.
fn owner(text: &str, asks: &PersonId) -> Result<PersonId, String> {
    let named = text
        .trim()
        .trim_start_matches("<@")
        .trim_start_matches('!')
        .trim_end_matches('>');
    if named.is_empty() {
        return Ok(asks.clone());
    }
    if named.chars().all(|c| c.is_ascii_digit()) && (15..=20).contains(&named.len()) {
        return Ok(PersonId::from(named));
    }
    Err(
        "Write whose it is as their number on Discord or as <@number>, or leave it empty for yourself."
            .to_owned(),
    )
}
