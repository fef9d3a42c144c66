//! Reads what the completion of a step brings about, and which answers it takes as versions.

use toml::de::DeValue;

use crate::domain::fact::Place;
use crate::domain::process::{AskKind, Effect};
use crate::playbook::shelf::Shelf;
use crate::toml_reader::{Findings, Span, Table, Text, Value, text};

use super::ReadStep;

pub(super) fn read_effects(
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
    effects.extend(crate::playbook::reports::read_effects(table, shelf, found));
    let closed = table.flag("closes_outage", found);
    effects.extend(closed.iter().map(|_| Effect::CloseOutage));
    effects.extend(table.flag("hands_over", found).map(|_| Effect::HandOver));
    (effects, closed)
}

/// What runs where once the step is complete: an environment, a table, or a list of either.
pub(super) fn read_versions(
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
pub(super) fn check_sources(steps: &[ReadStep], found: &mut Findings) {
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
