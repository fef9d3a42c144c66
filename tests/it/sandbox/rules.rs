//! What Discord refuses, the sandbox refuses; what Discord forgives, it forgives.

use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::{sandbox, sandbox_with};

const V2: u64 = 1 << 15;

#[tokio::test]
async fn without_a_good_token_there_is_no_answer() {
    let sandbox = sandbox().await;
    let mut stranger = Client::person(&sandbox, "nobody");
    assert_eq!(stranger.get("/users/@me").await.refusal(), (401, 0));
    // A person's token after the word `Bot`, and the bot's without it, are no tokens.
    stranger = stranger.under("Bot person-ana");
    assert_eq!(stranger.get("/users/@me").await.refusal(), (401, 0));
    stranger = stranger.under(sandbox.bot_token());
    assert_eq!(stranger.get("/users/@me").await.refusal(), (401, 0));
}

#[tokio::test]
async fn an_unknown_route_is_refused_and_recorded() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    assert_eq!(bot.get("/guilds/1/nonsense").await.refusal(), (404, 10004));
    assert_eq!(bot.get("/nonsense").await.refusal(), (404, 0));
    let history = bot.history().await;
    assert_eq!(
        history
            .iter()
            .filter(|line| line["unknown_route"] == true)
            .count(),
        1
    );
}

#[tokio::test]
async fn the_v2_flag_stays_and_excludes_content() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let plain = bot.says(&releases, json!({"content": "plain"})).await;
    let path = |message: &Value| {
        format!(
            "/channels/{releases}/messages/{}",
            message["id"].as_str().unwrap()
        )
    };
    let v2 = json!({"flags": V2, "components": [{"type": 10, "content": "card"}]});
    assert_eq!(
        bot.patch(&path(&plain), v2.clone()).await.refusal(),
        (400, 50035),
        "the content must go"
    );
    let mut converted = v2.clone();
    converted["content"] = Value::Null;
    let card = bot.patch(&path(&plain), converted).await.good();
    assert_eq!((&card["flags"], &card["content"]), (&json!(V2), &json!("")));
    let back = json!({"flags": 0, "components": [{"type": 10, "content": "still"}]});
    assert_eq!(bot.patch(&path(&plain), back).await.good()["flags"], V2);
    assert_eq!(
        bot.patch(&path(&plain), json!({"content": "x"})).await.refusal(),
        (400, 50035)
    );
    assert_eq!(
        bot.patch(&path(&plain), json!({"components": []}))
            .await
            .refusal(),
        (400, 50006)
    );
    let huge = json!({"flags": V2, "components": [{"type": 10, "content": "漢".repeat(3400)}]});
    assert_eq!(
        bot.post(&format!("/channels/{releases}/messages"), huge)
            .await
            .status,
        500,
        "too many bytes"
    );
}

#[tokio::test]
async fn others_messages_are_theirs() {
    let sandbox = sandbox().await;
    let (bot, ana, ben) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "ana"),
        Client::person(&sandbox, "ben"),
    );
    let releases = bot.channel("releases").await;
    let hers = ana.says(&releases, json!({"content": "mine"})).await;
    let path = format!("/channels/{releases}/messages/{}", hers["id"].as_str().unwrap());
    assert_eq!(
        ben.patch(&path, json!({"content": "yours"})).await.refusal(),
        (403, 50005)
    );
    assert_eq!(ben.delete(&path).await.refusal(), (403, 50013));
    assert_eq!(
        bot.patch(&path, json!({"content": "ours"})).await.refusal(),
        (403, 50005)
    );
    assert_eq!(
        ana.patch(&path, json!({"content": "changed"})).await.good()["content"],
        "changed"
    );
    assert_eq!(
        bot.delete(&path).await.status,
        204,
        "the bot may remove what others wrote"
    );
    assert_eq!(ana.get(&path).await.refusal(), (404, 10008));
}

#[tokio::test]
async fn channels_have_rules_of_their_own() {
    let sandbox = sandbox().await;
    let (root, ana, bot) = (
        Client::person(&sandbox, "root"),
        Client::person(&sandbox, "ana"),
        Client::bot(&sandbox),
    );
    let (general, everyone) = (root.channel("general").await, root.guild.clone());
    let (send, view) = ((1_u64 << 11).to_string(), (1_u64 << 10).to_string());
    let overwrite = format!("/channels/{general}/permissions/{everyone}");
    let messages = format!("/channels/{general}/messages");
    root.put(&overwrite, json!({"type": 0, "allow": "0", "deny": send}))
        .await
        .good();
    assert_eq!(
        ana.post(&messages, json!({"content": "x"})).await.refusal(),
        (403, 50013)
    );
    assert_eq!(ana.get(&messages).await.status, 200, "reading is no writing");
    root.put(&overwrite, json!({"type": 0, "allow": "0", "deny": view}))
        .await
        .good();
    assert_eq!(ana.get(&messages).await.refusal(), (403, 50001));
    assert_eq!(
        bot.post(&messages, json!({"content": "x"})).await.refusal(),
        (403, 50001)
    );
    let seen = ana.get(&format!("/guilds/{}/channels", ana.guild)).await.good();
    assert_eq!(seen.as_array().unwrap().len(), 3);
    let (mut ears, _) = Socket::identify(&sandbox, "person-ana", 0).await;
    root.says(&general, json!({"content": "behind closed doors"}))
        .await;
    assert!(
        ears.so_far()
            .await
            .iter()
            .all(|event| event["t"] != "MESSAGE_CREATE")
    );
    assert_eq!(
        ana.put(&overwrite, json!({"type": 0, "allow": "0", "deny": "0"}))
            .await
            .refusal(),
        (403, 50001)
    );
    root.delete(&overwrite).await.good();
    ana.says(&general, json!({"content": "open again"})).await;
}

#[tokio::test]
async fn roles_are_given_by_those_above_them() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let (sam, reviewer, admin) = (
        bot.user("sam").await,
        bot.role("Reviewer").await,
        bot.role("Admin").await,
    );
    let path = |role: &str| format!("/guilds/{}/members/{sam}/roles/{role}", bot.guild);
    assert_eq!(ana.put(&path(&reviewer), json!({})).await.refusal(), (403, 50013));
    assert_eq!(
        bot.put(&path(&admin), json!({})).await.refusal(),
        (403, 50013),
        "above the bot"
    );
    assert_eq!(bot.put(&path("1"), json!({})).await.refusal(), (404, 10011));
    bot.put(&path(&reviewer), json!({})).await.good();
    let member = bot
        .get(&format!("/guilds/{}/members/{sam}", bot.guild))
        .await
        .good();
    assert!(member["roles"].as_array().unwrap().contains(&json!(reviewer)));
}

#[tokio::test]
pub(super) async fn a_listing_is_paged_in_both_directions() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(
            bot.says(&releases, json!({"content": n.to_string()})).await["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let page = async |query: String| {
        let messages = bot
            .get(&format!("/channels/{releases}/messages?{query}"))
            .await
            .good();
        let texts = messages
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["content"].as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>().join("")
    };
    assert_eq!(page("limit=3".into()).await, "543");
    assert_eq!(page(format!("limit=2&before={}", ids[3])).await, "21");
    assert_eq!(page(format!("limit=2&after={}", ids[2])).await, "43");
    assert_eq!(page(format!("limit=3&around={}", ids[2])).await, "321");
    let too_many = bot.get(&format!("/channels/{releases}/messages?limit=101")).await;
    assert_eq!(too_many.refusal(), (400, 50035));
}

#[tokio::test]
async fn a_file_comes_back_as_it_went_in() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let sent = bot
        .post_file(
            &messages,
            json!({"content": "evidence"}),
            "smoke test.log",
            b"12 of 12",
        )
        .await
        .good();
    let file = &sent["attachments"][0];
    assert_eq!(
        (&file["filename"], &file["size"]),
        (&json!("smoke_test.log"), &json!(8))
    );
    assert_eq!(
        bot.text_at(file["url"].as_str().unwrap()).await,
        (200, "12 of 12".to_owned())
    );
    let path = format!("{messages}/{}", sent["id"].as_str().unwrap());
    let without = bot.patch(&path, json!({"attachments": []})).await.good();
    assert_eq!(without["attachments"], json!([]));
}

#[tokio::test]
async fn an_archived_thread_wakes_when_somebody_writes_unless_locked() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let thread = bot
        .post(
            &format!("/channels/{releases}/threads"),
            json!({"name": "t", "type": 11}),
        )
        .await
        .good();
    let path = format!("/channels/{}", thread["id"].as_str().unwrap());
    let messages = format!("{path}/messages");
    let first = bot.post(&messages, json!({"content": "card"})).await.good();
    let first = format!("{messages}/{}", first["id"].as_str().unwrap());
    bot.patch(&path, json!({"archived": true})).await.good();
    assert_eq!(
        bot.patch(&first, json!({"content": "x"})).await.refusal(),
        (400, 50083)
    );
    assert_eq!(
        ana.patch(&path, json!({"name": "mine"})).await.refusal(),
        (403, 50013)
    );
    ana.post(&messages, json!({"content": "hello"})).await.good();
    assert_eq!(ana.get(&path).await.good()["thread_metadata"]["archived"], false);
    bot.patch(&path, json!({"archived": true, "locked": true}))
        .await
        .good();
    assert_eq!(
        ana.post(&messages, json!({"content": "hello"})).await.refusal(),
        (400, 160_005)
    );
    let long = bot
        .patch(&path, json!({"archived": false, "name": "x".repeat(101)}))
        .await;
    assert_eq!(long.refusal(), (400, 50035));
}

#[tokio::test]
async fn a_direct_message_is_between_two() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ana, mut ben) = (
        Person::arrives(&sandbox, "ana").await,
        Person::arrives(&sandbox, "ben").await,
    );
    let direct = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    let id = direct["id"].as_str().unwrap();
    assert_eq!(
        ana.socket.event("CHANNEL_CREATE").await["recipients"][0]["username"],
        "gonogo"
    );
    bot.says(id, json!({"content": "You are release manager"})).await;
    let heard = ana.socket.event("MESSAGE_CREATE").await;
    assert!(heard.get("guild_id").is_none());
    assert_eq!(ana.client.get("/users/@me/channels").await.good()[0]["id"], *id);
    assert!(
        ben.socket
            .so_far()
            .await
            .iter()
            .all(|event| event["t"] == "GUILD_CREATE")
    );
    assert_eq!(
        ben.client
            .get(&format!("/channels/{id}/messages"))
            .await
            .refusal(),
        (403, 50001)
    );
    let again = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    assert_eq!(again["id"], *id);
}

#[tokio::test]
pub(super) async fn haste_is_refused_with_all_the_headers() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    for left in (0..5).rev() {
        let sent = bot.post(&messages, json!({"content": "x"})).await;
        assert_eq!(sent.headers["x-ratelimit-remaining"], left.to_string().as_str());
        assert_eq!(sent.headers["x-ratelimit-limit"], "5");
    }
    let refused = bot.post(&messages, json!({"content": "x"})).await;
    assert_eq!(refused.status, 429);
    let wait = refused.body["retry_after"].as_f64().unwrap();
    assert!(wait > 0.0 && wait <= 5.0 && refused.body["global"] == false);
    let whole: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(whole, wait.ceil() as u64);
    assert_eq!(refused.headers["x-ratelimit-scope"], "user");
    let ana = Client::person(&sandbox, "ana");
    for _ in 0..10 {
        ana.says(&releases, json!({"content": "people are not held back"}))
            .await;
    }
}

#[tokio::test]
pub(super) async fn old_messages_take_few_edits() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let message = bot.says(&releases, json!({"content": "x"})).await;
    let path = format!(
        "/channels/{releases}/messages/{}",
        message["id"].as_str().unwrap()
    );
    bot.passes("61m").await;
    for n in 0..3 {
        bot.patch(&path, json!({"content": n.to_string()})).await.good();
    }
    assert_eq!(
        bot.patch(&path, json!({"content": "x"})).await.refusal(),
        (429, 30046)
    );
}
