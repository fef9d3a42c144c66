//! A playbook as an outline for the terminal, and the list of playbooks.

use std::fmt::Write;

use crate::domain::process::Process;

use super::Playbook;
use super::reading::{StepWords, all, count, steps};

/// The longest line.
const WIDTH: usize = 100;

/// The list of playbooks with their processes.
pub fn list(playbooks: &[Playbook]) -> String {
    let mut out = String::new();
    for playbook in playbooks {
        let service = &playbook.service;
        put(&mut out, &format!("{} · {}", service.name, service.title));
        let longest = playbook
            .processes
            .iter()
            .map(|p| p.name.as_str().len())
            .max()
            .unwrap_or(0);
        for process in &playbook.processes {
            let not_yet = if process.not_yet.is_some() {
                " (cannot be started yet)"
            } else {
                ""
            };
            let line = format!(
                "  {:longest$}  {}: {}{not_yet}",
                process.name.as_str(),
                process.title,
                process.purpose
            );
            wrapped(&mut out, &line, longest + 4);
        }
        put(&mut out, "");
    }
    put(
        &mut out,
        "gonogo playbook show NAME shows one; gonogo playbook new NAME begins your own.",
    );
    out
}

/// The service and these of its processes.
pub fn outline(playbook: &Playbook, processes: &[&Process]) -> String {
    let service = &playbook.service;
    let environments: Vec<String> = service
        .environments
        .iter()
        .map(|e| match &e.host {
            Some(host) => format!("{} ({host})", e.name),
            None => e.name.to_string(),
        })
        .collect();
    let mut out = String::new();
    put(&mut out, &format!("{} ({})", service.title, service.name));
    put(&mut out, &format!("  environments  {}", environments.join(", ")));
    put(&mut out, &format!("  roles         {}", all(&playbook.roles)));
    put(&mut out, &format!("  zone          {}", service.zone));
    for process in processes {
        put(&mut out, "");
        show_process(&mut out, process);
    }
    out
}

fn show_process(out: &mut String, process: &Process) {
    put(out, &format!("{} ({})", process.title, process.name));
    wrapped(out, &format!("  {}", process.purpose), 2);
    if let Some(why) = &process.not_yet {
        wrapped(out, &format!("  cannot be started yet: {why}"), 2);
    }
    let facts = [
        process
            .version
            .as_ref()
            .map(|rule| ("version", rule.because.clone())),
        (!process.occupies.is_empty()).then(|| ("holds", all(&process.occupies))),
        (!process.started_by.is_empty()).then(|| ("started by", all(&process.started_by))),
        (!process.override_by.is_empty()).then(|| ("may override", all(&process.override_by))),
    ];
    for (name, words) in facts.into_iter().flatten() {
        wrapped(out, &format!("  {name:<12}  {words}"), 16);
    }
    put(out, &format!("  {}", count(process.steps.len(), "step")));
    for step in steps(process) {
        show_step(out, &step);
    }
}

fn show_step(out: &mut String, step: &StepWords) {
    put(out, "");
    wrapped(out, &format!("  {:>2}. {}", step.number, step.title), 6);
    put(out, &format!("      {}", step.who));
    for ask in &step.asks {
        wrapped(out, &format!("      [ ] {ask}"), 10);
    }
    for note in &step.notes {
        wrapped(out, &format!("      - {note}"), 8);
    }
    // The step right above needs no word.
    let above = step.number.checked_sub(2);
    let after: Vec<String> = step.after.iter().map(|n| (n + 1).to_string()).collect();
    if step.after.as_slice() != above.as_slice() {
        let words = match after.as_slice() {
            [] => "      - can begin at once".to_owned(),
            after => format!("      - after {}", all(after)),
        };
        put(out, &words);
    }
    if let Some(back) = step.back_to {
        put(out, &format!("      - when it fails: back to {}", back + 1));
    }
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{}", line.trim_end()).expect("a text takes all");
}

/// A line, broken at words; what follows is indented.
fn wrapped(out: &mut String, line: &str, indent: usize) {
    let begin: String = line.chars().take_while(|c| *c == ' ').collect();
    let mut open = begin.clone();
    let mut is_empty = true;
    // Two spaces in a row are columns, which stay.
    for word in line.trim_start().split(' ') {
        if !is_empty && open.chars().count() + 1 + word.chars().count() > WIDTH {
            put(out, &open);
            open = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            open.push(' ');
        }
        open += word;
        is_empty = false;
    }
    put(out, &open);
}
