//! What is asked of the people of a rotation: who is in the pool, who is away, who serves.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::fact::{Recorded, ServiceFact};
use super::super::name::{PersonId, RoleName, RotationName};
use super::super::person::Actor;
use super::super::process::{Process, Service};
use super::super::refusal::Refusal;
use super::super::rotation::{Planned, Rotation, RotationCommand, RotationFact, RotationRefusal, TurnId};
use super::super::service::ServiceState;
use super::require_text;

mod due;
mod serve;
mod swap;

pub(super) use due::see_to;

/// What a command to a rotation brings about.
pub(super) fn decide(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    (name, command): (&RotationName, &RotationCommand),
) -> Result<Vec<ServiceFact>, Refusal> {
    let service = processes.first().map(|process| &process.service);
    let found = service.and_then(|service| Some((service, service.find_rotation(name)?)));
    let (service, rotation) =
        found.ok_or_else(|| Refusal::Rotation(RotationRefusal::Unknown(name.clone())))?;
    let mut draft = Draft::new(now, state, (service, rotation), actor);
    draft.set_up();
    draft.decide(command)?;
    draft.expire_swaps();
    Ok(draft.facts)
}

/// A decision about a rotation in the making: facts so far, and the state they lead to.
struct Draft<'a> {
    now: DateTime<Utc>,
    state: ServiceState,
    service: &'a Service,
    rotation: &'a Rotation,
    actor: &'a Actor,
    facts: Vec<ServiceFact>,
}

impl<'a> Draft<'a> {
    fn new(
        now: DateTime<Utc>,
        state: &ServiceState,
        (service, rotation): (&'a Service, &'a Rotation),
        actor: &'a Actor,
    ) -> Self {
        let state = state.clone();
        Self {
            now,
            state,
            service,
            rotation,
            actor,
            facts: Vec::new(),
        }
    }

    fn happened(&mut self, what: RotationFact) {
        let rotation = self.rotation.name.clone();
        let recorded = Recorded {
            at: self.now,
            by: self.actor.id.clone(),
            fact: ServiceFact::Rotation { rotation, what },
        };
        self.state.apply(&recorded);
        self.facts.push(recorded.fact);
    }

    /// The people whom the playbook names are in the pool before anything is said in chat.
    fn set_up(&mut self) {
        if self.state.rota(&self.rotation.name).is_set_up {
            return;
        }
        for person in &self.rotation.people {
            self.happened(RotationFact::Joined {
                person: person.clone(),
            });
        }
    }

    fn decide(&mut self, command: &RotationCommand) -> Result<(), Refusal> {
        match command {
            RotationCommand::Add(person) => self.add(person),
            RotationCommand::Remove(person) => self.remove(person),
            RotationCommand::Reorder(order) => self.reorder(order),
            RotationCommand::Away(person, from, until, reason) => {
                self.away(person, (*from, *until), reason.as_deref())
            }
            RotationCommand::Back(person) => self.back(person),
            RotationCommand::AskSwap(gives, takes, reason) => {
                self.ask_swap(*gives, *takes, reason.as_deref())
            }
            RotationCommand::AgreeSwap(number) => self.agree_swap(*number),
            RotationCommand::DeclineSwap(number) => self.decline_swap(*number),
            RotationCommand::WithdrawSwap(number) => self.withdraw_swap(*number),
            RotationCommand::MakeSwap(one, other, reason) => self.make_swap(*one, *other, reason),
            RotationCommand::TakeOver(reason) => self.take_over(reason),
            RotationCommand::Assign(person, day, reason) => self.assign(person, *day, reason),
            RotationCommand::GiveSlot(slot, person, reason) => self.give_slot(slot, person, reason),
            RotationCommand::NameBackup(person, day) => self.name_backup(person, *day),
            RotationCommand::Volunteer(turn) => self.volunteer(*turn),
            RotationCommand::WriteNote(text) => self.write_note(text),
            RotationCommand::Depart(person) => self.depart(person),
        }
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.service.zone).date_naive()
    }

    fn add(&mut self, person: &PersonId) -> Result<(), Refusal> {
        match *person == self.actor.id {
            true => self.require_pool_role()?,
            false => self.require_lead()?,
        }
        if self.is_in_pool(person) {
            return no(RotationRefusal::InPool(person.clone()));
        }
        let person = person.clone();
        self.happened(RotationFact::Joined { person });
        Ok(())
    }

    fn remove(&mut self, person: &PersonId) -> Result<(), Refusal> {
        if *person != self.actor.id {
            self.require_lead()?;
        }
        self.require_in_pool(person)?;
        let person = person.clone();
        self.happened(RotationFact::Left { person });
        Ok(())
    }

    fn reorder(&mut self, order: &[PersonId]) -> Result<(), Refusal> {
        self.require_lead()?;
        order.iter().try_for_each(|person| self.require_in_pool(person))?;
        let order = order.to_vec();
        self.happened(RotationFact::Reordered { order });
        Ok(())
    }

    fn away(
        &mut self,
        person: &PersonId,
        (from, until): (NaiveDate, NaiveDate),
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        if *person != self.actor.id {
            self.require_lead()?;
        }
        self.require_in_pool(person)?;
        if from > until || until < self.today() {
            return no(RotationRefusal::NoSuchLeave(from, until));
        }
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        self.happened(RotationFact::LeaveTaken {
            person: person.clone(),
            from,
            until,
            reason: reason.map(require_text).transpose()?,
        });
        Ok(())
    }

    fn back(&mut self, person: &PersonId) -> Result<(), Refusal> {
        if *person != self.actor.id {
            self.require_lead()?;
        }
        let on = self.today();
        let leaves = &self.state.rota(&self.rotation.name).leaves;
        let is_away = |leave: &super::super::rotation::Leave| leave.person == *person && leave.until >= on;
        if !leaves.iter().any(is_away) {
            return no(RotationRefusal::NotAway(person.clone()));
        }
        let person = person.clone();
        self.happened(RotationFact::LeaveEnded { person, on });
        Ok(())
    }

    /// Only the bot says that somebody is not on the server any more.
    fn depart(&mut self, person: &PersonId) -> Result<(), Refusal> {
        let rota = self.state.rota(&self.rotation.name);
        if self.actor.id != Actor::clock().id || rota.gone.contains_key(person) {
            return Err(Refusal::NotDue);
        }
        let person = person.clone();
        self.happened(RotationFact::Departed { person });
        Ok(())
    }

    fn is_in_pool(&self, person: &PersonId) -> bool {
        self.state.rota(&self.rotation.name).line.contains(person)
    }

    fn require_in_pool(&self, person: &PersonId) -> Result<(), Refusal> {
        match self.is_in_pool(person) {
            true => Ok(()),
            false => no(RotationRefusal::NotInPool(person.clone())),
        }
    }

    fn require_lead(&self) -> Result<(), Refusal> {
        self.require_any(&self.rotation.leads)
    }

    /// Whoever is in the pool, has a role of it, or leads.
    fn require_pool_role(&self) -> Result<(), Refusal> {
        if self.is_in_pool(&self.actor.id) {
            return Ok(());
        }
        let mut roles: Vec<RoleName> = self.rotation.pool.clone();
        roles.extend(self.rotation.leads.iter().cloned());
        roles.sort();
        roles.dedup();
        self.require_any(&roles)
    }

    fn require_any(&self, needed: &[RoleName]) -> Result<(), Refusal> {
        if self.actor.has_any(needed) {
            return Ok(());
        }
        Err(Refusal::RoleMissing {
            needed: needed.to_vec(),
            have: self.actor.roles.iter().cloned().collect(),
        })
    }

    /// The turn to come that begins on that day.
    fn planned_at(&self, from: NaiveDate) -> Option<Planned> {
        let mut planned = self.state.planned_turns(self.service, self.rotation);
        planned
            .find(|planned| planned.turn.from >= from)
            .filter(|planned| planned.turn.from == from)
    }

    /// The turn to come that is that one.
    fn planned_as(&self, id: &TurnId) -> Option<Planned> {
        let planned = self.state.planned_turns(self.service, self.rotation);
        let mut planned = planned.take(FAR);
        planned.find(|planned| planned.id.as_ref() == Some(id))
    }
}

/// Nobody swaps turns that are further away.
const FAR: usize = 120;

fn no<T>(why: RotationRefusal) -> Result<T, Refusal> {
    Err(Refusal::Rotation(why))
}
