//! What a service knows beside its releases: who holds an environment, which version runs where, and which versions
//! wait to be deployed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::calendar::ReadSet;
use super::diary::Diary;
use super::environment::{Had, SheetLine, Synced};
use super::fact::{Recorded, ServiceFact};
use super::instance::Instance;
use super::month::YearMonth;
use super::name::{
    AudienceName, CadenceName, ComponentName, EnvironmentName, HolidaySetName, PersonId, ProcessName,
    RotationName, StateName, TicketName, Version,
};
use super::outage::Outage;
use super::outside::{Arrival, Made, Outside};
use super::paired::TurnedOn;
use super::person::Stamp;
use super::release_day::Days;
use super::report::Change;
use super::rotation::Rota;
use super::ticket::Ticket;
use super::track::ShortCircuit;

mod calendar;
mod plan;
mod sheet;
mod tickets;

/// The state of a service; the fold of its facts. Every decision copies it: what grows with the years is shared by the
/// copies, down to what one fact changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceState {
    /// The release that holds an environment.
    pub holders: BTreeMap<EnvironmentName, Holder>,
    /// The version last reported for an environment.
    pub versions: BTreeMap<EnvironmentName, Running>,
    /// Versions that became available and are not deployed yet.
    pub available: BTreeMap<Version, Available>,
    /// The versions of further parts of the service, by environment and part.
    pub parts: BTreeMap<(EnvironmentName, ComponentName), Running>,
    /// The versions that an environment had, the newest last; some of them.
    pub had: BTreeMap<EnvironmentName, Vec<Had>>,
    /// Paired states that are on.
    pub states: BTreeMap<StateName, TurnedOn>,
    /// Data that were copied to an environment, the newest last; a few for each kind.
    pub syncs: BTreeMap<EnvironmentName, Vec<Synced>>,
    /// What people said of an environment, by what it is about in small letters.
    pub facts: BTreeMap<EnvironmentName, BTreeMap<String, SheetLine>>,
    /// What ran in an environment, oldest first; the last is what runs there.
    pub history: BTreeMap<EnvironmentName, Vec<Ran>>,
    /// The releases that were started, by their numbers.
    pub started: Arc<BTreeMap<i64, Started>>,
    /// What became of the slots of each cadence.
    pub diaries: Arc<BTreeMap<CadenceName, Arc<Diary>>>,
    /// Releases that went around the planned ones, in order.
    pub short_circuits: Vec<ShortCircuit>,
    /// Throw-away instances, by the release that made them.
    pub instances: BTreeMap<i64, Instance>,
    /// What other systems said, and what follows from it.
    pub outside: Arc<Outside>,
    /// Every ticket that was raised.
    pub tickets: Arc<BTreeMap<TicketName, Ticket>>,
    /// Every outage, by its number: its release's, when it is of one.
    pub outages: Arc<BTreeMap<i64, Arc<Outage>>>,
    /// Who wants to be told by direct message of what an audience is told.
    pub subscribers: BTreeMap<AudienceName, BTreeSet<PersonId>>,
    /// The holidays that are read from addresses.
    pub read_sets: BTreeMap<HolidaySetName, ReadSet>,
    /// Who is in each rotation, and whose turns were.
    pub rotas: BTreeMap<RotationName, Rota>,
    /// Who was called to each planned day, and who reacted, by the slots of each cadence.
    pub release_days: Arc<BTreeMap<CadenceName, Arc<Days>>>,
    /// Who asked for which feed, by the digest of the secret part of its address.
    pub feeds: BTreeMap<String, Stamp>,
    /// When the first thing happened to it.
    pub began: Option<DateTime<Utc>>,
    /// The last month whose report was due and was seen to.
    pub reported: Option<YearMonth>,
}

/// How much is remembered of what ran in an environment.
const REMEMBERED: usize = 100;

/// A version that ran in an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The version.
    pub version: Version,
    /// Who reported it, and when.
    pub reported: Stamp,
}

/// A release of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Its process.
    pub process: ProcessName,
    /// Its version.
    pub version: Version,
    /// The day on which it was started, in the team's zone.
    pub on: NaiveDate,
    /// When it was over, and whether it reached its end.
    pub ended: Option<(DateTime<Utc>, bool)>,
}

/// The release that holds an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub release: i64,
    /// The title of its process.
    pub process: String,
    /// Its version.
    pub version: Version,
    /// Who took it.
    pub by: PersonId,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A version on an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The version.
    pub version: Version,
    /// The release that brought it; 0 when a system reported it and no release waited for it.
    pub release: i64,
    /// Who reported it, and when.
    pub reported: Stamp,
    /// What another release had brought before, for the way back.
    pub before: Option<(Version, i64)>,
}

/// A version that waits to be deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Available {
    /// The day on which it became available.
    pub on: NaiveDate,
    /// Who said so.
    pub reported: Stamp,
    /// How many days after `on` it was last called to mind.
    pub reminded_after: u32,
}

impl ServiceState {
    /// Whether that version has run in that environment, as far as is remembered.
    pub fn has_run(&self, version: &Version, environment: &EnvironmentName) -> bool {
        let ran = self.history.get(environment);
        ran.is_some_and(|ran| ran.iter().any(|r| r.version == *version))
    }

    /// The numbers of the releases of that process which were started in that year and neither aborted nor rolled
    /// back.
    pub fn started_in(&self, year: i32, process: &ProcessName) -> Vec<i64> {
        let counts = |s: &Started| s.ended.is_none_or(|(_, finished)| finished);
        let started = self.started.iter();
        started
            .filter(|(_, s)| s.process == *process && s.on.year() == year && counts(s))
            .map(|(number, _)| *number)
            .collect()
    }

    /// The state after `fact`.
    pub fn apply(&mut self, recorded: &Recorded<ServiceFact>) {
        let (by, at) = (recorded.by.clone(), recorded.at);
        self.began.get_or_insert(at);
        match &recorded.fact {
            ServiceFact::EnvironmentTaken {
                environment,
                release,
                process,
                version,
            } => {
                let (process, version) = (process.clone(), version.clone());
                let holder = Holder {
                    release: *release,
                    process,
                    version,
                    by,
                    since: at,
                };
                self.holders.insert(environment.clone(), holder);
            }
            ServiceFact::EnvironmentFreed { environment, release } => {
                if self
                    .holders
                    .get(environment)
                    .is_some_and(|h| h.release == *release)
                {
                    self.holders.remove(environment);
                }
            }
            ServiceFact::VersionSet {
                environment,
                version,
                release,
                component,
            } => {
                let had = Had {
                    component: component.clone(),
                    version: version.clone(),
                    release: *release,
                    stamp: Stamp { by, at },
                };
                if component.is_none() {
                    Arc::make_mut(&mut self.outside).arrive(Arrival {
                        environment: environment.clone(),
                        version: version.clone(),
                        release: *release,
                        at,
                    });
                    let ran = self.history.entry(environment.clone()).or_default();
                    ran.push(Ran {
                        version: version.clone(),
                        reported: had.stamp.clone(),
                    });
                    ran.drain(..ran.len().saturating_sub(REMEMBERED));
                }
                self.set_version(environment, had);
            }
            ServiceFact::VersionUnset {
                environment,
                component,
            } => match component {
                None => drop(self.versions.remove(environment)),
                Some(part) => drop(self.parts.remove(&(environment.clone(), part.clone()))),
            },
            ServiceFact::VersionBecameAvailable { version, on } => {
                let available = Available {
                    on: *on,
                    reported: Stamp { by, at },
                    reminded_after: 0,
                };
                self.available.insert(version.clone(), available);
            }
            ServiceFact::AvailabilityReminded { version, after_days } => {
                if let Some(available) = self.available.get_mut(version) {
                    available.reminded_after = *after_days;
                }
            }
            ServiceFact::AvailabilitySettled { version } => {
                self.available.remove(version);
            }
            ServiceFact::StateTurnedOn { .. }
            | ServiceFact::StateTurnedOff { .. }
            | ServiceFact::StateLeftOn { .. }
            | ServiceFact::StateReminded { .. } => self.apply_to_states(recorded),
            ServiceFact::DataSynced { .. }
            | ServiceFact::DataSyncTakenBack { .. }
            | ServiceFact::EnvironmentFactSet { .. } => self.apply_to_sheets(recorded),
            ServiceFact::Ticket { ticket, what } => self.apply_to_ticket(ticket, what, &Stamp { by, at }),
            ServiceFact::ReleaseStarted {
                release,
                process,
                version,
                on,
            } => {
                let started = Started {
                    process: process.clone(),
                    version: version.clone(),
                    on: *on,
                    ended: None,
                };
                Arc::make_mut(&mut self.started).insert(*release, started);
            }
            ServiceFact::ReleaseEnded { release, finished } => {
                if let Some(started) = Arc::make_mut(&mut self.started).get_mut(release) {
                    started.ended = Some((at, *finished));
                }
            }
            ServiceFact::SlotProposed { slot, .. }
            | ServiceFact::SlotMoved { slot, .. }
            | ServiceFact::SlotSkipped { slot, .. }
            | ServiceFact::HolidayAsked { slot, .. }
            | ServiceFact::SlotKept { slot, .. }
            | ServiceFact::NothingToRelease { slot, .. }
            | ServiceFact::SlotTaken { slot, .. }
            | ServiceFact::SlotReplaced { slot, .. } => {
                let diaries = Arc::make_mut(&mut self.diaries);
                let diary = diaries.entry(slot.cadence.clone()).or_default();
                Arc::make_mut(diary).apply(recorded);
            }
            ServiceFact::ShortCircuited { .. }
            | ServiceFact::InstanceBegun { .. }
            | ServiceFact::InstanceReminded { .. }
            | ServiceFact::InstanceShutDown { .. } => self.apply_beside_the_plan(recorded),
            ServiceFact::Reported { .. }
            | ServiceFact::WentLive { .. }
            | ServiceFact::VersionCut { .. }
            | ServiceFact::VersionUncut { .. } => self.apply_outside(recorded),
            ServiceFact::Outage { number, what } => {
                let outages = Arc::make_mut(&mut self.outages);
                let outage = outages.entry(*number).or_default();
                Arc::make_mut(outage).apply(what, Stamp { by, at });
            }
            ServiceFact::Subscribed { audience } => {
                self.subscribers.entry(audience.clone()).or_default().insert(by);
            }
            ServiceFact::Unsubscribed { audience } => {
                if let Some(people) = self.subscribers.get_mut(audience) {
                    people.remove(&by);
                }
            }
            ServiceFact::FeedOpened { digest } => {
                self.feeds.insert(digest.clone(), Stamp { by, at });
            }
            ServiceFact::FeedClosed { digest } => drop(self.feeds.remove(digest)),
            ServiceFact::Calendar { set, what } => self.apply_to_calendar(set, what, Stamp { by, at }),
            ServiceFact::Rotation { rotation, what } => {
                let rota = self.rotas.entry(rotation.clone()).or_default();
                rota.apply(what, Stamp { by, at });
            }
            ServiceFact::MonthReported { month, .. } => self.reported = Some(*month),
            ServiceFact::Day { slot, what } => {
                let cadences = Arc::make_mut(&mut self.release_days);
                let days = Arc::make_mut(cadences.entry(slot.cadence.clone()).or_default());
                let day = days.entry(slot.date).or_default();
                Arc::make_mut(day).apply(what, Stamp { by, at });
            }
        }
    }

    fn apply_outside(&mut self, recorded: &Recorded<ServiceFact>) {
        let outside = Arc::make_mut(&mut self.outside);
        match &recorded.fact {
            ServiceFact::Reported { report, taken_by } => {
                outside.hear(recorded.at, report, !taken_by.is_empty());
            }
            ServiceFact::WentLive {
                environment,
                branch,
                changes,
                ..
            } => outside.go_live(environment, changes, branch),
            ServiceFact::VersionCut { version, only, .. } => {
                let (at, only) = (recorded.at, only.clone());
                outside.cut(version, Made { at, only });
            }
            ServiceFact::VersionUncut { version } => outside.uncut(version),
            _ => unreachable!("only what other systems said, and what follows from it, is given to this"),
        }
    }

    /// The changes that `to` has and `from` has not, oldest first; see [`Outside::changes_between`].
    pub fn changes_between(&self, from: &Version, to: &Version) -> Vec<&Change> {
        self.outside.changes_between(from, to)
    }

    /// The changes that `version` has not, oldest first; see [`Outside::changes_since`].
    pub fn changes_since(&self, version: &Version) -> Vec<&Change> {
        self.outside.changes_since(version)
    }
}
