//! What other systems must say, what their names mean, and who is told. Plain values, read by `webhooks` and `decide`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::name::{AudienceName, EnvironmentName, RoleName};
use crate::domain::report::{Awaited, System};

/// What another system must say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRule {
    /// What happened.
    pub awaits: Awaited,
    /// Whose word counts; nobody named means any system whose signature the bot knows.
    pub from: Vec<System>,
    /// Who may say it by hand when the system cannot.
    pub by: Vec<RoleName>,
    /// Where it was deployed.
    pub environment: Option<EnvironmentName>,
    /// The branch into which the change goes.
    pub branch: Option<String>,
    /// The branch from which it comes.
    pub from_branch: Option<FromBranch>,
    /// Which tests.
    pub suite: Option<String>,
    /// Whether a version is released only with notes.
    pub needs_notes: bool,
    /// Whether the release takes the version that was released as its own.
    pub learns_version: bool,
}

/// The branch from which a change comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FromBranch {
    /// The one of that name.
    Named(String),
    /// The one that is called like the release's version.
    Version,
}

/// What the reports of other systems mean, and who is told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reports {
    /// What GitHub reports of.
    pub github: Option<Forge>,
    /// What GitLab reports of.
    pub gitlab: Option<Forge>,
    /// Further systems that report in gonogo's own form.
    pub systems: Vec<System>,
    /// Who reads what is new on an environment, and that a deployment to it failed.
    pub tell: BTreeMap<EnvironmentName, AudienceName>,
}

/// A repository, and what the names that it uses mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forge {
    /// Its path, such as `hotosm/fmtm`.
    pub repository: String,
    /// The branches that lead to an environment, least trusted first; merges into others are nobody's business, and
    /// one from a branch of these into another brings no change of its own.
    pub branches: Vec<String>,
    /// Workflows that deploy, with the environment to which.
    pub workflows: BTreeMap<String, EnvironmentName>,
    /// Workflows that test.
    pub tests: Vec<String>,
    /// Environments that are called otherwise there, with our name.
    pub environments: BTreeMap<String, EnvironmentName>,
}
