//! What may happen: `decide(now, situation, actor, command)` gives facts, or says why not.
//!
//! The one gate that button, command, webhook and timer pass. Pure: it reads nothing, waits for nothing, and the
//! facts it gives are applied by the caller to the same state it saw.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::command::Command;
use super::fact::{Recorded, ReleaseFact, ServiceFact};
use super::name::{EnvironmentName, StepName};
use super::person::Actor;
use super::process::Process;
use super::refusal::Refusal;
use super::release::{Course, Release};
use super::rotation::with_turns;
use super::service::ServiceState;

mod answer;
mod blocker;
mod calendar;
mod course;
mod effect;
mod enter;
mod environment;
mod evidence;
mod gate;
mod outage;
mod paired;
mod plan;
mod record;
mod release_day;
mod remind;
mod report;
mod rotation;
mod service;
mod signoff;
#[cfg(test)]
pub(crate) mod tests;
mod ticket;

use enter::require_role_of;

pub(crate) use answer::matches_rule;
pub use answer::may_take_back;
pub use calendar::heard_of_calendar;
pub use gate::{Shut, freezes_beside, shut_gates};
pub use outage::alone::keepers;
pub use plan::week_of;
pub use service::{ServiceDecision, decide_for_service, refuses_start};
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
    let acting = with_turns(now, &situation.service, &situation.release.process.service, actor);
    let mut draft = Draft::new(now, situation, &acting);
    match command {
        Command::SeeTo(timer) => draft.see_to(timer)?,
        Command::Hold(reason) => draft.hold(reason)?,
        Command::AddEvidence(at, evidence) => draft.add_evidence(at, evidence)?,
        Command::TakeEvidenceBack(number) => draft.take_evidence_back(*number)?,
        Command::Resume => draft.resume()?,
        Command::Abort(reason) => draft.abort(reason)?,
        Command::ExtendOutage(minutes) => draft.extend_outage(*minutes)?,
        Command::ChangeOutage(change) => draft.change_outage(change)?,
        Command::RewordOutage { seen, words } => draft.reword_outage(*seen, words)?,
        Command::StartOutage { seen } => draft.start_outage(*seen)?,
        Command::EndOutage { seen } => draft.end_outage(*seen)?,
        Command::CallOutageOff { seen, reason } => draft.call_outage_off(*seen, reason.as_deref())?,
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
    draft.take_the_day_on();
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
            Command::ProposeWindow(at, proposal) => self.propose_window(at, proposal),
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
            | Command::ChangeOutage(_)
            | Command::RewordOutage { .. }
            | Command::StartOutage { .. }
            | Command::EndOutage { .. }
            | Command::CallOutageOff { .. }
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
