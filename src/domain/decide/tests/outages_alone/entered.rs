//! What can be entered and published, by whom, and what stands against it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::command::{Command, Proposal, ServiceCommand};
use crate::domain::decide::tests::given::*;
use crate::domain::decide::tests::outages_alone::{NUMBER, SHOP, in_days, shop};
use crate::domain::name::AudienceName;
use crate::domain::outage::{Objection, OutageAbout, OutageCommand, Plan, Window};
use crate::domain::refusal::Refusal;

#[test]
fn whoever_may_not_keep_outages_keeps_none() {
    let mut desk = shop();
    let window = in_days(&desk, 3);
    for who in [VAL, ZOE, LOU] {
        let refused = desk.drafts(who, window, &[], None).unwrap_err();
        assert!(
            matches!(refused, Refusal::RoleMissing { .. }),
            "{who}: {refused:?}"
        );
    }
    let mut desk = desk.has_announced(window, &[]);
    assert_eq!(
        desk.outage().about.audiences,
        [AudienceName::from("users")],
        "the usual audiences"
    );
    for command in [
        OutageCommand::Extend(15),
        OutageCommand::Start { seen: 0 },
        OutageCommand::End { seen: 0 },
        OutageCommand::Cancel {
            seen: 0,
            reason: None,
        },
    ] {
        let refused = desk.of_outage(VAL, command.clone()).unwrap_err();
        assert!(
            matches!(refused, Refusal::RoleMissing { .. }),
            "{command:?}: {refused:?}"
        );
    }
}

#[test]
fn an_outage_is_in_the_future_and_has_an_end_after_its_start() {
    let mut desk = shop();
    let past = desk.window(-60, 30);
    assert_eq!(
        desk.drafts(BEN, past, &[], None),
        Err(Refusal::WindowInThePast(past))
    );
    let backwards = desk.window(60, -5);
    assert_eq!(
        desk.drafts(BEN, backwards, &[], None),
        Err(Refusal::WindowBackwards(backwards))
    );
    let long = desk.window(60, 8 * 24 * 60);
    assert!(matches!(
        desk.drafts(BEN, long, &[], None),
        Err(Refusal::WindowTooLong(_))
    ));
    let window = in_days(&desk, 1);
    let unknown = desk.drafts(BEN, window, &["usrs"], None).unwrap_err();
    assert!(
        matches!(unknown, Refusal::NoAudience(name, known) if name.as_str() == "usrs" && known.len() == 2)
    );
}

#[test]
fn too_little_notice_is_passed_by_the_named_role_with_a_reason_that_is_kept() {
    let mut desk = shop();
    let window = in_days(&desk, 1);
    let refused = desk.drafts(BEN, window, &["staff"], None).unwrap_err();
    let Refusal::OutageObjected {
        objections,
        override_by,
    } = &refused
    else {
        panic!("{refused:?}");
    };
    assert!(matches!(&objections[..], [Objection::ShortNotice { audience, .. }] if audience == "Staff"));
    assert_eq!(override_by[0].as_str(), "LT");
    assert_eq!(
        desk.drafts(BEN, window, &["staff"], Some("a leak")),
        Err(refused),
        "a reason is not enough"
    );
    // Whoever passes it has to keep outages as well.
    let mut desk = Desk::reading(&SHOP.replace(r#"override_by = ["LT"]"#, r#"override_by = ["SRE team"]"#));
    desk.drafts(BEN, window, &["staff"], Some(" a leak ")).unwrap();
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
    let passed = &desk.outage().passed[0];
    assert_eq!(
        (passed.reason.as_str(), passed.stamp.by.as_str()),
        ("a leak", BEN)
    );
}

#[test]
fn where_nobody_is_named_whoever_plans_it_passes_what_stands_against_it_with_a_reason() {
    let mut desk = Desk::reading(
        &SHOP
            .replace("override_by = [\"LT\"]\n", "")
            .replace("[audience.users]", "[audience.users]\nleast_notice = \"2d\""),
    );
    let window = in_days(&desk, 1);
    let refused = desk.drafts(BEN, window, &["staff"], None).unwrap_err();
    let Refusal::OutageObjected { override_by, .. } = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        override_by.iter().map(|r| r.as_str()).collect::<Vec<_>>(),
        ["SRE team"]
    );
    desk.drafts(BEN, window, &["staff"], Some("a leak")).unwrap();
    desk.starts(BEN, "update", "1.0").unwrap();
    let at = desk.at_ask("window", "outage");
    let mut proposal = Proposal::from(window);
    let refused = desk
        .does(BEN, &Command::ProposeWindow(at.clone(), proposal.clone()))
        .unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { override_by, .. } if override_by[0].as_str() == "SRE team"),
        "{refused:?}"
    );
    proposal.reason = Some("a leak".to_owned());
    desk.does(BEN, &Command::ProposeWindow(at, proposal)).unwrap();
}

#[test]
fn two_outages_do_not_overlap_unseen_but_may_follow_one_another() {
    let desk = shop();
    let first = in_days(&desk, 3);
    let mut desk = desk.has_announced(first, &[]);
    let overlapping = Window {
        start: first.start + TimeDelta::minutes(30),
        end: first.end + TimeDelta::minutes(30),
    };
    let other = |window| {
        let about = OutageAbout::default();
        let reason = None;
        ServiceCommand::Outage(
            8,
            OutageCommand::Draft(Plan {
                about,
                window,
                reason,
            }),
        )
    };
    let refused = desk.asks_service(&person(BEN), &other(overlapping)).unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { objections, .. } if objections[..] == [Objection::Overlaps { number: NUMBER, window: first }]),
        "{refused:?}"
    );
    let after = Window {
        start: first.end,
        end: first.end + TimeDelta::hours(1),
    };
    desk.asks_service(&person(BEN), &other(after)).unwrap();
}

#[test]
fn a_freeze_and_a_holiday_stand_against_an_outage() {
    let calendar = r#"
[calendar]
holidays = [{ date = 2026-12-25, name = "Christmas Day" }]

[[freeze]]
name = "exams"
title = "Exams"
from = 2026-11-28
until = 2026-12-04
override_by = ["LT"]
"#;
    let mut desk = Desk::reading(&format!("{SHOP}{calendar}"));
    let at = |text: &str| {
        let start: DateTime<Utc> = text.parse().unwrap();
        let end = start + TimeDelta::hours(2);
        Window { start, end }
    };
    let refused = desk
        .drafts(BEN, at("2026-11-30T06:00:00Z"), &[], Some("now"))
        .unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { objections, override_by } if matches!(&objections[..], [Objection::Freeze { title, .. }] if title == "Exams") && override_by[0].as_str() == "LT"),
        "{refused:?}"
    );
    // 25 December in Auckland.
    let christmas = at("2026-12-24T20:00:00Z");
    let refused = desk.drafts(BEN, christmas, &[], None).unwrap_err();
    assert!(
        matches!(&refused, Refusal::OutageObjected { override_by, .. } if override_by.is_empty()),
        "{refused:?}"
    );
    desk.drafts(BEN, christmas, &[], Some("nobody is there to notice"))
        .unwrap();
}

#[test]
fn where_a_second_person_approves_the_text_nobody_publishes_alone() {
    let mut desk = Desk::reading(&SHOP.replace("override_by", "approve_by = [\"SRE team\"]\noverride_by"));
    let window = in_days(&desk, 3);
    desk.drafts(BEN, window, &[], None).unwrap();
    let refused = desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap_err();
    assert!(matches!(refused, Refusal::ApprovalMissing(_)), "{refused:?}");
    assert_eq!(
        desk.of_outage(BEN, OutageCommand::Approve(window)),
        Err(Refusal::OwnOutage)
    );
    assert!(matches!(
        desk.of_outage(VAL, OutageCommand::Approve(window)),
        Err(Refusal::RoleMissing { .. })
    ));
    desk.of_outage(ANA, OutageCommand::Approve(window)).unwrap();
    // What is entered anew is approved anew.
    desk.drafts(BEN, window, &[], None).unwrap();
    assert!(desk.of_outage(BEN, OutageCommand::Publish(window)).is_err());
    desk.of_outage(ANA, OutageCommand::Approve(window)).unwrap();
    desk.of_outage(BEN, OutageCommand::Publish(window)).unwrap();
}
