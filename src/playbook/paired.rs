//! Reads paired states and documents, and holds the steps that name them against each other.
//!
//! What is turned on must be turned off, and a document does not become less careful: both are seen before a release
//! ever starts.

use std::collections::BTreeMap;

use crate::domain::name::DocumentName;
use crate::domain::paired::PairedState;
use crate::domain::process::{AskKind, Document, Effect, Service, Step};
use crate::toml_reader::{Findings, Span, Table, Text, Value, list};

use super::shelf::Shelf;
use super::words::{LONGEST_LABEL, LONGEST_LINE, LONGEST_TITLE, check_line, check_unique};

/// A day: what is called to mind less often is forgotten.
const LONGEST_WAIT: i64 = 24 * 60;
/// How often a state is called to mind when nothing is said.
const USUAL_WAIT: u32 = 30;

/// Reads `[state.name]`; its environment is one of the service.
pub(super) fn read_state(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> PairedState {
    let mut table = Table::of(value, "a paired state", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a state", LONGEST_TITLE, found);
    let environment = table.text("environment", found);
    let environment = shelf.environment(&environment, found);
    let mut words = |key: &'static str, usual: String, found: &mut Findings| match table.find_text(key, found)
    {
        Some(words) => {
            check_line(&words, &format!("`{key}`"), LONGEST_LINE, found);
            words.value
        }
        None => usual,
    };
    let on = words("on", format!("{} is on", title.value), found);
    let off = words("off", format!("{} is off", title.value), found);
    let remind_minutes = match table.find_number("remind_minutes", found) {
        None => USUAL_WAIT,
        Some((minutes, span)) if !(1..=LONGEST_WAIT).contains(&minutes) => {
            let what = format!("every {minutes} minutes cannot be meant");
            let here = format!("from 1 to {LONGEST_WAIT} minutes");
            found.error(&span, what, here);
            USUAL_WAIT
        }
        Some((minutes, _)) => u32::try_from(minutes).expect("it was just seen to be small"),
    };
    let outage = table.flag("outage", found).is_some();
    table.finish(found);
    PairedState {
        title: title.value,
        environment,
        on,
        off,
        remind_minutes,
        outage,
    }
}

/// Reads `[document.name]`.
pub(super) fn read_document(value: &Value<'_>, found: &mut Findings) -> Document {
    let mut table = Table::of(value, "a document", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a document", LONGEST_LABEL, found);
    let levels: Vec<Text> = table
        .some_values("levels", found)
        .into_iter()
        .map(|value| crate::toml_reader::text(value, "levels", found))
        .collect();
    for level in &levels {
        check_line(level, "a level", LONGEST_LABEL, found);
    }
    check_unique(&levels, "levels", found);
    table.finish(found);
    Document {
        title: title.value,
        levels: levels.into_iter().map(|level| level.value).collect(),
    }
}

/// A step as this room looks at it, with its place.
pub(super) struct Seen<'s> {
    pub(super) step: &'s Step,
    pub(super) span: &'s Span,
}

/// Every state that is turned on is turned off below, and none is turned off that is not on.
pub(super) fn check_states(steps: &[Seen<'_>], service: &Service, found: &mut Findings) {
    let mut on: BTreeMap<&str, &Span> = BTreeMap::new();
    let mut outage_asked = false;
    for Seen { step, span } in steps {
        outage_asked |= step.asks.iter().any(|ask| ask.kind.outage().is_some());
        for effect in &step.effects {
            match effect {
                Effect::TurnOn { state } => {
                    if let Some(first) = on.insert(state.as_str(), span) {
                        let what = format!("`{state}` is on already when this step turns it on");
                        found
                            .error(span, what, "a second time")
                            .beside(first.clone(), "first here");
                    }
                    let keeps_out = service.states.get(state).is_some_and(|s| s.outage);
                    if keeps_out && !outage_asked {
                        let what =
                            format!("`{state}` keeps users out, and no step above announces an outage");
                        let fix = "a step above needs asks = [{ outage = \"…\" }]";
                        found.error(span, what, "its users would not know").fix(fix);
                    }
                }
                Effect::TurnOff { state } if on.remove(state.as_str()).is_none() => {
                    let what = format!("no step above turns `{state}` on");
                    let fix = format!("write turns_on = \"{state}\" in a step above");
                    found.error(span, what, "nothing to turn off").fix(fix);
                }
                _ => {}
            }
        }
    }
    for (state, span) in on {
        let fix = format!("write turns_off = \"{state}\" in a step below");
        found
            .error(
                span,
                format!("nothing turns `{state}` off again"),
                "it would stay on",
            )
            .fix(fix);
    }
}

/// Whether a step ends what keeps users out.
pub(super) fn lets_users_in(step: &Step, service: &Service) -> bool {
    let keeps_out = |state| service.states.get(state).is_some_and(|s| s.outage);
    let mut effects = step.effects.iter();
    effects.any(|effect| matches!(effect, Effect::TurnOff { state } if keeps_out(state)))
}

/// A later step asks for no lower level of a document than an earlier one.
pub(super) fn check_levels(
    steps: &[Seen<'_>],
    documents: &BTreeMap<DocumentName, Document>,
    found: &mut Findings,
) {
    let mut reached: BTreeMap<&DocumentName, (usize, &str)> = BTreeMap::new();
    for Seen { step, span } in steps {
        for ask in &step.asks {
            let AskKind::Document { document, level } = &ask.kind else {
                continue;
            };
            let levels = documents.get(document).map_or(&[][..], |d| &d.levels);
            let Some(at) = levels.iter().position(|known| known == level) else {
                continue;
            };
            match reached.get(document) {
                Some((before, name)) if *before > at => {
                    let what = format!("`{document}` was {name} above and is to be {level} here");
                    let fix = format!(
                        "the levels are, from the first to the last: {}",
                        list(levels.iter().map(String::as_str))
                    );
                    found
                        .error(span, what, "a document does not become less careful")
                        .fix(fix);
                }
                _ => {
                    reached.insert(document, (at, level));
                }
            }
        }
    }
}
