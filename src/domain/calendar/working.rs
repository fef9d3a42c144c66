//! Working days: those of the working week that are no holidays.

use chrono::NaiveDate;

use super::Calendar;

/// No team is away for longer: a search for a working day ends after so many days.
const LONGEST_ABSENCE: usize = 400;

impl Calendar {
    /// Whether the team works on that day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        self.working_week.contains(&date.weekday()) && self.find_holiday(date).is_none()
    }

    /// The first working day after that day; nothing when there is none within a year and a month.
    pub fn next_working_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        let days = date.iter_days().skip(1).take(LONGEST_ABSENCE);
        days.into_iter().find(|day| self.is_working_day(*day))
    }

    /// The last working day before that day; nothing when there is none within a year and a month.
    pub fn previous_working_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        let days = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt).take(LONGEST_ABSENCE);
        days.into_iter().find(|day| self.is_working_day(*day))
    }

    /// The day so many working days before that day, which itself may be any day: T minus `n`. It is the day itself
    /// for none.
    pub fn working_day_before(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        (0..n).try_fold(date, |day, _| self.previous_working_day(day))
    }
}
