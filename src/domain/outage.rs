//! A planned window of unavailability: what it is, what was said of it, and what stands against it.
//!
//! An outage lives in its service, of a release or alone; a release keeps what its own steps need to know of it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::audience::Lead;
use super::name::{AudienceName, EnvironmentName, RoleName};
use super::person::Stamp;

mod command;
mod course;
mod moments;
mod objections;
mod of_release;
mod told;

pub use command::{Change, OutageCommand};
pub use course::{LeadDue, Outage, OutageCourse, OutageDraft, OutageFact};
pub use moments::{Moment, MomentKind, moments};
pub use objections::{Plan, may_pass, objections};
pub use of_release::ReleaseOutage;
pub use told::{Told, ToldWhat};

/// The longest outage that can be planned in one piece.
pub const LONGEST: TimeDelta = TimeDelta::days(7);

/// From when to when; the end is after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
}

impl Window {
    /// The window as people are told of it: from the beginning of its first minute, so many minutes long.
    #[must_use]
    pub fn in_whole_minutes(self) -> Self {
        let seconds = self.start.timestamp();
        let start = DateTime::from_timestamp(seconds - seconds.rem_euclid(60), 0).unwrap_or(self.start);
        let span = self.end - self.start;
        let whole = TimeDelta::minutes(span.num_minutes());
        let span = if whole < span {
            whole + TimeDelta::minutes(1)
        } else {
            whole
        };
        Self {
            start,
            end: start + span,
        }
    }
}

/// What the playbook says of the outages of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageRules {
    /// Who may schedule an outage that is of no release, and keep it; whoever owns a step when nothing is said.
    #[serde(default)]
    pub by: Vec<RoleName>,
    /// Who may pass what stands against one, with a reason.
    #[serde(default)]
    pub override_by: Vec<RoleName>,
    /// Who approves the text before it is published, as a second person; nobody has to when nothing is said.
    #[serde(default)]
    pub approve_by: Vec<RoleName>,
    /// Who is told of an outage that is of no release when nothing else is said; every audience when nothing is said.
    #[serde(default)]
    pub audiences: Vec<AudienceName>,
}

/// What is said of an outage, in words for those whom it concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageWords {
    /// Why; the purpose of the process when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What they notice; what the audience's playbook says when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// What goes on working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still_works: Option<String>,
}

/// What an outage is about, and who is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageAbout {
    /// The release that it is for; nothing when it stands alone.
    #[serde(default)]
    pub release: Option<i64>,
    /// Where; the whole service when nothing is said.
    #[serde(default)]
    pub environment: Option<EnvironmentName>,
    /// Who is told.
    pub audiences: Vec<AudienceName>,
    /// What they read of it.
    #[serde(default)]
    pub words: OutageWords,
    /// Whether somebody says when it begins in fact; otherwise it begins when its window does.
    #[serde(default)]
    pub starts_by_hand: bool,
}

/// What stands against an outage, unless somebody with authority says why it must be all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objection {
    /// Another outage of the service is planned at that time.
    Overlaps {
        /// Its number.
        number: i64,
        /// Its window.
        window: Window,
    },
    /// An audience would hear of it too late.
    ShortNotice {
        /// Which audience, as people read it.
        audience: String,
        /// How long before it has to know.
        least: Lead,
        /// The earliest start, so announced now.
        earliest: DateTime<Utc>,
    },
    /// It is on a holiday.
    Holiday {
        /// The day.
        date: NaiveDate,
        /// Its name.
        name: String,
    },
    /// It is in a freeze.
    Freeze {
        /// What people read.
        title: String,
        /// Whether only those named may pass it.
        hard: bool,
        /// Until when.
        until: DateTime<Utc>,
        /// Who may pass it.
        override_by: Vec<RoleName>,
    },
}

/// Objections that somebody passed by authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// Which.
    pub objections: Vec<Objection>,
    /// Why.
    pub reason: String,
    /// Who, and when.
    pub stamp: Stamp,
}
