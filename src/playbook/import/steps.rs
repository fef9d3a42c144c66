//! The lines of a list to steps: a title, who does it, where, what it asks for.

use super::blocks::ListItem;
use super::people::{capital, doer, signers};
use super::words::{clean, environments, is_rhythm, is_told, links};
use super::{Finding, cut, short};

/// The longest title of a step.
const LONGEST_TITLE: usize = 80;
/// The longest item of a checklist.
const LONGEST_ITEM: usize = 180;
/// More items than this are no list that anybody ticks off.
const MOST_ITEMS: usize = 60;

/// A step as the page has it.
#[derive(Clone, Debug, Default)]
pub(super) struct StepDraft {
    pub(super) line: usize,
    /// The line of the page, without Markdown.
    pub(super) text: String,
    pub(super) title: String,
    /// Who does it, when the page says so.
    pub(super) owner: Option<String>,
    /// Where, when the page says so.
    pub(super) environment: Option<&'static str>,
    /// What stands below it in the page.
    pub(super) items: Vec<String>,
    /// Whose go it needs, each with the words for it.
    pub(super) sign_offs: Vec<(String, Vec<String>)>,
    /// Whether it is more than a name for what stands below it.
    pub(super) is_done_itself: bool,
    /// Pages with an address.
    pub(super) links: Vec<(String, String)>,
    /// What a person should know, as comments.
    pub(super) remarks: Vec<String>,
}

/// The steps of a list; `owner` is who the line above it names, `known` the roles that the page lists.
pub(super) fn steps_of(
    items: &[ListItem],
    owner: Option<&str>,
    known: &[String],
    findings: &mut Vec<Finding>,
) -> Vec<StepDraft> {
    let mut steps = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        let inner = after.iter().take_while(|item| item.depth > first.depth).count();
        let (below, others) = after.split_at(inner);
        rest = others;
        let text = clean(&first.text);
        if is_rhythm(&text) && (!is_told(&text) || text.contains(" happen")) {
            findings.push(Finding::new(
                first.line,
                format!("a rhythm, not a step: {}", short(&text)),
            ));
            findings.extend(below.iter().map(|item| Finding::new(item.line, left(&item.text))));
            continue;
        }
        if !text.chars().any(char::is_alphanumeric) {
            findings.push(Finding::new(first.line, left(&first.text)));
            continue;
        }
        let mut step = step(first.line, &first.text, known, findings);
        step.owner = step.owner.or_else(|| owner.map(str::to_owned));
        take_below(&mut step, below, findings);
        steps.push(step);
    }
    steps
}

fn left(text: &str) -> String {
    format!("not read: {}", short(text))
}

/// A step from one line of the page.
pub(super) fn step(line: usize, raw: &str, known: &[String], findings: &mut Vec<Finding>) -> StepDraft {
    let text = clean(raw);
    let plain = text.trim_end_matches([':', '.', ',', ';']).trim();
    let plain = if plain.is_empty() { text.as_str() } else { plain };
    let mut step = StepDraft {
        line,
        title: cut(&capital(plain), LONGEST_TITLE),
        owner: doer(&text, known),
        is_done_itself: !text.ends_with(':') && text.split_whitespace().count() > 1,
        ..StepDraft::default()
    };
    match environments(&text).as_slice() {
        [] => {}
        [only] => step.environment = Some(only),
        several => step
            .remarks
            .push(format!("several environments are named: {}", several.join(", "))),
    }
    step.owner_remark();
    let signers = signers(&text);
    if !signers.is_empty() {
        step.is_done_itself = false;
        step.sign_offs.push((plain.to_owned(), signers));
    }
    step.take_links(line, raw, findings);
    step.settle_later(&text);
    step.text = text;
    step
}

impl StepDraft {
    fn owner_remark(&mut self) {
        if self.owner.as_ref().is_some_and(|owner| owner.contains(" or ")) {
            self.remarks
                .push("either of them: give both this role, or name a role that they have".to_owned());
        }
    }

    /// Keeps the links that have an address, and names the others.
    fn take_links(&mut self, line: usize, raw: &str, findings: &mut Vec<Finding>) {
        for (words, address) in links(raw) {
            if address.starts_with("https://") || address.starts_with("http://") {
                self.links.push((words, address));
            } else {
                let (words, address) = (short(&words), short(&address));
                findings.push(Finding::new(
                    line,
                    format!("a link without an address: [{words}] leads to {address}"),
                ));
            }
        }
    }

    /// Says that the page itself leaves something open.
    fn settle_later(&mut self, text: &str) {
        let is_open = text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| ["tbc", "tbd", "todo"].contains(&word.to_lowercase().as_str()));
        if is_open {
            self.remarks
                .push(format!("left open in the page: {}", short(text)));
        }
    }

    /// Takes one thing that must be done or seen.
    fn take_item(&mut self, line: usize, words: String, findings: &mut Vec<Finding>) {
        if self.items.iter().any(|known| known.eq_ignore_ascii_case(&words)) {
            findings.push(Finding::new(
                line,
                format!("stands twice in one list: {}", short(&words)),
            ));
        } else if self.items.len() >= MOST_ITEMS {
            findings.push(Finding::new(line, left(&words)));
        } else {
            self.items.push(words);
        }
    }
}

/// What stands below a line of the page: each innermost line, with the ones above it before it.
fn take_below(step: &mut StepDraft, below: &[ListItem], findings: &mut Vec<Finding>) {
    let mut above: Vec<(usize, String)> = Vec::new();
    for (n, item) in below.iter().enumerate() {
        let text = clean(&item.text);
        above.retain(|(depth, _)| *depth < item.depth);
        let has_more = below.get(n + 1).is_some_and(|next| next.depth > item.depth);
        if has_more {
            above.push((item.depth, text.trim_end_matches([':', '.']).to_owned()));
            continue;
        }
        let signers = signers(&text);
        if signers.is_empty() {
            let path = above
                .iter()
                .map(|(_, words)| words.as_str())
                .chain([text.as_str()]);
            let words = path.collect::<Vec<_>>().join(": ");
            if words.chars().any(char::is_alphanumeric) {
                step.take_item(item.line, cut(&words, LONGEST_ITEM), findings);
            } else {
                findings.push(Finding::new(item.line, left(&words)));
            }
        } else {
            step.sign_offs.push((text, signers));
        }
        step.take_links(item.line, &item.text, findings);
        step.settle_later(&clean(&item.text));
    }
}
