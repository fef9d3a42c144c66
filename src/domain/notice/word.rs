//! What notices say: each word with all that its sentence needs. Kept by the outbox; `wording` makes the sentence.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::diary::{DaysBeside, Slot};
use crate::domain::instance::InstancePlan;
use crate::domain::month::YearMonth;
use crate::domain::name::{
    EnvironmentName, ItemName, PersonId, ProcessName, RoleName, ServiceName, SideName, StateName, StepName,
    TicketName, Version,
};
use crate::domain::outage::Window;
use crate::domain::report::Change;

use super::{CalendarNews, DayWord, OutageNews, RotationNews, Undelivered};

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// The outage takes longer than announced.
    OutageOverran(Window),
    /// The window is open: the step that waited for it may begin.
    OutageBegan(Window),
    /// The window closes soon and steps are open.
    OutageEndsSoon(Window),
    /// It is a role's turn.
    YourTurn {
        /// The step.
        step: StepName,
        /// Who owes it.
        roles: Vec<RoleName>,
    },
    /// An item failed where users are waiting.
    TestFailed {
        /// The step.
        step: StepName,
        /// The item.
        item: ItemName,
        /// What was seen.
        note: String,
        /// Who saw it.
        by: PersonId,
        /// Who must act.
        role: RoleName,
    },
    /// A version waits to be deployed.
    VersionWaits {
        /// The version.
        version: Version,
        /// For how many days.
        days: u32,
        /// Who could deploy it.
        role: RoleName,
        /// The process by which.
        process: ProcessName,
        /// The service.
        service: ServiceName,
    },
    /// A step tells an audience something.
    Told {
        /// What.
        text: String,
    },
    /// A paired state is on and has to be turned off.
    StateIsOn {
        /// Which.
        name: StateName,
        /// What is said of it while it is on.
        on: String,
        /// Where it is.
        environment: EnvironmentName,
        /// The release that turned it on.
        release: i64,
        /// Since when.
        since: DateTime<Utc>,
        /// Who turned it on.
        by: PersonId,
        /// Who is called.
        roles: Vec<RoleName>,
        /// Whether that release is over.
        is_left: bool,
        /// Whether users cannot work meanwhile.
        outage: bool,
    },
    /// Somebody calls those to mind who are awaited.
    Awaited {
        /// The step.
        step: StepName,
        /// Who owes it.
        roles: Vec<RoleName>,
        /// Since when it waits.
        since: DateTime<Utc>,
        /// Who calls them.
        by: PersonId,
    },
    /// What was approved has changed, or a go has run out: it has to be said again.
    ApproveAgain {
        /// The step.
        step: StepName,
        /// Who can renew it.
        roles: Vec<RoleName>,
        /// Whose go ran out; nothing when what was approved has changed.
        ran_out: Option<PersonId>,
    },
    /// Another system says that what a step asks for failed.
    ReportFailed {
        /// The step.
        step: StepName,
        /// The system.
        system: PersonId,
        /// Why.
        why: String,
        /// Where it can be seen.
        link: Option<String>,
        /// Who must act.
        role: RoleName,
    },
    /// Whoever started the release: it came so far.
    AuthorTold {
        /// The step.
        step: StepName,
        /// Where it can be seen.
        link: Option<String>,
    },
    /// The release came so far, in the playbook's words.
    Announced {
        /// The words.
        text: String,
        /// The version.
        version: Version,
        /// The environment of the step.
        environment: Option<EnvironmentName>,
    },
    /// Changes run on an environment.
    WentLive {
        /// Where.
        environment: EnvironmentName,
        /// The changes, as far as they are named, oldest first.
        changes: Vec<Change>,
        /// How many more there are.
        more: usize,
        /// Where the deployment can be seen.
        link: Option<String>,
    },
    /// A deployment failed that no release waited for.
    DeploymentFailed {
        /// Where.
        environment: EnvironmentName,
        /// The system.
        system: PersonId,
        /// Why.
        why: String,
        /// The changes that wait to be deployed there, as far as they are named.
        changes: Vec<Change>,
        /// Where it can be seen.
        link: Option<String>,
    },
    /// A slot was moved.
    SlotMoved {
        /// Which.
        slot: Slot,
        /// The day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// A slot was due and there is nothing to release.
    NothingToRelease {
        /// Which.
        slot: Slot,
        /// The version since which nothing was merged.
        since: Version,
    },
    /// A slot was skipped.
    SlotSkipped {
        /// Which.
        slot: Slot,
        /// Why.
        reason: String,
    },
    /// A slot is on a holiday: what becomes of it?
    HolidayAsked {
        /// Which.
        slot: Slot,
        /// The holiday.
        holiday: String,
        /// The days to which it can move.
        beside: DaysBeside,
    },
    /// A slot stays on its day in spite of a holiday.
    SlotKept {
        /// Which.
        slot: Slot,
        /// The holiday.
        holiday: String,
    },
    /// The end of a throw-away instance has come, and it is up.
    InstanceEnds {
        /// The release that made it.
        release: i64,
        /// Its name.
        name: Version,
        /// Its purpose, owner and end.
        plan: InstancePlan,
        /// For how many days its end is past.
        after_days: u32,
    },
    /// A step moved tickets.
    TicketsMoved {
        /// Which.
        tickets: Vec<TicketName>,
        /// The title of the status they have now.
        status: String,
        /// Who is awaited in it.
        awaited: Vec<RoleName>,
        /// Whether those are called; not when they are called for the next step anyway.
        call: bool,
    },
    /// What testing found is to be discussed by these.
    DiscussionOpened {
        /// Those who are called here.
        roles: Vec<RoleName>,
        /// The side that reads it; the team when nothing is said.
        side: Option<SideName>,
    },
    /// Something is said of an outage.
    Outage(Box<OutageNews>),
    /// Somebody is called to a planned day.
    Day(Box<DayWord>),
    /// A ticket waits for somebody.
    TicketSpoke {
        /// Which.
        ticket: TicketName,
        /// What it is about.
        title: String,
        /// The title of its status.
        status: String,
        /// Who is awaited.
        awaited: Option<RoleName>,
        /// What was said with it.
        comment: Option<String>,
        /// By whom.
        by: PersonId,
    },
    /// Something is said of the people of a rotation.
    Rotation(Box<RotationNews>),
    /// Somebody could not be told something.
    Undelivered(Box<Undelivered>),
    /// A message in a channel that other servers follow is published to them.
    PassedOn {
        /// The channel, by its id on Discord.
        channel: String,
        /// The message, likewise.
        message: String,
    },
    /// What the last month was like; the report is drawn when it is said.
    Month {
        /// Which.
        month: YearMonth,
        /// The channel, by its name in bot.toml; where releases are announced when nothing is said.
        channel: Option<String>,
    },
    /// A set of holidays cannot be read from its address, or can again.
    Calendar(Box<CalendarNews>),
}
