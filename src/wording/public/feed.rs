//! The feed that programs subscribe to: an entry for each thing said of an outage (Atom, RFC 4287).
//!
//! What makes the `id` of an entry never changes, and its words are those of the time at which they were said.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use crate::domain::process::Service;

use super::said::{zone_at, zone_of};
use super::{Shown, plain};

/// The most entries in a feed.
const LONGEST: usize = 50;

/// A feed of a service.
pub struct Feed<'a> {
    /// Whose.
    pub service: &'a Service,
    /// Where the feed itself is.
    pub address: &'a str,
    /// Where the same can be read by people, when anybody may.
    pub page: Option<&'a str>,
    /// Since when the feed is there.
    pub opened: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "feed.xml")]
struct Document<'a> {
    id: String,
    title: String,
    updated: String,
    address: &'a str,
    page: Option<&'a str>,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    updated: String,
    page: Option<String>,
    text: String,
}

/// The feed's text: what was said of these outages, the newest first.
pub fn feed(feed: &Feed<'_>, shown: &[Shown<'_>]) -> String {
    let mut said: Vec<(DateTime<Utc>, i64, usize, &Shown<'_>)> = Vec::new();
    for outage in shown {
        let told = outage.told().iter().enumerate();
        said.extend(told.map(|(place, told)| (told.at, outage.number, place, outage)));
    }
    said.sort_by_key(|(at, number, place, _)| std::cmp::Reverse((*at, *number, *place)));
    said.truncate(LONGEST);
    let newest = said.first().map_or(feed.opened, |(at, ..)| *at);
    let document = Document {
        id: urn(&["feed", feed.service.name.as_str()]),
        title: format!("Outages of {}", plain(&feed.service.title)),
        updated: written(newest),
        address: feed.address,
        page: feed.page,
        entries: said
            .iter()
            .map(|(at, _, place, outage)| entry(feed, outage, *place, *at))
            .collect(),
    };
    document.render().expect("writing to a text does not fail")
}

fn entry(feed: &Feed<'_>, outage: &Shown<'_>, place: usize, at: DateTime<Utc>) -> Entry {
    let number = outage.number.to_string();
    let (service, millis) = (feed.service.name.as_str(), at.timestamp_millis().to_string());
    let mut lines = vec![outage.headline(place).to_string() + "."];
    lines.extend(outage.body(place));
    let zone = outage.zone();
    let is_public = outage.audiences.iter().any(|audience| audience.public);
    let zone = match outage.told()[place].window {
        Some(window) => zone_of(window, zone),
        None => zone_at(at, zone),
    };
    lines.push(format!("Time zone: {zone}"));
    Entry {
        id: urn(&["said", service, &number, &place.to_string(), &millis]),
        title: outage.headline(place).to_string(),
        updated: written(at),
        page: feed
            .page
            .filter(|_| is_public)
            .map(|page| format!("{page}#outage-{number}")),
        text: lines.join("\n"),
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A name for ever, made of what never changes: a UUID of the version that is free to be made like this (RFC 9562).
fn urn(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut bytes: [u8; 16] = digest.finalize()[..16]
        .try_into()
        .expect("the digest is longer than that");
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
