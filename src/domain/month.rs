//! What a month of a service was like: every event that is counted, on the day to which it belongs, from the journal.
//!
//! Pure. [`events`] turns recorded facts into events, [`Month`] counts them and holds them against the month before.
//! Called by `app`, which reads the facts, and read by `wording`. An event belongs to one day of the team's zone, so that
//! none is counted in two months; a planned day belongs to its day on the grid, however far it was moved. It has no
//! sentences and must not know how a report looks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::diary::Slot;
use super::fact::{Placed, ServiceFact};
use super::name::{PersonId, RoleName};
use super::process::Service;
use super::service::ServiceState;

mod count;
mod due;
mod name;
mod release;
mod seen;
mod service;
mod working;

pub use count::{Count, Month, Served};
pub use due::due;
pub(super) use due::{key, see_to};
pub use name::YearMonth;
pub use release::Life;
pub use seen::{Messages, MonthOnRecord, Place};
pub use working::{DAY_BEGINS, DAY_ENDS, working_minutes};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A release began.
    Started,
    /// A release reached its end.
    Finished,
    /// A release was given up.
    Aborted,
    /// The earlier version runs again.
    RolledBack,
    /// A planned day on which a release was started.
    Held,
    /// A planned day that was skipped.
    Skipped,
    /// A planned day on which there was nothing to release.
    Nothing,
    /// What was planned on a day for an environment was replaced by a release that could not wait.
    Replaced,
    /// A planned day that passed without anything being said of it.
    Unused,
    /// A planned day that has not come.
    ToCome,
    /// A planned day was moved.
    Moved,
    /// A release went around the planned ones.
    ShortCircuit,
    /// A gate, a step or a rule was passed by authority.
    Override,
    /// An outage is over.
    Outage,
    /// An announced outage was called off.
    CalledOff,
    /// An outage took longer than was announced.
    Overrun,
    /// A notice was said late, or waits although it is due.
    ToldLate,
    /// A notice was never said.
    NeverTold,
    /// A step was with a role until it was complete.
    Waited,
    /// A test or a deployment failed.
    TestFailed,
    /// A release returned to an earlier step.
    Returned,
    /// Somebody said go.
    Go,
    /// Somebody said no-go.
    NoGo,
    /// Somebody's turn began.
    Turn,
}

impl Kind {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 24] = [
        Self::Started,
        Self::Finished,
        Self::Aborted,
        Self::RolledBack,
        Self::Held,
        Self::Skipped,
        Self::Nothing,
        Self::Replaced,
        Self::Unused,
        Self::ToCome,
        Self::Moved,
        Self::ShortCircuit,
        Self::Override,
        Self::Outage,
        Self::CalledOff,
        Self::Overrun,
        Self::ToldLate,
        Self::NeverTold,
        Self::Waited,
        Self::TestFailed,
        Self::Returned,
        Self::Go,
        Self::NoGo,
        Self::Turn,
    ];

    /// What becomes of a planned day; a day may also be moved, and replaced for one environment alone.
    pub const FATES: [Self; 6] = [
        Self::Held,
        Self::Skipped,
        Self::Nothing,
        Self::Replaced,
        Self::Unused,
        Self::ToCome,
    ];

    /// The word for programs; it never changes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "release-started",
            Self::Finished => "release-finished",
            Self::Aborted => "release-aborted",
            Self::RolledBack => "release-rolled-back",
            Self::Held => "day-held",
            Self::Skipped => "day-skipped",
            Self::Nothing => "day-nothing-to-release",
            Self::Replaced => "day-replaced",
            Self::Unused => "day-unused",
            Self::ToCome => "day-to-come",
            Self::Moved => "day-moved",
            Self::ShortCircuit => "short-circuit",
            Self::Override => "override",
            Self::Outage => "outage",
            Self::CalledOff => "outage-called-off",
            Self::Overrun => "outage-overrun",
            Self::ToldLate => "notice-late",
            Self::NeverTold => "notice-never",
            Self::Waited => "waited",
            Self::TestFailed => "test-failed",
            Self::Returned => "returned",
            Self::Go => "go",
            Self::NoGo => "no-go",
            Self::Turn => "turn",
        }
    }
}

/// Where it is written that something happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The fact of that place in the journal of a release.
    Release(i64, i64),
    /// The fact of that place in the journal of the service.
    Service(i64),
    /// A notice in the outbox, by its key.
    Notice(String),
    /// No fact: the plan itself says so.
    Plan,
}

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// The day to which it belongs, in the team's zone; of a planned day its day on the grid.
    pub day: NaiveDate,
    /// When it happened; nothing where the plan alone says so.
    pub at: Option<DateTime<Utc>>,
    /// What it is about, such as the title of a step, of a process or of a cadence.
    pub about: String,
    /// The planned day.
    pub slot: Option<Slot>,
    /// The release, with its version where that is known.
    pub release: Option<(i64, String)>,
    /// Who did it, or who serves.
    pub who: Option<PersonId>,
    /// The roles that were awaited.
    pub roles: Vec<RoleName>,
    /// How long it took: an outage in fact, how late something was, how long a step waited in working hours.
    pub minutes: Option<i64>,
    /// How long an outage was announced to take.
    pub announced_minutes: Option<i64>,
    /// The day to which a planned day was moved, or the last day of a turn.
    pub until: Option<NaiveDate>,
    /// Why, as people said it.
    pub reason: Option<String>,
    /// Where it is written.
    pub source: Source,
}

impl Event {
    fn new(kind: Kind, day: NaiveDate, about: impl Into<String>, source: Source) -> Self {
        Self {
            kind,
            day,
            at: None,
            about: about.into(),
            slot: None,
            release: None,
            who: None,
            roles: Vec::new(),
            minutes: None,
            announced_minutes: None,
            until: None,
            reason: None,
            source,
        }
    }
}

/// A notice that was not said when it was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Straggler {
    /// Its key in the outbox.
    pub key: String,
    /// The release of whose journal it is; of the service when nothing is said.
    pub release: Option<i64>,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// How many minutes late it was said, or is so far; nothing when it never will be.
    pub late_minutes: Option<i64>,
    /// What was in the way.
    pub problem: Option<String>,
}

/// What is known of a service, to be counted.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The service, as its playbook says it today.
    pub service: &'k Service,
    /// What became of it.
    pub state: &'k ServiceState,
    /// Its journal, whole or as far as it speaks of what is counted.
    pub facts: &'k [Placed<ServiceFact>],
    /// The journals of its releases.
    pub lives: &'k [Life],
    /// What was not said when it was due.
    pub stragglers: &'k [Straggler],
    /// Now.
    pub now: DateTime<Utc>,
}

impl Known<'_> {
    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.service.zone).date_naive()
    }
}

/// Everything that is counted from `first` to `last`, both included, by day and then as it happened.
pub fn events(known: &Known<'_>, first: NaiveDate, last: NaiveDate) -> Vec<Event> {
    let mut events = service::events(known, first, last);
    for life in known.lives {
        events.extend(release::events(known, life));
    }
    events.extend(known.stragglers.iter().map(|straggler| late(known, straggler)));
    events.retain(|event| (first..=last).contains(&event.day));
    events.sort_by(|a, b| (a.day, a.at, a.kind, &a.source).cmp(&(b.day, b.at, b.kind, &b.source)));
    events
}

fn late(known: &Known<'_>, straggler: &Straggler) -> Event {
    let kind = match straggler.late_minutes {
        Some(_) => Kind::ToldLate,
        None => Kind::NeverTold,
    };
    let source = Source::Notice(straggler.key.clone());
    let versions: BTreeMap<i64, &Life> = known.lives.iter().map(|life| (life.number(), life)).collect();
    let version = |number: &i64| {
        versions
            .get(number)
            .map_or_else(String::new, |life| life.version())
    };
    Event {
        at: Some(straggler.due_at),
        release: straggler.release.map(|number| (number, version(&number))),
        minutes: straggler.late_minutes,
        reason: straggler.problem.clone(),
        ..Event::new(kind, known.day(straggler.due_at), "Notice", source)
    }
}

#[cfg(test)]
pub(crate) mod tests;
