//! Every limit of the table, tried over the wire: under it, at it, over it.
//!
//! [`PROBES`] tries what a body can hold. What takes more than a body has a test of its own, here or beside, which
//! [`ELSEWHERE`] names; both together have to name the whole table.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::person::{Person, Socket};
use super::{
    announcements, control, events, forums, gateway, pings, roles, rules, sandbox, sandbox_with, stories,
    webhooks,
};

const V2: u64 = 1 << 15;

/// Where a body goes.
#[derive(Clone, Copy)]
enum Place {
    Message,
    Event,
    Modal,
    Command,
    /// All commands of the server at once.
    Commands,
    Thread,
    Role,
    /// What a webhook is called.
    Signature,
    /// What a person types as a command's option; the body is the text.
    Option,
}

type Body = fn(usize) -> Value;

fn text(length: usize) -> String {
    "x".repeat(length)
}

/// A list of so many, each made of its index.
fn many(n: usize, one: impl Fn(usize) -> Value) -> Value {
    (0..n).map(one).collect()
}

fn in_row(component: Value) -> Value {
    json!({"content": "x", "components": [{"type": 1, "components": [component]}]})
}

fn select(more: Value) -> Value {
    let mut select = json!({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]});
    select
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    in_row(select)
}

fn v2(components: Value) -> Value {
    json!({"flags": V2, "components": components})
}

fn event(key: &str, value: Value) -> Value {
    let mut body = json!({
        "name": "n", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": "2026-11-24T09:00:00Z", "scheduled_end_time": "2026-11-24T11:00:00Z",
    });
    body[key] = value;
    body
}

fn input(more: Value) -> Value {
    let mut input = json!({"type": 4, "custom_id": "i", "style": 1, "label": "l"});
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"custom_id": "m", "title": "t", "components": [{"type": 1, "components": [input]}]})
}

fn labelled(more: Value, field: Value) -> Value {
    let mut label = json!({"type": 18, "label": "l", "component": field});
    label
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"custom_id": "m", "title": "t", "components": [label]})
}

fn command(more: Value) -> Value {
    let mut command = json!({"name": "c", "description": "d"});
    command
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    command
}

fn option(n: usize, more: Value) -> Value {
    let mut option = json!({"type": 3, "name": format!("o{n}"), "description": "d"});
    option
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    option
}

/// A command whose texts are so many characters together.
fn of_weight(total: usize) -> Value {
    let mut options: Vec<Value> = (0..25).map(|n| option(n, json!({"choices": []}))).collect();
    // Its own name and description, and those of all options: three characters for o0 to o9, four for the others.
    let mut left = total - 2 - 10 * 3 - 15 * 4;
    for option in &mut options {
        for n in 0..25 {
            let length = left.min(200);
            if length < 2 {
                break;
            }
            left -= length;
            let choice = json!({"name": text(length / 2), "value": format!("{n:0width$}", width = length - length / 2)});
            option["choices"].as_array_mut().unwrap().push(choice);
        }
    }
    command(json!({"options": options}))
}

const PROBES: &[(&str, Place, Body)] = &[
    ("ROLE_NAME", Place::Role, |n| json!({"name": text(n)})),
    (
        "WEBHOOK_NAME",
        Place::Signature,
        |n| json!({"content": "x", "username": text(n)}),
    ),
    ("CONTENT", Place::Message, |n| json!({"content": text(n)})),
    (
        "NONCE",
        Place::Message,
        |n| json!({"content": "x", "nonce": text(n)}),
    ),
    (
        "MENTIONS_LISTED",
        Place::Message,
        |n| json!({"content": "x", "allowed_mentions": {"users": many(n, |n| json!((n + 1).to_string()))}}),
    ),
    (
        "EMBEDS",
        Place::Message,
        |n| json!({"embeds": many(n, |_| json!({"title": "x"}))}),
    ),
    (
        "EMBED_TITLE",
        Place::Message,
        |n| json!({"embeds": [{"title": text(n)}]}),
    ),
    (
        "EMBED_DESCRIPTION",
        Place::Message,
        |n| json!({"embeds": [{"description": text(n)}]}),
    ),
    (
        "EMBED_FIELDS",
        Place::Message,
        |n| json!({"embeds": [{"fields": many(n, |_| json!({"name": "n", "value": "v"}))}]}),
    ),
    (
        "EMBED_FIELD_NAME",
        Place::Message,
        |n| json!({"embeds": [{"fields": [{"name": text(n), "value": "v"}]}]}),
    ),
    (
        "EMBED_FIELD_VALUE",
        Place::Message,
        |n| json!({"embeds": [{"fields": [{"name": "n", "value": text(n)}]}]}),
    ),
    (
        "EMBED_FOOTER",
        Place::Message,
        |n| json!({"embeds": [{"footer": {"text": text(n)}}]}),
    ),
    (
        "EMBED_AUTHOR",
        Place::Message,
        |n| json!({"embeds": [{"author": {"name": text(n)}}]}),
    ),
    (
        "EMBED_TOTAL",
        Place::Message,
        |n| json!({"embeds": [{"description": text(3000)}, {"description": text(n - 3000)}]}),
    ),
    ("ROWS", Place::Message, |n| {
        let row = |n: usize| json!({"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": format!("b{n}")}]});
        json!({"content": "x", "components": many(n, row)})
    }),
    ("ROW_BUTTONS", Place::Message, |n| {
        let button = |n: usize| json!({"type": 2, "style": 1, "label": "l", "custom_id": format!("b{n}")});
        json!({"content": "x", "components": [{"type": 1, "components": many(n, button)}]})
    }),
    ("V2_COMPONENTS", Place::Message, |n| {
        v2(many(n, |_| json!({"type": 10, "content": "x"})))
    }),
    ("V2_TEXT", Place::Message, |n| {
        v2(json!([{"type": 10, "content": text(n / 2)}, {"type": 10, "content": text(n - n / 2)}]))
    }),
    ("V2_TEXT_BYTES", Place::Message, |n| {
        let bytes = n - 12;
        let content = format!("{}{}", "漢".repeat(bytes / 3), text(bytes % 3));
        v2(json!([{"type": 10, "content": content}]))
    }),
    ("CUSTOM_ID", Place::Message, |n| {
        in_row(json!({"type": 2, "style": 1, "label": "l", "custom_id": text(n)}))
    }),
    ("BUTTON_LABEL", Place::Message, |n| {
        in_row(json!({"type": 2, "style": 1, "label": text(n), "custom_id": "b"}))
    }),
    ("BUTTON_URL", Place::Message, |n| {
        let url = format!("https://example.org/{}", text(n - 20));
        in_row(json!({"type": 2, "style": 5, "label": "l", "url": url}))
    }),
    ("SELECT_OPTIONS", Place::Message, |n| {
        select(json!({"options": many(n, |n| json!({"label": "l", "value": n.to_string()}))}))
    }),
    ("SELECT_OPTION_TEXT", Place::Message, |n| {
        select(json!({"options": [{"label": text(n), "value": "v"}]}))
    }),
    ("SELECT_PLACEHOLDER", Place::Message, |n| {
        select(json!({"placeholder": text(n)}))
    }),
    ("SECTION_TEXTS", Place::Message, |n| {
        let accessory = json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"});
        v2(
            json!([{"type": 9, "components": many(n, |_| json!({"type": 10, "content": "x"})), "accessory": accessory}]),
        )
    }),
    ("GALLERY_ITEMS", Place::Message, |n| {
        let item = |_| json!({"media": {"url": "https://example.org/a.png"}});
        v2(json!([{"type": 12, "items": many(n, item)}]))
    }),
    ("MEDIA_DESCRIPTION", Place::Message, |n| {
        let item = json!({"media": {"url": "https://example.org/a.png"}, "description": text(n)});
        v2(json!([{"type": 12, "items": [item]}]))
    }),
    ("EVENT_NAME", Place::Event, |n| event("name", json!(text(n)))),
    ("EVENT_DESCRIPTION", Place::Event, |n| {
        event("description", json!(text(n)))
    }),
    ("EVENT_LOCATION", Place::Event, |n| {
        event("entity_metadata", json!({"location": text(n)}))
    }),
    ("MODAL_TITLE", Place::Modal, |n| {
        let mut modal = input(json!({}));
        modal["title"] = json!(text(n));
        modal
    }),
    ("MODAL_ROWS", Place::Modal, |n| {
        let row = |n: usize| json!({"type": 1, "components": [{"type": 4, "custom_id": format!("i{n}"), "style": 1, "label": "l"}]});
        json!({"custom_id": "m", "title": "t", "components": many(n, row)})
    }),
    ("MODAL_LABEL", Place::Modal, |n| input(json!({"label": text(n)}))),
    ("MODAL_DESCRIPTION", Place::Modal, |n| {
        labelled(
            json!({"description": text(n)}),
            json!({"type": 4, "custom_id": "i", "style": 1}),
        )
    }),
    ("MODAL_VALUE", Place::Modal, |n| input(json!({"value": text(n)}))),
    ("MODAL_PLACEHOLDER", Place::Modal, |n| {
        input(json!({"placeholder": text(n)}))
    }),
    ("GROUP_OPTIONS", Place::Modal, |n| {
        let one = |n: usize| json!({"label": "l", "value": n.to_string()});
        labelled(
            json!({}),
            json!({"type": 21, "custom_id": "g", "options": many(n, one)}),
        )
    }),
    ("COMMAND_NAME", Place::Command, |n| {
        command(json!({"name": text(n)}))
    }),
    ("COMMAND_DESCRIPTION", Place::Command, |n| {
        command(json!({"description": text(n)}))
    }),
    ("COMMAND_OPTIONS", Place::Command, |n| {
        command(json!({"options": many(n, |n| option(n, json!({})))}))
    }),
    ("CHOICES", Place::Command, |n| {
        let choices = many(n, |n| json!({"name": "c", "value": n.to_string()}));
        command(json!({"options": [option(0, json!({"choices": choices}))]}))
    }),
    ("CHOICE_TEXT", Place::Command, |n| {
        command(json!({"options": [option(0, json!({"choices": [{"name": text(n), "value": "v"}]}))]}))
    }),
    ("COMMAND_TOTAL", Place::Command, of_weight),
    ("COMMANDS", Place::Commands, |n| {
        many(n, |n| command(json!({"name": format!("c{n}")})))
    }),
    ("CONTEXT_COMMANDS", Place::Commands, |n| {
        many(n, |n| json!({"name": format!("c{n}"), "type": 2}))
    }),
    ("OPTION_VALUE", Place::Option, |n| json!(text(n))),
    (
        "THREAD_NAME",
        Place::Thread,
        |n| json!({"name": text(n), "type": 11}),
    ),
];

/// Tests that try a limit for which a body is not enough.
const ELSEWHERE: &[(&str, fn())] = &[
    ("ROLES", roles::a_server_has_so_many_roles),
    ("WEBHOOKS", webhooks::a_channel_has_so_many_webhooks),
    (
        "NONCE_MINUTES",
        pings::an_enforced_nonce_makes_one_message_for_a_few_minutes,
    ),
    ("ATTACHMENTS", files_are_counted_and_weighed),
    ("FILE_BYTES", files_are_counted_and_weighed),
    ("REQUEST_BYTES", files_are_counted_and_weighed),
    ("PINS", a_channel_has_so_many_pins),
    ("PAGE", rules::a_listing_is_paged_in_both_directions),
    ("EVENTS", events::a_server_has_a_hundred_events_that_are_not_over),
    (
        "CROSSPOSTS",
        announcements::ten_an_hour_are_published_then_the_body_says_how_long_to_wait,
    ),
    (
        "CROSSPOST_EDITS",
        announcements::a_published_message_takes_three_edits_an_hour,
    ),
    (
        "FIRST_ANSWER_SECONDS",
        stories::silence_for_three_seconds_fails_the_interaction,
    ),
    (
        "ACTIVE_THREADS",
        forums::limits::a_server_has_so_many_open_threads_and_channels,
    ),
    (
        "CHANNELS",
        forums::limits::a_server_has_so_many_open_threads_and_channels,
    ),
    (
        "CHANNEL_NAME",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "TOPIC",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TOPIC",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "SLOW_SECONDS",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TAG_NAME",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    (
        "FORUM_TAGS",
        forums::limits::a_channels_settings_are_taken_up_to_their_limits,
    ),
    ("APPLIED_TAGS", forums::limits::a_post_carries_so_many_tags),
    ("PINNED_POSTS", forums::limits::one_post_of_a_forum_is_pinned),
    (
        "REACTIONS_OF_MESSAGE",
        forums::limits::a_message_bears_so_many_different_reactions,
    ),
    (
        "BULK_DELETE_DAYS",
        forums::limits::old_messages_are_not_deleted_many_at_a_time,
    ),
    ("TOKEN_MINUTES", a_token_is_good_for_a_quarter_of_an_hour),
    (
        "GATEWAY_BYTES",
        control::the_gateway_closes_with_the_code_for_what_went_wrong,
    ),
    (
        "GATEWAY_SENDS",
        control::the_gateway_closes_with_the_code_for_what_went_wrong,
    ),
    (
        "IDENTIFIES",
        gateway::after_a_thousand_identifies_the_token_is_worth_nothing,
    ),
    ("IDENTIFY_SECONDS", gateway::one_identify_in_five_seconds),
    ("GLOBAL", the_fifty_first_request_of_a_second_is_one_too_many),
    ("SENDS", rules::haste_is_refused_with_all_the_headers),
    ("EDITS", each_route_has_a_pace),
    ("FOLLOWUPS", each_route_has_a_pace),
    ("REACTIONS", each_route_has_a_pace),
    ("OLD_EDITS", rules::old_messages_take_few_edits),
];

/// Those who try.
struct Bench {
    bot: Client,
    ana: Person,
    ears: Socket,
    releases: String,
    card: Value,
    hook: Value,
    command: Value,
}

impl Bench {
    async fn new(sandbox: &gonogo::sandbox::Sandbox) -> Self {
        let bot = Client::bot(sandbox);
        let (ears, _) = Socket::identify_bot(&bot).await;
        let releases = bot.channel("releases").await;
        let card = in_row(json!({"type": 2, "style": 1, "label": "l", "custom_id": "b"}));
        let card = bot.says(&releases, card).await;
        let root = Client::person(sandbox, "root");
        let hooks = format!("/channels/{releases}/webhooks");
        let hook = root.post(&hooks, json!({"name": "pipeline"})).await.good();
        let commands = format!("/applications/{}/commands", bot.bot);
        let known = command(json!({"name": "say", "options": [option(0, json!({"required": true}))]}));
        Self {
            command: bot.post(&commands, known).await.good(),
            ana: Person::arrives(sandbox, "ana").await,
            bot,
            ears,
            releases,
            card,
            hook,
        }
    }

    async fn tries(&mut self, place: Place, body: Value) -> Answer {
        let commands = format!(
            "/applications/{}/guilds/{}/commands",
            self.bot.bot, self.bot.guild
        );
        let channel = format!("/channels/{}", self.releases);
        match place {
            Place::Message => self.bot.post(&format!("{channel}/messages"), body).await,
            Place::Thread => self.bot.post(&format!("{channel}/threads"), body).await,
            Place::Role => {
                self.bot
                    .post(&format!("/guilds/{}/roles", self.bot.guild), body)
                    .await
            }
            Place::Signature => {
                let path = webhooks::address(&self.hook);
                self.bot.post(&format!("{path}?wait=true"), body).await
            }
            Place::Event => {
                let path = format!("/guilds/{}/scheduled-events", self.bot.guild);
                self.bot.post(&path, body).await
            }
            Place::Command => self.bot.post(&commands, body).await,
            Place::Commands => self.bot.put(&commands, body).await,
            Place::Modal => {
                self.ana.presses(&self.card, "b").await.good();
                let asked = self.ears.event("INTERACTION_CREATE").await;
                self.bot
                    .post(&callback(&asked), json!({"type": 9, "data": body}))
                    .await
            }
            Place::Option => {
                let options = json!([{"type": 3, "name": "o0", "value": body}]);
                let (releases, command) = (self.releases.clone(), self.command.clone());
                self.ana.runs(&releases, &command, options).await
            }
        }
    }
}

fn callback(asked: &Value) -> String {
    format!(
        "/interactions/{}/{}/callback",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    )
}

async fn table(client: &Client) -> Vec<Value> {
    let shown = client.control(Method::GET, "limits", None).await.good();
    shown.as_array().unwrap().clone()
}

#[tokio::test]
async fn every_limit_is_in_the_table_with_a_source_and_a_test() {
    let sandbox = sandbox().await;
    let table = table(&Client::bot(&sandbox)).await;
    let named: BTreeSet<&str> = table
        .iter()
        .map(|limit| limit["name"].as_str().unwrap())
        .collect();
    let tried = PROBES.iter().map(|(name, ..)| *name);
    let tried: BTreeSet<&str> = tried.chain(ELSEWHERE.iter().map(|(name, _)| *name)).collect();
    assert_eq!(named, tried);
    assert_eq!(tried.len(), PROBES.len() + ELSEWHERE.len(), "each once");
    for limit in &table {
        assert!(!limit["source"].as_str().unwrap().is_empty(), "{limit}");
        assert!(limit["what"].as_str().unwrap().ends_with('.'), "{limit}");
    }
}

#[tokio::test]
async fn each_is_held_under_at_and_over_its_number() {
    let sandbox = sandbox().await;
    let mut bench = Bench::new(&sandbox).await;
    let table = table(&bench.bot).await;
    for (name, place, body) in PROBES {
        let limit = table.iter().find(|limit| limit["name"] == *name).unwrap();
        let number = usize::try_from(limit["number"].as_u64().unwrap()).unwrap();
        for taken in [number - 1, number] {
            let answer = bench.tries(*place, body(taken)).await;
            assert!(
                (200..300).contains(&answer.status),
                "{name} {taken}: {}",
                answer.body
            );
        }
        let over = bench.tries(*place, body(number + 1)).await;
        match limit["refusal"]["status"].as_u64() {
            Some(status) => assert_eq!(u64::from(over.status), status, "{name}: {}", over.body),
            None => assert_eq!(
                over.body["code"], limit["refusal"]["code"],
                "{name}: {}",
                over.body
            ),
        }
    }
}

#[tokio::test]
async fn files_are_counted_and_weighed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let path = format!("/channels/{}/messages", bot.channel("releases").await);
    let send = async |files: &[&[u8]]| {
        let files: Vec<crate::form::File<'_>> = files
            .iter()
            .map(|bytes| ("a.txt", "text/plain", *bytes))
            .collect();
        bot.send_files(Method::POST, &path, json!({"content": "x"}), &files)
            .await
    };
    for (count, code) in [(9, None), (10, None), (11, Some(50035))] {
        let answer = send(&vec![&b"x"[..]; count]).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{count} files");
    }
    const MIB: usize = 1 << 20;
    let bytes = vec![b'x'; 10 * MIB + 1];
    for (size, code) in [
        (10 * MIB - 1, None),
        (10 * MIB, None),
        (10 * MIB + 1, Some(40005)),
    ] {
        assert_eq!(
            send(&[&bytes[..size]]).await.body["code"].as_u64(),
            code,
            "{size} bytes"
        );
    }
    // All parts of the form count; what the form itself takes is far less than a kilobyte.
    let whole = &bytes[..10 * MIB];
    for (last, code) in [(5 * MIB - 1024, None), (5 * MIB + 1, Some(40005))] {
        let answer = send(&[whole, whole, &bytes[..last]]).await;
        assert_eq!(
            answer.body["code"].as_u64(),
            code,
            "{last} bytes more than twenty mebibytes"
        );
    }
}

#[tokio::test]
async fn a_channel_has_so_many_pins() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    for n in 1..=251 {
        let said = bot.says(&releases, json!({"content": n.to_string()})).await;
        let pin = format!(
            "/channels/{releases}/messages/pins/{}",
            said["id"].as_str().unwrap()
        );
        let answer = bot.put(&pin, Value::Null).await;
        match n {
            251 => assert_eq!(answer.refusal(), (400, 30003)),
            _ => drop(answer.good()),
        }
    }
}

#[tokio::test]
async fn a_token_is_good_for_a_quarter_of_an_hour() {
    let sandbox = sandbox().await;
    let mut bench = Bench::new(&sandbox).await;
    let card = bench.card.clone();
    bench.ana.presses(&card, "b").await.good();
    let asked = bench.ears.event("INTERACTION_CREATE").await;
    bench.bot.post(&callback(&asked), json!({"type": 6})).await.good();
    let hook = format!("/webhooks/{}/{}", bench.bot.bot, asked["token"].as_str().unwrap());
    for (time, code) in [("14m", None), ("1m", None), ("1s", Some(50027))] {
        bench.bot.passes(time).await;
        let answer = bench.bot.post(&hook, json!({"content": "x"})).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{time} later");
    }
}

#[tokio::test]
async fn the_fifty_first_request_of_a_second_is_one_too_many() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    // Each path is a bucket of its own; what they answer does not matter.
    let began = std::time::Instant::now();
    let mut refused = None;
    for n in 1..=51 {
        let answer = bot.get(&format!("/channels/{n}")).await;
        if answer.status == 429 {
            refused = Some((n, answer.headers.contains_key("x-ratelimit-global")));
            break;
        }
    }
    // A machine that takes longer than a second for fifty requests cannot tell.
    assert!(
        refused == Some((51, true)) || began.elapsed().as_secs() >= 1,
        "{refused:?}"
    );
}

#[tokio::test]
async fn each_route_has_a_pace() {
    let sandbox = sandbox_with(true).await;
    let mut bench = Bench::new(&sandbox).await;
    let card = bench.card.clone();
    let edit = format!(
        "/channels/{}/messages/{}",
        bench.releases,
        card["id"].as_str().unwrap()
    );
    bench.ana.presses(&card, "b").await.good();
    let asked = bench.ears.event("INTERACTION_CREATE").await;
    bench.bot.post(&callback(&asked), json!({"type": 6})).await.good();
    let hook = format!("/webhooks/{}/{}", bench.bot.bot, asked["token"].as_str().unwrap());
    let react = format!("{edit}/reactions/%E2%9C%85/@me");
    for (method, path, most) in [
        (Method::PATCH, edit, 5),
        (Method::POST, hook, 5),
        (Method::PUT, react, 1),
    ] {
        for n in 1..=most + 1 {
            let answer = bench
                .bot
                .send(method.clone(), &path, Some(json!({"content": "x"})))
                .await;
            assert_eq!(answer.status == 429, n > most, "{path}: {n} {}", answer.status);
        }
    }
}
