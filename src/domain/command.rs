//! What is asked for: by a person's press or words, a webhook or the clock.

use chrono::NaiveDate;

use super::calendar::CalendarCommand;
use super::diary::{HolidayAnswer, Slot};
use super::evidence::{About, Evidence};
use super::fact::{ItemPlace, Place};
use super::instance::InstancePlan;
use super::name::{
    AudienceName, EnvironmentName, HolidaySetName, ItemName, ProcessName, RotationName, SectionName,
    StateName, StepName, Version,
};
use super::outage::{Change, OutageCommand, OutageWords, Window};
use super::record::Content;
use super::release_day::DayCommand;
use super::report::Report;
use super::rotation::RotationCommand;
use super::ticket::TicketCommand;

/// Something somebody asks of a release.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Confirm what a step asks for.
    Confirm(At<Place>),
    /// Give a value that a step asks for.
    Give(At<Place>, String),
    /// Pass an item.
    PassItem(At<ItemPlace>),
    /// Fail an item, with what was seen.
    FailItem(At<ItemPlace>, String),
    /// Waive an item, with a reason.
    WaiveItem(At<ItemPlace>, String),
    /// Open an item again.
    ReopenItem(At<ItemPlace>),
    /// Pass these items, as far as they are open.
    PassItems(At<Place>, Vec<ItemName>),
    /// Say go, on which day where that is asked, and of what: the mark of the basis that the card showed.
    SayGo(At<Place>, Option<NaiveDate>, Option<i64>),
    /// Say no-go, with a reason.
    SayNoGo(At<Place>, String),
    /// Take one's own go or no-go back.
    RevokeSignOff(At<Place>),
    /// Enter a window for the outage.
    ProposeWindow(At<Place>, Proposal),
    /// Publish the proposed window to its audience.
    PublishOutage(At<Place>, Window),
    /// Change the window of the announced outage; once it has begun, its end.
    ChangeOutage(Change),
    /// Change what is said of the announced outage.
    RewordOutage {
        /// The revision of the outage that the person read.
        seen: u32,
        /// The words from now on.
        words: OutageWords,
    },
    /// Say by hand that users cannot work from now on.
    StartOutage {
        /// The revision of the outage that the person read.
        seen: u32,
    },
    /// Say by hand that users can work again.
    EndOutage {
        /// The revision of the outage that the person read.
        seen: u32,
    },
    /// Call the announced outage off; the release goes on and may plan another.
    CallOutageOff {
        /// The revision of the outage that the person read.
        seen: u32,
        /// Why, in words for its audiences.
        reason: Option<String>,
    },
    /// Move the end of the announced outage by so many minutes.
    ExtendOutage(i64),
    /// Take the completion of a step back, as long as nothing was built on it.
    ReopenStep(At<StepName>),
    /// Return from a failed step to the one it names.
    SendBack(At<StepName>, String),
    /// End the release with the earlier version running again.
    RollBack(At<StepName>, String),
    /// Pass a step's gate, or the step, by authority.
    Override(At<StepName>, String),
    /// Let nothing go on.
    Hold(String),
    /// Let it go on.
    Resume,
    /// Give the release up.
    Abort(String),
    /// See to a timer that is due.
    SeeTo(String),
    /// Give evidence for an item, or for what a step asks for.
    AddEvidence(At<About>, Evidence),
    /// Take the evidence of that number back.
    TakeEvidenceBack(u32),
    /// Write a section of the change record, or mark it as not applicable.
    WriteSection(SectionEdit),
    /// Hand sections in as a file, to be applied after a look at what that would replace.
    HandInRecord(Vec<(SectionName, Content)>),
    /// Apply what one has handed in: the upload of that number.
    ApplyUpload(u32),
    /// Withdraw what one has handed in.
    WithdrawUpload(u32),
    /// Ask for approval with the change record.
    RequestApproval(At<Place>),
    /// Move the release to a status, as outsiders know it.
    MoveTo(String),
    /// Say that a paired state, which this release turned on, is off.
    TurnOff(StateName),
    /// Call those to mind who owe something to a step.
    CallRoles(At<StepName>),
    /// Something about a ticket that is, or is to be, part of the release.
    Ticket(TicketCommand),
    /// Take note of what another system reports.
    TakeReport(Box<Report>),
    /// Waive an optional step, with a reason.
    WaiveStep(At<StepName>, String),
    /// Object, with what is wrong.
    RaiseBlocker(String),
    /// Clear the blocker of that number, with why.
    ClearBlocker(u32, String),
    /// Note a bug that does not stop the release.
    NoteBug(String),
    /// Record that the throw-away instance of the release was shut down.
    ShutDown,
}

/// An outage as somebody enters it for a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// When.
    pub window: Window,
    /// What is said of it.
    pub words: OutageWords,
    /// Why it must be so although something stands against it.
    pub reason: Option<String>,
}

impl From<Window> for Proposal {
    fn from(window: Window) -> Self {
        Self {
            window,
            words: OutageWords::default(),
            reason: None,
        }
    }
}

/// A section as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionEdit {
    /// Which section.
    pub section: SectionName,
    /// What it is to say.
    pub content: Content,
    /// The revision that the person saw; nothing when they saw none, and mean to write whatever is there.
    pub seen: Option<u32>,
}

/// Something of a step, in the round in which the person saw it: a press on a card of an earlier round is noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The round of the step.
    pub round: u32,
    /// What is meant.
    pub what: T,
}

/// Something somebody asks of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceCommand {
    /// Start a release.
    Start {
        /// The process by which it runs.
        process: ProcessName,
        /// Its number, unused until now.
        number: i64,
        /// The version, as it was typed.
        version: String,
        /// The digest of the process.
        digest: String,
        /// Why, where a rule asks for it or is passed by authority.
        reason: Option<String>,
        /// What some processes ask for beyond that.
        wish: Wish,
    },
    /// Note that a version can be had.
    NoteAvailable {
        /// The version.
        version: Version,
        /// Since when.
        on: NaiveDate,
    },
    /// See to a timer that is due.
    SeeTo(String),
    /// Note that data were copied outside a release.
    SyncData {
        /// Where they came from; the usual place when nothing is said.
        from: Option<EnvironmentName>,
        /// Where they went.
        to: EnvironmentName,
        /// What was copied.
        what: String,
        /// On which day, as it was typed; today when nothing is.
        on: String,
    },
    /// Say something of an environment anew.
    SetFact {
        /// Which environment.
        environment: EnvironmentName,
        /// What it is about.
        key: String,
        /// What is so, as people write it; nothing takes it from the sheet.
        text: String,
    },
    /// Take note of what another system reports, of which these releases took note already.
    TakeReport(Box<Report>, Vec<i64>),
    /// Skip a slot, with a reason.
    SkipSlot(Slot, String),
    /// Move a slot to another day, with a reason.
    MoveSlot(Slot, NaiveDate, String),
    /// Say what becomes of a slot on a holiday.
    AnswerHoliday(Slot, HolidayAnswer),
    /// Something about the outage of that number, which stands alone.
    Outage(i64, OutageCommand),
    /// Be told by direct message of what an audience is told.
    Subscribe(AudienceName),
    /// Be told no more.
    Unsubscribe(AudienceName),
    /// Give out an address under which the outages can be read: the digest of its secret part.
    OpenFeed(String),
    /// Close every such address that this person was given.
    CloseFeeds,
    /// Something about the people of a rotation.
    Rotation(RotationName, RotationCommand),
    /// A set of holidays was read from its address, or could not be.
    Calendar(HolidaySetName, CalendarCommand),
    /// Something about a planned day.
    Day(Slot, DayCommand),
    /// Something about a ticket that is in no release. Also how an outside system says what became of one: its
    /// actor has the roles that it may speak for.
    Ticket(TicketCommand),
}

/// What whoever starts a release says beyond its version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The slot for which it is started.
    pub slot: Option<Slot>,
    /// What the instance is for, whose it is and until when; a process that makes instances asks for it.
    pub instance: Option<InstancePlan>,
}
