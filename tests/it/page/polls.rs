//! Polls and forwarded messages: what the page shows of them, and how one votes on it.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;

fn path_of(message: &Value, kind: &str) -> String {
    let id = |key: &str| message[key].as_str().unwrap();
    format!("/channels/{}/{kind}/{}", id("channel_id"), id("id"))
}

/// A vote moves by a press, is taken back by another, and stays marked when the poll is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_votes_on_the_page_and_reads_how_it_ended() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    let poll = json!({"poll": {"question": {"text": "Ship it?"}, "duration": 1,
        "answers": [{"poll_media": {"text": "go", "emoji": {"name": "✅"}}}, {"poll_media": {"text": "no-go"}}]}});
    let asked = reader.bot.says(&releases, poll).await;
    reader.tab.waits_for("button", "go, 0 votes").await;
    reader.tab.sees("Select one answer").await;
    let ballot = format!("{}/answers/@me", path_of(&asked, "polls"));
    reader
        .person("ben")
        .put(&ballot, json!({"answer_ids": [2]}))
        .await
        .good();
    reader.tab.waits_for("button", "no-go, 1 vote").await;

    reader.tab.press("button", "go, 0 votes").await;
    reader.tab.waits_for("button", "go, 1 vote, yours").await;
    let read = reader
        .person("ana")
        .get(&path_of(&asked, "messages"))
        .await
        .good();
    let counts = &read["poll"]["results"]["answer_counts"];
    assert_eq!(
        (&counts[0]["me_voted"], &counts[1]["me_voted"]),
        (&json!(true), &json!(false)),
        "her own alone is hers"
    );
    reader.tab.press("button", "go, 1 vote, yours").await;
    reader.tab.waits_for("button", "go, 0 votes").await;
    reader.tab.press("button", "go, 0 votes").await;
    reader.tab.waits_for("button", "go, 1 vote, yours").await;
    reader.tab.press("button", "no-go, 1 vote").await;
    reader.tab.waits_for("button", "no-go, 2 votes, yours").await;
    reader.tab.waits_for("button", "go, 0 votes").await;

    reader.bot.passes("1h").await;
    reader.tab.sees("Final results").await;
    reader.tab.sees("no-go won with 2 of 2 votes").await;
    assert_eq!(reader.tab.count("button", "no-go, 2 votes, yours").await, 0);
    assert_eq!(
        reader.texts(".poll-answer").await,
        ["✅ go 0 votes · 0%", "no-go 2 votes · 100%"]
    );
    assert_eq!(
        reader.texts(".poll-answer.own").await,
        ["no-go 2 votes · 100%"],
        "still marked"
    );
    reader.leaves();
}

/// A forward shows what was said, that it was forwarded, and leads to where it is from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forward_shows_what_was_said_and_where() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let (releases, general) = (
        reader.bot.channel("releases").await,
        reader.bot.channel("general").await,
    );
    let body = json!({"content": "All **mugs** ready", "embeds": [{"title": "The list"}]});
    let said = reader.bot.says(&general, body).await;
    let forward = json!({"message_reference":
        {"type": 1, "channel_id": said["channel_id"], "message_id": said["id"]}});
    reader.bot.says(&releases, forward).await;
    reader.tab.sees("All mugs ready").await;
    let shown = reader.texts(".forward").await;
    assert!(
        shown[0].starts_with("Forwarded All mugs ready The list #general"),
        "{shown:?}"
    );
    reader.tab.press("button", "Go to the message in #general").await;
    reader.tab.waits_for("heading", "*general").await;
    reader.tab.sees("All mugs ready").await;
    assert_eq!(reader.texts(".forward").await, [] as [String; 0]);
    reader.leaves();
}
