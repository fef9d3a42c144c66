//! Slots on holidays: when somebody has to decide what becomes of one, and which days are beside it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Diary, SlotState};
use crate::domain::cadence::Cadence;
use crate::domain::calendar::{Calendar, Holiday};
use crate::domain::wall_clock::instant;

/// So many slots to come are looked at, beside those of the days in which is asked.
const AHEAD: usize = 12;

/// What becomes of a slot on a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HolidayAnswer {
    /// It stays on its day.
    Keep,
    /// It moves to the day before on which one can release.
    Earlier,
    /// It moves to the day after on which one can release.
    Later,
    /// It is skipped.
    Skip,
}

/// A slot on a holiday of which nobody said what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidaySlot {
    /// The slot.
    pub date: NaiveDate,
    /// The holiday.
    pub holiday: Holiday,
    /// The moment at which somebody is asked, or the playbook's rule is followed.
    pub due_at: DateTime<Utc>,
}

/// The days to which a slot on a holiday can move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysBeside {
    /// The last one before it.
    pub earlier: Option<NaiveDate>,
    /// The first one after it.
    pub later: Option<NaiveDate>,
}

impl Diary {
    /// The slots to come that are on a holiday and of which nobody was told.
    pub fn on_holidays(&self, cadence: &Cadence, calendar: &Calendar, zone: Tz) -> Vec<HolidaySlot> {
        if calendar.sets.is_empty() {
            return vec![];
        }
        let ahead = AHEAD + usize::try_from(cadence.ask_days_before).unwrap_or_default();
        let slots = self.grid(cadence).take(ahead).filter(|date| {
            let state = self.find(*date);
            state.is_none_or(|state| state.asked.is_none() && state.kept.is_none())
        });
        let on_holiday = slots.filter_map(|date| {
            let holiday = calendar.find_holiday(date)?;
            let day = notice_day(cadence, calendar, date);
            Some(HolidaySlot {
                date,
                holiday,
                due_at: instant(zone, day.and_time(cadence.at)),
            })
        });
        on_holiday.collect()
    }
}

impl SlotState {
    /// Whether somebody said what becomes of it although, or because, it is on a holiday.
    pub fn is_answered(&self) -> bool {
        self.moved.is_some() || self.kept.is_some()
    }
}

/// So many days before, on a working day.
fn notice_day(cadence: &Cadence, calendar: &Calendar, date: NaiveDate) -> NaiveDate {
    let day = date.checked_sub_days(Days::new(cadence.ask_days_before.into()));
    let day = day.unwrap_or(date);
    if calendar.is_working_day(day) {
        return day;
    }
    calendar.previous_working_day(day).unwrap_or(day)
}

/// The nearest working days on which no hard freeze holds, between the neighbours of the slot, and not before `today`.
pub fn days_beside(
    cadence: &Cadence,
    calendar: &Calendar,
    zone: Tz,
    date: NaiveDate,
    today: NaiveDate,
) -> DaysBeside {
    let is_free = |day: &NaiveDate| {
        let at = instant(zone, day.and_time(cadence.at));
        let hard = calendar.freezes.iter().filter(|freeze| freeze.hard);
        let mut here = hard.filter(|freeze| freeze.is_for(cadence.environment.as_ref()));
        here.all(|freeze| freeze.find_at(zone, at).is_none())
    };
    let (before, after) = (cadence.before(date), cadence.after(date));
    let earlier = std::iter::successors(Some(date), |day| calendar.previous_working_day(*day));
    let later = std::iter::successors(Some(date), |day| calendar.next_working_day(*day));
    let reaches_back = |day: &NaiveDate| *day >= today && before.is_none_or(|before| *day > before);
    let reaches_on = |day: &NaiveDate| after.is_none_or(|after| *day < after);
    DaysBeside {
        earlier: earlier.skip(1).take_while(reaches_back).find(is_free),
        later: later
            .skip(1)
            .take_while(reaches_on)
            .find(|day| *day >= today && is_free(day)),
    }
}
