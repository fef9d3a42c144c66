//! What became of the slots of a cadence: proposed, moved, skipped, taken by a release, replaced by another.
//!
//! The fold of the service's facts about them, and the questions that `decide`, `agenda` and `wording` ask of it. A slot
//! is known by its day on the grid for ever, so that a moved or skipped one touches no other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cadence::Cadence;
use super::fact::{Recorded, ServiceFact};
use super::name::{CadenceName, EnvironmentName, Version};
use super::person::Stamp;
use super::wall_clock::instant;

mod holiday;

pub use holiday::{DaysBeside, HolidayAnswer, HolidaySlot, days_beside};

/// A slot of a cadence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The cadence.
    pub cadence: CadenceName,
    /// Its day on the grid; a moved slot keeps it as its name.
    pub date: NaiveDate,
}

/// What became of the slots of one cadence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diary {
    /// The last slot of the grid that was proposed; earlier ones have passed.
    pub proposed_up_to: Option<NaiveDate>,
    /// What is known of a slot beyond its day.
    pub slots: BTreeMap<NaiveDate, SlotState>,
    /// Those of them that were moved: few, of the many that there are after years.
    moved: BTreeSet<NaiveDate>,
}

/// What became of a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotState {
    /// The day to which it was moved, with who, when and why.
    pub moved: Option<(NaiveDate, Stamp, String)>,
    /// The day for which it was proposed last.
    pub proposed_for: Option<NaiveDate>,
    /// Whether it is skipped, with who, when and why.
    pub skipped: Option<(Stamp, String)>,
    /// The version since which nothing was merged, so that nobody is asked to release.
    pub nothing_since: Option<Version>,
    /// The release that takes it.
    pub taken: Option<i64>,
    /// The releases that replace what was planned, by environment.
    pub replaced: BTreeMap<EnvironmentName, Replacement>,
    /// The days to which it could move when somebody was asked what becomes of it, since it is on a holiday.
    pub asked: Option<DaysBeside>,
    /// Whether it stays in spite of a holiday: who said so, when, and which holiday.
    pub kept: Option<(Stamp, String)>,
    /// How often its day, or whether it is held, was changed, and when last.
    pub changed: (u32, Option<DateTime<Utc>>),
}

/// A release that replaces what was planned for an environment on a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Its number.
    pub release: i64,
    /// Its version.
    pub version: Version,
    /// The title of its track, such as "Hotfix".
    pub track: String,
}

/// Which week of the cycle a day is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleWeek {
    /// 2 when the week holds a planned release, 1 otherwise.
    pub number: u8,
    /// The slot of that planned release.
    pub slot: Option<NaiveDate>,
}

/// A slot that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSlot {
    /// The slot.
    pub date: NaiveDate,
    /// The day on which it is due: its own, or the one to which it was moved.
    pub day: NaiveDate,
    /// The moment at which it is proposed.
    pub due_at: DateTime<Utc>,
}

impl Diary {
    /// What is known of a slot.
    pub fn find(&self, date: NaiveDate) -> Option<&SlotState> {
        self.slots.get(&date)
    }

    /// The day of a slot: its own, or the one to which it was moved.
    pub fn day_of(&self, date: NaiveDate) -> NaiveDate {
        let moved = self.find(date).and_then(|state| state.moved.as_ref());
        moved.map_or(date, |(to, _, _)| *to)
    }

    /// The slots that were moved, with the day to which each was.
    pub fn moved(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        self.moved.iter().map(|date| (*date, self.day_of(*date)))
    }

    /// The slot that a release takes.
    pub fn slot_of(&self, release: i64) -> Option<NaiveDate> {
        let taken = self.slots.iter().find(|(_, state)| state.taken == Some(release));
        taken.map(|(date, _)| *date)
    }

    /// Whether a slot waits for nobody any more.
    pub fn is_settled(&self, cadence: &Cadence, date: NaiveDate) -> bool {
        self.find(date).is_some_and(|state| {
            let is_needless = state.skipped.is_some() || state.nothing_since.is_some();
            is_needless || state.taken.is_some() || state.replacement(cadence).is_some()
        })
    }

    /// The slots that fall due next: the next of the grid, and those that were moved. The grid goes on as if none had
    /// been moved.
    pub fn due(&self, cadence: &Cadence, zone: Tz) -> Vec<DueSlot> {
        let moved = self.moved().filter(|(date, to)| {
            let was_proposed = self
                .find(*date)
                .is_some_and(|state| state.proposed_for == Some(*to));
            !self.is_settled(cadence, *date) && !was_proposed
        });
        let grid = self.grid(cadence).next().map(|date| (date, date));
        let due = moved.chain(grid).map(|(date, day)| DueSlot {
            date,
            day,
            due_at: instant(zone, day.and_time(cadence.at)),
        });
        due.collect()
    }

    /// The slot to propose when `due` is seen to at `now`: after a long silence the latest of the grid, once.
    pub fn to_propose(&self, cadence: &Cadence, zone: Tz, due: DueSlot, now: DateTime<Utc>) -> DueSlot {
        if due.day != due.date {
            return due;
        }
        let past = self.grid(cadence).map(|date| DueSlot {
            date,
            day: date,
            due_at: instant(zone, date.and_time(cadence.at)),
        });
        past.take_while(|slot| slot.due_at <= now).last().unwrap_or(due)
    }

    /// The slots of the grid that nobody was told of, moved, skipped or took.
    fn grid<'a>(&'a self, cadence: &'a Cadence) -> impl Iterator<Item = NaiveDate> + 'a {
        let first = self.proposed_up_to.and_then(|day| day.succ_opt());
        let open = |date: &NaiveDate| {
            !self.is_settled(cadence, *date) && self.find(*date).is_none_or(|state| state.moved.is_none())
        };
        cadence.slots_from(first.unwrap_or(cadence.anchor)).filter(open)
    }

    /// The slot that was proposed last and waits for somebody to take it.
    pub fn open_proposal(&self, cadence: &Cadence) -> Option<NaiveDate> {
        let mut proposed = self.slots.iter().rev();
        let open = proposed.find(|(date, state)| {
            state.proposed_for.is_some() && state.proposed_for == Some(self.day_of(**date))
        });
        open.map(|(date, _)| *date)
            .filter(|date| !self.is_settled(cadence, *date))
    }

    /// Which week of the cycle a day is in. A week runs from Monday to Sunday; a skipped slot is no planned release, a
    /// moved one counts on the day to which it was moved.
    pub fn week_of(&self, cadence: &Cadence, day: NaiveDate) -> CycleWeek {
        let near = day.checked_sub_days(Days::new(40)).unwrap_or(day);
        let far = day.checked_add_days(Days::new(40)).unwrap_or(day);
        let moved = self.moved().map(|(date, _)| date);
        let near = cadence.slots_from(near).take_while(|date| *date <= far);
        let is_planned = |date: &NaiveDate| {
            let skipped = self.find(*date).is_some_and(|state| state.skipped.is_some());
            !skipped && self.day_of(*date).iso_week() == day.iso_week()
        };
        let slot = near.chain(moved).find(is_planned);
        CycleWeek {
            number: if slot.is_some() { 2 } else { 1 },
            slot,
        }
    }

    /// The slot on which what is on its way to `environment` since `day` goes on: the first one after that day that is
    /// neither skipped nor replaced there.
    pub fn next_for(
        &self,
        cadence: &Cadence,
        environment: Option<&EnvironmentName>,
        day: NaiveDate,
    ) -> Option<NaiveDate> {
        let is_kept = |date: &NaiveDate| {
            self.find(*date).is_none_or(|state| {
                let replaced = environment.is_some_and(|e| state.replaced.contains_key(e));
                state.skipped.is_none() && !replaced
            })
        };
        // Skipped for ever is not meant: a year ahead is looked at.
        cadence
            .after(day)
            .and_then(|first| cadence.slots_from(first).take(60).find(is_kept))
    }

    pub(super) fn apply(&mut self, recorded: &Recorded<ServiceFact>) {
        let stamp = Stamp {
            by: recorded.by.clone(),
            at: recorded.at,
        };
        match &recorded.fact {
            ServiceFact::SlotProposed { slot, day } => {
                self.slots.entry(slot.date).or_default().proposed_for = Some(*day);
                if *day == slot.date {
                    self.proposed_up_to = self.proposed_up_to.max(Some(slot.date));
                }
            }
            ServiceFact::SlotMoved { slot, to, reason } => {
                let moved = (*to != slot.date).then(|| (*to, stamp, reason.clone()));
                match &moved {
                    Some(_) => self.moved.insert(slot.date),
                    None => self.moved.remove(&slot.date),
                };
                let state = self.slots.entry(slot.date).or_default();
                state.moved = moved;
                state.changed = (state.changed.0 + 1, Some(recorded.at));
            }
            ServiceFact::SlotSkipped { slot, reason } => {
                let state = self.slots.entry(slot.date).or_default();
                state.skipped = Some((stamp, reason.clone()));
                state.changed = (state.changed.0 + 1, Some(recorded.at));
            }
            ServiceFact::HolidayAsked { slot, beside, .. } => {
                self.slots.entry(slot.date).or_default().asked = Some(*beside);
            }
            ServiceFact::SlotKept { slot, holiday } => {
                self.slots.entry(slot.date).or_default().kept = Some((stamp, holiday.clone()));
            }
            ServiceFact::NothingToRelease { slot, since } => {
                self.slots.entry(slot.date).or_default().nothing_since = Some(since.clone());
            }
            ServiceFact::SlotTaken { slot, release } => {
                self.slots.entry(slot.date).or_default().taken = Some(*release);
            }
            ServiceFact::SlotReplaced {
                slot,
                environment,
                by,
            } => {
                let state = self.slots.entry(slot.date).or_default();
                state.replaced.insert(environment.clone(), by.clone());
            }
            _ => {}
        }
    }
}

impl SlotState {
    /// What replaces the start that the slot is for.
    pub fn replacement(&self, cadence: &Cadence) -> Option<&Replacement> {
        match &cadence.environment {
            Some(environment) => self.replaced.get(environment),
            None => self.replaced.values().next(),
        }
    }
}

#[cfg(test)]
mod tests;
