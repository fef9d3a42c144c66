//! Holidays that are read from an address: what was read last, and whether it can be read.
//!
//! What was read is a fact of the service, so that whatever follows from it is a function of the journal. What cannot be
//! read keeps the last good days. Decided in `decide::calendar`, told by `notice`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::person::Stamp;

/// What happened to a set of holidays that is read from an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarFact {
    /// It has these days now, and had others before.
    Read {
        /// The days, with what people call them.
        days: BTreeMap<NaiveDate, String>,
    },
    /// It cannot be read; what was read before stays.
    Failed {
        /// What is wrong, without a full stop.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
    },
    /// It can be read again.
    Recovered,
    /// The playbook names it no more.
    Dropped,
}

/// What is said of a set of holidays that is read from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarCommand {
    /// It was read.
    Take(BTreeMap<NaiveDate, String>),
    /// It could not be read: what is wrong, and what to do about it.
    Fail {
        /// What is wrong, without a full stop.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
    },
    /// The playbook names it no more.
    Drop,
}

/// A set of holidays that is read from an address, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSet {
    /// The days that were read last.
    pub days: Arc<BTreeMap<NaiveDate, String>>,
    /// When they became what they are; nothing when they were never read.
    pub read: Option<Stamp>,
    /// Since when it cannot be read.
    pub failing: Option<Stamp>,
}
