//! Who acts, and the mark that an act leaves.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::{PersonId, RoleName};
use super::report::System;

/// Somebody who asks for something, with the roles that this very press or message carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; nobody when the clock acts.
    pub id: PersonId,
    /// The team's roles that the person has now.
    pub roles: BTreeSet<RoleName>,
}

impl Actor {
    /// The clock, which may do what is due and nothing else.
    pub fn clock() -> Self {
        Self {
            id: PersonId::from("clock"),
            roles: BTreeSet::new(),
        }
    }

    /// A system that reports, which may report and nothing else.
    pub fn system(system: &System) -> Self {
        Self {
            id: system.id(),
            roles: BTreeSet::new(),
        }
    }

    /// Whether the person has one of these roles.
    pub fn has_any<'a>(&self, roles: impl IntoIterator<Item = &'a RoleName>) -> bool {
        roles.into_iter().any(|r| self.roles.contains(r))
    }
}

impl Stamp {
    /// Whether the clock did it.
    pub fn is_by_clock(&self) -> bool {
        self.by == Actor::clock().id
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The person.
    pub by: PersonId,
    /// The time.
    pub at: DateTime<Utc>,
}
