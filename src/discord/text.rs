//! What was typed: release numbers, and the nearest known name to a slip.

/// The number in `17`, `#17` or a choice of the autocomplete.
pub(super) fn release_number(text: &str) -> Option<i64> {
    text.trim()
        .trim_start_matches('#')
        .parse()
        .ok()
        .filter(|n| *n > 0)
}

/// The known name nearest to what was typed, when it is near enough to be meant.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let rated = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&typed, &name.to_lowercase()), name));
    rated
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_slips_are_read() {
        assert_eq!(release_number(" #17 "), Some(17));
        assert_eq!(release_number("-1"), None);
        assert_eq!(
            nearest("mahara-minr", ["mahara-minor", "infrastructure"]),
            Some("mahara-minor")
        );
        assert_eq!(nearest("strat", ["start", "status", "list"]), Some("start"));
        assert_eq!(nearest("zzz", ["start", "status"]), None);
    }
}
