//! The event on Discord that stands for an outage: what its name, description and times are, from state alone.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::domain::outage::{Outage, OutageCourse};
use crate::domain::process::Service;

use super::text::{cut, one_line};

/// The most characters of its name and of its location (Discord, "Guild Scheduled Event").
const NAME: usize = 100;

/// The most characters of its description, of which the mark below takes a few.
const DESCRIPTION: usize = 900;

/// How long an event goes on whose end nobody knows; it ends when the outage does.
const OPEN_END: TimeDelta = TimeDelta::hours(24);

/// An event as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutageEvent {
    /// What is in the list.
    pub name: String,
    /// What is read below it.
    pub description: String,
    /// Where: the service.
    pub location: String,
    /// From when.
    pub start: DateTime<Utc>,
    /// Until when.
    pub end: DateTime<Utc>,
    /// How far it is.
    pub standing: Standing,
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Standing {
    /// It will begin.
    Scheduled,
    /// It is under way.
    Active,
    /// It is over.
    Completed,
    /// It will not be.
    Cancelled,
}

/// The event of an outage, with a last line by which it is found again; nothing where no window was announced.
pub fn event(number: i64, outage: &Outage, service: &Service, now: DateTime<Utc>) -> Option<OutageEvent> {
    let window = outage.window?;
    let standing = match outage.course(now) {
        OutageCourse::Draft => return None,
        OutageCourse::Scheduled => Standing::Scheduled,
        OutageCourse::UnderWay | OutageCourse::Overrun => Standing::Active,
        OutageCourse::Completed => Standing::Completed,
        OutageCourse::Cancelled => Standing::Cancelled,
    };
    let said = &outage.about.words;
    let line = |title: &str, text: &Option<String>| {
        text.as_ref()
            .map(|text| format!("{title}: {}", cut(&one_line(text), 280)))
    };
    let lines = [
        line("Why", &said.why),
        line("What you notice", &said.impact),
        line("What still works", &said.still_works),
    ];
    let text: Vec<String> = lines.into_iter().flatten().collect();
    let text = cut(&text.join("\n"), DESCRIPTION);
    let gap = if text.is_empty() { "" } else { "\n\n" };
    Some(OutageEvent {
        name: cut(&format!("{} unavailable", one_line(&service.title)), NAME),
        description: format!("{text}{gap}{}", mark(number)),
        location: cut(&one_line(&service.title), NAME),
        start: window.start,
        end: outage.overran.as_ref().map_or(window.end, |at| at.at + OPEN_END),
        standing,
    })
}

/// The last line of an event's description, by which it is found again.
pub fn mark(number: i64) -> String {
    format!("Outage {number} (gonogo)")
}
