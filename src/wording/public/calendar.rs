//! The calendar that programs subscribe to: one event for each outage (RFC 5545).
//!
//! An event is known by its `UID`, which depends on the outage's number and service alone; programs take the version
//! with the highest `SEQUENCE`, which is the outage's revision.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use super::said::{Said, zone_at, zone_of};
use super::{Shown, plain};

/// How long an outage stays in the calendar once it is over.
const REMEMBERED: TimeDelta = TimeDelta::days(400);

/// The outages of a service as a calendar.
pub fn calendar(title: &str, shown: &[Shown<'_>], now: DateTime<Utc>) -> String {
    let name = format!("Outages of {}", plain(title));
    // Where Outlook and Google read the name, and Outlook how often to look again.
    let mut calendar = empty(&[("X-WR-CALNAME", name.as_str()), ("X-PUBLISHED-TTL", "PT15M")]);
    // The same for everybody else: RFC 7986, section 5.7.
    let mut refresh = Property::new("REFRESH-INTERVAL", "PT15M");
    calendar.append_property(refresh.add_parameter("VALUE", "DURATION").done());
    let is_recent = |s: &&Shown<'_>| s.over_at().is_none_or(|at| now - at <= REMEMBERED);
    for outage in shown.iter().filter(is_recent) {
        calendar.push(event(outage, now));
    }
    calendar.to_string()
}

/// One outage as a file that goes along with a letter: the event that the subscribed calendar has, so that a program
/// which knows both shows one.
pub fn event_file(shown: &Shown<'_>, now: DateTime<Utc>) -> String {
    // Published, not an invitation: nobody is asked whether they come (RFC 5546, 3.2.1).
    let mut calendar = empty(&[("METHOD", "PUBLISH")]);
    calendar.push(event(shown, now));
    calendar.to_string()
}

fn empty(more: &[(&str, &str)]) -> Calendar {
    let mut calendar = Calendar::empty();
    let always = [
        ("VERSION", "2.0"),
        ("PRODID", "-//gonogo//Outages//EN"),
        ("CALSCALE", "GREGORIAN"),
    ];
    for (key, value) in always.iter().chain(more) {
        calendar.append_property(Property::new(*key, *value));
    }
    calendar
}

fn event(shown: &Shown<'_>, now: DateTime<Utc>) -> Event {
    let is_off = shown.outage.cancelled.is_some();
    let mut event = Event::new();
    event
        .uid(&format!("outage-{}@{}.gonogo", shown.number, shown.service.name))
        .sequence(shown.outage.revision)
        .timestamp(shown.changed_at())
        .last_modified(shown.changed_at())
        .summary(&summary(shown, is_off))
        .description(&description(shown, now))
        .add_property("TRANSP", "TRANSPARENT");
    event.status(if is_off {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    });
    if let Some(start) = shown.window().map(|w| w.start).or(shown.since()) {
        event.starts(start);
        // Where nobody knows the end the event has none; an end has to be later than the start.
        if let Some(end) = shown.window().map(|w| w.end).filter(|end| *end > start) {
            event.ends(end);
        }
    }
    event.done()
}

fn summary(shown: &Shown<'_>, is_off: bool) -> String {
    let subject = shown.subject();
    if is_off {
        format!("Cancelled: {subject} stays available")
    } else {
        format!("{subject} unavailable")
    }
}

fn description(shown: &Shown<'_>, now: DateTime<Utc>) -> String {
    let zone = shown.zone();
    let mut lines = vec![shown.sentence(now).to_string()];
    if let Some(window) = shown.window() {
        let label = if shown.outage.find_actual().is_some() {
            "It was"
        } else {
            "When"
        };
        let span = Said::default().span(window, zone);
        lines.push(format!("{label}: {span} ({})", zone_of(window, zone)));
    } else if let Some(at) = shown.since() {
        lines.push(format!("Time zone: {}", zone_at(at, zone)));
    }
    for (label, text) in shown.details() {
        lines.push(format!("{label}: {text}"));
    }
    lines.extend(shown.changes().iter().map(Said::to_string));
    lines.join("\n")
}
