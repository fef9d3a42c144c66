//! The course of a release: hold, resume, abort, the way back, the roll-back, and authority.

use super::super::command::At;
use super::super::fact::ReleaseFact;
use super::super::name::{EnvironmentName, StepName};
use super::super::process::{Effect, Process};
use super::super::refusal::Refusal;
use super::super::release::Course;
use crate::domain::lifted::Lifted;

use super::{Draft, Shut, require_text, shut_gates};

impl Draft<'_> {
    pub(super) fn hold(&mut self, reason: &str) -> Result<(), Refusal> {
        self.require_running()?;
        self.require_steering()?;
        let reason = require_text(reason)?;
        self.happened(ReleaseFact::Held { reason });
        Ok(())
    }

    pub(super) fn resume(&mut self) -> Result<(), Refusal> {
        match &self.after.release.course {
            Course::Held(_) => {}
            Course::Running => return Err(Refusal::NotHeld),
            over => return Err(Refusal::ReleaseOver(over.clone())),
        }
        self.require_steering()?;
        self.happened(ReleaseFact::Resumed);
        Ok(())
    }

    pub(super) fn abort(&mut self, reason: &str) -> Result<(), Refusal> {
        if self.after.release.is_over() {
            return Err(Refusal::ReleaseOver(self.after.release.course.clone()));
        }
        self.require_steering()?;
        let reason = require_text(reason)?;
        self.close_outage();
        self.let_tickets_go();
        self.happened(ReleaseFact::Aborted { reason });
        self.leave_service();
        Ok(())
    }

    /// Returns to an earlier step. A shut gate is no hindrance: nothing is touched that it guards.
    pub(super) fn send_back(&mut self, at: &At<StepName>, reason: &str) -> Result<(), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what)?;
        self.require_open(position, &step, &state)?;
        self.require_role([&step.owner])?;
        let Some(to) = step.on_fail else {
            return Err(Refusal::NoWayBack(step.name));
        };
        let reason = require_text(reason)?;
        let process = self.process();
        let reset = process.find_step(&to).map_or(process.steps.len(), |(n, _)| n);
        let reset = &process.steps[reset..];
        if reset
            .iter()
            .flat_map(|s| &s.asks)
            .any(|a| a.kind.outage().is_some())
        {
            self.close_outage();
        }
        let from = step.name;
        self.happened(ReleaseFact::WentBack { from, to, reason });
        // A step that begins anew takes its environments anew: until then others may use them.
        let is_taken_anew = |e: &EnvironmentName| reset.iter().any(|s| s.takes.contains(e));
        self.free_environments(|e| is_taken_anew(e) && !process.occupies.contains(e));
        Ok(())
    }

    pub(super) fn roll_back(&mut self, at: &At<StepName>, reason: &str) -> Result<(), Refusal> {
        let (step, _) = self.enter(at, &at.what)?;
        if !step.may_roll_back {
            return Err(Refusal::NoRollBack(step.name));
        }
        let reason = require_text(reason)?;
        let process = self.process();
        let environments = process
            .steps
            .iter()
            .flat_map(|s| &s.effects)
            .filter_map(|e| match e {
                Effect::SetVersion {
                    environment,
                    component,
                    ..
                } if step.environment.as_ref() == Some(environment) => {
                    Some((environment, component.as_ref()))
                }
                Effect::SetVersion { .. }
                | Effect::HandOver
                | Effect::CloseOutage
                | Effect::TurnOn { .. }
                | Effect::TurnOff { .. }
                | Effect::CutVersion { .. }
                | Effect::EndFreeze
                | Effect::Announce { .. }
                | Effect::TellAuthor
                | Effect::MoveTickets { .. } => None,
            });
        for (environment, component) in environments {
            self.unset_version(environment, component);
        }
        self.close_outage();
        self.let_tickets_go();
        self.happened(ReleaseFact::RolledBack { reason });
        self.leave_service();
        Ok(())
    }

    /// Lifts the gates that hold a step shut, or, when none does, completes the step without what is missing.
    pub(super) fn override_step(&mut self, at: &At<StepName>, reason: &str) -> Result<(), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what)?;
        self.require_open(position, &step, &state)?;
        let process = self.process();
        let shut = shut_gates(self.now, &self.after, &step);
        self.require_authority(&process, &shut)?;
        let reason = require_text(reason)?;
        if !shut.is_empty() {
            let gate = shut.iter().map(Shut::words).collect::<Vec<_>>().join(", ");
            self.happened(ReleaseFact::GateOverridden {
                step: step.name,
                reason,
                gate,
                lifted: shut.iter().map(Lifted::of).collect(),
            });
            return Ok(());
        }
        self.require_not_needed_for(&step)?;
        let missing: Vec<&str> = self
            .after
            .release
            .missing(&step, &state)
            .map(|a| a.title.as_str())
            .collect();
        let missing = missing.join(", ");
        self.take_environments(&step.takes);
        self.happened(ReleaseFact::StepOverridden {
            step: step.name.clone(),
            reason,
            missing,
        });
        self.bring_about(&step.effects);
        Ok(())
    }

    /// Whoever may override the process may lift its gates, but a freeze that names its own roles is lifted by these
    /// alone.
    fn require_authority(&self, process: &Process, shut: &[Shut]) -> Result<(), Refusal> {
        for named in shut.iter().filter_map(Shut::authority) {
            self.require_role(named)?;
        }
        let is_all_named = !shut.is_empty() && shut.iter().all(|shut| shut.authority().is_some());
        match is_all_named {
            true => Ok(()),
            false => self.require_role(&process.override_by),
        }
    }

    /// An optional step is not needed this time. A shut gate is no hindrance: nothing is touched that it guards.
    pub(super) fn waive_step(&mut self, at: &At<StepName>, reason: &str) -> Result<(), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what)?;
        self.require_open(position, &step, &state)?;
        self.require_role([&step.owner])?;
        if !step.optional {
            return Err(Refusal::NotOptional(step.name));
        }
        self.require_not_needed_for(&step)?;
        let reason = require_text(reason)?;
        self.happened(ReleaseFact::StepWaived {
            step: step.name,
            reason,
        });
        Ok(())
    }

    pub(super) fn require_steering(&self) -> Result<(), Refusal> {
        if self.after.release.may_steer(self.actor) {
            return Ok(());
        }
        let have = self.actor.roles.iter().cloned().collect();
        Err(Refusal::RoleMissing {
            needed: self.process().roles(),
            have,
        })
    }
}
