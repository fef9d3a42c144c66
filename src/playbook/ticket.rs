//! Reads `[ticket]`: the statuses of tickets, the moves between them, and whether they lead anywhere.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeValue;

use crate::domain::name::{AskName, RoleName, SectionName, StatusName, StepName};
use crate::domain::process::{AskKind, Condition, Process};
use crate::domain::workflow::{Instead, Move, Status, TicketRules, Workflow};
use crate::toml_reader::{Findings, Span, Table, Text, Value, list, text};

use super::ask::read_rule;
use super::shelf::Shelf;
use super::words::{Kind, LONGEST_LABEL, check_known, check_line, check_name, check_unique};

/// More statuses than this do not fit into a select on Discord.
const MOST_STATUSES: usize = 20;

/// Reads `[ticket]`, when there is one.
pub(super) fn read_workflow(
    root: &mut Table<'_>,
    roles: &[RoleName],
    found: &mut Findings,
) -> Option<Workflow> {
    let mut table = Table::of(root.find("ticket")?, "[ticket]", found);
    let span = table.span.clone();
    let example = table.find_text("example", found);
    let name = read_rule(&mut table, example.as_ref(), found);
    let link = table.find_text("link", found);
    if let Some(link) = &link {
        check_link(link, found);
    }
    let values = table.some_values("status", found);
    if let Some(value) = values.get(MOST_STATUSES) {
        let what = format!("a ticket has at most {MOST_STATUSES} statuses, since people choose from a list");
        found.error(&value.span(), what, "one too many");
    }
    let names: Vec<Text> = values.iter().map(|value| name_of(value, found)).collect();
    check_unique(&names, "statuses", found);
    let known: Vec<&str> = names.iter().map(|n| n.value.as_str()).collect();
    let words = Words {
        roles,
        statuses: &known,
    };
    let statuses = values
        .iter()
        .zip(&names)
        .map(|(value, name)| words.read_status(value, name, found))
        .collect();
    let moves = table.some_values("move", found);
    let workflow = Workflow {
        name,
        link: link.map(|link| link.value),
        statuses,
        moves: moves
            .into_iter()
            .map(|value| words.read_move(value, found))
            .collect(),
        attach_at: words.status(&table.text("attach_at", found), found),
        attached_by: words.read_roles(&mut table, "attached_by", found),
        back_to: words.status(&table.text("back_to", found), found),
    };
    if workflow.attached_by.is_empty() {
        table.miss("attached_by", found);
    }
    table.finish(found);
    check_ways(&workflow, &names, &span, found);
    Some(workflow)
}

/// The name of a status, before anything else is read: others name it above and below.
fn name_of(value: &Value<'_>, found: &mut Findings) -> Text {
    let mut quiet = Findings::default();
    let mut table = Table::of(value, "a status", &mut quiet);
    let name = table.text("name", &mut quiet);
    check_name(&name, found);
    name
}

fn check_link(link: &Text, found: &mut Findings) {
    let is_page = link.value.starts_with("https://") || link.value.starts_with("http://");
    if link.is_there && !(is_page && link.value.contains("{ticket}")) {
        let what = format!("`{}` is no address of a ticket", link.value);
        found
            .error(&link.span, what, "no https:// or no {ticket} in it")
            .fix("write link = \"https://jira.example.org/browse/{ticket}\"");
    }
}

/// What statuses and moves refer to.
struct Words<'w> {
    roles: &'w [RoleName],
    statuses: &'w [&'w str],
}

impl Words<'_> {
    fn status(&self, name: &Text, found: &mut Findings) -> StatusName {
        check_known(name, self.statuses, Kind::Status, found);
        StatusName::from(name.value.as_str())
    }

    fn role(&self, name: &Text, found: &mut Findings) -> RoleName {
        let known: Vec<&str> = self.roles.iter().map(RoleName::as_str).collect();
        check_known(name, &known, Kind::Role, found);
        RoleName::from(name.value.as_str())
    }

    fn read_roles(&self, table: &mut Table<'_>, key: &'static str, found: &mut Findings) -> Vec<RoleName> {
        let names = table.texts(key, found);
        check_unique(&names, "mentions of", found);
        names.iter().map(|name| self.role(name, found)).collect()
    }

    fn read_status(&self, value: &Value<'_>, name: &Text, found: &mut Findings) -> Status {
        let mut table = Table::of(value, "a status", found);
        // It was looked at before, and told of when it is missing or odd here.
        table.text("name", found);
        let title = table.text("title", found);
        check_line(&title, "the title of a status", LONGEST_LABEL, found);
        let awaits = table.find_text("awaits", found);
        let awaits = awaits.map(|role| self.role(&role, found));
        let comment_by = self.read_comments(&mut table, found);
        let status = Status {
            name: StatusName::from(name.value.as_str()),
            title: title.value,
            awaits,
            comment_by,
            done: table.flag("done", found).is_some(),
            detaches: table.flag("detaches", found).is_some(),
        };
        table.finish(found);
        status
    }

    fn read_comments(&self, table: &mut Table<'_>, found: &mut Findings) -> BTreeMap<RoleName, StatusName> {
        let mut moves = BTreeMap::new();
        for (role, value) in table.named("comment_by", found) {
            let to = text(value, "comment_by", found);
            moves.insert(self.role(&role, found), self.status(&to, found));
        }
        moves
    }

    fn read_move(&self, value: &Value<'_>, found: &mut Findings) -> Move {
        let mut table = Table::of(value, "a move", found);
        let span = table.span.clone();
        let from: Vec<Text> = table
            .some_values("from", found)
            .into_iter()
            .map(|value| text(value, "from", found))
            .collect();
        check_unique(&from, "mentions of", found);
        let moved = Move {
            from: from.iter().map(|name| self.status(name, found)).collect(),
            to: self.status(&table.text("to", found), found),
            by: self.read_roles(&mut table, "by", found),
            agreed_by: self.read_roles(&mut table, "agreed_by", found),
            needs_comment: table.flag("needs_comment", found).is_some(),
        };
        table.finish(found);
        if !moved.by.is_empty() && !moved.agreed_by.is_empty() {
            let what = "a move is made by one person, or agreed by several sides, not both";
            found
                .error(&span, what, "`by` and `agreed_by`")
                .fix("keep one of them");
        }
        if moved.agreed_by.len() == 1 {
            let what = "an agreement takes two sides or more";
            found
                .error(&span, what, "one side in `agreed_by`")
                .fix("name the other side too, or write `by`");
        }
        if moved.from.contains(&moved.to) {
            let what = format!("a move from `{}` to itself moves nothing", moved.to);
            found.error(&span, what, "`to` is also in `from`");
        }
        moved
    }
}

/// Every status can be reached, and every one can be left or is an end.
fn check_ways(workflow: &Workflow, names: &[Text], span: &Span, found: &mut Findings) {
    let Some(first) = workflow.first() else { return };
    let mut reached = BTreeSet::from([&first.name]);
    let mut open = vec![&first.name];
    while let Some(from) = open.pop() {
        let moves = workflow.moves.iter().filter(|m| m.from.contains(from));
        let comments = workflow
            .find(from)
            .into_iter()
            .flat_map(|(_, s)| s.comment_by.values());
        for to in moves.map(|m| &m.to).chain(comments) {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    for (status, name) in workflow.statuses.iter().zip(names) {
        if !reached.contains(&status.name) {
            let what = format!("no way leads from `{}` to `{}`", first.name, status.name);
            found
                .error(&name.span, what, "no ticket ever has this status")
                .fix("add a [[ticket.move]] to it, or leave it out");
        }
        if !status.done && workflow.legal(&status.name).is_empty() {
            let what = format!("`{}` is a dead end: no move leads out of it", status.name);
            found
                .error(&name.span, what, "tickets stay here for ever")
                .fix("add a [[ticket.move]] from it, or say `done = true`");
        }
    }
    if !workflow.statuses.iter().any(|s| s.done) {
        found
            .error(span, "no status of a ticket is its end", "nothing is ever done")
            .fix("say `done = true` in the last status");
    }
}

/// Reads `tickets` of a process: `true`, or a table that says who is awaited instead.
pub(super) fn read_tickets(
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
pub(super) fn read_condition(value: &Value<'_>, found: &mut Findings) -> Condition {
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
pub(super) fn check_tickets(process: &Process, span: Option<&Span>, table: &Span, found: &mut Findings) {
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
pub(super) fn read_tickets_ask(table: &mut Table<'_>, found: &mut Findings) -> (Text, AskKind) {
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
