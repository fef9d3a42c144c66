//! Messages as people read them: names for ids, the team's wall clock for timestamps, buttons in brackets.

use std::collections::HashMap;

use chrono::DateTime;
use chrono_tz::Pacific::Auckland;
use regex::Regex;
use serde_json::Value;

use super::person::Control;

/// Discord's flag of a message made of the newer components.
const V2: u64 = 1 << 15;

/// Reads channels, and turns ids into names.
pub(crate) struct Reader {
    base: String,
    token: String,
    guild: String,
    names: HashMap<String, String>,
}

impl Reader {
    pub(super) async fn new(http: &reqwest::Client, base: &str) -> Self {
        let get = |path: &'static str| {
            let request = http.get(format!("{base}{path}"));
            async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
        };
        let people = get("/sandbox/people").await;
        let world = get("/sandbox/world").await;
        let mut names = HashMap::new();
        let mut name = |mark: &str, id: &Value, name: String| {
            names.insert(format!("<{mark}{}>", id.as_str().unwrap()), name);
        };
        for person in people.as_array().unwrap() {
            name(
                "@",
                &person["user_id"],
                format!("@{}", person["name"].as_str().unwrap()),
            );
        }
        for role in world["roles"].as_array().unwrap() {
            name("@&", &role["id"], format!("@{}", role["name"].as_str().unwrap()));
        }
        for channel in world["channels"].as_array().unwrap() {
            name(
                "#",
                &channel["id"],
                format!("#{}", channel["name"].as_str().unwrap()),
            );
        }
        let root = people
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["name"] == "root")
            .unwrap();
        let token = root["token"].as_str().unwrap().to_owned();
        let guild = world["guild_id"].as_str().unwrap().to_owned();
        Self {
            base: base.to_owned(),
            token,
            guild,
            names,
        }
    }

    async fn get(&self, http: &reqwest::Client, path: &str) -> Value {
        let request = http
            .get(format!("{}/api/v10{path}", self.base))
            .header("Authorization", &self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The messages of a channel or of the thread whose name contains `channel`, oldest first.
    pub(super) async fn messages(&self, http: &reqwest::Client, channel: &str) -> Vec<Value> {
        let channels = self.get(http, &format!("/guilds/{}/channels", self.guild)).await;
        let threads = self
            .get(http, &format!("/guilds/{}/threads/active", self.guild))
            .await;
        let all = channels
            .as_array()
            .unwrap()
            .iter()
            .chain(threads["threads"].as_array().unwrap());
        let mut named = all.filter(|c| {
            c["name"]
                .as_str()
                .is_some_and(|n| n == channel || n.contains(channel))
        });
        let Some(found) = named.next() else {
            return Vec::new();
        };
        let id = found["id"].as_str().unwrap();
        let mut messages = self
            .get(http, &format!("/channels/{id}/messages?limit=100"))
            .await;
        let messages = messages.as_array_mut().unwrap();
        messages.reverse();
        // The line that says a thread was started is not ours.
        messages
            .iter()
            .filter(|m| m["type"] != 18 && m["type"] != 21)
            .cloned()
            .collect()
    }

    pub(super) async fn read(&self, http: &reqwest::Client, channel: &str) -> String {
        let messages = self.messages(http, channel).await;
        let shown: Vec<String> = messages.iter().map(|m| self.name_all(&shown(m))).collect();
        shown.join("\n\n")
    }

    /// A text with names for ids and wall-clock times for timestamps.
    pub(crate) fn name_all(&self, text: &str) -> String {
        let mut named = text.replace('\u{2060}', "");
        for (id, name) in &self.names {
            named = named.replace(id, name);
        }
        let threads = Regex::new(r"<#\d+>").unwrap();
        let named = threads.replace_all(&named, "#thread");
        let times = Regex::new(r"<t:(\d+):(\w)>").unwrap();
        let shown = times.replace_all(&named, |found: &regex::Captures<'_>| {
            let at = DateTime::from_timestamp(found[1].parse().unwrap(), 0)
                .unwrap()
                .with_timezone(&Auckland);
            match &found[2] {
                "t" => at.format("%H:%M").to_string(),
                "R" => "…".to_owned(),
                _ => at.format("%a %-d %b %H:%M").to_string(),
            }
        });
        shown.into_owned()
    }
}

/// A message: who, and what it shows.
fn shown(message: &Value) -> String {
    let author = message["author"]["username"].as_str().unwrap_or_default();
    format!("{author}: {}", shown_text(message))
}

/// What a message shows, with its buttons in brackets and its selects with a triangle.
pub(crate) fn shown_text(message: &Value) -> String {
    let mut lines = Vec::new();
    lines.extend(
        message["content"]
            .as_str()
            .filter(|c| !c.is_empty())
            .map(str::to_owned),
    );
    for component in message["components"].as_array().into_iter().flatten() {
        show(component, &mut lines);
    }
    // With the newer components a file shows only where one of them names it.
    let plain = message["flags"].as_u64().unwrap_or(0) & V2 == 0;
    let files = message["attachments"].as_array().into_iter().flatten();
    lines.extend(files.filter(|_| plain).map(|file| named_file(&file["filename"])));
    lines.join("\n")
}

fn named_file(name: &Value) -> String {
    format!("<file {}>", name.as_str().unwrap_or("without a name"))
}

fn show(component: &Value, lines: &mut Vec<String>) {
    let children = || component["components"].as_array().into_iter().flatten();
    match component["type"].as_u64() {
        Some(1) => lines.push(children().map(control).collect::<Vec<_>>().join(" ")),
        Some(9) => {
            let text: Vec<&str> = children().filter_map(|c| c["content"].as_str()).collect();
            let mut text = text.join("\n");
            // The button stands beside the first line.
            let end = text.find('\n').unwrap_or(text.len());
            text.insert_str(end, &format!("  {}", control(&component["accessory"])));
            lines.push(text);
        }
        Some(10) => lines.extend(component["content"].as_str().map(str::to_owned)),
        Some(13) => lines.push(named_file(&component["name"])),
        Some(14) => lines.push("---".to_owned()),
        _ => children().for_each(|c| show(c, lines)),
    }
}

fn control(component: &Value) -> String {
    match component["type"].as_u64() {
        Some(3) => format!("({} ▾)", component["placeholder"].as_str().unwrap_or_default()),
        _ => format!("[{}]", component["label"].as_str().unwrap_or_default()),
    }
}

/// Everything that can be pressed on a message.
pub(super) fn controls(message: &Value) -> Vec<Control> {
    let mut found = Vec::new();
    for component in message["components"].as_array().into_iter().flatten() {
        collect(message, component, &mut found);
    }
    found
}

fn collect(message: &Value, component: &Value, found: &mut Vec<Control>) {
    let control = |component: &Value, beside: String| Control {
        channel: message["channel_id"].as_str().unwrap_or_default().to_owned(),
        message: message["id"].as_str().unwrap_or_default().to_owned(),
        flags: message["flags"].as_u64().unwrap_or(0),
        component: component.clone(),
        beside,
        shown: shown_text(message),
    };
    let children = || component["components"].as_array().into_iter().flatten();
    match component["type"].as_u64() {
        Some(2 | 3) => found.push(control(component, String::new())),
        Some(9) => {
            let text: Vec<&str> = children().filter_map(|c| c["content"].as_str()).collect();
            found.push(control(&component["accessory"], text.join("\n")));
        }
        _ => children().for_each(|c| collect(message, c, found)),
    }
}
