//! Small words: times, people, plurals, and making other people's text safe to show.

use chrono::{DateTime, TimeDelta, Utc};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::name::PersonId;
use crate::domain::outage::Window;
use crate::domain::report::System;
use crate::veil::{cover_shapes, looks_secret};

/// The most code points that one character on the screen may pile up; more is decoration.
const LONGEST_CHARACTER: usize = 8;

/// Text of people, safe inside a message: no Markdown, no mention, no link in disguise, no control characters, on
/// one line, cut to `most` characters as people count them.
pub fn quote(text: &str, most: usize) -> String {
    // Covered before it is cut: half a secret has no shape any more.
    escape(&cut(&one_line(&cover_shapes(text)), most))
}

/// The text with everything that Discord's Markdown or mentions would read made plain.
pub fn escape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 8);
    for (n, c) in text.chars().enumerate() {
        let at_the_start = n == 0 && matches!(c, '#' | '-' | '+');
        if at_the_start || matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>') {
            plain.push('\\');
        }
        plain.push(c);
        if c == '@' {
            // Allowed mentions keep it silent; the joiner keeps it from looking like a call.
            plain.push('\u{2060}');
        }
    }
    plain
}

/// The text cut at the end of a character as people see them, with an ellipsis when something is missing. Characters
/// may be piled of several code points, as flags and families are, but not all of them: four are kept on average.
pub fn cut(text: &str, most: usize) -> String {
    cut_within(text, most, 4 * most)
}

/// The text cut to so many code points, as Discord counts the characters of labels and titles.
pub fn fit(text: &str, most: usize) -> String {
    cut_within(text, most, most)
}

fn cut_within(text: &str, most: usize, most_points: usize) -> String {
    let points = |c: &str| c.chars().count().min(LONGEST_CHARACTER);
    let characters: Vec<&str> = text.graphemes(true).take(most + 1).collect();
    let whole =
        characters.len() <= most && characters.iter().map(|c| points(c)).sum::<usize>() <= most_points;
    let (keep, keep_points) = if whole {
        (most, most_points)
    } else {
        (most.saturating_sub(1), most_points.saturating_sub(1))
    };
    let mut used = 0;
    let kept = characters.into_iter().take(keep).take_while(|c| {
        used += points(c);
        used <= keep_points
    });
    let mut short: String = kept.flat_map(|c| c.chars().take(LONGEST_CHARACTER)).collect();
    if !whole {
        short.push('…');
    }
    short
}

/// What Discord takes of texts in one message: 4,000 characters, and, measured by others, 10,170 bytes with twelve for
/// each text (discord-api-docs, issue 8554). Both leave a little room.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    characters: usize,
    bytes: usize,
}

impl Room {
    /// The room of a whole message.
    pub fn whole() -> Self {
        Self {
            characters: 3_900,
            bytes: 9_900,
        }
    }

    /// The same room, at most for so many characters, with its share of the bytes.
    #[must_use]
    pub fn at_most(self, characters: usize) -> Self {
        Self {
            characters: self.characters.min(characters),
            bytes: self.bytes.min(characters * 5 / 2),
        }
    }

    /// Whether a text fits.
    pub fn takes(self, text: &str) -> bool {
        text.len() + 12 <= self.bytes && text.chars().count() <= self.characters
    }

    /// The room that a text leaves.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        Self {
            characters: self.characters.saturating_sub(text.chars().count()),
            bytes: self.bytes.saturating_sub(text.len() + 12),
        }
    }

    /// As many whole lines of a text as fit, and a sign that some are missing.
    pub fn clip(self, text: &str) -> String {
        if self.takes(text) {
            return text.to_owned();
        }
        let mut kept = String::new();
        for line in text.lines() {
            let longer = if kept.is_empty() {
                line.to_owned()
            } else {
                format!("{kept}\n{line}")
            };
            if !self.takes(&format!("{longer}\n…")) {
                break;
            }
            kept = longer;
        }
        if kept.is_empty() {
            let most = self.characters.min(self.bytes.saturating_sub(16) / 4);
            return fit(text.lines().next().unwrap_or_default(), most);
        }
        kept + "\n…"
    }
}

/// The text without line breaks, control characters and marks that turn the reading direction.
pub fn one_line(text: &str) -> String {
    let visible = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    visible.collect()
}

/// A value as people gave it: a link stays a link, everything else is quoted.
pub fn value(text: &str, most: usize) -> String {
    let is_link = !looks_secret(text)
        && (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= 300
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`' | '@')
        });
    if is_link {
        format!("<{text}>")
    } else {
        format!(
            "`{}`",
            cut(&one_line(&cover_shapes(text)), most).replace('`', "ˋ")
        )
    }
}

/// A text exactly as it is, in a block that is copied with one press. What would break the block is refused by the
/// playbook; should it stand there nevertheless, the block ends early and nothing else happens.
pub fn code_block(text: &str) -> String {
    format!("```sh\n{text}\n```")
}

/// A moment in full, with how far away it is, each reader in their own zone.
pub fn moment(at: DateTime<Utc>) -> String {
    let unix = at.timestamp();
    format!("<t:{unix}:F> (<t:{unix}:R>)")
}

/// The time of day of a moment.
pub fn time_of_day(at: DateTime<Utc>) -> String {
    format!("<t:{}:t>", at.timestamp())
}

/// How far away a moment is.
pub fn relative(at: DateTime<Utc>) -> String {
    format!("<t:{}:R>", at.timestamp())
}

/// From when to when; the end is short when it is within a day of the start.
pub fn window(window: Window) -> String {
    let (start, end) = (window.start.timestamp(), window.end.timestamp());
    let end_style = if window.end - window.start < TimeDelta::hours(20) {
        't'
    } else {
        'F'
    };
    format!("<t:{start}:F> to <t:{end}:{end_style}>")
}

/// A length of time in words, such as "2 hours" or "1 hour 30 minutes".
pub fn duration(span: TimeDelta) -> String {
    let minutes = span.num_minutes().max(0);
    let parts = [
        (minutes / 1440, "day"),
        (minutes % 1440 / 60, "hour"),
        (minutes % 60, "minute"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| count(*n, unit))
        .collect();
    if words.is_empty() {
        "less than a minute".to_owned()
    } else {
        words.join(" ")
    }
}

/// A number of things: "1 item", "2 items".
pub fn count(n: i64, thing: &str) -> String {
    if n == 1 {
        format!("1 {thing}")
    } else {
        format!("{n} {thing}s")
    }
}

/// Names of which one is enough: "a, b or c".
pub fn any_of<T: ToString>(names: &[T]) -> String {
    in_a_row(names, "or")
}

/// Names that are all meant: "a, b and c".
pub fn all_of<T: ToString>(names: &[T]) -> String {
    in_a_row(names, "and")
}

fn in_a_row<T: ToString>(names: &[T], last_word: &str) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

/// A person; the clock has no name of its own, and a system is called as it calls itself.
pub fn person(id: &PersonId) -> String {
    if let Some(system) = System::find(id) {
        return system_title(&system);
    }
    if id.as_str() == "clock" {
        "the clock".to_owned()
    } else {
        format!("<@{id}>")
    }
}

/// A system as it calls itself.
pub fn system_title(system: &System) -> String {
    const TITLES: [(&str, &str); 5] = [
        ("github", "GitHub"),
        ("gitlab", "GitLab"),
        ("circleci", "CircleCI"),
        ("jenkins", "Jenkins"),
        ("jira", "Jira"),
    ];
    let known = TITLES.iter().find(|(name, _)| *name == system.as_str());
    known.map_or_else(|| quote(system.as_str(), 40), |(_, title)| (*title).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_inert_and_short() {
        assert_eq!(
            quote("**bold** [x](http://evil) <@1> `a`", 80),
            "\\*\\*bold\\*\\* \\[x\\](http://evil) \\<@\u{2060}1\\> \\`a\\`"
        );
        assert_eq!(quote("@everyone\nnow", 80), "@\u{2060}everyone now");
        assert_eq!(quote("abc\u{202E}def\0", 80), "abcdef");
        assert_eq!(quote(&"x".repeat(300), 5), "xxxx…");
    }

    #[test]
    fn characters_are_cut_whole_and_piles_are_trimmed() {
        assert_eq!(cut("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2), "👩‍👩‍👧‍👦…");
        let zalgo = format!("a{}", "\u{0301}".repeat(50));
        assert_eq!(cut(&zalgo, 10).chars().count(), LONGEST_CHARACTER);
    }

    #[test]
    fn a_label_is_cut_by_code_points_and_never_inside_a_character() {
        assert_eq!(fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 14).chars().count(), 14);
        assert_eq!(fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 13), "👩‍👩‍👧‍👦…");
        assert_eq!(fit("👩‍👩‍👧‍👦", 6), "…");
        assert_eq!(cut(&"👩‍👩‍👧‍👦".repeat(300), 300).chars().count(), 171 * 7 + 1);
    }

    #[test]
    fn a_room_takes_whole_lines_and_says_that_some_are_missing() {
        let room = Room::whole().at_most(20);
        assert_eq!(room.clip("one\ntwo"), "one\ntwo");
        assert_eq!(room.clip("one two\nthree four\nfive"), "one two\nthree four\n…");
        assert_eq!(
            room.clip(&"x".repeat(30)),
            "xxxxxxx…",
            "a line alone is cut by its share of the bytes"
        );
        let left = room.after("one two");
        assert!(left.takes("three") && !left.takes(&"x".repeat(14)));
        let emoji = "😀".repeat(3_000);
        let clipped = Room::whole().clip(&emoji);
        assert!(clipped.len() + 12 <= 10_170 && clipped.chars().count() > 2_000);
    }

    #[test]
    fn a_link_stays_a_link_and_a_script_does_not() {
        assert_eq!(value("https://ci.example/r1", 80), "<https://ci.example/r1>");
        assert_eq!(value("javascript:alert(1)", 80), "`javascript:alert(1)`");
        assert_eq!(value("a`b", 80), "`aˋb`");
    }

    #[test]
    fn a_system_is_called_as_it_calls_itself_and_a_person_by_their_mention() {
        assert_eq!(person(&System::new("GitHub").id()), "GitHub");
        assert_eq!(person(&System::new("deploy-bot").id()), "deploy-bot");
        assert_eq!(person(&"17".into()), "<@17>");
    }

    #[test]
    fn plurals_are_right() {
        assert_eq!(count(1, "item"), "1 item");
        assert_eq!(count(2, "item"), "2 items");
        assert_eq!(duration(TimeDelta::minutes(90)), "1 hour 30 minutes");
    }
}
