//! A freeze: a time in which nothing may change, once, every year or every week.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::moment::{first_at, over_at, wall};
use crate::domain::name::{EnvironmentName, FreezeName, RoleName};
use crate::domain::outage::Window;

/// A time in which nothing may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// The name people type, such as `year-end`.
    pub name: FreezeName,
    /// What people read, such as "Year-end freeze".
    pub title: String,
    /// When it holds.
    pub spell: Spell,
    /// Where it holds; nothing named means everywhere.
    pub environments: Vec<EnvironmentName>,
    /// Whether it forbids; otherwise it warns.
    pub hard: bool,
    /// Who may pass it with a reason; nobody named means whoever may override the process.
    pub override_by: Vec<RoleName>,
}

/// When a freeze holds: between two readings of the team's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spell {
    /// Once.
    Once {
        /// Its beginning.
        from: DayEdge,
        /// Its end.
        until: DayEdge,
    },
    /// Every year, before and after the year that is written too; 29 February is the 28th in other years.
    Yearly {
        /// Its beginning in one year.
        from: DayEdge,
        /// Its end that follows.
        until: DayEdge,
    },
    /// Every week.
    Weekly {
        /// Its beginning.
        from: WeekEdge,
        /// Its end, the next one after the beginning.
        until: WeekEdge,
    },
}

/// A day at which a freeze begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayEdge {
    /// The day.
    pub day: NaiveDate,
    /// The time of that day; nothing means that the whole day is part of the freeze.
    pub time: Option<NaiveTime>,
}

/// A day of the week at which a freeze begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekEdge {
    /// The day.
    pub day: Weekday,
    /// The time of that day; nothing means that the whole day is part of the freeze.
    pub time: Option<NaiveTime>,
}

/// A freeze, and one of its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen<'a> {
    /// The freeze.
    pub freeze: &'a Freeze,
    /// From when to when it holds then.
    pub during: Window,
}

impl Freeze {
    /// Whether it holds there. One for some environments says nothing of what concerns none in particular.
    pub fn is_for(&self, environment: Option<&EnvironmentName>) -> bool {
        self.environments.is_empty() || environment.is_some_and(|e| self.environments.contains(e))
    }

    /// The time in which it holds at that moment.
    pub fn find_at(&self, zone: Tz, now: DateTime<Utc>) -> Option<Window> {
        let moment = Window {
            start: now,
            end: now + TimeDelta::milliseconds(1),
        };
        self.spell.first_in(zone, moment)
    }
}

impl DayEdge {
    fn begins(self) -> NaiveDateTime {
        self.day.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }

    fn ends(self) -> Option<NaiveDateTime> {
        match self.time {
            Some(time) => Some(self.day.and_time(time)),
            None => Some(self.day.succ_opt()?.and_time(NaiveTime::MIN)),
        }
    }

    /// The same day so many years later, or earlier.
    fn in_years(self, years: i32) -> Option<Self> {
        let months = Months::new(years.unsigned_abs().checked_mul(12)?);
        let day = if years < 0 {
            self.day.checked_sub_months(months)?
        } else {
            self.day.checked_add_months(months)?
        };
        Some(Self { day, ..self })
    }
}

impl Spell {
    /// From when to when it holds, for the first of its times that has a moment in common with `window`.
    pub fn first_in(&self, zone: Tz, window: Window) -> Option<Window> {
        let day = wall(zone, window.start).date();
        let mut near: Vec<Window> = match *self {
            Self::Once { from, until } => between(zone, from, until).into_iter().collect(),
            Self::Yearly { from, until } => {
                let years = day.year() - from.day.year();
                let year = |n: i32| between(zone, from.in_years(years + n)?, until.in_years(years + n)?);
                (-2..=2).filter_map(year).collect()
            }
            Self::Weekly { from, until } => {
                let monday = day - Days::new(day.weekday().num_days_from_monday().into());
                let week = |n| one_week(zone, monday.checked_add_signed(TimeDelta::weeks(n))?, from, until);
                (-2..=2).filter_map(week).collect()
            }
        };
        near.sort_unstable_by_key(|during| during.start);
        let touches = |during: &Window| during.start < window.end && window.start < during.end;
        near.into_iter().find(touches)
    }
}

fn between(zone: Tz, from: DayEdge, until: DayEdge) -> Option<Window> {
    Some(Window {
        start: first_at(zone, from.begins()),
        end: over_at(zone, until.ends()?),
    })
}

/// The time that begins in the week of that Monday.
fn one_week(zone: Tz, monday: NaiveDate, from: WeekEdge, until: WeekEdge) -> Option<Window> {
    let on = |edge: WeekEdge, weeks: u64| {
        let days = u64::from(edge.day.num_days_from_monday()) + 7 * weeks;
        let day = monday.checked_add_days(Days::new(days))?;
        Some(DayEdge { day, time: edge.time })
    };
    let begin = on(from, 0)?;
    let end = on(until, 0)?;
    let end = if end.ends()? > begin.begins() {
        end
    } else {
        on(until, 1)?
    };
    between(zone, begin, end)
}
