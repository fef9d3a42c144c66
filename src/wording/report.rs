//! A release on paper: who did what, when and on which text, from its journal, as Markdown and as JSON.
//!
//! Called by `discord` for `/release report` and by `cli` for `gonogo report`. It goes by every fact, not by the state
//! alone, so that rounds which were done again are there as well. Pure. The form of the JSON is documented in
//! docs/reports.md and has a number of its own; what people wrote is escaped in Markdown, and secrets are covered.

use std::collections::BTreeMap;

use crate::domain::fact::{Placed, ReleaseFact};
use crate::domain::name::PersonId;
use crate::domain::release::Release;

mod facts;
mod gather;
mod markdown;
mod shape;

pub(super) use markdown::plain;
pub use shape::Report;

/// The number of the JSON's form: it rises when something in it changes its meaning or goes away.
pub const FORMAT: u32 = 1;

/// How people are called, where that is known.
#[derive(Clone, Debug, Default)]
pub struct People(pub BTreeMap<PersonId, String>);

/// The report of a release; `facts` is its whole journal, in order, and `release` what it leads to.
pub fn report(release: &Release, facts: &[Placed<ReleaseFact>], people: &People) -> Report {
    gather::gather(release, facts, people)
}

impl Report {
    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self)
            .expect("it has only texts as keys, and no numbers that JSON lacks");
        text + "\n"
    }

    /// What its files are called, without ending.
    pub fn file_stem(&self) -> String {
        format!("report-{}", self.number)
    }
}
