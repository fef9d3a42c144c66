use super::*;

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:1\r\n{}\r\nEND:VEVENT\r\n",
        lines.replace(' ', "\r\n").replace('_', " ")
    )
}

fn days(lines: &str) -> Vec<String> {
    match read(&file(&event(lines))) {
        Ok(read) => read
            .days
            .iter()
            .map(|(day, name)| format!("{day} {name}"))
            .collect(),
        Err(wrong) => vec![format!("{}; {}", wrong.what, wrong.fix)],
    }
}

#[test]
fn an_event_of_whole_days_is_a_holiday_on_each() {
    let one = "DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261226 SUMMARY:Christmas_Day";
    assert_eq!(days(one), ["2026-12-25 Christmas Day"]);
    let two = "DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261227 SUMMARY:Christmas\\,_twice";
    assert_eq!(
        days(two),
        ["2026-12-25 Christmas, twice", "2026-12-26 Christmas, twice"]
    );
    let long = "DTSTART;VALUE=DATE:20261224 DURATION:P1W SUMMARY:Closed";
    assert_eq!(days(long).len(), 7);
    let folded = "DTSTART;VALUE=DATE:20260206 SUMMARY:Waitangi\r\n__Day";
    assert_eq!(days(folded), ["2026-02-06 Waitangi Day"]);
}

#[test]
fn a_yearly_rule_comes_every_year() {
    let christmas = days("DTSTART;VALUE=DATE:20241225 RRULE:FREQ=YEARLY SUMMARY:Christmas");
    assert_eq!(christmas.len(), 2100 - 2024 + 1);
    assert!(christmas.contains(&"2031-12-25 Christmas".to_owned()));
    // The fourth Thursday of November.
    let thanks = days("DTSTART;VALUE=DATE:20261126 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3 SUMMARY:T");
    assert_eq!(thanks, ["2026-11-26 T", "2027-11-25 T", "2028-11-23 T"]);
    let until = days(
        "DTSTART;VALUE=DATE:20260606 RRULE:FREQ=YEARLY;UNTIL=20280606 SUMMARY:King EXDATE;VALUE=DATE:20270606 RDATE;VALUE=DATE:20270607",
    );
    assert_eq!(until, ["2026-06-06 King", "2027-06-07 King", "2028-06-06 King"]);
}

#[test]
fn what_is_no_whole_day_is_left_out_and_said_so() {
    let holiday = event("DTSTART;VALUE=DATE:20261225 SUMMARY:Christmas");
    let timed = event("DTSTART:20261224T120000Z SUMMARY:Lunch");
    let off = event("DTSTART;VALUE=DATE:20261226 STATUS:CANCELLED SUMMARY:Off");
    let weekly = event("DTSTART;VALUE=DATE:20261221 RRULE:FREQ=WEEKLY SUMMARY:Monday");
    let read = read(&file(&(holiday + &timed + &off + &weekly))).unwrap();
    assert_eq!(read.days.len(), 2);
    let left_out = [
        "the rule of line 23 is not yearly, so only the first day of Monday counts",
        "1 event with a time left out, since a holiday is a whole day",
    ];
    assert_eq!(read.left_out, left_out);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    for (text, what) in [
        ("hello".to_owned(), "line 1 is no line of iCalendar"),
        ("A:b\n".to_owned(), "this is no iCalendar file"),
        (
            file(&event("DTSTART;VALUE=DATE:20261325")),
            "line 6 has no day: DTSTART is `20261325`",
        ),
        (file(&event("SUMMARY:x")), "the event of line 4 has no DTSTART"),
        (file("BEGIN:VEVENT\r\n"), "the event of line 4 does not end"),
        (
            file(&event("DTSTART:20260101 RRULE:FREQ=OFTEN")),
            "the rule of line 7 cannot be read",
        ),
        (file(&event("DTSTART:20260101 DTEND:20270101")), "365 days long"),
        (file(&event("DTSTART:20260101T000000")), "no whole-day event"),
        (
            file(&event("DTSTART:20260101").repeat(MOST_EVENTS + 1)),
            "more than 5000 events",
        ),
        ("A".repeat(LARGEST + 1), "1000001 bytes"),
    ] {
        let wrong = read(&text).unwrap_err();
        assert!(wrong.what.contains(what), "{what}: {}", wrong.what);
        assert!(!wrong.fix.is_empty());
    }
}

#[test]
fn as_many_events_as_are_allowed_are_read() {
    let many: String = (0..MOST_EVENTS as u64)
        .map(|n| {
            let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(n);
            event(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")))
        })
        .collect();
    assert_eq!(read(&file(&many)).unwrap().days.len(), MOST_EVENTS);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = read(&file(&text));
        let _ = read(&text);
    }

    #[test]
    fn no_event_makes_it_panic(lines in "((DTSTART|DTEND|DURATION|EXDATE|RRULE)(;VALUE=DATE)?:(20260101|00000000|99991231|P9D|P|FREQ=YEARLY|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30|FREQ=YEARLY;INTERVAL=0|FREQ=YEARLY;UNTIL=é)( )?){0,4}") {
        let _ = read(&file(&event(&lines)));
    }
}
