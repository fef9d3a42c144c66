//! The websocket side: hello, identify or resume, heartbeats, events out.
//!
//! One task per socket, started by the HTTP side for a websocket upgrade. What a session is and who hears what stands in
//! `gateway/session.rs`. Opcodes and close codes: "Opcodes and Status Codes", section "Gateway".

mod delivery;
mod intents;
mod members;
mod packing;
mod session;
mod starts;

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
pub(crate) use intents::{GUILD_MEMBERS, MESSAGE_CONTENT, PRIVILEGED, application_flags, bare};
use packing::Packing;
pub(crate) use session::{AT_ONCE, HEARTBEAT, Owed, Sessions};
use session::{Identify, Link, Out};
use starts::Start;

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
const DISALLOWED_INTENTS: Closing = Closing(4014, "Disallowed intent(s).");

/// What the address of a socket asks for.
pub(crate) struct Wishes {
    pub(crate) version: Option<String>,
    pub(crate) encoding: Option<String>,
    pub(crate) compress: Option<String>,
}

impl Wishes {
    /// Whether the sandbox speaks what is asked for.
    fn are_met(&self) -> bool {
        let among =
            |wish: &Option<String>, all: &[&str]| wish.as_deref().is_none_or(|wish| all.contains(&wish));
        among(&self.version, &["9", "10"]) && among(&self.encoding, &["json"])
    }
}

/// Talks to one client until one side goes.
pub(crate) async fn attend(server: Arc<Server>, mut socket: WebSocket, wishes: Wishes) {
    let (sender, mut queue) = mpsc::unbounded_channel();
    let mut client = Client {
        server: server.clone(),
        sender,
        link: None,
        sends: VecDeque::new(),
    };
    let heartbeat = server.with(|hall| hall.sessions.heartbeat);
    let mut packing = Packing::of_address(wishes.compress.as_deref());
    let hello = json!({"t": null, "s": null, "op": 10, "d": {
        "heartbeat_interval": heartbeat.as_millis() as u64, "_trace": ["[\"sandbox\"]"]}});
    if socket.send(packing.pack(hello.to_string())).await.is_err() {
        return;
    }
    let mut alive_until = Instant::now() + heartbeat * 2;
    let mut ending = (!wishes.are_met()).then_some(INVALID_VERSION);
    while ending.is_none() {
        let silence = pause(alive_until.saturating_duration_since(Instant::now()));
        ending = tokio::select! {
            out = queue.recv() => match write(&mut socket, &mut packing, &mut queue, out).await {
                Ok(()) => None,
                Err(Some(closing)) => Some(closing),
                Err(None) => break,
            },
            frame = socket.next() => match frame {
                Some(Ok(Frame::Text(text))) => {
                    alive_until = Instant::now() + heartbeat * 2;
                    client.hear(&text).err()
                }
                // Some libraries send what they have to say as bytes.
                Some(Ok(Frame::Binary(bytes))) => {
                    alive_until = Instant::now() + heartbeat * 2;
                    let text = std::str::from_utf8(&bytes);
                    text.map_or(Some(DECODE_ERROR), |text| client.hear(text).err())
                }
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
    packing: &mut Packing,
    queue: &mut mpsc::UnboundedReceiver<Out>,
    first: Option<Out>,
) -> Result<(), Option<Closing>> {
    let mut next = first;
    while let Some(out) = next {
        match out {
            Out::PackEach => packing.pack_each(),
            Out::Text(text) => socket.feed(packing.pack(text)).await.map_err(|_| None)?,
            Out::Event(event) => socket.feed(packing.pack(event.frame())).await.map_err(|_| None)?,
            Out::Close(code, reason) => return Err(Some(Closing(code, reason))),
            Out::Sever => return Err(None),
        }
        next = queue.try_recv().ok();
    }
    socket.flush().await.map_err(|_| None)
}

/// The intents of an IDENTIFY. A person's client gets everything; a load generator's, which says so, only what is for it
/// alone.
fn read_intents(data: &Value, bot: bool, privileged: u64) -> Result<u64, Closing> {
    if !bot {
        return Ok(if data["quiet"] == Value::Bool(true) {
            0
        } else {
            KNOWN_INTENTS
        });
    }
    let known = data["intents"]
        .as_u64()
        .filter(|intents| intents & !KNOWN_INTENTS == 0);
    let intents = known.ok_or(INVALID_INTENTS)?;
    if intents & PRIVILEGED & !privileged == 0 {
        Ok(intents)
    } else {
        Err(DISALLOWED_INTENTS)
    }
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
            3 | 4 | 13..=14 | 31 | 36..=43 => {}
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
        let large_from = match data["large_threshold"].as_u64() {
            None => limits::LARGE_FROM,
            Some(from) => usize::try_from(from)
                .unwrap_or(usize::MAX)
                .clamp(limits::LARGE_FROM, 250),
        };
        let shard = match data.get("shard") {
            None | Some(Value::Null) => [0, 1],
            Some(shard) => match (shard[0].as_u64(), shard[1].as_u64()) {
                (Some(index), Some(count)) if index < count => [index, count],
                _ => return Err(INVALID_SHARD),
            },
        };
        if data["compress"] == true {
            // The receiver is this very task.
            let _ = self.sender.send(Out::PackEach);
        }
        let enforce = self.server.enforce_pace;
        let started = self.server.with(|hall| {
            let token = data["token"].as_str().unwrap_or_default();
            let user = hall.world.find_at_gateway(token).ok_or(AUTHENTICATION_FAILED)?;
            let (user, bot) = (user.id, user.bot);
            let intents = read_intents(data, bot, hall.world.privileged)?;
            if bot {
                match hall.sessions.starts.take(Instant::now(), enforce) {
                    Start::Welcome => {}
                    Start::TooSoon => return Ok(None),
                    Start::UsedUp => {
                        hall.sessions
                            .end_bots(AUTHENTICATION_FAILED.0, AUTHENTICATION_FAILED.1);
                        hall.world.reset_bot_token();
                        return Err(AUTHENTICATION_FAILED);
                    }
                }
            }
            let identify = Identify {
                user,
                bot,
                intents,
                shard,
                large_from,
            };
            let begun = hall
                .sessions
                .begin(&mut hall.world, identify, self.sender.clone());
            Ok(Some(begun))
        })?;
        match started {
            Some(link) => self.link = Some(link),
            None => self.say_invalid(),
        }
        Ok(())
    }

    /// Invalid Session, not resumable.
    fn say_invalid(&self) {
        self.say(json!({"t": null, "s": null, "op": 9, "d": false}));
    }

    fn resume(&mut self, data: &Value) -> Result<(), Closing> {
        if self.is_linked() {
            return Err(ALREADY_AUTHENTICATED);
        }
        let resumed = self.server.with(|hall| {
            if let Some(script) = hall.faults.refuses_resume() {
                hall.write(
                    "fault",
                    &[("fault", &json!("refuse_resume")), ("script", &json!(script))],
                );
                return Ok(None);
            }
            let token = data["token"].as_str().unwrap_or_default();
            let user = hall.world.find_at_gateway(token).ok_or(AUTHENTICATION_FAILED)?;
            let (user, name) = (user.id, json!(user.name));
            let session = data["session_id"].as_str().unwrap_or_default();
            let seq = data["seq"].as_u64().unwrap_or(0);
            let resumed = hall
                .sessions
                .resume(user, session, seq, self.sender.clone())
                .map_err(|_| INVALID_SEQ)?;
            if resumed.is_none() {
                hall.write("gateway", &[("who", &name), ("refused", &json!("resume"))]);
            }
            Ok(resumed)
        })?;
        match resumed {
            Some(link) => self.link = Some(link),
            None => self.say_invalid(),
        }
        Ok(())
    }

    fn send_members(&self, data: &Value) {
        let Some(link) = &self.link else { return };
        let enforce = self.server.enforce_pace;
        self.server.with(|hall| {
            if !enforce || !hall.sessions.refuse_members(link, data) {
                hall.sessions.send_members(&hall.world, link, data);
            }
        });
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
                let token = data.as_object_mut().and_then(|fields| fields.remove("token"));
                let token = token.as_ref().and_then(Value::as_str).unwrap_or_default();
                let who = hall.world.find_at_gateway(token).map(|user| user.name.as_str());
                let (t, who) = (quoted(&stamp(hall.world.now())), json!(who).to_string());
                let fields = [
                    ("t", t.as_str()),
                    ("kind", "\"gateway\""),
                    ("who", who.as_str()),
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
