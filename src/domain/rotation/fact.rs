//! What happens to a rotation, what is asked of it, and why something may not be.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::diary::Slot;
use crate::domain::name::{PersonId, RotationName};

use super::Turn;

/// A turn of one person, whichever days it falls on: the first is 0. It stays what it is when others join or leave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TurnId {
    /// Whose turn it is by the order.
    pub owner: PersonId,
    /// Which of their turns.
    pub nth: u32,
}

/// Two turns change hands: each of two people serves the one that the other would have served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// Who asks.
    pub asker: PersonId,
    /// Who is asked.
    pub other: PersonId,
    /// The turn that the asker gives away.
    pub gives: TurnId,
    /// The turn that the asker serves instead.
    pub takes: TurnId,
}

/// What happened to a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotationFact {
    /// Somebody is in the pool from now on, after all who wait in this round.
    Joined {
        /// Who.
        person: PersonId,
    },
    /// Somebody is in the pool no more.
    Left {
        /// Who.
        person: PersonId,
    },
    /// Somebody is not on the server any more, and so in no pool.
    Departed {
        /// Who.
        person: PersonId,
    },
    /// Those who wait for their turn wait in this order.
    Reordered {
        /// The order; whoever is not named comes after.
        order: Vec<PersonId>,
    },
    /// A turn began. It is whose it is from now on.
    TurnBegan(Turn),
    /// Somebody serves the rest of a turn that has begun.
    TurnTaken {
        /// The first day of the turn.
        turn: NaiveDate,
        /// From which day on.
        on: NaiveDate,
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// Somebody serves a turn for which nobody was there.
    Volunteered {
        /// The first day of the turn.
        turn: NaiveDate,
        /// Who.
        person: PersonId,
    },
    /// A lead gave a turn that has not begun to somebody.
    TurnGiven {
        /// Which.
        turn: TurnId,
        /// Who serves it.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// Somebody releases on one planned day, whose turn it may be.
    SlotGiven {
        /// Which day.
        slot: Slot,
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// Somebody was named who is asked when whoever serves does not react.
    BackupNamed {
        /// The first day of the turn.
        turn: NaiveDate,
        /// Who.
        person: PersonId,
    },
    /// Somebody is away.
    LeaveTaken {
        /// Who.
        person: PersonId,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        until: NaiveDate,
        /// Why, when they said it.
        reason: Option<String>,
    },
    /// Somebody is back, and is not away later either.
    LeaveEnded {
        /// Who.
        person: PersonId,
        /// The first day on which they are there.
        on: NaiveDate,
    },
    /// Somebody asked another one to swap.
    SwapAsked {
        /// Its number.
        number: u32,
        /// What.
        swap: Swap,
        /// Why, when they said it.
        reason: Option<String>,
    },
    /// The other agreed: the two turns change hands.
    SwapAgreed {
        /// Its number.
        number: u32,
    },
    /// The other declined.
    SwapDeclined {
        /// Its number.
        number: u32,
    },
    /// Whoever asked withdrew it.
    SwapWithdrawn {
        /// Its number.
        number: u32,
    },
    /// The earlier of the two turns began, or one of them is not theirs any more, before the other agreed.
    SwapExpired {
        /// Its number.
        number: u32,
    },
    /// Another swap of one of the two turns was agreed first.
    SwapOverruled {
        /// Its number.
        number: u32,
        /// The number of the other.
        by: u32,
    },
    /// A lead let two turns change hands.
    SwapMade {
        /// What.
        swap: Swap,
        /// Why.
        reason: String,
    },
    /// Whoever serves wrote to whoever comes next.
    NoteWritten {
        /// The first day of the turn that ends.
        turn: NaiveDate,
        /// What.
        text: String,
    },
    /// Whoever is next was told that their turn comes.
    TurnForetold(Turn),
    /// The handover was called to mind.
    HandoverForetold(Turn),
    /// The channel was asked who serves a turn for which nobody is there.
    NobodyAsked(Turn),
}

/// What is asked of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationCommand {
    /// Put somebody into the pool.
    Add(PersonId),
    /// Take somebody out of the pool.
    Remove(PersonId),
    /// Let those who wait wait in this order.
    Reorder(Vec<PersonId>),
    /// Somebody is away from the first day to the last.
    Away(PersonId, NaiveDate, NaiveDate, Option<String>),
    /// Somebody is back.
    Back(PersonId),
    /// Ask whoever serves the second turn to swap it for the first, which one serves oneself; by their first days.
    AskSwap(NaiveDate, NaiveDate, Option<String>),
    /// Agree to a swap.
    AgreeSwap(u32),
    /// Decline a swap.
    DeclineSwap(u32),
    /// Withdraw a swap that one asked for.
    WithdrawSwap(u32),
    /// Let two turns change hands by authority; by their first days.
    MakeSwap(NaiveDate, NaiveDate, String),
    /// Serve from today on.
    TakeOver(String),
    /// Let somebody serve the turn that contains the day.
    Assign(PersonId, NaiveDate, String),
    /// Let somebody release on one planned day.
    GiveSlot(Slot, PersonId, String),
    /// Name the backup of the turn that contains the day.
    NameBackup(PersonId, NaiveDate),
    /// Serve the turn that begins on that day, for which nobody is there.
    Volunteer(NaiveDate),
    /// Write to whoever comes next.
    WriteNote(String),
    /// Take note that somebody is not on the server any more.
    Depart(PersonId),
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
    /// The last day is before the first, or both are over.
    NoSuchLeave(NaiveDate, NaiveDate),
    /// The person is not away.
    NotAway(PersonId),
    /// No turn to come begins on that day.
    NoTurn(NaiveDate),
    /// The turn is served by somebody else.
    NotYourTurn(NaiveDate, Option<PersonId>),
    /// Both turns are served by the same person.
    SameTurn(PersonId),
    /// There is no such swap, or it is settled.
    SwapSettled(u32),
    /// Only these people may settle the swap so.
    SwapOfOthers(u32, PersonId),
    /// One of the two turns is served by somebody else by now, or has begun.
    SwapOutdated(u32),
    /// The person serves already.
    ServesAlready(PersonId),
    /// The person is away then.
    IsAway(PersonId),
    /// The turn has somebody who serves.
    IsServed(NaiveDate, PersonId),
    /// Nobody serves now, so there is nothing to hand over.
    NobodyServes,
    /// The planned day is none of a cadence of this rotation.
    NoSlot(Slot),
}
