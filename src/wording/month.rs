//! What a month of a service was like, in words: a card for a phone, Markdown, CSV and JSON.
//!
//! Called by `discord` for `/report month`, by `courier` for the one that is posted every month, and by `cli`. Pure: it
//! gets the month as `app` read it. The columns of the CSV and the form of the JSON are documented in docs/reports.md.

use crate::domain::month::{Event, Kind, Messages, Month, MonthOnRecord, Source, YearMonth};
use crate::domain::name::PersonId;
use crate::domain::process::Service;

use super::files::File;
use super::message::{Message, container, text};
use super::report::People;
use super::text::{Room, person, quote};

mod line;
mod paper;
mod shape;
mod table;

use line::{LINES, Tongue, day, sentence};

const BLUE: u32 = 0x0058_65F2;

/// Events of one line that are told on the card; the others are in the file.
const TOLD: usize = 3;

/// A month, ready to be told.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'m> {
    service: &'m Service,
    month: &'m Month,
    messages: &'m Messages,
    /// The server on Discord, without which there are no links.
    guild: Option<u64>,
    /// How people are called, for the files.
    people: &'m People,
}

impl<'m> Telling<'m> {
    /// A month as it was read; with links where the server is known.
    pub fn new(found: &'m MonthOnRecord, guild: Option<u64>, people: &'m People) -> Self {
        Self {
            service: &found.service,
            month: &found.month,
            messages: &found.messages,
            guild,
            people,
        }
    }

    /// The card, with the month as Markdown and as CSV beside it.
    pub fn message(&self) -> Message {
        Message::new(vec![container(BLUE, vec![text(self.card())])])
            .with_file(File::markdown(&self.file("md"), self.markdown()))
            .with_file(File::new(
                &self.file("csv"),
                "text/csv; charset=utf-8",
                self.csv(),
            ))
    }

    /// The month as Markdown.
    pub fn markdown(&self) -> String {
        paper::write(self)
    }

    /// The month as CSV: a row for each event, under a header that stays.
    pub fn csv(&self) -> String {
        table::write(self)
    }

    /// The month as JSON.
    pub fn json(&self) -> String {
        shape::write(self)
    }

    fn file(&self, ending: &str) -> String {
        format!("{}-{}.{ending}", self.service.name, self.month.month)
    }

    fn title(&self) -> String {
        let month = self.month.month.title();
        match self.month.is_over {
            true => month,
            false => format!("{month}, so far"),
        }
    }

    fn card(&self) -> String {
        let who = |id: &PersonId| person(id);
        let quoted = |text: &str| quote(text, 120);
        let seen = |event: &Event| match (self.link(event), name_of(event)) {
            (Some(url), name) => format!("[{}](<{url}>)", name.unwrap_or_else(|| "see".to_owned())),
            (None, name) => name.unwrap_or_default(),
        };
        let tongue = Tongue {
            who: &who,
            text: &quoted,
            seen: &seen,
        };
        let mut lines = vec![format!(
            "### {}: {}",
            quote(&self.service.title, 80),
            self.title()
        )];
        for line in LINES {
            let Some(words) = (line.words)(self.month, &tongue) else {
                continue;
            };
            let compared = (line.compared)(self.month);
            let compared = compared
                .map(|compared| format!(" · {compared}"))
                .unwrap_or_default();
            lines.push(format!("**{}** {words}{compared}", line.title));
            let told: Vec<&Event> = self.told(line.told).collect();
            for event in told.iter().take(TOLD) {
                lines.push(format!("-# {}: {}", day(event.day), sentence(event, &tongue)));
            }
            if told.len() > TOLD {
                lines.push(format!("-# and {} more, in the file", told.len() - TOLD));
            }
        }
        if self.month.events.is_empty() {
            lines.push("Nothing happened.".to_owned());
        }
        Room::whole().at_most(3_500).clip(&lines.join("\n"))
    }

    /// The events of those kinds, by day.
    fn told(&self, kinds: &'static [Kind]) -> impl Iterator<Item = &'m Event> {
        self.month
            .events
            .iter()
            .filter(move |event| kinds.contains(&event.kind))
    }

    /// The address of the message in which an event can be seen.
    fn link(&self, event: &Event) -> Option<String> {
        let number = event.release.as_ref().map(|(number, _)| *number);
        let (channel, message) = self.messages.find(&event.source, number)?;
        let guild = self.guild?;
        Some(format!(
            "https://discord.com/channels/{guild}/{channel}/{message}"
        ))
    }

    /// Where an event can be seen: a message, or else its place in the journal.
    fn evidence(&self, event: &Event) -> String {
        self.link(event).unwrap_or_else(|| match &event.source {
            Source::Release(number, seq) => format!("release/{number} fact {seq}"),
            Source::Service(seq) => format!("service/{} fact {seq}", self.service.name),
            Source::Notice(key) => format!("notice {key}"),
            Source::Plan => match &event.release {
                Some((number, _)) => format!("release/{number}"),
                None => "the plan".to_owned(),
            },
        })
    }
}

/// What an event is called by: its release.
fn name_of(event: &Event) -> Option<String> {
    event.release.as_ref().map(|(number, _)| format!("#{number}"))
}

/// The text is no month.
pub fn no_month(text: &str, example: YearMonth) -> String {
    format!(
        "“{}” is no month. Write it as year and month, such as `!report month {example}`.",
        quote(text, 40)
    )
}

/// The month has not come, or nothing is known of it.
pub fn unknown_month(
    service: &Service,
    month: YearMonth,
    began: Option<YearMonth>,
    now: YearMonth,
) -> String {
    match began {
        None => format!(
            "Nothing has happened to {} yet, so there is nothing to report.",
            service.title
        ),
        Some(began) if month < began => format!(
            "Nothing is known of {} before {}. Ask for that month or a later one: `!report month {} {began}`.",
            service.title,
            began.title(),
            service.name
        ),
        Some(_) => format!(
            "{} has not come. The latest is this month: `!report month {} {now}`.",
            month.title(),
            service.name
        ),
    }
}
