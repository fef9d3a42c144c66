//! Scripted misfortune: which requests fail how, and which events come twice or never.
//!
//! Scripts arrive at `/sandbox/faults`; the HTTP side asks for each request whether one applies, the gateway for each
//! event. Unless a script names somebody else it strikes the bot only, never the people of a story.

use std::time::Duration;

use regex::Regex;
use serde_json::{Value, json};

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

/// What happens to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mishap {
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

#[derive(Debug)]
struct Script {
    id: u64,
    /// As it was given, to show.
    given: Value,
    left: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Request {
        matcher: Matcher,
        who: String,
        mishap: Mishap,
    },
    Event {
        name: String,
        copies: usize,
    },
}

/// All scripts of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    scripts: Vec<Script>,
    last: u64,
}

impl Faults {
    /// Takes in a script for requests or events and returns its number.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub(crate) fn add(&mut self, given: &Value) -> Result<u64, String> {
        let kind = read(given)?;
        let left = match given.get("times") {
            None => 1,
            Some(times) => times
                .as_u64()
                .ok_or("`times` is a whole number; 0 means never.")?,
        };
        self.last += 1;
        self.scripts.push(Script {
            id: self.last,
            given: given.clone(),
            left,
            kind,
        });
        Ok(self.last)
    }

    /// Forgets all scripts.
    pub(crate) fn clear(&mut self) {
        self.scripts.clear();
    }

    /// The scripts with how often each will still strike.
    pub(crate) fn show(&self) -> Value {
        self.scripts
            .iter()
            .map(|s| json!({"id": s.id, "left": s.left, "fault": s.given}))
            .collect()
    }

    /// What happens to this request of `who` (`gonogo`, or a person's name); the first script that fits is used up by one.
    pub(crate) fn strike(&mut self, who: &str, bot: bool, method: &str, path: &[&str]) -> Option<Mishap> {
        self.scripts
            .iter_mut()
            .filter(|script| script.left > 0)
            .find_map(|script| match &script.kind {
                Kind::Request {
                    matcher,
                    who: victim,
                    mishap,
                } => {
                    let struck = match victim.as_str() {
                        "bot" => bot,
                        "anyone" => true,
                        name => name == who,
                    };
                    (struck && matcher.matches(method, path)).then(|| {
                        script.left -= 1;
                        mishap.clone()
                    })
                }
                Kind::Event { .. } => None,
            })
    }

    /// How often the bot gets this event.
    pub(crate) fn copies(&mut self, event: &str) -> usize {
        let found = self
            .scripts
            .iter_mut()
            .filter(|script| script.left > 0)
            .find_map(|script| match &script.kind {
                Kind::Event { name, copies } if name == event => {
                    script.left -= 1;
                    Some(*copies)
                }
                Kind::Event { .. } | Kind::Request { .. } => None,
            });
        found.unwrap_or(1)
    }
}

fn read(given: &Value) -> Result<Kind, String> {
    if let Some(name) = given["deliver"].as_str() {
        let copies = given["copies"]
            .as_u64()
            .ok_or("`copies` says how often the event comes: 0, 2, …")?;
        return Ok(Kind::Event {
            name: name.to_owned(),
            copies: usize::try_from(copies.min(100)).unwrap_or(100),
        });
    }
    let matcher = match (given["route"].as_str(), given["regex"].as_str(), given["contains"].as_str()) {
        (Some(route), None, None) => Matcher::of_route(route),
        (None, Some(pattern), None) => Matcher::Pattern(Regex::new(pattern).map_err(|error| error.to_string())?),
        (None, None, Some(part)) => Matcher::Contains(part.to_owned()),
        _ => return Err("A fault names a `route`, a `regex`, a part it `contains`, an event to `deliver`, or what the `gateway` does.".into()),
    };
    let mishap = read_mishap(given)?;
    if mishap == Mishap::default() {
        return Err(
            "A fault does something: `status`, `delay_ms`, `hang`, `cut_body` or `do_it_but_drop_answer`."
                .into(),
        );
    }
    let who = given["who"].as_str().unwrap_or("bot").to_owned();
    Ok(Kind::Request { matcher, who, mishap })
}

fn read_mishap(given: &Value) -> Result<Mishap, String> {
    let status = match given.get("status") {
        None => None,
        Some(status) => {
            let number = status
                .as_u64()
                .and_then(|n| u16::try_from(n).ok())
                .filter(|n| (200..600).contains(n));
            Some(number.ok_or("`status` is an HTTP status from 200 to 599.")?)
        }
    };
    let headers = given["headers"].as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Ok(Mishap {
        status,
        body: given.get("body").cloned(),
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), text(value)))
            .collect(),
        delay: Duration::from_millis(given["delay_ms"].as_u64().unwrap_or(0)),
        hang: given["hang"] == true,
        cut_body: given["cut_body"] == true,
        drop_answer: given["do_it_but_drop_answer"] == true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(given: Value) -> Faults {
        let mut faults = Faults::default();
        faults.add(&given).unwrap();
        faults
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_says_and_only_its_route() {
        let mut faults = faults(json!({"route": "POST /channels/{id}/messages", "times": 2, "status": 503}));
        let path = ["channels", "7", "messages"];
        assert_eq!(faults.strike("gonogo", true, "GET", &path), None);
        assert_eq!(
            faults.strike("gonogo", true, "POST", &["channels", "7", "typing"]),
            None
        );
        for _ in 0..2 {
            assert_eq!(
                faults.strike("gonogo", true, "POST", &path).unwrap().status,
                Some(503)
            );
        }
        assert_eq!(faults.strike("gonogo", true, "POST", &path), None);
    }

    #[test]
    fn people_are_spared_unless_named() {
        let path = ["channels", "7", "messages"];
        let mut for_bot = faults(json!({"contains": "messages", "hang": true}));
        assert_eq!(for_bot.strike("ana", false, "POST", &path), None);
        let mut for_ana = faults(json!({"regex": "^POST", "hang": true, "who": "ana"}));
        assert!(for_ana.strike("ana", false, "POST", &path).is_some());
    }

    #[test]
    fn an_event_can_come_twice_or_not_at_all() {
        let mut faults = faults(json!({"deliver": "INTERACTION_CREATE", "copies": 2}));
        faults
            .add(&json!({"deliver": "INTERACTION_CREATE", "copies": 0}))
            .unwrap();
        let seen: Vec<usize> = (0..3).map(|_| faults.copies("INTERACTION_CREATE")).collect();
        assert_eq!(seen, [2, 0, 1]);
        assert_eq!(faults.copies("MESSAGE_CREATE"), 1);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_a_sentence() {
        for bad in [
            json!({}),
            json!({"route": "x"}),
            json!({"route": "x", "status": 42}),
            json!({"regex": "("}),
        ] {
            assert!(Faults::default().add(&bad).is_err(), "{bad}");
        }
    }
}
