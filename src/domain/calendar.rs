//! A calendar: the days on which a team does not work, and the times in which nothing may change.
//!
//! Holidays are civil days, freezes are wall-clock times of the team's zone; both are turned into moments only where
//! somebody asks about a moment, so that a change of clocks moves nothing. Pure; called by `decide`, `agenda` and
//! `wording`. It must not know what a release, a cadence or an outage does about them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::name::{EnvironmentName, FreezeName, HolidaySetName, RoleName};
use super::outage::Window;

mod freeze;
mod moment;
mod sets;
#[cfg(test)]
pub(crate) mod tests;
mod working;

pub use freeze::{DayEdge, Freeze, Frozen, Spell, WeekEdge};
use moment::wall;
pub use sets::{CalendarCommand, CalendarFact, ReadSet};

/// The days on which a team does not work, and the times in which nothing may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The holidays, by what they are of: a country, a region, the company.
    pub sets: Vec<HolidaySet>,
    /// The times in which nothing may change.
    pub freezes: Vec<Freeze>,
    /// The days of the week on which the team works.
    pub working_week: Vec<Weekday>,
}

/// Holidays that belong together, such as those of a country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidaySet {
    /// Its name, such as `new-zealand`.
    pub name: HolidaySetName,
    /// The days, with what people call them.
    pub days: Arc<BTreeMap<NaiveDate, String>>,
}

/// A day on which the team does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// What people call it, such as "Christmas Day".
    pub name: String,
    /// What it is of.
    pub set: HolidaySetName,
}

/// Something in the calendar that speaks against doing something then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objection {
    /// A day of it is a holiday.
    Holiday {
        /// The day.
        date: NaiveDate,
        /// What people call it.
        name: String,
    },
    /// A freeze holds in it.
    Freeze {
        /// What people type.
        name: FreezeName,
        /// What people read.
        title: String,
        /// Whether it forbids; otherwise it warns.
        hard: bool,
        /// Who may pass it; nobody named means whoever may override the process.
        override_by: Vec<RoleName>,
        /// When it ends.
        until: DateTime<Utc>,
    },
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            sets: vec![],
            freezes: vec![],
            working_week: vec![
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ],
        }
    }
}

impl Calendar {
    /// The holiday of a day; of several sets the first that has one.
    pub fn find_holiday(&self, date: NaiveDate) -> Option<Holiday> {
        self.sets.iter().find_map(|set| {
            let name = set.days.get(&date)?;
            Some(Holiday {
                date,
                name: name.clone(),
                set: set.name.clone(),
            })
        })
    }

    /// The holidays from `first` to `last`, both included, in order, one for each day.
    pub fn holidays_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Holiday> {
        if first > last {
            return vec![];
        }
        let days = self.sets.iter().flat_map(|set| set.days.range(first..=last));
        let mut days: Vec<NaiveDate> = days.map(|(day, _)| *day).collect();
        days.sort_unstable();
        days.dedup();
        days.into_iter()
            .filter_map(|day| self.find_holiday(day))
            .collect()
    }

    /// The freezes that hold for `environment` some time in `window`, each with the first of its times that does; for
    /// no environment in particular only those that hold for all of them.
    pub fn freezes_in(
        &self,
        zone: Tz,
        window: Window,
        environment: Option<&EnvironmentName>,
    ) -> Vec<Frozen<'_>> {
        let meant = self.freezes.iter().filter(|freeze| freeze.is_for(environment));
        meant
            .filter_map(|freeze| {
                let during = freeze.spell.first_in(zone, window)?;
                Some(Frozen { freeze, during })
            })
            .collect()
    }
}

/// Whatever in the calendar speaks against doing something to `environment` in `window`: holidays by their days, then
/// freezes in the order of the playbook.
pub fn objections(
    calendar: &Calendar,
    zone: Tz,
    window: Window,
    environment: Option<&EnvironmentName>,
) -> Vec<Objection> {
    let first = wall(zone, window.start).date();
    // What ends at midnight does not touch the day that begins then.
    let last = wall(zone, window.end - TimeDelta::milliseconds(1)).date();
    let holidays = calendar.holidays_between(first, last.max(first));
    let holidays = holidays.into_iter().map(|holiday| Objection::Holiday {
        date: holiday.date,
        name: holiday.name,
    });
    let frozen = calendar.freezes_in(zone, window, environment);
    let frozen = frozen.into_iter().map(|frozen| Objection::Freeze {
        name: frozen.freeze.name.clone(),
        title: frozen.freeze.title.clone(),
        hard: frozen.freeze.hard,
        override_by: frozen.freeze.override_by.clone(),
        until: frozen.during.end,
    });
    holidays.chain(frozen).collect()
}
