//! Threads as Discord's page "Threads" has them: who may do what, and how they are listed.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::sandbox;

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

async fn begin(who: &Client, channel: &str, body: Value) -> Value {
    who.post(&format!("/channels/{channel}/threads"), body)
        .await
        .good()
}

fn ids(list: &Value) -> Vec<&str> {
    list["threads"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn a_thread_is_of_its_channels_type() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (text, news) = (bot.channel("general").await, bot.channel("announcements").await);
    for (channel, kind, taken) in [
        (&text, 10, false),
        (&text, 11, true),
        (&text, 12, true),
        (&news, 10, true),
        (&news, 11, false),
        (&news, 12, false),
    ] {
        let path = format!("/channels/{channel}/threads");
        let answer = bot.post(&path, json!({"name": "t", "type": kind})).await;
        match taken {
            true => assert_eq!(answer.good()["type"], kind),
            false => assert_eq!(answer.refusal(), (400, 50024), "{kind}"),
        }
    }
    let listed = bot.get(&format!("/channels/{news}/messages")).await.good();
    assert_eq!(listed[0]["type"], 18, "it is announced");
}

#[tokio::test]
async fn archived_threads_come_in_pages_the_latest_first() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let general = bot.channel("general").await;
    let mut archived = Vec::new();
    for name in ["a", "b", "c"] {
        let thread = begin(&bot, &general, json!({"name": name, "type": 11})).await;
        archived.push(id(&thread).to_owned());
    }
    // The first that was begun is the last that is archived.
    for thread in archived.iter().rev() {
        bot.passes("1m").await;
        bot.patch(&format!("/channels/{thread}"), json!({"archived": true}))
            .await
            .good();
    }
    let path = format!("/channels/{general}/threads/archived/public?limit=2");
    let first = bot.get(&path).await.good();
    assert_eq!(ids(&first), [archived[0].as_str(), &archived[1]]);
    assert_eq!(first["has_more"], true);
    let before = first["threads"][1]["thread_metadata"]["archive_timestamp"]
        .as_str()
        .unwrap();
    let before = before.replace('+', "%2B");
    let rest = bot.get(&format!("{path}&before={before}")).await.good();
    assert_eq!(
        (ids(&rest), &rest["has_more"]),
        (vec![archived[2].as_str()], &json!(false))
    );
}

#[tokio::test]
async fn private_threads_are_listed_to_moderators_and_to_those_who_are_in() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let general = bot.channel("general").await;
    let inside = begin(&bot, &general, json!({"name": "in", "type": 12})).await;
    let outside = begin(&bot, &general, json!({"name": "out", "type": 12})).await;
    let member = format!(
        "/channels/{}/thread-members/{}",
        id(&inside),
        ana.user("ana").await
    );
    bot.put(&member, Value::Null).await.good();
    for thread in [&inside, &outside] {
        bot.patch(&format!("/channels/{}", id(thread)), json!({"archived": true}))
            .await
            .good();
    }
    let all = format!("/channels/{general}/threads/archived/private");
    assert_eq!(ids(&bot.get(&all).await.good()), [id(&outside), id(&inside)]);
    assert_eq!(ana.get(&all).await.refusal(), (403, 50013));
    let own = format!("/channels/{general}/users/@me/threads/archived/private");
    assert_eq!(ids(&ana.get(&own).await.good()), [id(&inside)]);
    let earlier = format!("{own}?before={}", id(&inside));
    assert_eq!(ids(&ana.get(&earlier).await.good()), Vec::<&str>::new());
}

#[tokio::test]
async fn a_private_thread_is_entered_by_those_whom_its_members_let_in() {
    let sandbox = sandbox().await;
    let (bot, ana, ben) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "ana"),
        Client::person(&sandbox, "ben"),
    );
    let general = bot.channel("general").await;
    let of = async |thread: &Value, name: &str| {
        format!("/channels/{}/thread-members/{}", id(thread), bot.user(name).await)
    };
    let open = begin(&ana, &general, json!({"name": "open", "type": 12})).await;
    ana.put(&of(&open, "ben").await, Value::Null).await.good();
    ben.put(&of(&open, "cho").await, Value::Null).await.good();
    assert_eq!(ben.delete(&of(&open, "cho").await).await.refusal(), (403, 50013));
    ana.delete(&of(&open, "cho").await).await.good();
    let shut = begin(
        &bot,
        &general,
        json!({"name": "shut", "type": 12, "invitable": false}),
    )
    .await;
    bot.put(&of(&shut, "ana").await, Value::Null).await.good();
    assert_eq!(
        ana.put(&of(&shut, "ben").await, Value::Null).await.refusal(),
        (403, 50013)
    );
    bot.patch(&format!("/channels/{}", id(&shut)), json!({"archived": true}))
        .await
        .good();
    assert_eq!(bot.delete(&of(&shut, "ana").await).await.refusal(), (400, 50083));
}

#[tokio::test]
async fn a_locked_thread_is_changed_by_moderators_alone() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let general = bot.channel("general").await;
    let thread = begin(&ana, &general, json!({"name": "t", "type": 11})).await;
    let path = format!("/channels/{}", id(&thread));
    let said = ana.says(id(&thread), json!({"content": "x"})).await;
    let said = format!("{path}/messages/{}", id(&said));
    ana.patch(&path, json!({"name": "mine"})).await.good();
    for more in [json!({"locked": true}), json!({"rate_limit_per_user": 5})] {
        assert_eq!(
            ana.patch(&path, more).await.refusal(),
            (403, 50013),
            "hers or not"
        );
    }
    bot.patch(&path, json!({"locked": true})).await.good();
    assert_eq!(
        ana.patch(&said, json!({"content": "y"})).await.refusal(),
        (400, 160_005)
    );
    let more = ana
        .post(&format!("{path}/messages"), json!({"content": "y"}))
        .await;
    assert_eq!(more.refusal(), (400, 160_005));
    assert_eq!(
        ana.patch(&path, json!({"name": "z"})).await.refusal(),
        (403, 50013)
    );
    ana.delete(&said).await.good();
    bot.patch(&path, json!({"archived": true, "locked": true}))
        .await
        .good();
    assert_eq!(
        ana.patch(&path, json!({"archived": false})).await.refusal(),
        (403, 50013)
    );
}

#[tokio::test]
async fn in_an_archived_thread_messages_are_deleted_and_nothing_else() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let general = bot.channel("general").await;
    let thread = begin(&bot, &general, json!({"name": "t", "type": 11})).await;
    let said = bot.says(id(&thread), json!({"content": "x"})).await;
    let path = format!("/channels/{}", id(&thread));
    let messages = format!("{path}/messages");
    bot.patch(&path, json!({"archived": true})).await.good();
    let emoji = format!("{messages}/{}/reactions/%E2%9C%85/@me", id(&said));
    let pin = format!("{messages}/pins/{}", id(&said));
    for (method, path) in [(Method::PUT, &emoji), (Method::PUT, &pin)] {
        assert_eq!(
            bot.send(method, path, None).await.refusal(),
            (400, 50083),
            "{path}"
        );
    }
    bot.delete(&format!("{messages}/{}", id(&said))).await.good();
}
