//! Files in a team's work: handed in by people, answered by the bot, and harmless where nobody asked for one.

use gonogo::playbook::Source;
use serde_json::{Value, json};

use crate::database::{Database, on_both_databases};
use crate::form::File;
use crate::story::{Person, Story};

/// A process whose changes are written down.
const WRITTEN: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team"]

[[process]]
name = "change"
title = "Change"
purpose = "A change that is written down."
record = [{ title = "Summary" }, { title = "Rollback" }]

[[process.step]]
name = "describe"
title = "Describe the change"
owner = "SRE team"
asks = [{ record = "Request for approval", name = "request" }]
"#;

const LOG: File<'_> = ("smoke.log", "text/plain", b"12 of 12 passed");

/// A file where none is taken neither stops a command nor reaches the bot as something else.
async fn a_file_where_none_is_asked_for_changes_nothing(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let answer = ana.says_with_files("releases", "!todo", &[LOG]).await;
    assert_eq!(answer, ana.says("!todo").await);
    assert_eq!(ana.opens("smoke.log").await, "12 of 12 passed");
    let refused = ana.commands_with_files("todo", &[], &[("file", LOG)]).await;
    assert!(
        refused.contains("APPLICATION_COMMAND_OPTION_UNKNOWN"),
        "Discord knows no such option: {refused}"
    );
    story.end().await;
}
on_both_databases!(a_file_where_none_is_asked_for_changes_nothing);

/// A story with an open change, and two who may write about it.
async fn with_a_change(db: Database) -> (Story, std::sync::Arc<Person>, std::sync::Arc<Person>) {
    let source = Source {
        name: "shop.toml".to_owned(),
        text: WRITTEN.to_owned(),
    };
    let story = Story::with_playbooks(db, vec![source]).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    ana.says("!release start shop change 1.2").await;
    (story, ana, ben)
}

async fn strike(story: &Story, fault: Value) {
    let url = format!("{}/sandbox/faults", story.sandbox.url());
    let answer = story.http.post(url).json(&fault).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// A record comes with a message or with a command, and is read the same: with a mark before it, in any letters.
async fn a_record_is_handed_in_with_a_message_and_with_a_command(db: Database) {
    let (story, ana, ben) = with_a_change(db).await;
    let first: File<'_> = ("Änderung 1.md", "", "\u{FEFF}# Summary\nMehr Öl".as_bytes());
    let preview = ana
        .says_with_files("releases", "!release record 1", &[first])
        .await;
    assert!(
        preview.contains("Summary") && preview.contains("[Apply]"),
        "{preview}"
    );
    ana.presses("Apply").await;
    assert!(ana.says("!release record 1").await.contains("Mehr Öl"));
    let second: File<'_> = (
        "rollback.md",
        "text/markdown",
        b"# Rollback\nPut the old image back",
    );
    let preview = ben
        .commands_with_files("release record", &[("release", "1")], &[("file", second)])
        .await;
    assert!(
        preview.contains("Rollback") && preview.contains("[Apply]"),
        "{preview}"
    );
    ben.presses("Apply").await;
    let record = ana.says("!release record 1").await;
    assert!(
        record.contains("Mehr Öl") && record.contains("old image"),
        "{record}"
    );
    story.end().await;
}
on_both_databases!(a_record_is_handed_in_with_a_message_and_with_a_command);

/// What cannot be read is refused in words, each with the way out, and changes nothing.
async fn a_file_that_cannot_be_read_is_refused_with_the_way_out(db: Database) {
    let (story, ana, _) = with_a_change(db).await;
    let before = ana.says("!release record 1").await;
    let large = vec![b'x'; 1_000_001];
    let table: [(File<'_>, &str); 4] = [
        (("screen.png", "image/png", b"\x89PNG"), "no text that I can read"),
        (("latin.md", "text/markdown", b"\xDCber"), "saved as UTF-8"),
        (("wide.md", "text/markdown", b"\xFF\xFE#\0"), "saved as UTF-8"),
        (
            ("long.md", "text/markdown", &large),
            "too big: I read files up to 976 KiB",
        ),
    ];
    for (file, words) in table {
        let no = ana
            .says_with_files("releases", "!release record 1", &[file])
            .await;
        assert!(no.contains(words), "{no}");
    }
    let good: File<'_> = ("record.md", "text/markdown", b"# Summary\nA");
    for (fault, words) in [
        (
            json!({"contains": "attachments/", "status": 404}),
            "no longer on Discord",
        ),
        (
            json!({"contains": "attachments/", "status": 503, "times": 2}),
            "Discord did not give me record.md (reference",
        ),
    ] {
        strike(&story, fault).await;
        let no = ana
            .commands_with_files("release record", &[("release", "1")], &[("file", good)])
            .await;
        assert!(no.contains(words), "{no}");
    }
    assert_eq!(ana.says("!release record 1").await, before);
    story.end().await;
}
on_both_databases!(a_file_that_cannot_be_read_is_refused_with_the_way_out);

/// What was typed into a form comes back as a file when somebody else was faster; once, whatever becomes of the answer.
async fn an_answer_with_a_file_arrives_once_although_discord_breaks(db: Database) {
    let (story, ana, ben) = with_a_change(db).await;
    let callback = "POST /interactions/{id}/{token}/callback";
    for (n, fault) in [
        Value::Null,
        json!({"route": callback, "do_it_but_drop_answer": true}),
        json!({"route": callback, "status": 502}),
    ]
    .into_iter()
    .enumerate()
    {
        let form = ana
            .commands("release record", &[("release", "1"), ("section", "summary")])
            .await;
        assert!(form.starts_with("form: "), "{form}");
        ben.says(&format!("!release record 1 summary Ben was here, {n}"))
            .await;
        if !fault.is_null() {
            strike(&story, fault).await;
        }
        let typed = format!("What Ana thought, {n}");
        let no = ana.fills(&[("text", &typed)]).await;
        assert!(no.contains("<file what-you-typed.md>"), "{no}");
        assert_eq!(ana.opens("what-you-typed.md").await, typed);
    }
    let history = story.history().await;
    let seen = history.iter().filter(|line| {
        line["event"] == "MESSAGE_CREATE" && line["data"]["attachments"][0]["filename"] == "what-you-typed.md"
    });
    assert_eq!(seen.count(), 3, "each was seen once");
    let sent = history
        .iter()
        .filter(|line| line["files"].is_array() && line["who"] == "gonogo");
    assert!(
        sent.clone().count() >= 4,
        "three answers, one or two of them twice"
    );
    assert!(sent.clone().all(|line| line["files"][0]["sha256"].is_string()));
    story.end().await;
}
on_both_databases!(an_answer_with_a_file_arrives_once_although_discord_breaks);

/// The files of the bot's messages in a channel, message by message.
async fn files_of_the_bot(story: &Story, channel: &str) -> Vec<usize> {
    let messages = story.messages(channel).await;
    let of_bot = messages.iter().filter(|m| m["author"]["bot"] == true);
    let counts = of_bot.map(|m| m["attachments"].as_array().map_or(0, Vec::len));
    counts.filter(|n| *n > 0).collect()
}

/// A report of two files is posted once, and one that takes long comes after the word that it comes.
async fn a_report_of_two_files_arrives_once_and_also_late(db: Database) {
    let (story, ana, _) = with_a_change(db).await;
    let lost = json!({"route": "POST /channels/{id}/messages", "do_it_but_drop_answer": true});
    strike(&story, lost).await;
    let report = ana.says("!release report 1").await;
    assert!(
        report.contains("<file report-1.md>") && report.contains("<file report-1.json>"),
        "{report}"
    );
    assert_eq!(files_of_the_bot(&story, "releases").await, [2]);
    let markdown = ana.opens("report-1.md").await;
    strike(
        &story,
        json!({"route": "GET /guilds/{guild}/members/{id}", "delay_ms": 1800}),
    )
    .await;
    let lost = json!({"contains": "@original", "do_it_but_drop_answer": true});
    strike(&story, lost).await;
    ana.commands("release report", &[("release", "1")]).await;
    let late = ana
        .wait_for(0, |e| {
            e["t"] == "MESSAGE_UPDATE" && e["d"]["attachments"][1].is_object()
        })
        .await;
    assert_eq!(late["d"]["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(ana.opens("report-1.md").await, markdown, "to her alone");
    assert_eq!(
        files_of_the_bot(&story, "releases").await,
        [2],
        "nothing more in public"
    );
    story.end().await;
}
on_both_databases!(a_report_of_two_files_arrives_once_and_also_late);
