//! Calling those to mind who are awaited.

use chrono::TimeDelta;

use super::super::command::At;
use super::super::fact::ReleaseFact;
use super::super::name::StepName;
use super::super::refusal::Refusal;
use super::Draft;

/// How long a role is left in peace after it was called.
const PEACE: TimeDelta = TimeDelta::hours(1);

impl Draft<'_> {
    /// Calls the roles that owe something to a step whose turn it is, at most once in a while.
    pub(super) fn call_roles(&mut self, at: &At<StepName>) -> Result<(), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what)?;
        if let Some(stamp) = &state.completed {
            return Err(Refusal::StepComplete(step.name, stamp.clone()));
        }
        self.require_order(position, &step)?;
        self.require_steering()?;
        if let Some(called) = state.called.filter(|c| c.at + PEACE > self.now) {
            return Err(Refusal::CalledAlready {
                next_at: called.at + PEACE,
                by: called,
            });
        }
        self.happened(ReleaseFact::RolesCalled { step: step.name });
        Ok(())
    }
}
