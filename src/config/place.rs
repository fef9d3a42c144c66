//! Reads where a secret is: in a file or in a variable, never in bot.toml itself.

use std::path::Path;

use secrecy::SecretString;
use toml::de::{DeTable, DeValue};

use crate::toml_reader::{Findings, Table, Value};

use super::keys::filled;
use super::secrets::Place;

/// Where a secret is; `may` is what whoever reads it may do, as in "speak for the system".
pub(super) fn read_place(value: &Value<'_>, may: &str, folder: &Path, found: &mut Findings) -> Option<Place> {
    if let DeValue::String(_) = value.get_ref() {
        found
            .error(
                &value.span(),
                "a secret does not belong into bot.toml",
                format!("whoever reads this file can {may}"),
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

/// A secret that stands where only its place belongs.
pub(super) fn written_secret(value: &Value<'_>) -> Option<SecretString> {
    match value.get_ref() {
        DeValue::String(text) if !text.is_empty() => Some(SecretString::from(text.as_ref())),
        _ => None,
    }
}

/// The table of that name in a table.
pub(super) fn in_table<'a>(table: &'a DeTable<'a>, key: &str) -> Option<&'a DeTable<'a>> {
    table.get(key).and_then(as_table)
}

/// The table that a value is.
pub(super) fn as_table<'a>(value: &'a Value<'a>) -> Option<&'a DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}
