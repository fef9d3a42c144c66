//! The sentences that page, calendar and feed share: how an outage stands, and what was said of it.

use chrono::{DateTime, Utc};

use crate::domain::outage::{OutageCourse, ToldWhat, Window};

use super::Shown;
use super::said::Said;

/// How a window was changed, in a word.
fn change(window: Window, was: Window) -> &'static str {
    if window.start != was.start {
        "Moved"
    } else if window.end > was.end {
        "Extended"
    } else {
        "Shortened"
    }
}

impl Shown<'_> {
    /// How it stands, in a word or two.
    pub(super) fn standing(&self, now: DateTime<Utc>) -> &'static str {
        match self.course(now) {
            OutageCourse::Draft | OutageCourse::Scheduled => "Planned",
            OutageCourse::UnderWay => "On now",
            OutageCourse::Overrun => "Not back yet",
            OutageCourse::Completed => "Over",
            OutageCourse::Cancelled => "Cancelled",
        }
    }

    /// How it stands, in a sentence.
    pub(super) fn sentence(&self, now: DateTime<Utc>) -> Said {
        let (subject, zone) = (self.subject(), self.zone());
        let window = self.outage.window;
        let unavailable = |since| {
            let said = Said::words(format!("{subject} is unavailable since "));
            said.at(since, zone)
        };
        match self.course(now) {
            OutageCourse::Draft | OutageCourse::Scheduled => {
                Said::words(format!("{subject} will be unavailable."))
            }
            OutageCourse::UnderWay => {
                let said = unavailable(self.since().unwrap_or(now));
                match window {
                    Some(w) => said.and("; it is expected back ").at(w.end, zone).and("."),
                    None => said.and(". It is not known yet when it will be back."),
                }
            }
            OutageCourse::Overrun => {
                let said = Said::words(format!("{subject} was expected back "));
                said.at(window.map_or(now, |w| w.end), zone)
                    .and("; the work goes on.")
            }
            OutageCourse::Completed => Said::words(format!("{subject} is back.")),
            OutageCourse::Cancelled => {
                let stays = format!("{subject} stays available: this outage will not happen.");
                Said::words(stays)
            }
        }
    }

    /// What changed since it was announced first, oldest first.
    pub(super) fn changes(&self) -> Vec<Said> {
        let zone = self.zone();
        let told = self.told();
        let mut changes = Vec::new();
        for (n, said) in told.iter().enumerate() {
            let on = |word: &str| Said::words(format!("{word} on ")).at(said.at, zone);
            let before = n.checked_sub(1).and_then(|n| told[n].window);
            match (&said.what, said.window) {
                (ToldWhat::Changed { was }, Some(w)) => {
                    changes.push(on(change(w, *was)).and("; was ").span(*was, zone).and("."));
                }
                (ToldWhat::Announced(_), window) if n > 0 => {
                    let again = on("Announced again");
                    changes.push(match before.filter(|_| before != window) {
                        Some(was) => again.and("; was ").span(was, zone).and("."),
                        None => again.and("."),
                    });
                }
                (ToldWhat::Cancelled, _) => changes.push(on("Cancelled").and(".")),
                _ => {}
            }
        }
        changes
    }

    /// What was said at that place of the order, as the headline of a message.
    pub(super) fn headline(&self, place: usize) -> Said {
        let (subject, zone) = (self.subject(), self.zone());
        let told = &self.told()[place];
        match (&told.what, told.window) {
            (ToldWhat::Announced(_), Some(w)) => {
                Said::words(format!("{subject} will be unavailable on ")).span(w, zone)
            }
            (ToldWhat::Changed { was }, Some(w)) => {
                let word = change(w, *was);
                let said = Said::words(format!("{word}: {subject} will be unavailable on ")).span(w, zone);
                said.and(", not ").span(*was, zone)
            }
            (ToldWhat::Reworded(_), Some(w)) => {
                let said = Said::words(format!("{subject} will be unavailable on "));
                said.span(w, zone).and(": described anew")
            }
            (ToldWhat::Started { since }, _) => {
                Said::words(format!("{subject} is unavailable since ")).at(*since, zone)
            }
            (ToldWhat::Overran, _) => Said::words(format!("{subject} is not back yet")),
            (ToldWhat::Ended, _) => Said::words(format!("{subject} is back")),
            (ToldWhat::Cancelled, _) => Said::words(format!("Cancelled: {subject} stays available")),
            // No window was announced.
            (ToldWhat::Announced(_) | ToldWhat::Changed { .. } | ToldWhat::Reworded(_), None) => {
                Said::words(format!("{subject} is unavailable"))
            }
        }
    }

    /// What was said at that place of the order, below its headline, line by line.
    pub(super) fn body(&self, place: usize) -> Vec<String> {
        let zone = self.zone();
        let told = &self.told()[place];
        let mut lines = Vec::new();
        match (&told.what, told.window) {
            (ToldWhat::Announced(words) | ToldWhat::Reworded(words), _) => {
                let details = self.words(words);
                lines.extend(
                    details
                        .into_iter()
                        .map(|(label, text)| format!("{label}: {text}")),
                );
            }
            (ToldWhat::Started { .. }, Some(w)) => {
                lines.push(format!(
                    "It is expected back {}.",
                    Said::default().at(w.end, zone)
                ));
            }
            (ToldWhat::Started { .. }, None) => {
                lines.push("It is not known yet when it will be back.".to_owned());
            }
            (ToldWhat::Overran, Some(w)) => {
                let expected = Said::default().at(w.end, zone);
                lines.push(format!("It was expected back {expected}; the work goes on."));
            }
            (ToldWhat::Ended, _) => {
                lines.push(format!("It is back since {}.", Said::default().at(told.at, zone)));
            }
            (ToldWhat::Cancelled, Some(w)) => {
                lines.push(format!(
                    "The outage planned on {} will not happen.",
                    Said::default().span(w, zone)
                ));
            }
            (ToldWhat::Changed { .. } | ToldWhat::Overran | ToldWhat::Cancelled, _) => {}
        }
        lines
    }
}
