//! A commented playbook to start from, for `gonogo playbook new`.

use super::words::slug;

const TEMPLATE: &str = include_str!("start.toml");
/// The longest title of a service.
const LONGEST: usize = 60;

/// The name that some words give: what stands in commands and file names. Empty when they have no plain letters.
pub fn name_of(words: &str) -> String {
    slug(words)
}

/// A playbook to start from, for a service of that name; nothing when the words give no name.
pub fn start(words: &str) -> Option<String> {
    let name = slug(words);
    if name.is_empty() {
        return None;
    }
    let title: String = words
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '\\'))
        .take(LONGEST)
        .collect();
    let title = title.trim();
    let mut letters = title.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let title = format!("{first}{}", letters.as_str());
    Some(
        TEMPLATE
            .replace("SERVICE_NAME", &name)
            .replace("SERVICE_TITLE", &title),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::{Source, read};

    #[test]
    fn a_new_playbook_is_good_as_it_is() {
        for words in ["shop", "Web Shop", "ß \"quoted\" \\ name 1", "a"] {
            let source = Source {
                name: "new.toml".to_owned(),
                text: start(words).unwrap(),
            };
            let playbook = read(&source).unwrap_or_else(|problems| panic!("{problems}"));
            assert!(playbook.notes.is_empty(), "{}", playbook.notes);
            assert_eq!(playbook.service.name.as_str(), name_of(words));
        }
        assert_eq!(start("日本"), None);
    }
}
