//! What may happen: `decide(now, situation, actor, command)` gives facts, or says why not.
//!
//! The one gate that button, command, webhook and timer pass. Pure: it reads nothing, waits for nothing, and the
//! facts it gives are applied by the caller to the same state it saw.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::command::{At, Command};
use super::fact::{Place, Recorded, ReleaseFact, ServiceFact};
use super::name::{ComponentName, EnvironmentName, RoleName, StepName, Version};
use super::person::Actor;
use super::process::{Effect, Process, Step};
use super::refusal::Refusal;
use super::release::{Course, Release, StepState};
use super::service::ServiceState;

mod answer;
mod blocker;
mod course;
mod environment;
mod evidence;
mod gate;
mod outage;
mod paired;
mod plan;
mod record;
mod remind;
mod report;
mod service;
mod signoff;
#[cfg(test)]
pub(crate) mod tests;
mod ticket;

pub use answer::may_take_back;
pub use gate::{Shut, shut_gates};
pub use plan::week_of;
pub use service::{ServiceDecision, decide_for_service};
pub use ticket::missing_sides;

/// The longest text that a person can give, in characters.
pub const LONGEST_TEXT: usize = 1000;

/// What is known when something is asked of a release.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation {
    /// The release.
    pub release: Arc<Release>,
    /// The service that it changes.
    pub service: Arc<ServiceState>,
}

/// What happens, and what then is.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What happens to the release.
    pub release_facts: Vec<ReleaseFact>,
    /// What happens to the service.
    pub service_facts: Vec<ServiceFact>,
    /// What then is.
    pub after: Situation,
}

/// What a command brings about.
///
/// # Errors
/// The [`Refusal`] when the person may not; nothing changes then.
pub fn decide(
    now: DateTime<Utc>,
    situation: &Situation,
    actor: &Actor,
    command: &Command,
) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(now, situation, actor);
    match command {
        Command::SeeTo(timer) => draft.see_to(timer)?,
        Command::Hold(reason) => draft.hold(reason)?,
        Command::AddEvidence(at, evidence) => draft.add_evidence(at, evidence)?,
        Command::TakeEvidenceBack(number) => draft.take_evidence_back(*number)?,
        Command::Resume => draft.resume()?,
        Command::Abort(reason) => draft.abort(reason)?,
        Command::ExtendOutage(minutes) => draft.extend_outage(*minutes)?,
        Command::TurnOff(state) => draft.turn_off_by_hand(state)?,
        Command::TakeReport(report) => draft.take_report(report)?,
        Command::RaiseBlocker(what) => draft.raise_blocker(what)?,
        Command::ClearBlocker(number, how) => draft.clear_blocker(*number, how)?,
        Command::NoteBug(what) => draft.note_bug(what)?,
        Command::ShutDown => draft.shut_down()?,
        _ => {
            draft.require_running()?;
            draft.act(command)?;
        }
    }
    draft.take_what_was_heard();
    draft.complete_what_tickets_allow();
    draft.settle_sign_offs();
    draft.finish_when_complete()?;
    Ok(draft.into_decision())
}

/// A decision in the making: facts so far, and the state they lead to.
struct Draft<'a> {
    now: DateTime<Utc>,
    actor: &'a Actor,
    release_facts: Vec<ReleaseFact>,
    service_facts: Vec<ServiceFact>,
    after: Situation,
}

impl<'a> Draft<'a> {
    fn new(now: DateTime<Utc>, situation: &Situation, actor: &'a Actor) -> Self {
        let after = situation.clone();
        Self {
            now,
            actor,
            release_facts: Vec::new(),
            service_facts: Vec::new(),
            after,
        }
    }

    fn into_decision(self) -> Decision {
        Decision {
            release_facts: self.release_facts,
            service_facts: self.service_facts,
            after: self.after,
        }
    }

    fn act(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Confirm(at) => self.confirm(at),
            Command::Give(at, value) => self.give(at, value),
            Command::PassItem(at) => self.pass_item(at),
            Command::FailItem(at, note) => self.fail_item(at, note),
            Command::WaiveItem(at, reason) => self.waive_item(at, reason),
            Command::ReopenItem(at) => self.reopen_item(at),
            Command::PassItems(at, items) => self.pass_items(at, items),
            Command::SayGo(at, on, seen) => self.say_go(at, *on, *seen),
            Command::SayNoGo(at, reason) => self.say_no_go(at, reason),
            Command::RevokeSignOff(at) => self.revoke_sign_off(at),
            Command::ProposeWindow(at, window) => self.propose_window(at, *window),
            Command::PublishOutage(at, window) => self.publish_outage(at, *window),
            Command::ReopenStep(at) => self.reopen_step(at),
            Command::SendBack(at, reason) => self.send_back(at, reason),
            Command::RollBack(at, reason) => self.roll_back(at, reason),
            Command::Override(at, reason) => self.override_step(at, reason),
            Command::WriteSection(edit) => self.write_section(edit),
            Command::HandInRecord(sections) => self.hand_in_record(sections),
            Command::ApplyUpload(number) => self.apply_upload(*number),
            Command::WithdrawUpload(number) => self.withdraw_upload(*number),
            Command::RequestApproval(at) => self.request_approval(at),
            Command::MoveTo(status) => self.move_to(status),
            Command::CallRoles(at) => self.call_roles(at),
            Command::Ticket(command) => self.ticket(command),
            Command::WaiveStep(at, reason) => self.waive_step(at, reason),
            Command::ExtendOutage(_)
            | Command::Hold(_)
            | Command::Resume
            | Command::AddEvidence(..)
            | Command::TakeEvidenceBack(_)
            | Command::Abort(_)
            | Command::RaiseBlocker(_)
            | Command::ClearBlocker(..)
            | Command::NoteBug(_)
            | Command::TurnOff(_)
            | Command::ShutDown
            | Command::SeeTo(_)
            | Command::TakeReport(_) => {
                unreachable!("`decide` takes what is asked of the release as a whole")
            }
        }
    }

    fn happened(&mut self, fact: ReleaseFact) {
        let recorded = Recorded {
            at: self.now,
            by: self.actor.id.clone(),
            fact,
        };
        Arc::make_mut(&mut self.after.release).apply(&recorded);
        self.release_facts.push(recorded.fact);
    }

    fn happened_to_service(&mut self, fact: ServiceFact) {
        let recorded = Recorded {
            at: self.now,
            by: self.actor.id.clone(),
            fact,
        };
        Arc::make_mut(&mut self.after.service).apply(&recorded);
        self.service_facts.push(recorded.fact);
    }

    fn process(&self) -> Arc<Process> {
        self.after.release.process.clone()
    }

    fn require_running(&self) -> Result<(), Refusal> {
        match &self.after.release.course {
            Course::Running => Ok(()),
            held @ Course::Held(_) => Err(Refusal::ReleaseHeld(held.clone())),
            over => Err(Refusal::ReleaseOver(over.clone())),
        }
    }

    fn require_role<'r>(
        &self,
        needed: impl IntoIterator<Item = &'r RoleName> + Clone,
    ) -> Result<(), Refusal> {
        if self.actor.has_any(needed.clone()) {
            return Ok(());
        }
        let have = self.actor.roles.iter().cloned().collect();
        Err(Refusal::RoleMissing {
            needed: needed.into_iter().cloned().collect(),
            have,
        })
    }

    /// The step, when the person saw its present round.
    fn find_step<T>(&self, at: &At<T>, name: &StepName) -> Result<(usize, Step, StepState), Refusal> {
        let found = self
            .after
            .release
            .find_step(name)
            .filter(|(_, _, state)| state.round == at.round);
        let (position, step, state) = found.ok_or_else(|| Refusal::OutOfDate(name.clone()))?;
        Ok((position, step.clone(), state.clone()))
    }

    /// The step, when it is open to be worked on by this person: its turn, its gates open, the right role.
    fn enter<T>(&mut self, at: &At<T>, name: &StepName) -> Result<(Step, StepState), Refusal> {
        let owner = self.find_step(at, name)?.1.owner;
        self.enter_as(at, name, &[owner])
    }

    /// As [`Draft::enter`], for whoever has one of these roles.
    fn enter_as<T>(
        &mut self,
        at: &At<T>,
        name: &StepName,
        roles: &[RoleName],
    ) -> Result<(Step, StepState), Refusal> {
        let (position, step, state) = self.find_step(at, name)?;
        self.require_open(position, &step, &state)?;
        self.require_role(roles)?;
        if !state.gates_lifted {
            self.require_gates(&step)?;
        }
        self.take_environments(&step.takes);
        Ok((step, state))
    }

    /// The step is neither settled nor before its turn.
    fn require_open(&self, position: usize, step: &Step, state: &StepState) -> Result<(), Refusal> {
        if let Some(stamp) = &state.completed {
            return Err(Refusal::StepComplete(step.name.clone(), stamp.clone()));
        }
        if let Some(waived) = &state.waived {
            return Err(Refusal::StepComplete(step.name.clone(), waived.stamp.clone()));
        }
        if !self.after.release.applies(position) {
            return Err(Refusal::NotApplicable(step.name.clone()));
        }
        self.require_order(position, step)
    }

    fn require_order(&self, position: usize, step: &Step) -> Result<(), Refusal> {
        let unmet: Vec<StepName> = self
            .after
            .release
            .unmet(position)
            .map(|s| s.name.clone())
            .collect();
        if unmet.is_empty() {
            return Ok(());
        }
        // Right before it stands what people expect to read; what is farther off only where that is settled.
        let near: Vec<StepName> = unmet.iter().filter(|s| step.after.contains(s)).cloned().collect();
        let waiting_for = if near.is_empty() { unmet } else { near };
        Err(Refusal::StepShut {
            step: step.name.clone(),
            waiting_for,
        })
    }

    fn require_gates(&self, step: &Step) -> Result<(), Refusal> {
        let first = shut_gates(self.now, &self.after, step).into_iter().next();
        first.map_or(Ok(()), |shut| Err(shut.into_refusal(&step.name)))
    }

    fn take_environments(&mut self, environments: &[EnvironmentName]) {
        for environment in environments {
            if self.after.service.holders.contains_key(environment) {
                continue;
            }
            let release = &self.after.release;
            self.happened_to_service(ServiceFact::EnvironmentTaken {
                environment: environment.clone(),
                release: release.number,
                process: release.process.title.clone(),
                version: release.version.clone(),
            });
        }
    }

    fn free_environments(&mut self, is_meant: impl Fn(&EnvironmentName) -> bool) {
        let release = self.after.release.number;
        let holders = self.after.service.holders.iter();
        let held = holders.filter(|(e, h)| h.release == release && is_meant(e));
        let held: Vec<EnvironmentName> = held.map(|(e, _)| e.clone()).collect();
        for environment in held {
            self.happened_to_service(ServiceFact::EnvironmentFreed { environment, release });
        }
    }

    /// Completes the step when it has all it asks for, and brings its effects about.
    fn complete_when_answered(&mut self, name: &StepName) {
        let Some((_, step, state)) = self.after.release.find_step(name) else {
            return;
        };
        if state.completed.is_some() || self.after.release.missing(step, state).next().is_some() {
            return;
        }
        let step = step.clone();
        self.happened(ReleaseFact::StepCompleted {
            step: step.name.clone(),
        });
        self.bring_about(&step.effects);
        self.return_excused_tickets(&step);
    }

    fn bring_about(&mut self, effects: &[Effect]) {
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
    fn unset_version(&mut self, environment: &EnvironmentName, component: Option<&ComponentName>) {
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

    /// The release is over: it holds nothing any more, what it left on raises its alarm, and the service knows how it
    /// ended.
    fn leave_service(&mut self) {
        self.leave_states();
        self.free_environments(|_| true);
        let (release, finished) = {
            let release = &self.after.release;
            (release.number, matches!(release.course, Course::Finished(_)))
        };
        self.happened_to_service(ServiceFact::ReleaseEnded { release, finished });
    }

    /// Ends the release when every step is complete.
    fn finish_when_complete(&mut self) -> Result<(), Refusal> {
        let release = &self.after.release;
        if release.is_over() || !release.is_complete() {
            return Ok(());
        }
        self.require_states_off()?;
        // What was made to be thrown away is finished when it is thrown away.
        if self.after.service.find_instance(release.number).is_some() {
            return Ok(());
        }
        self.close_outage();
        self.let_tickets_go();
        self.happened(ReleaseFact::Finished);
        self.leave_service();
        Ok(())
    }
}

/// The text without surrounding space, when there is one and it can be kept.
fn require_text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::TextMissing);
    }
    if super::secret::is_private_key(text) {
        return Err(Refusal::SecretGiven);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::TextTooLong { most: LONGEST_TEXT });
    }
    Ok(text.to_owned())
}
