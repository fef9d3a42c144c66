//! What a process is: the steps of one kind of change, what each asks for, and who may do what.
//!
//! Made by the playbook room from TOML, kept whole in the store by the digest of its text (a running release
//! keeps the process it started with), read by `decide`. Plain values; it decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::audience::Audience;
use super::fact::Place;
use super::instance::InstanceRule;
use super::name::{
    AudienceName, ChecklistName, DocumentName, EnvironmentName, ProcessName, RoleName, SideName, StepName,
    TrackName,
};
use super::record::SectionRule;
use super::side::Side;
use super::workflow::TicketRules;

mod ask;
mod checklist;
mod effect;
mod heeds;
mod reports;
mod service;
mod sign_off;
mod step;

pub use ask::{Ask, AskKind, MOST_OPTIONS};
pub use checklist::{Checklist, Item, Section};
pub use effect::Effect;
pub(in crate::domain) use heeds::{freezes_about, freezes_of, is_open_on};
pub use reports::{Forge, FromBranch, ReportRule, Reports};
pub use service::{Environment, MonthlyReport, Service};
pub use sign_off::{SignOffRule, SignOffSet};
pub use step::{Condition, Gate, Link, Step};

/// One kind of change to a service: an ordered set of steps, with everything they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// The service that is changed.
    pub service: Service,
    /// The name people type, such as `mahara-minor`.
    pub name: ProcessName,
    /// The name people read, such as `Mahara minor release`.
    pub title: String,
    /// One sentence: when this process is the right one.
    pub purpose: String,
    /// Why this process cannot be started yet, when the team has not agreed on it.
    pub not_yet: Option<String>,
    /// Who may start a release by this process; nobody named means any role that owns a step.
    pub started_by: Vec<RoleName>,
    /// Who may pass a gate by authority.
    pub override_by: Vec<RoleName>,
    /// What a version must look like.
    pub version: Option<Rule>,
    /// Environments that a release holds from its start to its end, so that no other release of the service uses them.
    pub occupies: Vec<EnvironmentName>,
    /// The steps, in reading order.
    pub steps: Vec<Step>,
    /// The checklists that the steps name.
    pub checklists: BTreeMap<ChecklistName, Checklist>,
    /// The audiences that the steps name.
    pub audiences: BTreeMap<AudienceName, Audience>,
    /// How an available version that nobody deploys is called to mind.
    pub availability: Option<AvailabilityReminder>,
    /// The sections of the change record; none when the process has no record.
    #[serde(default)]
    pub record: Vec<SectionRule>,
    /// Who else looks at a release, from a channel of their own.
    #[serde(default)]
    pub sides: BTreeMap<SideName, Side>,
    /// The choice whose answer is the outcome of a finished release.
    #[serde(default)]
    pub outcome: Option<Place>,
    /// The documents that the steps name.
    #[serde(default)]
    pub documents: BTreeMap<DocumentName, Document>,
    /// The statuses of its tickets, where releases have tickets.
    #[serde(default)]
    pub tickets: Option<TicketRules>,
    /// What the card of a release shows of its contents.
    #[serde(default)]
    pub contents: Option<Contents>,
    /// How many may be started in one year of the team's zone; those that were aborted or rolled back do not count.
    #[serde(default)]
    pub most_per_year: Option<u32>,
    /// The track by which its releases go around the planned ones.
    #[serde(default)]
    pub track: Option<TrackName>,
    /// How it makes throw-away instances, when it does.
    #[serde(default)]
    pub instance: Option<InstanceRule>,
}

/// A text that must match, with the reason people read when it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// A regular expression that the whole text must match.
    pub pattern: String,
    /// The rule in words, such as "three numbers, such as 22.04.2".
    pub because: String,
}

/// What the card of a release shows of its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The changes since the version that this environment had before the release.
    pub since: EnvironmentName,
    /// The versions that came to this environment since then.
    pub of: Option<EnvironmentName>,
}

/// A document that matures while a release goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What people read, such as "Data migration plan".
    pub title: String,
    /// How far it can be, from the first to the last.
    pub levels: Vec<String>,
}

/// When somebody is reminded that an available version is not deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AvailabilityReminder {
    /// Who is reminded.
    pub role: RoleName,
    /// Days after it became available, and again every so many days.
    pub every_days: u32,
    /// The environment whose version tells that it was deployed.
    pub environment: EnvironmentName,
}

impl Process {
    /// The position and the step of that name.
    pub fn find_step(&self, name: &StepName) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, s)| s.name == *name)
    }

    /// The positions of the steps before the one at `position`, near and far, in reading order.
    pub fn steps_before(&self, position: usize) -> Vec<usize> {
        let mut before = BTreeSet::new();
        let mut open = vec![position];
        while let Some(step) = open.pop().and_then(|n| self.steps.get(n)) {
            for (earlier, _) in step.after.iter().filter_map(|name| self.find_step(name)) {
                if before.insert(earlier) {
                    open.push(earlier);
                }
            }
        }
        before.into_iter().collect()
    }

    /// Every role that the process names, once each, in reading order.
    pub fn roles(&self) -> Vec<RoleName> {
        let mut roles: Vec<RoleName> = Vec::new();
        let signers = self
            .steps
            .iter()
            .flat_map(|s| &s.asks)
            .filter_map(|a| a.kind.sign_off())
            .flat_map(SignOffRule::roles);
        let asks = self.steps.iter().flat_map(|s| &s.asks);
        let stand_ins = asks.filter_map(|a| a.kind.report()).flat_map(|rule| &rule.by);
        let named = self
            .steps
            .iter()
            .map(|s| &s.owner)
            .chain(signers)
            .chain(stand_ins);
        for role in named.chain(&self.started_by).chain(&self.override_by) {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        roles
    }
}
