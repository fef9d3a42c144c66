//! The HTTP side: every request comes in here, is recorded, slowed, broken or served, and answered.
//!
//! `/api` is Discord's, `/sandbox` the control routes, `/attachments` the files of messages, the rest is the page. What
//! the routes do stands in the rooms below; none of them knows of HTTP.

mod announce;
mod answer;
mod audit;
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
mod members;
mod messages;
mod outcome;
mod polls;
mod posts;
mod press;
mod reactions;
mod references;
mod roles;
mod routes;
mod settings;
mod threads;
mod webhooks;

use std::sync::Arc;
use std::time::Instant;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::failure::{NO_ROUTE, UNAUTHORIZED};
use super::faults::{self, Mishap, Target};
use super::history::quoted;
use super::pace;
use super::server::{Hall, Server, pause};
use super::shapes;
use super::wire::Scissors;
use super::world::stamp;
use super::{assets, control, gateway};
pub(crate) use call::{Call, Query};
pub(crate) use intake::decode;
use intake::{Intake, Who};
use outcome::{Outcome, SCOPE, add_pace_headers, refuse_for_haste, respond};

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
    let query = Query::read(parts.uri.query().unwrap_or_default());
    let text = |key: &str| query.text(key).map(str::to_owned);
    let wishes = gateway::Wishes {
        version: text("v"),
        encoding: text("encoding"),
        compress: text("compress"),
    };
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| gateway::attend(server, socket, wishes)),
        Err(refusal) => refusal.into_response(),
    }
}

/// One exchange with Discord's own routes.
async fn exchange(server: &Server, scissors: &Scissors, path: String, request: Request) -> Response {
    let mut intake = match Intake::read(path, request).await {
        Ok(intake) => intake,
        Err(too_large) => {
            return respond(
                &Outcome::from(Err(too_large)),
                None,
                server.with(|hall| date(hall)),
            );
        }
    };
    let struck = server.with(|hall| {
        intake.who = intake::recognise(&hall.world, &intake);
        strike(hall, &intake)
    });
    let Some(mishap) = struck else {
        let (outcome, date) = server.with(|hall| (handle(server, hall, &mut intake, None), date(hall)));
        return respond(&outcome, None, date);
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
                &[&fault_note(&mishap)],
            )
        });
        server.stop.cancelled().await;
    }
    let (outcome, date) = server.with(|hall| {
        let outcome = match mishap.status {
            Some(status) => fail_as_scripted(hall, &intake, status, &mishap),
            None => handle(server, hall, &mut intake, Some(&mishap)),
        };
        (outcome, date(hall))
    });
    if mishap.drop_answer {
        scissors.cut();
    }
    respond(&outcome, Some(&mishap), date)
}

/// What a script does to this request.
fn strike(hall: &mut Hall, intake: &Intake) -> Option<Mishap> {
    let (who, bot) = intake.who.named(&hall.world);
    let segments = intake.segments();
    let channels = &hall.world.channels;
    let target = Target {
        who: &who,
        bot,
        method: &intake.method,
        path: &segments,
        channel: faults::channel_of(&segments, |id| {
            channels.get(&id).map(|channel| channel.name.as_str())
        }),
    };
    hall.faults.strike(&target)
}

/// The note that a script left its mark on a request.
fn fault_note(mishap: &Mishap) -> String {
    format!("\"fault\":{}", mishap.note())
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
    record(hall, intake, &outcome, &[&fault_note(mishap)]);
    outcome
}

/// Paces, routes and records one request.
fn handle(server: &Server, hall: &mut Hall, intake: &mut Intake, mishap: Option<&Mishap>) -> Outcome {
    let is_person = matches!(intake.who, Who::Person(_));
    let standing = (!is_person).then(|| {
        let (rule, major) = pace::classify(&intake.method, &intake.segments());
        let enforce = server.enforce_pace && matches!(intake.who, Who::Bot(_) | Who::Token);
        hall.pace.take(rule, major, Instant::now(), enforce)
    });
    let mut notes: Vec<String> = mishap.map(fault_note).into_iter().collect();
    let mut outcome = match standing.as_ref().and_then(|standing| standing.refused) {
        Some(refused) => refuse_for_haste(refused),
        None => route(server, hall, intake, &mut notes),
    };
    // First answers to interactions have no bucket, and libraries wonder when they are told of one.
    let first_answer = matches!(intake.segments().as_slice(), ["interactions", _, _, "callback"]);
    if let Some(standing) = standing
        .as_ref()
        .filter(|standing| !first_answer || standing.refused.is_some())
    {
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
    let mut body = match std::mem::replace(&mut intake.body, Ok(Value::Null)) {
        Ok(body) => body,
        Err(failure) => return Outcome::from(Err(failure)),
    };
    // The record wants the body as it came, the routes may take it apart.
    if hall.history.is_kept() {
        intake.body = Ok(body.clone());
        if !intake.uploads.is_empty() {
            notes.push(format!("\"files\":{}", files::show_uploads(&intake.uploads)));
        }
    }
    shapes::settle(&mut body);
    let segments: Vec<String> = intake.segments().into_iter().map(intake::decode).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let starts = hall.sessions.starts.left(Instant::now());
    let mut call = Call {
        world: &mut hall.world,
        pace: server.enforce_pace.then_some(&mut hall.pace),
        who: intake.who,
        query: &intake.query,
        body,
        uploads: std::mem::take(&mut intake.uploads),
        starts,
        pings: None,
    };
    let result = match (routes::is_open(&segments), intake.who) {
        (false, Who::Nobody | Who::Token) => Some(Err(UNAUTHORIZED.into())),
        _ => match shapes::check(&intake.method, &segments, &intake.query, &call.body) {
            Ok(()) => match intake.check_reason() {
                Ok(()) => routes::answer(&mut call, &intake.method, &segments),
                Err(failure) => Some(Err(failure)),
            },
            Err(failure) => Some(Err(failure)),
        },
    };
    if let (Some(Ok(reply)), Ok(me)) = (&result, call.me()) {
        let (asked, reason) = (
            (intake.method.as_str(), segments.as_slice()),
            intake.reason.as_deref(),
        );
        call.world.note_change(me, asked, &reply.body, reason);
    }
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

/// Writes an exchange to the history; `notes` are ready JSON fields.
fn record(hall: &mut Hall, intake: &Intake, outcome: &Outcome, notes: &[&str]) {
    if !hall.history.is_kept() {
        return;
    }
    let request = match &intake.body {
        Ok(body) => body.to_string(),
        Err(_) => "\"(no JSON)\"".to_owned(),
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

/// The time as answers tell it: the sandbox's, or a wrong one if a script says so.
fn date(hall: &Hall) -> DateTime<Utc> {
    hall.world.now() + hall.faults.skew
}
