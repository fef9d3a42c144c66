//! The websocket side: hello, identify or resume, heartbeats, events out.
//!
//! One task per socket, started by the HTTP side for a websocket upgrade. What a session is and who hears what stands in
//! `gateway/session.rs`. Opcodes and close codes: "Opcodes and Status Codes", section "Gateway".

mod intents;
mod session;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::history::quoted;
use super::limits;
use super::server::{Server, pause};
use super::world::stamp;
use intents::KNOWN_INTENTS;
pub(crate) use session::Sessions;
use session::{Identify, Link, Out};

/// How often clients show that they live.
const HEARTBEAT: Duration = Duration::from_millis(41_250);

/// Why a socket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Closing(u16, &'static str);

const UNKNOWN_OPCODE: Closing = Closing(4001, "Unknown opcode.");
const DECODE_ERROR: Closing = Closing(4002, "Error while decoding payload.");
const NOT_AUTHENTICATED: Closing = Closing(4003, "Not authenticated.");
const AUTHENTICATION_FAILED: Closing = Closing(4004, "Authentication failed.");
const ALREADY_AUTHENTICATED: Closing = Closing(4005, "Already authenticated.");
const INVALID_SEQ: Closing = Closing(4007, "Invalid seq.");
const RATE_LIMITED: Closing = Closing(4008, "You are being rate limited.");
const TIMED_OUT: Closing = Closing(4009, "Session timed out.");
const INVALID_SHARD: Closing = Closing(4010, "Invalid shard.");
const INVALID_VERSION: Closing = Closing(4012, "Invalid API version.");
const INVALID_INTENTS: Closing = Closing(4013, "Invalid intent(s).");

/// Talks to one client until one side goes.
pub(crate) async fn attend(server: Arc<Server>, mut socket: WebSocket, version: Option<String>) {
    let (sender, mut queue) = mpsc::unbounded_channel();
    let mut client = Client {
        server: server.clone(),
        sender,
        link: None,
        sends: VecDeque::new(),
    };
    let hello = json!({"t": null, "s": null, "op": 10, "d": {
        "heartbeat_interval": HEARTBEAT.as_millis() as u64, "_trace": ["[\"sandbox\"]"]}});
    if socket.send(Frame::text(hello.to_string())).await.is_err() {
        return;
    }
    let mut alive_until = Instant::now() + HEARTBEAT * 2;
    let wrong_version = version.is_some_and(|v| !["9", "10"].contains(&v.as_str()));
    let mut ending = wrong_version.then_some(INVALID_VERSION);
    while ending.is_none() {
        let silence = pause(alive_until.saturating_duration_since(Instant::now()));
        ending = tokio::select! {
            out = queue.recv() => match write(&mut socket, &mut queue, out).await {
                Ok(()) => None,
                Err(Some(closing)) => Some(closing),
                Err(None) => break,
            },
            frame = socket.next() => match frame {
                Some(Ok(Frame::Text(text))) => {
                    alive_until = Instant::now() + HEARTBEAT * 2;
                    client.hear(&text).err()
                }
                Some(Ok(Frame::Binary(_))) => Some(DECODE_ERROR),
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => None,
                Some(Ok(Frame::Close(frame))) => {
                    client.leave(frame.map(|frame| frame.code));
                    break;
                }
                Some(Err(_)) | None => break,
            },
            () = silence => Some(TIMED_OUT),
            () = server.stop.cancelled() => break,
        };
    }
    if let Some(Closing(code, reason)) = ending {
        client.note_close(code);
        // The client may be gone already.
        let _ = socket
            .send(Frame::Close(Some(CloseFrame {
                code,
                reason: reason.into(),
            })))
            .await;
    }
    client.unlink();
}

/// Writes what is queued, all at once; an error ends the connection, with or without a word.
async fn write(
    socket: &mut WebSocket,
    queue: &mut mpsc::UnboundedReceiver<Out>,
    first: Option<Out>,
) -> Result<(), Option<Closing>> {
    let mut next = first;
    while let Some(out) = next {
        match out {
            Out::Text(text) => socket.feed(Frame::text(text)).await.map_err(|_| None)?,
            Out::Event(event) => socket.feed(Frame::text(event.frame())).await.map_err(|_| None)?,
            Out::Close(code, reason) => return Err(Some(Closing(code, reason))),
            Out::Sever => return Err(None),
        }
        next = queue.try_recv().ok();
    }
    socket.flush().await.map_err(|_| None)
}

/// One connected client.
struct Client {
    server: Arc<Server>,
    sender: mpsc::UnboundedSender<Out>,
    /// The session this socket speaks for.
    link: Option<Link>,
    sends: VecDeque<Instant>,
}

impl Client {
    /// Takes in one payload.
    fn hear(&mut self, text: &str) -> Result<(), Closing> {
        self.count_send()?;
        if text.len() > limits::GATEWAY_BYTES {
            return Err(DECODE_ERROR);
        }
        let payload: Value = serde_json::from_str(text).map_err(|_| DECODE_ERROR)?;
        let opcode = payload["op"].as_u64().ok_or(DECODE_ERROR)?;
        self.note(opcode, &payload["d"]);
        match opcode {
            1 => self.beat(),
            2 => self.identify(&payload["d"])?,
            6 => self.resume(&payload["d"])?,
            _ if !self.is_linked() => return Err(NOT_AUTHENTICATED),
            8 => self.send_members(&payload["d"]),
            // Presence, voice and what Discord's own client tells of itself change nothing here.
            3 | 4 | 13..=14 | 36..=43 => {}
            _ => return Err(UNKNOWN_OPCODE),
        }
        Ok(())
    }

    /// A heartbeat: acknowledged, and not counted as haste if it was asked for.
    fn beat(&mut self) {
        let asked = self
            .link
            .as_ref()
            .is_some_and(|link| self.server.with(|hall| hall.sessions.beat(link)));
        if asked {
            self.sends.pop_back();
        }
        self.say(json!({"t": null, "s": null, "op": 11, "d": null}));
    }

    fn count_send(&mut self) -> Result<(), Closing> {
        let (now, window) = (Instant::now(), Duration::from_secs(limits::GATEWAY_SECONDS));
        self.sends.push_back(now);
        while self
            .sends
            .front()
            .is_some_and(|at| now.duration_since(*at) >= window)
        {
            self.sends.pop_front();
        }
        if self.sends.len() > limits::GATEWAY_SENDS {
            Err(RATE_LIMITED)
        } else {
            Ok(())
        }
    }

    fn say(&self, payload: Value) {
        // The receiver is this very task; it is there as long as somebody listens.
        let _ = self.sender.send(Out::Text(payload.to_string()));
    }

    /// Whether this socket has a session that still counts.
    fn is_linked(&self) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| self.server.with(|hall| hall.sessions.is_linked(link)))
    }

    fn identify(&mut self, data: &Value) -> Result<(), Closing> {
        if self.is_linked() {
            return Err(ALREADY_AUTHENTICATED);
        }
        let shard = match data.get("shard") {
            None | Some(Value::Null) => [0, 1],
            Some(shard) => match (shard[0].as_u64(), shard[1].as_u64()) {
                (Some(index), Some(count)) if index < count => [index, count],
                _ => return Err(INVALID_SHARD),
            },
        };
        let link = self.server.with(|hall| {
            let token = data["token"].as_str().unwrap_or_default();
            let user = hall.world.find_at_gateway(token).ok_or(AUTHENTICATION_FAILED)?;
            let (user, bot) = (user.id, user.bot);
            let intents = match data["intents"].as_u64() {
                // A person's client gets everything; a load generator's, which says so, only what is for it alone.
                _ if !bot && data["quiet"] == Value::Bool(true) => 0,
                _ if !bot => KNOWN_INTENTS,
                Some(intents) if intents & !KNOWN_INTENTS == 0 => intents,
                Some(_) | None => return Err(INVALID_INTENTS),
            };
            let identify = Identify {
                user,
                bot,
                intents,
                shard,
            };
            Ok(hall
                .sessions
                .begin(&mut hall.world, identify, self.sender.clone()))
        })?;
        self.link = Some(link);
        Ok(())
    }

    fn resume(&mut self, data: &Value) -> Result<(), Closing> {
        if self.is_linked() {
            return Err(ALREADY_AUTHENTICATED);
        }
        let resumed = self.server.with(|hall| {
            let token = data["token"].as_str().unwrap_or_default();
            let user = hall.world.find_at_gateway(token).ok_or(AUTHENTICATION_FAILED)?.id;
            let session = data["session_id"].as_str().unwrap_or_default();
            let seq = data["seq"].as_u64().unwrap_or(0);
            hall.sessions
                .resume(user, session, seq, self.sender.clone())
                .map_err(|_| INVALID_SEQ)
        })?;
        match resumed {
            Some(link) => self.link = Some(link),
            None => self.say(json!({"t": null, "s": null, "op": 9, "d": false})),
        }
        Ok(())
    }

    fn send_members(&self, data: &Value) {
        let Some(link) = &self.link else { return };
        self.server
            .with(|hall| hall.sessions.send_members(&hall.world, link, data));
    }

    /// The client said goodbye; 1000 and 1001 end its session for good.
    fn leave(&mut self, code: Option<u16>) {
        self.note_close(code.unwrap_or(1005));
        if matches!(code, Some(1000 | 1001))
            && let Some(link) = self.link.take()
        {
            self.server.with(|hall| hall.sessions.end(&link));
        }
    }

    fn unlink(&mut self) {
        if let Some(link) = self.link.take() {
            self.server.with(|hall| hall.sessions.unlink(&link));
        }
    }

    /// Notes in the history what a client sent, without its token; heartbeats are too many.
    fn note(&self, opcode: u64, data: &Value) {
        if opcode == 1 {
            return;
        }
        self.server.with(|hall| {
            if hall.history.is_kept() {
                let mut data = data.clone();
                if let Some(fields) = data.as_object_mut() {
                    fields.remove("token");
                }
                let t = quoted(&stamp(hall.world.now()));
                let fields = [
                    ("t", t.as_str()),
                    ("kind", "\"gateway\""),
                    ("op", &opcode.to_string()),
                    ("d", &data.to_string()),
                ];
                hall.history.write(&fields);
            }
        });
    }

    fn note_close(&self, code: u16) {
        self.server.with(|hall| {
            let t = quoted(&stamp(hall.world.now()));
            hall.history
                .write(&[("t", &t), ("kind", "\"gateway\""), ("close", &code.to_string())]);
        });
    }
}
