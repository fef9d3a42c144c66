//! A person who relies on nothing: presses, and presses again when nothing came of it.

use serde_json::{Value, json};

use super::{Control, Person, text};

/// What came of a press.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Attempt {
    /// Discord says that it was answered; a form may have come of it.
    Answered(Option<Value>),
    /// Discord says that nobody answered, or took it not at all: the message may be gone.
    Nothing,
}

impl Person {
    /// Presses that very button, and waits for no more than Discord's word.
    pub(crate) async fn tries(&self, control: &Control) -> Attempt {
        let data = json!({ "component_type": 2, "custom_id": control.component["custom_id"] });
        self.attempt(3, data, control).await
    }

    /// Sends a form that was opened, and waits for no more than Discord's word.
    pub(crate) async fn tries_to_fill(&self, modal: &Value, fields: &[(&str, &str)]) -> Attempt {
        let row = |(id, value): &(&str, &str)| json!({ "type": 1, "components": [{ "type": 4, "custom_id": id, "value": value }] });
        let rows: Vec<Value> = fields.iter().map(row).collect();
        let data = json!({ "id": modal["id"], "custom_id": modal["custom_id"], "components": rows });
        let from = Control {
            channel: text(&modal["channel_id"]),
            message: String::new(),
            flags: 0,
            component: Value::Null,
            beside: String::new(),
            shown: String::new(),
        };
        self.attempt(5, data, &from).await
    }

    async fn attempt(&self, kind: u8, data: Value, control: &Control) -> Attempt {
        let after = self.seen();
        let nonce = format!("{:016x}", rand::random::<u64>());
        let (status, _) = self.send_interaction(kind, data, Some(control), &nonce).await;
        if status >= 400 {
            return Attempt::Nothing;
        }
        let is_ours = |e: &Value| e["d"]["nonce"].as_str() == Some(&nonce);
        let ended = self.wait_for(after, |e| {
            is_ours(e) && (e["t"] == "INTERACTION_SUCCESS" || e["t"] == "INTERACTION_FAILURE")
        });
        if ended.await["t"] == "INTERACTION_FAILURE" {
            return Attempt::Nothing;
        }
        let events = self.events.lock().unwrap();
        let form = events
            .iter()
            .skip(after)
            .find(|e| is_ours(e) && e["t"] == "INTERACTION_MODAL_CREATE");
        Attempt::Answered(form.map(|form| form["d"].clone()))
    }

    /// Says something, and waits for nothing.
    pub(crate) async fn tries_to_say(&self, content: &str) {
        let route = format!("/channels/{}/messages", self.channel("releases").await);
        self.post(&route, &json!({ "content": content })).await;
    }
}
