//! What can be asked of a release: whose turn it is, what is missing, who may steer.

use super::step::{Answer, ItemState, StepState, Tally, is_signed_off};
use super::{Course, Release};
use crate::domain::fact::ItemPlace;
use crate::domain::name::StepName;
use crate::domain::person::Actor;
use crate::domain::process::{Ask, AskKind, Checklist, Step};

impl Release {
    /// Whether it is over, and therefore read-only.
    pub fn is_over(&self) -> bool {
        matches!(
            self.course,
            Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_)
        )
    }

    /// The steps whose turn it is, with their positions.
    pub fn current(&self) -> impl Iterator<Item = (usize, &Step, &StepState)> {
        let steps = self.process.steps.iter().zip(&self.steps).enumerate();
        steps
            .filter(|(n, (_, state))| state.completed.is_none() && self.unmet(*n).next().is_none())
            .map(|(n, (step, state))| (n, step, state))
    }

    /// The steps before the step at `position` that are not complete.
    pub fn unmet(&self, position: usize) -> impl Iterator<Item = &Step> {
        let after = self
            .process
            .steps
            .get(position)
            .map(|s| s.after.as_slice())
            .unwrap_or_default();
        after
            .iter()
            .filter_map(|name| self.process.find_step(name))
            .filter(|(n, _)| self.steps[*n].completed.is_none())
            .map(|(_, step)| step)
    }

    /// The step and its state at `position`.
    pub fn find_step_at(&self, position: usize) -> Option<(&Step, &StepState)> {
        self.process.steps.get(position).zip(self.steps.get(position))
    }

    /// The position, step and state of that name.
    pub fn find_step(&self, name: &StepName) -> Option<(usize, &Step, &StepState)> {
        let (position, step) = self.process.find_step(name)?;
        Some((position, step, &self.steps[position]))
    }

    /// How many steps are complete.
    pub fn completed_steps(&self) -> usize {
        self.steps.iter().filter(|s| s.completed.is_some()).count()
    }

    /// The checklist that an ask names.
    pub fn find_checklist(&self, ask: &Ask) -> Option<&Checklist> {
        ask.kind
            .checklist()
            .and_then(|list| self.process.checklists.get(list))
    }

    /// Whether an ask has its answer.
    pub fn is_answered(&self, ask: &Ask, answer: &Answer) -> bool {
        match (&ask.kind, answer) {
            (_, Answer::Confirmation(given)) => given.is_some(),
            (_, Answer::Value(given)) => given.is_some(),
            (_, Answer::Checklist(items)) => Tally::of(items).is_clear(),
            (AskKind::SignOff(rule), Answer::SignOff(voices)) => is_signed_off(rule, voices),
            (_, Answer::SignOff(_)) => false,
            (_, Answer::Outage) => self.outage.as_ref().is_some_and(|o| o.announced.is_some()),
        }
    }

    /// What a step still asks for.
    pub fn missing<'a>(&'a self, step: &'a Step, state: &'a StepState) -> impl Iterator<Item = &'a Ask> {
        step.asks
            .iter()
            .zip(&state.answers)
            .filter(|(ask, answer)| !self.is_answered(ask, answer))
            .map(|(a, _)| a)
    }

    /// Whether anything of a step was answered.
    pub fn has_progress(&self, state: &StepState) -> bool {
        state.answers.iter().any(|a| match a {
            Answer::Confirmation(given) => given.is_some(),
            Answer::Value(given) => given.is_some(),
            Answer::Checklist(items) => items.iter().any(|i| *i != ItemState::Open),
            Answer::SignOff(voices) => !voices.is_empty(),
            Answer::Outage => self
                .outage
                .as_ref()
                .is_some_and(|o| o.proposed.is_some() || o.announced.is_some()),
        })
    }

    /// Whether the person may steer the release: they started it or have a role that the process names.
    pub fn may_steer(&self, actor: &Actor) -> bool {
        actor.id == self.started.by || actor.has_any(&self.process.roles())
    }

    /// The place of an item in its checklist.
    pub fn find_item_index(&self, place: &ItemPlace) -> Option<usize> {
        let (_, step) = self.process.find_step(&place.step)?;
        let checklist = self.find_checklist(step.find_ask(&place.ask)?)?;
        checklist.items().position(|(_, i)| i.name == place.item)
    }

    /// The state of an item.
    pub fn find_item_state(&self, place: &ItemPlace) -> Option<&ItemState> {
        let index = self.find_item_index(place)?;
        let (position, step) = self.process.find_step(&place.step)?;
        let ask = step.asks.iter().position(|a| a.name == place.ask)?;
        self.steps[position].answers[ask].items().get(index)
    }
}
