//! Goes and no-goes, and what they come to by the rule of their sign-off.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Release;
use super::basis::Basis;
use super::step::{Answer, StepState};
use crate::domain::fact::Place;
use crate::domain::name::PersonId;
use crate::domain::person::{Actor, Stamp};
use crate::domain::process::{SignOffRule, SignOffSet};

/// One person's last word on a sign-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who, and when.
    pub stamp: Stamp,
    /// The set in which it counts.
    pub set: usize,
    /// What they said.
    pub verdict: Verdict,
    /// The round of the step in which they said it.
    pub round: u32,
    /// What it was said of.
    pub basis: Arc<Basis>,
    /// Whether its time has run out.
    pub has_expired: bool,
    /// Whether it counts: in this round, not expired, and for a go, of what is there now. Kept by the fold.
    pub stands: bool,
}

/// Go or no-go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go, and on which day, when that was asked.
    Go(Option<NaiveDate>),
    /// No-go, for a reason.
    NoGo(String),
}

impl Voice {
    /// Whether it is a go.
    pub fn is_go(&self) -> bool {
        matches!(self.verdict, Verdict::Go(_))
    }

    /// The day on which to go.
    pub fn day(&self) -> Option<NaiveDate> {
        match self.verdict {
            Verdict::Go(day) => day,
            Verdict::NoGo(_) => None,
        }
    }
}

/// A sign-off as it stands: its rule, and everybody's last word.
#[derive(Clone, Copy, Debug)]
pub struct Board<'a> {
    /// The rule.
    pub rule: &'a SignOffRule,
    /// Everybody's last word, those that do not count among them.
    pub voices: &'a [Voice],
}

impl<'a> Board<'a> {
    /// The sign-off with that rule and those voices.
    pub fn of(rule: &'a SignOffRule, voices: &'a [Voice]) -> Self {
        Self { rule, voices }
    }

    /// The voices that count.
    pub fn standing(&self) -> impl Iterator<Item = &'a Voice> + use<'a> {
        self.voices.iter().filter(|v| v.stands)
    }

    /// The voices that were for something else, or have expired.
    pub fn earlier(&self) -> impl Iterator<Item = &'a Voice> + use<'a> {
        self.voices.iter().filter(|v| !v.stands)
    }

    /// How many goes a set has.
    pub fn goes_in(&self, set: usize) -> usize {
        self.standing().filter(|v| v.set == set && v.is_go()).count()
    }

    /// How many no-goes a set has.
    pub fn no_goes_in(&self, set: usize) -> usize {
        self.standing().filter(|v| v.set == set && !v.is_go()).count()
    }

    /// Whether a set has what it needs.
    pub fn is_full(&self, set: usize) -> bool {
        let Some(quorum) = self.rule.sets.get(set).map(|s| s.quorum) else {
            return false;
        };
        let (goes, no_goes) = (self.goes_in(set), self.no_goes_in(set));
        if self.rule.majority {
            goes + no_goes >= quorum && goes > no_goes
        } else {
            goes >= quorum
        }
    }

    /// The first set that is not full.
    pub fn first_open(&self) -> Option<usize> {
        (0..self.rule.sets.len()).find(|set| !self.is_full(*set))
    }

    /// The sets that wait for somebody now; of sets in order only the first.
    pub fn awaited(&self) -> impl Iterator<Item = &'a SignOffSet> + use<'a> {
        let board = *self;
        let open = (0..board.rule.sets.len()).filter(move |set| !board.is_full(*set));
        let most = if board.rule.in_order { 1 } else { usize::MAX };
        open.take(most).map(move |set| &board.rule.sets[set])
    }

    /// The no-go that holds it, when one does: in a group that decides by majority no single one.
    pub fn blocking(&self) -> Option<&'a Voice> {
        self.standing().find(|v| !v.is_go() && !self.rule.majority)
    }

    /// The day on which all goes agree.
    pub fn day(&self) -> Option<NaiveDate> {
        let days = self.days();
        days.first().copied().filter(|_| days.len() == 1)
    }

    /// The days that the goes name, each once, in order.
    pub fn days(&self) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self.standing().filter_map(Voice::day).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Whether all who must have said go, for one day where they name one, and nobody's no-go holds it.
    pub fn is_complete(&self) -> bool {
        self.first_open().is_none() && self.blocking().is_none() && self.days().len() <= 1
    }

    /// Whether this person's word is awaited: a set that is open to them and in which they have not spoken.
    pub fn waits_for(&self, actor: &Actor) -> bool {
        let has_spoken = self.standing().any(|v| v.stamp.by == actor.id);
        !has_spoken && self.awaited().any(|set| actor.has_any(&set.roles))
    }
}

impl Release {
    pub(super) fn set_voice(&mut self, place: &Place, stamp: Stamp, set: usize, verdict: Verdict) {
        let Some((position, _, state)) = self.find_step(&place.step) else {
            return;
        };
        let voice = Voice {
            stamp,
            set,
            verdict,
            round: state.round,
            basis: Arc::new(Basis::of(self, position, &place.ask)),
            has_expired: false,
            stands: true,
        };
        if let Some(Answer::SignOff(voices)) = self.answer_mut(&place.step, &place.ask) {
            // A go beside the same person's go for another set stays; anything else they said before is replaced.
            voices.retain(|v| {
                v.stamp.by != voice.stamp.by || (v.set != voice.set && v.is_go() && voice.is_go())
            });
            voices.push(voice);
        }
    }

    pub(super) fn drop_voice(&mut self, place: &Place, by: &PersonId) {
        if let Some(Answer::SignOff(voices)) = self.answer_mut(&place.step, &place.ask) {
            voices.retain(|v| v.stamp.by != *by);
        }
    }

    pub(super) fn expire_voice(&mut self, place: &Place, set: usize, whose: &PersonId) {
        if let Some(Answer::SignOff(voices)) = self.answer_mut(&place.step, &place.ask) {
            for voice in voices.iter_mut().filter(|v| v.set == set && v.stamp.by == *whose) {
                voice.has_expired = true;
            }
        }
    }

    /// Whether later work rests on the step at `position`. A sign-off is no work: it sees what became different, and
    /// opens again.
    pub(crate) fn is_built_on(&self, position: usize) -> bool {
        let mut later = self.process.steps.iter().zip(&self.steps).enumerate();
        later.any(|(n, (step, state))| {
            let is_sign_off = step.asks.iter().all(|ask| ask.kind.sign_off().is_some());
            let only_signs =
                is_sign_off && step.effects.is_empty() && !state.by_authority && state.waived.is_none();
            let is_touched = state.completed.is_some() || state.waived.is_some() || self.has_progress(state);
            is_touched && !only_signs && self.process.steps_before(n).contains(&position)
        })
    }

    /// Says of every voice whether it counts now. What is written into the change record once later work has begun is
    /// flagged and voids nothing: it cannot undo what was done. A no-go keeps its weight in its round, whatever changes: whoever
    /// objected says that they are content.
    pub(super) fn settle_voices(&mut self) {
        for position in 0..self.steps.len() {
            for ask in 0..self.steps[position].answers.len() {
                let Answer::SignOff(voices) = &self.steps[position].answers[ask] else {
                    continue;
                };
                if voices.is_empty() {
                    continue;
                }
                let name = self.process.steps[position].asks[ask].name.clone();
                let (now, round) = (Basis::of(self, position, &name), self.steps[position].round);
                let is_built_on = self.is_built_on(position);
                if let Answer::SignOff(voices) = &mut self.steps[position].answers[ask] {
                    for voice in voices {
                        let is_the_same = *voice.basis == now
                            || (is_built_on && voice.basis.differs_in_the_record_alone(&now));
                        let is_of_now = !voice.is_go() || (!voice.has_expired && is_the_same);
                        voice.stands = voice.round == round && is_of_now;
                    }
                }
            }
        }
    }
}

impl StepState {
    /// Takes over what was said in an earlier round: it does not count, and whoever said it sees what is different.
    pub(super) fn keep_voices_of(&mut self, earlier: &Self) {
        for (fresh, answer) in self.answers.iter_mut().zip(&earlier.answers) {
            if let (Answer::SignOff(voices), Answer::SignOff(said)) = (fresh, answer) {
                voices.clone_from(said);
            }
        }
    }
}
