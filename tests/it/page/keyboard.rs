//! The page by its keyboard alone.

use super::visitor::Visitor;
use crate::browser::Screen;

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
    tab.key("Escape").await;
    tab.key("Escape").await;
    tab.waits_for("textbox", "Message #releases").await;

    // What is typed with the names of options is read as such.
    tab.types("/release start process:mahara-minor version:22.04.2")
        .await;
    tab.waits_for("combobox", "version*").await;
    tab.key("Enter").await;
    tab.sees("step 1 of 9").await;
    visitor.leaves().await;
}
