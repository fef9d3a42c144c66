//! The judge: reads a history and says what of it would not pass on Discord.
//!
//! Called by `gonogo sandbox --judge` and by the story tests, on the lines of `/sandbox/history`. What one exchange may
//! hold is said by Discord's own description ([`Description`]), if there is a copy of it; what only shows over several
//! lines stands below `judge/rules.rs`. It changes nothing, and knows nothing of a running sandbox.

mod description;
mod rules;
mod schema;

use std::fmt;

use serde_json::Value;

pub use description::{Description, Unreadable};

/// What a history is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A request or an answer is not as Discord describes it.
    Description,
    /// A route that nobody knows was asked for.
    UnknownRoute,
    /// Something was longer, more or earlier than Discord takes.
    Limit,
    /// A request came again before the time was over for which it was refused.
    Haste,
    /// The same was said twice.
    Doubled,
    /// Somebody waited for an answer in vain.
    Unanswered,
    /// An answer came when it counted no more.
    Late,
    /// A first answer came twice, or a followup before it.
    OutOfTurn,
    /// Everybody was called.
    Everybody,
    /// Somebody was called whom only somebody else's words named.
    Unmeant,
}

impl Rule {
    /// The rule that was broken, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Description => "not as described",
            Self::UnknownRoute => "unknown route",
            Self::Limit => "limit broken",
            Self::Haste => "rate limit ignored",
            Self::Doubled => "said twice",
            Self::Unanswered => "interaction unanswered",
            Self::Late => "answered too late",
            Self::OutOfTurn => "answered out of turn",
            Self::Everybody => "everybody was called",
            Self::Unmeant => "called by somebody else's words",
        }
    }
}

/// One thing that would not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule it breaks.
    pub rule: Rule,
    /// The line of the history, by its number there.
    pub line: u64,
    /// What was done, and what is wrong with it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {}: {}", self.rule.name(), self.line, self.what)
    }
}

/// What came of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// How many exchanges of the bot were read.
    pub exchanges: usize,
    /// What would not pass, in the order of the rules, then of the history.
    pub violations: Vec<Violation>,
    /// Whom messages called by name or role, and how often: no fault, but worth a look.
    pub called: Vec<(String, usize)>,
    /// Numbers of lines that are missing, the first and the last of each gap: what they show is not judged.
    pub missing: Vec<(u64, u64)>,
}

/// Whether a line is an exchange between the bot and Discord's routes, as it was answered without a script's help.
pub(super) fn is_of_bot(line: &Value, bot: &str) -> bool {
    line["kind"] == "rest" && line["who"] == bot && line["fault"].is_null()
}

/// Judges the lines of a history; `bot` is the name under which the bot stands there.
pub fn judge(history: &[Value], bot: &str, description: Option<&Description>) -> Judgement {
    let mut judgement = Judgement {
        exchanges: history.iter().filter(|line| is_of_bot(line, bot)).count(),
        violations: Vec::new(),
        called: rules::called(history, bot),
        missing: find_missing(history),
    };
    if let Some(description) = description {
        for line in history.iter().filter(|line| is_of_bot(line, bot)) {
            let found = description
                .judge(line)
                .unwrap_or_else(|| vec!["no such route is described".to_owned()]);
            let faults = found
                .into_iter()
                .map(|what| rules::violation(Rule::Description, line, &what));
            judgement.violations.extend(faults);
        }
    }
    judgement.violations.extend(rules::over_lines(history, bot));
    judgement
        .violations
        .sort_by_key(|violation| (violation.rule, violation.line));
    judgement
}

/// The gaps in the numbers of a history's lines.
fn find_missing(history: &[Value]) -> Vec<(u64, u64)> {
    let mut expected = 1;
    let mut missing = Vec::new();
    // A line that tells of forgotten ones has the number of the last of them, and stands for none.
    let lines = history.iter().filter(|line| line["kind"] != "forgotten");
    for n in lines.filter_map(|line| line["n"].as_u64()) {
        if n > expected {
            missing.push((expected, n - 1));
        }
        expected = n + 1;
    }
    missing
}

/// The name of the sandbox's own bot in a history.
pub const BOT: &str = super::world::BOT_NAME;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_that_are_missing_are_told() {
        let lines = |numbers: &[u64]| -> Vec<Value> {
            let line = |n: &u64| json!({"n": n, "kind": "dispatch", "event": "TYPING_START"});
            numbers.iter().map(line).collect()
        };
        assert_eq!(judge(&lines(&[1, 2, 3]), BOT, None).missing, []);
        assert_eq!(judge(&lines(&[4, 5, 9]), BOT, None).missing, [(1, 3), (6, 8)]);
        let mut forgotten = vec![json!({"n": 3, "kind": "forgotten", "lines": 3})];
        forgotten.extend(lines(&[4, 5]));
        assert_eq!(judge(&forgotten, BOT, None).missing, [(1, 3)]);
    }
}
