//! Stories: the real bot over the wire against the sandbox, told as people live it.
//!
//! A person says and presses through Discord's own client routes; time passes by the hand-moved clock; a channel is
//! read as people read it. No sleeps: every wait is for an event or for the clock to settle.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::app::{App, Library};
use gonogo::bot::{Bot, Plan};
use gonogo::clock::Clock;
use gonogo::discord::Line;
use gonogo::domain::name::PersonId;
use gonogo::outbound;
use gonogo::playbook::{self, Source};
use gonogo::sandbox::{self, Sandbox};
use gonogo::store::{NoticeState, Store};
use serde_json::Value;

use crate::database::Database;

mod hooks;
mod person;
mod reading;

pub(crate) use hooks::{GITHUB_SECRET, GITLAB_SECRET, SCRIPT_SECRET, mac, pull_request};
pub(crate) use person::{Attempt, Control, Person};
pub(crate) use reading::{Reader, shown_text};

/// Holds a text against what people are to read; the same on every database on which a story is told.
macro_rules! assert_snapshot {
    ($text:expr, @$snapshot:literal $(,)?) => {{
        let text = $text;
        insta::allow_duplicates! { insta::assert_snapshot!(text, @$snapshot) }
    }};
}

pub(crate) use assert_snapshot;

/// Tuesday 24 November 2026, 09:00 in Auckland.
const MORNING: &str = "2026-11-23T20:00:00Z";

/// The shipped playbook of MyPortfolio, of which most stories tell.
fn myportfolio() -> Vec<Source> {
    playbook::find_shipped("myportfolio").into_iter().collect()
}

/// A sandbox with the bot in it, and the people of the team.
pub(crate) struct Story {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Clock,
    pub(crate) db: Database,
    pub(crate) http: reqwest::Client,
    pub(crate) reader: Reader,
    bot: Option<Bot>,
    sources: Vec<Source>,
    /// People on Discord, by what other systems call them.
    logins: BTreeMap<String, PersonId>,
    /// By which ways notices leave beside Discord.
    leaving: Leaving,
}

/// Makes the settings by which notices leave, anew for each bot.
type Leaving = Box<dyn Fn(&Clock) -> outbound::Settings + Send + Sync>;

impl Story {
    /// Begins a story of MyPortfolio.
    pub(crate) async fn begin(db: Database) -> Self {
        Self::with_playbooks(db, myportfolio()).await
    }

    /// Begins a story with these playbooks.
    pub(crate) async fn with_playbooks(db: Database, sources: Vec<Source>) -> Self {
        Self::with(db, sources, false).await
    }

    /// Begins a story on a Discord that holds the bot to its rate limits, in real time.
    pub(crate) async fn with_rate_limits(db: Database) -> Self {
        Self::with(db, myportfolio(), true).await
    }

    async fn with(db: Database, sources: Vec<Source>, rate_limits: bool) -> Self {
        let clock = Clock::by_hand(MORNING.parse().unwrap());
        let settings = sandbox::Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: clock.clone(),
            people: sandbox::default_people(),
            rate_limits,
            keep_history: true,
        };
        let sandbox = sandbox::start(settings).await.unwrap();
        for playbook in playbook::read_all(&sources).unwrap_or_default() {
            sandbox.add_channels(&playbook.places());
            let service = &playbook.service;
            sandbox.show_zones([(service.title.clone(), service.zone.to_string())]);
        }
        let http = gonogo::tls::client().unwrap().build().unwrap();
        let reader = Reader::new(&http, &sandbox.url()).await;
        let mut story = Self {
            sandbox,
            clock,
            db,
            http,
            reader,
            bot: None,
            sources,
            logins: BTreeMap::new(),
            leaving: Box::new(|_| outbound::Settings::default()),
        };
        story.start_bot().await;
        story
    }

    /// Other systems know this person by that login; the bot is told by starting anew.
    pub(crate) async fn knows(&mut self, login: &str, person: &Person) {
        let me = person.get("/users/@me").await;
        let id = me["id"].as_str().unwrap();
        self.logins.insert(login.to_owned(), PersonId::from(id));
        self.restart_bot().await;
    }

    /// Notices leave by these ways as well; the bot is told by starting anew.
    pub(crate) async fn leaves_by(
        &mut self,
        leaving: impl Fn(&Clock) -> outbound::Settings + Send + Sync + 'static,
    ) {
        self.leaving = Box::new(leaving);
        self.restart_bot().await;
    }

    /// Starts the bot; the database is as the last one left it.
    pub(crate) async fn start_bot(&mut self) {
        let plan = Plan {
            clock: self.clock.clone(),
            store: self.db.url.clone(),
            playbooks: playbook::read_all(&self.sources).unwrap(),
            line: Line {
                token: self.sandbox.bot_token().into(),
                url: Some(self.sandbox.url()),
                message_content: true,
            },
            places: BTreeMap::from(["releases", "outages"].map(|p| (p.to_owned(), p.to_owned()))),
            roles: BTreeMap::new(),
            guild: None,
            webhooks: Some(hooks::settings(self.logins.clone())),
            outbound: (self.leaving)(&self.clock),
            web: Some(gonogo::web::Settings {
                listen: SocketAddr::from(([127, 0, 0, 1], 0)),
                public_url: None,
            }),
        };
        let mut bot = Bot::start(plan).await.unwrap();
        bot.ready().await.unwrap();
        self.bot = Some(bot);
        self.settle().await;
    }

    /// Where the bot serves the page of outages.
    pub(crate) fn web(&self) -> String {
        let web = self.bot.as_ref().and_then(Bot::web);
        web.expect("the bot serves the page").to_owned()
    }

    /// Stops the bot as a signal would.
    pub(crate) async fn stop_bot(&mut self) {
        self.bot.take().expect("the bot runs").stop().await;
    }

    /// Stops the bot and starts another on the same database.
    pub(crate) async fn restart_bot(&mut self) {
        self.stop_bot().await;
        self.start_bot().await;
    }

    /// Stops the bot and starts another with these playbooks on the same database.
    pub(crate) async fn restart_bot_with(&mut self, sources: Vec<Source>) {
        self.sources = sources;
        self.restart_bot().await;
    }

    /// A person of the team, connected.
    pub(crate) async fn person(&self, name: &str) -> Arc<Person> {
        Person::connect(&self.http, &self.sandbox.url(), name).await
    }

    /// Lets time pass, and waits until what was due is done.
    pub(crate) async fn passes(&self, span: &str) {
        let span = humantime::parse_duration(span).unwrap();
        self.clock.advance(TimeDelta::from_std(span).unwrap()).unwrap();
        self.settle().await;
    }

    /// Moves the clock, and waits until what was due is done.
    pub(crate) async fn time_is(&self, at: &str) {
        self.clock.set(at.parse::<DateTime<Utc>>().unwrap()).unwrap();
        self.settle().await;
    }

    /// Waits until everything due is done.
    pub(crate) async fn settle(&self) {
        person::settle(&self.http, &self.sandbox.url()).await;
    }

    /// A channel as people read it.
    pub(crate) async fn read(&self, channel: &str) -> String {
        self.reader.read(&self.http, channel).await
    }

    /// The messages of a channel, oldest first.
    pub(crate) async fn messages(&self, channel: &str) -> Vec<Value> {
        self.reader.messages(&self.http, channel).await
    }

    /// The bot's id on Discord.
    pub(crate) fn bot_id(&self) -> String {
        self.sandbox.application_id().to_string()
    }

    /// What the sandbox saw, line by line.
    pub(crate) async fn history(&self) -> Vec<Value> {
        let url = format!("{}/sandbox/history", self.sandbox.url());
        let text = self.http.get(url).send().await.unwrap().text().await.unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The store, beside the bot's.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.db.url).await.unwrap()
    }

    /// The one way through to what the bot keeps.
    pub(crate) fn app(&self) -> App {
        self.bot.as_ref().expect("the bot runs").app().clone()
    }

    /// Every chain of the journal holds, and lists, notices and commands say what it says.
    async fn find_journal_whole(&self, store: &Store) {
        let (scheduler, courier) = (self.clock.worker().alarm(), self.clock.worker().alarm());
        let app = App::new(
            store.clone(),
            self.clock.clone(),
            Library::default(),
            scheduler,
            courier,
        );
        let audit = app.audit(&BTreeMap::new()).await.unwrap();
        assert_eq!(audit.findings, []);
    }

    /// Ends a story: nothing waits to be said, nobody used an unknown route, nothing pinged that should not.
    pub(crate) async fn end(mut self) {
        self.settle().await;
        let history = self.history().await;
        for line in &history {
            assert!(
                line["unknown_route"] != Value::Bool(true),
                "an unknown route was used: {line}"
            );
        }
        crate::oracle::judge(&history);
        if let Some(bot) = self.bot.take() {
            bot.stop().await;
        }
        let store = self.store().await;
        let mut tx = store.read().await.unwrap();
        for state in [NoticeState::Pending, NoticeState::Blocked] {
            assert_eq!(
                tx.notices_in(state).await.unwrap(),
                0,
                "{state:?} notices are left"
            );
        }
        drop(tx);
        self.find_journal_whole(&store).await;
        store.close().await;
        self.sandbox.stop().await;
    }
}
