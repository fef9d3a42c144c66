//! Go and no-go.

use chrono::NaiveDate;

use super::super::command::At;
use super::super::fact::{Place, ReleaseFact};
use super::super::name::RoleName;
use super::super::process::{AskKind, SignOffRule};
use super::super::refusal::Refusal;
use super::super::release::{Answer, Verdict, Voice, goes_in};
use super::{Draft, require_text};

impl Draft<'_> {
    pub(super) fn say_go(&mut self, at: &At<Place>, on: Option<NaiveDate>) -> Result<(), Refusal> {
        let (rule, voices) = self.enter_sign_off(at)?;
        if rule.with_date && on.is_none() {
            return Err(Refusal::DayMissing);
        }
        self.require_day_to_come(on)?;
        let set = self.find_set(&rule, &voices)?;
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
            .position(|s| self.actor.roles.contains(&s.role))
            .unwrap_or(0);
        self.happened(ReleaseFact::WentNoGo {
            place: at.what.clone(),
            set,
            reason,
        });
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

    /// The rule and the voices of a sign-off that this person may speak in.
    fn enter_sign_off(&mut self, at: &At<Place>) -> Result<(SignOffRule, Vec<Voice>), Refusal> {
        let (position, step, state) = self.find_step(at, &at.what.step)?;
        self.require_open(position, &step, &state)?;
        let answered = state.answered(&step).find(|(ask, _)| ask.name == at.what.ask);
        let Some((AskKind::SignOff(rule), Answer::SignOff(voices))) = answered.map(|(ask, a)| (&ask.kind, a))
        else {
            return Err(Refusal::OutOfDate(step.name));
        };
        let roles: Vec<&RoleName> = rule.sets.iter().map(|s| &s.role).collect();
        self.require_role(roles)?;
        if !state.gates_lifted {
            self.require_gates(&step)?;
        }
        if rule.not_the_author && self.actor.id == self.after.release.started.by {
            return Err(Refusal::AuthorMaySignNot);
        }
        self.take_environments(&step.takes);
        Ok((rule.clone(), voices.clone()))
    }

    /// The set in which this person's go counts: one they have the role for and that still needs somebody.
    fn find_set(&self, rule: &SignOffRule, voices: &[Voice]) -> Result<usize, Refusal> {
        let own = || {
            voices
                .iter()
                .filter(|v| v.stamp.by == self.actor.id && matches!(v.verdict, Verdict::Go(_)))
        };
        let spoke_in = |set: usize| own().find(|v| rule.distinct || v.set == set);
        let mine: Vec<usize> = (0..rule.sets.len())
            .filter(|n| self.actor.roles.contains(&rule.sets[*n].role))
            .collect();
        let open =
            |set: &&usize| goes_in(voices, **set) < rule.sets[**set].quorum && spoke_in(**set).is_none();
        // Whoever said no-go may change their mind, also where others have said go enough.
        let no_go = voices
            .iter()
            .find(|v| v.stamp.by == self.actor.id && matches!(v.verdict, Verdict::NoGo(_)));
        if let Some(voice) = no_go.filter(|v| mine.contains(&v.set) && !mine.iter().any(|set| open(&set))) {
            return Ok(voice.set);
        }
        if let Some(set) = mine.iter().find(open) {
            return Ok(*set);
        }
        match mine.iter().find_map(|set| spoke_in(*set)) {
            Some(voice) => Err(Refusal::SignedAlready(voice.stamp.clone())),
            None => Err(Refusal::SignOffFull(
                mine.into_iter().map(|n| rule.sets[n].role.clone()).collect(),
            )),
        }
    }
}
