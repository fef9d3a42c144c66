//! What is released, and where its versions run.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::audience::Audience;
use crate::domain::cadence::Cadence;
use crate::domain::calendar::Calendar;
use crate::domain::environment::{Component, KnownFact};
use crate::domain::name::{
    AudienceName, CadenceName, EnvironmentName, ProcessName, RoleName, RotationName, ServiceName, StateName,
    TrackName,
};
use crate::domain::outage::OutageRules;
use crate::domain::paired::PairedState;
use crate::domain::rotation::Rotation;
use crate::domain::track::Track;

use super::Reports;

/// What is released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The name people type, such as `myportfolio`.
    pub name: ServiceName,
    /// The name people read, such as `MyPortfolio`.
    pub title: String,
    /// The team's zone: wall-clock rules and typed times are read in it.
    pub zone: Tz,
    /// From the least to the most trusted.
    pub environments: Vec<Environment>,
    /// The parts that have versions of their own, the service itself first; nothing when it is the only one.
    #[serde(default)]
    pub components: Vec<Component>,
    /// States that are turned on and must be turned off again.
    #[serde(default)]
    pub states: BTreeMap<StateName, PairedState>,
    /// Facts that are to be alike on every environment, such as the database engine.
    #[serde(default)]
    pub alike: Vec<String>,
    /// Who may keep facts and data syncs of environments.
    #[serde(default)]
    pub kept_by: Vec<RoleName>,
    /// What the reports of other systems mean, and who is told of them.
    #[serde(default)]
    pub reports: Reports,
    /// When releases are planned.
    #[serde(default)]
    pub cadences: Vec<Cadence>,
    /// The ways around the planned releases.
    #[serde(default)]
    pub tracks: Vec<Track>,
    /// Who serves as release manager in turn.
    #[serde(default)]
    pub rotations: Vec<Rotation>,
    /// Everybody who may be told of something.
    #[serde(default)]
    pub audiences: BTreeMap<AudienceName, Audience>,
    /// How outages are scheduled.
    #[serde(default)]
    pub outages: OutageRules,
    /// What the playbook itself says of days on which the team does not work, and of times in which nothing may change.
    /// What holds is asked of [`crate::domain::service::ServiceState::calendar`], which knows what was read from
    /// addresses too.
    #[serde(default)]
    pub calendar: Arc<Calendar>,
    /// When and where it is told what the last month was like.
    #[serde(default)]
    pub monthly_report: Option<MonthlyReport>,
}

/// When and where a team is told what the last month was like: once, on the first working day of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyReport {
    /// The time of that day, in the team's zone.
    pub at: NaiveTime,
    /// The channel, by its name in bot.toml; where releases are announced when nothing is said.
    #[serde(default)]
    pub channel: Option<String>,
}

impl Service {
    /// The cadence of that name.
    pub fn find_cadence(&self, name: &CadenceName) -> Option<&Cadence> {
        self.cadences.iter().find(|c| c.name == *name)
    }

    /// The cadence on whose slots releases by that process are planned.
    pub fn find_cadence_of(&self, process: &ProcessName) -> Option<&Cadence> {
        self.cadences.iter().find(|c| c.process == *process)
    }

    /// The rotation of that name.
    pub fn find_rotation(&self, name: &RotationName) -> Option<&Rotation> {
        self.rotations.iter().find(|r| r.name == *name)
    }

    /// The rotation whose people release on the slots of a cadence.
    pub fn find_rotation_of(&self, cadence: &Cadence) -> Option<&Rotation> {
        self.find_rotation(cadence.rotation.as_ref()?)
    }

    /// The track of that name.
    pub fn find_track(&self, name: &TrackName) -> Option<&Track> {
        self.tracks.iter().find(|t| t.name == *name)
    }
}

/// A place where a version of the service runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name, such as `pre-prod`.
    pub name: EnvironmentName,
    /// The machine behind it, when the team names one.
    pub host: Option<String>,
    /// Where its data are copied from, and from nowhere else.
    #[serde(default)]
    pub data_from: Option<EnvironmentName>,
    /// What the playbook says of it, in its order; kept current by the service's facts.
    #[serde(default)]
    pub facts: Vec<KnownFact>,
}

impl Service {
    /// The environment of that name.
    pub fn find_environment(&self, name: &EnvironmentName) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == *name)
    }
}
