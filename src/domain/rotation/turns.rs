//! Whose turn it is on which day, as a function of state alone.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Period, Rota, Rotation};
use crate::domain::cadence::Cadence;
use crate::domain::name::{PersonId, RotationName};
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

/// One person's period.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What became of a rotation.
    pub fn rota(&self, rotation: &RotationName) -> &Rota {
        static EMPTY: LazyLock<Rota> = LazyLock::new(Rota::default);
        self.rotas.get(rotation).unwrap_or(&EMPTY)
    }

    /// The turn that contains `day`.
    pub fn turn_on(&self, service: &Service, rotation: &Rotation, day: NaiveDate) -> Option<Turn> {
        let pool = &self.rota(&rotation.name).pool;
        let (n, from, until) = self.period_of(service, rotation, day)?;
        let who = |n: usize| pool.get(n % pool.len().max(1)).cloned();
        let owner = who(n);
        let backup = who(n + 1).filter(|backup| Some(backup) != owner.as_ref());
        Some(Turn {
            from,
            until,
            serves: owner.clone(),
            owner,
            backup,
        })
    }

    /// The turns from the one that contains `day` on.
    pub fn turns_from(
        &self,
        service: &Service,
        rotation: &Rotation,
        day: NaiveDate,
        most: usize,
    ) -> Vec<Turn> {
        let first = self.turn_on(service, rotation, day.max(rotation.anchor));
        let next = |turn: &Turn| self.turn_on(service, rotation, turn.until.succ_opt()?);
        std::iter::successors(first, next).take(most).collect()
    }

    /// The release manager of the slot of that date, by the day to which it was moved.
    pub fn on_duty(&self, service: &Service, cadence: &Cadence, date: NaiveDate) -> Option<OnDuty> {
        let rotation = service.find_rotation_of(cadence)?;
        let day = self.diary(cadence).day_of(date);
        let turn = self.turn_on(service, rotation, day)?;
        Some(OnDuty {
            person: turn.serves?,
            backup: turn.backup,
            until: turn.until,
        })
    }

    /// Which period contains a day, counted from the anchor, with its first and last day.
    fn period_of(
        &self,
        service: &Service,
        rotation: &Rotation,
        day: NaiveDate,
    ) -> Option<(usize, NaiveDate, NaiveDate)> {
        let anchor = rotation.anchor;
        if day < anchor {
            return None;
        }
        let start = |n: usize| -> Option<NaiveDate> {
            let n = u32::try_from(n).ok()?;
            match rotation.period {
                Period::Weeks(weeks) => {
                    anchor.checked_add_days(Days::new(u64::from(weeks.max(1)) * 7 * u64::from(n)))
                }
                Period::Months(months) => {
                    anchor.checked_add_months(Months::new(months.max(1).checked_mul(n)?))
                }
                Period::Release => None,
            }
        };
        let n = match rotation.period {
            Period::Weeks(weeks) => (day - anchor).num_days() / (7 * i64::from(weeks.max(1))),
            Period::Months(months) => {
                let of = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
                let whole = of(day) - of(anchor) - i64::from(day.day() < anchor.day());
                whole / i64::from(months.max(1))
            }
            Period::Release => return self.held_period(service, rotation, day),
        };
        let n = usize::try_from(n).ok()?;
        Some((n, start(n)?, start(n + 1)?.pred_opt()?))
    }

    /// The period of a rotation that goes on with each release that is held.
    fn held_period(
        &self,
        service: &Service,
        rotation: &Rotation,
        day: NaiveDate,
    ) -> Option<(usize, NaiveDate, NaiveDate)> {
        let cadence = service
            .cadences
            .iter()
            .find(|c| c.rotation.as_ref() == Some(&rotation.name))?;
        let diary = self.diary(cadence);
        let is_held = |date: &NaiveDate| diary.find(*date).is_none_or(|state| state.skipped.is_none());
        let held = cadence.slots_from(rotation.anchor).filter(is_held);
        let mut days = held.map(|date| diary.day_of(date));
        let mut from = rotation.anchor;
        let mut n = 0;
        loop {
            let until = days.next()?;
            if until >= day {
                return Some((n, from, until));
            }
            from = until.succ_opt()?;
            n += 1;
        }
    }
}
