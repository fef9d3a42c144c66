//! The days that a text in the manner of cron names: `* * TUE#1` is the first Tuesday of every month.
//!
//! The cron crate reads the numbers and names of a field; what it reads in another way than people who know cron (it
//! counts Sunday as 1, knows neither `#` nor `L`, and wants days of the month and of the week to agree) is read here.
//! What comes out are civil days, so that neither a zone nor a year in which the crate ends matters. Called by
//! [`super::Cadence`] and by the reader of playbooks.

use std::ops::Range;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveTime};
use cron::{Schedule, TimeUnitSpec};
use serde::{Deserialize, Serialize};

use super::thinning::{Thinning, first_of_next_month, last_of_month_before};

mod part;
mod reading;
mod weekday;
mod words;

use reading::Fields;
use weekday::Weekdays;

/// After so many years without such a day none is looked for any more.
const PATIENCE: i32 = 100;

/// The days that a text in the manner of cron names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    /// The day of the month, the month and the day of the week, as they were written.
    text: String,
    /// A bit for each day of the month, from the second bit on.
    days: u32,
    /// A bit for each month, from the second bit on.
    months: u16,
    weekdays: Weekdays,
}

/// Why a text names no days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {fix}")]
pub struct BadPattern {
    /// What part of the text it is about, in bytes.
    pub at: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub fix: String,
}

impl Pattern {
    /// Reads three fields (day of the month, month, day of the week), or five with the minute and the hour before them,
    /// which are the time of day.
    ///
    /// # Errors
    /// [`BadPattern`] for the first field that cannot be read.
    pub fn read(text: &str) -> Result<(Self, Option<NaiveTime>), BadPattern> {
        let fields = Fields::of(text)?;
        let time = fields.time()?;
        let (days, months) = (fields.days()?, fields.months()?);
        let pattern = Self {
            text: fields.days_as_written(),
            days: bits(&days),
            months: u16::try_from(bits(&months)).unwrap_or_default(),
            weekdays: fields.weekdays()?,
        };
        Ok((pattern, time))
    }

    /// Whether it names that day.
    pub fn names(&self, day: NaiveDate) -> bool {
        self.has_month(day) && self.days & (1 << day.day()) != 0 && self.weekdays.have(day)
    }

    fn has_month(&self, day: NaiveDate) -> bool {
        self.months & (1 << day.month()) != 0
    }

    /// The first day from `day` on that it names and the thinning keeps.
    pub(super) fn find_from(&self, day: NaiveDate, thinning: &Thinning) -> Option<NaiveDate> {
        let end = day.year().checked_add(PATIENCE)?;
        let mut day = day;
        while day.year() <= end {
            day = if !self.has_month(day) {
                first_of_next_month(day)?
            } else if let Some(next) = thinning.skips_from(day) {
                next?
            } else if self.names(day) {
                return Some(day);
            } else {
                day.succ_opt()?
            };
        }
        None
    }

    /// The last day up to `day` that it names and the thinning keeps, and not before `first`.
    pub(super) fn find_up_to(
        &self,
        day: NaiveDate,
        first: NaiveDate,
        thinning: &Thinning,
    ) -> Option<NaiveDate> {
        let mut day = day;
        while day >= first {
            day = if !self.has_month(day) {
                last_of_month_before(day)?
            } else if let Some(before) = thinning.skips_back_from(day) {
                before?
            } else if self.names(day) {
                return Some(day);
            } else {
                day.pred_opt()?
            };
        }
        None
    }
}

fn bits(ordinals: &[u32]) -> u32 {
    ordinals.iter().fold(0, |bits, n| bits | 1 << n)
}

impl TryFrom<String> for Pattern {
    type Error = BadPattern;

    fn try_from(text: String) -> Result<Self, BadPattern> {
        Self::read(&text).map(|(pattern, _)| pattern)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.text
    }
}

/// The numbers that the cron crate reads in one field of its own seven, the others being anything.
fn ordinals(field: Field, text: &str) -> Result<Vec<u32>, cron::error::Error> {
    let schedule = match field {
        Field::Minute => format!("0 {text} * * * *"),
        Field::Hour => format!("0 0 {text} * * *"),
        Field::Day => format!("0 0 0 {text} * *"),
        Field::Month => format!("0 0 0 * {text} *"),
    };
    let schedule = Schedule::from_str(&schedule)?;
    Ok(match field {
        Field::Minute => schedule.minutes().iter().collect(),
        Field::Hour => schedule.hours().iter().collect(),
        Field::Day => schedule.days_of_month().iter().collect(),
        Field::Month => schedule.months().iter().collect(),
    })
}

/// A field that the cron crate reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Minute,
    Hour,
    Day,
    Month,
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::on;
