//! A person at their Discord: says, presses, chooses, fills in forms, and reads what only they see.

mod attempts;
mod ears;
mod files;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::reading::{controls, shown_text};
use crate::form::File;
pub(crate) use attempts::Attempt;
pub(super) use ears::settle;

/// A person, connected to the gateway as their client would be.
pub(crate) struct Person {
    token: String,
    base: String,
    http: reqwest::Client,
    guild: String,
    application: String,
    events: Mutex<Vec<Value>>,
    news: watch::Sender<usize>,
}

/// Something to press: where it is and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    pub(crate) channel: String,
    pub(crate) message: String,
    pub(crate) flags: u64,
    pub(crate) component: Value,
    /// The text beside it, when it is in a section.
    pub(crate) beside: String,
    /// What its message shows.
    pub(crate) shown: String,
}

impl Person {
    pub(super) async fn connect(http: &reqwest::Client, base: &str, name: &str) -> Arc<Self> {
        let get = |path: &'static str| {
            let request = http.get(format!("{base}{path}"));
            async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
        };
        let people = get("/sandbox/people").await;
        let world = get("/sandbox/world").await;
        let me = people
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["name"] == name)
            .unwrap_or_else(|| panic!("no {name}"));
        let person = Arc::new(Self {
            token: text(&me["token"]),
            base: base.to_owned(),
            http: http.clone(),
            guild: text(&world["guild_id"]),
            application: text(&world["application_id"]),
            events: Mutex::default(),
            news: watch::Sender::new(0),
        });
        person.clone().listen().await;
        person
    }

    /// Says something in a channel and gives the bot's answer: there, or to this person alone.
    pub(crate) async fn says(&self, text_: &str) -> String {
        self.says_in("releases", text_).await
    }

    /// As [`Person::says`], in another channel.
    pub(crate) async fn says_in(&self, channel: &str, content: &str) -> String {
        self.says_with_files(channel, content, &[]).await
    }

    /// As [`Person::says_in`], with files.
    pub(crate) async fn says_with_files(&self, channel: &str, content: &str, files: &[File<'_>]) -> String {
        let after = self.seen();
        let route = format!("/channels/{}/messages", self.channel(channel).await);
        let said = self
            .post_with(&route, &json!({ "content": content }), files)
            .await
            .1;
        let id = text(&said["id"]);
        let answer = self
            .wait_for(after, |e| {
                let d = &e["d"];
                let is_reply = d["message_reference"]["message_id"].as_str() == Some(&id);
                let is_direct = d.get("guild_id").is_none_or(Value::is_null);
                e["t"] == "MESSAGE_CREATE" && d["author"]["bot"] == json!(true) && (is_reply || is_direct)
            })
            .await;
        self.settle().await;
        shown_text(&answer["d"])
    }

    /// Says something that nobody answers.
    pub(crate) async fn mutters(&self, content: &str) {
        self.post(
            &format!("/channels/{}/messages", self.channel("releases").await),
            &json!({ "content": content }),
        )
        .await;
        self.settle().await;
    }

    /// Gives a slash command with its options.
    pub(crate) async fn commands(&self, command: &str, options: &[(&str, &str)]) -> String {
        let body = self.command_body(command, options).await;
        self.interact(2, body, None).await
    }

    /// What is offered while an option is typed.
    pub(crate) async fn completes(&self, command: &str, options: &[(&str, &str)]) -> Vec<String> {
        let mut body = self.command_body(command, options).await;
        let nested = if command.contains(' ') {
            "/options/0/options"
        } else {
            "/options"
        };
        let typed = body.pointer_mut(nested).unwrap().as_array_mut().unwrap();
        typed.last_mut().unwrap()["focused"] = json!(true);
        let after = self.seen();
        let nonce = format!("{after}");
        self.send_interaction(4, body, None, &nonce).await;
        let offered = self
            .wait_for(after, |e| e["t"] == "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE")
            .await;
        offered["d"]["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| text(&c["name"]))
            .collect()
    }

    async fn command_body(&self, command: &str, options: &[(&str, &str)]) -> Value {
        let index = self
            .get(&format!("/guilds/{}/application-command-index", self.guild))
            .await;
        let mut words = command.split(' ');
        let name = words.next().unwrap();
        let known = index["application_commands"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["name"] == name);
        let known = known.unwrap_or_else(|| panic!("no command /{name}"));
        let typed: Vec<Value> = options
            .iter()
            .map(|(name, value)| json!({ "type": 3, "name": name, "value": value }))
            .collect();
        let options = match words.next() {
            Some(sub) => json!([{ "type": 1, "name": sub, "options": typed }]),
            None => json!(typed),
        };
        json!({ "version": known["version"], "id": known["id"], "name": name, "type": 1, "options": options })
    }

    /// Presses the newest button that says so.
    pub(crate) async fn presses(&self, label: &str) -> String {
        let control = self.find_control(|c| c.component["label"] == label).await;
        self.press(&control.unwrap_or_else(|| panic!("no button says {label:?}")))
            .await
    }

    /// Presses the newest button that says so, and waits for no more than Discord's word that it was answered.
    pub(crate) async fn presses_unsettled(&self, label: &str) {
        let control = self
            .find_control(|c| c.component["label"] == label)
            .await
            .unwrap();
        let data = json!({ "component_type": 2, "custom_id": control.component["custom_id"] });
        let after = self.seen();
        self.send_interaction(3, data, Some(&control), "unsettled").await;
        let outcome = self
            .wait_for(after, |e| {
                e["d"]["nonce"].as_str() == Some("unsettled") && e["t"] != "INTERACTION_CREATE"
            })
            .await;
        assert_eq!(outcome["t"], "INTERACTION_SUCCESS", "this interaction failed");
    }

    /// Presses the button beside a text, such as an item.
    pub(crate) async fn presses_beside(&self, beside: &str, label: &str) -> String {
        let fits = |c: &Control| c.component["label"] == label && c.beside.contains(beside);
        let control = self.find_control(fits).await;
        self.press(&control.unwrap_or_else(|| panic!("no {label:?} beside {beside:?}")))
            .await
    }

    /// Ticks an item.
    pub(crate) async fn ticks(&self, item: &str) -> String {
        self.presses_beside(item, "Pass").await
    }

    /// Chooses an option of the newest select with that placeholder which offers it.
    pub(crate) async fn chooses(&self, placeholder: &str, option: &str) -> String {
        let offered = |c: &Control| {
            let options = c.component["options"].as_array().cloned().unwrap_or_default();
            options
                .into_iter()
                .find(|o| o["label"].as_str().is_some_and(|l| l.contains(option)))
        };
        let fits = |c: &Control| c.component["placeholder"] == placeholder && offered(c).is_some();
        let control = self.find_control(fits).await;
        let control = control.unwrap_or_else(|| panic!("no select {placeholder:?} offers {option:?}"));
        let value = offered(&control).unwrap()["value"].clone();
        self.choose(&control, json!([value])).await
    }

    async fn choose(&self, control: &Control, values: Value) -> String {
        let data = json!({
            "component_type": 3, "type": 3, "custom_id": control.component["custom_id"], "values": values,
        });
        self.interact(3, data, Some(control)).await
    }

    /// Presses that very button.
    pub(crate) async fn press(&self, control: &Control) -> String {
        let data = json!({ "component_type": 2, "custom_id": control.component["custom_id"] });
        self.interact(3, data, Some(control)).await
    }

    /// Presses what is not there: a custom id of one's own, on a message of the bot's.
    pub(crate) async fn forges(&self, custom_id: &str) -> String {
        let mut control = self
            .find_control(|c| c.component["custom_id"].is_string())
            .await
            .unwrap();
        control.component["custom_id"] = json!(custom_id);
        self.press(&Control {
            flags: control.flags | FORGED,
            ..control
        })
        .await
    }

    /// Sends the form that is open.
    pub(crate) async fn fills(&self, fields: &[(&str, &str)]) -> String {
        let opened = self
            .events
            .lock()
            .unwrap()
            .iter()
            .rfind(|e| e["t"] == "INTERACTION_MODAL_CREATE")
            .cloned();
        let modal = opened.expect("a form is open")["d"].clone();
        let row = |(id, value): &(&str, &str)| json!({ "type": 1, "components": [{ "type": 4, "custom_id": id, "value": value }] });
        let rows: Vec<Value> = fields.iter().map(row).collect();
        let data = json!({ "id": modal["id"], "custom_id": modal["custom_id"], "components": rows });
        let control = Control {
            channel: text(&modal["channel_id"]),
            message: String::new(),
            flags: 0,
            component: Value::Null,
            beside: String::new(),
            shown: String::new(),
        };
        self.interact(5, data, Some(&control)).await
    }

    /// Acts, waits until Discord says that it went well, and gives what this person alone reads of it.
    async fn interact(&self, kind: u8, data: Value, control: Option<&Control>) -> String {
        self.interact_with(kind, data, control, &[]).await
    }

    async fn interact_with(
        &self,
        kind: u8,
        data: Value,
        control: Option<&Control>,
        files: &[File<'_>],
    ) -> String {
        let after = self.seen();
        let nonce = format!("{}", 1_000 + after);
        let body = self.interaction(kind, data, control, &nonce).await;
        let (status, body) = self.post_with("/interactions", &body, files).await;
        if status >= 400 {
            return format!("Discord: {body}");
        }
        let ended = |e: &Value| {
            let over = e["t"] == "INTERACTION_SUCCESS" || e["t"] == "INTERACTION_FAILURE";
            over && e["d"]["nonce"].as_str() == Some(&nonce)
        };
        let outcome = self.wait_for(after, ended).await;
        assert_eq!(outcome["t"], "INTERACTION_SUCCESS", "this interaction failed");
        self.settle().await;
        let events = self.events.lock().unwrap();
        let private = events.iter().skip(after).rfind(|e| {
            let flags = e["d"]["flags"].as_u64().unwrap_or(0);
            (e["t"] == "MESSAGE_CREATE" || e["t"] == "MESSAGE_UPDATE") && flags & 64 != 0
        });
        let form = events
            .iter()
            .skip(after)
            .rfind(|e| e["t"] == "INTERACTION_MODAL_CREATE");
        match (private, form) {
            (Some(message), _) => shown_text(&message["d"]),
            (None, Some(form)) => format!("form: {}", text(&form["d"]["title"])),
            (None, None) => String::new(),
        }
    }

    async fn send_interaction(
        &self,
        kind: u8,
        data: Value,
        control: Option<&Control>,
        nonce: &str,
    ) -> (u16, Value) {
        let body = self.interaction(kind, data, control, nonce).await;
        self.post_with("/interactions", &body, &[]).await
    }

    /// An interaction as the client sends it.
    async fn interaction(&self, kind: u8, data: Value, control: Option<&Control>, nonce: &str) -> Value {
        let channel = match control {
            Some(control) => control.channel.clone(),
            None => self.channel("releases").await,
        };
        let mut body = json!({
            "type": kind, "application_id": self.application, "guild_id": self.guild, "channel_id": channel,
            "session_id": "story", "nonce": nonce, "data": data,
        });
        if let Some(control) = control.filter(|c| !c.message.is_empty()) {
            body["message_id"] = json!(control.message);
            body["message_flags"] = json!(control.flags & !FORGED);
            if control.flags & FORGED != 0 {
                body["forge"] = json!(true);
            }
        }
        body
    }

    /// The newest control that fits, in what this person sees: private messages first.
    pub(crate) async fn find_control(&self, fits: impl Fn(&Control) -> bool) -> Option<Control> {
        self.catch_up().await;
        let private = self.private_messages();
        for message in private.iter().rev() {
            if let Some(found) = controls(message).into_iter().find(&fits) {
                return Some(found);
            }
        }
        for channel in self.channels().await.into_iter().rev() {
            for message in self
                .get(&format!("/channels/{channel}/messages?limit=100"))
                .await
                .as_array()
                .unwrap()
            {
                if let Some(found) = controls(message).into_iter().find(&fits) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The channels, and the threads after them.
    async fn channels(&self) -> Vec<String> {
        let channels = self.get(&format!("/guilds/{}/channels", self.guild)).await;
        let threads = self.get(&format!("/guilds/{}/threads/active", self.guild)).await;
        let ids = |list: &Value| {
            list.as_array()
                .unwrap()
                .iter()
                .map(|c| text(&c["id"]))
                .collect::<Vec<_>>()
        };
        let mut all = ids(&channels);
        all.extend(ids(&threads["threads"]));
        all
    }

    async fn channel(&self, name: &str) -> String {
        let channels = self.get(&format!("/guilds/{}/channels", self.guild)).await;
        let found = channels.as_array().unwrap().iter().find(|c| c["name"] == name);
        text(&found.unwrap_or_else(|| panic!("no channel {name}"))["id"])
    }

    /// Reads a route as this person.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self
            .http
            .get(format!("{}/api/v10{path}", self.base))
            .header("Authorization", &self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Writes to a route as this person.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self
            .http
            .post(format!("{}/api/v10{path}", self.base))
            .header("Authorization", &self.token);
        request.json(body).send().await.unwrap().json().await.unwrap()
    }

    /// Deletes a message as this person.
    pub(crate) async fn deletes(&self, channel: &str, message: &str) {
        let url = format!("{}/api/v10/channels/{channel}/messages/{message}", self.base);
        let answer = self
            .http
            .delete(url)
            .header("Authorization", &self.token)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

/// Marks a control whose custom id was made up.
const FORGED: u64 = 1 << 60;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
