//! What a name, a title and a reference must be like, wherever one stands.
//!
//! Used by every reader of this room. The lengths of titles come from Discord: 45 characters for the label of a form
//! field, 80 for that of a button (<https://discord.com/developers/docs/components/reference>).

use regex::Regex;

use crate::toml_reader::{Findings, Text, did_you_mean, list};

/// The longest name: what a thumb types on a phone.
pub(super) const LONGEST_NAME: usize = 28;
/// The longest title of an ask or a checklist, which may become the label of a form field.
pub(super) const LONGEST_LABEL: usize = 45;
/// The longest title of a process, a service or an audience.
pub(super) const LONGEST_TITLE: usize = 60;
/// The longest title of a step, a section or a link.
pub(super) const LONGEST_LINE: usize = 80;
/// The most characters of all commands of a step: a card shows them whole.
pub(super) const LONGEST_COMMANDS: usize = 1_000;
/// The longest text of an item: what a phone shows in three lines.
pub(super) const LONGEST_ITEM: usize = 180;
/// The longest sentence or two of explanation.
pub(super) const LONGEST_SENTENCE: usize = 300;

/// What can be declared in one place and named in another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Role,
    Environment,
    Audience,
    Checklist,
    SharedStep,
    Gate,
    State,
    Document,
    Level,
    Component,
    Status,
    Branch,
    System,
    Cadence,
    Rotation,
    Track,
    Process,
    News,
}

impl Kind {
    /// What it is, as in "`LT` is not a role of this service".
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Role => "a role of this service",
            Self::Environment => "an environment of this service",
            Self::Audience => "an audience of this playbook",
            Self::Checklist => "a checklist of this playbook",
            Self::SharedStep => "a shared step of this playbook",
            Self::Gate => "a gate",
            Self::State => "a state of this playbook",
            Self::Document => "a document of this playbook",
            Self::Level => "a level of this document",
            Self::Component => "a component of this service",
            Self::Status => "a status of a ticket",
            Self::Branch => "a branch that leads to an environment",
            Self::System => "a system that reports",
            Self::Cadence => "a cadence of this playbook",
            Self::Rotation => "a rotation of this playbook",
            Self::Track => "a track of this playbook",
            Self::Process => "a process of this playbook",
            Self::News => "something that is said of an outage",
        }
    }

    /// Where it is declared.
    pub(super) fn place(self) -> &'static str {
        match self {
            Self::Role => "`roles` of [service]",
            Self::Environment => "`environments` of [service]",
            Self::Audience => "the [audience.…] tables",
            Self::Checklist => "the [checklist.…] tables",
            Self::SharedStep => "the [step.…] tables",
            Self::Gate => "the gates that gonogo knows",
            Self::State => "the [state.…] tables",
            Self::Document => "the [document.…] tables",
            Self::Level => "`levels` of the document",
            Self::Component => "`components` of [service]",
            Self::Status => "the [[ticket.status]] tables",
            Self::Branch => "`branches` of [reports.github] or [reports.gitlab]",
            Self::System => "`systems` of [reports], [reports.github] and [reports.gitlab]",
            Self::Cadence => "the [cadence.…] tables",
            Self::Rotation => "the [rotation.…] tables",
            Self::Track => "the [track.…] tables",
            Self::Process => "the [[process]] tables",
            Self::News => {
                "the words announced, reminder, moved, extended, shortened, started, overran, ended and cancelled"
            }
        }
    }
}

/// Notes a name that cannot be typed, or not easily.
pub(super) fn check_name(name: &Text, found: &mut Findings) {
    if !name.is_there {
        return;
    }
    let word = &name.value;
    let parts_are_plain = word
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if word.is_empty() {
        found.error(&name.span, "a name cannot be empty", "no name");
    } else if !parts_are_plain {
        let what = format!("`{word}` is no name: a name has lower-case letters, digits and single hyphens");
        let suggestion = slug(word);
        let fix = (!suggestion.is_empty()).then(|| format!("write `{suggestion}`"));
        found
            .error(&name.span, what, "people type it in commands")
            .maybe_fix(fix);
    } else if word.len() > LONGEST_NAME {
        let what = format!("the name `{word}` is too long: it has {} letters", word.len());
        let here = format!("at most {LONGEST_NAME}, since people type it");
        found
            .error(&name.span, what, here)
            .fix(format!("write `{}`", slug(word)));
    }
}

/// Notes a text that is empty, too long or more than one line.
pub(super) fn check_line(text: &Text, what: &str, longest: usize, found: &mut Findings) {
    let length = text.value.chars().count();
    if !text.is_there {
        return;
    }
    if text.value.trim().is_empty() {
        found.error(&text.span, format!("{what} cannot be empty"), "nothing to read");
    } else if text.value.chars().any(char::is_control) {
        found.error(
            &text.span,
            format!("{what} is one line"),
            "more than one line, or a control character",
        );
    } else if length > longest {
        let here = format!("{} too many", length - longest);
        found.error(
            &text.span,
            format!("{what} has {length} characters; {longest} fit on Discord"),
            here,
        );
    }
}

/// Notes a word that is not among the known ones of its kind.
pub(super) fn check_known(word: &Text, known: &[&str], kind: Kind, found: &mut Findings) -> bool {
    if !word.is_there || known.contains(&word.value.as_str()) {
        found.mention(kind.what(), &word.value);
        return word.is_there;
    }
    let (what, place) = (kind.what(), kind.place());
    let fix = did_you_mean(&word.value, known.iter().copied()).unwrap_or_else(|| match known {
        [] => format!("none is declared yet in {place}"),
        known => format!("declared: {}", list(known.iter().copied())),
    });
    found
        .error(
            &word.span,
            format!("`{}` is not {what}", word.value),
            format!("not in {place}"),
        )
        .fix(fix);
    false
}

/// Notes every word that stood before, without regard to capitals.
pub(super) fn check_unique<'t>(words: impl IntoIterator<Item = &'t Text>, what: &str, found: &mut Findings) {
    let mut seen: Vec<&Text> = Vec::new();
    for word in words.into_iter().filter(|word| word.is_there) {
        match seen
            .iter()
            .find(|first| first.value.eq_ignore_ascii_case(&word.value))
        {
            Some(first) => {
                let what = format!("there are two {what} `{}`", word.value);
                found
                    .error(&word.span, what, "again here")
                    .beside(first.span.clone(), "first here");
            }
            None => seen.push(word),
        }
    }
}

/// Notes a pattern that is no regular expression, and an example that it does not match.
pub(super) fn check_pattern(pattern: &Text, example: Option<&Text>, found: &mut Findings) {
    let whole = match Regex::new(&format!("^(?:{})$", pattern.value)) {
        Ok(whole) => whole,
        Err(error) => {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            let what = "the pattern is no regular expression".to_owned();
            found
                .error(&pattern.span, what, reason)
                .fix(r"for example '\d+\.\d+\.\d+' matches 22.04.2");
            return;
        }
    };
    if let Some(example) = example.filter(|example| !whole.is_match(&example.value)) {
        let what = format!("the example `{}` does not match its own pattern", example.value);
        found
            .error(&example.span, what, "people will copy this")
            .beside(pattern.span.clone(), "the pattern");
    }
}

/// A name made from a text: its words in plain letters, as many as fit.
pub(super) fn slug(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| *c != '\'' && *c != '’')
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        })
        .collect();
    let mut name = String::new();
    for word in plain.split_whitespace() {
        let hyphen = usize::from(!name.is_empty());
        if name.len() + hyphen + word.len() > LONGEST_NAME {
            break;
        }
        if hyphen == 1 {
            name.push('-');
        }
        name.push_str(word);
    }
    if name.is_empty() {
        plain.trim().chars().take(LONGEST_NAME).collect()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_as_many_whole_words_as_fit() {
        assert_eq!(
            slug("Log in with single sign-on: your name shows"),
            "log-in-with-single-sign-on"
        );
        assert_eq!(slug("It’s Ana's page"), "its-anas-page");
        assert_eq!(
            slug("Supercalifragilisticexpialidocious"),
            "supercalifragilisticexpialid"
        );
        assert_eq!(slug("日本"), "");
    }
}
