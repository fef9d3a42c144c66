//! What a person hears: the events of their client, and when they have heard all that was sent.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::Person;

/// How long a person waits for anything, in real time; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a person's client shows that it lives: a story that takes longer than a minute is heard to its end.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How often a busy machine is asked again whether everything is done; each time the server waits for it.
const ASKED: usize = 4;

/// Waits until everything due is done.
pub(crate) async fn settle(http: &reqwest::Client, base: &str) -> Value {
    let body = json!({ "advance": "0s" });
    let mut answer = Value::Null;
    for _ in 0..ASKED {
        let asked = http.post(format!("{base}/sandbox/clock")).json(&body);
        answer = asked.send().await.unwrap().json().await.unwrap();
        if answer["settled"] == json!(true) {
            return answer;
        }
    }
    panic!("the bot does not come to rest: {answer}");
}

impl Person {
    pub(super) async fn listen(self: Arc<Self>) {
        let address = format!("{}/?v=10&encoding=json", self.base.replace("http://", "ws://"));
        let (socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        let (mut out, mut frames) = socket.split();
        let identify = json!({ "op": 2, "d": { "token": self.token, "properties": {} } });
        out.send(Frame::text(identify.to_string())).await.unwrap();
        let me = self.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with its socket, and the socket with the sandbox"
        )]
        tokio::spawn(async move {
            let mut beats = tokio::time::interval(HEARTBEAT);
            loop {
                let frame = tokio::select! {
                    frame = frames.next() => frame,
                    _ = beats.tick() => {
                        let beat = json!({ "op": 1, "d": null }).to_string();
                        match out.send(Frame::text(beat)).await {
                            Ok(()) => continue,
                            Err(_) => return,
                        }
                    }
                };
                let Some(Ok(frame)) = frame else { return };
                let Ok(text) = frame.to_text() else { continue };
                let Ok(event) = serde_json::from_str::<Value>(text) else {
                    continue;
                };
                me.events.lock().unwrap().push(event);
                me.news.send_modify(|n| *n += 1);
            }
        });
        self.wait_for(0, |e| e["t"] == "GUILD_CREATE").await;
    }

    pub(super) fn seen(&self) -> usize {
        self.events.lock().unwrap().len()
    }

    /// Waits for an event after the first `after`.
    pub(crate) async fn wait_for(&self, after: usize, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut news = self.news.subscribe();
        let found = async {
            loop {
                news.mark_unchanged();
                let found = self
                    .events
                    .lock()
                    .unwrap()
                    .iter()
                    .skip(after)
                    .find(|e| wanted(e))
                    .cloned();
                if let Some(event) = found {
                    return event;
                }
                news.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap_or_else(|_| {
            let events = self.events.lock().unwrap();
            let names: Vec<String> = events.iter().skip(after).map(|e| e["t"].to_string()).collect();
            panic!("nothing of the kind came; what came: {names:?}")
        })
    }

    /// Waits until everything due is done, and this person has heard of it.
    pub(super) async fn settle(&self) {
        let clock = settle(&self.http, &self.base).await;
        self.hear(&clock).await;
    }

    /// Waits until this person has heard all that was sent to them so far.
    pub(super) async fn catch_up(&self) {
        let asked = self.http.get(format!("{}/sandbox/clock", self.base));
        let clock: Value = asked.send().await.unwrap().json().await.unwrap();
        self.hear(&clock).await;
    }

    /// An answer over HTTP may overtake the events before it, which come by another connection.
    async fn hear(&self, clock: &Value) {
        let session = self.session();
        let sent = clock["sent"][&session].as_u64();
        let sent = sent.unwrap_or_else(|| panic!("{session} is connected: {clock}"));
        self.wait_for(0, |e| e["s"].as_u64().is_some_and(|s| s >= sent))
            .await;
    }

    fn session(&self) -> String {
        let events = self.events.lock().unwrap();
        let ready = events.iter().find(|e| e["t"] == "READY");
        super::text(&ready.expect("they are connected")["d"]["session_id"])
    }

    /// Private messages in their newest form.
    pub(super) fn private_messages(&self) -> Vec<Value> {
        let events = self.events.lock().unwrap();
        let mut newest: Vec<Value> = Vec::new();
        for event in events.iter() {
            let d = &event["d"];
            let is_message = event["t"] == "MESSAGE_CREATE" || event["t"] == "MESSAGE_UPDATE";
            if is_message && d["flags"].as_u64().unwrap_or(0) & 64 != 0 {
                newest.retain(|m| m["id"] != d["id"]);
                newest.push(d.clone());
            }
        }
        newest
    }
}
