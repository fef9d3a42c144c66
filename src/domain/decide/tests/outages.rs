//! The outage: planned, previewed, announced, moved, extended, over.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::agenda::OutageMoment;
use crate::domain::decide::shut_gates;
use crate::domain::fact::ReleaseFact;
use crate::domain::outage::{LONGEST, Window};
use crate::domain::refusal::Refusal;

fn at_the_outage() -> Desk {
    Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("schedule-outage")
}

fn announced() -> Desk {
    let desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("upgrade-prod");
    assert!(desk.release().outage.as_ref().unwrap().announced.is_some());
    desk
}

fn moments(desk: &Desk) -> Vec<(OutageMoment, i64)> {
    let due = desk.due().into_iter();
    due.map(|t| {
        (
            OutageMoment::find(&t.key).unwrap(),
            (t.due_at - desk.now).num_minutes(),
        )
    })
    .collect()
}

/// S0.16
#[test]
fn an_outage_is_scheduled_when_its_plan_is_ticked_and_its_window_announced() {
    let mut desk = at_the_outage();
    let window = desk.window(60, 120);
    desk.announces(BEN, window).unwrap();
    assert!(!desk.is_complete("schedule-outage"), "the plan is open");
    desk.passes_the_rest(BEN, "schedule-outage").unwrap();
    assert!(desk.is_complete("schedule-outage"));
}

/// S0.17
#[test]
fn prod_is_not_upgraded_before_the_outage_is_scheduled() {
    let mut desk = at_the_outage();
    desk.passes_the_rest(BEN, "schedule-outage").unwrap();
    let shut = desk.confirms(BEN, "upgrade-prod").unwrap_err();
    assert!(
        matches!(&shut, Refusal::StepShut { waiting_for, .. } if waiting_for == &["schedule-outage".into()]),
        "{shut:?}"
    );
}

/// S0.18
#[test]
fn prod_is_not_upgraded_before_the_window_opens() {
    let mut desk = announced();
    let start = desk.release().outage.as_ref().unwrap().announced.unwrap().start;
    desk.now = start - TimeDelta::seconds(1);
    let refused = desk.confirms(BEN, "upgrade-prod").unwrap_err();
    let step = "upgrade-prod".into();
    assert_eq!(
        refused,
        Refusal::OutageNotBegun {
            step,
            start: Some(start)
        }
    );
    desk.now = start;
    desk.confirms(BEN, "upgrade-prod").unwrap();
    assert_eq!(desk.runs("prod"), Some("22.04.2"));
}

#[test]
fn an_announced_outage_can_be_moved_until_it_begins() {
    let mut desk = announced();
    let was = desk.release().outage.as_ref().unwrap().announced.unwrap();
    let later = desk.window(600, 60);
    desk.proposes(ANA, later).unwrap();
    let refused = desk.proposes(VAL, later).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    let moved = ReleaseFact::OutagePublished {
        window: later,
        was: Some(was),
    };
    assert_eq!(desk.publishes(ANA, later), Ok(vec![moved]));
    assert_eq!(desk.current(), ["upgrade-prod"]);
    assert_eq!(
        moments(&desk),
        [
            (OutageMoment::Begins, 600),
            (OutageMoment::EndsSoon, 645),
            (OutageMoment::Overruns, 660)
        ]
    );
    desk.now = was.start;
    assert!(
        desk.confirms(BEN, "upgrade-prod").is_err(),
        "the old window means nothing"
    );
    desk.now = later.start;
    let again = desk.window(60, 60);
    assert_eq!(desk.proposes(ANA, again), Err(Refusal::OutageBegun(later)));
}

/// S0.30, S0.31
#[test]
fn an_outage_is_called_to_mind_when_it_begins_ends_soon_and_overruns() {
    let mut desk = announced();
    assert_eq!(desk.clock_sees_to_what_is_due(), Vec::<String>::new());
    for (minutes, moment) in [(60, "begins"), (105, "ends-soon"), (15, "overruns")] {
        desk.passes(TimeDelta::minutes(minutes));
        let seen = desk.clock_sees_to_what_is_due();
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert!(seen[0].starts_with(&format!("outage-{moment}")), "{seen:?}");
        assert!(desk.clock_sees_to_what_is_due().is_empty(), "once");
    }
    assert!(desk.due().is_empty());
}

/// S0.27, S0.30
#[test]
fn an_outage_that_is_extended_is_watched_anew() {
    let mut desk = announced().reaches("smoke-prod");
    desk.passes(TimeDelta::minutes(150));
    desk.clock_sees_to_what_is_due();
    assert!(desk.due().is_empty());
    let was = desk.release().outage.as_ref().unwrap().announced.unwrap();
    let end = desk.now + TimeDelta::minutes(60);
    let window = Window { end, ..was };
    assert_eq!(
        desk.extends(BEN, 60),
        Ok(vec![ReleaseFact::OutageExtended { window, was }]),
        "its end has passed, so it is counted from now"
    );
    assert_eq!(
        moments(&desk),
        [(OutageMoment::EndsSoon, 45), (OutageMoment::Overruns, 60)]
    );
    let was = window;
    let end = was.end + TimeDelta::minutes(15);
    let window = Window { end, ..was };
    assert_eq!(
        desk.extends(BEN, 15),
        Ok(vec![ReleaseFact::OutageExtended { window, was }])
    );
}

#[test]
fn an_extension_is_bounded_and_for_those_who_work_on_it() {
    let mut desk = at_the_outage();
    assert_eq!(desk.extends(BEN, 30), Err(Refusal::NoOutage));
    let mut desk = announced();
    for minutes in [i64::MAX, i64::MAX / 60_000, 60 * 24 * 8] {
        assert_eq!(
            desk.extends(BEN, minutes),
            Err(Refusal::WindowTooLong(LONGEST)),
            "{minutes}"
        );
    }
    for minutes in [0, -1, i64::MIN] {
        let refused = desk.extends(BEN, minutes).unwrap_err();
        assert!(
            matches!(refused, Refusal::WindowBackwards(_)),
            "{minutes}: {refused:?}"
        );
    }
    let refused = desk.extends(VAL, 30).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
}

/// S0.19, S0.20
#[test]
fn the_release_of_the_site_ends_the_outage() {
    let mut desk = announced().reaches("smoke-prod");
    let early = desk.confirms(BEN, "release-site").unwrap_err();
    assert!(matches!(early, Refusal::StepShut { .. }), "{early:?}");
    let mut desk = desk.reaches("release-site");
    let facts = desk.confirms(BEN, "release-site").unwrap();
    assert_eq!(facts.last(), Some(&ReleaseFact::OutageEnded));
    assert!(desk.due().is_empty());
    assert_eq!(desk.extends(BEN, 30), Err(Refusal::NoOutage));
    let window = desk.window(60, 60);
    assert_eq!(desk.proposes(BEN, window), Err(Refusal::NoOutage));
}

/// Work that was done before its window leaves nothing to end: what was announced will not happen.
#[test]
fn an_outage_that_was_not_needed_is_called_off() {
    let mut desk = announced();
    desk.overrides(VAL, "upgrade-prod", "nobody is logged in")
        .unwrap();
    desk.confirms(BEN, "upgrade-prod").unwrap();
    desk.passes_the_rest(BEN, "smoke-prod").unwrap();
    let facts = desk.confirms(BEN, "release-site").unwrap();
    assert_eq!(facts.last(), Some(&ReleaseFact::OutageCancelled));
}

#[test]
fn a_shut_gate_is_seen_before_it_is_tried() {
    let mut desk = announced();
    let gates = |desk: &Desk| {
        let step = desk.release().process.steps[5].clone();
        shut_gates(desk.now, &desk.situation(), &step).len()
    };
    assert_eq!(gates(&desk), 1);
    desk.passes(TimeDelta::minutes(60));
    assert_eq!(gates(&desk), 0);
}
