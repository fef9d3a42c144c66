//! Who is release manager of a planned day, of a release, and now.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::cadence::Cadence;
use crate::domain::diary::Slot;
use crate::domain::name::PersonId;
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::service::ServiceState;

use super::Rotation;

/// Who releases on a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDuty {
    /// The release manager of that day.
    pub person: PersonId,
    /// Who is asked when they do not react.
    pub backup: Option<PersonId>,
    /// The last day of their turn.
    pub until: NaiveDate,
}

impl ServiceState {
    /// The release manager of the slot of that date, by the day to which it was moved.
    pub fn on_duty(&self, service: &Service, cadence: &Cadence, date: NaiveDate) -> Option<OnDuty> {
        let rotation = service.find_rotation_of(cadence)?;
        let day = self.diary(cadence).day_of(date);
        let on_duty = self.on_duty_on(service, rotation, day);
        let slot = Slot {
            cadence: cadence.name.clone(),
            date,
        };
        let rota = self.rota(&rotation.name);
        let given = rota.slots.get(&slot).map(|(person, _, _)| person);
        match given.filter(|person| !rota.is_away(person, day)) {
            Some(person) => {
                let backup = on_duty.as_ref().and_then(|on_duty| {
                    let others = [Some(&on_duty.person), on_duty.backup.as_ref()];
                    others.into_iter().flatten().find(|other| *other != person)
                });
                Some(OnDuty {
                    person: person.clone(),
                    backup: backup.cloned(),
                    until: on_duty.as_ref().map_or(day, |on_duty| on_duty.until),
                })
            }
            None => on_duty,
        }
    }

    /// Who serves on a day: whoever has the turn; the backup when they are away, or else the next who is there. Nobody when
    /// nobody has the turn.
    pub fn on_duty_on(&self, service: &Service, rotation: &Rotation, day: NaiveDate) -> Option<OnDuty> {
        let turn = self.turn_on(service, rotation, day)?;
        let rota = self.rota_of(rotation);
        let is_there = |person: &&PersonId| !rota.is_away(person, day);
        let first = [turn.serves.as_ref(), turn.backup.as_ref()];
        let in_order = first.into_iter().flatten().chain(rota.line.people());
        let mut there = in_order.filter(is_there);
        let person = turn.serves.as_ref().and_then(|_| there.next())?;
        let backup = there.find(|other| *other != person);
        Some(OnDuty {
            person: person.clone(),
            backup: backup.cloned(),
            until: turn.until,
        })
    }

    /// Whether the last planned day that began was given to this person, and is theirs as [`Self::on_duty`] has it.
    fn is_given_the_day(
        &self,
        service: &Service,
        rotation: &Rotation,
        person: &PersonId,
        today: NaiveDate,
    ) -> bool {
        let rota = self.rota(&rotation.name);
        let mut theirs = rota.slots.iter().filter(|(_, (given, _, _))| given == person);
        theirs.any(|(slot, _)| {
            let is_its = |c: &&Cadence| c.name == slot.cadence && c.is_slot(slot.date);
            let Some(cadence) = service.cadences_of(rotation).find(is_its) else {
                return false;
            };
            let diary = self.diary(cadence);
            let day = diary.day_of(slot.date);
            let after = cadence.after(slot.date);
            let is_over = after.is_some_and(|next| diary.day_of(next) <= today);
            let is_there = !rota.is_away(person, day) && !rota.is_away(person, today);
            day <= today && !is_over && is_there
        })
    }

    /// The release manager of a release: whose turn contains the day of the slot that it took, else the day on which it
    /// was started.
    pub fn on_duty_of_release(&self, process: &Process, number: i64) -> Option<OnDuty> {
        let service = &process.service;
        let mut planned = service.cadences.iter().filter(|c| c.rotation.is_some());
        let taken = planned.find_map(|cadence| Some((cadence, self.diary(cadence).slot_of(number)?)));
        if let Some((cadence, date)) = taken {
            return self.on_duty(service, cadence, date);
        }
        let rotation = service.rotation_of_process(process)?;
        let started = self.started.get(&number)?;
        self.on_duty_on(service, rotation, started.on)
    }
}

impl Service {
    /// The cadences on whose slots the people of a rotation release.
    pub fn cadences_of<'s>(&'s self, rotation: &'s Rotation) -> impl Iterator<Item = &'s Cadence> {
        let is_of = |cadence: &&Cadence| cadence.rotation.as_ref() == Some(&rotation.name);
        self.cadences.iter().filter(is_of)
    }

    /// The rotation whose people look after releases by a process: that of its cadence, or of the cadence around which it
    /// goes.
    fn rotation_of_process(&self, process: &Process) -> Option<&Rotation> {
        let track = process.track.as_ref().and_then(|name| self.find_track(name));
        let around = track.and_then(|track| self.find_cadence(&track.cadence));
        self.find_rotation_of(self.find_cadence_of(&process.name).or(around)?)
    }
}

/// The actor with the roles of the rotations in which they serve today: whose turn it is acts in that role for this service,
/// whether or not Discord shows it; so does whoever was given a planned day, from that day to the next.
pub fn with_turns(now: DateTime<Utc>, state: &ServiceState, service: &Service, actor: &Actor) -> Actor {
    let mut acting = actor.clone();
    let today = now.with_timezone(&service.zone).date_naive();
    for rotation in &service.rotations {
        let on_duty = state.on_duty_on(service, rotation, today);
        let has_turn = on_duty.is_some_and(|on_duty| on_duty.person == actor.id);
        if has_turn || state.is_given_the_day(service, rotation, &actor.id, today) {
            acting.roles.insert(rotation.role.clone());
        }
    }
    acting
}
