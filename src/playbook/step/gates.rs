//! Reads what holds a step shut.

use toml::de::DeValue;

use crate::domain::process::Gate;
use crate::playbook::condition::Reference;
use crate::playbook::shelf::Shelf;
use crate::playbook::words::{Kind, check_known, check_unique};
use crate::toml_reader::{Findings, Span, Table, Value, text};

/// The gates that are named and name nothing.
const GATES: [(&str, Gate); 5] = [
    ("outage-begun", Gate::OutageBegun),
    ("no-blockers", Gate::NoBlockers),
    ("no-holiday", Gate::NoHoliday),
    ("working-day", Gate::WorkingDay),
    ("no-freeze", Gate::NoFreeze(None)),
];

/// The gates of a step, with what must be looked up.
#[derive(Default)]
pub(super) struct ReadGates {
    pub(super) gates: Vec<Gate>,
    pub(super) outage_awaited: Option<Span>,
    pub(super) days_awaited: Vec<Reference>,
}

pub(super) fn read_gates(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> ReadGates {
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
        let known = GATES.map(|(word, _)| word);
        if !check_known(name, &known, Kind::Gate, found) {
            continue;
        }
        let gate = GATES.iter().find(|(word, _)| *word == name.value);
        let gate = gate.map(|(_, gate)| gate.clone());
        if gate == Some(Gate::OutageBegun) {
            read.outage_awaited = Some(name.span.clone());
        }
        read.gates.extend(gate);
    }
    read
}

/// A gate that names something: `{ ran_on = "staging" }`, `{ not_before = "STEP/ASK" }`, `{ next_slot = "production" }`,
/// `{ held_by = "staging" }` or `{ no_freeze = "production" }`.
fn read_gate(value: &Value<'_>, shelf: &Shelf<'_>, read: &mut ReadGates, found: &mut Findings) {
    let mut table = Table::of(value, "a gate", found);
    match (
        table.find_text("ran_on", found),
        table.find_text("not_before", found),
        table.find_text("next_slot", found),
        table.find_text("no_freeze", found),
        table.find_text("held_by", found),
    ) {
        (Some(environment), None, None, None, None) => read
            .gates
            .push(Gate::RanOn(shelf.environment(&environment, found))),
        (None, Some(place), None, None, None) => read.days_awaited.push(Reference::new(place)),
        (None, None, Some(environment), None, None) => read
            .gates
            .push(Gate::NextSlot(shelf.environment(&environment, found))),
        (None, None, None, Some(environment), None) => {
            let environment = shelf.environment(&environment, found);
            read.gates.push(Gate::NoFreeze(Some(environment)));
        }
        (None, None, None, None, Some(environment)) => {
            let held_by = shelf.environment(&environment, found);
            if shelf.service.find_cadence_from(&held_by).is_none() {
                let what = format!("no cadence says where {held_by} goes on to");
                found
                    .error(&environment.span, what, "held by it, and then?")
                    .fix(format!(
                        "give a cadence `environment = \"{held_by}\"` and `promotes_to`"
                    ));
            }
            read.gates.push(Gate::HeldBy(held_by));
        }
        _ => {
            let fix = "write { ran_on = \"ENVIRONMENT\" }, { not_before = \"STEP/ASK\" }, { next_slot = \"ENVIRONMENT\" }, { held_by = \"ENVIRONMENT\" } or { no_freeze = \"ENVIRONMENT\" }";
            found
                .error(
                    &value.span(),
                    "a gate names one thing",
                    "one of `ran_on`, `not_before`, `next_slot`, `held_by` and `no_freeze`",
                )
                .fix(fix);
        }
    }
    table.finish(found);
}
