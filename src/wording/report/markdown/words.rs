//! People's words in Markdown: shown as they are, and never as markup.

use crate::wording::report::shape::Mark;

pub(super) fn person(mark: &Mark) -> String {
    match (&mark.name, mark.by.as_str()) {
        (Some(name), _) => plain(name),
        (None, "clock") => "the clock".to_owned(),
        (None, id) => format!("person {}", plain(id)),
    }
}

/// A text as people gave it: a link stays one, everything else is quoted.
pub(super) fn given(value: &str) -> String {
    let is_link = (value.starts_with("https://") || value.starts_with("http://"))
        && !value
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`'));
    if is_link {
        format!("<{value}>")
    } else {
        code(value)
    }
}

/// A text inside backticks, which nothing gets out of.
pub(super) fn code(text: &str) -> String {
    let text: String = one_line(text)
        .chars()
        .map(|c| if c == '`' { 'ˋ' } else { c })
        .collect();
    // A bar would end the cell of a table.
    format!("`{}`", text.replace('|', "¦"))
}

/// People's words with everything that Markdown or HTML would read made plain.
pub(in crate::wording) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, c) in one_line(text).chars().enumerate() {
        let begins = n == 0 && matches!(c, '-' | '+' | '=');
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '*' | '_' | '`' | '[' | ']' | '|' | '~' | '#' | '!' | '>' | '$' => out.extend(['\\', c]),
            c if begins => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
