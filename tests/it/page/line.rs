//! The line to the sandbox: when it breaks, and when another sandbox answers.

use std::net::SocketAddr;

use gonogo::clock::Clock;
use gonogo::sandbox::{self, Sandbox, Settings, default_people};
use serde_json::json;

use super::visitor::Visitor;
use crate::browser::{self, Screen, Tab};

/// Writes down in the page what its line about the connection says, since that may be gone at once.
const LISTEN: &str = "(() => { window.told = []; const line = document.querySelector('#link'); \
    new MutationObserver(() => window.told.push(line.innerText)).observe(line, {childList: true, attributes: true}); })()";

/// The line breaks: it is said and mended, and what was said meanwhile is there once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_line_is_told_and_mended() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let ben = visitor.story.person("ben").await;
    ben.mutters("before").await;
    visitor.tab.sees("before").await;
    visitor.tab.evaluate(LISTEN).await;
    visitor
        .strikes(&json!({"gateway": "drop", "who": "anyone"}))
        .await;
    // Ben's own line was cut too: he comes by another.
    let ben = visitor.story.person("ben").await;
    ben.mutters("meanwhile").await;
    visitor.tab.sees("meanwhile").await;
    let told = visitor.tab.evaluate("window.told.join()").await;
    assert!(told.as_str().unwrap().contains("Connection lost"), "{told}");
    visitor.tab.sees_no("Connection lost").await;
    // The line for screen readers says the newest message once more; what counts is the list.
    let list = visitor
        .tab
        .evaluate("document.querySelector('#messages').innerText")
        .await;
    let list = list.as_str().expect("the messages are shown");
    assert_eq!(list.matches("before").count(), 1, "{list}");
    assert_eq!(list.matches("meanwhile").count(), 1, "{list}");
    visitor.leaves().await;
}

/// A sandbox without the bot.
pub(super) async fn opens(listen: SocketAddr) -> Sandbox {
    let settings = Settings {
        listen,
        clock: Clock::flowing(),
        people: default_people(),
        rate_limits: false,
        keep_history: true,
    };
    sandbox::start(settings).await.unwrap()
}

/// Another sandbox at the same address: the page begins anew with it and says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sandbox_that_was_started_anew_is_told() {
    let Some(program) = browser::find() else {
        browser::say_that_none_looks("the sandbox's page");
        return;
    };
    let first = opens(SocketAddr::from(([127, 0, 0, 1], 0))).await;
    let url = first.url();
    let address = url.trim_start_matches("http://").parse().unwrap();
    let mut tab = Tab::open(&program, Screen::DESK, &url).await;
    tab.waits_for("textbox", "Message #releases").await;
    tab.types("said to the first").await;
    tab.key("Enter").await;
    tab.sees("said to the first").await;
    first.stop().await;
    tab.sees("Connection lost").await;

    let second = opens(address).await;
    tab.sees("The sandbox was started anew").await;
    tab.sees_no("said to the first").await;
    tab.press("button", "All right").await;
    tab.sees_no("started anew").await;
    second.stop().await;
}
