//! A report as Markdown, to be put beside the ticket or on the wiki.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::gather::local;
use super::shape::{Answer, Mark, Report, Round, Step};

pub(super) fn write(report: &Report) -> String {
    let mut paper = Paper {
        out: String::new(),
        zone: report.zone.parse().unwrap_or(Tz::UTC),
    };
    paper.head(report);
    paper.remarks(report);
    paper.line("## Steps");
    paper.line("");
    for step in &report.steps {
        paper.step(step);
    }
    paper.record(report);
    paper.outage(report);
    paper.tickets(report);
    paper.evidence(report);
    paper.timeline(report);
    paper.out
}

struct Paper {
    out: String,
    zone: Tz,
}

impl Paper {
    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}", text.trim_end()).expect("a text takes all");
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        local(at, self.zone)
    }

    fn by(&self, mark: &Mark) -> String {
        format!("{}, {}", person(mark), self.time(mark.at))
    }

    fn head(&mut self, report: &Report) {
        let (service, process) = (plain(&report.service.title), plain(&report.process.title));
        self.line(&format!("# {service} {}: {process}", plain(&report.version)));
        self.line("");
        self.line(&format!(
            "Release #{}, {}. Times are those of {}.",
            report.number,
            self.course(report),
            report.zone
        ));
        self.line("");
        let digest: String = report.process_digest.chars().take(12).collect();
        let hash = &report.chain.last_hash;
        let rows = [
            ("Version", code(&report.version)),
            (
                "Process",
                format!(
                    "{process} ({}, digest {})",
                    code(&report.process.name),
                    code(&digest)
                ),
            ),
            ("Started", self.by(&report.started)),
            (
                "Steps",
                format!(
                    "{} of {} complete",
                    report.course.steps_complete, report.course.steps
                ),
            ),
            (
                "Journal",
                format!("{} facts, the last with hash {}", report.chain.facts, code(hash)),
            ),
        ];
        self.table(&["", ""], &rows.map(|(name, value)| vec![name.to_owned(), value]));
    }

    fn course(&self, report: &Report) -> String {
        let course = &report.course;
        let when = course
            .mark
            .as_ref()
            .map(|mark| format!(" ({})", self.by(mark)))
            .unwrap_or_default();
        let why = course
            .reason
            .as_ref()
            .map(|why| format!(": {}", plain(why)))
            .unwrap_or_default();
        let state = match course.state {
            "held" => "on hold",
            "rolled-back" => "rolled back",
            state => state,
        };
        let outcome = course
            .outcome
            .as_ref()
            .map(|outcome| format!(", {}", plain(outcome)));
        let state = format!("{state}{}", outcome.unwrap_or_default());
        format!("{state}{when}{why}")
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.line(&format!("| {} |", head.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(head.len())));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
        self.line("");
    }

    /// What was out of the ordinary, before everything else.
    fn remarks(&mut self, report: &Report) {
        if !report.overrides.is_empty() {
            self.line("## Passed by authority");
            self.line("");
            for o in &report.overrides {
                let (step, passed, reason) = (plain(&o.step), plain(&o.passed), plain(&o.reason));
                self.line(&format!(
                    "- {step}: {passed}. Reason: {reason} ({})",
                    self.by(&o.mark)
                ));
            }
            self.line("");
        }
        if !report.setbacks.is_empty() {
            self.line("## Sent back");
            self.line("");
            for s in &report.setbacks {
                let (from, to, reason) = (plain(&s.from), plain(&s.to), plain(&s.reason));
                self.line(&format!("- From {from} to {to}: {reason} ({})", self.by(&s.mark)));
            }
            self.line("");
        }
        if !report.blockers.is_empty() {
            self.line("## Objections");
            self.line("");
            for b in &report.blockers {
                let cleared = match &b.cleared {
                    Some(note) => format!("cleared: {} ({})", plain(&note.text), self.by(&note.mark)),
                    None => "**not cleared**".to_owned(),
                };
                self.line(&format!(
                    "- {} ({}); {cleared}",
                    plain(&b.what),
                    self.by(&b.raised)
                ));
            }
            self.line("");
        }
        if !report.bugs.is_empty() {
            self.line("## Bugs noted");
            self.line("");
            for bug in &report.bugs {
                self.line(&format!("- {} ({})", plain(&bug.text), self.by(&bug.mark)));
            }
            self.line("");
        }
    }

    fn step(&mut self, step: &Step) {
        let place = step
            .environment
            .as_ref()
            .map(|e| format!(" on {}", plain(e)))
            .unwrap_or_default();
        self.line(&format!("### {}. {}", step.number, plain(&step.title)));
        self.line("");
        let state = step.state.replace('-', " ");
        self.line(&format!("{}{place}: {state}.", plain(&step.owner)));
        self.line("");
        let several = step.rounds.len() > 1;
        for round in step.rounds.iter().filter(|round| round.open_since.is_some()) {
            if several {
                self.line(&format!("#### Round {}", round.round));
                self.line("");
            }
            self.round(round);
        }
    }

    fn round(&mut self, round: &Round) {
        for answer in &round.answers {
            self.answer(answer);
        }
        if let Some(note) = &round.waived {
            self.line(&format!(
                "- Not needed: {} ({})",
                plain(&note.text),
                self.by(&note.mark)
            ));
        }
        if let Some(mark) = &round.completed {
            self.line(&format!("- Complete: {}", self.by(mark)));
        }
        self.line("");
    }

    fn answer(&mut self, answer: &Answer) {
        let title = plain(&answer.title);
        match (&answer.given, &answer.value) {
            (Some(mark), Some(value)) => {
                self.line(&format!("- {title}: {} ({})", given(value), self.by(mark)))
            }
            (Some(mark), None) => self.line(&format!("- {title}: {}", self.by(mark))),
            (None, _) if answer.items.is_empty() && answer.voices.is_empty() => {
                self.line(&format!("- {title}: not given"));
            }
            (None, _) => self.line(&format!("- {title}:")),
        }
        for voice in &answer.voices {
            let on = voice.on.map(|day| format!(" for {day}")).unwrap_or_default();
            let why = voice
                .reason
                .as_ref()
                .map(|why| format!(": {}", plain(why)))
                .unwrap_or_default();
            let (role, version) = (plain(&voice.role), code(&voice.version));
            self.line(&format!(
                "    - **{}**{on} as {role}, on {version}{why} ({})",
                voice.verdict,
                self.by(&voice.mark)
            ));
            if !voice.approved.is_empty() {
                let approved: Vec<String> = voice.approved.iter().map(|words| plain(words)).collect();
                self.line(&format!("        - having before them: {}", approved.join("; ")));
            }
            if !voice.counts {
                self.line("        - it does not count any more");
            }
        }
        for item in &answer.items {
            let note = item
                .note
                .as_ref()
                .map(|note| format!(": {}", plain(note)))
                .unwrap_or_default();
            let by = item
                .mark
                .as_ref()
                .map(|mark| format!(" ({})", self.by(mark)))
                .unwrap_or_default();
            self.line(&format!(
                "    - **{}** {}{note}{by}",
                item.state,
                plain(&item.text)
            ));
        }
    }

    fn outage(&mut self, report: &Report) {
        let Some(outage) = &report.outage else { return };
        self.line("## Outage");
        self.line("");
        match (&outage.announced, &outage.published) {
            (Some(window), Some(mark)) => {
                let (start, end) = (self.time(window.start), self.time(window.end));
                self.line(&format!(
                    "- {} were told: {start} to {end} ({})",
                    plain(&outage.audience),
                    self.by(mark)
                ));
            }
            _ => self.line("- Nobody was told of one."),
        }
        if let Some(mark) = &outage.ended {
            let late = match outage.overrun_minutes {
                Some(minutes) if minutes > 0 => {
                    format!(", {} late", crate::wording::text::count(minutes, "minute"))
                }
                Some(minutes) if minutes < 0 => {
                    format!(", {} early", crate::wording::text::count(-minutes, "minute"))
                }
                _ => String::new(),
            };
            self.line(&format!("- Over: {}{late}", self.by(mark)));
        }
        self.line("");
    }

    fn record(&mut self, report: &Report) {
        if report.record.is_empty() {
            return;
        }
        self.line("## Change record");
        self.line("");
        for section in &report.record {
            let by = section
                .mark
                .as_ref()
                .map(|mark| format!(" ({})", self.by(mark)))
                .unwrap_or_default();
            let state = section.state.replace('-', " ");
            self.line(&format!("### {}", plain(&section.title)));
            self.line("");
            self.line(&format!("{state}{by}"));
            self.line("");
            for line in section.text.iter().flat_map(|text| text.lines()) {
                self.line(&format!("> {}", plain(line)));
            }
            self.line("");
        }
    }

    fn tickets(&mut self, report: &Report) {
        if report.tickets.is_empty() {
            return;
        }
        self.line("## Tickets");
        self.line("");
        for t in &report.tickets {
            let link = t
                .link
                .as_ref()
                .map(|link| format!(" {}", given(link)))
                .unwrap_or_default();
            let left = if t.is_attached {
                ""
            } else {
                ", no part of it any more"
            };
            let (name, title, status) = (plain(&t.name), plain(&t.title), plain(&t.status));
            self.line(&format!(
                "- {name} {title}{link}: {status}{left} ({})",
                self.by(&t.mark)
            ));
        }
        self.line("");
    }

    fn evidence(&mut self, report: &Report) {
        if report.evidence.is_empty() {
            return;
        }
        self.line("## Evidence");
        self.line("");
        for e in &report.evidence {
            let (title, step) = (plain(&e.title), plain(&e.step));
            self.line(&format!(
                "- {title} ({step}): {} ({})",
                given(&e.value),
                self.by(&e.mark)
            ));
        }
        self.line("");
    }

    fn timeline(&mut self, report: &Report) {
        self.line("## Everything, in order");
        self.line("");
        let row = |m: &super::shape::Moment| {
            vec![
                m.seq.to_string(),
                self.time(m.mark.at),
                person(&m.mark),
                plain(&m.words),
            ]
        };
        let rows: Vec<Vec<String>> = report.timeline.iter().map(row).collect();
        self.table(&["", "When", "Who", "What"], &rows);
    }
}

fn person(mark: &Mark) -> String {
    match (&mark.name, mark.by.as_str()) {
        (Some(name), _) => plain(name),
        (None, "clock") => "the clock".to_owned(),
        (None, id) => format!("person {}", plain(id)),
    }
}

/// A text as people gave it: a link stays one, everything else is quoted.
fn given(value: &str) -> String {
    let is_link = (value.starts_with("https://") || value.starts_with("http://"))
        && !value
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`'));
    if is_link {
        format!("<{value}>")
    } else {
        code(value)
    }
}

/// A text inside backticks, which nothing gets out of.
fn code(text: &str) -> String {
    let text: String = one_line(text)
        .chars()
        .map(|c| if c == '`' { 'ˋ' } else { c })
        .collect();
    // A bar would end the cell of a table.
    format!("`{}`", text.replace('|', "¦"))
}

/// People's words with everything that Markdown or HTML would read made plain.
pub(in crate::wording) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, c) in one_line(text).chars().enumerate() {
        let begins = n == 0 && matches!(c, '-' | '+' | '=');
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '*' | '_' | '`' | '[' | ']' | '|' | '~' | '#' | '!' | '>' | '$' => out.extend(['\\', c]),
            c if begins => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
