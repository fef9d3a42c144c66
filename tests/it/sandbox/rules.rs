//! What Discord refuses, the sandbox refuses; what Discord forgives, it forgives.

use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::{sandbox, sandbox_with};

const V2: u64 = 1 << 15;

/// Messages, DMs, their content and reactions, and the server.
const INTENTS: u64 = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 15;

#[tokio::test]
async fn without_a_good_token_there_is_no_answer() {
    let sandbox = sandbox().await;
    let mut stranger = Client::person(&sandbox, "nobody");
    assert_eq!(stranger.get("/users/@me").await.refusal(), (401, 0));
    // A person's token after the word `Bot`, and the bot's without it, are no tokens.
    stranger = stranger.as_if("Bot person-ana");
    assert_eq!(stranger.get("/users/@me").await.refusal(), (401, 0));
    stranger = stranger.as_if(sandbox.bot_token());
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
async fn an_enforced_nonce_makes_one_message_for_a_few_minutes() {
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
    assert_eq!(seen.as_array().unwrap().len(), 2);
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
async fn a_listing_is_paged_in_both_directions() {
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
        (400, 50083)
    );
    let long = bot
        .patch(&path, json!({"archived": false, "name": "x".repeat(101)}))
        .await;
    assert_eq!(long.refusal(), (400, 50035));
}

/// A bot's ears, a person, and a card with a button, a disabled button and a select.
async fn at_a_card(sandbox: &gonogo::sandbox::Sandbox) -> (Client, Socket, Person, Value) {
    let bot = Client::bot(sandbox);
    let (ears, _) = Socket::identify(sandbox, sandbox.bot_token(), INTENTS).await;
    let ana = Person::arrives(sandbox, "ana").await;
    let releases = bot.channel("releases").await;
    let card = json!({"content": "card", "components": [
        {"type": 1, "components": [
            {"type": 2, "style": 1, "label": "Pass", "custom_id": "pass"},
            {"type": 2, "style": 1, "label": "Shut", "custom_id": "shut", "disabled": true}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "pick", "max_values": 2, "options": [
            {"label": "a", "value": "a"}, {"label": "b", "value": "b"}]}]}]});
    let card = bot.says(&releases, card).await;
    (bot, ears, ana, card)
}

#[tokio::test]
async fn what_the_client_could_not_show_cannot_be_pressed() {
    let sandbox = sandbox().await;
    let (_, mut ears, mut ana, card) = at_a_card(&sandbox).await;
    for data in [
        json!({"component_type": 2, "custom_id": "pass:999"}),
        json!({"component_type": 2, "custom_id": "shut"}),
        json!({"component_type": 3, "custom_id": "pass", "values": ["a"]}),
        json!({"component_type": 3, "custom_id": "pick", "values": []}),
        json!({"component_type": 3, "custom_id": "pick", "values": ["c"]}),
        json!({"component_type": 3, "custom_id": "pick", "values": ["a", "a"]}),
    ] {
        let refused = ana.acts_on(&card, data.clone(), json!({})).await;
        assert_eq!(refused.refusal(), (400, 50035), "{data}");
        assert_eq!(
            refused.body["errors"]["data"]["_errors"][0]["code"],
            "COMPONENT_VALIDATION_FAILED"
        );
    }
    let forged = ana
        .acts_on(
            &card,
            json!({"component_type": 2, "custom_id": "pass:999"}),
            json!({"forge": true}),
        )
        .await;
    assert_eq!(forged.status, 204);
    assert_eq!(
        ears.event("INTERACTION_CREATE").await["data"]["custom_id"],
        "pass:999"
    );
}

fn callback(asked: &Value) -> String {
    format!(
        "/interactions/{}/{}/callback",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    )
}

#[tokio::test]
async fn an_interaction_is_answered_once_and_in_a_way_that_fits() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, card) = at_a_card(&sandbox).await;
    ana.presses(&card, "pass").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    assert_eq!(asked["member"]["user"]["username"], "ana");
    assert!(asked["member"]["permissions"].is_string() && asked["app_permissions"].is_string());
    assert_eq!(asked["message"]["id"], card["id"]);
    let path = callback(&asked);
    for misfit in [
        json!({"type": 1}),
        json!({"type": 8, "data": {"choices": []}}),
        json!({"type": 99}),
    ] {
        assert_eq!(bot.post(&path, misfit).await.refusal(), (400, 50035));
    }
    let long = bot
        .post(&path, json!({"type": 4, "data": {"content": "x".repeat(2001)}}))
        .await;
    assert_eq!(long.refusal(), (400, 50035));
    assert!(
        long.body["errors"]["data"]["content"]["_errors"].is_array(),
        "{}",
        long.body
    );
    bot.post(&path, json!({"type": 6})).await.good();
    assert_eq!(bot.post(&path, json!({"type": 6})).await.refusal(), (400, 40060));
    let wrong = format!("/interactions/1/{}/callback", asked["token"].as_str().unwrap());
    let wrong = bot.post(&wrong, json!({"type": 6})).await;
    assert_eq!(wrong.refusal(), (404, 10062));
}

#[tokio::test]
async fn a_token_is_good_for_a_quarter_of_an_hour() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, card) = at_a_card(&sandbox).await;
    ana.presses(&card, "pass").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    let hook = format!("/webhooks/{}/{}", bot.bot, asked["token"].as_str().unwrap());
    assert_eq!(
        bot.post(&hook, json!({"content": "early"})).await.refusal(),
        (404, 10015)
    );
    bot.post(&callback(&asked), json!({"type": 6})).await.good();
    bot.passes("15m").await;
    bot.post(&hook, json!({"content": "in time"})).await.good();
    bot.passes("1s").await;
    assert_eq!(
        bot.post(&hook, json!({"content": "late"})).await.refusal(),
        (401, 50027)
    );
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
async fn haste_is_refused_with_all_the_headers() {
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
async fn old_messages_take_few_edits() {
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

#[tokio::test]
async fn an_independent_reader_understands_what_is_sent() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, card) = at_a_card(&sandbox).await;
    let read = |value: &Value| serde_json::from_value::<twilight_model::channel::Message>(value.clone());
    assert_eq!(read(&card).unwrap().content, "card");
    let heard = ears.event("MESSAGE_CREATE").await;
    assert_eq!(read(&heard).unwrap().components.len(), 2);
    ana.presses(&card, "pass").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    let asked: twilight_model::application::interaction::Interaction = serde_json::from_value(asked).unwrap();
    assert_eq!(asked.author().unwrap().name, "ana");
    let guild = bot.get(&format!("/guilds/{}", bot.guild)).await.good();
    let guild: twilight_model::guild::Guild = serde_json::from_value(guild).unwrap();
    assert_eq!(guild.name, "gonogo sandbox");
}
