//! Presses on a planned day: somebody is on it, or wants to be reminded later.

use crate::app::AppError;
use crate::courier::Writing;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::Answered;
use crate::domain::card::CardKey;
use crate::domain::command::ServiceCommand;
use crate::domain::diary::Slot;
use crate::domain::name::ServiceName;
use crate::domain::process::Service;
use crate::domain::release_day::{DayCommand, ReleaseDay, Snooze};
use crate::wording::answers::unknown_button;
use crate::wording::message::Message;
use crate::wording::press::DayVerb;
use crate::wording::refusals::refusal;
use crate::wording::rotation::show;
use crate::wording::text::moment;

use super::Pressed;

impl Desk {
    /// A press on a planned day: on its card, or in a message of the conversation with somebody.
    pub(super) async fn press_on_day(&self, pressed: &Pressed, verb: DayVerb) -> Answered {
        let library = self.app.library();
        let mut shelved = library.processes().iter();
        let found = shelved.find_map(|s| Some((s, pressed.press.find_slot(&s.process.service)?)));
        let (any, slot) = found.ok_or_else(unknown_button)?;
        let service = &any.process.service;
        let command = match verb {
            DayVerb::HandOver => return self.show_turns(service, &slot).await,
            DayVerb::TakeOn => DayCommand::TakeOn,
            DayVerb::Snooze => {
                let chosen = pressed.given.values.first().map(String::as_str);
                DayCommand::Snooze(snooze(chosen).ok_or_else(unknown_button)?)
            }
        };
        let held = self.hold(pressed).await;
        let order = &pressed.order;
        let command = ServiceCommand::Day(slot.clone(), command);
        let handled = self
            .app
            .handle_for_service(&order.key, &order.actor, &service.name, &command);
        handled.await.map_err(|error| match &error {
            AppError::Refused { refusal: no, .. } => refusal(no, &any.process, None),
            _ => words_for(&error),
        })?;
        if verb == DayVerb::Snooze {
            return self.say_when(pressed, service, &slot).await;
        }
        match &pressed.message {
            Some(message) => Ok(self.redraw_day(message, &service.name, &slot, held.writing).await),
            None => Ok(Reply::Heard),
        }
    }

    /// Whose turn it is and whose is next, with what hands a turn over.
    async fn show_turns(&self, service: &Service, slot: &Slot) -> Answered {
        let cadence = service.find_cadence(&slot.cadence);
        let rotation = cadence.and_then(|cadence| service.find_rotation_of(cadence));
        let rotation = rotation.ok_or_else(unknown_button)?;
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        Ok(Reply::Private(show(service, &state, rotation, self.app.now())))
    }

    /// Whoever wished to be reminded reads when that is.
    async fn say_when(&self, pressed: &Pressed, service: &Service, slot: &Slot) -> Answered {
        let state = self.app.find_service(&service.name).await;
        let state = state.map_err(|fault| words_for(&AppError::Fault(fault)))?;
        let day = ReleaseDay::of(&state, service, slot);
        let until = day.and_then(|day| day.known().snoozed.get(&pressed.order.actor.id).copied());
        let when = until.map_or_else(String::new, |at| format!(" on {}", moment(at)));
        Ok(Reply::Private(Message::plain(format!(
            "I will remind you{when}, by direct message and in the channel."
        ))))
    }

    /// The card of a planned day that was pressed, as it now is; a call elsewhere is left as it was said.
    pub(super) async fn redraw_day(
        &self,
        message: &str,
        service: &ServiceName,
        slot: &Slot,
        held: Option<Writing>,
    ) -> Reply {
        let key = CardKey::Day(service.clone(), slot.clone());
        if !matches!(self.courier.find_key(message).await, Ok(Some(found)) if found == key) {
            let words = "You are on it: the card says so.";
            return Reply::Private(Message::plain(words));
        }
        let Some(writing) = held.or_else(|| self.courier.try_write(&key)) else {
            return Reply::Heard;
        };
        match self.courier.draw_day(service, slot).await {
            Ok(Some(drawn)) => Reply::RedrawCard { drawn, key, writing },
            _ => Reply::Heard,
        }
    }
}

fn snooze(chosen: Option<&str>) -> Option<Snooze> {
    match chosen? {
        "lunch" => Some(Snooze::AfterLunch),
        "tomorrow" => Some(Snooze::Tomorrow),
        minutes => minutes
            .parse()
            .ok()
            .filter(|minutes| (1..=1440).contains(minutes))
            .map(Snooze::Minutes),
    }
}
