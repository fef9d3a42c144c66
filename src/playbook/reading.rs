//! A process in words, as outline, Mermaid text and drawing show it: each step with who, what it asks, what holds it.

use crate::domain::process::{Ask, AskKind, Effect, Gate, Process, SignOffRule, Step};

/// A step in words.
pub(super) struct StepWords {
    /// From 1.
    pub(super) number: usize,
    pub(super) title: String,
    /// Who, and where.
    pub(super) who: String,
    /// What it asks for.
    pub(super) asks: Vec<String>,
    /// What holds it shut, what it brings about.
    pub(super) notes: Vec<String>,
    /// The positions of the steps before it.
    pub(super) after: Vec<usize>,
    /// The position of the step to which it returns when it fails.
    pub(super) back_to: Option<usize>,
}

/// The steps of a process in words, in reading order.
pub(super) fn steps(process: &Process) -> Vec<StepWords> {
    process
        .steps
        .iter()
        .enumerate()
        .map(|(n, step)| words(process, n, step))
        .collect()
}

fn words(process: &Process, position: usize, step: &Step) -> StepWords {
    let place = |name| process.find_step(name).map(|(n, _)| n);
    let who = match &step.environment {
        Some(environment) => format!("{} · on {environment}", step.owner),
        None => step.owner.to_string(),
    };
    let mut notes: Vec<String> = step.gates.iter().map(gate).collect();
    if !step.takes.is_empty() {
        notes.push(format!("takes {}", all(&step.takes)));
    }
    notes.extend(step.effects.iter().map(effect));
    if step.may_roll_back {
        notes.push("may roll back".to_owned());
    }
    StepWords {
        number: position + 1,
        title: step.title.clone(),
        who,
        asks: step.asks.iter().map(|ask| asked(process, ask)).collect(),
        notes,
        after: step.after.iter().filter_map(place).collect(),
        back_to: step.on_fail.as_ref().and_then(place),
    }
}

/// What is asked for, in a few words.
fn asked(process: &Process, ask: &Ask) -> String {
    let title = &ask.title;
    match &ask.kind {
        AskKind::Confirmation => title.clone(),
        AskKind::Value { rule, .. } => match rule {
            Some(rule) => format!("{title}: {}", rule.because),
            None => format!("{title}: a text"),
        },
        AskKind::Checklist { list } => {
            let items = process
                .checklists
                .get(list)
                .map_or(0, |list| list.items().count());
            format!("{title}: {}", count(items, "item"))
        }
        AskKind::SignOff(rule) => format!("{title}: {}", goes(rule)),
        AskKind::Outage { audience } => {
            let told = process
                .audiences
                .get(audience)
                .map_or(audience.as_str(), |a| a.title.as_str());
            format!("{title}: a window, told to {told}")
        }
    }
}

fn goes(rule: &SignOffRule) -> String {
    let sets: Vec<String> = rule
        .sets
        .iter()
        .map(|set| match set.quorum {
            1 => set.role.to_string(),
            n => format!("{n} of {}", set.role),
        })
        .collect();
    let mut words = format!("from {}", all(&sets));
    if rule.distinct {
        words += ", different people";
    }
    if rule.not_the_author {
        words += ", not the author";
    }
    if rule.with_date {
        words += ", with a date";
    }
    words
}

fn gate(gate: &Gate) -> String {
    match gate {
        Gate::OutageBegun => "shut until the outage begins".to_owned(),
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::SetVersion { environment } => format!("{environment} then has the new version"),
        Effect::CloseOutage => "ends the outage".to_owned(),
    }
}

/// Names in a row: "a, b and c".
pub(super) fn all<T: ToString>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A number of things.
pub(super) fn count(n: usize, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        n => format!("{n} {thing}s"),
    }
}
