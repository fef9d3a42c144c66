//! The real program in a storm: killed with -9 in the middle of what it does, and started again.
//!
//! What a press was answered with holds after it, without being pressed again; in the end everything stands there once, as
//! after a calm.

use std::time::{Duration, Instant};

use gonogo::clock::Clock;
use gonogo::store::NoticeState;
use serde_json::{Value, json};

use super::robot::{Act, Sign, Storm};
use super::tales::Tale;
use super::{Said, said, stands_once};
use crate::database::{Engine, fresh};
use crate::running::process::{Folder, Running};
use crate::story::{Attempt, Story};

/// Of ten things that people do, during how many it is killed.
const KILLS: u64 = 6;

/// It is killed at once, or after at most so many requests of its own.
const MOST_REQUESTS: u64 = 6;

/// How long its requests are waited for before it is killed, in real time: there may be fewer.
const FEWER: Duration = Duration::from_secs(2);

/// An answer that came this soon is no word that one will come: that is given after one and a half seconds.
const ANSWERED_AT_ONCE: Duration = Duration::from_millis(1400);

/// How long something is waited for that has to come, in real time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The bot as a process, on the database of a story.
pub(super) struct Victim {
    folder: Folder,
    url: String,
    token: String,
    bot: Option<Running>,
}

impl Victim {
    /// Nobody else is at the story's database by now.
    fn of(story: &Story, tale: Tale) -> Self {
        let folder = Folder::new();
        let mut names = Vec::new();
        for (n, source) in (tale.sources)().iter().enumerate() {
            names.push(format!("{n}.toml"));
            folder.write(&names[n], &source.text);
        }
        let store = &story.db.url;
        folder.write(
            "bot.toml",
            &format!("playbooks = {names:?}\n[store]\nurl = {store:?}\n"),
        );
        Self {
            folder,
            url: story.sandbox.url(),
            token: story.sandbox.bot_token().to_owned(),
            bot: None,
        }
    }

    async fn starts(&mut self) {
        let arguments = ["run", "--discord-url", &self.url];
        let mut bot = self.folder.start(&arguments, &[("GONOGO_TOKEN", &self.token)]);
        bot.says("ready").await;
        self.bot = Some(bot);
    }

    async fn ends_by(&mut self, signal: &str) {
        let bot = self.bot.take().expect("it runs");
        bot.signal(signal).await;
        bot.ends().await;
    }
}

impl Storm {
    /// Does something, and kills the bot meanwhile, by chance.
    pub(super) async fn does_and_kills(&mut self, act: Act, sign: Sign, tries: usize) {
        let dies = self.throws(10) < KILLS;
        let requests = self.throws(MOST_REQUESTS) as usize;
        if !dies {
            self.does(act, sign, tries).await;
            self.waits_for(sign).await;
            return;
        }
        self.notes(format!("kill -9 after {requests} requests"));
        let mut victim = self.victim.take().expect("there is one to kill");
        let (was_answered, ()) = tokio::join!(
            self.does_and_is_answered(act, sign, tries),
            self.kills(&mut victim, requests)
        );
        self.victim = Some(victim);
        self.blow().await;
        if was_answered {
            self.holds(sign).await;
        }
    }

    /// Whether a press was answered, with more than the word that an answer comes.
    async fn does_and_is_answered(&self, act: Act, sign: Sign, tries: usize) -> bool {
        let Act::Press(label) = act else {
            self.does(act, sign, tries).await;
            return false;
        };
        self.finds(&[label], "", sign).await;
        let began = Instant::now();
        let pressed = self.presses(|c| c.component["label"] == label).await;
        pressed == Some(Attempt::Answered(None)) && began.elapsed() < ANSWERED_AT_ONCE
    }

    /// Kills the bot after so many of its requests, and starts it again in fair weather.
    async fn kills(&self, victim: &mut Victim, requests: usize) {
        let last = self.lines_after(0).await.last().map_or(0, number);
        let began = Instant::now();
        let is_of_bot = |line: &&Value| line["kind"] == "rest" && line["who"] == "gonogo";
        while self.lines_after(last).await.iter().filter(is_of_bot).count() < requests
            && began.elapsed() < FEWER
        {}
        victim.ends_by("KILL").await;
        // For the judge: what was open then nobody can answer.
        self.control("POST", "faults", json!({"gateway": "drop"})).await;
        self.control("DELETE", "faults", Value::Null).await;
        victim.starts().await;
    }

    async fn lines_after(&self, number: u64) -> Vec<Value> {
        let url = format!("{}/sandbox/history?after={number}", self.story.sandbox.url());
        let answer = self.story.http.get(url).send().await.unwrap();
        let text = answer.text().await.unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// What somebody was told is done is done, though nobody does it again.
    async fn holds(&self, sign: Sign) {
        let began = Instant::now();
        while !self.sees(sign).await {
            assert!(
                began.elapsed() < PATIENCE,
                "it was answered, and is lost: {sign:?}\n{}",
                self.told()
            );
        }
    }

    /// Waits until the bot has nothing left to say or to draw.
    async fn is_all_said(&self) {
        let store = self.story.store().await;
        let began = Instant::now();
        loop {
            let mut tx = store.read().await.unwrap();
            let mut left = tx.dirty_cards(i64::MAX, 1).await.unwrap().len() as i64;
            for state in [NoticeState::Pending, NoticeState::Blocked] {
                left += tx.notices_in(state).await.unwrap();
            }
            drop(tx);
            if left == 0 {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "{left} are left\n{}", self.told());
        }
        store.close().await;
    }
}

fn number(line: &Value) -> u64 {
    line["n"].as_u64().expect("each line has its number")
}

/// A tale told by the real program, killed again and again; gives what it said in each channel.
pub(super) async fn told_by_a_victim(tale: Tale, engine: Engine, seed: u64) -> Said {
    let mut story = Story::with_playbooks(fresh(engine).await, (tale.sources)()).await;
    story.stop_bot().await;
    // The process has the system's clock.
    story.clock.set(Clock::system().now()).unwrap();
    story.clock.pause(false).unwrap();
    let mut victim = Victim::of(&story, tale);
    victim.starts().await;
    let mut storm = Storm::begin(story, Some(seed)).await;
    storm.victim = Some(victim);
    for (who, act, sign) in tale.scenes {
        storm.is_for(who).await;
        storm.goes_on(*act, *sign).await;
    }
    storm.control("DELETE", "faults", Value::Null).await;
    storm.rests().await;
    storm.is_all_said().await;
    let mut victim = storm.victim.take().expect("it is there");
    victim.ends_by("TERM").await;
    storm.is_judged().await;
    stands_once(&storm).await;
    let all = said(&storm).await;
    storm.story.end().await;
    all
}
