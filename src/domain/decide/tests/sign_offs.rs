//! Go or no-go.

use super::given::*;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Answer, Verdict};

fn board(rule: &str) -> Desk {
    let text = format!(
        r#"
[service]
name = "small"
title = "Small"
zone = "Europe/Zurich"
environments = [{{ name = "prod" }}]
roles = ["SRE team", "VLE Services", "LT"]

[[process]]
name = "quick"
title = "Quick change"
purpose = "A change that needs a go."
started_by = ["SRE team", "VLE Services"]

[[process.step]]
name = "board"
title = "Board"
owner = "VLE Services"
asks = [{{ sign_off = "Go", {rule} }}]

[[process.step]]
name = "work"
title = "Work"
owner = "SRE team"
asks = [{{ confirmation = "Done", name = "done" }}]
"#
    );
    Desk::reading(&text).and_a("quick", "1.0")
}

#[test]
fn a_quorum_is_so_many_different_people() {
    let mut desk = board(r#"from = [{ role = "VLE Services", quorum = 2 }]"#);
    desk.says_go(VAL, "board", None).unwrap();
    let again = desk.says_go(VAL, "board", None).unwrap_err();
    assert!(
        matches!(&again, Refusal::SignedAlready(s) if s.by.as_str() == VAL),
        "{again:?}"
    );
    assert!(!desk.is_complete("board"));
    desk.says_go(VIC, "board", None).unwrap();
    assert!(desk.is_complete("board"));
}

#[test]
fn a_person_with_two_roles_counts_for_both_unless_people_must_differ() {
    let sets = r#"from = ["SRE team", "VLE Services"]"#;
    let mut desk = board(sets);
    desk.says_go(MAX, "board", None).unwrap();
    desk.says_go(MAX, "board", None).unwrap();
    assert!(desk.is_complete("board"));

    let mut desk = board(&format!("{sets}, distinct = true"));
    desk.says_go(MAX, "board", None).unwrap();
    let again = desk.says_go(MAX, "board", None).unwrap_err();
    assert!(matches!(again, Refusal::SignedAlready(_)), "{again:?}");
    desk.says_go(VAL, "board", None).unwrap();
    assert!(
        desk.is_complete("board"),
        "max for the SRE team, val for VLE Services"
    );
}

#[test]
fn a_set_that_is_full_needs_nobody_else() {
    let mut desk = board(r#"from = ["SRE team", "VLE Services"]"#);
    desk.says_go(VAL, "board", None).unwrap();
    let full = desk.says_go(VIC, "board", None).unwrap_err();
    assert_eq!(full, Refusal::SignOffFull(vec!["VLE Services".into()]));
}

#[test]
fn who_has_no_role_in_it_does_not_speak() {
    let mut desk = board(r#"from = ["VLE Services"]"#);
    for said in [
        desk.says_go(LOU, "board", None),
        desk.says_no_go(LOU, "board", "no"),
    ] {
        let refused = said.unwrap_err();
        assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    }
}

#[test]
fn sign_off_by_the_author_does_not_count() {
    let mut desk = board(r#"from = ["SRE team"], not_the_author = true"#);
    assert_eq!(desk.says_go(ANA, "board", None), Err(Refusal::AuthorMaySignNot));
    desk.says_go(BEN, "board", None).unwrap();
    assert!(desk.is_complete("board"));
}

#[test]
fn a_no_go_stands_until_whoever_said_it_changes_their_mind() {
    let mut desk = board(r#"from = [{ role = "VLE Services", quorum = 1 }]"#);
    desk.says_no_go(VAL, "board", "no rollback plan").unwrap();
    desk.says_go(VIC, "board", None).unwrap();
    assert!(!desk.is_complete("board"), "one go is there, and one no-go");
    let mut revoked = desk.clone();
    desk.says_go(VAL, "board", None).unwrap();
    assert!(desk.is_complete("board"), "val said go instead");
    revoked.takes_word_back(VAL, "board").unwrap();
    assert!(
        revoked.is_complete("board"),
        "val's no-go is gone, vic's go is enough"
    );
}

#[test]
fn a_word_is_taken_back_by_whoever_said_it_while_the_step_is_open() {
    let mut desk = board(r#"from = [{ role = "VLE Services", quorum = 2 }]"#);
    assert_eq!(desk.takes_word_back(VAL, "board"), Err(Refusal::NothingToRevoke));
    desk.says_go(VAL, "board", None).unwrap();
    desk.takes_word_back(VAL, "board").unwrap();
    desk.says_go(VIC, "board", None).unwrap();
    assert!(!desk.is_complete("board"));
    desk.says_go(VAL, "board", None).unwrap();
    let late = desk.takes_word_back(VAL, "board").unwrap_err();
    assert!(matches!(late, Refusal::StepComplete(..)), "{late:?}");
}

/// S0.43, S0.44
#[test]
fn the_greenlight_is_vle_services_and_names_a_day() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("greenlight");
    let refused = desk.says_go(BEN, "greenlight", Some("2026-12-08")).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    assert_eq!(desk.says_go(VAL, "greenlight", None), Err(Refusal::DayMissing));
    let past = desk.says_go(VAL, "greenlight", Some("2020-01-01")).unwrap_err();
    assert!(matches!(past, Refusal::ValueDoesNotFit { .. }), "{past:?}");
    let shut = desk.confirms(BEN, "deploy-pre-prod").unwrap_err();
    assert!(matches!(shut, Refusal::StepShut { .. }), "{shut:?}");
    desk.says_go(VAL, "greenlight", Some("2026-12-08")).unwrap();
    let Answer::SignOff(voices) = &desk.step("greenlight").answers[0] else {
        panic!("a sign-off")
    };
    assert_eq!(voices[0].verdict, Verdict::Go("2026-12-08".parse().ok()));
    assert_eq!(desk.current(), ["deploy-pre-prod"]);
}

/// S0.42: LT take the time they need; nothing goes on by itself.
#[test]
fn lt_are_waited_for() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("lt-testing");
    let since = desk.step("lt-testing").open_since;
    desk.passes(chrono::TimeDelta::days(60));
    assert_eq!((desk.current(), desk.due().len()), (vec!["lt-testing"], 0));
    assert_eq!(desk.step("lt-testing").open_since, since);
    assert!(desk.confirms(BEN, "lt-testing").is_err());
    desk.confirms(LOU, "lt-testing").unwrap();
}
