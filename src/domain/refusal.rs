//! Why somebody may not, by the rules: data without sentences; `wording` says it and names the way out.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::diary::Slot;
use super::ledger::Held;
use super::name::{
    AudienceName, EnvironmentName, ItemName, PersonId, ProcessName, RoleName, SectionName, StateName,
    StatusName, StepName, TicketName, Version,
};
use super::outage::{Objection, Window};
use super::paired::TurnedOn;
use super::person::Stamp;
use super::release::{Course, ItemState};
use super::release_day::DayRefusal;
use super::rotation::RotationRefusal;
use super::service::Holder;
use super::status::IllegalMove;
use super::workflow::NoMove;

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The release is over and read-only.
    ReleaseOver(Course),
    /// The release is held.
    ReleaseHeld(Course),
    /// The release runs, so there is nothing to resume.
    NotHeld,
    /// The press belongs to an earlier round of the step, or to nothing that the process has.
    OutOfDate(StepName),
    /// The step is complete.
    StepComplete(StepName, Stamp),
    /// Steps before it are not complete.
    StepShut {
        /// The step.
        step: StepName,
        /// What must be complete before.
        waiting_for: Vec<StepName>,
    },
    /// The outage has not begun.
    OutageNotBegun {
        /// The step.
        step: StepName,
        /// When it begins; nothing when it is not announced.
        start: Option<DateTime<Utc>>,
    },
    /// Another release holds an environment.
    EnvironmentBusy(EnvironmentName, Holder),
    /// It takes another role.
    RoleMissing {
        /// Any of these would do.
        needed: Vec<RoleName>,
        /// What the person has.
        have: Vec<RoleName>,
    },
    /// The author of a release does not sign it off.
    AuthorMaySignNot,
    /// The person has signed in another set, and one person counts once.
    SignedAlready(Stamp),
    /// The set has all the goes it needs.
    SignOffFull(Vec<RoleName>),
    /// The go must name a day.
    DayMissing,
    /// The person has said neither go nor no-go.
    NothingToRevoke,
    /// The item is in that state already.
    ItemAlready(ItemName, ItemState),
    /// None of the items is open.
    NothingOpen,
    /// A text that is needed is empty.
    TextMissing,
    /// A text is longer than can be kept.
    TextTooLong {
        /// The most characters.
        most: usize,
    },
    /// The value does not match the rule.
    ValueDoesNotFit {
        /// What was given.
        value: String,
        /// The rule in words.
        because: String,
    },
    /// The version does not match the rule of the process.
    VersionDoesNotFit {
        /// What was given.
        version: String,
        /// The rule in words.
        because: String,
    },
    /// More than one change was asked for at once.
    SeveralChanges(Vec<String>),
    /// The team has not agreed on the process.
    NotAgreedYet(ProcessName, String),
    /// The version is noted already, or runs already.
    AvailableAlready(Version),
    /// Nobody is told which versions can be had.
    AvailabilityNotKept,
    /// The service has no process of that name.
    NoProcess(ProcessName),
    /// The window begins in the past.
    WindowInThePast(Window),
    /// The window ends before it begins.
    WindowBackwards(Window),
    /// The window is longer than an outage can be planned.
    WindowTooLong(TimeDelta),
    /// The outage is over, or was never announced.
    NoOutage,
    /// The outage has begun: it can be extended, not moved.
    OutageBegun(Window),
    /// Something stands against the outage; who could pass it with a reason.
    OutageObjected {
        /// What.
        objections: Vec<Objection>,
        /// Who could.
        override_by: Vec<RoleName>,
    },
    /// The outage is of a release, and is kept there.
    OutageOfRelease(i64),
    /// There is no outage of that number.
    NoSuchOutage(i64),
    /// The outage was not announced yet.
    OutageNotAnnounced(i64),
    /// A second person has to approve the text first.
    ApprovalMissing(Vec<RoleName>),
    /// Whoever entered it cannot approve it.
    OwnOutage,
    /// The window is the one that was announced.
    WindowUnchanged(Window),
    /// Once users cannot work only the end can change.
    OutageHasBegun(Window),
    /// Users cannot work already.
    OutageStartedAlready,
    /// It has not begun: it can be called off, not ended.
    OutageYetToBegin(Window),
    /// The service has no such audience; it has these.
    NoAudience(AudienceName, Vec<AudienceName>),
    /// That audience takes no subscribers.
    NoSubscribers(String),
    /// Nobody would be told.
    NobodyTold,
    /// Another window was entered since the preview.
    PreviewOutOfDate,
    /// The step names no step to return to.
    NoWayBack(StepName),
    /// The step cannot be rolled back from.
    NoRollBack(StepName),
    /// Something was built on the step's completion.
    CannotReopen(StepName),
    /// The step is open and has all it needs; there is nothing to override.
    NothingToOverride(StepName),
    /// The timer is not due, or has been seen to.
    NotDue,
    /// The process has no change record.
    NoRecord,
    /// The record has no such section.
    NoSection(SectionName),
    /// Sections of the record are empty.
    SectionsMissing(Vec<SectionName>),
    /// The section must be written.
    SectionRequired(SectionName),
    /// The section must say whether an outage is expected.
    OutageUnsaid(SectionName),
    /// Somebody wrote the section since the person saw it.
    SectionChanged(SectionName, Stamp),
    /// Nothing that this person handed in waits to be applied, or it was another file.
    NothingHandedIn,
    /// From here it cannot be moved there, or not by this person.
    IllegalMove(IllegalMove),
    /// A paired state is on and would stay on.
    StateStillOn(StateName, Box<TurnedOn>),
    /// A paired state is off, or another release turned it on.
    StateNotOn(StateName),
    /// The service has no such environment.
    NoEnvironment(EnvironmentName),
    /// Data do not go this way.
    SyncBackwards {
        /// Where they were to come from, when that was said.
        from: Option<EnvironmentName>,
        /// Where they were to go.
        to: EnvironmentName,
        /// Where data of that environment come from.
        data_from: Option<EnvironmentName>,
    },
    /// What the go would approve is not what the person's card showed.
    ApprovesSomethingElse(StepName),
    /// The sets before are to speak first: any of these roles.
    OthersSpeakFirst(Vec<RoleName>),
    /// There is no evidence of that number, or it was taken back.
    NoEvidence(u32),
    /// Evidence is taken back by whoever gave it.
    EvidenceNotYours(PersonId),
    /// Those who are awaited were called a short while ago.
    CalledAlready {
        /// Who called them, and when.
        by: Stamp,
        /// When they can be called again.
        next_at: DateTime<Utc>,
    },
    /// No open step waits for such a report.
    NotAwaited,
    /// Nobody can say by hand what this step asks for: a system reports it.
    OnlyByReport(StepName),
    /// As many were started this year as may be.
    TooManyThisYear {
        /// How many may be.
        most: u32,
        /// The year.
        year: i32,
        /// The numbers of those that were.
        started: Vec<i64>,
    },
    /// The step cannot be waived.
    NotOptional(StepName),
    /// The step does not apply, by an answer above.
    NotApplicable(StepName),
    /// The answer is none of those that can be given.
    NoSuchOption {
        /// What was given.
        value: String,
        /// What can be.
        options: Vec<String>,
    },
    /// Blockers stand.
    Blocked {
        /// The step.
        step: StepName,
        /// Their numbers and what they say.
        blockers: Vec<(u32, String)>,
    },
    /// There is no such blocker, or it is cleared.
    NoBlocker(u32),
    /// This version never ran there.
    NeverRanOn {
        /// The step.
        step: StepName,
        /// The version.
        version: Version,
        /// Where it should have run.
        environment: EnvironmentName,
    },
    /// The day has not come.
    TooEarly {
        /// The step.
        step: StepName,
        /// The day that was agreed; nothing when none was.
        on: Option<NaiveDate>,
    },
    /// The next planned day has not come.
    NotPlannedYet {
        /// The step.
        step: StepName,
        /// That day; nothing when none is planned.
        on: Option<NaiveDate>,
    },
    /// Another version goes on from where this one was tested.
    AnotherGoes {
        /// The step.
        step: StepName,
        /// Where both were tested.
        from: EnvironmentName,
        /// The version of this release.
        version: Version,
        /// What goes; nothing when nothing does.
        by: Option<Held>,
        /// The day on which it goes.
        day: Option<NaiveDate>,
    },
    /// What was given looks like a private key or a password, and is not kept.
    SecretGiven,
    /// Something about the people of a rotation.
    Rotation(RotationRefusal),
    /// A release that goes around the planned ones must say why.
    ReasonMissing(ProcessName),
    /// The cadence has no such slot.
    NoSlot(Slot),
    /// The slot is taken, skipped or replaced.
    SlotSettled(Slot),
    /// A slot can be moved to a day between its neighbours, and to none that has passed.
    SlotOutOfReach {
        /// Which.
        slot: Slot,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        until: NaiveDate,
    },
    /// An instance needs a purpose, an owner and an end.
    InstancePlanMissing(ProcessName),
    /// The purpose is none of those that are allowed.
    PurposeNotAllowed {
        /// What was given.
        purpose: String,
        /// What is allowed.
        allowed: Vec<String>,
    },
    /// The end of an instance has passed before it began.
    EndInThePast(NaiveDate),
    /// The release has no instance that is up.
    NoInstance,
    /// Only the owner of an instance and those who own its steps may record that it was shut down.
    InstanceNotYours(PersonId),
    /// The process, or the service, keeps no tickets.
    NoTickets,
    /// Nobody raised that ticket.
    TicketUnknown(TicketName),
    /// It was raised already, with this title.
    TicketKnown(TicketName, String),
    /// There is no such move, or it is not this person's.
    NoMove(Box<NoMove>),
    /// It has moved since the person looked.
    TicketMovedOn(TicketName, StatusName, Stamp),
    /// That move takes a comment.
    CommentMissing(String),
    /// The person, or their side, has agreed; these are still missing.
    AgreedAlready(Stamp, Vec<RoleName>),
    /// It is part of a release already.
    TicketAttached(TicketName, i64),
    /// It is part of no release, or not of this one.
    TicketNotAttached(TicketName),
    /// It has not the status in which tickets are attached.
    TicketNotReady {
        /// Which.
        ticket: TicketName,
        /// The title of its status.
        is: String,
        /// The title of the one it takes.
        must_be: String,
    },
    /// The tickets of the release are tested already.
    TicketTooLate(TicketName),
    /// It is under test; its verdict is awaited from that role.
    TicketUnderTest(TicketName, Option<RoleName>),
    /// It is decided with another release, or with none.
    TicketElsewhere(Option<i64>),
    /// The slot is on no holiday.
    NoHoliday(Slot),
    /// Somebody said already what becomes of a slot on a holiday.
    HolidayAnswered(Slot),
    /// No day on which one could release is before, or after, a slot and before its neighbour.
    NoDayBeside {
        /// Which.
        slot: Slot,
        /// Whether one before it was asked for.
        earlier: bool,
    },
    /// Something about a planned day may not be.
    Day(DayRefusal),
    /// The step is shut on a holiday, or on a day on which the team does not work.
    NoWorkToday {
        /// The step.
        step: StepName,
        /// Today.
        day: NaiveDate,
        /// The holiday; nothing when the team does not work on that day of the week.
        holiday: Option<String>,
        /// The day on which it opens; nothing when that is far off.
        opens: Option<NaiveDate>,
    },
    /// The step is shut while a freeze holds.
    FreezeActive {
        /// The step.
        step: StepName,
        /// The freeze.
        title: String,
        /// When it ends.
        until: DateTime<Utc>,
        /// Who may pass it; nobody named means whoever may override the process.
        override_by: Vec<RoleName>,
    },
}
