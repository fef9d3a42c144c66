//! The status of a release, as outsiders know it, and the outcome with which it ended.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::step::Answer;
use super::voice::Board;
use super::{Course, Release};
use crate::domain::fact::Recorded;
use crate::domain::fact::ReleaseFact;
use crate::domain::name::{PersonId, RoleName};
use crate::domain::notice::owed_by;
use crate::domain::person::Actor;
use crate::domain::status::{LegalMove, Status};

impl Release {
    /// The status of the current step; where that has none, the last one that was reached. Once finished it is done.
    pub fn status(&self) -> Option<Status> {
        let has_any = self.process.steps.iter().any(|step| step.status.is_some());
        if matches!(self.course, Course::Finished(_)) {
            return has_any.then(|| Status::named("done"));
        }
        let current = self.current().find_map(|(_, step, _)| step.status.clone());
        current.or_else(|| {
            let steps = self.process.steps.iter().zip(&self.steps);
            let done = steps.filter(|(_, state)| state.completed.is_some());
            done.filter_map(|(step, _)| step.status.clone()).next_back()
        })
    }

    /// Since when it has this status.
    pub fn status_since(&self) -> Option<DateTime<Utc>> {
        if let Course::Finished(stamp) = &self.course {
            return Some(stamp.at);
        }
        let status = self.status()?;
        let steps = self.process.steps.iter().zip(&self.steps);
        let with_it = steps.filter(|(step, _)| step.status.as_ref() == Some(&status));
        with_it.filter_map(|(_, state)| state.open_since).min()
    }

    /// The outcome that was chosen, in the words of the process; nothing when none was, or the process keeps none.
    pub fn outcome(&self) -> Option<&str> {
        let place = self.process.outcome.as_ref()?;
        let (_, step, state) = self.find_step(&place.step)?;
        let (_, answer) = state.answered(step).find(|(ask, _)| ask.name == place.ask)?;
        match answer {
            Answer::Value(Some((chosen, _))) => Some(chosen),
            _ => None,
        }
    }

    /// Whether an outage is asked for, as far as it is known by now.
    pub fn asks_outage(&self) -> bool {
        let mut steps = self.process.steps.iter().zip(&self.steps).enumerate();
        steps.any(|(position, (step, state))| {
            let asks = step
                .asks
                .iter()
                .any(|ask| ask.kind.outage().is_some() && self.is_asked(ask));
            asks && state.waived.is_none() && self.applies(position)
        })
    }

    /// The roles that are awaited now, in reading order.
    pub fn awaited(&self) -> Vec<RoleName> {
        let mut roles: Vec<RoleName> = Vec::new();
        for (_, step, state) in self.current() {
            for (_, ask, answer) in self
                .asked(step, state)
                .filter(|(_, ask, a)| !self.is_answered(ask, a))
            {
                let owed: Vec<&RoleName> = match ask.kind.sign_off() {
                    Some(rule) => Board::of(rule, answer.voices())
                        .awaited()
                        .flat_map(|set| &set.roles)
                        .collect(),
                    None => vec![&step.owner],
                };
                roles.extend(owed.into_iter().cloned());
            }
        }
        let mut seen = BTreeSet::new();
        roles.retain(|role| seen.insert(role.clone()));
        roles
    }

    /// Whether the person may write the change record: they started the release or have a role of the team.
    pub fn may_write_record(&self, actor: &Actor) -> bool {
        actor.id == self.started.by || actor.has_any(&self.process.own_roles())
    }

    /// The statuses that come next, by whom, and what must be there before.
    pub fn legal_moves(&self) -> Vec<LegalMove> {
        let now = self.status();
        let mut moves: Vec<LegalMove> = Vec::new();
        for (position, step, state) in self.current() {
            let Some(to) = self.status_after(position).filter(|to| Some(to) != now.as_ref()) else {
                continue;
            };
            let needs = self.missing(step, state).map(|ask| ask.title.clone()).collect();
            let by = owed_by(step);
            if moves.iter().all(|known| known.to != to) {
                moves.push(LegalMove { to, by, needs });
            }
        }
        moves
    }

    /// The next other status when this step, and whatever has the same status after it, is complete.
    fn status_after(&self, position: usize) -> Option<Status> {
        let mut ahead = self.clone();
        let before = self.status();
        let mut next = Some(position);
        for _ in 0..self.steps.len() {
            let Some(position) = next else { break };
            let step = self.process.steps[position].name.clone();
            ahead.imagine(ReleaseFact::StepCompleted { step });
            if ahead.current().next().is_none() {
                ahead.imagine(ReleaseFact::Finished);
            }
            if ahead.status() != before {
                break;
            }
            next = ahead.current().next().map(|(position, _, _)| position);
        }
        ahead.status()
    }

    fn imagine(&mut self, fact: ReleaseFact) {
        let (at, by) = (self.started.at, PersonId::from("nobody"));
        self.apply(&Recorded { at, by, fact });
    }
}
