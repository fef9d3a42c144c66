//! What a service knows beside its releases: who holds an environment, which version runs where, and which versions
//! wait to be deployed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::environment::{Had, KEPT_VERSIONS, KnownFact, SheetLine, Synced};
use super::fact::{Recorded, ServiceFact};
use super::name::{ComponentName, EnvironmentName, PersonId, StateName, Version};
use super::paired::TurnedOn;
use super::person::Stamp;

/// The state of a service; the fold of its facts.
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
    pub history: BTreeMap<EnvironmentName, Vec<Had>>,
    /// Paired states that are on.
    pub states: BTreeMap<StateName, TurnedOn>,
    /// Data that were copied to an environment, the newest last; a few for each kind.
    pub syncs: BTreeMap<EnvironmentName, Vec<Synced>>,
    /// What people said of an environment, by what it is about in small letters.
    pub facts: BTreeMap<EnvironmentName, BTreeMap<String, SheetLine>>,
}

/// How many copies of one kind of data are kept in mind for an environment; the journal has them all.
const KEPT_SYNCS: usize = 5;

fn stamp_of(recorded: &Recorded<ServiceFact>) -> Stamp {
    Stamp {
        by: recorded.by.clone(),
        at: recorded.at,
    }
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
    /// The release that brought it.
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
    /// The state after `fact`.
    pub fn apply(&mut self, recorded: &Recorded<ServiceFact>) {
        let (by, at) = (recorded.by.clone(), recorded.at);
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
        }
    }

    fn apply_to_states(&mut self, recorded: &Recorded<ServiceFact>) {
        match &recorded.fact {
            ServiceFact::StateTurnedOn {
                name,
                state,
                release,
                roles,
            } => {
                let on = TurnedOn {
                    state: state.clone(),
                    release: *release,
                    roles: roles.clone(),
                    stamp: stamp_of(recorded),
                    reminded_after: 0,
                    left_at: None,
                };
                self.states.insert(name.clone(), on);
            }
            ServiceFact::StateTurnedOff { name } => drop(self.states.remove(name)),
            ServiceFact::StateLeftOn { name } => {
                if let Some(on) = self.states.get_mut(name) {
                    on.left_at = Some(recorded.at);
                }
            }
            ServiceFact::StateReminded { name, after_minutes } => {
                if let Some(on) = self.states.get_mut(name) {
                    on.reminded_after = *after_minutes;
                }
            }
            _ => {}
        }
    }

    fn apply_to_sheets(&mut self, recorded: &Recorded<ServiceFact>) {
        match &recorded.fact {
            ServiceFact::DataSynced {
                from,
                to,
                what,
                on,
                release,
            } => {
                let synced = Synced {
                    from: from.clone(),
                    what: what.clone(),
                    on: *on,
                    release: *release,
                    stamp: stamp_of(recorded),
                };
                let known = self.syncs.entry(to.clone()).or_default();
                known.push(synced);
                let of_kind = known.iter().filter(|s| s.what == *what).count();
                if of_kind > KEPT_SYNCS
                    && let Some(oldest) = known.iter().position(|s| s.what == *what)
                {
                    known.remove(oldest);
                }
            }
            ServiceFact::DataSyncTakenBack { to, what, release } => {
                let known = self.syncs.entry(to.clone()).or_default();
                let last = known
                    .iter()
                    .rposition(|s| s.what == *what && s.release == Some(*release));
                if let Some(last) = last {
                    known.remove(last);
                }
            }
            ServiceFact::EnvironmentFactSet {
                environment,
                key,
                value,
                unconfirmed,
            } => {
                let fact = KnownFact {
                    key: key.clone(),
                    value: value.clone(),
                    unconfirmed: *unconfirmed,
                };
                let said = Some(stamp_of(recorded));
                let sheet = self.facts.entry(environment.clone()).or_default();
                sheet.insert(key.to_lowercase(), SheetLine { fact, said });
            }
            _ => {}
        }
    }

    fn set_version(&mut self, environment: &EnvironmentName, had: Had) {
        let before = match self.find_running(environment, had.component.as_ref()) {
            Some(running) if running.release == had.release => running.before.clone(),
            Some(running) => Some((running.version.clone(), running.release)),
            None => None,
        };
        let running = Running {
            version: had.version.clone(),
            release: had.release,
            reported: had.stamp.clone(),
            before,
        };
        match &had.component {
            None => drop(self.versions.insert(environment.clone(), running)),
            Some(part) => drop(self.parts.insert((environment.clone(), part.clone()), running)),
        }
        let history = self.history.entry(environment.clone()).or_default();
        history.push(had);
        if history.len() > KEPT_VERSIONS {
            history.remove(0);
        }
    }

    /// What runs on an environment: of a part, or of the service itself.
    pub fn find_running(
        &self,
        environment: &EnvironmentName,
        part: Option<&ComponentName>,
    ) -> Option<&Running> {
        match part {
            None => self.versions.get(environment),
            Some(part) => self.parts.get(&(environment.clone(), part.clone())),
        }
    }

    /// The last copy of each kind of data to an environment, in the order of kinds.
    pub fn last_syncs(&self, environment: &EnvironmentName) -> Vec<&Synced> {
        let mut last: BTreeMap<&str, &Synced> = BTreeMap::new();
        for synced in self.syncs.get(environment).into_iter().flatten() {
            // Said later is not copied later: the latest day counts.
            let newest = last.entry(&synced.what).or_insert(synced);
            if synced.on >= newest.on {
                *newest = synced;
            }
        }
        last.into_values().collect()
    }
}
