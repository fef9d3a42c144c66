//! `gonogo run` against a sandbox: it answers, stops when told, is refused, is killed and comes back.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::database::{Engine, fresh};
use crate::story::{Person, Story};

use super::process::{Folder, Running};

/// How long anything is waited for; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A sandbox without a bot, and a folder for the one that is started.
pub(super) struct Stage {
    pub(super) story: Story,
    pub(super) folder: Folder,
    arguments: Vec<String>,
}

impl Stage {
    /// A stage; `more` stands in bot.toml below what every one has.
    pub(super) async fn new(more: &str) -> Self {
        let mut story = Story::begin(fresh(Engine::Memory).await).await;
        story.stop_bot().await;
        let folder = Folder::new();
        folder.write("bot.toml", &format!("playbooks = [\"myportfolio\"]\n{more}"));
        let arguments = ["run", "--discord-url", &story.sandbox.url()].map(str::to_owned);
        Self {
            story,
            folder,
            arguments: arguments.to_vec(),
        }
    }

    pub(super) fn start_as(&self, token: &str) -> Running {
        self.start_with(&[("GONOGO_TOKEN", token)])
    }

    fn start_with(&self, variables: &[(&str, &str)]) -> Running {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        self.folder.start(&arguments, variables)
    }

    /// Starts the bot and waits until it is ready.
    pub(super) async fn start(&self) -> Running {
        let mut bot = self.start_as(self.story.sandbox.bot_token());
        bot.says("ready").await;
        bot
    }

    pub(super) async fn ana(&self) -> Arc<Person> {
        self.story.person("ana").await
    }

    /// Waits until every scripted fault has struck.
    pub(super) async fn has_struck(&self) {
        let url = format!("{}/sandbox/faults", self.story.sandbox.url());
        let struck = async {
            loop {
                let faults: Value = self
                    .story
                    .http
                    .get(&url)
                    .send()
                    .await
                    .unwrap()
                    .json()
                    .await
                    .unwrap();
                if faults.as_array().unwrap().iter().all(|fault| fault["left"] == 0) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, struck)
            .await
            .expect("the faults strike");
    }

    pub(super) async fn fault(&self, script: Value) {
        let url = format!("{}/sandbox/faults", self.story.sandbox.url());
        let answer = self.story.http.post(url).json(&script).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
}

/// Waits until a message shows these words: the bot is a process of its own, and the clock knows nothing of it.
pub(super) async fn sees(person: &Person, words: &str) {
    let shows = |e: &Value| {
        let is_message = e["t"] == "MESSAGE_CREATE" || e["t"] == "MESSAGE_UPDATE";
        is_message && e["d"]["components"].to_string().contains(words)
    };
    person.wait_for(0, shows).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_answers_and_stops_when_told() {
    let stage = Stage::new("").await;
    let bot = stage.start().await;
    let answer = stage.ana().await.says("!release list").await;
    assert!(answer.contains("No release"), "{answer}");
    bot.signal("TERM").await;
    let (code, said) = bot.ends().await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("SIGTERM: stopping") && said.contains("stopped"),
        "{said}"
    );
    assert!(
        stage.folder.path().join("gonogo.db").is_file(),
        "the store lies beside bot.toml"
    );
}

/// What systemd reads from the socket it names (sd_notify(3)).
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systemd_is_told_when_the_bot_is_ready_and_when_it_stops() {
    let stage = Stage::new("").await;
    let path = stage.folder.path().join("notify");
    let socket = tokio::net::UnixDatagram::bind(&path).unwrap();
    let heard = async |words: &str| {
        let mut buffer = [0; 512];
        loop {
            let length = socket.recv(&mut buffer).await.unwrap();
            let said = String::from_utf8_lossy(&buffer[..length]);
            if said.lines().any(|line| line == words) {
                return;
            }
        }
    };
    let token = ("GONOGO_TOKEN", stage.story.sandbox.bot_token());
    let bot = stage.start_with(&[token, ("NOTIFY_SOCKET", path.to_str().unwrap())]);
    tokio::time::timeout(PATIENCE, heard("READY=1"))
        .await
        .expect("it gets ready");
    bot.signal("TERM").await;
    tokio::time::timeout(PATIENCE, heard("STOPPING=1"))
        .await
        .expect("it stops");
    assert_eq!(bot.ends().await.0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_at_once() {
    let stage = Stage::new("").await;
    let mut bot = stage.start().await;
    // The answer and the card: Discord gets both and keeps silent, so that something is under way.
    stage
        .fault(json!({ "route": "POST /channels/{id}/messages", "hang": true, "times": 2 }))
        .await;
    stage
        .ana()
        .await
        .mutters("!release start myportfolio mahara-minor 22.04.2")
        .await;
    stage.has_struck().await;
    bot.signal("TERM").await;
    bot.says("stopping").await;
    bot.signal("TERM").await;
    let (code, said) = bot.ends().await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("stopped at once"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_token_ends_with_78_and_says_where_to_get_another() {
    let stage = Stage::new("").await;
    let (code, said) = stage.start_as("not.the.token").ends().await;
    assert_eq!(code, Some(78), "{said}");
    let words = "Discord refused the token; get a new one on the developer portal under Bot, Reset Token";
    assert!(said.contains(words), "{said}");
    assert!(!said.contains("not.the.token"), "{said}");
}

/// Close code 4014: the portal does not allow the intent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_intent_ends_with_78_and_says_both_ways_out() {
    let stage = Stage::new("").await;
    let bot = stage.start().await;
    stage.fault(json!({ "gateway": "close", "code": 4014 })).await;
    let (code, said) = bot.ends().await;
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains("Privileged Gateway Intents") && said.contains("message_content = false"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_configuration_or_a_token_it_ends_with_2_and_says_what_to_do() {
    let folder = Folder::new();
    let ended = folder.ends(&["run"], "").await;
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.err.contains("Write one with `gonogo init`"),
        "{}",
        ended.err
    );
    folder.write("bot.toml", "playbooks = [\"myportfolio\"]\n");
    let ended = folder.ends(&["run"], "").await;
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there is no token"), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_or_role_that_the_server_does_not_have_ends_the_start_with_the_fix() {
    let stage = Stage::new("[channels]\noutages = \"downtime\"\n[roles]\n\"LT\" = \"Leads\"\n").await;
    let bot = stage.start_as(stage.story.sandbox.bot_token());
    let (code, said) = bot.ends().await;
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("#downtime") && said.contains("[channels] outages = "),
        "{said}"
    );
    assert!(
        said.contains("\"Leads\"") && said.contains("[roles] \"LT\" = "),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_is_there_before_discord_waits_for_it() {
    let stage = Stage::new("").await;
    stage
        .fault(json!({ "route": "GET /gateway", "status": 503, "times": 1 }))
        .await;
    let mut bot = stage.start_as(stage.story.sandbox.bot_token());
    bot.says("the next try is in 1 s").await;
    bot.says("ready").await;
    bot.signal("INT").await;
    assert_eq!(bot.ends().await.0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_is_killed_comes_back_and_its_cards_still_work() {
    let stage = Stage::new("").await;
    let ana = stage.ana().await;
    let bot = stage.start().await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    // Answered is on disk; whether the card is posted by now is a matter of luck, and must not matter.
    bot.signal("KILL").await;
    bot.ends().await;
    let bot = stage.start().await;
    sees(&ana, "Image tag").await;
    ana.presses("Image tag…").await;
    bot.signal("KILL").await;
    bot.ends().await;
    let bot = stage.start().await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    sees(&ana, "Deployed on pre-prod").await;
    ana.presses("Deployed on pre-prod").await;
    sees(&ana, "Pass all").await;
    bot.signal("TERM").await;
    assert_eq!(bot.ends().await.0, Some(0));
    let cards = stage
        .story
        .read("releases")
        .await
        .matches("-# Release #1")
        .count();
    assert_eq!(cards, 1, "one card");
}
