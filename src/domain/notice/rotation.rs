//! Who must be told because of what happened to the people of a rotation.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::name::{PersonId, RotationName};
use crate::domain::process::Service;
use crate::domain::rotation::{Rotation, RotationFact, Turn};
use crate::domain::service::ServiceState;

use super::{Notice, Recipient, Word};

mod said;
mod swap;
mod turns;

pub use said::{Coming, Handover, RotationNews, RotationSaid, SwapEnd};

/// What is looked at to see who must be told.
struct Desk<'a> {
    service: &'a Service,
    rotation: &'a Rotation,
    by: &'a PersonId,
    at: DateTime<Utc>,
    before: &'a ServiceState,
    after: &'a ServiceState,
}

/// The notices that a fact about a rotation calls for.
pub fn rotation_notices(
    (name, what): (&RotationName, &RotationFact),
    (by, at): (&PersonId, DateTime<Utc>),
    service: &Service,
    (before, after): (&ServiceState, &ServiceState),
) -> Vec<Notice> {
    let Some(rotation) = service.find_rotation(name) else {
        return Vec::new();
    };
    let desk = Desk {
        service,
        rotation,
        by,
        at,
        before,
        after,
    };
    desk.told(what)
}

impl Desk<'_> {
    fn told(&self, what: &RotationFact) -> Vec<Notice> {
        match what {
            RotationFact::TurnBegan(turn) if turn.until < self.today() => Vec::new(),
            RotationFact::TurnBegan(turn) => self.began(turn),
            RotationFact::HandoverForetold(turn) => {
                let said = self.handover(turn, false);
                self.to_all(said, [turn.serves.clone(), self.served()])
            }
            RotationFact::TurnForetold(turn) => {
                let (turn, days) = (turn.clone(), self.days(turn));
                let next = turn.serves.clone();
                let word = self.word(RotationSaid::TurnComes { turn, days });
                next.map(|next| to(Recipient::Person(next), word))
                    .into_iter()
                    .collect()
            }
            RotationFact::NobodyAsked(turn) if turn.until < self.today() => Vec::new(),
            RotationFact::NobodyAsked(turn) => {
                let (turn, days) = (turn.clone(), self.days(turn));
                let word = self.word(RotationSaid::NobodyServes { turn, days });
                vec![to(Recipient::Releases, word)]
            }
            RotationFact::TurnTaken {
                turn,
                on,
                person,
                reason,
            } => self.taken(*turn, *on, person, reason),
            RotationFact::TurnGiven { turn, person, reason } => {
                let planned = |state: &ServiceState| {
                    let mut planned = state.planned_turns(self.service, self.rotation).take(120);
                    planned.find(|planned| planned.id.as_ref() == Some(turn))
                };
                let (was, is) = (planned(self.before), planned(self.after));
                let was = was.and_then(|was| was.turn.serves);
                is.map_or_else(Vec::new, |is| {
                    self.given(&is.turn, person, was, Some(reason.clone()))
                })
            }
            RotationFact::Volunteered { turn, person } => {
                let turn = self.after.turn_on(self.service, self.rotation, *turn);
                turn.map_or_else(Vec::new, |turn| self.given(&turn, person, None, None))
            }
            RotationFact::SlotGiven { slot, person, reason } => {
                let cadence = self.service.find_cadence(&slot.cadence);
                let was = cadence.and_then(|c| self.before.on_duty(self.service, c, slot.date));
                let before = was.map(|was| was.person);
                let day = cadence.map_or(slot.date, |c| self.after.diary(c).day_of(slot.date));
                let said = RotationSaid::DayGiven {
                    day,
                    person: person.clone(),
                    before: before.clone(),
                    reason: reason.clone(),
                };
                self.to_all(said, [Some(person.clone()), before])
            }
            RotationFact::Joined { person } => self.changed(person, Coming::Joined),
            RotationFact::Left { person } => self.changed(person, Coming::Left),
            RotationFact::Departed { person } => {
                let mut told = self.changed(person, Coming::Departed);
                told.retain(|notice| notice.to != Recipient::Person(person.clone()));
                told
            }
            RotationFact::LeaveTaken {
                person,
                from,
                until,
                reason,
            } => self.changed(person, Coming::Away(*from, *until, reason.clone())),
            RotationFact::LeaveEnded { person, .. } => self.changed(person, Coming::Back),
            RotationFact::SwapAsked { number, swap, reason } => {
                self.swap_asked(*number, swap, reason.clone())
            }
            RotationFact::SwapAgreed { number } => self.settled(*number, SwapEnd::Agreed),
            RotationFact::SwapDeclined { number } => self.settled(*number, SwapEnd::Declined),
            RotationFact::SwapWithdrawn { number } => self.settled(*number, SwapEnd::Withdrawn),
            RotationFact::SwapExpired { number } => self.settled(*number, SwapEnd::Expired),
            RotationFact::SwapOverruled { number, .. } => self.settled(*number, SwapEnd::Overruled),
            RotationFact::SwapMade { swap, reason } => {
                self.swapped(swap, SwapEnd::Made, Some(reason.clone()))
            }
            RotationFact::Reordered { .. }
            | RotationFact::BackupNamed { .. }
            | RotationFact::NoteWritten { .. } => Vec::new(),
        }
    }

    fn today(&self) -> NaiveDate {
        self.at.with_timezone(&self.service.zone).date_naive()
    }

    /// Who serves the turn that began last, on its last day or today.
    fn served(&self) -> Option<PersonId> {
        let rota = self.before.rota(&self.rotation.name);
        rota.current().and_then(|begun| begun.serves_on(self.today()))
    }

    /// The days in a turn on which something is planned, as they are now.
    fn days(&self, turn: &Turn) -> Vec<NaiveDate> {
        self.after.days_of_turn(self.service, self.rotation, turn)
    }

    fn role_moves(&self, to: Option<PersonId>, from: Option<PersonId>) -> Option<Notice> {
        let from: Vec<PersonId> = from
            .into_iter()
            .filter(|from| Some(from) != to.as_ref())
            .collect();
        let role = self.rotation.role.clone();
        let is_wanted = self.rotation.hands_role_on && (to.is_some() || !from.is_empty());
        is_wanted.then(|| Notice {
            to: Recipient::Releases,
            word: self.word(RotationSaid::RoleMoves { role, to, from }),
            not_after: None,
        })
    }

    fn word(&self, said: RotationSaid) -> Word {
        Word::Rotation(Box::new(RotationNews {
            rotation: self.rotation.name.clone(),
            by: self.by.clone(),
            said,
        }))
    }

    /// Where releases are announced, and directly to each who is concerned; not to whoever brought it about.
    fn to_all(
        &self,
        said: RotationSaid,
        concerned: impl IntoIterator<Item = Option<PersonId>>,
    ) -> Vec<Notice> {
        let concerned = concerned.into_iter().flatten();
        self.to_these(said, concerned.filter(|person| person != self.by))
    }

    /// Where releases are announced, and directly to each of these, once.
    fn to_these(&self, said: RotationSaid, people: impl IntoIterator<Item = PersonId>) -> Vec<Notice> {
        let people: BTreeSet<PersonId> = people.into_iter().collect();
        let word = self.word(said);
        let direct = people
            .into_iter()
            .map(|person| to(Recipient::Person(person), word.clone()));
        std::iter::once(to(Recipient::Releases, word.clone()))
            .chain(direct)
            .collect()
    }
}

fn to(to: Recipient, word: Word) -> Notice {
    Notice {
        to,
        word,
        not_after: None,
    }
}
