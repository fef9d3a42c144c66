//! A planned window of unavailability, and what of it was announced.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::name::AudienceName;
use super::person::Stamp;

/// The longest outage that can be planned in one piece.
pub const LONGEST: TimeDelta = TimeDelta::days(7);

/// From when to when; the end is after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
}

impl Window {
    /// The window as people are told of it: from the beginning of its first minute, so many minutes long.
    #[must_use]
    pub fn in_whole_minutes(self) -> Self {
        let seconds = self.start.timestamp();
        let start = DateTime::from_timestamp(seconds - seconds.rem_euclid(60), 0).unwrap_or(self.start);
        let span = self.end - self.start;
        let whole = TimeDelta::minutes(span.num_minutes());
        let span = if whole < span {
            whole + TimeDelta::minutes(1)
        } else {
            whole
        };
        Self {
            start,
            end: start + span,
        }
    }
}

/// The outage of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Who is told.
    pub audience: AudienceName,
    /// A window that somebody entered and nobody published yet.
    pub proposed: Option<Window>,
    /// The window that the audience knows.
    pub announced: Option<Window>,
    /// Who published it last.
    pub published: Option<Stamp>,
    /// When it ended or was called off.
    pub ended: Option<Stamp>,
    /// Since when users cannot work in fact, where somebody says so.
    pub started: Option<Stamp>,
}

impl Outage {
    /// An outage of which nothing is known yet.
    pub fn new(audience: AudienceName) -> Self {
        Self {
            audience,
            proposed: None,
            announced: None,
            published: None,
            ended: None,
            started: None,
        }
    }

    /// The announced window while the outage is not over.
    pub fn find_open_window(&self) -> Option<Window> {
        self.announced.filter(|_| self.ended.is_none())
    }

    /// Whether the announced window has begun, or users cannot work in fact, and the outage is not over.
    pub fn is_under_way(&self, now: DateTime<Utc>) -> bool {
        self.is_on() || self.find_open_window().is_some_and(|w| w.start <= now)
    }

    /// Whether somebody said that users cannot work, and nobody that they can again.
    pub fn is_on(&self) -> bool {
        self.started.is_some() && self.ended.is_none()
    }

    /// From when to when users could not work in fact, once that is over; nothing when it was called off.
    pub fn find_actual(&self) -> Option<Window> {
        let end = self.ended.as_ref()?.at;
        let planned = self.announced.map(|w| w.start).filter(|start| *start <= end);
        let start = self.started.as_ref().map(|s| s.at).or(planned)?;
        Some(Window { start, end })
    }
}
