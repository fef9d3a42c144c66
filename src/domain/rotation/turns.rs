//! Whose turn it is on which day, as a function of state alone.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::name::{PersonId, RotationName};
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::{Begun, Line, Period, Rota, Rotation, TurnId};

/// One person's period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Whose turn it is by the order; nobody when nobody is there.
    pub owner: Option<PersonId>,
    /// Who serves it: the owner, or whoever covers for them.
    pub serves: Option<PersonId>,
    /// Who is asked when they do not react.
    pub backup: Option<PersonId>,
}

/// A turn that has not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The turn as it will be if nothing happens.
    pub turn: Turn,
    /// Which turn of its owner it is.
    pub id: Option<TurnId>,
    /// Who is passed over without losing their place, since they are away.
    pub passed_over: Vec<PersonId>,
}

impl ServiceState {
    /// What became of a rotation.
    pub fn rota(&self, rotation: &RotationName) -> &Rota {
        static EMPTY: LazyLock<Rota> = LazyLock::new(Rota::default);
        self.rotas.get(rotation).unwrap_or(&EMPTY)
    }

    /// The same, with the people of the playbook where nobody was put into the pool in chat.
    pub fn rota_of(&self, rotation: &Rotation) -> Cow<'_, Rota> {
        let rota = self.rota(&rotation.name);
        match rota.is_set_up || rotation.people.is_empty() {
            true => Cow::Borrowed(rota),
            false => Cow::Owned(rota.with(&rotation.people)),
        }
    }

    /// The turn that contains `day`, with whoever serves on that day.
    pub fn turn_on(&self, service: &Service, rotation: &Rotation, day: NaiveDate) -> Option<Turn> {
        let begun = self.begun_on(service, rotation, day);
        begun.or_else(|| {
            let mut planned = self.planned_turns(service, rotation);
            let found = planned.find(|planned| planned.turn.until >= day)?;
            (found.turn.from <= day).then_some(found.turn)
        })
    }

    /// The turns from the one that contains `day` on, or from the first one after it.
    pub fn turns_from(
        &self,
        service: &Service,
        rotation: &Rotation,
        day: NaiveDate,
        most: usize,
    ) -> Vec<Turn> {
        let begun = &self.rota(&rotation.name).begun;
        let begun = (0..begun.len()).filter_map(|n| self.begun_turn(service, rotation, n, day));
        let planned = self.planned_turns(service, rotation).map(|planned| planned.turn);
        let turns = begun.chain(planned).filter(|turn| turn.until >= day);
        turns.take(most).collect()
    }

    /// The turns that have not begun, in order.
    pub fn planned_turns<'s>(
        &'s self,
        service: &'s Service,
        rotation: &'s Rotation,
    ) -> impl Iterator<Item = Planned> + 's {
        let rota = self.rota_of(rotation);
        Walk {
            state: self,
            service,
            rotation,
            line: rota.line.clone(),
            from: self.first_planned(service, rotation, &rota),
            rota,
        }
    }

    fn begun_on(&self, service: &Service, rotation: &Rotation, day: NaiveDate) -> Option<Turn> {
        let begun = &self.rota(&rotation.name).begun;
        let n = begun.iter().rposition(|begun| begun.turn.from <= day)?;
        let turn = self.begun_turn(service, rotation, n, day)?;
        (turn.until >= day).then_some(turn)
    }

    /// The turn that began as that number, with whoever serves on `day`, or on its nearest day to that.
    fn begun_turn(&self, service: &Service, rotation: &Rotation, n: usize, day: NaiveDate) -> Option<Turn> {
        let rota = self.rota(&rotation.name);
        let begun = rota.begun.get(n)?;
        let until = self.end_of_begun(service, rotation, &rota.begun, n)?;
        let serves = begun.serves_on(day.clamp(begun.turn.from, until.max(begun.turn.from)));
        // Whoever was alone when their turn began has a backup as soon as somebody joins.
        let others = rota.line.people().iter();
        let owner = begun.turn.owner.as_ref();
        let is_other = |other: &&PersonId| {
            serves.as_ref().is_some_and(|serves| *other != serves) && Some(*other) != owner
        };
        let days = (begun.turn.from, until);
        let is_there = |other: &&PersonId| !self.is_away_in(service, rotation, other, days);
        let mut others = others.filter(is_other).filter(is_there);
        let backup = begun
            .turn
            .backup
            .clone()
            .filter(|backup| Some(backup) != serves.as_ref());
        Some(Turn {
            from: begun.turn.from,
            until,
            owner: begun.turn.owner.clone(),
            backup: backup.or_else(|| others.next().cloned()),
            serves,
        })
    }

    /// The last day of a turn that began: a turn of one release goes on until that is held.
    fn end_of_begun(
        &self,
        service: &Service,
        rotation: &Rotation,
        all: &[Begun],
        n: usize,
    ) -> Option<NaiveDate> {
        let began = &all.get(n)?.turn;
        match (all.get(n + 1), rotation.period) {
            (Some(next), _) => next.turn.from.pred_opt(),
            (None, Period::Release) => self.end_of_turn(service, rotation, began.from),
            (None, _) => Some(began.until),
        }
    }

    /// The first day of the first turn that has not begun.
    fn first_planned(&self, service: &Service, rotation: &Rotation, rota: &Rota) -> Option<NaiveDate> {
        if let Some(last) = rota.begun.len().checked_sub(1) {
            return self
                .end_of_begun(service, rotation, &rota.begun, last)?
                .succ_opt();
        }
        let joined = rota.joined.values().min();
        let since = joined.map(|at| at.with_timezone(&service.zone).date_naive());
        let since = since.unwrap_or(rotation.anchor).max(rotation.anchor);
        Some(match rotation.period {
            Period::Release => since,
            Period::Weeks(_) | Period::Months(_) => rotation.first_of(since),
        })
    }
}

/// Goes from one turn to the next as if nothing happened in between.
struct Walk<'s> {
    state: &'s ServiceState,
    service: &'s Service,
    rotation: &'s Rotation,
    rota: Cow<'s, Rota>,
    line: Line,
    from: Option<NaiveDate>,
}

impl Iterator for Walk<'_> {
    type Item = Planned;

    fn next(&mut self) -> Option<Planned> {
        let from = self.from?;
        let until = self.state.end_of_turn(self.service, self.rotation, from)?;
        self.from = until.succ_opt();
        let absent = self.absent((from, until));
        let is_there = |person: &PersonId| absent.get(person) == Some(&Absence::Not);
        let waiting: Vec<PersonId> = self.line.people().to_vec();
        let owner = self.line.next(is_there);
        let id = owner.clone().map(|owner| TurnId {
            nth: self.line.owned(&owner) - 1,
            owner,
        });
        let before = waiting
            .iter()
            .take_while(|person| Some(*person) != owner.as_ref());
        let passed_over = before.filter(|person| absent.get(*person) == Some(&Absence::Away));
        let passed_over = passed_over.cloned().collect();
        let cover = id.as_ref().and_then(|id| self.rota.covers.get(id));
        let cover = cover.map(|cover| &cover.by);
        let volunteer = self.rota.volunteers.get(&from).filter(|_| owner.is_none());
        let serves = cover
            .or(volunteer)
            .filter(|person| !self.is_away(person, (from, until)))
            .cloned()
            .or_else(|| owner.clone());
        let named = self.rota.backups.get(&from);
        let others = self.line.people().iter().filter(|person| is_there(person));
        let is_other = |person: &&PersonId| Some(*person) != serves.as_ref();
        let named = named.filter(|person| !self.is_away(person, (from, until)));
        let not_owner = |person: &&PersonId| Some(*person) != owner.as_ref();
        let backup = named
            .into_iter()
            .chain(others.filter(not_owner))
            .find(is_other)
            .cloned();
        let turn = Turn {
            from,
            until,
            owner,
            serves,
            backup,
        };
        Some(Planned {
            turn,
            id,
            passed_over,
        })
    }
}

/// Whether somebody of the pool can have a turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absence {
    Not,
    Away,
    /// They join only after it.
    NotYet,
}

impl Walk<'_> {
    /// Whether each of the pool can have a turn on these days.
    fn absent(&self, (from, until): (NaiveDate, NaiveDate)) -> BTreeMap<PersonId, Absence> {
        let absence = |person: &PersonId| {
            let joined = self.rota.joined.get(person);
            let joined = joined.map(|at| at.with_timezone(&self.service.zone).date_naive());
            let what = match () {
                () if joined.is_some_and(|day| day > until) => Absence::NotYet,
                () if self.is_away(person, (from, until)) => Absence::Away,
                () => Absence::Not,
            };
            (person.clone(), what)
        };
        self.line.people().iter().map(absence).collect()
    }

    fn is_away(&self, person: &PersonId, days: (NaiveDate, NaiveDate)) -> bool {
        self.state.is_away_in(self.service, self.rotation, person, days)
    }
}

impl ServiceState {
    /// Whether somebody is away in a turn on these days: on one of its planned days, or where none is planned, on any day.
    pub fn is_away_in(
        &self,
        service: &Service,
        rotation: &Rotation,
        person: &PersonId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> bool {
        let rota = self.rota(&rotation.name);
        if rota.gone.contains_key(person) {
            return true;
        }
        let hits =
            |leave: &&super::Leave| leave.person == *person && leave.from <= until && leave.until >= from;
        let mut leaves = rota.leaves.iter().filter(hits).peekable();
        if leaves.peek().is_none() {
            return false;
        }
        let planned = self.planned_between(service, rotation, (from, until));
        let contains = |leave: &super::Leave, day: &NaiveDate| (leave.from..=leave.until).contains(day);
        planned.is_empty() || leaves.any(|leave| planned.iter().any(|day| contains(leave, day)))
    }
}
