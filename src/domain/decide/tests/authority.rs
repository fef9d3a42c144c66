//! Passing a gate, or a step, by authority.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::fact::ReleaseFact;
use crate::domain::lifted::Lifted;
use crate::domain::refusal::Refusal;

fn shut() -> Desk {
    Desk::shipped()
        .and_a("mahara-minor", "22.04.2")
        .reaches("upgrade-prod")
}

/// S0.18
#[test]
fn a_gate_is_lifted_by_the_named_role_with_a_reason_kept_for_ever() {
    let mut desk = shut();
    let refused = desk.overrides(BEN, "upgrade-prod", "hurry").unwrap_err();
    let (needed, have) = (vec!["VLE Services".into()], vec!["SRE team".into()]);
    assert_eq!(refused, Refusal::RoleMissing { needed, have });
    assert_eq!(
        desk.overrides(VAL, "upgrade-prod", " "),
        Err(Refusal::TextMissing)
    );
    let facts = desk.overrides(VAL, "upgrade-prod", "users agreed").unwrap();
    let lifted = ReleaseFact::GateOverridden {
        step: "upgrade-prod".into(),
        reason: "users agreed".into(),
        gate: "the outage has not begun".into(),
        lifted: vec![Lifted::OutageNotBegun],
    };
    assert_eq!(facts, [lifted]);
    assert!(!desk.is_complete("upgrade-prod"), "it is open, not done");
    desk.confirms(BEN, "upgrade-prod").unwrap();
    let desk = desk.finishes();
    assert_eq!(desk.release().overrides[0].reason, "users agreed");
}

#[test]
fn an_open_step_is_completed_by_authority_with_what_was_missing() {
    let mut desk = shut().reaches("smoke-prod");
    let facts = desk.overrides(VAL, "smoke-prod", "seen by phone").unwrap();
    let passed = ReleaseFact::StepOverridden {
        step: "smoke-prod".into(),
        reason: "seen by phone".into(),
        missing: "Smoke test".into(),
    };
    assert_eq!(facts, [passed]);
    assert_eq!(desk.current(), ["release-site"]);
    let again = desk.overrides(VAL, "smoke-prod", "again").unwrap_err();
    assert!(matches!(again, Refusal::StepComplete(..)), "{again:?}");
    let undo = desk.reopens(BEN, "smoke-prod", "home").unwrap_err();
    assert!(
        matches!(undo, Refusal::CannotReopen(_) | Refusal::ItemAlready(..)),
        "{undo:?}"
    );
}

#[test]
fn authority_does_not_change_the_order() {
    let mut desk = shut();
    let refused = desk.overrides(VAL, "smoke-prod", "hurry").unwrap_err();
    assert!(matches!(refused, Refusal::StepShut { .. }), "{refused:?}");
}

/// What a step brings about comes about by authority too.
#[test]
fn an_override_has_the_effects_of_the_step() {
    let mut desk = shut();
    desk.passes(TimeDelta::minutes(60));
    desk.overrides(VAL, "upgrade-prod", "done by the vendor").unwrap();
    assert_eq!(desk.runs("prod"), Some("22.04.2"));
    desk.passes_the_rest(BEN, "smoke-prod").unwrap();
    let facts = desk.overrides(VAL, "release-site", "open already").unwrap();
    assert_eq!(facts.last(), Some(&ReleaseFact::OutageEnded));
}

/// S0.3: a step that is passed by authority holds its environments as one that is worked on.
#[test]
fn an_override_takes_the_environments_of_the_step() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("deploy-pre-prod");
    desk.overrides(VAL, "deploy-pre-prod", "it was there").unwrap();
    assert_eq!((desk.holder("pre-prod"), desk.holder("prod")), (Some(1), Some(1)));
    assert!(desk.starts(ANA, "mahara-minor", "22.04.3").is_err());
}

#[test]
fn a_busy_environment_is_shared_by_authority_only() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("deploy-pre-prod");
    desk.starts(ANA, "infrastructure", "patching").unwrap();
    desk.number = 1;
    let facts = desk.overrides(VAL, "deploy-pre-prod", "they agreed").unwrap();
    assert!(
        matches!(&facts[0], ReleaseFact::GateOverridden { gate, .. } if gate == "pre-prod is taken by #2, prod is taken by #2"),
        "{facts:?}"
    );
    desk.confirms(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(desk.holder("pre-prod"), Some(2), "the other one holds it still");
    desk.aborts(BEN, "no").unwrap();
    assert_eq!(desk.holder("pre-prod"), Some(2));
}

/// A gate that was lifted for one try is shut for the next.
#[test]
fn a_lifted_gate_is_shut_again_in_the_next_round() {
    let mut desk = shut();
    desk.overrides(VAL, "upgrade-prod", "users agreed").unwrap();
    desk.confirms(BEN, "upgrade-prod").unwrap();
    desk.sends_back(BEN, "smoke-prod", "wrong tag").unwrap();
    let refused = desk.confirms(BEN, "upgrade-prod").unwrap_err();
    assert!(matches!(refused, Refusal::OutageNotBegun { .. }), "{refused:?}");
}
