//! A planned day: what is done on it, who is called to it, and when.
//!
//! Everything hangs on the slot, which is a day of the grid; its real day is that of the diary, so that a moved slot
//! has calls of its own and the old day has none left. Pure functions of the service's state; called by `decide`,
//! `agenda`, `notice`, `wording` and `app`. It must not know what a release looks like inside.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::name::{PersonId, RoleName};

mod list;
mod moments;
mod quiet;
mod state;

pub use list::ReleaseDay;
pub(super) use moments::calls;
pub use moments::{Call, DueCall};
pub use state::{DayState, Days};

/// A call that comes this much after its time is marked late.
pub const LATE: TimeDelta = TimeDelta::minutes(5);

/// After lunch, in the team's zone.
pub const AFTER_LUNCH: NaiveTime = NaiveTime::from_hms_opt(13, 0, 0).expect("one o'clock exists");

/// When the people of a planned day are called, as the playbook says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// So many working days before the day, the earliest first.
    pub before: Vec<u32>,
    /// How often those are called who owe something.
    pub nudge: Option<Nudge>,
    /// After so many minutes without an answer the backup is asked.
    pub escalate_after: Option<u32>,
    /// When nobody is called.
    pub quiet: Option<Quiet>,
}

/// How often those are called who owe something to a planned day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nudge {
    /// Every so many working days after the day, at the time of the cadence.
    Days(u32),
    /// Every so many hours on the day itself.
    Hours(u32),
}

/// The hours in which nobody is called, in the team's zone; over midnight when they end before they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// They begin.
    pub from: NaiveTime,
    /// They end.
    pub until: NaiveTime,
}

/// What happened on, or for, a planned day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayFact {
    /// The release manager was told that the day comes, or that it has come.
    Reminded {
        /// The day that was meant.
        day: NaiveDate,
        /// How many working days before; 0 on the day itself.
        before: u32,
    },
    /// It was too late to say so.
    Overtaken {
        /// The day that was meant.
        day: NaiveDate,
        /// How many working days before.
        before: u32,
    },
    /// Somebody is on it.
    TakenOn {
        /// The day that was meant.
        day: NaiveDate,
    },
    /// Somebody wants to be reminded later.
    Snoozed {
        /// When.
        until: DateTime<Utc>,
    },
    /// Somebody was reminded as they had wished.
    Recalled {
        /// Who.
        person: PersonId,
    },
    /// Those who owe something were called.
    Nudged {
        /// The day that was meant.
        day: NaiveDate,
    },
    /// Nobody reacted: somebody else was asked.
    Escalated {
        /// The day that was meant.
        day: NaiveDate,
        /// The backup; the role when nothing is said.
        to: Option<PersonId>,
    },
    /// A call fell into quiet hours: nothing is said before that.
    Held {
        /// When they end.
        until: DateTime<Utc>,
    },
    /// The day is over.
    Passed {
        /// The day that was meant.
        day: NaiveDate,
    },
}

/// What is asked of a planned day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayCommand {
    /// Say that one is on it.
    TakeOn,
    /// Be reminded later.
    Snooze(Snooze),
}

/// When somebody wants to be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snooze {
    /// After so many minutes.
    Minutes(u32),
    /// At one o'clock.
    AfterLunch,
    /// At the time of the cadence on the next working day.
    Tomorrow,
}

/// Why something may not be done on a planned day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayRefusal {
    /// There is nothing left to do for it.
    Done(NaiveDate),
    /// It has not come yet.
    NotYet(NaiveDate),
    /// Somebody is on it already.
    TakenOn(PersonId),
    /// It is after lunch.
    LunchIsOver,
    /// It is somebody else's to take on.
    NotYours {
        /// The release manager of that day, when one is known.
        manager: Option<PersonId>,
        /// Who else may.
        roles: Vec<RoleName>,
    },
}
