//! The small changes of which the fold is made. A name that the process does not have changes nothing.

use chrono::{DateTime, Utc};

use crate::domain::fact::{ItemPlace, Place};
use crate::domain::name::{AskName, StepName};
use crate::domain::outage::ReleaseOutage;
use crate::domain::person::Stamp;

use super::{Answer, ItemState, Override, Release, Setback, StepState};

impl Release {
    pub(super) fn step_mut(&mut self, name: &StepName) -> Option<&mut StepState> {
        let position = self.process.find_step(name)?.0;
        self.steps.get_mut(position)
    }

    pub(super) fn answer_mut(&mut self, step: &StepName, ask: &AskName) -> Option<&mut Answer> {
        let (position, step) = self.process.find_step(step)?;
        let index = step.asks.iter().position(|a| a.name == *ask)?;
        self.steps.get_mut(position)?.answers.get_mut(index)
    }

    pub(super) fn set_answer(&mut self, place: &Place, answer: Answer) {
        self.mend(place);
        if let Some(slot) = self.answer_mut(&place.step, &place.ask) {
            *slot = answer;
        }
    }

    pub(super) fn clear_answer(&mut self, place: &Place) {
        let process = self.process.clone();
        let ask = process
            .find_step(&place.step)
            .and_then(|(_, s)| s.find_ask(&place.ask));
        if let Some(ask) = ask {
            self.set_answer(place, Answer::fresh(&process, ask));
        }
    }

    pub(super) fn set_item(&mut self, place: &ItemPlace, state: ItemState) {
        let Some(index) = self.find_item_index(place) else {
            return;
        };
        if let Some(Answer::Checklist(items)) = self.answer_mut(&place.step, &place.ask)
            && let Some(slot) = items.get_mut(index)
        {
            *slot = state;
        }
    }

    pub(super) fn set_completed(&mut self, step: &StepName, completed: Option<Stamp>) {
        if let Some(state) = self.step_mut(step) {
            state.by_authority = state.by_authority && completed.is_some();
            state.completed = completed;
        }
    }

    pub(super) fn push_override(&mut self, step: &StepName, stamp: Stamp, reason: &str, passed: &str) {
        let (step, reason, passed) = (step.clone(), reason.to_owned(), passed.to_owned());
        self.overrides.push(Override {
            step,
            stamp,
            reason,
            passed,
        });
    }

    pub(super) fn with_outage(&mut self, change: impl FnOnce(&mut ReleaseOutage)) {
        if let Some(outage) = &mut self.outage {
            change(outage);
        }
    }

    /// Every step from `to` on begins anew, with fresh lists; what was done before stays in the journal.
    pub(super) fn go_back(&mut self, from: &StepName, to: &StepName, stamp: Stamp, reason: &str) {
        let Some((first, _)) = self.process.find_step(to) else {
            return;
        };
        let process = self.process.clone();
        let begun = self.steps.iter().enumerate().skip(first);
        let fresh: Vec<StepState> = begun
            .map(|(n, s)| {
                let mut fresh = StepState::fresh(&process, &process.steps[n], s.round + 1);
                fresh.keep_voices_of(s);
                fresh
            })
            .collect();
        let asks_outage = process.steps[first..]
            .iter()
            .flat_map(|s| &s.asks)
            .any(|a| a.kind.outage().is_some());
        self.steps.truncate(first);
        self.steps.extend(fresh.into_iter().map(|fresh| StepState {
            heard_after: Some(stamp.at),
            ..fresh
        }));
        // While users cannot work the outage goes on, whatever begins anew.
        if asks_outage && !self.outage.as_ref().is_some_and(ReleaseOutage::is_on) {
            self.with_outage(ReleaseOutage::begin_anew);
        }
        // What is tested next is another state of the change: its findings are discussed anew.
        self.tickets.findings.clear();
        self.tickets.discussion = None;
        let (from, to, reason) = (from.clone(), to.clone(), reason.to_owned());
        self.setbacks.push(Setback {
            from,
            to,
            stamp,
            reason,
        });
    }

    pub(super) fn open_steps_at(&mut self, at: DateTime<Utc>) {
        let newly: Vec<usize> = self
            .current()
            .filter(|(_, _, s)| s.open_since.is_none())
            .map(|(n, _, _)| n)
            .collect();
        for position in newly {
            self.steps[position].open_since = Some(at);
        }
    }
}
