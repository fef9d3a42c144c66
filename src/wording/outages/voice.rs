//! How times and people's words are written where they are read: in chat, or on paper as in letters and in JSON.
//!
//! Called by the floors of this room. In chat a time is a Discord timestamp, which each reader sees in their own zone;
//! on paper it is in the zone of the service, with its offset from UTC. Knows nothing of outages but their windows.

use chrono::{DateTime, Offset, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::outage::Window;
use crate::veil::cover_shapes;
use crate::wording::text;

/// Within this a time of day alone says which day is meant.
const SAME_DAY: TimeDelta = TimeDelta::hours(18);

/// Where something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// On Discord.
    Chat,
    /// In a letter or in JSON, by the clocks of this zone.
    Paper(Tz),
}

impl Voice {
    /// Whether it is Discord's.
    pub(super) fn is_chat(self) -> bool {
        self == Self::Chat
    }

    /// What catches the eye.
    pub(super) fn strong(self, words: &str) -> String {
        match self {
            Self::Chat => format!("**{words}**"),
            Self::Paper(_) => words.to_owned(),
        }
    }

    /// A line beside the matter.
    pub(super) fn aside(self, words: &str) -> String {
        match self {
            Self::Chat => format!("-# {words}"),
            Self::Paper(_) => words.to_owned(),
        }
    }

    /// Words of people: inert, on one line, cut.
    pub(super) fn quote(self, words: &str, most: usize) -> String {
        match self {
            Self::Chat => text::quote(words, most),
            // Covered before it is cut: half a secret has no shape any more.
            Self::Paper(_) => text::cut(&text::one_line(&cover_shapes(words)), most),
        }
    }

    /// From when to when, as in "will be unavailable …".
    pub(super) fn window(self, window: Window) -> String {
        match self {
            Self::Chat => text::window(window),
            Self::Paper(zone) => span(window, zone, true),
        }
    }

    /// How far away a moment is, in brackets; a letter is read at another time than it is written.
    pub(super) fn away(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Chat => format!(" ({})", text::relative(at)),
            Self::Paper(_) => String::new(),
        }
    }

    /// A moment, as in "it is expected back …".
    pub(super) fn at(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Chat => text::moment(at),
            Self::Paper(zone) => format!("on {} at {}", day(at, zone), clock(at, zone)),
        }
    }

    /// A moment beside another, as in "…, not …".
    pub(super) fn beside(self, at: DateTime<Utc>, other: DateTime<Utc>) -> String {
        match self {
            Self::Chat => short(at, other),
            Self::Paper(zone) if day(at, zone) == day(other, zone) => format!("at {}", clock(at, zone)),
            Self::Paper(_) => self.at(at),
        }
    }

    /// A moment, as in "since …".
    pub(super) fn since(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        match self {
            Self::Chat => short(at, now),
            Self::Paper(zone) => format!("{}, {}", day(at, zone), clock(at, zone)),
        }
    }
}

fn short(at: DateTime<Utc>, other: DateTime<Utc>) -> String {
    if (at - other).abs() < SAME_DAY {
        text::time_of_day(at)
    } else {
        format!("<t:{}:f>", at.timestamp())
    }
}

/// A window as a subject names it, such as "on Tuesday 24 November, 18:00 to 20:00".
pub(super) fn in_short(window: Window, zone: Tz) -> String {
    span(window, zone, false)
}

/// A moment as a subject names it, such as "on Tuesday 24 November at 20:00".
pub(super) fn moment_in_short(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("on %A %-d %B at %H:%M")
        .to_string()
}

/// From when to when by the clocks of a zone: with the year and the offsets from UTC, or in short.
fn span(window: Window, zone: Tz, whole: bool) -> String {
    let (start, end) = (window.start.with_timezone(&zone), window.end.with_timezone(&zone));
    let date = if whole { "%A %-d %B %Y" } else { "%A %-d %B" };
    let (first, last) = (start.format(date).to_string(), end.format(date).to_string());
    let (from, to) = (start.format("%H:%M").to_string(), end.format("%H:%M").to_string());
    let (from_offset, to_offset) = (offset(window.start, zone), offset(window.end, zone));
    // Where the clocks are changed in between, each time says which clocks it means.
    let from = if from_offset == to_offset {
        from
    } else {
        format!("{from} ({from_offset})")
    };
    let to = if whole || from_offset != to_offset {
        format!("{to} ({to_offset})")
    } else {
        to
    };
    if first == last {
        format!("on {first}, {from} to {to}")
    } else {
        format!("from {first}, {from} to {last}, {to}")
    }
}

fn day(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%A %-d %B %Y").to_string()
}

fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    let time = at.with_timezone(&zone).format("%H:%M");
    format!("{time} ({})", offset(at, zone))
}

/// The offset from UTC, such as "UTC+13:00".
fn offset(at: DateTime<Utc>, zone: Tz) -> String {
    let offset = at.with_timezone(&zone).offset().fix();
    format!("UTC{offset}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(start: &str, end: &str) -> Window {
        Window {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
        }
    }

    #[test]
    fn a_window_on_paper_is_in_the_zone_and_says_its_offset() {
        let voice = Voice::Paper(chrono_tz::Pacific::Auckland);
        let evening = window("2026-11-24T05:00:00Z", "2026-11-24T07:00:00Z");
        assert_eq!(
            voice.window(evening),
            "on Tuesday 24 November 2026, 18:00 to 20:00 (UTC+13:00)"
        );
        let night = window("2026-11-24T10:00:00Z", "2026-11-24T13:30:00Z");
        assert_eq!(
            voice.window(night),
            "from Tuesday 24 November 2026, 23:00 to Wednesday 25 November 2026, 02:30 (UTC+13:00)"
        );
        assert_eq!(
            voice.beside(night.start, night.end),
            "on Tuesday 24 November 2026 at 23:00 (UTC+13:00)"
        );
    }

    #[test]
    fn where_the_clocks_are_changed_meanwhile_both_offsets_are_said() {
        let zone = chrono_tz::Europe::London;
        let night = window("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
        assert_eq!(
            Voice::Paper(zone).window(night),
            "on Sunday 25 October 2026, 01:30 (UTC+01:00) to 01:30 (UTC+00:00)"
        );
        assert_eq!(
            in_short(night, zone),
            "on Sunday 25 October, 01:30 (UTC+01:00) to 01:30 (UTC+00:00)"
        );
    }

    #[test]
    fn a_time_in_chat_has_its_day_unless_it_is_near() {
        let at: DateTime<Utc> = "2026-11-24T05:00:00Z".parse().unwrap();
        let since = |hours| Voice::Chat.since(at, at + TimeDelta::hours(hours));
        assert_eq!(
            (since(2), since(40)),
            ("<t:1795496400:t>".to_owned(), "<t:1795496400:f>".to_owned())
        );
    }
}
