//! Reads the steps of a process, and holds each against the ones above it.

use crate::domain::fact::Place;
use crate::domain::name::{EnvironmentName, RoleName, StepName};
use crate::domain::process::{AskKind, Gate, Step};
use crate::domain::record::SectionRule;
use crate::toml_reader::{Findings, Span, Table, Text, Value};

use super::ask::{ReadAsk, read_ask};
use super::condition::{ReadCondition, Reference, find_condition};
use super::paired::{Seen, check_levels, check_states, lets_users_in};
use super::record::read_status;
use super::shelf::Shelf;
use super::words::{LONGEST_LINE, check_line, check_name, check_unique};

mod effects;
mod gates;
mod outage;
mod position;
mod shown;

use effects::{check_sources, read_effects, read_versions};
use gates::{ReadGates, read_gates};
use outage::check_outage;
use position::Position;
pub(super) use shown::read_links;
use shown::{read_commands, read_hint, read_shows};

/// More steps than this make a card that Discord refuses.
const MOST_STEPS: usize = 40;

/// A step with the places that later checks point at.
struct ReadStep {
    step: Step,
    name: Text,
    span: Span,
    after: Option<Vec<Text>>,
    on_fail: Option<Text>,
    only_if: Option<ReadCondition>,
    asks_only_if: Vec<Option<ReadCondition>>,
    days_awaited: Vec<Reference>,
    outage_asked: Option<Span>,
    outage_awaited: Option<Span>,
    outage_closed: Option<Span>,
    versions_from: Vec<(Text, Place)>,
}

/// Reads every step of the process of that name.
pub(super) fn read_steps(
    process: &str,
    values: Vec<&Value<'_>>,
    record: &[SectionRule],
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> Vec<Step> {
    let mut steps: Vec<ReadStep> = values
        .into_iter()
        .map(|value| read_step(value, record, shelf, found))
        .collect();
    check_unique(steps.iter().map(|step| &step.name), "steps", found);
    if let Some(step) = steps.get(MOST_STEPS) {
        let what =
            format!("a process has at most {MOST_STEPS} steps, since its card must fit into one message");
        found.error(&step.span, what, "one too many");
    }
    check_outage(&steps, found);
    let seen: Vec<Seen<'_>> = steps
        .iter()
        .map(|s| Seen {
            step: &s.step,
            span: &s.span,
        })
        .collect();
    check_states(&seen, &shelf.service, found);
    check_levels(&seen, shelf.documents(), found);
    check_sources(&steps, found);
    let names: Vec<String> = steps.iter().map(|step| step.name.value.clone()).collect();
    for (at, step) in steps.iter_mut().enumerate() {
        Position {
            process,
            names: &names,
            at,
        }
        .place(step, found);
    }
    for at in 0..steps.len() {
        let (above, rest) = steps.split_at_mut(at);
        let above: Vec<&Step> = above.iter().map(|step| &step.step).collect();
        look_up(&above, &mut rest[0], found);
    }
    steps.into_iter().map(|step| step.step).collect()
}

/// Looks up what depends on answers given above.
fn look_up(above: &[&Step], read: &mut ReadStep, found: &mut Findings) {
    let conditions = read.asks_only_if.iter().enumerate();
    let resolved: Vec<_> = conditions
        .map(|(n, condition)| {
            let beside = (&read.step.name, &read.step.asks[..n]);
            condition.as_ref()?.resolve(above, Some(beside), found)
        })
        .collect();
    for (ask, condition) in read.step.asks.iter_mut().zip(resolved) {
        ask.only_if = condition;
    }
    read.step.only_if = read
        .only_if
        .as_ref()
        .and_then(|condition| condition.resolve(above, None, found));
    let days = read.days_awaited.iter();
    let days = days.filter_map(|place| place.find_day(above, found));
    read.step
        .gates
        .extend(days.map(|(step, ask)| Gate::NotBefore { step, ask }));
}

fn read_step(value: &Value<'_>, record: &[SectionRule], shelf: &Shelf<'_>, found: &mut Findings) -> ReadStep {
    let mut table = Table::of(value, "a step", found);
    let span = table.span.clone();
    let (mut table, name) = match table.find_text("use", found) {
        Some(shared) => take_shared(table, &shared, shelf, found),
        None => {
            let name = table.text("name", found);
            (table, name)
        }
    };
    check_name(&name, found);
    let title = table.text("title", found);
    check_line(&title, "the title of a step", LONGEST_LINE, found);
    let mut asks = read_asks(&mut table, shelf, found);
    check_record_asked(&asks, record, found);
    let asks_only_if = asks.iter_mut().map(|ask| ask.only_if.take()).collect();
    let outage_asked = asks
        .iter()
        .find(|a| matches!(a.ask.kind, AskKind::Outage { .. }))
        .map(|a| a.span.clone());
    let ReadGates {
        gates,
        outage_awaited,
        days_awaited,
    } = read_gates(&mut table, shelf, found);
    let (mut effects, mut outage_closed) = read_effects(&mut table, shelf, found);
    let (versions, versions_from) = read_versions(&mut table, shelf, found);
    effects.splice(0..0, versions);
    let step = Step {
        name: StepName::from(name.value.as_str()),
        title: title.value,
        owner: read_owner(&mut table, shelf, found),
        environment: table
            .find_text("environment", found)
            .map(|e| shelf.environment(&e, found)),
        after: vec![],
        takes: read_environments(&mut table, "takes", shelf, found),
        gates,
        asks: asks.into_iter().map(|ask| ask.ask).collect(),
        effects,
        on_fail: None,
        may_roll_back: table.flag("may_roll_back", found).is_some(),
        links: read_links(&mut table, found),
        hint: read_hint(&mut table, found),
        status: read_status(&mut table, found),
        shows: read_shows(&mut table, record, found),
        commands: read_commands(&mut table, found),
        only_if: None,
        optional: table.flag("optional", found).is_some(),
    };
    if lets_users_in(&step, &shelf.service) {
        outage_closed = outage_closed.or_else(|| Some(span.clone()));
    }
    let only_if = find_condition(&mut table, found);
    let after = table.has("after").then(|| table.texts("after", found));
    let on_fail = table.find_text("on_fail", found);
    // Keys that have their place but were absent, so that a mistyped one is told of them.
    table.find("after");
    table.finish(found);
    ReadStep {
        step,
        name,
        span,
        after,
        on_fail,
        only_if,
        asks_only_if,
        days_awaited,
        outage_asked,
        outage_awaited,
        outage_closed,
        versions_from,
    }
}

/// The shared step under what this one says itself, and its name.
fn take_shared<'a>(
    table: Table<'a>,
    shared: &Text,
    shelf: &Shelf<'a>,
    found: &mut Findings,
) -> (Table<'a>, Text) {
    let mut table = match shelf.step(shared, found) {
        Some(base) => table.over(base),
        None => table.known_broken(),
    };
    let name = table.find_text("name", found).unwrap_or_else(|| shared.clone());
    (table, name)
}

fn read_owner(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> RoleName {
    let owner = table.text("owner", found);
    shelf.role(&owner, found)
}

/// A list of environments, each once.
pub(super) fn read_environments(
    table: &mut Table<'_>,
    key: &'static str,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> Vec<EnvironmentName> {
    let names = table.texts(key, found);
    check_unique(&names, "mentions of", found);
    names.iter().map(|name| shelf.environment(name, found)).collect()
}

fn read_asks(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<ReadAsk> {
    let values = table.some_values("asks", found);
    let asks: Vec<ReadAsk> = values
        .into_iter()
        .map(|value| read_ask(value, shelf, found))
        .collect();
    check_unique(
        asks.iter().map(|ask| &ask.name),
        "asks in this step with the name",
        found,
    );
    asks
}

/// Approval is asked for with a record: there must be one.
fn check_record_asked(asks: &[ReadAsk], record: &[SectionRule], found: &mut Findings) {
    let asked = asks.iter().find(|ask| ask.ask.kind == AskKind::Record);
    if let Some(ask) = asked.filter(|_| record.is_empty()) {
        let what = "the step asks for a change record, and the process has none";
        let fix = "give the process a `record`, a list of { title = \"…\" }";
        found.error(&ask.span, what, "no record to approve").fix(fix);
    }
}
