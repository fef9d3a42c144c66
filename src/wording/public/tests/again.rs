//! What programs know again: events and entries.

use super::*;

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
