//! Reads the change record of a process: its sections; and the sides that look at a release from outside.

use toml::de::DeValue;

use crate::domain::name::{RoleName, SectionName};
use crate::domain::record::SectionRule;
use crate::domain::side::Side;
use crate::domain::status::Status;
use crate::toml_reader::{Findings, Span, Table, Text, Value, did_you_mean, list, text};

use super::words::{
    LONGEST_LABEL, LONGEST_SENTENCE, LONGEST_TITLE, check_line, check_name, check_unique, slug,
};

/// A select on Discord has 25 options.
const MOST_SECTIONS: usize = 25;

/// Reads `record`: the sections of the change record, in order.
pub(super) fn read_record(table: &mut Table<'_>, found: &mut Findings) -> Vec<SectionRule> {
    let values = table.values("record", found);
    if let Some(value) = values.get(MOST_SECTIONS) {
        let what = format!("a record has at most {MOST_SECTIONS} sections, since people choose from a list");
        found.error(&value.span(), what, "one too many");
    }
    let mut outage: Option<Span> = None;
    let (mut names, mut titles, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        let (name, title, rule, says_outage) = read_section(value, found);
        if let (Some(span), Some(first)) = (&says_outage, &outage) {
            found
                .error(
                    span,
                    "one section says whether an outage is expected",
                    "a second one",
                )
                .beside(first.clone(), "first here");
        }
        outage = outage.or(says_outage);
        names.push(name);
        titles.push(title);
        rules.push(rule);
    }
    check_unique(&names, "sections with the name", found);
    check_unique(&titles, "sections called", found);
    rules
}

fn read_section(value: &Value<'_>, found: &mut Findings) -> (Text, Text, SectionRule, Option<Span>) {
    let mut table = Table::of(value, "a section of the record", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a section", LONGEST_LABEL, found);
    let name = table.find_text("name", found).unwrap_or_else(|| Text {
        value: slug(&title.value),
        ..title.clone()
    });
    check_name(&name, found);
    let hint = table.find_text("hint", found);
    if let Some(hint) = &hint {
        check_line(hint, "a hint", LONGEST_SENTENCE, found);
    }
    let outage = table.flag("outage", found);
    let rule = SectionRule {
        name: SectionName::from(name.value.as_str()),
        title: title.value.clone(),
        hint: hint.map(|hint| hint.value),
        required: table.flag("required", found).is_some() || outage.is_some(),
        changelog: table.flag("changelog", found).is_some(),
        outage: outage.is_some(),
    };
    table.finish(found);
    (name, title, rule, outage)
}

/// The name of a section of the process, noted when its record has none such.
pub(super) fn check_section(name: &Text, rules: &[SectionRule], found: &mut Findings) {
    let known = || rules.iter().map(|rule| rule.name.as_str());
    if !name.is_there || known().any(|known| known == name.value) {
        return;
    }
    let fix = did_you_mean(&name.value, known()).unwrap_or_else(|| {
        if rules.is_empty() {
            "give the process a `record`, a list of { title = \"…\" }".to_owned()
        } else {
            format!("its sections are: {}", list(known()))
        }
    });
    let what = format!("`{}` is no section of the change record", name.value);
    found.error(&name.span, what, "nothing to show").fix(fix);
}

/// Reads `status`: a name, or a name and how it is read.
pub(super) fn read_status(table: &mut Table<'_>, found: &mut Findings) -> Option<Status> {
    let value = table.find("status")?;
    let (name, title) = match value.get_ref() {
        DeValue::String(_) => (text(value, "status", found), None),
        _ => {
            let mut table = Table::of(value, "a status", found);
            let title = table.text("title", found);
            check_line(&title, "the title of a status", LONGEST_TITLE, found);
            let name = table.find_text("name", found).unwrap_or_else(|| Text {
                value: slug(&title.value),
                ..title.clone()
            });
            table.finish(found);
            (name, Some(title.value))
        }
    };
    check_name(&name, found);
    let status = Status::named(&name.value);
    Some(Status {
        title: title.unwrap_or(status.title.clone()),
        ..status
    })
}

/// A side with the place of its role, which is checked once the roles are known.
pub(super) struct ReadSide {
    pub(super) side: Side,
    pub(super) role: Text,
}

/// Reads `[side.name]`.
pub(super) fn read_side(value: &Value<'_>, found: &mut Findings) -> ReadSide {
    let mut table = Table::of(value, "a side", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a side", LONGEST_TITLE, found);
    let role = table.text("role", found);
    let channel = table.text("channel", found);
    check_name(&channel, found);
    let team = table.text("team", found);
    check_line(&team, "`team`", LONGEST_TITLE, found);
    table.finish(found);
    let side = Side {
        title: title.value,
        role: RoleName::from(role.value.as_str()),
        channel: channel.value,
        team: team.value,
    };
    ReadSide { side, role }
}
