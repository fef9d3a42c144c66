//! Who does a step, and whose go it needs, by the words of the page: "by NAME", "@role", "X team", "approval from A".

use std::sync::LazyLock;

use regex::Regex;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("the pattern is tested"));
    };
}

/// The longest name of a role in a playbook.
const LONGEST_ROLE: usize = 45;

pattern!(CALLED, r"(?:^|[\s(])@([A-Za-z][\w-]{0,43})");
pattern!(
    BY,
    r"(?i)\bby\s+(the\s+|an?\s+|our\s+)?([^\s,.;:()]+(?:\s+[^\s,.;:()]+){0,5})"
);
pattern!(
    TEAM,
    r"\b((?:[A-Z][\w&/-]*\s+){1,3}[Tt]eam)\b|\b[Tt]he\s+(\w[\w-]*\s+team)\b"
);
pattern!(
    SHOULD,
    r"(?i)^(?:the\s+|our\s+)?(\S+(?:\s+\S+){0,4}?)\s+(?:should|must|shall|will|needs?\s+to|ha(?:s|ve)\s+to|(?:is|are)\s+responsible\s+for)\b"
);
pattern!(
    NAMED,
    r"(?i)(?:^|,\s*)(?:the\s+|our\s+)?([\w /&-]*\b(?:team|manager|lead|owner|engineers?|developers?|devs|ops|qa|admins?|maintainers?|reviewers?|testers?|captain|driver))\s*:$"
);
pattern!(
    APPROVED,
    r"(?i)\b(approv(?:al|als|ed)|sign-?off|signed off|go-ahead|green-?light)\b(.*)$"
);
pattern!(FROM, r"(?i)\b(?:from|by)\s+(?:an?\s+|the\s+|our\s+)?([^,;.:()]+)");
pattern!(
    BETWEEN,
    r"(?i)\bagree(?:ment|d)?\b.*?\bbetween\s+(?:the\s+|our\s+)?(.+?)\s+and\s+(?:the\s+|our\s+)?([^,;.:()]+)"
);
pattern!(MEMBER, r"^(.{1,60}?)\s*(?::|\s[-–—]\s|\()");

/// Words after "by" that are no people.
const THINGS: [&str; 40] = [
    "hand",
    "mail",
    "email",
    "e-mail",
    "default",
    "itself",
    "themselves",
    "then",
    "now",
    "running",
    "using",
    "merging",
    "pr",
    "prs",
    "pull",
    "merge",
    "webhook",
    "script",
    "scripts",
    "ci",
    "circleci",
    "jenkins",
    "github",
    "gitlab",
    "docker",
    "creating",
    "opening",
    "adding",
    "date",
    "day",
    "noon",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "step",
    "one",
    "http",
    "ssh",
];
/// Words at which a name ends.
const ENDINGS: [&str; 18] = [
    "before", "after", "when", "once", "if", "on", "in", "at", "via", "with", "for", "to", "from", "during",
    "as", "who", "which", "and",
];

/// A role from some words, when they can be one.
pub(super) fn role(words: &str) -> Option<String> {
    let words = words.split(" - ").next().unwrap_or_default();
    let words = words
        .trim()
        .trim_matches(['"', '\'', '“', '”', '*', '.', ':', '-', '('])
        .trim();
    let words = ["the ", "The ", "a ", "an ", "our ", "Our "]
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(words);
    let is_one = (2..=LONGEST_ROLE).contains(&words.chars().count())
        && words.split_whitespace().count() <= 6
        && words.chars().any(char::is_alphabetic)
        && !words.chars().any(char::is_control);
    is_one.then(|| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Who is said to do this: called by `@name`, named after "by", or a team.
pub(super) fn doer(text: &str, known: &[String]) -> Option<String> {
    let called = CALLED.captures(text).map(|found| found[1].to_owned());
    called
        .or_else(|| known.iter().find(|role| begins_with(text, role)).cloned())
        .or_else(|| {
            BY.captures_iter(text)
                .find_map(|found| after_by(&found[2], found.get(1).is_some()))
        })
        .or_else(|| {
            let team = TEAM.captures(text)?;
            let named = team.get(1).or(team.get(2))?.as_str();
            role(named)
        })
}

fn begins_with(text: &str, role: &str) -> bool {
    let text = text.to_lowercase();
    let text = text.strip_prefix("the ").unwrap_or(&text);
    text.strip_prefix(&role.to_lowercase())
        .is_some_and(|rest| rest.starts_with([' ', ',', ':']))
}

/// The name that follows "by": capitals, or small letters after an article, or two small names with "or" between.
fn after_by(words: &str, has_article: bool) -> Option<String> {
    let words: Vec<&str> = words
        .split_whitespace()
        .take_while(|word| !ENDINGS.contains(&word.to_lowercase().as_str()))
        .collect();
    let first = *words.first()?;
    if THINGS.contains(&first.to_lowercase().as_str()) || first.ends_with("ing") {
        return None;
    }
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    if words.len() == 3 && words[1] == "or" {
        return role(&words.join(" "));
    }
    let kept: Vec<&str> = match is_name(first) {
        true => words
            .iter()
            .copied()
            .take_while(|w| is_name(w) || is_team(w))
            .collect(),
        false if has_article => words.iter().copied().take(3).collect(),
        false => return None,
    };
    let is_short = is_name(first) || kept.last().is_some_and(|word| is_team(word)) || kept.len() == 1;
    is_short.then(|| role(&kept.join(" "))).flatten()
}

fn is_team(word: &str) -> bool {
    const TEAMS: [&str; 10] = [
        "team",
        "manager",
        "owner",
        "lead",
        "group",
        "engineer",
        "developer",
        "tester",
        "admin",
        "or",
    ];
    TEAMS.contains(&word.to_lowercase().as_str())
}

/// Who a line above a list says does what follows: "The SRE team should:", "On release day, release manager:".
pub(super) fn doer_of_list(intro: &str) -> Option<String> {
    let found = SHOULD.captures(intro).or_else(|| NAMED.captures(intro))?;
    let named = role(&found[1])?;
    // "These stages must …", "You should …" name nobody.
    let first = named.split_whitespace().next().unwrap_or_default().to_lowercase();
    let nobody = [
        "this",
        "these",
        "that",
        "it",
        "you",
        "we",
        "they",
        "there",
        "all",
        "each",
        "every",
        "one",
        "following",
        "if",
        "when",
        "once",
        "as",
        "in",
    ];
    (!nobody.contains(&first.as_str())).then(|| capital(&named))
}

/// Whose go a line asks for: "Approval from A, from B", "Sign-off from the group", "agreement between A and B".
pub(super) fn signers(text: &str) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    let mut add = |words: &str| {
        for words in words.split(" and ") {
            let named = role(words).map(|role| capital(&role));
            if let Some(role) = named.filter(|role| !roles.iter().any(|r| r.eq_ignore_ascii_case(role))) {
                roles.push(role);
            }
        }
    };
    if let Some(found) = BETWEEN.captures(text) {
        add(&found[1]);
        add(&found[2]);
    } else if let Some(found) = APPROVED.captures(text) {
        for from in FROM.captures_iter(&found[2]) {
            add(&from[1]);
        }
    }
    roles
}

/// The role that a line of a list of people names, such as "QA: Kim".
pub(super) fn member(text: &str) -> Option<String> {
    let named = MEMBER
        .captures(text)
        .map_or(text, |found| found.get(1).map_or(text, |m| m.as_str()));
    role(named).filter(|role| role.split_whitespace().count() <= 4)
}

/// The text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_it_is_read_from_by_at_and_team() {
        let known = ["Release manager".to_owned()];
        for (text, who) in [
            ("Code is merged into trunk by Kim", Some("Kim")),
            ("Pulled to dev by lee or chandra", Some("lee or chandra")),
            (
                "Tested by the Enterprise Customer (+ QA if needed)",
                Some("Enterprise Customer"),
            ),
            ("Merged by Kim (volunteers are welcome)", Some("Kim")),
            (
                "tested by the product owner, and bugs filed",
                Some("product owner"),
            ),
            ("@sre deploys", Some("sre")),
            ("The release manager files a request", Some("Release manager")),
            ("The SRE team must hold itself accountable", Some("SRE team")),
            ("merged into staging by PR", None),
            ("done by hand", None),
            ("updated by running the script", None),
            ("follow it step by step", None),
        ] {
            assert_eq!(doer(text, &known).as_deref(), who, "{text}");
        }
    }

    #[test]
    fn who_does_a_list_is_read_from_the_line_above() {
        assert_eq!(doer_of_list("The SRE team should:").as_deref(), Some("SRE team"));
        assert_eq!(
            doer_of_list("On release day, release manager:").as_deref(),
            Some("Release manager")
        );
        assert_eq!(doer_of_list("You should:"), None);
        assert_eq!(doer_of_list("We have 3 instances:"), None);
    }

    #[test]
    fn whose_go_is_asked_for() {
        assert_eq!(
            signers("Approval from Quality Assurance, from a Peer, from Operations Management"),
            ["Quality Assurance", "Peer", "Operations Management"]
        );
        assert_eq!(
            signers("Sign-off for this to come from the group: tbc"),
            ["Group"]
        );
        assert_eq!(
            signers("Agreement on a date between Support Team and our customers - with a plan"),
            ["Support Team", "Customers"]
        );
        assert!(signers("Once approved, it deploys").is_empty());
    }
}
