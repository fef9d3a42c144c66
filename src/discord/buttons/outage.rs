//! Presses and forms about outages: previews, their confirmation, and what each stands for.

use chrono::DateTime;

use crate::app::{AppError, FoundOutage};
use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::outage::change::{announced, outage_of};
use crate::discord::orders::outage::read::{reason_typed, window_typed, words_typed};
use crate::discord::orders::outage::{no_outage, outage_words, seen};
use crate::discord::orders::{Answered, Order};
use crate::domain::decide::keepers;
use crate::domain::outage::{Change, OutageCommand, Window};
use crate::domain::refusal::Refusal;
use crate::wording::answers::unknown_button;
use crate::wording::modals::outage::{Typed, why_all_the_same};
use crate::wording::outage_desk::answers::{self, Done};
use crate::wording::outage_desk::mark_of_draft;
use crate::wording::outage_desk::preview::{self, Step};
use crate::wording::press::{OutageVerb, Press, Verb};
use crate::wording::refusals::refusal;
use crate::wording::text::moment;

use super::Pressed;

impl Desk {
    /// A press about an outage, or the form that one opened.
    pub(super) async fn press_on_outage(
        &self,
        pressed: &Pressed,
        verb: OutageVerb,
        is_form: bool,
    ) -> Answered {
        let (press, order) = (pressed.press, &pressed.order);
        let answered = match (verb, is_form) {
            (OutageVerb::Form | OutageVerb::Anyway, false) => self.open_outage_form(order, press).await,
            (OutageVerb::Form | OutageVerb::Anyway, true) => {
                self.take_outage_form(order, press, pressed.given.outage_typed())
                    .await
            }
            (OutageVerb::Subscribe | OutageVerb::Unsubscribe, _) => {
                self.subscribe_by_press(order, press).await
            }
            (OutageVerb::Feed, _) => self.feed_by_press(order, press).await,
            (OutageVerb::Dismiss, _) => Ok(Reply::Private(answers::left(press.release))),
            (OutageVerb::Show, _) => self.show_outage(order, Some(&press.release.to_string())).await,
            (_, false) => self.press_on_known_outage(pressed, verb).await,
            (_, true) => self.form_of_known_outage(pressed, verb).await,
        };
        Ok(in_place(answered?, pressed))
    }

    async fn press_on_known_outage(&self, pressed: &Pressed, verb: OutageVerb) -> Answered {
        let (press, order) = (pressed.press, &pressed.order);
        let found = self.load_outage(press.release).await?;
        match verb {
            OutageVerb::Preview => self.preview_draft(order, &found),
            OutageVerb::Ask => {
                let seen = seen(&found).ok_or_else(|| no_outage(found.number))?;
                Ok(Reply::Private(answers::approval_asked(&seen)))
            }
            OutageVerb::Publish | OutageVerb::Approve => self.settle_draft(order, press, &found).await,
            OutageVerb::Withdraw => self.withdraw(order, &found).await,
            OutageVerb::Move => {
                let typed = self.typed.find(&order.actor.id, press).unwrap_or_default();
                self.ask_for_window(order, &found, &typed).await
            }
            OutageVerb::Shift => {
                require_fresh(&found, press)?;
                let window = press.window().ok_or_else(unknown_button)?;
                let change = press.with_verb(OutageVerb::Change);
                let typed = self.typed.find(&order.actor.id, change).unwrap_or_default();
                self.offer_change(order, &found, window, typed).await
            }
            OutageVerb::Add => self.offer_longer(order, press, &found).await,
            OutageVerb::Change => {
                let typed = self.typed.find(&order.actor.id, press).unwrap_or_default();
                self.change_outage(order, press, &found, typed).await
            }
            OutageVerb::ChangeAnyway => {
                require_fresh(&found, press)?;
                let typed = self.typed.find(&order.actor.id, press).unwrap_or_default();
                let form = why_all_the_same(press, "Change it all the same", &typed);
                Ok(Reply::Form(form))
            }
            OutageVerb::CancelAsk => self.offer_step(order, &found, &Step::Cancel, None).await,
            OutageVerb::Cancel => {
                require_fresh(&found, press)?;
                self.ask_why_cancelled(order, press)
            }
            OutageVerb::StartAsk => self.offer_step(order, &found, &Step::Start, None).await,
            OutageVerb::EndAsk => self.offer_step(order, &found, &Step::End, None).await,
            OutageVerb::Start => {
                let command = OutageCommand::Start { seen: press.round };
                self.keep(order, &found, command, Done::Started).await
            }
            OutageVerb::End => {
                let command = OutageCommand::End { seen: press.round };
                self.keep(order, &found, command, Done::Ended).await
            }
            OutageVerb::Reword => self.ask_for_words(order, &found).await,
            OutageVerb::RewordNow => {
                require_fresh(&found, press)?;
                let form = Press::on_outage(OutageVerb::Reword, found.number);
                match self.typed.find(&order.actor.id, form) {
                    Some(typed) => {
                        let command = OutageCommand::Reword {
                            seen: press.round,
                            words: words_typed(&typed),
                        };
                        self.keep(order, &found, command, Done::Reworded).await
                    }
                    // Forgotten, as after a restart: the form asks again.
                    None => self.ask_for_words(order, &found).await,
                }
            }
            _ => Err(unknown_button()),
        }
    }

    async fn form_of_known_outage(&self, pressed: &Pressed, verb: OutageVerb) -> Answered {
        let (press, order) = (pressed.press, &pressed.order);
        let found = self.load_outage(press.release).await?;
        let typed = pressed.given.outage_typed();
        match verb {
            OutageVerb::Move => {
                let zone = seen(&found).map(|s| s.service.zone).unwrap_or_default();
                match window_typed(&typed, self.app.now(), zone) {
                    Ok(window) => self.offer_change(order, &found, window, typed).await,
                    // One that has begun keeps its start, which nobody could type.
                    Err(why) => match self.same_start(&found, &typed) {
                        Some(window) => self.offer_change(order, &found, window, typed).await,
                        None => {
                            self.typed.keep(&order.actor.id, press, typed);
                            Ok(Reply::Private(answers::type_again(&why, press)))
                        }
                    },
                }
            }
            OutageVerb::ChangeAnyway => {
                let change = press.with_verb(OutageVerb::Change);
                self.change_outage(order, change, &found, typed).await
            }
            OutageVerb::Cancel => {
                let command = OutageCommand::Cancel {
                    seen: press.round,
                    reason: reason_typed(&typed),
                };
                self.keep(order, &found, command, Done::Cancelled).await
            }
            OutageVerb::Reword => {
                let words = words_typed(&typed);
                self.typed.keep(&order.actor.id, press, typed);
                self.offer_step(order, &found, &Step::Reword(words), None).await
            }
            _ => Err(unknown_button()),
        }
    }

    fn same_start(&self, found: &FoundOutage, typed: &Typed) -> Option<Window> {
        let was = announced(found).ok()?;
        let zone = seen(found)?.service.zone;
        let is_same = typed.start.trim() == crate::domain::when::written(was.start, zone);
        let long = crate::domain::when::length(&typed.length).ok()?;
        let end = was.start.checked_add_signed(long)?;
        is_same.then_some(Window { end, ..was })
    }

    /// What would be published, to those who keep outages or approve them.
    fn preview_draft(&self, order: &Order, found: &FoundOutage) -> Answered {
        let process = found.processes.first().ok_or_else(|| no_outage(found.number))?;
        let mut may = keepers(&found.processes);
        may.extend(process.service.outages.approve_by.iter().cloned());
        if !order.actor.has_any(&may) {
            let have = order.actor.roles.iter().cloned().collect();
            let needed = keepers(&found.processes);
            return Err(refusal(&Refusal::RoleMissing { needed, have }, process, None));
        }
        let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
        Ok(Reply::Private(preview::draft(&seen, self.app.now())))
    }

    /// Publishes or approves a draft, as it was read.
    async fn settle_draft(&self, order: &Order, press: Press, found: &FoundOutage) -> Answered {
        let window = press.window().ok_or_else(unknown_button)?;
        let draft = outage_of(found)?.draft.as_ref();
        if draft.map(mark_of_draft) != Some(press.round) {
            return Err(stale(found));
        }
        if press.verb == Verb::Outage(OutageVerb::Approve) {
            let command = OutageCommand::Approve(window);
            return self.keep(order, found, command, Done::Approved).await;
        }
        let command = OutageCommand::Publish(window);
        let kept = self
            .app
            .keep_outage(&order.key, &order.actor, found.number, &command)
            .await;
        match kept {
            Err(AppError::Refused {
                refusal: no, process, ..
            }) if matches!(*no, Refusal::OutageObjected { .. }) => {
                let why = refusal(&no, &process, None);
                let roles = match *no {
                    Refusal::OutageObjected { override_by, .. } => override_by,
                    _ => Vec::new(),
                };
                let another = Press::on_outage(OutageVerb::Form, found.number);
                let anyway = ("Schedule all the same…", another.with_verb(OutageVerb::Anyway));
                let answer = answers::objected(&why, &roles, &order.actor, Some(another), anyway);
                Ok(Reply::Private(answer))
            }
            other => done(&other.map_err(|error| outage_words(&error))?, Done::Published),
        }
    }

    /// A later end, from a button that says by how much and after which end.
    async fn offer_longer(&self, order: &Order, press: Press, found: &FoundOutage) -> Answered {
        let was = announced(found)?;
        if press.item == 0 {
            let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
            return Ok(Reply::Private(preview::how_much_longer(&seen)));
        }
        if DateTime::from_timestamp(press.extra, 0) != Some(was.end) {
            return Err(format!(
                "Its end was changed meanwhile: it is {} now. Is that enough? If not, use `/outage extend {}`.",
                moment(was.end),
                found.number
            ));
        }
        let by = chrono::TimeDelta::try_minutes(press.item).ok_or_else(unknown_button)?;
        let end = was
            .end
            .max(self.app.now())
            .checked_add_signed(by)
            .ok_or_else(unknown_button)?;
        let window = Window { end, ..was }.in_whole_minutes();
        self.offer_change(order, found, window, Typed::default()).await
    }

    /// Sets another window, unless what was read is true no more.
    async fn change_outage(
        &self,
        order: &Order,
        press: Press,
        found: &FoundOutage,
        typed: Typed,
    ) -> Answered {
        let window = press.window().ok_or_else(unknown_button)?;
        let command = OutageCommand::Change(Change {
            window,
            seen: press.round,
            reason: reason_typed(&typed),
        });
        let (key, actor) = (&order.key, &order.actor);
        match self.app.keep_outage(key, actor, found.number, &command).await {
            Err(AppError::Refused { refusal: no, .. }) => {
                let now = self.load_outage(found.number).await?;
                self.objected(order, &now, &no, press, typed)
            }
            other => done(
                &other.map_err(|error| outage_words(&error))?,
                Done::Changed(window),
            ),
        }
    }

    async fn keep(&self, order: &Order, found: &FoundOutage, command: OutageCommand, what: Done) -> Answered {
        let kept = self
            .app
            .keep_outage(&order.key, &order.actor, found.number, &command)
            .await;
        done(&kept.map_err(|error| outage_words(&error))?, what)
    }
}

fn done(found: &FoundOutage, what: Done) -> Answered {
    let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
    Ok(Reply::Private(answers::done(&seen, what)))
}

/// What was read has to be true still.
fn require_fresh(found: &FoundOutage, press: Press) -> Result<(), String> {
    if outage_of(found)?.revision == press.round {
        Ok(())
    } else {
        Err(stale(found))
    }
}

fn stale(found: &FoundOutage) -> String {
    let process = found.processes.first();
    process.map_or_else(
        || no_outage(found.number),
        |process| refusal(&Refusal::PreviewOutOfDate, process, None),
    )
}

/// A preview gives way to what comes after it; a card stays as it is.
fn in_place(reply: Reply, pressed: &Pressed) -> Reply {
    match reply {
        Reply::Private(words) if pressed.is_private => Reply::Redraw(words),
        other => other,
    }
}
