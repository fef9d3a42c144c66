//! Reads the keys of one TOML table, notes what is wrong, and goes on.
//!
//! Used by the readers of playbooks and of the configuration. serde stops at its first error, and somebody who writes one wants
//! all of them at once; so a missing or odd value is noted here and something empty takes its place, which later
//! checks pass over in silence. Knows TOML, not what it means.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Findings, Span, did_you_mean, list};

/// A value with its place.
pub(crate) type Value<'a> = Spanned<DeValue<'a>>;

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
    /// Whether it stands in the source; if not, that was noted, and nothing more is to be said about it.
    pub(crate) is_there: bool,
}

/// The keys of a table that nobody has asked for yet.
#[derive(Clone)]
pub(crate) struct Table<'a> {
    what: &'static str,
    pub(crate) span: Span,
    entries: BTreeMap<&'a str, (Span, &'a Value<'a>)>,
    asked: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The table that a value is; `what` names it in messages, such as "a step".
    pub(crate) fn of(value: &'a Value<'a>, what: &'static str, found: &mut Findings) -> Self {
        match value.get_ref() {
            DeValue::Table(table) => Self::new(table, value.span(), what),
            other => {
                let here = format!("this is {}", kind(other));
                found.error(
                    &value.span(),
                    format!("{what} must be a table, {{ key = value }}"),
                    here,
                );
                Self {
                    what,
                    span: value.span(),
                    entries: BTreeMap::new(),
                    asked: vec![],
                }
                .known_broken()
            }
        }
    }

    /// The table of a whole file or under a header.
    pub(crate) fn new(table: &'a DeTable<'a>, span: Span, what: &'static str) -> Self {
        let entry = |(key, value): (&'a Spanned<_>, &'a Value<'a>)| {
            let name: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (name.as_ref(), (key.span(), value))
        };
        Self {
            what,
            span,
            entries: table.iter().map(entry).collect(),
            asked: vec![],
        }
    }

    /// One of which it was noted that it is broken: what it misses is not worth a word.
    pub(crate) fn known_broken(mut self) -> Self {
        self.what = "";
        self
    }

    /// This table with the keys of another where it has none of its own.
    pub(crate) fn over(mut self, base: Table<'a>) -> Self {
        for (key, entry) in base.entries {
            self.entries.entry(key).or_insert(entry);
        }
        self
    }

    /// Whether the key stands in the table; to be asked before it is taken.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of a key, whatever it is.
    pub(crate) fn find(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.asked.push(key);
        self.entries.remove(key).map(|(_, value)| value)
    }

    /// The value of a key that is known only in order to be refused: it is not listed among the keys.
    pub(crate) fn find_unlisted(&mut self, key: &str) -> Option<&'a Value<'a>> {
        self.entries.remove(key).map(|(_, value)| value)
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, key: &'static str, found: &mut Findings) -> Text {
        match self.find(key) {
            Some(value) => text(value, key, found),
            None => {
                self.miss(key, found);
                Text {
                    value: String::new(),
                    span: self.span.clone(),
                    is_there: false,
                }
            }
        }
    }

    /// A text that may be there.
    pub(crate) fn find_text(&mut self, key: &'static str, found: &mut Findings) -> Option<Text> {
        self.find(key).map(|value| text(value, key, found))
    }

    /// Where it is said to be true; also where something odd is said, which was noted.
    pub(crate) fn flag(&mut self, key: &'static str, found: &mut Findings) -> Option<Span> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::Boolean(true) => Some(value.span()),
            DeValue::Boolean(false) => None,
            other => {
                mistyped(value, key, "`true` or `false`", other, found);
                Some(value.span())
            }
        }
    }

    /// A whole number, when it is there.
    pub(crate) fn find_number(&mut self, key: &'static str, found: &mut Findings) -> Option<(i64, Span)> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                // What does not fit is larger than anything that makes sense, and refused as that.
                Some((number.unwrap_or(i64::MAX), value.span()))
            }
            other => {
                mistyped(value, key, "a whole number", other, found);
                None
            }
        }
    }

    /// The values of a list; none when it is not there.
    pub(crate) fn values(&mut self, key: &'static str, found: &mut Findings) -> Vec<&'a Value<'a>> {
        let Some(value) = self.find(key) else {
            return vec![];
        };
        match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            other => {
                mistyped(value, key, "a list, [ … ]", other, found);
                vec![]
            }
        }
    }

    /// The values of a list that must be there and hold something.
    pub(crate) fn some_values(&mut self, key: &'static str, found: &mut Findings) -> Vec<&'a Value<'a>> {
        match self.entries.get(key) {
            None => self.miss(key, found),
            Some((_, value)) if matches!(value.get_ref(), DeValue::Array(array) if array.is_empty()) => {
                found.error(
                    &value.span(),
                    format!("`{key}` cannot be empty"),
                    "at least one belongs here",
                );
            }
            Some(_) => {}
        }
        self.values(key, found)
    }

    /// A list of texts; none when it is not there.
    pub(crate) fn texts(&mut self, key: &'static str, found: &mut Findings) -> Vec<Text> {
        let values = self.values(key, found);
        values.into_iter().map(|value| text(value, key, found)).collect()
    }

    /// The tables under `[key.name]`, with their names.
    pub(crate) fn named(&mut self, key: &'static str, found: &mut Findings) -> Vec<(Text, &'a Value<'a>)> {
        let Some(value) = self.find(key) else {
            return vec![];
        };
        match value.get_ref() {
            DeValue::Table(table) => {
                let name = |key: &Spanned<_>| {
                    let name: &std::borrow::Cow<'_, str> = key.get_ref();
                    Text {
                        value: name.to_string(),
                        span: key.span(),
                        is_there: true,
                    }
                };
                table.iter().map(|(key, value)| (name(key), value)).collect()
            }
            other => {
                mistyped(
                    value,
                    key,
                    "tables with names, such as [checklist.smoke]",
                    other,
                    found,
                );
                vec![]
            }
        }
    }

    /// Notes that a key is missing.
    pub(crate) fn miss(&self, key: &str, found: &mut Findings) {
        if !self.what.is_empty() {
            let what = format!("{} needs `{key}`", self.what);
            found.error(&self.span, what, format!("`{key}` is missing here"));
        }
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(self, found: &mut Findings) {
        for (key, (span, _)) in &self.entries {
            let fix = did_you_mean(key, self.asked.iter().copied()).unwrap_or_else(|| {
                format!("{} has the keys {}", self.what, list(self.asked.iter().copied()))
            });
            found
                .error(
                    span,
                    format!("`{key}` is no key of {}", self.what),
                    "nobody reads this",
                )
                .fix(fix);
        }
    }
}

/// The text that a value is.
pub(crate) fn text(value: &Value<'_>, key: &str, found: &mut Findings) -> Text {
    let words = match value.get_ref() {
        DeValue::String(words) => Some(words.to_string()),
        other => {
            mistyped(value, key, "a text in quotes", other, found);
            None
        }
    };
    let is_there = words.is_some();
    Text {
        value: words.unwrap_or_default(),
        span: value.span(),
        is_there,
    }
}

fn mistyped(value: &Value<'_>, key: &str, wanted: &str, got: &DeValue<'_>, found: &mut Findings) {
    found.error(
        &value.span(),
        format!("`{key}` must be {wanted}"),
        format!("this is {}", kind(got)),
    );
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
