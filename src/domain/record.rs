//! The change record: what a change is, in sections that people write or mark as not applicable, with a reason.
//!
//! The process says which sections there are; the release keeps what was written, by whom and in which revision.
//! Called by `decide`, the fold and `wording`; it decides nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::name::{PersonId, SectionName};
use super::person::Stamp;

pub mod changelog;
pub mod impact;
pub mod markdown;

pub use impact::ExpectedOutage;

/// The longest text of a section, in characters: a procedure of a dozen pages.
pub const LONGEST_SECTION: usize = 20_000;

/// A section that a process asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionRule {
    /// Its name, unique in the record.
    pub name: SectionName,
    /// What people read, such as "Rollback procedure".
    pub title: String,
    /// What belongs there.
    pub hint: Option<String>,
    /// Whether it must be written: it cannot be marked as not applicable.
    pub required: bool,
    /// Whether it lists what changed between the version on an environment and the new one.
    pub changelog: bool,
    /// Whether it says if an outage is expected, and for how long.
    pub outage: bool,
}

/// What was written of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    entries: BTreeMap<SectionName, Entry>,
    uploads: BTreeMap<PersonId, Upload>,
    uploaded: u32,
}

/// A section as it now is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub content: Content,
    /// Who wrote it last, and when.
    pub stamp: Stamp,
    /// How often it was written, from 1.
    pub revision: u32,
}

/// What a section says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// A text.
    Written {
        /// The text, in Markdown.
        text: String,
        /// Whether an outage is expected, in the section that says so.
        #[serde(default)]
        outage: Option<ExpectedOutage>,
    },
    /// Nothing, for a reason.
    Waived {
        /// Why it does not apply.
        reason: String,
    },
}

/// Sections that somebody handed in as a file and has not applied yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which upload of the release it is, from 1.
    pub number: u32,
    /// What it would write, in the order of the record.
    pub sections: Vec<(SectionName, Content)>,
    /// The revisions of these sections when it was read; 0 for one that was empty.
    pub seen: Vec<u32>,
}

impl Record {
    /// The section of that name, when anything was said of it.
    pub fn find(&self, section: &SectionName) -> Option<&Entry> {
        self.entries.get(section)
    }

    /// How often a section was written; 0 when it is empty.
    pub fn revision(&self, section: &SectionName) -> u32 {
        self.find(section).map_or(0, |entry| entry.revision)
    }

    /// The sections of `rules` of which nothing was said.
    pub fn missing<'r>(&self, rules: &'r [SectionRule]) -> impl Iterator<Item = &'r SectionRule> {
        rules.iter().filter(|rule| self.find(&rule.name).is_none())
    }

    /// What the record says of an outage; nothing while nobody has written it.
    pub fn expected_outage(&self) -> Option<ExpectedOutage> {
        self.entries.values().find_map(|entry| match &entry.content {
            Content::Written { outage, .. } => *outage,
            Content::Waived { .. } => None,
        })
    }

    /// What this person handed in last and has not applied.
    pub fn upload_of(&self, person: &PersonId) -> Option<&Upload> {
        self.uploads.get(person)
    }

    /// The record after a section was written or waived.
    pub(super) fn set(&mut self, section: &SectionName, content: Content, stamp: Stamp) {
        let revision = self.revision(section) + 1;
        let entry = Entry {
            content,
            stamp,
            revision,
        };
        self.entries.insert(section.clone(), entry);
    }

    /// The record after somebody handed sections in: their upload before is forgotten.
    pub(super) fn hand_in(&mut self, person: &PersonId, sections: &[(SectionName, Content)]) {
        self.uploaded += 1;
        let seen = sections.iter().map(|(name, _)| self.revision(name)).collect();
        let upload = Upload {
            number: self.uploaded,
            sections: sections.to_vec(),
            seen,
        };
        self.uploads.insert(person.clone(), upload);
    }

    /// The record after somebody applied, or withdrew, what they had handed in.
    pub(super) fn settle_upload(&mut self, person: &PersonId) {
        self.uploads.remove(person);
    }
}

/// The section that people mean by what they typed: its name, its title or its number in the record.
pub fn find_section<'r>(rules: &'r [SectionRule], typed: &str) -> Option<&'r SectionRule> {
    let typed = typed.trim().trim_end_matches(['.', ')']);
    if let Ok(number) = typed.parse::<usize>() {
        return number.checked_sub(1).and_then(|index| rules.get(index));
    }
    rules
        .iter()
        .find(|rule| rule.name.as_str().eq_ignore_ascii_case(typed) || rule.title.eq_ignore_ascii_case(typed))
}
