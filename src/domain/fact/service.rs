//! What happens to a service beyond one release: the words of its stream. Written by `decide`, folded by `service`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::CalendarFact;
use crate::domain::diary::{DaysBeside, Replacement, Slot};
use crate::domain::instance::InstancePlan;
use crate::domain::month::YearMonth;
use crate::domain::name::{
    AudienceName, ComponentName, EnvironmentName, HolidaySetName, ProcessName, RoleName, RotationName,
    StateName, TicketName, TrackName, Version,
};
use crate::domain::outage::OutageFact;
use crate::domain::paired::PairedState;
use crate::domain::release_day::DayFact;
use crate::domain::report::Report;
use crate::domain::rotation::RotationFact;
use crate::domain::ticket::TicketFact;

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
    /// A slot is on a holiday: those who release were asked what becomes of it.
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
    /// Something happened to an outage.
    Outage {
        /// Its number; its release's, when it is of one.
        number: i64,
        /// What.
        what: OutageFact,
    },
    /// Somebody wants to be told by direct message of what an audience is told.
    Subscribed {
        /// The audience.
        audience: AudienceName,
    },
    /// Somebody wants that no more.
    Unsubscribed {
        /// The audience.
        audience: AudienceName,
    },
    /// An address was given out under which the outages can be read as a feed.
    FeedOpened {
        /// The digest of the secret part of the address.
        digest: String,
    },
    /// Such an address does not work any more.
    FeedClosed {
        /// The digest of the secret part of the address.
        digest: String,
    },
    /// Something happened to the people of a rotation.
    Rotation {
        /// Which.
        rotation: RotationName,
        /// What.
        what: RotationFact,
    },
    /// The report of a month was due.
    MonthReported {
        /// Which.
        month: YearMonth,
        /// Whether it was said; otherwise its time had passed.
        is_said: bool,
    },
    /// Something happened to a set of holidays that is read from an address.
    Calendar {
        /// Which.
        set: HolidaySetName,
        /// What.
        what: CalendarFact,
    },
    /// Something happened on, or for, a planned day.
    Day {
        /// Its slot.
        slot: Slot,
        /// What.
        what: DayFact,
    },
}

impl ServiceFact {
    /// The one slot that it speaks of, when it speaks of nothing else.
    pub fn slot(&self) -> Option<&Slot> {
        match self {
            Self::SlotProposed { slot, .. }
            | Self::SlotMoved { slot, .. }
            | Self::SlotSkipped { slot, .. }
            | Self::SlotKept { slot, .. }
            | Self::NothingToRelease { slot, .. }
            | Self::SlotTaken { slot, .. }
            | Self::SlotReplaced { slot, .. }
            | Self::Day { slot, .. } => Some(slot),
            _ => None,
        }
    }
}
