//! Discord breaks or falls silent while the bot answers: the answer arrives, and once.

use serde_json::{Value, json};

use crate::database::{Database, on_both_databases};
use crate::story::Story;

async fn strike(story: &Story, faults: Value) {
    let url = format!("{}/sandbox/faults", story.sandbox.url());
    let answer = story.http.post(url).json(&faults).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// How many of the bot's messages are in a channel.
async fn said_by_the_bot(story: &Story, channel: &str) -> usize {
    let messages = story.messages(channel).await;
    messages.iter().filter(|m| m["author"]["bot"] == true).count()
}

async fn a_reply_whose_fate_is_unknown_is_said_once(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let route = "POST /channels/{id}/messages";
    for mishap in ["do_it_but_drop_answer", "cut_body"] {
        let before = said_by_the_bot(&story, "releases").await;
        strike(&story, json!({"route": route, mishap: true})).await;
        ana.says("!release list").await;
        story.settle().await;
        let after = said_by_the_bot(&story, "releases").await;
        assert_eq!(after - before, 1, "{mishap}");
    }
    let before = said_by_the_bot(&story, "releases").await;
    strike(&story, json!({"route": route, "status": 503, "times": 2})).await;
    ana.says("!release list").await;
    assert_eq!(said_by_the_bot(&story, "releases").await - before, 1);
    story.end().await;
}
on_both_databases!(a_reply_whose_fate_is_unknown_is_said_once);

/// Discord takes few edits of messages older than an hour, and says how long to wait: the card waits no longer than that.
async fn a_card_older_than_an_hour_waits_no_longer_than_discord_says(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    let body = json!({
        "message": "Maximum number of edits to messages older than 1 hour reached",
        "code": 30046, "retry_after": 0.2, "global": false,
    });
    let headers = json!({"Retry-After": "1"});
    strike(
        &story,
        json!({"route": "PATCH /channels/{id}/messages/{id}", "status": 429, "body": body, "headers": headers}),
    )
    .await;
    ana.says("!release hold 1 the vendor is asked").await;
    let card = story.read("releases").await;
    assert!(
        card.contains("On hold") && card.contains("the vendor is asked"),
        "{card}"
    );
    story.end().await;
}
on_both_databases!(a_card_older_than_an_hour_waits_no_longer_than_discord_says);

async fn a_no_whose_fate_is_unknown_is_said_to_that_person_once(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let wanted = ana.says("!release status 99").await;
    let direct = async || {
        let conversations = ana.get("/users/@me/channels").await;
        let id = conversations[0]["id"].as_str().unwrap().to_owned();
        let messages = ana.get(&format!("/channels/{id}/messages")).await;
        messages.as_array().unwrap().len()
    };
    let (before, in_public) = (direct().await, said_by_the_bot(&story, "releases").await);
    strike(
        &story,
        json!({"route": "POST /channels/{id}/messages", "do_it_but_drop_answer": true}),
    )
    .await;
    assert_eq!(ana.says("!release status 99").await, wanted);
    assert_eq!(direct().await, before + 1);
    assert_eq!(said_by_the_bot(&story, "releases").await, in_public);
    story.end().await;
}
on_both_databases!(a_no_whose_fate_is_unknown_is_said_to_that_person_once);

async fn an_answer_to_a_command_arrives_although_discord_broke(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    let wanted = ana.commands("todo", &[]).await;
    let route = "POST /interactions/{id}/{token}/callback";
    for fault in [
        json!({"route": route, "status": 502}),
        json!({"route": route, "do_it_but_drop_answer": true}),
    ] {
        strike(&story, fault).await;
        assert_eq!(ana.commands("todo", &[]).await, wanted);
    }
    story.end().await;
}
on_both_databases!(an_answer_to_a_command_arrives_although_discord_broke);
