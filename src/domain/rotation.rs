//! A rotation: the people who serve as release manager in turn.
//!
//! The playbook says how long a turn is and who may be in the pool; who is in it, who is away and who swapped with whom is
//! said in chat and is a fact of the service. A turn that has begun is a fact as well and does not change when somebody
//! joins or leaves. Turns to come are worked out from state ([`Rota`], [`turns`]), so that whoever joins, leaves or is away
//! changes every turn that has not begun, and none that has. Pure; called by `decide`, `agenda` and `wording`.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::name::{PersonId, RoleName, RotationName};

mod due;
mod duty;
mod fact;
mod fairness;
mod line;
mod period;
mod rota;
mod turns;

pub use due::{Moment, MomentKind, moment};
pub use duty::{OnDuty, with_turns};
pub use fact::{RotationCommand, RotationFact, RotationRefusal, Swap, TurnId};
pub use fairness::{Fairness, Share};
pub use line::Line;
pub use rota::{Begun, Cover, Favour, Leave, Note, OpenSwap, Rota, Takeover};
pub use turns::{Planned, Turn};

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
    /// Who is in the pool to begin with, in order; chat says it from then on.
    #[serde(default)]
    pub people: Vec<PersonId>,
    /// Whether the bot gives the role on Discord to whoever serves, and takes it from whoever served before.
    pub hands_role_on: bool,
    /// The time of the team's day at which a turn begins, on its first day.
    #[serde(default = "default_handover")]
    pub handover_at: NaiveTime,
    /// How many days before a turn its handover is called to mind.
    #[serde(default)]
    pub handover_days_before: u32,
    /// How many days before a turn whoever is next is told, so that they can still say that they are away.
    #[serde(default)]
    pub warn_days_before: u32,
    /// How many working days before a turn the channel is asked when nobody is there to serve.
    #[serde(default)]
    pub ask_days_before: u32,
}

/// When a turn begins where the playbook does not say it.
pub fn default_handover() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock is a time of day")
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
