//! A track: a way around the planned releases, such as a hotfix, and what the team's table says of it.
//!
//! Plain values of the playbook, and the count of what was short-circuited. Which row of the table holds is a question of
//! the day: [`Track::rows_of`] is asked with the week of the cycle by `decide` and `wording`.

use serde::{Deserialize, Serialize};

use super::name::{CadenceName, EnvironmentName, ProcessName, TrackName, Version};
use super::person::Stamp;
use super::process::Rule;

/// A way around the planned releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its name, such as `hotfix`.
    pub name: TrackName,
    /// What people read, such as "Hotfix".
    pub title: String,
    /// The cadence whose planned releases it goes around.
    pub cadence: CadenceName,
    /// Where it is going.
    pub environment: EnvironmentName,
    /// The table: what holds in which week for which environment.
    pub rows: Vec<TrackRow>,
    /// What a reason must say; any reason will do when nothing is said.
    #[serde(default)]
    pub reason: Option<Rule>,
}

/// A cell of the table of tracks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackRow {
    /// The week of the cycle: 2 holds the planned release, 1 does not.
    pub week: u8,
    /// The environment.
    pub environment: EnvironmentName,
    /// What it brings about there.
    pub does: TrackEffect,
    /// What the team says of it.
    pub words: String,
}

/// What a track brings about in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackEffect {
    /// It is deployed there.
    Deploy,
    /// It is deployed there as well, beside where it is going.
    AlsoDeploy,
    /// It is deployed there and replaces the release that was planned for this week.
    ReplacePlanned,
    /// Nothing changes there.
    Nothing,
}

impl Track {
    /// What holds in a week of the cycle, for each environment.
    pub fn rows_of(&self, week: u8) -> impl Iterator<Item = &TrackRow> {
        self.rows.iter().filter(move |row| row.week == week)
    }
}

/// A release that went around the planned ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortCircuit {
    /// Its number.
    pub release: i64,
    /// Its version.
    pub version: Version,
    /// The process by which it ran.
    pub process: ProcessName,
    /// The title of its track at the time.
    pub track: String,
    /// Where it was going.
    pub environment: EnvironmentName,
    /// The week of the cycle.
    pub week: u8,
    /// What the table said, in words of the time, for each environment.
    pub rows: Vec<(EnvironmentName, String)>,
    /// Why it could not wait.
    pub reason: String,
    /// Who, and when.
    pub stamp: Stamp,
}
