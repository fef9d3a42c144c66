//! Why a section of the change record cannot be written, or approval not be asked for.

use crate::domain::name::SectionName;
use crate::domain::person::Stamp;
use crate::domain::process::Process;
use crate::domain::record::SectionRule;
use crate::wording::text::{all_of, person, relative};

/// The record has gaps: each is named, with the command that fills one.
pub(super) fn sections_missing(process: &Process, number: i64, missing: &[SectionName]) -> String {
    let titles: Vec<String> = missing
        .iter()
        .map(|name| format!("**{}**", title(process, name)))
        .collect();
    let example = missing.first().map_or("summary", SectionName::as_str);
    let what = match titles.len() {
        1 => "a section is empty",
        _ => "sections are empty",
    };
    format!(
        "Approval cannot be asked for yet, since {what}: {}. Write with `!release record {number} {example} …`, hand in a Markdown file, or mark what does not apply on the record's card.",
        all_of(&titles)
    )
}

/// The process has no such section.
pub(super) fn no_section(process: &Process, section: &SectionName) -> String {
    if process.record.is_empty() {
        return super::NO_RECORD.to_owned();
    }
    let known: Vec<String> = process
        .record
        .iter()
        .map(|rule| format!("`{}`", rule.name))
        .collect();
    let typed = super::typed(section.as_str());
    format!(
        "`{typed}` is no section of this change record. Choose one of: {}.",
        known.join(", ")
    )
}

/// The section cannot be marked as not applicable.
pub(super) fn required(process: &Process, number: i64, section: &SectionName) -> String {
    format!(
        "**{}** must be written in every change and cannot be n/a. Write it with `!release record {number} {section} …`.",
        title(process, section)
    )
}

/// The section does not say whether an outage is expected.
pub(super) fn outage_unsaid(process: &Process, number: i64, section: &SectionName) -> String {
    format!(
        "**{}** must say whether an outage is expected. Begin with `Outage: no` or `Outage: yes, 30 min`, such as `!release record {number} {section} Outage: no`.",
        title(process, section)
    )
}

/// Somebody was quicker.
pub(super) fn changed(process: &Process, section: &SectionName, stamp: &Stamp) -> String {
    format!(
        "**{}** was written by {} {}, after you opened it; nothing of theirs was replaced. Read it, and press **Edit…** again.",
        title(process, section),
        person(&stamp.by),
        relative(stamp.at)
    )
}

fn title(process: &Process, section: &SectionName) -> String {
    let rule = process
        .record
        .iter()
        .find(|rule: &&SectionRule| rule.name == *section);
    rule.map_or_else(|| section.to_string(), |rule| rule.title.clone())
}
