//! What a service knows of its plan: the diaries of its cadences, and what went around or beside them.

use std::sync::LazyLock;

use super::ServiceState;
use crate::domain::cadence::Cadence;
use crate::domain::diary::Diary;
use crate::domain::fact::{Recorded, ServiceFact};
use crate::domain::instance::Instance;
use crate::domain::person::Stamp;
use crate::domain::release_day::Days;
use crate::domain::track::ShortCircuit;

impl ServiceState {
    /// What became of the slots of a cadence.
    pub fn diary(&self, cadence: &Cadence) -> &Diary {
        static EMPTY: LazyLock<Diary> = LazyLock::new(Diary::default);
        self.diaries.get(&cadence.name).map_or(&*EMPTY, |diary| &**diary)
    }

    /// Who was called to the planned days of a cadence, and who reacted.
    pub fn days(&self, cadence: &Cadence) -> &Days {
        static NONE: Days = Days::new();
        self.release_days.get(&cadence.name).map_or(&NONE, |days| &**days)
    }

    /// How a release went around the planned ones.
    pub fn find_short_circuit(&self, release: i64) -> Option<&ShortCircuit> {
        self.short_circuits.iter().find(|s| s.release == release)
    }

    /// The throw-away instance that a release made and nobody shut down.
    pub fn find_instance(&self, release: i64) -> Option<&Instance> {
        self.instances.get(&release).filter(|i| i.shut_down.is_none())
    }

    pub(super) fn apply_beside_the_plan(&mut self, recorded: &Recorded<ServiceFact>) {
        let stamp = Stamp {
            by: recorded.by.clone(),
            at: recorded.at,
        };
        match &recorded.fact {
            ServiceFact::ShortCircuited {
                release,
                version,
                process,
                title,
                environment,
                week,
                rows,
                reason,
                ..
            } => self.short_circuits.push(ShortCircuit {
                release: *release,
                version: version.clone(),
                process: process.clone(),
                track: title.clone(),
                environment: environment.clone(),
                week: *week,
                rows: rows.clone(),
                reason: reason.clone(),
                stamp,
            }),
            ServiceFact::InstanceBegun {
                release,
                name,
                process,
                plan,
                remind_every_days,
            } => {
                let instance = Instance {
                    name: name.clone(),
                    process: process.clone(),
                    plan: plan.clone(),
                    begun: stamp,
                    remind_every_days: *remind_every_days,
                    reminded_after: None,
                    shut_down: None,
                };
                self.instances.insert(*release, instance);
            }
            ServiceFact::InstanceReminded { release, after_days } => {
                if let Some(instance) = self.instances.get_mut(release) {
                    instance.reminded_after = Some(*after_days);
                }
            }
            ServiceFact::InstanceShutDown { release } => {
                if let Some(instance) = self.instances.get_mut(release) {
                    instance.shut_down = Some(stamp);
                }
            }
            _ => {}
        }
    }
}
