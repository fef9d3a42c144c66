//! Who is told of turns: that one began, was taken or given, was covered, or is somebody else's now.

use chrono::NaiveDate;

use super::{Coming, Handover, RotationSaid};
use crate::domain::name::PersonId;
use crate::domain::notice::Notice;
use crate::domain::notice::rotation::Desk;
use crate::domain::rotation::Turn;
use crate::domain::service::ServiceState;

impl Desk<'_> {
    pub(super) fn handover(&self, turn: &Turn, has_begun: bool) -> RotationSaid {
        let rota = self.before.rota(&self.rotation.name);
        let note = rota.current().and_then(|begun| begun.note.as_ref());
        let started = self.after.started.iter();
        let open = started.filter(|(_, started)| started.ended.is_none());
        RotationSaid::Handover(Box::new(Handover {
            turn: turn.clone(),
            has_begun,
            before: self
                .served()
                .filter(|served| Some(served) != turn.serves.as_ref()),
            note: note.map(|note| note.text.clone()),
            days: self.days(turn),
            open: open
                .map(|(number, started)| (*number, started.version.clone()))
                .collect(),
        }))
    }

    pub(super) fn began(&self, turn: &Turn) -> Vec<Notice> {
        let served = self.served();
        let mut told = self.to_all(self.handover(turn, true), [turn.serves.clone(), served.clone()]);
        told.extend(self.role_moves(turn.serves.clone(), served));
        told
    }

    pub(super) fn taken(
        &self,
        turn: NaiveDate,
        on: NaiveDate,
        person: &PersonId,
        reason: &str,
    ) -> Vec<Notice> {
        let turn = self.after.turn_on(self.service, self.rotation, turn);
        let Some(turn) = turn else { return Vec::new() };
        let was = self.before.turn_on(self.service, self.rotation, on);
        let was = was.and_then(|was| was.serves);
        let turn = Turn { from: on, ..turn };
        let mut told = self.given(&turn, person, was.clone(), Some(reason.to_owned()));
        if on <= self.today() {
            told.extend(self.role_moves(Some(person.clone()), was));
        }
        told
    }

    pub(super) fn given(
        &self,
        turn: &Turn,
        person: &PersonId,
        before: Option<PersonId>,
        reason: Option<String>,
    ) -> Vec<Notice> {
        let said = RotationSaid::Given {
            from: turn.from,
            until: turn.until,
            person: person.clone(),
            before: before.clone(),
            reason,
        };
        self.to_all(said, [Some(person.clone()), before])
    }

    /// What follows for the turns to come, and for the planned days of the present one.
    pub(super) fn changed(&self, person: &PersonId, what: Coming) -> Vec<Notice> {
        let turns = self.changed_turns();
        let covered = match &what {
            Coming::Away(from, until, _) => self.covered(person, (*from, *until)),
            _ => Vec::new(),
        };
        let others = turns
            .iter()
            .flat_map(|(turn, before)| [turn.serves.clone(), before.clone()]);
        let covering = covered.iter().map(|(_, by)| by.clone());
        let mut concerned: Vec<Option<PersonId>> = others.chain(covering).collect();
        concerned.push(Some(person.clone()));
        // Nobody needs a word when the first people of a rotation come together.
        let is_quiet = what == Coming::Joined && turns.iter().all(|(_, before)| before.is_none());
        if is_quiet {
            concerned.retain(|other| other.as_ref() == Some(person));
        }
        let said = RotationSaid::Changed {
            person: person.clone(),
            what,
            turns,
            covered,
        };
        self.to_all(said, concerned)
    }

    fn changed_turns(&self) -> Vec<(Turn, Option<PersonId>)> {
        let planned = |state: &ServiceState| -> Vec<Turn> {
            let planned = state.planned_turns(self.service, self.rotation).take(COMPARED);
            planned.map(|planned| planned.turn).collect()
        };
        let was = planned(self.before);
        let mut seen = 0;
        let changed = planned(self.after).into_iter().filter_map(|turn| {
            let before = was.iter().find(|was| was.from == turn.from);
            let before = before.and_then(|before| before.serves.clone());
            (before != turn.serves).then_some((turn, before))
        });
        // All later turns shift when somebody comes or goes: the first few say it.
        changed
            .take_while(|_| {
                seen += 1;
                seen <= 3
            })
            .collect()
    }

    /// The planned days of the turn that has begun on which they were on duty and are away now, with who is on duty instead.
    pub(super) fn covered(
        &self,
        person: &PersonId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Vec<(NaiveDate, Option<PersonId>)> {
        let rota = self.after.rota(&self.rotation.name);
        let Some(current) = rota.current() else {
            return Vec::new();
        };
        let days = self.days(&current.turn).into_iter();
        let days = days.filter(|day| (from..=until).contains(day) && *day >= self.today());
        let on = |state: &ServiceState, day| {
            let on_duty = state.on_duty_on(self.service, self.rotation, day);
            on_duty.map(|on_duty| on_duty.person)
        };
        days.filter(|day| on(self.before, *day).as_ref() == Some(person))
            .map(|day| (day, on(self.after, day)))
            .collect()
    }
}

/// How many turns ahead are compared when somebody joins, leaves or is away.
const COMPARED: usize = 12;
