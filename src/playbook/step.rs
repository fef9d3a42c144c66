//! Reads the steps of a process, and holds each against the ones above it.

use super::ask::{ReadAsk, read_ask};
use super::condition::{ReadCondition, Reference, find_condition};
use super::environment::refuse_secret;
use super::paired::{Seen, check_levels, check_states, lets_users_in};
use super::record::{check_section, read_status};
use super::shelf::Shelf;
use super::words::{
    Kind, LONGEST_COMMANDS, LONGEST_LINE, LONGEST_SENTENCE, check_known, check_line, check_name, check_unique,
};
use crate::domain::fact::Place;
use crate::domain::name::{EnvironmentName, RoleName, SectionName, StepName};
use crate::domain::process::{AskKind, Effect, Gate, Link, Step};
use crate::domain::record::SectionRule;
use crate::toml_reader::{Findings, Span, Table, Text, Value, did_you_mean, list, text};
use toml::de::DeValue;

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

/// Where a step stands among the others of its process.
struct Position<'n> {
    process: &'n str,
    names: &'n [String],
    at: usize,
}

impl Position<'_> {
    fn above(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.names[..self.at].iter().map(String::as_str)
    }

    /// Resolves what a step says of others; without a word it comes after the one above.
    fn place(&self, step: &mut ReadStep, found: &mut Findings) {
        step.step.after = match &step.after {
            None => self.above().next_back().map(StepName::from).into_iter().collect(),
            Some(after) => {
                check_unique(after, "mentions of", found);
                after
                    .iter()
                    .filter_map(|name| self.earlier(name, "after", found))
                    .collect()
            }
        };
        step.step.on_fail = step
            .on_fail
            .as_ref()
            .and_then(|name| self.earlier(name, "on_fail", found));
    }

    /// The step of that name, when it stands above.
    fn earlier(&self, name: &Text, key: &str, found: &mut Findings) -> Option<StepName> {
        if !name.is_there {
            return None;
        }
        let process = self.process;
        let what = match self.names.iter().position(|known| *known == name.value) {
            Some(at) if at < self.at => return Some(StepName::from(name.value.as_str())),
            Some(at) if at == self.at => format!("`{key}` names its own step in the process `{process}`"),
            Some(_) => format!(
                "`{key}` names `{}`, which comes later in the process `{process}`",
                name.value
            ),
            None => format!("`{}` is no step of the process `{process}`", name.value),
        };
        let fix = match (did_you_mean(&name.value, self.above()), self.at) {
            (Some(meant), _) => meant,
            (None, 0) => "no step stands above this one".to_owned(),
            (None, _) => format!("the steps above are: {}", list(self.above())),
        };
        found
            .error(&name.span, what, "a step above belongs here")
            .fix(fix);
        None
    }
}

/// An outage is asked for once, before anything waits for it or closes it, and is closed in the end.
fn check_outage(steps: &[ReadStep], found: &mut Findings) {
    let mut asked: Option<&Span> = None;
    for step in steps {
        let uses = [
            (
                &step.outage_awaited,
                "the step waits for an outage that no step above asks for",
            ),
            (
                &step.outage_closed,
                "the step closes an outage that no step above asks for",
            ),
        ];
        for (span, what) in uses {
            if let (Some(span), None) = (span, asked) {
                let fix = "a step above needs asks = [{ outage = \"…\" }]";
                found.error(span, what, "no outage yet").fix(fix);
            }
        }
        match (&step.outage_asked, asked) {
            (Some(span), Some(first)) => {
                let what = "a process announces one outage";
                found
                    .error(span, what, "a second one")
                    .beside(first.clone(), "first here");
            }
            (Some(span), None) => asked = Some(span),
            (None, _) => {}
        }
    }
    if let Some(span) = asked.filter(|_| steps.iter().all(|step| step.outage_closed.is_none())) {
        let fix = "write closes_outage = true in the step that reopens the service";
        found
            .error(
                span,
                "nothing closes this outage",
                "its audience would wait for ever",
            )
            .fix(fix);
    }
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

/// The gates of a step, with what must be looked up.
#[derive(Default)]
struct ReadGates {
    gates: Vec<Gate>,
    outage_awaited: Option<Span>,
    days_awaited: Vec<Reference>,
}

fn read_gates(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> ReadGates {
    let mut read = ReadGates::default();
    let (mut names, values) = (Vec::new(), table.values("gates", found));
    for value in values {
        if let DeValue::Table(_) = value.get_ref() {
            read_gate(value, shelf, &mut read, found);
        } else {
            names.push(text(value, "gates", found));
        }
    }
    check_unique(&names, "mentions of", found);
    for name in &names {
        if check_known(name, &["outage-begun", "no-blockers"], Kind::Gate, found) {
            if name.value == "no-blockers" {
                read.gates.push(Gate::NoBlockers);
            } else {
                read.gates.push(Gate::OutageBegun);
                read.outage_awaited = Some(name.span.clone());
            }
        }
    }
    read
}

/// A gate that names something: `{ ran_on = "staging" }`, `{ not_before = "STEP/ASK" }` or `{ next_slot = "production" }`.
fn read_gate(value: &Value<'_>, shelf: &Shelf<'_>, read: &mut ReadGates, found: &mut Findings) {
    let mut table = Table::of(value, "a gate", found);
    match (
        table.find_text("ran_on", found),
        table.find_text("not_before", found),
        table.find_text("next_slot", found),
    ) {
        (Some(environment), None, None) => read
            .gates
            .push(Gate::RanOn(shelf.environment(&environment, found))),
        (None, Some(place), None) => read.days_awaited.push(Reference::new(place)),
        (None, None, Some(environment)) => read
            .gates
            .push(Gate::NextSlot(shelf.environment(&environment, found))),
        _ => {
            let fix = "write { ran_on = \"ENVIRONMENT\" }, { not_before = \"STEP/ASK\" } or { next_slot = \"ENVIRONMENT\" }";
            found
                .error(
                    &value.span(),
                    "a gate names one thing",
                    "one of `ran_on`, `not_before` and `next_slot`",
                )
                .fix(fix);
        }
    }
    table.finish(found);
}

fn read_effects(
    table: &mut Table<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> (Vec<Effect>, Option<Span>) {
    let mut effects = Vec::new();
    if let Some(name) = table.find_text("turns_on", found) {
        let state = shelf.state(&name, found);
        effects.push(Effect::TurnOn { state });
    }
    if let Some(name) = table.find_text("turns_off", found) {
        let state = shelf.state(&name, found);
        effects.push(Effect::TurnOff { state });
    }
    if let Some(name) = table.find_text("moves_tickets", found) {
        effects.push(Effect::MoveTickets {
            to: shelf.status(&name, found),
        });
    }
    effects.extend(super::reports::read_effects(table, shelf, found));
    let closed = table.flag("closes_outage", found);
    effects.extend(closed.iter().map(|_| Effect::CloseOutage));
    effects.extend(table.flag("hands_over", found).map(|_| Effect::HandOver));
    (effects, closed)
}

/// What runs where once the step is complete: an environment, a table, or a list of either.
fn read_versions(
    table: &mut Table<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> (Vec<Effect>, Vec<(Text, Place)>) {
    let Some(value) = table.find("sets_version") else {
        return (vec![], vec![]);
    };
    let values: Vec<&Value<'_>> = match value.get_ref() {
        DeValue::Array(values) => values.iter().collect(),
        _ => vec![value],
    };
    let (mut effects, mut sources) = (Vec::new(), Vec::new());
    for value in values {
        if let DeValue::Table(_) = value.get_ref() {
            let (effect, source) = read_version(value, shelf, found);
            effects.push(effect);
            sources.extend(source);
            continue;
        }
        let environment = shelf.environment(&text(value, "sets_version", found), found);
        effects.push(Effect::SetVersion {
            environment,
            component: None,
            from: None,
        });
    }
    (effects, sources)
}

fn read_version(
    value: &Value<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> (Effect, Option<(Text, Place)>) {
    let mut table = Table::of(value, "a version", found);
    let environment = table.text("environment", found);
    let environment = shelf.environment(&environment, found);
    let component = table.find_text("component", found);
    let component = component.and_then(|name| shelf.component(&name, found));
    let source = table.find_text("from", found).map(|from| {
        let (step, ask) = from.value.split_once('/').unwrap_or_default();
        let place = Place {
            step: step.into(),
            ask: ask.into(),
        };
        (from, place)
    });
    table.finish(found);
    let from = source.as_ref().map(|(_, place)| place.clone());
    let effect = Effect::SetVersion {
        environment,
        component,
        from,
    };
    (effect, source)
}

/// An answer that is a version is asked for by a step above, or by the very step.
fn check_sources(steps: &[ReadStep], found: &mut Findings) {
    for (at, step) in steps.iter().enumerate() {
        for (from, place) in &step.versions_from {
            let mut above = steps[..=at].iter().map(|s| &s.step);
            let asked = above
                .find(|s| s.name == place.step)
                .and_then(|s| s.find_ask(&place.ask));
            if !asked.is_some_and(|ask| matches!(ask.kind, AskKind::Value { .. })) {
                let what = format!(
                    "`{}` is no value that this step or one above asks for",
                    from.value
                );
                let fix = "write STEP/ASK, the names of a step and of a { value = \"…\" } that it asks for";
                found.error(&from.span, what, "no such answer").fix(fix);
            }
        }
    }
}

/// Commands are shown exactly as they stand: what cannot be shown so, or would give a secret away, is refused here.
fn read_commands(table: &mut Table<'_>, found: &mut Findings) -> Vec<String> {
    let commands = table.texts("commands", found);
    let mut length = 0;
    for command in commands.iter().filter(|command| command.is_there) {
        length += command.value.chars().count();
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        if command.value.trim().is_empty() {
            found.error(&command.span, "a command cannot be empty", "nothing to copy");
        } else if command.value.contains("```") || command.value.contains(odd) {
            let what = "a command with three backticks or a control character cannot be shown exactly";
            found.error(&command.span, what, "people could not copy it");
        } else if length > LONGEST_COMMANDS {
            let what = format!(
                "the commands of a step have at most {LONGEST_COMMANDS} characters: a card shows them whole"
            );
            found
                .error(&command.span, what, "too long from here on")
                .fix("put them into a script, or into two steps");
            break;
        }
        refuse_secret(command, found);
    }
    commands
        .into_iter()
        .map(|command| command.value.trim_end().to_owned())
        .collect()
}

fn read_hint(table: &mut Table<'_>, found: &mut Findings) -> Option<String> {
    let hint = table.find_text("hint", found)?;
    check_line(&hint, "a hint", LONGEST_SENTENCE, found);
    Some(hint.value)
}

/// The sections of the record that a step shows.
fn read_shows(table: &mut Table<'_>, record: &[SectionRule], found: &mut Findings) -> Vec<SectionName> {
    let names = table.texts("shows", found);
    check_unique(&names, "mentions of", found);
    for name in &names {
        check_section(name, record, found);
    }
    names
        .into_iter()
        .map(|name| SectionName::from(name.value))
        .collect()
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

fn read_links(table: &mut Table<'_>, found: &mut Findings) -> Vec<Link> {
    let values = table.values("links", found);
    values.into_iter().map(|value| read_link(value, found)).collect()
}

fn read_link(value: &Value<'_>, found: &mut Findings) -> Link {
    let mut table = Table::of(value, "a link", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a link", LONGEST_LINE, found);
    let url = table.text("url", found);
    check_url(&url, found);
    table.finish(found);
    Link {
        title: title.value,
        url: url.value,
    }
}

/// A link that Discord makes clickable, and that gives no password away.
fn check_url(url: &Text, found: &mut Findings) {
    if !url.is_there {
        return;
    }
    let rest = url
        .value
        .strip_prefix("https://")
        .or_else(|| url.value.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        None => {
            let what = format!("`{}` is no address of a page", url.value);
            found.error(&url.span, what, "begins neither with https:// nor with http://");
        }
        Some(host) if host.contains('@') => {
            let what = "an address must not hold a name or password: everybody would read it";
            found.error(&url.span, what, "something stands before the @");
        }
        Some(host) if host.is_empty() || url.value.contains(char::is_whitespace) => {
            let what = format!("`{}` is no address of a page", url.value);
            found.error(&url.span, what, "no host, or a space in it");
        }
        Some(_) => {}
    }
}
