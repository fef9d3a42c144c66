//! What became of a delivery, in words that mail and webhooks share.
//!
//! Given back by each way out; the room's loop decides by it what happens next. It knows nobody.

use std::time::Duration;

/// What became of a delivery that did not go well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It may go better soon: it is tried again after a while.
    Later {
        /// What went wrong, without a full stop.
        problem: String,
        /// How long to wait, when the other side said so.
        wait: Option<Duration>,
    },
    /// It cannot go until somebody mends something.
    Blocked {
        /// What went wrong, without a full stop, in words for the release manager.
        problem: String,
        /// What to do about it, likewise.
        fix: String,
    },
}

/// What the other side said when it took a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// What it knows the delivery by, when it says so.
    pub id: Option<String>,
}
