//! What was typed about an outage, read: when and how long, which environment, which audiences.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::discord::text::nearest;
use crate::domain::name::{AudienceName, EnvironmentName};
use crate::domain::outage::{OutageWords, Window};
use crate::domain::process::Service;
use crate::domain::when::{length, when};
use crate::wording::answers::did_you_mean;
use crate::wording::modals::outage::Typed;

/// The words of a message after its command, split into when, how long and the rest; what is not there is empty.
///
/// `tue 7pm 2h database upgrade` is Tuesday, 7pm; 2h; database upgrade.
pub(in crate::discord) fn split_times(text: &str, now: DateTime<Utc>, zone: Tz) -> (String, String, String) {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|w| !w.eq_ignore_ascii_case("for"))
        .collect();
    let joined = |part: &[&str]| part.join(" ");
    for k in 1..words.len() {
        if when(&joined(&words[..k]), now, zone).is_err() {
            continue;
        }
        let longest = (k + 1..=words.len()).rev();
        let mut fits = longest.filter(|l| length(&joined(&words[k..*l])).is_ok());
        if let Some(l) = fits.next() {
            return (joined(&words[..k]), joined(&words[k..l]), joined(&words[l..]));
        }
    }
    // As much of it as is a time: what follows may be anything.
    let mut longest = (1..=words.len()).rev();
    if let Some(k) = longest.find(|k| when(&joined(&words[..*k]), now, zone).is_ok()) {
        return (joined(&words[..k]), String::new(), joined(&words[k..]));
    }
    // No time at all: it is said what was not understood, of all words before a length.
    let mut ends = 1..words.len();
    match ends.find(|k| length(&joined(&words[*k..])).is_ok()) {
        Some(k) => (joined(&words[..k]), joined(&words[k..]), String::new()),
        None => (joined(&words), String::new(), String::new()),
    }
}

/// The window that was typed, in the team's zone.
pub(in crate::discord) fn window_typed(
    typed: &Typed,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Window, String> {
    let start = when(&typed.start, now, zone)?;
    let long = length(&typed.length)?;
    let end = start.checked_add_signed(long).ok_or("That is too far away.")?;
    Ok(Window { start, end }.in_whole_minutes())
}

/// The words that were typed; what is empty is not said.
pub(in crate::discord) fn words_typed(typed: &Typed) -> OutageWords {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    OutageWords {
        why: filled(&typed.why),
        impact: filled(&typed.impact),
        still_works: filled(&typed.works),
    }
}

/// The reason that was typed.
pub(in crate::discord) fn reason_typed(typed: &Typed) -> Option<String> {
    Some(typed.reason.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The end that was typed for an outage that shall end at another time than `end`: minutes, a length, or a time.
pub(in crate::discord) fn end_typed(
    text: &str,
    end: DateTime<Utc>,
    sign: i32,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let minutes = text.parse::<i64>().ok().and_then(TimeDelta::try_minutes);
    let Some(by) = minutes.or_else(|| length(text).ok()) else {
        return when(text, now, zone);
    };
    // What is over already is extended from now.
    let from = if sign > 0 { end.max(now) } else { end };
    from.checked_add_signed(by * sign)
        .ok_or_else(|| "That is too far away.".to_owned())
}

pub(in crate::discord) fn find_environment(
    service: &Service,
    named: Option<&str>,
) -> Result<Option<EnvironmentName>, String> {
    let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) else {
        return Ok(None);
    };
    let mut known = service.environments.iter().map(|e| &e.name);
    if let Some(found) = known.find(|e| e.as_str().eq_ignore_ascii_case(named)) {
        return Ok(Some(found.clone()));
    }
    let names: Vec<&str> = service.environments.iter().map(|e| e.name.as_str()).collect();
    let what = format!("environment of {}", service.title);
    let near = nearest(named, names.iter().copied());
    Err(did_you_mean(named, &what, near, &names))
}

/// The audiences that were named, by name or title; the usual ones when none was.
pub(in crate::discord) fn find_audiences(
    service: &Service,
    named: Option<&str>,
) -> Result<Vec<AudienceName>, String> {
    let named = named.unwrap_or_default();
    let mut found: Vec<AudienceName> = Vec::new();
    for word in named.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let name = find_audience(service, word)?;
        if !found.contains(&name) {
            found.push(name);
        }
    }
    Ok(found)
}

pub(in crate::discord) fn find_audience(service: &Service, named: &str) -> Result<AudienceName, String> {
    let is_it = |(name, audience): &(&AudienceName, &crate::domain::audience::Audience)| {
        name.as_str().eq_ignore_ascii_case(named) || audience.title.eq_ignore_ascii_case(named)
    };
    if let Some((name, _)) = service.audiences.iter().find(is_it) {
        return Ok(name.clone());
    }
    let names: Vec<&str> = service.audiences.keys().map(AudienceName::as_str).collect();
    let what = format!("audience of {}", service.title);
    let near = nearest(named, names.iter().copied());
    Err(did_you_mean(named, &what, near, &names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Pacific::Auckland;

    fn now() -> DateTime<Utc> {
        "2026-11-23T20:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_message_is_split_into_when_how_long_and_why() {
        for (text, start, long, why) in [
            ("tue 7pm 2h database upgrade", "tue 7pm", "2h", "database upgrade"),
            ("tue 7pm for 1h 30min", "tue 7pm", "1h 30min", ""),
            ("in 2h 90 min", "in 2h", "90 min", ""),
            ("2026-12-24 18:00 2h", "2026-12-24 18:00", "2h", ""),
            (
                "24 dec 10:30 2h 30 nodes move",
                "24 dec 10:30",
                "2h",
                "30 nodes move",
            ),
            ("tue 7pm", "tue 7pm", "", ""),
            ("tue 7pm the disks are full", "tue 7pm", "", "the disks are full"),
            ("12/11 10:00 2h", "12/11 10:00", "2h", ""),
            ("", "", "", ""),
        ] {
            let (a, b, c) = split_times(text, now(), Auckland);
            assert_eq!((a.as_str(), b.as_str(), c.as_str()), (start, long, why), "{text}");
        }
    }

    #[test]
    fn an_end_is_minutes_a_length_or_a_time() {
        let end: DateTime<Utc> = "2026-11-23T21:00:00Z".parse().unwrap();
        for (text, sign, expected) in [
            ("30", 1, "2026-11-23T21:30:00Z"),
            ("1h", 1, "2026-11-23T22:00:00Z"),
            ("30 min", -1, "2026-11-23T20:30:00Z"),
            ("11:30", 1, "2026-11-23T22:30:00Z"),
        ] {
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(
                end_typed(text, end, sign, now(), Auckland),
                Ok(expected),
                "{text}"
            );
        }
        let late: DateTime<Utc> = "2026-11-23T21:15:00Z".parse().unwrap();
        let from_now: DateTime<Utc> = "2026-11-23T21:30:00Z".parse().unwrap();
        assert_eq!(end_typed("15", end, 1, late, Auckland), Ok(from_now));
        assert!(end_typed("soon", end, 1, now(), Auckland).is_err());
    }
}
