//! Reads TOML that people write, and tells them everything that is wrong with it at once, each with its place.
//!
//! Used by `playbook` and `config`. It does no IO, and knows nothing of what the keys mean.

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
