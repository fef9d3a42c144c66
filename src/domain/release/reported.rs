//! What other systems reported, in the state of a release.

use chrono::{DateTime, Utc};

use super::Release;
use super::step::{Answer, Failure};
use crate::domain::fact::{Place, Recorded, ReleaseFact};
use crate::domain::name::StepName;
use crate::domain::person::Stamp;
use crate::domain::process::Effect;
use crate::domain::report::System;

impl Release {
    pub(super) fn apply_report(&mut self, recorded: &Recorded<ReleaseFact>) {
        let at = recorded.at;
        match &recorded.fact {
            ReleaseFact::ReportTaken {
                place,
                system,
                text,
                commit,
            } => {
                let by = system.clone();
                self.set_answer(place, Answer::Value(Some((text.clone(), Stamp { by, at }))));
                self.commits.extend(commit.clone());
            }
            ReleaseFact::ReportFailed {
                place,
                system,
                why,
                link,
            } => {
                self.mend(place);
                let by = system.clone();
                let failure = Failure {
                    ask: place.ask.clone(),
                    stamp: Stamp { by, at },
                    why: why.clone(),
                    link: link.clone(),
                };
                if let Some(state) = self.step_mut(&place.step) {
                    state.failures.push(failure);
                }
            }
            ReleaseFact::VersionLearnt { version, .. } => self.version = version.clone(),
            _ => unreachable!("only what other systems reported is given to this"),
        }
    }

    /// What failed there counts no more: it was done after all, or failed anew.
    pub(super) fn mend(&mut self, place: &Place) {
        if let Some(state) = self.step_mut(&place.step) {
            state.failures.retain(|f| f.ask != place.ask);
        }
    }

    /// Reports from before belong to an attempt that was taken back.
    pub(super) fn hear_from(&mut self, step: &StepName, at: DateTime<Utc>) {
        if let Some(state) = self.step_mut(step) {
            state.heard_after = Some(at);
        }
    }

    /// The mark of the system that reported last, when systems alone did all that a step asks for.
    pub(super) fn reported_stamp(&self, step: &StepName) -> Option<Stamp> {
        let (_, _, state) = self.find_step(step)?;
        let stamps = state.answers.iter().map(|a| a.given().map(|(_, stamp)| stamp));
        let stamps: Option<Vec<&Stamp>> = stamps
            .map(|stamp| stamp.filter(|s| System::find(&s.by).is_some()))
            .collect();
        stamps?.into_iter().max_by_key(|s| s.at).cloned()
    }

    /// From when to when what is merged waits for a later version: who fixed the contents, and who ended that.
    pub fn freeze(&self) -> Option<(&Stamp, Option<&Stamp>)> {
        let done = |is_meant: fn(&Effect) -> bool| {
            let steps = self.process.steps.iter().zip(&self.steps);
            let mut meant = steps.filter(move |(step, _)| step.effects.iter().any(is_meant));
            meant.find_map(|(_, state)| state.completed.as_ref())
        };
        let begun = done(|e| matches!(e, Effect::CutVersion { only: None }))?;
        Some((begun, done(|e| *e == Effect::EndFreeze)))
    }
}
