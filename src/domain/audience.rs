//! Who is told of outages and of releases: where, how long before, and in which words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::name::RoleName;
use super::wall_clock::instant;

mod blank;

pub use blank::Blank;

/// An audience of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Audience {
    /// What people read, such as "MyPortfolio users".
    pub title: String,
    /// The channel, by its name in bot.toml; nothing while the team has not agreed on one.
    pub channel: Option<String>,
    /// What the outage means for them, in their words.
    pub impact: Option<String>,
    /// Where they can ask.
    pub questions: Option<String>,
    /// Further channels, by their names in bot.toml.
    #[serde(default)]
    pub channels: Vec<String>,
    /// The roles that an announcement calls.
    #[serde(default)]
    pub calls: Vec<RoleName>,
    /// Whether people may ask to be told by direct message.
    #[serde(default)]
    pub subscribers: bool,
    /// The mail addresses that are told.
    #[serde(default)]
    pub mail: Vec<String>,
    /// The endpoints that are told, by their names in bot.toml.
    #[serde(default)]
    pub endpoints: Vec<String>,
    /// How long before an outage it is called to mind; [`Audience::leads`] when nothing is said.
    #[serde(default)]
    pub leads: Option<Vec<Lead>>,
    /// How long before its start an outage has to be announced at the latest.
    #[serde(default)]
    pub least_notice: Option<Lead>,
    /// What they do not want to hear of.
    #[serde(default)]
    pub spared: BTreeSet<NewsKind>,
    /// Their own wording, as templates; what has none is said in gonogo's words.
    #[serde(default)]
    pub words: BTreeMap<NewsKind, String>,
    /// Whether anybody may read what they are told, on the public page.
    #[serde(default)]
    pub public: bool,
}

/// What is said of an outage, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewsKind {
    /// It is planned.
    Announced,
    /// It comes near.
    Reminder,
    /// It was moved.
    Moved,
    /// It takes longer.
    Extended,
    /// It ends earlier than announced.
    Shortened,
    /// It has begun.
    Started,
    /// It takes longer than announced, and nobody knows how long.
    Overran,
    /// The service is back.
    Ended,
    /// It will not happen.
    Cancelled,
}

impl NewsKind {
    /// Every kind, in the order of an outage's life.
    pub const ALL: [Self; 9] = [
        Self::Announced,
        Self::Reminder,
        Self::Moved,
        Self::Extended,
        Self::Shortened,
        Self::Started,
        Self::Overran,
        Self::Ended,
        Self::Cancelled,
    ];

    /// The kind as it is written in a playbook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Reminder => "reminder",
            Self::Moved => "moved",
            Self::Extended => "extended",
            Self::Shortened => "shortened",
            Self::Started => "started",
            Self::Overran => "overran",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// The kind of that name.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How long before something. Days are days of the calendar: seven days before Tuesday 18:00 is Tuesday 18:00, also
/// when the clocks were changed in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lead {
    /// So many days of the calendar.
    Days(u32),
    /// So many minutes.
    Minutes(u32),
}

impl Lead {
    /// The moment so long before `start`.
    pub fn before(self, start: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => start - TimeDelta::minutes(minutes.into()),
            Self::Days(days) => {
                let local = start.with_timezone(&zone).naive_local();
                let earlier = local.date().checked_sub_days(Days::new(days.into()));
                earlier.map_or(start, |day| instant(zone, day.and_time(local.time())))
            }
        }
    }
}

impl Lead {
    /// The moment so long after `now`.
    pub fn after(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => now + TimeDelta::minutes(minutes.into()),
            Self::Days(days) => {
                let local = now.with_timezone(&zone).naive_local();
                let later = local.date().checked_add_days(Days::new(days.into()));
                later.map_or(now, |day| instant(zone, day.and_time(local.time())))
            }
        }
    }
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days}d"),
            Self::Minutes(minutes) if minutes % 60 == 0 => write!(f, "{}h", minutes / 60),
            Self::Minutes(minutes) => write!(f, "{minutes}min"),
        }
    }
}

/// When an outage is called to mind where the playbook says nothing: a week, a day and an hour before.
pub const USUAL_LEADS: [Lead; 3] = [Lead::Days(7), Lead::Minutes(24 * 60), Lead::Minutes(60)];

impl Audience {
    /// Every channel in which they are told, by its name in bot.toml.
    pub fn all_channels(&self) -> impl Iterator<Item = &str> {
        let first = self.channel.iter();
        first.chain(&self.channels).map(String::as_str)
    }

    /// How long before an outage it is called to mind.
    pub fn leads(&self) -> &[Lead] {
        self.leads.as_deref().unwrap_or(&USUAL_LEADS)
    }

    /// Whether what a step says reaches anybody: endpoints are told of outages only.
    pub fn hears_of_steps(&self) -> bool {
        self.all_channels().next().is_some() || self.subscribers || !self.mail.is_empty()
    }

    /// Whether anybody would be told.
    pub fn is_reached(&self) -> bool {
        self.all_channels().next().is_some()
            || self.subscribers
            || !self.mail.is_empty()
            || !self.endpoints.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_are_days_of_the_calendar_and_hours_are_hours() {
        let zone = chrono_tz::Pacific::Auckland;
        let start: DateTime<Utc> = "2026-09-29T05:00:00Z".parse().unwrap();
        assert_eq!(
            start.with_timezone(&zone).to_rfc3339(),
            "2026-09-29T18:00:00+13:00"
        );
        let local = |lead: Lead| lead.before(start, zone).with_timezone(&zone).to_rfc3339();
        assert_eq!(local(Lead::Days(7)), "2026-09-22T18:00:00+12:00");
        assert_eq!(local(Lead::Minutes(3 * 24 * 60)), "2026-09-26T17:00:00+12:00");
        assert_eq!(local(Lead::Minutes(60)), "2026-09-29T17:00:00+13:00");
    }
}
