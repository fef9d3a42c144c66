//! The plan as a calendar that programs subscribe to, read back by another's reader.

use calcard::icalendar::{ICalendar, ICalendarProperty};

use crate::database::{Database, on_both_databases};
use crate::story::{Story, assert_snapshot};
use crate::tracks::sync;

/// The events of the next days: what they are called, which day, which state, how often changed.
async fn events(story: &Story, address: &str) -> String {
    let got = story.http.get(address).send().await.unwrap();
    assert_eq!(got.status().as_u16(), 200);
    assert_eq!(got.headers()["content-type"], "text/calendar; charset=utf-8");
    let text = got.text().await.unwrap();
    let calendar = ICalendar::parse(&text).unwrap_or_else(|e| panic!("{e:?}: {text}"));
    let events = calendar
        .components
        .iter()
        .filter(|c| c.component_type.as_str() == "VEVENT");
    let word = |event: &calcard::icalendar::ICalendarComponent, wanted: &ICalendarProperty| {
        let entry = event.entries.iter().find(|e| e.name == *wanted);
        let value = entry.and_then(|e| e.values.first());
        value
            .and_then(|v| v.as_text().map(str::to_owned))
            .unwrap_or_else(|| format!("{value:?}"))
    };
    let lines = events.take(4).map(|event| {
        format!(
            "{} · {} · {}",
            word(event, &ICalendarProperty::Uid),
            word(event, &ICalendarProperty::Summary),
            word(event, &ICalendarProperty::Description).replace('\n', " / "),
        )
    });
    let read: Vec<String> = lines.collect();
    // The rest as it stands, since readers differ in how they type it.
    let plain = text.replace("\r\n ", "");
    let kept = ["DTSTART", "SEQUENCE", "STATUS"];
    let raw = plain
        .lines()
        .filter(|line| kept.iter().any(|key| line.starts_with(key)));
    let raw: Vec<&str> = raw.take(12).collect();
    format!("{}\n{}", read.join("\n"), raw.join("\n"))
}

/// A moved day is the same event with a higher number, a skipped one stays as cancelled; closed, there is nothing.
async fn an_event_is_known_again_when_its_day_moves(db: Database) {
    let story = Story::with_playbooks(db, sync()).await;
    let ana = story.person("ana").await;
    ana.commands("plan", &[("service", "sync")]).await;
    let given = ana.presses("Into my calendar…").await;
    let address = regex::Regex::new(r"http://[^\s<>`]+/plan\.ics").unwrap();
    let address = address.find(&given).unwrap().as_str().to_owned();
    assert_snapshot!(events(&story, &address).await, @"
    slot-planned-2026-11-24@sync.gonogo · Sync: Regular release · nothing new for production / staging gets what is merged by then / Times are of America/Los_Angeles.
    slot-planned-2026-12-08@sync.gonogo · Sync: Regular release · production gets what is merged by Tue 24 Nov / staging gets what is merged by then / Times are of America/Los_Angeles.
    slot-planned-2026-12-22@sync.gonogo · Sync: Regular release · production gets what is merged by Tue 8 Dec / staging gets what is merged by then / Times are of America/Los_Angeles.
    slot-planned-2027-01-05@sync.gonogo · Sync: Regular release · production gets what is merged by Tue 22 Dec / staging gets what is merged by then / Times are of America/Los_Angeles.
    DTSTART;VALUE=DATE:20261124
    SEQUENCE:0
    STATUS:CONFIRMED
    DTSTART;VALUE=DATE:20261208
    SEQUENCE:0
    STATUS:CONFIRMED
    DTSTART;VALUE=DATE:20261222
    SEQUENCE:0
    STATUS:CONFIRMED
    DTSTART;VALUE=DATE:20270105
    SEQUENCE:0
    STATUS:CONFIRMED
    ");
    ana.commands("plan", &[("service", "sync")]).await;
    ana.chooses("Move or skip a day…", "Move Tue 8 Dec 2026…").await;
    ana.fills(&[("day", "2026-12-09"), ("text", "half the team is away")])
        .await;
    ana.commands("plan", &[("service", "sync")]).await;
    ana.chooses("Move or skip a day…", "Skip Tue 22 Dec 2026…").await;
    ana.fills(&[("text", "everybody is away")]).await;
    assert_snapshot!(events(&story, &address).await, @"
    slot-planned-2026-11-24@sync.gonogo · Sync: Regular release · nothing new for production / staging gets what is merged by then / Times are of America/Los_Angeles.
    slot-planned-2026-12-08@sync.gonogo · Sync: Regular release · production gets what is merged by Tue 24 Nov / staging gets what is merged by then / Times are of America/Los_Angeles. / Moved: half the team is away
    slot-planned-2026-12-22@sync.gonogo · Skipped: Sync: Regular release · Skipped: everybody is away
    slot-planned-2027-01-05@sync.gonogo · Sync: Regular release · production gets what is merged by Wed 9 Dec / staging gets what is merged by then / Times are of America/Los_Angeles.
    DTSTART;VALUE=DATE:20261124
    SEQUENCE:0
    STATUS:CONFIRMED
    DTSTART;VALUE=DATE:20261209
    SEQUENCE:1
    STATUS:CONFIRMED
    DTSTART;VALUE=DATE:20261222
    SEQUENCE:1
    STATUS:CANCELLED
    DTSTART;VALUE=DATE:20270105
    SEQUENCE:0
    STATUS:CONFIRMED
    ");
    ana.commands("outage feed", &[("action", "revoke")]).await;
    let closed = story.http.get(&address).send().await.unwrap();
    assert_eq!(closed.status().as_u16(), 404);
    story.end().await;
}
on_both_databases!(an_event_is_known_again_when_its_day_moves);
