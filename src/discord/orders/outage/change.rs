//! What changes an announced outage: each is shown before it is done, and done only while what was shown is true.

use chrono::TimeDelta;

use crate::app::FoundOutage;
use crate::discord::Desk;
use crate::discord::answer::Reply;
use crate::discord::orders::{Answered, Order};
use crate::domain::outage::{Change, Outage, OutageCommand, OutageWords, Window};
use crate::domain::refusal::Refusal;
use crate::domain::when::{length, span, when, written};
use crate::wording::modals::outage::{Typed, cancel, change, reword};
use crate::wording::outage_desk::answers;
use crate::wording::outage_desk::preview::{self, Step};
use crate::wording::press::{OutageVerb, Press};
use crate::wording::refusals::refusal;
use crate::wording::text::{moment, window};

use super::read::{end_typed, split_times};
use super::{no_outage, seen};

impl Desk {
    /// `/outage move 18 wed 7pm`: another window, as long as it was unless somebody says otherwise.
    pub(in crate::discord) async fn move_outage(
        &self,
        order: &Order,
        number: Option<&str>,
        typed: Typed,
    ) -> Answered {
        let found = self.choose_outage(order, number).await?;
        let service = super::seen(&found).map(|s| s.service.zone);
        let (zone, outage) = (service.unwrap_or_default(), outage_of(&found)?);
        if typed.start.is_empty() {
            if outage.draft.is_some() && !outage.is_open() {
                return self.edit_draft(order, found.number).await;
            }
            return self.ask_for_window(order, &found, &typed).await;
        }
        let now = self.app.now();
        let start = when(&typed.start, now, zone)?;
        let known = outage.find_open_window();
        let long = match (typed.length.as_str(), known) {
            ("", Some(w)) => w.end - w.start,
            ("", None) => TimeDelta::hours(1),
            (text, _) => length(text)?,
        };
        let end = start.checked_add_signed(long).ok_or("That is too far away.")?;
        let window = Window { start, end }.in_whole_minutes();
        self.offer_change(order, &found, window, typed).await
    }

    /// `!outage move 18 wed 7pm 2h the disks are late`.
    pub(in crate::discord) async fn move_by_message(&self, order: &Order, text: &str) -> Answered {
        let (mut number, mut rest) = number_first(text);
        // `24 dec 10:30` begins with a number and is a date all the same.
        let is_time = |text: &str| when(text, self.app.now(), chrono_tz::UTC).is_ok();
        let (whole, part) = [text, rest]
            .map(|t| split_times(t, self.app.now(), chrono_tz::UTC).0)
            .into();
        if is_time(&whole) && !is_time(&part) && !rest.is_empty() {
            (number, rest) = (None, text);
        }
        let found = self.choose_outage(order, number).await?;
        let zone = super::seen(&found).map(|s| s.service.zone).unwrap_or_default();
        let (start, length, reason) = split_times(rest, self.app.now(), zone);
        let typed = Typed {
            start,
            length,
            reason,
            ..Typed::default()
        };
        let number = found.number.to_string();
        self.move_outage(order, Some(&number), typed).await
    }

    /// `/outage extend 18 30` and `/outage shorten 18 19:30`: another end.
    pub(in crate::discord) async fn end_outage_at(
        &self,
        order: &Order,
        number: Option<&str>,
        by: Option<&str>,
        sign: i32,
    ) -> Answered {
        // `!outage extend 30` means the only outage; with a number before it that one.
        let (number, by) = match (number, by) {
            (Some(only), None) if !order.is_alone() => (None, Some(only)),
            other => other,
        };
        let found = self.choose_outage(order, number).await?;
        let was = announced(&found)?;
        let Some(by) = by.map(str::trim).filter(|by| !by.is_empty()) else {
            if sign < 0 {
                return Err(format!(
                    "By how much, or until when? Such as `/outage shorten outage:{} to:30` or `to:19:30`.",
                    found.number
                ));
            }
            let seen = seen(&found).ok_or_else(|| no_outage(found.number))?;
            return Ok(Reply::Private(preview::how_much_longer(&seen)));
        };
        let zone = seen(&found).map(|s| s.service.zone).unwrap_or_default();
        let end = end_typed(by, was.end, sign, self.app.now(), zone)?;
        let window = Window { end, ..was }.in_whole_minutes();
        if (sign > 0 && window.end <= was.end) || (sign < 0 && window.end >= was.end) {
            let way_out = if sign > 0 {
                "give a later end, or use `/outage shorten`"
            } else {
                "give an earlier end, or use `/outage extend`"
            };
            return Err(format!("It is announced to end {}: {way_out}.", moment(was.end)));
        }
        self.offer_change(order, &found, window, Typed::default()).await
    }

    /// What another window would say, with the button that sets it.
    pub(in crate::discord) async fn offer_change(
        &self,
        order: &Order,
        found: &FoundOutage,
        window: Window,
        typed: Typed,
    ) -> Answered {
        let outage = outage_of(found)?;
        let press = Press::on_outage(OutageVerb::Change, found.number)
            .with_window(window)
            .with_round(outage.revision);
        let command = OutageCommand::Change(Change {
            window,
            seen: outage.revision,
            reason: super::read::reason_typed(&typed),
        });
        match self.outage_refusal(found, &order.actor, &command).await? {
            Some(no) => return self.objected(order, found, &no, press, typed),
            None => self.typed.keep(&order.actor.id, press, typed),
        }
        let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
        if order.is_alone() {
            let step = Step::Change(window);
            return Ok(Reply::Private(preview::step(&seen, &step, self.app.now())));
        }
        let words = format!("it would be {}.", crate::wording::text::window(window));
        Ok(Reply::Private(answers::asked(
            &seen,
            &words,
            press.with_verb(OutageVerb::Shift),
        )))
    }

    /// Something stands against a change: whoever may pass it is offered to.
    pub(in crate::discord) fn objected(
        &self,
        order: &Order,
        found: &FoundOutage,
        no: &Refusal,
        press: Press,
        typed: Typed,
    ) -> Answered {
        let process = found.processes.first().ok_or_else(|| no_outage(found.number))?;
        let why = refusal(no, process, None);
        let Refusal::OutageObjected { override_by, .. } = no else {
            return Err(why);
        };
        let anyway = press.with_verb(OutageVerb::ChangeAnyway);
        self.typed.keep(&order.actor.id, anyway, typed);
        if order.is_alone() {
            let another = Press::on_outage(OutageVerb::Move, found.number);
            let anyway = ("Change it all the same…", anyway);
            let answer = answers::objected(&why, override_by, &order.actor, Some(another), anyway);
            return Ok(Reply::Private(answer));
        }
        let example = format!("/outage move outage:{} when:… reason:…", found.number);
        Err(answers::objected_to_a_message(
            &why,
            override_by,
            &order.actor,
            &example,
        ))
    }

    /// The form for another window.
    pub(in crate::discord) async fn ask_for_window(
        &self,
        order: &Order,
        found: &FoundOutage,
        typed: &Typed,
    ) -> Answered {
        let was = announced(found)?;
        let seen = seen(found).ok_or_else(|| no_outage(found.number))?;
        // With the words that are there, whoever may say something of it may move it as well.
        let trial = to_reword(seen.outage, &seen.outage.about.words);
        self.require_outage(found, &order.actor, &trial).await?;
        let zone = seen.service.zone;
        let press = Press::on_outage(OutageVerb::Move, found.number);
        if !order.may_open_forms {
            let words = format!(
                "announced for {}. Such as `!outage move {} wed 7pm`.",
                window(was),
                found.number
            );
            let words = format!("To when? It is {words}");
            return Ok(Reply::Private(answers::opens_form(&words, "Move it…", press)));
        }
        let filled = Typed {
            start: Some(typed.start.clone())
                .filter(|start| !start.is_empty())
                .unwrap_or_else(|| written(was.start, zone)),
            length: Some(typed.length.clone())
                .filter(|length| !length.is_empty())
                .unwrap_or_else(|| span(was.end - was.start)),
            ..Typed::default()
        };
        Ok(Reply::Form(change(press, found.number, zone, &filled)))
    }

    /// A draft is not moved: it is entered anew.
    async fn edit_draft(&self, order: &Order, number: i64) -> Answered {
        let press = Press::on_outage(OutageVerb::Form, number);
        if order.may_open_forms {
            return self.open_outage_form(order, press).await;
        }
        let words = format!("Outage {number} was not announced yet: change it as you like.");
        Ok(Reply::Private(answers::opens_form(&words, "Edit…", press)))
    }

    /// Start, end, cancel: what it would say, with the button that says it.
    pub(in crate::discord) async fn offer_step(
        &self,
        order: &Order,
        found: &FoundOutage,
        step: &Step,
        reason: Option<&str>,
    ) -> Answered {
        let outage = outage_of(found)?;
        let seen = outage.revision;
        let (command, ask, confirm) = match step {
            Step::Start => (
                OutageCommand::Start { seen },
                OutageVerb::StartAsk,
                OutageVerb::Start,
            ),
            Step::End => (OutageCommand::End { seen }, OutageVerb::EndAsk, OutageVerb::End),
            Step::Cancel => (
                OutageCommand::Cancel { seen, reason: None },
                OutageVerb::CancelAsk,
                OutageVerb::Cancel,
            ),
            Step::Reword(words) => (
                to_reword(outage, words),
                OutageVerb::Reword,
                OutageVerb::RewordNow,
            ),
            Step::Change(_) => unreachable!("`offer_change` offers these"),
        };
        self.require_outage(found, &order.actor, &command).await?;
        let shown = super::seen(found).ok_or_else(|| no_outage(found.number))?;
        if let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) {
            let press = Press::on_outage(confirm, found.number).with_round(seen);
            let typed = Typed {
                reason: reason.to_owned(),
                ..Typed::default()
            };
            self.typed.keep(&order.actor.id, press, typed);
        }
        if order.is_alone() {
            return Ok(Reply::Private(preview::step(&shown, step, self.app.now())));
        }
        let words = match step {
            Step::Start => "it begins now.",
            Step::End => "it is over now.",
            _ => "it is called off.",
        };
        let press = Press::on_outage(ask, found.number);
        Ok(Reply::Private(answers::asked(&shown, words, press)))
    }

    pub(in crate::discord) async fn step_by_command(
        &self,
        order: &Order,
        number: Option<&str>,
        step: &Step,
        reason: Option<&str>,
    ) -> Answered {
        let found = self.choose_outage(order, number).await?;
        let outage = outage_of(&found)?;
        if outage.draft.is_some() && !outage.is_open() && *step == Step::Cancel {
            return self.withdraw(order, &found).await;
        }
        self.offer_step(order, &found, step, reason).await
    }

    /// A draft is not called off: nobody knows of it, and it is given up at once.
    pub(in crate::discord) async fn withdraw(&self, order: &Order, found: &FoundOutage) -> Answered {
        let kept = self
            .app
            .keep_outage(&order.key, &order.actor, found.number, &OutageCommand::Withdraw)
            .await;
        let kept = kept.map_err(|error| super::outage_words(&error))?;
        let seen = seen(&kept).ok_or_else(|| no_outage(found.number))?;
        Ok(Reply::Private(answers::done(&seen, answers::Done::Withdrawn)))
    }

    /// `/outage reword 18`: the form with what is said now.
    pub(in crate::discord) async fn reword_outage(&self, order: &Order, number: Option<&str>) -> Answered {
        let found = self.choose_outage(order, number).await?;
        let outage = outage_of(&found)?;
        if outage.draft.is_some() && !outage.is_open() {
            return self.edit_draft(order, found.number).await;
        }
        self.ask_for_words(order, &found).await
    }

    pub(in crate::discord) async fn ask_for_words(&self, order: &Order, found: &FoundOutage) -> Answered {
        let outage = outage_of(found)?;
        let said: &OutageWords = &outage.about.words;
        let trial = to_reword(outage, said);
        self.require_outage(found, &order.actor, &trial).await?;
        let press = Press::on_outage(OutageVerb::Reword, found.number);
        if !order.may_open_forms {
            let words = format!("What outage {} is said with is in a form.", found.number);
            return Ok(Reply::Private(answers::opens_form(
                &words,
                "Say it otherwise…",
                press,
            )));
        }
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        let known = Typed {
            why: words(&said.why),
            impact: words(&said.impact),
            works: words(&said.still_works),
            ..Typed::default()
        };
        let typed = self.typed.find(&order.actor.id, press).unwrap_or(known);
        Ok(Reply::Form(reword(press, found.number, &typed)))
    }

    /// The form that asks why it is called off, which is also the last word.
    pub(in crate::discord) fn ask_why_cancelled(&self, order: &Order, press: Press) -> Answered {
        let typed = self.typed.find(&order.actor.id, press).unwrap_or_default();
        Ok(Reply::Form(cancel(press, press.release, &typed)))
    }
}

pub(in crate::discord) fn outage_of(found: &FoundOutage) -> Result<&Outage, String> {
    found.outage().ok_or_else(|| no_outage(found.number))
}

fn to_reword(outage: &Outage, words: &OutageWords) -> OutageCommand {
    OutageCommand::Reword {
        seen: outage.revision,
        words: words.clone(),
    }
}

/// The announced window; in words what to do when there is none.
pub(in crate::discord) fn announced(found: &FoundOutage) -> Result<Window, String> {
    let outage = outage_of(found)?;
    let process = found.processes.first().ok_or_else(|| no_outage(found.number))?;
    let no = if outage.announced.is_none() {
        Refusal::OutageNotAnnounced(found.number)
    } else {
        Refusal::NoOutage
    };
    let window = outage.find_open_window().filter(|_| outage.announced.is_some());
    window.ok_or_else(|| refusal(&no, process, None))
}

/// `18 wed 7pm`: a number comes first, or the only outage is meant.
pub(in crate::discord) fn number_first(text: &str) -> (Option<&str>, &str) {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match crate::discord::text::release_number(first) {
        Some(_) => (Some(first), rest.trim()),
        None => (None, text),
    }
}
