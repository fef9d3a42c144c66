//! Who was called: everybody, somebody whom the bot never meant to call, and for a look all the others.

use std::collections::{BTreeMap, HashSet};

use regex::Regex;
use serde_json::Value;

use super::super::{Rule, Violation, is_of_bot};
use super::violation;

/// Calls to everybody, and calls that stood in somebody else's words.
pub(super) fn find(history: &[Value], bot: &str) -> Vec<Violation> {
    let mention = Regex::new("<@[!&]?[0-9]+>").expect("it is a pattern");
    let mut typed: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    for line in history.iter().filter(|line| line["kind"] == "rest") {
        if line["who"] != bot {
            typed.extend(mentions(&mention, &line["request"]));
            continue;
        }
        if !is_of_bot(line, bot) {
            continue;
        }
        if line["pings"]["everyone"] == true {
            found.push(violation(Rule::Everybody, line, "@everyone or @here"));
        }
        let repeated = mentions(&mention, &line["request"])
            .into_iter()
            .find(|one| typed.contains(one));
        if let Some(one) = repeated.filter(|one| is_unmeant(line, one)) {
            let what =
                format!("{one} stands in what somebody else wrote; `allowed_mentions` says whom to call");
            found.push(violation(Rule::Unmeant, line, &what));
        }
    }
    found
}

/// Whether a mention called somebody although the request does not say whom it may call.
fn is_unmeant(line: &Value, mention: &str) -> bool {
    let request = &line["request"];
    let says = [&request["allowed_mentions"], &request["data"]["allowed_mentions"]];
    let kind = if mention.starts_with("<@&") {
        "roles"
    } else {
        "users"
    };
    let called = line["pings"][kind]
        .as_array()
        .is_some_and(|names| !names.is_empty());
    called && says.iter().all(|says| says.is_null())
}

/// The mentions in the texts of a body; `<@!1>` is `<@1>`.
fn mentions(mention: &Regex, body: &Value) -> HashSet<String> {
    let text = body.to_string();
    let found = mention.find_iter(&text);
    found.map(|found| found.as_str().replace('!', "")).collect()
}

/// Whom the bot's messages called, people and roles, and how often.
pub(in super::super) fn called(history: &[Value], bot: &str) -> Vec<(String, usize)> {
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
    use serde_json::json;

    use super::super::tests::{exchange, rules};
    use super::*;

    #[test]
    fn a_call_to_everybody_is_told_and_those_to_some_are_counted() {
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

    #[test]
    fn what_somebody_typed_calls_nobody_unless_the_bot_says_so() {
        let ana = exchange(
            1,
            json!({"who": "ana", "request": {"content": "!release start <@&5> for <@!7>"}}),
        );
        let says = |request: Value, users: &[&str], roles: &[&str]| {
            exchange(
                2,
                json!({"request": request, "pings": {"users": users, "roles": roles, "everyone": false}}),
            )
        };
        let echo = json!({"content": "for <@7>"});
        assert_eq!(
            rules(&[ana.clone(), says(echo.clone(), &["ben"], &[])]),
            [(Rule::Unmeant, 2)]
        );
        let role = json!({"data": {"content": "<@&5>"}});
        assert_eq!(
            rules(&[ana.clone(), says(role, &[], &["SRE team"])]),
            [(Rule::Unmeant, 2)]
        );
        assert_eq!(
            rules(&[ana.clone(), says(echo.clone(), &[], &[])]),
            [],
            "nobody was called"
        );
        let said = json!({"content": "for <@7>", "allowed_mentions": {"users": ["7"]}});
        assert_eq!(
            rules(&[ana.clone(), says(said, &["ben"], &[])]),
            [],
            "it is meant"
        );
        let own = json!({"content": "<@8> is next"});
        assert_eq!(
            rules(&[ana, says(own, &["cleo"], &[])]),
            [],
            "the bot's own words"
        );
    }
}
