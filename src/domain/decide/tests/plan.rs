//! The plan: tracks around it with the table of the team, slots, throw-away instances. S4.28 to S4.40, S1.30 to S1.38

use super::given::*;
use crate::domain::cadence::tests::day;
use crate::domain::command::{Command, ServiceCommand, Wish};
use crate::domain::diary::Slot;
use crate::domain::instance::InstancePlan;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::release::Course;

/// Releases every other Tuesday from 24 November 2026 on; the table is that of the team's document.
pub(super) const PLANNED: &str = r#"
[service]
name = "sync"
title = "Sync"
zone = "America/Los_Angeles"
environments = ["staging", "production"]
roles = ["SRE team", "LT"]

[cadence.planned]
title = "Regular release"
anchor = "2026-11-24"
every = "2 weeks"
at = "09:00"
process = "regular"
role = "SRE team"
environment = "staging"

[track.warmfix]
title = "Staging fix (warmfix)"
cadence = "planned"
environment = "staging"
rows = [
    { week = 1, environment = "staging", does = "deploy", words = "If we can get a fix in, deploy it to staging. No more changes to the release process after that." },
    { week = 1, environment = "production", does = "nothing", words = "N/A" },
    { week = 2, environment = "staging", does = "replace-planned", words = "Staging fix replaces planned staging release for this week." },
    { week = 2, environment = "production", does = "nothing", words = "N/A" },
]

[track.hotfix]
title = "Production fix (hotfix)"
cadence = "planned"
environment = "production"
rows = [
    { week = 1, environment = "staging", does = "also-deploy", words = "Hotfix is also deployed to staging (ie, we still want manual testing/etc)" },
    { week = 1, environment = "production", does = "deploy", words = "Hotfix deployed. No more changes to the release process after that." },
    { week = 2, environment = "staging", does = "deploy", words = "Hotfix deployed. No more changes to the release process after that." },
    { week = 2, environment = "production", does = "replace-planned", words = "Hotfix replaces planned prod release for this week." },
]

[[process]]
name = "regular"
title = "Regular release"
purpose = "What the calendar says."
override_by = ["LT"]
[[process.step]]
name = "release"
title = "Release"
owner = "SRE team"
asks = ["Released"]
[[process.step]]
name = "production"
title = "Deploy on production"
owner = "SRE team"
gates = [{ next_slot = "production" }]
asks = ["Deployed"]
sets_version = "production"

[[process]]
name = "warmfix"
title = "Staging fix"
purpose = "Staging cannot wait."
track = "warmfix"
[[process.step]]
name = "deploy"
title = "Deploy"
owner = "SRE team"
asks = ["Deployed"]
sets_version = "staging"

[[process]]
name = "hotfix"
title = "Production fix"
purpose = "Production cannot wait."
track = "hotfix"
[[process.step]]
name = "deploy"
title = "Deploy"
owner = "SRE team"
asks = ["Deployed"]
sets_version = "production"

[[process]]
name = "demo"
title = "Feature demo"
purpose = "To show something for a while."
instance = true
purposes = ["A single project", "Very fast updates"]
remind_every_days = 2
[[process.step]]
name = "install"
title = "Install"
owner = "SRE team"
asks = ["Installed"]
"#;

/// In the afternoon of a day in California.
fn on(date: &str) -> Desk {
    let mut desk = Desk::reading(PLANNED);
    desk.clock_shows(&format!("{date}T22:00:00Z"));
    desk
}

fn slot(date: &str) -> Slot {
    Slot {
        cadence: "planned".into(),
        date: day(date),
    }
}

pub(super) fn planned(desk: &Desk) -> (crate::domain::cadence::Cadence, crate::domain::diary::Diary) {
    let cadence = desk.process("regular").service.cadences[0].clone();
    let diary = desk.service.diary(&cadence).clone();
    (cadence, diary)
}

/// S4.30 to S4.37, cell by cell: process, day, week, what the table says, and whether the planned release is replaced.
#[test]
fn the_table_of_the_document_holds_cell_by_cell() {
    let no_more = "Hotfix deployed. No more changes to the release process after that.";
    let table = [
        // S4.30, S4.31
        (
            "warmfix",
            "2026-12-02",
            1,
            "staging",
            "If we can get a fix in, deploy it to staging. No more changes to the release process after that.",
            false,
        ),
        ("warmfix", "2026-12-02", 1, "production", "N/A", false),
        // S4.32, S4.33
        (
            "warmfix",
            "2026-12-07",
            2,
            "staging",
            "Staging fix replaces planned staging release for this week.",
            true,
        ),
        ("warmfix", "2026-12-07", 2, "production", "N/A", false),
        // S4.34, S4.35
        (
            "hotfix",
            "2026-12-02",
            1,
            "staging",
            "Hotfix is also deployed to staging (ie, we still want manual testing/etc)",
            false,
        ),
        ("hotfix", "2026-12-02", 1, "production", no_more, false),
        // S4.36, S4.37
        ("hotfix", "2026-12-07", 2, "staging", no_more, false),
        (
            "hotfix",
            "2026-12-07",
            2,
            "production",
            "Hotfix replaces planned prod release for this week.",
            true,
        ),
    ];
    for (process, date, week, environment, words, replaces) in table {
        let mut desk = on(date);
        desk.starts_with(ANA, process, "v0.0.5", Some("log-in fails"), Wish::default())
            .unwrap();
        let counted = &desk.service.short_circuits[0];
        let said = counted.rows.iter().find(|(e, _)| e.as_str() == environment);
        assert_eq!(counted.week, week, "{process} on {date}");
        assert_eq!(said.unwrap().1, words, "{process} on {date} for {environment}");
        let (_, diary) = planned(&desk);
        let state = diary.find(day("2026-12-08"));
        let replaced = state.is_some_and(|s| s.replaced.contains_key(&environment.into()));
        assert_eq!(replaced, replaces, "{process} on {date} for {environment}");
    }
}

/// S4.28, S4.29: at any time, with a reason, counted.
#[test]
fn a_way_around_the_plan_asks_why_and_is_counted() {
    let mut desk = on("2026-12-02");
    let missing = desk.starts(ANA, "hotfix", "v0.0.5").unwrap_err();
    assert_eq!(missing, Refusal::ReasonMissing("hotfix".into()));
    let empty = desk.starts_with(ANA, "hotfix", "v0.0.5", Some("  "), Wish::default());
    assert_eq!(empty.unwrap_err(), Refusal::ReasonMissing("hotfix".into()));
    desk.starts_with(ANA, "hotfix", "v0.0.5", Some("log-in fails"), Wish::default())
        .unwrap();
    let counted = &desk.service.short_circuits[0];
    assert_eq!((counted.release, counted.reason.as_str()), (1, "log-in fails"));
    assert_eq!(counted.environment.as_str(), "production");
    desk.starts(ANA, "regular", "v0.0.6").unwrap();
    assert_eq!(
        desk.service.short_circuits.len(),
        1,
        "a planned release is not counted"
    );
}

/// S4.38, S4.39: the next planned day goes on as before; what was replaced goes on with it.
#[test]
fn what_was_replaced_moves_to_the_next_planned_day() {
    let mut off_week = on("2026-12-02");
    off_week
        .starts_with(ANA, "hotfix", "v0.0.5", Some("log-in fails"), Wish::default())
        .unwrap();
    let (cadence, diary) = planned(&off_week);
    let production = "production".into();
    assert_eq!(
        diary.next_for(&cadence, Some(&production), day("2026-11-24")),
        Some(day("2026-12-08"))
    );
    let mut week_of_release = on("2026-12-07");
    week_of_release
        .starts_with(ANA, "hotfix", "v0.0.5", Some("log-in fails"), Wish::default())
        .unwrap();
    let (cadence, diary) = planned(&week_of_release);
    assert_eq!(
        diary.next_for(&cadence, Some(&production), day("2026-11-24")),
        Some(day("2026-12-22"))
    );
    let staging = "staging".into();
    assert_eq!(
        diary.next_for(&cadence, Some(&staging), day("2026-11-24")),
        Some(day("2026-12-08"))
    );
    let replaced = &diary.find(day("2026-12-08")).unwrap().replaced[&production];
    assert_eq!((replaced.release, replaced.version.as_str()), (1, "v0.0.5"));
}

/// S4.11, S4.25, S4.37, S4.39: what is created on one planned day goes to production on the next, or, where a hotfix
/// replaced that, on the one after it.
#[test]
fn production_waits_for_the_next_planned_day_that_nothing_replaced() {
    let mut desk = on("2026-11-24");
    desk.starts_with(ANA, "regular", "v0.0.4", None, wish_for("2026-11-24"))
        .unwrap();
    desk.confirms(ANA, "release").unwrap();
    let shut = |on: &str| Refusal::NotPlannedYet {
        step: "production".into(),
        on: Some(day(on)),
    };
    assert_eq!(desk.confirms(ANA, "production").unwrap_err(), shut("2026-12-08"));
    let mut kept = desk.clone();
    kept.clock_shows("2026-12-08T08:30:00Z");
    kept.confirms(ANA, "production").unwrap();
    assert_eq!(kept.runs("production"), Some("v0.0.4"));
    desk.clock_shows("2026-12-07T20:00:00Z");
    desk.starts_with(BEN, "hotfix", "v0.0.5", Some("data is lost"), Wish::default())
        .unwrap();
    desk.number = 1;
    desk.clock_shows("2026-12-08T22:00:00Z");
    assert_eq!(desk.confirms(ANA, "production").unwrap_err(), shut("2026-12-22"));
    desk.clock_shows("2026-12-22T22:00:00Z");
    desk.confirms(ANA, "production").unwrap();
}

/// S1.35: what looks like a private key is kept nowhere, whatever the text was for.
#[test]
fn a_private_key_is_never_kept() {
    let key = ["-----BEGIN OPENSSH", " PRIVATE KEY-----\nb3Blbn"].concat();
    let mut desk = on("2026-12-02");
    let reason = desk.starts_with(ANA, "hotfix", "v0.0.5", Some(&key), Wish::default());
    assert_eq!(reason.unwrap_err(), Refusal::SecretGiven);
    desk.starts(ANA, "regular", "v1").unwrap();
    assert_eq!(desk.holds(ANA, &key).unwrap_err(), Refusal::SecretGiven);
    let skip = ServiceCommand::SkipSlot(slot("2026-12-08"), key);
    assert_eq!(
        desk.asks_service(&person(ANA), &skip).unwrap_err(),
        Refusal::SecretGiven
    );
}

/// A planned release that has happened is not said to be replaced.
#[test]
fn what_was_released_on_its_day_is_not_replaced_after_it() {
    let mut desk = on("2026-12-08");
    let timer = desk.due_for_service()[0].key.clone();
    desk.asks_service(&Actor::clock(), &ServiceCommand::SeeTo(timer))
        .unwrap();
    desk.starts(ANA, "regular", "v0.0.5").unwrap();
    let (_, diary) = planned(&desk);
    assert_eq!(diary.find(day("2026-12-08")).unwrap().taken, Some(1));
    desk.clock_shows("2026-12-10T22:00:00Z");
    desk.starts_with(ANA, "warmfix", "v0.0.6", Some("staging is down"), Wish::default())
        .unwrap();
    let (_, diary) = planned(&desk);
    assert!(diary.find(day("2026-12-08")).unwrap().replaced.is_empty());
    assert_eq!(
        desk.service.short_circuits[0].week, 2,
        "it is that week all the same"
    );
}

/// S4.32: nobody is asked for a release that a staging fix replaced.
#[test]
fn a_replaced_slot_is_not_proposed() {
    let mut desk = on("2026-12-07");
    let (first, second) = (
        desk.due_for_service()[0].clone(),
        "slot@planned@2026-12-08@2026-12-08",
    );
    desk.asks_service(&Actor::clock(), &ServiceCommand::SeeTo(first.key))
        .unwrap();
    assert_eq!(desk.due_for_service()[0].key, second);
    desk.starts_with(ANA, "warmfix", "v0.0.5", Some("staging is down"), Wish::default())
        .unwrap();
    assert_eq!(
        desk.due_for_service()[0].key,
        "slot@planned@2026-12-22@2026-12-22"
    );
    let settled = desk.asks_service(
        &person(ANA),
        &ServiceCommand::SkipSlot(slot("2026-12-08"), "x".to_owned()),
    );
    assert_eq!(settled.unwrap_err(), Refusal::SlotSettled(slot("2026-12-08")));
}

#[test]
fn a_slot_is_moved_and_skipped_by_those_who_release_with_a_reason() {
    let mut desk = on("2026-12-01");
    let why = "a holiday".to_owned();
    let move_to =
        |date: &str| ServiceCommand::MoveSlot(slot("2026-12-08"), day(date), "a holiday".to_owned());
    for (date, fits) in [
        ("2026-12-09", true),
        ("2026-12-21", true),
        ("2026-12-01", true),
        ("2026-12-22", false),
        ("2026-11-30", false),
    ] {
        let said = desk.clone().asks_service(&person(ANA), &move_to(date));
        assert_eq!(said.is_ok(), fits, "{date}");
    }
    let stranger = desk
        .asks_service(&person(ZOE), &move_to("2026-12-09"))
        .unwrap_err();
    assert!(matches!(stranger, Refusal::RoleMissing { needed, .. } if needed.len() == 2));
    let none = ServiceCommand::SkipSlot(slot("2026-12-09"), why.clone());
    assert_eq!(
        desk.asks_service(&person(ANA), &none).unwrap_err(),
        Refusal::NoSlot(slot("2026-12-09"))
    );
    let silent = ServiceCommand::SkipSlot(slot("2026-12-08"), " ".to_owned());
    assert_eq!(
        desk.asks_service(&person(LOU), &silent).unwrap_err(),
        Refusal::TextMissing
    );
    desk.asks_service(&person(LOU), &ServiceCommand::SkipSlot(slot("2026-12-08"), why))
        .unwrap();
    assert_eq!(
        desk.starts_with(ANA, "regular", "v1", None, wish_for("2026-12-08"))
            .unwrap_err(),
        Refusal::SlotSettled(slot("2026-12-08"))
    );
    desk.starts_with(ANA, "regular", "v1", None, wish_for("2026-12-22"))
        .unwrap();
    let (_, diary) = planned(&desk);
    assert_eq!(diary.find(day("2026-12-22")).unwrap().taken, Some(1));
}

fn wish_for(date: &str) -> Wish {
    Wish {
        slot: Some(slot(date)),
        ..Wish::default()
    }
}

fn demo(purpose: &str, ends_on: &str) -> Wish {
    let plan = InstancePlan {
        purpose: purpose.to_owned(),
        owner: "zoe".into(),
        ends_on: day(ends_on),
    };
    Wish {
        instance: Some(plan),
        ..Wish::default()
    }
}

/// S1.30, S1.31: a purpose from the list, an owner, an end.
#[test]
fn an_instance_needs_a_purpose_that_is_allowed_and_an_end_to_come() {
    let mut desk = on("2026-12-02");
    let bare = desk.starts(ANA, "demo", "map").unwrap_err();
    assert_eq!(bare, Refusal::InstancePlanMissing("demo".into()));
    let fun = desk
        .starts_with(ANA, "demo", "map", None, demo("for fun", "2026-12-24"))
        .unwrap_err();
    assert!(matches!(fun, Refusal::PurposeNotAllowed { .. }));
    let past = desk
        .starts_with(ANA, "demo", "map", None, demo("A single project", "2026-12-01"))
        .unwrap_err();
    assert_eq!(past, Refusal::EndInThePast(day("2026-12-01")));
    desk.starts_with(ANA, "demo", "map", None, demo("A single project", "2026-12-24"))
        .unwrap();
    assert!(desk.service.find_instance(1).is_some());
}

/// S1.32, S1.38: it is finished when it is shut down, and its owner is reminded until then.
#[test]
fn an_instance_lives_until_somebody_shuts_it_down() {
    let mut desk = on("2026-12-02");
    desk.starts_with(ANA, "demo", "map", None, demo("A single project", "2026-12-24"))
        .unwrap();
    desk.confirms(ANA, "install").unwrap();
    assert_eq!(desk.release().course, Course::Running, "it is up");
    let keys = |desk: &Desk| -> Vec<String> {
        let due = desk.due_for_service().into_iter();
        due.filter(|t| t.key.starts_with("instance"))
            .map(|t| format!("{} {}", t.key, t.due_at))
            .collect()
    };
    assert_eq!(keys(&desk), ["instance@1@0 2026-12-24 17:00:00 UTC"]);
    desk.clock_shows("2026-12-24T17:00:00Z");
    desk.asks_service(&Actor::clock(), &ServiceCommand::SeeTo("instance@1@0".to_owned()))
        .unwrap();
    assert_eq!(keys(&desk), ["instance@1@2 2026-12-26 17:00:00 UTC"]);
    desk.asks(&person(ANA), &Command::Abort("nobody came".to_owned()))
        .unwrap();
    assert_eq!(keys(&desk).len(), 1, "an abort does not take it down");
    let stranger = desk.asks(&person(LOU), &Command::ShutDown).unwrap_err();
    assert_eq!(stranger, Refusal::InstanceNotYours("zoe".into()));
    desk.asks(&person(ZOE), &Command::ShutDown).unwrap();
    assert!(keys(&desk).is_empty());
    assert_eq!(
        desk.asks(&person(ZOE), &Command::ShutDown).unwrap_err(),
        Refusal::NoInstance
    );
}
