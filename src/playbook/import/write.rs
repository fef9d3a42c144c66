//! A plan to TOML, with the line each step came from and what a person has to settle, as comments.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::playbook::words::slug;
use crate::toml_reader::Source;

use super::people::capital;
use super::plan::{Plan, ProcessDraft, nothing_read};
use super::steps::StepDraft;
use super::words::trust;
use super::{Finding, cut};

/// The longest title of what a step asks for, and of a role.
const LONGEST_LABEL: usize = 45;
/// The longest name.
const LONGEST_NAME: usize = 28;
/// Who does what the page gives to nobody.
const TEAM: &str = "Team";

/// The draft of a playbook.
pub(super) fn write(page: &Source, name: Option<&str>, plan: &Plan, findings: &[Finding]) -> String {
    let mut writer = Writer {
        out: String::new(),
        lists: String::new(),
        roles: Vec::new(),
        environments: BTreeSet::new(),
        list_names: Names::default(),
        fallback: plan.fallback.clone(),
    };
    for environment in &plan.environments {
        writer.environments.insert((trust(environment), environment));
    }
    let mut processes = String::new();
    let mut names = Names::default();
    if plan.processes.is_empty() {
        let empty = ProcessDraft {
            line: 1,
            title: "Release".to_owned(),
            purpose: None,
            steps: vec![nothing_read()],
        };
        processes +=
            "\n# No step could be read from the page. This one only stands for those that you write.\n";
        processes += &writer.process(&empty, &mut names, true);
    }
    for process in &plan.processes {
        processes += &writer.process(process, &mut names, false);
    }
    let head = writer.head(page, name, plan);
    let mut out = head + &processes + &writer.lists;
    out += &listed(findings);
    out
}

struct Writer {
    out: String,
    lists: String,
    roles: Vec<String>,
    environments: BTreeSet<(usize, &'static str)>,
    list_names: Names,
    fallback: Option<String>,
}

impl Writer {
    fn head(&mut self, page: &Source, name: Option<&str>, plan: &Plan) -> String {
        let stem = std::path::Path::new(&page.name).file_stem();
        let stem = stem
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let given = plan.title.clone().or_else(|| name.map(str::to_owned));
        let title = given.unwrap_or(stem);
        let title = match title.trim() {
            "" => "My service".to_owned(),
            title => cut(&capital(title), 60),
        };
        let service = Names::default().take(name.unwrap_or(&title), "service");
        let out = &mut self.out;
        line(
            out,
            &format!(
                "# A draft, read by `gonogo playbook import` from {}.",
                one_line(&page.name)
            ),
        );
        line(
            out,
            "# Nothing in it is agreed yet: read each step beside the line of the page it names, then run",
        );
        line(
            out,
            "# `gonogo check` on this file. What could not be read is listed at the end.",
        );
        line(out, "");
        line(out, "[service]");
        line(out, &format!("name = {}", quoted(&service)));
        line(out, &format!("title = {}", quoted(&title)));
        line(
            out,
            "zone = \"UTC\" # not in the page: your team's, such as \"Pacific/Auckland\"",
        );
        let named: Vec<String> = self.environments.iter().map(|(_, name)| quoted(name)).collect();
        if named.is_empty() {
            line(out, "environments = [\"prod\"] # not in the page");
        } else {
            line(
                out,
                "# From the least to the most trusted, as far as the page names them.",
            );
            line(out, &format!("environments = [{}]", named.join(", ")));
        }
        let roles: Vec<String> = self.roles.iter().map(|role| quoted(role)).collect();
        line(out, &format!("roles = [{}]", roles.join(", ")));
        std::mem::take(&mut self.out)
    }

    fn process(&mut self, process: &ProcessDraft, names: &mut Names, is_empty: bool) -> String {
        let mut out = String::new();
        line(&mut out, "");
        line(&mut out, &format!("# line {}", process.line));
        line(&mut out, "[[process]]");
        line(
            &mut out,
            &format!("name = {}", quoted(&names.take(&process.title, "process"))),
        );
        line(&mut out, &format!("title = {}", quoted(&process.title)));
        match &process.purpose {
            Some(purpose) => line(&mut out, &format!("purpose = {}", quoted(purpose))),
            None => line(
                &mut out,
                "purpose = \"Not said in the page.\" # say here when this process is the right one",
            ),
        }
        if is_empty {
            line(&mut out, "not_yet = \"its steps are not written down yet.\"");
        }
        let mut step_names = Names::default();
        for step in &process.steps {
            out += &self.step(step, &mut step_names);
        }
        out
    }

    fn step(&mut self, step: &StepDraft, names: &mut Names) -> String {
        let mut out = String::new();
        let name = names.take(&step.title, "step");
        line(&mut out, "");
        line(
            &mut out,
            &format!("# line {}: {}", step.line, one_line(&cut(&step.text, 300))),
        );
        for remark in &step.remarks {
            line(&mut out, &format!("# {}", one_line(remark)));
        }
        line(&mut out, "[[process.step]]");
        line(&mut out, &format!("name = {}", quoted(&name)));
        line(&mut out, &format!("title = {}", quoted(&step.title)));
        let (owner, why) = self.owner(step);
        line(&mut out, &format!("owner = {}{why}", quoted(&owner)));
        if let Some(environment) = step.environment {
            self.environments.insert((trust(environment), environment));
            line(&mut out, &format!("environment = {}", quoted(environment)));
        }
        line(&mut out, "asks = [");
        for ask in self.asks(step) {
            line(&mut out, &format!("    {ask},"));
        }
        line(&mut out, "]");
        let links: Vec<String> = step.links.iter().filter_map(link).collect();
        if !links.is_empty() {
            line(&mut out, &format!("links = [{}]", links.join(", ")));
        }
        if step.title.ends_with('…') {
            line(&mut out, &format!("hint = {}", quoted(&cut(&step.text, 300))));
        }
        out
    }

    fn owner(&mut self, step: &StepDraft) -> (String, &'static str) {
        let (owner, why) = match (&step.owner, &self.fallback) {
            (Some(owner), _) => (owner.clone(), ""),
            (None, Some(fallback)) => (
                fallback.clone(),
                " # not said for this step: the one whom the page calls responsible",
            ),
            (None, None) => (TEAM.to_owned(), " # not said in the page: who does it?"),
        };
        (self.role(&owner), why)
    }

    /// The role as it was first written; roles that differ in capitals alone are one.
    fn role(&mut self, role: &str) -> String {
        let role = cut(role, LONGEST_LABEL);
        if let Some(known) = self.roles.iter().find(|known| known.eq_ignore_ascii_case(&role)) {
            return known.clone();
        }
        self.roles.push(role.clone());
        role
    }

    fn asks(&mut self, step: &StepDraft) -> Vec<String> {
        let mut asks = Vec::new();
        let mut names = Names::default();
        if !step.items.is_empty() {
            let list = self.list(step);
            asks.push(format!(
                "{{ checklist = {}, name = {} }}",
                quoted(&list),
                quoted(&names.take("list", "list"))
            ));
        }
        for (words, roles) in &step.sign_offs {
            let from: Vec<String> = roles.iter().map(|role| quoted(&self.role(role))).collect();
            asks.push(format!(
                "{{ sign_off = {}, name = {}, from = [{}] }}",
                quoted(&cut(&capital(words), LONGEST_LABEL)),
                quoted(&names.take("go", "go")),
                from.join(", ")
            ));
        }
        if asks.is_empty() || step.is_done_itself {
            let words = if asks.is_empty() {
                cut(&step.title, LONGEST_LABEL)
            } else {
                "Done".to_owned()
            };
            asks.push(format!(
                "{{ confirmation = {}, name = {} }}",
                quoted(&words),
                quoted(&names.take("done", "done"))
            ));
        }
        asks
    }

    /// Writes the checklist of a step; gives its name.
    fn list(&mut self, step: &StepDraft) -> String {
        let name = self.list_names.take(&step.title, "list");
        let out = &mut self.lists;
        line(out, "");
        line(out, &format!("# below line {}", step.line));
        line(out, &format!("[checklist.{name}]"));
        line(
            out,
            &format!("title = {}", quoted(&cut(&step.title, LONGEST_LABEL))),
        );
        line(out, "items = [");
        for item in &step.items {
            line(out, &format!("    {},", quoted(item)));
        }
        line(out, "]");
        name
    }
}

/// What a person has to look at, as comments.
fn listed(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut out =
        String::from("\n# What was not understood, left out or covered, by the lines of the page:\n");
    for finding in findings {
        line(
            &mut out,
            &format!("# {:>5}  {}", finding.line, one_line(&finding.what)),
        );
    }
    out
}

fn link((title, url): &(String, String)) -> Option<String> {
    let host = url.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    let is_sound =
        !host.is_empty() && !host.contains('@') && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    let title = if title.trim().is_empty() {
        host
    } else {
        title.as_str()
    };
    is_sound.then(|| format!("{{ title = {}, url = {} }}", quoted(&cut(title, 80)), quoted(url)))
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a text takes all");
}

/// A text that a comment can hold.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Names that are given once each.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// A name of these words that no other has; `fallback` where they have no plain letters.
    fn take(&mut self, words: &str, fallback: &str) -> String {
        let base = match slug(words) {
            name if name.is_empty() => fallback.to_owned(),
            name => name,
        };
        let numbered = |n: usize| match n {
            1 => base.clone(),
            n => {
                let ending = format!("-{n}");
                let kept = base.len().min(LONGEST_NAME - ending.len());
                format!("{}{ending}", base[..kept].trim_end_matches('-'))
            }
        };
        let name = (1..).map(numbered).find(|name| !self.0.contains(name));
        let name = name.expect("there are more numbers than names");
        self.0.insert(name.clone());
        name
    }
}
