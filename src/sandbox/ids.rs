//! Snowflakes: ids that carry the sandbox's time and never repeat.
//!
//! Everything in the sandbox that has an id gets it here. Knows nothing of what is numbered.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The first millisecond a snowflake can express, 2015-01-01 (Discord's reference, "Snowflakes").
const EPOCH_MS: i64 = 1_420_070_400_000;

/// A snowflake; on the wire a string of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) u64);

impl Id {
    /// The id in a JSON value, written as digits or as a number (Discord accepts both).
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_u64().map(Self),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Id {
    /// When it was given, which is when what it stands for was made.
    pub(crate) fn created_at(self) -> DateTime<Utc> {
        let ms = i64::try_from(self.0 >> 22).expect("42 bits fit");
        DateTime::from_timestamp_millis(ms + EPOCH_MS).expect("42 bits of milliseconds are in range")
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The counter behind all ids of one sandbox.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    /// The next id. It is later than every id before, also when the clock stands still or was set back.
    pub(crate) fn next(&mut self, now: DateTime<Utc>) -> Id {
        let ms = u64::try_from(now.timestamp_millis() - EPOCH_MS).unwrap_or(0);
        self.last = (ms << 22).max(self.last + 1);
        Id(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_when_the_clock_stands_still_or_goes_back() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let mut ids = Ids::default();
        let first = ids.next(at("2026-11-24T08:00:00Z"));
        let same_moment = ids.next(at("2026-11-24T08:00:00Z"));
        let earlier = ids.next(at("2020-01-01T00:00:00Z"));
        let before_all = ids.next(at("1999-01-01T00:00:00Z"));
        assert!(first < same_moment && same_moment < earlier && earlier < before_all);
        assert_eq!(
            first.0 >> 22,
            (at("2026-11-24T08:00:00Z").timestamp_millis() - EPOCH_MS) as u64
        );
    }
}
