//! Ways back: to an earlier step, and to the earlier version.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::Command;
use crate::domain::fact::ReleaseFact;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Course, ItemState};

/// S0.26
#[test]
fn a_failure_on_pre_prod_begins_anew_at_the_image() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("manual-pre-prod");
    let old_tick = Command::PassItem(desk.at_item("manual-pre-prod", "sso"));
    let old_step = desk.at_step("manual-pre-prod");
    desk.ticks(BEN, "manual-pre-prod", "sso").unwrap();
    desk.fails(BEN, "manual-pre-prod", "log-out", "stays logged in")
        .unwrap();
    desk.sends_back(BEN, "manual-pre-prod", "the image must be rebuilt")
        .unwrap();

    assert_eq!(desk.current(), ["prepare-image"]);
    assert_eq!(desk.release().completed_steps(), 0);
    assert_eq!(desk.item("manual-pre-prod", "sso"), ItemState::Open);
    assert_eq!(desk.item("smoke-pre-prod", "home"), ItemState::Open);
    let [setback] = desk.release().setbacks.as_slice() else {
        panic!("one setback")
    };
    assert_eq!(
        (
            setback.from.as_str(),
            setback.to.as_str(),
            setback.reason.as_str()
        ),
        ("manual-pre-prod", "prepare-image", "the image must be rebuilt")
    );

    let out_of_date = Err(Refusal::OutOfDate("manual-pre-prod".into()));
    assert_eq!(desk.asks(&person(BEN), &old_tick), out_of_date);
    assert_eq!(
        desk.asks(&person(BEN), &Command::SendBack(old_step, "again".into())),
        out_of_date
    );
    let mut desk = desk.reaches("manual-pre-prod");
    assert_eq!(desk.asks(&person(BEN), &old_tick), out_of_date);
    desk.ticks(BEN, "manual-pre-prod", "sso").unwrap();
}

#[test]
fn a_step_without_a_way_back_says_so() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("schedule-outage");
    let refused = desk.sends_back(BEN, "schedule-outage", "no").unwrap_err();
    assert_eq!(refused, Refusal::NoWayBack("schedule-outage".into()));
    let refused = desk.rolls_back(BEN, "schedule-outage", "no").unwrap_err();
    assert_eq!(refused, Refusal::NoRollBack("schedule-outage".into()));
}

/// Only whoever owns a step says that it failed, in its turn and with a reason.
#[test]
fn sending_back_is_for_the_owner_of_the_step() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("lt-testing");
    let refused = desk.sends_back(BEN, "lt-testing", "no").unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    assert_eq!(desk.sends_back(LOU, "lt-testing", " "), Err(Refusal::TextMissing));
    let early = desk.sends_back(VAL, "greenlight", "no").unwrap_err();
    assert!(matches!(early, Refusal::StepShut { .. }), "{early:?}");
    desk.sends_back(LOU, "lt-testing", "pages are blank").unwrap();
    assert_eq!(desk.current(), ["prepare-image"]);
}

/// S0.47
#[test]
fn a_new_image_needs_a_new_greenlight() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("smoke-pre-prod");
    assert!(desk.is_complete("greenlight"));
    desk.sends_back(BEN, "smoke-pre-prod", "wrong image").unwrap();
    assert!(!desk.is_complete("greenlight"));
    let desk = desk.reaches("greenlight");
    assert_eq!(desk.step("greenlight").round, 2);
}

/// S0.40: what was sent back is under test again, and pre-prod is clear for others.
#[test]
fn a_major_that_is_sent_back_lets_pre_prod_go() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("smoke-pre-prod");
    assert_eq!(desk.holder("pre-prod"), Some(1));
    desk.sends_back(BEN, "smoke-pre-prod", "upload fails").unwrap();
    assert_eq!(
        ["uat", "pre-prod", "prod"].map(|e| desk.holder(e)),
        [None, None, None]
    );
    desk.starts(BEN, "mahara-minor", "22.04.3").unwrap();
}

/// What a release occupies from its start to its end stays its own.
#[test]
fn a_minor_that_is_sent_back_keeps_pre_prod() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-pre-prod");
    desk.sends_back(BEN, "smoke-pre-prod", "upload fails").unwrap();
    assert_eq!(["pre-prod", "prod"].map(|e| desk.holder(e)), [Some(1), Some(1)]);
}

/// A way back needs no environment: the decision that something failed does not wait for another release.
#[test]
fn a_major_can_be_sent_back_while_another_release_is_on_pre_prod() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("deploy-pre-prod");
    desk.starts(ANA, "mahara-minor", "22.04.3").unwrap();
    desk.number = 1;
    desk.sends_back(BEN, "deploy-pre-prod", "a late finding").unwrap();
    assert_eq!(desk.current(), ["prepare-image"]);
    assert_eq!(desk.holder("pre-prod"), Some(2));
}

#[test]
fn prod_can_be_upgraded_again_within_the_outage() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-prod");
    let announced = desk.release().outage.clone();
    desk.sends_back(BEN, "smoke-prod", "wrong tag").unwrap();
    assert_eq!(desk.current(), ["upgrade-prod"]);
    assert_eq!(desk.release().outage, announced);
    desk.confirms(BEN, "upgrade-prod").unwrap();
}

/// An announced outage is called off when the release goes back behind the step that planned it.
#[test]
fn going_back_past_the_outage_cancels_it() {
    let mut desk = Desk::reading(SMALL).and_a("quick", "1.0").reaches("try");
    let back = desk.sends_back(BEN, "try", "not yet").unwrap();
    assert_eq!(back[0], ReleaseFact::OutageCancelled);
    let outage = desk.release().outage.clone().unwrap();
    assert_eq!(
        (outage.announced, outage.ended),
        (None, None),
        "a new one can be planned"
    );
    assert!(desk.due().is_empty());

    let mut desk = desk.reaches("try");
    desk.passes(TimeDelta::minutes(60));
    let back = desk.sends_back(BEN, "try", "not yet").unwrap();
    assert_eq!(back[0], ReleaseFact::OutageEnded, "this one had begun");
    desk.finishes();
}

/// The site was opened and the script failed: another outage is planned.
#[test]
fn a_failure_after_the_release_of_the_site_plans_another_outage() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("manual-prod");
    desk.sends_back(BEN, "manual-prod", "journals are empty").unwrap();
    assert_eq!(desk.current(), ["schedule-outage"]);
    let window = desk.window(30, 60);
    desk.announces(BEN, window).unwrap();
    assert_eq!(
        desk.due().len(),
        3,
        "the new window is called to mind as the first was"
    );
    desk.finishes();
}

/// S0.27
#[test]
fn rolling_back_brings_the_earlier_version_back_and_closes_the_outage() {
    let mut desk = Desk::shipped().and_a("mahara-minor", "22.04.1").finishes();
    desk.starts(ANA, "mahara-minor", "22.04.2").unwrap();
    let mut desk = desk.reaches("smoke-prod");
    assert_eq!(desk.runs("prod"), Some("22.04.2"));
    desk.fails(BEN, "smoke-prod", "log-in", "500").unwrap();
    let early = desk.confirms(BEN, "release-site").unwrap_err();
    assert!(
        matches!(early, Refusal::StepShut { .. }),
        "the site stays closed: {early:?}"
    );
    let facts = desk.rolls_back(BEN, "smoke-prod", "log-in fails").unwrap();
    assert_eq!(facts[0], ReleaseFact::OutageEnded);
    assert!(matches!(&desk.release().course, Course::RolledBack(e) if e.reason == "log-in fails"));
    assert_eq!(desk.runs("prod"), Some("22.04.1"));
    assert_eq!(
        desk.runs("pre-prod"),
        Some("22.04.2"),
        "pre-prod was not rolled back"
    );
    assert_eq!(desk.holder("prod"), None);
    assert_eq!(desk.service.versions[&"prod".into()].release, 1);
}

#[test]
fn rolling_back_the_first_release_of_all_leaves_no_version() {
    let mut desk = Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("smoke-prod");
    desk.rolls_back(BEN, "smoke-prod", "log-in fails").unwrap();
    assert_eq!(desk.runs("prod"), None);
}

const SMALL: &str = r#"
[service]
name = "small"
title = "Small"
zone = "Europe/Zurich"
environments = [{ name = "prod" }]
roles = ["SRE team"]

[audience.all]
title = "All"
channel = "all"

[[process]]
name = "quick"
title = "Quick change"
purpose = "A change that can be tried before its outage."

[[process.step]]
name = "plan"
title = "Plan"
owner = "SRE team"
asks = [{ outage = "all" }]

[[process.step]]
name = "try"
title = "Try"
owner = "SRE team"
asks = [{ confirmation = "It works", name = "works" }]
on_fail = "plan"
closes_outage = true
"#;
