//! Forums, threads, pins and events, as somebody finds them on the page.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;

/// A forum that wants a tag on every post.
async fn help_desk(reader: &Reader) -> Value {
    let forum = json!({
        "name": "help-desk", "type": 15, "topic": "Say **what** you tried.", "flags": 1 << 4,
        "available_tags": [{"name": "question"}, {"name": "bug", "emoji_name": "🐛"}, {"name": "answered", "moderated": true}],
    });
    let forum = reader.channel(forum).await;
    assert_eq!(forum["flags"], 1 << 4, "every post needs a tag");
    forum
}

/// The titles of the posts in the list, from above.
async fn titles(reader: &mut Reader) -> Vec<String> {
    let titles = reader.texts(".post-title").await;
    let plain = titles
        .iter()
        .map(|title| title.trim_end_matches(" (unread)").to_owned());
    plain.collect()
}

/// Ana asks in a forum that has rules, and finds her way among the posts.
async fn a_post_is_written_and_found(screen: Screen) {
    let Some(mut reader) = Reader::comes(screen).await else {
        return;
    };
    let forum = help_desk(&reader).await;
    let threads = format!("/channels/{}/threads", forum["id"].as_str().unwrap());
    if screen.touch {
        reader.tab.press("button", "Channels").await;
    }
    reader.tab.press("button", "help-desk*").await;
    reader.tab.sees("Say what you tried.").await;
    reader.tab.sees("There are no posts yet").await;

    // What the forum asks for is said at the field, before anything is sent.
    reader.tab.press("button", "New post").await;
    reader.tab.press("button", "Post").await;
    reader.tab.sees("A post needs a title.").await;
    reader.tab.sees("This forum wants a tag on every post.").await;
    reader.tab.sees("A post begins with a message or a file.").await;
    assert_eq!(
        reader.tab.count("checkbox", "answered").await,
        0,
        "only moderators give this tag"
    );
    reader.tab.press("textbox", "Title").await;
    reader.tab.types("Where are the logs?").await;
    reader.tab.press("checkbox", "question").await;
    reader.tab.press("textbox", "Message").await;
    reader.tab.types("I looked **everywhere**.").await;
    // What was typed is still there when the form was left.
    reader.tab.key("Escape").await;
    reader.tab.sees_no("New post in help-desk").await;
    reader.tab.press("button", "New post").await;
    reader.tab.press("button", "Post").await;
    reader.tab.waits_for("heading", "*Where are the logs?").await;
    reader.tab.sees("I looked everywhere.").await;

    let post = only_post(&reader).await;
    assert_eq!(post["applied_tags"], json!([forum["available_tags"][0]["id"]]));
    answers_and_asks(&reader, &threads, &post, &forum).await;
    comes_back(&mut reader, screen).await;
    assert_eq!(reader.tab.nameless().await, [] as [String; 0]);
    sorts_and_filters(&mut reader).await;
    reader.leaves();
}

async fn only_post(reader: &Reader) -> Value {
    let path = format!("/guilds/{}/threads/active", reader.bot.guild);
    let mut active = reader.bot.get(&path).await.good();
    assert_eq!(active["threads"].as_array().unwrap().len(), 1);
    active["threads"][0].take()
}

/// Ben posts too; then the first post is answered, and an old one is archived.
async fn answers_and_asks(reader: &Reader, threads: &str, first: &Value, forum: &Value) {
    let ben = reader.person("ben");
    let bug = &forum["available_tags"][1]["id"];
    let post = |name: &str| json!({"name": name, "applied_tags": [bug], "message": {"content": "It does.\nEach time."}});
    let old = ben.post(threads, post("It was slow")).await.good();
    let path = format!("/channels/{}", old["id"].as_str().unwrap());
    reader.root.patch(&path, json!({"archived": true})).await.good();
    reader.bot.passes("1h").await;
    ben.post(threads, post("It crashes")).await.good();
    reader.bot.passes("1h").await;
    ben.says(first["id"].as_str().unwrap(), json!({"content": "On the disk."}))
        .await;
}

async fn comes_back(reader: &mut Reader, screen: Screen) {
    if screen.touch {
        reader.tab.press("button", "Channels").await;
        reader.tab.press("button", "help-desk*").await;
    } else {
        reader.tab.press("button", "# help-desk").await;
    }
    reader.tab.sees("Older posts").await;
    let shown = reader.tab.shown().await;
    for words in [
        "ana: I looked everywhere.",
        "1 message ·",
        "ben: It does. Each time.",
        "🐛 bug",
    ] {
        assert!(shown.contains(words), "{words:?} in {shown}");
    }
}

async fn sorts_and_filters(reader: &mut Reader) {
    assert_eq!(
        titles(reader).await,
        ["Where are the logs?", "It crashes", "It was slow"]
    );
    reader.tab.picks("Sort by", "1").await;
    reader.tab.sees("3 posts").await;
    assert_eq!(
        titles(reader).await[0],
        "It crashes",
        "by the date they were posted"
    );
    reader.tab.press("button", "🐛 bug").await;
    reader.tab.sees("2 posts of 3").await;
    assert_eq!(titles(reader).await, ["It crashes", "It was slow"]);
    reader.tab.press("button", "🐛 bug").await;
    reader.tab.press("searchbox", "Search").await;
    reader.tab.types("LOGS").await;
    reader.tab.sees("1 post of 3").await;
}

/// A forum by clicking, at a desk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_written_and_found_at_a_desk() {
    a_post_is_written_and_found(Screen::DESK).await;
}

/// A forum by finger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_written_and_found_on_a_phone() {
    a_post_is_written_and_found(Screen::PHONE).await;
}

/// The panel of a channel: its threads, what is pinned, and the events one can be interested in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_pins_and_events_are_in_one_panel() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    let pinned = reader
        .bot
        .says(&releases, json!({"content": "Read **this** first"}))
        .await;
    let pin = format!(
        "/channels/{releases}/messages/pins/{}",
        pinned["id"].as_str().unwrap()
    );
    reader.bot.put(&pin, json!({})).await.good();
    let threads = format!("/channels/{releases}/threads");
    reader
        .root
        .post(&threads, json!({"name": "still talking", "type": 11}))
        .await
        .good();
    let done = reader
        .root
        .post(&threads, json!({"name": "all said", "type": 11}))
        .await
        .good();
    let done = format!("/channels/{}", done["id"].as_str().unwrap());
    reader
        .root
        .patch(&done, json!({"archived": true, "locked": true}))
        .await
        .good();
    let event = json!({
        "name": "Release day", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "#releases"},
        "scheduled_start_time": "2026-11-25T20:00:00Z", "scheduled_end_time": "2026-11-25T22:00:00Z",
    });
    let events = format!("/guilds/{}/scheduled-events", reader.root.guild);
    let event = reader.root.post(&events, event).await.good();

    let groups = reader.texts("#people .places-title").await;
    assert_eq!(
        groups[..2],
        ["Apps — 1", "Admin — 1"],
        "by their roles, the highest first"
    );
    let tab = &mut reader.tab;
    tab.sees("pinned a message to this channel.").await;
    tab.press("button", "Threads").await;
    tab.sees("Active (1)").await;
    tab.sees("Archived (1)").await;
    assert_eq!(tab.nameless().await, [] as [String; 0]);
    tab.press("tab", "Pinned messages").await;
    tab.sees("Read this first").await;
    tab.press("tab", "Events").await;
    tab.sees("Thursday, 26 November 2026 at 09:00").await;
    tab.press("button", "Interested").await;
    tab.sees("1 person is interested").await;
    let users = format!("{events}/{}/users", event["id"].as_str().unwrap());
    let interested = reader.bot.get(&users).await.good();
    assert_eq!(interested[0]["user"]["username"], "ana");
    reader.tab.press("button", "Interested").await;
    reader.tab.sees("0 people are interested").await;

    // What is archived is found by the panel, and says what it is.
    reader.tab.press("tab", "Threads").await;
    reader.tab.press("button", "all said*").await;
    reader.tab.sees("This thread is archived and locked").await;
    reader.leaves();
}
