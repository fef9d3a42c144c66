//! The whole API in use: every route a bot has, by a bot and a person.

use reqwest::Method;
use serde_json::{Value, json};

use crate::sandbox::client::Client;
use crate::sandbox::person::{Person, Socket};

const V2: u64 = 1 << 15;

fn v2_card() -> Value {
    json!({"flags": V2, "allowed_mentions": {"parse": []}, "components": [
        {"type": 17, "accent_color": 255, "components": [
            {"type": 10, "content": "# MyPortfolio 22.04.2"},
            {"type": 9, "components": [{"type": 10, "content": "Log in"}],
             "accessory": {"type": 2, "style": 3, "label": "Pass", "custom_id": "pass"}},
            {"type": 14, "spacing": 2, "divider": false},
            {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}]},
            {"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": [{"label": "a", "value": "a"}]}]}]},
        {"type": 9, "components": [{"type": 10, "content": "x"}],
         "accessory": {"type": 11, "media": {"url": "https://example.org/b.png"}}}]})
}

/// Uses every route the bot can use, also in ways that are refused.
pub(in crate::sandbox) async fn use_everything(bot: &Client, ana: &mut Person) {
    let releases = bot.channel("releases").await;
    let at = |tail: &str| format!("/channels/{releases}{tail}");
    for path in [
        "/gateway",
        "/gateway/bot",
        "/users/@me",
        "/users/@me/guilds",
        "/applications/@me",
        "/oauth2/applications/@me",
    ] {
        bot.get(path).await.good();
    }
    let guild = format!("/guilds/{}", bot.guild);
    for tail in [
        "",
        "?with_counts=true",
        "/channels",
        "/roles",
        "/members?limit=100",
        "/members/search?query=an&limit=5",
    ] {
        bot.get(&format!("{guild}{tail}")).await.good();
    }
    bot.get(&format!("{guild}/members/{}", ana.id)).await.good();
    bot.get(&format!("/users/{}", ana.id)).await.good();
    let role = bot.role("Reviewer").await;
    bot.put(&format!("{guild}/members/{}/roles/{role}", ana.id), Value::Null)
        .await;
    bot.delete(&format!("{guild}/members/{}/roles/{role}", ana.id))
        .await;
    use_messages(bot, &releases).await;
    use_threads(bot, &releases, &guild).await;
    use_announcements(bot).await;
    use_forums(bot, &bot.clone().under("person-root"), &guild).await;
    use_events(bot, &guild).await;
    use_roles(bot, &guild).await;
    use_webhooks(bot, &releases).await;
    let direct = bot
        .post("/users/@me/channels", json!({"recipient_id": ana.id}))
        .await
        .good();
    bot.says(direct["id"].as_str().unwrap(), json!({"content": "a reminder"}))
        .await;
    bot.get(&format!("/channels/{}", direct["id"].as_str().unwrap()))
        .await
        .good();
    bot.get(&at("")).await.good();
    bot.post(&at("/typing"), Value::Null).await;
    let command = use_commands(bot, &guild).await;
    use_interactions(bot, ana, &releases, &command).await;
    for (method, path) in [
        (Method::GET, "/channels/1"),
        (Method::GET, "/guilds/1"),
        (Method::POST, "/interactions/1/x/callback"),
    ] {
        bot.send(method, path, Some(json!({"type": 6}))).await;
    }
}

/// Registers commands in every way; returns one that stays.
async fn use_commands(bot: &Client, guild: &str) -> Value {
    let commands = format!("/applications/{}{guild}/commands", bot.bot);
    let option =
        json!({"type": 3, "name": "process", "description": "d", "required": true, "autocomplete": true});
    let release = json!({"name": "release", "description": "Releases", "options": [option]});
    let listed = bot.put(&commands, json!([release])).await.good();
    let extra = bot
        .post(&commands, json!({"name": "outage", "description": "Outages"}))
        .await
        .good();
    bot.get(&commands).await.good();
    let one = format!("{commands}/{}", extra["id"].as_str().unwrap());
    bot.patch(&one, json!({"description": "Planned outages"}))
        .await
        .good();
    bot.get(&one).await.good();
    bot.delete(&one).await.good();
    bot.put(&format!("/applications/{}/commands", bot.bot), json!([release]))
        .await
        .good();
    listed[0].clone()
}

async fn use_messages(bot: &Client, releases: &str) {
    let messages = format!("/channels/{releases}/messages");
    let plain = json!({"content": "hello", "nonce": "n-1", "enforce_nonce": true, "embeds": [{
        "title": "t", "url": "https://example.org", "fields": [{"name": "n", "value": "v"}], "footer": {"text": "f"}}]});
    let first = bot.says(releases, plain).await;
    let id = first["id"].as_str().unwrap();
    let reply = json!({"content": "re <@1>", "message_reference": {"message_id": id}, "components": [
        {"type": 1, "components": [{"type": 2, "style": 5, "label": "l", "url": "https://example.org"}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "u"}]}]});
    bot.says(releases, reply).await;
    bot.says(releases, v2_card()).await;
    bot.post_file(
        &messages,
        json!({"content": "see", "attachments": [{"id": 0, "description": "log"}]}),
        "log.txt",
        b"ok",
    )
    .await
    .good();
    bot.get(&messages).await.good();
    bot.get(&format!("{messages}?limit=2&before={id}")).await.good();
    bot.get(&format!("{messages}/{id}")).await.good();
    bot.patch(
        &format!("{messages}/{id}"),
        json!({"content": "changed", "allowed_mentions": {"parse": []}}),
    )
    .await
    .good();
    bot.put(&format!("{messages}/pins/{id}"), Value::Null)
        .await
        .good();
    bot.get(&format!("{messages}/pins")).await.good();
    bot.get(&format!("/channels/{releases}/pins")).await.good();
    bot.delete(&format!("/channels/{releases}/pins/{id}"))
        .await
        .good();
    let reactions = format!("{messages}/{id}/reactions/%E2%9C%85");
    bot.put(&format!("{reactions}/@me"), Value::Null).await.good();
    bot.get(&format!("{messages}/{id}")).await.good();
    bot.get(&reactions).await.good();
    bot.delete(&format!("{reactions}/@me")).await.good();
    for refused in [
        json!({"content": "x".repeat(2001)}),
        json!({}),
        json!({"content": "x", "embeds": [{"title": "x".repeat(300)}]}),
    ] {
        bot.post(&messages, refused).await;
    }
    let gone = bot.says(releases, json!({"content": "gone"})).await;
    bot.delete(&format!("{messages}/{}", gone["id"].as_str().unwrap()))
        .await
        .good();
}

async fn use_announcements(bot: &Client) {
    let news = bot.channel("announcements").await;
    bot.get(&format!("/channels/{news}")).await.good();
    let said = bot.says(&news, json!({"content": "published"})).await;
    let path = format!("/channels/{news}/messages/{}", said["id"].as_str().unwrap());
    bot.post(&format!("{path}/crosspost"), Value::Null).await.good();
    bot.post(&format!("{path}/crosspost"), Value::Null).await;
    bot.post(&format!("{path}/threads"), json!({"name": "questions"}))
        .await
        .good();
}

async fn use_events(bot: &Client, guild: &str) {
    let events = format!("{guild}/scheduled-events");
    let planned = json!({
        "name": "Away", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": "2030-11-24T09:00:00Z", "scheduled_end_time": "2030-11-24T11:00:00Z",
    });
    let made = bot.post(&events, planned).await.good();
    let one = format!("{events}/{}", made["id"].as_str().unwrap());
    for tail in ["", "?with_user_count=true", "/users", "/users/counts"] {
        bot.get(&format!("{one}{tail}")).await.good();
    }
    bot.get(&events).await.good();
    bot.patch(&one, json!({"description": "longer"})).await.good();
    bot.patch(&one, json!({"status": 4})).await.good();
    for refused in [json!({"status": 1}), json!({"name": ""})] {
        bot.patch(&one, refused).await;
    }
    bot.post(&events, json!({"name": "x"})).await;
    bot.delete(&one).await.good();
    bot.get(&one).await;
}

async fn use_roles(bot: &Client, guild: &str) {
    let roles = format!("{guild}/roles");
    let made = bot
        .post(
            &roles,
            json!({"name": "On call", "color": 255, "mentionable": true}),
        )
        .await
        .good();
    let one = format!("{roles}/{}", made["id"].as_str().unwrap());
    bot.get(&one).await.good();
    bot.patch(&one, json!({"name": "Off call"})).await.good();
    bot.get(&format!("{roles}/member-counts")).await.good();
    bot.post(&roles, json!({"name": ""})).await;
    bot.delete(&one).await.good();
    bot.get(&one).await;
}

async fn use_webhooks(bot: &Client, releases: &str) {
    let hooks = format!("/channels/{releases}/webhooks");
    let granted = json!({"name": "releases", "bot_may": ["MANAGE_WEBHOOKS"]});
    bot.control(Method::POST, "channels", Some(granted)).await.good();
    let made = bot.post(&hooks, json!({"name": "pipeline"})).await.good();
    let address = crate::sandbox::webhooks::address(&made);
    let said = bot
        .post(
            &format!("{address}?wait=true"),
            json!({"content": "built", "username": "CI"}),
        )
        .await
        .good();
    bot.post(&address, json!({"content": "built"})).await.good();
    let message = format!("{address}/messages/{}", said["id"].as_str().unwrap());
    bot.get(&message).await.good();
    bot.patch(&message, json!({"content": "failed"})).await.good();
    bot.delete(&message).await.good();
    bot.get(&hooks).await.good();
    bot.get(&format!("/guilds/{}/webhooks", bot.guild)).await.good();
    let one = format!("/webhooks/{}", made["id"].as_str().unwrap());
    bot.get(&one).await.good();
    bot.get(&address).await.good();
    bot.patch(&one, json!({"name": "robot"})).await.good();
    bot.post(&hooks, json!({"name": "discord"})).await;
    bot.delete(&one).await.good();
    bot.get(&one).await;
}

async fn use_threads(bot: &Client, releases: &str, guild: &str) {
    let card = bot.says(releases, json!({"content": "card"})).await;
    let id = card["id"].as_str().unwrap();
    let messages = format!("/channels/{releases}/messages");
    bot.post(
        &format!("{messages}/{id}/threads"),
        json!({"name": "#17", "auto_archive_duration": 1440}),
    )
    .await
    .good();
    let free = bot
        .post(
            &format!("/channels/{releases}/threads"),
            json!({"name": "free", "type": 11}),
        )
        .await
        .good();
    let thread = format!("/channels/{}", free["id"].as_str().unwrap());
    bot.says(id, json!({"content": "in the thread"})).await;
    bot.get(&format!("{messages}/{id}")).await.good();
    bot.get(&format!("{guild}/threads/active")).await.good();
    bot.get(&format!("/channels/{id}/thread-members?with_member=true"))
        .await
        .good();
    bot.get(&format!("/channels/{id}/thread-members/@me"))
        .await
        .good();
    bot.put(&format!("{thread}/thread-members/@me"), Value::Null)
        .await
        .good();
    bot.patch(
        &thread,
        json!({"name": "renamed", "archived": true, "locked": true}),
    )
    .await
    .good();
    for route in [
        "threads/archived/public",
        "threads/archived/private",
        "users/@me/threads/archived/private",
    ] {
        bot.get(&format!("/channels/{releases}/{route}")).await.good();
    }
    bot.get("/soundboard-default-sounds").await.good();
    bot.get(&format!("{guild}/soundboard-sounds")).await.good();
    bot.patch(&format!("{guild}/members/@me/nick"), json!({"nick": null}))
        .await
        .good();
    bot.delete(&format!("{thread}/thread-members/@me")).await;
}

async fn use_forums(bot: &Client, root: &Client, guild: &str) {
    let body = json!({"name": "ideas", "type": 15, "available_tags": [{"name": "bug"}],
        "default_reaction_emoji": {"emoji_name": "👍"}});
    let forum = root.post(&format!("{guild}/channels"), body).await.good();
    let path = format!("/channels/{}", forum["id"].as_str().unwrap());
    let tag = &forum["available_tags"][0]["id"];
    let body = json!({"name": "p", "applied_tags": [tag], "message": {"content": "x"}});
    let post = bot.post(&format!("{path}/threads"), body).await.good();
    let id = post["id"].as_str().unwrap();
    bot.patch(
        &format!("/channels/{id}"),
        json!({"applied_tags": [], "flags": 2}),
    )
    .await
    .good();
    bot.get(&path).await.good();
    bot.get(&format!("{guild}/channels")).await.good();
    bot.post(&format!("{path}/messages"), json!({"content": "x"}))
        .await;
    root.patch(&path, json!({"default_sort_order": 0, "flags": 16}))
        .await
        .good();
}

async fn use_interactions(bot: &Client, ana: &mut Person, releases: &str, command: &Value) {
    let (mut ears, _) = Socket::identify_bot(bot).await;
    let card = bot.says(releases, v2_card()).await;
    let options = json!([{"type": 3, "name": "process", "value": "minor"}]);
    ana.runs(releases, command, options.clone()).await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    let path = |asked: &Value, tail: &str| {
        format!(
            "/interactions/{}/{}/callback{tail}",
            asked["id"].as_str().unwrap(),
            asked["token"].as_str().unwrap()
        )
    };
    let hello = json!({"type": 4, "data": {"content": "hello", "flags": 64}});
    bot.post(&path(&asked, "?with_response=true"), hello).await.good();
    let hook = format!("/webhooks/{}/{}", bot.bot, asked["token"].as_str().unwrap());
    let more = bot.post(&hook, json!({"content": "more"})).await.good();
    let more = format!("{hook}/messages/{}", more["id"].as_str().unwrap());
    bot.get(&format!("{hook}/messages/@original")).await.good();
    bot.patch(
        &format!("{hook}/messages/@original"),
        json!({"content": "changed"}),
    )
    .await
    .good();
    bot.patch(&more, json!({"content": "changed"})).await.good();
    bot.delete(&more).await.good();
    ana.presses(&card, "pass").await.good();
    let pressed = ears.event("INTERACTION_CREATE").await;
    bot.post(
        &path(&pressed, "?with_response=true"),
        json!({"type": 7, "data": v2_card()}),
    )
    .await
    .good();
    bot.post(&path(&pressed, ""), json!({"type": 6})).await;
    ana.chooses(&card, "pick", &["a"]).await.good();
    let chosen = ears.event("INTERACTION_CREATE").await;
    let input = json!({"type": 4, "custom_id": "reason", "style": 1, "label": "Reason"});
    let modal = json!({"custom_id": "m", "title": "Why", "components": [{"type": 1, "components": [input]}]});
    bot.post(&path(&chosen, ""), json!({"type": 9, "data": modal}))
        .await
        .good();
    let opened = ana.socket.event("INTERACTION_MODAL_CREATE").await;
    let submit = json!({"data": {"id": opened["id"], "custom_id": "m", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "because"}]}]}});
    ana.interacts(5, releases, submit).await.0.good();
    let submitted = ears.event("INTERACTION_CREATE").await;
    bot.post(&path(&submitted, "?with_response=true"), json!({"type": 5}))
        .await
        .good();
    ana.with_command(
        4,
        releases,
        command,
        json!([{"type": 3, "name": "process", "value": "m", "focused": true}]),
    )
    .await
    .good();
    let typing = ears.event("INTERACTION_CREATE").await;
    let choices = json!({"type": 8, "data": {"choices": [{"name": "Minor", "value": "minor"}]}});
    bot.post(&path(&typing, ""), choices).await.good();
}
