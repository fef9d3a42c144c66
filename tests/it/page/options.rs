//! A command of another bot, with an option of each kind: what is wrong is said at its field, and what is sent.

use gonogo::sandbox::Sandbox;
use serde_json::{Value, json};

use super::line::opens;
use crate::browser::{self, Screen, Tab};

/// Tells Discord of a command, as a bot does that is not there later.
async fn registers(sandbox: &Sandbox, command: &Value) {
    let url = sandbox.url();
    let http = reqwest::Client::new();
    let world: Value = http
        .get(format!("{url}/sandbox/world"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let application = world["application_id"].as_str().unwrap();
    let made = http
        .post(format!("{url}/api/v10/applications/{application}/commands"))
        .header("authorization", format!("Bot {}", sandbox.bot_token()))
        .json(command)
        .send()
        .await
        .unwrap();
    assert!(made.status().is_success(), "{}", made.text().await.unwrap());
}

/// The options of the last command that ana sent.
async fn sent(sandbox: &Sandbox) -> Value {
    let history = reqwest::get(format!("{}/sandbox/history", sandbox.url()))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let lines = history
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut commands = lines.filter(|line| line["path"] == "/interactions" && line["request"]["type"] == 2);
    commands.next_back().expect("it was sent")["request"]["data"]["options"].clone()
}

/// Numbers, lengths and needed options are held before anything is sent; people, choices and names are offered; a bot
/// that suggests nothing is told of, and what was typed goes as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_option_is_held_against_its_rules_at_its_field() {
    let Some(program) = browser::find() else {
        browser::say_that_none_looks("the sandbox's page");
        return;
    };
    let sandbox = opens(([127, 0, 0, 1], 0).into()).await;
    let order = json!({"name": "order", "description": "Order mugs", "type": 1, "options": [
        {"type": 4, "name": "count", "description": "How many", "required": true, "min_value": 1, "max_value": 12},
        {"type": 3, "name": "words", "description": "What stands on it", "required": true, "min_length": 3, "max_length": 40},
        {"type": 3, "name": "colour", "description": "Which", "choices": [{"name": "Blue", "value": "b"}, {"name": "Red", "value": "r"}]},
        {"type": 6, "name": "for", "description": "For whom"},
        {"type": 3, "name": "shop", "description": "Where", "autocomplete": true},
    ]});
    registers(&sandbox, &order).await;
    let mut tab = Tab::open(&program, Screen::DESK, &sandbox.url()).await;
    tab.waits_for("textbox", "Message #releases").await;
    tab.types("/ord").await;
    tab.press("option", "/order*").await;
    tab.sees("+3 optional").await;
    tab.types("40").await;
    tab.key("Enter").await;
    tab.sees("It must be 12 or less.").await;
    tab.empties(2).await;
    tab.types("3").await;
    tab.key("Enter").await;
    tab.sees("This option is required. Specify a value.").await;
    tab.types("ab").await;
    tab.key("Enter").await;
    tab.sees("At least 3 characters are needed; this has 2.").await;
    tab.types("c @be").await;
    tab.press("option", "@ben*").await;
    tab.types("colour:").await;
    tab.types("re").await;
    tab.press("option", "Red").await;
    tab.types(" for:").await;
    tab.types("be").await;
    tab.press("option", "ben*").await;
    tab.types(" shop:").await;
    tab.types("north").await;
    tab.sees("The suggestions could not be loaded").await;
    tab.key("Enter").await;
    tab.sees("The application did not respond").await;

    let options = sent(&sandbox).await;
    let value = |name: &str| {
        let all = options.as_array().unwrap();
        let one = all.iter().find(|option| option["name"] == name);
        one.unwrap_or_else(|| panic!("{name} is sent: {options}"))["value"].clone()
    };
    assert_eq!(value("count"), 3);
    assert_eq!(value("colour"), "r");
    assert_eq!(value("shop"), "north");
    let ben = value("for");
    assert_eq!(
        value("words").as_str().map(str::trim),
        Some(format!("abc <@{}>", ben.as_str().unwrap()).as_str())
    );
    assert_eq!(tab.complaints(), [] as [String; 0]);
    sandbox.stop().await;
}
