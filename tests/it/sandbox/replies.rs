//! Replies: what they show, whom they ping, and what they cannot reply to.

use serde_json::{Value, json};

use super::client::Client;
use super::sandbox;

const MESSAGE_HISTORY: u64 = 1 << 16;

/// The error's own code in the answer.
fn word(answer: &super::client::Answer) -> &str {
    answer.body["errors"]["message_reference"]["_errors"][0]["code"]
        .as_str()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_reply_shows_what_it_replies_to() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let first = ana.says(&outages, json!({"content": "When is it back?"})).await;
    let reply = json!({"content": "At ten", "message_reference": {
        "type": 0, "message_id": first["id"], "channel_id": outages, "guild_id": bot.guild}});
    let said = bot.says(&outages, reply).await;
    assert_eq!(said["type"], 19);
    let shown = json!({"type": 0, "channel_id": outages, "message_id": first["id"], "guild_id": bot.guild});
    assert_eq!(said["message_reference"], shown);
    assert_eq!(said["referenced_message"]["content"], "When is it back?");
    let path = |message: &Value| format!("/channels/{outages}/messages/{}", message["id"].as_str().unwrap());
    ana.delete(&path(&first)).await.good();
    let later = ana.get(&path(&said)).await.good();
    assert_eq!(
        (&later["type"], &later["referenced_message"]),
        (&json!(19), &Value::Null)
    );
    assert_eq!(later["message_reference"]["message_id"], first["id"]);
}

#[tokio::test]
async fn a_reply_pings_its_author_only_when_allowed() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let first = ana.says(&outages, json!({"content": "?"})).await;
    for (allowed, pinged) in [
        (Value::Null, vec!["ana"]),
        (json!({"parse": []}), vec![]),
        (json!({"parse": ["users"], "replied_user": false}), vec![]),
        (json!({"parse": [], "replied_user": true}), vec!["ana"]),
    ] {
        let reply = json!({"content": "!", "message_reference": {"message_id": first["id"]}, "allowed_mentions": allowed});
        let said = bot.says(&outages, reply).await;
        let names: Vec<&str> = said["mentions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|user| user["username"].as_str())
            .collect();
        assert_eq!(names, pinged, "{allowed}");
        let history = bot.history().await;
        let noted = history
            .iter()
            .rev()
            .find(|line| line["pings"].is_object())
            .unwrap();
        assert_eq!(noted["pings"]["users"], json!(pinged), "{allowed}");
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_replied_to_unless_one_does_not_mind() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let (outages, general) = (bot.channel("outages").await, bot.channel("general").await);
    let messages = format!("/channels/{outages}/messages");
    let to = |reference: Value| json!({"content": "x", "message_reference": reference});
    let missing = bot.post(&messages, to(json!({"message_id": "1"}))).await;
    assert_eq!((missing.status, word(&missing)), (400, "REPLIES_UNKNOWN_MESSAGE"));
    let all_the_same = to(json!({"message_id": "1", "fail_if_not_exists": false}));
    let said = bot.post(&messages, all_the_same).await.good();
    assert_eq!((&said["type"], said.get("message_reference")), (&json!(0), None));
    let elsewhere = bot.says(&general, json!({"content": "x"})).await;
    let other = to(json!({"message_id": elsewhere["id"], "channel_id": general}));
    assert_eq!(
        word(&bot.post(&messages, other).await),
        "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL"
    );
    assert_eq!(bot.post(&messages, to(json!({}))).await.refusal(), (400, 50035));
    assert_eq!(
        bot.post(&messages, to(json!({"message_id": said["id"], "type": 1})))
            .await
            .refusal(),
        (400, 50035)
    );
    bot.post(
        &format!("/channels/{outages}/threads"),
        json!({"name": "t", "type": 11}),
    )
    .await
    .good();
    let started = bot.get(&format!("{messages}?limit=1")).await.good()[0].clone();
    let system = bot
        .post(&messages, to(json!({"message_id": started["id"]})))
        .await;
    assert_eq!(word(&system), "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE");
    let overwrite = json!({"type": 1, "allow": "0", "deny": MESSAGE_HISTORY.to_string()});
    root.put(&format!("/channels/{outages}/permissions/{}", bot.bot), overwrite)
        .await
        .good();
    assert_eq!(
        bot.post(&messages, to(json!({"message_id": said["id"]})))
            .await
            .refusal(),
        (403, 160_002)
    );
}
