//! What page, calendar and feed say of an outage, each read back by a program that did not write it.

use calcard::icalendar::{ICalendar, ICalendarComponentType};

use super::*;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::outage::{OutageAbout, OutageFact};
use crate::domain::person::Stamp;
use crate::playbook::{Source, read};

mod again;
mod hostile;
mod standing;

const SHOP: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["Developers"]

[audience.customers]
title = "Customers"
channel = "outages"
impact = "You cannot order."
questions = "help@example.org"
public = true

[audience.staff]
title = "Staff"
channel = "staff"
impact = "No parcel leaves."

[[process]]
name = "hotfix"
title = "Hotfix"
purpose = "A repair."

[[process.step]]
name = "deploy"
title = "Deploy"
owner = "Developers"
asks = ["Done"]
"#;

/// What must not be read anywhere, whatever is shown.
const INTERNAL: [&str; 3] = ["4711", "the board insists", "the vendor let us down"];

fn shop() -> Service {
    let (name, text) = ("shop.toml".to_owned(), SHOP.to_owned());
    let playbook = read(&Source { name, text }).unwrap();
    playbook.service
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn window(start: &str, end: &str) -> Window {
    Window {
        start: at(&format!("2026-11-24T{start}:00Z")),
        end: at(&format!("2026-11-24T{end}:00Z")),
    }
}

fn about(audience: &str, words: OutageWords) -> OutageAbout {
    OutageAbout {
        audiences: vec![AudienceName::from(audience)],
        words,
        ..OutageAbout::default()
    }
}

fn announced(audience: &str, words: OutageWords) -> OutageFact {
    OutageFact::Announced {
        about: about(audience, words),
        window: window("05:00", "07:00"),
        objections: Vec::new(),
        reason: Some("the board insists".to_owned()),
    }
}

fn changed(window: Window, was: Window) -> OutageFact {
    OutageFact::Changed {
        window,
        was,
        objections: Vec::new(),
        reason: Some("the board insists".to_owned()),
    }
}

fn cancelled() -> OutageFact {
    OutageFact::Cancelled {
        reason: Some("the vendor let us down".to_owned()),
    }
}

/// An outage to which this happened, a fact a minute from the morning of 20 November on.
fn outage(facts: &[OutageFact]) -> Outage {
    let mut outage = Outage::default();
    for (n, fact) in facts.iter().enumerate() {
        happens(&mut outage, fact, &format!("2026-11-20T00:{n:02}:00Z"));
    }
    outage
}

fn happens(outage: &mut Outage, fact: &OutageFact, time: &str) {
    let by = PersonId::from("4711");
    outage.apply(fact, Stamp { by, at: at(time) });
}

/// The page, the calendar and the feed of that one outage at that time.
struct Read {
    page: String,
    calendar: String,
    feed: String,
}

fn read_at(outage: &Outage, now: &str) -> Read {
    let (service, now) = (shop(), at(now));
    let listed = [Listed {
        name: "shop",
        title: "Shop",
    }];
    let shown = |readers| {
        Shown::find(17, outage, &service, readers)
            .into_iter()
            .collect::<Vec<_>>()
    };
    let about = Feed {
        service: &service,
        address: "https://o.example.org/feeds/x/outages.atom",
        page: Some("https://o.example.org/outages/shop"),
        opened: at("2026-11-01T00:00:00Z"),
    };
    let read = Read {
        page: page(&shown(Readers::Anybody), &listed, None, now),
        calendar: calendar("Shop", &shown(Readers::Invited), now),
        feed: feed(&about, &shown(Readers::Invited)),
    };
    for text in [&read.page, &read.calendar, &read.feed] {
        for internal in INTERNAL {
            assert!(!text.contains(internal), "{internal} is shown: {text}");
        }
    }
    read
}

/// The page as a person reads it: without marks, one line for each piece of text.
fn seen(page: &str) -> String {
    let main = page
        .split("<main>")
        .nth(1)
        .unwrap()
        .split("</main>")
        .next()
        .unwrap();
    let broken = ["</dd>", "</dt>", "</p>", "</h2>", "</h3>", "</li>", "<br>"]
        .iter()
        .fold(main.to_owned(), |text, mark| text.replace(mark, "\n"));
    let marks = regex::Regex::new("<[^>]*>").unwrap();
    let lines: Vec<String> = marks
        .replace_all(&broken, "")
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The lines of a calendar's only event, unfolded, by a reader that did not write them.
fn event(calendar: &str) -> Vec<(String, String)> {
    let read = ICalendar::parse(calendar).unwrap();
    let events: Vec<_> = read
        .components
        .iter()
        .filter(|c| c.component_type == ICalendarComponentType::VEvent)
        .collect();
    let [event] = events.as_slice() else {
        panic!("{} events: {calendar}", events.len())
    };
    let entries = event.entries.iter();
    let read = entries.map(|entry| {
        let values = entry.values.iter().filter_map(|value| value.clone().into_text());
        let values: Vec<_> = values.collect();
        (entry.name.as_str().to_owned(), values.join(","))
    });
    read.collect()
}

fn entry(calendar: &str, name: &str) -> String {
    let all = event(calendar);
    let found = all.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[test]
fn an_outage_that_comes_says_when_what_and_what_changed() {
    let words = OutageWords {
        why: Some("A new database.".to_owned()),
        impact: None,
        still_works: Some("Tracking of parcels.".to_owned()),
    };
    let outage = outage(&[
        announced("customers", words),
        changed(window("06:00", "08:00"), window("05:00", "07:00")),
        changed(window("06:00", "09:30"), window("06:00", "08:00")),
    ]);
    let read = read_at(&outage, "2026-11-20T12:00:00Z");
    insta::assert_snapshot!(seen(&read.page), @"
    On now
    No planned outage is under way.
    Coming
    Shop
    Planned Shop will be unavailable.
    When
    Tuesday 24 November 2026, 19:00 to 22:30 (3 hours 30 minutes)
    Time zone: Pacific/Auckland, UTC+13:00
    Why
    A new database.
    What you notice
    You cannot order.
    What still works
    Tracking of parcels.
    Questions
    help@example.org
    What changed
    Moved on Friday 20 November 2026, 13:01; was Tuesday 24 November 2026, 18:00 to 20:00.
    Extended on Friday 20 November 2026, 13:02; was Tuesday 24 November 2026, 19:00 to 21:00.
    The last 30 days
    There was no planned outage.
    ");
    insta::assert_snapshot!(read.calendar.replace("\r\n", "\n"), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//gonogo//Outages//EN
    CALSCALE:GREGORIAN
    X-WR-CALNAME:Outages of Shop
    X-PUBLISHED-TTL:PT15M
    REFRESH-INTERVAL;VALUE=DURATION:PT15M
    BEGIN:VEVENT
    DESCRIPTION:Shop will be unavailable.\nWhen: Tuesday 24 November 2026\, 19:
     00 to 22:30 (Pacific/Auckland\, UTC+13:00)\nWhy: A new database.\nWhat yo
     u notice: You cannot order.\nWhat still works: Tracking of parcels.\nQuest
     ions: help@example.org\nMoved on Friday 20 November 2026\, 13:01\; was Tue
     sday 24 November 2026\, 18:00 to 20:00.\nExtended on Friday 20 November 20
     26\, 13:02\; was Tuesday 24 November 2026\, 19:00 to 21:00.
    DTEND:20261124T093000Z
    DTSTAMP:20261120T000200Z
    DTSTART:20261124T060000Z
    LAST-MODIFIED:20261120T000200Z
    SEQUENCE:2
    STATUS:CONFIRMED
    SUMMARY:Shop unavailable
    TRANSP:TRANSPARENT
    UID:outage-17@shop.gonogo
    END:VEVENT
    END:VCALENDAR
    ");
    insta::assert_snapshot!(read.feed, @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
    <id>urn:uuid:d0d13585-c587-8708-9127-5a476466e301</id>
    <title>Outages of Shop</title>
    <updated>2026-11-20T00:02:00.000Z</updated>
    <author><name>gonogo</name></author>
    <generator>gonogo</generator>
    <link rel="self" type="application/atom+xml" href="https://o.example.org/feeds/x/outages.atom"/>
    <link rel="alternate" type="text/html" href="https://o.example.org/outages/shop"/>
    <entry>
    <id>urn:uuid:19e5fd8c-6f13-8e98-a41f-859cd20450f1</id>
    <title>Extended: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 22:30, not Tuesday 24 November 2026, 19:00 to 21:00</title>
    <updated>2026-11-20T00:02:00.000Z</updated>
    <link rel="alternate" type="text/html" href="https://o.example.org/outages/shop#outage-17"/>
    <content type="text">Extended: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 22:30, not Tuesday 24 November 2026, 19:00 to 21:00.
    Time zone: Pacific/Auckland, UTC+13:00</content>
    </entry>
    <entry>
    <id>urn:uuid:06e5484b-9617-8e95-81e4-2951701dd87b</id>
    <title>Moved: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00, not Tuesday 24 November 2026, 18:00 to 20:00</title>
    <updated>2026-11-20T00:01:00.000Z</updated>
    <link rel="alternate" type="text/html" href="https://o.example.org/outages/shop#outage-17"/>
    <content type="text">Moved: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00, not Tuesday 24 November 2026, 18:00 to 20:00.
    Time zone: Pacific/Auckland, UTC+13:00</content>
    </entry>
    <entry>
    <id>urn:uuid:4bb7e27a-cb08-8060-89a8-7557e1c7564e</id>
    <title>Shop will be unavailable on Tuesday 24 November 2026, 18:00 to 20:00</title>
    <updated>2026-11-20T00:00:00.000Z</updated>
    <link rel="alternate" type="text/html" href="https://o.example.org/outages/shop#outage-17"/>
    <content type="text">Shop will be unavailable on Tuesday 24 November 2026, 18:00 to 20:00.
    Why: A new database.
    What you notice: You cannot order.
    What still works: Tracking of parcels.
    Time zone: Pacific/Auckland, UTC+13:00</content>
    </entry>
    </feed>
    "#);
}
