//! Answers to what a step asks for: confirmations, values, items.

use regex::Regex;

use super::super::command::At;
use super::super::fact::{ItemPlace, Place, ReleaseFact};
use super::super::name::{ItemName, StepName};
use super::super::process::{Ask, AskKind, Effect, Rule, Step};
use super::super::refusal::Refusal;
use super::super::release::{Answer, ItemState, Release, StepState};
use super::{Draft, require_text};

impl Draft<'_> {
    pub(super) fn confirm(&mut self, at: &At<Place>) -> Result<(), Refusal> {
        let (step, _) = self.enter(at, &at.what.step)?;
        let ask = self.find_asked(&step, &at.what)?;
        if ask.kind != AskKind::Confirmation {
            return Err(Refusal::OutOfDate(step.name.clone()));
        }
        self.happened(ReleaseFact::Confirmed(at.what.clone()));
        self.complete_when_answered(&step.name);
        Ok(())
    }

    pub(super) fn give(&mut self, at: &At<Place>, value: &str) -> Result<(), Refusal> {
        let (_, step, _) = self.find_step(at, &at.what.step)?;
        if let Some(rule) = step.find_ask(&at.what.ask).and_then(|a| a.kind.report()) {
            return self.say_by_hand(at, rule, value);
        }
        let (step, _) = self.enter(at, &at.what.step)?;
        let ask = self.find_asked(&step, &at.what)?;
        if !ask.kind.options().is_empty() {
            return self.choose(at, ask.kind.options(), value);
        }
        let rule = match &ask.kind {
            AskKind::Value { rule, .. } => rule.as_ref(),
            AskKind::Document { .. } => {
                require_page(value)?;
                None
            }
            AskKind::Tell { .. } => None,
            kind @ AskKind::Sync { .. } => {
                self.give_sync(&at.what, kind, value)?;
                self.complete_when_answered(&step.name);
                return Ok(());
            }
            _ => return Err(Refusal::OutOfDate(step.name.clone())),
        };
        let value = require_text(value)?;
        if let Some(rule) = rule.filter(|r| !matches_rule(r, &value)) {
            return Err(Refusal::ValueDoesNotFit {
                value,
                because: rule.because.clone(),
            });
        }
        self.happened(ReleaseFact::ValueGiven {
            place: at.what.clone(),
            value,
        });
        self.complete_when_answered(&step.name);
        Ok(())
    }

    /// One of the answers of a choice, in whatever case it was typed.
    fn choose(&mut self, at: &At<Place>, options: &[String], value: &str) -> Result<(), Refusal> {
        let typed = value.trim().to_lowercase();
        let chosen = options.iter().find(|o| o.to_lowercase() == typed);
        let value = chosen.cloned().ok_or_else(|| Refusal::NoSuchOption {
            value: value.to_owned(),
            options: options.to_vec(),
        })?;
        self.happened(ReleaseFact::ValueGiven {
            place: at.what.clone(),
            value,
        });
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    pub(super) fn pass_item(&mut self, at: &At<ItemPlace>) -> Result<(), Refusal> {
        self.enter(at, &at.what.step)?;
        let state = self.find_item(at)?;
        if matches!(state, ItemState::Passed(_)) {
            return Err(Refusal::ItemAlready(at.what.item.clone(), state));
        }
        self.happened(ReleaseFact::ItemPassed(at.what.clone()));
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    pub(super) fn fail_item(&mut self, at: &At<ItemPlace>, note: &str) -> Result<(), Refusal> {
        self.enter(at, &at.what.step)?;
        self.find_item(at)?;
        let note = require_text(note)?;
        self.happened(ReleaseFact::ItemFailed {
            place: at.what.clone(),
            note,
        });
        Ok(())
    }

    pub(super) fn waive_item(&mut self, at: &At<ItemPlace>, reason: &str) -> Result<(), Refusal> {
        self.enter(at, &at.what.step)?;
        self.find_item(at)?;
        let reason = require_text(reason)?;
        self.happened(ReleaseFact::ItemWaived {
            place: at.what.clone(),
            reason,
        });
        self.complete_when_answered(&at.what.step);
        Ok(())
    }

    /// Opens an item again. In a step that its last item completed, this is the undo of a slip: it opens the step
    /// too, as long as nothing was built on it.
    pub(super) fn reopen_item(&mut self, at: &At<ItemPlace>) -> Result<(), Refusal> {
        let state = self.find_item(at)?;
        if state == ItemState::Open {
            return Err(Refusal::ItemAlready(at.what.item.clone(), state));
        }
        let (_, _, step) = self.find_step(at, &at.what.step)?;
        if step.completed.is_some() {
            self.uncomplete(&At {
                round: at.round,
                what: at.what.step.clone(),
            })?;
        } else {
            self.enter(at, &at.what.step)?;
        }
        self.happened(ReleaseFact::ItemReopened(at.what.clone()));
        Ok(())
    }

    pub(super) fn pass_items(&mut self, at: &At<Place>, items: &[ItemName]) -> Result<(), Refusal> {
        let (step, _) = self.enter(at, &at.what.step)?;
        let place = |item: &ItemName| ItemPlace {
            step: at.what.step.clone(),
            ask: at.what.ask.clone(),
            item: item.clone(),
        };
        let is_open = |p: &ItemPlace| self.after.release.find_item_state(p) == Some(&ItemState::Open);
        let open: Vec<ItemPlace> = items.iter().map(place).filter(is_open).collect();
        if open.is_empty() {
            return Err(Refusal::NothingOpen);
        }
        for place in open {
            self.happened(ReleaseFact::ItemPassed(place));
        }
        self.complete_when_answered(&step.name);
        Ok(())
    }

    /// What a step asks for, when it is asked.
    fn find_asked<'s>(&self, step: &'s Step, place: &Place) -> Result<&'s Ask, Refusal> {
        let asked = step
            .find_ask(&place.ask)
            .filter(|a| self.after.release.is_asked(a));
        asked.ok_or_else(|| Refusal::OutOfDate(step.name.clone()))
    }

    fn find_item(&self, at: &At<ItemPlace>) -> Result<ItemState, Refusal> {
        self.find_step(at, &at.what.step)?;
        let state = self.after.release.find_item_state(&at.what);
        state
            .cloned()
            .ok_or_else(|| Refusal::OutOfDate(at.what.step.clone()))
    }

    /// Takes the completion of a step back. One with a checklist is reopened by its items.
    pub(super) fn reopen_step(&mut self, at: &At<StepName>) -> Result<(), Refusal> {
        let (_, step, state) = self.find_step(at, &at.what)?;
        if has_checklist(&state) && state.waived.is_none() {
            return Err(Refusal::CannotReopen(step.name));
        }
        self.uncomplete(at)?;
        self.take_syncs_back(&step);
        // A confirmation or a value that stayed would complete the step again at once: it is asked anew.
        for ask in &step.asks {
            let place = Place {
                step: step.name.clone(),
                ask: ask.name.clone(),
            };
            self.happened(ReleaseFact::AnswerTakenBack(place));
        }
        Ok(())
    }

    fn uncomplete(&mut self, at: &At<StepName>) -> Result<(), Refusal> {
        let (_, step, state) = self.find_step(at, &at.what)?;
        self.require_role([&step.owner])?;
        let is_settled = state.completed.is_some() || state.waived.is_some();
        if !is_settled || !may_reopen(&self.after.release, &step) {
            return Err(Refusal::CannotReopen(step.name));
        }
        self.open_again(&step, &state);
        Ok(())
    }

    /// A step that was settled is open again, and what it brought about is taken back.
    pub(super) fn open_again(&mut self, step: &Step, state: &StepState) {
        self.happened(ReleaseFact::StepReopened {
            step: step.name.clone(),
        });
        if state.waived.is_some() {
            return;
        }
        for effect in &step.effects {
            match effect {
                Effect::HandOver => {
                    let to = self.after.release.started.by.clone();
                    self.happened(ReleaseFact::ReporterChanged { to });
                }
                Effect::SetVersion {
                    environment,
                    component,
                    ..
                } => self.unset_version(environment, component.as_ref()),
                Effect::TurnOn { state } => self.turn_off(state),
                Effect::TurnOff { state } => self.turn_on(state),
                Effect::CutVersion { .. } => self.uncut_version(),
                // What people were told stays said.
                Effect::EndFreeze
                | Effect::CloseOutage
                | Effect::Announce { .. }
                | Effect::TellAuthor
                | Effect::MoveTickets { .. } => {}
            }
        }
    }
}

/// Whether a completed step as a whole can be taken back; one with a checklist is reopened by its items.
pub fn may_take_back(release: &Release, step: &Step, state: &StepState) -> bool {
    let is_done = state.completed.is_some() && !has_checklist(state);
    (is_done || state.waived.is_some()) && may_reopen(release, step)
}

fn has_checklist(state: &StepState) -> bool {
    state.answers.iter().any(|a| matches!(a, Answer::Checklist(_)))
}

/// A page that others can open.
fn require_page(text: &str) -> Result<(), Refusal> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let is_page = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_page || text.is_empty() {
        return Ok(());
    }
    Err(Refusal::ValueDoesNotFit {
        value: text.to_owned(),
        because: "a document is given by its link, which begins with https:// and holds no password"
            .to_owned(),
    })
}

/// Whether a step changes what users see, and they are told.
fn opens_or_shuts(release: &Release, step: &Step) -> bool {
    let keeps_out = |state| {
        release
            .process
            .service
            .states
            .get(state)
            .is_some_and(|s| s.outage)
    };
    step.effects.iter().any(|effect| match effect {
        Effect::TurnOn { state } | Effect::TurnOff { state } => keeps_out(state),
        other => other.is_told(),
    })
}

/// A completion can be taken back while nobody was told of it and nothing was built on it.
fn may_reopen(release: &Release, step: &Step) -> bool {
    let told = step
        .asks
        .iter()
        .any(|a| a.kind.outage().is_some() || a.kind.tell().is_some())
        || opens_or_shuts(release, step);
    let position = release.process.find_step(&step.name).map(|(n, _)| n);
    let built_on = position.is_none_or(|position| release.is_built_on(position));
    let overridden = release.overrides.iter().any(|o| o.step == step.name);
    !told && !built_on && !overridden
}

/// Whether the whole text matches; a pattern that does not compile (the playbook room refuses it) matches nothing.
pub(crate) fn matches_rule(rule: &Rule, text: &str) -> bool {
    Regex::new(&format!("^(?:{})$", rule.pattern)).is_ok_and(|r| r.is_match(text))
}
