//! Discord's own API description as a judge of the sandbox's answers.
//!
//! The description is not part of this project. `DISCORD_OPENAPI` names a copy of it (`openapi.json`, or gzipped), from
//! <https://github.com/discord/discord-api-spec>; without it the judgement is skipped, and the test says so.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use jsonschema::{Draft, Registry, Validator};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;

/// Status codes by operation, each with the schema of its body (null for none).
struct Operation {
    id: String,
    method: String,
    segments: Vec<String>,
    request: Option<Value>,
    responses: HashMap<String, Value>,
}

/// The description, ready to judge.
struct Judge {
    registry: Registry<'static>,
    operations: Vec<Operation>,
    validators: HashMap<String, Validator>,
}

impl Judge {
    /// Reads the description that `DISCORD_OPENAPI` names.
    fn find() -> Option<Self> {
        let path = std::env::var_os("DISCORD_OPENAPI")?;
        let bytes = std::fs::read(&path).expect("DISCORD_OPENAPI names a readable file");
        let mut text = String::new();
        match bytes.starts_with(&[0x1F, 0x8B]) {
            true => flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_string(&mut text)
                .unwrap(),
            false => bytes.as_slice().read_to_string(&mut text).unwrap(),
        };
        let description: Value = serde_json::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(_, o)| o.is_object()) {
                operations.push(read_operation(&description, path, method, operation));
            }
        }
        // A literal segment counts more than a parameter.
        operations.sort_by_key(|o| {
            o.segments
                .iter()
                .filter(|segment| segment.starts_with('{'))
                .count()
        });
        let registry = Registry::new()
            .add("urn:discord", description)
            .unwrap()
            .prepare()
            .unwrap();
        Some(Self {
            registry,
            operations,
            validators: HashMap::new(),
        })
    }

    fn operation(&self, method: &str, path: &str) -> Option<usize> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        self.operations.iter().position(|operation| {
            operation.method == method
                && operation.segments.len() == segments.len()
                && operation
                    .segments
                    .iter()
                    .zip(&segments)
                    .all(|(a, b)| a.starts_with('{') || a == b)
        })
    }

    /// What is wrong with a body by a schema.
    fn faults(&mut self, key: String, schema: &Value, body: &Value) -> Vec<String> {
        let registry = &self.registry;
        let validator = self.validators.entry(key).or_insert_with(|| {
            let options = jsonschema::options().offline().with_draft(Draft::Draft202012);
            options.with_registry(registry).build(schema).unwrap()
        });
        let describe = |error: jsonschema::ValidationError<'_>| {
            let text: String = error.to_string().chars().take(300).collect();
            format!("at {:?}: {text}", error.instance_path().as_str())
        };
        validator.iter_errors(body).map(describe).collect()
    }

    /// Judges one recorded exchange; `None` when the description knows no such route.
    fn judge(&mut self, line: &Value) -> Option<Vec<String>> {
        let (method, path) = (line["method"].as_str().unwrap(), line["path"].as_str().unwrap());
        let at = self.operation(method, path)?;
        let (id, status) = (self.operations[at].id.clone(), line["status"].to_string());
        let mut found = Vec::new();
        let responses = &self.operations[at].responses;
        let family = format!("{}XX", &status[..1]);
        match responses.get(&status).or_else(|| responses.get(&family)).cloned() {
            None => found.push(format!("status {status} is not described")),
            Some(Value::Null) if line["response"].is_null() => {}
            Some(Value::Null) => found.push("a body where none is described".to_owned()),
            Some(schema) => found.extend(self.faults(format!("{id} {status}"), &schema, &line["response"])),
        }
        let good = status.starts_with('2') && !line["request"].is_null();
        if let Some(schema) = self.operations[at].request.clone().filter(|_| good) {
            let faults = self.faults(format!("{id} request"), &schema, &line["request"]);
            found.extend(faults.into_iter().map(|fault| format!("request {fault}")));
        }
        Some(
            found
                .into_iter()
                .map(|fault| format!("{method} {path} ({id}, {status}) {fault}"))
                .collect(),
        )
    }
}

fn read_operation(description: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let mut responses = HashMap::new();
    for (status, response) in operation["responses"].as_object().unwrap() {
        let response = match response["$ref"].as_str() {
            Some(pointer) => description.pointer(pointer.trim_start_matches('#')).unwrap(),
            None => response,
        };
        let schema = response.pointer("/content/application~1json/schema");
        responses.insert(status.clone(), schema.map_or(Value::Null, rebase));
    }
    Operation {
        id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        method: method.to_uppercase(),
        segments: path
            .trim_start_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect(),
        request: operation
            .pointer("/requestBody/content/application~1json/schema")
            .map(rebase),
        responses,
    }
}

/// Makes local references point into the whole description.
fn rebase(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match value {
                Value::String(text) if key == "$ref" => {
                    (key.clone(), json!(text.replace("#/", "urn:discord#/")))
                }
                value => (key.clone(), rebase(value)),
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(rebase).collect(),
        plain => plain.clone(),
    }
}

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
async fn use_everything(bot: &Client, ana: &mut Person) {
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
    use_interactions(bot, ana, &releases, &listed[0]).await;
    for (method, path) in [
        (Method::GET, "/channels/1"),
        (Method::GET, "/guilds/1"),
        (Method::POST, "/interactions/1/x/callback"),
    ] {
        bot.send(method, path, Some(json!({"type": 6}))).await;
    }
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
    bot.get(&format!("/channels/{releases}/threads/archived/public"))
        .await
        .good();
    bot.delete(&format!("{thread}/thread-members/@me")).await;
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

/// Where the description differs from what Discord does, so that a fault there is none of the sandbox's.
fn is_known_gap(fault: &str) -> bool {
    // Libraries send the index of an upload as a number; the description wants a text. Discord takes both.
    let upload_index = fault.contains("request at \"/attachments/0/id\"");
    // The codes of faults in a form are words; the description says numbers (its schema `InnerErrors`).
    let code_words = fault.contains(", 400) at \"/errors\"");
    upload_index || code_words
}

#[tokio::test]
async fn every_answer_is_as_discord_describes_it() {
    let sandbox = sandbox().await;
    let (bot, mut ana) = (Client::bot(&sandbox), Person::arrives(&sandbox, "ana").await);
    use_everything(&bot, &mut ana).await;
    let lines: Vec<Value> = bot
        .history()
        .await
        .into_iter()
        .filter(|line| line["kind"] == "rest")
        .collect();
    assert!(
        lines.len() > 80,
        "the whole API was used, not {} requests",
        lines.len()
    );
    let broken: Vec<&Value> = lines
        .iter()
        .filter(|line| line["unknown_route"] == true)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    let Some(mut judge) = Judge::find() else {
        println!(
            "SKIPPED: DISCORD_OPENAPI names no copy of Discord's API description, so nothing was judged"
        );
        return;
    };
    let (mut faults, mut unjudged) = (Vec::new(), BTreeSet::new());
    for line in &lines {
        match judge.judge(line) {
            Some(found) => faults.extend(found.into_iter().filter(|fault| !is_known_gap(fault))),
            None => drop(unjudged.insert(format!("{} {}", line["method"], line["path"]))),
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert_eq!(
        unjudged,
        BTreeSet::from(["\"POST\" \"/interactions\"".to_owned()]),
        "routes only people use"
    );
}
