//! What an endpoint's answer means: taken, to be tried again, or to be mended by somebody.
//!
//! Which status means what follows the Standard Webhooks specification ("Delivery success and failure",
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>). Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use serde_json::Value;

use crate::outbound::delivery::Undelivered;
use crate::veil::{COVER, Veil};
use crate::wording::text::cut;

/// The longest wait that an endpoint is believed: one that asks for more is asked again then.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// How many characters of an endpoint's own words are shown.
const LONGEST_WORDS: usize = 200;

/// How an endpoint is spoken of, and what is to be done when it refuses.
pub(super) struct Standing {
    /// Its name in bot.toml.
    pub(super) name: String,
    /// Where its key is, as in "the file …".
    pub(super) key: String,
    /// The keys of bot.toml that say what is called, as in "`url` and `page`".
    pub(super) aim: &'static str,
    /// What is shown of its words.
    pub(super) veil: Veil,
}

/// What came back, as far as it was read.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// The header `Retry-After`.
    pub(super) retry_after: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `null` for anything else.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Standing {
    /// Nothing for a yes; otherwise what is to be done.
    pub(super) fn judge(&self, answer: &Answer, now: DateTime<Utc>) -> Result<(), Undelivered> {
        let name = &self.name;
        let answered = format!("{}{}", answer.status, self.words_of(answer));
        let blocked = |problem: String, fix: String| Undelivered::Blocked {
            problem,
            fix: format!("{fix}, then restart gonogo"),
        };
        match answer.status.as_u16() {
            200..300 => Ok(()),
            300..=399 => Err(blocked(
                format!(
                    "the endpoint `{name}` sends gonogo elsewhere, and redirects are not followed: {answered}"
                ),
                format!("write the address it now has as `url` under [endpoint.{name}] in bot.toml"),
            )),
            401 | 403 => Err(blocked(
                format!("the key is refused by the endpoint `{name}`: {answered}"),
                format!("put a key that it takes into {}", self.key),
            )),
            404 | 410 => Err(blocked(
                format!("the endpoint `{name}` is not there: {answered}"),
                format!("check {} under [endpoint.{name}] in bot.toml", self.aim),
            )),
            408 | 420 | 425 | 429 | 500.. => Err(Undelivered::Later {
                problem: format!("the endpoint `{name}` answered {answered}"),
                wait: answer
                    .retry_after
                    .as_deref()
                    .and_then(|wait| read_wait(wait, now)),
            }),
            _ => Err(blocked(
                format!("the endpoint `{name}` does not take what it is told: {answered}"),
                format!("mend [endpoint.{name}] in bot.toml by what it says"),
            )),
        }
    }

    /// Nobody knows whether it was heard.
    pub(super) fn later(&self, what: &str) -> Undelivered {
        Undelivered::Later {
            problem: format!("the endpoint `{}` {}", self.name, self.inert(what)),
            wait: None,
        }
    }

    /// It leads where gonogo does not go.
    pub(super) fn out_of_reach(&self, why: &str) -> Undelivered {
        Undelivered::Blocked {
            problem: format!("the endpoint `{}` {why}", self.name),
            fix: format!(
                "write another address as `url` under [endpoint.{name}] in bot.toml, or `allow_private = true` if it \
                 is meant, then restart gonogo",
                name = self.name
            ),
        }
    }

    /// What it said, to be put behind its status; nothing where that is a page for a browser.
    fn words_of(&self, answer: &Answer) -> String {
        let words = match serde_json::from_slice(&answer.body) {
            Ok(json) => find_words(&json).unwrap_or_default(),
            Err(_) => String::from_utf8_lossy(&answer.body).into_owned(),
        };
        let words = self.inert(&words);
        if words.is_empty() || words.starts_with('‹') {
            return String::new();
        }
        format!(": {words}")
    }

    /// Words of others that call nobody, lead nowhere and look like nothing but words, on one line.
    fn inert(&self, words: &str) -> String {
        let covered = self.veil.cover(words, |_| COVER.to_owned());
        let mut inert = String::with_capacity(covered.len());
        for c in covered.chars().take(8 * LONGEST_WORDS) {
            match c {
                '<' => inert.push('‹'),
                '>' => inert.push('›'),
                '[' => inert.push('('),
                ']' => inert.push(')'),
                '`' | '\\' => inert.push('\''),
                '*' | '|' | '~' => {}
                '@' => inert.push_str("@\u{2060}"),
                c if c.is_control() || c.is_whitespace() => inert.push(' '),
                // What turns the direction of a line around, or takes no room.
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
                c => inert.push(c),
            }
        }
        let one_line = inert.split_whitespace().collect::<Vec<_>>().join(" ");
        cut(&one_line.replace("://", ": //"), LONGEST_WORDS)
    }
}

/// The words in an error of JSON: Statuspage's `error`, Laravel's and most others' `message`, `errors` of some.
fn find_words(json: &Value) -> Option<String> {
    match json {
        Value::String(words) => Some(words.clone()),
        Value::Array(list) => {
            let words: Vec<_> = list.iter().filter_map(find_words).collect();
            (!words.is_empty()).then(|| words.join("; "))
        }
        Value::Object(object) => ["error", "message", "detail", "title", "errors"]
            .iter()
            .find_map(|key| object.get(*key).and_then(find_words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The wait of a `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn read_wait(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = DateTime::parse_from_rfc2822(text).ok()?;
            at.to_utc()
                .signed_duration_since(now)
                .to_std()
                .unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> Standing {
        Standing {
            name: "crm".to_owned(),
            key: "the file /etc/gonogo/crm.secret".to_owned(),
            aim: "`url`",
            veil: Veil::over(vec!["open sesame".into()]),
        }
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            retry_after: None,
            body: body.as_bytes().to_vec(),
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T08:00:00Z".parse().unwrap()
    }

    fn problem(status: u16, body: &str) -> String {
        match standing().judge(&answer(status, body), now()).unwrap_err() {
            Undelivered::Later { problem, .. } | Undelivered::Blocked { problem, .. } => problem,
        }
    }

    #[test]
    fn words_of_others_are_only_words() {
        for (body, said) in [
            (
                r#"{"error":["Name can't be blank","Page is wrong"]}"#,
                ": Name can't be blank; Page is wrong",
            ),
            (
                r#"{"message":"The given data was invalid."}"#,
                ": The given data was invalid.",
            ),
            ("<!doctype html><h1>Oops</h1>", ""),
            (
                "@everyone [free](https://evil.example) `x`",
                ": @\u{2060}everyone (free)(https: //evil.example) 'x'",
            ),
            ("two\nlines\u{202e}", ": two lines"),
            ("key open sesame is wrong", ": key (covered) is wrong"),
            ("", ""),
        ] {
            assert_eq!(
                problem(500, body),
                format!("the endpoint `crm` answered 500 Internal Server Error{said}")
            );
        }
        assert!(problem(500, &"long ".repeat(5_000)).chars().count() < 300);
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        assert_eq!(read_wait("120", now()), Some(Duration::from_secs(120)));
        assert_eq!(
            read_wait("Tue, 24 Nov 2026 08:00:30 GMT", now()),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            read_wait("Tue, 24 Nov 2026 07:00:00 GMT", now()),
            Some(Duration::ZERO)
        );
        assert_eq!(read_wait("999999999", now()), Some(LONGEST_WAIT));
        assert_eq!(read_wait("soon", now()), None);
    }
}
