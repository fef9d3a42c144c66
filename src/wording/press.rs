//! What a button, a select or a form stands for: a verb and the place it is about, as a custom id and back.
//!
//! A custom id says all there is to know, so that a button works for ever: nothing about it is kept in memory.
//! It says it by position and round; whether that still means anything is for `decide` to see.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};

use crate::domain::outage::Window;
use crate::domain::release::Release;

mod place;
mod service;
mod verb;
mod words;

pub use verb::{DayVerb, OutageVerb, RotationVerb, Verb};
use words::VERBS;

/// The first word of every custom id; a change of the layout raises its number.
const MARK: &str = "g1";

/// A press: a verb and a place, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// What is asked.
    pub verb: Verb,
    /// The release's number; 0 when it is about none.
    pub release: i64,
    /// The position of the step.
    pub step: usize,
    /// The round in which the card was drawn.
    pub round: u32,
    /// The position of the ask in the step.
    pub ask: usize,
    /// The position of the item in the checklist, or another number that the verb needs.
    pub item: i64,
    /// A second number that the verb needs.
    pub extra: i64,
}

/// A text that is no custom id of ours, or of an earlier layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = VERBS
            .iter()
            .find(|(v, _)| *v == self.verb)
            .map_or("", |(_, word)| word);
        let Self {
            release,
            step,
            round,
            ask,
            item,
            extra,
            ..
        } = self;
        write!(f, "{MARK}.{verb}.{release}.{step}.{round}.{ask}.{item}.{extra}")
    }
}

impl FromStr for Press {
    type Err = NotOurs;

    fn from_str(text: &str) -> Result<Self, NotOurs> {
        let parts: Vec<&str> = text.split('.').collect();
        let [MARK, verb, release, step, round, ask, item, extra] = parts.as_slice() else {
            return Err(NotOurs);
        };
        let verb = VERBS
            .iter()
            .find(|(_, word)| word == verb)
            .map(|(v, _)| *v)
            .ok_or(NotOurs)?;
        Ok(Self {
            verb,
            release: number(release)?,
            step: number(step)?,
            round: number(round)?,
            ask: number(ask)?,
            item: number(item)?,
            extra: number(extra)?,
        })
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, NotOurs> {
    text.parse().map_err(|_| NotOurs)
}

impl Press {
    /// A press about no release.
    pub fn plain(verb: impl Into<Verb>) -> Self {
        Self {
            verb: verb.into(),
            release: 0,
            step: 0,
            round: 0,
            ask: 0,
            item: 0,
            extra: 0,
        }
    }

    /// A press about an outage.
    pub fn on_outage(verb: OutageVerb, number: i64) -> Self {
        Self {
            release: number,
            ..Self::plain(verb)
        }
    }

    /// The same press with a window.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self {
            item: window.start.timestamp(),
            extra: (window.end - window.start).num_minutes(),
            ..self
        }
    }

    /// The same press with what was read: a revision, or a mark.
    #[must_use]
    pub fn with_round(self, round: u32) -> Self {
        Self { round, ..self }
    }

    /// The window that [`Press::with_window`] named.
    pub fn window(&self) -> Option<Window> {
        let start = DateTime::from_timestamp(self.item, 0)?;
        let end = start.checked_add_signed(TimeDelta::try_minutes(self.extra)?)?;
        Some(Window { start, end })
    }

    /// A press about a release as a whole.
    pub fn on_release(verb: Verb, release: &Release) -> Self {
        Self {
            release: release.number,
            ..Self::plain(verb)
        }
    }

    /// A press about a step.
    pub fn on_step(verb: Verb, release: &Release, step: usize) -> Self {
        let round = release.steps.get(step).map_or(0, |s| s.round);
        Self {
            step,
            round,
            ..Self::on_release(verb, release)
        }
    }

    /// A press about an ask.
    pub fn on_ask(verb: Verb, release: &Release, step: usize, ask: usize) -> Self {
        Self {
            ask,
            ..Self::on_step(verb, release, step)
        }
    }

    /// The same press with another verb.
    #[must_use]
    pub fn with_verb(self, verb: impl Into<Verb>) -> Self {
        Self {
            verb: verb.into(),
            ..self
        }
    }

    /// The same press about an item, or with a number.
    #[must_use]
    pub fn with_item(self, item: usize) -> Self {
        Self {
            item: i64::try_from(item).unwrap_or(i64::MAX),
            ..self
        }
    }

    /// The same press with the mark of what its card shows.
    #[must_use]
    pub fn with_mark(self, mark: i64) -> Self {
        Self { item: mark, ..self }
    }

    /// The same press with a day.
    #[must_use]
    pub fn with_day(self, day: NaiveDate) -> Self {
        Self {
            extra: day.num_days_from_ce().into(),
            ..self
        }
    }
}

/// A number that stands for a text (FNV-1a, 32 bits).
pub fn mark_of_text(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |mark, byte| {
        (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_custom_id_reads_back(v in 0..VERBS.len(), release: i64, step in 0..200usize, round: u32, item: i64) {
            let press = Press { verb: VERBS[v].0, release, step, round, ask: 3, item, extra: -item.saturating_abs() };
            let text = press.to_string();
            prop_assert!(text.len() <= 100, "Discord takes 100 characters: {text}");
            prop_assert_eq!(text.parse::<Press>(), Ok(press));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,120}") {
            let _ = text.parse::<Press>();
        }
    }

    #[test]
    fn every_verb_has_a_word_of_its_own() {
        for (n, (verb, word)) in VERBS.iter().enumerate() {
            assert!(
                VERBS[n + 1..].iter().all(|(v, w)| v != verb && w != word),
                "{word}"
            );
        }
    }
}
