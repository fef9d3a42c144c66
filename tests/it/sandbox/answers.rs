//! What people may ask of the bot, and how the bot may answer.

use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;

/// Messages, DMs, their content and reactions, and the server.
const INTENTS: u64 = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 15;

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
    let taken = bot.post(&path, json!({"type": 6})).await;
    assert!(
        !taken.headers.contains_key("x-ratelimit-bucket"),
        "first answers have no bucket"
    );
    taken.good();
    assert_eq!(bot.post(&path, json!({"type": 6})).await.refusal(), (400, 40060));
    let wrong = format!("/interactions/1/{}/callback", asked["token"].as_str().unwrap());
    let wrong = bot.post(&wrong, json!({"type": 6})).await;
    assert_eq!(wrong.refusal(), (404, 10062));
}

#[tokio::test]
async fn a_press_can_reach_the_bot_twice_and_the_person_is_told_once() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, card) = at_a_card(&sandbox).await;
    let script = json!({"deliver": "INTERACTION_CREATE", "copies": 2});
    bot.control(reqwest::Method::POST, "faults", Some(script))
        .await
        .good();
    ana.presses(&card, "pass").await.good();
    let heard = ears.so_far().await;
    let presses: Vec<&Value> = heard
        .iter()
        .filter(|event| event["t"] == "INTERACTION_CREATE")
        .collect();
    assert_eq!(presses.len(), 2);
    assert_eq!(presses[0]["d"], presses[1]["d"]);
    let told = ana.socket.so_far().await;
    assert_eq!(
        told.iter()
            .filter(|event| event["t"] == "INTERACTION_CREATE")
            .count(),
        1
    );
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
