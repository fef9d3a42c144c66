//! Objections: raised by whoever the process knows, cleared by them or by somebody of their role.

use super::super::fact::ReleaseFact;
use super::super::name::RoleName;
use super::super::refusal::Refusal;
use super::{Draft, require_text};

impl Draft<'_> {
    pub(super) fn raise_blocker(&mut self, what: &str) -> Result<(), Refusal> {
        self.require_not_over()?;
        self.require_steering()?;
        let what = require_text(what)?;
        let number = u32::try_from(self.after.release.blockers.len() + 1).unwrap_or(u32::MAX);
        let known = self.process().roles();
        let roles: Vec<RoleName> = known
            .into_iter()
            .filter(|role| self.actor.roles.contains(role))
            .collect();
        self.happened(ReleaseFact::BlockerRaised { number, what, roles });
        Ok(())
    }

    /// A blocker is cleared by whoever raised it, by their role, or by those who may override.
    pub(super) fn clear_blocker(&mut self, number: u32, how: &str) -> Result<(), Refusal> {
        self.require_not_over()?;
        let release = self.after.release.clone();
        let found = release.standing_blockers().find(|(n, _)| *n == number);
        let (_, blocker) = found.ok_or(Refusal::NoBlocker(number))?;
        if blocker.raised.by != self.actor.id {
            self.require_role(blocker.roles.iter().chain(&release.process.override_by))?;
        }
        let how = require_text(how)?;
        self.happened(ReleaseFact::BlockerCleared { number, how });
        Ok(())
    }

    pub(super) fn note_bug(&mut self, what: &str) -> Result<(), Refusal> {
        self.require_not_over()?;
        self.require_steering()?;
        let what = require_text(what)?;
        self.happened(ReleaseFact::BugNoted { what });
        Ok(())
    }

    fn require_not_over(&self) -> Result<(), Refusal> {
        if self.after.release.is_over() {
            return Err(Refusal::ReleaseOver(self.after.release.course.clone()));
        }
        Ok(())
    }
}
