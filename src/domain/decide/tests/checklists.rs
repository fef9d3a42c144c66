//! Confirmations, values and checklists.

use super::given::*;
use crate::domain::command::Command;
use crate::domain::decide::LONGEST_TEXT;
use crate::domain::fact::ReleaseFact;
use crate::domain::name::RoleName;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Answer, ItemState};

fn minor() -> Desk {
    Desk::shipped().and_a("mahara-minor", "22.04.2")
}

/// S0.10
#[test]
fn a_step_waits_for_the_one_above_it() {
    let mut desk = minor();
    let shut = desk.confirms(BEN, "deploy-pre-prod").unwrap_err();
    let (step, waiting_for) = ("deploy-pre-prod".into(), vec!["prepare-image".into()]);
    assert_eq!(shut, Refusal::StepShut { step, waiting_for });
    desk.gives(BEN, "prepare-image", "image", "22.04.2-r1").unwrap();
    desk.confirms(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(desk.current(), ["smoke-pre-prod"]);
}

/// S0.11
#[test]
fn a_value_is_kept_when_it_fits_and_refused_with_the_rule_when_not() {
    let mut desk = minor();
    let misfit = desk
        .gives(BEN, "prepare-image", "image", "two words")
        .unwrap_err();
    let Refusal::ValueDoesNotFit { value, because } = misfit else {
        panic!("{misfit:?}")
    };
    assert_eq!(value, "two words");
    assert!(because.contains("such as 22.04.2-r1"), "{because}");
    desk.gives(BEN, "prepare-image", "image", "  22.04.2-r1 ")
        .unwrap();
    let [Answer::Value(Some((given, stamp)))] = desk.step("prepare-image").answers.as_slice() else {
        panic!("one value")
    };
    assert_eq!((given.as_str(), stamp.by.as_str()), ("22.04.2-r1", BEN));
}

/// S0.12
#[test]
fn deploying_says_which_version_runs_where() {
    let mut desk = minor().reaches("deploy-pre-prod");
    assert_eq!(desk.runs("pre-prod"), None);
    desk.confirms(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(
        (desk.runs("pre-prod"), desk.runs("prod")),
        (Some("22.04.2"), None)
    );
}

/// S0.25
#[test]
fn only_the_owner_of_a_step_ticks_it() {
    let mut desk = minor().reaches("smoke-pre-prod");
    for (who, have) in [(VAL, vec!["VLE Services"]), (ZOE, vec![])] {
        let have = have.into_iter().map(RoleName::from).collect();
        let missing = Refusal::RoleMissing {
            needed: vec!["SRE team".into()],
            have,
        };
        assert_eq!(desk.ticks(who, "smoke-pre-prod", "home"), Err(missing), "{who}");
    }
    desk.ticks(MAX, "smoke-pre-prod", "home").unwrap();
}

#[test]
fn the_last_tick_completes_the_step() {
    let mut desk = minor().reaches("smoke-pre-prod");
    desk.ticks(BEN, "smoke-pre-prod", "home").unwrap();
    desk.waives(BEN, "smoke-pre-prod", "logs", "no access today")
        .unwrap();
    let rest = desk.passes_the_rest(ANA, "smoke-pre-prod").unwrap();
    let completed = ReleaseFact::StepCompleted {
        step: "smoke-pre-prod".into(),
    };
    assert_eq!(rest.last(), Some(&completed));
    assert_eq!(rest.len(), 11 + 1, "13 items, of which two were judged");
    assert_eq!(desk.current(), ["manual-pre-prod"]);
}

#[test]
fn a_failed_item_holds_the_step_until_it_is_tested_again() {
    let mut desk = minor().reaches("smoke-pre-prod");
    desk.fails(BEN, "smoke-pre-prod", "upload", "500 on a PDF")
        .unwrap();
    desk.passes_the_rest(BEN, "smoke-pre-prod").unwrap();
    assert!(!desk.is_complete("smoke-pre-prod"));
    assert!(
        matches!(desk.item("smoke-pre-prod", "upload"), ItemState::Failed(_, note) if note == "500 on a PDF")
    );
    let nothing = desk.passes_the_rest(BEN, "smoke-pre-prod").unwrap_err();
    assert_eq!(nothing, Refusal::NothingOpen);
    desk.reopens(ANA, "smoke-pre-prod", "upload").unwrap();
    assert_eq!(desk.item("smoke-pre-prod", "upload"), ItemState::Open);
    desk.ticks(ANA, "smoke-pre-prod", "upload").unwrap();
    assert!(desk.is_complete("smoke-pre-prod"));
}

#[test]
fn an_item_is_judged_once_and_said_by_whom() {
    let mut desk = minor().reaches("smoke-pre-prod");
    let open = desk.reopens(BEN, "smoke-pre-prod", "home").unwrap_err();
    assert_eq!(open, Refusal::ItemAlready("home".into(), ItemState::Open));
    desk.ticks(BEN, "smoke-pre-prod", "home").unwrap();
    let again = desk.ticks(ANA, "smoke-pre-prod", "home").unwrap_err();
    let Refusal::ItemAlready(_, ItemState::Passed(stamp)) = again else {
        panic!("{again:?}")
    };
    assert_eq!((stamp.by.as_str(), stamp.at), (BEN, desk.now));
}

#[test]
fn a_failure_and_a_waiver_say_why() {
    let mut desk = minor().reaches("smoke-pre-prod");
    let (step, item) = ("smoke-pre-prod", "home");
    for blank in ["", "  \n "] {
        assert_eq!(desk.fails(BEN, step, item, blank), Err(Refusal::TextMissing));
        assert_eq!(desk.waives(BEN, step, item, blank), Err(Refusal::TextMissing));
    }
    let most = LONGEST_TEXT;
    let long = "ä".repeat(most + 1);
    assert_eq!(
        desk.fails(BEN, step, item, &long),
        Err(Refusal::TextTooLong { most })
    );
    desk.fails(BEN, step, item, &long[..most * 2]).unwrap();
}

/// S0.15
#[test]
fn prod_has_a_fresh_list() {
    let desk = minor().reaches("smoke-prod");
    assert!(matches!(
        desk.item("smoke-pre-prod", "home"),
        ItemState::Passed(_)
    ));
    assert_eq!(desk.item("smoke-prod", "home"), ItemState::Open);
}

#[test]
fn the_undo_of_the_last_tick_opens_the_step_while_nothing_was_built_on_it() {
    let mut desk = minor().reaches("manual-pre-prod");
    let late = desk.ticks(BEN, "smoke-pre-prod", "home").unwrap_err();
    assert!(matches!(late, Refusal::StepComplete(..)), "{late:?}");
    desk.reopens(BEN, "smoke-pre-prod", "home").unwrap();
    assert_eq!(desk.current(), ["smoke-pre-prod"]);
    desk.ticks(BEN, "smoke-pre-prod", "home").unwrap();
    desk.ticks(BEN, "manual-pre-prod", "sso").unwrap();
    let refused = desk.reopens(BEN, "smoke-pre-prod", "home").unwrap_err();
    assert_eq!(refused, Refusal::CannotReopen("smoke-pre-prod".into()));
    desk.reopens(BEN, "manual-pre-prod", "sso").unwrap();
    desk.reopens(BEN, "smoke-pre-prod", "home").unwrap();
}

#[test]
fn a_step_with_a_list_is_reopened_by_its_items() {
    let mut desk = minor().reaches("manual-pre-prod");
    let refused = desk.takes_step_back(BEN, "smoke-pre-prod").unwrap_err();
    assert_eq!(refused, Refusal::CannotReopen("smoke-pre-prod".into()));
}

#[test]
fn taking_a_deployment_back_takes_its_version_back() {
    let mut desk = minor().reaches("smoke-pre-prod");
    let refused = desk.takes_step_back(VAL, "deploy-pre-prod").unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    desk.takes_step_back(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(
        (desk.runs("pre-prod"), desk.current()),
        (None, vec!["deploy-pre-prod"])
    );
    desk.confirms(BEN, "deploy-pre-prod").unwrap();
    assert_eq!(desk.runs("pre-prod"), Some("22.04.2"));
}

/// What was announced to people, or told to them at an end, is not taken back by an undo.
#[test]
fn what_people_were_told_cannot_be_undone() {
    let mut desk = minor().reaches("upgrade-prod");
    let told = desk.reopens(BEN, "schedule-outage", "backup").unwrap_err();
    assert_eq!(told, Refusal::CannotReopen("schedule-outage".into()));
    let mut desk = desk.reaches("manual-prod");
    let told = desk.takes_step_back(BEN, "release-site").unwrap_err();
    assert_eq!(told, Refusal::CannotReopen("release-site".into()));
}

#[test]
fn a_press_on_what_is_not_there_is_out_of_date() {
    let mut desk = minor().reaches("smoke-pre-prod");
    let nowhere = desk.ticks(BEN, "smoke-pre-prod", "teapot").unwrap_err();
    assert_eq!(nowhere, Refusal::OutOfDate("smoke-pre-prod".into()));
    let list_as_value = Command::Give(desk.at_ask("smoke-pre-prod", "smoke"), "x".to_owned());
    let misfit = desk.asks(&person(BEN), &list_as_value).unwrap_err();
    assert_eq!(misfit, Refusal::OutOfDate("smoke-pre-prod".into()));
}
