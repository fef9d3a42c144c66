//! Several people at once, a finger, and a page that is made larger.

use super::visitor::Visitor;
use crate::browser::{self, Screen, Tab};

/// A desk whose page is made twice as large.
const DOUBLED: Screen = Screen {
    width: 640,
    height: 450,
    touch: false,
    light: false,
};

/// What can be pressed and is shown, but is smaller than a finger needs. Words within a sentence are as high as it is.
const TOO_SMALL: &str = "[...document.querySelectorAll('button, input, textarea, select, summary, [role=button]')] \
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('.text, .private')) \
    .map((one) => [one, one.getBoundingClientRect()]) \
    .filter(([, at]) => at.width && at.right > 0 && at.left < innerWidth && (at.width < 43.5 || at.height < 43.5)) \
    .map(([one, at]) => `${one.getAttribute('aria-label') ?? one.textContent} ${Math.round(at.width)}x${Math.round(at.height)}`) \
    .join('; ')";

/// Two tabs are two people, who read each other at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_are_two_people() {
    let Some(mut visitor) = Visitor::comes_to(Screen::DESK, "/#/ana").await else {
        return;
    };
    let program = browser::find().expect("it was there a moment ago");
    let url = format!("{}/#/ben", visitor.story.sandbox.url());
    let mut second = Tab::open(&program, Screen::PHONE, &url).await;
    visitor.tab.waits_for("textbox", "Message #releases").await;
    second.waits_for("textbox", "Message #releases").await;
    visitor.tab.types("are you there").await;
    visitor.tab.key("Enter").await;
    second.sees("are you there").await;
    second.press("textbox", "Message #releases").await;
    second.types("I am").await;
    visitor.tab.sees("ben is typing").await;
    second.press("button", "Send").await;
    visitor.tab.sees("I am").await;
    visitor.tab.waits_for("combobox", "You are ana*").await;
    assert_eq!(second.complaints(), [] as [String; 0]);
    visitor.leaves().await;
}

/// Whatever a finger presses is 44 by 44, in the chat, on a card, and in both drawers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_finger_presses_is_large_enough() {
    let Some(mut visitor) = Visitor::comes(Screen::PHONE).await else {
        return;
    };
    let ana = visitor.story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    visitor.tab.sees("step 1 of 9").await;
    visitor.comes_to_rest().await;
    assert_eq!(visitor.tab.evaluate(TOO_SMALL).await, "", "the chat");
    for drawer in ["Sandbox clock*", "Channels"] {
        visitor.tab.press("button", drawer).await;
        visitor.tab.waits_for("button", "Close").await;
        assert_eq!(visitor.tab.evaluate(TOO_SMALL).await, "", "{drawer}");
        visitor.tab.press("button", "Close").await;
    }
    visitor.leaves().await;
}

/// Twice as large nothing has to be moved sideways, and everything can be reached.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_as_large_nothing_is_moved_sideways() {
    let Some(mut visitor) = Visitor::comes(DOUBLED).await else {
        return;
    };
    let ana = visitor.story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    visitor.tab.sees("step 1 of 9").await;
    let wide = "[document.documentElement, ...document.querySelectorAll('#scroller, main, #composer, .message, .body')] \
        .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.id || one.className).join()";
    assert_eq!(visitor.tab.evaluate(wide).await, "");
    visitor.tab.press("button", "Image tag…").await;
    visitor.fills(&[("Image tag*", "22.04.2-r1")]).await;
    visitor.tab.sees("step 2 of 9").await;
    visitor.leaves().await;
}
