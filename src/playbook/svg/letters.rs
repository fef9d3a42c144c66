//! Words in a drawing: escaped, wrapped and measured.

use std::fmt::Write;

pub(super) fn text(out: &mut String, class: &str, size: f64, x: f64, y: f64, words: &str) {
    put(
        out,
        format_args!(
            "<text class=\"{class}\" font-size=\"{size}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
            escape(words)
        ),
    );
}

pub(super) fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("a text takes all");
}

/// A text as XML holds it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text broken at words into lines of that width, at most so many; the last one tells that more follows.
pub(super) fn wrap(text: &str, width: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, width, size)) {
        let longer = if open.is_empty() {
            word.clone()
        } else {
            format!("{open} {word}")
        };
        if open.is_empty() || wide(&longer, size) <= width {
            open = longer;
        } else {
            lines.push(std::mem::replace(&mut open, word));
        }
    }
    lines.push(open);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while wide(last, size) > width - size && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// A word, cut where it is wider than a whole line.
fn pieces(word: &str, width: f64, size: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let open = pieces.last_mut().expect("it begins with one");
        open.push(c);
        if wide(open, size) > width {
            open.pop();
            pieces.push(c.to_string());
        }
    }
    pieces
}

/// How wide a text is about: measured on the fonts that browsers take for `system-ui`, with a little to spare.
pub(super) fn wide(text: &str, size: f64) -> f64 {
    let each = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' => 0.31,
        'f' | 'r' | 't' | '-' | '/' | '"' => 0.41,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.92,
        'A'..='Z' => 0.69,
        c if c.is_ascii() => 0.58,
        c if u32::from(c) < 0x2E80 => 0.62,
        _ => 1.05,
    });
    each.sum::<f64>() * size
}
