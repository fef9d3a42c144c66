//! What shows over the lines of a history: limits, haste, what was said twice, who waited in vain, who was called.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::{Rule, Violation, is_of_bot};

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
    let mut found = Vec::new();
    let kept_back = kept_back(history);
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        found.extend(of_one(line, &kept_back));
    }
    found.extend(haste(history, bot));
    found.extend(doubled(history, bot));
    found.extend(unanswered(history, &kept_back));
    found
}

/// What one exchange shows by itself.
fn of_one(line: &Value, kept_back: &HashSet<&str>) -> Vec<Violation> {
    let (status, code) = (
        line["status"].as_u64().unwrap_or(0),
        line["response"]["code"].as_u64(),
    );
    let mut found = Vec::new();
    if line["unknown_route"] == true {
        found.push(violation(Rule::UnknownRoute, line, "Discord has no such route"));
    }
    let broken = code.is_some_and(is_limit) || status == 500;
    if broken {
        let words = match &line["response"]["errors"] {
            Value::Null => &line["response"]["message"],
            errors => errors,
        };
        found.push(violation(Rule::Limit, line, &words.to_string()));
    }
    let asked = line["path"]
        .as_str()
        .and_then(|path| path.split('/').nth(2))
        .unwrap_or_default();
    if (code == Some(10062) && !kept_back.contains(asked)) || code == Some(50027) {
        found.push(violation(Rule::Late, line, "the interaction's time was up"));
    }
    if line["pings"]["everyone"] == true {
        found.push(violation(Rule::Everybody, line, "@everyone or @here"));
    }
    found
}

/// A request that is refused for haste, and then again: the wait was not waited for.
fn haste(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut refused: HashSet<(String, String)> = HashSet::new();
    let mut found = Vec::new();
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        let route = (line["method"].to_string(), line["path"].to_string());
        if line["status"] != 429 {
            refused.remove(&route);
        } else if !refused.insert(route) {
            let wait = &line["response"]["retry_after"];
            found.push(violation(
                Rule::Haste,
                line,
                &format!("refused twice in a row, {wait} s are left"),
            ));
        }
    }
    found
}

/// Messages that were created twice: under one nonce, which names what is said, or without any the same body in the same
/// channel at the same time of the sandbox. What was deleted may be said again.
fn doubled(history: &[Value], bot: &str) -> Vec<Violation> {
    let mut said: HashMap<String, &str> = HashMap::new();
    let mut found = Vec::new();
    for line in history {
        if let Some(gone) = line["data"]["id"]
            .as_str()
            .filter(|_| line["event"] == "MESSAGE_DELETE")
        {
            said.retain(|_, id| *id != gone);
        }
        if !is_creation(line, bot) {
            continue;
        }
        let (nonce, id) = (
            &line["request"]["nonce"],
            line["response"]["id"].as_str().unwrap_or_default(),
        );
        let key = match nonce {
            Value::Null => json!([line["t"], line["path"], line["request"]]),
            nonce => nonce.clone(),
        };
        match said.insert(key.to_string(), id) {
            Some(earlier) if earlier != id => {
                found.push(violation(
                    Rule::Doubled,
                    line,
                    &format!("messages {earlier} and {id} are the same"),
                ));
            }
            Some(_) | None => {}
        }
    }
    found
}

/// Whether a line tells of a message that the bot created of its own accord.
fn is_creation(line: &Value, bot: &str) -> bool {
    let path = line["path"].as_str().unwrap_or_default();
    line["kind"] == "rest"
        && line["who"] == bot
        && line["method"] == "POST"
        && line["status"] == 200
        && path.starts_with("/channels/")
        && path.ends_with("/messages")
}

/// The interactions that a script kept from the bot, for a while or for good, or whose answer it spoilt.
fn kept_back(history: &[Value]) -> HashSet<&str> {
    let struck = history.iter().filter(|line| !line["fault"].is_null());
    struck
        .filter_map(|line| match line["event"].as_str() {
            Some("INTERACTION_CREATE") => line["data"]["id"].as_str(),
            Some(_) => None,
            None => line["path"]
                .as_str()?
                .strip_prefix("/interactions/")?
                .split('/')
                .next(),
        })
        .collect()
}

/// Interactions that failed because nobody answered.
fn unanswered(history: &[Value], kept_back: &HashSet<&str>) -> Vec<Violation> {
    let failed = history
        .iter()
        .filter(|line| line["event"] == "INTERACTION_FAILURE");
    let failed = failed.filter(|line| {
        line["data"]["id"]
            .as_str()
            .is_some_and(|id| !kept_back.contains(id))
    });
    failed
        .map(|line| {
            violation(
                Rule::Unanswered,
                line,
                &format!("interaction {}", line["data"]["id"]),
            )
        })
        .collect()
}

/// Whom the bot's messages called, people and roles, and how often.
pub(super) fn called(history: &[Value], bot: &str) -> Vec<(String, usize)> {
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    for line in history.iter().filter(|line| is_of_bot(line, bot)) {
        for (kind, sign) in [("users", "@"), ("roles", "@&")] {
            for name in line["pings"][kind]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                *called.entry(format!("{sign}{name}")).or_default() += 1;
            }
        }
    }
    called.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(n: u64, more: Value) -> Value {
        let mut line = json!({
            "n": n, "t": "2026-11-24T08:00:00.000000+00:00", "kind": "rest", "who": "gonogo", "method": "POST",
            "path": "/channels/1/messages", "request": {"content": "x"}, "status": 200, "response": {"id": n.to_string()},
        });
        line.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        line
    }

    fn rules(history: &[Value]) -> Vec<(Rule, u64)> {
        over_lines(history, "gonogo")
            .iter()
            .map(|violation| (violation.rule, violation.line))
            .collect()
    }

    #[test]
    fn the_same_message_twice_is_told_and_a_repeated_request_is_not() {
        let (one, two) = (exchange(1, json!({})), exchange(2, json!({})));
        assert_eq!(rules(&[one.clone(), two]), [(Rule::Doubled, 2)]);
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
        assert_eq!(rules(&[one.clone(), exchange(2, json!({"t": "later"}))]), []);
        assert_eq!(
            rules(&[one, exchange(2, json!({"who": "ana"}))]),
            [],
            "people may repeat themselves"
        );
    }

    #[test]
    fn haste_is_a_second_refusal_in_a_row() {
        let refused = |n| exchange(n, json!({"status": 429, "response": {"retry_after": 1.5}}));
        let history = [refused(1), exchange(2, json!({})), refused(3), refused(4)];
        assert_eq!(rules(&history), [(Rule::Haste, 4)]);
    }

    #[test]
    fn what_scripts_did_is_nobodys_fault() {
        let failed = json!({"n": 3, "kind": "dispatch", "event": "INTERACTION_FAILURE", "data": {"id": "9"}});
        let mut asked =
            json!({"n": 2, "kind": "dispatch", "event": "INTERACTION_CREATE", "data": {"id": "9"}});
        assert_eq!(rules(&[asked.clone(), failed.clone()]), [(Rule::Unanswered, 3)]);
        let spoilt = json!({"n": 2, "kind": "rest", "who": "gonogo", "method": "POST", "path": "/interactions/9/t/callback",
            "fault": {"did": ["hang"]}});
        assert_eq!(rules(&[asked.clone(), spoilt, failed.clone()]), []);
        asked["fault"] = json!({"copies": 0});
        assert_eq!(rules(&[asked, failed]), []);
        assert_eq!(
            rules(&[exchange(1, json!({"status": 500, "fault": {"script": 1}}))]),
            []
        );
    }

    #[test]
    fn each_exchange_is_read_by_its_answer() {
        let answered =
            |status: u16, code: u64| exchange(1, json!({"status": status, "response": {"code": code}}));
        assert_eq!(rules(&[answered(400, 50035)]), [(Rule::Limit, 1)]);
        assert_eq!(rules(&[answered(400, 30038)]), [(Rule::Limit, 1)]);
        assert_eq!(rules(&[answered(404, 10062)]), [(Rule::Late, 1)]);
        assert_eq!(
            rules(&[answered(403, 50013)]),
            [],
            "what one may not do is no limit"
        );
        assert_eq!(
            rules(&[exchange(1, json!({"unknown_route": true}))]),
            [(Rule::UnknownRoute, 1)]
        );
        let loud = exchange(
            1,
            json!({"pings": {"everyone": true, "users": ["ana"], "roles": ["SRE team"]}}),
        );
        assert_eq!(rules(std::slice::from_ref(&loud)), [(Rule::Everybody, 1)]);
        assert_eq!(
            called(&[loud], "gonogo"),
            [("@&SRE team".to_owned(), 1), ("@ana".to_owned(), 1)]
        );
    }
}
