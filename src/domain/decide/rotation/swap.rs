//! Swaps: asked for, agreed, declined, withdrawn, outdated; or made by a lead.

use chrono::NaiveDate;

use super::super::super::name::PersonId;
use super::super::super::refusal::Refusal;
use super::super::super::rotation::{OpenSwap, Planned, RotationFact, RotationRefusal, Swap, Turn, TurnId};
use super::super::require_text;
use super::{Draft, no};

impl Draft<'_> {
    /// Nothing changes before the other agrees.
    pub(super) fn ask_swap(
        &mut self,
        gives: NaiveDate,
        takes: NaiveDate,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let (gives, takes) = (self.require_planned(gives)?, self.require_planned(takes)?);
        if gives.turn.serves.as_ref() != Some(&self.actor.id) {
            return no(RotationRefusal::NotYourTurn(gives.turn.from, gives.turn.serves));
        }
        let swap = self.swap_of(&gives, &takes)?;
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let reason = reason.map(require_text).transpose()?;
        let number = self.state.rota(&self.rotation.name).swaps + 1;
        self.happened(RotationFact::SwapAsked { number, swap, reason });
        Ok(())
    }

    pub(super) fn agree_swap(&mut self, number: u32) -> Result<(), Refusal> {
        let swap = self.require_open(number)?.swap;
        if swap.other != self.actor.id {
            return no(RotationRefusal::SwapOfOthers(number, swap.other));
        }
        if !self.still_stands(&swap) {
            return no(RotationRefusal::SwapOutdated(number));
        }
        self.happened(RotationFact::SwapAgreed { number });
        self.overrule_others(&swap, number);
        Ok(())
    }

    pub(super) fn decline_swap(&mut self, number: u32) -> Result<(), Refusal> {
        let swap = self.require_open(number)?.swap;
        if swap.other != self.actor.id {
            return no(RotationRefusal::SwapOfOthers(number, swap.other));
        }
        self.happened(RotationFact::SwapDeclined { number });
        Ok(())
    }

    pub(super) fn withdraw_swap(&mut self, number: u32) -> Result<(), Refusal> {
        let swap = self.require_open(number)?.swap;
        if swap.asker != self.actor.id && !self.actor.has_any(&self.rotation.leads) {
            return no(RotationRefusal::SwapOfOthers(number, swap.asker));
        }
        self.happened(RotationFact::SwapWithdrawn { number });
        Ok(())
    }

    /// A lead needs nobody's consent, but a reason.
    pub(super) fn make_swap(
        &mut self,
        one: NaiveDate,
        other: NaiveDate,
        reason: &str,
    ) -> Result<(), Refusal> {
        self.require_lead()?;
        let (one, other) = (self.require_planned(one)?, self.require_planned(other)?);
        let swap = self.swap_of(&one, &other)?;
        let reason = require_text(reason)?;
        let made = swap.clone();
        self.happened(RotationFact::SwapMade { swap, reason });
        self.overrule_others(&made, 0);
        Ok(())
    }

    /// Swaps whose turns began, or are served by somebody else by now, ask nobody any more.
    pub(super) fn expire_swaps(&mut self) {
        let open = &self.state.rota(&self.rotation.name).open_swaps;
        let outdated = open.iter().filter(|(_, open)| !self.still_stands(&open.swap));
        let outdated: Vec<u32> = outdated.map(|(number, _)| *number).collect();
        for number in outdated {
            self.happened(RotationFact::SwapExpired { number });
        }
    }

    /// Other swaps of one of these turns have lost.
    fn overrule_others(&mut self, won: &Swap, by: u32) {
        let is_of_both = |id: &TurnId| *id == won.gives || *id == won.takes;
        let open = &self.state.rota(&self.rotation.name).open_swaps;
        let lost = open
            .iter()
            .filter(|(_, open)| is_of_both(&open.swap.gives) || is_of_both(&open.swap.takes));
        let lost: Vec<u32> = lost.map(|(number, _)| *number).collect();
        for number in lost {
            self.happened(RotationFact::SwapOverruled { number, by });
        }
    }

    /// Two turns to come, each served by another one who is there in the other's.
    fn swap_of(&self, gives: &Planned, takes: &Planned) -> Result<Swap, Refusal> {
        let id = |planned: &Planned| {
            let id = planned.id.clone();
            id.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(planned.turn.from)))
        };
        let serves = |turn: &Turn| {
            let serves = turn.serves.clone();
            serves.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(turn.from)))
        };
        let (asker, other) = (serves(&gives.turn)?, serves(&takes.turn)?);
        if asker == other {
            return no(RotationRefusal::SameTurn(asker));
        }
        self.require_there(&asker, &takes.turn)?;
        self.require_there(&other, &gives.turn)?;
        Ok(Swap {
            asker,
            other,
            gives: id(gives)?,
            takes: id(takes)?,
        })
    }

    pub(super) fn require_there(&self, person: &PersonId, turn: &Turn) -> Result<(), Refusal> {
        let days = (turn.from, turn.until);
        match self.state.is_away_in(self.service, self.rotation, person, days) {
            true => no(RotationRefusal::IsAway(person.clone())),
            false => Ok(()),
        }
    }

    fn still_stands(&self, swap: &Swap) -> bool {
        let serves = |id| self.planned_as(id).and_then(|planned| planned.turn.serves);
        serves(&swap.gives).as_ref() == Some(&swap.asker) && serves(&swap.takes).as_ref() == Some(&swap.other)
    }

    fn require_open(&self, number: u32) -> Result<OpenSwap, Refusal> {
        let open = self.state.rota(&self.rotation.name).open_swaps.get(&number);
        open.cloned()
            .ok_or(Refusal::Rotation(RotationRefusal::SwapSettled(number)))
    }

    fn require_planned(&self, from: NaiveDate) -> Result<Planned, Refusal> {
        let planned = self.planned_at(from);
        planned.ok_or(Refusal::Rotation(RotationRefusal::NoTurn(from)))
    }
}
