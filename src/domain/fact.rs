//! What happened: the words of the journal. Past tense, append-only, never changed once written.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::{AskName, ItemName, PersonId, StepName};

pub mod format;
mod release;
mod service;

pub use release::ReleaseFact;
pub use service::ServiceFact;

/// A fact with who brought it about and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<F> {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who brought it about; `clock` when it was due.
    pub by: PersonId,
    /// What happened.
    pub fact: F,
}

/// A recorded fact with its place in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<F> {
    /// Its place in its stream, from 1.
    pub seq: i64,
    /// Its hash, which covers every fact before it.
    pub hash: String,
    /// What happened, who brought it about and when.
    pub recorded: Recorded<F>,
}

/// Something that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The step.
    pub step: StepName,
    /// The ask.
    pub ask: AskName,
}

/// An item of a checklist that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPlace {
    /// The step.
    pub step: StepName,
    /// The ask.
    pub ask: AskName,
    /// The item.
    pub item: ItemName,
}

impl ItemPlace {
    /// The checklist in which the item is.
    pub fn list(&self) -> Place {
        Place {
            step: self.step.clone(),
            ask: self.ask.clone(),
        }
    }
}
