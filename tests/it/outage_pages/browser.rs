//! `/outages` in a real browser that runs no JavaScript: what it shows, what it asks for, what it complains about.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::Command;

use super::*;
use crate::browser::{self, Home};

/// Longer than this it takes only when it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// S0.20: the page is whole without JavaScript, and a browser loads nothing for it but the page itself.
async fn a_browser_shows_it_without_scripts_and_loads_nothing_else(db: Database) {
    let Some(browser) = Browser::find() else {
        return browser::say_that_none_looks(PLACE);
    };
    let story = Story::with_playbooks(db, shop()).await;
    let mut elsewhere = Elsewhere::begin(&story, &shop()).await;
    elsewhere
        .announces("customers", window("05:00", "07:00"), OutageWords::default())
        .await;
    let url = format!("{}/outages", story.web());
    let visit = browser.visit(&url).await;
    assert_snapshot!(seen(&visit.shown), @"
    On now
    No planned outage is under way.
    Coming
    Shop
    Planned Shop will be unavailable.
    When
    Tuesday 24 November 2026, 18:00 to 20:00 (2 hours)
    Time zone: Pacific/Auckland, UTC+13:00
    What you notice
    You cannot order.
    Questions
    help@example.org
    The last 30 days
    There was no planned outage.
    ");
    assert_eq!(visit.asked_for, BTreeSet::from([url]));
    assert!(!visit.log.contains(COMPLAINT), "{}", visit.log);
    story.end().await;
}
on_both_databases!(a_browser_shows_it_without_scripts_and_loads_nothing_else);

/// The look above is worth something: on a page that does load, script and break its policy the same browser tells.
#[tokio::test]
async fn a_browser_tells_of_a_page_that_is_otherwise() {
    let Some(browser) = Browser::find() else {
        return browser::say_that_none_looks(PLACE);
    };
    let page = "<!doctype html><style>p{color:red}</style><main><p>Here.</p><img src=\"http://127.0.0.1:1/dot.png\">\
                <script>document.querySelector('p').append('There.')</script></main>";
    let answer = async move || ([(CONTENT_SECURITY_POLICY, "style-src 'none'")], Html(page));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/page", listener.local_addr().unwrap());
    let served = async { axum::serve(listener, Router::new().route("/page", get(answer))).await };
    let visit = tokio::select! {
        visit = browser.visit(&url) => visit,
        _ = served => panic!("the page is served as long as the browser looks"),
    };
    assert_eq!(seen(&visit.shown).lines().next(), Some("Here."));
    let both = BTreeSet::from([url, "http://127.0.0.1:1/dot.png".to_owned()]);
    // And for an icon, now and then.
    assert!(visit.asked_for.is_superset(&both), "{:?}", visit.asked_for);
    assert!(visit.log.contains(COMPLAINT), "{}", visit.log);
}

/// What its log names when a page breaks its own policy.
const COMPLAINT: &str = "Content Security Policy";

/// What it looks at, for the word that nobody does.
const PLACE: &str = "the page of outages";

struct Browser(PathBuf);

/// What came of looking at a page.
struct Visit {
    /// The page as it stands in the browser.
    shown: String,
    /// What was asked for because of it.
    asked_for: BTreeSet<String>,
    log: String,
}

impl Browser {
    fn find() -> Option<Self> {
        browser::find().map(Self)
    }

    async fn visit(&self, url: &str) -> Visit {
        let home = home_without_scripts();
        let requests = home.path().join("requests.json");
        let run = Command::new(&self.0)
            .args(browser::ARGUMENTS)
            .arg(format!("--user-data-dir={}", home.path().display()))
            .arg(format!("--log-net-log={}", requests.display()))
            .args(["--enable-logging=stderr", "--dump-dom", url])
            .kill_on_drop(true)
            .output();
        let done = tokio::time::timeout(PATIENCE, run).await;
        let done = done.expect("the browser comes to an end").unwrap();
        let log = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{log}");
        Visit {
            shown: String::from_utf8(done.stdout).unwrap(),
            asked_for: asked_for(&requests, url),
            log,
        }
    }
}

/// What was asked for on behalf of the page, by the browser's own record. What it asks for itself has no origin.
fn asked_for(record: &Path, page: &str) -> BTreeSet<String> {
    let record: Value = serde_json::from_slice(&std::fs::read(record).unwrap()).unwrap();
    let events = record["events"].as_array().unwrap();
    let asked = events.iter().filter_map(|event| {
        let (url, of) = (
            event["params"]["url"].as_str()?,
            event["params"]["initiator"].as_str()?,
        );
        (of != "not an origin" || url == page).then(|| url.to_owned())
    });
    asked.collect()
}

/// In it every page is told that there is no JavaScript.
fn home_without_scripts() -> Home {
    let home = Home::new();
    let wishes = json!({"profile": {"default_content_setting_values": {"javascript": 2}}});
    std::fs::write(home.path().join("Default/Preferences"), wishes.to_string()).unwrap();
    home
}
