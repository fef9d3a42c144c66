//! Discord's limits on a message and a form, read from the JSON that is sent.
//!
//! Source: Discord's developer documentation, "Component Reference"; the limit on bytes is no documented one, it was
//! measured by others (discord-api-docs, issue 8554).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::wording::message::Message;
use crate::wording::modals::Modal;

/// Fails with what Discord would not take.
#[track_caller]
pub(super) fn assert_fits(message: &Message, what: &str) {
    let json = serde_json::to_value(message).unwrap();
    let mut seen = Seen::default();
    seen.parts(&json["components"]);
    seen.most("components", seen.components, 40);
    seen.most("characters", seen.characters, 4000);
    seen.most("bytes", seen.bytes, 10_170);
    for kind in ["users", "roles"] {
        let mentions = json["allowed_mentions"][kind].as_array().unwrap().len();
        seen.most(kind, mentions, 100);
    }
    assert_eq!(json["allowed_mentions"]["parse"], serde_json::json!([]));
    assert!(seen.wrong.is_empty(), "{what}: {:#?}", seen.wrong);
}

/// Fails with what Discord would not take.
#[track_caller]
pub(super) fn assert_form_fits(modal: &Modal, what: &str) {
    let json = serde_json::to_value(modal).unwrap();
    let mut seen = Seen::default();
    seen.text("title", &json["title"], 45);
    seen.text("custom id", &json["custom_id"], 100);
    let rows = json["components"].as_array().unwrap();
    seen.most("inputs", rows.len(), 5);
    for input in rows.iter().map(|row| &row["components"][0]) {
        seen.text("label", &input["label"], 45);
        if !input["placeholder"].is_null() {
            seen.text("placeholder", &input["placeholder"], 100);
        }
    }
    assert!(seen.wrong.is_empty(), "{what}: {:#?}", seen.wrong);
}

#[derive(Default)]
struct Seen {
    components: usize,
    characters: usize,
    bytes: usize,
    custom_ids: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Seen {
    fn parts(&mut self, parts: &Value) {
        let parts = parts.as_array().expect("components are a list");
        self.components += parts.len();
        parts.iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: &Value) {
        match part["type"].as_u64().expect("every part has a type") {
            1 => self.row(part),
            9 => {
                self.parts(&part["components"]);
                self.components += 1;
                self.control(&part["accessory"]);
            }
            10 => self.content(&part["content"]),
            14 => {}
            17 => self.parts(&part["components"]),
            other => self.wrong.push(format!("a part of type {other}")),
        }
    }

    fn row(&mut self, row: &Value) {
        let controls = row["components"].as_array().expect("a row has controls");
        self.components += controls.len();
        let selects = controls.iter().filter(|c| c["type"] == 3).count();
        let width = controls.len() + selects * 4;
        if controls.is_empty() || width > 5 {
            self.wrong.push(format!("a row that is {width} wide"));
        }
        controls.iter().for_each(|c| self.control(c));
    }

    fn content(&mut self, content: &Value) {
        let content = content.as_str().expect("a text has content");
        if content.trim().is_empty() {
            self.wrong.push("an empty text".to_owned());
        }
        self.characters += content.chars().count();
        self.bytes += content.len() + 12;
    }

    fn control(&mut self, control: &Value) {
        if control["style"] == 5 {
            self.text("label", &control["label"], 80);
            return self.text("url", &control["url"], 512);
        }
        self.text("custom id", &control["custom_id"], 100);
        let id = control["custom_id"].to_string();
        if !self.custom_ids.insert(id.clone()) {
            self.wrong.push(format!("{id} twice"));
        }
        if control["type"] == 2 {
            return self.text("label", &control["label"], 80);
        }
        self.text("placeholder", &control["placeholder"], 150);
        let options = control["options"].as_array().expect("a select has options");
        if !(1..=25).contains(&options.len()) {
            self.wrong.push(format!("{} options", options.len()));
        }
        let mut values = BTreeSet::new();
        for option in options {
            self.text("option", &option["label"], 100);
            self.text("value", &option["value"], 100);
            if !option["description"].is_null() {
                self.text("description", &option["description"], 100);
            }
            if !values.insert(option["value"].to_string()) {
                self.wrong.push(format!("option {} twice", option["value"]));
            }
        }
    }

    fn text(&mut self, what: &str, text: &Value, most: usize) {
        let text = text.as_str().unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong.push(format!("an empty {what}"));
        }
        self.most(what, text.chars().count(), most);
    }

    fn most(&mut self, what: &str, found: usize, most: usize) {
        if found > most {
            self.wrong.push(format!("{found} in {what}, at most {most}"));
        }
    }
}
