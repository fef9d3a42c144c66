//! Blocks to sections: which line is a heading, what stands below it, what is the page's own furniture.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::{Block, BlockKind};
use super::words::clean;
use super::{Finding, short};

/// The most words of a line that is taken for a heading although nothing marks it.
const LONGEST_HEADING: usize = 8;
/// The same for a line with a number before it.
const LONGEST_NUMBERED: usize = 12;

/// A heading and what stands below it.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) line: usize,
    /// Without its number; empty for what stands above the first heading.
    pub(super) title: String,
    /// Whether a number stood before it, as in "2. Deploy" or "Step 2: Deploy".
    pub(super) is_numbered: bool,
    /// From 1, for a heading that is written as one.
    pub(super) level: Option<usize>,
    pub(super) blocks: Vec<Block>,
}

impl Section {
    /// Whether anything stands in a list here.
    pub(super) fn has_list(&self) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(block.kind, BlockKind::List(_)))
    }
}

/// What a wiki puts around a page.
static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:skip\ to\ content | image\ result\ for\ .* | .*\bedited\ this\ page\b.* | wiki:\S+
        | version\ \d+\ \(modified\ by .* | note:\ see\ tracwiki .* | table\ of\ contents | contents | \[\[_?toc_?\]\])$",
    )
    .expect("the pattern is tested")
});
/// The number before a heading: `I]`, `2.`, `2.1 -`, `Step 3:`.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:[IVX]{1,4}|\d{1,2})\s*[\])]|(?:[IVX]{1,4}|\d{1,2})[.:]\s|\d{1,2}(?:\.\d{1,2})+\.?\s|\d{1,2}\s+[-–—]\s|(?:[Ss]tep|[Ss]tage|[Pp]hase)\s+\d{1,2}\s*[:.–—-]?\s)\s*[-–—:]?\s*")
        .expect("the pattern is tested")
});

/// The sections of a page, in order, and what was left out.
pub(super) fn sections(blocks: Vec<Block>) -> (Vec<Section>, Vec<Finding>) {
    let written = |block: &&Block| matches!(block.kind, BlockKind::Heading(..));
    // A page that marks its headings means no others, but for lines with a number such as `I] Minor release`.
    let is_marked = blocks.iter().filter(written).count() >= 2;
    let mut sections = vec![section(1, "", None)];
    let mut findings = Vec::new();
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        // "Otherwise:" right above a list belongs to that list.
        let is_above_list = blocks
            .peek()
            .is_some_and(|next| matches!(next.kind, BlockKind::List(_)));
        match &block.kind {
            BlockKind::Paragraph(text, true) if FURNITURE.is_match(text) => {
                findings.push(Finding::new(
                    block.line,
                    format!("left out, since it belongs to the wiki: {}", short(text)),
                ));
            }
            BlockKind::Heading(level, text) => sections.push(section(block.line, text, Some(*level))),
            BlockKind::Paragraph(text, true)
                if is_heading(text, is_marked) && !(is_above_list && text.trim_end().ends_with(':')) =>
            {
                sections.push(section(block.line, text, None));
            }
            _ => {
                let open = sections.last_mut().expect("it begins with one");
                open.blocks.push(block);
            }
        }
    }
    (sections, findings)
}

fn section(line: usize, text: &str, level: Option<usize>) -> Section {
    let text = clean(text);
    let title = NUMBER.replace(&text, "").trim_end_matches(':').trim().to_owned();
    Section {
        line,
        is_numbered: NUMBER.is_match(&text),
        // A number alone is a title after all.
        title: if title.is_empty() { text } else { title },
        level,
        blocks: Vec::new(),
    }
}

fn is_heading(text: &str, is_marked: bool) -> bool {
    let plain = clean(text);
    let is_bold = text.starts_with("**") && text.ends_with("**") && text.len() > 4;
    let is_numbered = NUMBER.is_match(&plain);
    if is_marked && !is_numbered {
        return false;
    }
    let words = plain.split_whitespace().count();
    let begins = plain
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let ends = !plain.ends_with(['.', ',', ';', '!', '?']);
    let (before, after) = plain.split_once(": ").unwrap_or(("", ""));
    let says_who = !after.is_empty() && super::words::is_about_people(before);
    // "The SRE team should:" and "We have 3 instances:" announce a list; "For regular releases:" is a heading.
    let announces = plain.ends_with(':') && (words > 4 || super::words::is_announcement(&plain));
    let longest = if is_numbered {
        LONGEST_NUMBERED
    } else {
        LONGEST_HEADING
    };
    (begins && ends && words <= longest && !says_who && !announces) || (is_bold && !announces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_line_is_a_heading_when_it_reads_like_one() {
        for heading in [
            "Deployment Flow",
            "2.1 - Change process",
            "I\\] Minor Release",
            "For regular releases:",
        ] {
            assert!(is_heading(heading, false), "{heading}");
        }
        for words in [
            "We have 3 running instances:",
            "The SRE team should:",
            "Overall responsible Person: Kim",
            "Nothing is lost.",
            "these are small letters",
        ] {
            assert!(!is_heading(words, false), "{words}");
        }
        assert!(
            !is_heading("Deployment Flow", true),
            "where headings are marked it is a line"
        );
        assert!(is_heading("I\\] Minor Release", true));
    }

    #[test]
    fn numbers_are_no_part_of_a_title() {
        for (text, title) in [
            ("I\\] Minor Release", "Minor Release"),
            ("2.1 - Change process", "Change process"),
            ("Step 3: Deploy", "Deploy"),
            ("1. Prepare", "Prepare"),
            ("4 kinds of change", "4 kinds of change"),
            ("In short", "In short"),
        ] {
            assert_eq!(section(1, text, None).title, title);
        }
    }
}
