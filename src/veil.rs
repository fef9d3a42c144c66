//! Covers secrets in a text that is about to be shown: the bot's token, tokens of interactions, passwords.
//!
//! Used by `log` for every line and by `config` for the lines it points at. It goes by what it was told and by what
//! secrets look like, so that a library which logs too much, or a token in the wrong file, is caught as well.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use secrecy::{ExposeSecret, SecretString};

/// What secrets look like; the group is what is covered.
///
/// Tokens of bots have three parts, those of interactions begin with `interaction:` in base64
/// (<https://discord.com/developers/docs/reference#authentication>, "Interactions", "Followup Messages").
const SHAPES: [&str; 10] = [
    r"\bBot\s+([\w-]+\.[\w-]+\.[\w-]+)",
    r"(?-u:\b)([A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{27,})",
    r"\b(aW50ZXJhY3Rpb246[\w=+/-]+)",
    r#"/(?:interactions|webhooks)/\d+/([^/\s"?\\]+)"#,
    r#"\btoken\\*["']?\s*[:=]\s*(?:Some\()?\\*["']{1,3}([^"'\\\n]+)"#,
    r#"(?m)^\s*(?:\w+\s*\.\s*)*["']?token["']?\s*=\s*([^\s"'][^\n]*)"#,
    r#"://[^/\s:@"]*:([^\s"@/]+)@"#,
    r#"(?i)\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key)["']?\s*=\s*["']?([^\s"',;)]{3,})"#,
    r"(?-u:\b)((?:gh[opsu]_|github_pat_|glpat-|xox[abprs]-|AKIA|sk_live_)[A-Za-z0-9_-]{12,})",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*([A-Za-z0-9+/=\s]{8,})",
];

/// Whether a text holds what looks like a secret.
pub fn looks_secret(text: &str) -> bool {
    by_shape().cover(text, |_| String::new()) != text
}

/// The text with what looks like a secret covered; for words of people, on their way to other people.
pub fn cover_shapes(text: &str) -> Cow<'_, str> {
    by_shape().cover(text, |_| COVER.to_owned())
}

/// The text with a star for each byte of what looks like a secret, so that places in it stay what they are.
pub fn cover_by_letter(text: &str) -> String {
    by_shape().cover(text, |length| "*".repeat(length)).into_owned()
}

/// What people read in the place of a secret.
pub const COVER: &str = "(covered)";

fn by_shape() -> &'static Veil {
    static VEIL: LazyLock<Veil> = LazyLock::new(|| Veil::over(vec![]));
    &VEIL
}

/// What must not be seen.
pub struct Veil {
    known: Vec<SecretString>,
}

/// Read once: reading them takes some ten milliseconds, and every endpoint has a veil of its own.
static READ_SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shape = |shape: &&str| Regex::new(shape).expect("the shapes are tested");
    SHAPES.iter().map(shape).collect()
});

impl Veil {
    /// A veil over these secrets, and over everything that looks like one.
    pub fn over(known: Vec<SecretString>) -> Self {
        Self { known }
    }

    /// The text with `fill(length in bytes)` in the place of each secret.
    pub fn cover<'t>(&self, text: &'t str, fill: impl Fn(usize) -> String) -> Cow<'t, str> {
        let places = self.places(text);
        if places.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut covered, mut end) = (String::with_capacity(text.len()), 0);
        for place in places {
            covered.push_str(&text[end..place.start]);
            covered.push_str(&fill(place.len()));
            end = place.end;
        }
        covered.push_str(&text[end..]);
        Cow::Owned(covered)
    }

    /// Where the secrets are, in order and apart from each other.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.known.iter().map(|secret| secret.expose_secret());
        let mut places: Vec<Range<usize>> = known
            .filter(|secret| !secret.is_empty())
            .flat_map(|secret| text.match_indices(secret))
            .map(|(start, secret)| start..start + secret.len())
            .collect();
        for shape in &*READ_SHAPES {
            let found = shape.captures_iter(text).filter_map(|found| found.get(1));
            places.extend(found.map(|secret| secret.range()));
        }
        places.sort_by_key(|place| place.start);
        places.dedup_by(|next, place| {
            let touches = next.start <= place.end;
            if touches {
                place.end = place.end.max(next.end);
            }
            touches
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> String {
        let veil = Veil::over(vec!["open.sesame.now".into()]);
        veil.cover(text, |_| "***".to_owned()).into_owned()
    }

    #[test]
    fn what_is_known_is_covered_wherever_it_stands() {
        assert_eq!(
            covered("it says open.sesame.now, twice: open.sesame.now"),
            "it says ***, twice: ***"
        );
    }

    #[test]
    fn what_looks_like_a_secret_is_covered() {
        let parts = [
            "MTE0NzE4OTI3MzQ1NjcxMjM0",
            "GhIjKl",
            "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9",
        ];
        let token = parts.join(".");
        for (text, seen) in [
            (format!("sent {token} to them"), "sent *** to them"),
            ("Authorization: Bot a.b.c".to_owned(), "Authorization: Bot ***"),
            (
                "POST /interactions/5/aW50Zm9v/callback".to_owned(),
                "POST /interactions/5/***/callback",
            ),
            (
                "PATCH /webhooks/5/tok-en_1/messages/@original".to_owned(),
                "PATCH /webhooks/5/***/messages/@original",
            ),
            (
                r#"{"id":"1","token":"xyz","type":3}"#.to_owned(),
                r#"{"id":"1","token":"***","type":3}"#,
            ),
            (
                r#"{"message":"{\"token\":\"xyz\"}"}"#.to_owned(),
                r#"{"message":"{\"token\":\"***\"}"}"#,
            ),
            (
                r#"Press { token: "xyz", id: 1 }"#.to_owned(),
                r#"Press { token: "***", id: 1 }"#,
            ),
            (
                "[discord]\ntoken = xyz # mine".to_owned(),
                "[discord]\ntoken = ***",
            ),
            ("discord.token = 'xyz'".to_owned(), "discord.token = '***'"),
            (
                "postgres://ana:pass%20word@db/gonogo".to_owned(),
                "postgres://ana:***@db/gonogo",
            ),
            (
                "continue with aW50ZXJhY3Rpb246MTIz".to_owned(),
                "continue with ***",
            ),
            (
                "DB_URL=x; password = 'hunter2' on line 3".to_owned(),
                "DB_URL=x; password = '***' on line 3",
            ),
            (
                format!("clone with {}{}", "ghp_", "a1b2c3d4e5f6g7h8"),
                "clone with ***",
            ),
        ] {
            assert_eq!(covered(&text), seen);
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        for text in [
            "get a new one on the developer portal under Bot, Reset Token",
            "token_file = \"gonogo.token\"",
            "Try a wrong password: it is refused, and says what to do",
            "PUT /applications/guilds/commands: 403 50001 Missing Access",
            "release 22.04.2-r1 on wiki-app01u.example.org at http://127.0.0.1:7070",
        ] {
            assert_eq!(covered(text), text);
        }
    }

    #[test]
    fn secrets_that_overlap_are_covered_to_the_last_letter() {
        assert_eq!(covered("token = \"open.sesame.now.and.more\""), "token = \"***\"");
        let veil = Veil::over(vec!["abcd".into(), "cdef".into()]);
        assert_eq!(veil.cover("-abcdef-", |length| "*".repeat(length)), "-******-");
    }
}
