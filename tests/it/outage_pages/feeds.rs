//! Feeds under secret addresses: the calendar, the feed, and addresses that are closed.

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType};

use super::*;

/// The events of a calendar, each with its properties, by a reader that did not write them.
fn events(calendar: &str) -> Vec<Vec<(String, String)>> {
    let read = ICalendar::parse(calendar).unwrap();
    let entries = |component: &ICalendarComponent| {
        let read = component.entries.iter().map(|entry| {
            let values = entry.values.iter().filter_map(|v| v.clone().into_text());
            let values: Vec<_> = values.collect();
            (entry.name.as_str().to_owned(), values.join(","))
        });
        read.collect()
    };
    let events = read.components.iter();
    events
        .filter(|c| c.component_type == ICalendarComponentType::VEvent)
        .map(entries)
        .collect()
}

/// The only event of a feed's calendar.
async fn event(story: &Story, feed: &NewFeed) -> Vec<(String, String)> {
    let got = get(story, &feed.calendar, &[]).await;
    assert_eq!(got.status, 200, "{}", got.body);
    assert_eq!(got.header("content-type"), "text/calendar; charset=utf-8");
    for line in got.body.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
    }
    let mut events = events(&got.body);
    assert_eq!(events.len(), 1, "{}", got.body);
    events.remove(0)
}

fn value<'e>(event: &'e [(String, String)], name: &str) -> &'e str {
    let found = event.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// The feed as a feed reader has it.
async fn entries(story: &Story, feed: &NewFeed) -> feed_rs::model::Feed {
    let got = get(story, &feed.atom, &[]).await;
    assert_eq!(got.status, 200, "{}", got.body);
    assert_eq!(got.header("content-type"), "application/atom+xml; charset=utf-8");
    feed_rs::parser::parse(got.body.as_bytes()).unwrap()
}

/// The feed under the address that it has now: a restarted bot of a story listens at another port.
fn moved(feed: &NewFeed, story: &Story) -> NewFeed {
    let here = |address: &str| {
        let path = address.find("/feeds/").map(|n| &address[n..]);
        format!("{}{}", story.web(), path.unwrap())
    };
    NewFeed {
        calendar: here(&feed.calendar),
        atom: here(&feed.atom),
        plan: here(&feed.plan),
        digest: feed.digest.clone(),
    }
}

/// An event is the same through everything that happens to its outage, and each change makes it a newer one.
async fn an_event_is_known_again_through_every_change(db: Database) {
    let mut story = Story::with_playbooks(db, shop()).await;
    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    let feed = elsewhere.opens_feed(&story).await;
    let words = OutageWords::default;
    let number = elsewhere
        .announces("customers", window("05:00", "07:00"), words())
        .await;
    let change = |start: &str, end: &str, seen: u32| {
        OutageCommand::Change(Change {
            window: window(start, end),
            seen,
            reason: None,
        })
    };
    let mut told = vec![event(&story, &feed).await];
    let changes = [
        change("06:00", "08:00", 0),
        OutageCommand::Extend(30),
        change("06:00", "08:15", 2),
        OutageCommand::Cancel {
            seen: 3,
            reason: Some("The vendor let us down.".to_owned()),
        },
    ];
    for command in changes {
        elsewhere.keeps(number, command).await;
        told.push(event(&story, &feed).await);
    }
    let names = ["UID", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY"];
    let lines: Vec<String> = told
        .iter()
        .map(|event| names.map(|name| value(event, name)).join(" | "))
        .collect();
    assert_snapshot!(lines.join("\n"), @"
    outage-1@shop.gonogo | 0 | CONFIRMED | 2026-11-24T05:00:00Z | 2026-11-24T07:00:00Z | Shop unavailable
    outage-1@shop.gonogo | 1 | CONFIRMED | 2026-11-24T06:00:00Z | 2026-11-24T08:00:00Z | Shop unavailable
    outage-1@shop.gonogo | 2 | CONFIRMED | 2026-11-24T06:00:00Z | 2026-11-24T08:30:00Z | Shop unavailable
    outage-1@shop.gonogo | 3 | CONFIRMED | 2026-11-24T06:00:00Z | 2026-11-24T08:15:00Z | Shop unavailable
    outage-1@shop.gonogo | 4 | CANCELLED | 2026-11-24T06:00:00Z | 2026-11-24T08:15:00Z | Cancelled: Shop stays available
    ");
    assert!(
        !told.iter().flatten().any(|(_, v)| v.contains("vendor")),
        "why is the team's"
    );

    let read = entries(&story, &feed).await;
    let said: Vec<&str> = read
        .entries
        .iter()
        .map(|e| e.title.as_ref().unwrap().content.as_str())
        .collect();
    assert_snapshot!(said.join("\n"), @"
    Cancelled: Shop stays available
    Shortened: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:15, not Tuesday 24 November 2026, 19:00 to 21:30
    Extended: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:30, not Tuesday 24 November 2026, 19:00 to 21:00
    Moved: Shop will be unavailable on Tuesday 24 November 2026, 19:00 to 21:00, not Tuesday 24 November 2026, 18:00 to 20:00
    Shop will be unavailable on Tuesday 24 November 2026, 18:00 to 20:00
    ");
    let before: Vec<String> = read.entries.iter().map(|e| e.id.clone()).collect();
    story.restart_bot().await;
    let after = entries(&story, &moved(&feed, &story)).await;
    let after: Vec<String> = after.entries.into_iter().map(|e| e.id).collect();
    assert_eq!(after, before, "an entry is known by its id, and nothing else");
    story.end().await;
}
on_both_databases!(an_event_is_known_again_through_every_change);

/// Once an outage is over its event says what was: "maintenance took until" is not asked afterwards.
async fn an_event_that_is_over_says_what_was(db: Database) {
    let mut story = Story::with_playbooks(db, shop()).await;
    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    let feed = elsewhere.opens_feed(&story).await;
    let number = elsewhere
        .announces("customers", window("05:00", "07:00"), OutageWords::default())
        .await;
    story.restart_bot().await;
    story.time_is("2026-11-24T07:20:00Z").await;
    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    elsewhere.given = 10;
    let found = elsewhere.app.find_outage(number).await.unwrap().unwrap();
    let seen = found.outage().unwrap().revision;
    elsewhere.keeps(number, OutageCommand::End { seen }).await;
    story.restart_bot().await;
    let event = event(&story, &moved(&feed, &story)).await;
    assert_eq!(value(&event, "DTSTART"), "2026-11-24T05:00:00Z");
    assert_eq!(value(&event, "DTEND"), "2026-11-24T07:20:00Z");
    assert_eq!(value(&event, "STATUS"), "CONFIRMED");
    story.end().await;
}
on_both_databases!(an_event_that_is_over_says_what_was);

/// Words are words, in every document: what could end a line, a field or a mark does not.
async fn hostile_words_change_nothing(db: Database) {
    let title = "Shop, cart; <script>alert(1)</script> ]]> & more";
    let sources = shop_with(&[("title = \"Shop\"", &format!("title = \"{title}\""))]);
    let mut story = Story::with_playbooks(db, sources.clone()).await;
    let mut elsewhere = Elsewhere::begin(&story, &sources).await;
    let feed = elsewhere.opens_feed(&story).await;
    let why = "One, two; three\\n\nEND:VEVENT\r\nBEGIN:VEVENT\n]]></content></feed> \"<b>\" &lt; \u{1F6A7}";
    let words = OutageWords {
        why: Some(why.to_owned()),
        ..OutageWords::default()
    };
    elsewhere
        .announces("customers", window("05:00", "07:00"), words)
        .await;
    let plain = why.replace("\r\n", "\n");
    let event = event(&story, &feed).await;
    assert_eq!(value(&event, "SUMMARY"), format!("{title} unavailable"));
    assert!(value(&event, "DESCRIPTION").contains(&plain), "{event:?}");
    let read = entries(&story, &feed).await;
    assert_eq!(read.entries.len(), 1);
    assert_eq!(read.title.unwrap().content, format!("Outages of {title}"));
    let body = read.entries[0].content.clone().and_then(|c| c.body).unwrap();
    assert!(body.contains(&plain), "{body}");
    let page = page_of(&story).await;
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    story.restart_bot().await;
    story.end().await;
}
on_both_databases!(hostile_words_change_nothing);

/// Whoever was given an address closes it, and then it is as if it had never been; those of others stay.
async fn an_address_is_closed_at_once(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let mut ana = Elsewhere::begin(&story, &shop()).await;
    let mut ben = Elsewhere::begin(&story, &shop()).await;
    ben.who.id = PersonId::from("100000000000000043");
    let (mine, other) = (ana.opens_feed(&story).await, ana.opens_feed(&story).await);
    let his = ben.opens_feed(&story).await;
    let first = get(&story, &mine.calendar, &[]).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = first.header("etag").to_owned();
    let kept = [(reqwest::header::IF_NONE_MATCH, tag.as_str())];
    assert_eq!(get(&story, &mine.calendar, &kept).await.status, 304);

    ana.asks(ServiceCommand::CloseFeeds).await;
    let never = new_address(&story.web());
    let nothing = get(&story, &never.calendar, &kept).await;
    assert_eq!(nothing.status, 404);
    for closed in [&mine.calendar, &mine.atom, &other.calendar, &never.atom] {
        let got = get(&story, closed, &kept).await;
        assert_eq!((got.status, &got.body), (404, &nothing.body), "{closed}");
        assert_eq!(got.header("cache-control"), "no-store");
        let names = |got: &Got| got.headers.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&got), names(&nothing), "nobody learns that it was one");
    }
    assert_eq!(get(&story, &his.calendar, &[]).await.status, 200);

    // What is kept of an address does not open it.
    let digest = format!("{}/feeds/{}/outages.ics", story.web(), his.digest);
    assert_eq!(get(&story, &digest, &[]).await.status, 404);
    story.end().await;
}
on_both_databases!(an_address_is_closed_at_once);

/// `/outage feed` gives addresses to one person, and they are right; `revoke` closes them.
async fn an_address_is_given_and_closed_by_command(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let (ana, ben) = (story.person("ana").await, story.person("ben").await);
    let address = regex::Regex::new(r"http://[^\s<>`]+/outages\.(?:ics|atom)").unwrap();
    let given = |said: &str| {
        let found: Vec<String> = address.find_iter(said).map(|m| m.as_str().to_owned()).collect();
        assert_eq!(found.len(), 2, "{said}");
        NewFeed {
            calendar: found[0].clone(),
            atom: found[1].clone(),
            plan: String::new(),
            digest: String::new(),
        }
    };
    let mine = given(&ana.commands("outage feed", &[("service", "shop")]).await);
    let his = given(&ben.commands("outage feed", &[("service", "shop")]).await);
    assert_ne!(mine.calendar, his.calendar);
    let options = [("service", "shop"), ("when", "today 18:00"), ("length", "2h")];
    ana.commands("outage schedule", &options).await;
    assert!(
        entries(&story, &mine).await.entries.is_empty(),
        "a preview is nobody's business"
    );
    ana.presses("Publish").await;
    let first = event(&story, &mine).await;
    assert_eq!(value(&first, "SEQUENCE"), "0");
    assert_eq!(value(&first, "DTSTART"), "2026-11-24T05:00:00Z");
    assert_eq!(entries(&story, &his).await.entries.len(), 1);

    ana.commands("outage feed", &[("action", "revoke")]).await;
    assert_eq!(get(&story, &mine.calendar, &[]).await.status, 404);
    assert_eq!(get(&story, &mine.atom, &[]).await.status, 404);
    assert_eq!(get(&story, &his.calendar, &[]).await.status, 200);
    story.end().await;
}
on_both_databases!(an_address_is_given_and_closed_by_command);
