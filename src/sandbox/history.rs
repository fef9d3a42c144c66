//! Everything that went over the wire, as JSON lines, the latest fifty thousand of them.
//!
//! Tests and curious people read it at `/sandbox/history`. No `Authorization` value ever gets here. What had to go is
//! told to whoever would have read it.

use std::collections::VecDeque;
use std::time::Instant;

use serde_json::Value;

/// How many lines are kept.
const LINES: usize = 50_000;

/// How many bytes are kept: cards and servers are long lines.
const BYTES: usize = 128 << 20;

/// The record of one sandbox.
#[derive(Debug)]
pub(crate) struct History {
    keep: bool,
    lines: VecDeque<String>,
    bytes: usize,
    written: u64,
    began: Instant,
}

impl History {
    /// An empty record; with `keep` false it stays empty.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            lines: VecDeque::new(),
            bytes: 0,
            written: 0,
            began: Instant::now(),
        }
    }

    /// Whether writing is worth the while.
    pub(crate) fn is_kept(&self) -> bool {
        self.keep
    }

    /// Writes a line: `fields` are pairs of a name and ready JSON. It begins with its number and with the real time
    /// since the sandbox began, in milliseconds: haste is a matter of real time, whatever the clock shows.
    pub(crate) fn write(&mut self, fields: &[(&str, &str)]) {
        if !self.keep {
            return;
        }
        self.written += 1;
        let mut line = format!(
            "{{\"n\":{},\"ms\":{}",
            self.written,
            self.began.elapsed().as_millis()
        );
        for (name, json) in fields {
            line.push_str(",\"");
            line.push_str(name);
            line.push_str("\":");
            line.push_str(json);
        }
        line.push_str("}\n");
        self.bytes += line.len();
        self.lines.push_back(line);
        while self.lines.len() > LINES || (self.bytes > BYTES && self.lines.len() > 1) {
            let gone = self.lines.pop_front().map_or(0, |line| line.len());
            self.bytes -= gone;
        }
    }

    /// The lines after number `n`; numbers begin with 1. Where some of them are gone, a line of the kind `forgotten`
    /// comes first, with the number of the last that is.
    pub(crate) fn after(&self, n: u64) -> String {
        let first = self.written + 1 - self.lines.len() as u64;
        let skip = usize::try_from((n + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        let gone = (first - 1).saturating_sub(n);
        let mut text = match gone {
            0 => String::new(),
            _ => format!(
                "{{\"n\":{},\"kind\":\"forgotten\",\"lines\":{gone}}}\n",
                first - 1
            ),
        };
        text.extend(self.lines.iter().skip(skip).map(String::as_str));
        text
    }
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as they are read, without the real time.
    fn lines(text: &str) -> Vec<Value> {
        let read = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        read.map(|mut line| {
            let fields = line.as_object_mut().unwrap();
            assert_eq!(
                fields.remove("ms").is_some(),
                fields.get("kind").is_none_or(|kind| kind != "forgotten")
            );
            line
        })
        .collect()
    }

    #[test]
    fn lines_are_numbered_and_asked_for_by_number() {
        let mut history = History::new(true);
        for word in ["one", "two", "three"] {
            history.write(&[("word", &quoted(word))]);
        }
        let (two, three) = (
            serde_json::json!({"n": 2, "word": "two"}),
            serde_json::json!({"n": 3, "word": "three"}),
        );
        assert_eq!(lines(&history.after(1)), [two, three]);
        assert_eq!(history.after(3), "");
        assert_eq!(history.after(99), "");
        assert_eq!(history.after(0).lines().count(), 3);
    }

    #[test]
    fn the_oldest_lines_go_first_and_whoever_missed_them_is_told() {
        let mut history = History::new(true);
        for _ in 0..LINES + 7 {
            history.write(&[]);
        }
        let all = lines(&history.after(0));
        assert_eq!(
            all[0],
            serde_json::json!({"n": 7, "kind": "forgotten", "lines": 7})
        );
        assert_eq!((&all[1]["n"], all.len()), (&8.into(), LINES + 1));
        assert_eq!(
            lines(&history.after(5))[0]["lines"],
            2,
            "those that were asked for"
        );
        assert_eq!(lines(&history.after(7))[0]["n"], 8, "nothing was missed");
        let newest = lines(&history.after(LINES as u64 + 6));
        assert_eq!(newest, [serde_json::json!({"n": LINES + 7})]);
    }

    #[test]
    fn long_lines_go_sooner() {
        let mut history = History::new(true);
        let long = quoted(&"x".repeat(BYTES / 4));
        for _ in 0..6 {
            history.write(&[("word", &long)]);
        }
        assert_eq!(lines(&history.after(0))[0]["lines"], 3);
        assert!(history.bytes <= BYTES);
    }
}
