//! What a rehearsal wrote down: each thing that somebody would have read, with its time and place.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Something that somebody would have read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// What it is.
    pub kind: Kind,
    /// Where, such as `#releases`; nothing for what stands on a card.
    pub place: Option<String>,
    /// What it says, in Discord's Markdown, with names for numbers.
    pub text: String,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Said by the clock, because it was time.
    #[value(name = "reminders", alias = "reminder")]
    Reminder,
    /// Said because somebody did something.
    #[value(name = "notices", alias = "notice")]
    Notice,
    /// A gate that shuts or opens.
    #[value(name = "gates", alias = "gate")]
    Gate,
    /// A turn that ends and another that begins.
    #[value(name = "handovers", alias = "handover")]
    Handover,
    /// A release that starts or ends.
    #[value(name = "releases", alias = "release")]
    Release,
    /// A step that is done.
    #[value(name = "steps", alias = "step")]
    Step,
}

impl Kind {
    /// What is shown when nothing is asked for: all but the steps, of which there are many.
    pub const USUAL: [Self; 5] = [
        Self::Reminder,
        Self::Notice,
        Self::Gate,
        Self::Handover,
        Self::Release,
    ];

    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Notice => "notice",
            Self::Gate => "gate",
            Self::Handover => "handover",
            Self::Release => "release",
            Self::Step => "step",
        }
    }
}
