//! The evidence of a release.

use super::Release;
use crate::domain::evidence::{About, Evidence, Piece};
use crate::domain::fact::Place;
use crate::domain::person::Stamp;

impl Release {
    /// The evidence of that number, while it is not taken back.
    pub fn find_evidence(&self, number: u32) -> Option<&Piece> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.evidence.get(index).filter(|piece| !piece.taken_back)
    }

    /// The evidence for something that a step asks for, in its present round, with its numbers.
    pub fn evidence_for<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = (u32, &'a Piece)> {
        let round = self.find_step(&place.step).map(|(_, _, state)| state.round);
        let numbered = (1..).zip(&self.evidence);
        numbered.filter(move |(_, piece)| {
            !piece.taken_back && piece.about.place == *place && Some(piece.round) == round
        })
    }

    pub(super) fn keep_evidence(&mut self, about: &About, evidence: &Evidence, given: Stamp) {
        let round = self.find_step(&about.place.step).map_or(0, |(_, _, s)| s.round);
        self.evidence.push(Piece {
            about: about.clone(),
            round,
            evidence: evidence.clone(),
            given,
            taken_back: false,
        });
    }

    pub(super) fn drop_evidence(&mut self, number: u32) {
        let index = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        if let Some(piece) = self.evidence.get_mut(index) {
            piece.taken_back = true;
        }
    }
}
