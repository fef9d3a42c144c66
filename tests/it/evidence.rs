//! Evidence by command and by file, on an item and on a sign-off: shown in a line and in full, taken back by its giver.

use gonogo::playbook::Source;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::database::{Database, on_both_databases};
use crate::form::File;
use crate::story::{Story, assert_snapshot};

const CHANGE: &str = r#"
[service]
name = "desk"
title = "Desk"
zone = "Europe/London"
environments = ["prod"]
roles = ["Support Team", "Quality Assurance", "Enterprise Customer"]

[side.customer]
title = "Enterprise Customer"
role = "Enterprise Customer"
channel = "customer"
team = "Support Team"

[checklist.tests]
title = "Tests"
items = ["Unit tests", "Regression tests"]

[[process]]
name = "change"
title = "Change"
purpose = "A change to a component."

[[process.step]]
name = "test"
title = "Test"
owner = "Support Team"
status = "in-testing"
asks = [{ checklist = "tests" }]

[[process.step]]
name = "approve"
title = "Approvals"
owner = "Support Team"
asks = [{ sign_off = "Approval", name = "approval", from = ["Quality Assurance", "Enterprise Customer"] }]
"#;

const LOG: File<'_> = ("smoke.log", "text/plain", b"12 of 12 passed");
const SCREEN: File<'_> = ("screen.png", "image/png", b"\x89PNG not quite");

async fn story(db: Database) -> Story {
    let (name, text) = ("desk.toml".to_owned(), CHANGE.to_owned());
    Story::with_playbooks(db, vec![Source { name, text }]).await
}

fn digest(file: File<'_>) -> String {
    hex::encode(Sha256::digest(file.2))
}

/// The same words, with MESSAGE for the link of a message of #releases that has a file.
async fn without_links(story: &Story, words: &str) -> String {
    let mut words = words.to_owned();
    let world = format!("{}/sandbox/world", story.sandbox.url());
    let world: Value = story.http.get(world).send().await.unwrap().json().await.unwrap();
    let guild = world["guild_id"].as_str().unwrap();
    for message in story.messages("releases").await {
        if message["attachments"][0].is_object() {
            let part = |name: &str| message[name].as_str().unwrap().to_owned();
            let (channel, id) = (part("channel_id"), part("id"));
            let link = format!("https://discord.com/channels/{guild}/{channel}/{id}");
            words = words.replace(&link, "MESSAGE");
        }
    }
    words
}

/// A link, a note and a file for items: typed by name or by text, chosen by `/`, and taken back by the giver alone.
async fn an_item_has_a_link_a_note_and_a_file(db: Database) {
    let story = story(db).await;
    let (sue, sam) = (story.person("sue").await, story.person("sam").await);
    let quinn = story.person("quinn").await;
    sue.says("!release start desk change 1.4.2").await;
    let link = sue
        .says("!release evidence 1 unit tests https://ci.example.org/42")
        .await;
    assert_snapshot!(story.reader.name_all(&link), @"
    Kept with **Unit tests** of #1 Desk 1.4.2:
    1. <https://ci.example.org/42>
    ");
    let offered = quinn
        .completes("release evidence", &[("release", "1"), ("on", "regr")])
        .await;
    assert_eq!(offered, ["Regression tests · Test"]);
    let note = [
        ("release", "1"),
        ("on", "regression-tests"),
        ("note", "seen on a phone too"),
    ];
    let note = quinn.commands("release evidence", &note).await;
    assert_snapshot!(story.reader.name_all(&note), @"
    Kept with **Regression tests** of #1 Desk 1.4.2:
    2. “seen on a phone too”
    ");
    let file = sue
        .says_with_files("releases", "!release evidence unit-tests", &[LOG])
        .await;
    let file = without_links(&story, &file.replace(&digest(LOG), "DIGEST")).await;
    assert_snapshot!(story.reader.name_all(&file), @"
    Kept with **Unit tests** of #1 Desk 1.4.2:
    3. smoke.log <MESSAGE> (15 bytes, sha256 `DIGEST`)
    ");
    let screen = quinn
        .commands_with_files(
            "release evidence",
            &[("release", "1"), ("on", "unit-tests"), ("note", "on Safari")],
            &[("file", SCREEN)],
        )
        .await;
    let screen = screen.replace(&digest(SCREEN), "DIGEST");
    assert_snapshot!(story.reader.name_all(&screen), @"
    Kept with **Unit tests** of #1 Desk 1.4.2:
    4. screen.png (14 bytes, sha256 `DIGEST`)
    5. “on Safari”
    -# A file that comes with `/` is seen by nobody else; its name and digest stay. Attach it to a message that begins with `!release evidence` where others are to open it.
    ");
    assert_snapshot!(story.read("#1").await, @"
    gonogo: **Test · Tests** · 0 of 2 passed
    -# Support Team ticks these
    · Unit tests  [Pass]
    -# evidence: <https://ci.example.org/42> and 3 more
    · Regression tests  [Pass]
    -# evidence: “seen on a phone too”
    [Pass all]
    (Something failed… ▾)
    (Does not apply… ▾)
    (Evidence… ▾)
    ");
    let all = sue.chooses("Evidence…", "Show all evidence (5)").await;
    let all = all
        .replace(&digest(LOG), "DIGEST OF LOG")
        .replace(&digest(SCREEN), "DIGEST OF SCREEN");
    let all = without_links(&story, &all).await;
    assert_snapshot!(story.reader.name_all(&all), @"
    **5 pieces of evidence**
    1. <https://ci.example.org/42> · Unit tests
    -# by @sue, Tue 24 Nov 09:00 (…)
    2. “seen on a phone too” · Regression tests
    -# by @quinn, Tue 24 Nov 09:00 (…)
    3. smoke.log <MESSAGE> (15 bytes, sha256 `DIGEST OF LOG`) · Unit tests
    -# by @sue, Tue 24 Nov 09:00 (…)
    4. screen.png (14 bytes, sha256 `DIGEST OF SCREEN`) · Unit tests
    -# by @quinn, Tue 24 Nov 09:00 (…)
    5. “on Safari” · Unit tests
    -# by @quinn, Tue 24 Nov 09:00 (…)
    [Take back 1] [Take back 3]
    ");
    let form = quinn
        .commands("release evidence", &[("release", "1"), ("on", "Unit tests")])
        .await;
    assert_eq!(form, "form: Evidence: Unit tests");
    sue.presses("Take back 3").await;
    let left = quinn.chooses("Evidence…", "Show all evidence (4)").await;
    assert!(
        !left.contains("smoke.log") && left.contains("screen.png"),
        "{left}"
    );
    assert!(
        left.contains("[Take back 4]") && !left.contains("[Take back 1]"),
        "what others gave is theirs: {left}"
    );
    // Nobody but the team gives any.
    let before = story.read("#1").await;
    let no = sam
        .says_with_files("releases", "!release evidence 1 unit-tests", &[LOG])
        .await;
    assert!(no.contains("you have: none of the team's roles"), "{no}");
    assert_eq!(story.read("#1").await, before);
    story.end().await;
}
on_both_databases!(an_item_has_a_link_a_note_and_a_file);

/// The same on a sign-off, also by the side that says go there, which is offered nothing else.
async fn a_sign_off_has_a_link_a_note_and_a_file(db: Database) {
    let story = story(db).await;
    let (sue, eve) = (story.person("sue").await, story.person("eve").await);
    let quinn = story.person("quinn").await;
    sue.says("!release start desk change 1.4.2").await;
    let inside = eve.commands("release list", &[]).await;
    assert_snapshot!(story.reader.name_all(&inside), @"
    **#1 Desk 1.4.2** · Change
    In testing, since …
    ");
    assert!(eve.completes("release evidence", &[("on", "")]).await.is_empty());
    assert_eq!(
        eve.completes("release status", &[("release", "")]).await,
        ["#1 Desk 1.4.2 · In testing"]
    );
    sue.presses("Pass all").await;
    // The step that is worked on comes first, the one that is done behind it.
    let offered = sue.completes("release evidence", &[("on", "")]).await;
    assert_eq!(
        offered,
        [
            "Approval · Approvals",
            "Unit tests · Test",
            "Regression tests · Test"
        ]
    );
    assert_eq!(
        eve.completes("release evidence", &[("on", "")]).await,
        ["Approval · Approvals"]
    );
    quinn
        .says("!release evidence 1 approval https://tests.example.org/report")
        .await;
    eve.commands(
        "release evidence",
        &[("on", "approval"), ("note", "tried by Ms. Lee")],
    )
    .await;
    quinn
        .says_with_files("releases", "!release evidence 1 Approval", &[SCREEN])
        .await;
    let thread = story.read("#1").await;
    assert!(
        thread.contains("-# evidence: <https://tests.example.org/report> and 2 more"),
        "{thread}"
    );
    let all = sue.presses("Show evidence").await;
    let all = all.replace(&digest(SCREEN), "DIGEST OF SCREEN");
    let all = without_links(&story, &all).await;
    assert_snapshot!(story.reader.name_all(&all), @"
    **3 pieces of evidence**
    1. <https://tests.example.org/report>
    -# by @quinn, Tue 24 Nov 09:00 (…)
    2. “tried by Ms. Lee”
    -# by @eve, Tue 24 Nov 09:00 (…)
    3. screen.png <MESSAGE> (14 bytes, sha256 `DIGEST OF SCREEN`)
    -# by @quinn, Tue 24 Nov 09:00 (…)
    ");
    quinn.presses("Show evidence").await;
    quinn.presses("Take back 1").await;
    let thread = story.read("#1").await;
    assert!(
        thread.contains("-# evidence: “tried by Ms. Lee” and 1 more"),
        "{thread}"
    );
    story.end().await;
}
on_both_databases!(a_sign_off_has_a_link_a_note_and_a_file);

/// What is missing or unknown is said with the way out, and keeps nothing.
async fn what_is_no_evidence_is_refused_with_the_way_out(db: Database) {
    let story = story(db).await;
    let sue = story.person("sue").await;
    sue.says("!release start desk change 1.4.2").await;
    let before = story.read("#1").await;
    let none = sue.says("!release evidence 1").await;
    assert_snapshot!(none, @"What does it show? Choose one: `unit-tests` (Unit tests), `regression-tests` (Regression tests).");
    let unknown = sue
        .says("!release evidence 1 unit-test https://ci.example.org/42")
        .await;
    assert_snapshot!(unknown, @"`unit-test` is no item or sign-off that is open. Did you mean `unit-tests`?");
    let bare = sue.says("!release evidence 1 unit-tests").await;
    assert_snapshot!(bare, @"Please add a link, a note or a file, such as `!release evidence 1 unit-tests https://ci.example.org/42`.");
    assert_eq!(story.read("#1").await, before);
    story.end().await;
}
on_both_databases!(what_is_no_evidence_is_refused_with_the_way_out);
