//! Discord's own API description as a judge of the sandbox's answers, over every route it has.

mod usage;

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::Client;
use super::person::Person;
use super::sandbox;
use crate::oracle::Judge;
use usage::use_everything;

#[tokio::test]
async fn every_answer_is_as_discord_describes_it() {
    let sandbox = sandbox().await;
    let (bot, mut ana) = (Client::bot(&sandbox), Person::arrives(&sandbox, "ana").await);
    use_everything(&bot, &mut ana).await;
    let lines: Vec<Value> = bot
        .history()
        .await
        .into_iter()
        .filter(|line| line["kind"] == "rest")
        .collect();
    assert!(
        lines.len() > 80,
        "the whole API was used, not {} requests",
        lines.len()
    );
    let broken: Vec<&Value> = lines
        .iter()
        .filter(|line| line["unknown_route"] == true)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    let Some(mut judge) = Judge::find() else {
        crate::oracle::say_that_nothing_is_judged();
        return;
    };
    let (mut faults, mut unjudged) = (Vec::new(), BTreeSet::new());
    for line in &lines {
        match judge.judge(line) {
            Some(found) => faults.extend(found),
            None => drop(unjudged.insert(format!("{} {}", line["method"], line["path"]))),
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert_eq!(
        unjudged,
        BTreeSet::from(["\"POST\" \"/interactions\"".to_owned()]),
        "routes only people use"
    );
}
