//! What somebody tries who knows Discord and not this sandbox: each answer as Discord's documentation has it.

use gonogo::sandbox::Persona;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::{sandbox, sandbox_of};

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

/// The code of the first fault at a place of a form.
fn fault(body: &Value, place: &str) -> String {
    let found = body["errors"].pointer(&format!("{place}/_errors/0/code"));
    found
        .unwrap_or_else(|| panic!("nothing at {place} in {body}"))
        .to_string()
}

#[tokio::test]
async fn a_body_says_what_it_is() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let url = format!(
        "{}/api/v10/channels/{}/messages",
        bot.url,
        bot.channel("general").await
    );
    let http = gonogo::tls::client().unwrap().no_proxy().build().unwrap();
    let send = async |kind: Option<&str>, body: &'static str| {
        let authorization = format!("Bot {}", bot.token());
        let mut request = http.post(&url).header("authorization", authorization).body(body);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    for kind in ["application/json", "application/json; charset=utf-8"] {
        let (status, said) = send(Some(kind), r#"{"content": "a b"}"#).await;
        assert_eq!((status, &said["content"]), (200, &json!("a b")), "{kind}");
    }
    for form in [
        "content=a+b%21",
        "payload_json=%7B%22content%22%3A%20%22a+b%21%22%7D",
    ] {
        let (status, said) = send(Some("application/x-www-form-urlencoded"), form).await;
        assert_eq!((status, &said["content"]), (200, &json!("a b!")), "{form}");
    }
    for kind in [None, Some("text/plain")] {
        let (status, refused) = send(kind, r#"{"content": "a b"}"#).await;
        assert_eq!((status, refused["code"].as_u64()), (400, Some(50035)), "{kind:?}");
        assert_eq!(fault(&refused, ""), "\"CONTENT_TYPE_INVALID\"");
    }
    let (status, refused) = send(Some("application/json"), "{").await;
    assert_eq!((status, refused["code"].as_u64()), (400, Some(50109)));
}

#[tokio::test]
async fn a_message_of_nothing_is_no_message() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let messages = format!("/channels/{}/messages", bot.channel("general").await);
    let refused = bot.post(&messages, json!({"attachments": [{"id": "0"}]})).await;
    assert_eq!(
        fault(&refused.body, "/attachments/0/id"),
        "\"ATTACHMENT_NOT_FOUND\""
    );
    for empty in [json!({}), json!({"color": 255}), json!({"footer": {"text": " "}})] {
        let refused = bot.post(&messages, json!({"embeds": [empty]})).await;
        assert_eq!(
            fault(&refused.body, "/embeds/0/description"),
            "\"BASE_TYPE_REQUIRED\""
        );
    }
    let picture = json!({"embeds": [{"image": {"url": "https://example.org/a.png"}}]});
    bot.post(&messages, picture).await.good();
    let stickers = json!({"content": "x", "sticker_ids": ["1"]});
    assert_eq!(bot.post(&messages, stickers).await.refusal(), (400, 50081));
    let nonce = json!({"content": "x", "nonce": "n".repeat(26)});
    let refused = bot.post(&messages, nonce).await;
    assert_eq!(fault(&refused.body, "/nonce"), "\"NONCE_TYPE_TOO_LONG\"");
}

#[tokio::test]
async fn what_discord_wrote_is_not_edited() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let general = bot.channel("general").await;
    let thread = json!({"name": "open", "type": 11});
    bot.post(&format!("/channels/{general}/threads"), thread)
        .await
        .good();
    let listed = bot.get(&format!("/channels/{general}/messages")).await.good();
    assert_eq!(listed[0]["type"], 18);
    let path = format!("/channels/{general}/messages/{}", id(&listed[0]));
    let edited = bot.patch(&path, json!({"content": "mine"})).await;
    assert_eq!(edited.refusal(), (403, 50021));
}

#[tokio::test]
async fn many_messages_go_in_one_event() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let general = bot.channel("general").await;
    let mut ids = Vec::new();
    for n in 0..4 {
        let said = bot.says(&general, json!({"content": n.to_string()})).await;
        ids.push(said["id"].clone());
    }
    let gone = format!("/channels/{general}/messages/{}", ids[0].as_str().unwrap());
    bot.delete(&gone).await.good();
    ears.so_far().await;
    let bulk = format!("/channels/{general}/messages/bulk-delete");
    bot.post(&bulk, json!({"messages": ids})).await.good();
    let events = ears.so_far().await;
    let names: Vec<&Value> = events.iter().map(|event| &event["t"]).collect();
    assert_eq!(names, ["MESSAGE_DELETE_BULK"]);
    assert_eq!(
        events[0]["d"]["ids"],
        json!(ids[1..]),
        "what was not there is left out"
    );
}

#[tokio::test]
async fn a_forward_goes_by_itself_and_only_what_the_bot_reads() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let general = bot.channel("general").await;
    let messages = format!("/channels/{general}/messages");
    let said = ana.says(&general, json!({"content": "between us"})).await;
    let reference = json!({"type": 1, "message_id": said["id"], "channel_id": general});
    let more = json!({"message_reference": reference, "content": "look"});
    assert_eq!(bot.post(&messages, more).await.refusal(), (400, 160_011));
    let alone = json!({"message_reference": reference});
    bot.post(&messages, alone.clone()).await.good();
    let blind = json!({"privileged_intents": []});
    bot.control(Method::POST, "bot", Some(blind)).await.good();
    assert_eq!(bot.post(&messages, alone).await.refusal(), (403, 160_014));
    let own = bot.says(&general, json!({"content": "mine"})).await;
    let own = json!({"message_reference": {"type": 1, "message_id": own["id"], "channel_id": general}});
    bot.post(&messages, own).await.good();
}

#[tokio::test]
async fn joining_in_with_an_emoji_needs_no_leave_and_readers_come_in_pages() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let general = bot.channel("general").await;
    let said = bot.says(&general, json!({"content": "x"})).await;
    let of = |emoji: &str| format!("/channels/{general}/messages/{}/reactions/{emoji}", id(&said));
    for name in ["ana", "ben"] {
        let person = Client::person(&sandbox, name);
        person.put(&format!("{}/@me", of("✅")), Value::Null).await.good();
    }
    let denied = json!({"name": "general", "bot_may_not": ["ADD_REACTIONS"]});
    bot.control(Method::POST, "channels", Some(denied)).await.good();
    bot.put(&format!("{}/@me", of("✅")), Value::Null).await.good();
    let new = bot.put(&format!("{}/@me", of("❌")), Value::Null).await;
    assert_eq!(new.refusal(), (403, 50013));
    let mut readers = Vec::new();
    let mut after = "0".to_owned();
    loop {
        let page = bot
            .get(&format!("{}?limit=2&after={after}", of("✅")))
            .await
            .good();
        let page = page.as_array().unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        after = id(last).to_owned();
        readers.extend(
            page.iter()
                .map(|user| user["username"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(readers, ["gonogo", "ana", "ben"]);
    assert_eq!(bot.get(&format!("{}?type=1", of("✅"))).await.good(), json!([]));
}

#[tokio::test]
async fn a_webhook_moves_to_another_channel() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let (general, outages) = (root.channel("general").await, root.channel("outages").await);
    let hook = root
        .post(&format!("/channels/{general}/webhooks"), json!({"name": "ci"}))
        .await
        .good();
    let path = format!("/webhooks/{}", id(&hook));
    let moved = root.patch(&path, json!({"channel_id": outages})).await.good();
    assert_eq!(
        (&moved["channel_id"], &moved["name"]),
        (&json!(outages), &json!("ci"))
    );
    let token = hook["token"].as_str().unwrap();
    let nobody = root.clone().under("");
    let with_token = format!("{path}/{token}");
    let kept = nobody
        .patch(&with_token, json!({"channel_id": general}))
        .await
        .good();
    assert_eq!(
        kept["channel_id"],
        json!(outages),
        "by its token it moves nowhere"
    );
    let said = nobody
        .post(&format!("{with_token}?wait=true"), json!({"content": "x"}))
        .await
        .good();
    assert_eq!(said["channel_id"], json!(outages));
}

#[tokio::test]
async fn a_bot_hears_of_a_conversation_when_somebody_writes() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    ears.so_far().await;
    let opened = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    assert_eq!(ears.so_far().await, Vec::<Value>::new());
    assert_eq!(ana.socket.event("CHANNEL_CREATE").await["id"], opened["id"]);
    ana.client.says(id(&opened), json!({"content": "hello"})).await;
    assert_eq!(ears.event("MESSAGE_CREATE").await["channel_id"], opened["id"]);
}

#[tokio::test]
async fn a_command_is_offered_where_it_says() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let general = bot.channel("general").await;
    let direct = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    let commands = format!("/applications/{}/commands", bot.bot);
    let own = format!("/applications/{}/guilds/{}/commands", bot.bot, bot.guild);
    let named = |name: &str, more: Value| {
        let mut command = json!({"name": name, "description": "d", "integration_types": null});
        command
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        command
    };
    for (path, command, in_server, directly) in [
        (&commands, named("both", json!({})), true, true),
        (&commands, named("server", json!({"contexts": [0]})), true, false),
        (&commands, named("direct", json!({"contexts": [1]})), false, true),
        (
            &commands,
            named("old", json!({"dm_permission": false})),
            true,
            false,
        ),
        (&own, named("own", json!({})), true, false),
    ] {
        let command = bot.post(path, command).await.good();
        assert_eq!(
            command["integration_types"],
            json!([0]),
            "null is as nothing said"
        );
        for (place, offered) in [(general.as_str(), in_server), (id(&direct), directly)] {
            let answer = ana.with_command(2, place, &command, json!([])).await;
            assert_eq!(answer.status == 204, offered, "{} in {place}", command["name"]);
            if offered {
                ears.event("INTERACTION_CREATE").await;
            } else {
                assert_eq!(answer.refusal(), (404, 10063));
            }
        }
    }
}

#[tokio::test]
async fn a_bot_renames_itself_by_the_old_route_and_is_found_by_it() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let members = format!("/guilds/{}/members", bot.guild);
    let renamed = bot
        .patch(&format!("{members}/@me/nick"), json!({"nick": "Robot"}))
        .await;
    assert_eq!(renamed.good(), json!({"nick": "Robot"}));
    let found = bot.get(&format!("{members}/search?query=rob")).await.good();
    assert_eq!(found[0]["user"]["id"], json!(bot.bot));
}

#[tokio::test]
async fn who_changes_the_exceptions_of_a_channel_manages_roles() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let everybody = json!([{"id": bot.guild, "type": 0, "allow": "0", "deny": "2048"}]);
    let path = format!("/channels/{}", bot.channel("general").await);
    let role = json!({"name": "builders", "permissions": (1 << 4).to_string()});
    let role = root
        .post(&format!("/guilds/{}/roles", bot.guild), role)
        .await
        .good();
    let ana = Client::person(&sandbox, "ana");
    let held = format!(
        "/guilds/{}/members/{}/roles/{}",
        bot.guild,
        ana.user("ana").await,
        id(&role)
    );
    root.put(&held, Value::Null).await.good();
    ana.patch(&path, json!({"topic": "ours"})).await.good();
    let refused = ana
        .patch(&path, json!({"permission_overwrites": everybody}))
        .await;
    assert_eq!(refused.refusal(), (403, 50013));
    root.patch(&path, json!({"permission_overwrites": everybody}))
        .await
        .good();
}

#[tokio::test]
async fn a_text_channel_becomes_one_for_announcements_and_nothing_else() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let path = format!("/channels/{}", root.channel("general").await);
    assert_eq!(root.patch(&path, json!({"type": 5})).await.good()["type"], 5);
    assert_eq!(root.patch(&path, json!({"type": 0})).await.good()["type"], 0);
    assert_eq!(
        root.patch(&path, json!({"type": 15})).await.refusal(),
        (400, 50024)
    );
    assert_eq!(
        root.patch(&path, json!({"type": 11})).await.refusal(),
        (400, 50035)
    );
}

/// A server of so many people, every tenth of whom has a role.
fn crowd(size: usize) -> Vec<Persona> {
    let person = |n: usize| Persona {
        name: format!("p{n}"),
        roles: if n.is_multiple_of(10) {
            vec!["Team".to_owned()]
        } else {
            Vec::new()
        },
    };
    (0..size).map(person).collect()
}

#[tokio::test]
async fn members_of_a_large_server_come_a_thousand_at_a_time() {
    const MEMBERS_AND_PRESENCES: u64 = (1 << 1) | (1 << 8);
    let sandbox = sandbox_of(crowd(2100)).await;
    let guild = sandbox.guild_id().to_string();
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1 | MEMBERS_AND_PRESENCES).await;
    let server = ears.event("GUILD_CREATE").await;
    assert_eq!(
        (&server["large"], &server["member_count"]),
        (&json!(true), &json!(2102))
    );
    // Those with a role, and the bot itself; the others are asked for.
    assert_eq!(server["members"].as_array().unwrap().len(), 211);
    let ask = |more: Value| {
        let mut data = json!({"guild_id": guild, "limit": 0});
        data.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"op": 8, "d": data})
    };
    ears.say(ask(json!({"query": "", "nonce": "all"}))).await;
    let mut sizes = Vec::new();
    for index in 0..3 {
        let chunk = ears.event("GUILD_MEMBERS_CHUNK").await;
        assert_eq!(
            (&chunk["chunk_index"], &chunk["chunk_count"]),
            (&json!(index), &json!(3))
        );
        assert_eq!(chunk["nonce"], "all");
        sizes.push(chunk["members"].as_array().unwrap().len());
    }
    assert_eq!(sizes, [1000, 1000, 102]);
    ears.say(ask(json!({"query": "p", "nonce": "n".repeat(33)})))
        .await;
    let chunk = ears.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(chunk["members"].as_array().unwrap().len(), 100, "of a prefix");
    assert!(chunk.get("nonce").is_none(), "a nonce of 33 bytes");
    ears.say(ask(json!({"user_ids": [server["owner_id"], "1"]})))
        .await;
    let chunk = ears.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(chunk["members"][0]["user"]["id"], server["owner_id"]);
    assert_eq!(chunk["not_found"], json!(["1"]));
    // For another server, and for nobody: no answer.
    ears.say(json!({"op": 8, "d": {"guild_id": "1", "query": "", "limit": 0}}))
        .await;
    ears.say(json!({"op": 8, "d": {"guild_id": guild, "limit": 0}}))
        .await;
    assert_eq!(ears.so_far().await, Vec::<Value>::new());
}

#[tokio::test]
async fn who_does_not_know_members_is_not_told_them_all() {
    let sandbox = sandbox_of(crowd(60)).await;
    let guild = sandbox.guild_id().to_string();
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    let server = ears.event("GUILD_CREATE").await;
    assert_eq!(server["members"].as_array().unwrap().len(), 1, "the bot itself");
    assert_eq!(
        server["large"], true,
        "more than fifty, where IDENTIFY says nothing"
    );
    ears.say(json!({"op": 8, "d": {"guild_id": guild, "query": "", "limit": 0}}))
        .await;
    assert_eq!(ears.so_far().await, Vec::<Value>::new());
    ears.say(json!({"op": 8, "d": {"guild_id": guild, "query": "p1", "limit": 2}}))
        .await;
    assert_eq!(
        ears.event("GUILD_MEMBERS_CHUNK").await["members"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let mut other = Socket::open(&sandbox).await;
    let identify =
        json!({"token": sandbox.bot_token(), "intents": 1, "large_threshold": 250, "properties": {}});
    other.say(json!({"op": 2, "d": identify})).await;
    assert_eq!(other.event("GUILD_CREATE").await["large"], false);
}
