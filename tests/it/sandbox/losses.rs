//! The bot's reaction to what is refused, lost or cut off: each is made good, once, and people read the state as it is.
//!
//! Which fault is shown by which story stands in `docs/sandbox.md`, "What gonogo makes of each".

use regex::Regex;
use serde_json::{Value, json};

use super::faults::{at_a_checklist, clear, passed, presses_pass, strike};
use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, shown_text};

/// How many items the release card says are passed, and how many cards there are.
async fn on_the_card(story: &Story) -> (usize, usize) {
    let read = story.read("releases").await;
    let count = Regex::new(r"(?m)^(\d+) of \d+ passed").unwrap();
    let counted = count
        .captures(&read)
        .unwrap_or_else(|| panic!("no count in {read}"));
    (counted[1].parse().unwrap(), read.matches("-# Release #1").count())
}

/// 401, 403, 404 and 400 on the edit of a card, and bodies that are not Discord's: it rests for ten minutes, and then
/// shows the state.
async fn an_edit_that_is_refused_is_made_later(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let refusals = [
        json!({"status": 401, "body": {"message": "401: Unauthorized", "code": 0}}),
        json!({"status": 403, "body": {"message": "Missing Permissions", "code": 50013}}),
        json!({"status": 403, "body": "<html>error code: 1015</html>"}),
        json!({"status": 404, "body": null}),
        json!({"status": 400, "body": {"unlike": ["Discord's"]}}),
    ];
    for (n, mut fault) in refusals.into_iter().enumerate() {
        fault["route"] = json!("PATCH /channels/{id}/messages/{id}");
        strike(&story, fault.clone()).await;
        assert_eq!(
            presses_pass(&story, &ana, &format!("refused-{n}")).await,
            "INTERACTION_SUCCESS",
            "{fault}"
        );
        story.settle().await;
        assert_eq!(passed(&story).await, (n + 1, 3), "the answer shows it: {fault}");
        assert_eq!(
            on_the_card(&story).await,
            (n, 1),
            "the card cannot: {fault}\n{}",
            edits(&story).await
        );
        story.passes("10m 1s").await;
        assert_eq!(on_the_card(&story).await, (n + 1, 1), "now it can: {fault}");
        clear(&story).await;
    }
    story.end().await;
}
on_both_databases!(an_edit_that_is_refused_is_made_later);

/// Every edit of a message that the bot asked for, in a line, for a story that fails.
async fn edits(story: &Story) -> String {
    let history = story.history().await;
    let edits = history
        .iter()
        .filter(|line| line["method"] == "PATCH" || !line["fault"].is_null());
    let shown = edits.map(|line| {
        let of = |key: &str| line[key].to_string();
        format!(
            "{} ms: {} {} {} {}",
            of("ms"),
            of("method"),
            of("path"),
            of("status"),
            of("fault")
        )
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// A 429 that says no wait comes from the network in front of Discord and means a minute: the answer to a press is not
/// worth that, and the card does not wait for it.
async fn a_wait_that_nobody_told_holds_up_no_card(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let blocked = json!({"contains": "/callback", "status": 429, "body": "<html>Too many requests</html>"});
    strike(&story, blocked).await;
    assert_eq!(presses_pass(&story, &ana, "blocked").await, "INTERACTION_FAILURE");
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3));
    assert_eq!(on_the_card(&story).await, (1, 1));
    assert_eq!(presses_pass(&story, &ana, "next").await, "INTERACTION_SUCCESS");
    story.settle().await;
    assert_eq!(on_the_card(&story).await, (2, 1));
    story.end().await;
}
on_both_databases!(a_wait_that_nobody_told_holds_up_no_card);

/// Somebody deletes the card of the release.
async fn deletes_the_card(story: &Story) {
    let messages = story.messages("releases").await;
    let card = messages
        .iter()
        .rfind(|m| m["author"]["bot"] == true && m["message_reference"].is_null());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let card = card.expect("the card is there");
    let root = story.person("root").await;
    root.deletes(&text(&card["channel_id"]), &text(&card["id"])).await;
}

/// A card that somebody deleted without the bot hearing of it is posted anew with its next change.
async fn a_card_that_is_gone_unseen_is_posted_with_its_next_change(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    strike(&story, json!({"deliver": "MESSAGE_DELETE", "copies": 0})).await;
    deletes_the_card(&story).await;
    story.settle().await;
    assert!(
        !story.read("releases").await.contains("-# Release #1"),
        "it is gone, and nobody heard"
    );
    presses_pass(&story, &ana, "after").await;
    story.settle().await;
    assert_eq!(on_the_card(&story).await, (1, 1));
    story.end().await;
}
on_both_databases!(a_card_that_is_gone_unseen_is_posted_with_its_next_change);

/// The look whether everything is there does not take an answer that never came for a card that is there.
async fn a_look_of_which_nothing_came_back_is_made_again(db: Database) {
    let (mut story, ana) = at_a_checklist(db).await;
    strike(&story, json!({"deliver": "MESSAGE_DELETE", "copies": 0})).await;
    deletes_the_card(&story).await;
    story.settle().await;
    let broken = json!({"regex": "^GET /channels/[0-9]+/messages/[0-9]+$", "status": 502, "times": 2});
    strike(&story, broken).await;
    story.restart_bot().await;
    assert_eq!(on_the_card(&story).await, (0, 1), "it is posted anew");
    assert_eq!(lists_in_threads(&story, &ana).await, 3);
    story.end().await;
}
on_both_databases!(a_look_of_which_nothing_came_back_is_made_again);

/// How many lists of the smoke test stand in all threads.
async fn lists_in_threads(story: &Story, person: &Person) -> usize {
    let mut count = 0;
    for thread in threads(story, person).await {
        let id = thread["id"].as_str().unwrap();
        let messages = person.get(&format!("/channels/{id}/messages?limit=100")).await;
        let all = messages.as_array().unwrap();
        let lists = all
            .iter()
            .filter(|m| shown_text(m).contains("**Smoke test on pre-prod · "));
        count += lists.count();
    }
    count
}

/// A card that was deleted is posted anew, with a thread of its own; its lists stand below the old one, and stay there
/// when the bot looks whether everything is there.
async fn lists_below_a_card_that_was_deleted_stand_once(db: Database) {
    let (mut story, ana) = at_a_checklist(db).await;
    assert_eq!(lists_in_threads(&story, &ana).await, 3);
    deletes_the_card(&story).await;
    story.settle().await;
    assert_eq!(on_the_card(&story).await, (0, 1), "it is posted anew");
    for n in 0..2 {
        story.restart_bot().await;
        assert_eq!(lists_in_threads(&story, &ana).await, 3);
        presses_pass(&story, &ana, &format!("still-{n}")).await;
        story.settle().await;
    }
    story.end().await;
}
on_both_databases!(lists_below_a_card_that_was_deleted_stand_once);

/// How many threads the server has.
async fn threads(story: &Story, person: &Person) -> Vec<Value> {
    let guild = story.sandbox.guild_id();
    let all = person.get(&format!("/guilds/{guild}/threads/active")).await;
    all["threads"].as_array().unwrap().clone()
}

/// The thread of a release is begun once, whatever becomes of the answer, and bears the release's name.
async fn a_thread_is_begun_once_and_has_its_name(db: Database) {
    let faults = [
        json!({"do_it_but_drop_answer": true}),
        json!({"cut_body": true}),
        json!({"status": 503, "times": 3}),
        json!({"status": 404, "body": {"message": "Unknown Channel", "code": 10003}}),
    ];
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    for (n, mut fault) in faults.into_iter().enumerate() {
        fault["regex"] = json!("^POST /channels/[0-9]+/messages/[0-9]+/threads$");
        strike(&story, fault.clone()).await;
        ana.says(&format!(
            "!release start myportfolio mahara-minor 22.04.{}",
            n + 2
        ))
        .await;
        story.settle().await;
        clear(&story).await;
        ana.presses("Image tag…").await;
        ana.fills(&[("text", "22.04-r1")]).await;
        ana.presses("Deployed on pre-prod").await;
        story.settle().await;
        let all = threads(&story, &ana).await;
        let name = format!("#{} MyPortfolio 22.04.{}", n + 1, n + 2);
        let named = all
            .iter()
            .filter(|thread| thread["name"] == name.as_str())
            .count();
        assert_eq!((named, all.len()), (1, n + 1), "{fault}: {all:?}");
        ana.says(&format!("!release abort {} the next one", n + 1)).await;
    }
    story.end().await;
}
on_both_databases!(a_thread_is_begun_once_and_has_its_name);

/// Every code with which Discord closes a connection that may be opened again.
async fn each_close_code_is_got_over(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    // After 4007 and 4009 a new session is to be begun (2), after the others the old one goes on (6).
    for (n, code) in [4001, 4002, 4005, 4007, 4008, 4009].into_iter().enumerate() {
        strike(&story, json!({"gateway": "close", "code": code})).await;
        presses_until_answered(&story, &ana, code).await;
        story.settle().await;
        assert_eq!(passed(&story).await, (n + 1, 3), "{code}");
    }
    story.end().await;
}
on_both_databases!(each_close_code_is_got_over);

/// A session that is refused and begun anew, and then a bot that is told to stop: nobody of it stays on the line, to
/// whom presses would be handed in vain.
async fn a_bot_that_stops_hangs_up_after_a_session_that_was_refused(db: Database) {
    let (mut story, ana) = at_a_checklist(db).await;
    strike(&story, json!({"gateway": "invalid_session"})).await;
    presses_until_answered(&story, &ana, 9).await;
    story.restart_bot().await;
    strike(&story, json!({"gateway": "reconnect"})).await;
    let history = story.history().await;
    let reached = history.iter().rfind(|line| line["fault"] == "reconnect");
    let reached = reached.expect("it stands in the history");
    assert_eq!(reached["reached"], 1, "one connection is there: {reached}");
    story.end().await;
}
on_both_databases!(a_bot_that_stops_hangs_up_after_a_session_that_was_refused);

/// Presses as somebody does who presses again when nothing came of it: what a new session missed is lost.
async fn presses_until_answered(story: &Story, ana: &Person, code: u64) {
    let before = passed(story).await;
    for attempt in 0..10 {
        presses_pass(story, ana, &format!("closed-{code}-{attempt}")).await;
        story.settle().await;
        if passed(story).await != before {
            return;
        }
    }
    panic!("nobody came back after {code}");
}

/// A server that is away for a while: what is pressed then is never heard, and everything works when it is back.
async fn a_server_that_was_away_is_served_when_it_is_back(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    strike(&story, json!({"gateway": "outage"})).await;
    assert_eq!(presses_pass(&story, &ana, "away").await, "INTERACTION_FAILURE");
    story.passes("20m").await;
    strike(&story, json!({"gateway": "outage_over"})).await;
    story.settle().await;
    assert_eq!(passed(&story).await, (0, 3));
    assert_eq!(presses_pass(&story, &ana, "back").await, "INTERACTION_SUCCESS");
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3));
    assert_eq!(on_the_card(&story).await, (1, 1));
    story.end().await;
}
on_both_databases!(a_server_that_was_away_is_served_when_it_is_back);

/// A press that comes twice, of which one answer is quicker and the other is lost: the card shows what was pressed, not what
/// the quicker one left.
async fn the_quicker_of_two_answers_leaves_no_card_behind(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    for n in 0..8 {
        strike(
            &story,
            json!([{"deliver": "INTERACTION_CREATE", "copies": 2}, {"contains": "/callback", "status": 502}]),
        )
        .await;
        presses_pass(&story, &ana, &format!("twice-{n}")).await;
        story.settle().await;
        clear(&story).await;
        assert_eq!(passed(&story).await, (n + 1, 3), "press {n}");
    }
    story.end().await;
}
on_both_databases!(the_quicker_of_two_answers_leaves_no_card_behind);
