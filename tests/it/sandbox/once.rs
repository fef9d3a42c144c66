//! What comes twice, or by two ways at once, is done once and drawn once.

use serde_json::{Value, json};

use super::faults::{at_a_checklist, clear, passed, presses_pass, strike};
use crate::database::{Database, on_both_databases};
use crate::story::{Control, Person, Story};

/// The smoke test's lists: a button of each.
async fn lists(ana: &Person) -> Vec<Control> {
    let mut found: Vec<Control> = Vec::new();
    loop {
        let known: Vec<String> = found.iter().map(|control| control.message.clone()).collect();
        let next = ana
            .find_control(|c| c.component["label"] == "Pass" && !known.contains(&c.message))
            .await;
        match next {
            Some(control) => found.push(control),
            None => return found,
        }
    }
}

/// How many strikes are left in all scripts.
async fn left(story: &Story) -> u64 {
    let url = format!("{}/sandbox/faults", story.sandbox.url());
    let scripts: Value = story.http.get(url).send().await.unwrap().json().await.unwrap();
    let scripts = scripts.as_array().unwrap().iter();
    scripts.map(|script| script["left"].as_u64().unwrap()).sum()
}

/// How often the bot edited a message by a request of its own.
async fn edits(story: &Story, message: &str) -> usize {
    let history = story.history().await;
    let of_it = |line: &&Value| {
        let path = line["path"].as_str().unwrap_or_default();
        line["method"] == "PATCH" && path.ends_with(&format!("/messages/{message}"))
    };
    history.iter().filter(of_it).count()
}

/// While one list is being edited another is pressed, and answered with what it now is: it is not edited as well.
async fn a_card_that_was_answered_while_another_was_drawn_is_not_drawn_again(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let lists = lists(&ana).await;
    // The oldest is drawn first.
    let [.., other, one] = lists.as_slice() else {
        panic!("three lists");
    };
    let before = edits(&story, &other.message).await;
    // The first press is never answered, so its list is edited, which takes long; the second is answered meanwhile.
    strike(
        &story,
        json!([
            {"contains": "/callback", "status": 404, "delay_ms": 150, "body": {"message": "Unknown interaction", "code": 10062}},
            {"contains": "/callback", "delay_ms": 400},
            {"regex": format!("^PATCH /channels/[0-9]+/messages/{}$", one.message), "delay_ms": 900},
        ]),
    )
    .await;
    let second = async {
        while left(&story).await > 2 {
            tokio::task::yield_now().await;
        }
        ana.tries(other).await
    };
    tokio::join!(ana.tries(one), second);
    story.settle().await;
    assert_eq!(passed(&story).await, (2, 3));
    assert_eq!(
        edits(&story, &other.message).await,
        before,
        "the answer showed it"
    );
    story.end().await;
}
on_both_databases!(a_card_that_was_answered_while_another_was_drawn_is_not_drawn_again);

/// What two connections of the bot bring of one thing, as after an Invalid Session that the gateway library gets over
/// with the old one still open: presses, forms, commands, messages and deletions count once and are answered once.
async fn what_two_connections_bring_counts_once(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    strike(
        &story,
        json!([
            {"deliver": "INTERACTION_CREATE", "copies": 2, "times": 1000},
            {"deliver": "MESSAGE_CREATE", "copies": 2, "times": 1000},
            {"deliver": "MESSAGE_DELETE", "copies": 2, "times": 1000},
            {"deliver": "THREAD_CREATE", "copies": 2, "times": 1000},
        ]),
    )
    .await;
    let replies = async || {
        let messages = story.messages("releases").await;
        messages
            .iter()
            .filter(|m| !m["message_reference"].is_null())
            .count()
    };
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    assert_eq!(replies().await, 1, "one answer");
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    ana.presses("Deployed on pre-prod").await;
    assert_eq!(presses_pass(&story, &ana, "both").await, "INTERACTION_SUCCESS");
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3));
    let blocker = [("release", "1"), ("reason", "said by two")];
    ana.commands("release block", &blocker).await;
    let shown = story.read("releases").await;
    assert_eq!(shown.matches("**Blocker ").count(), 1, "{shown}");
    let card = story.messages("releases").await;
    let card = card
        .iter()
        .find(|m| m["author"]["bot"] == true && m["message_reference"].is_null());
    let id = |key: &str| card.unwrap()[key].as_str().unwrap().to_owned();
    story
        .person("root")
        .await
        .deletes(&id("channel_id"), &id("id"))
        .await;
    story.settle().await;
    let cards = story.read("releases").await.matches("-# Release #1").count();
    assert_eq!(cards, 1, "posted anew, once");
    clear(&story).await;
    story.end().await;
}
on_both_databases!(what_two_connections_bring_counts_once);
