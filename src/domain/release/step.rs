//! The state of one step: its round, and what was answered to each thing it asks for.

use chrono::{DateTime, Utc};

use super::voice::Voice;
use super::{Ending, Release};
use crate::domain::lifted::Lifted;
use crate::domain::name::{AskName, ItemName};
use crate::domain::person::Stamp;
use crate::domain::process::{Ask, AskKind, Checklist, Process, Step};

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
    /// Whether all its gates were passed by authority, before it was written down which.
    pub gates_lifted: bool,
    /// The gates that were passed by authority, each for as long as what shut it lasts.
    pub lifted: Vec<Lifted>,
    /// Whether it was completed by authority, without all it asks for.
    pub by_authority: bool,
    /// Who last called those to mind who owe it, and when.
    pub called: Option<Stamp>,
    /// Who found that it is not needed this time, when and why.
    pub waived: Option<Ending>,
    /// What other systems reported to have failed and nobody has mended.
    pub failures: Vec<Failure>,
    /// Since when reports count, when earlier ones belong to an earlier attempt.
    pub heard_after: Option<DateTime<Utc>>,
}

/// What another system reported to have failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was asked for.
    pub ask: AskName,
    /// The system, and when.
    pub stamp: Stamp,
    /// Why.
    pub why: String,
    /// Where it can be seen.
    pub link: Option<String>,
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
    /// To tickets: kept in [`Release::tickets`].
    Tickets,
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

impl StepState {
    pub(super) fn fresh(process: &Process, step: &Step, round: u32) -> Self {
        let answers = step.asks.iter().map(|ask| Answer::fresh(process, ask)).collect();
        Self {
            round,
            open_since: None,
            answers,
            completed: None,
            gates_lifted: false,
            lifted: Vec::new(),
            by_authority: false,
            called: None,
            failures: Vec::new(),
            heard_after: None,
            waived: None,
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
            items
                .zip(answer.items())
                .filter_map(|((_, item), state)| match state {
                    ItemState::Failed(stamp, note) => {
                        Some((&item.name, item.text.as_str(), stamp, note.as_str()))
                    }
                    ItemState::Open | ItemState::Passed(_) | ItemState::Waived(..) => None,
                })
        })
    }
}

impl Answer {
    /// The items, when it is a checklist's.
    pub fn items(&self) -> &[ItemState] {
        match self {
            Self::Checklist(items) => items,
            _ => &[],
        }
    }

    /// Everybody's last word, when it is a sign-off's.
    pub fn voices(&self) -> &[Voice] {
        match self {
            Self::SignOff(voices) => voices,
            _ => &[],
        }
    }

    /// The text that was given, and by whom.
    pub fn given(&self) -> Option<&(String, Stamp)> {
        match self {
            Self::Value(given) => given.as_ref(),
            _ => None,
        }
    }

    pub(super) fn fresh(process: &Process, ask: &Ask) -> Self {
        match &ask.kind {
            AskKind::Confirmation | AskKind::Record => Self::Confirmation(None),
            AskKind::Value { .. }
            | AskKind::Choice { .. }
            | AskKind::Report(_)
            | AskKind::Sync { .. }
            | AskKind::Document { .. }
            | AskKind::Tell { .. } => Self::Value(None),
            AskKind::Checklist { list } => {
                let items = process.checklists.get(list).map_or(0, |l| l.items().count());
                Self::Checklist(vec![ItemState::Open; items])
            }
            AskKind::SignOff(_) => Self::SignOff(Vec::new()),
            AskKind::Outage { .. } => Self::Outage,
            AskKind::Tickets { .. } => Self::Tickets,
        }
    }
}
