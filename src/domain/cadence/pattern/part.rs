//! A piece of a text in the manner of cron, which knows its place: what is wrong with it is pointed at.

use std::ops::Range;

use super::BadPattern;

/// A piece of a text, and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl<'t> Part<'t> {
    fn place(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(super) fn bad(self, what: impl Into<String>, fix: impl Into<String>) -> BadPattern {
        BadPattern {
            at: self.place(),
            what: what.into(),
            fix: fix.into(),
        }
    }

    /// What stands between the commas.
    pub(super) fn items(self) -> impl Iterator<Item = Part<'t>> {
        let mut start = self.start;
        self.text.split(',').map(move |text| {
            let part = Part { text, start };
            start += text.len() + 1;
            part
        })
    }

    pub(super) fn is_any(self) -> bool {
        matches!(self.text, "*" | "?")
    }
}
