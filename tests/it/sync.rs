//! The process of the sync servers (document 004), as its people live it.

use serde_json::{Value, json};

use crate::database::{Database, on_both_databases};
use crate::story::{GITHUB_SECRET, SCRIPT_SECRET, Story, assert_snapshot, mac, shown_text};
use crate::tracks::sync;

mod worst_case;

/// CircleCI reports, in the plain signed form.
pub(crate) async fn circleci(story: &Story, id: &str, body: Value) {
    let (body, time) = (body.to_string(), story.clock.now().timestamp());
    let signature = mac(SCRIPT_SECRET, &[format!("{time}.").as_bytes(), body.as_bytes()]);
    let request = story.http.post(format!("{}/hooks/report/sync", story.hooks()));
    let request = request
        .header("Content-Type", "application/json")
        .header("X-Gonogo-Source", "circleci")
        .header("X-Gonogo-Delivery", id)
        .header("X-Gonogo-Signature", format!("t={time},v1={signature}"));
    let answer = request.body(body).send().await.unwrap();
    let status = answer.status().as_u16();
    assert_eq!(status, 202, "{}", answer.text().await.unwrap());
    story.settle().await;
}

/// GitHub tells of a new release.
pub(crate) async fn github_releases(story: &Story, tag: &str) {
    let body = json!({
        "action": "published",
        "repository": { "full_name": "example/syncstorage" },
        "release": {
            "tag_name": tag, "body": "Fixes", "draft": false, "prerelease": false,
            "html_url": format!("https://github.com/example/syncstorage/releases/tag/{tag}"),
        },
    });
    let body = body.to_string();
    let request = story.http.post(format!("{}/hooks/github/sync", story.hooks()));
    let request = request
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", "release")
        .header("X-GitHub-Delivery", tag)
        .header(
            "X-Hub-Signature-256",
            format!("sha256={}", mac(GITHUB_SECRET, &[body.as_bytes()])),
        );
    assert_eq!(request.body(body).send().await.unwrap().status().as_u16(), 202);
    story.settle().await;
}

/// The newest message in #releases that shows a text.
pub(crate) async fn card(story: &Story, part: &str) -> String {
    let messages = story.messages("releases").await;
    let shown = messages
        .iter()
        .rev()
        .map(shown_text)
        .find(|text| text.contains(part));
    story.reader.name_all(&shown.unwrap_or_default())
}

/// S4.6 to S4.11, S4.18 to S4.20, S4.23, S4.24, S4.41 to S4.43, S4.45, S4.46, S4.48, S4.49, S4.51: from the tests to the dashboards.
async fn a_regular_release_takes_two_release_days(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let (ana, ida, otto) = (
        story.person("ana").await,
        story.person("ida").await,
        story.person("otto").await,
    );
    let change =
        json!({ "event": "merged", "id": "#311", "title": "Keep folders in order", "into": "master" });
    circleci(&story, "merge", change).await;
    story.time_is("2026-11-24T17:00:00Z").await;
    ana.presses("Start…").await;
    ana.fills(&[("text", "v0.0.4")]).await;
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Check the functional tests** · step 1 of 10 · release manager @ana
    waiting for Release manager since …
    **Functional tests changed?**
    -# The functional tests live in the server-syncstorage repository.
    -# [server-syncstorage](<https://github.com/example/server-syncstorage>)
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ▸ **Check the functional tests**
    -# Then: Release the functional tests · Requirements for staging · Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · and 1 more
    [no] [yes]
    [What do I owe?] [Hold]
    (More ▾)
    ");

    // The functional tests changed: their release and its tag in Jenkins are asked for (S4.6, S4.7).
    ana.presses("yes").await;
    ana.presses("server-syncstorage release…").await;
    ana.fills(&[("text", "1.8.0")]).await;
    ana.presses("That tag is specified in the Jenkins UI").await;
    circleci(
        &story,
        "tests",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Requirements for staging** · step 3 of 10 · release manager @ana
    0 of 1 go · waiting for Release manager since …
    Tick it off in #thread.
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ▸ **Requirements for staging** · `v0.0.4`
    -# Then: Create the release · Deploy on staging · Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Go] [No-go…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ana.presses("Go").await;

    // In the codebase by hand, officially on GitHub by the event (S4.8); staging by CircleCI, which fails first.
    ana.presses("Released in the codebase").await;
    github_releases(&story, "v0.0.4").await;
    let failed = json!({ "event": "deploy-failed", "environment": "staging", "version": "v0.0.4", "why": "no such image" });
    circleci(&story, "failed", failed).await;
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Deploy on staging** · step 5 of 10 · release manager @ana
    waiting for CircleCI since …
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ✓ Requirements for staging · @ana, 06:00 · `v0.0.4`
    ✓ Create the release · GitHub, 06:00 · <https://github.com/example/syncstorage/releases/tag/v0.0.4>
    ▸ **Deploy on staging**
    ✕ Failed: Deployed on staging (CircleCI, 06:00: “no such image”)
    -# Then: Requirements for production · File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [What do I owe?] [Hold]
    (More ▾)
    ");
    let env = ana.commands("env show", &[("service", "sync")]).await;
    assert!(!env.contains("v0.0.4"), "S4.49: staging runs what it ran: {env}");
    let thread = story.read("#1").await;
    assert!(
        thread.contains("@Release manager") && thread.contains("no such image"),
        "{thread}"
    );
    let deployed = json!({ "event": "deployed", "environment": "staging", "version": "v0.0.4" });
    circleci(&story, "deployed", deployed).await;
    let env = ana.commands("env show", &[("service", "sync")]).await;
    assert!(
        env.contains("v0.0.4"),
        "S4.20: by the event, not by a tick: {env}"
    );

    // Two weeks of testing on staging: production waits for the next release day, and for QA's blocker.
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Requirements for production** · step 6 of 10 · release manager @ana
    0 of 1 go · waiting for Release manager since …
    **Shut** until **Tue 8 Dec 2026**, the next planned day for production.
    Tick it off in #thread.
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ✓ Requirements for staging · @ana, 06:00 · `v0.0.4`
    ✓ Create the release · GitHub, 06:00 · <https://github.com/example/syncstorage/releases/tag/v0.0.4>
    ✓ Deploy on staging · CircleCI, 06:00 · `v0.0.4`
    ▸ **Requirements for production**
    -# Then: File the deployment request · Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    [Override…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ida.says("!release block 1 syncing bookmarks loses folders").await;
    let no = otto.says("!release unblock 1 1 it is fine").await;
    assert_snapshot!(story.reader.name_all(&no), @"This takes the role QA or Release manager; you have: Ops. Ask somebody who has it, or see `/release status release:1`.");
    story.time_is("2026-12-08T17:00:00Z").await;
    ana.says("!release list").await;
    let blocked = ana.presses("Go").await;
    assert_snapshot!(story.reader.name_all(&blocked), @"**Requirements for production** is shut while a blocker stands (1: “syncing bookmarks loses folders”). Whoever raised it clears it with `/release unblock release:1`; or Release manager can pass this gate with `/release override release:1`, giving a reason.");
    ida.says("!release unblock 1 1 folders are kept").await;
    circleci(
        &story,
        "tests-again",
        json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    ana.presses("Go").await;

    // S4.19: nothing was merged since, so no release is asked for; what staging has goes on to production all the same.
    let said = card(&story, "no release this cycle").await;
    assert_snapshot!(said, @"**Sync Regular release** of Tue 8 Dec 2026: no release this cycle. Nothing was merged since v0.0.4, so nobody is asked for one.");

    // The request, Ops, and the dashboards during and after (S4.9, S4.10, S4.24).
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **File the deployment request** · step 7 of 10 · release manager @ana
    waiting for Release manager since …
    -# It holds the list of changes (above), the required config changes, and what else Ops must know.
    -# [File a request](<https://bugs.example.org/enter?component=operations>)
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ✓ Requirements for staging · @ana, 06:00 · `v0.0.4`
    ✓ Create the release · GitHub, 06:00 · <https://github.com/example/syncstorage/releases/tag/v0.0.4>
    ✓ Deploy on staging · CircleCI, 06:00 · `v0.0.4`
    ✓ Requirements for production · @ana, 06:00 · `v0.0.4`
    ▸ **File the deployment request**
    -# Then: Watch the dashboards during the release · Deploy on production · Watch the dashboards after the release
    ~~Blocker 1~~ of @ida: “syncing bookmarks loses folders”, cleared by @ida: “folders are kept”
    [Required config changes…] [Deployment request…]
    [What do I owe?] [Hold]
    (More ▾)
    ");
    ana.presses("Required config changes…").await;
    ana.fills(&[("text", "none")]).await;
    ana.presses("Deployment request…").await;
    ana.fills(&[("text", "https://bugs.example.org/1678901")]).await;
    ana.presses("Errors watched during").await;
    ana.presses("Load watched during").await;
    let ops_alone = ana.presses("Deployed on production").await;
    assert_snapshot!(story.reader.name_all(&ops_alone), @"This takes the role Ops; you have: Release manager. Ask somebody who has it, or see `/release status release:1`.");
    otto.presses("Deployed on production").await;
    ana.presses("Errors watched after").await;
    ana.presses("Load watched after").await;
    assert_snapshot!(card(&story, "### Sync v").await, @r"
    ### Sync v0.0.4 · Regular release
    -# Release #1
    **Finished** Wed 9 Dec 06:00 (…) · release manager @ana
    1 change: \#311 Keep folders in order
    -# Regular release of Tue 24 Nov 2026
    ---
    ✓ Check the functional tests · @ana, 06:00 · `yes`
    ✓ Release the functional tests · @ana, 06:00 · `1.8.0`
    ✓ Requirements for staging · @ana, 06:00 · `v0.0.4`
    ✓ Create the release · GitHub, 06:00 · <https://github.com/example/syncstorage/releases/tag/v0.0.4>
    ✓ Deploy on staging · CircleCI, 06:00 · `v0.0.4`
    ✓ Requirements for production · @ana, 06:00 · `v0.0.4`
    ✓ File the deployment request · @ana, 06:00 · `none` · <https://bugs.example.org/1678901>
    ✓ Watch the dashboards during the release · @ana, 06:00
    ✓ Deploy on production · @otto, 06:00
    ✓ Watch the dashboards after the release · @ana, 06:00
    ~~Blocker 1~~ of @ida: “syncing bookmarks loses folders”, cleared by @ida: “folders are kept”
    ");

    // S4.18: something was merged, so the next release day asks for a release.
    let change = json!({ "event": "merged", "id": "#312", "title": "Faster first sync", "into": "master" });
    circleci(&story, "merge-2", change).await;
    story.time_is("2026-12-22T17:00:00Z").await;
    let due = card(&story, "### Sync · Regular release · Tue 22 Dec 2026").await;
    assert!(due.contains("[Start…]"), "{due}");
    story.end().await;
}
on_both_databases!(a_regular_release_takes_two_release_days);
