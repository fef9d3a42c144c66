//! The clock of the page, and who is awaited.

use super::visitor::Visitor;
use crate::browser::Screen;

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
