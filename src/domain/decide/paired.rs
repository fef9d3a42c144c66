//! Paired states: turned on and off by steps, turned off by hand when a release left them on.

use chrono::{DateTime, Utc};

use super::super::fact::ServiceFact;
use super::super::name::{RoleName, StateName};
use super::super::paired::{self, TurnedOn};
use super::super::process::{Effect, Process, Step};
use super::super::refusal::Refusal;
use super::super::service::ServiceState;
use super::Draft;

impl Draft<'_> {
    /// A step that turns a state on is complete.
    pub(super) fn turn_on(&mut self, name: &StateName) {
        let process = self.process();
        let Some(state) = process.service.states.get(name) else {
            return;
        };
        if !self.after.service.states.contains_key(name) {
            self.happened_to_service(ServiceFact::StateTurnedOn {
                name: name.clone(),
                state: state.clone(),
                release: self.after.release.number,
                roles: roles_of(&process, name),
            });
        }
        let is_on = self.after.release.outage.as_ref().is_some_and(|o| o.is_on());
        if state.outage && !is_on {
            self.outage_started();
        }
    }

    /// The state is off again; where it kept users out the outage is over.
    pub(super) fn turn_off(&mut self, name: &StateName) {
        let Some(on) = self.after.service.states.get(name) else {
            return;
        };
        let (outage, release) = (on.state.outage, on.release);
        self.happened_to_service(ServiceFact::StateTurnedOff { name: name.clone() });
        if outage && release == self.after.release.number {
            self.close_outage();
        }
    }

    /// Somebody says that a state is off, whatever became of the release that turned it on.
    pub(super) fn turn_off_by_hand(&mut self, name: &StateName) -> Result<(), Refusal> {
        let on = self.after.service.states.get(name);
        let on = on.filter(|on| on.release == self.after.release.number);
        let on = on.cloned().ok_or_else(|| Refusal::StateNotOn(name.clone()))?;
        self.require_role(&on.roles)?;
        self.turn_off(name);
        Ok(())
    }

    /// The release is over: what it left on raises its alarm at once.
    pub(super) fn leave_states(&mut self) {
        let left: Vec<StateName> = self.states_of_release().map(|(name, _)| name.clone()).collect();
        for name in left {
            self.happened_to_service(ServiceFact::StateLeftOn { name });
        }
    }

    /// The states that this release turned on and that are on.
    fn states_of_release(&self) -> impl Iterator<Item = (&StateName, &TurnedOn)> {
        let number = self.after.release.number;
        let states = self.after.service.states.iter();
        states.filter(move |(_, on)| on.release == number)
    }

    /// Whether a state that keeps users out is on: then the outage goes on, whatever becomes of the release.
    pub(super) fn keeps_users_out(&self) -> bool {
        self.states_of_release().any(|(_, on)| on.state.outage)
    }

    /// Nothing passes the end of a release that leaves a state on.
    pub(super) fn require_states_off(&self) -> Result<(), Refusal> {
        let first = self.states_of_release().next();
        first.map_or(Ok(()), |(name, on)| {
            Err(Refusal::StateStillOn(name.clone(), Box::new(on.clone())))
        })
    }

    /// A step that turns a state off is not skipped while that state is on: nobody would have turned it off.
    pub(super) fn require_not_needed_for(&self, step: &Step) -> Result<(), Refusal> {
        let mut needed = step.effects.iter().filter_map(|effect| match effect {
            Effect::TurnOff { state } => self.after.service.states.get_key_value(state),
            _ => None,
        });
        needed.next().map_or(Ok(()), |(name, on)| {
            Err(Refusal::StateStillOn(name.clone(), Box::new(on.clone())))
        })
    }
}

/// Who may say that a state is off: whoever turns it on or off in the process, and whoever may pass its gates.
fn roles_of(process: &Process, name: &StateName) -> Vec<RoleName> {
    let turns = |step: &&Step| {
        step.effects.iter().any(|effect| match effect {
            Effect::TurnOn { state } | Effect::TurnOff { state } => state == name,
            _ => false,
        })
    };
    let owners = process.steps.iter().filter(turns).map(|step| &step.owner);
    let mut roles: Vec<RoleName> = Vec::new();
    for role in owners.chain(&process.override_by) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles
}

/// A state that is on is called to mind, when that is due.
pub(super) fn remind_of_state(
    now: DateTime<Utc>,
    service: &ServiceState,
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    let name = paired::find_in_timer(timer)?;
    let on = service.states.get(&name)?;
    let after_minutes = on.minutes(now);
    Some(vec![ServiceFact::StateReminded { name, after_minutes }])
}
