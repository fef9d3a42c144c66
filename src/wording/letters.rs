//! What audiences read by mail: plain text, with times written out in the team's zone.
//!
//! The subject of an outage never changes: some mail programs keep letters together only while it is the same.

use chrono::{DateTime, Datelike, Offset, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::audience::Audience;
use crate::domain::notice::{News, OutageNews, Word};
use crate::domain::outage::{Outage, Window};
use crate::domain::process::Service;

use super::text::{cut, duration};

/// From which delay on a letter says that it comes late.
const LATE: TimeDelta = TimeDelta::minutes(5);
/// The longest that is shown of what people wrote, in characters.
const SHOWN: usize = 2000;

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// A letter about an outage; `follows` when the audience had one about it before.
pub fn of_outage(
    news: &OutageNews,
    outage: &Outage,
    service: &Service,
    audience: &Audience,
    follows: bool,
    now: DateTime<Utc>,
) -> Written {
    let mut parts = vec![headline(news, outage, service)];
    let is_plan = match news.what {
        News::Announced | News::Reminder(_) => true,
        News::Changed { begun, .. } => !begun,
        _ => false,
    };
    if is_plan {
        parts.extend(details(outage, audience));
    }
    if !matches!(news.what, News::Ended | News::Cancelled) {
        parts.extend(audience.questions.as_ref().map(|q| format!("Questions: {q}")));
    }
    let late = now - news.due_at;
    if late >= LATE {
        parts.push(format!("This letter comes {} late.", duration(late)));
    }
    parts.push(format!("Outage {} of {}.", news.number, service.title));
    let again = if follows { "Re: " } else { "" };
    Written {
        subject: format!("{again}Outage of {} ({})", service.title, news.number),
        text: parts.join("\n\n") + "\n",
    }
}

/// A letter about what a release tells an audience; nothing for what audiences are not told.
pub fn of_release(word: &Word, service: &Service, audience: &Audience) -> Option<Written> {
    let title = &service.title;
    let mut parts = match word {
        Word::Told { text } => vec![cut(text, SHOWN)],
        Word::Announced {
            text,
            version,
            environment,
        } => {
            let place = environment.as_ref().map(|e| format!(" is on {e}"));
            let place = place.unwrap_or_default();
            let mut parts = vec![format!("{title} {version}{place}. {text}")];
            parts.extend(audience.impact.clone());
            parts
        }
        _ => return None,
    };
    parts.extend(audience.questions.as_ref().map(|q| format!("Questions: {q}")));
    Some(Written {
        subject: format!("News of {title}"),
        text: parts.join("\n\n") + "\n",
    })
}

fn headline(news: &OutageNews, outage: &Outage, service: &Service) -> String {
    let (title, zone) = (&service.title, service.zone);
    let since = moment(outage.started_at().unwrap_or(news.due_at), zone);
    let Some(w) = news.window else {
        return match news.what {
            News::Ended => format!(
                "{title} is back since {}. Thank you for your patience.",
                moment(news.due_at, zone)
            ),
            _ => format!("{title} is unavailable since {since}. You will be told when it is back."),
        };
    };
    match &news.what {
        News::Announced => format!("{title} will be unavailable {}.", span(w, zone)),
        News::Reminder(_) => format!("Reminder: {title} will be unavailable {}.", span(w, zone)),
        News::Changed { was, begun: false } => format!(
            "Moved: {title} will be unavailable {}.\n\nBefore it was to be {}.",
            span(w, zone),
            span(*was, zone)
        ),
        News::Changed { was, begun: true } if w.end < was.end => format!(
            "{title} will be back sooner: it is expected {}, not {}.",
            moment(w.end, zone),
            hour(was.end, zone)
        ),
        News::Changed { was, begun: true } => format!(
            "{title} needs longer: it is expected back {}, not {}. We are sorry for the delay.",
            moment(w.end, zone),
            hour(was.end, zone)
        ),
        News::Started => format!(
            "{title} is unavailable since {since}. It is expected back {}.",
            moment(w.end, zone)
        ),
        News::Overran => format!(
            "{title} is not back yet. It was expected {}. We are working on it and will tell you.",
            moment(w.end, zone)
        ),
        News::Ended => format!(
            "{title} is back since {}{}. Thank you for your patience.",
            moment(news.due_at, zone),
            punctuality(w, news.due_at)
        ),
        News::Cancelled => format!(
            "Cancelled: {title} stays available. The outage {} will not happen.",
            span(w, zone)
        ),
        News::EndsSoon => String::new(),
    }
}

fn details(outage: &Outage, audience: &Audience) -> Vec<String> {
    let said = &outage.about.words;
    let why = said.why.as_ref().map(|why| format!("Why: {}", cut(why, SHOWN)));
    let impact = said.impact.as_ref().or(audience.impact.as_ref());
    let impact = impact.map(|impact| format!("What you notice: {}", cut(impact, SHOWN)));
    let works = said.still_works.as_ref();
    let works = works.map(|works| format!("What still works: {}", cut(works, SHOWN)));
    why.into_iter().chain(impact).chain(works).collect()
}

fn punctuality(window: Window, at: DateTime<Utc>) -> String {
    let off = (window.end - at).abs();
    match (off.num_minutes(), at <= window.end) {
        (0, _) => String::new(),
        (_, true) => format!(", {} early", duration(off)),
        (_, false) => format!(", {} later than announced", duration(off)),
    }
}

/// From when to when, such as "on Tuesday, 24 November 2026, 18:00 to 20:00 (Auckland time, UTC+13:00)".
fn span(window: Window, zone: Tz) -> String {
    let (start, end) = (window.start.with_timezone(&zone), window.end.with_timezone(&zone));
    let same_offset = start.offset().fix() == end.offset().fix();
    let end_words = if start.date_naive() == end.date_naive() {
        end.format("%H:%M").to_string()
    } else {
        format!("{}, {}", day(window.end, zone), end.format("%H:%M"))
    };
    let first_zone = if same_offset {
        String::new()
    } else {
        format!(" {}", offset(window.start, zone))
    };
    format!(
        "on {}, {}{first_zone} to {end_words} {}",
        day(window.start, zone),
        start.format("%H:%M"),
        offset(window.end, zone)
    )
}

/// A moment, such as "on Tuesday, 24 November 2026, 20:00 (Auckland time, UTC+13:00)".
fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    format!("on {}, {} {}", day(at, zone), hour(at, zone), offset(at, zone))
}

fn hour(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

fn day(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!(
        "{}, {} {}",
        local.format("%A"),
        local.day(),
        local.format("%B %Y")
    )
}

fn offset(at: DateTime<Utc>, zone: Tz) -> String {
    if zone == Tz::UTC {
        return "(UTC)".to_owned();
    }
    let city = zone.name().rsplit('/').next().unwrap_or_default();
    let offset = at.with_timezone(&zone).offset().fix();
    format!("({} time, UTC{offset})", city.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(start: &str, end: &str) -> Window {
        Window {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
        }
    }

    #[test]
    fn a_span_names_each_day_and_each_offset_once() {
        let zone = chrono_tz::Pacific::Auckland;
        let words = |start, end| span(window(start, end), zone);
        assert_eq!(
            words("2026-11-24T05:00:00Z", "2026-11-24T07:00:00Z"),
            "on Tuesday, 24 November 2026, 18:00 to 20:00 (Auckland time, UTC+13:00)"
        );
        assert_eq!(
            words("2026-11-24T10:00:00Z", "2026-11-24T12:30:00Z"),
            "on Tuesday, 24 November 2026, 23:00 to Wednesday, 25 November 2026, 01:30 (Auckland time, UTC+13:00)"
        );
        assert_eq!(
            words("2026-09-26T13:30:00Z", "2026-09-26T15:00:00Z"),
            "on Sunday, 27 September 2026, 01:30 (Auckland time, UTC+12:00) to 04:00 (Auckland time, UTC+13:00)"
        );
        let utc = span(window("2026-11-24T05:00:00Z", "2026-11-24T07:00:00Z"), Tz::UTC);
        assert_eq!(utc, "on Tuesday, 24 November 2026, 05:00 to 07:00 (UTC)");
    }
}
