//! What may be started, and what an environment that is taken keeps from starting.

use super::given::*;
use crate::domain::refusal::Refusal;

#[test]
fn who_owns_a_step_may_start() {
    let mut desk = Desk::shipped();
    let refused = desk.starts(LOU, "mahara-minor", "22.04.2").unwrap_err();
    let needed = vec!["SRE team".into()];
    let have = vec!["LT".into()];
    assert_eq!(refused, Refusal::RoleMissing { needed, have });
    assert_eq!(desk.starts(ANA, "mahara-minor", "22.04.2"), Ok(1));
}

/// S0.2
#[test]
fn a_process_that_is_not_agreed_cannot_be_started() {
    let mut desk = Desk::shipped();
    desk.changes("mahara-plugin", |p| {
        p.not_yet = Some("it is not agreed yet.".to_owned())
    });
    let refused = desk.starts(ANA, "mahara-plugin", "embedly").unwrap_err();
    assert!(
        matches!(&refused, Refusal::NotAgreedYet(p, why) if p.as_str() == "mahara-plugin" && why.contains("not agreed")),
        "{refused:?}"
    );
}

/// S0.34
#[test]
fn a_major_release_waits_for_its_first_minor_update() {
    let mut desk = Desk::shipped();
    let refused = desk.starts(ANA, "mahara-major", "22.04.0").unwrap_err();
    assert!(
        matches!(&refused, Refusal::VersionDoesNotFit { version, because }
            if version == "22.04.0" && because.contains("first minor update")),
        "{refused:?}"
    );
    desk.starts(ANA, "mahara-major", "22.04.1").unwrap();
}

/// S0.4
#[test]
fn a_release_is_one_change() {
    let mut desk = Desk::shipped();
    for two in [
        "22.04.2 22.04.3",
        "22.04.2,22.04.3",
        "22.04.2 and 22.04.3",
        "22.04.2 + 22.04.3",
        "22.04.2; 22.04.3",
        "22.04.2 & 22.04.3",
    ] {
        let refused = desk.starts(ANA, "mahara-minor", two).unwrap_err();
        let parts = vec!["22.04.2".to_owned(), "22.04.3".to_owned()];
        assert_eq!(refused, Refusal::SeveralChanges(parts), "{two}");
    }
    let blank = desk.starts(ANA, "mahara-minor", "  ").unwrap_err();
    assert_eq!(blank, Refusal::TextMissing);
    desk.starts(ANA, "mahara-minor", " 22.04.2 ").unwrap();
    assert_eq!(desk.release().version.as_str(), "22.04.2");
}

/// S0.3
#[test]
fn a_second_change_is_refused_and_names_the_one_in_flight() {
    let mut desk = Desk::shipped().and_a("infrastructure", "patching-2026-11");
    for process in ["mahara-minor", "infrastructure"] {
        let refused = desk.starts(BEN, process, "22.04.2").unwrap_err();
        let Refusal::EnvironmentBusy(environment, holder) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(
            (environment.as_str(), holder.release, holder.by.as_str()),
            ("pre-prod", 1, ANA)
        );
        assert_eq!(
            (holder.process.as_str(), holder.version.as_str()),
            ("Infrastructure update", "patching-2026-11")
        );
    }
    let mut desk = desk.finishes();
    assert_eq!(desk.starts(BEN, "mahara-minor", "22.04.2"), Ok(2));
    assert_eq!(desk.holder("prod"), Some(2));
}

/// S0.40, S0.41
#[test]
fn a_major_on_uat_and_a_minor_run_beside_each_other() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("greenlight");
    let holds = |desk: &Desk| ["uat", "pre-prod", "prod"].map(|e| desk.holder(e));
    assert_eq!(holds(&desk), [Some(1), None, None]);
    desk.starts(ANA, "mahara-minor", "22.04.3").unwrap();
    assert_eq!(holds(&desk), [Some(1), Some(2), Some(2)]);

    desk.number = 1;
    desk.goes_on();
    assert_eq!(desk.current(), ["deploy-pre-prod"], "the greenlight is given");
    let shut = desk.confirms(BEN, "deploy-pre-prod").unwrap_err();
    assert!(
        matches!(&shut, Refusal::EnvironmentBusy(e, holder) if e.as_str() == "pre-prod" && holder.release == 2),
        "{shut:?}"
    );

    desk.number = 2;
    let mut desk = desk.finishes();
    assert_eq!(desk.runs("prod"), Some("22.04.3"));
    desk.number = 1;
    desk.confirms(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(holds(&desk), [Some(1), Some(1), Some(1)]);
    let refused = desk.starts(ANA, "mahara-minor", "22.04.4").unwrap_err();
    assert!(matches!(refused, Refusal::EnvironmentBusy(..)), "{refused:?}");
}

#[test]
fn two_majors_do_not_share_uat() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("smoke-uat");
    desk.starts(ANA, "mahara-major", "23.04.1").unwrap();
    let mut desk = desk.reaches("deploy-uat");
    let shut = desk.confirms(BEN, "deploy-uat").unwrap_err();
    assert!(
        matches!(&shut, Refusal::EnvironmentBusy(e, holder) if e.as_str() == "uat" && holder.release == 1),
        "{shut:?}"
    );
}
