//! Discord's rate limits: buckets per route and resource, the global limit, and the edits of old messages.
//!
//! Pure arithmetic on real, monotonic time (people's clocks may jump). The HTTP side asks before it serves a request
//! and writes the headers. Numbers: "Rate Limits" and reports in discord/discord-api-docs.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::ids::Id;
use super::limits;

/// See [`limits::OLD_EDITS`] (measured by others, not documented).
const OLD_EDIT_WINDOW: Duration = Duration::from_secs(6);
/// Buckets kept at least before those that ran out are swept.
const SWEEP_AT: usize = 4096;

/// A kind of route, with how much of it is allowed in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rule {
    /// What the bucket id is made of.
    pub(crate) name: &'static str,
    pub(crate) limit: u32,
    pub(crate) window: Duration,
    /// Whether the global limit counts this route.
    pub(crate) global: bool,
}

const fn rule(name: &'static str, limit: u32, millis: u64) -> Rule {
    Rule {
        name,
        limit,
        window: Duration::from_millis(millis),
        global: true,
    }
}

const SEND: Rule = rule("message-create", limits::SENDS, 5000);
const EDIT: Rule = rule("message-edit", limits::EDITS, 5000);
const DELETE: Rule = rule("message-delete", 5, 1000);
const REACT: Rule = rule("reaction", limits::REACTIONS, 250);
const RENAME: Rule = rule("channel-update", 5, 10_000);
const THREAD: Rule = rule("thread-create", 5, 10_000);
const DIRECT: Rule = rule("direct-open", 10, 10_000);
const ROLE: Rule = rule("member-role", 10, 10_000);
const COMMANDS: Rule = rule("commands", 5, 20_000);
const OTHER: Rule = rule("other", 10, 10_000);
const READ: Rule = rule("read", 50, 10_000);
const ANSWER: Rule = Rule {
    global: false,
    ..rule("interaction-answer", 5, 2000)
};
const FOLLOWUP: Rule = Rule {
    global: false,
    ..rule("interaction-followup", limits::FOLLOWUPS, 2000)
};

/// The rule and the resource a request falls under; `path` is without the version.
pub(crate) fn classify<'a>(method: &str, path: &[&'a str]) -> (Rule, &'a str) {
    let major = path.get(1).copied().unwrap_or_default();
    match (method, path) {
        (_, ["interactions", _, token, ..]) => (ANSWER, token),
        (_, ["webhooks", _, token, ..]) => (FOLLOWUP, token),
        ("PUT" | "DELETE", ["channels", _, "messages", _, "reactions", ..]) => (REACT, major),
        (_, ["channels", _, "messages", _, "threads"]) | ("POST", ["channels", _, "threads"]) => {
            (THREAD, major)
        }
        ("POST", ["channels", _, "messages"]) => (SEND, major),
        ("PATCH", ["channels", _, "messages", _]) => (EDIT, major),
        ("DELETE", ["channels", _, "messages", _]) => (DELETE, major),
        ("PATCH", ["channels", _]) => (RENAME, major),
        ("POST", ["users", "@me", "channels"]) => (DIRECT, ""),
        (_, ["guilds", _, "members", _, "roles", _]) => (ROLE, major),
        ("PUT" | "POST" | "PATCH" | "DELETE", ["applications", ..]) => (COMMANDS, major),
        ("GET", _) => (READ, major),
        _ => (OTHER, major),
    }
}

/// What the headers of an answer say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) bucket: String,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_after: Duration,
    /// How long to stay away, if the request is refused.
    pub(crate) refused: Option<Refused>,
}

/// A refusal for haste.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) retry_after: Duration,
    pub(crate) global: bool,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    length: Duration,
    used: u32,
}

impl Window {
    fn at(entry: Option<&Self>, length: Duration, now: Instant) -> Self {
        let current = entry.filter(|window| now.duration_since(window.began) < window.length);
        current.copied().unwrap_or(Self {
            began: now,
            length,
            used: 0,
        })
    }

    fn left(&self, now: Instant) -> Duration {
        self.length.saturating_sub(now.duration_since(self.began))
    }
}

/// All buckets of the bot.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    buckets: HashMap<(&'static str, String), Window>,
    global: Option<Window>,
    old_edits: HashMap<Id, Window>,
    sweep_at: usize,
    /// Answers of 401, 403 and 429 so far, of which Discord bears 10,000 in ten minutes.
    pub(crate) invalid_requests: u64,
}

impl Pace {
    /// Counts a request and says how the bucket stands; with `enforce` false nothing is refused.
    pub(crate) fn take(&mut self, rule: Rule, major: &str, now: Instant, enforce: bool) -> Standing {
        if !enforce {
            // A client that obeys what it reads would slow down for a limit that nobody holds it to.
            let (bucket, limit) = (bucket_id(rule.name), rule.limit);
            return Standing {
                bucket,
                limit,
                remaining: limit - 1,
                reset_after: Duration::ZERO,
                refused: None,
            };
        }
        if self.buckets.len() > self.sweep_at.max(SWEEP_AT) {
            self.buckets.retain(|_, window| !window.left(now).is_zero());
            // Twice what is in use: sweeping costs little per request however many there are.
            self.sweep_at = self.buckets.len() * 2;
        }
        let key = (rule.name, major.to_owned());
        let mut window = Window::at(self.buckets.get(&key), rule.window, now);
        let refused = self.refusal(rule, &window, now);
        if refused.is_none() {
            window.used = (window.used + 1).min(rule.limit);
        }
        self.buckets.insert(key, window);
        Standing {
            bucket: bucket_id(rule.name),
            limit: rule.limit,
            remaining: rule.limit - window.used,
            reset_after: window.left(now),
            refused,
        }
    }

    fn refusal(&mut self, rule: Rule, window: &Window, now: Instant) -> Option<Refused> {
        if window.used >= rule.limit {
            return Some(Refused {
                retry_after: window.left(now),
                global: false,
            });
        }
        if !rule.global {
            return None;
        }
        let mut global = Window::at(self.global.as_ref(), Duration::from_secs(1), now);
        let full = global.used >= limits::GLOBAL;
        global.used += u32::from(!full);
        self.global = Some(global);
        full.then(|| Refused {
            retry_after: global.left(now),
            global: true,
        })
    }

    /// Counts one more edit of an old message in this channel, or says how long until one may be made.
    pub(crate) fn take_old_edit(&mut self, channel: Id, now: Instant) -> Result<(), Duration> {
        let mut window = Window::at(self.old_edits.get(&channel), OLD_EDIT_WINDOW, now);
        let allowed = window.used < limits::OLD_EDITS;
        window.used += u32::from(allowed);
        self.old_edits.insert(channel, window);
        if allowed { Ok(()) } else { Err(window.left(now)) }
    }
}

/// A stable name that says nothing, as Discord's buckets have.
fn bucket_id(name: &str) -> String {
    let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn the_sixth_message_in_five_seconds_waits_for_the_window_to_end() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        for n in 1..=5 {
            let standing = pace.take(SEND, "1", start + ms(n * 100), true);
            assert_eq!((standing.remaining, standing.refused), (5 - n as u32, None));
        }
        let refused = pace.take(SEND, "1", start + ms(1100), true).refused.unwrap();
        assert_eq!(
            refused,
            Refused {
                retry_after: ms(4000),
                global: false
            }
        );
        assert_eq!(
            pace.take(SEND, "2", start + ms(1100), true).refused,
            None,
            "another channel"
        );
        assert_eq!(
            pace.take(SEND, "1", start + ms(5100), true).refused,
            None,
            "a new window"
        );
    }

    #[test]
    fn the_fifty_first_request_of_a_second_meets_the_global_limit() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        for n in 0..50 {
            assert_eq!(pace.take(SEND, &n.to_string(), start, true).refused, None);
        }
        assert!(pace.take(SEND, "x", start + ms(10), true).refused.unwrap().global);
        assert_eq!(
            pace.take(ANSWER, "token", start + ms(10), true).refused,
            None,
            "interactions are exempt"
        );
        assert_eq!(pace.take(SEND, "x", start + ms(1000), true).refused, None);
    }

    #[test]
    fn without_enforcement_the_headers_stay_and_nothing_is_refused() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        for _ in 0..100 {
            assert_eq!(pace.take(SEND, "1", start, false).refused, None);
        }
        let standing = pace.take(SEND, "1", start, false);
        assert_eq!(
            (standing.remaining, standing.reset_after),
            (4, Duration::ZERO),
            "nobody is slowed down"
        );
    }

    #[test]
    fn old_messages_take_three_edits_in_six_seconds() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let took: Vec<_> = (0..4).map(|n| pace.take_old_edit(Id(1), start + ms(n))).collect();
        assert_eq!(took, [Ok(()), Ok(()), Ok(()), Err(ms(5997))]);
        assert_eq!(pace.take_old_edit(Id(2), start), Ok(()));
        assert_eq!(pace.take_old_edit(Id(1), start + ms(6000)), Ok(()));
    }

    #[test]
    fn followups_count_by_token_and_messages_by_channel() {
        assert_eq!(classify("POST", &["webhooks", "1", "tok"]), (FOLLOWUP, "tok"));
        assert_eq!(classify("POST", &["channels", "7", "messages"]), (SEND, "7"));
        assert_eq!(classify("PATCH", &["channels", "7", "messages", "9"]).0, EDIT);
    }
}
