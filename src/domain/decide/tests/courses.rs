//! Hold, resume, abort, and the end.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::Command;
use crate::domain::fact::ReleaseFact;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::release::Course;

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
}

#[test]
fn a_held_release_waits_until_somebody_resumes_it() {
    let mut desk = minor().reaches("smoke-pre-prod");
    assert_eq!(desk.resumes(BEN), Err(Refusal::NotHeld));
    assert_eq!(desk.holds(BEN, ""), Err(Refusal::TextMissing));
    desk.holds(BEN, "a fix is coming").unwrap();
    let held = Refusal::ReleaseHeld(desk.release().course.clone());
    assert_eq!(desk.ticks(BEN, "smoke-pre-prod", "home"), Err(held.clone()));
    assert_eq!(desk.holds(ANA, "again"), Err(held.clone()));
    assert_eq!(
        desk.overrides(VAL, "smoke-pre-prod", "go on"),
        Err(held),
        "not by authority either"
    );
    desk.resumes(ANA).unwrap();
    desk.ticks(BEN, "smoke-pre-prod", "home").unwrap();
}

/// A held release may still need more time, and the clock goes on for it.
#[test]
fn the_outage_of_a_held_release_can_be_extended_and_is_watched() {
    let mut desk = minor().reaches("smoke-prod");
    desk.holds(BEN, "who has the key?").unwrap();
    desk.extends(BEN, 30).unwrap();
    desk.passes(TimeDelta::hours(3));
    let seen = desk.clock_sees_to_what_is_due();
    assert!(seen.iter().any(|t| t.starts_with("outage-overruns")), "{seen:?}");
}

#[test]
fn who_has_no_part_in_it_does_not_steer() {
    let mut desk = minor();
    for said in [
        desk.holds(ZOE, "no"),
        desk.aborts(ZOE, "no"),
        desk.aborts(LOU, "no"),
    ] {
        let refused = said.unwrap_err();
        assert!(
            matches!(&refused, Refusal::RoleMissing { needed, .. } if needed.len() == 2),
            "{refused:?}"
        );
    }
    desk.holds(BEN, "wait").unwrap();
    assert!(desk.resumes(ZOE).is_err());
    desk.resumes(VAL).unwrap();
}

/// S0.45
#[test]
fn vle_services_can_close_a_major_release() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("greenlight");
    desk.says_no_go(VAL, "greenlight", "not this year").unwrap();
    assert_eq!(desk.current(), ["greenlight"], "parked on uat");
    desk.aborts(VAL, "not this year").unwrap();
    assert_eq!(desk.holder("uat"), None);
}

#[test]
fn aborting_calls_an_announced_outage_off_and_ends_one_that_has_begun() {
    let mut desk = minor().reaches("upgrade-prod");
    let mut begun = desk.clone();
    let facts = desk.aborts(BEN, "superseded").unwrap();
    assert_eq!(facts[0], ReleaseFact::OutageCancelled);
    begun.passes(TimeDelta::minutes(61));
    let facts = begun.aborts(BEN, "superseded").unwrap();
    assert_eq!(facts[0], ReleaseFact::OutageEnded);
    for desk in [desk, begun] {
        assert!(matches!(&desk.release().course, Course::Aborted(e) if e.reason == "superseded"));
        assert!(desk.due().is_empty());
        assert_eq!((desk.holder("pre-prod"), desk.holder("prod")), (None, None));
    }
}

#[test]
fn aborting_before_an_outage_was_announced_tells_nobody_of_one() {
    let mut desk = minor().reaches("schedule-outage");
    let window = desk.window(60, 60);
    desk.proposes(BEN, window).unwrap();
    let facts = desk.aborts(BEN, "superseded").unwrap();
    assert_eq!(
        facts,
        [ReleaseFact::Aborted {
            reason: "superseded".into()
        }]
    );
}

#[test]
fn what_is_over_is_read_only() {
    let finished = minor().finishes();
    let mut aborted = minor().reaches("smoke-pre-prod");
    aborted.aborts(BEN, "no").unwrap();
    let mut rolled_back = minor().reaches("smoke-prod");
    rolled_back.rolls_back(BEN, "smoke-prod", "no").unwrap();
    for mut desk in [finished, aborted, rolled_back] {
        let over = Err(Refusal::ReleaseOver(desk.release().course.clone()));
        assert_eq!(desk.ticks(BEN, "smoke-pre-prod", "home"), over);
        assert_eq!(desk.reopens(BEN, "manual-prod", "sso"), over);
        assert_eq!(desk.overrides(VAL, "smoke-pre-prod", "x"), over);
        assert_eq!(desk.holds(BEN, "x"), over);
        assert_eq!(desk.resumes(BEN), over);
        assert_eq!(desk.aborts(BEN, "x"), over);
        assert_eq!(desk.extends(BEN, 30), over);
        let timer = Command::SeeTo("outage-begins@0".to_owned());
        assert_eq!(desk.asks(&Actor::clock(), &timer), Err(Refusal::NotDue));
    }
}

/// Whatever the process forgot: a release that is over leaves no audience waiting.
#[test]
fn no_release_is_finished_with_an_outage_under_way() {
    let mut desk = Desk::shipped();
    desk.changes("mahara-minor", |process| {
        process.steps.iter_mut().for_each(|s| s.effects.clear());
    });
    let desk = desk.and_a("mahara-minor", "22.04.2").finishes();
    let facts: Vec<_> = desk.facts(1).iter().map(|r| &r.fact).collect();
    assert_eq!(
        facts[facts.len() - 2..],
        [&ReleaseFact::OutageEnded, &ReleaseFact::Finished]
    );
}
