//! Forums and their posts, categories, and what can be set of a channel.

pub(super) mod limits;

use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;

/// A forum as an admin makes it, with a tag for everybody, one for moderators, and none required.
async fn forum(client: &Client, root: &Client) -> Value {
    let body = json!({
        "name": "Ideas and questions", "type": 15, "topic": "One idea a post.",
        "available_tags": [{"name": "bug", "emoji_name": "🐛"}, {"name": "done", "moderated": true}],
        "default_sort_order": 1, "default_forum_layout": 1, "default_reaction_emoji": {"emoji_name": "👍"},
        "default_auto_archive_duration": 1440, "default_thread_rate_limit_per_user": 5,
    });
    let path = format!("/guilds/{}/channels", client.guild);
    root.post(&path, body).await.good()
}

fn threads(forum: &Value) -> String {
    format!("/channels/{}/threads", forum["id"].as_str().unwrap())
}

fn tag<'a>(forum: &'a Value, name: &str) -> &'a Value {
    let tags = forum["available_tags"].as_array().unwrap();
    &tags.iter().find(|tag| tag["name"] == name).unwrap()["id"]
}

#[tokio::test]
async fn a_forum_shows_its_tags_and_how_it_is_read() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let made = forum(&bot, &root).await;
    let shown = bot
        .get(&format!("/channels/{}", made["id"].as_str().unwrap()))
        .await
        .good();
    assert_eq!(
        (&shown["type"], &shown["name"], &shown["flags"]),
        (&json!(15), &json!("ideas-and-questions"), &json!(0))
    );
    assert_eq!(
        (&shown["default_sort_order"], &shown["default_forum_layout"]),
        (&json!(1), &json!(1))
    );
    let bug = &shown["available_tags"][0];
    assert_eq!(
        (&bug["name"], &bug["emoji_name"], &bug["moderated"]),
        (&json!("bug"), &json!("🐛"), &json!(false))
    );
    // Tags that are named with their id keep it; the others are new, and what is not named is gone.
    let path = format!("/channels/{}", made["id"].as_str().unwrap());
    let changed =
        json!({"available_tags": [{"id": bug["id"], "name": "fault"}, {"name": "idea"}], "flags": 1 << 4});
    let changed = root.patch(&path, changed).await.good();
    assert_eq!(changed["available_tags"][0]["id"], bug["id"]);
    assert_eq!(changed["available_tags"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&changed["flags"], &changed["default_sort_order"]),
        (&json!(16), &json!(1)),
        "what was not named stays"
    );
    let twice = json!({"available_tags": [{"name": "a"}, {"name": "a"}]});
    assert_eq!(root.patch(&path, twice).await.refusal(), (400, 40061));
    let kept = bot.get(&path).await.good();
    assert_eq!(kept, changed, "a refusal changes nothing");
}

#[tokio::test]
async fn a_post_is_a_thread_whose_first_message_has_its_id() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    ears.event("GUILD_CREATE").await;
    let ana_client = Client::person(&sandbox, "ana");
    let body = json!({"name": "The list is too long", "applied_tags": [tag(&forum, "bug")],
        "message": {"content": "Forty items do not fit a phone."}});
    let made = ana_client.post(&threads(&forum), body).await.good();
    assert_eq!(made["message"]["id"], made["id"]);
    assert_eq!(made["message"]["content"], "Forty items do not fit a phone.");
    assert_eq!(made["applied_tags"], json!([tag(&forum, "bug")]));
    assert_eq!(
        (&made["message_count"], &made["rate_limit_per_user"]),
        (&json!(0), &json!(5))
    );
    assert_eq!(made["thread_metadata"]["auto_archive_duration"], 1440);
    let heard = ears.event("THREAD_CREATE").await;
    assert_eq!(
        (&heard["id"], &heard["newly_created"]),
        (&made["id"], &json!(true))
    );
    let said = ears.event("MESSAGE_CREATE").await;
    assert_eq!((&said["id"], &said["channel_id"]), (&made["id"], &made["id"]));
    ana.socket.event("THREAD_CREATE").await;

    bot.says(
        made["id"].as_str().unwrap(),
        json!({"content": "Pages are planned."}),
    )
    .await;
    let path = format!("/guilds/{}/threads/active", bot.guild);
    let active = bot.get(&path).await.good();
    assert_eq!(active["threads"][0]["id"], made["id"]);
    assert_eq!(
        active["threads"][0]["message_count"], 1,
        "the first message is not counted"
    );
    let parent = bot
        .get(&format!("/channels/{}", forum["id"].as_str().unwrap()))
        .await
        .good();
    assert_eq!(parent["last_message_id"], made["id"], "the newest post");
    // Whoever connects later finds it.
    let (mut later, _) = Socket::identify_bot(&bot).await;
    let guild = later.event("GUILD_CREATE").await;
    assert_eq!(guild["threads"][0]["applied_tags"], made["applied_tags"]);
}

#[tokio::test]
async fn a_forum_takes_posts_and_no_messages() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let straight = format!("/channels/{}/messages", forum["id"].as_str().unwrap());
    assert_eq!(
        bot.post(&straight, json!({"content": "x"})).await.refusal(),
        (400, 40058)
    );
    let post = |more: Value| {
        let mut body = json!({"name": "p", "message": {"content": "x"}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    for (more, code) in [
        (json!({"message": null}), 50035),
        (json!({"message": {"content": ""}}), 50006),
        (json!({"name": null}), 50035),
        (json!({"applied_tags": ["7"]}), 10087),
        (json!({"message": {"content": "x".repeat(2001)}}), 50035),
    ] {
        let refused = bot.post(&threads(&forum), post(more.clone())).await;
        assert_eq!(refused.body["code"], code, "{more} {}", refused.body);
    }
    let long = bot
        .post(
            &threads(&forum),
            post(json!({"message": {"content": "x".repeat(2001)}})),
        )
        .await;
    assert!(
        long.body["errors"]["message"]["content"].is_object(),
        "{}",
        long.body
    );
    // A forum that wants tags says so; moderated ones are for moderators.
    let path = format!("/channels/{}", forum["id"].as_str().unwrap());
    root.patch(&path, json!({"flags": 16})).await.good();
    let ana = Client::person(&sandbox, "ana");
    assert_eq!(
        ana.post(&threads(&forum), post(json!({}))).await.refusal(),
        (400, 40067)
    );
    let done = json!({"applied_tags": [tag(&forum, "done")]});
    assert_eq!(
        ana.post(&threads(&forum), post(done.clone())).await.refusal(),
        (400, 50035)
    );
    bot.post(&threads(&forum), post(done)).await.good();
}

#[tokio::test]
async fn posts_are_labelled_pinned_and_closed() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let ana = Client::person(&sandbox, "ana");
    let (mine, other) = (start(&ana, &forum).await, start(&bot, &forum).await);
    let bug = json!({"applied_tags": [tag(&forum, "bug")]});
    assert_eq!(
        ana.patch(&mine, bug.clone()).await.good()["applied_tags"],
        bug["applied_tags"]
    );
    let done = json!({"applied_tags": [tag(&forum, "done")]});
    assert_eq!(ana.patch(&mine, done.clone()).await.refusal(), (400, 50035));
    bot.patch(&mine, done.clone()).await.good();
    assert_eq!(
        ana.patch(&mine, done).await.good()["name"],
        "p",
        "what is there may stay"
    );
    assert_eq!(bot.patch(&mine, json!({"flags": 2})).await.good()["flags"], 2);
    assert_eq!(
        bot.patch(&other, json!({"flags": 2})).await.refusal(),
        (400, 30047)
    );
    bot.patch(&mine, json!({"flags": 0})).await.good();
    bot.patch(&other, json!({"flags": 2})).await.good();
    ana.patch(&mine, json!({"archived": true})).await.good();
    let closed = format!(
        "/channels/{}/threads/archived/public",
        forum["id"].as_str().unwrap()
    );
    assert_eq!(bot.get(&closed).await.good()["threads"][0]["name"], "p");
}

/// Begins a post; its path.
async fn start(client: &Client, forum: &Value) -> String {
    let body = json!({"name": "p", "message": {"content": "x"}});
    let made = client.post(&threads(forum), body).await.good();
    format!("/channels/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_webhook_begins_posts_by_their_name() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let forum = forum(&bot, &root).await;
    let hooks = format!("/channels/{}/webhooks", forum["id"].as_str().unwrap());
    let hook = root.post(&hooks, json!({"name": "pipeline"})).await.good();
    let path = format!("{}?wait=true", super::webhooks::address(&hook));
    let without = json!({"content": "x"});
    assert_eq!(bot.post(&path, without.clone()).await.refusal(), (400, 220_001));
    let named = json!({"content": "x", "thread_name": "Build 7", "applied_tags": [tag(&forum, "bug")]});
    let said = bot.post(&path, named.clone()).await.good();
    let thread = bot
        .get(&format!("/channels/{}", said["id"].as_str().unwrap()))
        .await
        .good();
    assert_eq!(
        (&thread["name"], &thread["parent_id"]),
        (&json!("Build 7"), &forum["id"])
    );
    let into = format!("{path}&thread_id={}", thread["id"].as_str().unwrap());
    assert_eq!(bot.post(&into, named).await.refusal(), (400, 220_002));
    bot.post(&into, without).await.good();
    let releases = bot.channel("releases").await;
    let plain = root
        .post(
            &format!("/channels/{releases}/webhooks"),
            json!({"name": "pipeline"}),
        )
        .await
        .good();
    let astray = bot
        .post(
            &super::webhooks::address(&plain),
            json!({"content": "x", "thread_name": "t"}),
        )
        .await;
    assert_eq!(astray.refusal(), (400, 220_003));
}

#[tokio::test]
async fn a_category_holds_channels_and_rules_none_of_them() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let channels = format!("/guilds/{}/channels", bot.guild);
    let category = root
        .post(&channels, json!({"name": "Release Room", "type": 4}))
        .await
        .good();
    assert_eq!(category["name"], "Release Room", "as it was written");
    let inside = root
        .post(
            &channels,
            json!({"name": "Go No Go", "parent_id": category["id"], "topic": "t", "rate_limit_per_user": 10}),
        )
        .await
        .good();
    assert_eq!(
        (
            &inside["name"],
            &inside["parent_id"],
            &inside["rate_limit_per_user"]
        ),
        (&json!("go-no-go"), &category["id"], &json!(10))
    );
    let id = inside["id"].as_str().unwrap();
    let of_category = format!("/channels/{}", category["id"].as_str().unwrap());
    let straight = format!("{of_category}/messages");
    assert_eq!(
        bot.post(&straight, json!({"content": "x"})).await.refusal(),
        (400, 50008)
    );
    // What is denied in the category was not copied to a channel that has its own rules.
    root.put(
        &format!("{of_category}/permissions/{}", bot.bot),
        json!({"type": 1, "allow": "0", "deny": "2048"}),
    )
    .await
    .good();
    bot.says(id, json!({"content": "still said"})).await;
    root.delete(&of_category).await.good();
    let left = bot.get(&format!("/channels/{id}")).await.good();
    assert_eq!(left["parent_id"], Value::Null);
    for kind in [2, 13] {
        let voice = root.post(&channels, json!({"name": "v", "type": kind})).await;
        assert_eq!(
            voice.body["errors"]["type"]["_errors"][0]["code"],
            "SANDBOX_UNSUPPORTED"
        );
    }
}
