//! How outages stand on the page, and which of them stand there.

use super::*;

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
    On now: Not back yet Shop was expected back Tuesday 24 November 2026, 20:00; the work goes on.
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
