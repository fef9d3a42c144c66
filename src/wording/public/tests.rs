//! What page, calendar and feed say of an outage, each read back by a program that did not write it.

use calcard::icalendar::{ICalendar, ICalendarComponentType};

use super::*;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::outage::{OutageAbout, OutageFact};
use crate::domain::person::Stamp;
use crate::playbook::{Source, read};

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

#[test]
fn how_an_outage_stands_is_said_in_words() {
    let mut outage = outage(&[announced("customers", OutageWords::default())]);
    let standing = |outage: &Outage, now: &str| {
        let text = seen(&read_at(outage, now).page);
        let mut lines = text.lines();
        // Below the heading of its part and its own name.
        let part = lines.by_ref().take_while(|line| *line != "Shop").last();
        format!(
            "{}: {}",
            part.unwrap_or_default(),
            lines.next().unwrap_or_default()
        )
    };
    let mut told = vec![
        standing(&outage, "2026-11-24T04:59:00Z"),
        standing(&outage, "2026-11-24T05:00:00Z"),
    ];
    happens(
        &mut outage,
        &OutageFact::Started { about: None },
        "2026-11-24T05:07:00Z",
    );
    told.push(standing(&outage, "2026-11-24T05:10:00Z"));
    happens(&mut outage, &OutageFact::Overran, "2026-11-24T07:00:00Z");
    told.push(standing(&outage, "2026-11-24T07:01:00Z"));
    happens(&mut outage, &OutageFact::Ended, "2026-11-24T07:20:00Z");
    told.push(standing(&outage, "2026-11-24T07:20:00Z"));
    told.push(standing(&outage, "2026-12-24T07:20:00Z"));
    told.push(standing(&outage, "2026-12-24T07:20:01Z"));
    insta::assert_snapshot!(told.join("\n"), @"
    Coming: Planned Shop will be unavailable.
    On now: On now Shop is unavailable since Tuesday 24 November 2026, 18:00; it is expected back Tuesday 24 November 2026, 20:00.
    On now: On now Shop is unavailable since Tuesday 24 November 2026, 18:07; it is expected back Tuesday 24 November 2026, 20:00.
    On now: Not back yet Shop is not back yet. It was expected back Tuesday 24 November 2026, 20:00; the work goes on.
    The last 30 days: Over Shop is back.
    The last 30 days: Over Shop is back.
    There was no planned outage.:
    ");
    let read = read_at(&outage, "2026-11-25T00:00:00Z");
    assert_eq!(
        entry(&read.calendar, "DTSTART"),
        "2026-11-24T05:07:00Z",
        "what was"
    );
    assert_eq!(entry(&read.calendar, "DTEND"), "2026-11-24T07:20:00Z", "what was");
}

#[test]
fn an_outage_that_was_called_off_is_shown_until_its_time_has_passed() {
    let outage = outage(&[announced("customers", OutageWords::default()), cancelled()]);
    let before = read_at(&outage, "2026-11-20T12:00:00Z");
    insta::assert_snapshot!(seen(&before.page), @"
    On now
    No planned outage is under way.
    Coming
    Shop
    Cancelled Shop stays available: this outage will not happen.
    When
    Tuesday 24 November 2026, 18:00 to 20:00 (2 hours)
    Time zone: Pacific/Auckland, UTC+13:00
    What you notice
    You cannot order.
    Questions
    help@example.org
    What changed
    Cancelled on Friday 20 November 2026, 13:01.
    The last 30 days
    There was no planned outage.
    ");
    let after = seen(&read_at(&outage, "2026-11-24T12:00:00Z").page);
    assert!(after.contains("The last 30 days\nShop\nCancelled"), "{after}");
    assert_eq!(entry(&before.calendar, "STATUS"), "CANCELLED");
    assert_eq!(
        entry(&before.calendar, "DTSTART"),
        "2026-11-24T05:00:00Z",
        "where it stood"
    );
}

#[test]
fn only_what_a_public_audience_was_told_is_on_the_page() {
    let staff = outage(&[announced("staff", OutageWords::default())]);
    let read = read_at(&staff, "2026-11-20T12:00:00Z");
    assert!(!read.page.contains("outage-17"), "{}", read.page);
    assert!(!read.page.contains("No parcel leaves"), "{}", read.page);
    assert!(
        entry(&read.calendar, "DESCRIPTION").contains("No parcel leaves"),
        "invited"
    );
    assert!(
        !read.feed.contains("#outage-17"),
        "it is not on the page: {}",
        read.feed
    );
    let draft = outage(&[OutageFact::Drafted {
        about: about("customers", OutageWords::default()),
        window: window("05:00", "07:00"),
        objections: Vec::new(),
        reason: Some("the board insists".to_owned()),
    }]);
    let read = read_at(&draft, "2026-11-20T12:00:00Z");
    assert!(!read.page.contains("outage-17"), "{}", read.page);
    assert!(!read.calendar.contains("VEVENT"), "{}", read.calendar);
    assert!(!read.feed.contains("<entry>"), "{}", read.feed);
}

#[test]
fn a_team_without_a_public_audience_has_nothing_to_show() {
    let page = page(&[], &[], None, at("2026-11-20T12:00:00Z"));
    insta::assert_snapshot!(seen(&page), @"There is nothing to show here: no service of this team has a public page.");
}

#[test]
fn an_event_keeps_its_uid_and_its_sequence_rises() {
    let mut outage = Outage::default();
    let steps = [
        (announced("customers", OutageWords::default()), 0),
        (changed(window("06:00", "08:00"), window("05:00", "07:00")), 1),
        (changed(window("06:00", "09:00"), window("06:00", "08:00")), 2),
        (cancelled(), 3),
    ];
    let mut modified = Vec::new();
    for (n, (fact, sequence)) in steps.iter().enumerate() {
        happens(&mut outage, fact, &format!("2026-11-2{n}T00:00:00Z"));
        let calendar = read_at(&outage, "2026-11-23T12:00:00Z").calendar;
        assert_eq!(entry(&calendar, "UID"), "outage-17@shop.gonogo");
        assert_eq!(entry(&calendar, "SEQUENCE"), sequence.to_string());
        assert_eq!(entry(&calendar, "DTSTAMP"), entry(&calendar, "LAST-MODIFIED"));
        modified.push(entry(&calendar, "LAST-MODIFIED"));
    }
    let sorted = modified.is_sorted_by(|a, b| a < b);
    assert!(sorted, "{modified:?}");
}

#[test]
fn an_outage_without_a_window_has_a_start_and_no_end() {
    let mut outage = Outage::default();
    let about = Some(about("customers", OutageWords::default()));
    happens(
        &mut outage,
        &OutageFact::Started { about },
        "2026-11-24T05:07:00Z",
    );
    let read = read_at(&outage, "2026-11-24T05:10:00Z");
    insta::assert_snapshot!(seen(&read.page), @"
    On now
    Shop
    On now Shop is unavailable since Tuesday 24 November 2026, 18:07. It is not known yet when it will be back.
    When
    Since Tuesday 24 November 2026, 18:07
    Time zone: Pacific/Auckland, UTC+13:00
    What you notice
    You cannot order.
    Questions
    help@example.org
    Coming
    No outage is planned.
    The last 30 days
    There was no planned outage.
    ");
    assert_eq!(entry(&read.calendar, "DTSTART"), "2026-11-24T05:07:00Z");
    assert_eq!(entry(&read.calendar, "DTEND"), "");
}

/// Whatever people write is text: on the page, in the calendar, in the feed, and it comes out as it went in.
#[test]
fn hostile_words_are_words() {
    let nasty = "Shop, cart; and \\ more ]]> </dd><script>alert(1)</script> & \"quotes\" 'here'\nEND:VEVENT\nBEGIN:VEVENT";
    let long = "Überlänge 🚧 ".repeat(60);
    let words = OutageWords {
        why: Some(format!("{nasty}\u{0}\u{7}\u{202E}")),
        impact: Some(long.clone()),
        still_works: Some("<!-- {{ 7 * 7 }} &amp; CDATA[[".to_owned()),
    };
    let outage = outage(&[announced("customers", words)]);
    let read = read_at(&outage, "2026-11-20T12:00:00Z");

    assert!(!read.page.contains("<script"), "{}", read.page);
    assert!(!read.page.contains('\u{202E}') && !read.page.contains('\u{0}'));
    assert!(
        read.page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"),
        "{}",
        read.page
    );
    assert!(read.page.contains("{{ 7 * 7 }}"), "a template is not run");

    for line in read.calendar.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\n', '\r']), "{line}");
    }
    let description = entry(&read.calendar, "DESCRIPTION");
    assert!(description.contains(nasty), "{description}");
    assert!(description.contains(long.trim()), "{description}");

    let parsed = feed_rs::parser::parse(read.feed.as_bytes()).unwrap();
    assert_eq!(parsed.entries.len(), 1);
    let body = parsed.entries[0]
        .content
        .as_ref()
        .and_then(|c| c.body.clone())
        .unwrap();
    assert!(body.contains(nasty), "{body}");
    assert!(body.contains("{{ 7 * 7 }} &amp; CDATA[["), "{body}");
}

/// An entry stays what it was when something else is said, and the newest stands first.
#[test]
fn a_feed_keeps_its_entries() {
    let mut outage = outage(&[announced("customers", OutageWords::default())]);
    let entries = |outage: &Outage| {
        let feed = read_at(outage, "2026-11-24T12:00:00Z").feed;
        let parsed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
        assert_eq!(
            parsed.updated, parsed.entries[0].updated,
            "as new as its newest entry"
        );
        let read = parsed.entries.into_iter().map(|e| {
            let text = e.content.and_then(|c| c.body).unwrap();
            (e.id, e.updated, e.title.unwrap().content, text)
        });
        read.collect::<Vec<_>>()
    };
    let first = entries(&outage);
    assert_eq!(first.len(), 1);
    assert!(first[0].0.starts_with("urn:uuid:"), "{}", first[0].0);
    let moved = changed(window("06:00", "08:00"), window("05:00", "07:00"));
    let reworded = OutageFact::Reworded {
        words: OutageWords {
            impact: Some("Nothing at all.".to_owned()),
            ..OutageWords::default()
        },
    };
    let later = [
        (moved, "2026-11-21T00:00:00Z"),
        (reworded, "2026-11-22T00:00:00Z"),
        (OutageFact::Started { about: None }, "2026-11-24T06:00:00Z"),
        (OutageFact::Overran, "2026-11-24T08:00:00Z"),
        (OutageFact::Ended, "2026-11-24T08:30:00Z"),
    ];
    for (fact, time) in &later {
        happens(&mut outage, fact, time);
    }
    let all = entries(&outage);
    assert_eq!(all.last(), first.last(), "the first is what it was");
    let ids: BTreeSet<&String> = all.iter().map(|(id, ..)| id).collect();
    assert_eq!(ids.len(), 6, "each has an id of its own");
    let titles: Vec<String> = all
        .iter()
        .map(|(_, _, title, text)| format!("{title}\n    {}", text.replace('\n', "\n    ")))
        .collect();
    insta::assert_snapshot!(titles.join("\n"), @"
    Shop is back
        Shop is back.
        It is back since Tuesday 24 November 2026, 21:30.
        Time zone: Pacific/Auckland, UTC+13:00
    Shop is not back yet
        Shop is not back yet.
        It was expected back Tuesday 24 November 2026, 21:00; the work goes on.
        Time zone: Pacific/Auckland, UTC+13:00
    Shop is unavailable since Tuesday 24 November 2026, 19:00
        Shop is unavailable since Tuesday 24 November 2026, 19:00.
        It is expected back Tuesday 24 November 2026, 21:00.
        Time zone: Pacific/Auckland, UTC+13:00
    Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00: described anew
        Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00: described anew.
        What you notice: Nothing at all.
        Time zone: Pacific/Auckland, UTC+13:00
    Moved: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00, not Tuesday 24 November 2026, 18:00 to 20:00
        Moved: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00, not Tuesday 24 November 2026, 18:00 to 20:00.
        Time zone: Pacific/Auckland, UTC+13:00
    Shop will be unavailable on Tuesday 24 November 2026, 18:00 to 20:00
        Shop will be unavailable on Tuesday 24 November 2026, 18:00 to 20:00.
        What you notice: You cannot order.
        Time zone: Pacific/Auckland, UTC+13:00
    ");
}
