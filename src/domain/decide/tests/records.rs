//! The change record, statuses, and the side that does its own steps.

use super::given::*;
use crate::domain::command::{Command, SectionEdit};
use crate::domain::record::{Content, ExpectedOutage};
use crate::domain::refusal::Refusal;

const CHANGE: &str = r#"
[service]
name = "small"
title = "Small"
zone = "Europe/Zurich"
environments = ["uat"]
roles = ["SRE team", "VLE Services", "LT"]

[side.customer]
title = "The customer"
role = "LT"
channel = "customer"
team = "Maestrano"

[[process]]
name = "change"
title = "Change"
purpose = "A change that is written down."
record = [
    { title = "Summary", required = true },
    { title = "Impact", outage = true },
    { title = "Rollback" },
]

[[process.step]]
name = "describe"
title = "Describe the change"
owner = "SRE team"
status = "in-preparation"
asks = [{ record = "Request for approval", name = "request" }]

[[process.step]]
name = "approve"
title = "Approval"
owner = "VLE Services"
asks = [{ sign_off = "Approval", from = ["VLE Services"] }]

[[process.step]]
name = "take-over"
title = "Take it over"
owner = "LT"
status = { title = "To be Released" }
asks = ["Taken over"]
hands_over = true

[[process.step]]
name = "test"
title = "Test"
owner = "LT"
status = "in-testing"
shows = ["rollback"]
asks = ["Tested", "Accepted"]
"#;

fn desk() -> Desk {
    Desk::reading(CHANGE).and_a("change", "1.0")
}

fn text(text: &str) -> Content {
    let text = text.to_owned();
    Content::Written { text, outage: None }
}

fn write(desk: &mut Desk, who: &str, section: &str, content: Content, seen: Option<u32>) -> Said {
    let section = section.into();
    let edit = SectionEdit {
        section,
        content,
        seen,
    };
    desk.asks(&person(who), &Command::WriteSection(edit))
}

fn impact(minutes: i64) -> Content {
    Content::Written {
        text: "Nobody can log in.".to_owned(),
        outage: Some(ExpectedOutage::Minutes(minutes)),
    }
}

fn requests(desk: &mut Desk, who: &str) -> Said {
    let at = desk.at_ask("describe", "request");
    desk.asks(&person(who), &Command::RequestApproval(at))
}

fn moves(desk: &mut Desk, who: &str, status: &str) -> Said {
    desk.asks(&person(who), &Command::MoveTo(status.to_owned()))
}

/// S2.35: a missing section is named when somebody asks for approval.
#[test]
fn approval_is_not_asked_for_with_a_gap_and_the_gap_has_a_name() {
    let mut desk = desk();
    write(&mut desk, ANA, "summary", text("More memory."), None).unwrap();
    let refused = requests(&mut desk, ANA).unwrap_err();
    assert_eq!(
        refused,
        Refusal::SectionsMissing(vec!["impact".into(), "rollback".into()])
    );
    write(&mut desk, BEN, "impact", impact(30), None).unwrap();
    let reason = "nothing to go back to".to_owned();
    write(&mut desk, BEN, "rollback", Content::Waived { reason }, None).unwrap();
    requests(&mut desk, ANA).unwrap();
    assert_eq!(desk.current(), ["approve"]);
    assert_eq!(
        desk.release().record.expected_outage(),
        Some(ExpectedOutage::Minutes(30))
    );
}

#[test]
fn a_required_section_is_not_waived_and_an_impact_says_whether_there_is_an_outage() {
    let mut desk = desk();
    let waived = Content::Waived {
        reason: "no time".to_owned(),
    };
    let refused = write(&mut desk, ANA, "summary", waived.clone(), None).unwrap_err();
    assert_eq!(refused, Refusal::SectionRequired("summary".into()));
    assert_eq!(
        write(&mut desk, ANA, "impact", waived, None).unwrap_err(),
        Refusal::SectionRequired("impact".into())
    );
    let unsaid = write(&mut desk, ANA, "impact", text("Some."), None).unwrap_err();
    assert_eq!(unsaid, Refusal::OutageUnsaid("impact".into()));
    assert_eq!(
        write(&mut desk, ANA, "weather", text("sunny"), None),
        Err(Refusal::NoSection("weather".into()))
    );
}

#[test]
fn two_forms_open_at_once_do_not_overwrite_each_other() {
    let mut desk = desk();
    write(&mut desk, ANA, "summary", text("first"), Some(0)).unwrap();
    let late = write(&mut desk, BEN, "summary", text("second"), Some(0)).unwrap_err();
    assert!(matches!(late, Refusal::SectionChanged(..)), "{late:?}");
    write(&mut desk, BEN, "summary", text("second"), Some(1)).unwrap();
    let facts = write(&mut desk, ANA, "summary", text("second"), Some(2)).unwrap();
    assert!(facts.is_empty(), "the same words again are no new revision");
}

#[test]
fn the_side_reads_the_record_and_does_not_write_it() {
    let mut desk = desk();
    let refused = write(&mut desk, LOU, "summary", text("mine"), None).unwrap_err();
    assert!(matches!(refused, Refusal::RoleMissing { .. }), "{refused:?}");
    write(&mut desk, VAL, "summary", text("anybody of the team"), None).unwrap();
}

#[test]
fn what_was_handed_in_is_written_when_it_is_applied_and_not_over_newer_words() {
    let mut desk = desk();
    let sections = vec![
        ("summary".into(), text("from a file")),
        ("rollback".into(), text("undo")),
    ];
    desk.asks(&person(ANA), &Command::HandInRecord(sections.clone()))
        .unwrap();
    assert!(
        desk.release().record.find(&"summary".into()).is_none(),
        "nothing is written yet"
    );
    let others = desk.asks(&person(BEN), &Command::ApplyUpload(1)).unwrap_err();
    assert_eq!(others, Refusal::NothingHandedIn);
    write(&mut desk, BEN, "summary", text("by hand"), None).unwrap();
    let stale = desk.asks(&person(ANA), &Command::ApplyUpload(1)).unwrap_err();
    assert!(matches!(stale, Refusal::SectionChanged(..)), "{stale:?}");
    desk.asks(&person(ANA), &Command::HandInRecord(sections)).unwrap();
    assert_eq!(
        desk.asks(&person(ANA), &Command::ApplyUpload(1)),
        Err(Refusal::NothingHandedIn),
        "the first upload was replaced"
    );
    desk.asks(&person(ANA), &Command::ApplyUpload(2)).unwrap();
    assert_eq!(
        desk.asks(&person(ANA), &Command::ApplyUpload(2)),
        Err(Refusal::NothingHandedIn)
    );
    assert_eq!(desk.release().record.revision(&"summary".into()), 2);
}

/// S2.15: whoever takes the release over is its reporter; S2.19: only the side moves it on.
#[test]
fn a_status_is_moved_on_by_whoever_it_waits_for() {
    let mut desk = desk().reaches("take-over");
    assert_eq!(desk.release().status().unwrap().title, "To be Released");
    let refused = moves(&mut desk, ANA, "in-testing").unwrap_err();
    let Refusal::IllegalMove(no) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(no.legal[0].to.name.as_str(), "in-testing");
    assert_eq!(no.legal[0].by, ["LT".into()]);
    let unknown = moves(&mut desk, LOU, "done").unwrap_err();
    assert!(matches!(unknown, Refusal::IllegalMove(_)), "{unknown:?}");
    moves(&mut desk, LOU, "In Testing").unwrap();
    assert_eq!(desk.release().reporter.as_str(), LOU);
    let two = moves(&mut desk, LOU, "done").unwrap_err();
    let Refusal::IllegalMove(no) = two else {
        panic!("two things are missing")
    };
    assert_eq!(no.legal[0].needs, ["Tested", "Accepted"]);
    desk.confirms(LOU, "test").unwrap();
    moves(&mut desk, LOU, "Done").unwrap();
    assert!(desk.release().is_over());
    assert_eq!(desk.release().status().unwrap().name.as_str(), "done");
}
