//! The public page: what is on now, what comes, and what was in the last thirty days. No script, nothing from
//! elsewhere; the template escapes whatever is put into it.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::wording::text::duration;

use super::said::{Piece, Said, zone_at, zone_of};
use super::{Part, Shown, plain};

/// The style of the page, which stands in it.
pub const STYLE: &str = include_str!("page.css");

/// A service that has a page, as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// As it is typed.
    pub name: &'a str,
    /// As it is read.
    pub title: &'a str,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    style: &'static str,
    title: String,
    /// Other pages: where, and what they are called.
    links: Vec<(String, String)>,
    nothing: Option<&'static str>,
    sections: Vec<Section>,
}

struct Section {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    number: i64,
    subject: String,
    kind: &'static str,
    standing: &'static str,
    sentence: Vec<Piece>,
    label: &'static str,
    when: Vec<Piece>,
    zone: String,
    span: Option<String>,
    details: Vec<(&'static str, String)>,
    changes: Vec<Vec<Piece>>,
}

impl Entry {
    fn of(shown: &Shown<'_>, part: Part, now: DateTime<Utc>) -> Self {
        let (zone, window) = (shown.zone(), shown.window());
        let since = shown.since();
        let when = match (window, since) {
            (Some(window), _) => Some((Said::default().span(window, zone), zone_of(window, zone))),
            (None, Some(at)) => Some((Said::words("Since ").at(at, zone), zone_at(at, zone))),
            (None, None) => None,
        };
        let (when, zone) = when.unwrap_or_default();
        let standing = shown.standing(now);
        let is_off = shown.outage.cancelled.is_some();
        Self {
            number: shown.number,
            subject: shown.subject(),
            kind: match part {
                _ if is_off => "off",
                Part::Now => "now",
                Part::Coming => "coming",
                Part::Past => "past",
            },
            standing,
            sentence: shown.sentence(now).0,
            label: if shown.outage.find_actual().is_some() {
                "It was"
            } else {
                "When"
            },
            when: when.0,
            zone,
            span: window.map(|w| duration(w.end - w.start)),
            details: shown.details(),
            changes: shown.changes().into_iter().map(|said| said.0).collect(),
        }
    }
}

/// The page of `services`: all of them, or `one`.
pub fn page(
    shown: &[Shown<'_>],
    services: &[Listed<'_>],
    one: Option<&Listed<'_>>,
    now: DateTime<Utc>,
) -> String {
    let nothing = services
        .is_empty()
        .then_some("There is nothing to show here: no service of this team has a public page.");
    let page = Page {
        style: STYLE,
        title: one.map_or_else(
            || "Outages".to_owned(),
            |s| format!("Outages of {}", plain(s.title)),
        ),
        links: links(services, one),
        nothing,
        sections: if nothing.is_some() {
            Vec::new()
        } else {
            sections(shown, now)
        },
    };
    page.render().expect("writing to a text does not fail")
}

/// From one page to the others; relative, since the address may begin otherwise for those outside.
fn links(services: &[Listed<'_>], one: Option<&Listed<'_>>) -> Vec<(String, String)> {
    match one {
        Some(_) if services.len() > 1 => vec![("../outages".to_owned(), "All services".to_owned())],
        None if services.len() > 1 => services
            .iter()
            .map(|s| (format!("outages/{}", s.name), plain(s.title)))
            .collect(),
        _ => Vec::new(),
    }
}

fn sections(shown: &[Shown<'_>], now: DateTime<Utc>) -> Vec<Section> {
    let entries = |part: Part| {
        let mut here: Vec<&Shown<'_>> = shown.iter().filter(|s| s.part(now) == Some(part)).collect();
        here.sort_by_key(|s| (s.window().map(|w| w.start).or(s.since()), s.number));
        if part == Part::Past {
            here.sort_by_key(|s| std::cmp::Reverse(s.over_at()));
        }
        here.into_iter().map(|s| Entry::of(s, part, now)).collect()
    };
    vec![
        Section {
            id: "now",
            title: "On now",
            none: "No planned outage is under way.",
            entries: entries(Part::Now),
        },
        Section {
            id: "coming",
            title: "Coming",
            none: "No outage is planned.",
            entries: entries(Part::Coming),
        },
        Section {
            id: "past",
            title: "The last 30 days",
            none: "There was no planned outage.",
            entries: entries(Part::Past),
        },
    ]
}

/// What is read where there is nothing; the same for what never was and for what is no more.
pub fn nothing_here() -> String {
    let page = Page {
        style: STYLE,
        title: "Not found".to_owned(),
        links: Vec::new(),
        nothing: Some("There is nothing here. An address may have been mistyped, or it was closed."),
        sections: Vec::new(),
    };
    page.render().expect("writing to a text does not fail")
}
