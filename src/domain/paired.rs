//! Paired states: what is turned on and must be turned off again, such as maintenance mode or a stopped crontab.
//!
//! A state that stays on is called to mind until somebody turns it off, whatever becomes of the release that turned
//! it on. What is needed for that stands in the service's facts: a changed playbook silences no alarm.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::name::{EnvironmentName, RoleName, StateName};
use super::person::Stamp;
use super::timer::Timer;

/// The first word of the timers of this room.
const WORD: &str = "state";

/// What a playbook says of a paired state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedState {
    /// What people read, such as "Maintenance mode".
    pub title: String,
    /// Where it is.
    pub environment: EnvironmentName,
    /// What is said of it while it is on, such as "Maintenance mode is on".
    pub on: String,
    /// What is said of it once it is off, such as "Maintenance mode is off".
    pub off: String,
    /// After so many minutes it is called to mind, and again every so many.
    pub remind_minutes: u32,
    /// Whether users cannot work while it is on: it is the real start and end of the outage.
    pub outage: bool,
}

/// A state that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedOn {
    /// What is known of it, as it was when it was turned on.
    pub state: PairedState,
    /// The release that turned it on.
    pub release: i64,
    /// Who may say that it is off, and is called.
    pub roles: Vec<RoleName>,
    /// Who turned it on, and when.
    pub stamp: Stamp,
    /// How many minutes after that it was last called to mind.
    pub reminded_after: u32,
    /// When the release that turned it on ended without turning it off.
    pub left_at: Option<DateTime<Utc>>,
}

impl TurnedOn {
    /// How many minutes it had been on when it is to be called to mind next.
    fn next_after(&self) -> u32 {
        let every = self.state.remind_minutes.max(1);
        (self.reminded_after / every + 1).saturating_mul(every)
    }

    /// How many whole minutes it has been on.
    pub fn minutes(&self, now: DateTime<Utc>) -> u32 {
        u32::try_from((now - self.stamp.at).num_minutes()).unwrap_or(0)
    }
}

/// What is due for states that are on.
pub fn timers(states: &BTreeMap<StateName, TurnedOn>) -> Vec<Timer> {
    let timer = |(name, on): (&StateName, &TurnedOn)| {
        let after = on.next_after();
        Timer {
            // The moment it was turned on is part of the key: a later turn is another alarm.
            key: format!("{WORD}@{name}@{}@{after}", on.stamp.at.timestamp()),
            due_at: on.stamp.at + TimeDelta::minutes(after.into()),
            version: None,
        }
    };
    states.iter().map(timer).collect()
}

/// The state that a timer is about.
pub fn find_in_timer(key: &str) -> Option<StateName> {
    let mut parts = key.split('@');
    (parts.next() == Some(WORD))
        .then(|| parts.next().map(StateName::from))
        .flatten()
}

impl StateName {
    /// A number that stands for the name on a button, where a name may be too long: FNV-1a of its bytes.
    pub fn mark(&self) -> i64 {
        let bytes = self.as_str().bytes();
        let hash = bytes.fold(0x811C_9DC5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        i64::from(hash)
    }
}
