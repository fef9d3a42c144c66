//! What people begin on the page: threads, polls, messages passed on, pins; by mouse, by finger and by keys.

use serde_json::{Value, json};

use super::reader::Reader;
use crate::browser::Screen;

/// What a finger presses in a form and is smaller than 44 by 44; the words around a box are pressed with it.
const TOO_SMALL: &str = "[...document.querySelectorAll('dialog button, dialog select, dialog input, dialog .modal-option')] \
    .filter((one) => one.checkVisibility() && !one.matches('.modal-option input')) \
    .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)";

impl Reader {
    /// Who opened a form finds everything in it named, and large enough where it is touched.
    async fn finds_the_form_fit(&mut self) {
        assert_eq!(self.tab.nameless().await, [] as [String; 0]);
        if self.tab.is_touched() {
            assert_eq!(self.tab.evaluate(TOO_SMALL).await, json!([]));
        }
    }

    /// The newest messages of a channel, newest first.
    async fn newest(&self, channel: &str) -> Vec<Value> {
        let read = self.bot.get(&format!("/channels/{channel}/messages")).await;
        read.good().as_array().unwrap().clone()
    }

    async fn says_here(&mut self, text: &str) {
        self.tab.types(text).await;
        self.tab.press("button", "Send").await;
        self.tab.sees(text).await;
    }
}

/// A thread begins from a message: with its words as a name, or others; its way stands below the message.
async fn begins_a_thread_from_a_message(reader: &mut Reader, said: &Value) {
    reader.turns_to(said).await;
    reader
        .tab
        .press("button", "Begin a thread from this message")
        .await;
    reader.tab.waits_for("textbox", "Name of the thread").await;
    let offered = "document.activeElement.value";
    assert_eq!(reader.tab.evaluate(offered).await, "Shall we ship it?");
    reader.finds_the_form_fit().await;
    // What is offered is selected: what is typed takes its place.
    reader.tab.types("Ship it on Tuesday").await;
    reader.tab.press("button", "Begin the thread").await;
    reader.tab.waits_for("heading", "*Ship it on Tuesday").await;
    reader.tab.press("textbox", "Message Ship it on Tuesday").await;
    reader.says_here("I would").await;
    reader.tab.press("button", "# releases").await;
    reader.tab.waits_for("heading", "*releases").await;
    let way = "document.querySelector('.thread-link .thread-count')?.textContent";
    reader.tab.waits_until(&format!("{way} === '1 message ›'")).await;
    reader.turns_to(said).await;
    reader
        .tab
        .waits_for("button", "Copy a link to this message")
        .await;
    let once_more = reader.tab.count("button", "Begin a thread from this message");
    assert_eq!(once_more.await, 0, "a message has one thread");
}

/// A thread begins in a channel, with its first message; without a name it does not.
async fn begins_a_thread_in_a_channel(reader: &mut Reader) {
    reader.tab.choose("Add to the chat", "Begin a thread").await;
    reader.tab.press("button", "Begin the thread").await;
    reader.tab.sees("A thread needs a name.").await;
    reader.finds_the_form_fit().await;
    reader.tab.types("Mugs").await;
    reader.tab.press("textbox", "First message").await;
    reader.tab.types("Blue or red?").await;
    reader.tab.press("button", "Begin the thread").await;
    reader.tab.waits_for("heading", "*Mugs").await;
    reader.tab.sees("Blue or red?").await;
    reader.tab.press("button", "# releases").await;
    reader.tab.sees("ana started a thread: Mugs").await;
}

/// A message goes on to a place that is searched for, with words of one's own; nowhere it does not go.
async fn passes_a_message_on(reader: &mut Reader, said: &Value) {
    reader.turns_to(said).await;
    reader.tab.press("button", "Forward this message").await;
    reader.tab.press("button", "Forward").await;
    reader.tab.sees("Choose where it goes.").await;
    reader.finds_the_form_fit().await;
    reader.tab.press("searchbox", "Search places").await;
    reader.tab.types("OUT").await;
    reader
        .tab
        .waits_until("document.querySelectorAll('dialog .modal-option:not([hidden])').length === 1")
        .await;
    reader.tab.press("checkbox", "#outages").await;
    reader.tab.press("textbox", "Your own message").await;
    reader.tab.types("See there").await;
    reader.tab.press("button", "Forward").await;
    reader.tab.sees("Forwarded to #outages.").await;
    let outages = reader.bot.channel("outages").await;
    let there = reader.newest(&outages).await;
    assert_eq!(there[0]["content"], "See there");
    assert_eq!(there[1]["message_reference"]["type"], 1);
    assert_eq!(there[1]["message_reference"]["message_id"], said["id"]);
    assert_eq!(there.len(), 2, "each goes once");
}

/// A poll is asked with as many answers as are wanted, for as long as is wanted.
async fn asks_by_a_poll(reader: &mut Reader) {
    reader.tab.choose("Add to the chat", "Ask by a poll").await;
    reader.tab.press("button", "Ask").await;
    reader.tab.sees("A poll asks something.").await;
    reader.tab.sees("A poll has one answer at least.").await;
    reader.finds_the_form_fit().await;
    reader.tab.types("Which day?").await;
    reader.tab.press("button", "Add an answer").await;
    for (nth, words) in [(1, "Monday"), (2, "Tuesday"), (3, "Never")] {
        reader.tab.press("textbox", &format!("Answer {nth}")).await;
        reader.tab.types(words).await;
    }
    reader.tab.press("button", "Take answer 3 away").await;
    reader.tab.picks("How long it runs", "4").await;
    reader
        .tab
        .press("checkbox", "Several answers may be chosen")
        .await;
    reader.tab.press("button", "Ask").await;
    reader.tab.press("button", "Monday, 0 votes").await;
    reader.tab.waits_for("button", "Monday, 1 vote, yours").await;
    reader.tab.press("button", "Tuesday, 0 votes").await;
    reader.tab.waits_for("button", "Tuesday, 1 vote, yours").await;
    let releases = reader.bot.channel("releases").await;
    let poll = reader.newest(&releases).await[0]["poll"].clone();
    assert_eq!(poll["question"]["text"], "Which day?");
    assert_eq!(poll["answers"].as_array().unwrap().len(), 2);
    assert_eq!(poll["allow_multiselect"], true);
    reader.bot.passes("4h").await;
    reader.tab.sees("Final results").await;
}

/// Who may pins a message, and takes it off again; to others neither is offered.
async fn pins_a_message(reader: &mut Reader, said: &Value) {
    reader.turns_to(said).await;
    reader
        .tab
        .waits_for("button", "Copy a link to this message")
        .await;
    assert_eq!(reader.tab.count("button", "Pin this message").await, 0);
    reader.tab.choose("You are *", "root*").await;
    reader.tab.waits_for("combobox", "You are root*").await;
    // Until her own view of the channel is there the one before shows.
    for channel in ["outages", "releases"] {
        reader.goes_to(channel).await;
    }
    reader.turns_to(said).await;
    reader.tab.press("button", "Pin this message").await;
    reader.tab.sees("root pinned a message").await;
    let path = format!("/channels/{}/messages/pins", said["channel_id"].as_str().unwrap());
    let pins = async |reader: &Reader| {
        reader.bot.get(&path).await.good()["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(pins(reader).await, 1);
    reader.turns_to(said).await;
    reader.tab.press("button", "Unpin this message").await;
    reader.tab.sees("No longer pinned.").await;
    assert_eq!(pins(reader).await, 0);
}

async fn begins_everything(screen: Screen) {
    let Some(mut reader) = Reader::comes(screen).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    let said = reader
        .bot
        .says(&releases, json!({"content": "Shall we ship it?"}))
        .await;
    reader.tab.sees("Shall we ship it?").await;
    begins_a_thread_from_a_message(&mut reader, &said).await;
    begins_a_thread_in_a_channel(&mut reader).await;
    passes_a_message_on(&mut reader, &said).await;
    asks_by_a_poll(&mut reader).await;
    pins_a_message(&mut reader, &said).await;
    reader.leaves();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_polls_pins_and_forwards_are_made_at_a_desk() {
    begins_everything(Screen::DESK).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_polls_pins_and_forwards_are_made_on_a_phone() {
    begins_everything(Screen::PHONE).await;
}

/// By keys alone a poll is asked and a message passed on; Escape leaves a form, and the focus comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_is_asked_and_a_message_passed_on_by_keys_alone() {
    let Some(mut reader) = Reader::comes(Screen::DESK).await else {
        return;
    };
    let releases = reader.bot.channel("releases").await;
    reader
        .bot
        .says(&releases, json!({"content": "Shall we ship it?"}))
        .await;
    let tab = &mut reader.tab;
    tab.sees("Shall we ship it?").await;
    tab.press("textbox", "Message #releases").await;
    for leave in [true, false] {
        tab.walks_to("Add to the chat", true).await;
        tab.key("Enter").await;
        tab.waits_for("option", "Ask by a poll").await;
        tab.key("ArrowDown").await;
        tab.key("Enter").await;
        tab.waits_for("textbox", "Question").await;
        if leave {
            tab.key("Escape").await;
            tab.waits_until("document.activeElement.id === 'attach'").await;
        }
    }
    tab.types("Which day?").await;
    tab.walks_to("Answer 1", false).await;
    tab.types("Monday").await;
    tab.key("Enter").await;
    tab.waits_for("button", "Monday, 0 votes").await;
    tab.waits_until("document.activeElement.id === 'attach'").await;

    // The newest message has the Tab key; arrows go on from there.
    tab.walks_to("*ends in 1 day", true).await;
    tab.key("ArrowUp").await;
    tab.walks_to("Forward this message", false).await;
    tab.key("Enter").await;
    tab.waits_for("searchbox", "Search places").await;
    tab.types("gen").await;
    tab.walks_to("#general", false).await;
    tab.key(" ").await;
    tab.walks_to("Forward", false).await;
    tab.key("Enter").await;
    tab.sees("Forwarded to #general.").await;
    tab.waits_until("Boolean(document.activeElement.closest('#messages > .message'))")
        .await;
    let general = reader.bot.channel("general").await;
    assert_eq!(reader.newest(&general).await[0]["message_reference"]["type"], 1);
    reader.leaves();
}
