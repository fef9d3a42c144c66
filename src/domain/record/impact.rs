//! Whether a change makes its service unavailable, and for how long, as people write it.

use serde::{Deserialize, Serialize};

use crate::domain::when::length;

/// Whether an outage is expected, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedOutage {
    /// Nobody will notice.
    No,
    /// The service is unavailable for so many minutes.
    Minutes(i64),
}

impl ExpectedOutage {
    /// What a condition of a playbook can ask for.
    pub const WORDS: [&str; 2] = ["outage", "no outage"];

    /// The word by which a condition of a playbook knows it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minutes(_) => Self::WORDS[0],
            Self::No => Self::WORDS[1],
        }
    }

    /// Reads "no", "30 min" or "yes, 30 minutes"; nothing when it says neither.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        let said_yes = text.strip_prefix("yes");
        if matches!(text.as_str(), "no" | "none" | "no outage" | "0") {
            return Some(Self::No);
        }
        let span = said_yes
            .unwrap_or(&text)
            .trim_start_matches([',', ':', ' ', '-', '(']);
        let span = span.trim_end_matches(')').trim_start_matches("about ");
        let minutes = length(span).ok()?.num_minutes();
        (minutes > 0).then_some(Self::Minutes(minutes))
    }

    /// The outage that the first line of a text speaks of, "Outage: yes, 30 minutes", and the text below it.
    pub fn split(text: &str) -> Option<(Self, String)> {
        let text = text.trim();
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let plain = first.trim().trim_start_matches(['-', '*', ' ']).replace("**", "");
        let (label, said) = plain.split_once([':', '?'])?;
        if !label.trim().to_lowercase().starts_with("outage") {
            return None;
        }
        Self::read(said).map(|outage| (outage, rest.trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_of_an_outage_is_read() {
        for (text, expected) in [
            ("no", Some(ExpectedOutage::No)),
            ("None.", Some(ExpectedOutage::No)),
            ("30 min", Some(ExpectedOutage::Minutes(30))),
            ("yes, 2h", Some(ExpectedOutage::Minutes(120))),
            ("Yes (about 30 minutes)", Some(ExpectedOutage::Minutes(30))),
            ("maybe", None),
            ("yes", None),
        ] {
            assert_eq!(ExpectedOutage::read(text), expected, "{text}");
        }
    }

    #[test]
    fn the_first_line_of_a_text_says_it() {
        let (outage, rest) = ExpectedOutage::split("**Outage**: yes, 30 minutes\n\nLog-in is down.").unwrap();
        assert_eq!(outage, ExpectedOutage::Minutes(30));
        assert_eq!(rest, "Log-in is down.");
        assert_eq!(ExpectedOutage::split("Outage? no").unwrap().0, ExpectedOutage::No);
        assert_eq!(ExpectedOutage::split("Users notice nothing."), None);
    }
}
