//! Run-books: what is turned on is turned off, data go one way, documents mature, parts have versions of their own.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::{Command, ServiceCommand};
use crate::domain::environment::{drift, fact_sheet, unlike};
use crate::domain::fact::ReleaseFact;
use crate::domain::name::StateName;
use crate::domain::outage::Window;
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::release::Course;

const PORTAL: &str = r#"
[service]
name = "portal"
title = "Portal"
zone = "Pacific/Auckland"
components = ["portal", { name = "web2py", independent = true }, "schema"]
alike = ["database"]
kept_by = ["SRE team"]
environments = [
    { name = "dev", data_from = "prod", facts = { database = "MySQL, unconfirmed" } },
    { name = "uat", data_from = "prod", facts = { database = "MySQL, unconfirmed" } },
    { name = "prod", facts = { path = "/srv/portal", database = "Sqlite" } },
]
roles = ["SRE team", "VLE Services", "LT"]

[audience.users]
title = "Users"
channel = "outages"

[audience.testers]
title = "Testers"

[state.crontab]
title = "System crontab"
environment = "prod"
on = "The system crontab is disabled"
off = "The system crontab is enabled"
remind_minutes = 20

[state.maintenance]
title = "Maintenance mode"
environment = "prod"
remind_minutes = 30
outage = true

[document.plan]
title = "Migration plan"
levels = ["draft", "careful"]

[[process]]
name = "pull"
title = "Pull"
purpose = "New code goes to its users."
override_by = ["VLE Services"]

[[process.step]]
name = "uat"
title = "Pull to uat"
owner = "SRE team"
environment = "uat"
asks = [
    { tell = "testers", words = "A new version comes to uat.", name = "told" },
    { sync = "prod", to = "uat", what = "database", name = "sync" },
    { document = "plan", level = "draft" },
    { value = "Web2py", name = "web2py" },
    { value = "Schema", name = "schema" },
]
sets_version = ["uat", { environment = "uat", component = "web2py", from = "uat/web2py" }, { environment = "uat", component = "schema", from = "uat/schema" }]

[[process.step]]
name = "plan"
title = "Announce the outage"
owner = "SRE team"
asks = [{ outage = "users" }]

[[process.step]]
name = "crontab-off"
title = "Disable the crontab"
owner = "SRE team"
asks = ["Disabled"]
turns_on = "crontab"

[[process.step]]
name = "maintenance-on"
title = "Maintenance mode on"
owner = "SRE team"
asks = ["It is on"]
turns_on = "maintenance"

[[process.step]]
name = "migrate"
title = "Migrate"
owner = "SRE team"
environment = "prod"
asks = ["Migrated"]
on_fail = "plan"
may_roll_back = true
sets_version = "prod"

[[process.step]]
name = "maintenance-off"
title = "Maintenance mode off"
owner = "SRE team"
asks = ["It is off"]
turns_off = "maintenance"

[[process.step]]
name = "crontab-on"
title = "Enable the crontab"
owner = "SRE team"
asks = ["Enabled"]
turns_off = "crontab"
"#;

fn portal() -> Desk {
    Desk::reading(PORTAL).and_a("pull", "r548")
}

/// The release just before the step of that name.
fn portal_at(step: &str) -> Desk {
    let mut desk = portal().reaches("uat");
    for (ask, text) in [
        ("told", "by mail"),
        ("sync", ""),
        ("plan", "https://wiki.example.org/plan"),
        ("web2py", "r1544"),
        ("schema", "7"),
    ] {
        desk.gives(BEN, "uat", ask, text).unwrap();
    }
    desk.reaches(step)
}

fn states(desk: &Desk) -> Vec<&str> {
    desk.service.states.keys().map(StateName::as_str).collect()
}

fn off(name: &str) -> Command {
    Command::TurnOff(name.into())
}

/// The clock sees to what is due for the service; gives the keys of what it saw to.
fn sees_to(desk: &mut Desk) -> Vec<String> {
    let due = desk.due_for_service().into_iter();
    let due = due.filter(|t| t.due_at <= desk.now && t.key.starts_with("state"));
    let keys: Vec<String> = due.map(|t| t.key).collect();
    for key in &keys {
        let command = ServiceCommand::SeeTo(key.clone());
        desk.asks_service(&Actor::clock(), &command).unwrap();
        let again = desk.asks_service(&Actor::clock(), &command).unwrap_err();
        assert_eq!(again, Refusal::NotDue, "once");
    }
    keys
}

/// S3.21, S3.22, S3.26, S3.27, S3.32
#[test]
fn a_state_is_on_from_its_step_to_its_mirror_and_is_the_real_outage() {
    let mut desk = portal_at("crontab-off");
    assert!(states(&desk).is_empty());
    desk.confirms(BEN, "crontab-off").unwrap();
    assert_eq!(states(&desk), ["crontab"]);
    assert!(desk.release().outage.as_ref().unwrap().started.is_none());
    let facts = desk.confirms(BEN, "maintenance-on").unwrap();
    assert!(facts.contains(&ReleaseFact::OutageStarted));
    assert_eq!(states(&desk), ["crontab", "maintenance"]);
    let started = desk.now;
    desk.confirms(BEN, "migrate").unwrap();
    desk.passes(TimeDelta::minutes(25));
    let facts = desk.confirms(BEN, "maintenance-off").unwrap();
    assert!(facts.contains(&ReleaseFact::OutageEnded));
    let outage = desk.release().outage.clone().unwrap();
    let (start, end) = (started, desk.now);
    assert_eq!(outage.find_actual(), Some(Window { start, end }));
    assert_ne!(outage.announced, outage.find_actual(), "the planned window stays");
    desk.confirms(BEN, "crontab-on").unwrap();
    assert!(states(&desk).is_empty() && matches!(desk.release().course, Course::Finished(_)));
}

/// S3.28
#[test]
fn a_release_does_not_end_while_a_state_it_turned_on_is_on() {
    let mut desk = portal_at("maintenance-off");
    let skip = Command::Override(desk.at_step("maintenance-off"), "late".to_owned());
    let no = desk.asks(&person(VAL), &skip).unwrap_err();
    assert!(
        matches!(&no, Refusal::StateStillOn(name, _) if name.as_str() == "maintenance"),
        "{no:?}"
    );
    desk.asks(&person(BEN), &off("maintenance")).unwrap();
    desk.asks(&person(VAL), &skip).unwrap();
    let skip = Command::Override(desk.at_step("crontab-on"), "late".to_owned());
    assert!(desk.asks(&person(VAL), &skip).is_err());
    assert_eq!(
        desk.asks(&person(LOU), &off("crontab")).unwrap_err(),
        role_missing(&["SRE team", "VLE Services"], &["LT"])
    );
    desk.asks(&person(VAL), &off("crontab")).unwrap();
    assert_eq!(
        desk.asks(&person(VAL), &off("crontab")).unwrap_err(),
        Refusal::StateNotOn("crontab".into())
    );
    desk.asks(&person(VAL), &skip).unwrap();
    assert!(matches!(desk.release().course, Course::Finished(_)));
}

fn role_missing(needed: &[&str], have: &[&str]) -> Refusal {
    Refusal::RoleMissing {
        needed: needed.iter().map(|r| (*r).into()).collect(),
        have: have.iter().map(|r| (*r).into()).collect(),
    }
}

/// S3.28: also after an abort, until somebody says that it is off; only then are users told that it is over.
#[test]
fn what_an_aborted_release_left_on_keeps_its_alarm() {
    let mut desk = portal_at("migrate");
    let facts = desk
        .asks(&person(BEN), &Command::Abort("the disk is full".to_owned()))
        .unwrap();
    assert!(
        !facts.contains(&ReleaseFact::OutageEnded),
        "nobody is told that it is back"
    );
    assert_eq!(states(&desk), ["crontab", "maintenance"]);
    let left = desk
        .service
        .states
        .values()
        .all(|on| on.left_at == Some(desk.now));
    assert!(left);
    let mut rang = Vec::new();
    for _ in 0..9 {
        desk.passes(TimeDelta::minutes(10));
        rang.push(sees_to(&mut desk).len());
    }
    // Every 20 minutes the one, every 30 the other.
    assert_eq!(rang, [0, 1, 1, 1, 0, 2, 0, 1, 1]);
    let facts = desk.asks(&person(ANA), &off("maintenance")).unwrap();
    assert_eq!(facts, [ReleaseFact::OutageEnded]);
    desk.asks(&person(ANA), &off("crontab")).unwrap();
    assert!(desk.due_for_service().is_empty());
}

/// A bot that was down rings once, and keeps its hours.
#[test]
fn an_alarm_that_was_slept_through_rings_once() {
    let mut desk = portal_at("maintenance-on");
    desk.passes(TimeDelta::minutes(205));
    assert_eq!(sees_to(&mut desk).len(), 1);
    desk.passes(TimeDelta::minutes(14));
    assert!(sees_to(&mut desk).is_empty());
    desk.passes(TimeDelta::minutes(1));
    assert_eq!(sees_to(&mut desk).len(), 1, "at 220 minutes");
}

#[test]
fn a_roll_back_leaves_what_is_on_with_its_alarm_and_a_way_back_keeps_the_outage() {
    let mut desk = portal_at("migrate");
    let started = desk.release().outage.clone().unwrap().started;
    let back = Command::SendBack(desk.at_step("migrate"), "the dump is broken".to_owned());
    let mut again = desk.clone();
    let facts = again.asks(&person(BEN), &back).unwrap();
    assert_eq!(facts.len(), 1, "the outage goes on: {facts:?}");
    let outage = again.release().outage.clone().unwrap();
    assert!(outage.is_on() && outage.started == started);
    let roll_back = Command::RollBack(desk.at_step("migrate"), "the dump is broken".to_owned());
    let facts = desk.asks(&person(BEN), &roll_back).unwrap();
    assert!(!facts.contains(&ReleaseFact::OutageEnded));
    assert_eq!(states(&desk).len(), 2);
}

/// S3.9, S3.13, S3.43, S3.44
#[test]
fn data_go_one_way_and_not_tomorrow() {
    let mut desk = portal();
    for (text, fits) in [
        ("tomorrow", false),
        ("2026-11-25", false),
        ("24.11.2026", false),
        ("2026-11-23", true),
        ("", true),
    ] {
        let said = desk.gives(BEN, "uat", "sync", text);
        assert_eq!(said.is_ok(), fits, "{text:?}: {said:?}");
    }
    let last = desk.service.last_syncs(&"uat".into())[0];
    // It is 21:00 in Auckland.
    assert_eq!(
        (last.on.to_string().as_str(), last.from.as_str()),
        ("2026-11-24", "prod")
    );
    let sync = |from: Option<&str>, to: &str| ServiceCommand::SyncData {
        from: from.map(Into::into),
        to: to.into(),
        what: "files".to_owned(),
        on: "2026-11-20".to_owned(),
    };
    for (from, to) in [
        (Some("uat"), "prod"),
        (None, "prod"),
        (Some("dev"), "uat"),
        (Some("uat"), "uat"),
    ] {
        let no = desk.asks_service(&person(BEN), &sync(from, to)).unwrap_err();
        assert!(
            matches!(no, Refusal::SyncBackwards { .. }),
            "{from:?} to {to}: {no:?}"
        );
    }
    let no = desk.asks_service(&person(BEN), &sync(None, "moon")).unwrap_err();
    assert_eq!(no, Refusal::NoEnvironment("moon".into()));
    assert_eq!(
        desk.asks_service(&person(LOU), &sync(None, "uat")).unwrap_err(),
        role_missing(&["SRE team"], &["LT"])
    );
    desk.asks_service(&person(BEN), &sync(None, "uat")).unwrap();
    let known: Vec<_> = desk
        .service
        .last_syncs(&"uat".into())
        .into_iter()
        .map(|s| s.what.clone())
        .collect();
    assert_eq!(known, ["database", "files"]);
}

#[test]
fn what_a_step_said_of_copied_data_is_taken_back_with_it() {
    let mut desk = portal_at("plan");
    assert_eq!(desk.service.last_syncs(&"uat".into()).len(), 1);
    // An audience was told, so this step stays; another one with a sync alone is undone with it.
    let no = desk
        .asks(&person(BEN), &Command::ReopenStep(desk.at_step("uat")))
        .unwrap_err();
    assert_eq!(no, Refusal::CannotReopen("uat".into()));
    let text = PORTAL.replace(
        "    { tell = \"testers\", words = \"A new version comes to uat.\", name = \"told\" },\n",
        "",
    );
    let mut desk = Desk::reading(&text).and_a("pull", "r548");
    for (ask, text) in [
        ("sync", ""),
        ("plan", "https://a.example/b"),
        ("web2py", "r1"),
        ("schema", "7"),
    ] {
        desk.gives(BEN, "uat", ask, text).unwrap();
    }
    desk.asks(&person(BEN), &Command::ReopenStep(desk.at_step("uat")))
        .unwrap();
    assert!(desk.service.last_syncs(&"uat".into()).is_empty());
    assert!(desk.service.versions.is_empty() && desk.service.parts.is_empty());
}

/// S3.10, S3.14, S3.17, S3.18
#[test]
fn a_document_is_given_by_its_link() {
    let mut desk = portal();
    for (text, fits) in [
        ("in the drawer", false),
        ("https://", false),
        ("https://me:secret@wiki.example.org/plan", false),
        ("javascript:alert(1)", false),
        ("https://wiki.example.org/plan", true),
    ] {
        assert_eq!(desk.gives(BEN, "uat", "plan", text).is_ok(), fits, "{text:?}");
    }
}

/// S3.38, S3.39, S3.40
#[test]
fn parts_have_versions_of_their_own_and_independent_ones_raise_no_drift() {
    let desk = portal_at("plan");
    let service = desk.release().process.service.clone();
    assert!(drift(&service, &desk.service).is_empty(), "prod is not known yet");
    let runs = |part: &str| {
        desk.service.parts[&("uat".into(), part.into())]
            .version
            .to_string()
    };
    assert_eq!((runs("web2py").as_str(), runs("schema").as_str()), ("r1544", "7"));
    assert_eq!(desk.service.versions[&"uat".into()].version.as_str(), "r548");
    assert_eq!(desk.service.had[&"uat".into()].len(), 3);

    let mut desk = desk.reaches("maintenance-off");
    assert!(drift(&service, &desk.service).is_empty(), "both run r548");
    desk.confirms(BEN, "maintenance-off").unwrap();
    desk.confirms(BEN, "crontab-on").unwrap();
    let mut desk = desk.and_a("pull", "r549");
    for (ask, text) in [
        ("told", "by mail"),
        ("sync", ""),
        ("plan", "https://wiki.example.org/plan"),
        ("web2py", "r1600"),
        ("schema", "8"),
    ] {
        desk.gives(BEN, "uat", ask, text).unwrap();
    }
    let drifts = drift(&service, &desk.service);
    assert_eq!(drifts.len(), 1, "{drifts:?}");
    let lags = &drifts[0];
    assert_eq!((lags.behind.as_str(), lags.ahead.as_str()), ("prod", "uat"));
    assert!(lags.is_ordered && lags.component.is_none());
    assert_eq!((lags.runs.as_str(), lags.other.as_str()), ("r548", "r549"));
}

/// S3.33 to S3.37, S3.40
#[test]
fn a_fact_sheet_is_kept_current_and_shows_what_is_not_alike() {
    let mut desk = portal();
    let service = desk.release().process.service.clone();
    let differ = |desk: &Desk| {
        let unlike = unlike(&service, &desk.service).into_iter();
        unlike.map(|u| u.environment.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(differ(&desk), ["dev", "uat"]);
    let set = |key: &str, text: &str| ServiceCommand::SetFact {
        environment: "uat".into(),
        key: key.to_owned(),
        text: text.to_owned(),
    };
    desk.asks_service(&person(BEN), &set("Database", "sqlite"))
        .unwrap();
    desk.asks_service(&person(BEN), &set("disk", "40 GB, unconfirmed"))
        .unwrap();
    assert_eq!(differ(&desk), ["dev"]);
    let sheet = |desk: &Desk| {
        let uat = service.find_environment(&"uat".into()).unwrap();
        let lines = fact_sheet(uat, &desk.service).into_iter();
        let line = |l: crate::domain::environment::SheetLine| {
            (l.fact.key, l.fact.value, l.fact.unconfirmed, l.said.is_some())
        };
        lines.map(line).collect::<Vec<_>>()
    };
    let (database, disk) = (
        ("Database".to_owned(), "sqlite".to_owned(), false, true),
        ("disk".to_owned(), "40 GB".to_owned(), true, true),
    );
    assert_eq!(sheet(&desk), [database.clone(), disk]);
    desk.asks_service(&person(BEN), &set("disk", " ")).unwrap();
    assert_eq!(sheet(&desk), [database]);
    let no = desk.asks_service(&person(LOU), &set("disk", "1 TB")).unwrap_err();
    assert_eq!(no, role_missing(&["SRE team"], &["LT"]));
    let long = desk
        .asks_service(&person(BEN), &set("disk", &"x".repeat(301)))
        .unwrap_err();
    assert_eq!(long, Refusal::TextTooLong { most: 300 });
}
