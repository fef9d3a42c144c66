//! Evidence: given by anybody of the team, taken back by whoever gave it.

use super::super::command::At;
use super::super::evidence::{About, Evidence};
use super::super::fact::ReleaseFact;
use super::super::refusal::Refusal;
use super::{Draft, require_text};

impl Draft<'_> {
    /// Adds evidence to something of a step that was opened; after it is complete too, as long as the release runs.
    pub(super) fn add_evidence(&mut self, at: &At<About>, evidence: &Evidence) -> Result<(), Refusal> {
        self.require_open_release()?;
        let About { place, item } = &at.what;
        let (_, step, state) = self.find_step(at, &place.step)?;
        let ask = step.find_ask(&place.ask);
        let list = ask.and_then(|ask| self.after.release.find_checklist(ask));
        let is_there = match item {
            Some(item) => list.is_some_and(|list| list.find_item(item).is_some()),
            None => ask.is_some(),
        };
        if !is_there || state.open_since.is_none() {
            return Err(Refusal::OutOfDate(step.name));
        }
        self.require_steering()?;
        let evidence = match evidence {
            Evidence::Note(text) | Evidence::Link(text) => Evidence::read(&require_text(text)?),
            file @ Evidence::File { .. } => file.clone(),
        };
        self.happened(ReleaseFact::EvidenceAdded {
            about: at.what.clone(),
            evidence,
        });
        Ok(())
    }

    /// Takes evidence back; it stays in the journal.
    pub(super) fn take_evidence_back(&mut self, number: u32) -> Result<(), Refusal> {
        self.require_open_release()?;
        let piece = self.after.release.find_evidence(number);
        let piece = piece.ok_or(Refusal::NoEvidence(number))?;
        if piece.given.by != self.actor.id {
            return Err(Refusal::EvidenceNotYours(piece.given.by.clone()));
        }
        self.happened(ReleaseFact::EvidenceTakenBack { number });
        Ok(())
    }

    /// Evidence may be given while a release is held, and not when it is over.
    fn require_open_release(&self) -> Result<(), Refusal> {
        if self.after.release.is_over() {
            return Err(Refusal::ReleaseOver(self.after.release.course.clone()));
        }
        Ok(())
    }
}
