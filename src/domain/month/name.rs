//! A month of the calendar, such as November 2026.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month of the calendar; kept as its first day, written as `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth(NaiveDate);

impl YearMonth {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// Its name alone: "November".
    pub fn name(self) -> String {
        self.0.format("%B").to_string()
    }

    /// Its name with the year: "November 2026".
    pub fn title(self) -> String {
        self.0.format("%B %Y").to_string()
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// Why a text is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no month, such as `2026-11`")]
pub struct NoMonth(String);

impl FromStr for YearMonth {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let no = || NoMonth(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(no)?;
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !(1..=2).contains(&month.len()) || !is_number(year) || !is_number(month) {
            return Err(no());
        }
        let day = NaiveDate::from_ymd_opt(
            year.parse().map_err(|_| no())?,
            month.parse().map_err(|_| no())?,
            1,
        );
        day.map(Self).ok_or_else(no)
    }
}

impl TryFrom<String> for YearMonth {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        text.parse()
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}
