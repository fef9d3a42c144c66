//! A release: one run of a process for one version, as the fold of its facts.
//!
//! Applying a fact never fails: `decide` made sure that it fits. A fact that names what the process does not have
//! (it cannot, but a journal is older than any of us) changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::fact::{ItemPlace, Place, Recorded, ReleaseFact};
use super::name::{AskName, ItemName, PersonId, RoleName, StepName, Version};
use super::outage::Outage;
use super::person::{Actor, Stamp};
use super::process::{Ask, AskKind, Checklist, Process, SignOffRule, Step};

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
    /// The outage, when the process has one.
    pub outage: Option<Outage>,
    /// Gates and steps that were passed by authority, in order; shown for ever.
    pub overrides: Vec<Override>,
    /// Returns to earlier steps, in order.
    pub setbacks: Vec<Setback>,
    /// Timers that were due and have been seen to.
    pub reminded: BTreeMap<String, DateTime<Utc>>,
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

/// The state of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepState {
    /// How often it was begun anew, from 1.
    pub round: u32,
    /// Since when it is the turn of this step; nothing before.
    pub open_since: Option<DateTime<Utc>>,
    /// What was answered, in the order of the step's asks.
    pub answers: Vec<Answer>,
    /// Who completed it, and when.
    pub completed: Option<Stamp>,
    /// Whether its gates were passed by authority.
    pub gates_lifted: bool,
}

/// What was answered to an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a confirmation.
    Confirmation(Option<Stamp>),
    /// To a value.
    Value(Option<(String, Stamp)>),
    /// To a checklist: its items, in the list's order.
    Checklist(Vec<ItemState>),
    /// To a sign-off: everybody's last word.
    SignOff(Vec<Voice>),
    /// To an outage: kept in [`Release::outage`].
    Outage,
}

/// The state of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Nobody looked yet.
    Open,
    /// It is as it should be.
    Passed(Stamp),
    /// It is not.
    Failed(Stamp, String),
    /// It does not apply, for a reason.
    Waived(Stamp, String),
}

/// One person's last word on a sign-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who, and when.
    pub stamp: Stamp,
    /// The set in which it counts.
    pub set: usize,
    /// What they said.
    pub verdict: Verdict,
}

/// Go or no-go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go, and on which day, when that was asked.
    Go(Option<NaiveDate>),
    /// No-go, for a reason.
    NoGo(String),
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

/// How many items of a checklist are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Nobody looked yet.
    pub open: usize,
    /// As they should be.
    pub passed: usize,
    /// Not as they should be.
    pub failed: usize,
    /// Not applicable.
    pub waived: usize,
}

impl Tally {
    /// Counts the states of items.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a ItemState>) -> Self {
        let mut tally = Self::default();
        for item in items {
            match item {
                ItemState::Open => tally.open += 1,
                ItemState::Passed(_) => tally.passed += 1,
                ItemState::Failed(..) => tally.failed += 1,
                ItemState::Waived(..) => tally.waived += 1,
            }
        }
        tally
    }

    /// All items.
    pub fn total(self) -> usize {
        self.open + self.passed + self.failed + self.waived
    }

    /// Whether every item is passed or waived.
    pub fn is_clear(self) -> bool {
        self.open == 0 && self.failed == 0
    }
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
            .find_map(|a| match &a.kind {
                AskKind::Outage { audience } => Some(Outage::new(audience.clone())),
                _ => None,
            });
        let mut release = Self {
            digest: digest.clone(),
            number: *number,
            version: version.clone(),
            started: Stamp {
                by: first.by.clone(),
                at: first.at,
            },
            course: Course::Running,
            steps,
            outage,
            overrides: Vec::new(),
            setbacks: Vec::new(),
            reminded: BTreeMap::new(),
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
            ReleaseFact::AnswerTakenBack(place) => self.clear_answer(place),
            ReleaseFact::ItemPassed(place) => self.set_item(place, ItemState::Passed(stamp)),
            ReleaseFact::ItemFailed { place, note } => {
                self.set_item(place, ItemState::Failed(stamp, note.clone()))
            }
            ReleaseFact::ItemWaived { place, reason } => {
                self.set_item(place, ItemState::Waived(stamp, reason.clone()));
            }
            ReleaseFact::ItemReopened(place) => self.set_item(place, ItemState::Open),
            ReleaseFact::WentGo { place, set, on } => {
                self.set_voice(
                    place,
                    Voice {
                        stamp,
                        set: *set,
                        verdict: Verdict::Go(*on),
                    },
                );
            }
            ReleaseFact::WentNoGo { place, set, reason } => {
                self.set_voice(
                    place,
                    Voice {
                        stamp,
                        set: *set,
                        verdict: Verdict::NoGo(reason.clone()),
                    },
                );
            }
            ReleaseFact::SignOffRevoked(place) => self.drop_voice(place, &stamp.by),
            ReleaseFact::StepCompleted { step } => self.set_completed(step, Some(stamp)),
            ReleaseFact::StepReopened { step } => self.set_completed(step, None),
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
            ReleaseFact::OutageEnded | ReleaseFact::OutageCancelled => {
                self.with_outage(|o| o.ended = Some(stamp));
            }
            ReleaseFact::Reminded { timer } => {
                self.reminded.insert(timer.clone(), recorded.at);
            }
        }
        self.open_steps_at(recorded.at);
    }

    /// Whether it is over, and therefore read-only.
    pub fn is_over(&self) -> bool {
        matches!(
            self.course,
            Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_)
        )
    }

    /// The steps whose turn it is, with their positions.
    pub fn current(&self) -> impl Iterator<Item = (usize, &Step, &StepState)> {
        let steps = self.process.steps.iter().zip(&self.steps).enumerate();
        steps
            .filter(|(n, (_, state))| state.completed.is_none() && self.unmet(*n).next().is_none())
            .map(|(n, (step, state))| (n, step, state))
    }

    /// The steps before the step at `position` that are not complete.
    pub fn unmet(&self, position: usize) -> impl Iterator<Item = &Step> {
        let after = self
            .process
            .steps
            .get(position)
            .map(|s| s.after.as_slice())
            .unwrap_or_default();
        after
            .iter()
            .filter_map(|name| self.process.find_step(name))
            .filter(|(n, _)| self.steps[*n].completed.is_none())
            .map(|(_, step)| step)
    }

    /// The step and its state at `position`.
    pub fn find_step_at(&self, position: usize) -> Option<(&Step, &StepState)> {
        self.process.steps.get(position).zip(self.steps.get(position))
    }

    /// The position, step and state of that name.
    pub fn find_step(&self, name: &StepName) -> Option<(usize, &Step, &StepState)> {
        let (position, step) = self.process.find_step(name)?;
        Some((position, step, &self.steps[position]))
    }

    /// How many steps are complete.
    pub fn completed_steps(&self) -> usize {
        self.steps.iter().filter(|s| s.completed.is_some()).count()
    }

    /// The checklist that an ask names.
    pub fn find_checklist(&self, ask: &Ask) -> Option<&Checklist> {
        match &ask.kind {
            AskKind::Checklist { list } => self.process.checklists.get(list),
            AskKind::Confirmation | AskKind::Value { .. } | AskKind::SignOff(_) | AskKind::Outage { .. } => {
                None
            }
        }
    }

    /// Whether an ask has its answer.
    pub fn is_answered(&self, ask: &Ask, answer: &Answer) -> bool {
        match (&ask.kind, answer) {
            (_, Answer::Confirmation(given)) => given.is_some(),
            (_, Answer::Value(given)) => given.is_some(),
            (_, Answer::Checklist(items)) => Tally::of(items).is_clear(),
            (AskKind::SignOff(rule), Answer::SignOff(voices)) => is_signed_off(rule, voices),
            (_, Answer::SignOff(_)) => false,
            (_, Answer::Outage) => self.outage.as_ref().is_some_and(|o| o.announced.is_some()),
        }
    }

    /// What a step still asks for.
    pub fn missing<'a>(&'a self, step: &'a Step, state: &'a StepState) -> impl Iterator<Item = &'a Ask> {
        step.asks
            .iter()
            .zip(&state.answers)
            .filter(|(ask, answer)| !self.is_answered(ask, answer))
            .map(|(a, _)| a)
    }

    /// Whether anything of a step was answered.
    pub fn has_progress(&self, state: &StepState) -> bool {
        state.answers.iter().any(|a| match a {
            Answer::Confirmation(given) => given.is_some(),
            Answer::Value(given) => given.is_some(),
            Answer::Checklist(items) => items.iter().any(|i| *i != ItemState::Open),
            Answer::SignOff(voices) => !voices.is_empty(),
            Answer::Outage => self
                .outage
                .as_ref()
                .is_some_and(|o| o.proposed.is_some() || o.announced.is_some()),
        })
    }

    /// Whether the person may steer the release: they started it or have a role that the process names.
    pub fn may_steer(&self, actor: &Actor) -> bool {
        actor.id == self.started.by || actor.has_any(&self.process.roles())
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

    /// The place of an item in its checklist.
    pub fn find_item_index(&self, place: &ItemPlace) -> Option<usize> {
        let (_, step) = self.process.find_step(&place.step)?;
        let checklist = self.find_checklist(step.find_ask(&place.ask)?)?;
        checklist.items().position(|(_, i)| i.name == place.item)
    }

    /// The state of an item.
    pub fn find_item_state(&self, place: &ItemPlace) -> Option<&ItemState> {
        let index = self.find_item_index(place)?;
        let (position, step) = self.process.find_step(&place.step)?;
        let ask = step.asks.iter().position(|a| a.name == place.ask)?;
        match &self.steps[position].answers[ask] {
            Answer::Checklist(items) => items.get(index),
            Answer::Confirmation(_) | Answer::Value(_) | Answer::SignOff(_) | Answer::Outage => None,
        }
    }

    fn set_voice(&mut self, place: &Place, voice: Voice) {
        if let Some(Answer::SignOff(voices)) = self.answer_mut(&place.step, &place.ask) {
            // A go beside the same person's go for another set stays; anything else they said before is replaced.
            let is_go = |v: &Voice| matches!(v.verdict, Verdict::Go(_));
            voices.retain(|v| {
                v.stamp.by != voice.stamp.by || (v.set != voice.set && is_go(v) && is_go(&voice))
            });
            voices.push(voice);
        }
    }

    fn drop_voice(&mut self, place: &Place, by: &PersonId) {
        if let Some(Answer::SignOff(voices)) = self.answer_mut(&place.step, &place.ask) {
            voices.retain(|v| v.stamp.by != *by);
        }
    }

    fn set_completed(&mut self, step: &StepName, completed: Option<Stamp>) {
        if let Some(state) = self.step_mut(step) {
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
            .map(|(n, s)| StepState::fresh(&process, &process.steps[n], s.round + 1))
            .collect();
        let asks_outage = process.steps[first..]
            .iter()
            .flat_map(|s| &s.asks)
            .any(|a| matches!(a.kind, AskKind::Outage { .. }));
        self.steps.truncate(first);
        self.steps.extend(fresh);
        if asks_outage {
            self.with_outage(|o| *o = Outage::new(o.audience.clone()));
        }
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

impl StepState {
    fn fresh(process: &Process, step: &Step, round: u32) -> Self {
        let answers = step.asks.iter().map(|ask| Answer::fresh(process, ask)).collect();
        Self {
            round,
            open_since: None,
            answers,
            completed: None,
            gates_lifted: false,
        }
    }

    /// The answers beside the asks they belong to.
    pub fn answered<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = (&'a Ask, &'a Answer)> {
        step.asks.iter().zip(&self.answers)
    }

    /// The failed items of its checklists, with the list they are in.
    pub fn failed_items<'a>(
        &'a self,
        release: &'a Release,
        step: &'a Step,
    ) -> impl Iterator<Item = (&'a ItemName, &'a str, &'a Stamp, &'a str)> {
        self.answered(step).flat_map(move |(ask, answer)| {
            let items = release.find_checklist(ask).into_iter().flat_map(Checklist::items);
            let states: &[ItemState] = match answer {
                Answer::Checklist(states) => states,
                Answer::Confirmation(_) | Answer::Value(_) | Answer::SignOff(_) | Answer::Outage => &[],
            };
            items.zip(states).filter_map(|((_, item), state)| match state {
                ItemState::Failed(stamp, note) => {
                    Some((&item.name, item.text.as_str(), stamp, note.as_str()))
                }
                ItemState::Open | ItemState::Passed(_) | ItemState::Waived(..) => None,
            })
        })
    }
}

impl Answer {
    fn fresh(process: &Process, ask: &Ask) -> Self {
        match &ask.kind {
            AskKind::Confirmation => Self::Confirmation(None),
            AskKind::Value { .. } => Self::Value(None),
            AskKind::Checklist { list } => {
                let items = process.checklists.get(list).map_or(0, |l| l.items().count());
                Self::Checklist(vec![ItemState::Open; items])
            }
            AskKind::SignOff(_) => Self::SignOff(Vec::new()),
            AskKind::Outage { .. } => Self::Outage,
        }
    }
}

/// Whether every set has its goes and nobody's no-go stands.
pub fn is_signed_off(rule: &SignOffRule, voices: &[Voice]) -> bool {
    let no_go = voices.iter().any(|v| matches!(v.verdict, Verdict::NoGo(_)));
    let full = (0..rule.sets.len()).all(|set| goes_in(voices, set) >= rule.sets[set].quorum);
    full && !no_go
}

/// How many goes a set has.
pub fn goes_in(voices: &[Voice], set: usize) -> usize {
    voices
        .iter()
        .filter(|v| v.set == set && matches!(v.verdict, Verdict::Go(_)))
        .count()
}

/// The roles whose go is still missing.
pub fn missing_roles<'a>(rule: &'a SignOffRule, voices: &'a [Voice]) -> impl Iterator<Item = &'a RoleName> {
    rule.sets
        .iter()
        .enumerate()
        .filter(|(n, s)| goes_in(voices, *n) < s.quorum)
        .map(|(_, s)| &s.role)
}
