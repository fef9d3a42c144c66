//! Something that falls due, as its state names it.

use chrono::{DateTime, Utc};

use super::name::Version;

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// What it is; unique in its stream, and different when it is for another time.
    pub key: String,
    /// When.
    pub due_at: DateTime<Utc>,
    /// The version it is about, when it is about one.
    pub version: Option<Version>,
}
