//! Who waited in vain: interactions without an answer, with one too late, or with one out of turn.
//!
//! What a script spoilt counts for nothing: an event that it kept back, an answer that it broke, a connection that it cut.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::{Rule, Violation};
use super::{segments, violation};

/// Discord's code for an interaction whose three seconds are over.
const UNKNOWN_INTERACTION: u64 = 10062;
/// Discord's code for an interaction that has its first answer.
const ANSWERED_ALREADY: u64 = 40060;
/// Discord's code for a webhook that is not there, as that of an interaction before its first answer.
const UNKNOWN_WEBHOOK: u64 = 10015;
/// Discord's code for the webhook of an interaction after a quarter of an hour.
const TOKEN_EXPIRED: u64 = 50027;

/// The interactions that a script had a hand in, by id and by token.
pub(super) struct Spoilt<'h>(HashSet<&'h str>);

impl<'h> Spoilt<'h> {
    /// Goes through a history once.
    pub(super) fn read(history: &'h [Value], bot: &str) -> Self {
        let mut course = Course::default();
        for line in history {
            course.take(line, bot);
        }
        Self(course.spoilt)
    }

    fn holds(&self, id_or_token: &str) -> bool {
        self.0.contains(id_or_token)
    }
}

/// How things stand while a history is read.
#[derive(Default)]
struct Course<'h> {
    spoilt: HashSet<&'h str>,
    /// Interactions without a first answer, with their tokens.
    open: HashMap<&'h str, &'h str>,
    /// A script cut the bot off, and it is not back.
    cut_off: bool,
    /// It was so when the bot last asked to go on.
    was_cut_off: bool,
    /// A script made the server unavailable.
    outage: bool,
}

impl<'h> Course<'h> {
    fn take(&mut self, line: &'h Value, bot: &str) {
        match line["kind"].as_str() {
            Some("fault") => self.take_fault(line),
            Some("gateway") if line["who"] == bot && (line["op"] == 2 || line["op"] == 6) => {
                self.was_cut_off = std::mem::take(&mut self.cut_off);
            }
            // Whoever is not let in again is not back.
            Some("gateway") if line["who"] == bot && line["refused"] == "resume" => {
                self.cut_off = self.was_cut_off;
            }
            Some("dispatch") if line["event"] == "INTERACTION_CREATE" => self.take_question(line),
            Some("rest") => self.take_answer(line),
            _ => {}
        }
    }

    fn take_fault(&mut self, line: &Value) {
        match line["fault"].as_str() {
            Some("drop" | "reconnect" | "invalid_session" | "close" | "refuse_resume") => {
                self.cut_off = true;
            }
            Some("outage") => self.outage = true,
            Some("outage_over") => self.outage = false,
            _ => return,
        }
        // What was on its way may be lost.
        for (id, token) in self.open.drain() {
            self.spoilt.extend([id, token]);
        }
    }

    fn take_question(&mut self, line: &'h Value) {
        let data = &line["data"];
        let id = data["id"].as_str().unwrap_or_default();
        let token = data["token"].as_str().unwrap_or(id);
        if self.cut_off || self.outage || !line["fault"].is_null() {
            self.spoilt.extend([id, token]);
        } else {
            self.open.insert(id, token);
        }
    }

    fn take_answer(&mut self, line: &'h Value) {
        let ["interactions", id, token, ..] = segments(line)[..] else {
            return;
        };
        if !line["fault"].is_null() {
            self.spoilt.extend([id, token]);
        } else if line["status"].as_u64().is_some_and(|s| (200..300).contains(&s)) {
            self.open.remove(id);
        }
    }
}

/// What an answer shows by itself.
pub(super) fn of_one(line: &Value, spoilt: &Spoilt<'_>) -> Option<Violation> {
    let whose = match segments(line)[..] {
        ["interactions", id, ..] => id,
        ["webhooks", _, token, ..] => token,
        _ => return None,
    };
    let code = line["response"]["code"].as_u64()?;
    let (rule, what) = match code {
        TOKEN_EXPIRED => return Some(violation(Rule::Late, line, "the interaction's time was up")),
        UNKNOWN_INTERACTION => (Rule::Late, "the interaction's time was up"),
        ANSWERED_ALREADY => (Rule::OutOfTurn, "it had its first answer"),
        UNKNOWN_WEBHOOK => (
            Rule::OutOfTurn,
            "it had no first answer, and a followup comes after one",
        ),
        _ => return None,
    };
    (!spoilt.holds(whose)).then(|| violation(rule, line, what))
}

/// Interactions that failed because nobody answered.
pub(super) fn unanswered(history: &[Value], spoilt: &Spoilt<'_>) -> Vec<Violation> {
    let asked: HashMap<&str, &Value> = history
        .iter()
        .filter(|line| line["event"] == "INTERACTION_CREATE")
        .filter_map(|line| Some((line["data"]["id"].as_str()?, line)))
        .collect();
    let failed = history
        .iter()
        .filter(|line| line["event"] == "INTERACTION_FAILURE");
    failed
        .filter_map(|line| {
            let id = line["data"]["id"].as_str().filter(|id| !spoilt.holds(id))?;
            let what = match asked.get(id) {
                Some(asked) => format!("{} of line {}", kind_of(asked), asked["n"]),
                None => format!("interaction {id}"),
            };
            Some(violation(Rule::Unanswered, line, &what))
        })
        .collect()
}

/// What was asked, for people.
fn kind_of(asked: &Value) -> String {
    let data = &asked["data"]["data"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match asked["data"]["type"].as_u64() {
        Some(2) => format!("the command /{}", text(&data["name"])),
        Some(3) => format!("the press of `{}`", text(&data["custom_id"])),
        Some(4) => format!("the completion of /{}", text(&data["name"])),
        Some(5) => format!("the form `{}`", text(&data["custom_id"])),
        _ => "the interaction".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{exchange, rules};
    use super::*;

    fn asked(n: u64) -> Value {
        json!({"n": n, "kind": "dispatch", "event": "INTERACTION_CREATE",
            "data": {"id": "9", "token": "t", "type": 4, "data": {"name": "todo"}}})
    }

    fn failed(n: u64) -> Value {
        json!({"n": n, "kind": "dispatch", "event": "INTERACTION_FAILURE", "data": {"id": "9"}})
    }

    fn answer(n: u64, path: &str, status: u16, code: u64) -> Value {
        exchange(
            n,
            json!({"path": path, "status": status, "response": {"code": code}}),
        )
    }

    const CALLBACK: &str = "/interactions/9/t/callback";
    const FOLLOWUP: &str = "/webhooks/1/t";

    #[test]
    fn a_press_command_or_completion_without_an_answer_is_told_with_its_name() {
        let found = super::super::over_lines(&[asked(2), failed(3)], "gonogo");
        assert_eq!(found[0].what, "the completion of /todo of line 2");
        assert_eq!((found[0].rule, found[0].line), (Rule::Unanswered, 3));
    }

    #[test]
    fn answers_come_in_time_and_in_turn() {
        assert_eq!(
            rules(&[asked(1), answer(2, CALLBACK, 404, 10062)]),
            [(Rule::Late, 2)]
        );
        assert_eq!(
            rules(&[asked(1), answer(2, FOLLOWUP, 401, 50027)]),
            [(Rule::Late, 2)]
        );
        assert_eq!(
            rules(&[asked(1), answer(2, CALLBACK, 400, 40060)]),
            [(Rule::OutOfTurn, 2)]
        );
        assert_eq!(
            rules(&[asked(1), answer(2, FOLLOWUP, 404, 10015)]),
            [(Rule::OutOfTurn, 2)]
        );
        assert_eq!(
            rules(&[asked(1), answer(2, CALLBACK, 204, 0), answer(3, FOLLOWUP, 200, 0)]),
            []
        );
    }

    #[test]
    fn what_scripts_did_is_nobodys_fault() {
        let spoilt = |fault: Value| {
            let mut line = answer(2, CALLBACK, 204, 0);
            line["fault"] = fault;
            line
        };
        assert_eq!(
            rules(&[asked(1), spoilt(json!({"did": ["hang"]})), failed(3)]),
            []
        );
        let again = answer(3, CALLBACK, 400, 40060);
        assert_eq!(
            rules(&[asked(1), spoilt(json!({"did": ["drop_answer"]})), again]),
            []
        );
        let mut kept = asked(1);
        kept["fault"] = json!({"copies": 0});
        assert_eq!(rules(&[kept, failed(3)]), []);
    }

    #[test]
    fn whoever_was_cut_off_by_a_script_need_not_answer_until_it_is_back() {
        let fault = |n: u64, what: &str| json!({"n": n, "kind": "fault", "fault": what, "reached": 1});
        let back = json!({"n": 3, "kind": "gateway", "who": "gonogo", "op": 6, "d": {}});
        assert_eq!(rules(&[fault(1, "drop"), asked(2), back.clone(), failed(4)]), []);
        assert_eq!(
            rules(&[asked(1), fault(2, "close"), back.clone(), failed(4)]),
            [],
            "on its way"
        );
        assert_eq!(
            rules(&[fault(1, "drop"), back.clone(), asked(4), failed(5)]),
            [(Rule::Unanswered, 5)]
        );
        let refused = json!({"n": 4, "kind": "gateway", "who": "gonogo", "refused": "resume"});
        assert_eq!(
            rules(&[
                fault(1, "close"),
                back.clone(),
                refused.clone(),
                asked(5),
                failed(6)
            ]),
            [],
            "it is not let in"
        );
        assert_eq!(
            rules(&[back.clone(), refused, asked(5), failed(6)]),
            [(Rule::Unanswered, 6)],
            "no script cut it off"
        );
        let mut anas = back;
        anas["who"] = json!("ana");
        assert_eq!(
            rules(&[fault(1, "drop"), anas, asked(4), failed(5)]),
            [],
            "she is back, the bot is not"
        );
        let over = fault(2, "outage_over");
        assert_eq!(
            rules(&[fault(1, "outage"), over, asked(3), failed(4)]),
            [(Rule::Unanswered, 4)]
        );
        let done = [
            asked(1),
            answer(2, CALLBACK, 204, 0),
            fault(3, "drop"),
            answer(4, CALLBACK, 400, 40060),
        ];
        assert_eq!(rules(&done), [(Rule::OutOfTurn, 4)], "it was answered before");
    }
}
