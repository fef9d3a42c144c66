//! The control routes under `/sandbox`: who is there, what the clock shows, what went over the wire, what shall fail.
//!
//! For tests, for the page, for curious people; Discord has nothing like them. Every refusal is a sentence.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::rest::Query;
use super::server::Server;
use crate::clock::Clock;

/// The longest a moved clock waits for everybody to come to rest.
const SETTLE: Duration = Duration::from_secs(15);
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
        ("GET", "people") => Ok(people(server)),
        ("GET", "world") => Ok(world(server)),
        ("GET", "clock") => Ok(show_clock(&clock(server), None)),
        ("POST", "clock") => match with_body().and_then(|body| move_clock(&clock(server), &body)) {
            Ok(()) => Ok(settle(server).await),
            Err(refusal) => Err(refusal),
        },
        ("GET", "history") => return history(server, query.number("after").unwrap_or(0)),
        ("GET", "faults") => Ok(server.with(|hall| hall.faults.show())),
        ("POST", "faults") => with_body().and_then(|body| add_faults(server, &body)),
        ("DELETE", "faults") => {
            server.with(|hall| hall.faults.clear());
            Ok(json!([]))
        }
        _ => return (StatusCode::NOT_FOUND, "There is no such control route.\n").into_response(),
    };
    match result {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response(),
        Err(refusal) => (StatusCode::BAD_REQUEST, json!({"message": refusal}).to_string()).into_response(),
    }
}

fn people(server: &Server) -> Value {
    server.with(|hall| {
        let world = &hall.world;
        let persons = world
            .users
            .values()
            .filter(|user| !user.bot && user.token.is_some());
        persons
            .map(|user| {
                let roles = user.roles.iter().filter_map(|id| world.find_role(*id));
                let names: Vec<&str> = roles.map(|role| role.name.as_str()).collect();
                json!({"name": user.name, "user_id": user.id, "token": user.token, "roles": names})
            })
            .collect()
    })
}

fn world(server: &Server) -> Value {
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
        let token = world.users.get(&world.bot).and_then(|bot| bot.token.clone());
        json!({
            "guild_id": world.guild, "application_id": world.bot, "bot_token": token, "channels": channels,
            "roles": roles,
        })
    })
}

fn clock(server: &Server) -> Clock {
    server.with(|hall| hall.world.clock.clone())
}

fn show_clock(clock: &Clock, settled: Option<bool>) -> Value {
    let now = clock.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let mut shown = json!({"now": now, "paused": clock.is_paused()});
    if let Some(settled) = settled {
        shown["settled"] = json!(settled);
    }
    shown
}

/// Moves the clock as the body says: `set`, `advance`, `pause`, in this order.
fn move_clock(clock: &Clock, body: &Value) -> Result<(), String> {
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
    if let Some(to) = fields.get("set") {
        let text = to.as_str().unwrap_or_default();
        let to: DateTime<Utc> = text
            .parse()
            .map_err(|_| format!("`{text}` is no time such as 2026-11-24T08:00:00Z."))?;
        clock.set(to).map_err(|error| error.to_string())?;
    }
    if let Some(by) = fields.get("advance") {
        let text = by.as_str().unwrap_or_default();
        let by = humantime::parse_duration(text)
            .map_err(|_| format!("`{text}` is no duration such as 2h or 15m."))?;
        let by = TimeDelta::from_std(by).map_err(|_| "That is too far.".to_owned())?;
        clock.advance(by).map_err(|error| error.to_string())?;
    }
    match fields.get("pause") {
        None => Ok(()),
        Some(Value::Bool(paused)) => clock.pause(*paused).map_err(|error| error.to_string()),
        Some(_) => Err("`pause` is true or false.".into()),
    }
}

/// Waits until everything due is done and every interaction is answered, then shows the clock.
async fn settle(server: &Server) -> Value {
    let clock = clock(server);
    let calm = async {
        clock.settled().await;
        server.all_answered().await;
        // Answers may have made more due.
        clock.settled().await;
    };
    let settled = tokio::select! {
        result = tokio::time::timeout(SETTLE, calm) => result.is_ok(),
        () = server.stop.cancelled() => false,
    };
    show_clock(&clock, Some(settled))
}

fn history(server: &Server, after: u64) -> Response {
    let lines = server.with(|hall| hall.history.after(after));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], lines).into_response()
}

/// Takes in one script or a list of them; what is for the gateway happens at once.
fn add_faults(server: &Server, body: &Value) -> Result<Value, String> {
    let given = match body {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    server.with(|hall| {
        for fault in given {
            match fault["gateway"].as_str() {
                None => {
                    hall.faults.add(fault)?;
                }
                Some("drop") => {
                    hall.sessions.sever_bots();
                }
                Some("reconnect") => {
                    hall.sessions.ask_to_reconnect();
                }
                Some("invalid_session") => {
                    hall.sessions.invalidate_bots();
                }
                Some("close") => {
                    let code = fault["code"].as_u64().and_then(|code| u16::try_from(code).ok());
                    hall.sessions
                        .close_bots(code.ok_or("`close` wants a `code` such as 4000.")?);
                }
                Some(other) => {
                    return Err(format!(
                        "The gateway cannot `{other}`: drop, reconnect, invalid_session or close."
                    ));
                }
            }
        }
        Ok(hall.faults.show())
    })
}
