//! How long it takes at the longest from a merge to production, when nothing goes wrong.

use std::sync::Arc;

use serde_json::json;

use super::{card, circleci, github_releases};
use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story};
use crate::tracks::sync;

/// From the start on a release day until staging runs it.
async fn comes_to_staging(story: &Story, ana: &Arc<Person>, version: &str) {
    ana.presses("Start…").await;
    ana.fills(&[("text", version)]).await;
    ana.presses("yes").await;
    ana.presses("server-syncstorage release…").await;
    ana.fills(&[("text", "1.8.0")]).await;
    ana.presses("That tag is specified in the Jenkins UI").await;
    // A delivery is named in letters, digits and hyphens.
    let named = version.replace('.', "-");
    let passed = json!({ "event": "tests-passed", "suite": "unit", "version": version });
    circleci(story, &format!("{named}-tested"), passed).await;
    // The version before it waits for a go as well, for production.
    let fits = |c: &Control| {
        c.component["label"] == "Go" && c.shown.contains(&format!("Go or no-go · Sync {version}"))
    };
    let go = ana.find_control(fits).await.unwrap();
    ana.press(&go).await;
    ana.presses("Released in the codebase").await;
    github_releases(story, version).await;
    let deployed = json!({ "event": "deployed", "environment": "staging", "version": version });
    circleci(story, &format!("{named}-deployed"), deployed).await;
}

async fn is_merged(story: &Story, id: &str, title: &str) {
    let change = json!({ "event": "merged", "id": id, "title": title, "into": "master" });
    circleci(story, &format!("merged-{}", id.trim_start_matches('#')), change).await;
}

/// S4.27: what is merged when the release of that day is made already is in the next one, two weeks later, and on
/// production two weeks after that.
async fn from_a_merge_to_production_it_is_four_weeks_at_most(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    is_merged(&story, "#311", "Keep folders in order").await;
    story.time_is("2026-11-24T17:00:00Z").await;
    comes_to_staging(&story, &ana, "v0.0.4").await;
    // What is merged in the very moment in which a version is made is in it; this is merged after it.
    story.time_is("2026-11-24T17:01:00Z").await;
    is_merged(&story, "#312", "Faster first sync").await;
    let early = card(&story, "### Sync v0.0.4").await;
    assert!(!early.contains("#312"), "it is too late for this one: {early}");

    story.time_is("2026-12-08T17:00:00Z").await;
    comes_to_staging(&story, &ana, "v0.0.5").await;
    let on_staging = card(&story, "### Sync v0.0.5").await;
    assert!(
        on_staging.contains("#312 Faster first sync")
            && on_staging
                .contains("**Shut** until **Tue 22 Dec 2026**, the next planned day for production."),
        "{on_staging}"
    );
    story.time_is("2026-12-22T07:59:00Z").await;
    let shut = card(&story, "### Sync v0.0.5").await;
    assert!(shut.contains("**Shut** until **Tue 22 Dec 2026**"), "{shut}");
    // Midnight in California, four weeks to the day.
    story.time_is("2026-12-22T17:00:00Z").await;
    let open = card(&story, "### Sync v0.0.5").await;
    assert!(
        open.contains("▸ **Requirements for production**") && !open.contains("**Shut**"),
        "{open}"
    );
    story.end().await;
}
on_both_databases!(from_a_merge_to_production_it_is_four_weeks_at_most);
