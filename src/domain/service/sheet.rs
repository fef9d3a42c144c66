//! What a service knows of its environments beside their main version: states that are on, copies of data, facts,
//! the versions of further parts, and a few earlier versions.

use std::collections::BTreeMap;

use super::{Running, ServiceState};
use crate::domain::environment::{Had, KEPT_VERSIONS, KnownFact, SheetLine, Synced};
use crate::domain::fact::{Recorded, ServiceFact};
use crate::domain::name::{ComponentName, EnvironmentName};
use crate::domain::paired::TurnedOn;
use crate::domain::person::Stamp;

/// How many copies of one kind of data are kept in mind for an environment; the journal has them all.
const KEPT_SYNCS: usize = 5;

fn stamp_of(recorded: &Recorded<ServiceFact>) -> Stamp {
    Stamp {
        by: recorded.by.clone(),
        at: recorded.at,
    }
}

impl ServiceState {
    pub(super) fn apply_to_states(&mut self, recorded: &Recorded<ServiceFact>) {
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

    pub(super) fn apply_to_sheets(&mut self, recorded: &Recorded<ServiceFact>) {
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

    pub(super) fn set_version(&mut self, environment: &EnvironmentName, had: Had) {
        let before = match self.find_running(environment, had.component.as_ref()) {
            // What a system reported is said again by the release that waited for it.
            Some(running)
                if running.release == had.release
                    || (running.release == 0 && running.version == had.version) =>
            {
                running.before.clone()
            }
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
        let history = self.had.entry(environment.clone()).or_default();
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
