//! A production fix in week 1 of the cycle, carried to its end: row by row of the document's table, and what each
//! environment requires.

use serde_json::json;

use super::sync;
use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story};
use crate::sync::{card, circleci, github_releases};

async fn matrix(person: &Person) -> String {
    person.commands("env show", &[("service", "sync")]).await
}

async fn tests_pass(story: &Story, delivery: &str) {
    let passed = json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" });
    circleci(story, delivery, passed).await;
}

/// S4.34: the fix goes to staging as well, for manual testing. S4.35: then to production, at once, and no planned day
/// changes. S4.42: a blocker of QA shuts production, and not staging. S4.43: on each it takes the release manager's word
/// that it is safe.
async fn a_production_fix_in_week_one_is_tested_on_staging_and_goes_to_production(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, ida, otto) = (
        story.person("ana").await,
        story.person("ida").await,
        story.person("otto").await,
    );
    // Monday of the week after a release day, noon in California.
    story.time_is("2026-11-30T20:00:00Z").await;
    let planned = ana.commands("release slots", &[("service", "sync")]).await;
    let started = ana
        .says("!release start sync sync-hotfix v0.0.4 log-in fails for everybody")
        .await;
    assert!(
        started.contains("staging: Hotfix is also deployed to staging"),
        "S4.34: {started}"
    );
    assert!(
        started.contains("production: Hotfix deployed."),
        "S4.35: {started}"
    );

    // S4.42: QA objects before anything is on staging; staging goes on.
    ida.says("!release block 1 bookmarks lose their folders").await;
    tests_pass(&story, "tests").await;
    assert!(
        card(&story, "### Sync v0.0.4")
            .await
            .contains("▸ **Requirements for staging**")
    );
    let not_theirs = otto.presses("Go").await;
    assert!(
        not_theirs.contains("This takes the role Release manager"),
        "S4.43: {not_theirs}"
    );
    ana.presses("Go").await;
    ana.presses("Released in the codebase").await;
    github_releases(&story, "v0.0.4").await;
    let deployed = json!({ "event": "deployed", "environment": "staging", "version": "v0.0.4" });
    circleci(&story, "staging", deployed).await;
    let on_staging = matrix(&ana).await;
    assert!(on_staging.contains("v0.0.4"), "S4.34: {on_staging}");

    // S4.42: and production is shut until it is cleared.
    let shut = card(&story, "### Sync v0.0.4").await;
    assert!(shut.contains("▸ **Requirements for production**"), "{shut}");
    story.passes("1h").await;
    tests_pass(&story, "tests-again").await;
    let blocked = ana.presses("Go").await;
    assert!(
        blocked.contains("is shut while a blocker stands")
            && blocked.contains("bookmarks lose their folders"),
        "S4.42: {blocked}"
    );
    ida.says("!release unblock 1 1 folders are kept").await;
    // S4.43: no blocker is no decision.
    let waiting = card(&story, "### Sync v0.0.4").await;
    assert!(
        waiting.contains("0 of 1 go · waiting for Release manager"),
        "S4.43: {waiting}"
    );
    ana.presses("Go").await;

    // S4.35: requested and deployed on the same day.
    ana.presses("Required config changes…").await;
    ana.fills(&[("text", "none")]).await;
    ana.presses("Deployment request…").await;
    ana.fills(&[("text", "https://bugs.example.org/1678901")]).await;
    otto.presses("Deployed on production").await;
    for watched in [
        "Errors watched during",
        "Load watched during",
        "Errors watched after",
        "Load watched after",
    ] {
        ana.presses(watched).await;
    }
    let done = card(&story, "### Sync v0.0.4").await;
    assert!(
        !done.contains('▸') && done.contains("Watch the dashboards after the release"),
        "S4.35: {done}"
    );
    let everywhere = matrix(&ana).await;
    assert_eq!(
        everywhere.matches("v0.0.4").count(),
        2,
        "S4.34, S4.35: {everywhere}"
    );
    // S4.35: no more changes to the release process after that.
    let still = ana.commands("release slots", &[("service", "sync")]).await;
    let days = |text: &str| -> Vec<String> {
        let days = text.lines().filter(|line| line.starts_with("Tue "));
        days.map(str::to_owned).collect()
    };
    assert_eq!(days(&still), days(&planned), "S4.35");
    assert!(days(&still).len() >= 6, "{still}");
    story.end().await;
}
on_both_databases!(a_production_fix_in_week_one_is_tested_on_staging_and_goes_to_production);
