//! Webhooks of channels: made by those who manage them, used by whoever has the address.

use serde_json::{Value, json};

use super::client::Client;
use super::person::Person;
use super::sandbox;

/// The path by which a webhook is used.
pub(super) fn address(hook: &Value) -> String {
    format!(
        "/webhooks/{}/{}",
        hook["id"].as_str().unwrap(),
        hook["token"].as_str().unwrap()
    )
}

#[tokio::test]
async fn whoever_has_the_address_posts_under_a_name_of_their_own() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let releases = root.channel("releases").await;
    let hooks = format!("/channels/{releases}/webhooks");
    let hook = root.post(&hooks, json!({"name": "pipeline"})).await.good();
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let anybody = Client::person(&sandbox, "ana").under("");
    let quiet = anybody
        .post(&address(&hook), json!({"content": "<@1> @everyone built"}))
        .await;
    assert_eq!((quiet.status, &quiet.body), (204, &Value::Null));
    let heard = ana.socket.event("MESSAGE_CREATE").await;
    assert_eq!(
        (
            &heard["author"]["username"],
            &heard["webhook_id"],
            &heard["mention_everyone"]
        ),
        (&json!("pipeline"), &hook["id"], &json!(false))
    );
    assert!(heard.get("member").is_none());
    let waited = format!("{}?wait=true", address(&hook));
    let said = anybody
        .post(&waited, json!({"content": "failed", "username": "CI"}))
        .await
        .good();
    assert_eq!(said["author"]["username"], "CI");
    let message = format!("{}/messages/{}", address(&hook), said["id"].as_str().unwrap());
    let changed = anybody.patch(&message, json!({"content": "fixed"})).await.good();
    assert_eq!(
        (&changed["content"], &changed["author"]["username"]),
        (&json!("fixed"), &json!("CI"))
    );
    anybody.delete(&message).await.good();
    assert_eq!(anybody.get(&message).await.refusal(), (404, 10008));
    let row = json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "b"}]}]);
    let pressed = anybody
        .post(&waited, json!({"content": "x", "components": row}))
        .await
        .good();
    assert_eq!(
        pressed["components"],
        json!([]),
        "only an application's webhook has buttons"
    );
    let thread = json!({"name": "t", "type": 11});
    let thread = root
        .post(&format!("/channels/{releases}/threads"), thread)
        .await
        .good();
    let inside = format!("{waited}&thread_id={}", thread["id"].as_str().unwrap());
    assert_eq!(
        anybody.post(&inside, json!({"content": "x"})).await.good()["channel_id"],
        thread["id"]
    );
    assert_eq!(anybody.post(&waited, json!({})).await.refusal(), (400, 50006));
}

#[tokio::test]
async fn only_who_may_manages_them_and_a_wrong_address_is_none() {
    let sandbox = sandbox().await;
    let (root, ana) = (Client::person(&sandbox, "root"), Client::person(&sandbox, "ana"));
    let releases = root.channel("releases").await;
    let hooks = format!("/channels/{releases}/webhooks");
    assert_eq!(
        ana.post(&hooks, json!({"name": "mine"})).await.refusal(),
        (403, 50013)
    );
    for bad in [json!({}), json!({"name": "Discord news"}), json!({"name": " "})] {
        assert_eq!(
            root.post(&hooks, bad.clone()).await.refusal(),
            (400, 50035),
            "{bad}"
        );
    }
    let hook = root.post(&hooks, json!({"name": "pipeline"})).await.good();
    let one = format!("/webhooks/{}", hook["id"].as_str().unwrap());
    assert_eq!(ana.get(&one).await.refusal(), (403, 50013));
    assert_eq!(root.get(&one).await.good()["user"]["username"], "root");
    assert!(ana.get(&address(&hook)).await.good().get("user").is_none());
    assert_eq!(
        ana.post(&format!("{one}/wrong"), json!({"content": "x"}))
            .await
            .refusal(),
        (401, 50027)
    );
    assert_eq!(
        root.patch(&one, json!({"name": "robot"})).await.good()["name"],
        "robot"
    );
    let guild = format!("/guilds/{}/webhooks", root.guild);
    assert_eq!(root.get(&guild).await.good().as_array().unwrap().len(), 1);
    assert_eq!(ana.get(&guild).await.good(), json!([]));
    ana.delete(&address(&hook)).await.good();
    assert_eq!(root.get(&one).await.refusal(), (404, 10015));
}

#[tokio::test]
pub(super) async fn a_channel_has_so_many_webhooks() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let releases = root.channel("releases").await;
    let hooks = format!("/channels/{releases}/webhooks");
    let mut last = Value::Null;
    for n in 0..15 {
        last = root.post(&hooks, json!({"name": n.to_string()})).await.good();
    }
    assert_eq!(
        root.post(&hooks, json!({"name": "one more"})).await.refusal(),
        (400, 30007)
    );
    root.delete(&format!("/webhooks/{}", last["id"].as_str().unwrap()))
        .await
        .good();
    root.post(&hooks, json!({"name": "one more"})).await.good();
}
