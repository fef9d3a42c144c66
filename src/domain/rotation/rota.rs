//! What became of a rotation: who is in the pool.

use super::RotationFact;
use crate::domain::name::PersonId;
use crate::domain::person::Stamp;

/// The state of a rotation; the fold of its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rota {
    /// Who is in the pool, in order.
    pub pool: Vec<PersonId>,
}

impl Rota {
    /// The state after `fact`.
    pub fn apply(&mut self, fact: &RotationFact, _stamp: Stamp) {
        match fact {
            RotationFact::Joined { person } => self.pool.push(person.clone()),
            RotationFact::Left { person } => self.pool.retain(|p| p != person),
        }
    }
}
