//! A rotation: the people who serve as release manager in turn.
//!
//! The playbook says how long a turn is and who may be in the pool; who is in it, in which order, is said in chat and is
//! a fact of the service. Turns to come are worked out from state ([`Rota`], [`turns`]), so that somebody who joins,
//! leaves or is away changes every turn that has not begun, and none that has. Pure; called by `decide`, `agenda` and
//! `wording`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::name::{PersonId, RoleName, RotationName};

mod rota;
mod turns;

pub use rota::Rota;
pub use turns::{OnDuty, Turn};

/// The people who serve in turn, as the playbook says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// Its name, such as `release-manager`.
    pub name: RotationName,
    /// What people read, such as "Release manager".
    pub title: String,
    /// The role of whoever serves.
    pub role: RoleName,
    /// The roles whose people may be in the pool.
    pub pool: Vec<RoleName>,
    /// Who may change the pool and the turns of others.
    pub leads: Vec<RoleName>,
    /// How long a turn is.
    pub period: Period,
    /// The first day of the first turn.
    pub anchor: NaiveDate,
    /// Whether the bot gives the role on Discord to whoever serves, and takes it from whoever served before.
    pub hands_role_on: bool,
}

/// How long a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// So many weeks.
    Weeks(u32),
    /// So many months.
    Months(u32),
    /// One release that is held: a skipped one burns no turn.
    Release,
}

/// What happened to a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotationFact {
    /// Somebody is in the pool from now on, after all others.
    Joined {
        /// Who.
        person: PersonId,
    },
    /// Somebody is in the pool no more.
    Left {
        /// Who.
        person: PersonId,
    },
}

/// What is asked of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationCommand {
    /// Put somebody into the pool.
    Add(PersonId),
    /// Take somebody out of the pool.
    Remove(PersonId),
}

/// Why something may not be done to a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationRefusal {
    /// The service has no rotation of that name.
    Unknown(RotationName),
    /// The person is in the pool already.
    InPool(PersonId),
    /// The person is not in the pool.
    NotInPool(PersonId),
}
