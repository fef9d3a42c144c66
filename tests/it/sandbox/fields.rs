//! What people choose and fill in: selects of people, roles and channels, and every field a modal may have.

use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;

fn callback(asked: &Value) -> String {
    let (id, token) = (asked["id"].as_str().unwrap(), asked["token"].as_str().unwrap());
    format!("/interactions/{id}/{token}/callback")
}

#[tokio::test]
async fn a_select_takes_who_and_what_is_there_and_says_what_the_ids_stand_for() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let releases = bot.channel("releases").await;
    let row = |kind: u64, id: &str| json!({"type": 1, "components": [{"type": kind, "custom_id": id, "max_values": 2}]});
    let card = json!({"content": "card", "components": [row(5, "who"), row(6, "role"), row(7, "any"), row(8, "where")]});
    let card = bot.says(&releases, card).await;
    let (ben, qa) = (bot.user("ben").await, bot.role("Reviewer").await);
    let choose = |kind: u64, id: &str, values: Value| json!({"component_type": kind, "type": kind, "custom_id": id, "values": values});
    for (kind, id, value, group) in [
        (5, "who", &ben, "users"),
        (6, "role", &qa, "roles"),
        (7, "any", &qa, "roles"),
        (7, "any", &ben, "members"),
        (8, "where", &releases, "channels"),
    ] {
        let sent = ana
            .acts_on(&card, choose(kind, id, json!([value])), json!({}))
            .await;
        assert_eq!(sent.status, 204, "{id}: {}", sent.body);
        let asked = ears.event("INTERACTION_CREATE").await;
        assert_eq!(asked["data"]["values"], json!([value]));
        assert!(asked["data"]["resolved"][group][value].is_object(), "{asked}");
        let answer = json!({"type": 6});
        bot.post(&callback(&asked), answer).await.good();
    }
    for (kind, id, values) in [
        (5, "who", json!([qa])),
        (5, "who", json!(["17"])),
        (6, "role", json!([ben])),
        (6, "role", json!([bot.guild])),
        (8, "where", json!([ben])),
        (5, "who", json!([ben, ben])),
        (5, "who", json!([])),
    ] {
        let refused = ana
            .acts_on(&card, choose(kind, id, values.clone()), json!({}))
            .await;
        assert_eq!(refused.refusal(), (400, 50035), "{id} {values}");
    }
}

/// A modal with one field of each kind, in labels.
fn modal() -> Value {
    let label = |label: &str, component: Value| json!({"type": 18, "label": label, "component": component});
    let options = json!([{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]);
    json!({"type": 9, "data": {"custom_id": "evidence", "title": "Evidence", "components": [
        label("Who", json!({"type": 5, "custom_id": "who"})),
        label("Files", json!({"type": 19, "custom_id": "files", "max_values": 2})),
        label("Passed", json!({"type": 21, "custom_id": "passed", "options": options})),
        label("Seen on", json!({"type": 22, "custom_id": "seen", "required": false, "options": options})),
        label("Note", json!({"type": 4, "custom_id": "note", "style": 1, "required": false})),
    ]}})
}

/// Opens the modal for Ana, and gives what she sees of it.
async fn open(bot: &Client, ears: &mut Socket, ana: &mut Person, card: &Value) -> Value {
    ana.presses(card, "add").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    bot.post(&callback(&asked), modal()).await.good();
    ana.socket.event("INTERACTION_MODAL_CREATE").await
}

#[tokio::test]
async fn every_field_of_a_modal_reaches_the_bot_with_its_files() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let releases = bot.channel("releases").await;
    let button = json!({"type": 2, "style": 1, "label": "Add", "custom_id": "add"});
    let card = json!({"content": "card", "components": [{"type": 1, "components": [button]}]});
    let card = bot.says(&releases, card).await;
    let ben = bot.user("ben").await;
    let filled = |files: Value, passed: Value| {
        let field = |component: Value| json!({"type": 18, "component": component});
        json!([
            field(json!({"type": 5, "custom_id": "who", "values": [ben]})),
            field(json!({"type": 19, "custom_id": "files", "values": files})),
            field(json!({"type": 21, "custom_id": "passed", "value": passed})),
            field(json!({"type": 22, "custom_id": "seen", "values": ["yes", "no"]})),
        ])
    };
    let opened = open(&bot, &mut ears, &mut ana, &card).await;
    let submit = |components: Value| {
        let listed = json!([{"id": "0", "filename": "smoke.log"}]);
        json!({"data": {"id": opened["id"], "custom_id": "evidence", "components": components, "attachments": listed}})
    };
    let log: &[crate::form::File<'_>] = &[("smoke.log", "text/plain", b"12 of 12")];
    for (files, passed) in [
        (json!([]), json!("yes")),
        (json!(["1"]), json!("yes")),
        (json!(["0"]), json!("perhaps")),
        (json!(["0"]), Value::Null),
    ] {
        let sent = ana
            .interacts_with(5, &releases, submit(filled(files.clone(), passed.clone())), log)
            .await;
        assert_eq!(sent.0.refusal(), (400, 50035), "{files} {passed}");
    }
    let sent = ana
        .interacts_with(5, &releases, submit(filled(json!(["0"]), json!("yes"))), log)
        .await;
    assert_eq!(sent.0.status, 204, "{}", sent.0.body);
    let data = ears.event("INTERACTION_CREATE").await["data"].clone();
    let field = |n: usize| &data["components"][n]["component"];
    assert_eq!(field(0)["values"], json!([ben]));
    assert_eq!(data["resolved"]["users"][&ben]["username"], "ben");
    let file = field(1)["values"][0].as_str().unwrap();
    let url = data["resolved"]["attachments"][file]["url"].as_str().unwrap();
    assert_eq!(bot.text_at(url).await, (200, "12 of 12".to_owned()));
    assert_eq!(
        (&field(2)["value"], &field(3)["values"]),
        (&json!("yes"), &json!(["yes", "no"]))
    );
    assert_eq!(field(4)["value"], "", "left out, which is allowed");
}
