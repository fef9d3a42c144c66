//! The judge: reads a history and says what of it would not pass on Discord.
//!
//! Called by `gonogo sandbox --judge` and by the story tests, on the lines of `/sandbox/history`. What one exchange may
//! hold is said by Discord's own description ([`Description`]), if there is a copy of it; what only shows over several
//! lines stands in `judge/rules.rs`. It changes nothing, and knows nothing of a running sandbox.

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
    /// Everybody was called.
    Everybody,
}

impl Rule {
    fn name(self) -> &'static str {
        match self {
            Self::Description => "not as described",
            Self::UnknownRoute => "unknown route",
            Self::Limit => "limit broken",
            Self::Haste => "rate limit ignored",
            Self::Doubled => "said twice",
            Self::Unanswered => "interaction unanswered",
            Self::Late => "answered too late",
            Self::Everybody => "everybody was called",
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

/// The name of the sandbox's own bot in a history.
pub const BOT: &str = super::world::BOT_NAME;
