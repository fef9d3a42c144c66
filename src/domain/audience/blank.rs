//! What an audience's own words may speak of: the blanks of their templates, by the names that a playbook writes.

use super::NewsKind;

/// A blank in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// What is unavailable, as people read it.
    Service,
    /// The outage's number.
    Number,
    /// From when to when.
    Window,
    /// When it begins, or began in fact.
    Start,
    /// When it ends, or ended in fact.
    End,
    /// The window before.
    Was,
    /// How long it takes.
    Duration,
    /// What they notice.
    Impact,
    /// What goes on working.
    StillWorks,
    /// Why.
    Why,
    /// Where they can ask.
    Questions,
    /// The release that it is for.
    Release,
}

impl Blank {
    /// Every blank.
    pub const ALL: [Self; 12] = [
        Self::Service,
        Self::Number,
        Self::Window,
        Self::Start,
        Self::End,
        Self::Was,
        Self::Duration,
        Self::Impact,
        Self::StillWorks,
        Self::Why,
        Self::Questions,
        Self::Release,
    ];

    /// Its name in a template.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Number => "number",
            Self::Window => "window",
            Self::Start => "start",
            Self::End => "end",
            Self::Was => "was",
            Self::Duration => "duration",
            Self::Impact => "impact",
            Self::StillWorks => "still_works",
            Self::Why => "why",
            Self::Questions => "questions",
            Self::Release => "release",
        }
    }

    /// The blank of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blank| blank.as_str() == name)
    }

    /// Whether news of that kind can fill it at all.
    pub fn is_of(self, kind: NewsKind) -> bool {
        let changes = matches!(kind, NewsKind::Moved | NewsKind::Extended | NewsKind::Shortened);
        self != Self::Was || changes
    }

    /// Whether it is filled whatever outage it is; otherwise a template had better ask first.
    pub fn is_always_there(self) -> bool {
        match self {
            Self::Service
            | Self::Number
            | Self::Window
            | Self::Start
            | Self::End
            | Self::Was
            | Self::Duration => true,
            Self::Impact | Self::StillWorks | Self::Why | Self::Questions | Self::Release => false,
        }
    }
}
