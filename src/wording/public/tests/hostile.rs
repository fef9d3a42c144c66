//! Words of people that would be more than words.

use super::*;

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
