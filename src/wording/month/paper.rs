//! A month as Markdown, to be put on the wiki: the counts in a table, then every event with where it can be seen.

use std::fmt::Write;

use crate::domain::month::Event;
use crate::domain::name::PersonId;
use crate::domain::report::System;
use crate::wording::report::plain;
use crate::wording::text::system_title;

use super::line::{LINES, Tongue, day, sentence};
use super::{Telling, name_of};

pub(super) fn write(telling: &Telling<'_>) -> String {
    let who = |id: &PersonId| called(telling, id);
    let text = |text: &str| plain(text);
    let seen = |event: &Event| match telling.link(event) {
        Some(url) => format!(
            "[{}]({url})",
            name_of(event).unwrap_or_else(|| "message".to_owned())
        ),
        None => plain(&name_of(event).unwrap_or_else(|| telling.evidence(event))),
    };
    let tongue = Tongue {
        who: &who,
        text: &text,
        seen: &seen,
    };
    let before = telling.month.month.before().name();
    let mut out = format!(
        "# {}: {}\n\nTimes are those of {}. Waiting is counted in working hours, from 09:00 to 17:00 on working days.\n\n",
        plain(&telling.service.title),
        telling.title(),
        telling.service.zone
    );
    let mut line = |text: &str| writeln!(out, "{text}").expect("a text takes all");
    line(&format!(
        "| | {} | compared with {before} |\n| --- | --- | --- |",
        telling.title()
    ));
    for counted in LINES {
        let words = (counted.words)(telling.month, &tongue).unwrap_or_else(|| counted.none.to_owned());
        let compared = (counted.compared)(telling.month).unwrap_or_default();
        line(&format!("| {} | {words} | {compared} |", counted.title));
    }
    for section in LINES {
        let events: Vec<&Event> = telling.told(section.all).collect();
        if events.is_empty() {
            continue;
        }
        line(&format!("\n## {}\n", section.title));
        for event in events {
            line(&format!("- {}: {}", day(event.day), sentence(event, &tongue)));
        }
    }
    out
}

/// How somebody is called on paper.
pub(super) fn called(telling: &Telling<'_>, id: &PersonId) -> String {
    match telling.people.0.get(id) {
        Some(name) => plain(name),
        None if id.as_str() == "clock" => "the clock".to_owned(),
        None => match System::find(id) {
            Some(system) => plain(&system_title(&system)),
            None => format!("person {}", plain(id.as_str())),
        },
    }
}
