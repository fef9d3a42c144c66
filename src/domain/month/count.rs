//! Counts of a month, held against the month before.

use std::collections::BTreeMap;

use super::{Event, Kind, Known, YearMonth, events};
use crate::domain::diary::Slot;
use crate::domain::name::{PersonId, RoleName};

/// A month of a service: what happened in it, and how much of it in the month before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Which.
    pub month: YearMonth,
    /// Whether it is over; otherwise there is more to come.
    pub is_over: bool,
    /// What happened, by day.
    pub events: Vec<Event>,
    /// What was counted in the month before; nothing where nothing was known of the service then.
    before: Option<BTreeMap<Kind, Count>>,
}

/// How often, and for how long in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How often.
    pub times: i64,
    /// How many minutes in all.
    pub minutes: i64,
    /// How many minutes were announced in all.
    pub announced_minutes: i64,
}

/// What somebody served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// Turns that began.
    pub turns: i64,
    /// Planned days that were held.
    pub releases: i64,
}

impl Month {
    /// What that month was like.
    pub fn of(known: &Known<'_>, month: YearMonth) -> Self {
        let before = month.before();
        let all = events(known, before.first(), month.last());
        let began = known.state.began.map(|at| known.day(at));
        let is_known_before = began.is_some_and(|began| began < month.first());
        let (before, events) = all.into_iter().partition::<Vec<_>, _>(|e| e.day < month.first());
        Self {
            month,
            is_over: known.day(known.now) > month.last(),
            events,
            before: is_known_before.then(|| tally(&before)),
        }
    }

    /// The events of a kind.
    pub fn each(&self, kind: Kind) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.kind == kind)
    }

    /// How often something happened.
    pub fn count(&self, kind: Kind) -> Count {
        tally(self.each(kind)).remove(&kind).unwrap_or_default()
    }

    /// How often it happened in the month before; nothing where nothing was known of the service then.
    pub fn count_before(&self, kind: Kind) -> Option<Count> {
        let before = self.before.as_ref()?;
        Some(before.get(&kind).copied().unwrap_or_default())
    }

    /// What became of each planned day: one fate for each. A day that was replaced for one environment alone has
    /// another, and one that was moved has the fate of the day to which it was.
    pub fn planned_days(&self) -> BTreeMap<&Slot, Kind> {
        let fates = self
            .events
            .iter()
            .filter(|event| Kind::FATES.contains(&event.kind));
        let mut days = BTreeMap::new();
        for (slot, kind) in fates.filter_map(|event| Some((event.slot.as_ref()?, event.kind))) {
            let fate = days.entry(slot).or_insert(kind);
            if *fate == Kind::Replaced {
                *fate = kind;
            }
        }
        days
    }

    /// How long each role was waited for, in working hours, the longest first.
    pub fn waits(&self) -> Vec<(RoleName, Count)> {
        let mut waits: BTreeMap<RoleName, Count> = BTreeMap::new();
        for event in self.each(Kind::Waited) {
            for role in &event.roles {
                waits.entry(role.clone()).or_default().add(event);
            }
        }
        let mut waits: Vec<_> = waits.into_iter().collect();
        waits.sort_by_key(|(_, count)| -count.minutes);
        waits
    }

    /// Who served: turns that began, and planned days that were held.
    pub fn served(&self) -> BTreeMap<PersonId, Served> {
        let mut served: BTreeMap<PersonId, Served> = BTreeMap::new();
        for event in &self.events {
            let Some(who) = &event.who else { continue };
            match event.kind {
                Kind::Turn => served.entry(who.clone()).or_default().turns += 1,
                Kind::Held => served.entry(who.clone()).or_default().releases += 1,
                _ => {}
            }
        }
        served
    }
}

impl Count {
    fn add(&mut self, event: &Event) {
        self.times += 1;
        self.minutes += event.minutes.unwrap_or(0);
        self.announced_minutes += event.announced_minutes.unwrap_or(0);
    }
}

fn tally<'e>(events: impl IntoIterator<Item = &'e Event>) -> BTreeMap<Kind, Count> {
    let mut counts: BTreeMap<Kind, Count> = BTreeMap::new();
    for event in events {
        counts.entry(event.kind).or_default().add(event);
    }
    counts
}
