//! Who serves instead of whom: take now, a lead's word, one planned day, a turn that nobody has; and the note to the next.

use chrono::NaiveDate;

use super::super::super::diary::Slot;
use super::super::super::name::PersonId;
use super::super::super::refusal::Refusal;
use super::super::super::rotation::{RotationFact, RotationRefusal, Turn};
use super::super::require_text;
use super::{Draft, no};

impl Draft<'_> {
    /// From today on; whoever served is told.
    pub(super) fn take_over(&mut self, reason: &str) -> Result<(), Refusal> {
        self.require_pool_role()?;
        let person = self.actor.id.clone();
        self.take(&person, self.today(), reason)
    }

    /// A lead gives the turn that contains the day to somebody: the rest of it, when it has begun.
    pub(super) fn assign(&mut self, person: &PersonId, day: NaiveDate, reason: &str) -> Result<(), Refusal> {
        self.require_lead()?;
        let day = day.max(self.today());
        let mut planned = self.state.planned_turns(self.service, self.rotation);
        let found = planned.find(|planned| planned.turn.until >= day);
        let found = found.filter(|planned| planned.turn.from > self.today() && planned.turn.from <= day);
        drop(planned);
        let Some(planned) = found else {
            return self.take(person, day, reason);
        };
        if planned.turn.serves.as_ref() == Some(person) {
            return no(RotationRefusal::ServesAlready(person.clone()));
        }
        self.require_there(person, &planned.turn)?;
        let (person, reason) = (person.clone(), require_text(reason)?);
        let turn = planned.turn.from;
        self.happened(match planned.id {
            Some(turn) => RotationFact::TurnGiven { turn, person, reason },
            None => RotationFact::Volunteered { turn, person },
        });
        Ok(())
    }

    /// The rest of the turn that contains the day, from that day on.
    fn take(&mut self, person: &PersonId, on: NaiveDate, reason: &str) -> Result<(), Refusal> {
        let reason = require_text(reason)?;
        if self.state.rota(&self.rotation.name).is_away(person, on) {
            return no(RotationRefusal::IsAway(person.clone()));
        }
        let turn = self.enter_turn(person, on)?;
        if turn.serves.as_ref() == Some(person) {
            // An empty turn was begun by whoever takes it.
            return match self.facts.is_empty() || turn.owner.is_some() {
                true => no(RotationRefusal::ServesAlready(person.clone())),
                false => Ok(()),
            };
        }
        self.happened(RotationFact::TurnTaken {
            turn: turn.from,
            on: on.max(turn.from),
            person: person.clone(),
            reason,
        });
        Ok(())
    }

    /// The turn that contains the day, begun a little early where its time of the day has not come: by whose it is, or by
    /// `person` when nobody is there.
    fn enter_turn(&mut self, person: &PersonId, day: NaiveDate) -> Result<Turn, Refusal> {
        let turn = self.state.turn_on(self.service, self.rotation, day);
        let mut turn = turn.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(day)))?;
        let rota = self.state.rota(&self.rotation.name);
        if rota.begun.iter().any(|begun| begun.turn.from == turn.from) {
            return Ok(turn);
        }
        if turn.serves.is_none() {
            turn.serves = Some(person.clone());
        }
        // Empty turns before it are over.
        let missed = self.state.planned_turns(self.service, self.rotation);
        let missed: Vec<Turn> = missed
            .map(|planned| planned.turn)
            .take_while(|earlier| earlier.until < turn.from)
            .collect();
        for earlier in missed {
            self.happened(RotationFact::TurnBegan(earlier));
        }
        self.happened(RotationFact::TurnBegan(turn.clone()));
        Ok(turn)
    }

    /// One release is somebody else's; the turn stays whose it is.
    pub(super) fn give_slot(&mut self, slot: &Slot, person: &PersonId, reason: &str) -> Result<(), Refusal> {
        self.require_lead()?;
        let mut cadences = self.service.cadences_of(self.rotation);
        let cadence = cadences.find(|c| c.name == slot.cadence && c.is_slot(slot.date));
        let diary = cadence.map(|cadence| self.state.diary(cadence));
        let day = diary.map(|diary| diary.day_of(slot.date));
        let day = day.filter(|day| *day >= self.today());
        let day = day.ok_or_else(|| Refusal::Rotation(RotationRefusal::NoSlot(slot.clone())))?;
        if self.state.rota(&self.rotation.name).is_away(person, day) {
            return no(RotationRefusal::IsAway(person.clone()));
        }
        let reason = require_text(reason)?;
        self.happened(RotationFact::SlotGiven {
            slot: slot.clone(),
            person: person.clone(),
            reason,
        });
        Ok(())
    }

    /// Named by a lead, or by whoever serves the turn.
    pub(super) fn name_backup(&mut self, person: &PersonId, day: NaiveDate) -> Result<(), Refusal> {
        let turn = self.state.turn_on(self.service, self.rotation, day);
        let turn = turn.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(day)))?;
        if turn.serves.as_ref() != Some(&self.actor.id) {
            self.require_lead()?;
        }
        if turn.serves.as_ref() == Some(person) {
            return no(RotationRefusal::ServesAlready(person.clone()));
        }
        self.require_there(person, &turn)?;
        self.happened(RotationFact::BackupNamed {
            turn: turn.from,
            person: person.clone(),
        });
        Ok(())
    }

    /// "I take it": a turn for which nobody is there.
    pub(super) fn volunteer(&mut self, from: NaiveDate) -> Result<(), Refusal> {
        self.require_pool_role()?;
        let turn = self.state.turn_on(self.service, self.rotation, from);
        let turn = turn.filter(|turn| turn.from == from && turn.until >= self.today());
        let turn = turn.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(from)))?;
        if let Some(serves) = turn.serves {
            return no(RotationRefusal::IsServed(from, serves));
        }
        let person = self.actor.id.clone();
        self.require_there(&person, &turn)?;
        self.happened(RotationFact::Volunteered { turn: from, person });
        Ok(())
    }

    /// Whoever serves writes to whoever comes next; a later note replaces an earlier one.
    pub(super) fn write_note(&mut self, text: &str) -> Result<(), Refusal> {
        let today = self.today();
        let turn = self.state.turn_on(self.service, self.rotation, today);
        let begun = self.state.rota(&self.rotation.name).begun.iter();
        let mut begun = begun.filter(|begun| Some(begun.turn.from) == turn.as_ref().map(|turn| turn.from));
        let begun = begun
            .next()
            .ok_or(Refusal::Rotation(RotationRefusal::NobodyServes))?;
        let (turn, serves) = (begun.turn.from, begun.serves_on(today));
        if serves.as_ref() != Some(&self.actor.id) {
            return no(RotationRefusal::NotYourTurn(turn, serves));
        }
        let text = require_text(text)?;
        self.happened(RotationFact::NoteWritten { turn, text });
        Ok(())
    }
}
