//! `report`, `export`, `verify` and `rebuild`: the journal on paper, whole or not, on both databases.

use gonogo::playbook::Source;
use gonogo::store::{ReleaseFilter, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use super::process::Folder;
use crate::database::{Database, Engine, on_both_databases};
use crate::story::{Story, assert_snapshot};

/// A short process with everything a report tells.
const SHOP: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team", "VLE Services"]

[checklist.smoke]
title = "Smoke test"
items = ["The home page loads", "Log in: your name shows"]

[[process]]
name = "fix"
title = "Fix"
purpose = "One repair."
override_by = ["VLE Services"]

[[process.step]]
name = "build"
title = "Build the image"
owner = "SRE team"
asks = [{ value = "Log", example = "https://ci.example.org/42" }]

[[process.step]]
name = "test"
title = "Test it"
owner = "SRE team"
asks = [{ checklist = "smoke" }]
on_fail = "build"

[[process.step]]
name = "decide"
title = "Decide"
owner = "VLE Services"
asks = [{ sign_off = "Go for prod", from = ["VLE Services"], not_the_author = true }]
sets_version = "prod"
"#;

fn shop() -> Source {
    Source {
        name: "shop.toml".to_owned(),
        text: SHOP.to_owned(),
    }
}

/// A release that was sent back once and is finished.
async fn lived(db: Database) -> Story {
    let story = Story::with_playbooks(db, vec![shop()]).await;
    let (ana, ben, val) = (
        story.person("ana").await,
        story.person("ben").await,
        story.person("val").await,
    );
    ana.says("!release start shop fix 4.2.1").await;
    ana.presses("Log…").await;
    ana.fills(&[("text", "https://ci.example.org/41")]).await;
    story.passes("10 min").await;
    ana.ticks("The home page loads").await;
    ben.chooses("Something failed…", "Log in").await;
    ben.fills(&[("text", "**500** | token = \"hunter22\" <b>x</b>")])
        .await;
    ana.presses("Back to: Build the image").await;
    ana.fills(&[("text", "Log-in is broken")]).await;
    ben.presses("Log…").await;
    ben.fills(&[("text", "https://ci.example.org/42")]).await;
    story.passes("5 min").await;
    ana.presses("Pass all").await;
    val.presses("Go").await;
    assert!(story.read("releases").await.contains("**Finished**"));
    story
}

/// A folder with a bot.toml that names the story's database.
fn folder(story: &Story) -> Folder {
    let folder = Folder::new();
    folder.write("shop.toml", SHOP);
    let url = &story.db.url;
    folder.write(
        "bot.toml",
        &format!("playbooks = [\"shop.toml\"]\n[store]\nurl = {url:?}\n"),
    );
    folder
}

/// The text with people by their names and hashes by their first letters.
fn named(story: &Story, text: &str) -> String {
    let text = story.reader.name_all(text);
    let hash = regex::Regex::new(r"\b[0-9a-f]{64}\b").unwrap();
    let digest = regex::Regex::new(r"digest `[0-9a-f]{12}`").unwrap();
    let person = regex::Regex::new(r"person (\d+)").unwrap();
    let text = hash.replace_all(&text, "HASH");
    let text = digest.replace_all(&text, "digest `DIGEST`");
    person
        .replace_all(&text, |found: &regex::Captures<'_>| {
            story.reader.name_all(&format!("<@{}>", &found[1]))
        })
        .into_owned()
}

async fn a_report_tells_who_did_what_round_by_round(db: Database) {
    let mut story = lived(db).await;
    let ana = story.person("ana").await;
    let answer = ana.commands("release report", &[("release", "1")]).await;
    assert_snapshot!(story.reader.name_all(&answer), @"
    #1 Shop 4.2.1: who did what, when and on which version, by 14 facts of the journal.
    <file report-1.md>
    <file report-1.json>
    ");
    let in_chat = ana.opens("report-1.md").await;
    assert_snapshot!(named(&story, &in_chat), @r#"
    # Shop 4.2.1: Fix

    Release #1, finished (val, 2026-11-24 09:15). Times are those of Pacific/Auckland.

    |  |  |
    | --- | --- |
    | Version | `4.2.1` |
    | Process | Fix (`fix`, digest `DIGEST`) |
    | Started | ana, 2026-11-24 09:00 |
    | Steps | 3 of 3 complete |
    | Journal | 14 facts, the last with hash `HASH` |

    ## Sent back

    - From Test it to Build the image: Log-in is broken (ana, 2026-11-24 09:10)

    ## Steps

    ### 1. Build the image

    SRE team: complete.

    #### Round 1

    - Log: <https://ci.example.org/41> (ana, 2026-11-24 09:00)
    - Complete: ana, 2026-11-24 09:00

    #### Round 2

    - Log: <https://ci.example.org/42> (ben, 2026-11-24 09:10)
    - Complete: ben, 2026-11-24 09:10

    ### 2. Test it

    SRE team: complete.

    #### Round 1

    - Smoke test:
        - **passed** The home page loads (ana, 2026-11-24 09:10)
        - **failed** Log in: your name shows: \*\*500\*\* \| token = "\[covered\]" &lt;b\>x&lt;/b\> (ben, 2026-11-24 09:10)

    #### Round 2

    - Smoke test:
        - **passed** The home page loads (ana, 2026-11-24 09:15)
        - **passed** Log in: your name shows (ana, 2026-11-24 09:15)
    - Complete: ana, 2026-11-24 09:15

    ### 3. Decide

    VLE Services: complete.

    - Go for prod:
        - **go** as VLE Services, on `4.2.1` (val, 2026-11-24 09:15)
            - having before them: Build the image, Log: https://ci.example.org/42; Test it, The home page loads: passed; Test it, Log in: your name shows: passed
    - Complete: val, 2026-11-24 09:15

    ## Evidence

    - Log (Build the image): <https://ci.example.org/42> (ben, 2026-11-24 09:10)

    ## Everything, in order

    |  | When | Who | What |
    | --- | --- | --- | --- |
    | 1 | 2026-11-24 09:00 | ana | Started, with version 4.2.1 |
    | 2 | 2026-11-24 09:00 | ana | Given: Build the image, Log: https://ci.example.org/41 |
    | 3 | 2026-11-24 09:00 | ana | Complete: Build the image |
    | 4 | 2026-11-24 09:10 | ana | Passed: Test it, The home page loads |
    | 5 | 2026-11-24 09:10 | ben | Failed: Test it, Log in: your name shows: \*\*500\*\* \| token = "\[covered\]" &lt;b\>x&lt;/b\> |
    | 6 | 2026-11-24 09:10 | ana | Back from Test it to Build the image: Log-in is broken |
    | 7 | 2026-11-24 09:10 | ben | Given: Build the image, Log: https://ci.example.org/42 |
    | 8 | 2026-11-24 09:10 | ben | Complete: Build the image |
    | 9 | 2026-11-24 09:15 | ana | Passed: Test it, The home page loads |
    | 10 | 2026-11-24 09:15 | ana | Passed: Test it, Log in: your name shows |
    | 11 | 2026-11-24 09:15 | ana | Complete: Test it |
    | 12 | 2026-11-24 09:15 | val | Go: Decide, Go for prod |
    | 13 | 2026-11-24 09:15 | val | Complete: Decide |
    | 14 | 2026-11-24 09:15 | val | Finished |
    "#);
    let json: serde_json::Value = serde_json::from_str(&ana.opens("report-1.json").await).unwrap();
    assert_eq!(
        (json["format"].as_i64(), json["course"]["state"].as_str()),
        (Some(1), Some("finished"))
    );
    assert_eq!(json["started"]["name"], "ana");
    assert_eq!(
        json["steps"][1]["rounds"].as_array().unwrap().len(),
        2,
        "the round that failed is there"
    );
    assert_eq!(
        json["steps"][1]["rounds"][0]["answers"][0]["items"][1]["state"],
        "failed"
    );
    assert_eq!(
        json["steps"][2]["rounds"][0]["answers"][0]["voices"][0]["version"],
        "4.2.1"
    );
    assert_eq!(
        json["evidence"][0]["value"], "https://ci.example.org/42",
        "what counts in the end"
    );
    for text in [&in_chat, &json.to_string()] {
        assert!(!text.contains("hunter22"), "{text}");
    }
    let typed = ana.says("!release report 1").await;
    assert!(
        typed.contains("report-1.md") && typed.contains("report-1.json"),
        "{typed}"
    );

    story.stop_bot().await;
    let folder = folder(&story);
    let ended = folder.ends(&["report", "1"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let by_ids = |text: &str| named(&story, text).replace('@', "");
    assert_eq!(
        by_ids(&ended.out),
        by_ids(&in_chat),
        "the same, but for how people are called"
    );
    let ended = folder
        .ends(&["report", "1", "--json", "--config", "bot.toml"], "")
        .await;
    let printed: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        printed["timeline"].as_array().unwrap().len(),
        json["timeline"].as_array().unwrap().len()
    );
    assert_eq!(printed["chain"], json["chain"]);
    let none = folder.ends(&["report", "7"], "").await;
    assert_eq!(
        (none.code, none.err.as_str()),
        (Some(1), "There is no release #7.\n")
    );
    story.start_bot().await;
    story.end().await;
}
on_both_databases!(a_report_tells_who_did_what_round_by_round);

async fn a_whole_journal_is_whole_in_the_database_and_in_its_export(db: Database) {
    let mut story = lived(db).await;
    story.stop_bot().await;
    let folder = folder(&story);
    let ended = folder.ends(&["export", "--to", "journal.jsonl"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let facts = folder
        .read("journal.jsonl")
        .lines()
        .filter(|line| line.starts_with("{\"fact\""))
        .count();
    assert_eq!(ended.out, format!("journal.jsonl: {facts} facts in 2 streams.\n"));
    for arguments in [
        &["verify"][..],
        &["verify", "--store", &story.db.url],
        &["verify", "--against", "journal.jsonl"],
        &["verify", "journal.jsonl"],
        &["verify", "journal.jsonl", "--against", "journal.jsonl"],
    ] {
        let ended = folder.ends(arguments, "").await;
        let whole = format!("Whole: every link of {facts} facts in 2 streams holds.\n");
        assert_eq!(
            (ended.code, ended.out, ended.err.as_str()),
            (Some(0), whole, ""),
            "{arguments:?}"
        );
    }
    let again = folder.ends(&["export", "--to", "journal.jsonl"], "").await;
    assert_eq!(again.code, Some(1), "an export is never written over");
    story.start_bot().await;
    story.end().await;
}
on_both_databases!(a_whole_journal_is_whole_in_the_database_and_in_its_export);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exported_file_that_was_touched_is_found_out() {
    let mut story = lived(crate::database::fresh(Engine::Sqlite).await).await;
    story.stop_bot().await;
    let folder = folder(&story);
    folder.ends(&["export", "--to", "journal.jsonl"], "").await;
    let whole = folder.read("journal.jsonl");
    let lines: Vec<&str> = whole.lines().collect();
    let fact = |seq: usize| {
        let at = format!("{{\"fact\":{{\"stream\":\"release/1\",\"seq\":{seq},");
        lines.iter().position(|line| line.starts_with(&at)).unwrap()
    };
    let last = (1..)
        .take_while(|n| whole.contains(&format!("\"stream\":\"release/1\",\"seq\":{n},")))
        .count();
    let without = |at: usize| {
        let kept = lines
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != at)
            .map(|(_, line)| *line);
        kept.collect::<Vec<_>>().join("\n")
    };
    let spoilt = [
        (
            whole.replace("ci.example.org/41", "ci.example.org/99"),
            "release/1, fact 2: what stands there gives the hash",
        ),
        (
            without(fact(3)),
            "release/1: fact 3 was expected, and fact 4 stands there",
        ),
        (
            without(fact(last)),
            &format!("release/1: {last} facts were exported, and fewer are there"),
        ),
        (
            without(lines.len() - 1),
            "its last line is missing: the file was cut off",
        ),
        (
            whole.replace("Build the image", "Build an image"),
            "is not what it was: its text was changed",
        ),
    ];
    for (text, words) in spoilt {
        folder.write("spoilt.jsonl", &text);
        let ended = folder.ends(&["verify", "spoilt.jsonl"], "").await;
        assert_eq!(ended.code, Some(1), "{words}");
        assert!(
            ended.out.starts_with("NOT WHOLE: ") && ended.out.contains(words),
            "{words}:\n{}",
            ended.out
        );
    }
    folder.write("none.jsonl", "{}\n");
    let ended = folder.ends(&["verify", "none.jsonl"], "").await;
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.err.starts_with("none.jsonl cannot be read: line 1: "),
        "{}",
        ended.err
    );
    story.start_bot().await;
    story.end().await;
}

/// Changes the database behind gonogo's back, past the triggers that forbid it.
async fn tamper(db: &Database, statements: &[&str]) {
    match db.engine {
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&db.url).await.unwrap();
            sqlx::query("ALTER TABLE journal DISABLE TRIGGER USER")
                .execute(&mut connection)
                .await
                .unwrap();
            for statement in statements {
                sqlx::query(AssertSqlSafe(*statement))
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
        }
        Engine::Sqlite | Engine::Memory => {
            let mut connection = SqliteConnection::connect(&db.url).await.unwrap();
            let lift = [
                "DROP TRIGGER journal_is_not_changed",
                "DROP TRIGGER journal_is_not_deleted",
            ];
            for statement in lift.iter().chain(statements) {
                // Dropped by an earlier change already.
                let done = sqlx::query(AssertSqlSafe(*statement))
                    .execute(&mut connection)
                    .await;
                assert!(
                    done.is_ok() || statement.starts_with("DROP"),
                    "{statement}: {done:?}"
                );
            }
        }
    }
}

const LAST: &str = "SELECT max(seq) FROM journal WHERE stream = 'release/1'";

async fn a_touched_journal_is_found_out(db: Database) {
    let mut story = lived(db).await;
    story.stop_bot().await;
    let folder = folder(&story);
    folder.ends(&["export", "--to", "before.jsonl"], "").await;
    let verify = async |arguments: &[&str]| {
        let arguments: Vec<&str> = ["verify"].iter().chain(arguments).copied().collect();
        let ended = folder.ends(&arguments, "").await;
        assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""), "{}", ended.out);
        ended.out
    };
    // Facts cut off at the end: the chain holds, but lists and commands remember them.
    tamper(
        &story.db,
        &[&format!(
            "DELETE FROM journal WHERE stream = 'release/1' AND seq >= ({LAST}) - 5"
        )],
    )
    .await;
    let told = verify(&[]).await;
    for words in [
        "NOT WHOLE: release/1: the list says Shop 4.2.1 fix since its start, finished; the journal Shop 4.2.1 fix, running",
        "was carried out, and no fact of it is there: facts were cut off",
    ] {
        assert!(told.contains(words), "{words}:\n{told}");
    }
    assert!(
        verify(&["--against", "before.jsonl"])
            .await
            .contains("facts were exported, and fewer are there")
    );

    // Somebody who changes the lists as well is found out by the export alone.
    tamper(
        &story.db,
        &[
            "UPDATE releases SET state = 'running', ended_at = NULL",
            "DELETE FROM inbox WHERE key NOT IN (SELECT cause FROM journal)",
            "DELETE FROM notices",
        ],
    )
    .await;
    let quiet = folder.ends(&["verify"], "").await;
    assert_eq!(
        quiet.code,
        Some(0),
        "the limit that the documentation tells: {}",
        quiet.out
    );
    assert!(
        verify(&["--against", "before.jsonl"])
            .await
            .contains("release/1: "),
        "the export is not to be fooled"
    );

    tamper(
        &story.db,
        &["UPDATE journal SET actor = '1' WHERE stream = 'release/1' AND seq = 3"],
    )
    .await;
    assert!(
        verify(&[])
            .await
            .starts_with("NOT WHOLE: release/1, fact 3: what stands there gives the hash ")
    );
    tamper(
        &story.db,
        &["DELETE FROM journal WHERE stream = 'release/1' AND seq = 2"],
    )
    .await;
    assert!(
        verify(&[])
            .await
            .starts_with("NOT WHOLE: release/1: fact 2 was expected, and fact 3 stands there")
    );
    tamper(&story.db, &["DELETE FROM journal WHERE stream = 'release/1'"]).await;
    assert!(
        verify(&[])
            .await
            .contains("the list has Shop 4.2.1 (running); the journal nothing")
    );
    story.sandbox.stop().await;
}
on_both_databases!(a_touched_journal_is_found_out);

/// Everything that can be made anew, as text.
async fn projections(url: &str) -> String {
    let store = Store::open(url).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let releases = tx.releases(ReleaseFilter::All, None, 100, 0).await.unwrap();
    let timers = tx.due_timers(i64::MAX, 1000).await.unwrap();
    let mut cards = tx.cards_of("release/1").await.unwrap();
    cards
        .iter_mut()
        .for_each(|card| (card.wanted, card.shown, card.wanted_at) = (0, 0, 0));
    drop(tx);
    store.close().await;
    format!("{releases:#?}\n{timers:#?}\n{cards:#?}")
}

async fn what_follows_from_the_journal_can_be_made_anew(db: Database) {
    let mut story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release available myportfolio 22.04.3").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    ana.presses("Deployed on pre-prod").await;
    story.settle().await;
    story.stop_bot().await;
    let before = projections(&story.db.url).await;
    assert!(before.contains("DueTimer"), "something is due: {before}");
    tamper(&story.db, &["DELETE FROM releases", "DELETE FROM timers"]).await;
    let folder = Folder::new();
    folder.write(
        "bot.toml",
        &format!(
            "playbooks = [\"myportfolio\"]\n[store]\nurl = {:?}\n",
            story.db.url
        ),
    );
    let broken = folder.ends(&["verify"], "").await;
    assert!(
        broken.out.contains("the journal has it, and the list does not"),
        "{}",
        broken.out
    );
    let ended = folder.ends(&["rebuild"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(
        ended.out,
        "Made anew from the journal: 1 release, with their timers. Cards are drawn when the bot runs.\n"
    );
    assert_eq!(projections(&story.db.url).await, before);
    assert_eq!(folder.ends(&["verify"], "").await.code, Some(0));
    story.start_bot().await;
    story.settle().await;
    let cards = story.read("releases").await.matches("-# Release #1").count();
    assert_eq!(cards, 1, "the same message, drawn again");
    story.end().await;
}
on_both_databases!(what_follows_from_the_journal_can_be_made_anew);

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    folder.write(
        "bot.toml",
        "playbooks = [\"myportfolio\"]\n[store]\nurl = \"sqlite:none.db\"\n",
    );
    for arguments in [&["verify"][..], &["export"], &["rebuild"], &["report", "1"]] {
        let ended = folder.ends(arguments, "").await;
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert!(ended.err.starts_with("There is no database at "), "{}", ended.err);
    }
    assert!(!folder.path().join("none.db").exists());
}
