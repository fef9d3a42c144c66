//! Reads `[ticket]`: the statuses of tickets, the moves between them, and whether they lead anywhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::name::{RoleName, StatusName};
use crate::domain::workflow::{Move, Status, Workflow};
use crate::toml_reader::{Findings, Span, Table, Text, Value, text};

use super::ask::read_rule;
use super::words::{Kind, LONGEST_LABEL, check_known, check_line, check_name, check_unique};

mod of_process;

pub(super) use of_process::{check_tickets, read_tickets, read_tickets_ask};

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
