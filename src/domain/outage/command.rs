//! What is asked of an outage that stands alone; what is asked of a release's goes through its release.

use super::{OutageWords, Plan, Window};

/// Something somebody asks of an outage that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutageCommand {
    /// Enter it, or enter it anew while nobody was told.
    Draft(Plan),
    /// Approve the text of that window, as a second person.
    Approve(Window),
    /// Tell its audiences of that window.
    Publish(Window),
    /// Give it up before anybody is told.
    Withdraw,
    /// Change its window.
    Change(Change),
    /// Move its end by so many minutes; counted from now once it has passed.
    Extend(i64),
    /// Change what is said of it.
    Reword {
        /// The revision that the person read.
        seen: u32,
        /// The words from now on.
        words: OutageWords,
    },
    /// Users cannot work from now on.
    Start {
        /// The revision that the person read.
        seen: u32,
    },
    /// Users can work again.
    End {
        /// The revision that the person read.
        seen: u32,
    },
    /// It will not happen.
    Cancel {
        /// The revision that the person read.
        seen: u32,
        /// Why, in words for its audiences.
        reason: Option<String>,
    },
}

/// Another window for an announced outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The window.
    pub window: Window,
    /// The revision that the person saw.
    pub seen: u32,
    /// Why it must be so although something stands against it.
    pub reason: Option<String>,
}
