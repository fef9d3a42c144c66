//! A go is for what was there when it was said: what changes it, what expires it, whose turn it is.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::{Command, SectionEdit};
use crate::domain::fact::ReleaseFact;
use crate::domain::name::StepName;
use crate::domain::record::Content;
use crate::domain::refusal::Refusal;
use crate::domain::release::basis::{Basis, Saying};
use crate::domain::release::{Answer, Voice};

/// A process with a list, a value and a sign-off by that rule, and something after it.
fn board(rule: &str) -> Desk {
    let text = format!(
        r#"
[service]
name = "small"
title = "Small"
zone = "Europe/Zurich"
environments = ["prod"]
roles = ["SRE team", "VLE Services", "LT"]

[checklist.smoke]
title = "Smoke test"
items = [{{ name = "home", text = "Home page" }}, {{ name = "log-out", text = "Log out" }}]

[[process]]
name = "quick"
title = "Quick change"
purpose = "A change that needs a go."
record = [{{ name = "rollback", title = "Rollback procedure" }}]

[[process.step]]
name = "build"
title = "Build"
owner = "SRE team"
asks = [{{ value = "Image", name = "image" }}]

[[process.step]]
name = "test"
title = "Test"
owner = "SRE team"
asks = [{{ checklist = "smoke" }}]
on_fail = "build"

[[process.step]]
name = "board"
title = "Board"
owner = "VLE Services"
asks = [{{ sign_off = "Go", {rule} }}]
on_fail = "build"

[[process.step]]
name = "work"
title = "Work"
owner = "SRE team"
asks = ["Done", "Looked after"]
"#
    );
    Desk::reading(&text).and_a("quick", "1.0").reaches("board")
}

fn voices(desk: &Desk) -> Vec<Voice> {
    let Answer::SignOff(voices) = &desk.step("board").answers[0] else {
        panic!("a sign-off")
    };
    voices.clone()
}

fn now(desk: &Desk) -> Basis {
    Basis::of(desk.release(), 2, &"go".into())
}

const VLE: &str = r#"from = ["VLE Services"]"#;

/// S0.47: a test that is un-ticked voids the go that was given for it, and the step of the sign-off opens again.
#[test]
fn an_un_ticked_test_voids_a_go_and_a_ticked_one_restores_it() {
    let mut desk = board(VLE);
    desk.says_go(VAL, "board", None).unwrap();
    assert_eq!(desk.current(), ["work"]);
    let facts = desk.reopens(BEN, "test", "home").unwrap();
    let opened = |step: &str| ReleaseFact::StepReopened {
        step: StepName::from(step),
    };
    assert!(facts.contains(&opened("board")), "the journal says it: {facts:?}");
    assert_eq!(desk.current(), ["test"]);
    assert!(!voices(&desk)[0].stands);
    let [difference] = voices(&desk)[0]
        .basis
        .differences(&now(&desk))
        .try_into()
        .unwrap();
    assert_eq!(
        (difference.was, difference.is),
        (Some(Saying::Passed), Some(Saying::Open))
    );
    desk.ticks(BEN, "test", "home").unwrap();
    assert!(voices(&desk)[0].stands, "it is what val had approved");
    assert_eq!(desk.current(), ["work"], "nobody has to say it twice");
}

/// What is waived instead of passed is not what was approved.
#[test]
fn a_test_that_is_waived_after_the_go_needs_a_new_one() {
    let mut desk = board(VLE);
    desk.says_go(VAL, "board", None).unwrap();
    desk.reopens(BEN, "test", "home").unwrap();
    desk.waives(BEN, "test", "home", "no home page").unwrap();
    assert_eq!(desk.current(), ["board"]);
    desk.says_go(VAL, "board", None).unwrap();
    assert_eq!((desk.current(), voices(&desk).len()), (vec!["work"], 1));
}

/// Once the next step has begun, a test is not un-ticked below it; the way is back.
#[test]
fn what_later_work_rests_on_is_not_un_ticked() {
    let mut desk = board(VLE);
    desk.says_go(VAL, "board", None).unwrap();
    let ask = desk.at_ask("work", "done");
    desk.asks(&person(BEN), &Command::Confirm(ask)).unwrap();
    let refused = desk.reopens(BEN, "test", "home").unwrap_err();
    assert_eq!(refused, Refusal::CannotReopen("test".into()));
}

/// S0.47: after a new image the earlier go is kept, and does not count; whoever gave it sees what is different.
#[test]
fn a_new_image_leaves_an_earlier_go_that_does_not_count() {
    let mut desk = board(r#"from = [{ role = "VLE Services", quorum = 2 }]"#);
    desk.says_go(VAL, "board", None).unwrap();
    desk.sends_back(VAL, "board", "one fix more").unwrap();
    assert!(!voices(&desk)[0].stands);
    desk.gives(BEN, "build", "image", "r2").unwrap();
    let mut desk = desk.reaches("board");
    let voice = voices(&desk)[0].clone();
    assert!(!voice.stands);
    let [difference] = voice.basis.differences(&now(&desk)).try_into().unwrap();
    let texts = (difference.was.unwrap(), difference.is.unwrap());
    assert_eq!(texts, (Saying::Text("fine".into()), Saying::Text("r2".into())));
    desk.says_go(VIC, "board", None).unwrap();
    assert!(!desk.is_complete("board"), "val's word was for another image");
    desk.says_go(VAL, "board", None).unwrap();
    assert!(desk.is_complete("board"));
}

/// The same image again is still another round: nobody's go of then counts by itself.
#[test]
fn an_earlier_round_does_not_count_though_all_reads_the_same() {
    let mut desk = board(VLE);
    desk.says_no_go(VAL, "board", "not today").unwrap();
    desk.sends_back(VAL, "board", "look again").unwrap();
    let desk = desk.reaches("board");
    assert!(!voices(&desk)[0].stands, "the objection was to the round before");
    assert!(voices(&desk)[0].basis.differences(&now(&desk)).is_empty());
}

#[test]
fn nobody_approves_what_their_card_did_not_show() {
    let mut desk = board(VLE);
    let (at, seen) = (desk.at_ask("board", "go"), now(&desk).mark());
    desk.reopens(BEN, "test", "home").unwrap();
    desk.waives(BEN, "test", "home", "no home page").unwrap();
    let go = |mark| Command::SayGo(at.clone(), None, Some(mark));
    let refused = desk.asks(&person(VAL), &go(seen)).unwrap_err();
    assert_eq!(refused, Refusal::ApprovesSomethingElse("board".into()));
    let seen = now(&desk).mark();
    desk.asks(&person(VAL), &go(seen)).unwrap();
    assert!(desk.is_complete("board"));
}

/// S3.19: either of two is enough.
#[test]
fn a_set_from_either_role_takes_whoever_comes_first() {
    let rule = r#"from = [{ any_of = ["LT", "VLE Services"] }]"#;
    for who in [LOU, VAL] {
        let mut desk = board(rule);
        desk.says_go(who, "board", None).unwrap();
        assert!(desk.is_complete("board"));
        assert_eq!(voices(&desk)[0].stamp.by.as_str(), who);
    }
    let refused = board(rule).says_go(BEN, "board", None).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
}

/// S3.16: a group decides by more go than no-go, once enough have spoken.
#[test]
fn a_group_decides_by_majority_of_its_voices() {
    let rule = r#"from = [{ any_of = ["VLE Services", "LT"], quorum = 3 }], majority = true"#;
    let mut desk = board(rule);
    desk.says_no_go(LOU, "board", "help pages").unwrap();
    desk.says_go(VAL, "board", None).unwrap();
    assert!(!desk.is_complete("board"), "two of three have spoken");
    desk.says_go(VIC, "board", None).unwrap();
    assert!(desk.is_complete("board"), "one no-go alone does not hold it");

    let mut desk = board(rule);
    desk.says_no_go(LOU, "board", "help pages").unwrap();
    desk.says_no_go(VAL, "board", "help pages").unwrap();
    desk.says_go(VIC, "board", None).unwrap();
    assert!(!desk.is_complete("board"), "the group says no");
    desk.says_go(MAX, "board", None).unwrap();
    assert!(!desk.is_complete("board"), "two against two is no majority");
    desk.says_go(VAL, "board", None).unwrap();
    assert!(desk.is_complete("board"), "val changed her mind");
}

#[test]
fn sets_in_order_open_one_after_the_other() {
    let mut desk = board(r#"from = ["LT", "VLE Services"], in_order = true"#);
    let early = desk.says_go(VAL, "board", None).unwrap_err();
    assert_eq!(early, Refusal::OthersSpeakFirst(vec!["LT".into()]));
    desk.says_no_go(VAL, "board", "not before term ends").unwrap();
    desk.says_go(LOU, "board", None).unwrap();
    desk.says_go(VAL, "board", None).unwrap();
    assert!(desk.is_complete("board"));
}

/// S2.6: both sides agree on a date, or there is none.
#[test]
fn all_who_name_a_day_must_name_the_same() {
    let mut desk = board(r#"from = ["LT", "VLE Services"], with_date = true"#);
    desk.says_go(LOU, "board", Some("2026-12-08")).unwrap();
    desk.says_go(VAL, "board", Some("2026-12-10")).unwrap();
    assert!(!desk.is_complete("board"), "the days differ");
    let again = desk.says_go(VAL, "board", Some("2026-12-10")).unwrap_err();
    assert!(matches!(again, Refusal::SignedAlready(_)), "{again:?}");
    desk.says_go(LOU, "board", Some("2026-12-10")).unwrap();
    assert!(desk.is_complete("board"));
}

#[test]
fn a_go_runs_out_and_is_renewed() {
    let mut desk = board(r#"from = ["VLE Services"], valid_days = 14"#);
    desk.says_go(VAL, "board", None).unwrap();
    desk.passes(TimeDelta::days(13));
    assert!(desk.clock_sees_to_what_is_due().is_empty());
    desk.passes(TimeDelta::days(1));
    let due = desk.clock_sees_to_what_is_due();
    assert_eq!(due.len(), 1, "{due:?}");
    assert_eq!(desk.current(), ["board"]);
    assert!(desk.due().is_empty(), "it is said once");
    desk.says_go(VAL, "board", None).unwrap();
    assert_eq!(desk.current(), ["work"]);
    // Once the next step has begun, time does not take it back.
    let ask = desk.at_ask("work", "done");
    desk.asks(&person(BEN), &Command::Confirm(ask)).unwrap();
    desk.passes(TimeDelta::days(30));
    assert!(desk.clock_sees_to_what_is_due().is_empty());
    assert_eq!(desk.current(), ["work"]);
}

/// S0.42: whoever is awaited can be called, not more than once an hour.
#[test]
fn those_who_are_awaited_are_called_once_an_hour() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("lt-testing");
    let call = Command::CallRoles(desk.at_step("lt-testing"));
    let stranger = desk.asks(&person(ZOE), &call).unwrap_err();
    assert!(matches!(stranger, Refusal::RoleMissing { .. }), "{stranger:?}");
    desk.asks(&person(ANA), &call).unwrap();
    desk.passes(TimeDelta::minutes(59));
    let again = desk.asks(&person(BEN), &call).unwrap_err();
    assert!(matches!(again, Refusal::CalledAlready { .. }), "{again:?}");
    desk.passes(TimeDelta::minutes(1));
    desk.asks(&person(BEN), &call).unwrap();
}

/// What was passed by authority is not taken back by a test that is un-ticked: authority took it upon itself.
#[test]
fn an_override_of_a_sign_off_stays() {
    let mut desk = Desk::shipped()
        .and_a("mahara-major", "22.10.1")
        .reaches("greenlight");
    desk.overrides(VAL, "greenlight", "agreed by phone").unwrap();
    assert!(desk.is_complete("greenlight"));
    let refused = desk.takes_step_back(LOU, "lt-testing").unwrap_err();
    assert_eq!(refused, Refusal::CannotReopen("lt-testing".into()));
}

fn writes(desk: &mut Desk, text: &str) {
    let content = Content::Written {
        text: text.to_owned(),
        outage: None,
    };
    let edit = SectionEdit {
        section: "rollback".into(),
        content,
        seen: None,
    };
    desk.asks(&person(BEN), &Command::WriteSection(edit)).unwrap();
}

/// S2.36: an approval is for the text of the change record as it was; another text opens it again, and the text of
/// then restores it.
#[test]
fn a_section_that_is_edited_after_the_go_voids_it() {
    let mut desk = board(VLE);
    writes(&mut desk, "restore the dump");
    desk.says_go(VAL, "board", None).unwrap();
    assert_eq!(desk.current(), ["work"]);
    writes(&mut desk, "restore the snapshot");
    assert_eq!(desk.current(), ["board"]);
    assert!(!voices(&desk)[0].stands);
    writes(&mut desk, "restore the dump");
    assert_eq!(desk.current(), ["work"], "it is what val had approved");
}

/// S2.36: once later work has begun an edit cannot undo it: the go holds, and is known to be for an older text.
#[test]
fn a_section_that_is_edited_once_work_has_begun_is_flagged_and_voids_nothing() {
    let mut desk = board(VLE);
    writes(&mut desk, "restore the dump");
    desk.says_go(VAL, "board", None).unwrap();
    let ask = desk.at_ask("work", "done");
    desk.asks(&person(BEN), &Command::Confirm(ask)).unwrap();
    writes(&mut desk, "restore the snapshot");
    assert_eq!(desk.current(), ["work"]);
    let voice = &voices(&desk)[0];
    assert!(voice.stands && voice.basis.differences(&now(&desk)).len() == 1);
}
