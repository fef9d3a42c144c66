//! Who served how often: the fairness report of a rotation.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc, Weekday};

use crate::domain::calendar::Calendar;
use crate::domain::name::PersonId;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::{OnDuty, Period, Rotation};

/// How the turns of some time were spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// The first day of that time.
    pub since: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Everybody of the pool, and whoever else served, in the order of their names.
    pub shares: BTreeMap<PersonId, Share>,
}

/// What one person did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The turns that they served, at least in part.
    pub turns: u32,
    /// The releases that were started on days on which they served.
    pub releases: u32,
    /// Days on which they served and the team does not work: weekends and holidays.
    pub free_days: u32,
    /// Swaps that they agreed on, which pay themselves back.
    pub swaps: u32,
    /// Turns, whole or in part, that they served for somebody else.
    pub covers_given: u32,
    /// Turns, whole or in part, that somebody else served for them.
    pub covers_taken: u32,
}

impl Fairness {
    /// The fewest and the most turns that anybody served; nothing when there is nobody.
    pub fn spread(&self) -> Option<(u32, u32)> {
        let turns = || self.shares.values().map(|share| share.turns);
        Some((turns().min()?, turns().max()?))
    }
}

impl ServiceState {
    /// How the turns of so many months were spread.
    pub fn fairness(
        &self,
        service: &Service,
        rotation: &Rotation,
        now: DateTime<Utc>,
        months: u32,
    ) -> Fairness {
        let until = now.with_timezone(&service.zone).date_naive();
        let since = until.checked_sub_months(Months::new(months)).unwrap_or(until);
        let rota = self.rota_of(rotation);
        let pool = rota.line.people().iter();
        let mut fairness = Fairness {
            since,
            until,
            shares: pool.map(|person| (person.clone(), Share::default())).collect(),
        };
        self.count_days(service, rotation, &mut fairness);
        let begun = |at: &DateTime<Utc>| at.with_timezone(&service.zone).date_naive() >= since;
        for favour in rota.favours.iter().filter(|favour| begun(&favour.at)) {
            let by = fairness.shares.entry(favour.by.clone()).or_default();
            match favour.is_swap {
                true => by.swaps += 1,
                false => by.covers_given += 1,
            }
            if !favour.is_swap {
                fairness.shares.entry(favour.to.clone()).or_default().covers_taken += 1;
            }
        }
        fairness
    }

    /// Counts turns, free days and releases, as they were served.
    fn count_days(&self, service: &Service, rotation: &Rotation, fairness: &mut Fairness) {
        let (since, until) = (fairness.since, fairness.until);
        let mut turns: BTreeSet<(NaiveDate, PersonId)> = BTreeSet::new();
        let calendar = self.calendar(service);
        for day in since.iter_days().take_while(|day| *day <= until) {
            let turn = self.turn_on(service, rotation, day);
            let Some((turn, on_duty)) = turn.zip(self.on_duty_on(service, rotation, day)) else {
                continue;
            };
            let share = fairness.shares.entry(on_duty.person.clone()).or_default();
            share.free_days += u32::from(is_free(&calendar, rotation, day));
            share.turns += u32::from(turns.insert((turn.from, on_duty.person)));
        }
        for (number, started) in &*self.started {
            if (since..=until).contains(&started.on)
                && let Some(on_duty) = self.on_duty_for_number(service, rotation, *number, started.on)
            {
                fairness.shares.entry(on_duty.person).or_default().releases += 1;
            }
        }
    }

    /// Who served for a release: whose turn contains the day of its slot, else the day on which it was started.
    fn on_duty_for_number(
        &self,
        service: &Service,
        rotation: &Rotation,
        number: i64,
        on: NaiveDate,
    ) -> Option<OnDuty> {
        let mut cadences = service.cadences_of(rotation);
        let taken = cadences.find_map(|cadence| Some((cadence, self.diary(cadence).slot_of(number)?)));
        match taken {
            Some((cadence, date)) => self.on_duty(service, cadence, date),
            None => self.on_duty_on(service, rotation, on),
        }
    }
}

/// Whether the team does not work on a day on which somebody serves. A turn of one release is about its day only.
fn is_free(calendar: &Calendar, rotation: &Rotation, day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    rotation.period != Period::Release && (is_weekend || !calendar.is_working_day(day))
}
