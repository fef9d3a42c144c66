//! Who came too soon: before the time was over for which Discord had said no, or refused too often.

use std::collections::{HashMap, VecDeque};

use chrono::DateTime;
use serde_json::Value;

use super::super::{Rule, Violation, is_of_bot};
use super::{real_ms, segments, violation};
use crate::sandbox::pace;

/// What was under way already when the refusal was given comes within this.
const UNDER_WAY_MS: u64 = 250;

/// Lines count whole milliseconds, and waits are rounded.
const ROUNDING_MS: u64 = 5;

/// How many requests Discord lets a bot have refused in [`INVALID_WINDOW_MS`] before it hears it no more. Source:
/// "Rate Limits", section "Invalid Request Limit".
const INVALID: usize = 10_000;

/// Ten minutes.
const INVALID_WINDOW_MS: u64 = 600_000;

/// What a refusal is for.
#[derive(PartialEq, Eq, Hash)]
enum Scope {
    /// The routes that share a bucket, for one resource.
    Bucket(&'static str, String),
    /// This very request: limits of a channel or of old messages bind what they name, not its bucket.
    Request(String),
    /// Everything that the global limit counts.
    Everything,
}

/// A refusal that is to be waited for.
struct Refusal<'h> {
    line: u64,
    /// When it was given, in real time.
    ms: u64,
    /// When it was given, by the sandbox's clock.
    t: &'h Value,
    wait_ms: u64,
}

/// Everything that came too soon.
pub(super) fn find(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut found = too_soon(history, bot);
    found.extend(in_a_row(history, bot));
    found.sort_by_key(|violation| violation.line);
    found.dedup_by_key(|violation| violation.line);
    found.extend(refused_too_often(history, bot));
    found
}

/// Requests within the time that a refusal named. A script's refusal is as good as any.
fn too_soon(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut refusals: HashMap<Scope, Refusal<'_>> = HashMap::new();
    let mut found = Vec::new();
    for line in history.iter().filter(|line| is_request(line, bot)) {
        let Some(ms) = real_ms(line) else { continue };
        for scope in scopes(line) {
            let Some(refusal) = refusals.get(&scope) else {
                continue;
            };
            // Who moves the clock on has waited as well.
            let by_clock = between(refusal.t, &line["t"]);
            let since = ms.saturating_sub(refusal.ms).max(by_clock);
            if since > UNDER_WAY_MS && since + ROUNDING_MS < refusal.wait_ms {
                let what = format!(
                    "{since} ms after line {}, which said to wait for {} ms",
                    refusal.line, refusal.wait_ms
                );
                found.push(violation(Rule::Haste, line, &what));
                break;
            }
        }
        if let Some(wait_ms) = wait_of(line) {
            let line_number = line["n"].as_u64().unwrap_or(0);
            refusals.insert(
                scope_of_refusal(line),
                Refusal {
                    line: line_number,
                    ms,
                    t: &line["t"],
                    wait_ms,
                },
            );
        }
    }
    found
}

/// A request that is refused, and at once again: nothing was waited for.
fn in_a_row(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut refused: HashMap<(String, String), Option<u64>> = HashMap::new();
    let mut found = Vec::new();
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        let route = (line["method"].to_string(), line["path"].to_string());
        let Some(wait_ms) = wait_of(line) else {
            refused.remove(&route);
            continue;
        };
        let until = real_ms(line).map(|ms| ms + wait_ms);
        if let Some(earlier) = refused.insert(route, until) {
            let waited = earlier
                .zip(real_ms(line))
                .is_some_and(|(until, ms)| ms + ROUNDING_MS >= until);
            if !waited {
                let what = format!(
                    "refused twice in a row, {} s are left",
                    line["response"]["retry_after"]
                );
                found.push(violation(Rule::Haste, line, &what));
            }
        }
    }
    found
}

/// More refusals in ten minutes than Discord bears; told once.
fn refused_too_often(history: &[Value], bot: &str) -> Option<Violation> {
    let mut window: VecDeque<u64> = VecDeque::new();
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        // A refusal that has a code of its own is for everybody alike, and is not held against the client.
        let counts = match line["status"].as_u64() {
            Some(401 | 403) => true,
            Some(429) => line["response"]["code"].as_u64().is_none_or(|code| code == 0),
            _ => false,
        };
        let Some(ms) = real_ms(line).filter(|_| counts) else {
            continue;
        };
        window.push_back(ms);
        while window.front().is_some_and(|at| at + INVALID_WINDOW_MS <= ms) {
            window.pop_front();
        }
        if window.len() > INVALID {
            let what = format!("more than {INVALID} requests were refused in ten minutes (401, 403, 429)");
            return Some(violation(Rule::Haste, line, &what));
        }
    }
    None
}

/// How long it is from one time of the sandbox's to another, in milliseconds.
fn between(one: &Value, other: &Value) -> u64 {
    let read = |at: &Value| DateTime::parse_from_rfc3339(at.as_str()?).ok();
    let span = read(one).zip(read(other)).map(|(one, other)| other - one);
    span.and_then(|span| u64::try_from(span.num_milliseconds()).ok())
        .unwrap_or(0)
}

fn is_request(line: &Value, bot: &str) -> bool {
    line["kind"] == "rest" && line["who"] == bot
}

/// How long a refusal says to wait, in milliseconds.
fn wait_of(line: &Value) -> Option<u64> {
    let seconds = line["response"]["retry_after"]
        .as_f64()
        .filter(|_| line["status"] == 429)?;
    Some((seconds * 1000.0) as u64)
}

/// What a refusal is for.
fn scope_of_refusal(line: &Value) -> Scope {
    let response = &line["response"];
    if response["global"] == true {
        return Scope::Everything;
    }
    // Of a script's refusal nobody knows what else it is for.
    if response["code"].as_u64().is_some_and(|code| code != 0) || !line["fault"].is_null() {
        return this_request(line);
    }
    bucket(line).0
}

/// The refusals that a request has to wait for.
fn scopes(line: &Value) -> Vec<Scope> {
    let (bucket, global) = bucket(line);
    let mut all = vec![bucket, this_request(line)];
    all.extend(global.then_some(Scope::Everything));
    all
}

fn bucket(line: &Value) -> (Scope, bool) {
    let segments = segments(line);
    let (rule, major) = pace::classify(line["method"].as_str().unwrap_or_default(), &segments);
    (Scope::Bucket(rule.name, major.to_owned()), rule.global)
}

fn this_request(line: &Value) -> Scope {
    Scope::Request(format!("{} {}", line["method"], line["path"]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{exchange, rules};
    use super::*;

    fn at(n: u64, ms: u64, more: Value) -> Value {
        let mut line = exchange(n, more);
        line["ms"] = json!(ms);
        // Each says something else: nothing is said twice.
        line["request"] = json!({"content": n});
        line
    }

    fn refused(n: u64, ms: u64, response: Value) -> Value {
        at(n, ms, json!({"status": 429, "response": response}))
    }

    #[test]
    fn haste_is_a_second_refusal_in_a_row() {
        let refused = |n| exchange(n, json!({"status": 429, "response": {"retry_after": 1.5}}));
        let history = [refused(1), exchange(2, json!({})), refused(3), refused(4)];
        assert_eq!(rules(&history), [(Rule::Haste, 4)]);
    }

    #[test]
    fn a_wait_binds_its_bucket_until_it_is_over() {
        let no = || refused(1, 1000, json!({"retry_after": 1.5, "global": false}));
        for (ms, path, found) in [
            (1100, "/channels/1/messages", false), // under way already
            (1400, "/channels/1/messages", true),
            (2480, "/channels/1/messages", true),
            (2500, "/channels/1/messages", false), // the wait is over
            (1400, "/channels/2/messages", false), // another bucket
        ] {
            let again = at(2, ms, json!({"path": path}));
            let told = rules(&[no(), again]);
            assert_eq!(told == [(Rule::Haste, 2)], found, "{ms} {path}: {told:?}");
            assert!(found || told.is_empty(), "{told:?}");
        }
        let scripted = refused(1, 1000, json!({"retry_after": 1.5}));
        let mut scripted = [scripted, at(2, 1400, json!({}))];
        scripted[0]["fault"] = json!({"did": ["status"]});
        assert_eq!(rules(&scripted), [(Rule::Haste, 2)], "a script's no is a no");
        let mut elsewhere = scripted.clone();
        elsewhere[1]["path"] = json!("/channels/1/messages/7/crosspost");
        assert_eq!(rules(&elsewhere), [], "and for nothing else");
        let mut moved = [no(), at(2, 1400, json!({}))];
        moved[1]["t"] = json!("2026-11-24T08:00:02.000000+00:00");
        assert_eq!(rules(&moved), [], "the clock was moved on");
        let waited = [
            no(),
            refused(2, 2500, json!({"retry_after": 1.0})),
            at(3, 3500, json!({})),
        ];
        assert_eq!(rules(&waited), [], "who waits may be refused again");
    }

    #[test]
    fn a_global_wait_binds_all_but_answers_and_a_wait_with_a_code_only_its_request() {
        let no = refused(1, 1000, json!({"retry_after": 2.0, "global": true}));
        let elsewhere = at(2, 2000, json!({"path": "/channels/2/messages"}));
        assert_eq!(rules(&[no.clone(), elsewhere.clone()]), [(Rule::Haste, 2)]);
        let answer = at(
            2,
            2000,
            json!({"path": "/interactions/5/t/callback", "status": 204}),
        );
        assert_eq!(rules(&[no, answer]), []);
        let edit = |n, ms, id: &str, more: Value| {
            let mut line = at(
                n,
                ms,
                json!({"method": "PATCH", "path": format!("/channels/1/messages/{id}")}),
            );
            line.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            line
        };
        // 30046 is for old messages of the channel; newer ones may be edited. It is a limit, and told as one.
        let old = json!({"status": 429, "response": {"retry_after": 2.0, "code": 30046}});
        let history = [
            edit(1, 1000, "5", old),
            edit(2, 2000, "6", json!({})),
            edit(3, 2000, "5", json!({})),
        ];
        assert_eq!(rules(&history), [(Rule::Limit, 1), (Rule::Haste, 3)]);
    }

    #[test]
    fn ten_thousand_refusals_in_ten_minutes_are_borne() {
        let no = |n: u64| at(n, n * 60, json!({"status": 403, "response": {"code": 50013}}));
        let mut history: Vec<Value> = (1..=INVALID as u64 + 1).map(no).collect();
        assert_eq!(rules(&history), [], "the first is ten minutes old");
        history[INVALID]["ms"] = history[INVALID - 1]["ms"].clone();
        assert_eq!(rules(&history), [(Rule::Haste, INVALID as u64 + 1)]);
        for line in &mut history {
            line["fault"] = json!({"did": ["status"]});
        }
        assert_eq!(rules(&history), [], "a script's refusals are not held against it");
    }
}
