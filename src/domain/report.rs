//! What another system says happened: a change merged, a version released, a deployment, tests.
//!
//! Made by the webhooks room from what was signed, judged by `decide`, kept in the journal as it was said. It knows
//! nothing of GitHub's or anybody's form of saying it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::{EnvironmentName, PersonId, Version};

/// What stands before a system's name where a person's number would stand.
const MARK: &str = "system:";

/// The most characters that are kept of a text that a system sends.
pub const LONGEST_KEPT: usize = 2000;

/// A system that reports, by its name in lower-case letters, such as `github`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct System(String);

impl System {
    /// The system of that name.
    pub fn new(name: &str) -> Self {
        Self(name.to_lowercase())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands for it in the journal, where a person's number would stand.
    pub fn id(&self) -> PersonId {
        PersonId::from(format!("{MARK}{}", self.0))
    }

    /// The system that an id of the journal stands for; nothing when it is a person's or the clock's.
    pub fn find(id: &PersonId) -> Option<Self> {
        id.as_str().strip_prefix(MARK).map(Self::new)
    }
}

/// Something that a system reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Who says it.
    pub source: System,
    /// What happened.
    pub event: Event,
    /// Where it can be seen.
    #[serde(default)]
    pub link: Option<String>,
}

/// What a system can say happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A change was proposed: a pull request was opened.
    ChangeOpened(Change),
    /// A proposed change was approved.
    ChangeApproved {
        /// The change.
        change: Change,
        /// Who approved, as the system calls them.
        by: String,
    },
    /// A change was merged.
    ChangeMerged(Change),
    /// A version was released, as GitHub does with a tag.
    VersionReleased {
        /// The version.
        version: Version,
        /// What it brings, in words; maybe empty.
        notes: String,
    },
    /// An environment runs something new.
    Deployed {
        /// Which environment.
        environment: EnvironmentName,
        /// The component, when the service has several.
        #[serde(default)]
        component: Option<String>,
        /// What it runs.
        build: Build,
    },
    /// A deployment failed: the environment runs what it ran.
    DeployFailed {
        /// Which environment.
        environment: EnvironmentName,
        /// The component, when the service has several.
        #[serde(default)]
        component: Option<String>,
        /// What it was to run.
        build: Build,
        /// Why, in the system's words.
        why: String,
    },
    /// Tests passed.
    TestsPassed {
        /// Which tests.
        suite: String,
        /// What was tested.
        build: Build,
    },
    /// Tests failed.
    TestsFailed {
        /// Which tests.
        suite: String,
        /// What was tested.
        build: Build,
        /// Why, in the system's words.
        why: String,
    },
}

/// A change to the code: a pull request or a merge request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What people call it, such as `#1234`; unique in its repository.
    pub id: String,
    /// What it does.
    pub title: String,
    /// Who made it, as the system calls them.
    pub author: String,
    /// Who made it, on Discord, when the configuration says so.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// The branch it comes from.
    #[serde(default)]
    pub from: Option<String>,
    /// The branch it goes into.
    pub into: String,
    /// The commit by which it stands on that branch.
    #[serde(default)]
    pub commit: Option<String>,
    /// Where it can be seen.
    #[serde(default)]
    pub link: Option<String>,
    /// When it was merged; before that, when it was reported.
    pub at: DateTime<Utc>,
    /// Whether it only carries changes on from one branch that leads to an environment to another.
    #[serde(default)]
    pub is_promotion: bool,
}

/// What was built, deployed or tested, as far as a system says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// The version.
    #[serde(default)]
    pub version: Option<Version>,
    /// The branch.
    #[serde(default)]
    pub branch: Option<String>,
    /// The commit.
    #[serde(default)]
    pub commit: Option<String>,
}

impl Build {
    /// What it is called: its version, else the first seven letters of its commit, else its branch.
    pub fn label(&self) -> Option<Version> {
        let commit = || {
            self.commit
                .as_ref()
                .map(|commit| Version::from(commit.chars().take(7).collect::<String>()))
        };
        let branch = || self.branch.as_deref().map(Version::from);
        self.version.clone().or_else(commit).or_else(branch)
    }
}

/// What a step can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// A change was proposed.
    Opened,
    /// A change was approved.
    Approved,
    /// A change was merged.
    Merged,
    /// The version was released.
    Released,
    /// The version was deployed.
    Deployed,
    /// Tests passed.
    TestsPassed,
}

impl Awaited {
    /// Every one, with the word that a playbook has for it.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Opened, "opened"),
        (Self::Approved, "approved"),
        (Self::Merged, "merged"),
        (Self::Released, "released"),
        (Self::Deployed, "deployed"),
        (Self::TestsPassed, "tests-passed"),
    ];

    /// Whether people do it, and the system only tells that they did.
    pub fn is_by_people(self) -> bool {
        match self {
            Self::Opened | Self::Approved | Self::Merged | Self::Released => true,
            Self::Deployed | Self::TestsPassed => false,
        }
    }

    /// Whether it is about a change, which has a branch.
    pub fn is_of_change(self) -> bool {
        matches!(self, Self::Opened | Self::Approved | Self::Merged)
    }
}

impl Event {
    /// What a step would wait for that this brings, or fails to bring.
    pub fn awaited(&self) -> Awaited {
        match self {
            Self::ChangeOpened(_) => Awaited::Opened,
            Self::ChangeApproved { .. } => Awaited::Approved,
            Self::ChangeMerged(_) => Awaited::Merged,
            Self::VersionReleased { .. } => Awaited::Released,
            Self::Deployed { .. } | Self::DeployFailed { .. } => Awaited::Deployed,
            Self::TestsPassed { .. } | Self::TestsFailed { .. } => Awaited::TestsPassed,
        }
    }

    /// Why it failed, when it tells of a failure.
    pub fn failure(&self) -> Option<&str> {
        match self {
            Self::DeployFailed { why, .. } | Self::TestsFailed { why, .. } => Some(why),
            Self::ChangeOpened(_)
            | Self::ChangeApproved { .. }
            | Self::ChangeMerged(_)
            | Self::VersionReleased { .. }
            | Self::Deployed { .. }
            | Self::TestsPassed { .. } => None,
        }
    }

    /// The change it is about.
    pub fn change(&self) -> Option<&Change> {
        match self {
            Self::ChangeOpened(change) | Self::ChangeApproved { change, .. } | Self::ChangeMerged(change) => {
                Some(change)
            }
            Self::VersionReleased { .. }
            | Self::Deployed { .. }
            | Self::DeployFailed { .. }
            | Self::TestsPassed { .. }
            | Self::TestsFailed { .. } => None,
        }
    }

    /// The change it is about, to be completed.
    pub fn change_mut(&mut self) -> Option<&mut Change> {
        match self {
            Self::ChangeOpened(change) | Self::ChangeApproved { change, .. } | Self::ChangeMerged(change) => {
                Some(change)
            }
            Self::VersionReleased { .. }
            | Self::Deployed { .. }
            | Self::DeployFailed { .. }
            | Self::TestsPassed { .. }
            | Self::TestsFailed { .. } => None,
        }
    }

    /// What was deployed or tested.
    pub fn build(&self) -> Option<&Build> {
        match self {
            Self::Deployed { build, .. }
            | Self::DeployFailed { build, .. }
            | Self::TestsPassed { build, .. }
            | Self::TestsFailed { build, .. } => Some(build),
            Self::ChangeOpened(_)
            | Self::ChangeApproved { .. }
            | Self::ChangeMerged(_)
            | Self::VersionReleased { .. } => None,
        }
    }
}
