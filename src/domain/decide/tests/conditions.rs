//! What depends on an answer, on a day, on another environment, or on nobody objecting.

use super::given::*;
use crate::domain::command::{Command, Wish};
use crate::domain::decide::shut_gates;
use crate::domain::refusal::Refusal;
use crate::domain::release::Course;

const BOOK: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Europe/Berlin"
environments = ["staging", "prod"]
roles = ["SRE team", "LT", "VLE Services"]

[[process]]
name = "big"
title = "Big release"
purpose = "Something big."
most_per_year = 2
override_by = ["VLE Services"]

[[process.step]]
name = "look"
title = "Look at the tests"
owner = "SRE team"
asks = [{ choice = "Did the tests change?", name = "changed", options = ["yes", "no"] }]

[[process.step]]
name = "retag"
title = "Tag the tests"
owner = "SRE team"
only_if = { ask = "look/changed", is = "yes" }
asks = [{ value = "Tag", name = "tag" }]

[[process.step]]
name = "patch"
title = "Patch"
owner = "SRE team"
optional = true
asks = ["Patched"]

[[process.step]]
name = "stage"
title = "Deploy on staging"
owner = "SRE team"
asks = [
    { choice = "How?", name = "how", options = ["by hand", "by workflow"] },
    { value = "Workflow run", name = "run", only_if = { ask = "stage/how", is = "by workflow" } },
]

[[process.step]]
name = "agree"
title = "Agree on a day"
owner = "LT"
asks = [{ sign_off = "Go live", name = "go", from = ["LT"], with_date = true }]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
gates = ["no-blockers", { not_before = "agree/go" }]
asks = ["Deployed"]
sets_version = "prod"

[[process]]
name = "small"
title = "Small release"
purpose = "Something small."

[[process.step]]
name = "stage"
title = "Deploy on staging"
owner = "SRE team"
asks = ["Staged"]
sets_version = "staging"

[[process]]
name = "last"
title = "Last stage"
purpose = "What ran on staging."

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "SRE team"
gates = [{ ran_on = "staging" }]
asks = ["Deployed"]
"#;

fn big() -> Desk {
    Desk::reading(BOOK).and_a("big", "2.0")
}

impl Desk {
    fn chooses(&mut self, who: &str, step: &str, ask: &str, option: &str) -> Said {
        self.does(who, &Command::Give(self.at_ask(step, ask), option.to_owned()))
    }

    fn waives_step(&mut self, who: &str, step: &str, reason: &str) -> Said {
        self.does(who, &Command::WaiveStep(self.at_step(step), reason.to_owned()))
    }
}

/// S4.7: two items that are only there when the tests changed.
#[test]
fn a_step_applies_only_with_the_answer_it_needs() {
    let mut desk = big();
    desk.chooses(BEN, "look", "changed", "NO").unwrap();
    assert_eq!(desk.current(), ["patch"], "what does not apply is passed by");
    assert_eq!(desk.release().count_of(2), (2, 5));
    let at = desk.at_ask("retag", "tag");
    let no = desk.does(BEN, &Command::Give(at, "v1".to_owned())).unwrap_err();
    assert_eq!(no, Refusal::NotApplicable("retag".into()));

    let mut desk = big();
    desk.chooses(BEN, "look", "changed", "yes").unwrap();
    assert_eq!(desk.current(), ["retag"]);
    // The answer can be taken back until something was built on it, however far off.
    desk.does(BEN, &Command::ReopenStep(desk.at_step("look")))
        .unwrap();
    desk.chooses(BEN, "look", "changed", "no").unwrap();
    desk.waives_step(BEN, "patch", "nothing to patch").unwrap();
    let no = desk
        .does(BEN, &Command::ReopenStep(desk.at_step("look")))
        .unwrap_err();
    assert_eq!(no, Refusal::CannotReopen("look".into()));
}

#[test]
fn an_answer_must_be_one_of_those_offered() {
    let mut desk = big();
    let no = desk.chooses(BEN, "look", "changed", "maybe").unwrap_err();
    assert!(matches!(no, Refusal::NoSuchOption { .. }), "{no:?}");
}

#[test]
fn an_ask_applies_only_with_the_answer_it_needs() {
    let mut desk = big().reaches("stage");
    desk.chooses(BEN, "stage", "how", "by workflow").unwrap();
    assert_eq!(desk.current(), ["stage"], "the run is asked for");
    let mut other = big().reaches("stage");
    let at = other.at_ask("stage", "run");
    other.chooses(BEN, "stage", "how", "by hand").unwrap();
    assert_eq!(other.current(), ["agree"]);
    let no = other.does(BEN, &Command::Give(at, "7".to_owned())).unwrap_err();
    assert!(matches!(no, Refusal::StepComplete(..)), "{no:?}");
}

/// S1.14: patched if required.
#[test]
fn an_optional_step_is_waived_with_a_reason_and_taken_up_again() {
    let mut desk = big().reaches("patch");
    assert_eq!(
        desk.waives_step(BEN, "patch", " ").unwrap_err(),
        Refusal::TextMissing
    );
    let no = desk.waives_step(LOU, "patch", "no need").unwrap_err();
    assert!(matches!(no, Refusal::RoleMissing { .. }), "{no:?}");
    desk.waives_step(BEN, "patch", "no need").unwrap();
    assert_eq!(desk.current(), ["stage"]);
    let no = desk.waives_step(BEN, "stage", "no need").unwrap_err();
    assert_eq!(no, Refusal::NotOptional("stage".into()));
    desk.does(BEN, &Command::ReopenStep(desk.at_step("patch")))
        .unwrap();
    assert_eq!(desk.current(), ["patch"]);
    let mut desk = desk.reaches("deploy");
    desk.passes(chrono::TimeDelta::days(30));
    let desk = desk.finishes();
    assert!(matches!(desk.release().course, Course::Finished(_)));
}

/// S0.39: at most two in a year; those that came to nothing do not count.
#[test]
fn a_third_in_the_same_year_is_refused_or_started_by_authority() {
    let mut desk = big();
    desk.aborts(BEN, "came to nothing").unwrap();
    desk.starts(BEN, "big", "2.1").unwrap();
    desk.starts(BEN, "big", "2.2").unwrap();
    let no = desk.starts(BEN, "big", "2.3").unwrap_err();
    let expected = Refusal::TooManyThisYear {
        most: 2,
        year: 2026,
        started: vec![2, 3],
    };
    assert_eq!(no, expected);
    let no = desk
        .starts_with(BEN, "big", "2.3", Some("please"), Wish::default())
        .unwrap_err();
    assert_eq!(no, expected, "it takes the role too");
    desk.starts_with(
        MAX,
        "big",
        "2.3",
        Some("the vendor ends support"),
        Wish::default(),
    )
    .unwrap();
    let passed = &desk.release().overrides[0];
    assert_eq!(
        (passed.reason.as_str(), passed.passed.as_str()),
        ("the vendor ends support", "at most 2 a year")
    );
    desk.now = "2026-12-31T23:30:00Z".parse().unwrap();
    desk.starts(BEN, "big", "3.0").expect("it is 2027 in Berlin");
}

#[test]
fn a_day_that_was_agreed_keeps_the_step_shut_until_it_comes_in_the_teams_zone() {
    let mut desk = big().reaches("agree");
    desk.says_go(LOU, "agree", Some("2026-12-01")).unwrap();
    let at = desk.at_ask("deploy", "deployed");
    let no = desk.does(BEN, &Command::Confirm(at.clone())).unwrap_err();
    let expected = Refusal::TooEarly {
        step: "deploy".into(),
        on: Some("2026-12-01".parse().unwrap()),
    };
    assert_eq!(no, expected);
    desk.now = "2026-11-30T22:59:00Z".parse().unwrap();
    assert!(desk.does(BEN, &Command::Confirm(at.clone())).is_err());
    desk.now = "2026-11-30T23:00:00Z".parse().unwrap();
    desk.does(BEN, &Command::Confirm(at)).unwrap();
}

/// S1.29, S4.46: a blocker shuts the gate until it is cleared, by whoever raised it or their role.
#[test]
fn a_blocker_stands_until_it_is_cleared() {
    let mut desk = big().reaches("deploy");
    desk.now = "2026-12-24T12:00:00Z".parse().unwrap();
    desk.does(LOU, &Command::RaiseBlocker("log-in fails".to_owned()))
        .unwrap();
    let at = desk.at_ask("deploy", "deployed");
    let no = desk.does(BEN, &Command::Confirm(at.clone())).unwrap_err();
    assert!(matches!(no, Refusal::Blocked { .. }), "{no:?}");
    let no = desk
        .does(BEN, &Command::ClearBlocker(1, "fixed".to_owned()))
        .unwrap_err();
    assert!(matches!(no, Refusal::RoleMissing { .. }), "{no:?}");
    let none = desk
        .does(LOU, &Command::ClearBlocker(2, "fixed".to_owned()))
        .unwrap_err();
    assert_eq!(none, Refusal::NoBlocker(2));
    desk.does(LOU, &Command::ClearBlocker(1, "fixed".to_owned()))
        .unwrap();
    assert!(shut_gates(desk.now, &desk.situation(), &desk.release().process.steps[5]).is_empty());
    desk.does(BEN, &Command::Confirm(at)).unwrap();
    let over = desk
        .does(LOU, &Command::RaiseBlocker("too late".to_owned()))
        .unwrap_err();
    assert!(matches!(over, Refusal::ReleaseOver(_)), "{over:?}");
}

/// S1.2: nothing comes to a stage before it was in the one before.
#[test]
fn a_version_runs_on_staging_before_it_goes_on() {
    let mut desk = Desk::reading(BOOK).and_a("last", "1.1");
    let at = desk.at_ask("deploy", "deployed");
    let no = desk.does(BEN, &Command::Confirm(at.clone())).unwrap_err();
    assert!(matches!(no, Refusal::NeverRanOn { .. }), "{no:?}");
    let last = desk.number;
    desk.starts(ANA, "small", "1.1").unwrap();
    desk.confirms(BEN, "stage").unwrap();
    desk.number = last;
    desk.does(BEN, &Command::Confirm(at)).unwrap();
}
