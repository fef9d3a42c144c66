//! Reads the processes of a playbook, each whole, with everything it refers to.

use crate::domain::fact::Place;
use crate::domain::name::{AudienceName, ChecklistName, DocumentName, ProcessName, RoleName};
use crate::domain::process::{AskKind, AvailabilityReminder, Contents, Effect, Process, Rule};
use crate::toml_reader::{Findings, Table, Text, Value};

use super::ask::read_rule;
use super::plan::read_instance;
use super::record::read_record;
use super::shelf::Shelf;
use super::step::{read_environments, read_steps};
use super::ticket::{check_tickets, read_tickets};
use super::words::{LONGEST_SENTENCE, LONGEST_TITLE, check_line, check_name, check_unique};

/// A select on Discord has 25 options.
const MOST_PROCESSES: usize = 25;

/// Reads every `[[process]]`.
pub(super) fn read_processes(root: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Vec<Process> {
    if !root.has("process") {
        let fix = "add a [[process]] with its name, title, purpose and steps";
        found
            .error(
                &(0..0),
                "a playbook needs at least one process",
                "no [[process]] in this file",
            )
            .fix(fix);
    }
    let values = root.values("process", found);
    if let Some(value) = values.get(MOST_PROCESSES) {
        let what =
            format!("a service has at most {MOST_PROCESSES} processes, since people choose from a list");
        found.error(&value.span(), what, "one too many");
    }
    let (names, processes): (Vec<Text>, Vec<Process>) = values
        .into_iter()
        .map(|value| read_process(value, shelf, found))
        .unzip();
    check_unique(&names, "processes", found);
    processes
}

fn read_process(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, Process) {
    let mut table = Table::of(value, "a process", found);
    let name = table.text("name", found);
    check_name(&name, found);
    let title = table.text("title", found);
    check_line(&title, "the title of a process", LONGEST_TITLE, found);
    let purpose = table.text("purpose", found);
    check_line(&purpose, "`purpose`", LONGEST_SENTENCE, found);
    let not_yet = table.find_text("not_yet", found);
    if let Some(why) = &not_yet {
        check_line(why, "`not_yet`", LONGEST_SENTENCE, found);
    }
    let mut process = Process {
        service: shelf.service.clone(),
        name: ProcessName::from(name.value.as_str()),
        title: title.value,
        purpose: purpose.value,
        not_yet: not_yet.map(|why| why.value),
        started_by: read_roles(&mut table, "started_by", shelf, found),
        override_by: read_roles(&mut table, "override_by", shelf, found),
        version: read_version(&mut table, found),
        occupies: read_environments(&mut table, "occupies", shelf, found),
        steps: vec![],
        checklists: [].into(),
        audiences: [].into(),
        availability: read_availability(&mut table, shelf, found),
        record: read_record(&mut table, found),
        sides: [].into(),
        outcome: None,
        documents: [].into(),
        tickets: None,
        contents: read_contents(&mut table, shelf, found),
        most_per_year: read_most(&mut table, found),
        track: table
            .find_text("track", found)
            .map(|name| shelf.track(&name, found)),
        instance: read_instance(&mut table, found),
    };
    let outcome = table.find_text("outcome", found);
    let (tickets, tickets_span) = read_tickets(&mut table, shelf, found).unzip();
    process.tickets = tickets;
    let span = table.span.clone();
    let steps = table.some_values("step", found);
    process.steps = read_steps(process.name.as_str(), steps, &process.record, shelf, found);
    table.finish(found);
    process.outcome = outcome.and_then(|outcome| find_outcome(&process, &outcome, found));
    check_tickets(&process, tickets_span.as_ref(), &span, found);
    take_along(&mut process, shelf);
    (name, process)
}

/// The choice that `outcome` names, as STEP/ASK.
fn find_outcome(process: &Process, named: &Text, found: &mut Findings) -> Option<Place> {
    if !named.is_there {
        return None;
    }
    let place = named.value.split_once('/').and_then(|(step, ask)| {
        let (step, ask) = (step.trim().into(), ask.trim().into());
        let (_, known) = process.find_step(&step)?;
        known.find_ask(&ask)?;
        Some(Place { step, ask })
    });
    if place.is_none() {
        let what = format!(
            "`{}` is nothing that a step of this process asks for",
            named.value
        );
        found
            .error(&named.span, what, "the outcome is the answer to an ask")
            .fix("write the names of a step and of its ask, such as \"close/outcome\"");
    }
    place
}

/// The checklists and audiences that the steps name: a process is whole without its playbook.
fn take_along(process: &mut Process, shelf: &Shelf<'_>) {
    let kinds = || {
        process
            .steps
            .iter()
            .flat_map(|step| &step.asks)
            .map(|ask| &ask.kind)
    };
    let lists: Vec<&ChecklistName> = kinds().filter_map(AskKind::checklist).collect();
    let documents = shelf.documents().iter();
    let is_asked =
        |name: &DocumentName| kinds().any(|kind| kind.document().is_some_and(|(asked, _)| asked == name));
    let documents = documents
        .filter(|(name, _)| is_asked(name))
        .map(|(name, document)| (name.clone(), document.clone()))
        .collect();
    let announced = process
        .steps
        .iter()
        .flat_map(|s| &s.effects)
        .filter_map(|e| match e {
            Effect::Announce { audience, .. } => Some(audience),
            _ => None,
        });
    let outages = kinds().filter_map(AskKind::outage);
    let tells = kinds().filter_map(|kind| kind.tell().map(|(audience, _)| audience));
    let told: Vec<&AudienceName> = outages
        .chain(tells)
        .chain(announced)
        .chain(process.service.reports.tell.values())
        .collect();
    let (lists, audiences) = (shelf.checklists_of(&lists), shelf.audiences_of(&told));
    process.checklists = lists;
    process.audiences = audiences;
    // A side looks at the processes in which its people have a part, and at no others.
    let roles = process.roles();
    process.sides = shelf.sides_of(&roles);
    process.documents = documents;
}

fn read_roles(
    table: &mut Table<'_>,
    key: &'static str,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> Vec<RoleName> {
    let names = table.texts(key, found);
    check_unique(&names, "mentions of", found);
    names.iter().map(|name| shelf.role(name, found)).collect()
}

/// Reads what the card shows of a release's contents.
fn read_contents(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> Option<Contents> {
    let mut table = Table::of(table.find("contents")?, "`contents`", found);
    let since = table.text("since", found);
    let of = table.find_text("of", found);
    let contents = Contents {
        since: shelf.environment(&since, found),
        of: of.map(|of| shelf.environment(&of, found)),
    };
    table.finish(found);
    Some(contents)
}

fn read_version(table: &mut Table<'_>, found: &mut Findings) -> Option<Rule> {
    let mut version = Table::of(table.find("version")?, "`version`", found);
    if !version.has("pattern") && !version.has("because") {
        version.miss("pattern", found);
    }
    let example = version.find_text("example", found);
    let rule = read_rule(&mut version, example.as_ref(), found);
    version.finish(found);
    rule
}

fn read_most(table: &mut Table<'_>, found: &mut Findings) -> Option<u32> {
    let (most, span) = table.find_number("most_per_year", found)?;
    if !(1..=366).contains(&most) {
        let what = format!("{most} releases a year cannot be meant");
        found.error(&span, what, "from 1 to 366");
    }
    u32::try_from(most).ok()
}

fn read_availability(
    table: &mut Table<'_>,
    shelf: &Shelf<'_>,
    found: &mut Findings,
) -> Option<AvailabilityReminder> {
    let mut table = Table::of(table.find("availability")?, "`availability`", found);
    let reminded = table.text("role", found);
    let deployed = table.text("environment", found);
    let days = match table.find_number("every_days", found) {
        Some((days, _)) if (1..=365).contains(&days) => days,
        Some((days, span)) => {
            found.error(
                &span,
                format!("every {days} days cannot be meant"),
                "from 1 to 365 days",
            );
            1
        }
        None => {
            table.miss("every_days", found);
            1
        }
    };
    let reminder = AvailabilityReminder {
        role: shelf.role(&reminded, found),
        every_days: u32::try_from(days).expect("it was just seen to be small"),
        environment: shelf.environment(&deployed, found),
    };
    table.finish(found);
    Some(reminder)
}
