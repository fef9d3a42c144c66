//! Go and no-go.

use chrono::NaiveDate;

use super::super::agenda::Expiry;
use super::super::command::At;
use super::super::fact::{Place, ReleaseFact};
use super::super::name::RoleName;
use super::super::process::{AskKind, SignOffRule, Step};
use super::super::refusal::Refusal;
use super::super::release::basis::Basis;
use super::super::release::{Answer, Board, Course, StepState, Voice};
use super::{Draft, require_text, shut_gates};

impl Draft<'_> {
    /// Says go: on that day where one is asked, and only of what the person's card showed.
    pub(super) fn say_go(
        &mut self,
        at: &At<Place>,
        on: Option<NaiveDate>,
        seen: Option<i64>,
    ) -> Result<(), Refusal> {
        let (rule, voices) = self.enter_sign_off(at)?;
        self.require_seen(at, seen)?;
        if rule.with_date && on.is_none() {
            return Err(Refusal::DayMissing);
        }
        self.require_day_to_come(on)?;
        let set = self.find_set(Board::of(&rule, &voices), on)?;
        self.happened(ReleaseFact::WentGo {
            place: at.what.clone(),
            set,
            on,
        });
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    pub(super) fn say_no_go(&mut self, at: &At<Place>, reason: &str) -> Result<(), Refusal> {
        let (rule, _) = self.enter_sign_off(at)?;
        let reason = require_text(reason)?;
        let set = rule
            .sets
            .iter()
            .position(|s| self.actor.has_any(&s.roles))
            .unwrap_or(0);
        self.happened(ReleaseFact::WentNoGo {
            place: at.what.clone(),
            set,
            reason,
        });
        // In a group that decides by majority it may be the voice that was missing.
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    pub(super) fn revoke_sign_off(&mut self, at: &At<Place>) -> Result<(), Refusal> {
        let (_, voices) = self.enter_sign_off(at)?;
        if !voices.iter().any(|v| v.stamp.by == self.actor.id) {
            return Err(Refusal::NothingToRevoke);
        }
        self.happened(ReleaseFact::SignOffRevoked(at.what.clone()));
        // It may have been the no-go that all the others waited for.
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    /// The time of a go ran out.
    pub(super) fn expire(&mut self, expiry: &Expiry) {
        self.happened(ReleaseFact::GoExpired {
            place: expiry.place.clone(),
            set: expiry.set,
            whose: expiry.whose.clone(),
        });
    }

    /// The last look of every decision: a sign-off that does not hold any more opens its step again, and one that
    /// holds again completes it.
    pub(super) fn settle_sign_offs(&mut self) {
        // Each turn opens or completes one step for good; twice the steps is more than there can be.
        for _ in 0..2 * self.after.release.steps.len() {
            if self.after.release.is_over() {
                return;
            }
            if let Some((step, state)) = self.find_sign_off(|draft, step, state| {
                state.completed.is_some() && !state.by_authority && draft.lacks_sign_off(step, state)
            }) {
                self.open_again(&step, &state);
            } else if let Some((step, _)) = self.find_sign_off(Self::holds_again) {
                self.complete_when_answered(&step.name);
            } else {
                return;
            }
        }
    }

    fn find_sign_off(
        &self,
        is_meant: impl Fn(&Self, &Step, &StepState) -> bool,
    ) -> Option<(Step, StepState)> {
        let release = &self.after.release;
        let mut steps = release.process.steps.iter().zip(&release.steps);
        let found = steps.find(|(step, state)| {
            let has_sign_off = step.asks.iter().any(|a| matches!(a.kind, AskKind::SignOff(_)));
            has_sign_off && is_meant(self, step, state)
        });
        found.map(|(step, state)| (step.clone(), state.clone()))
    }

    fn lacks_sign_off(&self, step: &Step, state: &StepState) -> bool {
        let mut missing = self.after.release.missing(step, state);
        missing.any(|ask| matches!(ask.kind, AskKind::SignOff(_)))
    }

    /// Whether a step that waits has all it asks for: what its approvers had approved is there again.
    fn holds_again(&self, step: &Step, state: &StepState) -> bool {
        let release = &self.after.release;
        let is_current = release.current().any(|(_, s, _)| s.name == step.name);
        let is_open = || shut_gates(self.now, &self.after, step).is_empty();
        release.course == Course::Running
            && is_current
            && release.missing(step, state).next().is_none()
            && is_open()
    }

    fn require_day_to_come(&self, on: Option<NaiveDate>) -> Result<(), Refusal> {
        let today = self.now.with_timezone(&self.process().service.zone).date_naive();
        match on.filter(|day| *day < today) {
            Some(day) => Err(Refusal::ValueDoesNotFit {
                value: day.to_string(),
                because: "a go is for today or a day to come".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Nobody approves what their card did not show.
    fn require_seen(&self, at: &At<Place>, seen: Option<i64>) -> Result<(), Refusal> {
        let (position, step, _) = self.find_step(at, &at.what.step)?;
        let now = Basis::of(&self.after.release, position, &at.what.ask);
        match seen {
            Some(mark) if mark != now.mark() => Err(Refusal::ApprovesSomethingElse(step.name)),
            _ => Ok(()),
        }
    }

    /// The rule and the voices of a sign-off that this person may speak in.
    fn enter_sign_off(&mut self, at: &At<Place>) -> Result<(SignOffRule, Vec<Voice>), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what.step)?;
        self.require_open(position, &step, &state)?;
        let answered = state.answered(&step).find(|(ask, _)| ask.name == at.what.ask);
        let Some((AskKind::SignOff(rule), Answer::SignOff(voices))) = answered.map(|(ask, a)| (&ask.kind, a))
        else {
            return Err(Refusal::OutOfDate(step.name));
        };
        let roles: Vec<&RoleName> = rule.roles().collect();
        self.require_role(roles)?;
        self.require_gates(&step)?;
        if rule.not_the_author && self.actor.id == self.after.release.started.by {
            return Err(Refusal::AuthorMaySignNot);
        }
        self.take_environments(&step.takes);
        Ok((rule.clone(), voices.clone()))
    }

    /// The set in which this person's go counts: one they have a role for and that still needs somebody.
    fn find_set(&self, board: Board<'_>, on: Option<NaiveDate>) -> Result<usize, Refusal> {
        let rule = board.rule;
        let own: Vec<&Voice> = board.standing().filter(|v| v.stamp.by == self.actor.id).collect();
        let mine: Vec<usize> = (0..rule.sets.len())
            .filter(|n| self.actor.has_any(&rule.sets[*n].roles))
            .collect();
        let go_in = |set: usize| {
            let mut goes = own.iter().copied().filter(|v| v.is_go());
            goes.find(|v| rule.distinct || v.set == set)
        };
        let takes_more = |set: usize| rule.majority || !board.is_full(set);
        let is_open = |set: &usize| takes_more(*set) && go_in(*set).is_none();
        // Whoever named another day, or said no-go, may change their mind, also where others have said go enough.
        let other_day = own.iter().find(|v| v.is_go() && v.day() != on);
        if let Some(voice) = other_day.filter(|v| mine.contains(&v.set)) {
            return Ok(voice.set);
        }
        if !mine.iter().any(is_open)
            && let Some(voice) = own.iter().find(|v| !v.is_go() && mine.contains(&v.set))
        {
            return Ok(voice.set);
        }
        if let Some(set) = mine.iter().copied().find(is_open) {
            return self.require_turn(board, set);
        }
        match mine.iter().find_map(|set| go_in(*set)) {
            Some(voice) => Err(Refusal::SignedAlready(voice.stamp.clone())),
            None => Err(Refusal::SignOffFull(
                mine.into_iter()
                    .flat_map(|n| rule.sets[n].roles.clone())
                    .collect(),
            )),
        }
    }

    /// Of sets in order one opens when those before it are full.
    fn require_turn(&self, board: Board<'_>, set: usize) -> Result<usize, Refusal> {
        match board.first_open() {
            Some(first) if board.rule.in_order && first < set => {
                Err(Refusal::OthersSpeakFirst(board.rule.sets[first].roles.clone()))
            }
            _ => Ok(set),
        }
    }
}
