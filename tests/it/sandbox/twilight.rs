//! An outside client: twilight's gateway and HTTP libraries, which nobody here wrote, carry a minor release through.
//!
//! Two of twilight's shards listen, one beside the bot and one for a person, both over Zstandard as twilight does by
//! itself. What is to be pressed is found in what twilight read, never in the JSON; what has no place in a library for
//! bots (a person's press, a form) goes by Discord's own client route.

mod cards;
mod reading;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::{Value, json};
use tokio::sync::watch;
use twilight_gateway::{ConfigBuilder, EventTypeFlags, Intents, Message as Frame, Shard, ShardId, parse};
use twilight_http::Client as Http;
use twilight_model::channel::Message;
use twilight_model::gateway::event::{DispatchEvent, GatewayEvent};
use twilight_model::id::Id;

use super::client::Client;
use super::person::Person;
use super::sandbox;
use crate::database::{Engine, fresh};
use crate::story::Story;
use cards::{Button, buttons, texts};

/// How long anything may take, in real time; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a shard of twilight's heard.
#[derive(Default)]
struct Heard {
    /// As it came.
    frames: Mutex<Vec<Value>>,
    /// As twilight understood it.
    dispatches: Mutex<Vec<DispatchEvent>>,
    /// What twilight could not read, or had no type for.
    unread: Mutex<Vec<String>>,
}

/// A shard of twilight's that listens until the sandbox stops.
struct Ears {
    heard: Arc<Heard>,
    news: watch::Receiver<usize>,
}

impl Ears {
    fn open(url: &str, token: &str) -> Self {
        let config = ConfigBuilder::new(token.to_owned(), Intents::all())
            .proxy_url(url.replace("http://", "ws://"))
            .build();
        let mut shard = Shard::with_config(ShardId::ONE, config);
        let heard = Arc::new(Heard::default());
        let (sender, news) = watch::channel(0);
        let ears = heard.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with the runtime of the test that listens"
        )]
        tokio::spawn(async move {
            while let Some(Ok(frame)) = shard.next().await {
                if let Frame::Text(text) = frame {
                    ears.take(text);
                    sender.send_modify(|count| *count += 1);
                }
            }
        });
        Self { heard, news }
    }

    /// Waits for a frame after the first `after`.
    async fn wait_for(&self, after: usize, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut news = self.news.clone();
        let found = async {
            loop {
                news.mark_unchanged();
                let found = {
                    let frames = self.heard.frames.lock().unwrap();
                    frames.iter().skip(after).find(|frame| wanted(frame)).cloned()
                };
                match found {
                    Some(frame) => return frame,
                    None => news.changed().await.unwrap(),
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| panic!("nothing of the kind after {after} frames"))
    }

    fn count(&self) -> usize {
        self.heard.frames.lock().unwrap().len()
    }

    /// The messages as the dispatches leave them, by twilight's types.
    fn messages(&self) -> Vec<Message> {
        let mut all: Vec<Message> = Vec::new();
        for dispatch in self.heard.dispatches.lock().unwrap().iter() {
            let (DispatchEvent::MessageCreate(_) | DispatchEvent::MessageUpdate(_)) = dispatch else {
                continue;
            };
            let message = match dispatch.clone() {
                DispatchEvent::MessageCreate(message) => Message::clone(&message),
                DispatchEvent::MessageUpdate(message) => Message::clone(&message),
                _ => continue,
            };
            all.retain(|there| there.id != message.id);
            all.push(message);
        }
        all
    }
}

impl Heard {
    fn take(&self, text: String) {
        let frame: Value = serde_json::from_str(&text).unwrap();
        let name = frame["t"].to_string();
        match parse(text, EventTypeFlags::all()) {
            Ok(Some(GatewayEvent::Dispatch(_, event))) => self.dispatches.lock().unwrap().push(event),
            Ok(Some(_)) => {}
            Ok(None) => self.unread.lock().unwrap().push(name),
            Err(refused) => self.unread.lock().unwrap().push(format!("{name} {refused}")),
        }
        self.frames.lock().unwrap().push(frame);
    }
}

/// twilight's HTTP client as it is, but for where Discord is.
fn http(url: &str, authorization: &str) -> Http {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
    Http::builder()
        .proxy(url.trim_start_matches("http://").to_owned(), true)
        .default_headers(headers)
        .build()
}

/// Somebody outside, with nothing but twilight and Discord's own client route.
struct Outsider {
    story: Story,
    bot: Http,
    ana: Http,
    bot_ears: Ears,
    ana_ears: Ears,
    presser: Client,
}

impl Outsider {
    async fn begins() -> Self {
        let story = Story::begin(fresh(Engine::Sqlite).await).await;
        let url = story.sandbox.url();
        let outsider = Self {
            bot: http(&url, &format!("Bot {}", story.sandbox.bot_token())),
            ana: http(&url, "person-ana"),
            bot_ears: Ears::open(&url, story.sandbox.bot_token()),
            ana_ears: Ears::open(&url, "person-ana"),
            presser: Client::person(&story.sandbox, "ana"),
            story,
        };
        for ears in [&outsider.bot_ears, &outsider.ana_ears] {
            ears.wait_for(0, |frame| frame["t"] == "GUILD_CREATE").await;
        }
        outsider
    }

    /// What can be pressed now, the newest message first; what only ana sees among it.
    fn buttons(&self) -> Vec<Button> {
        let mut messages = self.ana_ears.messages();
        messages.sort_by_key(|message| std::cmp::Reverse(message.id));
        messages.iter().flat_map(buttons).collect()
    }

    fn find(&self, label: &str) -> Option<Button> {
        self.buttons().into_iter().find(|button| button.label == label)
    }

    /// The texts of the release's card.
    fn card(&self) -> String {
        let messages = self.ana_ears.messages();
        let card = messages
            .iter()
            .map(texts)
            .find(|text| text.contains("Mahara minor release") && text.contains("Release #1"));
        card.unwrap_or_default()
    }

    async fn interacts(&self, body: Value) {
        let after = self.ana_ears.count();
        let nonce = format!("twilight-{after}");
        let mut whole = json!({
            "application_id": self.presser.bot, "guild_id": self.presser.guild, "session_id": "twilight",
            "nonce": nonce,
        });
        let fields = whole.as_object_mut().unwrap();
        fields.extend(body.as_object().unwrap().clone());
        self.presser.post("/interactions", whole).await.good();
        let ended = self.ana_ears.wait_for(after, |frame| {
            let ended = frame["t"] == "INTERACTION_SUCCESS" || frame["t"] == "INTERACTION_FAILURE";
            ended && frame["d"]["nonce"] == nonce
        });
        assert_eq!(ended.await["t"], "INTERACTION_SUCCESS");
        self.settles().await;
    }

    /// Waits until the bot rests and both shards have read everything.
    async fn settles(&self) {
        self.story.settle().await;
        let after = (self.bot_ears.count(), self.ana_ears.count());
        let general = Id::new(self.presser.channel("general").await.parse().unwrap());
        let said = self.ana.create_message(general).content("Is that all?").await;
        let id = said.unwrap().model().await.unwrap().id.to_string();
        let is_said = |frame: &Value| frame["t"] == "MESSAGE_CREATE" && frame["d"]["id"] == id;
        self.bot_ears.wait_for(after.0, is_said).await;
        self.ana_ears.wait_for(after.1, is_said).await;
    }

    async fn presses(&self, button: &Button) {
        self.interacts(json!({
            "type": 3, "channel_id": button.channel, "message_id": button.message, "message_flags": button.flags,
            "data": {"component_type": 2, "custom_id": button.custom_id},
        }))
        .await;
    }

    /// Presses what opens a form, and sends it off.
    async fn fills(&self, button: &Button, fields: &[(&str, &str)]) {
        let after = self.ana_ears.count();
        self.presses(button).await;
        let opened = self
            .ana_ears
            .wait_for(after, |frame| frame["t"] == "INTERACTION_MODAL_CREATE")
            .await;
        let rows: Value = fields
            .iter()
            .map(|(id, value)| json!({"type": 1, "components": [{"type": 4, "custom_id": id, "value": value}]}))
            .collect();
        self.interacts(json!({
            "type": 5, "channel_id": button.channel,
            "data": {"id": opened["d"]["id"], "custom_id": opened["d"]["custom_id"], "components": rows},
        }))
        .await;
    }

    /// Does the next thing that the cards offer; waits where they offer nothing.
    async fn goes_on(&self) {
        for (label, fields) in FORMS {
            if let Some(button) = self.find(label) {
                return self.fills(&button, fields).await;
            }
        }
        let card = self.card();
        let step = card
            .lines()
            .find_map(|line| line.strip_prefix("▸ **")?.split("**").next());
        let of_step = |button: &Button| {
            let list = step.is_some_and(|step| button.shown.contains(&format!("**{step} · ")));
            list && ["Pass all", "Pass the rest"].contains(&button.label.as_str())
        };
        let simple = PRESSES.iter().find_map(|label| self.find(label));
        match simple.or_else(|| self.buttons().into_iter().find(of_step)) {
            Some(button) => self.presses(&button).await,
            None => {
                self.story.passes("1h").await;
                self.settles().await;
            }
        }
    }
}

/// What opens a form, and what is written into it.
const FORMS: [(&str, &[(&str, &str)]); 2] = [
    ("Image tag…", &[("text", "22.04.2-r1")]),
    ("Plan the outage…", &[("start", "in 1h"), ("length", "2h")]),
];

/// What is pressed as soon as it is there.
const PRESSES: [&str; 4] = [
    "Publish",
    "Deployed on pre-prod",
    "Prod is upgraded",
    "The site is open to users",
];

#[tokio::test]
async fn twilight_carries_a_minor_release_through() {
    let outside = Outsider::begins().await;
    let releases = Id::new(outside.presser.channel("releases").await.parse().unwrap());
    let start = "!release start myportfolio mahara-minor 22.04.2";
    outside.ana.create_message(releases).content(start).await.unwrap();
    outside.settles().await;
    let mut steps = 0;
    while !outside.card().contains("**Finished**") {
        assert!(steps < 60, "it goes no further:\n{}", outside.card());
        outside.goes_on().await;
        steps += 1;
    }
    let unread = outside.bot_ears.heard.unread.lock().unwrap().clone();
    assert!(
        unread.is_empty(),
        "what the bot hears, twilight reads: {unread:?}"
    );
    what_was_heard_is_what_is_read(&outside, releases).await;
    let history = outside.story.history().await;
    let read = reading::read_all(&history);
    assert!(read > 300, "responses and dispatches of a release, not {read}");
    outside.story.end().await;
}

/// The messages of a channel by REST are those that the dispatches made, by twilight's types alike.
async fn what_was_heard_is_what_is_read(
    outside: &Outsider,
    channel: Id<twilight_model::id::marker::ChannelMarker>,
) {
    let listed = outside.bot.channel_messages(channel).limit(100).await.unwrap();
    let listed = listed.models().await.unwrap();
    let heard = outside.bot_ears.messages();
    assert!(listed.len() > 1);
    for message in listed {
        let twin = heard.iter().find(|there| there.id == message.id).unwrap();
        assert_eq!(
            (&twin.components, &twin.content, twin.flags, &twin.mentions),
            (
                &message.components,
                &message.content,
                message.flags,
                &message.mentions
            )
        );
    }
    let guild = Id::new(outside.presser.guild.parse().unwrap());
    let active = outside.bot.active_threads(guild).await.unwrap();
    let threads = active.model().await.unwrap().threads;
    assert!(!threads.is_empty(), "the release has a thread");
}

/// Every route that the sandbox has, and every event it sends, is read by twilight's types.
#[tokio::test]
async fn twilight_reads_every_answer_and_every_dispatch() {
    let sandbox = sandbox().await;
    let (bot, mut ana) = (Client::bot(&sandbox), Person::arrives(&sandbox, "ana").await);
    let ears = Ears::open(&sandbox.url(), sandbox.bot_token());
    ears.wait_for(0, |frame| frame["t"] == "GUILD_CREATE").await;
    super::oracle::use_everything(&bot, &mut ana).await;
    let history = bot.history().await;
    let read = reading::read_all(&history);
    assert!(read > 100, "the whole API, not {read} answers and dispatches");
    let unread = ears.heard.unread.lock().unwrap().clone();
    assert_eq!(unread, [] as [String; 0]);
}
