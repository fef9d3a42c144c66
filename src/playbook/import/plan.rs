//! Sections to processes: which list is one of steps, which sections are the stages of one process, who is who.

use super::blocks::{Block, BlockKind, ListItem};
use super::people::{capital, doer_of_list, member};
use super::sections::Section;
use super::steps::{StepDraft, step, steps_of};
use super::words::{
    Says, clean, environment, environments, heading_says, intro_says, is_about_people, is_told, says_stages,
};
use super::{Finding, cut, short};

/// As many as a playbook takes.
const MOST_PROCESSES: usize = 25;
/// As many as a process takes.
const MOST_STEPS: usize = 40;

/// What the page says.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What the page is called, when it says so.
    pub(super) title: Option<String>,
    pub(super) processes: Vec<ProcessDraft>,
    /// The environments that the page names anywhere.
    pub(super) environments: Vec<&'static str>,
    /// Who does what the page gives to nobody else.
    pub(super) fallback: Option<String>,
}

/// A process as the page has it.
#[derive(Debug)]
pub(super) struct ProcessDraft {
    pub(super) line: usize,
    pub(super) title: String,
    pub(super) purpose: Option<String>,
    pub(super) steps: Vec<StepDraft>,
}

/// Reads sections into processes, and notes what is in none.
pub(super) fn plan(sections: &[Section], findings: &mut Vec<Finding>) -> Plan {
    let mut planner = Planner {
        known: roles_of(sections, findings),
        plan: Plan {
            title: title(sections),
            environments: environments_of(sections),
            ..Plan::default()
        },
        findings,
    };
    let mut at = 0;
    while let Some(section) = sections.get(at) {
        let stages = stages_below(sections, at);
        if stages.is_empty() {
            planner.read_section(section, is_steps_above(sections, at));
            at += 1;
        } else {
            planner.read_stages(section, &sections[at + 1..at + 1 + stages.len()]);
            at += 1 + stages.len();
        }
    }
    planner.finish()
}

/// The first heading without a number of its own.
fn title(sections: &[Section]) -> Option<String> {
    let mut headings = sections.iter().filter(|s| !s.title.is_empty() && !s.is_numbered);
    let first = headings.next()?;
    // A heading among others far below is not the page's.
    let is_first = sections.iter().find(|s| !s.title.is_empty())?.line == first.line;
    is_first.then(|| first.title.clone())
}

/// The environments that anything on the page is placed in.
fn environments_of(sections: &[Section]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = sections.iter().filter_map(|s| environment(&s.title)).collect();
    for block in sections.iter().flat_map(|section| &section.blocks) {
        match &block.kind {
            BlockKind::Paragraph(text, _) => found.extend(environments(&clean(text))),
            BlockKind::List(items) => {
                found.extend(items.iter().flat_map(|item| environments(&clean(&item.text))))
            }
            BlockKind::Heading(..) | BlockKind::Table(_) | BlockKind::Code(_) => {}
        }
    }
    found
}

/// The roles of a section called Roles, and the like.
fn roles_of(sections: &[Section], findings: &mut Vec<Finding>) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for section in sections.iter().filter(|s| is_roles(&s.title)) {
        for item in lists(section).flatten() {
            match member(&clean(&item.text)) {
                Some(role) if item.depth == 0 => {
                    if !roles.iter().any(|known| known.eq_ignore_ascii_case(&role)) {
                        roles.push(capital(&role));
                    }
                }
                _ => findings.push(Finding::new(
                    item.line,
                    format!("no role could be read: {}", short(&item.text)),
                )),
            }
        }
    }
    roles
}

fn is_roles(title: &str) -> bool {
    let title = title.to_lowercase();
    [
        "roles",
        "people",
        "who is who",
        "who does what",
        "roles and responsibilities",
        "responsibilities",
        "the team",
    ]
    .contains(&title.as_str())
}

fn lists(section: &Section) -> impl Iterator<Item = &Vec<ListItem>> {
    section.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::List(items) => Some(items),
        _ => None,
    })
}

/// The sections below that are the stages of one process: numbered ones, or all when this one says so.
fn stages_below(sections: &[Section], at: usize) -> &[Section] {
    let (head, below) = (&sections[at], &sections[at + 1..]);
    if head.has_list() {
        return &[];
    }
    let deeper = |s: &&Section| match (head.level, s.level) {
        (Some(head), Some(level)) => level > head,
        _ => true,
    };
    let says_so = head.blocks.iter().any(|block| match &block.kind {
        BlockKind::Paragraph(text, _) => says_stages(&clean(text)),
        _ => false,
    });
    let belongs = |s: &&Section| !s.title.to_lowercase().starts_with("other");
    let inner = below.iter().take_while(deeper).take_while(belongs).count();
    let inner = &below[..inner];
    let is_counted = head.level.is_some()
        && inner.len() > 1
        && inner
            .iter()
            .all(|s| s.level.is_some() && s.is_numbered && s.has_list());
    if says_so || is_counted { inner } else { &[] }
}

/// Whether a heading above, of which this section is a part, says that it holds steps.
fn is_steps_above(sections: &[Section], at: usize) -> bool {
    let section = &sections[at];
    // A heading that ends with a colon in a page without marked headings is a part of the one before.
    let above = sections[..at]
        .iter()
        .rev()
        .find(|s| match (s.level, section.level) {
            (Some(above), Some(level)) => above < level,
            _ => !s.has_list() || heading_says(&s.title) == Says::Steps,
        });
    above.is_some_and(|s| {
        heading_says(&s.title) == Says::Steps && section.level.is_none() == s.level.is_none()
    })
}

struct Planner<'f> {
    known: Vec<String>,
    plan: Plan,
    findings: &'f mut Vec<Finding>,
}

impl Planner<'_> {
    fn note(&mut self, line: usize, what: impl Into<String>) {
        self.findings.push(Finding::new(line, what));
    }

    /// One process of the lists of a section that are lists of steps.
    fn read_section(&mut self, section: &Section, is_part_of_steps: bool) {
        if is_roles(&section.title) {
            return;
        }
        let mut steps: Vec<StepDraft> = Vec::new();
        let (mut purpose, mut owner) = (None, None);
        for (n, block) in section.blocks.iter().enumerate() {
            let intro = n
                .checked_sub(1)
                .and_then(|n| section.blocks.get(n))
                .and_then(words_of);
            match &block.kind {
                BlockKind::List(items) => {
                    let intro = intro.unwrap_or_default();
                    if self.is_steps(section, &intro, items, is_part_of_steps) {
                        owner = doer_of_list(&intro).or(owner);
                        steps.extend(steps_of(items, owner.as_deref(), &self.known, self.findings));
                    } else {
                        self.leave_list(items);
                    }
                }
                BlockKind::Paragraph(text, _) => {
                    let is_above_list = matches!(
                        section.blocks.get(n + 1).map(|b| &b.kind),
                        Some(BlockKind::List(_))
                    );
                    let is_purpose = purpose.is_none() && says_what_for(text, steps.is_empty());
                    match self.take_words(text) {
                        true => {}
                        false if is_purpose => purpose = Some((block.line, clean(text))),
                        false if is_above_list && text.trim_end().ends_with(':') => {}
                        false => self.note(block.line, format!("not read: {}", short(text))),
                    }
                }
                BlockKind::Table(row) => self.note(block.line, format!("a table, not read: {}", short(row))),
                BlockKind::Code(text) => self.note(block.line, format!("code, not read: {}", short(text))),
                BlockKind::Heading(..) => {}
            }
        }
        if steps.is_empty() {
            if let Some((line, text)) = purpose {
                self.note(line, format!("not read: {}", short(&text)));
            }
            let is_page = self.plan.title.as_ref() == Some(&section.title);
            if !section.title.is_empty() && !section.blocks.is_empty() && !is_page {
                self.note(
                    section.line,
                    format!("no steps were read under this heading: {}", short(&section.title)),
                );
            }
            return;
        }
        let purpose = purpose.map(|(_, text)| text);
        self.add(section.line, &section.title, purpose, steps);
    }

    /// Whether a list is one of steps: by the line above it, by its heading, by its own words.
    fn is_steps(&self, section: &Section, intro: &str, items: &[ListItem], is_part_of_steps: bool) -> bool {
        if environment(&section.title).is_some() {
            return false;
        }
        match (intro_says(intro), heading_says(&section.title)) {
            (Says::Notes, _) => return false,
            (Says::Steps, _) => return true,
            (Says::Nothing, Says::Notes) => return false,
            (Says::Nothing, Says::Steps) => return true,
            (Says::Nothing, Says::Nothing) => {}
        }
        let outer: Vec<&ListItem> = items.iter().filter(|item| item.depth == 0).collect();
        let told = outer.iter().filter(|item| is_told(&clean(&item.text))).count();
        is_part_of_steps || outer.iter().all(|item| item.is_numbered) || told * 2 > outer.len()
    }

    /// One process whose steps are sections; what stands in them becomes their checklists.
    fn read_stages(&mut self, head: &Section, stages: &[Section]) {
        let mut purpose = None;
        for block in &head.blocks {
            if let BlockKind::Paragraph(text, _) = &block.kind
                && purpose.is_none()
            {
                purpose = Some(clean(text));
            } else {
                self.leave(block);
            }
        }
        let mut steps = Vec::new();
        for stage in stages {
            let mut below = Vec::new();
            for block in &stage.blocks {
                match &block.kind {
                    BlockKind::List(items) => below.extend(items.iter().cloned()),
                    _ => self.leave(block),
                }
            }
            let head = ListItem {
                line: stage.line,
                depth: 0,
                is_numbered: false,
                text: stage.title.clone(),
            };
            below.iter_mut().for_each(|item| item.depth += 1);
            let list: Vec<ListItem> = [head].into_iter().chain(below).collect();
            let mut made = steps_of(&list, None, &self.known, self.findings);
            if let (Some(step), Some(first)) = (made.first_mut(), stage.title.split_whitespace().next()) {
                step.environment = step.environment.or(environment(first));
                step.is_done_itself = step.items.is_empty() && step.sign_offs.is_empty();
            }
            steps.extend(made);
        }
        self.add(head.line, &head.title, purpose, steps);
    }

    fn add(&mut self, line: usize, title: &str, purpose: Option<String>, mut steps: Vec<StepDraft>) {
        for step in steps.drain(MOST_STEPS.min(steps.len())..) {
            let what = format!(
                "left out, since a process has at most {MOST_STEPS} steps: {}",
                short(&step.text)
            );
            self.findings.push(Finding::new(step.line, what));
        }
        if self.plan.processes.len() >= MOST_PROCESSES {
            let what = format!(
                "left out, since a service has at most {MOST_PROCESSES} processes: {}",
                short(title)
            );
            self.note(line, what);
            return;
        }
        let title = if title.is_empty() { "Release" } else { title };
        self.plan.processes.push(ProcessDraft {
            line,
            title: cut(&capital(title), 60),
            purpose: purpose.map(|text| cut(&text, 300)),
            steps,
        });
    }

    /// Takes what a paragraph says about people, such as "Responsible: Kim"; whether it said such a thing.
    fn take_words(&mut self, text: &str) -> bool {
        let plain = clean(text);
        let Some((label, name)) = plain.split_once(": ") else {
            return false;
        };
        let name = name.split(['(', ',', '.']).next().unwrap_or_default();
        let is_label = is_about_people(label) && label.split_whitespace().count() <= 5;
        let named = is_label.then(|| super::people::role(name)).flatten();
        if let Some(role) = &named {
            self.plan.fallback.get_or_insert(role.clone());
        }
        named.is_some()
    }

    fn leave_list(&mut self, items: &[ListItem]) {
        for item in items {
            self.note(item.line, format!("not a step: {}", short(&item.text)));
        }
    }

    fn leave(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::List(items) => self.leave_list(items),
            BlockKind::Paragraph(text, _) | BlockKind::Table(text) | BlockKind::Code(text) => {
                self.note(block.line, format!("not read: {}", short(text)));
            }
            BlockKind::Heading(..) => {}
        }
    }

    fn finish(mut self) -> Plan {
        for role in std::mem::take(&mut self.known) {
            let is_used = |step: &StepDraft| {
                step.owner
                    .as_ref()
                    .is_some_and(|owner| owner.eq_ignore_ascii_case(&role))
            };
            if !self.plan.processes.iter().flat_map(|p| &p.steps).any(is_used) {
                self.findings.push(Finding::new(
                    0,
                    format!("the page names the role {role} and gives it no step"),
                ));
            }
        }
        self.plan
    }
}

/// Whether a paragraph can say when a process is the right one: what stands above its steps, or speaks of "these".
fn says_what_for(text: &str, is_above_steps: bool) -> bool {
    let plain = clean(text);
    let points = ["this ", "these "]
        .iter()
        .any(|word| plain.to_lowercase().starts_with(word));
    !plain.ends_with(':') && (is_above_steps || points)
}

/// The line that announces a list.
fn words_of(block: &Block) -> Option<String> {
    match &block.kind {
        BlockKind::Paragraph(text, _) if text.trim_end().ends_with(':') => Some(clean(text)),
        _ => None,
    }
}

/// A step that stands for a page in which none could be read.
pub(super) fn nothing_read() -> StepDraft {
    step(1, "Say here what is done first", &[], &mut Vec::new())
}
