//! Who is awaited: one press goes there, as that person; and the way back leads back.

use super::visitor::Visitor;
use crate::browser::Screen;

async fn one_press_goes_to_whoever_is_awaited(screen: Screen) {
    let Some(mut visitor) = Visitor::comes_to(screen, "/#/sam").await else {
        return;
    };
    let ana = visitor.story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    // What arrives first opens a place, which closes what was opened before it.
    visitor.tab.waits_for("textbox", "Message #releases").await;
    visitor.goes_to("general").await;
    let awaited = if screen.touch {
        "SRE team: Prepare*"
    } else {
        "SRE team since*"
    };
    visitor.tab.press("button", awaited).await;
    visitor.tab.waits_for("combobox", "You are ana*").await;
    visitor.tab.waits_for("heading", "*releases").await;
    visitor.tab.press("button", "Image tag…").await;
    visitor.fills(&[("Image tag*", "22.04.2-r1")]).await;
    visitor.tab.sees("step 2 of 9").await;

    // Back is to be sam again, where sam was.
    visitor.tab.goes_back().await;
    visitor.tab.waits_for("combobox", "You are sam*").await;
    visitor.tab.waits_for("heading", "*general").await;
    visitor.leaves().await;
}

/// From the panel at a desk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_press_goes_to_whoever_is_awaited_at_a_desk() {
    one_press_goes_to_whoever_is_awaited(Screen::DESK).await;
}

/// From the line below the header on a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_press_goes_to_whoever_is_awaited_on_a_phone() {
    one_press_goes_to_whoever_is_awaited(Screen::PHONE).await;
}
