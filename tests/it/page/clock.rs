//! The clock of the page, who is awaited, and one's own messages.

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

/// What one wrote is written anew, and taken back after a question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_s_own_message_is_edited_and_deleted() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let tab = &mut visitor.tab;
    tab.press("textbox", "Message #releases").await;
    tab.types("Lunch at noon, @ben?").await;
    tab.key("Enter").await;
    tab.sees("Lunch at noon, @ben?").await;
    // The pointer rests on the message; its tools show.
    tab.press_within("#messages li:last-child").await;
    tab.press("button", "Edit your message").await;
    tab.sees("Editing your message").await;
    tab.types(" Or at one.").await;
    tab.key("Enter").await;
    tab.sees("Lunch at noon, @ben? Or at one. (edited)").await;
    tab.press_within("#messages li:last-child").await;
    tab.press("button", "Delete your message").await;
    tab.sees("Delete this message?").await;
    tab.press("button", "Delete").await;
    tab.sees_no("Lunch at noon").await;
    visitor.leaves().await;
}
