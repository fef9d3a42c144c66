//! What was made twice: messages, followups, threads, scheduled events.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use super::super::{Rule, Violation};
use super::{segments, violation};

/// How close together the same is no coincidence, by the sandbox's time: retries come within it.
const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// Something that was made.
struct Made<'h> {
    id: &'h str,
    t: &'h Value,
    /// How often a person had asked for anything until then: what was asked for twice may be said twice.
    asked: usize,
}

/// Things that were made twice: messages under one nonce, which names what is said; and the same body at the same route
/// within a minute, when nobody asked for anything in between. What was deleted may be made again.
pub(super) fn find(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut made: HashMap<String, Made<'_>> = HashMap::new();
    let mut found = Vec::new();
    let mut asked = 0;
    for line in history {
        if is_removal(&line["event"]) {
            let many = line["data"]["ids"].as_array().into_iter().flatten();
            let gone = many.chain([&line["data"]["id"]]).filter_map(Value::as_str);
            let gone: Vec<&str> = gone.collect();
            made.retain(|_, one| !gone.contains(&one.id));
        }
        let is_by_somebody_else = line["kind"] == "rest" && line["who"] != bot;
        asked += usize::from(is_by_somebody_else && line["method"] == "POST");
        let Some(what) = creation(line, bot) else { continue };
        let id = line["response"]["id"].as_str().unwrap_or_default();
        let by_nonce = !line["request"]["nonce"].is_null();
        for key in keys(line) {
            let now = Made {
                id,
                t: &line["t"],
                asked,
            };
            let Some(earlier) = made.insert(key, now).filter(|one| one.id != id) else {
                continue;
            };
            if by_nonce || (earlier.asked == asked && is_close(earlier.t, &line["t"])) {
                let words = format!("{what} {} and {id} are the same", earlier.id);
                found.push(violation(Rule::Doubled, line, &words));
                break;
            }
        }
    }
    found
}

/// By what one knows that something was made before: all of it, and the nonce where it counts.
fn keys(line: &Value) -> Vec<String> {
    let mut request = line["request"].clone();
    let enforced = request
        .as_object_mut()
        .and_then(|fields| fields.remove("enforce_nonce"));
    let nonce = &request["nonce"];
    let named = (enforced == Some(Value::Bool(true)) && !nonce.is_null()).then(|| nonce.to_string());
    let whole = json!([line["path"], request]).to_string();
    [Some(whole), named].into_iter().flatten().collect()
}

fn is_removal(event: &Value) -> bool {
    matches!(
        event.as_str(),
        Some("MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" | "THREAD_DELETE" | "GUILD_SCHEDULED_EVENT_DELETE")
    )
}

/// Whether two times are within the window; texts that are no times are when they are equal.
fn is_close(one: &Value, other: &Value) -> bool {
    let read = |at: &Value| DateTime::parse_from_rfc3339(at.as_str()?).ok();
    match (read(one), read(other)) {
        (Some(one), Some(other)) => (other - one).abs() <= WINDOW,
        _ => one == other,
    }
}

/// What a line tells of that the bot made of its own accord, if anything; also when a script spoilt the answer.
fn creation(line: &Value, bot: &str) -> Option<&'static str> {
    let done = line["status"].as_u64().is_some_and(|s| (200..300).contains(&s));
    if !done || line["kind"] != "rest" || line["who"] != bot || line["method"] != "POST" {
        return None;
    }
    match segments(line).as_slice() {
        ["channels", _, "messages"] => Some("messages"),
        ["webhooks", _, _] => Some("followups"),
        ["channels", _, "threads"] => Some("threads"),
        ["guilds", _, "scheduled-events"] => Some("scheduled events"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{exchange, rules};
    use super::*;

    fn later(n: u64, seconds: u32) -> Value {
        exchange(
            n,
            json!({"t": format!("2026-11-24T08:{:02}:{:02}.000000+00:00", seconds / 60, seconds % 60)}),
        )
    }

    #[test]
    fn the_same_message_twice_is_told_and_a_repeated_request_is_not() {
        let one = exchange(1, json!({}));
        for seconds in [0, 9, 60] {
            assert_eq!(
                rules(&[one.clone(), later(2, seconds)]),
                [(Rule::Doubled, 2)],
                "{seconds}"
            );
        }
        assert_eq!(
            rules(&[one.clone(), later(2, 61)]),
            [],
            "a minute later it is said anew"
        );
        assert_eq!(
            rules(&[one.clone(), exchange(2, json!({"response": {"id": "1"}}))]),
            [],
            "one message"
        );
        let reply = json!({"content": "x", "message_reference": {"message_id": "7"}});
        assert_eq!(
            rules(&[one.clone(), exchange(2, json!({"request": reply}))]),
            [],
            "an answer to somebody"
        );
        assert_eq!(
            rules(&[one.clone(), exchange(2, json!({"who": "ana"}))]),
            [],
            "people may repeat themselves"
        );
        let gone = json!({"n": 2, "kind": "dispatch", "event": "MESSAGE_DELETE", "data": {"id": "1"}});
        assert_eq!(
            rules(&[one.clone(), gone, later(3, 5)]),
            [],
            "what is gone is said again"
        );
        let many =
            json!({"n": 2, "kind": "dispatch", "event": "MESSAGE_DELETE_BULK", "data": {"ids": ["7", "1"]}});
        assert_eq!(rules(&[one, many, later(3, 5)]), [], "also with others");
    }

    #[test]
    fn who_asks_twice_is_answered_twice() {
        let asks = |n| exchange(n, json!({"who": "ana", "request": {"content": "!ping"}}));
        assert_eq!(
            rules(&[asks(1), exchange(2, json!({})), asks(3), later(4, 5)]),
            []
        );
        let once = [asks(1), exchange(2, json!({})), later(3, 5)];
        assert_eq!(rules(&once), [(Rule::Doubled, 3)]);
    }

    #[test]
    fn a_nonce_that_is_enforced_names_what_is_said_for_good() {
        let said = |n, request: Value| exchange(n, json!({"request": request, "t": format!("day {n}")}));
        let named = |text: &str| json!({"content": text, "nonce": "7", "enforce_nonce": true});
        assert_eq!(
            rules(&[said(1, named("a")), said(2, named("b"))]),
            [(Rule::Doubled, 2)]
        );
        let loose = |text: &str| json!({"content": text, "nonce": "7"});
        assert_eq!(
            rules(&[said(1, loose("a")), said(2, loose("b"))]),
            [],
            "a client that counts nothing"
        );
        assert_eq!(
            rules(&[said(1, loose("a")), said(2, loose("a"))]),
            [(Rule::Doubled, 2)]
        );
    }

    #[test]
    fn followups_threads_and_events_count_as_messages_do() {
        for path in [
            "/webhooks/1/token",
            "/channels/1/threads",
            "/guilds/1/scheduled-events",
        ] {
            let made = |n| exchange(n, json!({"path": path, "request": {"name": "Outage"}}));
            assert_eq!(rules(&[made(1), made(2)]), [(Rule::Doubled, 2)], "{path}");
            let mut other = made(2);
            other["request"]["name"] = json!("Another");
            assert_eq!(rules(&[made(1), other]), [], "{path}");
        }
        let thread_of_message = |n| exchange(n, json!({"path": "/channels/1/messages/5/threads"}));
        assert_eq!(
            rules(&[thread_of_message(1), thread_of_message(2)]),
            [],
            "a message has one thread"
        );
    }
}
