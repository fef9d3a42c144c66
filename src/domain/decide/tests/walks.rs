//! Each shipped process from its start to its end.

use super::given::*;
use crate::domain::name::EnvironmentName;
use crate::domain::release::Course;

fn titles(desk: &Desk) -> Vec<&str> {
    desk.release()
        .process
        .steps
        .iter()
        .map(|s| s.title.as_str())
        .collect()
}

/// S0.9, S0.21, S0.22
#[test]
fn a_minor_release_takes_nine_steps_and_the_sre_team_alone() {
    let desk = Desk::shipped().and_a("mahara-minor", "22.04.2");
    assert_eq!(
        titles(&desk),
        [
            "Prepare minor release Docker image",
            "Deploy on pre-prod",
            "Smoke test on pre-prod",
            "Manual testing script on pre-prod",
            "Schedule outage",
            "Upgrade prod",
            "Smoke test on prod",
            "Release site",
            "Manual testing script in prod",
        ]
    );
    let desk = desk.reaches("manual-prod");
    assert_eq!(desk.release().course, Course::Running);
    let desk = desk.finishes();
    let acted = desk.facts(1).iter().filter(|f| f.by.as_str() != BEN).count();
    assert_eq!(acted, 1, "ben did everything but the start");
    assert!(matches!(desk.release().course, Course::Finished(_)));
}

/// S0.28
#[test]
fn an_infrastructure_update_goes_the_same_way() {
    let desk = Desk::shipped()
        .and_a("infrastructure", "patching-2026-11")
        .finishes();
    assert_eq!(titles(&desk)[0], "Prepare updated Docker image");
    assert_eq!(titles(&desk).len(), 9);
    assert_eq!(desk.runs("prod"), Some("patching-2026-11"));
}

/// S0.35, S0.46
#[test]
fn a_major_release_is_tried_on_uat_before_it_goes_the_way_of_the_others() {
    let desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("add-story");
    assert_eq!(
        ["uat", "pre-prod", "prod"].map(|e| desk.runs(e)),
        [Some("22.10.1"), None, None]
    );
    let steps = titles(&desk);
    assert_eq!(
        steps[8..],
        Desk::shipped()
            .and_a("mahara-minor", "22.04.2")
            .release()
            .process
            .steps[1..]
            .iter()
            .map(|s| s.title.as_str())
            .collect::<Vec<_>>()
    );
    let desk = desk.finishes();
    assert_eq!(
        ["uat", "pre-prod", "prod"].map(|e| desk.runs(e)),
        [Some("22.10.1"); 3]
    );
}

#[test]
fn whoever_is_done_lets_every_environment_go() {
    for (process, version) in [
        ("mahara-minor", "22.04.2"),
        ("infrastructure", "patching"),
        ("mahara-major", "22.10.1"),
    ] {
        let desk = Desk::shipped().and_a(process, version).reaches("manual-prod");
        assert_eq!(desk.holder("prod"), Some(1), "{process}");
        let desk = desk.finishes();
        let held: Vec<&EnvironmentName> = desk.service.holders.keys().collect();
        assert!(held.is_empty(), "{process}: {held:?}");
    }
}
