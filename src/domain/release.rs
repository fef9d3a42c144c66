//! A release: one run of a process for one version, as the fold of its facts.
//!
//! Applying a fact never fails: `decide` made sure that it fits. A fact that names what the process does not have
//! (it cannot, but a journal is older than any of us) changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::evidence::Piece;
use super::fact::{ItemPlace, Place, Recorded, ReleaseFact};
use super::name::{AskName, PersonId, RoleName, StepName, Version};
use super::outage::Outage;
use super::person::Stamp;
use super::process::Process;
use super::record::{Content, Record};

pub mod basis;
mod evidence;
mod look;
mod reported;
mod status;
mod step;
mod tickets;
mod voice;

pub use tickets::Tickets;

pub use step::{Answer, Failure, ItemState, StepState, Tally};
pub use voice::{Board, Verdict, Voice};

/// One run of a process for one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The process it started with, and keeps.
    pub process: Arc<Process>,
    /// The digest of that process.
    pub digest: String,
    /// Its number.
    pub number: i64,
    /// The version that is released.
    pub version: Version,
    /// Who started it, and when.
    pub started: Stamp,
    /// Whether it runs, waits or is over.
    pub course: Course,
    /// The state of each step of the process, in its order.
    pub steps: Vec<StepState>,
    /// The positions of the steps before each step, near and far: worked out once, since every fact asks for it.
    before: Arc<[Vec<usize>]>,
    /// The outage, when the process has one.
    pub outage: Option<Outage>,
    /// Gates and steps that were passed by authority, in order; shown for ever.
    pub overrides: Vec<Override>,
    /// Returns to earlier steps, in order.
    pub setbacks: Vec<Setback>,
    /// The tickets attached to it, and what testing found.
    pub tickets: Tickets,
    /// The commits by which the changes of this release stand on their branches, as far as reported.
    pub commits: Vec<String>,
    /// Evidence that was given, in order; its numbers are its places.
    pub evidence: Vec<Piece>,
    /// Timers that were due and have been seen to.
    pub reminded: BTreeMap<String, DateTime<Utc>>,
    /// The change record; empty when the process has none.
    pub record: Record,
    /// Who reports the change: whoever started it, until somebody takes it over.
    pub reporter: PersonId,
    /// What stands, or stood, against it, by number from 1.
    pub blockers: Vec<Blocker>,
    /// Bugs that were found and do not stop it.
    pub bugs: Vec<(String, Stamp)>,
}

/// Whether a release runs, waits or is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It runs.
    Running,
    /// It waits until somebody resumes it.
    Held(Ending),
    /// Every step is complete.
    Finished(Stamp),
    /// It was given up.
    Aborted(Ending),
    /// The earlier version runs again.
    RolledBack(Ending),
}

/// Who stopped a release, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
}

/// A gate or a step that was passed by authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The step.
    pub step: StepName,
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
    /// What it passed.
    pub passed: String,
}

/// A raised objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// What is wrong, or where it is written.
    pub what: String,
    /// The roles of whoever raised it; any of them may clear it.
    pub roles: Vec<RoleName>,
    /// Who raised it, and when.
    pub raised: Stamp,
    /// Who cleared it, when and why.
    pub cleared: Option<Ending>,
}

/// A return to an earlier step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    /// The step that failed.
    pub from: StepName,
    /// The step to which it returned.
    pub to: StepName,
    /// Who, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
}

impl Release {
    /// The release that a `Started` fact begins; nothing when the first fact is another.
    pub fn begin(process: Arc<Process>, first: &Recorded<ReleaseFact>) -> Option<Self> {
        let ReleaseFact::Started {
            number,
            digest,
            version,
            ..
        } = &first.fact
        else {
            return None;
        };
        let steps = process
            .steps
            .iter()
            .map(|s| StepState::fresh(&process, s, 1))
            .collect();
        let outage = process
            .steps
            .iter()
            .flat_map(|s| &s.asks)
            .find_map(|a| a.kind.outage())
            .map(|audience| Outage::new(audience.clone()));
        let mut release = Self {
            digest: digest.clone(),
            number: *number,
            version: version.clone(),
            started: Stamp {
                by: first.by.clone(),
                at: first.at,
            },
            course: Course::Running,
            before: (0..process.steps.len())
                .map(|n| process.steps_before(n))
                .collect(),
            steps,
            outage,
            overrides: Vec::new(),
            setbacks: Vec::new(),
            tickets: Tickets::default(),
            commits: Vec::new(),
            evidence: Vec::new(),
            reminded: BTreeMap::new(),
            record: Record::default(),
            reporter: first.by.clone(),
            blockers: Vec::new(),
            bugs: Vec::new(),
            process,
        };
        release.open_steps_at(first.at);
        Some(release)
    }

    /// The state after `recorded`.
    pub fn apply(&mut self, recorded: &Recorded<ReleaseFact>) {
        let stamp = Stamp {
            by: recorded.by.clone(),
            at: recorded.at,
        };
        match &recorded.fact {
            ReleaseFact::Started { .. } => {}
            ReleaseFact::Confirmed(place) => self.set_answer(place, Answer::Confirmation(Some(stamp))),
            ReleaseFact::ValueGiven { place, value } => {
                self.set_answer(place, Answer::Value(Some((value.clone(), stamp))));
            }
            ReleaseFact::AnswerTakenBack(place) => {
                self.clear_answer(place);
                self.hear_from(&place.step, recorded.at);
            }
            ReleaseFact::ItemPassed(place) => self.set_item(place, ItemState::Passed(stamp)),
            ReleaseFact::ItemFailed { place, note } => {
                self.set_item(place, ItemState::Failed(stamp, note.clone()))
            }
            ReleaseFact::ItemWaived { place, reason } => {
                self.set_item(place, ItemState::Waived(stamp, reason.clone()));
            }
            ReleaseFact::ItemReopened(place) => self.set_item(place, ItemState::Open),
            ReleaseFact::WentGo { place, set, on } => {
                self.set_voice(place, stamp, *set, Verdict::Go(*on));
            }
            ReleaseFact::WentNoGo { place, set, reason } => {
                self.set_voice(place, stamp, *set, Verdict::NoGo(reason.clone()));
            }
            ReleaseFact::SignOffRevoked(place) => self.drop_voice(place, &stamp.by),
            ReleaseFact::StepCompleted { step } => {
                let stamp = self.reported_stamp(step).unwrap_or(stamp);
                self.set_completed(step, Some(stamp));
            }
            ReleaseFact::StepReopened { step } => {
                self.set_completed(step, None);
                if let Some(state) = self.step_mut(step) {
                    state.waived = None;
                }
            }
            ReleaseFact::GateOverridden { step, reason, gate } => {
                if let Some(state) = self.step_mut(step) {
                    state.gates_lifted = true;
                }
                self.push_override(step, stamp, reason, gate);
            }
            ReleaseFact::StepOverridden {
                step,
                reason,
                missing,
            } => {
                self.push_override(step, stamp.clone(), reason, missing);
                self.set_completed(step, Some(stamp));
                if let Some(state) = self.step_mut(step) {
                    state.by_authority = true;
                }
            }
            ReleaseFact::WentBack { from, to, reason } => self.go_back(from, to, stamp, reason),
            ReleaseFact::Held { reason } => {
                self.course = Course::Held(Ending {
                    stamp,
                    reason: reason.clone(),
                })
            }
            ReleaseFact::Resumed => self.course = Course::Running,
            ReleaseFact::Aborted { reason } => {
                self.course = Course::Aborted(Ending {
                    stamp,
                    reason: reason.clone(),
                });
            }
            ReleaseFact::RolledBack { reason } => {
                self.course = Course::RolledBack(Ending {
                    stamp,
                    reason: reason.clone(),
                });
            }
            ReleaseFact::Finished => self.course = Course::Finished(stamp),
            ReleaseFact::WindowProposed { window, .. } => self.with_outage(|o| o.proposed = Some(*window)),
            ReleaseFact::OutagePublished { window, .. } => self.with_outage(|o| {
                o.proposed = None;
                o.announced = Some(*window);
                o.published = Some(stamp);
            }),
            ReleaseFact::OutageExtended { window, .. } => self.with_outage(|o| o.announced = Some(*window)),
            ReleaseFact::OutageStarted => self.with_outage(|o| {
                o.started = Some(stamp);
                o.ended = None;
            }),
            ReleaseFact::OutageEnded | ReleaseFact::OutageCancelled => {
                self.with_outage(|o| o.ended = Some(stamp));
            }
            ReleaseFact::Ticket { ticket, what } => self.apply_to_ticket(ticket, what, stamp),
            ReleaseFact::TicketsMoved { tickets, to } => self.move_tickets(tickets, to, &stamp),
            ReleaseFact::DiscussionOpened => self.tickets.discussion = Some(stamp),
            ReleaseFact::Reminded { timer } => {
                self.reminded.insert(timer.clone(), recorded.at);
            }
            ReleaseFact::EvidenceAdded { about, evidence } => self.keep_evidence(about, evidence, stamp),
            ReleaseFact::EvidenceTakenBack { number } => self.drop_evidence(*number),
            ReleaseFact::SectionWritten {
                section,
                text,
                outage,
            } => {
                let (text, outage) = (text.clone(), *outage);
                self.record.set(section, Content::Written { text, outage }, stamp);
            }
            ReleaseFact::SectionWaived { section, reason } => {
                let reason = reason.clone();
                self.record.set(section, Content::Waived { reason }, stamp);
            }
            ReleaseFact::RecordHandedIn { sections } => self.record.hand_in(&stamp.by, sections),
            ReleaseFact::HandedInSettled => self.record.settle_upload(&stamp.by),
            ReleaseFact::ApprovalRequested(place) => {
                self.set_answer(place, Answer::Confirmation(Some(stamp)));
            }
            ReleaseFact::ReporterChanged { to } => self.reporter = to.clone(),
            ReleaseFact::GoExpired { place, set, whose } => self.expire_voice(place, *set, whose),
            ReleaseFact::RolesCalled { step } => {
                if let Some(state) = self.step_mut(step) {
                    state.called = Some(stamp);
                }
            }
            ReleaseFact::ReportTaken { .. }
            | ReleaseFact::ReportFailed { .. }
            | ReleaseFact::VersionLearnt { .. } => self.apply_report(recorded),
            ReleaseFact::StartOverridden { reason, rule } => {
                if let Some(first) = self.process.steps.first().map(|s| s.name.clone()) {
                    self.push_override(&first, stamp, reason, rule);
                }
            }
            ReleaseFact::StepWaived { step, reason } => {
                let reason = reason.clone();
                if let Some(state) = self.step_mut(step) {
                    state.waived = Some(Ending { stamp, reason });
                }
            }
            ReleaseFact::BlockerRaised { what, roles, .. } => self.blockers.push(Blocker {
                what: what.clone(),
                roles: roles.clone(),
                raised: stamp,
                cleared: None,
            }),
            ReleaseFact::BlockerCleared { number, how } => {
                let index = usize::try_from(*number).unwrap_or(0).wrapping_sub(1);
                if let Some(blocker) = self.blockers.get_mut(index) {
                    let reason = how.clone();
                    blocker.cleared = Some(Ending { stamp, reason });
                }
            }
            ReleaseFact::BugNoted { what } => self.bugs.push((what.clone(), stamp)),
        }
        self.settle_voices();
        // Items and voices settle no step by themselves; the fact that does follows them.
        let may_open = !matches!(
            recorded.fact,
            ReleaseFact::ItemPassed(_)
                | ReleaseFact::ItemFailed { .. }
                | ReleaseFact::ItemWaived { .. }
                | ReleaseFact::ItemReopened(_)
                | ReleaseFact::WentGo { .. }
                | ReleaseFact::WentNoGo { .. }
                | ReleaseFact::SignOffRevoked(_)
                | ReleaseFact::Reminded { .. }
        );
        if may_open {
            self.open_steps_at(recorded.at);
        }
    }

    fn step_mut(&mut self, name: &StepName) -> Option<&mut StepState> {
        let position = self.process.find_step(name)?.0;
        self.steps.get_mut(position)
    }

    fn answer_mut(&mut self, step: &StepName, ask: &AskName) -> Option<&mut Answer> {
        let (position, step) = self.process.find_step(step)?;
        let index = step.asks.iter().position(|a| a.name == *ask)?;
        self.steps.get_mut(position)?.answers.get_mut(index)
    }

    fn set_answer(&mut self, place: &Place, answer: Answer) {
        self.mend(place);
        if let Some(slot) = self.answer_mut(&place.step, &place.ask) {
            *slot = answer;
        }
    }

    fn clear_answer(&mut self, place: &Place) {
        let process = self.process.clone();
        let ask = process
            .find_step(&place.step)
            .and_then(|(_, s)| s.find_ask(&place.ask));
        if let Some(ask) = ask {
            self.set_answer(place, Answer::fresh(&process, ask));
        }
    }

    fn set_item(&mut self, place: &ItemPlace, state: ItemState) {
        let Some(index) = self.find_item_index(place) else {
            return;
        };
        if let Some(Answer::Checklist(items)) = self.answer_mut(&place.step, &place.ask)
            && let Some(slot) = items.get_mut(index)
        {
            *slot = state;
        }
    }

    fn set_completed(&mut self, step: &StepName, completed: Option<Stamp>) {
        if let Some(state) = self.step_mut(step) {
            state.by_authority = state.by_authority && completed.is_some();
            state.completed = completed;
        }
    }

    fn push_override(&mut self, step: &StepName, stamp: Stamp, reason: &str, passed: &str) {
        let (step, reason, passed) = (step.clone(), reason.to_owned(), passed.to_owned());
        self.overrides.push(Override {
            step,
            stamp,
            reason,
            passed,
        });
    }

    fn with_outage(&mut self, change: impl FnOnce(&mut Outage)) {
        if let Some(outage) = &mut self.outage {
            change(outage);
        }
    }

    /// Every step from `to` on begins anew, with fresh lists; what was done before stays in the journal.
    fn go_back(&mut self, from: &StepName, to: &StepName, stamp: Stamp, reason: &str) {
        let Some((first, _)) = self.process.find_step(to) else {
            return;
        };
        let process = self.process.clone();
        let begun = self.steps.iter().enumerate().skip(first);
        let fresh: Vec<StepState> = begun
            .map(|(n, s)| {
                let mut fresh = StepState::fresh(&process, &process.steps[n], s.round + 1);
                fresh.keep_voices_of(s);
                fresh
            })
            .collect();
        let asks_outage = process.steps[first..]
            .iter()
            .flat_map(|s| &s.asks)
            .any(|a| a.kind.outage().is_some());
        self.steps.truncate(first);
        self.steps.extend(fresh.into_iter().map(|fresh| StepState {
            heard_after: Some(stamp.at),
            ..fresh
        }));
        // While users cannot work the outage goes on, whatever begins anew.
        if asks_outage && !self.outage.as_ref().is_some_and(Outage::is_on) {
            self.with_outage(|o| *o = Outage::new(o.audience.clone()));
        }
        // What is tested next is another state of the change: its findings are discussed anew.
        self.tickets.findings.clear();
        self.tickets.discussion = None;
        let (from, to, reason) = (from.clone(), to.clone(), reason.to_owned());
        self.setbacks.push(Setback {
            from,
            to,
            stamp,
            reason,
        });
    }

    fn open_steps_at(&mut self, at: DateTime<Utc>) {
        let newly: Vec<usize> = self
            .current()
            .filter(|(_, _, s)| s.open_since.is_none())
            .map(|(n, _, _)| n)
            .collect();
        for position in newly {
            self.steps[position].open_since = Some(at);
        }
    }
}
