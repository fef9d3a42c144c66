//! A wiki page to a draft playbook: headings, lists and role words become processes, steps and sign-offs.
//!
//! Used by `gonogo playbook import`. Pure: text in, a draft and what could not be read out. Nothing is invented: each
//! step names the line it came from, and where the page says nothing (an owner, a time zone) the draft says that it
//! does. A draft is always a whole playbook, so that `gonogo check` and a person can go on from there.

use std::sync::LazyLock;

use crate::toml_reader::Source;
use crate::veil::Veil;

mod blocks;
mod doubts;
mod people;
mod plan;
mod sections;
mod steps;
mod words;
mod write;

/// A playbook read from a page, and what a person has to look at.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The playbook, as TOML.
    pub text: String,
    /// What was not understood, left out or covered, in the order of the page.
    pub findings: Vec<Finding>,
    /// How many steps were read.
    pub steps: usize,
}

/// Something that a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The line of the page, from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
}

impl Finding {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self {
            line,
            what: what.into(),
        }
    }
}

/// Stands where a secret stood.
const COVERED: &str = "REDACTED";

/// Reads a page; `name` is the service's name, when the page's title is not to be it.
pub fn import(page: &Source, name: Option<&str>) -> Draft {
    let (text, mut findings) = cover(page.text.trim_start_matches('\u{FEFF}'));
    let blocks = blocks::blocks(&text);
    findings.extend(doubts::doubts(&blocks));
    let (sections, left_out) = sections::sections(blocks);
    findings.extend(left_out);
    let plan = plan::plan(&sections, &mut findings);
    let announced: Vec<usize> = findings
        .iter()
        .filter(|f| f.what.starts_with(doubts::LOST))
        .map(|f| f.line)
        .collect();
    findings.retain(|f| !(f.what.starts_with("not read") && announced.contains(&f.line)));
    findings.sort();
    findings.dedup();
    let steps = plan.processes.iter().map(|process| process.steps.len()).sum();
    let text = write::write(page, name, &plan, &findings);
    Draft {
        text,
        findings,
        steps,
    }
}

/// The text without what looks like a secret, line by line.
fn cover(text: &str) -> (String, Vec<Finding>) {
    static VEIL: LazyLock<Veil> = LazyLock::new(|| Veil::over(Vec::new()));
    let (mut covered, mut findings) = (String::with_capacity(text.len()), Vec::new());
    for (n, line) in text.lines().enumerate() {
        let safe = VEIL.cover(line, |_| COVERED.to_owned());
        if safe != line {
            let what =
                "something that looks like a password or token was covered; the page should not show it";
            findings.push(Finding::new(n + 1, what));
        }
        covered.push_str(&safe);
        covered.push('\n');
    }
    (covered, findings)
}

/// A text on one line, short enough for a comment.
fn short(text: &str) -> String {
    cut(&words::clean(text), 110)
}

/// The text cut at a word, with an ellipsis when something is missing.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    let at_a_word = kept
        .rfind(' ')
        .filter(|at| *at > kept.len() / 2)
        .unwrap_or(kept.len());
    format!(
        "{}…",
        kept[..at_a_word].trim_end_matches([' ', ',', ';', ':', '-', '–', '('])
    )
}
