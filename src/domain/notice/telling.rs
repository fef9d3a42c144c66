//! What became of a notice, for those who ask who was told.

use chrono::{DateTime, Utc};

use super::Notice;

/// Something that was, or is to be, told of an outage.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// To whom, and what.
    pub notice: Notice,
    /// What became of it.
    pub fate: Became,
}

/// What became of a telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was told then.
    Told(DateTime<Utc>),
    /// It is on its way.
    Waits,
    /// Somebody has to mend something first.
    Blocked(String),
    /// It was better left unsaid.
    Unsaid(String),
}
