//! The page by its keyboard alone.

use gonogo::playbook;

use super::visitor::Visitor;
use crate::browser::{Screen, Tab};

/// A release is started without the mouse: the menu of commands, its form, a list and a form of the app; Escape leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_is_started_by_keys_alone() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let tab = &mut visitor.tab;
    tab.waits_for("textbox", "Message #releases").await;
    tab.types("/release st").await;
    tab.waits_for("option", "/release start *").await;
    tab.key("ArrowDown").await;
    tab.key("ArrowUp").await;
    tab.key("Enter").await;
    tab.sees("+4 optional").await;
    tab.types("mahara-minor").await;
    // Escape closes what is offered, then keeps the half of a command as its line; one more throws it away.
    escapes(tab).await;
    tab.sees("Kept. Enter goes on with it").await;
    let kept = "/^\\/release start \\w+:mahara-minor$/.test(document.querySelector('#say').value)";
    tab.waits_until(kept).await;
    tab.key("Enter").await;
    tab.waits_until(
        "[...document.querySelectorAll('#command input')].some((one) => one.value === 'mahara-minor')",
    )
    .await;
    escapes(tab).await;
    tab.sees("Kept. Enter goes on with it").await;
    tab.key("Escape").await;
    tab.waits_until("document.querySelector('#say').value === ''")
        .await;

    // What is typed with the names of options is read as such.
    tab.types("/release start process:mahara-minor version:22.04.2")
        .await;
    tab.waits_for("combobox", "version*").await;
    tab.key("Enter").await;
    tab.sees("step 1 of 9").await;
    visitor.leaves().await;
}

/// Presses Escape until a command is left: what is offered may come only after the first one.
async fn escapes(tab: &mut Tab) {
    while tab.count("textbox", "Message #releases").await == 0 {
        tab.key("Escape").await;
    }
}

impl Visitor {
    /// Goes to a control of the chat by Shift and Tab, from the message field, and presses it by a key.
    async fn presses_by_keys(&mut self, name: &str) {
        self.tab.walks_to("Message #*", false).await;
        self.tab.walks_to(name, true).await;
        self.tab.key("Enter").await;
        self.comes_to_rest().await;
    }

    /// Goes to a control of the panel at the right and presses it by a key.
    async fn presses_in_the_panel(&mut self, name: &str) {
        self.tab.walks_to(name, false).await;
        self.tab.key("Enter").await;
        self.comes_to_rest().await;
    }
}

/// A whole release without the mouse: its start, a list, another person's go, the outage, an hour, the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_release_is_done_by_keys_alone() {
    let Some(mut visitor) = Visitor::comes_for(Screen::DESK, "/", [playbook::tour()]).await else {
        return;
    };
    visitor.tab.waits_for("textbox", "Message #releases").await;
    visitor.tab.types("!release start mugs update 1.4.2").await;
    visitor.tab.key("Enter").await;
    visitor.tab.sees("step 1 of 6").await;
    visitor.presses_by_keys("Deployed on staging").await;
    visitor.tab.sees("step 2 of 6").await;
    visitor.presses_by_keys("#1 Mug shop 1.4.2*").await;
    visitor.tab.sees("ticks these").await;
    visitor.presses_by_keys("Pass all").await;
    visitor.tab.sees("3 of 3 passed").await;
    visitor.presses_in_the_panel("Product owner since*").await;
    visitor.tab.waits_for("combobox", "You are pat*").await;
    visitor.tab.waits_for("button", "Go").await;
    visitor.presses_by_keys("Go").await;
    visitor.tab.sees("step 4 of 6").await;
    visitor.presses_in_the_panel("SRE team since*").await;
    visitor.tab.waits_for("combobox", "You are ana*").await;
    visitor.presses_by_keys("Plan the outage…").await;
    visitor.tab.sees("When does it begin?").await;
    visitor.tab.types("in 1h").await;
    visitor.tab.walks_to("How long does it last?*", false).await;
    visitor.tab.types("2h").await;
    visitor.tab.walks_to("Submit", false).await;
    visitor.tab.key("Enter").await;
    visitor.tab.sees("nobody was told yet").await;
    visitor.presses_by_keys("Publish").await;
    visitor.tab.sees("step 5 of 6").await;
    visitor.presses_in_the_panel("+1 h").await;
    visitor.presses_by_keys("Prod is upgraded").await;
    visitor.tab.sees("step 6 of 6").await;
    visitor.presses_by_keys("The shop is open").await;
    visitor.tab.sees("Finished").await;
    visitor.leaves().await;
}
