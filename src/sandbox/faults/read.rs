//! How scripts of faults are written: JSON to what the scripts do, or a sentence that says what is wrong.

use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use super::{Chance, Kind, Matcher, Mishap};

/// The most copies of an event.
const COPIES: u64 = 100;

/// What a script strikes, and how.
pub(super) fn kind(given: &Value) -> Result<Kind, String> {
    if let Some(name) = given["deliver"].as_str() {
        return event(given, name);
    }
    match given["refuse"].as_str() {
        Some("resume") => return Ok(Kind::Resume),
        Some(other) => return Err(format!("The gateway can `refuse` a `resume`, not `{other}`.")),
        None => {}
    }
    let matcher = match (
        given["route"].as_str(),
        given["regex"].as_str(),
        given["contains"].as_str(),
    ) {
        (Some(route), None, None) => Matcher::of_route(route),
        (None, Some(pattern), None) => {
            let pattern = Regex::new(pattern);
            Matcher::Pattern(pattern.map_err(|_| "The `regex` is none that can be read.".to_owned())?)
        }
        (None, None, Some(part)) => Matcher::Contains(part.to_owned()),
        _ => {
            return Err("A fault names a `route`, a `regex`, a part it `contains`, an event to `deliver`, a `resume` to \
                        `refuse`, what the `gateway` does, or a `date_skew`."
                .into());
        }
    };
    let mishap = mishap(given)?;
    if mishap == Mishap::default() {
        return Err(
            "A fault does something: `status`, `delay_ms`, `hang`, `cut_body` or `do_it_but_drop_answer`."
                .into(),
        );
    }
    Ok(Kind::Request {
        matcher,
        who: given["who"].as_str().unwrap_or("bot").to_owned(),
        channel: given["channel"].as_str().map(str::to_owned),
        mishap,
    })
}

fn event(given: &Value, name: &str) -> Result<Kind, String> {
    let delay = delay(given);
    let copies = match given.get("copies") {
        Some(copies) => copies.as_u64(),
        None => (!delay.is_zero()).then_some(1),
    };
    let copies = copies.ok_or("`copies` says how often the event comes: 0, 2, …, or `delay_ms` how late.")?;
    Ok(Kind::Event {
        name: name.to_owned(),
        copies: usize::try_from(copies.min(COPIES)).expect("a hundred fits"),
        delay,
    })
}

/// How often it strikes.
pub(super) fn times(given: &Value) -> Result<u64, String> {
    match given.get("times") {
        None => Ok(1),
        Some(times) => times
            .as_u64()
            .ok_or_else(|| "`times` is a whole number; 0 means never.".to_owned()),
    }
}

/// How likely it strikes, each time that it fits.
pub(super) fn chance(given: &Value) -> Result<Chance, String> {
    let probability = match given.get("probability") {
        None => 1.0,
        Some(probability) => probability
            .as_f64()
            .filter(|p| (0.0..=1.0).contains(p))
            .ok_or("`probability` is a number from 0 to 1.")?,
    };
    let dice = match given.get("seed") {
        None => 0,
        Some(seed) => seed.as_u64().ok_or("`seed` is a whole number.")?,
    };
    Ok(Chance {
        of_all: (probability * (1_u64 << 32) as f64) as u64,
        dice,
    })
}

fn delay(given: &Value) -> Duration {
    Duration::from_millis(given["delay_ms"].as_u64().unwrap_or(0))
}

fn mishap(given: &Value) -> Result<Mishap, String> {
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
        script: 0,
        status,
        body: given.get("body").cloned(),
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), text(value)))
            .collect(),
        delay: delay(given),
        hang: given["hang"] == true,
        cut_body: given["cut_body"] == true,
        drop_answer: given["do_it_but_drop_answer"] == true,
    })
}
