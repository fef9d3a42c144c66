//! The release days of a service as a calendar that programs subscribe to (RFC 5545): an event for each planned day.
//!
//! An event is known by its `UID`, which is that of its slot: a moved day keeps it, with a higher `SEQUENCE`; a skipped
//! one stays as cancelled. Release days are days of the team's calendar, so the events have a day and no hour.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::domain::cadence::Cadence;
use crate::domain::diary::SlotState;
use crate::domain::forecast::{Outlook, PlannedDay, forecast};
use crate::domain::process::Service;
use crate::domain::wall_clock::instant;
use crate::wording::forecast::{Plan, in_plain_words};

use super::plain;

/// So many weeks are looked ahead.
const AHEAD: u32 = 52;
/// So many days stay in the calendar once they have passed.
const BEHIND: u64 = 400;

/// The release days of a service as a calendar.
pub fn plan_calendar(service: &Service, outlook: &Outlook<'_>) -> String {
    let mut calendar = Calendar::empty();
    let name = format!("Release days of {}", plain(&service.title));
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//gonogo//Release days//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", name.as_str()),
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    let mut refresh = Property::new("REFRESH-INTERVAL", "PT1H");
    calendar.append_property(refresh.add_parameter("VALUE", "DURATION").done());
    let days = forecast(outlook, AHEAD);
    let plan = Plan {
        outlook: *outlook,
        service,
        weeks: AHEAD,
        days: &days,
    };
    let today = outlook.now.with_timezone(&service.zone).date_naive();
    for cadence in &service.cadences {
        for date in dates(cadence, today) {
            let of_slot =
                |planned: &&PlannedDay| planned.slot.date == date && planned.slot.cadence == cadence.name;
            let words = days
                .iter()
                .find(of_slot)
                .map(|planned| in_plain_words(&plan, planned));
            calendar.push(event(service, outlook, (cadence, date), words.as_deref()));
        }
    }
    calendar.to_string()
}

/// The slots that are in the calendar.
fn dates(cadence: &Cadence, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let from = today.checked_sub_days(Days::new(BEHIND)).unwrap_or(today);
    let until = today
        .checked_add_days(Days::new(u64::from(AHEAD) * 7))
        .unwrap_or(today);
    cadence.slots_from(from).take_while(move |date| *date <= until)
}

fn event(
    service: &Service,
    outlook: &Outlook<'_>,
    (cadence, date): (&Cadence, NaiveDate),
    words: Option<&str>,
) -> Event {
    let diary = outlook.state.diary(cadence);
    let known = diary.find(date);
    let day = diary.day_of(date);
    let (revision, changed) = known.map(|slot| slot.changed).unwrap_or_default();
    let changed = changed.unwrap_or_else(|| planned_since(service, cadence));
    let is_off = known.is_some_and(|slot| slot.skipped.is_some());
    let title = format!("{}: {}", plain(&service.title), plain(&cadence.title));
    let mut event = Event::new();
    event
        .uid(&format!("slot-{}-{date}@{}.gonogo", cadence.name, service.name))
        .sequence(revision)
        .timestamp(changed)
        .last_modified(changed)
        .summary(&if is_off {
            format!("Skipped: {title}")
        } else {
            title
        })
        .description(&description(known, words))
        .add_property("TRANSP", "TRANSPARENT");
    event.status(if is_off {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    });
    event.all_day(day).done()
}

/// The same each time: a slot that nobody changed was planned when its cadence began.
fn planned_since(service: &Service, cadence: &Cadence) -> DateTime<Utc> {
    instant(service.zone, cadence.anchor.and_time(NaiveTime::MIN))
}

fn description(known: Option<&SlotState>, words: Option<&str>) -> String {
    let mut lines: Vec<String> = words.map(str::to_owned).into_iter().collect();
    if let Some((_, reason)) = known.and_then(|slot| slot.skipped.as_ref()) {
        lines = vec![format!("Skipped: {}", plain(reason))];
    } else if let Some((_, _, reason)) = known.and_then(|slot| slot.moved.as_ref()) {
        lines.push(format!("Moved: {}", plain(reason)));
    }
    lines.join("\n")
}
