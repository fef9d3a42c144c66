//! What became of a planned day beyond its slot: who was called, who reacted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::DayFact;
use crate::domain::name::PersonId;
use crate::domain::person::Stamp;

/// What became of the planned days of a cadence, by their slots.
pub type Days = BTreeMap<NaiveDate, Arc<DayState>>;

/// The state of a planned day; the fold of its facts. What is about a day names it: a slot may move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayState {
    /// When the release manager was told, by day and by how many working days before.
    pub reminded: BTreeMap<(NaiveDate, u32), DateTime<Utc>>,
    /// What was too late to be said, likewise.
    pub overtaken: BTreeSet<(NaiveDate, u32)>,
    /// Who is on it.
    pub taken_on: Option<(NaiveDate, Stamp)>,
    /// Who wants to be reminded, and when.
    pub snoozed: BTreeMap<PersonId, DateTime<Utc>>,
    /// The latest time for which anybody wished that: they have reacted.
    pub reacted_until: Option<DateTime<Utc>>,
    /// When those were called last who owe something.
    pub nudged: Option<(NaiveDate, DateTime<Utc>)>,
    /// Who was asked when nobody reacted, and when.
    pub escalated: Option<(NaiveDate, Option<PersonId>, DateTime<Utc>)>,
    /// Nothing is said before that.
    pub held_until: Option<DateTime<Utc>>,
    /// The day, once it is over.
    pub passed: Option<NaiveDate>,
}

impl DayState {
    /// The state after `fact`.
    pub fn apply(&mut self, fact: &DayFact, stamp: Stamp) {
        let at = stamp.at;
        match fact {
            DayFact::Reminded { day, before } => {
                self.reminded.insert((*day, *before), at);
            }
            DayFact::Overtaken { day, before } => {
                self.overtaken.insert((*day, *before));
            }
            DayFact::TakenOn { day } => self.taken_on = Some((*day, stamp)),
            DayFact::Snoozed { until } => {
                self.snoozed.insert(stamp.by, *until);
                self.reacted_until = self.reacted_until.max(Some(*until));
            }
            DayFact::Recalled { person } => {
                self.snoozed.remove(person);
            }
            DayFact::Nudged { day } => self.nudged = Some((*day, at)),
            DayFact::Escalated { day, to } => self.escalated = Some((*day, to.clone(), at)),
            DayFact::Held { until } => self.held_until = Some(*until),
            DayFact::Passed { day } => self.passed = Some(*day),
        }
    }
}
