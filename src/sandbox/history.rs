//! Everything that went over the wire, as JSON lines, the latest fifty thousand of them.
//!
//! Tests and curious people read it at `/sandbox/history`. No `Authorization` value ever gets here.

use std::collections::VecDeque;

use serde_json::Value;

/// How many lines are kept.
const LINES: usize = 50_000;

/// The record of one sandbox.
#[derive(Debug)]
pub(crate) struct History {
    keep: bool,
    lines: VecDeque<String>,
    written: u64,
}

impl History {
    /// An empty record; with `keep` false it stays empty.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            lines: VecDeque::new(),
            written: 0,
        }
    }

    /// Whether writing is worth the while.
    pub(crate) fn is_kept(&self) -> bool {
        self.keep
    }

    /// Writes a line: `fields` are pairs of a name and ready JSON.
    pub(crate) fn write(&mut self, fields: &[(&str, &str)]) {
        if !self.keep {
            return;
        }
        self.written += 1;
        let mut line = format!("{{\"n\":{}", self.written);
        for (name, json) in fields {
            line.push_str(",\"");
            line.push_str(name);
            line.push_str("\":");
            line.push_str(json);
        }
        line.push_str("}\n");
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// The lines after number `n`; numbers begin with 1.
    pub(crate) fn after(&self, n: u64) -> String {
        let first = self.written + 1 - self.lines.len() as u64;
        let skip = usize::try_from((n + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        self.lines.iter().skip(skip).map(String::as_str).collect()
    }
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_asked_for_by_number() {
        let mut history = History::new(true);
        for word in ["one", "two", "three"] {
            history.write(&[("word", &quoted(word))]);
        }
        assert_eq!(
            history.after(1),
            "{\"n\":2,\"word\":\"two\"}\n{\"n\":3,\"word\":\"three\"}\n"
        );
        assert_eq!(history.after(3), "");
        assert_eq!(history.after(0).lines().count(), 3);
    }

    #[test]
    fn the_oldest_lines_go_first() {
        let mut history = History::new(true);
        for _ in 0..=LINES {
            history.write(&[]);
        }
        assert!(history.after(0).starts_with("{\"n\":2}\n"));
        assert_eq!(history.after(LINES as u64), format!("{{\"n\":{}}}\n", LINES + 1));
    }
}
