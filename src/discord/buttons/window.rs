//! The window of a release's outage: its form, its preview, and what stands against it.

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::Answered;
use crate::discord::orders::outage::read::{reason_typed, window_typed, words_typed};
use crate::domain::command::{Command, Proposal};
use crate::domain::decide::Situation;
use crate::domain::outage::OutageWords;
use crate::domain::refusal::Refusal;
use crate::wording::answers::{outage_preview, unknown_button};
use crate::wording::modals::outage::{Typed, anyway, of_release};
use crate::wording::modals::{Modal, typed_of};
use crate::wording::outage_desk::answers;
use crate::wording::press::{Press, Verb};

use super::Pressed;

impl Desk {
    /// The form of the window, with what this person typed before where it was not taken.
    pub(super) fn window_form(&self, pressed: &Pressed, situation: &Situation) -> Option<Modal> {
        let press = pressed.press;
        let typed = self
            .typed
            .find(&pressed.order.actor.id, press.with_verb(Verb::Window))?;
        let zone = situation.release.process.service.zone;
        Some(match press.verb {
            Verb::WindowAnyway => anyway(press, "Plan the outage all the same", zone, &typed),
            _ => of_release(press, zone, &typed),
        })
    }

    /// Enters the window that was typed, and shows what its audience would read.
    pub(super) async fn propose(&self, pressed: &Pressed, situation: &Situation) -> Answered {
        let (order, release) = (&pressed.order, &situation.release);
        let again = pressed.press.with_verb(Verb::Window);
        let typed = pressed.given.outage_typed();
        let zone = release.process.service.zone;
        let window = match window_typed(&typed, self.app.now(), zone) {
            Ok(window) => window,
            Err(why) => return Ok(self.type_window_again(pressed, &why, again, typed)),
        };
        let place = again.at_ask(release).ok_or_else(unknown_button)?;
        let proposal = Proposal {
            window,
            words: OutageWords {
                // This form does not ask for it: what was said before stays.
                why: typed_why(situation),
                ..words_typed(&typed)
            },
            reason: reason_typed(&typed),
        };
        let command = Command::ProposeWindow(place, proposal);
        let handled = self
            .app
            .handle(&order.key, &order.actor, release.number, &command)
            .await;
        match handled {
            Ok(outcome) => {
                let preview = outage_preview(&outcome.situation, again, window, self.app.now());
                Ok(beside_or_in_place(pressed, preview))
            }
            Err(AppError::Refused {
                refusal: no,
                process,
                situation,
            }) => {
                let why = crate::wording::refusals::refusal(&no, &process, situation.as_deref());
                match *no {
                    Refusal::OutageObjected { override_by, .. } => {
                        self.typed.keep(&order.actor.id, again, typed);
                        let anyway = ("Schedule all the same…", again.with_verb(Verb::WindowAnyway));
                        let words = answers::objected(&why, &override_by, &order.actor, Some(again), anyway);
                        Ok(beside_or_in_place(pressed, words))
                    }
                    Refusal::WindowBackwards(_) | Refusal::WindowInThePast(_) | Refusal::WindowTooLong(_) => {
                        Ok(self.type_window_again(pressed, &why, again, typed))
                    }
                    _ => Err(why),
                }
            }
            Err(error) => Err(words_for(&error)),
        }
    }

    fn type_window_again(&self, pressed: &Pressed, why: &str, again: Press, typed: Typed) -> Reply {
        self.typed.keep(&pressed.order.actor.id, again, typed);
        beside_or_in_place(pressed, answers::type_again(why, again))
    }
}

fn typed_why(situation: &Situation) -> Option<String> {
    Some(typed_of(&situation.release).why).filter(|why| !why.is_empty())
}

fn beside_or_in_place(pressed: &Pressed, words: crate::wording::message::Message) -> Reply {
    if pressed.is_private {
        Reply::Redraw(words)
    } else {
        Reply::Private(words)
    }
}
