//! Whom a message pings, and when it is the same message as before.

use serde_json::{Value, json};

use super::client::Client;
use super::sandbox;

const V2: u64 = 1 << 15;

#[tokio::test]
pub(super) async fn an_enforced_nonce_makes_one_message_for_a_few_minutes() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let notice = json!({"content": "Go", "nonce": "outbox-7", "enforce_nonce": true});
    let first = bot.says(&releases, notice.clone()).await;
    assert_eq!(first["nonce"], "outbox-7");
    assert_eq!(bot.says(&releases, notice.clone()).await["id"], first["id"]);
    let ana = Client::person(&sandbox, "ana");
    assert_ne!(
        ana.says(&releases, notice.clone()).await["id"],
        first["id"],
        "another author"
    );
    let messages = format!("/channels/{releases}/messages");
    let id = first["id"].as_str().unwrap();
    assert!(
        bot.get(&format!("{messages}/{id}"))
            .await
            .good()
            .get("nonce")
            .is_none(),
        "no listing shows it"
    );
    bot.delete(&format!("{messages}/{id}")).await.good();
    assert_eq!(
        bot.post(&messages, notice.clone()).await.refusal(),
        (404, 10008),
        "deleted meanwhile"
    );
    bot.passes("4m").await;
    assert_ne!(bot.says(&releases, notice).await["id"], first["id"], "forgotten");
}

/// Whom the last message pinged, by the record.
async fn last_pings(client: &Client) -> Value {
    let history = client.history().await;
    history
        .iter()
        .rev()
        .find(|line| line["pings"].is_object())
        .unwrap()["pings"]
        .clone()
}

#[tokio::test]
async fn hostile_text_pings_nobody_unless_it_is_let() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let (ana, sre) = (bot.user("ana").await, bot.role("SRE team").await);
    let hostile = format!("@everyone <@{ana}> <@&{sre}>");
    let nobody = json!({"users": [], "roles": [], "everyone": false, "silent": false});
    bot.says(
        &releases,
        json!({"content": hostile, "allowed_mentions": {"parse": []}}),
    )
    .await;
    assert_eq!(last_pings(&bot).await, nobody);
    let open = bot.says(&releases, json!({"content": hostile})).await;
    let all = json!({"users": ["ana"], "roles": ["SRE team"], "everyone": true, "silent": false});
    assert_eq!(last_pings(&bot).await, all, "plain messages ping whom they can");
    assert_eq!(
        (&open["mention_everyone"], &open["mention_roles"]),
        (&json!(true), &json!([sre]))
    );
    let card = json!({"flags": V2, "components": [{"type": 10, "content": hostile}], "allowed_mentions": {"users": [ana]}});
    bot.says(&releases, card).await;
    assert_eq!(
        last_pings(&bot).await,
        json!({"users": ["ana"], "roles": [], "everyone": false, "silent": false})
    );
    bot.says(&releases, json!({"content": hostile, "flags": 1 << 12}))
        .await;
    assert_eq!(last_pings(&bot).await["silent"], true);
}

#[tokio::test]
async fn an_edit_reads_mentions_anew_with_everything_allowed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let ana = bot.user("ana").await;
    let text = format!("<@{ana}>");
    let quiet = bot
        .says(
            &releases,
            json!({"content": text, "allowed_mentions": {"parse": []}}),
        )
        .await;
    assert_eq!(quiet["mentions"], json!([]));
    let path = format!("/channels/{releases}/messages/{}", quiet["id"].as_str().unwrap());
    let edited = bot
        .patch(&path, json!({"content": format!("{text} again")}))
        .await
        .good();
    assert_eq!(edited["mentions"][0]["username"], "ana");
    let still = bot
        .patch(&path, json!({"content": text, "allowed_mentions": {"parse": []}}))
        .await
        .good();
    assert_eq!(still["mentions"], json!([]));
}
