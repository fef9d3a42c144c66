//! What the completion of a step brings about, on environments above all; and how a version is taken back.

use crate::domain::fact::{Place, ReleaseFact, ServiceFact};
use crate::domain::name::{ComponentName, EnvironmentName, Version};
use crate::domain::process::Effect;

use super::Draft;

impl Draft<'_> {
    pub(super) fn bring_about(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::SetVersion {
                    environment,
                    component,
                    from,
                } => self.set_version(environment, component.as_ref(), from.as_ref()),
                Effect::CloseOutage => self.close_outage(),
                Effect::HandOver => self.hand_over(),
                Effect::TurnOn { state } => self.turn_on(state),
                Effect::TurnOff { state } => self.turn_off(state),
                Effect::MoveTickets { to } => self.move_tickets(to),
                Effect::CutVersion { only } => self.cut_version(only.as_deref()),
                // What people are told follows from the completion itself.
                Effect::EndFreeze | Effect::Announce { .. } | Effect::TellAuthor => {}
            }
        }
    }

    /// Whoever completes the step takes the release over as its reporter.
    fn hand_over(&mut self) {
        let to = self.actor.id.clone();
        self.happened(ReleaseFact::ReporterChanged { to });
    }

    /// The environment runs this release's version, or, where an answer says which, that one.
    fn set_version(
        &mut self,
        environment: &EnvironmentName,
        component: Option<&ComponentName>,
        from: Option<&Place>,
    ) {
        let release = self.after.release.number;
        let version = match from {
            None => self.after.release.version.clone(),
            Some(place) => match self.after.release.find_given(place) {
                Some(given) => Version::from(given),
                // Nobody was asked, so that part stays as it is.
                None => return,
            },
        };
        self.happened_to_service(ServiceFact::VersionSet {
            environment: environment.clone(),
            version: version.clone(),
            release,
            component: component.cloned(),
        });
        if component.is_none() && self.is_where_versions_are_awaited(environment) {
            self.settle_up_to(&version);
        }
    }

    /// A process that calls no version to mind still ends the wait, with what it brings to the last environment.
    fn is_where_versions_are_awaited(&self, environment: &EnvironmentName) -> bool {
        let process = &self.after.release.process;
        match &process.availability {
            Some(reminder) => reminder.environment == *environment,
            None => process
                .service
                .environments
                .last()
                .is_some_and(|e| e.name == *environment),
        }
    }

    /// Neither this version nor an earlier one waits any more.
    fn settle_up_to(&mut self, version: &Version) {
        let waiting = self.after.service.available.keys();
        let settled: Vec<Version> = waiting.filter(|w| w.is_up_to(version)).cloned().collect();
        for version in settled {
            self.happened_to_service(ServiceFact::AvailabilitySettled { version });
        }
    }

    /// The environment runs what it ran before this release, if this release brought another version.
    pub(super) fn unset_version(&mut self, environment: &EnvironmentName, component: Option<&ComponentName>) {
        let running = self.after.service.find_running(environment, component);
        let Some(running) = running.filter(|r| r.release == self.after.release.number) else {
            return;
        };
        let (environment, component) = (environment.clone(), component.cloned());
        let fact = match running.before.clone() {
            Some((version, release)) => ServiceFact::VersionSet {
                environment,
                version,
                release,
                component,
            },
            None => ServiceFact::VersionUnset {
                environment,
                component,
            },
        };
        self.happened_to_service(fact);
    }
}
