//! Reads what a process does with tickets: whether it takes them, and what becomes of them with its steps.

use toml::de::DeValue;

use crate::domain::name::{AskName, SectionName, StepName};
use crate::domain::process::{AskKind, Condition, Process};
use crate::domain::workflow::{Instead, TicketRules};
use crate::playbook::shelf::Shelf;
use crate::playbook::words::{LONGEST_LABEL, check_line};
use crate::toml_reader::{Findings, Span, Table, Text, Value, list};

/// Reads `tickets` of a process: `true`, or a table that says who is awaited instead.
pub(in crate::playbook) fn read_tickets(
    table: &mut Table<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> Option<(TicketRules, Span)> {
    let value = table.find("tickets")?;
    let (mut instead, mut rollback) = (Vec::new(), None);
    match value.get_ref() {
        DeValue::Boolean(true) => {}
        DeValue::Boolean(false) => return None,
        _ => {
            let mut table = Table::of(value, "`tickets`", found);
            for value in table.values("awaits", found) {
                instead.push(read_instead(value, shelf, found));
            }
            rollback = table
                .find_text("rollback", found)
                .map(|name| SectionName::from(name.value));
            table.finish(found);
        }
    }
    let Some(workflow) = shelf.tickets.clone() else {
        found
            .error(
                &value.span(),
                "this playbook declares no tickets",
                "no [ticket] in this file",
            )
            .fix("add [ticket] with its statuses and moves");
        return None;
    };
    let rules = TicketRules {
        workflow,
        instead,
        rollback,
    };
    Some((rules, value.span()))
}

fn read_instead(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Instead {
    let mut table = Table::of(value, "who is awaited instead", found);
    let status = table.text("status", found);
    let role = table.text("role", found);
    let when = match table.find("only_if") {
        Some(value) => read_condition(value, found),
        None => {
            table.miss("only_if", found);
            nothing_said()
        }
    };
    let instead = Instead {
        status: shelf.status(&status, found),
        role: shelf.role(&role, found),
        when,
    };
    table.finish(found);
    instead
}

fn nothing_said() -> Condition {
    Condition {
        step: StepName::from(""),
        ask: AskName::from(""),
        is: Vec::new(),
    }
}

/// Reads `{ ask = "STEP/ASK", is = "ANSWER" }`, or with `is_any_of`.
pub(in crate::playbook) fn read_condition(value: &Value<'_>, found: &mut Findings) -> Condition {
    let mut table = Table::of(value, "a condition", found);
    let place = table.text("ask", found);
    let is = if table.has("is_any_of") {
        table.texts("is_any_of", found)
    } else {
        vec![table.text("is", found)]
    };
    let is = is.into_iter().map(|is| is.value).collect();
    table.find("is");
    table.find("is_any_of");
    table.finish(found);
    let (step, ask) = place.value.split_once('/').unwrap_or_else(|| {
        if place.is_there {
            let what = format!("`{}` does not say which step asks", place.value);
            found
                .error(&place.span, what, "no / in it")
                .fix("write it as \"STEP/ASK\", with both names");
        }
        ("", "")
    });
    Condition {
        step: StepName::from(step),
        ask: AskName::from(ask),
        is,
    }
}

/// What a process says of tickets, held against its steps.
pub(in crate::playbook) fn check_tickets(
    process: &Process,
    span: Option<&Span>,
    table: &Span,
    found: &mut Findings,
) {
    let moving = process.tested_at().next().is_some();
    let Some(rules) = &process.tickets else {
        if moving || process.asks_for_tickets() {
            let what = format!(
                "a step of `{}` has to do with tickets, and the process has none",
                process.name
            );
            found
                .error(table, what, "`tickets` is missing here")
                .fix("add `tickets = true`");
        }
        return;
    };
    let span = span.unwrap_or(table);
    let workflow = &rules.workflow;
    let known = |name: &SectionName| process.record.iter().any(|rule| rule.name == *name);
    if let Some(section) = rules.rollback.as_ref().filter(|name| !known(name)) {
        let what = format!(
            "`{section}` is no section of the change record of `{}`",
            process.name
        );
        found
            .error(span, what, "the section that says how to roll back")
            .fix("name a section of `record`, or leave `rollback` out");
    }
    for to in process.tested_at() {
        let known = workflow.find(to).is_some();
        if known && !workflow.leads(&workflow.attach_at, to) {
            let what = format!(
                "no move leads from `{}`, where tickets are attached, to `{to}`, where a step moves them",
                workflow.attach_at
            );
            found
                .error(span, what, "the step would move nothing")
                .fix("add a [[ticket.move]] from the one to the other");
        }
    }
    let excuses = process
        .steps
        .iter()
        .flat_map(|s| &s.asks)
        .filter_map(|a| match &a.kind {
            AskKind::Tickets { excused_by } => excused_by.as_ref(),
            _ => None,
        });
    for condition in excuses.chain(rules.instead.iter().map(|i| &i.when)) {
        check_condition(process, condition, span, found);
    }
}

fn check_condition(process: &Process, condition: &Condition, span: &Span, found: &mut Findings) {
    if condition.step.as_str().is_empty() {
        return;
    }
    let step = process.find_step(&condition.step).map(|(_, step)| step);
    let asked = step.and_then(|s| s.find_ask(&condition.ask));
    if let Some(ask) = asked {
        let options = ask.kind.options();
        for is in condition.is.iter().filter(|is| !options.contains(is)) {
            let what = format!("`{is}` is no answer of `{}/{}`", condition.step, condition.ask);
            let fix = match options {
                [] => "make it { choice = \"…\", options = [\"yes\", \"no\"] }".to_owned(),
                options => format!("its answers are {}", list(options.iter().map(String::as_str))),
            };
            found
                .error(span, what, "something about its tickets depends on that answer")
                .fix(fix);
        }
    } else {
        let what = format!(
            "`{}/{}` is nothing that the process `{}` asks for",
            condition.step, condition.ask, process.name
        );
        let known: Vec<String> = process
            .steps
            .iter()
            .flat_map(|s| s.asks.iter().map(move |a| format!("{}/{}", s.name, a.name)))
            .collect();
        found
            .error(span, what, "something about its tickets depends on that answer")
            .fix(format!("asked for: {}", known.join(", ")));
    }
}

/// What stands beside `tickets = "done"`.
pub(in crate::playbook) fn read_tickets_ask(table: &mut Table<'_>, found: &mut Findings) -> (Text, AskKind) {
    let wanted = table.text("tickets", found);
    if wanted.is_there && wanted.value != "done" {
        let what = format!("a step cannot wait for tickets that are `{}`", wanted.value);
        found
            .error(&wanted.span, what, "not known")
            .fix("write tickets = \"done\"");
    }
    let excused_by = table.find("excused_by").map(|value| read_condition(value, found));
    let title = match table.find_text("title", found) {
        Some(title) => {
            check_line(&title, "what is asked", LONGEST_LABEL, found);
            title
        }
        None => Text {
            value: "Every ticket is done".to_owned(),
            ..wanted
        },
    };
    (title, AskKind::Tickets { excused_by })
}
