//! The fold: the state that a fact leads to. Called for every fact that is decided or read; it judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::fact::{Recorded, ReleaseFact};
use crate::domain::outage::{Passed, ReleaseOutage};
use crate::domain::person::Stamp;
use crate::domain::process::Process;
use crate::domain::record::{Content, Record};

use super::{Answer, Blocker, Course, Ending, ItemState, Release, StepState, Tickets, Verdict};

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
            .map(|audience| ReleaseOutage::new(audience.clone()));
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
            ReleaseFact::GateOverridden {
                step,
                reason,
                gate,
                lifted,
            } => {
                if let Some(state) = self.step_mut(step) {
                    state.gates_lifted |= lifted.is_empty();
                    state.lifted.extend(lifted.iter().cloned());
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
            ReleaseFact::WindowProposed {
                window,
                words,
                objections,
                reason,
                ..
            } => self.with_outage(|o| {
                o.proposed = Some(*window);
                o.words = words.clone();
                o.to_pass = reason
                    .clone()
                    .filter(|_| !objections.is_empty())
                    .map(|reason| Passed {
                        objections: objections.clone(),
                        reason,
                        stamp,
                    });
            }),
            ReleaseFact::OutagePublished { window, .. } => self.with_outage(|o| {
                o.proposed = None;
                o.announced = Some(*window);
                o.published = Some(stamp);
                o.passed.extend(o.to_pass.take());
            }),
            ReleaseFact::OutageExtended { window, .. } => self.with_outage(|o| o.announced = Some(*window)),
            ReleaseFact::OutageStarted => self.with_outage(|o| {
                o.started = Some(stamp);
                o.ended = None;
            }),
            ReleaseFact::OutageEnded | ReleaseFact::OutageCancelled => {
                self.with_outage(|o| o.ended = Some(stamp));
            }
            ReleaseFact::OutageCalledOff { .. } => self.with_outage(ReleaseOutage::begin_anew),
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
}
