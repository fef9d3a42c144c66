//! The clock of the page, and who is awaited.

use super::line::opens;
use super::visitor::Visitor;
use crate::browser::{self, Screen, Tab};
use crate::release_day::serve;
use crate::tracks::sync;

/// The card says who is awaited, and so does the panel; the clock jumps to what is due next and says where something came.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_panel_says_who_is_awaited_and_the_clock_jumps_to_what_is_due() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let ana = visitor.story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    let tab = &mut visitor.tab;
    tab.waits_for("button", "SRE team since*").await;
    tab.sees("#1 Prepare minor release Docker image, step 1 of 9")
        .await;

    ana.says("!outage schedule myportfolio \"tomorrow 18:00\" 2h")
        .await;
    tab.press("button", "Jump to the next thing due*").await;
    visitor.comes_to_rest().await;
    let now = visitor.story.clock.now().to_rfc3339();
    assert_ne!(now, "2026-11-23T20:00:00+00:00", "the clock was moved");
    visitor.leaves().await;
}

/// What was said because the clock was moved is listed below it, each a way to it; on a phone too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_of_moving_the_clock_is_listed() {
    let Some(mut visitor) = Visitor::comes(Screen::PHONE).await else {
        return;
    };
    let ana = visitor.story.person("ana").await;
    let window = [("service", "myportfolio"), ("when", "in 1h"), ("length", "2h")];
    ana.commands("outage schedule", &window).await;
    ana.presses("Publish").await;
    visitor.tab.press("button", "Sandbox clock*").await;
    visitor.tab.press("button", "+1 h").await;
    visitor.tab.sees("Something came:").await;
    visitor.tab.press("button", "#outages*").await;
    visitor.tab.waits_for("heading", "*outages").await;
    visitor.tab.sees("MyPortfolio is unavailable").await;
    visitor.leaves().await;
}

/// A release day begins at nine where the team lives, which is not where the reader does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_goes_to_the_next_release_day_by_the_zone_of_the_team() {
    let Some(mut visitor) = Visitor::comes_for(Screen::DESK, "/", sync()).await else {
        return;
    };
    visitor.tab.waits_for("textbox", "Message #releases").await;
    let ana = visitor.story.person("ana").await;
    serve(&visitor.story, &[&ana]).await;
    visitor.story.time_is("2026-12-07T17:00:00Z").await;
    // By this name the page has heard of the new time: until then the button is for the day that has gone by.
    visitor
        .tab
        .press("button", "Next release day: Sync, Wed 9 Dec*")
        .await;
    visitor.tab.sees("today is release day").await;
    visitor.comes_to_rest().await;
    assert_eq!(
        visitor.story.clock.now().to_rfc3339(),
        "2026-12-08T17:00:00+00:00"
    );
    visitor.leaves().await;
}

/// A date is typed into the field, as the browser has it, in the reader's zone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_is_set_by_its_date_field() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    visitor.tab.waits_for("textbox", "Message #releases").await;
    visitor.tab.press("button", "Set").await;
    visitor.tab.sees("Choose a date and a time first.").await;
    visitor.tab.walks_to("Resume", true).await;
    visitor.tab.walks_to("Set to", false).await;
    // The same day by whichever order the browser has, and a morning where it asks.
    for key in [
        "1", "2", "1", "2", "2", "0", "2", "6", "Tab", "1", "0", "1", "5", "a",
    ] {
        visitor.tab.key(key).await;
    }
    visitor.tab.press("button", "Set").await;
    visitor.tab.sees_no("Choose a date and a time first.").await;
    visitor.comes_to_rest().await;
    assert_eq!(
        visitor.story.clock.now().to_rfc3339(),
        "2026-12-11T21:15:00+00:00"
    );
    visitor.leaves().await;
}

/// A flowing clock is halted and let go again, and says which it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_is_paused_and_resumed() {
    let Some(program) = browser::find() else {
        browser::say_that_none_looks("the sandbox's page");
        return;
    };
    let sandbox = opens(([127, 0, 0, 1], 0).into()).await;
    let url = format!("{}/sandbox/clock", sandbox.url());
    let mut tab = Tab::open(&program, Screen::DESK, &sandbox.url()).await;
    for (button, state, paused) in [("Pause", "paused", true), ("Resume", "flowing", false)] {
        tab.press("button", button).await;
        tab.waits_until(&format!(
            "document.querySelector('#clock-state').textContent === '{state}'"
        ))
        .await;
        let clock: serde_json::Value = reqwest::get(&url).await.unwrap().json().await.unwrap();
        assert_eq!(clock["paused"], paused);
    }
    assert_eq!(tab.complaints(), [] as [String; 0]);
    sandbox.stop().await;
}
