//! Forwarded messages: what goes along, and what may not.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::sandbox;

fn forward(message: &Value) -> Value {
    json!({"message_reference": {"type": 1, "channel_id": message["channel_id"], "message_id": message["id"]}})
}

#[tokio::test]
async fn a_forwarded_message_goes_along_as_it_was() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let (releases, general) = (bot.channel("releases").await, bot.channel("general").await);
    let said = ana.says(&releases, json!({"content": "ready"})).await;
    let passed = bot.says(&general, forward(&said)).await;
    assert_eq!((&passed["type"], &passed["content"]), (&json!(0), &json!("")));
    assert_eq!(passed["flags"], 1 << 14);
    assert_eq!(passed["message_reference"]["type"], 1);
    assert_eq!(passed["message_reference"]["channel_id"], releases);
    assert_eq!(passed["message_snapshots"][0]["message"]["content"], "ready");
    let path = format!("/channels/{releases}/messages/{}", said["id"].as_str().unwrap());
    ana.patch(&path, json!({"content": "not ready"})).await.good();
    let path = format!("/channels/{general}/messages/{}", passed["id"].as_str().unwrap());
    let read = bot.get(&path).await.good();
    assert_eq!(
        read["message_snapshots"][0]["message"]["content"], "ready",
        "as it was"
    );
    let again = bot.says(&releases, forward(&passed)).await;
    assert_eq!(again["message_snapshots"][0]["message"]["content"], "ready");
}

#[tokio::test]
async fn what_cannot_be_read_cannot_be_forwarded() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let (releases, general) = (bot.channel("releases").await, bot.channel("general").await);
    let said = ana.says(&releases, json!({"content": "between us"})).await;
    let messages = format!("/channels/{general}/messages");
    let mut nowhere = forward(&said);
    nowhere["message_reference"]["channel_id"] = Value::Null;
    let refused = bot.post(&messages, nowhere).await;
    assert_eq!(refused.refusal(), (400, 50035));
    assert!(refused.body["errors"]["message_reference"]["channel_id"].is_object());
    let denied = json!({"name": "releases", "bot_may_not": ["READ_MESSAGE_HISTORY"]});
    bot.control(Method::POST, "channels", Some(denied)).await.good();
    assert_eq!(
        bot.post(&messages, forward(&said)).await.refusal(),
        (403, 160_014)
    );
    bot.control(
        Method::POST,
        "channels",
        Some(json!({"name": "releases", "bot_may_not": []})),
    )
    .await
    .good();
    bot.post(&messages, forward(&said)).await.good();
}
