//! A step: who does it, what holds it shut, what it needs.

use serde::{Deserialize, Serialize};

use crate::domain::name::{AskName, EnvironmentName, RoleName, SectionName, StepName};
use crate::domain::status::Status;

use super::{Ask, Effect};

/// One thing that must become true before the next may start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the process.
    pub name: StepName,
    /// What people read, as an imperative: "Deploy on pre-prod".
    pub title: String,
    /// Who does it.
    pub owner: RoleName,
    /// Where it happens.
    pub environment: Option<EnvironmentName>,
    /// Steps that must be complete before this one; the playbook room fills in the step above when nothing is said.
    pub after: Vec<StepName>,
    /// Environments that this step takes for the release when it begins; shut while another release holds one.
    pub takes: Vec<EnvironmentName>,
    /// Further conditions that hold it shut.
    pub gates: Vec<Gate>,
    /// What it asks for; complete when all is there.
    pub asks: Vec<Ask>,
    /// What its completion brings about.
    pub effects: Vec<Effect>,
    /// The step to return to when it fails.
    pub on_fail: Option<StepName>,
    /// Whether a failure may end in a rollback.
    pub may_roll_back: bool,
    /// Pages a person needs for it.
    pub links: Vec<Link>,
    /// A hint to whoever does it.
    pub hint: Option<String>,
    /// The word by which outsiders know a release that is at this step.
    #[serde(default)]
    pub status: Option<Status>,
    /// Sections of the change record that whoever does it needs.
    #[serde(default)]
    pub shows: Vec<SectionName>,
    /// Commands that whoever does it copies; shown exactly as they stand here, never run by the bot.
    #[serde(default)]
    pub commands: Vec<String>,
    /// The answer above on which it depends whether this step applies at all.
    #[serde(default)]
    pub only_if: Option<Condition>,
    /// Whether it may be waived with a reason.
    #[serde(default)]
    pub optional: bool,
}

/// An answer that must have been given for something to apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The step that asked.
    pub step: StepName,
    /// What it asked.
    pub ask: AskName,
    /// The answers with which the thing applies; any of them.
    pub is: Vec<String>,
}

/// A condition that holds a step shut, beside the order of steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The outage of this release has begun (its window's start has passed).
    OutageBegun,
    /// Nobody's blocker stands against this release.
    NoBlockers,
    /// This version has run on that environment.
    RanOn(EnvironmentName),
    /// The day that was given there has come, in the team's zone.
    NotBefore {
        /// The step that asked for the day.
        step: StepName,
        /// What it asked: a value, or a sign-off that decides the day.
        ask: AskName,
    },
    /// The slot after the one for which the release was started has come: the next planned day for that environment.
    NextSlot(EnvironmentName),
    /// The version is what that environment held when the last planned day began: the one that goes on from there.
    HeldBy(EnvironmentName),
    /// Today is no holiday, in the team's zone. The calendar says so, and nobody ticks it.
    NoHoliday,
    /// Today is a working day, in the team's zone.
    WorkingDay,
    /// No hard freeze holds: for that environment, or for those that the step is about.
    NoFreeze(Option<EnvironmentName>),
}

/// A page that a person needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it is; http or https.
    pub url: String,
}

impl Step {
    /// The ask of that name.
    pub fn find_ask(&self, name: &AskName) -> Option<&Ask> {
        self.asks.iter().find(|a| a.name == *name)
    }
}
