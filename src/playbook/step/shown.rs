//! Reads what a step shows to whoever does it: commands, a hint, sections of the record, links.

use crate::domain::name::SectionName;
use crate::domain::process::Link;
use crate::domain::record::SectionRule;
use crate::playbook::environment::refuse_secret;
use crate::playbook::record::check_section;
use crate::playbook::words::{LONGEST_COMMANDS, LONGEST_LINE, LONGEST_SENTENCE, check_line, check_unique};
use crate::toml_reader::{Findings, Table, Text, Value};

/// Commands are shown exactly as they stand: what cannot be shown so, or would give a secret away, is refused here.
pub(super) fn read_commands(table: &mut Table<'_>, found: &mut Findings) -> Vec<String> {
    let commands = table.texts("commands", found);
    let mut length = 0;
    for command in commands.iter().filter(|command| command.is_there) {
        length += command.value.chars().count();
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        if command.value.trim().is_empty() {
            found.error(&command.span, "a command cannot be empty", "nothing to copy");
        } else if command.value.contains("```") || command.value.contains(odd) {
            let what = "a command with three backticks or a control character cannot be shown exactly";
            found.error(&command.span, what, "people could not copy it");
        } else if length > LONGEST_COMMANDS {
            let what = format!(
                "the commands of a step have at most {LONGEST_COMMANDS} characters: a card shows them whole"
            );
            found
                .error(&command.span, what, "too long from here on")
                .fix("put them into a script, or into two steps");
            break;
        }
        refuse_secret(command, found);
    }
    commands
        .into_iter()
        .map(|command| command.value.trim_end().to_owned())
        .collect()
}

pub(super) fn read_hint(table: &mut Table<'_>, found: &mut Findings) -> Option<String> {
    let hint = table.find_text("hint", found)?;
    check_line(&hint, "a hint", LONGEST_SENTENCE, found);
    Some(hint.value)
}

/// The sections of the record that a step shows.
pub(super) fn read_shows(
    table: &mut Table<'_>,
    record: &[SectionRule],
    found: &mut Findings,
) -> Vec<SectionName> {
    let names = table.texts("shows", found);
    check_unique(&names, "mentions of", found);
    for name in &names {
        check_section(name, record, found);
    }
    names
        .into_iter()
        .map(|name| SectionName::from(name.value))
        .collect()
}

pub(in crate::playbook) fn read_links(table: &mut Table<'_>, found: &mut Findings) -> Vec<Link> {
    let values = table.values("links", found);
    values.into_iter().map(|value| read_link(value, found)).collect()
}

fn read_link(value: &Value<'_>, found: &mut Findings) -> Link {
    let mut table = Table::of(value, "a link", found);
    let title = table.text("title", found);
    check_line(&title, "the title of a link", LONGEST_LINE, found);
    let url = table.text("url", found);
    check_url(&url, found);
    table.finish(found);
    Link {
        title: title.value,
        url: url.value,
    }
}

/// A link that Discord makes clickable, and that gives no password away.
fn check_url(url: &Text, found: &mut Findings) {
    if !url.is_there {
        return;
    }
    let rest = url
        .value
        .strip_prefix("https://")
        .or_else(|| url.value.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        None => {
            let what = format!("`{}` is no address of a page", url.value);
            found.error(&url.span, what, "begins neither with https:// nor with http://");
        }
        Some(host) if host.contains('@') => {
            let what = "an address must not hold a name or password: everybody would read it";
            found.error(&url.span, what, "something stands before the @");
        }
        Some(host) if host.is_empty() || url.value.contains(char::is_whitespace) => {
            let what = format!("`{}` is no address of a page", url.value);
            found.error(&url.span, what, "no host, or a space in it");
        }
        Some(_) => {}
    }
}
