//! What happens to a release: the words of its stream. Written by `decide`, folded by `release`; plain values.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::evidence::{About, Evidence};
use crate::domain::lifted::Lifted;
use crate::domain::name::{
    PersonId, ProcessName, RoleName, SectionName, ServiceName, StatusName, StepName, TicketName, Version,
};
use crate::domain::outage::{Objection, OutageWords, Window};
use crate::domain::record::{Content, ExpectedOutage};
use crate::domain::ticket::TicketFact;

use super::{ItemPlace, Place};

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
        /// What is lifted; before this was written down, every gate of the step.
        #[serde(default)]
        lifted: Vec<Lifted>,
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
        /// What is said of it.
        #[serde(default)]
        words: OutageWords,
        /// What stands against it, to be passed when it is published.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        objections: Vec<Objection>,
        /// Why it must be so all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
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
    /// The outage was called off before it began, because the release is over.
    OutageCancelled,
    /// Somebody called the outage off; another may be planned.
    OutageCalledOff {
        /// Why, where somebody says it.
        #[serde(default)]
        reason: Option<String>,
    },
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
