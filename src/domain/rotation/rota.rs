//! What became of a rotation: who is in the pool, who is away, whose turns were, who swapped with whom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::diary::Slot;
use crate::domain::name::PersonId;
use crate::domain::person::Stamp;

use super::{Line, RotationFact, Swap, Turn, TurnId};

/// The state of a rotation; the fold of its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rota {
    /// Who is in the pool, in the order in which they wait.
    pub line: Line,
    /// Since when somebody is in the pool.
    pub joined: BTreeMap<PersonId, DateTime<Utc>>,
    /// Who is not on the server any more, and since when that is known.
    pub gone: BTreeMap<PersonId, DateTime<Utc>>,
    /// Whether anybody was ever put into the pool in chat.
    pub is_set_up: bool,
    /// The turns that began, in order.
    pub begun: Vec<Begun>,
    /// When who is away.
    pub leaves: Vec<Leave>,
    /// Who serves a turn of somebody else that has not begun.
    pub covers: BTreeMap<TurnId, Cover>,
    /// Who serves a turn for which nobody was there, by its first day.
    pub volunteers: BTreeMap<NaiveDate, PersonId>,
    /// Who releases on a planned day, whose turn it may be; with who said so, and why.
    pub slots: BTreeMap<Slot, (PersonId, Stamp, String)>,
    /// Who was named as backup, by the first day of the turn.
    pub backups: BTreeMap<NaiveDate, PersonId>,
    /// The swaps that were asked for and are not settled.
    pub open_swaps: BTreeMap<u32, OpenSwap>,
    /// How many swaps were ever asked for.
    pub swaps: u32,
    /// Swaps and covers that somebody gave and took, for the report.
    pub favours: Vec<Favour>,
    /// The first days of turns of which something was said ahead.
    pub foretold: BTreeSet<(NaiveDate, super::MomentKind)>,
}

/// A turn that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The turn as it began.
    pub turn: Turn,
    /// Which turn of its owner it is.
    pub id: Option<TurnId>,
    /// Who took it over, in order.
    pub taken: Vec<Takeover>,
    /// What whoever served wrote to whoever came next.
    pub note: Option<Note>,
}

/// Somebody serves the rest of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takeover {
    /// From which day on.
    pub on: NaiveDate,
    /// Who.
    pub person: PersonId,
    /// Who said so, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
}

/// A word to whoever comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub text: String,
    /// Who wrote it, and when.
    pub stamp: Stamp,
}

/// Somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Who said so, and when.
    pub stamp: Stamp,
    /// Why, when they said it.
    pub reason: Option<String>,
}

/// Somebody serves a turn of somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Who serves.
    pub by: PersonId,
    /// Who said so, and when.
    pub stamp: Stamp,
    /// The reason of a lead.
    pub reason: Option<String>,
}

/// A swap that waits for the other's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSwap {
    /// What.
    pub swap: Swap,
    /// Who asked, and when.
    pub stamp: Stamp,
    /// Why, when they said it.
    pub reason: Option<String>,
}

/// Something that somebody did for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Favour {
    /// Who did it.
    pub by: PersonId,
    /// For whom.
    pub to: PersonId,
    /// Whether it was a swap, which is paid back by itself.
    pub is_swap: bool,
    /// When it was settled.
    pub at: DateTime<Utc>,
}

impl Rota {
    /// Whether somebody is away on a day, or not on the server any more.
    pub fn is_away(&self, person: &PersonId, day: NaiveDate) -> bool {
        let is_gone = |at: &DateTime<Utc>| at.date_naive() <= day;
        self.gone.get(person).is_some_and(is_gone) || self.find_leave(person, day).is_some()
    }

    /// The leave of somebody that contains a day.
    pub fn find_leave(&self, person: &PersonId, day: NaiveDate) -> Option<&Leave> {
        let mut leaves = self.leaves.iter();
        leaves.find(|leave| leave.person == *person && (leave.from..=leave.until).contains(&day))
    }

    /// The turn that began last.
    pub fn current(&self) -> Option<&Begun> {
        self.begun.last()
    }

    /// The state after `fact`.
    pub fn apply(&mut self, fact: &RotationFact, stamp: Stamp) {
        match fact {
            RotationFact::Joined { person } => self.join(person, stamp.at),
            RotationFact::Left { person } => self.leave(person),
            RotationFact::Departed { person } => {
                self.leave(person);
                self.gone.insert(person.clone(), stamp.at);
            }
            RotationFact::Reordered { order } => self.line.reorder(order),
            RotationFact::TurnBegan(turn) => self.begin(turn),
            RotationFact::TurnTaken {
                turn,
                on,
                person,
                reason,
            } => self.take(*turn, *on, person, (stamp, reason)),
            RotationFact::Volunteered { turn, person } => {
                self.volunteers.insert(*turn, person.clone());
            }
            RotationFact::TurnGiven { turn, person, reason } => {
                self.cover(turn, person, (stamp, Some(reason)), false)
            }
            RotationFact::SlotGiven { slot, person, reason } => {
                let given = (person.clone(), stamp, reason.clone());
                self.slots.insert(slot.clone(), given);
            }
            RotationFact::BackupNamed { turn, person } => {
                self.backups.insert(*turn, person.clone());
                let begun = self.begun.iter_mut().find(|begun| begun.turn.from == *turn);
                if let Some(begun) = begun {
                    begun.turn.backup = Some(person.clone());
                }
            }
            RotationFact::LeaveTaken {
                person,
                from,
                until,
                reason,
            } => self.leaves.push(Leave {
                person: person.clone(),
                from: *from,
                until: *until,
                stamp,
                reason: reason.clone(),
            }),
            RotationFact::LeaveEnded { person, on } => self.come_back(person, *on),
            RotationFact::NoteWritten { turn, text } => {
                let begun = self.begun.iter_mut().find(|begun| begun.turn.from == *turn);
                if let Some(begun) = begun {
                    let text = text.clone();
                    begun.note = Some(Note { text, stamp });
                }
            }
            RotationFact::TurnForetold(turn) => self.foretell(turn, super::MomentKind::Foretell),
            RotationFact::HandoverForetold(turn) => self.foretell(turn, super::MomentKind::HandOver),
            RotationFact::NobodyAsked(turn) => self.foretell(turn, super::MomentKind::AskForSomebody),
            RotationFact::SwapAsked { .. }
            | RotationFact::SwapAgreed { .. }
            | RotationFact::SwapDeclined { .. }
            | RotationFact::SwapWithdrawn { .. }
            | RotationFact::SwapExpired { .. }
            | RotationFact::SwapOverruled { .. }
            | RotationFact::SwapMade { .. } => self.apply_to_swaps(fact, stamp),
        }
    }

    fn apply_to_swaps(&mut self, fact: &RotationFact, stamp: Stamp) {
        match fact {
            RotationFact::SwapAsked { number, swap, reason } => {
                let (swap, reason) = (swap.clone(), reason.clone());
                self.swaps = self.swaps.max(*number);
                self.open_swaps.insert(*number, OpenSwap { swap, stamp, reason });
            }
            RotationFact::SwapAgreed { number } => {
                if let Some(open) = self.open_swaps.remove(number) {
                    self.swap(&open.swap, stamp, None);
                }
            }
            RotationFact::SwapMade { swap, reason } => self.swap(swap, stamp, Some(reason)),
            RotationFact::SwapDeclined { number }
            | RotationFact::SwapWithdrawn { number }
            | RotationFact::SwapExpired { number }
            | RotationFact::SwapOverruled { number, .. } => drop(self.open_swaps.remove(number)),
            _ => unreachable!("only swaps are given to this"),
        }
    }

    /// The same rotation with these people in its pool, where nobody was put into it in chat.
    pub fn with(&self, people: &[PersonId]) -> Self {
        let mut seeded = self.clone();
        if !self.is_set_up {
            people.iter().for_each(|person| seeded.line.join(person));
        }
        seeded
    }

    fn join(&mut self, person: &PersonId, at: DateTime<Utc>) {
        self.is_set_up = true;
        self.gone.remove(person);
        self.line.join(person);
        self.joined.insert(person.clone(), at);
    }

    /// What somebody who leaves would have served for others falls back to them.
    fn leave(&mut self, person: &PersonId) {
        self.is_set_up = true;
        self.line.leave(person);
        self.joined.remove(person);
        self.covers.retain(|_, cover| cover.by != *person);
        self.volunteers.retain(|_, by| by != person);
        self.backups.retain(|_, by| by != person);
    }

    fn begin(&mut self, turn: &Turn) {
        let id = turn.owner.clone().map(|owner| TurnId {
            nth: self.line.owned(&owner),
            owner,
        });
        if let Some(owner) = &turn.owner {
            self.line.serve(owner);
        }
        self.volunteers.retain(|from, _| *from > turn.from);
        self.begun.push(Begun {
            turn: turn.clone(),
            id,
            taken: Vec::new(),
            note: None,
        });
    }

    fn take(&mut self, turn: NaiveDate, on: NaiveDate, person: &PersonId, why: (Stamp, &String)) {
        let Some(begun) = self.begun.iter_mut().find(|begun| begun.turn.from == turn) else {
            return;
        };
        let (stamp, reason) = why;
        if let Some(served) = begun.serves_on(on) {
            self.favours.push(Favour {
                by: person.clone(),
                to: served,
                is_swap: false,
                at: stamp.at,
            });
        }
        begun.taken.push(Takeover {
            on,
            person: person.clone(),
            stamp,
            reason: reason.clone(),
        });
    }

    fn cover(
        &mut self,
        turn: &TurnId,
        by: &PersonId,
        (stamp, reason): (Stamp, Option<&String>),
        is_swap: bool,
    ) {
        let served = self.covers.get(turn).map_or(&turn.owner, |cover| &cover.by);
        self.favours.push(Favour {
            by: by.clone(),
            to: served.clone(),
            is_swap,
            at: stamp.at,
        });
        if turn.owner == *by {
            self.covers.remove(turn);
            return;
        }
        let cover = Cover {
            by: by.clone(),
            stamp,
            reason: reason.cloned(),
        };
        self.covers.insert(turn.clone(), cover);
    }

    fn swap(&mut self, swap: &Swap, stamp: Stamp, reason: Option<&String>) {
        self.cover(&swap.gives, &swap.other, (stamp.clone(), reason), true);
        self.cover(&swap.takes, &swap.asker, (stamp, reason), true);
    }

    fn come_back(&mut self, person: &PersonId, on: NaiveDate) {
        self.leaves
            .retain(|leave| leave.person != *person || leave.from < on);
        let mine = self.leaves.iter_mut().filter(|leave| leave.person == *person);
        for leave in mine {
            leave.until = leave.until.min(on.pred_opt().unwrap_or(on));
        }
    }

    fn foretell(&mut self, turn: &Turn, kind: super::MomentKind) {
        self.foretold.insert((turn.from, kind));
    }
}

impl Begun {
    /// Who serves it on a day.
    pub fn serves_on(&self, day: NaiveDate) -> Option<PersonId> {
        let taken = self.taken.iter().rev().find(|taken| taken.on <= day);
        match taken {
            Some(taken) => Some(taken.person.clone()),
            None => self.turn.serves.clone(),
        }
    }
}
