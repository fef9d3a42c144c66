//! Reads where a secret is, for every table of bot.toml that needs one, and keeps those that stand in bot.toml itself
//! from being shown along with what is wrong there.

use std::path::Path;

use secrecy::SecretString;
use toml::de::{DeTable, DeValue};

use crate::config::secrets::Place;
use crate::toml_reader::{Findings, Table, Value};

use super::keys::filled;

/// Tables whose texts under these keys are secrets, if they are texts: the header, and the keys below each name in it.
const NAMED: [(&str, &[&str]); 1] = [("endpoint", &["secret", "key"])];

/// Where a secret is, of `whose`, as in "the system".
pub(super) fn read_place(
    value: &Value<'_>,
    folder: &Path,
    whose: &str,
    found: &mut Findings,
) -> Option<Place> {
    if let DeValue::String(_) = value.get_ref() {
        found
            .error(
                &value.span(),
                "a secret does not belong into bot.toml",
                format!("whoever reads this file can speak for {whose}"),
            )
            .fix(
                "put it alone into a file and write { file = \"that file\" }, or { variable = \"ITS_NAME\" }",
            );
        return None;
    }
    let mut table = Table::of(value, "the place of a secret", found);
    let file = table.find_text("file", found);
    let variable = table.find_text("variable", found);
    table.finish(found);
    match (file, variable) {
        (Some(file), None) => filled(&file, "file", found).then(|| Place::File(folder.join(file.value))),
        (None, Some(name)) => filled(&name, "variable", found).then_some(Place::Variable(name.value)),
        (Some(_), Some(again)) => {
            found.error(&again.span, "a secret has one place", "the second one");
            None
        }
        (None, None) => {
            found
                .error(&value.span(), "it is not said where the secret is", "no place")
                .fix("write { file = \"…\" } or { variable = \"…\" }");
            None
        }
    }
}

/// Secrets that stand in the configuration itself, where they do not belong: they are not shown along with that.
pub(super) fn written_secrets(root: &DeTable<'_>) -> Vec<SecretString> {
    let below = |table: &str, key: &str| {
        let table = root.get(table).and_then(|value| table_in(value))?;
        table.get(key).and_then(|value| table_in(value))
    };
    let mut written = Vec::new();
    for systems in below("webhooks", "secrets").into_iter().flat_map(|t| t.values()) {
        written.extend(
            table_in(systems)
                .into_iter()
                .flat_map(|t| t.values())
                .filter_map(text_in),
        );
    }
    for (header, keys) in NAMED {
        let tables = root.get(header).and_then(|value| table_in(value));
        for table in tables
            .into_iter()
            .flat_map(|t| t.values())
            .filter_map(|value| table_in(value))
        {
            written.extend(keys.iter().filter_map(|key| table.get(*key)).filter_map(text_in));
        }
    }
    written
}

fn table_in<'a>(value: &'a Value<'a>) -> Option<&'a DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn text_in(value: &Value<'_>) -> Option<SecretString> {
    match value.get_ref() {
        DeValue::String(text) if !text.is_empty() => Some(SecretString::from(text.as_ref())),
        _ => None,
    }
}
