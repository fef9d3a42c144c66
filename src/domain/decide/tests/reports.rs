//! What other systems report. S1.5, S1.7, S1.13, S1.26 to S1.28 have their stories; here are the rules.

use chrono::TimeDelta;

use super::given::*;
use crate::domain::command::{Command, ServiceCommand};
use crate::domain::fact::{ReleaseFact, ServiceFact};
use crate::domain::notice::{Word, notices};
use crate::domain::person::Actor;
use crate::domain::process::{AskKind, Effect};
use crate::domain::refusal::Refusal;
use crate::domain::report::{Build, Change, Event, Report, System};

const SHOP: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "UTC"
environments = ["dev", "staging", "prod"]
roles = ["SRE team", "LT"]

[reports]
systems = ["jenkins"]

[reports.github]
repository = "acme/shop"
branches = ["dev", "main"]

[[process]]
name = "round"
title = "Round"
purpose = "What was merged goes to staging and prod."
override_by = ["SRE team"]
version = { pattern = 'v?\d+\.\d+', because = "two numbers, such as 1.2" }
contents = { since = "staging" }

[[process.step]]
name = "freeze"
title = "Freeze"
owner = "SRE team"
asks = ["Frozen"]
cuts_version = true

[[process.step]]
name = "merge"
title = "Merge to main"
owner = "SRE team"
asks = [{ report = "merged", branch = "main", from_branch = "dev", from = ["github"], by = ["SRE team"] }]
ends_freeze = true

[[process.step]]
name = "staging"
title = "Deploy on staging"
owner = "SRE team"
takes = ["staging"]
asks = [{ report = "deployed", environment = "staging", from = ["github"], by = ["LT"] }]
sets_version = "staging"

[[process.step]]
name = "release"
title = "Release"
owner = "SRE team"
asks = [{ report = "released", from = ["github"], needs_notes = true, learns_version = true }]
on_fail = "staging"

[[process.step]]
name = "prod"
title = "Deploy on prod"
owner = "SRE team"
asks = [{ report = "deployed", environment = "prod" }]
sets_version = "prod"
"#;

/// A round of version 1.2 that ana froze.
fn frozen() -> Desk {
    let mut desk = Desk::reading(SHOP).and_a("round", "1.2");
    desk.confirms(ANA, "freeze").unwrap();
    desk
}

/// A round that waits to be deployed on staging.
fn merged() -> Desk {
    let mut desk = frozen();
    desk.hears(merge("#9", "dev", "main", "c9")).unwrap();
    desk
}

/// A round that waits for its release.
fn on_staging() -> Desk {
    let mut desk = merged();
    desk.hears(deployed("staging", None, Some("c9"))).unwrap();
    desk
}

fn github(event: Event) -> Report {
    Report {
        source: System::new("github"),
        event,
        link: Some("https://github.com/acme/shop/1".to_owned()),
    }
}

fn change(id: &str, from: &str, into: &str, commit: &str) -> Change {
    Change {
        id: id.to_owned(),
        title: "A change".to_owned(),
        author: "cho".to_owned(),
        person: None,
        from: Some(from.to_owned()),
        into: into.to_owned(),
        commit: Some(commit.to_owned()),
        link: None,
        at: "2026-11-24T08:00:00Z".parse().unwrap(),
        is_promotion: from == "dev",
    }
}

fn merge(id: &str, from: &str, into: &str, commit: &str) -> Event {
    Event::ChangeMerged(change(id, from, into, commit))
}

fn build(version: Option<&str>, commit: Option<&str>) -> Build {
    Build {
        version: version.map(Into::into),
        branch: None,
        commit: commit.map(str::to_owned),
    }
}

fn deployed(environment: &str, version: Option<&str>, commit: Option<&str>) -> Event {
    Event::Deployed {
        environment: environment.into(),
        component: None,
        build: build(version, commit),
    }
}

fn deploy_failed(environment: &str, commit: &str) -> Event {
    Event::DeployFailed {
        environment: environment.into(),
        component: None,
        build: build(None, Some(commit)),
        why: "exit code 1".to_owned(),
    }
}

fn released(version: &str, notes: &str) -> Event {
    Event::VersionReleased {
        version: version.into(),
        notes: notes.to_owned(),
    }
}

impl Desk {
    /// A report of GitHub's, as the app passes it on: to the release, then to the service.
    fn hears(&mut self, event: Event) -> Result<Vec<ReleaseFact>, Refusal> {
        self.hears_of(github(event))
    }

    fn hears_of(&mut self, report: Report) -> Result<Vec<ReleaseFact>, Refusal> {
        self.passes(TimeDelta::minutes(1));
        let actor = Actor::system(&report.source);
        let said = self.asks(&actor, &Command::TakeReport(Box::new(report.clone())));
        let taken_by = said.iter().map(|_| self.number).collect();
        let command = ServiceCommand::TakeReport(Box::new(report), taken_by);
        self.asks_service(&actor, &command).unwrap();
        said
    }

    fn done_by(&self, step: &str) -> String {
        let completed = self.step(step).completed.clone();
        completed.map_or_else(String::new, |stamp| stamp.by.to_string())
    }
}

#[test]
fn a_report_completes_the_step_that_waits_for_it_and_is_shown_as_the_systems_work() {
    let mut desk = merged();
    assert_eq!(desk.done_by("merge"), "system:github");

    desk.hears(deployed("staging", None, Some("c9"))).unwrap();
    assert_eq!(desk.done_by("staging"), "system:github");
    assert_eq!(
        desk.runs("staging"),
        Some("1.2"),
        "the version, not the commit by which the system knows it"
    );
    assert_eq!(desk.holder("staging"), Some(1), "the step took what it takes");
    assert_eq!(
        desk.step("staging").answers[0].given().unwrap().0,
        "https://github.com/acme/shop/1"
    );
}

#[test]
fn a_report_about_something_else_is_not_awaited() {
    let mut desk = frozen();
    for event in [
        merge("#7", "fix", "main", "c7"),
        merge("#7", "dev", "release", "c7"),
        deployed("staging", None, Some("c9")),
        released("1.2", "notes"),
    ] {
        assert_eq!(desk.hears(event).unwrap_err(), Refusal::NotAwaited);
    }
    let by_jenkins = Report {
        source: System::new("jenkins"),
        ..github(merge("#9", "dev", "main", "c9"))
    };
    assert_eq!(
        desk.hears_of(by_jenkins).unwrap_err(),
        Refusal::NotAwaited,
        "GitHub's word was asked for"
    );
    assert_eq!(desk.current(), ["merge"]);
}

#[test]
fn what_came_early_counts_when_it_is_certain_that_it_is_this_versions() {
    let mut desk = frozen();
    desk.hears(deployed("staging", None, Some("c0"))).unwrap_err();
    desk.hears(deployed("staging", None, Some("c9"))).unwrap_err();
    desk.hears(deployed("prod", Some("v1.2"), None)).unwrap_err();
    // The delivery that tells of the merge was the slowest: the deployment of its commit is known by now.
    desk.hears(merge("#9", "dev", "main", "c9")).unwrap();
    assert_eq!(desk.current(), ["release"]);
    desk.hears(released("1.2", "All of it")).unwrap();
    assert!(
        desk.is_complete("prod"),
        "it had been reported for this very version"
    );
    assert_eq!(desk.runs("prod"), Some("1.2"));
}

#[test]
fn a_deployment_of_an_older_commit_does_not_count() {
    let mut desk = frozen();
    let mut older = change("#5", "dev", "main", "c5");
    older.at -= TimeDelta::hours(1);
    desk.asks_service(
        &Actor::system(&System::new("github")),
        &ServiceCommand::TakeReport(Box::new(github(Event::ChangeMerged(older))), vec![]),
    )
    .unwrap();
    desk.hears(merge("#9", "dev", "main", "c9")).unwrap();
    assert_eq!(
        desk.hears(deployed("staging", None, Some("c5"))).unwrap_err(),
        Refusal::NotAwaited
    );
    assert_eq!(
        desk.hears(deployed("staging", Some("1.1"), None)).unwrap_err(),
        Refusal::NotAwaited
    );
    desk.hears(deployed("staging", None, Some("c10"))).unwrap();
    assert!(
        desk.is_complete("staging"),
        "a later commit holds the earlier one"
    );
}

#[test]
fn a_failed_deployment_changes_no_version_and_calls_the_owner_until_one_goes_well() {
    let mut desk = merged();
    let before = desk.release().clone();
    let facts = desk.hears(deploy_failed("staging", "c9")).unwrap();
    assert_eq!((desk.runs("staging"), desk.current()), (None, vec!["staging"]));
    assert_eq!(desk.step("staging").failures[0].why, "exit code 1");
    let told = notices(&facts[0], &System::new("github").id(), &before, desk.release());
    assert!(matches!(&told[0].word, Word::ReportFailed { role, .. } if role.as_str() == "SRE team"));

    desk.hears(deployed("staging", None, Some("c9"))).unwrap();
    assert!(desk.is_complete("staging") && desk.step("staging").failures.is_empty());
}

#[test]
fn a_version_is_released_only_with_notes_and_names_itself() {
    let mut desk = on_staging();
    desk.hears(released("v1.3", " \n")).unwrap();
    assert_eq!(desk.step("release").failures[0].why, "its notes are empty");
    assert_eq!(desk.release().version.as_str(), "1.2");
    assert_eq!(
        desk.hears(released("nightly", "Notes")).unwrap_err(),
        Refusal::NotAwaited,
        "that is no version of this process"
    );
    desk.hears(released("v1.3", "Notes")).unwrap();
    assert_eq!(desk.release().version.as_str(), "v1.3");
    desk.hears(deployed("prod", Some("v1.3"), None)).unwrap();
    assert_eq!(desk.runs("prod"), Some("v1.3"));
}

#[test]
fn by_hand_only_those_may_say_it_whom_the_playbook_names() {
    let mut desk = merged();
    let no = desk.gives(ANA, "staging", "deployed", "I saw it").unwrap_err();
    assert!(matches!(no, Refusal::RoleMissing { .. }), "{no:?}");
    desk.gives(LOU, "staging", "deployed", "I saw it").unwrap();
    assert_eq!(desk.done_by("staging"), LOU, "recorded as a person's word");
    assert_eq!(
        desk.gives(ANA, "release", "released", "1.2").unwrap_err(),
        Refusal::OnlyByReport("release".into())
    );
}

#[test]
fn what_was_taken_back_is_not_taken_again_from_memory() {
    let mut desk = on_staging();
    desk.takes_step_back(ANA, "staging").unwrap();
    assert_eq!(desk.current(), ["staging"]);
    desk.hears(deployed("staging", None, Some("c9"))).unwrap();
    assert_eq!(desk.current(), ["release"]);
    desk.sends_back(ANA, "release", "a blocker").unwrap();
    assert_eq!(desk.current(), ["staging"], "a new round needs a new deployment");
}

#[test]
fn what_no_release_waits_for_is_what_the_environment_runs() {
    let mut desk = Desk::reading(SHOP).and_a("round", "1.2");
    desk.hears(merge("#3", "feature", "dev", "c3abcdef99"))
        .unwrap_err();
    let mut event = deployed("dev", None, Some("c3abcdef99"));
    if let Event::Deployed { build, .. } = &mut event {
        build.branch = Some("dev".to_owned());
    }
    desk.hears(event.clone()).unwrap_err();
    assert_eq!(desk.runs("dev"), Some("c3abcde"));
    let live = &desk.service.outside.changes[0];
    assert_eq!((live.change.id.as_str(), live.live_on.len()), ("#3", 1));

    let again = ServiceCommand::TakeReport(Box::new(github(event)), vec![]);
    let decision = crate::domain::decide::decide_for_service(
        desk.now,
        &desk.service,
        &[],
        &Actor::system(&System::new("github")),
        &again,
    );
    let facts = decision.unwrap().service_facts;
    assert!(
        matches!(facts.as_slice(), [ServiceFact::Reported { .. }]),
        "nothing is live twice: {facts:?}"
    );
}

#[test]
fn a_deployment_that_is_repeated_after_the_round_leaves_its_version_where_it_is() {
    let mut desk = on_staging();
    desk.hears(deployed("staging", None, Some("c9"))).unwrap_err();
    assert_eq!(desk.runs("staging"), Some("1.2"));
    desk.hears(deployed("staging", None, Some("c11abcdef")))
        .unwrap_err();
    assert_eq!(
        desk.runs("staging"),
        Some("c11abcd"),
        "somebody pushed past the process"
    );
}

#[test]
fn a_freeze_keeps_later_merges_out_and_is_undone_with_its_step() {
    let mut desk = Desk::reading(SHOP).and_a("round", "1.2");
    desk.passes(TimeDelta::minutes(1));
    desk.confirms(ANA, "freeze").unwrap();
    let mut late = change("#4", "feature", "dev", "c4");
    late.at = desk.now + TimeDelta::minutes(1);
    desk.hears(Event::ChangeMerged(change("#3", "feature", "dev", "c3")))
        .unwrap_err();
    desk.hears(Event::ChangeMerged(late)).unwrap_err();
    let contents = |desk: &Desk| -> Vec<String> {
        let changes = desk.service.outside.changes_until(&"1.2".into());
        changes.into_iter().map(|c| c.id.clone()).collect()
    };
    assert_eq!(contents(&desk), ["#3"]);
    let (begun, ended) = desk.release().freeze().unwrap();
    assert_eq!((begun.by.as_str(), ended), (ANA, None));

    desk.takes_step_back(ANA, "freeze").unwrap();
    assert_eq!(contents(&desk), ["#3", "#4"]);
}

#[test]
fn the_playbook_means_what_it_says() {
    let desk = Desk::reading(SHOP);
    let process = desk.process("round");
    let AskKind::Report(rule) = &process.steps[1].asks[0].kind else {
        panic!("it asks for a report")
    };
    assert_eq!(rule.from, [System::new("github")]);
    assert_eq!(process.steps[1].effects, [Effect::EndFreeze]);
    assert_eq!(process.steps[0].effects, [Effect::CutVersion { only: None }]);
}
