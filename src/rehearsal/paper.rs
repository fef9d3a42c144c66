//! A rehearsal on paper: as text for a terminal of any width, as Markdown, as JSON.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::{Entry, Kind, Rehearsal, Summary};
use crate::wording::plain::without_looks;
use crate::wording::text::count;

/// Below this a terminal is narrow: a text stands below its time.
const NARROW: usize = 72;

/// The column of the text on a wide terminal: after time, kind and place.
const COLUMN: usize = 34;

/// What comes of a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a wiki or a ticket.
    Markdown,
    /// For a program.
    Json,
}

impl Rehearsal {
    /// On paper, with entries of these kinds; `width` in characters, for text.
    pub fn on_paper(&self, format: Format, only: &[Kind], width: usize) -> String {
        let entries: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| only.contains(&entry.kind))
            .collect();
        match format {
            Format::Text => self.as_text(&entries, width.max(30)),
            Format::Markdown => self.as_markdown(&entries),
            Format::Json => self.as_json(&entries),
        }
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    fn time_of(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%H:%M").to_string()
    }

    fn head(&self) -> String {
        let last = self.until.pred_opt().unwrap_or(self.until);
        format!(
            "{}, {} to {} ({})",
            self.title,
            long(self.from),
            long(last),
            self.zone
        )
    }

    fn as_text(&self, entries: &[&Entry], width: usize) -> String {
        let mut paper = String::new();
        for line in wrapped(&self.head(), width) {
            paper += &(line + "\n");
        }
        let mut day = None;
        for entry in entries {
            let this = self.day_of(entry.at);
            if day != Some(this) {
                paper += &format!("\n{}\n", long(this));
                day = Some(this);
            }
            self.write_entry(&mut paper, entry, width);
        }
        if entries.is_empty() {
            paper += "\nNothing of what was asked for happened.\n";
        }
        paper += &format!("\n{}\n", self.broken_off());
        for line in self.summary_lines() {
            for (n, part) in wrapped(&line, width - 4).into_iter().enumerate() {
                let indent = if n == 0 { "  " } else { "    " };
                paper += &format!("{indent}{part}\n");
            }
        }
        paper
    }

    fn write_entry(&self, paper: &mut String, entry: &Entry, width: usize) {
        let text = without_looks(&entry.text);
        let place = entry.place.as_deref().unwrap_or_default();
        let head = format!("  {}  {:<9} {place}", self.time_of(entry.at), entry.kind.word());
        let head = head.trim_end();
        if width < NARROW {
            for line in wrapped(head.trim_start(), width - 2) {
                let _ = writeln!(paper, "  {line}");
            }
            for line in text.lines().flat_map(|line| wrapped(line, width - 4)) {
                let _ = writeln!(paper, "    {line}");
            }
            return;
        }
        let mut lines = text.lines().flat_map(|line| wrapped(line, width - COLUMN));
        if length(head) + 2 <= COLUMN {
            let first = lines.next().unwrap_or_default();
            let gap = " ".repeat(COLUMN - length(head));
            let _ = writeln!(paper, "{}", format!("{head}{gap}{first}").trim_end());
        } else {
            let _ = writeln!(paper, "{head}");
        }
        for line in lines {
            let _ = writeln!(paper, "{}{line}", " ".repeat(COLUMN));
        }
    }

    fn as_markdown(&self, entries: &[&Entry]) -> String {
        let mut paper = format!("# Rehearsal: {}\n", self.head());
        let mut day = None;
        for entry in entries {
            let this = self.day_of(entry.at);
            if day != Some(this) {
                paper += &format!("\n## {}\n\n", long(this));
                day = Some(this);
            }
            let place = entry
                .place
                .as_ref()
                .map(|place| format!(", {}", plain_place(place)));
            paper += &format!(
                "- **{}** {}{}\n",
                self.time_of(entry.at),
                entry.kind.word(),
                place.unwrap_or_default()
            );
            for line in entry.text.lines() {
                paper += &format!("  > {}  \n", line.trim_end());
            }
        }
        paper += &format!("\n## What it comes to\n\n{}\n\n", self.broken_off());
        for line in self.summary_lines() {
            paper += &format!("- {line}\n");
        }
        paper
    }

    fn as_json(&self, entries: &[&Entry]) -> String {
        let entry = |entry: &&Entry| -> Value {
            json!({
                "at": entry.at,
                "local": entry.at.with_timezone(&self.zone).to_rfc3339(),
                "kind": entry.kind,
                "place": entry.place,
                "text": without_looks(&entry.text),
            })
        };
        let all = json!({
            "title": self.title,
            "zone": self.zone.name(),
            "from": self.from,
            "until": self.until,
            "broken_off_at": self.broken_off,
            "entries": entries.iter().map(entry).collect::<Vec<_>>(),
            "summary": self.summary,
        });
        format!("{all:#}\n")
    }

    fn broken_off(&self) -> String {
        match self.broken_off {
            Some(at) => format!("Broken off on {}. Until then:", long(self.day_of(at))),
            None => format!("In {}:", count((self.until - self.from).num_days(), "day")),
        }
    }

    /// What it comes to, in lines.
    pub fn summary_lines(&self) -> Vec<String> {
        let summary = &self.summary;
        let mut lines = vec![releases(summary)];
        lines.extend(summary.going_on.iter().map(|what| format!("Goes on: {what}")));
        lines.extend(days(summary));
        let said = |word: &str| number(summary.entries.get(word).copied().unwrap_or_default(), word);
        lines.push(format!(
            "{}, {}, {} that shut or opened, {}",
            said("reminder"),
            said("notice"),
            said("gate"),
            said("handover")
        ));
        for served in &summary.served {
            lines.push(format!(
                "{} as {}: {}, {}",
                served.person,
                served.role,
                number(served.turns, "turn"),
                number(served.days, "planned day")
            ));
        }
        lines.extend(
            summary
                .not_done
                .iter()
                .map(|what| format!("Could not be done: {what}")),
        );
        lines
    }
}

fn releases(summary: &Summary) -> String {
    format!(
        "{} started, {} finished",
        number(summary.started, "release"),
        summary.finished
    )
}

fn days(summary: &Summary) -> Option<String> {
    let days = &summary.days;
    let parts = [
        (days.held, "held"),
        (days.moved, "moved"),
        (days.skipped, "skipped"),
        (days.needless, "with nothing to release"),
        (days.replaced, "replaced by another release"),
        (days.on_holidays, "on a holiday"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    let planned = number(days.planned, "planned day");
    let all = if parts.is_empty() {
        planned
    } else {
        format!("{planned}: {}", parts.join(", "))
    };
    (days.planned > 0).then_some(all)
}

fn number(n: usize, thing: &str) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX), thing)
}

fn long(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// A channel is no heading.
fn plain_place(place: &str) -> String {
    place.replace('#', "\\#")
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The text in lines of so many characters, broken between words; a word that is longer is broken itself.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    let indent: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut lines = vec![indent];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut letters: Vec<&str> = word.graphemes(true).collect();
        let line = lines.last_mut().expect("there is a line");
        let gap = usize::from(!line.trim().is_empty());
        if length(line) + gap + letters.len() <= width {
            line.push_str(&" ".repeat(gap));
            line.push_str(word);
            continue;
        }
        if line.trim().is_empty() {
            lines.pop();
        }
        while letters.len() > width {
            let rest = letters.split_off(width);
            lines.push(letters.concat());
            letters = rest;
        }
        lines.push(letters.concat());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_long_words_within() {
        assert_eq!(wrapped("one two three four", 10), ["one two", "three four"]);
        assert_eq!(wrapped("abcdefghijklmnopq rs", 10), ["abcdefghij", "klmnopq rs"]);
        assert_eq!(wrapped("    [Skip…]", 20), ["    [Skip…]"]);
        assert_eq!(wrapped("", 20), [""]);
    }
}
