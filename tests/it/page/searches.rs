//! What is found on the page: lines of a long list by what is typed, the message that was replied to, where one is.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;
use crate::sandbox::person::Socket;

/// Neither a phone nor a desk: the list of places stays, and leaves the chat little room.
const NARROW: Screen = Screen {
    width: 640,
    height: 800,
    touch: false,
    light: true,
};

/// Lists of people, roles and channels, as an app asks for them.
fn lists() -> Value {
    let list = |kind: u64, id: &str, asks: &str, most: u64| {
        let select = json!({"type": kind, "custom_id": id, "placeholder": asks, "max_values": most});
        json!({"type": 1, "components": [select]})
    };
    json!({"content": "Who?", "components":
        [list(5, "person", "A person", 1), list(6, "roles", "Roles", 3)]})
}

impl Reader {
    async fn posts_lists(&mut self) -> Socket {
        let (ears, _) = Socket::identify_bot(&self.bot).await;
        let releases = self.bot.channel("releases").await;
        self.bot.says(&releases, lists()).await;
        self.tab.waits_for("combobox", "A person").await;
        ears
    }
}

/// At a desk one types at once: what fits stays, Escape gives the focus back, Enter takes the line.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_is_searched_by_what_is_typed() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let mut ears = reader.posts_lists().await;
    let ben = reader.bot.user("ben").await;
    let tab = &mut reader.tab;
    tab.press("combobox", "A person").await;
    tab.waits_for("combobox", "Search: A person").await;
    assert_eq!(tab.nameless().await, [] as [String; 0]);
    tab.types("nobody of that name").await;
    tab.sees("Nothing is called so.").await;
    tab.key("Escape").await;
    tab.waits_until("document.activeElement.dataset.pick === 'person'")
        .await;
    assert_eq!(tab.count("combobox", "Search: A person").await, 0);

    tab.key("ArrowDown").await;
    tab.waits_for("combobox", "Search: A person").await;
    tab.types("be").await;
    tab.waits_until("document.querySelectorAll('.menu-line').length === 1")
        .await;
    tab.key("Enter").await;
    let asked = ears.event("INTERACTION_CREATE").await;
    assert_eq!(asked["data"]["values"], json!([ben]));
    reader.leaves();
}

/// On a phone no keyboard comes up by itself; several are ticked by different words, and sent together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_of_a_long_list_are_found_on_a_phone() {
    let Some(mut reader) = Reader::comes(Screen::PHONE).await else {
        return;
    };
    let mut ears = reader.posts_lists().await;
    let (ops, sre) = (reader.bot.role("Ops").await, reader.bot.role("SRE team").await);
    let tab = &mut reader.tab;
    tab.press("combobox", "Roles").await;
    tab.waits_for("combobox", "Search: Roles*").await;
    tab.waits_until("document.activeElement.dataset.pick === 'roles'")
        .await;
    tab.press("combobox", "Search: Roles*").await;
    tab.types("sre").await;
    tab.press("option", "@SRE team").await;
    tab.empties(3).await;
    tab.types("ops").await;
    tab.press("option", "@Ops").await;
    assert!(tab.press_within("#place-name").await);
    let asked = ears.event("INTERACTION_CREATE").await;
    assert_eq!(asked["data"]["values"], json!([sre, ops]));
    reader.leaves();
}

/// The line above a reply leads to what was replied to, however long ago that was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_above_a_reply_leads_to_the_message() {
    let Some(mut reader) = Reader::comes(Screen::PHONE).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    let first = reader
        .bot
        .says(&releases, json!({"content": "the very first"}))
        .await;
    for n in 0..160 {
        reader
            .bot
            .says(&releases, json!({"content": format!("line {n}")}))
            .await;
    }
    let reply = json!({"content": "as said", "message_reference": {"message_id": first["id"]}});
    reader
        .person("ben")
        .post(&format!("/channels/{releases}/messages"), reply)
        .await
        .good();
    // Begun anew, the page has only the newest of them.
    reader.tab.reloads().await;
    reader.tab.press("button", "@gonogo the very first").await;
    let there = format!(
        "document.activeElement?.dataset.id === {} && \
         document.activeElement.getBoundingClientRect().top > 0",
        first["id"]
    );
    reader.tab.waits_until(&there).await;
    reader.leaves();
}

/// Between a phone and a desk the channel's name has room, and what the header leaves out is in the list of places.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_of_a_channel_has_room_on_a_narrow_page() {
    let Some(mut reader) = Reader::comes(NARROW).await else {
        return;
    };
    let whole = "(() => { const name = document.querySelector('.place-title'); \
        return name.clientWidth > 40 && name.scrollWidth <= name.clientWidth; })()";
    for name in ["releases", "announcements"] {
        reader.goes_to(name).await;
        assert_eq!(reader.tab.evaluate(whole).await, true, "{name}");
    }
    reader.tab.press("button", "Threads, pins and events").await;
    reader.tab.press("tab", "Events").await;
    reader.tab.sees("No event is planned.").await;
    reader.tab.key("Escape").await;
    reader.tab.sees_no("No event is planned.").await;

    // The list of threads has a way to a new one; the focus comes back from both.
    reader.tab.press("button", "Threads, pins and events").await;
    reader.tab.press("button", "New thread").await;
    reader.tab.waits_for("textbox", "Name of the thread").await;
    reader.tab.key("Escape").await;
    reader
        .tab
        .waits_until("document.activeElement.matches('[data-panel], #say')")
        .await;
    reader.leaves();
}
