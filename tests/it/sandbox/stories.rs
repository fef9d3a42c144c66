//! Stories over the wire: a serenity bot and people.

use reqwest::Method;
use serde_json::{Value, json};

use super::bot::Bot;
use super::client::Client;
use super::person::Person;
use super::sandbox;

/// Nothing in the record is a route the sandbox does not know, and the library could read every event.
async fn assert_clean(bot: &Bot, client: &Client) {
    assert_eq!(*bot.unknown.lock().unwrap(), Vec::<String>::new());
    let unknown: Vec<Value> = client
        .history()
        .await
        .into_iter()
        .filter(|line| line["unknown_route"] == true)
        .collect();
    assert_eq!(unknown, Vec::<Value>::new());
}

#[tokio::test]
async fn a_button_press_updates_the_card_for_everybody() {
    let sandbox = sandbox().await;
    let bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let mut ben = Person::arrives(&sandbox, "ben").await;
    let releases = ana.client.channel("releases").await;
    ana.client.says(&releases, json!({"content": "!card"})).await;
    let card = loop {
        let message = ana.socket.event("MESSAGE_CREATE").await;
        if message["content"] == "A card" {
            break message;
        }
    };
    assert_eq!(ana.presses(&card, "tick").await.status, 204);
    let success = ana.socket.event("INTERACTION_CREATE").await;
    assert!(success["nonce"].is_string());
    let update = ben.socket.event("MESSAGE_UPDATE").await;
    assert_eq!(update["content"], "Ticked by ana");
    assert_eq!(
        ana.socket.event("INTERACTION_SUCCESS").await["nonce"],
        success["nonce"]
    );
    assert_clean(&bot, &ana.client).await;
    sandbox.stop().await;
}

#[tokio::test]
async fn a_choice_in_a_select_reaches_the_bot_with_its_value() {
    let sandbox = sandbox().await;
    let mut bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let card = a_card(&mut ana).await;
    assert_eq!(ana.chooses(&card, "pick", &["prod"]).await.status, 204);
    bot.hears("press pick by ana").await;
    assert_eq!(ana.socket.event("MESSAGE_UPDATE").await["content"], "Picked prod");
    assert_clean(&bot, &ana.client).await;
}

/// Asks the bot for its card.
async fn a_card(person: &mut Person) -> Value {
    let releases = person.client.channel("releases").await;
    person.client.says(&releases, json!({"content": "!card"})).await;
    loop {
        let message = person.socket.event("MESSAGE_CREATE").await;
        if message["content"] == "A card" {
            return message;
        }
    }
}

#[tokio::test]
async fn a_modal_opens_takes_text_and_changes_the_card_it_came_from() {
    let sandbox = sandbox().await;
    let mut bot = Bot::connects(&sandbox).await;
    let mut val = Person::arrives(&sandbox, "val").await;
    let card = a_card(&mut val).await;
    val.presses(&card, "why").await.good();
    let modal = val.socket.event("INTERACTION_MODAL_CREATE").await;
    assert_eq!(
        (&modal["title"], &modal["custom_id"]),
        (&json!("No-go"), &json!("no-go"))
    );
    let channel = card["channel_id"].as_str().unwrap().to_owned();
    let submit = |text: &str| {
        json!({"data": {"id": modal["id"], "custom_id": "no-go", "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": text}]}]}})
    };
    let (short, _) = val.interacts(5, &channel, submit("no")).await;
    assert_eq!(short.refusal(), (400, 50035), "the input wants three characters");
    val.interacts(5, &channel, submit("500 on PDF")).await.0.good();
    bot.hears("modal 500 on PDF").await;
    assert_eq!(
        val.socket.event("MESSAGE_UPDATE").await["content"],
        "No-go: 500 on PDF"
    );
    let (again, _) = val.interacts(5, &channel, submit("once more")).await;
    assert_eq!(again.refusal(), (404, 10062), "the modal is closed");
    assert_clean(&bot, &val.client).await;
}

#[tokio::test]
async fn an_ephemeral_answer_is_seen_by_one_person_only() {
    let sandbox = sandbox().await;
    let bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let mut ben = Person::arrives(&sandbox, "ben").await;
    let card = a_card(&mut ana).await;
    ana.presses(&card, "whisper").await.good();
    let whisper = ana.socket.event("MESSAGE_CREATE").await;
    assert_eq!(whisper["content"], "You owe nothing.");
    assert_eq!(whisper["flags"].as_u64().unwrap() & 64, 64);
    assert_eq!(whisper["interaction_metadata"]["user"]["username"], "ana");
    let heard = ben.socket.so_far().await;
    assert!(
        heard
            .iter()
            .all(|event| event["d"]["content"] != "You owe nothing."),
        "{heard:?}"
    );
    let channel = card["channel_id"].as_str().unwrap();
    let listed = ana
        .client
        .get(&format!("/channels/{channel}/messages"))
        .await
        .good();
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .all(|message| message["id"] != whisper["id"])
    );
    let forged = ben
        .acts_on(
            &whisper,
            json!({"component_type": 2, "custom_id": "x"}),
            json!({"forge": true}),
        )
        .await;
    assert_eq!(forged.refusal(), (404, 10008));
    assert_clean(&bot, &ana.client).await;
}

#[tokio::test]
async fn the_first_followup_fills_a_deferred_answer() {
    let sandbox = sandbox().await;
    let bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let card = a_card(&mut ana).await;
    ana.presses(&card, "later").await.good();
    let thinking = ana.socket.event("MESSAGE_CREATE").await;
    assert_eq!(thinking["flags"].as_u64().unwrap() & (64 | 128), 64 | 128);
    let filled = ana.socket.event("MESSAGE_UPDATE").await;
    assert_eq!(
        (&filled["id"], &filled["content"]),
        (&thinking["id"], &json!("Now."))
    );
    assert_eq!(filled["flags"].as_u64().unwrap() & 128, 0);
    assert_eq!(ana.socket.event("MESSAGE_CREATE").await["content"], "And then.");
    assert_clean(&bot, &ana.client).await;
}

#[tokio::test]
async fn a_command_is_completed_while_typed_checked_and_run() {
    let sandbox = sandbox().await;
    let mut bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let releases = ana.client.channel("releases").await;
    let command = ana.commands().await.remove(0);
    let typing = json!([{"type": 1, "name": "start", "options": [
        {"type": 3, "name": "process", "value": "mah", "focused": true}]}]);
    ana.with_command(4, &releases, &command, typing).await.good();
    bot.hears("typing process=mah").await;
    let offered = ana
        .socket
        .event("APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE")
        .await;
    assert_eq!(offered["choices"][0]["value"], "mahara-minor");
    let nothing = json!([{"type": 1, "name": "start", "options": []}]);
    assert_eq!(
        ana.runs(&releases, &command, nothing).await.refusal(),
        (400, 50035),
        "process is required"
    );
    let all = json!([{"type": 1, "name": "start", "options": [
        {"type": 3, "name": "process", "value": "mahara-minor"}, {"type": 6, "name": "manager", "value": ana.id}]}]);
    ana.runs(&releases, &command, all).await.good();
    bot.hears("command release by ana").await;
    assert_eq!(ana.socket.event("MESSAGE_CREATE").await["content"], "Started.");
    assert_clean(&bot, &ana.client).await;
}

#[tokio::test]
async fn a_thread_grows_from_a_card_and_has_its_id() {
    let sandbox = sandbox().await;
    let bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let releases = ana.client.channel("releases").await;
    ana.client.says(&releases, json!({"content": "!thread"})).await;
    let thread = ana.socket.event("THREAD_CREATE").await;
    assert_eq!(
        (&thread["name"], &thread["parent_id"]),
        (&json!("#17 MyPortfolio"), &json!(releases))
    );
    let first = ana.socket.event("MESSAGE_CREATE").await;
    assert_eq!(
        (&first["content"], &first["channel_id"]),
        (&json!("The checklist"), &thread["id"])
    );
    let id = thread["id"].as_str().unwrap();
    let card = ana
        .client
        .get(&format!("/channels/{releases}/messages/{id}"))
        .await
        .good();
    assert_eq!(card["thread"]["id"], thread["id"]);
    let again = format!("/channels/{releases}/messages/{id}/threads");
    let again = Client::bot(&sandbox).post(&again, json!({"name": "x"})).await;
    assert_eq!(again.refusal(), (400, 160_004));
    assert_clean(&bot, &ana.client).await;
}

#[tokio::test]
async fn what_is_said_while_the_bots_socket_is_down_is_played_again() {
    let sandbox = sandbox().await;
    let mut bot = Bot::connects(&sandbox).await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    ana.control(Method::POST, "faults", Some(json!({"gateway": "drop"})))
        .await
        .good();
    ana.says(&releases, json!({"content": "are you there"})).await;
    bot.hears("message are you there").await;
    assert!(
        ana.history().await.iter().any(|line| line["op"] == 6),
        "it resumed"
    );
    assert_clean(&bot, &ana).await;
}

#[tokio::test]
pub(super) async fn silence_for_three_seconds_fails_the_interaction() {
    let sandbox = sandbox().await;
    let mut bot = Bot::connects(&sandbox).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let card = a_card(&mut ana).await;
    let pressed_at = std::time::Instant::now();
    ana.presses(&card, "silence").await.good();
    bot.hears("press silence").await;
    let sent = ana.socket.event("INTERACTION_CREATE").await;
    assert_eq!(
        ana.socket.event("INTERACTION_FAILURE").await["nonce"],
        sent["nonce"]
    );
    assert!(pressed_at.elapsed() >= std::time::Duration::from_secs(3));
    let history = ana.client.history().await;
    let asked = history
        .iter()
        .find(|line| line["event"] == "INTERACTION_CREATE" && line["data"]["token"].is_string());
    let data = &asked.unwrap()["data"];
    let (id, token) = (data["id"].as_str().unwrap(), data["token"].as_str().unwrap());
    let late = Client::bot(&sandbox)
        .post(
            &format!("/interactions/{id}/{token}/callback"),
            json!({"type": 6}),
        )
        .await;
    assert_eq!(late.refusal(), (404, 10062));
}
