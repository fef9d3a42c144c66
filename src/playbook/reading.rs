//! A process in words, as outline, Mermaid text and drawing show it: each step with who, what it asks, what holds it.

use serde_json::Value;

use crate::domain::process::{Ask, AskKind, Condition, Effect, Gate, Process, ReportRule, SignOffRule, Step};

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
    let mut notes: Vec<String> = step
        .only_if
        .iter()
        .map(|only_if| condition(process, only_if))
        .collect();
    if step.optional {
        notes.push("may be waived, with a reason".to_owned());
    }
    notes.extend(step.gates.iter().map(|held| gate(process, held)));
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
    let words = match &ask.kind {
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
        AskKind::Sync { .. } => format!("{title}: the day"),
        AskKind::Document { .. } => format!("{title}: a link"),
        AskKind::Tell { audience, .. } => {
            let known = process.audiences.get(audience);
            match known.and_then(|a| a.all_channels().next()) {
                Some(channel) => format!("{title}: in #{channel}"),
                None if known.is_some_and(|a| a.hears_of_steps()) => {
                    format!("{title}: by mail or direct message")
                }
                None => format!("{title}: by hand, since no channel is set"),
            }
        }
        AskKind::Report(rule) => format!("{title}: {}", reported(rule)),
        other => match other.options() {
            [] => format!("{title}: {}", plainly(other)),
            options => format!("{title}: {}", any(options)),
        },
    };
    match &ask.only_if {
        Some(only_if) => format!("{words} ({})", condition(process, only_if)),
        None => words,
    }
}

/// A kind that has no sentence here: its name in the playbook, and what belongs to it.
fn plainly(kind: &AskKind) -> String {
    fn words(value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
            Value::Object(fields) => {
                let said = fields.iter().filter(|(_, value)| !value.is_null());
                let said =
                    said.map(|(name, value)| format!("{} {}", name.replace(['-', '_'], " "), words(value)));
                said.collect::<Vec<_>>().join(", ")
            }
            other => other.to_string(),
        }
    }
    words(&serde_json::to_value(kind).unwrap_or_default())
}

/// On which answer something depends.
fn condition(process: &Process, condition: &Condition) -> String {
    let step = process.find_step(&condition.step);
    let asked = step.and_then(|(_, step)| step.find_ask(&condition.ask));
    let asked = asked.map_or(condition.ask.as_str(), |ask| ask.title.as_str());
    format!("only if “{asked}” is {}", any(&condition.is))
}

/// Whose word counts, and who may say it by hand.
fn reported(rule: &ReportRule) -> String {
    let systems: Vec<&str> = rule.from.iter().map(|s| s.as_str()).collect();
    let mut words = match systems.as_slice() {
        [] => "reported by a system".to_owned(),
        systems => format!("reported by {}", any(systems)),
    };
    if rule.needs_notes {
        words += ", with notes";
    }
    if !rule.by.is_empty() {
        words += &format!(", or said by {}", any(&rule.by));
    }
    words
}

fn goes(rule: &SignOffRule) -> String {
    let sets: Vec<String> = rule
        .sets
        .iter()
        .map(|set| match set.quorum {
            1 => any(&set.roles),
            n => format!("{n} of {}", any(&set.roles)),
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
    if rule.majority {
        words += ", by majority";
    }
    if rule.in_order {
        words += ", in this order";
    }
    if let Some(days) = rule.valid_days {
        words += &format!(", good for {days} days");
    }
    words
}

fn gate(process: &Process, gate: &Gate) -> String {
    match gate {
        Gate::OutageBegun => "shut until the outage begins".to_owned(),
        Gate::NoBlockers => "shut while somebody objects".to_owned(),
        Gate::RanOn(environment) => format!("shut until this version has run on {environment}"),
        Gate::NextSlot(environment) => format!("shut until the next planned day for {environment}"),
        Gate::HeldBy(environment) => {
            format!("shut until the planned day on which what {environment} held goes on, and to all else")
        }
        Gate::NoHoliday => "shut on holidays".to_owned(),
        Gate::WorkingDay => "shut on holidays and days off".to_owned(),
        Gate::NoFreeze(None) => "shut while a freeze holds".to_owned(),
        Gate::NoFreeze(Some(environment)) => format!("shut while a freeze of {environment} holds"),
        Gate::NotBefore { step, ask } => {
            let asked = process.find_step(step).and_then(|(_, step)| step.find_ask(ask));
            format!(
                "shut until the day of “{}”",
                asked.map_or(ask.as_str(), |ask| ask.title.as_str())
            )
        }
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::SetVersion {
            environment,
            component: None,
            from: None,
        } => format!("{environment} then has the new version"),
        Effect::SetVersion {
            environment,
            component,
            ..
        } => {
            let part = component.as_ref().map_or("the service", |c| c.as_str());
            format!("{environment} then has a new version of {part}")
        }
        Effect::TurnOn { state } => format!("turns {state} on"),
        Effect::TurnOff { state } => format!("turns {state} off"),
        Effect::CloseOutage => "ends the outage".to_owned(),
        Effect::CutVersion { only: None } => "fixes what the version contains".to_owned(),
        Effect::CutVersion { only: Some(branch) } => {
            format!("fixes what the version contains: a repair, by what was merged into {branch}")
        }
        Effect::EndFreeze => "ends the freeze".to_owned(),
        Effect::MoveTickets { to } => format!("moves its tickets to {to}"),
        Effect::Announce { audience, .. } => format!("tells {audience}"),
        Effect::TellAuthor => "tells whoever started it".to_owned(),
        Effect::HandOver => "hands the release over to whoever completes it".to_owned(),
    }
}

/// Names in a row: "a, b and c".
pub(super) fn all<T: ToString>(names: &[T]) -> String {
    in_a_row(names, "and")
}

/// Names of which one is meant: "a, b or c".
fn any<T: ToString>(names: &[T]) -> String {
    in_a_row(names, "or")
}

fn in_a_row<T: ToString>(names: &[T], last_word: &str) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

/// A number of things.
pub(super) fn count(n: usize, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        n => format!("{n} {thing}s"),
    }
}
