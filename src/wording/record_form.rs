//! The forms of the change record: a section to write, a reason why one does not apply.

use crate::domain::decide::Situation;
use crate::domain::record::{Content, Entry, ExpectedOutage, SectionRule, changelog};

use super::modals::{Modal, OUTAGE, TEXT, field, modal};
use super::press::{Press, Verb};
use super::record_card::LONGEST_IN_A_FORM;
use super::text::duration;

/// Why no form can be opened for a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoForm {
    /// The record has no such section.
    NoSection,
    /// What is written is longer than a form takes, and would be cut.
    TooLong(String),
}

/// The form that writes a section, with what it says now.
///
/// # Errors
/// [`NoForm`] when what is written would not fit: a form would cut it.
pub fn section_form(situation: &Situation, press: Press) -> Result<Modal, NoForm> {
    let release = &situation.release;
    let rule = find_rule(press, situation).ok_or(NoForm::NoSection)?;
    let (text, outage) = match release.record.find(&rule.name).map(|e: &Entry| &e.content) {
        Some(Content::Written { text, outage }) => (text.clone(), *outage),
        Some(Content::Waived { .. }) => (String::new(), None),
        None if rule.changelog => (changelog::draft(release, &situation.service), None),
        None => (String::new(), None),
    };
    let length = text.chars().count();
    if length > LONGEST_IN_A_FORM {
        return Err(NoForm::TooLong(too_long(release.number, rule, length)));
    }
    let mut rows = Vec::new();
    if rule.outage {
        let known = outage.map(outage_field);
        let hint = "no, or how long: 30 min";
        rows.push(field(
            OUTAGE,
            "Outage expected? How long?",
            Some(hint),
            known.as_deref(),
            40,
            true,
        ));
    }
    let hint = rule.hint.as_deref();
    let most = u16::try_from(LONGEST_IN_A_FORM).unwrap_or(u16::MAX);
    rows.push(field(
        TEXT,
        &rule.title,
        hint,
        Some(text.as_str()),
        most,
        !rule.outage,
    ));
    Ok(modal(press.with_verb(Verb::WriteSection), &rule.title, rows))
}

fn too_long(number: i64, rule: &SectionRule, length: usize) -> String {
    format!(
        "**{}** has {length} characters, and a form takes {LONGEST_IN_A_FORM}: it would cut the rest off. Write it as a file: `!release record {number}` with a Markdown file whose heading is “{}”.",
        rule.title, rule.title
    )
}

fn outage_field(outage: ExpectedOutage) -> String {
    match outage {
        ExpectedOutage::No => "no".to_owned(),
        ExpectedOutage::Minutes(minutes) => duration(chrono::TimeDelta::minutes(minutes)),
    }
}

/// The form that asks why a section does not apply.
pub fn waive_form(situation: &Situation, press: Press) -> Option<Modal> {
    let rule = find_rule(press, situation)?;
    let hint = "Configuration only, no code is changed";
    let row = field(TEXT, "Why does it not apply?", Some(hint), None, 1_000, true);
    Some(modal(press, &format!("n/a: {}", rule.title), vec![row]))
}

/// The section that a press is about.
pub fn find_rule(press: Press, situation: &Situation) -> Option<&SectionRule> {
    let index = usize::try_from(press.item).ok()?;
    situation.release.process.record.get(index)
}
