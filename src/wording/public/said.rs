//! A sentence with moments in it: on the page each is a `<time>` that a program can read, elsewhere it is text.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Utc};
use chrono_tz::Tz;

use crate::domain::outage::Window;

/// A sentence with moments in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said(pub(super) Vec<Piece>);

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words.
    Words(String),
    /// A moment: for programs, and for people.
    Moment(String, String),
}

impl Said {
    /// A sentence of words alone.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::default().and(text)
    }

    /// Goes on with words.
    pub(super) fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Words(text.into()));
        self
    }

    /// Goes on with a moment in full: "Tuesday 24 November 2026, 18:00".
    pub(super) fn at(self, at: DateTime<Utc>, zone: Tz) -> Self {
        let local = at.with_timezone(&zone);
        let shown = format!("{}, {}", day(local.date_naive()), local.format("%H:%M"));
        self.moment(at, zone, shown)
    }

    /// Goes on with a window; the day of the end is named when it is another one.
    pub(super) fn span(self, window: Window, zone: Tz) -> Self {
        let from = self.at(window.start, zone).and(" to ");
        let (start, end) = (window.start.with_timezone(&zone), window.end.with_timezone(&zone));
        if start.date_naive() == end.date_naive() {
            let shown = end.format("%H:%M").to_string();
            from.moment(window.end, zone, shown)
        } else {
            from.at(window.end, zone)
        }
    }

    fn moment(mut self, at: DateTime<Utc>, zone: Tz, shown: String) -> Self {
        let iso = at.with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%:z");
        self.0.push(Piece::Moment(iso.to_string(), shown));
        self
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                Piece::Words(text) | Piece::Moment(_, text) => f.write_str(text)?,
            }
        }
        Ok(())
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// The zone by its name, with how far it is from UTC at the start and, where that differs, at the end.
pub(super) fn zone_of(window: Window, zone: Tz) -> String {
    let offset = |at: DateTime<Utc>| at.with_timezone(&zone).offset().fix();
    let (start, end) = (offset(window.start), offset(window.end));
    match (zone, start == end) {
        (Tz::UTC, _) => "UTC".to_owned(),
        (_, true) => format!("{}, {}", zone.name(), from_utc(start)),
        (_, false) => format!("{}, {}, then {}", zone.name(), from_utc(start), from_utc(end)),
    }
}

/// The same for one moment.
pub(super) fn zone_at(at: DateTime<Utc>, zone: Tz) -> String {
    zone_of(Window { start: at, end: at }, zone)
}

fn from_utc(offset: FixedOffset) -> String {
    match offset.local_minus_utc() {
        0 => "UTC".to_owned(),
        _ => format!("UTC{offset}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(start: &str, end: &str) -> Window {
        let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
        Window { start, end }
    }

    fn read(window: Window, zone: Tz) -> String {
        let said = Said::default().span(window, zone);
        format!("{said} ({})", zone_of(window, zone))
    }

    #[test]
    fn a_window_is_written_in_the_zone_that_stands_beside_it() {
        let evening = window("2026-11-24T05:00:00Z", "2026-11-24T07:00:00Z");
        let auckland = "Tuesday 24 November 2026, 18:00 to 20:00 (Pacific/Auckland, UTC+13:00)";
        assert_eq!(read(evening, chrono_tz::Pacific::Auckland), auckland);
        let utc = "Tuesday 24 November 2026, 05:00 to 07:00 (UTC)";
        assert_eq!(read(evening, chrono_tz::UTC), utc);
        let kathmandu = "Tuesday 24 November 2026, 10:45 to 12:45 (Asia/Kathmandu, UTC+05:45)";
        assert_eq!(read(evening, chrono_tz::Asia::Kathmandu), kathmandu);
        let london = "Tuesday 24 November 2026, 05:00 to 07:00 (Europe/London, UTC)";
        assert_eq!(read(evening, chrono_tz::Europe::London), london);
    }

    #[test]
    fn a_night_names_both_days_and_a_changed_clock_both_offsets() {
        let night = window("2026-10-24T22:00:00Z", "2026-10-25T02:00:00Z");
        let berlin = "Sunday 25 October 2026, 00:00 to 03:00 (Europe/Berlin, UTC+02:00, then UTC+01:00)";
        assert_eq!(read(night, chrono_tz::Europe::Berlin), berlin);
        let new_york = "Saturday 24 October 2026, 18:00 to 22:00 (America/New_York, UTC-04:00)";
        assert_eq!(read(night, chrono_tz::America::New_York), new_york);
        let utc = "Saturday 24 October 2026, 22:00 to Sunday 25 October 2026, 02:00 (UTC)";
        assert_eq!(read(night, chrono_tz::UTC), utc);
    }

    #[test]
    fn a_program_reads_the_moment_with_its_offset() {
        let at = "2026-11-24T05:00:00Z".parse().unwrap();
        let Said(pieces) = Said::default().at(at, chrono_tz::Pacific::Auckland);
        let Piece::Moment(iso, _) = &pieces[0] else {
            panic!("{pieces:?}")
        };
        assert_eq!(iso, "2026-11-24T18:00:00+13:00");
    }
}
