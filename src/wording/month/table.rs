//! A month as CSV (RFC 4180): a row for each event. The columns are never reordered; new ones come at the end.

use crate::domain::month::Event;

use super::Telling;

/// The columns, as docs/reports.md tells them.
const COLUMNS: [&str; 13] = [
    "kind",
    "day",
    "time",
    "about",
    "release",
    "version",
    "who",
    "roles",
    "minutes",
    "announced_minutes",
    "until",
    "reason",
    "evidence",
];

pub(super) fn write(telling: &Telling<'_>) -> String {
    let mut out = row(&COLUMNS.map(str::to_owned));
    for event in &telling.month.events {
        out += &row(&cells(telling, event));
    }
    out
}

fn cells(telling: &Telling<'_>, event: &Event) -> [String; 13] {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let who = event.who.as_ref().map(|who| match telling.people.0.get(who) {
        Some(name) => name.clone(),
        None => who.to_string(),
    });
    let roles: Vec<&str> = event.roles.iter().map(|role| role.as_str()).collect();
    let release = event.release.as_ref();
    [
        event.kind.word().to_owned(),
        event.day.to_string(),
        event.at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        event.about.clone(),
        number(release.map(|(number, _)| *number)),
        release.map(|(_, version)| version.clone()).unwrap_or_default(),
        who.unwrap_or_default(),
        roles.join("; "),
        number(event.minutes),
        number(event.announced_minutes),
        event.until.map(|day| day.to_string()).unwrap_or_default(),
        event.reason.clone().unwrap_or_default(),
        telling.evidence(event),
    ]
}

fn row(cells: &[String; 13]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

/// A cell that no spreadsheet reads as a formula: those begin with one of a few characters, and then an apostrophe goes
/// before (OWASP, "CSV Injection"). Secrets are covered, as in every text that the bot writes.
fn quoted(cell: &str) -> String {
    let cell = crate::veil::cover_shapes(cell);
    let line: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
        || line.trim_start().starts_with(['=', '+', '-', '@']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", line.replace('"', "\"\""))
}
