//! Scripted misfortune: which requests fail how, and which events come twice, late or never.
//!
//! Scripts arrive at `/sandbox/faults`; the HTTP side asks for each request whether one applies, the gateway for each
//! event and each resume. Unless a script names somebody else it strikes the bot only, never the people of a story.
//! What it did stands in the history. How scripts are written is read in `faults/read.rs`.

mod read;

use std::time::Duration;

use chrono::TimeDelta;
use regex::Regex;
use serde_json::{Value, json};

use super::ids::Id;

/// Which requests a fault strikes.
#[derive(Debug)]
enum Matcher {
    /// `POST /channels/{id}/messages`: a method, and a path in which `{…}` is any one segment.
    Template(String, Vec<String>),
    /// A part of `POST /channels/1/messages`.
    Contains(String),
    Pattern(Regex),
}

impl Matcher {
    fn of_route(route: &str) -> Self {
        let method_and_path = route
            .split_once(' ')
            .filter(|(method, path)| method.chars().all(|c| c.is_ascii_uppercase()) && path.starts_with('/'));
        match method_and_path {
            Some((method, path)) => Self::Template(
                method.to_owned(),
                path.split('/').skip(1).map(str::to_owned).collect(),
            ),
            None => Self::Contains(route.to_owned()),
        }
    }

    fn matches(&self, method: &str, path: &[&str]) -> bool {
        let whole = || format!("{method} /{}", path.join("/"));
        match self {
            Self::Template(wanted, segments) => {
                wanted == method
                    && segments.len() == path.len()
                    && segments
                        .iter()
                        .zip(path)
                        .all(|(s, p)| s == p || (s.starts_with('{') && s.ends_with('}')))
            }
            Self::Contains(part) => whole().contains(part.as_str()),
            Self::Pattern(pattern) => pattern.is_match(&whole()),
        }
    }
}

/// A request as far as a script asks for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// `gonogo`, or a person's name.
    pub(crate) who: &'a str,
    pub(crate) bot: bool,
    pub(crate) method: &'a str,
    pub(crate) path: &'a [&'a str],
    /// The name of the channel in the path.
    pub(crate) channel: Option<&'a str>,
}

/// What happens to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mishap {
    /// The number of the script.
    pub(crate) script: u64,
    pub(crate) status: Option<u16>,
    pub(crate) body: Option<Value>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    /// No answer ever comes; the connection stays open.
    pub(crate) hang: bool,
    /// The answer ends in the middle of its body.
    pub(crate) cut_body: bool,
    /// It is done, and then the connection is cut.
    pub(crate) drop_answer: bool,
}

impl Mishap {
    /// What was done to the request, for the history.
    pub(crate) fn note(&self) -> Value {
        let all = [
            ("delay", !self.delay.is_zero()),
            ("hang", self.hang),
            ("status", self.status.is_some()),
            ("cut_body", self.cut_body),
            ("drop_answer", self.drop_answer),
        ];
        let done: Vec<&str> = all
            .iter()
            .filter(|(_, done)| *done)
            .map(|(name, _)| *name)
            .collect();
        json!({"script": self.script, "did": done})
    }
}

/// What happens to an event on its way to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Twist {
    /// The number of the script.
    pub(crate) script: u64,
    pub(crate) copies: usize,
    /// How long it is kept back.
    pub(crate) delay: Duration,
}

/// Whether a script that fits strikes this time.
#[derive(Debug)]
struct Chance {
    /// Of 2³² throws, how many strike.
    of_all: u64,
    /// The state of the dice: the same seed gives the same throws.
    dice: u64,
}

impl Chance {
    /// The next throw (splitmix64).
    fn strikes(&mut self) -> bool {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) >> 32 < self.of_all
    }
}

#[derive(Debug)]
struct Script {
    id: u64,
    /// As it was given, to show.
    given: Value,
    left: u64,
    chance: Chance,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Request {
        matcher: Matcher,
        who: String,
        channel: Option<String>,
        mishap: Mishap,
    },
    Event {
        name: String,
        copies: usize,
        delay: Duration,
    },
    Resume,
}

impl Kind {
    fn fits(&self, target: &Target<'_>) -> bool {
        let Self::Request {
            matcher,
            who,
            channel,
            ..
        } = self
        else {
            return false;
        };
        let struck = match who.as_str() {
            "bot" => target.bot,
            "anyone" => true,
            name => name == target.who,
        };
        struck
            && channel
                .as_deref()
                .is_none_or(|channel| target.channel == Some(channel))
            && matcher.matches(target.method, target.path)
    }
}

/// All scripts of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    scripts: Vec<Script>,
    last: u64,
    /// By how much the `Date` of answers is wrong.
    pub(crate) skew: TimeDelta,
}

impl Faults {
    /// Takes in a script for requests, events or resumes and returns its number.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub(crate) fn add(&mut self, given: &Value) -> Result<u64, String> {
        let (kind, left, chance) = (read::kind(given)?, read::times(given)?, read::chance(given)?);
        self.last += 1;
        self.scripts.push(Script {
            id: self.last,
            given: given.clone(),
            left,
            chance,
            kind,
        });
        Ok(self.last)
    }

    /// Forgets all scripts, and puts the `Date` right.
    pub(crate) fn clear(&mut self) {
        self.scripts.clear();
        self.skew = TimeDelta::zero();
    }

    /// Forgets one script; says whether it was there.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.scripts.len();
        self.scripts.retain(|script| script.id != id);
        before != self.scripts.len()
    }

    /// The scripts with how often each will still strike.
    pub(crate) fn show(&self) -> Value {
        self.scripts
            .iter()
            .map(|s| json!({"id": s.id, "left": s.left, "fault": s.given}))
            .collect()
    }

    /// The first script that fits and strikes; it is used up by one.
    fn find(&mut self, fits: impl Fn(&Kind) -> bool) -> Option<&Script> {
        for script in &mut self.scripts {
            if script.left > 0 && fits(&script.kind) && script.chance.strikes() {
                script.left -= 1;
                return Some(script);
            }
        }
        None
    }

    /// What happens to this request.
    pub(crate) fn strike(&mut self, target: &Target<'_>) -> Option<Mishap> {
        let script = self.find(|kind| kind.fits(target))?;
        match &script.kind {
            Kind::Request { mishap, .. } => Some(Mishap {
                script: script.id,
                ..mishap.clone()
            }),
            Kind::Event { .. } | Kind::Resume => None,
        }
    }

    /// What happens to this event on its way to the bot.
    pub(crate) fn twist(&mut self, event: &str) -> Option<Twist> {
        let script = self.find(|kind| matches!(kind, Kind::Event { name, .. } if name == event))?;
        match script.kind {
            Kind::Event { copies, delay, .. } => Some(Twist {
                script: script.id,
                copies,
                delay,
            }),
            Kind::Request { .. } | Kind::Resume => None,
        }
    }

    /// The number of the script that refuses this resume.
    pub(crate) fn refuses_resume(&mut self) -> Option<u64> {
        self.find(|kind| matches!(kind, Kind::Resume))
            .map(|script| script.id)
    }
}

/// The name of the channel a request is about.
pub(crate) fn channel_of<'w>(path: &[&str], name: impl FnOnce(Id) -> Option<&'w str>) -> Option<&'w str> {
    match path {
        ["channels", id, ..] => id.parse().ok().and_then(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
