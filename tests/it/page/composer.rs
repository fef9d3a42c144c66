//! Where one writes: commands with their options, messages, files, and what happens when something goes wrong.

use serde_json::json;

use super::visitor::Visitor;
use crate::browser::Screen;

/// The field shows what the app suggests while one types; a command that was used stands first in the menu.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn options_are_suggested_while_one_types() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let tab = &mut visitor.tab;
    tab.waits_for("textbox", "Message #releases").await;
    tab.types("/release start").await;
    tab.press("option", "/release start *").await;
    tab.types("myp").await;
    tab.press("option", "*yPortfolio").await;
    tab.types(" version:").await;
    tab.types("22.04.2").await;
    tab.key("Enter").await;
    tab.sees("Choose a process").await;

    // A command that was used stands first.
    tab.press("button", "Commands").await;
    tab.sees("Used lately").await;
    tab.key("Escape").await;
    visitor.leaves().await;
}

/// One's own message is changed and deleted, by keys and by the mouse; an answer calls or does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_answered_changed_and_deleted() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let ben = visitor.story.person("ben").await;
    ben.mutters("is it out").await;
    let tab = &mut visitor.tab;
    tab.sees("is it out").await;
    tab.waits_for("textbox", "Message #releases").await;
    tab.types("not yt").await;
    tab.key("Enter").await;
    tab.sees("not yt").await;

    // The arrow up takes the last message up again.
    tab.key("ArrowUp").await;
    tab.sees("Editing your message").await;
    tab.empties(2).await;
    tab.types("yet").await;
    tab.key("Enter").await;
    tab.sees("not yet").await;
    tab.sees_no("Editing your message").await;

    // An emptied one is to be deleted, which is asked for once more.
    tab.key("ArrowUp").await;
    tab.sees("Editing your message").await;
    tab.empties(10).await;
    tab.key("Enter").await;
    tab.sees("Delete this message?").await;
    tab.press("button", "Delete").await;
    tab.sees_no("not yet").await;

    // By the mouse, on ben's message: an answer that does not call him.
    tab.points_at("#messages .message").await;
    tab.press("button", "Reply to ben").await;
    tab.press("button", "Call ben by this reply").await;
    tab.types("soon").await;
    tab.key("Enter").await;
    tab.sees("soon").await;
    visitor.comes_to_rest().await;
    let said = visitor.story.messages("releases").await;
    let answer = said
        .iter()
        .find(|one| one["content"] == "soon")
        .expect("it was sent");
    assert_eq!(answer["mentions"], json!([]), "ben is not called");
    assert!(answer["referenced_message"]["content"] == "is it out");
    visitor.leaves().await;
}

/// What can be done with a message is reached by keys alone, through the messages, and by a finger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tools_of_a_message_are_reached_by_keys_and_by_a_finger() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let ben = visitor.story.person("ben").await;
    for words in ["is it out", "or not"] {
        ben.mutters(words).await;
        visitor.tab.sees(words).await;
    }
    let tab = &mut visitor.tab;
    tab.press("textbox", "Message #releases").await;
    tab.walks_to("*or not", true).await;
    tab.key("ArrowUp").await;
    tab.walks_to("Reply to ben", false).await;
    tab.key("Enter").await;
    tab.waits_for("button", "Call ben by this reply").await;
    tab.waits_until("document.activeElement.id === 'say'").await;
    tab.types("soon").await;
    tab.key("Enter").await;
    tab.sees("soon").await;
    visitor.comes_to_rest().await;
    let said = visitor.story.messages("releases").await;
    let answer = said.iter().find(|one| one["content"] == "soon");
    assert!(answer.expect("it was sent")["referenced_message"]["content"] == "is it out");
    visitor.leaves().await;

    let Some(mut visitor) = Visitor::comes(Screen::PHONE).await else {
        return;
    };
    let ben = visitor.story.person("ben").await;
    ben.mutters("is it out").await;
    visitor.tab.sees("is it out").await;
    assert_eq!(visitor.tab.count("button", "Reply to ben").await, 0);
    assert!(visitor.tab.press_within("#messages .message .text").await);
    visitor.tab.press("button", "Reply to ben").await;
    visitor.tab.waits_for("button", "Call ben by this reply").await;
    visitor.leaves().await;
}

/// What was begun survives going elsewhere and a reload; what could not be sent is kept and sent again, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_not_lost() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    visitor.tab.waits_for("textbox", "Message #releases").await;
    visitor.tab.types("half a thought").await;
    visitor.goes_to("general").await;
    visitor.tab.goes_back().await;
    visitor.tab.waits_for("heading", "*releases").await;
    visitor.tab.reloads().await;
    visitor.tab.waits_for("textbox", "Message #releases").await;
    let field = "document.querySelector('#say').value";
    assert_eq!(visitor.tab.evaluate(field).await, "half a thought");

    let fault = json!({"route": "POST /channels/{id}/messages", "who": "ana", "status": 503});
    visitor.strikes(&fault).await;
    visitor.tab.press("textbox", "Message #releases").await;
    visitor.tab.key("Enter").await;
    visitor.tab.sees("Not sent:").await;
    visitor.tab.press("button", "Send again").await;
    visitor.tab.sees_no("Not sent").await;
    visitor.comes_to_rest().await;
    let said = visitor.story.messages("releases").await;
    let times = said
        .iter()
        .filter(|one| one["content"] == "half a thought")
        .count();
    assert_eq!(times, 1, "it is said once");
    visitor.tab.forgive("503");

    // Too long is said at the field, and stays there.
    visitor.tab.press("textbox", "Message #releases").await;
    visitor.tab.types(&"long ".repeat(401)).await;
    visitor.tab.key("Enter").await;
    visitor
        .tab
        .sees("This has 2004 characters; a message takes 2000.")
        .await;
    visitor.leaves().await;
}

/// A file goes with a message by its button; one that is too big is refused in words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_go_with_a_message() {
    let Some(mut visitor) = Visitor::comes(Screen::DESK).await else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("gonogo-composer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let [small, big] = ["notes.txt", "video.bin"].map(|name| folder.join(name));
    std::fs::write(&small, "all is well").unwrap();
    std::fs::write(&big, vec![0; (10 << 20) + 1]).unwrap();

    let tab = &mut visitor.tab;
    tab.waits_for("textbox", "Message #releases").await;
    tab.hands_in("Add to the chat", "Attach files*", &big).await;
    tab.sees("video.bin is 10").await;
    tab.hands_in("Add to the chat", "Attach files*", &small).await;
    tab.waits_for("button", "Do not send notes.txt").await;
    tab.types("see here").await;
    tab.key("Enter").await;
    tab.sees_no("Do not send").await;
    visitor.comes_to_rest().await;
    visitor.tab.sees("notes.txt").await;
    let said = visitor.story.messages("releases").await;
    let sent = said
        .iter()
        .find(|one| one["content"] == "see here")
        .expect("it was sent");
    assert_eq!(sent["attachments"][0]["filename"], "notes.txt");

    // Dropped on the chat, and pasted; what is too big is refused however it comes.
    let tab = &mut visitor.tab;
    tab.drops(&[&big]).await;
    tab.sees("video.bin is 10").await;
    tab.drops(&[&small]).await;
    tab.waits_for("button", "Do not send notes.txt").await;
    tab.pastes_a_picture().await;
    tab.waits_for("button", "Do not send image.png").await;
    tab.types("both").await;
    tab.key("Enter").await;
    tab.sees_no("Do not send").await;
    visitor.comes_to_rest().await;
    let said = visitor.story.messages("releases").await;
    let sent = said.iter().find(|one| one["content"] == "both");
    let names: Vec<_> = sent.expect("it was sent")["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["filename"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["notes.txt", "image.png"]);
    std::fs::remove_dir_all(&folder).unwrap();
    visitor.leaves().await;
}
