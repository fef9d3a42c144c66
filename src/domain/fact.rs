//! What happened: the words of the journal. Past tense, append-only, never changed once written.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::diary::{Replacement, Slot};
use super::evidence::{About, Evidence};
use super::instance::InstancePlan;
use super::name::{
    AskName, ComponentName, EnvironmentName, ItemName, PersonId, ProcessName, RoleName, SectionName,
    ServiceName, StateName, StatusName, StepName, TicketName, TrackName, Version,
};
use super::outage::Window;
use super::paired::PairedState;
use super::record::{Content, ExpectedOutage};
use super::report::Report;
use super::ticket::TicketFact;

pub mod format;

/// A fact with who brought it about and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<F> {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who brought it about; `clock` when it was due.
    pub by: PersonId,
    /// What happened.
    pub fact: F,
}

/// A recorded fact with its place in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<F> {
    /// Its place in its stream, from 1.
    pub seq: i64,
    /// Its hash, which covers every fact before it.
    pub hash: String,
    /// What happened, who brought it about and when.
    pub recorded: Recorded<F>,
}

/// What happened to a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReleaseFact {
    /// Somebody started it. Always the first.
    Started {
        /// Its number, unique in the installation.
        number: i64,
        /// The service that is changed.
        service: ServiceName,
        /// The process by which it runs.
        process: ProcessName,
        /// The digest of that process as it was then.
        digest: String,
        /// The version that is released.
        version: Version,
    },
    /// Somebody confirmed what a step asks for.
    Confirmed(Place),
    /// Somebody gave a value.
    ValueGiven {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The text.
        value: String,
    },
    /// An answer was taken back, and is asked for again.
    AnswerTakenBack(Place),
    /// An item of a checklist passed.
    ItemPassed(ItemPlace),
    /// An item failed.
    ItemFailed {
        /// Which.
        #[serde(flatten)]
        place: ItemPlace,
        /// What was seen.
        note: String,
    },
    /// An item does not apply to this release.
    ItemWaived {
        /// Which.
        #[serde(flatten)]
        place: ItemPlace,
        /// Why.
        reason: String,
    },
    /// An item is open again.
    ItemReopened(ItemPlace),
    /// Somebody said go.
    WentGo {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The set in which it counts.
        set: usize,
        /// The day on which to go, when the sign-off decides that too.
        on: Option<NaiveDate>,
    },
    /// Somebody said no-go.
    WentNoGo {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The set for which they spoke.
        set: usize,
        /// Why.
        reason: String,
    },
    /// Somebody took their own go or no-go back.
    SignOffRevoked(Place),
    /// A step has all it asks for.
    StepCompleted {
        /// Which.
        step: StepName,
    },
    /// A completed step is open again, as if it had not been completed.
    StepReopened {
        /// Which.
        step: StepName,
    },
    /// A gate of a step was passed by authority.
    GateOverridden {
        /// Which step.
        step: StepName,
        /// Why.
        reason: String,
        /// What held it shut, in words of the time.
        gate: String,
    },
    /// A step was completed by authority without all it asks for.
    StepOverridden {
        /// Which step.
        step: StepName,
        /// Why.
        reason: String,
        /// What was missing, in words of the time.
        missing: String,
    },
    /// A step failed; the release returned to an earlier one.
    WentBack {
        /// The step that failed.
        from: StepName,
        /// The step to which it returned.
        to: StepName,
        /// Why.
        reason: String,
    },
    /// Nothing goes on until somebody resumes.
    Held {
        /// Why.
        reason: String,
    },
    /// It goes on.
    Resumed,
    /// It was given up.
    Aborted {
        /// Why.
        reason: String,
    },
    /// The earlier version runs again; the release is over.
    RolledBack {
        /// Why.
        reason: String,
    },
    /// Every step is complete.
    Finished,
    /// Somebody entered a window for the outage.
    WindowProposed {
        /// The step and ask that want it.
        #[serde(flatten)]
        place: Place,
        /// From when to when.
        window: Window,
    },
    /// The proposed window was published to its audience.
    OutagePublished {
        /// From when to when.
        window: Window,
        /// What the audience knew before.
        was: Option<Window>,
    },
    /// The end of the outage was moved.
    OutageExtended {
        /// From when to when.
        window: Window,
        /// What the audience knew before.
        was: Window,
    },
    /// Users cannot work from now on: the real start of the outage.
    OutageStarted,
    /// The service is open again.
    OutageEnded,
    /// The outage was called off before it began.
    OutageCancelled,
    /// Something due was called to mind.
    Reminded {
        /// The timer that was due.
        timer: String,
    },
    /// A section of the change record was written.
    SectionWritten {
        /// Which.
        section: SectionName,
        /// What it says.
        text: String,
        /// Whether an outage is expected, in the section that says so.
        #[serde(default)]
        outage: Option<ExpectedOutage>,
    },
    /// A section of the change record does not apply.
    SectionWaived {
        /// Which.
        section: SectionName,
        /// Why.
        reason: String,
    },
    /// Somebody handed sections in as a file; nothing is written until they apply it.
    RecordHandedIn {
        /// What the file would write.
        sections: Vec<(SectionName, Content)>,
    },
    /// What somebody handed in was applied or withdrawn.
    HandedInSettled,
    /// The change record is complete, and approval was asked for with it.
    ApprovalRequested(Place),
    /// Somebody else is the reporter.
    ReporterChanged {
        /// Who.
        to: PersonId,
    },
    /// The time of a go ran out before the next step began.
    GoExpired {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The set in which it counted.
        set: usize,
        /// Whose go it was.
        whose: PersonId,
    },
    /// Somebody gave evidence.
    EvidenceAdded {
        /// For what.
        #[serde(flatten)]
        about: About,
        /// What it is.
        evidence: Evidence,
    },
    /// Whoever gave it took evidence back.
    EvidenceTakenBack {
        /// Its number.
        number: u32,
    },
    /// Those who owe something to a step were called to mind by somebody.
    RolesCalled {
        /// Which step.
        step: StepName,
    },
    /// Something happened to a ticket that is attached to it, or was found in its test.
    Ticket {
        /// Which.
        ticket: TicketName,
        /// What.
        what: TicketFact,
    },
    /// A step moved its tickets, all in one go.
    TicketsMoved {
        /// Which.
        tickets: Vec<TicketName>,
        /// The status they have now.
        to: StatusName,
    },
    /// What testing found is to be discussed by both sides.
    DiscussionOpened,
    /// Another system said that what a step asks for is done.
    ReportTaken {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The system, as it stands where a person would stand.
        system: PersonId,
        /// Where it can be seen, or what it is called.
        text: String,
        /// The commit by which a change stands on its branch.
        #[serde(default)]
        commit: Option<String>,
    },
    /// Another system said that what a step asks for failed.
    ReportFailed {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The system, as it stands where a person would stand.
        system: PersonId,
        /// Why.
        why: String,
        /// Where it can be seen.
        link: Option<String>,
    },
    /// The release learnt its version from a report.
    VersionLearnt {
        /// The version.
        version: Version,
        /// The system, as it stands where a person would stand.
        system: PersonId,
    },
    /// It was started past a rule, by authority.
    StartOverridden {
        /// Why.
        reason: String,
        /// The rule, in words of the time.
        rule: String,
    },
    /// An optional step is not needed this time.
    StepWaived {
        /// Which.
        step: StepName,
        /// Why.
        reason: String,
    },
    /// Somebody objected; gates that ask for no blockers are shut until it is cleared.
    BlockerRaised {
        /// Its number in this release, from 1.
        number: u32,
        /// What is wrong, or where it is written.
        what: String,
        /// The roles of whoever raised it; any of them may clear it.
        roles: Vec<RoleName>,
    },
    /// A blocker stands no more.
    BlockerCleared {
        /// Which.
        number: u32,
        /// Why.
        how: String,
    },
    /// A bug was found that does not stop the release.
    BugNoted {
        /// What is wrong, or where it is written.
        what: String,
    },
}

/// What happened to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceFact {
    /// A release holds an environment.
    EnvironmentTaken {
        /// Which.
        environment: EnvironmentName,
        /// The release's number.
        release: i64,
        /// The title of its process.
        process: String,
        /// Its version.
        version: Version,
    },
    /// A release let an environment go.
    EnvironmentFreed {
        /// Which.
        environment: EnvironmentName,
        /// The release's number.
        release: i64,
    },
    /// An environment runs a version.
    VersionSet {
        /// Which.
        environment: EnvironmentName,
        /// The version.
        version: Version,
        /// The release that brought it.
        release: i64,
        /// The part of the service; the service itself when nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        component: Option<ComponentName>,
    },
    /// What was said of an environment's version was taken back, and nothing was known before.
    VersionUnset {
        /// Which.
        environment: EnvironmentName,
        /// The part of the service; the service itself when nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        component: Option<ComponentName>,
    },
    /// A version can be had and waits to be deployed.
    VersionBecameAvailable {
        /// The version.
        version: Version,
        /// Since when.
        on: NaiveDate,
    },
    /// Somebody was reminded of a waiting version.
    AvailabilityReminded {
        /// The version.
        version: Version,
        /// How many days it had waited.
        after_days: u32,
    },
    /// A waiting version needs no reminder any more: it, or a later release, is deployed.
    AvailabilitySettled {
        /// The version.
        version: Version,
    },
    /// A paired state is on, and must be turned off again.
    StateTurnedOn {
        /// Which.
        name: StateName,
        /// What the playbook said of it then: a changed playbook silences no alarm.
        state: PairedState,
        /// The release that turned it on.
        release: i64,
        /// Who may say that it is off.
        roles: Vec<RoleName>,
    },
    /// A paired state is off again.
    StateTurnedOff {
        /// Which.
        name: StateName,
    },
    /// A release ended and left a paired state on.
    StateLeftOn {
        /// Which.
        name: StateName,
    },
    /// A paired state that is on was called to mind.
    StateReminded {
        /// Which.
        name: StateName,
        /// How many minutes it had been on.
        after_minutes: u32,
    },
    /// Data were copied from one environment to another.
    DataSynced {
        /// Where they came from.
        from: EnvironmentName,
        /// Where they went.
        to: EnvironmentName,
        /// What was copied.
        what: String,
        /// On which day.
        on: NaiveDate,
        /// The release that asked for it, when one did.
        release: Option<i64>,
    },
    /// What a release said of copied data was taken back.
    DataSyncTakenBack {
        /// Where they were to have gone.
        to: EnvironmentName,
        /// What was to have been copied.
        what: String,
        /// The release.
        release: i64,
    },
    /// Something of an environment's fact sheet was said anew.
    EnvironmentFactSet {
        /// Which environment.
        environment: EnvironmentName,
        /// What it is about.
        key: String,
        /// What is so; empty when nothing is said of it any more.
        value: String,
        /// Whether nobody looked yet whether it is so.
        unconfirmed: bool,
    },
    /// Something happened to a ticket.
    Ticket {
        /// Which.
        ticket: TicketName,
        /// What.
        what: TicketFact,
    },
    /// A release began.
    ReleaseStarted {
        /// Its number.
        release: i64,
        /// Its process.
        process: ProcessName,
        /// Its version.
        version: Version,
        /// The day, in the team's zone.
        on: NaiveDate,
    },
    /// A release is over.
    ReleaseEnded {
        /// Its number.
        release: i64,
        /// Whether it reached its end; otherwise it was aborted or rolled back.
        finished: bool,
    },
    /// A slot of a cadence was due, and those who release were told.
    SlotProposed {
        /// Which.
        slot: Slot,
        /// The day on which it was due.
        day: NaiveDate,
    },
    /// A slot was moved to another day; no other slot moves with it.
    SlotMoved {
        /// Which.
        slot: Slot,
        /// The day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// A slot was skipped; no other slot is.
    SlotSkipped {
        /// Which.
        slot: Slot,
        /// Why.
        reason: String,
    },
    /// A slot was due and nothing was merged since the version that its environment has: no release this time.
    NothingToRelease {
        /// Which.
        slot: Slot,
        /// That version.
        since: Version,
    },
    /// A release was started for a slot.
    SlotTaken {
        /// Which.
        slot: Slot,
        /// The release's number.
        release: i64,
    },
    /// What was planned on a slot for an environment is replaced by a release that could not wait.
    SlotReplaced {
        /// Which.
        slot: Slot,
        /// The environment.
        environment: EnvironmentName,
        /// The release that replaces it.
        by: Replacement,
    },
    /// A release goes around the planned ones.
    ShortCircuited {
        /// The release's number.
        release: i64,
        /// Its version.
        version: Version,
        /// Its process.
        process: ProcessName,
        /// The track.
        track: TrackName,
        /// The title of the track.
        title: String,
        /// Where it is going.
        environment: EnvironmentName,
        /// The week of the cycle, 1 or 2.
        week: u8,
        /// What the table of tracks says, for each environment.
        rows: Vec<(EnvironmentName, String)>,
        /// Why it cannot wait.
        reason: String,
    },
    /// A throw-away instance was begun.
    InstanceBegun {
        /// The release that makes it.
        release: i64,
        /// Its name.
        name: Version,
        /// The process.
        process: ProcessName,
        /// What it is for, who answers for it, until when.
        plan: InstancePlan,
        /// Every how many days the owner is reminded after its end.
        remind_every_days: u32,
    },
    /// The owner was reminded that an instance is to be shut down.
    InstanceReminded {
        /// The release that made it.
        release: i64,
        /// How many days its end was past.
        after_days: u32,
    },
    /// An instance was shut down.
    InstanceShutDown {
        /// The release that made it.
        release: i64,
    },
    /// Another system said what happened.
    Reported {
        /// What it said.
        report: Box<Report>,
        /// The releases whose steps took note of it.
        #[serde(default)]
        taken_by: Vec<i64>,
    },
    /// Changes run on an environment, as a system reported.
    WentLive {
        /// Which environment.
        environment: EnvironmentName,
        /// The branch into which they were merged.
        branch: String,
        /// The changes, by what people call them.
        changes: Vec<String>,
        /// Where the deployment can be seen.
        #[serde(default)]
        link: Option<String>,
    },
    /// The contents of a version were fixed: what is merged from now on is not in it.
    VersionCut {
        /// The version.
        version: Version,
        /// The release that brings it.
        release: i64,
        /// A repair: only what was merged into this branch counts, beside what that version had.
        #[serde(default)]
        only: Option<(String, Version)>,
    },
    /// The contents of a version are open again.
    VersionUncut {
        /// The version.
        version: Version,
    },
}

/// Something that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The step.
    pub step: StepName,
    /// The ask.
    pub ask: AskName,
}

/// An item of a checklist that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPlace {
    /// The step.
    pub step: StepName,
    /// The ask.
    pub ask: AskName,
    /// The item.
    pub item: ItemName,
}

impl ItemPlace {
    /// The checklist in which the item is.
    pub fn list(&self) -> Place {
        Place {
            step: self.step.clone(),
            ask: self.ask.clone(),
        }
    }
}
