//! `/sandbox/faults`: scripts for what will happen, and what the gateway does at once.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::sandbox::server::{Hall, Server};

/// All scripts.
pub(super) fn list(server: &Server) -> Value {
    server.with(|hall| hall.faults.show())
}

/// Takes in one script or a list of them; what is for the gateway happens at once.
///
/// # Errors
/// A sentence saying what is wrong with one; those before it stand.
pub(super) fn add(server: &Server, body: &Value) -> Result<Value, String> {
    let given = match body {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    server.with(|hall| {
        for fault in given {
            if let Some(skew) = fault.get("date_skew") {
                hall.faults.skew = read_skew(skew)?;
                note(hall, "date_skew", skew);
            } else if let Some(what) = fault["gateway"].as_str() {
                let reached = at_the_gateway(hall, what, fault)?;
                note(hall, what, &json!(reached));
            } else {
                hall.faults.add(fault)?;
            }
        }
        Ok(hall.faults.show())
    })
}

/// Forgets all scripts and ends what lasts.
pub(super) fn clear(server: &Server) -> Value {
    server.with(|hall| {
        hall.faults.clear();
        hall.sessions.heartbeat = crate::sandbox::gateway::HEARTBEAT;
        hall.sessions.end_outage(&hall.world);
        hall.faults.show()
    })
}

/// Forgets one script.
///
/// # Errors
/// A sentence when there is none of this number.
pub(super) fn remove(server: &Server, id: &str) -> Result<Value, String> {
    server.with(|hall| match id.parse() {
        Ok(number) if hall.faults.remove(number) => Ok(hall.faults.show()),
        _ => Err(format!("There is no fault `{id}`.")),
    })
}

/// Does to the bots' sockets what a fault says; returns how many it reached.
fn at_the_gateway(hall: &mut Hall, what: &str, fault: &Value) -> Result<usize, String> {
    let sessions = &mut hall.sessions;
    Ok(match what {
        "drop" if fault["who"] == "anyone" => sessions.sever_all(),
        "drop" => sessions.sever_bots(),
        "reconnect" => sessions.ask_to_reconnect(),
        "invalid_session" => sessions.invalidate_bots(),
        "close" => {
            let code = fault["code"].as_u64().and_then(|code| u16::try_from(code).ok());
            sessions.close_bots(code.ok_or("`close` wants a `code` such as 4000.")?)
        }
        "outage" => sessions.begin_outage(&hall.world),
        "outage_over" => sessions.end_outage(&hall.world),
        "heartbeat" => {
            let every = fault["ms"].as_u64().filter(|ms| *ms > 0);
            sessions.heartbeat =
                Duration::from_millis(every.ok_or("`heartbeat` wants its `ms`, such as 200.")?);
            0
        }
        other => {
            return Err(format!(
                "The gateway cannot `{other}`: drop, reconnect, invalid_session, close, outage, outage_over or heartbeat."
            ));
        }
    })
}

fn read_skew(given: &Value) -> Result<TimeDelta, String> {
    let text = given.as_str().unwrap_or_default();
    let (back, length) = match text.strip_prefix('-') {
        Some(length) => (true, length),
        None => (false, text),
    };
    let skew = humantime::parse_duration(length)
        .ok()
        .and_then(|by| TimeDelta::from_std(by).ok())
        .ok_or_else(|| format!("`{text}` is no skew such as 3h or -5m."))?;
    Ok(if back { -skew } else { skew })
}

/// Writes to the history what was done at once.
fn note(hall: &mut Hall, what: &str, how: &Value) {
    hall.write("fault", &[("fault", &json!(what)), ("reached", how)]);
}
