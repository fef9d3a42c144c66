//! The order in which people wait for their turn.
//!
//! A line: the first who is there serves and goes to the end. Whoever is away keeps their place. Whoever joins comes after
//! everybody who waits in this round, and before those who served in it already.

use std::collections::BTreeMap;

use crate::domain::name::PersonId;

/// Who waits, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Everybody: those who wait in this round first, then those who served in it, longest ago first.
    people: Vec<PersonId>,
    /// How many wait in this round.
    waiting: usize,
    /// How many turns each owned, and the number of the last among all turns.
    owned: BTreeMap<PersonId, (u32, u32)>,
    /// How many turns there were.
    turns: u32,
}

impl Line {
    /// Everybody, next first.
    pub fn people(&self) -> &[PersonId] {
        &self.people
    }

    /// How many turns somebody owned so far.
    pub fn owned(&self, person: &PersonId) -> u32 {
        self.owned.get(person).map_or(0, |(count, _)| *count)
    }

    /// Whether somebody is in it.
    pub fn contains(&self, person: &PersonId) -> bool {
        self.people.contains(person)
    }

    /// Somebody comes after all who wait; after those who served longer ago than they did, if they served in this round.
    pub fn join(&mut self, person: &PersonId) {
        if self.contains(person) {
            return;
        }
        let last = |p: &PersonId| self.owned.get(p).map(|(_, last)| *last);
        let mine = last(person);
        let longer_ago = |p: &&PersonId| last(p) < mine;
        let served = self.people[self.waiting..].iter().take_while(longer_ago).count();
        self.people.insert(self.waiting + served, person.clone());
        if served == 0 {
            self.waiting += 1;
        }
    }

    /// Somebody waits no more.
    pub fn leave(&mut self, person: &PersonId) {
        if let Some(at) = self.people.iter().position(|p| p == person) {
            self.people.remove(at);
            self.waiting -= usize::from(at < self.waiting);
        }
    }

    /// Those who wait in this round wait in this order; whoever is not named comes after those who are.
    pub fn reorder(&mut self, order: &[PersonId]) {
        let place = |p: &PersonId| order.iter().position(|named| named == p).unwrap_or(order.len());
        let waiting = match self.waiting {
            0 => self.people.len(),
            waiting => waiting,
        };
        self.people[..waiting].sort_by_key(place);
    }

    /// The first who is there; they have owned a turn then, and wait behind all others.
    pub fn next(&mut self, is_there: impl Fn(&PersonId) -> bool) -> Option<PersonId> {
        let person = self.people.iter().find(|p| is_there(p))?.clone();
        self.serve(&person);
        Some(person)
    }

    /// Somebody has owned a turn.
    pub fn serve(&mut self, person: &PersonId) {
        // A round ends with its last turn and begins with the next one: whoever joins in between comes first.
        if self.waiting == 0 {
            self.waiting = self.people.len();
        }
        self.turns += 1;
        let (count, last) = self.owned.entry(person.clone()).or_default();
        (*count, *last) = (*count + 1, self.turns);
        if let Some(at) = self.people.iter().position(|p| p == person) {
            let person = self.people.remove(at);
            self.people.push(person);
            self.waiting -= usize::from(at < self.waiting);
        }
    }
}
