//! Polls: asked by the bot, voted on by people through their client's route, ended by time or by who asked.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::sandbox;

const GUILD_MESSAGES: u64 = 1 << 9;
const GUILD_MESSAGE_POLLS: u64 = 1 << 24;

fn poll(many: bool) -> Value {
    json!({"poll": {"question": {"text": "Go?"}, "duration": 1, "allow_multiselect": many,
        "answers": [{"poll_media": {"text": "go", "emoji": {"name": "✅"}}}, {"poll_media": {"text": "no-go"}}]}})
}

/// Votes as Discord's own client does.
async fn votes(who: &Client, message: &Value, answers: Value) -> super::client::Answer {
    let path = format!("{}/answers/@me", polls(message));
    who.put(&path, json!({"answer_ids": answers})).await
}

fn polls(message: &Value) -> String {
    let id = |key: &str| message[key].as_str().unwrap().to_owned();
    format!("/channels/{}/polls/{}", id("channel_id"), id("id"))
}

fn counts(message: &Value) -> Vec<(u64, u64)> {
    let counts = message["poll"]["results"]["answer_counts"].as_array().unwrap();
    let number = |count: &Value, key: &str| count[key].as_u64().unwrap();
    counts
        .iter()
        .map(|count| (number(count, "id"), number(count, "count")))
        .collect()
}

async fn now(bot: &Client, message: &Value) -> Value {
    let id = |key: &str| message[key].as_str().unwrap().to_owned();
    let path = format!("/channels/{}/messages/{}", id("channel_id"), id("id"));
    bot.get(&path).await.good()
}

#[tokio::test]
async fn people_vote_and_everybody_hears_of_it() {
    let sandbox = sandbox().await;
    let (bot, ana, ben) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "ana"),
        Client::person(&sandbox, "ben"),
    );
    let (mut ears, _) = Socket::identify(
        &sandbox,
        sandbox.bot_token(),
        GUILD_MESSAGES | GUILD_MESSAGE_POLLS,
    )
    .await;
    let (mut deaf, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    let releases = bot.channel("releases").await;
    let asked = bot.says(&releases, poll(false)).await;
    assert_eq!(asked["poll"]["expiry"], "2026-11-24T09:00:00.000000+00:00");
    assert_eq!(asked["poll"]["answers"][0]["answer_id"], 1);
    votes(&ana, &asked, json!(["1"])).await.good();
    votes(&ben, &asked, json!([2])).await.good();
    votes(&ben, &asked, json!(["1"])).await.good();
    let mut heard = Vec::new();
    for name in [
        "MESSAGE_POLL_VOTE_ADD",
        "MESSAGE_POLL_VOTE_ADD",
        "MESSAGE_POLL_VOTE_ADD",
        "MESSAGE_POLL_VOTE_REMOVE",
    ] {
        let event = ears.event(name).await;
        assert_eq!(event["guild_id"], bot.guild);
        heard.push(event["answer_id"].clone());
    }
    assert_eq!(heard, [1, 2, 1, 2]);
    assert!(
        deaf.so_far()
            .await
            .iter()
            .all(|event| event["t"] != "MESSAGE_POLL_VOTE_ADD")
    );
    assert_eq!(counts(&now(&bot, &asked).await), [(1, 2)]);
    let voters = bot
        .get(&format!("{}/answers/1?limit=1", polls(&asked)))
        .await
        .good();
    let first = voters["users"][0]["id"].as_str().unwrap().to_owned();
    let rest = bot
        .get(&format!("{}/answers/1?after={first}", polls(&asked)))
        .await
        .good();
    assert_eq!(rest["users"].as_array().unwrap().len(), 1);
    votes(&ana, &asked, json!([])).await.good();
    assert_eq!(counts(&now(&bot, &asked).await), [(1, 1)], "taken back");
}

#[tokio::test]
async fn what_a_poll_does_not_take_is_refused() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let asked = bot.says(&releases, poll(false)).await;
    assert_eq!(
        votes(&bot, &asked, json!([1])).await.refusal(),
        (403, 20001),
        "a bot"
    );
    for answers in [json!([3]), json!([0]), json!([1, 2])] {
        assert_eq!(
            votes(&ana, &asked, answers.clone()).await.refusal(),
            (400, 50035),
            "{answers}"
        );
    }
    let path = format!("/channels/{releases}/messages/{}", asked["id"].as_str().unwrap());
    assert_eq!(
        bot.patch(&path, json!({"content": "x"})).await.refusal(),
        (400, 520_003)
    );
    assert_eq!(
        ana.post(&format!("{}/expire", polls(&asked)), Value::Null)
            .await
            .refusal(),
        (403, 50005),
        "only who asked"
    );
    let plain = bot
        .says(&releases, json!({"content": "No vote.", "poll": null}))
        .await;
    assert_eq!(plain.get("poll"), None);
    assert_eq!(votes(&ana, &plain, json!([1])).await.refusal(), (400, 520_006));
    let several = bot.says(&releases, poll(true)).await;
    votes(&ana, &several, json!([1, 2])).await.good();
    assert_eq!(counts(&now(&bot, &several).await), [(1, 1), (2, 1)]);
    let v2 =
        json!({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}], "poll": poll(false)["poll"]});
    let refused = bot.post(&format!("/channels/{releases}/messages"), v2).await;
    assert_eq!(refused.refusal(), (400, 50035));
    let denied = json!({"name": "releases", "bot_may_not": ["SEND_POLLS"]});
    bot.control(Method::POST, "channels", Some(denied)).await.good();
    let refused = bot
        .post(&format!("/channels/{releases}/messages"), poll(false))
        .await;
    assert_eq!(refused.refusal(), (403, 50013));
}

#[tokio::test]
async fn a_poll_ends_by_time_or_by_who_asked_and_says_how() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let asked = bot.says(&releases, poll(false)).await;
    votes(&ana, &asked, json!([2])).await.good();
    bot.passes("59m").await;
    assert_eq!(now(&bot, &asked).await["poll"]["results"]["is_finalized"], false);
    bot.passes("1m").await;
    let over = now(&bot, &asked).await;
    assert_eq!(over["poll"]["results"]["is_finalized"], true);
    assert_eq!(votes(&ana, &asked, json!([1])).await.refusal(), (400, 520_001));
    let said = bot
        .get(&format!("/channels/{releases}/messages?limit=1"))
        .await
        .good()[0]
        .clone();
    assert_eq!(said["type"], 46);
    assert_eq!(said["message_reference"]["message_id"], asked["id"]);
    let fields = said["embeds"][0]["fields"].as_array().unwrap();
    let told: Vec<(&str, &str)> = fields
        .iter()
        .map(|field| (field["name"].as_str().unwrap(), field["value"].as_str().unwrap()))
        .collect();
    let wanted = [
        ("poll_question_text", "Go?"),
        ("victor_answer_votes", "1"),
        ("total_votes", "1"),
        ("victor_answer_id", "2"),
        ("victor_answer_text", "no-go"),
    ];
    assert_eq!(told, wanted);
    let second = bot.says(&releases, poll(false)).await;
    let expire = format!("{}/expire", polls(&second));
    let ended = bot.post(&expire, Value::Null).await.good();
    assert_eq!(ended["poll"]["results"]["is_finalized"], true);
    assert_eq!(bot.post(&expire, Value::Null).await.refusal(), (400, 520_001));
}
