//! A release in a storm: faults of every kind strike by chance, and in the end everything is as after a calm.
//!
//! The same release is told twice, once with nothing going wrong. What the bot said in every channel must be the same:
//! nothing is lost, nothing is doubled, every card shows the state. Which seeds are told is in `GONOGO_STORMS`, such as
//! `0..100`; without it, a few.

mod robot;
mod weather;

use std::collections::BTreeMap;

use futures_util::StreamExt;
use regex::Regex;
use serde_json::Value;

use crate::database::{Engine, fresh};
use crate::story::{Story, shown_text};
use robot::{Act, Sign, Storm};

/// The variable that says which storms are told.
const SEEDS: &str = "GONOGO_STORMS";

/// How many storms are told at the same time: most of one is waiting.
const AT_ONCE: usize = 8;

/// A minor release of MyPortfolio to its end, with its outage.
const MINOR: [(Act, Sign); 11] = {
    const PASS: &[&str] = &["Pass all", "Pass the rest"];
    const fn now(step: &'static str) -> Sign {
        Sign("releases", step)
    }
    [
        (
            Act::Say("!release start myportfolio mahara-minor 22.04.2"),
            now("▸ **Prepare minor release Docker image**"),
        ),
        (
            Act::Fill("Image tag…", &[("text", "22.04.2-r1")]),
            now("▸ **Deploy on pre-prod**"),
        ),
        (
            Act::Press("Deployed on pre-prod"),
            now("▸ **Smoke test on pre-prod**"),
        ),
        (
            Act::PressAll(PASS, "**Smoke test on pre-prod · "),
            now("▸ **Manual testing script on pre-prod**"),
        ),
        (
            Act::PressAll(PASS, "**Manual testing script on pre-prod · "),
            now("▸ **Schedule outage**"),
        ),
        (Act::PressAll(PASS, "**Schedule outage · "), now("7 of 7 passed")),
        (
            Act::FillAndPress(
                "Plan the outage…",
                &[("start", "in 2h"), ("length", "8h")],
                "Publish",
            ),
            now("▸ **Upgrade prod**"),
        ),
        (Act::Wait("125m"), Sign("outages", "is unavailable** since")),
        (Act::Press("Prod is upgraded"), now("▸ **Smoke test on prod**")),
        (
            Act::PressAll(PASS, "**Smoke test on prod · "),
            now("▸ **Release site**"),
        ),
        (
            Act::Press("The site is open to users"),
            now("▸ **Manual testing script in prod**"),
        ),
    ]
};

/// The last list, after which the release is over.
const LAST: (Act, Sign) = (
    Act::PressAll(
        &["Pass all", "Pass the rest"],
        "**Manual testing script in prod · ",
    ),
    Sign("releases", "**Finished**"),
);

/// What the bot said of its own accord, sorted, without times and numbers, by the name of the channel or thread. A card
/// that was deleted is posted anew with a thread of its own, of the same name: both are read.
async fn said(storm: &Storm) -> BTreeMap<String, Vec<String>> {
    let times =
        Regex::new(r"\w{3} \d+ \w{3} \d\d:\d\d|\d\d:\d\d|\d{17,}|\d+ (min|h|hours?|minutes?)\b").unwrap();
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (place, messages) in storm.everything().await {
        let own = messages.iter().filter(|m| {
            let is_said =
                m["type"] != 18 && m["type"] != 21 && m["message_reference"]["message_id"].is_null();
            is_said && m["author"]["bot"] == true
        });
        let texts = own.map(|message| {
            let shown = storm.story.reader.name_all(&shown_text(message));
            times.replace_all(&shown, "…").into_owned()
        });
        all.entry(place).or_default().extend(texts);
    }
    all.values_mut().for_each(|texts| texts.sort());
    all.retain(|_, texts| !texts.is_empty());
    all
}

/// The mark of a message of the bot's: the same card or notice has the same one, wherever it is.
fn mark(message: &Value) -> Option<u64> {
    message["components"][0]["id"].as_u64().filter(|id| *id > 1 << 29)
}

/// Nothing stands twice, wherever: every card and notice has a mark of its own.
async fn stands_once(storm: &Storm) {
    let mut marks: Vec<(u64, String)> = Vec::new();
    for (place, messages) in storm.everything().await {
        marks.extend(messages.iter().filter_map(mark).map(|mark| (mark, place.clone())));
    }
    marks.sort();
    let doubled = marks.windows(2).find(|two| two[0].0 == two[1].0);
    assert_eq!(doubled, None, "\n{}", storm.told());
}

/// A minor release to its end; gives what the bot said in each channel.
async fn minor_release(engine: Engine, seed: Option<u64>) -> BTreeMap<String, Vec<String>> {
    let story = Story::begin(fresh(engine).await).await;
    let mut storm = Storm::begin(story, seed).await;
    for (act, sign) in MINOR {
        storm.goes_on(act, sign).await;
    }
    storm.goes_on(LAST.0, LAST.1).await;
    storm.clears_up().await;
    storm.is_judged().await;
    stands_once(&storm).await;
    let all = said(&storm).await;
    storm.story.end().await;
    all
}

/// The seeds that are asked for.
fn seeds(few: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let asked = std::env::var(SEEDS).ok();
    let asked = asked.as_deref().and_then(|asked| {
        let (from, to) = asked.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    });
    asked.unwrap_or(few)
}

/// Tells the calm, then storms, and holds each against the calm.
async fn after_the_storm_it_is_as_after_the_calm(engine: Engine) {
    let calm = minor_release(engine, None).await;
    assert!(calm.values().map(Vec::len).sum::<usize>() > 20, "{calm:?}");
    let mut storms = futures_util::stream::iter(seeds(1..3))
        .map(|seed| async move { (seed, minor_release(engine, Some(seed)).await) })
        .buffer_unordered(AT_ONCE);
    while let Some((seed, stormy)) = storms.next().await {
        for (place, texts) in &calm {
            let there = stormy.get(place).cloned().unwrap_or_default();
            let missing: Vec<&String> = texts.iter().filter(|text| !there.contains(text)).collect();
            let more: Vec<&String> = there.iter().filter(|text| !texts.contains(text)).collect();
            assert!(
                missing.is_empty() && more.is_empty() && texts.len() == there.len(),
                "storm {seed} left something else in {place}: missing {missing:#?}, more {more:#?}"
            );
        }
        assert_eq!(calm.len(), stormy.len(), "storm {seed}: {:?}", stormy.keys());
    }
}

mod after_the_storm {
    use super::Engine;

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn sqlite() {
        super::after_the_storm_it_is_as_after_the_calm(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    #[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
    async fn postgres() {
        super::after_the_storm_it_is_as_after_the_calm(Engine::Postgres).await;
    }
}
