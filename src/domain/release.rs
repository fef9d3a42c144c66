//! A release: one run of a process for one version, as the fold of its facts.
//!
//! Applying a fact never fails: `decide` made sure that it fits. A fact that names what the process does not have
//! (it cannot, but a journal is older than any of us) changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::evidence::Piece;
use super::name::{PersonId, RoleName, StepName, Version};
use super::outage::ReleaseOutage;
use super::person::Stamp;
use super::process::Process;
use super::record::Record;

pub mod basis;
mod change;
mod evidence;
mod fold;
mod look;
mod reported;
mod status;
mod step;
mod tickets;
mod voice;

pub use step::{Answer, Failure, ItemState, StepState, Tally};
pub use tickets::Tickets;
pub use voice::{Board, Verdict, Voice};

/// One run of a process for one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The process it started with, and keeps.
    pub process: Arc<Process>,
    /// The digest of that process.
    pub digest: String,
    /// Its number.
    pub number: i64,
    /// The version that is released.
    pub version: Version,
    /// Who started it, and when.
    pub started: Stamp,
    /// Whether it runs, waits or is over.
    pub course: Course,
    /// The state of each step of the process, in its order.
    pub steps: Vec<StepState>,
    /// The positions of the steps before each step, near and far: worked out once, since every fact asks for it.
    before: Arc<[Vec<usize>]>,
    /// The outage, when the process has one.
    pub outage: Option<ReleaseOutage>,
    /// Gates and steps that were passed by authority, in order; shown for ever.
    pub overrides: Vec<Override>,
    /// Returns to earlier steps, in order.
    pub setbacks: Vec<Setback>,
    /// The tickets attached to it, and what testing found.
    pub tickets: Tickets,
    /// The commits by which the changes of this release stand on their branches, as far as reported.
    pub commits: Vec<String>,
    /// Evidence that was given, in order; its numbers are its places.
    pub evidence: Vec<Piece>,
    /// Timers that were due and have been seen to.
    pub reminded: BTreeMap<String, DateTime<Utc>>,
    /// The change record; empty when the process has none.
    pub record: Record,
    /// Who reports the change: whoever started it, until somebody takes it over.
    pub reporter: PersonId,
    /// What stands, or stood, against it, by number from 1.
    pub blockers: Vec<Blocker>,
    /// Bugs that were found and do not stop it.
    pub bugs: Vec<(String, Stamp)>,
}

/// Whether a release runs, waits or is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It runs.
    Running,
    /// It waits until somebody resumes it.
    Held(Ending),
    /// Every step is complete.
    Finished(Stamp),
    /// It was given up.
    Aborted(Ending),
    /// The earlier version runs again.
    RolledBack(Ending),
}

/// Who stopped a release, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
}

/// A gate or a step that was passed by authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The step.
    pub step: StepName,
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
    /// What it passed.
    pub passed: String,
}

/// A raised objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// What is wrong, or where it is written.
    pub what: String,
    /// The roles of whoever raised it; any of them may clear it.
    pub roles: Vec<RoleName>,
    /// Who raised it, and when.
    pub raised: Stamp,
    /// Who cleared it, when and why.
    pub cleared: Option<Ending>,
}

/// A return to an earlier step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    /// The step that failed.
    pub from: StepName,
    /// The step to which it returned.
    pub to: StepName,
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
}
