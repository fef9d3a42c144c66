//! A release in a storm: faults of every kind strike by chance, and in the end everything is as after a calm.
//!
//! The same release is told twice, once with nothing going wrong. What the bot said in every channel must be the same:
//! nothing is lost, nothing is doubled, every card shows the state. Which seeds are told is in `GONOGO_STORMS`, such as
//! `0..100`; without it, a few. In other storms the bot is a process of its own, which is killed again and again (`kills`).

mod gusts;
mod kills;
mod robot;
mod tales;
mod weather;

use std::collections::BTreeMap;

use futures_util::StreamExt;
use regex::Regex;
use serde_json::Value;

use crate::database::{Engine, fresh};
use crate::story::{Story, shown_text};
use robot::Storm;
use tales::{MINOR, TICKETS, TICKETS_ALONE, Tale, UNTIL_THE_OUTAGE};

/// The variable that says which storms are told.
const SEEDS: &str = "GONOGO_STORMS";

/// How many storms are told at the same time: most of one is waiting.
const AT_ONCE: usize = 8;

/// What the team reads when something was in the way for a while: there is none of it in a calm.
const HINDERED: [&str; 2] = ["**Not told yet:**", "Told now, late:"];

/// What the bot said of its own accord, sorted, without times and numbers, by the name of the channel or thread. A card
/// that was deleted is posted anew with a thread of its own, of the same name: both are read.
async fn said(storm: &Storm) -> Said {
    let times =
        Regex::new(r"\w{3} \d+ \w{3} \d\d:\d\d|\d\d:\d\d|\d{17,}|\d+ (min|h|hours?|minutes?)\b").unwrap();
    let late = Regex::new(r"\n-# This comes [^\n]* late\.").unwrap();
    let mut all = Said::new();
    for (place, messages) in storm.everything().await {
        // What people said; nobody deletes that.
        let asked: Vec<&Value> = messages.iter().filter(|m| m["author"]["bot"] != true).collect();
        let own = messages.iter().filter(|m| {
            let is_answer = asked
                .iter()
                .any(|a| a["id"] == m["message_reference"]["message_id"]);
            m["type"] != 18 && m["type"] != 21 && !is_answer && m["author"]["bot"] == true
        });
        let texts = own.map(|message| {
            let shown = storm.story.reader.name_all(&shown_text(message));
            times.replace_all(&late.replace_all(&shown, ""), "…").into_owned()
        });
        let texts = texts.filter(|text| !HINDERED.iter().any(|words| text.contains(words)));
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

/// What was said in each channel.
type Said = BTreeMap<String, Vec<String>>;

/// What may be missing after a storm, because somebody deleted it for good.
#[derive(Clone, Copy)]
enum Deleted {
    Nothing,
    /// The announcement in #outages.
    Announcement,
    /// All of #outages.
    Channel,
}

impl Deleted {
    fn of(storm: &Storm) -> Self {
        match (storm.is_emptied, storm.is_unannounced) {
            (true, _) => Self::Channel,
            (false, true) => Self::Announcement,
            (false, false) => Self::Nothing,
        }
    }

    fn has(self, place: &str, text: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Announcement => place == "outages" && text.ends_with("-# Outage 1"),
            Self::Channel => place == "outages",
        }
    }
}

/// A release to its end; gives what the bot said in each channel, and what may be missing of it.
async fn told(tale: Tale, engine: Engine, seed: Option<u64>) -> (Said, Deleted) {
    let story = Story::with_playbooks(fresh(engine).await, (tale.sources)()).await;
    let mut storm = Storm::begin(story, seed).await;
    for (who, act, sign) in tale.scenes {
        storm.is_for(who).await;
        storm.goes_on(*act, *sign).await;
    }
    storm.clears_up().await;
    storm.is_judged().await;
    stands_once(&storm).await;
    let (all, deleted) = (said(&storm).await, Deleted::of(&storm));
    storm.story.end().await;
    (all, deleted)
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
async fn after_the_storm_it_is_as_after_the_calm(tale: Tale, engine: Engine, least: usize) {
    let (calm, _) = told(tale, engine, None).await;
    assert!(calm.values().map(Vec::len).sum::<usize>() > least, "{calm:?}");
    let mut storms = futures_util::stream::iter(seeds(1..3))
        .map(|seed| async move { (seed, told(tale, engine, Some(seed)).await) })
        .buffer_unordered(AT_ONCE);
    while let Some((seed, (stormy, deleted))) = storms.next().await {
        is_as_after_the_calm(&calm, &stormy, deleted, seed);
    }
}

/// Holds what was said in a storm against the calm. What an admin deleted with its channel is gone; of the rest nothing is
/// missing and nothing is there more often.
fn is_as_after_the_calm(calm: &Said, stormy: &Said, deleted: Deleted, seed: u64) {
    for (place, texts) in calm {
        let there = stormy.get(place).cloned().unwrap_or_default();
        let is_left = |text: &&String| !deleted.has(place, text);
        let missing: Vec<&String> = texts
            .iter()
            .filter(|text| !there.contains(text))
            .filter(is_left)
            .collect();
        let more: Vec<&String> = there.iter().filter(|text| !texts.contains(text)).collect();
        let count = |all: &[String]| all.iter().filter(is_left).count();
        assert!(
            missing.is_empty() && more.is_empty() && count(texts) == count(&there),
            "storm {seed} left something else in {place}: missing {missing:#?}, more {more:#?}"
        );
    }
    let others = stormy.keys().filter(|place| !calm.contains_key(*place));
    assert_eq!(others.count(), 0, "storm {seed}: {:?}", stormy.keys());
}

/// Tells the calm, then storms in which the real program is killed, and holds each against the calm.
async fn after_the_kills_it_is_as_after_the_calm(tale: Tale, engine: Engine, least: usize) {
    let (calm, _) = told(tale, engine, None).await;
    assert!(calm.values().map(Vec::len).sum::<usize>() > least, "{calm:?}");
    let mut storms = futures_util::stream::iter(seeds(1..2))
        .map(|seed| async move { (seed, kills::told_by_a_victim(tale, engine, seed).await) })
        .buffer_unordered(AT_ONCE / 2);
    while let Some((seed, stormy)) = storms.next().await {
        is_as_after_the_calm(&calm, &stormy, Deleted::Nothing, seed);
    }
}

/// Tells a tale on both databases, and says how many messages of the bot's it has at least.
macro_rules! in_storms {
    ($name:ident, $how:ident, $tale:expr, $least:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
            async fn sqlite() {
                $how($tale, Engine::Sqlite, $least).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
            #[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
            async fn postgres() {
                $how($tale, Engine::Postgres, $least).await;
            }
        }
    };
}

in_storms!(
    a_minor_release_with_its_outage,
    after_the_storm_it_is_as_after_the_calm,
    MINOR,
    20
);
in_storms!(
    a_change_with_its_tickets_and_its_outage,
    after_the_storm_it_is_as_after_the_calm,
    TICKETS,
    5
);
in_storms!(
    a_release_by_a_bot_that_is_killed,
    after_the_kills_it_is_as_after_the_calm,
    UNTIL_THE_OUTAGE,
    8
);
in_storms!(
    a_change_by_a_bot_that_is_killed,
    after_the_kills_it_is_as_after_the_calm,
    TICKETS_ALONE,
    5
);
