//! What can be asked of a release: whose turn it is, what is missing, who may steer.

use chrono::NaiveDate;

use super::step::{Answer, ItemState, StepState, Tally};
use super::voice::{Board, Voice};
use super::{Blocker, Course, Release};
use crate::domain::fact::{ItemPlace, Place};
use crate::domain::name::{AskName, StepName};
use crate::domain::person::Actor;
use crate::domain::process::{Ask, AskKind, Checklist, Condition, Step};

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
            .filter(|(n, _)| !self.is_settled(*n) && self.unmet(*n).next().is_none())
            .map(|(n, (step, state))| (n, step, state))
    }

    /// The steps before the step at `position`, near and far, that nobody has settled; the farthest first.
    pub fn unmet(&self, position: usize) -> impl Iterator<Item = &Step> {
        let before: &[usize] = self.before.get(position).map(Vec::as_slice).unwrap_or_default();
        before
            .iter()
            .filter(|n| !self.is_settled(**n))
            .map(|n| &self.process.steps[*n])
    }

    /// Whether nothing is to be done for the step any more: it is complete, waived, or does not apply.
    pub fn is_settled(&self, position: usize) -> bool {
        let Some(state) = self.steps.get(position) else {
            return true;
        };
        state.completed.is_some() || state.waived.is_some() || !self.applies(position)
    }

    /// Whether the step applies, as far as it is known by now.
    pub fn applies(&self, position: usize) -> bool {
        let step = self.process.steps.get(position);
        step.is_some_and(|step| self.holds(step.only_if.as_ref()))
    }

    /// Whether something is asked, as far as it is known by now.
    pub fn is_asked(&self, ask: &Ask) -> bool {
        self.holds(ask.only_if.as_ref())
    }

    /// What was not answered yet may still come true; what will never be answered will not.
    fn holds(&self, condition: Option<&Condition>) -> bool {
        let Some(condition) = condition else {
            return true;
        };
        let Some((position, step)) = self.process.find_step(&condition.step) else {
            return false;
        };
        let state = &self.steps[position];
        let answer = state.answered(step).find(|(ask, _)| ask.name == condition.ask);
        if answer.is_some_and(|(ask, _)| ask.kind == AskKind::Record) {
            let expected = self.record.expected_outage();
            return expected.is_none_or(|said| condition.is.iter().any(|is| is == said.word()));
        }
        match answer.and_then(|(_, answer)| answer.given()) {
            Some((given, _)) => condition.is.contains(given),
            None => state.waived.is_none() && self.applies(position),
        }
    }

    /// How many steps apply, and which of them the step at `position` is, from 1.
    pub fn count_of(&self, position: usize) -> (usize, usize) {
        let applying = |range: std::ops::Range<usize>| range.filter(|n| self.applies(*n)).count();
        let total = applying(0..self.steps.len());
        (applying(0..position + 1), total)
    }

    /// The answers beside what is asked, with the position of each ask in the step.
    pub fn asked<'a>(
        &'a self,
        step: &'a Step,
        state: &'a StepState,
    ) -> impl Iterator<Item = (usize, &'a Ask, &'a Answer)> {
        let answered = state.answered(step).enumerate();
        answered
            .filter(|(_, (ask, _))| self.is_asked(ask))
            .map(|(n, (ask, answer))| (n, ask, answer))
    }

    /// The day that was given there: as a value, or by the latest go.
    pub fn agreed_day(&self, step: &StepName, ask: &AskName) -> Option<NaiveDate> {
        let (_, step, state) = self.find_step(step)?;
        let (_, answer) = state.answered(step).find(|(known, _)| known.name == *ask)?;
        let given = answer.given().and_then(|(text, _)| text.parse().ok());
        let standing = answer.voices().iter().filter(|voice| voice.stands);
        let voiced = standing.filter_map(Voice::day);
        given.or_else(|| voiced.max())
    }

    /// The blockers that stand, with their numbers.
    pub fn standing_blockers(&self) -> impl Iterator<Item = (u32, &Blocker)> {
        let numbered = (1..).zip(&self.blockers);
        numbered.filter(|(_, blocker)| blocker.cleared.is_none())
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

    /// How many of the steps that apply are settled.
    pub fn completed_steps(&self) -> usize {
        let all = 0..self.steps.len();
        all.filter(|n| self.applies(*n) && self.is_settled(*n)).count()
    }

    /// Whether every step is settled.
    pub fn is_complete(&self) -> bool {
        (0..self.steps.len()).all(|n| self.is_settled(n))
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
            (AskKind::SignOff(rule), Answer::SignOff(voices)) => Board::of(rule, voices).is_complete(),
            (_, Answer::SignOff(_)) => false,
            (_, Answer::Outage) => self.outage.as_ref().is_some_and(|o| o.announced.is_some()),
            (AskKind::Tickets { excused_by }, Answer::Tickets) => self.tickets_allow(excused_by.as_ref()),
            (_, Answer::Tickets) => false,
        }
    }

    /// What a step still asks for.
    pub fn missing<'a>(&'a self, step: &'a Step, state: &'a StepState) -> impl Iterator<Item = &'a Ask> {
        self.asked(step, state)
            .filter(|(_, ask, answer)| !self.is_answered(ask, answer))
            .map(|(_, ask, _)| ask)
    }

    /// The text that was given there.
    pub fn find_given(&self, place: &Place) -> Option<&str> {
        let (_, step, state) = self.find_step(&place.step)?;
        let (_, answer) = state.answered(step).find(|(ask, _)| ask.name == place.ask)?;
        answer.given().map(|(text, _)| text.as_str())
    }

    /// Whether anything of a step was answered.
    pub fn has_progress(&self, state: &StepState) -> bool {
        state.answers.iter().any(|a| match a {
            Answer::Confirmation(given) => given.is_some(),
            Answer::Value(given) => given.is_some(),
            Answer::Checklist(items) => items.iter().any(|i| *i != ItemState::Open),
            Answer::SignOff(voices) => voices.iter().any(|v| v.stands),
            Answer::Outage => self
                .outage
                .as_ref()
                .is_some_and(|o| o.proposed.is_some() || o.announced.is_some()),
            Answer::Tickets => false,
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
