//! A gateway client as Discord's own page is one: for people, and for bots that want to see frames as they are.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use gonogo::sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::client::Client;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A websocket to the gateway.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Connects and takes the hello.
    pub(crate) async fn open(sandbox: &Sandbox) -> Self {
        Self::at(&sandbox.url()).await
    }

    async fn at(url: &str) -> Self {
        let mut socket = Self::asking(url, "v=10&encoding=json").await;
        assert_eq!(socket.frame().await.unwrap()["op"], 10);
        socket
    }

    /// Connects with a query of the test's own; the hello is still to come.
    pub(crate) async fn asking(url: &str, query: &str) -> Self {
        let url = format!("{}/?{query}", url.replace("http", "ws"));
        let (stream, _) = connect_async(url).await.unwrap();
        Self { stream }
    }

    /// The next frame as it comes over the wire; `None` when the connection ends.
    pub(crate) async fn raw(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.stream.next());
        next.await.expect("a frame in time").and_then(Result::ok)
    }

    /// Connects and identifies; returns READY as well.
    pub(crate) async fn identify(sandbox: &Sandbox, token: &str, intents: u64) -> (Self, Value) {
        let mut socket = Self::open(sandbox).await;
        let ready = socket.introduce(token, intents).await;
        (socket, ready)
    }

    /// As the bot, with all intents.
    pub(crate) async fn identify_bot(bot: &Client) -> (Self, Value) {
        let mut socket = Self::at(&bot.url).await;
        let ready = socket.introduce(bot.token(), (1 << 17) - 1).await;
        (socket, ready)
    }

    async fn introduce(&mut self, token: &str, intents: u64) -> Value {
        let identify = json!({"op": 2, "d": {"token": token, "intents": intents, "properties": {}}});
        self.say(identify).await;
        self.event("READY").await
    }

    pub(crate) async fn say(&mut self, payload: Value) {
        self.stream
            .send(Message::text(payload.to_string()))
            .await
            .unwrap();
    }

    pub(crate) async fn say_bytes(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    pub(crate) async fn say_text(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next frame; the close code when the server ends it, or `None` when the connection breaks.
    pub(crate) async fn frame(&mut self) -> Result<Value, Option<u16>> {
        loop {
            match tokio::time::timeout(PATIENCE, self.stream.next())
                .await
                .expect("a frame in time")
            {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|frame| u16::from(frame.code))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The data of the next event of this name; others before it are passed over.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        self.numbered_event(name).await.1
    }

    pub(crate) async fn numbered_event(&mut self, name: &str) -> (u64, Value) {
        loop {
            let mut frame = self.frame().await.unwrap();
            if frame["t"] == name {
                return (frame["s"].as_u64().unwrap(), frame["d"].take());
            }
        }
    }

    /// The close code that ends this connection; events before it are passed over.
    pub(crate) async fn closing(&mut self) -> Option<u16> {
        loop {
            if let Err(code) = self.frame().await {
                return code;
            }
        }
    }

    /// The events that have come by the time the server answers a heartbeat.
    pub(crate) async fn so_far(&mut self) -> Vec<Value> {
        self.say(json!({"op": 1, "d": null})).await;
        let mut events = Vec::new();
        loop {
            let frame = self.frame().await.unwrap();
            if frame["op"] == 11 {
                return events;
            }
            events.push(frame);
        }
    }

    pub(crate) async fn close(mut self, code: u16) {
        let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame {
            code: code.into(),
            reason: "".into(),
        };
        self.stream.close(Some(frame)).await.unwrap();
    }
}

/// A person with a page open: requests and events.
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) socket: Socket,
    pub(crate) id: String,
    session: String,
    nonce: u64,
}

impl Person {
    pub(crate) async fn arrives(sandbox: &Sandbox, name: &str) -> Self {
        let (socket, ready) = Socket::identify(sandbox, &format!("person-{name}"), 0).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            client: Client::person(sandbox, name),
            socket,
            id: text(&ready["user"]["id"]),
            session: text(&ready["session_id"]),
            nonce: 0,
        }
    }

    /// An interaction of any type in a channel; its nonce is the second part.
    pub(crate) async fn interacts(
        &mut self,
        kind: u64,
        channel: &str,
        more: Value,
    ) -> (super::client::Answer, String) {
        self.interacts_with(kind, channel, more, &[]).await
    }

    /// As [`Person::interacts`], with files.
    pub(crate) async fn interacts_with(
        &mut self,
        kind: u64,
        channel: &str,
        more: Value,
        files: &[crate::form::File<'_>],
    ) -> (super::client::Answer, String) {
        self.nonce += 1;
        let nonce = format!("{}-{}", self.id, self.nonce);
        let mut body = json!({
            "type": kind, "application_id": self.client.bot, "guild_id": self.client.guild, "channel_id": channel,
            "session_id": self.session, "nonce": nonce,
        });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let sent = match files {
            [] => self.client.post("/interactions", body).await,
            files => {
                self.client
                    .send_files(reqwest::Method::POST, "/interactions", body, files)
                    .await
            }
        };
        (sent, nonce)
    }

    /// Runs a command with files, which options name by their places.
    pub(crate) async fn runs_with_files(
        &mut self,
        channel: &str,
        command: &Value,
        options: Value,
        files: &[crate::form::File<'_>],
    ) -> super::client::Answer {
        let names = files.iter().enumerate();
        let listed: Vec<Value> = names
            .map(|(n, file)| json!({"id": n.to_string(), "filename": file.0}))
            .collect();
        let data = json!({
            "id": command["id"], "version": command["version"], "name": command["name"],
            "type": command["type"], "options": options, "attachments": listed,
        });
        self.interacts_with(2, channel, json!({"data": data}), files)
            .await
            .0
    }

    /// Presses a button.
    pub(crate) async fn presses(&mut self, message: &Value, custom_id: &str) -> super::client::Answer {
        let data = json!({"component_type": 2, "custom_id": custom_id});
        self.acts_on(message, data, json!({})).await
    }

    /// Chooses from a select.
    pub(crate) async fn chooses(
        &mut self,
        message: &Value,
        custom_id: &str,
        values: &[&str],
    ) -> super::client::Answer {
        let data = json!({"component_type": 3, "type": 3, "custom_id": custom_id, "values": values});
        self.acts_on(message, data, json!({})).await
    }

    /// Any component interaction, with fields of the test's own.
    pub(crate) async fn acts_on(
        &mut self,
        message: &Value,
        data: Value,
        more: Value,
    ) -> super::client::Answer {
        let mut body = json!({"message_id": message["id"], "message_flags": message["flags"], "data": data});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let channel = message["channel_id"].as_str().unwrap().to_owned();
        self.interacts(3, &channel, body).await.0
    }

    /// Runs a command with options as the client sends them.
    pub(crate) async fn runs(
        &mut self,
        channel: &str,
        command: &Value,
        options: Value,
    ) -> super::client::Answer {
        self.with_command(2, channel, command, options).await
    }

    /// A command (2) or its completion (4).
    pub(crate) async fn with_command(
        &mut self,
        kind: u64,
        channel: &str,
        command: &Value,
        options: Value,
    ) -> super::client::Answer {
        let data = json!({
            "id": command["id"], "version": command["version"], "name": command["name"],
            "type": command["type"], "options": options, "attachments": [],
        });
        self.interacts(kind, channel, json!({"data": data})).await.0
    }

    /// The commands the menu shows.
    pub(crate) async fn commands(&self) -> Vec<Value> {
        let path = format!("/guilds/{}/application-command-index", self.client.guild);
        self.client.get(&path).await.good()["application_commands"]
            .as_array()
            .unwrap()
            .clone()
    }
}
