//! What a channel may be called, hold and be slowed down to, and how much of all this there may be.

use serde_json::{Value, json};

use super::super::client::Client;
use super::super::sandbox;
use super::{forum, start, threads};

#[tokio::test]
pub(in crate::sandbox) async fn a_channels_settings_are_taken_up_to_their_limits() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let of = |id: &str| format!("/channels/{id}");
    let (text, forum) = (
        of(&bot.channel("general").await),
        of(forum["id"].as_str().unwrap()),
    );
    let tag = |n: usize| json!({"available_tags": [{"name": "x".repeat(n)}]});
    let tags = |n: usize| json!({"available_tags": (0..n).map(|n| json!({"name": n.to_string()})).collect::<Value>()});
    type Body<'a> = &'a dyn Fn(usize) -> Value;
    let tries: [(&str, &str, usize, u64, Body<'_>); 6] = [
        (
            "CHANNEL_NAME",
            &text,
            100,
            50035,
            &|n| json!({"name": "x".repeat(n)}),
        ),
        ("TOPIC", &text, 1024, 50035, &|n| json!({"topic": "x".repeat(n)})),
        (
            "FORUM_TOPIC",
            &forum,
            4096,
            50035,
            &|n| json!({"topic": "x".repeat(n)}),
        ),
        (
            "SLOW_SECONDS",
            &text,
            21600,
            50035,
            &|n| json!({"rate_limit_per_user": n}),
        ),
        ("FORUM_TAG_NAME", &forum, 20, 50035, &tag),
        ("FORUM_TAGS", &forum, 20, 30048, &tags),
    ];
    for (name, path, number, code, body) in tries {
        for taken in [number - 1, number] {
            let answer = root.patch(path, body(taken)).await;
            assert_eq!(answer.status, 200, "{name} {taken}: {}", answer.body);
        }
        assert_eq!(
            root.patch(path, body(number + 1)).await.body["code"],
            code,
            "{name}"
        );
    }
}

#[tokio::test]
pub(in crate::sandbox) async fn a_post_carries_so_many_tags() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let path = format!("/channels/{}", forum["id"].as_str().unwrap());
    let tags: Value = (0..6).map(|n| json!({"name": n.to_string()})).collect();
    let forum = root.patch(&path, json!({"available_tags": tags})).await.good();
    let ids: Vec<&Value> = (0..6).map(|n| &forum["available_tags"][n]["id"]).collect();
    for (count, code) in [(4, None), (5, None), (6, Some(50035))] {
        let body = json!({"name": "p", "message": {"content": "x"}, "applied_tags": ids[..count]});
        let answer = bot.post(&threads(&forum), body).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{count}");
    }
}

#[tokio::test]
pub(in crate::sandbox) async fn one_post_of_a_forum_is_pinned() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let (one, two) = (start(&bot, &forum).await, start(&bot, &forum).await);
    bot.patch(&one, json!({"flags": 2})).await.good();
    bot.patch(&one, json!({"flags": 2})).await.good();
    assert_eq!(bot.patch(&two, json!({"flags": 2})).await.refusal(), (400, 30047));
}

#[tokio::test]
pub(in crate::sandbox) async fn a_server_has_so_many_open_threads_and_channels() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let general = format!("/channels/{}/threads", bot.channel("general").await);
    let mut first = String::new();
    for n in 1..=1001 {
        let answer = bot.post(&general, json!({"name": "t", "type": 12})).await;
        match n {
            1001 => assert_eq!(answer.refusal(), (400, 160_006)),
            _ => first = answer.good()["id"].as_str().unwrap().to_owned(),
        }
    }
    bot.patch(&format!("/channels/{first}"), json!({"archived": true}))
        .await
        .good();
    bot.post(&general, json!({"name": "t", "type": 12})).await.good();

    let channels = format!("/guilds/{}/channels", bot.guild);
    let there = bot.get(&channels).await.good().as_array().unwrap().len();
    for n in there + 1..=501 {
        let answer = root.post(&channels, json!({"name": "c"})).await;
        match n {
            501 => assert_eq!(answer.refusal(), (400, 30013)),
            _ => drop(answer.good()),
        }
    }
}

#[tokio::test]
pub(in crate::sandbox) async fn a_message_bears_so_many_different_reactions() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let said = bot.says(&releases, json!({"content": "x"})).await;
    let react = |n: u32| {
        let emoji = char::from_u32(0x1F600 + n).unwrap();
        let bytes: String = emoji.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
        format!(
            "/channels/{releases}/messages/{}/reactions/{bytes}/@me",
            said["id"].as_str().unwrap()
        )
    };
    for n in 0..21 {
        let answer = bot.put(&react(n), Value::Null).await;
        match n {
            20 => assert_eq!(answer.refusal(), (400, 30010)),
            _ => drop(answer.good()),
        }
    }
    ana.put(&react(3), Value::Null).await.good();
}

#[tokio::test]
pub(in crate::sandbox) async fn old_messages_are_not_deleted_many_at_a_time() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let path = format!("/channels/{releases}/messages/bulk-delete");
    let say = async || bot.says(&releases, json!({"content": "x"})).await["id"].clone();
    let (old, older) = (say().await, say().await);
    bot.passes("14days").await;
    let fresh = json!([say().await, say().await]);
    bot.post(&path, json!({"messages": [old, fresh[0]]})).await.good();
    bot.passes("1s").await;
    let answer = bot.post(&path, json!({"messages": [older, fresh[1]]})).await;
    assert_eq!(answer.refusal(), (400, 50034));
    assert_eq!(
        bot.get(&format!("/channels/{releases}/messages"))
            .await
            .good()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
