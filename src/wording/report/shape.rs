//! The form of a report, as docs/reports.md tells it. A field is added at will; a change of meaning takes a new number.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A release on paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The number of this form.
    pub format: u32,
    /// The release's number.
    pub number: i64,
    /// What is released.
    pub service: Named,
    /// By which process.
    pub process: Named,
    /// The digest of that process, as it was when the release started.
    pub process_digest: String,
    /// The version that is released.
    pub version: String,
    /// The team's zone, in which the Markdown tells times.
    pub zone: String,
    /// Who started it, and when.
    pub started: Mark,
    /// Whether it runs, waits or is over.
    pub course: Course,
    /// Each step of the process, in reading order.
    pub steps: Vec<Step>,
    /// Gates and steps that were passed by authority.
    pub overrides: Vec<Override>,
    /// Returns to earlier steps.
    pub setbacks: Vec<Setback>,
    /// What stood, or stands, against it.
    pub blockers: Vec<Blocker>,
    /// Bugs that were found and did not stop it.
    pub bugs: Vec<Note>,
    /// The change record, section by section, when the process has one.
    pub record: Vec<Section>,
    /// The outage, when the process has one.
    pub outage: Option<Outage>,
    /// Tickets that are, or were, part of it.
    pub tickets: Vec<Ticket>,
    /// Texts and links that were given.
    pub evidence: Vec<Evidence>,
    /// Every fact, in order.
    pub timeline: Vec<Moment>,
    /// The end of the journal's chain, to hold against `gonogo verify`.
    pub chain: Chain,
}

/// The name that people type, and the one they read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// As people type it.
    pub name: String,
    /// As people read it.
    pub title: String,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// The person's id on Discord; `clock` for what was due.
    pub by: String,
    /// How the person is called, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something said, by whom and when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// Whether a release runs, waits or is over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// `running`, `held`, `finished`, `aborted` or `rolled-back`.
    pub state: &'static str,
    /// Who brought that about, and when; nothing while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The outcome that was chosen, when the process asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// How many steps are complete.
    pub steps_complete: usize,
    /// How many there are.
    pub steps: usize,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// Its name in the playbook.
    pub name: String,
    /// What people read.
    pub title: String,
    /// The role that does it.
    pub owner: String,
    /// Where it happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// `complete`, `waived`, `open` or `not-begun`.
    pub state: &'static str,
    /// Each time it was begun, the last of which counts.
    pub rounds: Vec<Round>,
}

/// One time that a step was begun.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Round {
    /// From 1.
    pub round: u32,
    /// Since when it was its turn.
    pub open_since: Option<DateTime<Utc>>,
    /// Who completed it, and when.
    pub completed: Option<Mark>,
    /// Why it was not needed, when somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Note>,
    /// What was answered to each thing it asks for.
    pub answers: Vec<Answer>,
}

/// What was answered to something that a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The name of what is asked, in the playbook.
    pub ask: String,
    /// What people read.
    pub title: String,
    /// The kind of answer, as the playbook calls it.
    pub kind: String,
    /// Who answered, and when; nothing for lists and sign-offs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Mark>,
    /// The text that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The items of a checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// Everybody's last word on a sign-off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub voices: Vec<Voice>,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// Its name in the playbook.
    pub name: String,
    /// What to do and what must be seen.
    pub text: String,
    /// `open`, `passed`, `failed` or `waived`.
    pub state: &'static str,
    /// Who looked, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What was seen, or why it does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One person's last word on a sign-off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Voice {
    /// `go` or `no-go`.
    pub verdict: &'static str,
    /// The role for which the person spoke.
    pub role: String,
    /// The version on which they spoke.
    pub version: String,
    /// What else they had before them, in words: what was given, looked at and passed by then.
    pub approved: Vec<String>,
    /// Whether it counts now: not when something of that was changed since, or its time has run out.
    pub counts: bool,
    /// The day on which to go, when that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// Something that was passed by authority.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Override {
    /// The step.
    pub step: String,
    /// What was passed.
    pub passed: String,
    /// Why.
    pub reason: String,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// A return to an earlier step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Setback {
    /// The step that failed.
    pub from: String,
    /// The step to which it returned.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocker {
    /// Its number in this release, from 1.
    pub number: usize,
    /// What is wrong.
    pub what: String,
    /// Who raised it, and when.
    pub raised: Mark,
    /// How it was cleared, by whom and when.
    pub cleared: Option<Note>,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outage {
    /// Who is told.
    pub audience: String,
    /// The window that they know.
    pub announced: Option<Window>,
    /// Who published it last, and when.
    pub published: Option<Mark>,
    /// When the service was open again, or the outage called off.
    pub ended: Option<Mark>,
    /// By how many minutes it ended after the announced end; negative when it ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrun_minutes: Option<i64>,
}

/// From when to when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Window {
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
}

/// A section of the change record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Its name in the playbook.
    pub name: String,
    /// What people read.
    pub title: String,
    /// `written`, `not-applicable` or `missing`.
    pub state: &'static str,
    /// What it says, or why it does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How often it was written.
    pub revision: u32,
    /// Who wrote it last, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ticket {
    /// Its name, such as `SHOP-17`.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The status it has, or had when it left.
    pub status: String,
    /// Whether it is part of the release still.
    pub is_attached: bool,
    /// Who moved it there, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// A text or link that was given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The step.
    pub step: String,
    /// What was asked.
    pub title: String,
    /// What was given.
    pub value: String,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// Its place in the journal, from 1.
    pub seq: i64,
    /// The name of the fact in the journal.
    pub kind: String,
    /// What happened, in words.
    pub words: String,
    /// Who, and when.
    #[serde(flatten)]
    pub mark: Mark,
}

/// The end of the journal's chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chain {
    /// The stream in the journal.
    pub stream: String,
    /// How many facts it has.
    pub facts: usize,
    /// The hash of the last one, which covers all before it.
    pub last_hash: String,
}
