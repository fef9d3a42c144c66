//! Announcement channels: what is published there, how often, and what Discord refuses.

use serde_json::{Value, json};

use super::client::Client;
use super::{sandbox, sandbox_with};

const CROSSPOSTED: u64 = 1;

fn path(channel: &str, message: &Value) -> String {
    format!(
        "/channels/{channel}/messages/{}/crosspost",
        message["id"].as_str().unwrap()
    )
}

#[tokio::test]
async fn a_message_is_published_once() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let news = bot.channel("announcements").await;
    let shown = bot.get(&format!("/channels/{news}")).await.good();
    assert_eq!(shown["type"], 5);
    let said = bot.says(&news, json!({"content": "MyPortfolio is back"})).await;
    assert_eq!(said["flags"], 0);
    let published = bot.post(&path(&news, &said), Value::Null).await.good();
    assert_eq!(
        (&published["id"], &published["flags"]),
        (&said["id"], &json!(CROSSPOSTED))
    );
    assert_eq!(
        bot.post(&path(&news, &said), Value::Null).await.refusal(),
        (400, 40033)
    );
}

#[tokio::test]
async fn only_announcements_can_be_published_and_only_by_those_who_may() {
    let sandbox = sandbox().await;
    let (bot, ana, ben) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "ana"),
        Client::person(&sandbox, "ben"),
    );
    let (news, general) = (bot.channel("announcements").await, bot.channel("general").await);
    let plain = bot.says(&general, json!({"content": "x"})).await;
    assert_eq!(
        bot.post(&path(&general, &plain), Value::Null).await.refusal(),
        (400, 50024)
    );
    let hers = ana.says(&news, json!({"content": "x"})).await;
    assert_eq!(
        ben.post(&path(&news, &hers), Value::Null).await.refusal(),
        (403, 50013)
    );
    ana.post(&path(&news, &hers), Value::Null).await.good();
    let other = ana.says(&news, json!({"content": "y"})).await;
    bot.post(&path(&news, &other), Value::Null).await.good();
    assert_eq!(
        bot.post(&path(&news, &json!({"id": "1"})), Value::Null)
            .await
            .refusal(),
        (404, 10008)
    );
    let thread = format!(
        "/channels/{news}/messages/{}/threads",
        other["id"].as_str().unwrap()
    );
    assert_eq!(bot.post(&thread, json!({"name": "t"})).await.good()["type"], 10);
}

#[tokio::test]
pub(super) async fn ten_an_hour_are_published_then_the_body_says_how_long_to_wait() {
    let sandbox = sandbox_with(true).await;
    // People meet no limit on haste; this one is the channel's, whoever publishes.
    let ana = Client::person(&sandbox, "ana");
    let news = ana.channel("announcements").await;
    let mut refused = None;
    for n in 0..11 {
        let said = ana.says(&news, json!({"content": n.to_string()})).await;
        let answer = ana.post(&path(&news, &said), Value::Null).await;
        match n {
            10 => refused = Some((answer, said)),
            _ => drop(answer.good()),
        }
        if n == 4 {
            ana.passes("10m").await;
        }
    }
    let (refused, said) = refused.unwrap();
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert_eq!(
        refused.body["retry_after"],
        50.0 * 60.0,
        "until the first is an hour old"
    );
    assert_eq!(
        (&refused.body["global"], refused.body.get("code")),
        (&json!(false), None)
    );
    assert_eq!(refused.headers["x-ratelimit-scope"], "shared");
    assert_eq!(
        refused.headers["retry-after"], "1",
        "the header knows the bucket only"
    );
    ana.passes("50m").await;
    assert_eq!(
        ana.post(&path(&news, &said), Value::Null).await.good()["flags"],
        CROSSPOSTED
    );
}

#[tokio::test]
pub(super) async fn a_published_message_takes_three_edits_an_hour() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let news = bot.channel("announcements").await;
    let said = bot.says(&news, json!({"content": "x"})).await;
    bot.post(&path(&news, &said), Value::Null).await.good();
    let edit = format!("/channels/{news}/messages/{}", said["id"].as_str().unwrap());
    for n in 0..3 {
        bot.patch(&edit, json!({"content": n.to_string()})).await.good();
    }
    let refused = bot.patch(&edit, json!({"content": "x"})).await;
    assert_eq!(refused.refusal(), (429, 20022));
    assert_eq!(refused.body["retry_after"], 3600.0);
}
