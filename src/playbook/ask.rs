//! Reads what a step asks for.
//!
//! An ask is a text, or a table with one key that says its kind: `confirmation`, `value`, `checklist`,
//! `sign_off`, `outage`, `report`, `sync`, `document` or `tell`.

use toml::de::DeValue;

use crate::domain::environment::may_sync;
use crate::domain::name::AskName;
use crate::domain::process::{Ask, AskKind, MOST_OPTIONS, Rule};
use crate::toml_reader::{Findings, Span, Table, Text, Value, list, text};

use super::condition::{ReadCondition, find_condition};
use super::reports::read_report;
use super::shelf::Shelf;
use super::sign_off::read_sign_off;
use super::ticket::read_tickets_ask;
use super::words::{
    Kind, LONGEST_LABEL, LONGEST_SENTENCE, check_known, check_line, check_name, check_pattern, check_unique,
    slug,
};

const KINDS: [&str; 12] = [
    "confirmation",
    "value",
    "choice",
    "checklist",
    "sign_off",
    "outage",
    "record",
    "sync",
    "document",
    "tell",
    "tickets",
    "report",
];
/// The longest label of a button that can still be read on a phone.
const LONGEST_OPTION: usize = 40;

/// An ask with the place of its name.
pub(super) struct ReadAsk {
    pub(super) ask: Ask,
    pub(super) name: Text,
    pub(super) span: Span,
    pub(super) only_if: Option<ReadCondition>,
}

/// Reads one ask.
pub(super) fn read_ask(value: &Value<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> ReadAsk {
    if let DeValue::String(_) = value.get_ref() {
        let title = text(value, "asks", found);
        check_line(&title, "what is asked", LONGEST_LABEL, found);
        return made(title, AskKind::Confirmation, None, value);
    }
    let mut table = Table::of(value, "what is asked", found);
    let given = table.find_text("name", found);
    if let Some(name) = &given {
        check_name(name, found);
    }
    let (title, kind) = read_kind(&mut table, shelf, found);
    let only_if = find_condition(&mut table, found);
    table.finish(found);
    ReadAsk {
        only_if,
        ..made(title, kind, given, value)
    }
}

fn made(title: Text, kind: AskKind, given: Option<Text>, value: &Value<'_>) -> ReadAsk {
    let made = match &kind {
        AskKind::Checklist { list } => list.as_str().to_owned(),
        AskKind::Outage { .. } => "outage".to_owned(),
        AskKind::Tickets { .. } => "tickets".to_owned(),
        AskKind::Report(rule) => super::reports::word(rule.awaits).to_owned(),
        AskKind::Document { document, .. } => document.as_str().to_owned(),
        AskKind::Confirmation
        | AskKind::Value { .. }
        | AskKind::Choice { .. }
        | AskKind::SignOff(_)
        | AskKind::Sync { .. }
        | AskKind::Record
        | AskKind::Tell { .. } => slug(&title.value),
    };
    let name = given.unwrap_or(Text {
        value: made,
        ..title.clone()
    });
    let ask = Ask {
        name: AskName::from(name.value.as_str()),
        title: title.value,
        kind,
        only_if: None,
    };
    ReadAsk {
        ask,
        name,
        span: value.span(),
        only_if: None,
    }
}

fn read_kind(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let named: Vec<&str> = KINDS.into_iter().filter(|kind| table.has(kind)).collect();
    if named.len() > 1 {
        let here = format!("this asks for {}", list(named.iter().copied()));
        found
            .error(&table.span, "one ask has one kind", here)
            .fix("write one { … } for each");
    }
    let kind = match named.first().copied() {
        Some("confirmation") => read_confirmation(table, found),
        Some("value") => read_value(table, found),
        Some("choice") => read_choice(table, found),
        Some("checklist") => read_checklist(table, shelf, found),
        Some("sign_off") => read_sign_off(table, shelf, found),
        Some("outage") => read_outage(table, shelf, found),
        Some("record") => (titled(table, "record", found), AskKind::Record),
        Some("sync") => read_sync(table, shelf, found),
        Some("document") => read_document(table, shelf, found),
        Some("tell") => read_tell(table, shelf, found),
        Some("tickets") => read_tickets_ask(table, found),
        Some("report") => read_report(table, shelf, found),
        Some(_) | None => read_nothing(table, found),
    };
    // Asked for even when absent, so that a mistyped kind is told which ones there are.
    for kind in KINDS {
        table.find(kind);
    }
    kind
}

fn read_nothing(table: &Table<'_>, found: &mut Findings) -> (Text, AskKind) {
    let fix = format!("say one of {}", list(KINDS));
    found
        .error(
            &table.span,
            "it is not said what is asked for",
            "no kind of answer",
        )
        .fix(fix);
    let nothing = Text {
        value: String::new(),
        span: table.span.clone(),
        is_there: false,
    };
    (nothing, AskKind::Confirmation)
}

pub(super) fn titled(table: &mut Table<'_>, key: &'static str, found: &mut Findings) -> Text {
    let title = table.text(key, found);
    check_line(&title, "what is asked", LONGEST_LABEL, found);
    title
}

fn read_confirmation(table: &mut Table<'_>, found: &mut Findings) -> (Text, AskKind) {
    (titled(table, "confirmation", found), AskKind::Confirmation)
}

fn read_value(table: &mut Table<'_>, found: &mut Findings) -> (Text, AskKind) {
    let title = titled(table, "value", found);
    let example = table.find_text("example", found);
    if let Some(example) = &example {
        check_line(example, "an example", LONGEST_LABEL, found);
    }
    let rule = read_rule(table, example.as_ref(), found);
    (
        title,
        AskKind::Value {
            rule,
            example: example.map(|example| example.value),
        },
    )
}

fn read_choice(table: &mut Table<'_>, found: &mut Findings) -> (Text, AskKind) {
    let title = titled(table, "choice", found);
    let options = table.texts("options", found);
    check_unique(&options, "options", found);
    for option in &options {
        check_line(option, "an option", LONGEST_OPTION, found);
    }
    if !(2..=MOST_OPTIONS).contains(&options.len()) {
        let what = format!("a choice has from 2 to {MOST_OPTIONS} options, each a button");
        let here = format!("{} here", options.len());
        found
            .error(&title.span, what, here)
            .fix("write options = [\"yes\", \"no\"]");
    }
    let options = options.into_iter().map(|option| option.value).collect();
    (title, AskKind::Choice { options })
}

/// Reads `pattern` and `because`, which belong together.
pub(super) fn read_rule(table: &mut Table<'_>, example: Option<&Text>, found: &mut Findings) -> Option<Rule> {
    let (pattern, because) = (
        table.find_text("pattern", found),
        table.find_text("because", found),
    );
    if let Some(because) = &because {
        check_line(because, "`because`", LONGEST_SENTENCE, found);
    }
    match (pattern, because) {
        (None, None) => None,
        (Some(pattern), Some(because)) => {
            if pattern.is_there {
                check_pattern(&pattern, example, found);
            }
            Some(Rule {
                pattern: pattern.value,
                because: because.value,
            })
        }
        (Some(pattern), None) => {
            let fix =
                "add because = \"…\" with the rule in words, such as \"three numbers, such as 22.04.2\"";
            let what = "a pattern needs `because`: whoever is refused is told the rule";
            found
                .error(&pattern.span, what, "the rule in words is missing")
                .fix(fix);
            None
        }
        (None, Some(because)) => {
            found.error(
                &because.span,
                "`because` explains a pattern, and there is none",
                "nothing to explain",
            );
            None
        }
    }
}

fn read_checklist(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let list = table.text("checklist", found);
    let (name, known_title) = shelf.checklist(&list, found);
    let title = match table.find_text("title", found) {
        Some(title) => {
            check_line(&title, "what is asked", LONGEST_LABEL, found);
            title
        }
        None => {
            let title = known_title.map(str::to_owned);
            Text {
                value: title.unwrap_or_default(),
                ..list
            }
        }
    };
    (title, AskKind::Checklist { list: name })
}

fn read_outage(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let audience = table.text("outage", found);
    let name = shelf.audience(&audience, found);
    if shelf.find_audience(&name).is_some_and(|a| a.channel.is_none()) {
        let what = format!("`{name}` is told of outages and has no channel");
        let fix = format!("write channel = \"…\" under [audience.{name}]");
        found.error(&audience.span, what, "nobody would read it").fix(fix);
    }
    let title = titled_or(table, "Outage".to_owned(), audience, found);
    (title, AskKind::Outage { audience: name })
}

/// The `title` of an ask, or what is read when it has none.
fn titled_or(table: &mut Table<'_>, usual: String, place: Text, found: &mut Findings) -> Text {
    let title = table.find_text("title", found).unwrap_or(Text {
        value: usual,
        ..place
    });
    check_line(&title, "what is asked", LONGEST_LABEL, found);
    title
}

fn read_sync(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let source = table.text("sync", found);
    let (target, what) = (table.text("to", found), table.text("what", found));
    check_line(&what, "what is copied", LONGEST_LABEL, found);
    let (from, to) = (
        shelf.environment(&source, found),
        shelf.environment(&target, found),
    );
    let are_known = source.is_there && target.is_there;
    let service = &shelf.service;
    let known = |name| service.find_environment(name).is_some();
    if are_known && known(&from) && known(&to) && !may_sync(service, &from, &to) {
        let way = service.find_environment(&to).and_then(|e| e.data_from.as_ref());
        let fix = match way {
            Some(way) => format!("data of {to} come from {way}"),
            None => format!("{to} gets no data from others: its `data_from` would say where they come from"),
        };
        let what = format!("data do not go from {from} to {to}");
        found.error(&source.span, what, "the wrong way").fix(fix);
    }
    let usual = format!("Sync {} from {from} to {to}", what.value);
    let title = titled_or(table, usual, source, found);
    let what = what.value.trim().to_lowercase();
    (title, AskKind::Sync { from, to, what })
}

fn read_document(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let named = table.text("document", found);
    let level = table.text("level", found);
    let (document, known) = shelf.document(&named, found);
    let usual = match known {
        Some(known) => {
            let levels: Vec<&str> = known.levels.iter().map(String::as_str).collect();
            check_known(&level, &levels, Kind::Level, found);
            format!("{}: {}", known.title, level.value)
        }
        None => named.value.clone(),
    };
    let title = titled_or(table, usual, named, found);
    let level = level.value;
    (title, AskKind::Document { document, level })
}

fn read_tell(table: &mut Table<'_>, shelf: &Shelf<'_>, found: &mut Findings) -> (Text, AskKind) {
    let named = table.text("tell", found);
    let audience = shelf.audience(&named, found);
    let words = table.text("words", found);
    check_line(&words, "`words`", LONGEST_SENTENCE, found);
    let usual = shelf
        .find_audience(&audience)
        .map(|a| format!("Tell {}", a.title));
    let title = titled_or(table, usual.unwrap_or_default(), named, found);
    let words = words.value;
    (title, AskKind::Tell { audience, words })
}
