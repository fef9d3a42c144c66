//! A throw-away instance: an environment of its own with an owner, a purpose and an end, outside the planned releases.
//!
//! It holds no environment of the service and is held up by none. The fold of the service's facts about it; what is due
//! is told by [`reminders`]. Called by `decide`, `agenda` and `wording`.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::name::{PersonId, ProcessName, Version};
use super::person::Stamp;
use super::wall_clock::instant;

/// How a process makes throw-away instances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceRule {
    /// The purposes that are allowed.
    pub purposes: Vec<String>,
    /// After its end the owner is reminded every so many days.
    pub remind_every_days: u32,
}

/// What is said of an instance when it is begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstancePlan {
    /// What it is for.
    pub purpose: String,
    /// Who answers for it.
    pub owner: PersonId,
    /// The last day on which it is needed.
    pub ends_on: NaiveDate,
}

/// A throw-away instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its name: the version of the release that made it.
    pub name: Version,
    /// The process by which it was made.
    pub process: ProcessName,
    /// What it is for, who answers for it, until when.
    pub plan: InstancePlan,
    /// Who began it, and when.
    pub begun: Stamp,
    /// Every how many days the owner is reminded after its end.
    pub remind_every_days: u32,
    /// For how many days after its end the owner was last reminded; nothing before the first time.
    pub reminded_after: Option<u32>,
    /// Who shut it down, and when.
    pub shut_down: Option<Stamp>,
}

/// The hour of the team's day at which an owner is reminded.
const REMINDER_HOUR: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists");

impl Instance {
    /// The next reminder: how many days after the end, and when. On the day of the end itself it is 0 days after.
    pub fn next_reminder(&self, zone: Tz) -> Option<(u32, DateTime<Utc>)> {
        if self.shut_down.is_some() {
            return None;
        }
        let every = self.remind_every_days.max(1);
        let days = self.reminded_after.map_or(0, |after| (after / every + 1) * every);
        let day = self.plan.ends_on.checked_add_days(Days::new(days.into()))?;
        Some((days, instant(zone, day.and_time(REMINDER_HOUR))))
    }
}
