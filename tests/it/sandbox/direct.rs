//! Direct messages that somebody does not take, channels that go, rights that are taken: what admins and people do
//! behind the bot's back, by the control routes.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;

async fn control(client: &Client, route: &str, body: Value) -> super::client::Answer {
    client.control(Method::POST, route, Some(body)).await
}

#[tokio::test]
async fn who_closed_their_direct_messages_gets_none() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let open = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    let messages = format!("/channels/{}/messages", open["id"].as_str().unwrap());
    bot.post(&messages, json!({"content": "before"})).await.good();
    control(&bot, "people", json!({"name": "ana", "dms": "closed"}))
        .await
        .good();
    let again = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    assert_eq!(again["id"], open["id"], "the conversation opens all the same");
    assert_eq!(
        bot.post(&messages, json!({"content": "after"})).await.refusal(),
        (403, 50007)
    );
    ana.client
        .post(&messages, json!({"content": "I may write"}))
        .await
        .good();
    let ben = bot.user("ben").await;
    let other = bot
        .post("/users/@me/channels", json!({"recipient_id": ben}))
        .await
        .good();
    bot.says(
        other["id"].as_str().unwrap(),
        json!({"content": "others take them"}),
    )
    .await;
    let listed = bot.control(Method::GET, "people", None).await.body;
    let hers = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["name"] == "ana")
        .unwrap();
    assert_eq!(hers["dms"], "closed");
    control(&bot, "people", json!({"name": "ana", "dms": "open"}))
        .await
        .good();
    bot.post(&messages, json!({"content": "later"})).await.good();
    while ana.socket.event("MESSAGE_CREATE").await["content"] != "later" {}
    for bad in [
        json!({}),
        json!({"name": "ana", "dms": "shut"}),
        json!({"name": "nobody", "dms": "open"}),
    ] {
        let refused = control(&bot, "people", bad).await;
        assert!(refused.status == 400 && refused.body["message"].as_str().unwrap().ends_with('.'));
    }
}

#[tokio::test]
async fn the_bot_can_lose_a_right_in_one_channel_and_get_it_back() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (outages, general) = (bot.channel("outages").await, bot.channel("general").await);
    let messages = format!("/channels/{outages}/messages");
    control(
        &bot,
        "channels",
        json!({"name": "outages", "bot_may_not": ["SEND_MESSAGES"]}),
    )
    .await
    .good();
    assert_eq!(
        bot.post(&messages, json!({"content": "x"})).await.refusal(),
        (403, 50013)
    );
    bot.says(&general, json!({"content": "elsewhere it may"})).await;
    Client::person(&sandbox, "ana")
        .says(&outages, json!({"content": "others may"}))
        .await;
    control(
        &bot,
        "channels",
        json!({"name": "outages", "bot_may_not": ["VIEW_CHANNEL"]}),
    )
    .await
    .good();
    assert_eq!(
        bot.post(&messages, json!({"content": "x"})).await.refusal(),
        (403, 50001)
    );
    control(&bot, "channels", json!({"name": "outages", "bot_may_not": []}))
        .await
        .good();
    bot.post(&messages, json!({"content": "x"})).await.good();
    for bad in [
        json!({"name": "outages"}),
        json!({"name": "nowhere", "deleted": true}),
        json!({"name": "outages", "bot_may_not": ["BREATHE"]}),
        json!({"name": "stage", "type": "stage"}),
    ] {
        let refused = control(&bot, "channels", bad).await;
        assert!(refused.status == 400 && refused.body["message"].as_str().unwrap().ends_with('.'));
    }
}

#[tokio::test]
async fn a_channel_that_is_deleted_takes_its_threads_along() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let outages = bot.channel("outages").await;
    let said = bot.says(&outages, json!({"content": "card"})).await;
    let id = said["id"].as_str().unwrap();
    bot.post(
        &format!("/channels/{outages}/messages/{id}/threads"),
        json!({"name": "t"}),
    )
    .await
    .good();
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    control(&bot, "channels", json!({"name": "outages", "deleted": true}))
        .await
        .good();
    assert_eq!(ears.event("CHANNEL_DELETE").await["id"], json!(outages));
    for gone in [&outages[..], id] {
        let answer = bot
            .post(&format!("/channels/{gone}/messages"), json!({"content": "x"}))
            .await;
        assert_eq!(answer.refusal(), (404, 10003));
    }
    let added = control(
        &bot,
        "channels",
        json!({"name": "outages", "type": "announcement"}),
    )
    .await
    .good();
    assert_eq!(ears.event("CHANNEL_CREATE").await["id"], added["id"]);
    bot.says(added["id"].as_str().unwrap(), json!({"content": "a new one"}))
        .await;
}
