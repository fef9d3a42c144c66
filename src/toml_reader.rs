//! Reads TOML that people write, and tells them everything that is wrong with it at once, each with its place.
//!
//! Used by `playbook` and `config`. It does no IO, and knows nothing of what the keys mean.

use toml::Spanned;
use toml::de::DeTable;

mod problem;
mod table;

pub use problem::Problems;
pub(crate) use problem::{Findings, Span, did_you_mean, list, nearest};
pub(crate) use table::{Table, Text, Value, text};

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of its file, for messages.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// The tree of a text, with the place of every key and value; nothing when it is no TOML, which was noted.
pub(crate) fn parse<'s>(text: &'s str, found: &mut Findings) -> Option<Spanned<DeTable<'s>>> {
    let (tree, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let what = format!("this is no TOML: {}", error.message());
        found.error(&error.span().unwrap_or_default(), what, "cannot be read");
    }
    errors.is_empty().then_some(tree)
}
