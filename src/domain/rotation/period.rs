//! The days of turns: weeks and months are counted from the anchor, turns of one release by the planned days that are held.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::{Period, Rotation};

/// A release is planned within so many slots, or none is.
const FAR: usize = 520;

impl Rotation {
    /// The first day of the period that contains `day`, as counted from the anchor.
    pub(super) fn first_of(&self, day: NaiveDate) -> NaiveDate {
        if day <= self.anchor {
            return self.anchor;
        }
        let n = self.count(day);
        self.nth(n).unwrap_or(day)
    }

    /// The last day of the period that contains `day`; nothing for turns of one release, or where the calendar ends.
    fn last_of(&self, day: NaiveDate) -> Option<NaiveDate> {
        if day < self.anchor {
            return self.anchor.pred_opt();
        }
        self.nth(self.count(day) + 1)?.pred_opt()
    }

    /// The first day of the period so many after the first.
    fn nth(&self, n: u32) -> Option<NaiveDate> {
        match self.period {
            Period::Weeks(weeks) => {
                let days = u64::from(weeks.max(1)) * 7 * u64::from(n);
                self.anchor.checked_add_days(Days::new(days))
            }
            // Counted from the anchor each time: the 31st comes back after a short month.
            Period::Months(months) => {
                let months = months.max(1).checked_mul(n)?;
                self.anchor.checked_add_months(Months::new(months))
            }
            Period::Release => None,
        }
    }

    /// The number of the period that contains `day`, which is no earlier than the anchor.
    fn count(&self, day: NaiveDate) -> u32 {
        let least = match self.period {
            Period::Weeks(weeks) => (day - self.anchor).num_days() / (7 * i64::from(weeks.max(1))),
            Period::Months(months) => {
                let of = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
                // A month too few is made good below; a short month begins earlier than its anchor says.
                (of(day) - of(self.anchor)) / i64::from(months.max(1)) - 1
            }
            Period::Release => 0,
        };
        let mut n = u32::try_from(least.max(0)).unwrap_or(u32::MAX);
        while self.nth(n + 1).is_some_and(|first| first <= day) {
            n += 1;
        }
        n
    }
}

impl ServiceState {
    /// The last day of a turn that begins on `from`.
    pub(super) fn end_of_turn(
        &self,
        service: &Service,
        rotation: &Rotation,
        from: NaiveDate,
    ) -> Option<NaiveDate> {
        match rotation.period {
            Period::Release => self.held_from(service, rotation, from),
            Period::Weeks(_) | Period::Months(_) => rotation.last_of(from),
        }
    }

    /// The first day from `from` on on which a release of the rotation is held. A slot that is skipped, or for which
    /// nothing was merged, is not held; a moved one is held on its new day.
    fn held_from(&self, service: &Service, rotation: &Rotation, from: NaiveDate) -> Option<NaiveDate> {
        let days = service.cadences_of(rotation).filter_map(|cadence| {
            let diary = self.diary(cadence);
            let is_held = |date: &NaiveDate| {
                let known = diary.find(*date);
                known.is_none_or(|known| known.skipped.is_none() && known.nothing_since.is_none())
            };
            // A slot moves within the room between its neighbours: the one before may have moved into the turn.
            let slots = cadence.before(from).into_iter().chain(cadence.slots_from(from));
            let mut days = slots.take(FAR).filter(is_held).map(|date| diary.day_of(date));
            days.find(|day| *day >= from)
        });
        days.min()
    }

    /// The planned days, as they are on the grid, from one day to another: a slot that moves changes nobody's turn.
    pub(super) fn planned_between(
        &self,
        service: &Service,
        rotation: &Rotation,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Vec<NaiveDate> {
        let slots = service.cadences_of(rotation).flat_map(|cadence| {
            let slots = cadence.slots_from(from).take(FAR);
            slots.take_while(move |date| *date <= until)
        });
        slots.collect()
    }
}
