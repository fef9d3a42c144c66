//! What is said of the people of a rotation: the words, and nothing of who is told.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::name::{PersonId, RoleName, RotationName, Version};
use crate::domain::rotation::{Swap, Turn};

/// Something that is said of a rotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RotationNews {
    /// Which.
    pub rotation: RotationName,
    /// By whom it came about.
    pub by: PersonId,
    /// What is said.
    pub said: RotationSaid,
}

/// What is said of a rotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RotationSaid {
    /// A turn begins, or will in some days.
    Handover(Box<Handover>),
    /// Whoever is next is told, early enough to say that they are away.
    TurnComes {
        /// The turn.
        turn: Turn,
        /// The planned days in it.
        days: Vec<NaiveDate>,
    },
    /// Nobody is there for a turn.
    NobodyServes {
        /// The turn.
        turn: Turn,
        /// The planned days in it.
        days: Vec<NaiveDate>,
    },
    /// Somebody serves instead of somebody else.
    Given {
        /// From which day on.
        from: NaiveDate,
        /// Until which day.
        until: NaiveDate,
        /// Who serves.
        person: PersonId,
        /// Who served before.
        before: Option<PersonId>,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody releases on one planned day.
    DayGiven {
        /// The day.
        day: NaiveDate,
        /// Who releases.
        person: PersonId,
        /// Who was to.
        before: Option<PersonId>,
        /// Why.
        reason: String,
    },
    /// Somebody joined, left, is away or is back, and what follows from it.
    Changed {
        /// Who.
        person: PersonId,
        /// What they did.
        what: Coming,
        /// The turns that somebody else serves now, with who served them before.
        turns: Vec<(Turn, Option<PersonId>)>,
        /// Planned days of the present turn that somebody else covers.
        covered: Vec<(NaiveDate, Option<PersonId>)>,
    },
    /// Somebody asks to swap.
    SwapAsked {
        /// Its number.
        number: u32,
        /// The two turns: what the asker gives, and what they take.
        swap: Swap,
        /// The turn that they give.
        gives: Turn,
        /// The turn that they take.
        takes: Turn,
        /// Why.
        reason: Option<String>,
    },
    /// What became of a swap.
    SwapSettled {
        /// The two people.
        swap: Swap,
        /// What.
        end: SwapEnd,
        /// The turns as they are now, where they are still to come.
        turns: Vec<Turn>,
        /// The reason of a lead.
        reason: Option<String>,
    },
    /// The role on Discord moves; nobody reads this.
    RoleMoves {
        /// Which.
        role: RoleName,
        /// Who gets it.
        to: Option<PersonId>,
        /// Who had it.
        from: Vec<PersonId>,
    },
}

/// A turn begins, or will.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// The turn.
    pub turn: Turn,
    /// Whether it has begun.
    pub has_begun: bool,
    /// Who served before.
    pub before: Option<PersonId>,
    /// What they wrote to whoever comes next.
    pub note: Option<String>,
    /// The planned days in it.
    pub days: Vec<NaiveDate>,
    /// The releases that are open: number and version.
    pub open: Vec<(i64, Version)>,
}

/// What somebody did who comes or goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coming {
    /// They are in the pool.
    Joined,
    /// They are in the pool no more.
    Left,
    /// They are not on the server any more.
    Departed,
    /// They are away.
    Away(NaiveDate, NaiveDate, Option<String>),
    /// They are back.
    Back,
}

/// What became of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SwapEnd {
    /// The other agreed.
    Agreed,
    /// The other declined.
    Declined,
    /// Whoever asked withdrew it.
    Withdrawn,
    /// One of the turns began, or changed hands.
    Expired,
    /// Another swap of one of the turns came first.
    Overruled,
    /// A lead made it.
    Made,
}
