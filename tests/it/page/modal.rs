//! A form of the app with every field there is: filled in by keys and mouse, refused, left, sent.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;
use crate::sandbox::client::Client;
use crate::sandbox::person::Socket;

fn label(label: &str, component: Value) -> Value {
    json!({"type": 18, "label": label, "component": component})
}

/// Texts: of one line, of several, with bounds, with something in it.
fn texts() -> Value {
    let mut note = label(
        "Note",
        json!({"type": 4, "custom_id": "note", "style": 2, "required": false, "value": "so far"}),
    );
    note["description"] = json!("What the next one has to know");
    json!({"custom_id": "texts", "title": "Texts", "components": [
        {"type": 10, "content": "Read **this** first."},
        label("Version", json!({"type": 4, "custom_id": "version", "style": 1, "min_length": 3, "max_length": 8})),
        note,
        {"type": 1, "components": [{"type": 4, "custom_id": "old", "style": 1, "label": "In a row", "required": false}]},
    ]})
}

/// What is chosen, of everything that can be.
fn choices() -> Value {
    let options = json!([{"label": "Yes", "value": "yes", "description": "all of it"}, {"label": "No", "value": "no"}, {"label": "Later", "value": "later"}]);
    json!({"custom_id": "choices", "title": "Choices", "components": [
        label("Passed", json!({"type": 21, "custom_id": "passed", "options": options})),
        label("Seen", json!({"type": 22, "custom_id": "seen", "options": options, "max_values": 2})),
        label("Sure", json!({"type": 23, "custom_id": "sure"})),
        label("Which", json!({"type": 3, "custom_id": "which", "options": options})),
        label("Several", json!({"type": 3, "custom_id": "several", "options": options, "min_values": 2, "max_values": 3})),
    ]})
}

fn people_and_files() -> Value {
    json!({"custom_id": "people", "title": "People", "components": [
        label("Who", json!({"type": 5, "custom_id": "who"})),
        label("Role", json!({"type": 6, "custom_id": "role"})),
        label("Any", json!({"type": 7, "custom_id": "any", "max_values": 2})),
        label("Where", json!({"type": 8, "custom_id": "where", "channel_types": [0]})),
        label("Files", json!({"type": 19, "custom_id": "files", "max_values": 2})),
    ]})
}

/// The app: hears what was pressed and sent, and answers.
struct App {
    bot: Client,
    ears: Socket,
}

impl App {
    async fn of(reader: &Reader) -> Self {
        let bot = reader.bot.clone();
        let (ears, _) = Socket::identify_bot(&bot).await;
        let releases = bot.channel("releases").await;
        let button = json!({"type": 2, "style": 1, "label": "Open the form", "custom_id": "open"});
        bot.says(
            &releases,
            json!({"content": "card", "components": [{"type": 1, "components": [button]}]}),
        )
        .await;
        Self { bot, ears }
    }

    async fn answers(&mut self, body: Value) -> Value {
        let asked = self.ears.event("INTERACTION_CREATE").await;
        let (id, token) = (asked["id"].as_str().unwrap(), asked["token"].as_str().unwrap());
        self.bot
            .post(&format!("/interactions/{id}/{token}/callback"), body)
            .await
            .good();
        asked["data"].clone()
    }

    /// Ana presses the button, and gets this form.
    async fn opens(&mut self, reader: &mut Reader, form: Value) {
        let title = form["title"].as_str().unwrap().to_owned();
        reader.tab.press("button", "Open the form").await;
        self.answers(json!({"type": 9, "data": form})).await;
        reader.tab.waits_for("dialog", &title).await;
    }

    /// What came of the form: each field's value or values, in their order.
    async fn hears(&mut self) -> (Value, Value) {
        let data = self.answers(json!({"type": 6})).await;
        let rows = data["components"].as_array().unwrap().iter();
        let fields = rows.map(|row| {
            if row["type"] == 18 {
                &row["component"]
            } else {
                &row["components"][0]
            }
        });
        let given = fields.map(|field| field.get("values").unwrap_or(&field["value"]).clone());
        (given.collect(), data["resolved"].clone())
    }
}

/// What is too short is said at its field; what was typed survives Escape, and leaving is asked for.
async fn types_and_thinks_again(app: &mut App, reader: &mut Reader) {
    app.opens(reader, texts()).await;
    let tab = &mut reader.tab;
    tab.sees("Read this first.").await;
    tab.types("1").await;
    tab.key("Enter").await;
    tab.sees("Must be 3 or more in length. It is 1.").await;
    assert_eq!(
        reader
            .tab
            .evaluate("document.activeElement.getAttribute('aria-invalid')")
            .await,
        "true"
    );
    reader.tab.types(".2.3").await;
    reader.tab.key("Escape").await;
    reader.tab.sees("What you filled in is lost").await;
    reader.tab.key("Escape").await;
    reader.tab.sees_no("What you filled in is lost").await;
    reader.tab.key("Tab").await;
    assert_eq!(
        reader.tab.evaluate("document.activeElement.value").await,
        "so far"
    );
    reader.tab.key("Tab").await;
    reader.tab.types("old").await;
    reader.tab.key("Enter").await;
    let (given, _) = app.hears().await;
    assert_eq!(given, json!(["1.2.3", "so far", "old"]));
    reader.tab.sees_no("This form goes to").await;
    let focus = "document.activeElement.innerText.trim()";
    reader
        .tab
        .waits_until(&format!("{focus} === 'Open the form'"))
        .await;

    app.opens(reader, texts()).await;
    reader.tab.types("gone").await;
    reader.tab.press("button", "Cancel").await;
    reader.tab.press("button", "Discard").await;
    reader.tab.sees_no("This form goes to").await;
}

/// By mouse and by keys, with the counts that the app asked for.
async fn chooses(app: &mut App, reader: &mut Reader) {
    app.opens(reader, choices()).await;
    let tab = &mut reader.tab;
    tab.press("button", "Submit").await;
    tab.sees("This is required.").await;
    tab.press("radio", "Yes*").await;
    tab.key("ArrowDown").await;
    tab.press("checkbox", "Sure").await;
    tab.press_nth("checkbox", "Yes*", 0).await;
    tab.press_nth("checkbox", "Later", 0).await;
    tab.press_nth("checkbox", "No", 1).await;
    tab.press("button", "Submit").await;
    tab.sees("Choose 2 or more.").await;
    tab.press_nth("checkbox", "Later", 1).await;
    tab.picks("Which", "later").await;
    tab.press("button", "Submit").await;
    let (given, _) = app.hears().await;
    assert_eq!(
        given,
        json!(["no", ["yes", "later"], true, ["later"], ["no", "later"]])
    );
    reader.tab.sees_no("This form goes to").await;
}

/// People, roles, channels and a file: what ids stand for comes with them.
async fn names_people_and_hands_in(app: &mut App, reader: &mut Reader) {
    let (ben, role) = (app.bot.user("ben").await, app.bot.role("Reviewer").await);
    let releases = app.bot.channel("releases").await;
    app.opens(reader, people_and_files()).await;
    let log = std::env::temp_dir().join(format!("gonogo-smoke-{}.log", std::process::id()));
    std::fs::write(&log, "12 of 12").unwrap();
    let tab = &mut reader.tab;
    assert_eq!(tab.nameless().await, [] as [String; 0]);
    tab.picks("Who", &ben).await;
    tab.picks("Role", &role).await;
    tab.picks("Where", &releases).await;
    // There are many of them: they are searched, and what is ticked stays in sight.
    tab.press("searchbox", "Search the choices").await;
    tab.types("nobody").await;
    tab.sees("Nothing is called so.").await;
    tab.empties(6).await;
    tab.types("be").await;
    tab.press("checkbox", "ben").await;
    tab.press("searchbox", "Search the choices").await;
    tab.empties(2).await;
    tab.types("review").await;
    tab.waits_until("document.querySelectorAll('dialog .modal-option:not([hidden])').length === 2")
        .await;
    tab.press("checkbox", "@Reviewer").await;
    tab.fills_in_file("dialog input[type=file]", &log).await;
    tab.press("button", "Submit").await;
    let (given, resolved) = app.hears().await;
    std::fs::remove_file(&log).unwrap();
    assert_eq!(given[0], json!([ben]));
    assert_eq!((&given[1], &given[3]), (&json!([role]), &json!([releases])));
    assert_eq!(given[2].as_array().unwrap().len(), 2);
    let file = &resolved["attachments"][given[4][0].as_str().unwrap()];
    let (_, inside) = app.bot.text_at(file["url"].as_str().unwrap()).await;
    assert_eq!(inside, "12 of 12");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_of_a_form_is_filled_in_and_reaches_the_app() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let mut app = App::of(&reader).await;
    types_and_thinks_again(&mut app, &mut reader).await;
    chooses(&mut app, &mut reader).await;
    names_people_and_hands_in(&mut app, &mut reader).await;
    reader.leaves();
}
