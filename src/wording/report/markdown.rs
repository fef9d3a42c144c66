//! A report as Markdown, to be put beside the ticket or on the wiki.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::gather::local;
use super::shape::{Mark, Report};

mod steps;
mod words;

pub(in crate::wording) use words::plain;
use words::{code, given, person};

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
