//! Holidays that are read from addresses: a new one is heeded in time, and what cannot be read is told once. S4.13, S4.44

use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use gonogo::playbook::Source;

use crate::calendar::changed;
use crate::database::{Database, on_both_databases};
use crate::endpoints::listener::{Listener, Reply};
use crate::story::{Story, assert_snapshot, shown_text};
use crate::sync::{card, circleci};

/// A calendar with these days, as other calendars serve it.
fn ics(days: &[(&str, &str)]) -> String {
    let event = |(day, name): &(&str, &str)| {
        format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n")
    };
    let events: String = days.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

/// The sync servers' playbook with these sets of holidays, each at a path of the listener.
fn reading(listener: &Listener, sets: &[&str]) -> Vec<Source> {
    let set = |name: &&str| {
        let url = listener.at("http", "127.0.0.1", &format!("/{name}.ics?key=hidden"));
        format!("    {{ name = \"{name}\", url = \"{url}\", allow_private = true }},\n")
    };
    let sets: String = sets.iter().map(set).collect();
    let calendar = format!("[calendar]\nholiday_urls = [\n{sets}]\n\n[calendar.holidays]");
    changed(&[("[calendar.holidays]", &calendar)])
}

/// A calendar that a test changes while it is served.
#[derive(Clone)]
struct Served(Arc<Mutex<String>>);

impl Served {
    fn with(days: &[(&str, &str)]) -> Self {
        Self(Arc::new(Mutex::new(ics(days))))
    }

    fn is_now(&self, days: &[(&str, &str)]) {
        *self.0.lock().unwrap() = ics(days);
    }

    async fn listener(&self) -> Listener {
        let served = self.clone();
        Listener::answering(move |_| Reply::with(200, served.0.lock().unwrap().clone())).await
    }
}

async fn newest(story: &Story) -> String {
    told_of_holidays(story).await.pop().unwrap_or_default()
}

/// What the team was told of holidays; planned days have calls of their own.
async fn told_of_holidays(story: &Story) -> Vec<String> {
    let messages = story.messages("releases").await;
    let texts = messages.iter().map(|m| story.reader.name_all(&shown_text(m)));
    let is_meant = |text: &String| text.contains("holiday") || text.contains("Winter break");
    texts.filter(is_meant).collect()
}

/// S4.13, S4.14: two weeks before a planned day somebody declares it a holiday, elsewhere: it is asked about in time.
async fn a_holiday_that_is_declared_elsewhere_is_asked_about(db: Database) {
    let served = Served::with(&[("20261225", "Christmas Day")]);
    let listener = served.listener().await;
    let mut story = Story::with_playbooks(db, reading(&listener, &["company-wide"])).await;
    let ana = story.person("ana").await;
    story.settle().await;
    assert_eq!(
        listener.take_heads(),
        ["GET /company-wide.ics?key=hidden"],
        "at the start"
    );
    story.time_is("2026-11-24T19:59:00Z").await;
    assert!(listener.take_heads().is_empty(), "once a day");
    served.is_now(&[("20261222", "Winter break"), ("20261225", "Christmas Day")]);
    story.time_is("2026-12-08T20:00:00Z").await;
    assert_eq!(listener.take_heads().len(), 1);
    story.time_is("2026-12-15T16:59:00Z").await;
    assert!(!newest(&story).await.contains("holiday"));
    story.time_is("2026-12-15T17:00:00Z").await;
    assert_snapshot!(newest(&story).await, @"
    @Release manager: **Sync Regular release** of Tue 22 Dec 2026 is on a holiday: Winter break. What becomes of it? The days after it stay, whatever you press. QA and Ops will be told.
    -# [Release calendar](<https://wiki.example.org/sync/release-calendar>)
    [Keep Tue 22 Dec 2026] [Earlier: Mon 21 Dec 2026] [Later: Wed 23 Dec 2026] [Skip it]
    ");
    // Without the other side, and after a new start, what was read still holds.
    drop(listener);
    story.restart_bot().await;
    let slots = ana.commands("release slots", &[("service", "sync")]).await;
    assert!(
        slots.contains("Tue 22 Dec 2026: planned; a holiday, Winter break"),
        "{slots}"
    );
    ana.presses("Skip it").await;
    assert!(newest(&story).await.contains("is skipped: “Winter break”"));
    // A playbook that names the set no more has its days no more.
    story.restart_bot_with(changed(&[])).await;
    story.settle().await;
    let app = story.app();
    let state = app.find_service(&"sync".into()).await.unwrap();
    assert!(state.read_sets.is_empty(), "{:?}", state.read_sets);
    story.end().await;
}
on_both_databases!(a_holiday_that_is_declared_elsewhere_is_asked_about);

/// S4.44, S4.47: a release that is under way heeds a holiday that is declared meanwhile.
async fn a_running_release_heeds_a_new_holiday(db: Database) {
    let served = Served::with(&[("20261225", "Christmas Day")]);
    let listener = served.listener().await;
    let story = Story::with_playbooks(db, reading(&listener, &["company-wide"])).await;
    let ana = story.person("ana").await;
    story.time_is("2026-12-08T17:00:00Z").await;
    ana.says("!release start sync sync-release v0.0.4").await;
    ana.presses("no").await;
    assert!(!card(&story, "### Sync").await.contains("**Shut**"));
    served.is_now(&[("20261210", "Storm"), ("20261225", "Christmas Day")]);
    story.time_is("2026-12-09T20:00:00Z").await;
    assert!(
        !card(&story, "### Sync").await.contains("**Shut**"),
        "it is tomorrow"
    );
    // Midnight in California.
    story.time_is("2026-12-10T08:00:00Z").await;
    let shut = card(&story, "### Sync").await;
    assert!(
        shut.contains("**Shut** today, a holiday: Storm. It opens on **Fri 11 Dec 2026**."),
        "{shut}"
    );
    circleci(
        &story,
        "tests",
        serde_json::json!({ "event": "tests-passed", "suite": "unit", "version": "v0.0.4" }),
    )
    .await;
    let no = ana.presses("Go").await;
    assert!(no.contains("is a holiday, Storm"), "{no}");
    story.time_is("2026-12-11T08:00:00Z").await;
    assert!(!card(&story, "### Sync").await.contains("**Shut**"));
    // Two days more are declared; the second is called off in time, and the step opens with the next reading.
    served.is_now(&[
        ("20261212", "Storm"),
        ("20261213", "Storm"),
        ("20261225", "Christmas Day"),
    ]);
    story.time_is("2026-12-12T08:00:00Z").await;
    let shut = card(&story, "### Sync").await;
    assert!(shut.contains("It opens on **Mon 14 Dec 2026**."), "{shut}");
    served.is_now(&[("20261212", "Storm"), ("20261225", "Christmas Day")]);
    story.time_is("2026-12-13T07:59:00Z").await;
    assert!(card(&story, "### Sync").await.contains("a holiday: Storm"));
    story.time_is("2026-12-13T08:00:00Z").await;
    assert!(!card(&story, "### Sync").await.contains("**Shut**"));
    story.end().await;
}
on_both_databases!(a_running_release_heeds_a_new_holiday);

/// What a server without manners answers, by its path.
fn ill_mannered(path: &str) -> Reply {
    match path.split('.').next().unwrap_or_default() {
        "/endless" => {
            let lines =
                std::iter::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 8_192])));
            Reply::with(200, Body::from_stream(futures_util::stream::iter(lines)))
        }
        "/big" => Reply::with(200, "BEGIN:VCALENDAR\n".to_owned() + &"X-A:b\n".repeat(350_000)),
        "/metadata" => Reply::status(302).headed("location", "http://169.254.169.254/latest/meta-data/"),
        "/circle" => Reply::status(302).headed("location", "/circle.ics"),
        "/page" => Reply::with(200, "<!DOCTYPE html><html><body>Sign in</body></html>"),
        "/gone" => Reply::status(404),
        "/binary" => Reply::with(200, vec![0xff, 0xfe, 0x00]),
        "/many" => {
            let events: Vec<String> = (0..5_002)
                .map(|n| format!("2026{:02}{:02}", n % 12 + 1, n % 28 + 1))
                .collect();
            let events: Vec<(&str, &str)> = events.iter().map(|day| (day.as_str(), "Off")).collect();
            Reply::with(200, ics(&events))
        }
        "/moved" => Reply::status(301).headed("location", "/good.ics"),
        _ => Reply::with(200, ics(&[("20261222", "Winter break")])),
    }
}

/// Whatever a server answers: nothing is believed that is not a calendar, nothing is read without end, and each set is told
/// of once, with what to do.
async fn what_cannot_be_read_is_told_once_with_the_fix(db: Database) {
    let listener = Listener::answering(|seen| ill_mannered(&seen.path)).await;
    let sets = [
        "endless", "big", "metadata", "circle", "page", "gone", "binary", "many", "moved",
    ];
    let mut story = Story::with_playbooks(db, reading(&listener, &sets)).await;
    story.settle().await;
    let told = story.read("releases").await;
    for set in sets.iter().filter(|set| **set != "moved") {
        assert_eq!(told.matches(&format!("**{set}**")).count(), 1, "{set}: {told}");
    }
    let state = story.app().find_service(&"sync".into()).await.unwrap();
    let read: Vec<&str> = state
        .read_sets
        .iter()
        .filter(|(_, set)| set.read.is_some())
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(read, ["moved"]);
    let said = told_of_holidays(&story).await.len();
    story.restart_bot().await;
    story.passes("3h").await;
    assert_eq!(told_of_holidays(&story).await.len(), said, "once");
    assert!(
        !story.read("releases").await.contains("hidden"),
        "an address may hold a key"
    );
    story.end().await;
}
on_both_databases!(what_cannot_be_read_is_told_once_with_the_fix);

/// What passes by itself is nobody's business; what lasts is told, keeps the last good days, and is told when it is over.
async fn a_calendar_that_is_down_keeps_its_days_and_comes_back(db: Database) {
    let is_down = Arc::new(Mutex::new(false));
    let down = is_down.clone();
    let listener = Listener::answering(move |_| match *down.lock().unwrap() {
        true => Reply::status(500),
        false => Reply::with(200, ics(&[("20261222", "Winter break")])),
    })
    .await;
    let story = Story::with_playbooks(db, reading(&listener, &["company-wide"])).await;
    story.settle().await;
    *is_down.lock().unwrap() = true;
    story.passes("24h").await;
    story.passes("5m").await;
    let before = told_of_holidays(&story).await.len();
    *is_down.lock().unwrap() = false;
    story.passes("15m").await;
    assert_eq!(told_of_holidays(&story).await.len(), before, "it passed");
    *is_down.lock().unwrap() = true;
    story.passes("24h").await;
    story.passes("5m").await;
    assert_eq!(told_of_holidays(&story).await.len(), before);
    story.passes("15m").await;
    let words = newest(&story).await;
    assert!(words.contains("cannot be read from their address"), "{words}");
    story.passes("1h").await;
    assert_eq!(told_of_holidays(&story).await.len(), before + 1, "once");
    story.time_is("2026-12-15T17:00:00Z").await;
    let asked = newest(&story).await;
    assert!(asked.contains("is on a holiday: Winter break"), "{asked}");
    *is_down.lock().unwrap() = false;
    story.passes("1h").await;
    let words = newest(&story).await;
    assert!(words.contains("are read again"), "{words}");
    story.passes("24h").await;
    let again = newest(&story).await;
    assert!(again.contains("are read again"), "once: {again}");
    story.end().await;
}
on_both_databases!(a_calendar_that_is_down_keeps_its_days_and_comes_back);
