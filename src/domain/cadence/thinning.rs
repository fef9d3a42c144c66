//! Every so many weeks or months, counted from those of the anchor: which days of a pattern are left out.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Every;

/// Which weeks or months count.
pub(super) struct Thinning {
    pub(super) every: Every,
    pub(super) anchor: NaiveDate,
}

impl Thinning {
    /// The first day after `day` whose week or month counts, when that of `day` does not; no such day at the end of
    /// time.
    pub(super) fn skips_from(&self, day: NaiveDate) -> Option<Option<NaiveDate>> {
        let (phase, count) = self.phase(day)?;
        if phase == 0 {
            return None;
        }
        let left = count - phase;
        Some(match self.every {
            Every::Weeks(_) => {
                monday(day).and_then(|monday| monday.checked_add_days(Days::new(u64::from(left) * 7)))
            }
            _ => first_of_next_month(day).and_then(|day| day.checked_add_months(Months::new(left - 1))),
        })
    }

    /// The last day before `day` whose week or month counts, when that of `day` does not.
    pub(super) fn skips_back_from(&self, day: NaiveDate) -> Option<Option<NaiveDate>> {
        let (phase, _) = self.phase(day)?;
        if phase == 0 {
            return None;
        }
        Some(match self.every {
            Every::Weeks(_) => {
                let back = Days::new(u64::from(phase - 1) * 7);
                let sunday = monday(day).and_then(|monday| monday.pred_opt());
                sunday.and_then(|sunday| sunday.checked_sub_days(back))
            }
            _ => {
                // The month before, as many times as needed, and of that one its last day.
                let first = day.with_day(1);
                let first = first.and_then(|first| first.checked_sub_months(Months::new(phase - 1)));
                first.and_then(last_of_month_before)
            }
        })
    }

    /// How many weeks or months the day is after one that counts, and how many there are from one to the next; nothing
    /// when all count.
    fn phase(&self, day: NaiveDate) -> Option<(u32, u32)> {
        let (since, count) = match self.every {
            Every::Match => return None,
            Every::Weeks(count) => ((monday(day)? - monday(self.anchor)?).num_weeks(), count),
            Every::Months(count) => (months(day) - months(self.anchor), count),
        };
        let count = count.max(1);
        let phase = since.rem_euclid(i64::from(count));
        Some((u32::try_from(phase).unwrap_or_default(), count))
    }
}

fn monday(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))
}

/// Months since the year 0.
pub(super) fn months(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

pub(super) fn first_of_next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(chrono::Months::new(1))
}

pub(super) fn last_of_month_before(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.pred_opt()
}
