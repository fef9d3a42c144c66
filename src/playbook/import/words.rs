//! What words of a page tell: who does it, where it happens, whether a list is one of steps.
//!
//! Goes by plain patterns. What none of them covers is not guessed: the caller lists it for a person.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("the pattern is tested"));
    };
}

pattern!(LINK, r"!?\[([^\]\n]*)\]\(([^()\s]*)\)");
pattern!(ADDRESS, r"<(https?://[^>\s]+)>");
pattern!(ESCAPE, r"\\([\\`*_{}\[\]()#+.!|<>-])");
pattern!(STRONG, r"(\*\*|__|~~)(\S(?:.*?\S)?)(\*\*|__|~~)");
pattern!(SLANTED, r"(^|[\s(])[*_](\S(?:[^*_]*\S)?)[*_]($|[\s.,;:)!?])");

/// A text without Markdown: marks and escapes are gone, links are their words, on one line.
pub(super) fn clean(text: &str) -> String {
    let text = LINK.replace_all(text, "$1");
    let text = ADDRESS.replace_all(&text, "$1");
    let text = STRONG.replace_all(&text, "$2");
    let text = SLANTED.replace_all(&text, "$1$2$3");
    let text = ESCAPE.replace_all(&text, "$1");
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                ' '
            } else {
                c
            }
        })
        .filter(|c| *c != '`')
        .collect();
    plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The links of a text: their words and where they lead.
pub(super) fn links(text: &str) -> Vec<(String, String)> {
    LINK.captures_iter(text)
        .map(|link| (clean(&link[1]), link[2].to_owned()))
        .collect()
}

/// Environments by the words for them, from the least to the most trusted.
const ENVIRONMENTS: [(&str, &[&str]); 7] = [
    ("dev", &["dev", "development"]),
    ("test", &["test"]),
    ("staging", &["staging", "stage"]),
    ("uat", &["uat"]),
    ("pre-prod", &["pre-prod", "preprod", "pre-production"]),
    ("live", &["live"]),
    ("prod", &["prod", "production"]),
];
pattern!(
    PLACE,
    r"(?i)\b(?:on|in|to|into|from|at|the)\s+(?:the\s+)?(dev|development|staging|uat|pre-?prod|pre-production|prod|production)\b(?:\s+(\w+))?"
);
/// After these a word such as "staging" is no place: the staging branch, the production release.
const NOT_PLACES: [&str; 12] = [
    "branch", "release", "releases", "team", "plan", "request", "requests", "database", "data", "version",
    "mode", "cycle",
];

/// The environments that a text places something in, in order, once each.
pub(super) fn environments(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for place in PLACE.captures_iter(text) {
        let follows = place.get(2).map(|word| word.as_str().to_lowercase());
        if follows.is_some_and(|word| NOT_PLACES.contains(&word.as_str())) {
            continue;
        }
        if let Some(name) = environment(&place[1])
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// The environment that a word alone names.
pub(super) fn environment(word: &str) -> Option<&'static str> {
    let word = word.trim().trim_end_matches(':').to_lowercase();
    let mut known = ENVIRONMENTS.iter();
    known
        .find(|(_, words)| words.contains(&word.as_str()))
        .map(|(name, _)| *name)
}

/// How much an environment is trusted, from the least.
pub(super) fn trust(environment: &str) -> usize {
    let mut known = ENVIRONMENTS.iter();
    known
        .position(|(name, _)| *name == environment)
        .unwrap_or_default()
}

pattern!(
    PEOPLE,
    r"(?i)\b(responsible|responsibility|owner|owned|owners|manager|lead|leads|contact|contacts|role|roles|people|person|team|who)\b"
);

/// Whether a label such as "Overall responsible person" is about people.
pub(super) fn is_about_people(label: &str) -> bool {
    PEOPLE.is_match(label)
}

pattern!(
    ANNOUNCES,
    r"(?i)\b(should|must|shall|needs? to|ha(?:s|ve) to|will|are|is|following|below|include|includes|as follows|progress as usual)\b[^.]*:$"
);

/// Whether a line ends by announcing a list.
pub(super) fn is_announcement(text: &str) -> bool {
    ANNOUNCES.is_match(text)
}

pattern!(
    NOTES_INTRO,
    r"(?i)\b(worth noting|note that|notes?|for example|examples?|such as|(?:types?|kinds?) of|based on|status(?:es)?|so that|instances|branches|see also|remember|keep in mind|links?)\b"
);
pattern!(
    NOTES_HEADING,
    r"(?i)\b(examples?|details?|facts?|roles?|who is who|requirements?|structure|contents?|workflow|tools?|faq|glossary|background|introduction|overview|contacts?|changelog|history|questions?|links|references|see also|prerequisites?|environments?|calendar|template)\b"
);
pattern!(
    STEPS,
    r"(?i)\b(process|procedures?|steps?|how to|runbook|playbook|checklist|rollback|roll-?out|roll back|the following|as follows|in order|should|must|shall|creating|deploying|releasing|upgrading)\b"
);

/// What a line above a list, or a heading, says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Steps,
    Notes,
    Nothing,
}

/// What the line right above a list says of it.
pub(super) fn intro_says(intro: &str) -> Says {
    match (NOTES_INTRO.is_match(intro), STEPS.is_match(intro)) {
        (true, _) => Says::Notes,
        (false, true) => Says::Steps,
        (false, false) => Says::Nothing,
    }
}

/// What the heading above a list says of it.
pub(super) fn heading_says(title: &str) -> Says {
    match (NOTES_HEADING.is_match(title), STEPS.is_match(title)) {
        (true, _) => Says::Notes,
        (false, true) => Says::Steps,
        (false, false) => Says::Nothing,
    }
}

const VERBS: &str = "add adjust agree announce apply approve archive ask assign backup back build bump cancel change check \
    choose clean clear clone close collect commit communicate compare complete confirm connect contact copy create cut \
    decide delete deploy disable discuss document download draft drain edit email enable ensure enter escalate execute \
    export file fill find finish fix follow freeze generate get give go import inform install invite keep launch log \
    look make mark measure merge migrate monitor move notify open order pass patch pause perform pick ping plan post \
    prepare press publish pull push put re-enable reboot rebuild record release reload remove rename repeat replace \
    report request reset restart restore resume retire review revert roll rollback rotate run save schedule see select \
    send set share shut sign smoke snapshot start stop submit switch sync tag take tell test tick trigger turn \
    uninstall unlock update upgrade upload use validate verify wait warm watch write";

/// Whether a line begins with a verb that tells somebody to do something.
pub(super) fn is_told(text: &str) -> bool {
    static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| VERBS.split_whitespace().collect());
    let first = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == ':')
        .next();
    let first = first.unwrap_or_default().to_lowercase();
    let third = first.strip_suffix('s').unwrap_or(&first);
    KNOWN.contains(&first.as_str()) || KNOWN.contains(&third)
}

pattern!(
    RHYTHM,
    r"(?i)\b(every (?:other |second |two |\d+ )?(?:day|week|month|monday|tuesday|wednesday|thursday|friday|sprint)|bi-?weekly|bi-?monthly|fortnightly)"
);

/// Whether a line says how often something happens.
pub(super) fn is_rhythm(text: &str) -> bool {
    RHYTHM.is_match(text)
}

pattern!(
    STAGES,
    r"(?i)\b(?:stages|steps|phases|sections) (?:below )?(?:go|are|come|run|happen|follow|must be)\b.*\border\b"
);

/// Whether a paragraph says that the sections below it are the stages of one process.
pub(super) fn says_stages(text: &str) -> bool {
    STAGES.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_taken_off() {
        for (text, plain) in [
            ("deploy it on **pre-prod** now", "deploy it on pre-prod now"),
            (
                "complete [the script](My_script) in prod.",
                "complete the script in prod.",
            ),
            ("a\\_b and `c d`", "a_b and c d"),
            ("*slanted* words, 2 * 3 * 4", "slanted words, 2 * 3 * 4"),
            ("snake_case_name", "snake_case_name"),
        ] {
            assert_eq!(clean(text), plain);
        }
        assert_eq!(
            links("see [a](https://a.example/b) and [c](d)"),
            [
                ("a".into(), "https://a.example/b".into()),
                ("c".into(), "d".into())
            ]
        );
    }

    #[test]
    fn places_are_told_from_branches() {
        assert_eq!(
            environments("Deploy it on pre-prod, then to production"),
            ["pre-prod", "prod"]
        );
        assert_eq!(environments("Code is pulled to UAT by kim"), ["uat"]);
        assert_eq!(environments("merge into the staging branch"), [""; 0]);
        assert_eq!(environment("Production"), Some("prod"));
        assert_eq!(environment("Production Deployment"), None);
    }

    #[test]
    fn verbs_and_rhythms_are_known() {
        assert!(is_told("Deploys the image") && is_told("file a request") && is_told("Re-enable the site"));
        assert!(!is_told("Kim is responsible") && !is_told("1024 GB"));
        assert!(is_rhythm("Releases happen every other Tuesday.") && is_rhythm("approx bi-weekly"));
        assert!(says_stages("These stages go in order, from local to production."));
    }
}
