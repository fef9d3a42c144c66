//! A person who goes on in any weather: reads, does what is next, and does it again when nothing came of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gonogo::sandbox::judge::{self, BOT};
use serde_json::{Value, json};

use super::kills::Victim;
use super::weather::{self, Dice};
use crate::story::{Attempt, Control, Person, Story, shown_text};

/// How long the bot may take to come to rest in a storm, in real time. It gives a request up after ten seconds.
const REST: Duration = Duration::from_secs(120);

/// How long somebody waits for an answer to what they said, or for something to press, before they try again, in real time.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often somebody does the same thing; only a failing storm takes so long.
const TRIES: usize = 40;

/// After how many tries in vain somebody has a coffee: what Discord refused is tried again after ten minutes.
const COFFEE: usize = 5;

/// What somebody does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// Says something in #releases.
    Say(&'static str),
    /// Says one thing after the other there; what was heard before changes nothing.
    SayAll(&'static [&'static str]),
    /// Presses the newest button of that name.
    Press(&'static str),
    /// Presses that button on every message that shows these words.
    PressAll(&'static [&'static str], &'static str),
    /// Presses a button and fills in the form that it opens.
    Fill(&'static str, &'static [(&'static str, &'static str)]),
    /// Fills in a form that is behind one of these buttons, and presses a button of what comes of it.
    FillAndPress(
        &'static [&'static str],
        &'static [(&'static str, &'static str)],
        &'static str,
    ),
    /// Waits.
    Wait(&'static str),
}

/// How somebody knows that it was done: what a channel shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign(pub(super) &'static str, pub(super) &'static str);

/// A story in a storm, and the person in it.
pub(super) struct Storm {
    pub(super) story: Story,
    person: Arc<Person>,
    who: &'static str,
    /// None when it is calm.
    pub(super) dice: Option<Dice>,
    /// What was done and what struck, for a storm that fails.
    pub(super) log: Vec<String>,
    /// The channel in which the bot may not write at present.
    pub(super) shut: Option<&'static str>,
    /// Whether #outages was deleted, with what was said in it.
    pub(super) is_emptied: bool,
    /// Whether somebody deleted the announcement of the outage: once that is over it is not posted anew.
    pub(super) is_unannounced: bool,
    /// The bot as a process of its own, where it is to be killed.
    pub(super) victim: Option<Victim>,
}

impl Storm {
    pub(super) async fn begin(story: Story, seed: Option<u64>) -> Self {
        let who = "ana";
        let person = story.person(who).await;
        let mut storm = Self {
            story,
            person,
            who,
            dice: seed.map(Dice::of),
            log: Vec::new(),
            shut: None,
            is_emptied: false,
            is_unannounced: false,
            victim: None,
        };
        storm.blow().await;
        storm
    }

    /// Scripts the faults of a storm, anew.
    pub(super) async fn blow(&mut self) {
        if let Some(dice) = &mut self.dice {
            let scripts = weather::scripts(dice);
            self.control("POST", "faults", scripts).await;
        }
    }

    /// The end of the storm: what was put off is tried again within ten minutes.
    pub(super) async fn clears_up(&mut self) {
        self.control("DELETE", "faults", Value::Null).await;
        self.dice = None;
        self.opens().await;
        self.rests().await;
        for _ in 0..2 {
            self.story.clock.advance(chrono::TimeDelta::minutes(11)).unwrap();
            self.rests().await;
        }
    }

    pub(super) async fn control(&self, method: &str, route: &str, body: Value) -> Value {
        let url = format!("{}/sandbox/{route}", self.story.sandbox.url());
        let request = match method {
            "DELETE" => self.story.http.delete(url),
            _ => self.story.http.post(url).json(&body),
        };
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// Waits until the bot has done what it can.
    pub(super) async fn rests(&self) {
        let began = Instant::now();
        loop {
            let answer = self.control("POST", "clock", json!({"advance": "0s"})).await;
            if answer["settled"] == true {
                return;
            }
            assert!(
                began.elapsed() < REST,
                "the bot does not come to rest: {}",
                self.told()
            );
        }
    }

    /// What the judge says of it; the history of a storm that fails is kept to be read.
    pub(super) async fn is_judged(&self) {
        let history = self.story.history().await;
        let violations = judge::judge(&history, BOT, None).violations;
        if violations.is_empty() {
            return;
        }
        let found: Vec<String> = violations.iter().map(ToString::to_string).collect();
        panic!(
            "{}\nin {}\n{}",
            found.join("\n"),
            self.keeps_history().await,
            self.told()
        );
    }

    /// Keeps the history of a storm that fails to be read; gives where.
    async fn keeps_history(&self) -> String {
        let history = self.story.history().await;
        let lines: Vec<String> = history.iter().map(Value::to_string).collect();
        let file = std::env::temp_dir().join(format!("gonogo-storm-{:016x}.jsonl", rand::random::<u64>()));
        std::fs::write(&file, lines.join("\n")).unwrap();
        file.display().to_string()
    }

    /// What was done so far, for a storm that fails.
    pub(super) fn told(&self) -> String {
        self.log.join("\n")
    }

    pub(super) fn notes(&mut self, what: String) {
        self.log.push(what);
    }

    /// A number below `n`, by the dice of this storm; 0 when it is calm.
    pub(super) fn throws(&mut self, n: u64) -> u64 {
        self.dice.as_mut().map_or(0, |dice| dice.below(n))
    }

    /// From now on somebody else goes on.
    pub(super) async fn is_for(&mut self, name: &'static str) {
        if self.who != name {
            self.who = name;
            self.person = self.story.person(name).await;
        }
    }

    /// Whether it is there to be read; a card that was posted anew has a thread beside the old one's.
    pub(super) async fn sees(&self, Sign(place, words): Sign) -> bool {
        if !place.starts_with('#') {
            return self.story.read(place).await.contains(words);
        }
        let everything = self.everything().await;
        let mut there = everything.iter().filter(|(name, _)| name.contains(place));
        there.any(|(_, messages)| messages.iter().any(|m| shown_text(m).contains(words)))
    }

    /// Does something until it is done.
    pub(super) async fn goes_on(&mut self, act: Act, sign: Sign) {
        for tries in 1..=TRIES {
            self.rests().await;
            if self.sees(sign).await {
                return;
            }
            self.gusts(act).await;
            self.log.push(format!("{act:?}"));
            if self.victim.is_some() {
                self.does_and_kills(act, sign, tries).await;
                continue;
            }
            self.does(act, sign, tries).await;
            self.opens().await;
            if tries % COFFEE == 0 {
                self.story.clock.advance(chrono::TimeDelta::minutes(10)).unwrap();
            }
        }
        panic!(
            "{act:?} never led to {sign:?}, in {}:\n{}\n{}",
            self.keeps_history().await,
            self.told(),
            self.story.read("releases").await
        );
    }

    pub(super) async fn does(&self, act: Act, sign: Sign, tries: usize) {
        match act {
            Act::Say(words) => {
                self.person.tries_to_say(words).await;
                self.waits_for(sign).await;
            }
            Act::SayAll(all) => {
                for words in all {
                    self.person.tries_to_say(words).await;
                    self.rests().await;
                }
                self.waits_for(sign).await;
            }
            Act::Press(label) => {
                self.finds(&[label], "", sign).await;
                self.presses(|c| c.component["label"] == label).await;
            }
            Act::PressAll(labels, words) => {
                self.finds(labels, words, sign).await;
                let fits = |c: &Control| is_named(c, labels) && c.shown.contains(words);
                while self
                    .presses(fits)
                    .await
                    .is_some_and(|done| done != Attempt::Nothing)
                {
                    self.rests().await;
                }
            }
            Act::Fill(label, fields) => self.fills(&[label], fields, sign).await,
            Act::FillAndPress(labels, fields, then) => {
                self.fills(labels, fields, sign).await;
                self.rests().await;
                self.presses(|c| c.component["label"] == then).await;
            }
            Act::Wait(span) => {
                // Whoever waited long enough looks again in a minute.
                let span = humantime::parse_duration(if tries == 1 { span } else { "1m" }).unwrap();
                let span = chrono::TimeDelta::from_std(span).unwrap();
                self.story.clock.advance(span).unwrap();
            }
        }
    }

    /// Waits for what comes of what was said, not for ever.
    pub(super) async fn waits_for(&self, sign: Sign) {
        let said = Instant::now();
        while !self.sees(sign).await && said.elapsed() < PATIENCE {
            self.rests().await;
        }
    }

    pub(super) async fn presses(&self, fits: impl Fn(&Control) -> bool) -> Option<Attempt> {
        let control = self.person.find_control(fits).await?;
        Some(self.person.tries(&control).await)
    }

    /// Waits until there is something to press, not for ever: who sees no card waits until the bot is back.
    pub(super) async fn finds(&self, labels: &[&str], words: &str, sign: Sign) {
        let fits = |c: &Control| is_named(c, labels) && c.shown.contains(words);
        let looked = Instant::now();
        while self.person.find_control(fits).await.is_none()
            && !self.sees(sign).await
            && looked.elapsed() < PATIENCE
        {
            self.rests().await;
        }
    }

    async fn fills(&self, labels: &[&str], fields: &[(&str, &str)], sign: Sign) {
        self.finds(labels, "", sign).await;
        let pressed = self.presses(|c| is_named(c, labels)).await;
        if let Some(Attempt::Answered(Some(form))) = pressed {
            self.person.tries_to_fill(&form, fields).await;
        }
    }

    /// Everything that stands on the server, by channel and thread, with the names of these.
    pub(super) async fn everything(&self) -> Vec<(String, Vec<Value>)> {
        let guild = self.story.sandbox.guild_id();
        let mut places = self.person.get(&format!("/guilds/{guild}/channels")).await;
        let mut threads = self.person.get(&format!("/guilds/{guild}/threads/active")).await;
        let places = places.as_array_mut().unwrap();
        places.append(threads["threads"].as_array_mut().unwrap());
        let mut all = Vec::new();
        for place in places {
            let (id, name) = (place["id"].as_str().unwrap(), place["name"].as_str().unwrap());
            let messages = self
                .person
                .get(&format!("/channels/{id}/messages?limit=100"))
                .await;
            let messages = messages.as_array().cloned().unwrap_or_default();
            all.push((name.to_owned(), messages));
        }
        all
    }
}

/// Whether a button has one of these names.
fn is_named(control: &Control, labels: &[&str]) -> bool {
    labels.iter().any(|label| control.component["label"] == *label)
}
