//! What holds whoever wants to work on a step: its round, its turn, its gates, the right role.
//!
//! Asked by everything that a person can do to a step. Whoever enters takes the environments of the step.

use crate::domain::command::At;
use crate::domain::name::{RoleName, StepName};
use crate::domain::person::Actor;
use crate::domain::process::Step;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Course, StepState};

use super::{Draft, shut_gates};

impl Draft<'_> {
    pub(super) fn require_running(&self) -> Result<(), Refusal> {
        match &self.after.release.course {
            Course::Running => Ok(()),
            held @ Course::Held(_) => Err(Refusal::ReleaseHeld(held.clone())),
            over => Err(Refusal::ReleaseOver(over.clone())),
        }
    }

    pub(super) fn require_role<'r>(
        &self,
        needed: impl IntoIterator<Item = &'r RoleName> + Clone,
    ) -> Result<(), Refusal> {
        require_role_of(self.actor, needed)
    }

    /// The step, when the person saw its present round.
    pub(super) fn find_step<T>(
        &self,
        at: &At<T>,
        name: &StepName,
    ) -> Result<(usize, Step, StepState), Refusal> {
        let found = self
            .after
            .release
            .find_step(name)
            .filter(|(_, _, state)| state.round == at.round);
        let (position, step, state) = found.ok_or_else(|| Refusal::OutOfDate(name.clone()))?;
        Ok((position, step.clone(), state.clone()))
    }

    /// The step, when it is open to be worked on by this person: its turn, its gates open, the right role.
    pub(super) fn enter<T>(&mut self, at: &At<T>, name: &StepName) -> Result<(Step, StepState), Refusal> {
        let owner = self.find_step(at, name)?.1.owner;
        self.enter_as(at, name, &[owner])
    }

    /// As [`Draft::enter`], for whoever has one of these roles.
    pub(super) fn enter_as<T>(
        &mut self,
        at: &At<T>,
        name: &StepName,
        roles: &[RoleName],
    ) -> Result<(Step, StepState), Refusal> {
        let (position, step, state) = self.find_step(at, name)?;
        self.require_open(position, &step, &state)?;
        self.require_role(roles)?;
        self.require_gates(&step)?;
        self.take_environments(&step.takes);
        Ok((step, state))
    }

    /// The step is neither settled nor before its turn.
    pub(super) fn require_open(
        &self,
        position: usize,
        step: &Step,
        state: &StepState,
    ) -> Result<(), Refusal> {
        if let Some(stamp) = &state.completed {
            return Err(Refusal::StepComplete(step.name.clone(), stamp.clone()));
        }
        if let Some(waived) = &state.waived {
            return Err(Refusal::StepComplete(step.name.clone(), waived.stamp.clone()));
        }
        if !self.after.release.applies(position) {
            return Err(Refusal::NotApplicable(step.name.clone()));
        }
        self.require_order(position, step)
    }

    pub(super) fn require_order(&self, position: usize, step: &Step) -> Result<(), Refusal> {
        let unmet: Vec<StepName> = self
            .after
            .release
            .unmet(position)
            .map(|s| s.name.clone())
            .collect();
        if unmet.is_empty() {
            return Ok(());
        }
        // Right before it stands what people expect to read; what is farther off only where that is settled.
        let near: Vec<StepName> = unmet.iter().filter(|s| step.after.contains(s)).cloned().collect();
        let waiting_for = if near.is_empty() { unmet } else { near };
        Err(Refusal::StepShut {
            step: step.name.clone(),
            waiting_for,
        })
    }

    pub(super) fn require_gates(&self, step: &Step) -> Result<(), Refusal> {
        let first = shut_gates(self.now, &self.after, step).into_iter().next();
        first.map_or(Ok(()), |shut| Err(shut.into_refusal(&step.name)))
    }
}

/// One of these roles has to be had.
pub(super) fn require_role_of<'r>(
    actor: &Actor,
    needed: impl IntoIterator<Item = &'r RoleName> + Clone,
) -> Result<(), Refusal> {
    if actor.has_any(needed.clone()) {
        return Ok(());
    }
    Err(Refusal::RoleMissing {
        needed: needed.into_iter().cloned().collect(),
        have: actor.roles.iter().cloned().collect(),
    })
}
