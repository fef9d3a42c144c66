//! The control routes under `/sandbox`: who is there, what the clock shows, what went over the wire, what shall fail.
//!
//! For tests, for the page, for curious people; Discord has nothing like them. Every refusal is a sentence.

mod channels;
mod faults;
mod people;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::gateway::{GUILD_MEMBERS, MESSAGE_CONTENT, PRIVILEGED};
use super::limits;
use super::rest::Query;
use super::server::Server;
use crate::clock::{Clock, ClockError};

/// The longest it waits for everybody to come to rest, before a move and after it.
const SETTLE: Duration = Duration::from_millis(7500);
/// Bytes of a control request.
const BODY: usize = 1 << 20;

/// Serves `/sandbox/{route}`.
pub(super) async fn serve(server: &Arc<Server>, route: &str, request: Request) -> Response {
    let method = request.method().as_str().to_owned();
    let query = Query::read(request.uri().query().unwrap_or_default());
    let bytes = axum::body::to_bytes(request.into_body(), BODY)
        .await
        .unwrap_or_default();
    let body = serde_json::from_slice::<Value>(&bytes);
    let with_body = || body.map_err(|error| format!("The body is no JSON: {error}."));
    let result = match (method.as_str(), route) {
        ("GET", "people") => Ok(people::list(server)),
        ("POST", "people") => with_body().and_then(|body| people::change(server, &body)),
        ("POST", "bot") => with_body().and_then(|body| change_bot(server, &body)),
        ("POST", "channels") => with_body().and_then(|body| channels::change(server, &body)),
        ("GET", "world") => Ok(show_world(server)),
        ("POST", "world") => with_body()
            .and_then(|body| world::add(server, &body))
            .map(|()| show_world(server)),
        ("GET", "clock") => Ok(show_clock(server, &clock(server), None)),
        ("POST", "clock") => match with_body().and_then(|body| Move::read(&body)) {
            Ok(change) => change.happen(server).await,
            Err(refusal) => Err(refusal),
        },
        ("GET", "history") => return history(server, query.number("after").unwrap_or(0)),
        ("GET", "limits") => Ok(limits::show()),
        ("GET", "faults") => Ok(faults::list(server)),
        ("POST", "faults") => with_body().and_then(|body| faults::add(server, &body)),
        ("DELETE", "faults") => Ok(faults::clear(server)),
        ("DELETE", route) if route.starts_with("faults/") => {
            faults::remove(server, &route["faults/".len()..])
        }
        _ => return (StatusCode::NOT_FOUND, "There is no such control route.\n").into_response(),
    };
    match result {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response(),
        Err(refusal) => (StatusCode::BAD_REQUEST, json!({"message": refusal}).to_string()).into_response(),
    }
}

fn show_world(server: &Server) -> Value {
    server.with(|hall| {
        let world = &hall.world;
        let own = world.channels.values().filter(|channel| !channel.is_direct());
        let channels: Vec<Value> = own
            .map(|channel| json!({"id": channel.id, "name": channel.name, "type": channel.kind}))
            .collect();
        let roles: Vec<Value> = world
            .roles
            .iter()
            .map(|role| json!({"id": role.id, "name": role.name}))
            .collect();
        let zones: BTreeSet<&String> = hall.zones.values().collect();
        let token = world.users.get(&world.bot).and_then(|bot| bot.token.clone());
        json!({
            "guild_id": world.guild, "application_id": world.bot, "bot_token": token, "channels": channels,
            "roles": roles, "zones": zones, "service_zones": hall.zones,
            "bot_token_with_id": world.token_with_id(),
        })
    })
}

/// Allows the bot's application these privileged intents and no others.
fn change_bot(server: &Server, body: &Value) -> Result<Value, String> {
    let list = body["privileged_intents"].as_array();
    let list = list.ok_or("Say which it has: {\"privileged_intents\": [\"MESSAGE_CONTENT\"]}.")?;
    let mut allowed = 0;
    for name in list {
        allowed |= match name.as_str().unwrap_or_default() {
            "MESSAGE_CONTENT" => MESSAGE_CONTENT,
            "GUILD_MEMBERS" => GUILD_MEMBERS,
            "GUILD_PRESENCES" => PRIVILEGED & !(MESSAGE_CONTENT | GUILD_MEMBERS),
            other => return Err(format!("`{other}` is no privileged intent.")),
        };
    }
    server.with(|hall| hall.world.privileged = allowed);
    Ok(json!({"privileged_intents": list}))
}

fn clock(server: &Server) -> Clock {
    server.with(|hall| hall.world.clock.clone())
}

fn show_clock(server: &Server, clock: &Clock, settled: Option<bool>) -> Value {
    let now = clock.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let next = clock.next_due();
    let next = next.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    let sent = server.with(|hall| json!(hall.sessions.sent()));
    let mut shown = json!({"now": now, "paused": clock.is_paused(), "next": next, "sent": sent});
    if let Some(settled) = settled {
        shown["settled"] = json!(settled);
    }
    shown
}

/// What is to happen to the clock, in this order.
struct Move {
    set: Option<DateTime<Utc>>,
    advance: Option<TimeDelta>,
    pause: Option<bool>,
}

impl Move {
    fn read(body: &Value) -> Result<Self, String> {
        let fields = body.as_object().filter(|fields| !fields.is_empty());
        let fields = fields.ok_or("Say one of {\"set\": time}, {\"advance\": \"2h\"}, {\"pause\": true}.")?;
        if let Some(unknown) = fields
            .keys()
            .find(|key| !["set", "advance", "pause"].contains(&key.as_str()))
        {
            return Err(format!(
                "The clock knows no `{unknown}`: it can be set, advanced and paused."
            ));
        }
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let set = fields.get("set").map(text).map(|text| {
            let moment = text.parse::<DateTime<Utc>>();
            moment.map_err(|_| format!("`{text}` is no time such as 2026-11-24T08:00:00Z."))
        });
        let advance = fields.get("advance").map(text).map(|text| {
            let by = humantime::parse_duration(&text)
                .ok()
                .and_then(|by| TimeDelta::from_std(by).ok());
            by.ok_or_else(|| format!("`{text}` is no duration such as 2h or 15m."))
        });
        let pause = fields
            .get("pause")
            .map(|value| value.as_bool().ok_or("`pause` is true or false."));
        Ok(Self {
            set: set.transpose()?,
            advance: advance.transpose()?,
            pause: pause.transpose()?,
        })
    }

    /// Lets everybody finish what was said before, moves the clock, and lets everybody do what is due then.
    async fn happen(self, server: &Server) -> Result<Value, String> {
        let clock = clock(server);
        let before = settle(server, &clock).await;
        self.apply(&clock)
            .map_err(|error| format!("It stays as it is: {error}."))?;
        let after = settle(server, &clock).await;
        Ok(show_clock(server, &clock, Some(before && after)))
    }

    fn apply(&self, clock: &Clock) -> Result<(), ClockError> {
        if let Some(to) = self.set {
            clock.set(to)?;
        }
        if let Some(by) = self.advance {
            clock.advance(by)?;
        }
        self.pause.map_or(Ok(()), |paused| clock.pause(paused))
    }
}

/// Waits until the bot has read what was sent to it, everything due is done and every interaction is answered; says
/// whether that came to pass in time.
async fn settle(server: &Server, clock: &Clock) -> bool {
    let calm = async {
        server.all_delivered().await;
        server.all_read().await;
        clock.settled().await;
        server.all_answered().await;
        // Answers may have made more due.
        clock.settled().await;
    };
    tokio::select! {
        result = tokio::time::timeout(SETTLE, calm) => result.is_ok(),
        () = server.stop.cancelled() => false,
    }
}

fn history(server: &Server, after: u64) -> Response {
    let lines = server.with(|hall| hall.history.after(after));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], lines).into_response()
}
