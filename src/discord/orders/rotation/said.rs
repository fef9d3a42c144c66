//! What somebody said of a rotation: in options, or in the words of a message.

use chrono::NaiveDate;

use crate::domain::name::PersonId;

use super::found::split_named;

/// What somebody said of a rotation: in options, or in the words of a message.
#[derive(Clone, Debug, Default)]
pub(in crate::discord) struct Said {
    pub(in crate::discord) service: Option<String>,
    pub(in crate::discord) people: Vec<PersonId>,
    pub(in crate::discord) days: Vec<String>,
    pub(in crate::discord) text: String,
}

impl Said {
    /// Reads the words of a message: the service first, then people and days in any order, then the rest.
    pub(in crate::discord) fn read(words: &str, services: &[(&str, &str)]) -> Self {
        let mut said = Self::default();
        let mut rest: Vec<&str> = Vec::new();
        for (n, word) in words.split_whitespace().enumerate() {
            let first = split_named(word).0;
            let is_service = services.iter().any(|(name, _)| name.eq_ignore_ascii_case(first));
            match (rest.is_empty(), mention(word)) {
                (true, _) if n == 0 && is_service => said.service = Some(word.to_owned()),
                (true, Some(person)) => said.people.push(person),
                (true, None) if word.parse::<NaiveDate>().is_ok() => said.days.push(word.to_owned()),
                (true, None) if matches!(word, "from" | "to" | "until" | "with" | "for" | "on") => {}
                _ => rest.push(word),
            }
        }
        said.text = rest.join(" ");
        said
    }

    pub(super) fn day(&self, n: usize) -> Result<Option<NaiveDate>, String> {
        let typed = self
            .days
            .get(n)
            .map(|day| day.trim())
            .filter(|day| !day.is_empty());
        typed
            .map(|day| {
                day.parse()
                    .map_err(|_| format!("`{}` is no day; write it as 2026-12-24.", day.replace('`', "ˋ")))
            })
            .transpose()
    }

    pub(super) fn required_day(&self, n: usize, example: &str) -> Result<NaiveDate, String> {
        self.day(n)?.ok_or_else(|| format!("Which day? {example}"))
    }

    pub(super) fn person(&self, example: &str) -> Result<PersonId, String> {
        self.people
            .first()
            .cloned()
            .ok_or_else(|| format!("Who? {example}"))
    }

    pub(super) fn reason(&self) -> Option<String> {
        Some(self.text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

/// Whom a word mentions.
pub(in crate::discord) fn mention(word: &str) -> Option<PersonId> {
    let id = word
        .strip_prefix("<@")?
        .strip_suffix('>')?
        .trim_start_matches('!');
    let is_number = id.chars().all(|c| c.is_ascii_digit()) && (15..=20).contains(&id.len());
    is_number.then(|| PersonId::from(id))
}
