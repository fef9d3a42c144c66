//! The outage of a release: its step has the window.

use super::form::{changed_playbook, over};
use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::domain::decide::Situation;
use crate::domain::process::AskKind;
use crate::domain::refusal::Refusal;
use crate::wording::modals::outage::Typed;
use crate::wording::modals::{find_modal, typed_of};
use crate::wording::outage_desk::answers;
use crate::wording::press::{Press, Verb};

impl Desk {
    /// The outage of a release is planned in its step, with what its change record says.
    pub(super) async fn schedule_for_release(&self, order: &Order, release: &str, typed: Typed) -> Answered {
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
