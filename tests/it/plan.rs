//! What goes where in the weeks to come, before and after everything that changes it. S4.21 to S4.27, S4.39, S1.19, S1.23

use gonogo::playbook::Source;
use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story, assert_snapshot};
use crate::sync::{card, circleci, github_releases};
use crate::tracks::sync;

mod feed;

/// The plan as ana reads it.
async fn plan(story: &Story, ana: &Person) -> String {
    let shown = ana.commands("plan", &[("service", "sync"), ("weeks", "6")]).await;
    story.reader.name_all(&shown)
}

/// The name of a delivery: letters, digits and hyphens.
fn delivery(words: &str) -> String {
    words.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

async fn merges(story: &Story, id: &str, title: &str) {
    story.passes("1 h").await;
    let change = json!({ "event": "merged", "id": id, "title": title, "into": "master" });
    circleci(story, &delivery(id), change).await;
}

/// Presses a button of one release, whichever of its cards it is on.
async fn press_of(person: &Person, release: u32, label: &str) -> String {
    let release = release.to_string();
    let is_of = |id: &str| id.split('.').nth(2) == Some(release.as_str());
    let fits =
        |c: &Control| c.component["label"] == label && c.component["custom_id"].as_str().is_some_and(is_of);
    let control = person.find_control(fits).await;
    person
        .press(&control.unwrap_or_else(|| panic!("no button of #{release} says {label:?}")))
        .await
}

/// What follows a start until CircleCI has deployed the version to staging.
async fn to_staging(story: &Story, ana: &Person, (release, version): (u32, &str)) {
    let tests = json!({ "event": "tests-passed", "suite": "unit", "version": version });
    circleci(story, &delivery(&format!("tests-{version}")), tests).await;
    press_of(ana, release, "Go").await;
    press_of(ana, release, "Released in the codebase").await;
    github_releases(story, version).await;
    let deployed = json!({ "event": "deployed", "environment": "staging", "version": version });
    circleci(story, &delivery(&format!("deployed-{version}")), deployed).await;
}

/// A release for the day that was called to mind, until staging has it.
async fn begins(story: &Story, ana: &Person, (release, version): (u32, &str)) {
    ana.presses("Start…").await;
    ana.fills(&[("text", version)]).await;
    press_of(ana, release, "no").await;
    to_staging(story, ana, (release, version)).await;
}

/// From the requirements for production to the dashboards.
async fn to_production(story: &Story, (ana, otto): (&Person, &Person), (release, version): (u32, &str)) {
    let tests = json!({ "event": "tests-passed", "suite": "unit", "version": version });
    circleci(story, &delivery(&format!("again-{version}")), tests).await;
    press_of(ana, release, "Go").await;
    for (label, value) in [
        ("Required config changes…", "none"),
        ("Deployment request…", "https://bugs.example.org/1678901"),
    ] {
        press_of(ana, release, label).await;
        ana.fills(&[("text", value)]).await;
    }
    press_of(ana, release, "Errors watched during").await;
    press_of(ana, release, "Load watched during").await;
    press_of(otto, release, "Deployed on production").await;
    press_of(ana, release, "Errors watched after").await;
    press_of(ana, release, "Load watched after").await;
}

/// S4.21, S4.22, S4.25, S4.26, S4.27: three cycles; production gets what staging had, not what is created that day, and
/// nothing when both have the same.
async fn production_gets_what_staging_held(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, otto) = (story.person("ana").await, story.person("otto").await);
    merges(&story, "#311", "Keep folders in order").await;
    // Week 1: Tuesday 24 November, 09:00 in California.
    story.time_is("2026-11-24T17:00:00Z").await;
    begins(&story, &ana, (1, "v0.0.4")).await;
    assert_snapshot!(plan(&story, &ana).await, @"
    **Sync: the plan until Tue 5 Jan 2027**
    -# Now: staging v0.0.4
    -# Merged now: on staging Tue 8 Dec, on production Tue 22 Dec
    -# Nobody's turn to release on any of these days.

    **Tue 24 Nov 2026** · Regular release
    nothing new for production · staging gets **v0.0.4** (#1)
    -# started with #1

    **Tue 8 Dec 2026** · Regular release
    production gets **v0.0.4** (#1) · staging gets what is merged by then
    In the way: #1 awaits Safe to release to production (Release manager)

    **Tue 22 Dec 2026** · Regular release
    production gets what is merged by Tue 8 Dec · staging gets what is merged by then

    **Tue 5 Jan 2027** · Regular release
    production gets what is merged by Tue 22 Dec · staging gets what is merged by then
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-sync.svg>
    ");

    // Week 3: v0.0.5 is on staging before v0.0.4 goes on, and v0.0.4 is what goes on.
    merges(&story, "#312", "Faster first sync").await;
    story.time_is("2026-12-08T17:00:00Z").await;
    begins(&story, &ana, (2, "v0.0.5")).await;
    let today = plan(&story, &ana).await;
    assert!(today.contains("Now: staging v0.0.5\n"), "{today}");
    assert!(
        today.contains("**Tue 8 Dec 2026** · Regular release\nproduction gets **v0.0.4** (#1) · staging gets **v0.0.5** (#2)"),
        "{today}"
    );
    // The card is drawn anew when somebody looks: its day has come.
    ana.says("!release status 1").await;
    to_production(&story, (&ana, &otto), (1, "v0.0.4")).await;
    let table = plan(&story, &ana).await;
    assert!(
        table.contains("Now: staging v0.0.5 · production v0.0.4"),
        "{table}"
    );
    let early = card(&story, "v0.0.5 · Regular").await;
    assert!(
        early.contains("**Shut** until **Tue 22 Dec 2026**, the next planned day for production."),
        "{early}"
    );

    // Nothing was merged: no release, and what staging has goes on; after that both have the same.
    story.time_is("2026-12-22T17:00:00Z").await;
    to_production(&story, (&ana, &otto), (2, "v0.0.5")).await;
    story.time_is("2026-12-23T17:00:00Z").await;
    assert_snapshot!(plan(&story, &ana).await, @"
    **Sync: the plan until Wed 3 Feb 2027**
    -# Now: staging v0.0.5 · production v0.0.5
    -# Merged now: on staging Tue 5 Jan, on production Tue 19 Jan
    -# Nobody's turn to release on any of these days.

    **Tue 5 Jan 2027** · Regular release
    production stays at v0.0.5 · staging gets what is merged by then, nothing so far

    **Tue 19 Jan 2027** · Regular release
    production gets what is merged by Tue 5 Jan · staging gets what is merged by then

    **Tue 2 Feb 2027** · Regular release
    production gets what is merged by Tue 19 Jan · staging gets what is merged by then
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-sync.svg>
    ");
    story.end().await;
}
on_both_databases!(production_gets_what_staging_held);

/// S4.30, S4.32, S4.37, S4.39: fixes, a skip, a move and a holiday; after each the plan is another, and no day is lost.
async fn everything_that_changes_the_plan_is_seen_in_it(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    merges(&story, "#311", "Keep folders in order").await;
    story.time_is("2026-11-24T17:00:00Z").await;
    begins(&story, &ana, (1, "v0.0.4")).await;

    // A fix for staging in week 1: it takes the place of v0.0.4, which goes no further.
    story.time_is("2026-12-01T17:00:00Z").await;
    ana.says("!release start sync sync-warmfix v0.0.5 log-in fails on staging")
        .await;
    to_staging(&story, &ana, (2, "v0.0.5")).await;
    assert_snapshot!(plan(&story, &ana).await, @"
    **Sync: the plan until Tue 12 Jan 2027**
    -# Now: staging v0.0.5
    -# Merged now: on staging Tue 8 Dec, on production Tue 22 Dec
    -# Nobody's turn to release on any of these days.

    **Tue 8 Dec 2026** · Regular release
    production gets **v0.0.5** (#2) · staging gets what is merged by then, nothing so far
    In the way: #2 awaits Safe to release to production (Release manager)

    **Tue 22 Dec 2026** · Regular release
    production gets what is merged by Tue 8 Dec · staging gets what is merged by then

    **Tue 5 Jan 2027** · Regular release
    production gets what is merged by Tue 22 Dec · staging gets what is merged by then
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-sync.svg>
    ");
    let passed = card(&story, "v0.0.4 · Regular").await;
    assert!(
        passed.contains("**Shut**: staging does not run v0.0.4 any more; v0.0.5 goes on from there on Tue 8 Dec 2026, with #2."),
        "{passed}"
    );
    ana.says("!release abort 1 its changes go on with the fix").await;

    // A fix for production in week 2: it replaces what was planned there, which goes on with the next day.
    story.time_is("2026-12-07T17:00:00Z").await;
    ana.says("!release start sync sync-hotfix v0.0.6 data is lost")
        .await;
    assert_snapshot!(plan(&story, &ana).await, @"
    **Sync: the plan until Mon 18 Jan 2027**
    -# Now: staging v0.0.5
    -# Merged now: on staging Tue 8 Dec, on production Tue 22 Dec
    -# Nobody's turn to release on any of these days.

    **Tue 8 Dec 2026** · Regular release
    **production: replaced by Production fix (hotfix) v0.0.6 (#3)** · staging gets what is merged by then, nothing so far

    **Tue 22 Dec 2026** · Regular release
    production gets what is merged by Tue 8 Dec · staging gets what is merged by then

    **Tue 5 Jan 2027** · Regular release
    production gets what is merged by Tue 22 Dec · staging gets what is merged by then
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-sync.svg>
    ");

    // A day is skipped, another moved onto a holiday, from the plan itself, which is drawn anew.
    ana.chooses("Move or skip a day…", "Skip Tue 5 Jan 2027…").await;
    let skipped = ana.fills(&[("text", "everybody is away")]).await;
    assert!(
        story
            .reader
            .name_all(&skipped)
            .contains("**Tue 5 Jan 2027** · Regular release\nSkipped by @ana: “everybody is away”"),
        "{skipped}"
    );
    plan(&story, &ana).await;
    ana.chooses("Move or skip a day…", "Move Tue 22 Dec 2026…").await;
    let moved = ana
        .fills(&[("day", "2026-12-25"), ("text", "Ops asked for it")])
        .await;
    assert_snapshot!(story.reader.name_all(&moved), @"
    **Sync: the plan until Mon 18 Jan 2027**
    -# Now: staging v0.0.5
    -# Merged now: on staging Tue 8 Dec, on production Fri 25 Dec
    -# Nobody's turn to release on any of these days.

    **Tue 8 Dec 2026** · Regular release
    **production: replaced by Production fix (hotfix) v0.0.6 (#3)** · staging gets what is merged by then, nothing so far

    **Fri 25 Dec 2026** · Regular release
    production gets what is merged by Tue 8 Dec · staging gets what is merged by then
    -# moved from Tue 22 Dec 2026 by @ana: “Ops asked for it” · a holiday, Christmas Day

    **Tue 5 Jan 2027** · Regular release
    Skipped by @ana: “everybody is away”
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-sync.svg>
    ");
    let again = ana.presses("Look again").await;
    assert_eq!(again, moved, "what is asked for again is the same");
    story.end().await;
}
on_both_databases!(everything_that_changes_the_plan_is_seen_in_it);

/// S1.19, S1.22, S1.23: the rounds that a production release contains are named, and a hot fix moves no day.
async fn a_production_release_names_its_rounds_in_the_plan(db: Database) {
    let text = include_str!("../../playbooks/fmtm.toml").to_owned();
    let name = "playbooks/fmtm.toml".to_owned();
    let story = Story::with_playbooks(db, vec![Source { name, text }]).await;
    let dev = story.person("dev").await;
    crate::fmtm::a_round(&story, &dev, "2026.6.0", 1600).await;
    story.time_is("2027-01-04T09:00:00Z").await;
    let before = dev.says("!plan fmtm 7").await;
    assert_snapshot!(story.reader.name_all(&before), @"
    **FMTM: the plan until Mon 22 Feb 2027**
    -# Now: staging 2026.6.0

    **Tue 5 Jan 2027** · Staging round
    staging gets what is merged by then

    **Tue 19 Jan 2027** · Staging round
    staging gets what is merged by then

    **Tue 2 Feb 2027** · Production release
    production gets what staging has by then
    -# Contains 2026.6.0 (23 Nov), the round of 5 Jan and the round of 19 Jan

    **Tue 2 Feb 2027** · Staging round
    staging gets what is merged by then

    **Tue 16 Feb 2027** · Staging round
    staging gets what is merged by then
    (Move or skip a day… ▾)
    [Look again] [Into my calendar…]
    <file plan-fmtm.svg>
    ");
    let started = dev
        .says("!release start fmtm staging-hotfix 2026.6.1 Nobody can submit: the map stays empty")
        .await;
    assert!(started.contains("is started: Staging hot fix"), "{started}");
    let after = dev.says("!plan fmtm 7").await;
    assert_eq!(after, before, "S1.19: a hot fix that began moves no day");
    story.end().await;
}
on_both_databases!(a_production_release_names_its_rounds_in_the_plan);

/// The same plan as a picture: seen at once as PNG, and as SVG for whoever wants to keep it.
async fn the_plan_comes_as_a_picture(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    ana.says("!plan").await;
    let said = story.messages("releases").await.pop().unwrap();
    let attached = said["attachments"].as_array().unwrap();
    let kinds: Vec<(&str, &str)> = attached
        .iter()
        .map(|file| {
            (
                file["filename"].as_str().unwrap(),
                file["content_type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [("plan-sync.png", "image/png"), ("plan-sync.svg", "image/svg+xml")]
    );
    let bytes = |n: usize| {
        let request = story.http.get(attached[n]["url"].as_str().unwrap());
        async { request.send().await.unwrap().bytes().await.unwrap() }
    };
    let png = bytes(0).await;
    assert!(
        png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() > 5_000,
        "{} bytes",
        png.len()
    );
    let svg = String::from_utf8(bytes(1).await.to_vec()).unwrap();
    assert!(
        svg.contains("Tue 8 Dec") && svg.contains("merged by 24 Nov"),
        "{svg}"
    );
    for (said, why) in [
        ("!plan 60", "Give a number of weeks from 1 to 52, such as `8`."),
        ("!plan sync x", "Give a number"),
    ] {
        let no = ana.says(said).await;
        assert!(no.contains(why), "{said}: {no}");
    }
    story.end().await;
}
on_both_databases!(the_plan_comes_as_a_picture);
