//! The bot's reaction to what takes long to get over: an answer that never comes, and a clock that is not Discord's.
//!
//! The quick ones are in `faults.rs`.

use std::time::Duration;

use serde_json::{Value, json};

use super::faults::{at_a_checklist, clear, passed, presses_pass, strike};
use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story, shown_text};

/// How long it may take, in real time, until what was given up after ten seconds is made good.
const PATIENCE: Duration = Duration::from_secs(40);

/// Looks again and again, while the bot works, until it is so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let looked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looked)
        .await
        .expect("it is made good in time");
}

/// A request that nobody ever answers is given up: the press counts all the same, once, and the card says so.
async fn the_bot_gets_over_an_answer_that_never_comes(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    strike(&story, json!({"contains": "/callback", "hang": true})).await;
    assert_eq!(
        presses_pass(&story, &ana, "hung").await,
        "INTERACTION_FAILURE",
        "Discord waits for three seconds"
    );
    // The bot is at work until it has given up and drawn the card: the clock waits for that.
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3));
    clear(&story).await;
    strike(
        &story,
        json!({"regex": "^PATCH /channels/[0-9]+/messages/", "hang": true}),
    )
    .await;
    presses_pass(&story, &ana, "unedited").await;
    story.settle().await;
    let history = story.history().await;
    let hung = |line: &Value| line["fault"]["did"] == json!(["hang"]) && line["method"] == "PATCH";
    let at = history.iter().position(hung).expect("an edit hung");
    let path = &history[at]["path"];
    let mut later = history[at + 1..].iter();
    assert!(
        later.any(|line| line["path"] == *path && line["method"] == "PATCH" && line["status"] == 200),
        "it is made again"
    );
    assert_eq!(passed(&story).await, (2, 3));
    story.end().await;
}
on_both_databases!(the_bot_gets_over_an_answer_that_never_comes);

/// What the bot said of its clock.
async fn told(story: &Story) -> Vec<String> {
    let messages = story.messages("releases").await;
    let texts = messages.iter().map(shown_text);
    texts.filter(|text| text.contains("My clock is")).collect()
}

/// Does something that makes the bot ask Discord, and waits until the team was told so often.
async fn told_so_often(story: &Story, ana: &Person, times: usize) -> Vec<String> {
    ana.says("!release list").await;
    until(async || told(story).await.len() >= times).await;
    ana.says("!release list").await;
    story.settle().await;
    told(story).await
}

/// Fault 16: a clock that is more than two minutes from Discord's is said once, and again only when it was right between.
async fn the_team_is_told_when_the_clock_is_not_discords(db: Database) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    strike(&story, json!({"date_skew": "-119s"})).await;
    ana.says("!release list").await;
    assert_eq!(told(&story).await, [] as [String; 0], "two minutes are borne");
    strike(&story, json!({"date_skew": "-23h"})).await;
    let once = told_so_often(&story, &ana, 1).await;
    assert_eq!(once.len(), 1, "{once:?}");
    assert!(once[0].contains("23 hours ahead of this sandbox's"), "{once:?}");
    clear(&story).await;
    ana.says("!release list").await;
    strike(&story, json!({"date_skew": "5m"})).await;
    let twice = told_so_often(&story, &ana, 2).await;
    assert_eq!(twice.len(), 2, "{twice:?}");
    assert!(twice[1].contains("5 minutes behind this sandbox's"), "{twice:?}");
    // What people ask for is done all the same.
    clear(&story).await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    assert!(story.read("releases").await.contains("Release #1"));
    story.end().await;
}
on_both_databases!(the_team_is_told_when_the_clock_is_not_discords);
