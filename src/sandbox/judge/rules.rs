//! What shows without a description: in an exchange by itself, and over the lines of a history.
//!
//! Each room below holds one question: who came too soon ([`haste`]), what was said twice ([`doubled`]), who waited in
//! vain ([`answers`]), who was called ([`calls`]).

mod answers;
mod calls;
mod doubled;
mod haste;

use serde_json::Value;

use super::{Rule, Violation, is_of_bot};
use answers::Spoilt;
pub(super) use calls::called;

/// Codes by which Discord refuses what is too long or too many: the form's own, and those of counts (300xx).
fn is_limit(code: u64) -> bool {
    code == 50035 || code == 50006 || code == 40005 || code == 20022 || (30000..30100).contains(&code)
}

/// A violation at a line.
pub(super) fn violation(rule: Rule, line: &Value, what: &str) -> Violation {
    let asked = match line["method"].as_str() {
        Some(method) => format!("{method} {}: {what}", line["path"].as_str().unwrap_or_default()),
        None => what.to_owned(),
    };
    Violation {
        rule,
        line: line["n"].as_u64().unwrap_or(0),
        what: asked,
    }
}

/// Everything that is found without a description.
pub(super) fn over_lines(history: &[Value], bot: &str) -> Vec<Violation> {
    let spoilt = Spoilt::read(history, bot);
    let mut found = Vec::new();
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        found.extend(of_one(line));
        found.extend(answers::of_one(line, &spoilt));
    }
    found.extend(haste::find(history, bot));
    found.extend(doubled::find(history, bot));
    found.extend(answers::unanswered(history, &spoilt));
    found.extend(calls::find(history, bot));
    found
}

/// What one exchange shows by itself.
fn of_one(line: &Value) -> Vec<Violation> {
    let code = line["response"]["code"].as_u64();
    let mut found = Vec::new();
    if line["unknown_route"] == true {
        found.push(violation(Rule::UnknownRoute, line, "Discord has no such route"));
    }
    if code.is_some_and(is_limit) || line["status"] == 500 {
        let words = match &line["response"]["errors"] {
            Value::Null => &line["response"]["message"],
            errors => errors,
        };
        found.push(violation(Rule::Limit, line, &words.to_string()));
    }
    found
}

/// The segments of a line's path.
fn segments(line: &Value) -> Vec<&str> {
    let path = line["path"].as_str().unwrap_or_default();
    path.split('/').skip(1).collect()
}

/// When a line was written, in milliseconds of real time.
fn real_ms(line: &Value) -> Option<u64> {
    line["ms"].as_u64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A message that the bot says, at a line; `more` replaces what is there.
    pub(super) fn exchange(n: u64, more: Value) -> Value {
        let mut line = json!({
            "n": n, "t": "2026-11-24T08:00:00.000000+00:00", "kind": "rest", "who": "gonogo", "method": "POST",
            "path": "/channels/1/messages", "request": {"content": "x"}, "status": 200, "response": {"id": n.to_string()},
        });
        line.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        line
    }

    /// What is found, by rule and line.
    pub(super) fn rules(history: &[Value]) -> Vec<(Rule, u64)> {
        over_lines(history, "gonogo")
            .iter()
            .map(|violation| (violation.rule, violation.line))
            .collect()
    }

    #[test]
    fn each_exchange_is_read_by_its_answer() {
        let answered =
            |status: u16, code: u64| exchange(1, json!({"status": status, "response": {"code": code}}));
        assert_eq!(rules(&[answered(400, 50035)]), [(Rule::Limit, 1)]);
        assert_eq!(rules(&[answered(400, 30038)]), [(Rule::Limit, 1)]);
        assert_eq!(
            rules(&[answered(403, 50013)]),
            [],
            "what one may not do is no limit"
        );
        assert_eq!(
            rules(&[exchange(1, json!({"unknown_route": true}))]),
            [(Rule::UnknownRoute, 1)]
        );
        assert_eq!(
            rules(&[exchange(1, json!({"status": 500, "fault": {"script": 1}}))]),
            [],
            "what scripts did is nobody's fault"
        );
    }
}
