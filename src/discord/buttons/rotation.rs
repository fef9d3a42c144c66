//! Presses and forms of a rotation: swaps, turns that nobody has, leave, taking over, the note to the next.

use chrono::{Days, NaiveDate};

use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::Answered;
use crate::discord::orders::rotation::{Said, named};
use crate::domain::command::ServiceCommand;
use crate::domain::rotation::RotationCommand;
use crate::wording::answers::unknown_button;
use crate::wording::message::Message;
use crate::wording::modals::rotation::form;
use crate::wording::press::RotationVerb;
use crate::wording::rotation::{asked_to_swap, noted};

use super::Pressed;

impl Desk {
    /// A press about a rotation, or the form that one opened.
    pub(super) async fn press_on_rotation(
        &self,
        pressed: &Pressed,
        verb: RotationVerb,
        is_form: bool,
    ) -> Answered {
        let press = pressed.press;
        let library = self.app.library();
        let mut services = library.processes().iter().map(|shelved| &shelved.process.service);
        let found = services.find_map(|service| Some((service, press.find_rotation(service)?)));
        let (service, rotation) = found.ok_or_else(unknown_button)?;
        if !is_form && let Some(form) = form(press, verb) {
            let trial = match verb {
                RotationVerb::Note => Some(RotationCommand::WriteNote("-".to_owned())),
                RotationVerb::TakeOver => Some(RotationCommand::TakeOver("-".to_owned())),
                _ => None,
            };
            if let Some(trial) = trial {
                let trial = ServiceCommand::Rotation(rotation.name.clone(), trial);
                self.require_allowed(&pressed.order, service, &trial).await?;
            }
            return Ok(Reply::Form(form));
        }
        let number = u32::try_from(press.item).unwrap_or_default();
        let text = pressed.given.text.clone();
        let command = match verb {
            RotationVerb::Agree => RotationCommand::AgreeSwap(number),
            RotationVerb::Decline => RotationCommand::DeclineSwap(number),
            RotationVerb::Withdraw => RotationCommand::WithdrawSwap(number),
            RotationVerb::TakeIt => RotationCommand::Volunteer(press.day().ok_or_else(unknown_button)?),
            RotationVerb::Note => RotationCommand::WriteNote(text),
            RotationVerb::TakeOver => RotationCommand::TakeOver(text),
            RotationVerb::Away => {
                let said = Said {
                    service: Some(named(service, rotation)),
                    days: vec![pressed.given.day.clone(), text],
                    text: pressed.given.reason.clone(),
                    ..Said::default()
                };
                return self.be_away(&pressed.order, &said).await;
            }
            RotationVerb::Swap => {
                let chosen = pressed.given.values.first().and_then(|day| day.parse().ok());
                let chosen = chosen.and_then(NaiveDate::from_num_days_from_ce_opt);
                let chosen = chosen.filter(|day| day.checked_add_days(Days::new(1)).is_some());
                let found = self.find_rotation(Some(&named(service, rotation))).await?;
                let mine = found.next_of(&pressed.order.actor.id)?;
                let takes = chosen.ok_or_else(unknown_button)?;
                return self
                    .swap_turns(&pressed.order, &found, mine.from, takes, None)
                    .await;
            }
        };
        let words = match &command {
            RotationCommand::AskSwap(..) => asked_to_swap(None),
            other => Message::plain(noted(other)),
        };
        self.settle_rotation(&pressed.order, service, &rotation.name, command)
            .await?;
        Ok(Reply::Private(words))
    }
}
