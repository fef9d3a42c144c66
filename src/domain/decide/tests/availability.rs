//! Versions that can be had and wait to be deployed. S0.24

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::ServiceCommand;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;

/// On Tuesday 24 November 2026, 21:00 in Auckland.
fn noted() -> Desk {
    let mut desk = Desk::shipped();
    desk.notes_available(ANA, "22.04.2", "2026-11-24").unwrap();
    desk
}

fn due(desk: &Desk) -> Vec<String> {
    let zone = chrono_tz::Pacific::Auckland;
    let due = desk.due_for_service().into_iter().filter(|t| t.version.is_some());
    due.map(|t| t.due_at.with_timezone(&zone).to_rfc3339()).collect()
}

/// The clock sees to what is due; gives the days that were named.
fn reminds(desk: &mut Desk) -> Vec<u32> {
    let due: Vec<_> = desk.due_for_service();
    let due = due
        .into_iter()
        .filter(|t| t.version.is_some() && t.due_at <= desk.now);
    let mut days = Vec::new();
    for timer in due.collect::<Vec<_>>() {
        let command = ServiceCommand::SeeTo(timer.key.clone());
        desk.asks_service(&Actor::clock(), &command).unwrap();
        days.push(desk.service.available[&timer.version.unwrap()].reminded_after);
        let again = desk.asks_service(&Actor::clock(), &command);
        assert_eq!(again.unwrap_err(), Refusal::NotDue, "once");
    }
    days
}

#[test]
fn a_waiting_version_is_called_to_mind_at_nine_every_three_days() {
    let mut desk = noted();
    assert_eq!(due(&desk), ["2026-11-27T09:00:00+13:00"]);
    desk.clock_shows("2026-11-26T19:59:59Z");
    assert!(reminds(&mut desk).is_empty());
    desk.clock_shows("2026-11-26T20:00:00Z");
    assert_eq!(reminds(&mut desk), [3]);
    assert_eq!(due(&desk), ["2026-11-30T09:00:00+13:00"]);
}

/// Clocks in Auckland go forward on 27 September 2026 and back on 5 April 2026.
#[test]
fn nine_stays_nine_across_the_change_of_clocks() {
    for (noted_on, reminded_at) in [
        ("2026-09-26", "2026-09-29T09:00:00+13:00"),
        ("2026-09-23", "2026-09-26T09:00:00+12:00"),
        ("2026-04-04", "2026-04-07T09:00:00+12:00"),
        ("2026-04-01", "2026-04-04T09:00:00+13:00"),
    ] {
        let mut desk = Desk::shipped();
        desk.notes_available(ANA, "22.04.2", noted_on).unwrap();
        assert_eq!(due(&desk), [reminded_at], "{noted_on}");
    }
}

#[test]
fn after_a_long_silence_it_is_said_once() {
    let mut desk = noted();
    desk.passes(TimeDelta::days(10));
    assert_eq!(reminds(&mut desk), [10]);
    assert!(reminds(&mut desk).is_empty());
    assert_eq!(
        due(&desk),
        ["2026-12-06T09:00:00+13:00"],
        "the days go on as before"
    );
}

#[test]
fn what_prod_gets_waits_no_more() {
    let mut desk = noted();
    let again = desk.notes_available(ANA, "22.04.2", "2026-11-24").unwrap_err();
    assert_eq!(again, Refusal::AvailableAlready("22.04.2".into()));
    desk.starts(ANA, "mahara-minor", "22.04.2").unwrap();
    let desk = desk.reaches("upgrade-prod");
    assert_eq!(due(&desk).len(), 1, "it is on pre-prod only");
    let mut desk = desk.reaches("smoke-prod");
    assert!(due(&desk).is_empty());
    let runs = desk.notes_available(ANA, "22.04.2", "2026-11-24").unwrap_err();
    assert_eq!(runs, Refusal::AvailableAlready("22.04.2".into()));
}

#[test]
fn a_later_version_settles_the_earlier_ones() {
    let mut desk = noted();
    for version in ["22.04.10", "22.04.11", "22.10.1"] {
        desk.notes_available(ANA, version, "2026-11-24").unwrap();
    }
    desk.starts(ANA, "mahara-minor", "22.04.10").unwrap();
    let desk = desk.finishes();
    let waiting: Vec<_> = desk.service.available.keys().map(ToString::to_string).collect();
    assert_eq!(waiting, ["22.04.11", "22.10.1"]);
}

/// Whatever process brings a later version to prod.
#[test]
fn a_major_release_settles_the_minor_ones_before_it() {
    let mut desk = noted();
    desk.starts(ANA, "mahara-major", "22.10.1").unwrap();
    let desk = desk.finishes();
    assert!(desk.service.available.is_empty());
}

/// A name that is no number says nothing of earlier and later.
#[test]
fn an_infrastructure_update_settles_nothing() {
    let mut desk = noted();
    desk.starts(ANA, "infrastructure", "patching-2026-11").unwrap();
    let desk = desk.finishes();
    assert_eq!(desk.service.available.len(), 1);
}

#[test]
fn what_is_noted_must_make_sense() {
    let mut desk = Desk::shipped();
    let missing = desk.notes_available(VAL, "22.04.2", "2026-11-24").unwrap_err();
    assert!(matches!(missing, Refusal::RoleMissing { .. }), "{missing:?}");
    let future = desk.notes_available(ANA, "22.04.2", "2026-11-25").unwrap_err();
    assert!(matches!(future, Refusal::ValueDoesNotFit { .. }), "{future:?}");
    let misfit = desk.notes_available(ANA, "22.04.0", "2026-11-24").unwrap_err();
    assert!(matches!(misfit, Refusal::VersionDoesNotFit { .. }), "{misfit:?}");
    desk.changes("mahara-minor", |process| process.availability = None);
    let command = ServiceCommand::NoteAvailable {
        version: "22.04.2".into(),
        on: "2026-11-24".parse().unwrap(),
    };
    let none = desk.asks_service(&person(ANA), &command).unwrap_err();
    assert_eq!(none, Refusal::AvailabilityNotKept);
}
