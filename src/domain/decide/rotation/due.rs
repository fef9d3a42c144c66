//! What the clock brings about in a rotation: a turn begins, or is called to mind ahead.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::super::fact::ServiceFact;
use super::super::super::person::Actor;
use super::super::super::process::Process;
use super::super::super::refusal::Refusal;
use super::super::super::rotation::{Moment, MomentKind, Rotation, RotationFact, moment};
use super::super::super::service::ServiceState;
use super::Draft;

/// The most turns that are made good after a long silence.
const MOST_MISSED: usize = 520;

/// What a timer of a rotation brings about; nothing when it is none of them.
pub(in super::super) fn see_to(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    timer: &str,
) -> Option<Result<Vec<ServiceFact>, Refusal>> {
    let service = &processes.first()?.service;
    let found = service.rotations.iter().find_map(|rotation| {
        let moments = state.moments_of(service, rotation).into_iter();
        let mut moments = moments.filter(|moment| moment.key(rotation) == timer);
        Some((rotation, moments.next()?))
    });
    let (rotation, moment) = found?;
    if moment.due_at > now {
        return Some(Err(Refusal::NotDue));
    }
    let clock = Actor::clock();
    let mut draft = Draft::new(now, state, (service, rotation), &clock);
    draft.see_to(rotation, moment);
    Some(match draft.facts.is_empty() {
        true => Err(Refusal::NotDue),
        false => Ok(draft.facts),
    })
}

impl Draft<'_> {
    fn see_to(&mut self, rotation: &Rotation, due: Moment) {
        let has_come = |kind| {
            moment(&self.state, self.service, rotation, kind, due.turn.from).is_some_and(|at| at <= self.now)
        };
        match due.kind {
            MomentKind::Begin => self.begin_turns(),
            // What is about to be said anyway is not said twice.
            MomentKind::Foretell if has_come(MomentKind::HandOver) || has_come(MomentKind::Begin) => {}
            MomentKind::HandOver if has_come(MomentKind::Begin) => {}
            MomentKind::Foretell => self.happened(RotationFact::TurnForetold(due.turn)),
            MomentKind::HandOver => self.happened(RotationFact::HandoverForetold(due.turn)),
            MomentKind::AskForSomebody => self.happened(RotationFact::NobodyAsked(due.turn)),
        }
    }

    /// Every turn that has begun by now, the missed ones too, so that the order is what everybody saw coming.
    fn begin_turns(&mut self) {
        self.set_up();
        for _ in 0..MOST_MISSED {
            let next = self.state.planned_turns(self.service, self.rotation).next();
            let due = next.filter(|next| {
                let at = moment(
                    &self.state,
                    self.service,
                    self.rotation,
                    MomentKind::Begin,
                    next.turn.from,
                );
                at.is_some_and(|at| at <= self.now)
            });
            let Some(next) = due else { break };
            // Whoever may still take it can do so until it is over.
            if next.turn.serves.is_none() && next.turn.until >= self.today() {
                break;
            }
            self.happened(RotationFact::TurnBegan(next.turn));
        }
        self.expire_swaps();
    }
}
