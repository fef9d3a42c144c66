//! How far a step is, in words.

use crate::domain::process::{Ask, AskKind, Step};
use crate::domain::release::{Answer, Board, Release, StepState, Tally};
use crate::wording::text::{person, window};
use crate::wording::tickets;

/// How far a step is, where it can be counted.
pub(super) fn progress(release: &Release, step: &Step, state: &StepState) -> Option<String> {
    let parts: Vec<String> = release
        .asked(step, state)
        .filter_map(|(_, ask, answer)| ask_progress(release, ask, answer))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

pub(super) fn ask_progress(release: &Release, ask: &Ask, answer: &Answer) -> Option<String> {
    match (&ask.kind, answer) {
        (_, Answer::Checklist(items)) => Some(tally_words(Tally::of(items))),
        (AskKind::SignOff(rule), Answer::SignOff(voices)) => {
            let board = Board::of(rule, voices);
            let goes: usize = (0..rule.sets.len()).map(|set| board.goes_in(set)).sum();
            let needed: usize = rule.sets.iter().map(|s| s.quorum).sum();
            Some(board.blocking().map_or_else(
                || format!("{goes} of {needed} go"),
                |v| format!("no-go by {}", person(&v.stamp.by)),
            ))
        }
        (AskKind::Record, _) => {
            let rules = &release.process.record;
            let written = rules.len() - release.record.missing(rules).count();
            Some(format!("{written} of {} sections of the record", rules.len()))
        }
        (AskKind::Outage { .. }, _) => {
            let outage = release.outage.as_ref()?;
            let planned = outage
                .proposed
                .map(|w| format!("outage {} not published yet", window(w)));
            Some(planned.unwrap_or_else(|| match outage.announced {
                Some(_) => "outage announced".to_owned(),
                None => "outage not planned yet".to_owned(),
            }))
        }
        (AskKind::Tickets { .. }, _) => tickets::summary(release),
        _ => None,
    }
}

/// "7 of 12 passed · 1 failed".
pub fn tally_words(tally: Tally) -> String {
    let mut words = format!("{} of {} passed", tally.passed, tally.total());
    if tally.waived > 0 {
        words.push_str(&format!(" · {} waived", tally.waived));
    }
    if tally.failed > 0 {
        words.push_str(&format!(" · {} failed", tally.failed));
    }
    words
}
