//! Members and the server itself: names, roles, silence, settings, and the log of who changed what.

use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::sandbox;

const GUILD_MEMBERS: u64 = 1 << 1;

#[tokio::test]
async fn a_member_is_renamed_and_given_roles_by_who_stands_above() {
    let sandbox = sandbox().await;
    let (bot, root, ana) = (
        Client::bot(&sandbox),
        Client::person(&sandbox, "root"),
        Client::person(&sandbox, "ana"),
    );
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MEMBERS).await;
    let id = bot.user("ana").await;
    let member = format!("/guilds/{}/members/{id}", bot.guild);
    let reviewer = bot.role("Reviewer").await;
    let changed = root
        .patch(&member, json!({"nick": "Ana (SRE)", "roles": [reviewer]}))
        .await
        .good();
    assert_eq!(changed["nick"], "Ana (SRE)");
    assert_eq!(changed["roles"], json!([reviewer]));
    let heard = ears.event("GUILD_MEMBER_UPDATE").await;
    assert_eq!(
        (&heard["nick"], &heard["roles"]),
        (&changed["nick"], &changed["roles"])
    );
    // The bot manages roles and no names; a member names herself.
    assert_eq!(
        bot.patch(&member, json!({"nick": "x"})).await.refusal(),
        (403, 50013)
    );
    let with_everyone = json!({"roles": [bot.guild, reviewer]});
    assert_eq!(
        bot.patch(&member, with_everyone).await.good()["roles"],
        json!([reviewer]),
        "@everyone is nobody's to give"
    );
    assert_eq!(
        bot.patch(&member, json!({"roles": []})).await.good()["roles"],
        json!([])
    );
    let own = format!("/guilds/{}/members/@me", bot.guild);
    assert_eq!(
        ana.patch(&own, json!({"nick": ""})).await.good()["nick"],
        Value::Null
    );
    let admin = bot.role("Admin").await;
    assert_eq!(
        bot.patch(&member, json!({"roles": [admin]})).await.refusal(),
        (403, 50013)
    );
    assert_eq!(
        root.patch(&member, json!({"mute": true})).await.refusal(),
        (400, 40032)
    );
}

#[tokio::test]
async fn who_is_timed_out_reads_and_no_more_until_it_is_over() {
    let sandbox = sandbox().await;
    let (root, ana) = (Client::person(&sandbox, "root"), Client::person(&sandbox, "ana"));
    let releases = root.channel("releases").await;
    let member = format!("/guilds/{}/members/{}", root.guild, root.user("ana").await);
    let body = json!({"communication_disabled_until": "2026-11-24T09:00:00+00:00"});
    root.patch(&member, body).await.good();
    let messages = format!("/channels/{releases}/messages");
    ana.get(&messages).await.good();
    let refused = ana.post(&messages, json!({"content": "x"})).await;
    assert_eq!(refused.refusal(), (403, 50013));
    root.passes("1h").await;
    ana.post(&messages, json!({"content": "x"})).await.good();
    let own = format!("/guilds/{}/members/{}", root.guild, root.user("root").await);
    let body = json!({"communication_disabled_until": "2026-11-24T12:00:00Z"});
    assert_eq!(
        root.patch(&own, body).await.refusal(),
        (403, 50013),
        "an administrator"
    );
}

#[tokio::test]
async fn the_audit_log_says_who_changed_what_and_why() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let id = bot.user("ana").await;
    let role = bot.role("Reviewer").await;
    let path = format!("/guilds/{}/members/{id}/roles/{role}", bot.guild);
    bot.with_reason("her%20turn%20%E2%9C%85")
        .put(&path, Value::Null)
        .await
        .good();
    let member = format!("/guilds/{}/members/{id}", bot.guild);
    root.patch(&member, json!({"nick": "A"})).await.good();
    let log = format!("/guilds/{}/audit-logs", bot.guild);
    assert_eq!(bot.get(&log).await.refusal(), (403, 50013));
    let read = root.get(&log).await.good();
    let entries = read["audit_log_entries"].as_array().unwrap();
    let told: Vec<(u64, &str, Option<&str>)> = entries
        .iter()
        .map(|entry| {
            (
                entry["action_type"].as_u64().unwrap(),
                entry["target_id"].as_str().unwrap(),
                entry["reason"].as_str(),
            )
        })
        .collect();
    let wanted = [(24, id.as_str(), None), (25, id.as_str(), Some("her turn ✅"))];
    assert_eq!(told, wanted);
    let some = root
        .get(&format!("{log}?user_id={}&action_type=25&limit=1", bot.bot))
        .await
        .good();
    assert_eq!(some["audit_log_entries"][0]["user_id"], bot.bot);
    assert_eq!(some["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_is_renamed_and_its_channels_begin_with_exceptions() {
    let sandbox = sandbox().await;
    let (root, ana) = (Client::person(&sandbox, "root"), Client::person(&sandbox, "ana"));
    let guild = format!("/guilds/{}", root.guild);
    let renamed = root
        .patch(&guild, json!({"name": "team", "description": "us"}))
        .await
        .good();
    assert_eq!(
        (&renamed["name"], &renamed["description"]),
        (&json!("team"), &json!("us"))
    );
    assert_eq!(ana.get(&guild).await.good()["name"], "team");
    assert_eq!(
        ana.patch(&guild, json!({"name": "x y"})).await.refusal(),
        (403, 50013)
    );
    // Nobody but ana sees it: @everyone has the server's id.
    let hidden = json!([
        {"id": root.guild, "type": 0, "deny": "1024"}, {"id": root.user("ana").await, "type": 1, "allow": "1024"}]);
    let made = root
        .post(
            &format!("{guild}/channels"),
            json!({"name": "private", "permission_overwrites": hidden}),
        )
        .await
        .good();
    let path = format!("/channels/{}", made["id"].as_str().unwrap());
    ana.get(&path).await.good();
    let ben = Client::person(&sandbox, "ben");
    assert_eq!(ben.get(&path).await.refusal(), (403, 50001));
    let moved = json!([{"id": made["id"], "position": 0}]);
    root.patch(&format!("{guild}/channels"), moved).await;
    assert_eq!(ana.get(&path).await.good()["position"], 0);
}

#[tokio::test]
async fn an_archived_thread_takes_no_press_no_edit_and_no_reaction() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let mut ana = super::person::Person::arrives(&sandbox, "ana").await;
    let releases = bot.channel("releases").await;
    let thread = json!({"name": "old", "type": 11});
    let thread = bot
        .post(&format!("/channels/{releases}/threads"), thread)
        .await
        .good();
    let id = thread["id"].as_str().unwrap();
    let button = json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"});
    let card = json!({"content": "x", "components": [{"type": 1, "components": [button]}]});
    let card = bot.says(id, card).await;
    bot.patch(&format!("/channels/{id}"), json!({"archived": true}))
        .await
        .good();
    assert_eq!(ana.presses(&card, "b").await.refusal(), (400, 50083));
    let message = format!("/channels/{id}/messages/{}", card["id"].as_str().unwrap());
    let edited = bot.patch(&message, json!({"content": "y"})).await;
    assert_eq!(edited.refusal(), (400, 50083));
    let reacted = bot
        .put(&format!("{message}/reactions/%E2%9C%85/@me"), Value::Null)
        .await;
    assert_eq!(reacted.refusal(), (400, 50083));
}

/// The example in the documentation, and what is said of one that makes no sense.
#[tokio::test]
async fn a_world_of_ones_own_is_one_request() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MEMBERS | 1).await;
    let text = include_str!("../../../docs/sandbox.md");
    let (_, example) = text.split_once("## A world of your own\n\n```\n").unwrap();
    let example: Value = serde_json::from_str(example.split("```").next().unwrap()).unwrap();
    let send = async |body: Value| bot.control(reqwest::Method::POST, "world", Some(body)).await;
    let world = send(example.clone()).await.good();
    let again = send(example).await.good();
    assert_eq!(world, again, "said twice it is the same");
    assert_eq!(ears.event("GUILD_ROLE_CREATE").await["role"]["name"], "Deployers");
    assert_eq!(ears.event("CHANNEL_CREATE").await["name"], "deploys");
    assert_eq!(ears.event("GUILD_MEMBER_ADD").await["user"]["username"], "ada");
    let bob = Client::person(&sandbox, "bob");
    let deploys = bob.channel("deploys").await;
    bob.says(&deploys, json!({"content": "here"})).await;
    let member = format!("/guilds/{}/members/{}", bot.guild, bot.user("bob").await);
    assert_eq!(
        bot.get(&member).await.good()["roles"].as_array().unwrap().len(),
        2
    );
    let wrong = json!({"people": [{"name": "Ada L", "age": 5}], "channels": [{"name": "x", "type": "voice"}],
        "emoji": []});
    let refused = send(wrong).await;
    assert_eq!(refused.status, 400);
    let said = refused.body["message"].as_str().unwrap();
    for part in ["people[0].name", "`age`", "channels[0].type", "no `emoji`"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        bot.control(reqwest::Method::GET, "world", None).await.good()["channels"]
            .as_array()
            .unwrap()
            .iter()
            .all(|channel| channel["name"] != "x")
    );
}
