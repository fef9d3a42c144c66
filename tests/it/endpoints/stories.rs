//! An outage as other systems hear of it, and what the team reads when one of them cannot be told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use gonogo::outbound;
use gonogo::playbook::Source;
use serde_json::Value;

use super::Sketch;
use super::listener::{Listener, Reply, Seen};
use super::pages::Page;
use crate::database::{Database, on_both_databases};
use crate::outages::announce_and_change;
use crate::story::{Person, Story, assert_snapshot, shown_text};

const BOOK: &str = r##"
[service]
name = "shop"
title = "Shop"
zone = "Pacific/Auckland"
environments = ["prod"]
roles = ["SRE team"]

[audience.users]
title = "Shop users"
channel = "outages"
endpoints = ["crm", "status"]
impact = "You cannot order."

[[process]]
name = "upgrade"
title = "Upgrade"
purpose = "A new version of the shop."
override_by = ["SRE team"]

[[process.step]]
name = "plan"
title = "Plan"
owner = "SRE team"
asks = [{ outage = "users" }]

[[process.step]]
name = "rehearse"
title = "Rehearse"
owner = "SRE team"
asks = [{ checklist = "rehearsal" }]
on_fail = "plan"

[[process.step]]
name = "upgrade"
title = "Upgrade"
owner = "SRE team"
gates = ["outage-begun"]
asks = [{ confirmation = "It is upgraded", name = "upgraded" }]
may_roll_back = true

[[process.step]]
name = "open"
title = "Open"
owner = "SRE team"
asks = [{ confirmation = "It is open", name = "opened" }]
closes_outage = true

[checklist.rehearsal]
title = "Rehearsal"
items = [{ name = "copy", text = "The copy of the shop comes up" }]
"##;

/// A program that hears of outages, and answers with a status that a test can change.
pub(super) struct Crm {
    listener: Listener,
    status: Arc<AtomicU16>,
    refused: Arc<AtomicUsize>,
}

impl Crm {
    pub(super) async fn listens() -> Self {
        let status = Arc::new(AtomicU16::new(204));
        let refused = Arc::new(AtomicUsize::new(0));
        let (answer, count) = (status.clone(), refused.clone());
        let listener = Listener::answering(move |_| {
            let status = answer.load(Ordering::Relaxed);
            count.fetch_add(usize::from(status >= 300), Ordering::Relaxed);
            Reply::status(status)
        });
        Self {
            listener: listener.await,
            status,
            refused,
        }
    }

    pub(super) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// How many calls it took.
    pub(super) fn taken(&self) -> usize {
        self.heard().len() - self.refused.load(Ordering::Relaxed)
    }

    /// Its address.
    pub(super) fn at(&self, path: &str) -> String {
        self.listener.at("http", "127.0.0.1", path)
    }

    /// What it heard, a line each: the kind, the window, and the one before.
    pub(super) fn heard(&self) -> Vec<String> {
        let window = |window: &Value| {
            let time = |key: &str| window[key].as_str().map(|time| time[5..16].to_owned());
            Some(format!("{} to {}", time("start")?, time("end")?))
        };
        let line = |seen: &Seen| {
            let json = seen.json();
            let outage = &json["data"]["outage"];
            let before = window(&outage["window_before"]).map(|before| format!(", was {before}"));
            // The words are the letters'; here it counts that they are there.
            assert!(json["data"]["text"].as_str().unwrap().contains("Shop"));
            format!(
                "{} {}{}",
                json["type"].as_str().unwrap(),
                window(&outage["window"]).unwrap(),
                before.unwrap_or_default(),
            )
        };
        self.listener.seen().iter().map(line).collect()
    }

    /// Where it is told that everybody can read of it, each time.
    pub(super) fn links(&self) -> Vec<Value> {
        let seen = self.listener.seen();
        seen.iter()
            .map(|seen| seen.json()["data"]["link"].clone())
            .collect()
    }

    /// The ids of what it heard.
    fn ids(&self) -> Vec<String> {
        let seen = self.listener.seen();
        seen.iter()
            .map(|seen| seen.headers["webhook-id"].clone())
            .collect()
    }
}

/// A story in which `crm` and `status` are told, where they are; `ana` is about to plan an outage.
async fn begin(
    db: Database,
    sketches: impl Fn() -> Vec<(&'static str, Sketch)> + Send + Sync + 'static,
) -> (Story, Arc<Person>) {
    begin_with(db, BOOK.to_owned(), sketches).await
}

async fn begin_with(
    db: Database,
    book: String,
    sketches: impl Fn() -> Vec<(&'static str, Sketch)> + Send + Sync + 'static,
) -> (Story, Arc<Person>) {
    let book = Source {
        name: "shop.toml".to_owned(),
        text: book,
    };
    let mut story = Story::with_playbooks(db, vec![book]).await;
    tell(&mut story, sketches).await;
    let ana = story.person("ana").await;
    ana.says("!release start shop upgrade 2.0").await;
    (story, ana)
}

async fn tell(story: &mut Story, sketches: impl Fn() -> Vec<(&'static str, Sketch)> + Send + Sync + 'static) {
    let settings = move |clock: &gonogo::clock::Clock| outbound::Settings {
        endpoints: sketches()
            .into_iter()
            .map(|(name, sketch)| sketch.settings(name, clock))
            .collect(),
        ..Default::default()
    };
    story.leaves_by(settings).await;
}

async fn plan(story: &Story, ana: &Person, start: &str) {
    ana.presses("Plan the outage…").await;
    ana.fills(&[("start", start), ("length", "2h")]).await;
    ana.presses("Publish").await;
    story.settle().await;
}

/// The rehearsal fails, and the outage is planned anew.
async fn go_back(ana: &Person) {
    ana.chooses("Something failed…", "The copy of the shop").await;
    ana.fills(&[("text", "it does not start")]).await;
    ana.presses("Back to: Plan").await;
    ana.fills(&[("text", "we need an hour more")]).await;
}

/// What the team read of an endpoint that could not be told, or was told late.
async fn said_to_the_team(story: &Story) -> Vec<String> {
    let thread = story.messages("#1").await;
    let texts = thread.iter().map(shown_text);
    texts.filter(|text| text.contains("endpoint crm")).collect()
}

/// S0.20: other systems hear that it is planned, called off, planned anew, near, begun, overdue and over, each once.
async fn an_outage_reaches_an_endpoint_and_a_page_from_its_announcement_to_its_end(db: Database) {
    let (crm, (page, page_listener, _)) = (Crm::listens().await, Page::opens().await);
    let there = crm.listener.at("http", "127.0.0.1", "/hook");
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let (story, ana) = begin(db, move || {
        vec![
            ("crm", Sketch::plain(there.clone())),
            ("status", Page::sketch(page_there.clone())),
        ]
    })
    .await;
    plan(&story, &ana, "in 3h").await;
    go_back(&ana).await;
    plan(&story, &ana, "in 4h").await;
    ana.ticks("The copy of the shop").await;
    story.passes("3h").await;
    story.passes("1h").await;
    ana.presses("It is upgraded").await;
    story.passes("90m").await;
    story.passes("40m").await;
    ana.presses("It is open").await;
    story.settle().await;
    assert_snapshot!(crm.heard().join("\n"), @"
    outage.announced 11-23T23:00 to 11-24T01:00
    outage.cancelled 11-23T23:00 to 11-24T01:00
    outage.announced 11-24T00:00 to 11-24T02:00
    outage.reminder 11-24T00:00 to 11-24T02:00
    outage.started 11-24T00:00 to 11-24T02:00
    outage.overran 11-24T00:00 to 11-24T02:00
    outage.ended 11-24T00:00 to 11-24T02:00
    ");
    assert_snapshot!(page.course(), @"
    Outage of Shop | completed | 2026-11-23T23:00:00Z to 2026-11-24T01:00:00Z | 2 updates
    Outage of Shop | completed | 2026-11-24T00:00:00Z to 2026-11-24T02:00:00Z | 4 updates
    ");
    let mut ids = crm.ids();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), crm.heard().len(), "each is said once");
    // This audience is not public: there is no page to lead to.
    assert!(crm.links().iter().all(Value::is_null));
    story.end().await;
}
on_both_databases!(an_outage_reaches_an_endpoint_and_a_page_from_its_announcement_to_its_end);

/// S0.20: moved, made longer and called off by command, each once and with the window before.
async fn an_endpoint_hears_of_each_change_by_command_once(db: Database) {
    let (crm, (page, page_listener, _)) = (Crm::listens().await, Page::opens().await);
    let there = crm.at("/hook");
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let (mut story, ana) = begin(db, move || {
        vec![
            ("crm", Sketch::plain(there.clone())),
            ("status", Page::sketch(page_there.clone())),
        ]
    })
    .await;
    announce_and_change(&ana).await;
    story.settle().await;
    story.restart_bot().await;
    assert_snapshot!(crm.heard().join("\n"), @"
    outage.announced 11-26T05:00 to 11-26T07:00
    outage.changed 11-27T06:00 to 11-27T08:00, was 11-26T05:00 to 11-26T07:00
    outage.changed 11-27T06:00 to 11-27T08:30, was 11-27T06:00 to 11-27T08:00
    outage.cancelled 11-27T06:00 to 11-27T08:30
    ");
    assert_snapshot!(page.shown(), @r#"Outage of Shop | completed | 2026-11-27T06:00:00Z to 2026-11-27T08:30:00Z | ["Shop will be unavailable on Thursday 26 November 2026, 18:00 to 20:00 (UTC+13:00).\nWhat you notice: You cannot order.","Moved: Shop will be unavailable on Friday 27 November 2026, 19:00 to 21:00 (UTC+13:00), not on Thursday 26 November 2026, 18:00 to 20:00 (UTC+13:00).\nWhat you notice: You cannot order.","Changed: Shop will be unavailable on Friday 27 November 2026, 19:00 to 21:30 (UTC+13:00), not on Friday 27 November 2026, 19:00 to 21:00 (UTC+13:00).\nWhat you notice: You cannot order.","Cancelled: Shop stays available; the outage on Friday 27 November 2026, 19:00 to 21:30 (UTC+13:00) will not happen."]"#);
    let mut ids = crm.ids();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), crm.heard().len(), "each is said once");
    story.end().await;
}
on_both_databases!(an_endpoint_hears_of_each_change_by_command_once);

/// An endpoint that is down loses nothing and holds up nobody; the team hears of it once, and once that it was told.
async fn an_endpoint_that_was_down_is_told_in_order_when_it_is_back(db: Database) {
    let (crm, (page, page_listener, _)) = (Crm::listens().await, Page::opens().await);
    let there = crm.listener.at("http", "127.0.0.1", "/hook");
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let (mut story, ana) = begin(db, move || {
        vec![
            ("crm", Sketch::plain(there.clone())),
            ("status", Page::sketch(page_there.clone())),
        ]
    })
    .await;
    crm.answers(503);
    plan(&story, &ana, "in 30h").await;
    assert!(page.shown().contains("scheduled"), "{}", page.shown());
    story.passes("10m").await;
    assert!(
        said_to_the_team(&story).await.is_empty(),
        "ten minutes are nobody's business"
    );
    for _ in 0..3 {
        story.passes("10m").await;
    }
    story.restart_bot().await;
    story.passes("10m").await;
    let said = said_to_the_team(&story).await;
    assert_eq!(said.len(), 1, "it is said once: {said:#?}");
    let said = &said[0];
    assert!(said.contains("503 Service Unavailable"), "{said}");
    // The reminder of 24 hours before comes behind the announcement, not before it.
    story.passes("6h").await;
    let tries = crm.ids().len();
    let first = crm.ids()[0].clone();
    assert!(
        tries > 5 && crm.ids().iter().all(|id| *id == first),
        "the same each time"
    );
    crm.answers(204);
    story.passes("10m").await;
    assert_snapshot!(crm.heard()[tries..].join("\n"), @"
    outage.announced 11-25T02:00 to 11-25T04:00
    outage.reminder 11-25T02:00 to 11-25T04:00
    ");
    let said = said_to_the_team(&story).await;
    assert_eq!(said.len(), 2, "and that it was told after all: {said:#?}");
    story.end().await;
}
on_both_databases!(an_endpoint_that_was_down_is_told_in_order_when_it_is_back);

/// A private address is not called; the team reads which, why and the way out, and everybody else is told.
async fn a_private_address_is_not_called_and_holds_up_nobody(db: Database) {
    let (crm, (page, page_listener, _)) = (Crm::listens().await, Page::opens().await);
    let there = crm.listener.at("https", "localhost", "/hook");
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let again = page_there.clone();
    let (mut story, ana) = begin(db, move || {
        let mut crm = Sketch::plain(there.clone());
        crm.allow_private = false;
        vec![("crm", crm), ("status", Page::sketch(page_there.clone()))]
    })
    .await;
    plan(&story, &ana, "in 30h").await;
    assert!(story.read("outages").await.contains("will be unavailable"));
    assert!(page.shown().contains("scheduled"), "{}", page.shown());
    assert!(crm.heard().is_empty());
    let said = said_to_the_team(&story).await.join("\n\n");
    assert!(said.contains("which is this machine"), "{said}");
    assert!(said.contains("endpoint.crm"), "{said}");
    assert!(said.contains("allow"), "{said}");
    story.passes("1h").await;
    assert_eq!(said_to_the_team(&story).await.len(), 1, "it is said once");

    let mended = crm.listener.at("http", "localhost", "/hook");
    tell(&mut story, move || {
        vec![
            ("crm", Sketch::plain(mended.clone())),
            ("status", Page::sketch(again.clone())),
        ]
    })
    .await;
    story.passes("10m").await;
    assert_eq!(crm.heard().len(), 1);
    let said = said_to_the_team(&story).await;
    assert_eq!(said.len(), 2, "and that it was told after all: {said:#?}");
    story.end().await;
}
on_both_databases!(a_private_address_is_not_called_and_holds_up_nobody);

/// An endpoint of the playbook that bot.toml does not have: what is for it waits until there is one.
async fn an_endpoint_that_nobody_described_is_said_to_be_missing(db: Database) {
    let (page, page_listener, _) = Page::opens().await;
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let again = page_there.clone();
    let (mut story, ana) = begin(db, move || vec![("status", Page::sketch(page_there.clone()))]).await;
    plan(&story, &ana, "in 30h").await;
    assert!(page.shown().contains("scheduled"), "{}", page.shown());
    let said = said_to_the_team(&story).await;
    assert_eq!(said.len(), 1, "it is said once: {said:#?}");
    let said = &said[0];
    assert!(said.contains("endpoint.crm"), "{said}");
    assert!(said.contains("docs/outgoing.md"), "{said}");
    let crm = Crm::listens().await;
    let there = crm.listener.at("http", "127.0.0.1", "/hook");
    tell(&mut story, move || {
        vec![
            ("crm", Sketch::plain(there.clone())),
            ("status", Page::sketch(again.clone())),
        ]
    })
    .await;
    story.passes("10m").await;
    assert_eq!(crm.heard().len(), 1);
    story.end().await;
}
on_both_databases!(an_endpoint_that_nobody_described_is_said_to_be_missing);

/// However many hear of it and however they overtake each other, each hears of it once.
async fn many_endpoints_hear_of_it_once_each(db: Database) {
    let crm = Crm::listens().await;
    let names: Vec<&'static str> = (0..60).map(|n| &*format!("crm{n}").leak()).collect();
    let there = |name: &str| crm.listener.at("http", "127.0.0.1", &format!("/{name}"));
    let sketches: Vec<_> = names.iter().map(|name| (*name, there(name))).collect();
    let book = BOOK.replace(r#"["crm", "status"]"#, &format!("{names:?}"));
    let (story, ana) = begin_with(db, book, move || {
        sketches
            .iter()
            .map(|(name, url)| (*name, Sketch::plain(url.clone())))
            .collect()
    })
    .await;
    for round in 1..=3 {
        plan(&story, &ana, &format!("in {}h", 30 * round)).await;
        let mut heard: Vec<String> = crm.listener.take_heads();
        heard.sort();
        let mut once = heard.clone();
        once.dedup();
        assert_eq!(heard, once, "round {round}");
        assert_eq!(heard.len(), names.len(), "round {round}");
        go_back(&ana).await;
        story.settle().await;
        crm.listener.take_heads();
    }
    story.end().await;
}
on_both_databases!(many_endpoints_hear_of_it_once_each);

/// What a page took without gonogo hearing of it is found there by the next bot.
async fn a_page_whose_answer_was_lost_has_one_incident_after_a_restart(db: Database) {
    let (page, page_listener, _) = Page::opens().await;
    let page_there = page_listener.at("http", "127.0.0.1", "/v1");
    let crm = Crm::listens().await;
    let there = crm.listener.at("http", "127.0.0.1", "/hook");
    let (mut story, ana) = begin(db, move || {
        vec![
            ("crm", Sketch::plain(there.clone())),
            ("status", Page::sketch(page_there.clone())),
        ]
    })
    .await;
    page.loses_an_answer.store(true, Ordering::Relaxed);
    plan(&story, &ana, "in 3h").await;
    story.restart_bot().await;
    story.passes("1m").await;
    go_back(&ana).await;
    page.loses_an_answer.store(true, Ordering::Relaxed);
    plan(&story, &ana, "in 4h").await;
    story.restart_bot().await;
    story.passes("1m").await;
    assert_snapshot!(page.course(), @"
    Outage of Shop | completed | 2026-11-23T23:00:00Z to 2026-11-24T01:00:00Z | 2 updates
    Outage of Shop | scheduled | 2026-11-24T00:01:00Z to 2026-11-24T02:01:00Z | 1 updates
    ");
    assert_eq!(
        crm.heard().len(),
        3,
        "planned, called off, planned: {:#?} {:#?}",
        crm.heard(),
        crm.ids()
    );
    story.end().await;
}
on_both_databases!(a_page_whose_answer_was_lost_has_one_incident_after_a_restart);
