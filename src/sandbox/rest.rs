//! The HTTP side: every request comes in here, is recorded, slowed, broken or served, and answered.
//!
//! `/api` is Discord's, `/sandbox` the control routes, `/attachments` the files of messages, the rest is the page. What
//! the routes do stands in the rooms below; none of them knows of HTTP.

mod answer;
mod call;
mod channels;
mod client;
mod commands;
mod events;
mod fields;
mod files;
mod followups;
mod guild;
mod intake;
mod invoke;
mod messages;
mod press;
mod routes;
mod threads;

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::failure::{BAD_JSON, Failure, NO_ROUTE, UNAUTHORIZED, exact_seconds};
use super::faults::Mishap;
use super::history::quoted;
use super::pace::{self, Standing};
use super::server::{Hall, Server, pause};
use super::wire::Scissors;
use super::world::stamp;
use super::{assets, control, gateway};
pub(crate) use call::{Call, Query, Reply};
use intake::{Intake, Who};

/// The header that says whom a limit binds.
const SCOPE: &str = "x-ratelimit-scope";

/// Serves one request.
pub(super) async fn serve(
    State(server): State<Arc<Server>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    if let Err(refusal) = intake::check_origin(request.headers()) {
        return (StatusCode::FORBIDDEN, refusal).into_response();
    }
    let path = request.uri().path().to_owned();
    if request.headers().contains_key(header::UPGRADE) {
        return upgrade(server, request).await;
    }
    if let Some(api) = intake::strip_version(&path) {
        return exchange(&server, &scissors, api.to_owned(), request).await;
    }
    if let Some(route) = path.strip_prefix("/sandbox/") {
        return control::serve(&server, route, request).await;
    }
    if path.starts_with("/attachments/") || path.starts_with("/ephemeral-attachments/") {
        let method = request.method().clone();
        return files::send(&server, &scissors, &method, &path).await;
    }
    assets::serve(&path)
}

async fn upgrade(server: Arc<Server>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let version = Query::read(parts.uri.query().unwrap_or_default())
        .text("v")
        .map(str::to_owned);
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| gateway::attend(server, socket, version)),
        Err(refusal) => refusal.into_response(),
    }
}

/// An answer before it becomes HTTP.
struct Outcome {
    status: u16,
    body: Value,
    headers: Vec<(String, String)>,
}

impl From<Result<Reply, Failure>> for Outcome {
    fn from(result: Result<Reply, Failure>) -> Self {
        match result {
            Ok(reply) => Self {
                status: reply.status,
                body: reply.body,
                headers: Vec::new(),
            },
            Err(failure) => Self {
                status: failure.status,
                body: failure.body(),
                headers: wait_headers(&failure),
            },
        }
    }
}

/// What the headers say of a refusal that is for this resource, whoever asks.
fn wait_headers(failure: &Failure) -> Vec<(String, String)> {
    let Some(wait) = failure.wait else {
        return Vec::new();
    };
    vec![
        ("retry-after".to_owned(), wait.to_string()),
        (SCOPE.to_owned(), "shared".to_owned()),
    ]
}

/// One exchange with Discord's own routes.
async fn exchange(server: &Server, scissors: &Scissors, path: String, request: Request) -> Response {
    let mut intake = match Intake::read(path, request).await {
        Ok(intake) => intake,
        Err(too_large) => return respond(&Outcome::from(Err(too_large)), None),
    };
    let struck = server.with(|hall| {
        intake.who = intake::recognise(&hall.world, &intake);
        let (name, bot) = intake.who.named(&hall.world);
        hall.faults.strike(&name, bot, &intake.method, &intake.segments())
    });
    let Some(mishap) = struck else {
        let outcome = server.with(|hall| handle(server, hall, &mut intake));
        return respond(&outcome, None);
    };
    pause(mishap.delay).await;
    if mishap.hang {
        server.with(|hall| {
            record(
                hall,
                &intake,
                &Outcome {
                    status: 0,
                    body: Value::Null,
                    headers: Vec::new(),
                },
                &["\"fault\":\"hang\""],
            )
        });
        server.stop.cancelled().await;
    }
    let outcome = match mishap.status {
        Some(status) => server.with(|hall| fail_as_scripted(hall, &intake, status, &mishap)),
        None => server.with(|hall| handle(server, hall, &mut intake)),
    };
    if mishap.drop_answer {
        scissors.cut();
    }
    respond(&outcome, Some(&mishap))
}

fn fail_as_scripted(hall: &mut Hall, intake: &Intake, status: u16, mishap: &Mishap) -> Outcome {
    let body = mishap
        .body
        .clone()
        .unwrap_or_else(|| json!({"message": format!("{status}: as scripted"), "code": 0}));
    let outcome = Outcome {
        status,
        body,
        headers: mishap.headers.clone(),
    };
    record(hall, intake, &outcome, &["\"fault\":\"status\""]);
    outcome
}

/// Paces, routes and records one request.
fn handle(server: &Server, hall: &mut Hall, intake: &mut Intake) -> Outcome {
    let is_person = matches!(intake.who, Who::Person(_));
    let standing = (!is_person).then(|| {
        let (rule, major) = pace::classify(&intake.method, &intake.segments());
        let enforce = server.enforce_pace && matches!(intake.who, Who::Bot(_) | Who::Token);
        hall.pace.take(rule, major, Instant::now(), enforce)
    });
    let mut notes: Vec<String> = Vec::new();
    let mut outcome = match standing.as_ref().and_then(|standing| standing.refused) {
        Some(refused) => refuse_for_haste(refused),
        None => route(server, hall, intake, &mut notes),
    };
    if let Some(standing) = &standing {
        add_pace_headers(&mut outcome.headers, standing);
    }
    // What is refused to everybody alike is not held against the client.
    let shared = outcome
        .headers
        .iter()
        .any(|(name, value)| name == SCOPE && value == "shared");
    if matches!(outcome.status, 401 | 403 | 429) && !shared {
        hall.pace.invalid_requests += 1;
    }
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    record(hall, intake, &outcome, &notes);
    outcome
}

fn route(server: &Server, hall: &mut Hall, intake: &mut Intake, notes: &mut Vec<String>) -> Outcome {
    let body = match std::mem::replace(&mut intake.body, Ok(Value::Null)) {
        Ok(body) => body,
        Err(()) => {
            return Outcome::from(Err(BAD_JSON.into()));
        }
    };
    // The record wants the body as it came, the routes may take it apart.
    if hall.history.is_kept() {
        intake.body = Ok(body.clone());
        if !intake.uploads.is_empty() {
            notes.push(format!("\"files\":{}", files::show_uploads(&intake.uploads)));
        }
    }
    let segments: Vec<String> = intake.segments().into_iter().map(intake::decode).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let identified = hall.sessions.identified();
    let mut call = Call {
        world: &mut hall.world,
        pace: server.enforce_pace.then_some(&mut hall.pace),
        who: intake.who,
        query: &intake.query,
        body,
        uploads: std::mem::take(&mut intake.uploads),
        identified,
        pings: None,
    };
    let result = match (routes::is_open(&segments), intake.who) {
        (false, Who::Nobody | Who::Token) => Some(Err(UNAUTHORIZED.into())),
        _ => routes::answer(&mut call, &intake.method, &segments),
    };
    if let Some(pings) = call.pings.take() {
        notes.push(format!("\"pings\":{}", show_pings(&hall.world, &pings)));
    }
    result.map_or_else(
        || {
            notes.push("\"unknown_route\":true".to_owned());
            Outcome::from(Err(NO_ROUTE.into()))
        },
        Outcome::from,
    )
}

fn show_pings(world: &super::world::World, pings: &super::world::Pings) -> Value {
    let users: Vec<&str> = pings
        .users
        .iter()
        .filter_map(|id| world.users.get(id))
        .map(|user| user.name.as_str())
        .collect();
    let roles: Vec<&str> = pings
        .roles
        .iter()
        .filter_map(|id| world.find_role(*id))
        .map(|role| role.name.as_str())
        .collect();
    json!({"users": users, "roles": roles, "everyone": pings.everyone, "silent": pings.silent})
}

fn refuse_for_haste(refused: pace::Refused) -> Outcome {
    let seconds = refused.retry_after.as_secs_f64();
    let body = json!({
        "message": "You are being rate limited.", "retry_after": exact_seconds(refused.retry_after),
        "global": refused.global,
    });
    let mut headers = vec![
        // The header is whole seconds, rounded up; the body is exact.
        ("retry-after".to_owned(), (seconds.ceil() as u64).to_string()),
        (
            SCOPE.to_owned(),
            if refused.global { "global" } else { "user" }.to_owned(),
        ),
    ];
    if refused.global {
        headers.push(("x-ratelimit-global".to_owned(), "true".to_owned()));
    }
    Outcome {
        status: 429,
        body,
        headers,
    }
}

fn add_pace_headers(headers: &mut Vec<(String, String)>, standing: &Standing) {
    let reset_after = standing.reset_after.as_secs_f64();
    let now = real_seconds();
    let mut add = |name: &str, value: String| headers.push((format!("x-ratelimit-{name}"), value));
    add("limit", standing.limit.to_string());
    add("remaining", standing.remaining.to_string());
    add("reset", format!("{:.3}", now + reset_after));
    add("reset-after", format!("{reset_after:.3}"));
    add("bucket", standing.bucket.clone());
}

/// Seconds since 1970 in real time: limits on haste do not follow the sandbox's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "clients compare this header with their own system's time"
)]
fn real_seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

/// Writes an exchange to the history; `notes` are ready JSON fields.
fn record(hall: &mut Hall, intake: &Intake, outcome: &Outcome, notes: &[&str]) {
    if !hall.history.is_kept() {
        return;
    }
    let request = match &intake.body {
        Ok(body) => body.to_string(),
        Err(()) => "\"(no JSON)\"".to_owned(),
    };
    let (who, _) = intake.who.named(&hall.world);
    let (t, who, path) = (
        quoted(&stamp(hall.world.now())),
        quoted(&who),
        quoted(&format!("/{}", intake.path)),
    );
    let (query, method) = (quoted(&intake.query.raw), quoted(&intake.method));
    let (status, response) = (outcome.status.to_string(), outcome.body.to_string());
    let mut fields = vec![
        ("t", t.as_str()),
        ("kind", "\"rest\""),
        ("who", who.as_str()),
        ("method", method.as_str()),
        ("path", path.as_str()),
        ("query", query.as_str()),
        ("request", request.as_str()),
        ("status", status.as_str()),
        ("response", response.as_str()),
    ];
    for note in notes {
        if let Some((name, json)) = note.split_once(':') {
            fields.push((name.trim_matches('"'), json));
        }
    }
    hall.history.write(&fields);
}

fn respond(outcome: &Outcome, mishap: Option<&Mishap>) -> Response {
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let empty = outcome.body.is_null();
    let bytes = if empty {
        Bytes::new()
    } else {
        Bytes::from(outcome.body.to_string())
    };
    let mut response = if mishap.is_some_and(|mishap| mishap.cut_body) {
        cut_in_half(bytes)
    } else {
        Response::new(Body::from(bytes))
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if !empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let scripted = mishap.map(|mishap| mishap.headers.as_slice()).unwrap_or_default();
    for (name, value) in outcome.headers.iter().chain(scripted) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}

/// A body that promises all and ends in the middle.
pub(super) fn cut_in_half(bytes: Bytes) -> Response {
    let length = bytes.len().max(2);
    let half = bytes.slice(..bytes.len() / 2);
    let cut = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let stream = futures_util::stream::iter([Ok(half)]).chain(futures_util::stream::once(async move {
        // Lets the first half reach the client before the connection breaks.
        pause(std::time::Duration::from_millis(20)).await;
        Err(cut)
    }));
    let mut response = Response::new(Body::from_stream(stream));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}
