//! What is wrong with a page itself: paragraphs pasted twice, broken links, lists that were announced and are gone.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::blocks::{Block, BlockKind};
use super::words::{clean, is_announcement};
use super::{Finding, short};

/// How the finding of a list that is gone begins.
pub(super) const LOST: &str = "a list is announced here and does not follow";

/// A sentence shorter than this may well stand twice on a page.
const SHORTEST: usize = 60;

/// A link whose address holds spaces, or that never ends.
static BROKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[([^\]\n]*)\]\(([^()\s]+\s[^()]*)(\)?)").expect("the pattern is tested"));
/// A link that leads nowhere.
static EMPTY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[([^\]\n]+)\]\(\s*\)").expect("the pattern is tested"));

/// What is wrong with the page.
pub(super) fn doubts(blocks: &[Block]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (n, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Paragraph(text, _) => {
                check_links(block.line, text, &mut findings);
                check_twice(block.line, text, &mut seen, &mut findings);
                check_list(block.line, text, blocks.get(n + 1), &mut findings);
            }
            BlockKind::List(items) => {
                for item in items {
                    check_links(item.line, &item.text, &mut findings);
                }
            }
            BlockKind::Heading(_, text) => check_links(block.line, text, &mut findings),
            BlockKind::Table(_) | BlockKind::Code(_) => {}
        }
    }
    findings
}

fn check_links(line: usize, text: &str, findings: &mut Vec<Finding>) {
    for link in BROKEN.captures_iter(text) {
        // `[a](b "title")` is Markdown.
        if link[2].trim_end().ends_with(['"', '\'']) && !link[3].is_empty() {
            continue;
        }
        let what = format!(
            "a broken link: [{}] leads to no address but to the words “{}”",
            short(&link[1]),
            short(&link[2])
        );
        findings.push(Finding::new(line, what));
    }
    for link in EMPTY.captures_iter(text) {
        findings.push(Finding::new(
            line,
            format!("a broken link: [{}] leads nowhere", short(&link[1])),
        ));
    }
}

/// Names the first sentence of a paragraph that stood before: in another paragraph, or in this one.
fn check_twice(line: usize, text: &str, seen: &mut HashMap<String, usize>, findings: &mut Vec<Finding>) {
    let mut told = false;
    for sentence in sentences(text) {
        let key = sentence.to_lowercase();
        match seen.get(&key) {
            Some(first) if !told => {
                told = true;
                let what = format!("pasted twice (first in line {first}): {}", short(&sentence));
                findings.push(Finding::new(line, what));
            }
            Some(_) => {}
            None => {
                seen.insert(key, line);
            }
        }
    }
}

/// The sentences of a text that are long enough to be told apart, without what a link puts before them.
fn sentences(text: &str) -> Vec<String> {
    let plain = clean(text);
    plain
        .split(['.', '!', '?', ':', '('])
        .map(|sentence| {
            sentence
                .trim()
                .trim_start_matches([')', '[', ']', '('])
                .trim()
                .to_owned()
        })
        .filter(|sentence| sentence.chars().count() >= SHORTEST)
        .collect()
}

/// Names a line that announces a list which does not follow.
fn check_list(line: usize, text: &str, next: Option<&Block>, findings: &mut Vec<Finding>) {
    let plain = clean(text);
    let follows = matches!(
        next.map(|block| &block.kind),
        Some(BlockKind::List(_) | BlockKind::Table(_) | BlockKind::Code(_))
    );
    let announces =
        plain.ends_with(':') && (is_announcement(&plain) || plain.to_lowercase().contains(" have "));
    if announces && !follows {
        findings.push(Finding::new(line, format!("{LOST}: {}", short(&plain))));
    }
}
