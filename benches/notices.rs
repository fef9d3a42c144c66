//! How quickly what is due is said: `cargo bench --bench notices`.
//!
//! A thousand notices come due in the same minute on two hundred channels of a Discord that holds the bot to its limits;
//! a single one comes due while nothing else is; and the earliest of a million timers is looked up on SQLite and, where
//! `GONOGO_TEST_POSTGRES` names a server, on PostgreSQL. Sandbox and bot share this process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::bot::{Bot, Plan};
use gonogo::clock::Clock;
use gonogo::discord::Line;
use gonogo::domain::name::{PersonId, RoleName, ServiceName};
use gonogo::domain::outage::{OutageAbout, OutageCommand, Plan as Outage, Window};
use gonogo::domain::person::Actor;
use gonogo::playbook::{self, Source};
use gonogo::sandbox::{self, Sandbox};
use gonogo::store::Store;
use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// Channels in which an outage is told.
const CHANNELS: usize = 200;
/// Services with an outage each, so that so many notices come to each channel.
const SERVICES: usize = 5;
/// What Discord allows a bot in a second.
const LIMIT: f64 = 50.0;
/// How often a single notice comes due.
const SINGLES: i64 = 120;
/// Timers that are pending.
const TIMERS: i64 = 1_000_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async {
        drain().await;
        single().await;
        let folder = folder();
        let file = folder.join("timers.db");
        look_up("SQLite", &format!("sqlite:{}", file.display())).await;
        remove(folder);
        match std::env::var("GONOGO_TEST_POSTGRES") {
            Ok(server) => on_postgres(server.trim_end_matches('/')).await,
            Err(_) => println!("PostgreSQL is left out: GONOGO_TEST_POSTGRES names no server"),
        }
    });
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("gonogo-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}

fn remove(folder: PathBuf) {
    // A folder left in the temporary place is no reason to fail a measurement.
    let _ = std::fs::remove_dir_all(folder);
}

/// A service of so many channels, called to mind at those lead times.
fn service(n: usize, channels: usize, leads: &[String]) -> Source {
    let names: Vec<String> = (1..channels).map(|c| format!("{:?}", channel(c))).collect();
    let leads: Vec<String> = leads.iter().map(|lead| format!("{lead:?}")).collect();
    let text = format!(
        "[service]\nname = \"s{n}\"\ntitle = \"Service {n}\"\nzone = \"UTC\"\nenvironments = [\"prod\"]\nroles = [\"Team\"]\n\
         [audience.users]\ntitle = \"Users\"\nchannel = \"{}\"\nchannels = [{}]\nleads = [{}]\n\
         [[process]]\nname = \"run\"\ntitle = \"Run\"\npurpose = \"A bench.\"\noverride_by = [\"Team\"]\n\
         [[process.step]]\nname = \"do\"\ntitle = \"Do\"\nowner = \"Team\"\nasks = [\"Done\"]\n",
        channel(0),
        names.join(", "),
        leads.join(", ")
    );
    Source {
        name: format!("s{n}.toml"),
        text,
    }
}

fn channel(n: usize) -> String {
    format!("channel-{n:03}")
}

/// A sandbox and the bot in it, on SQLite in a file.
struct Stage {
    sandbox: Sandbox,
    bot: Bot,
    clock: Clock,
    folder: PathBuf,
}

impl Stage {
    async fn new(sources: &[Source], rate_limits: bool) -> Self {
        let clock = Clock::by_hand("2026-11-23T20:00:00Z".parse().expect("it is a time"));
        let settings = sandbox::Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: clock.clone(),
            people: sandbox::default_people(),
            rate_limits,
            keep_history: true,
        };
        let sandbox = sandbox::start(settings).await.expect("the sandbox starts");
        let playbooks = playbook::read_all(sources).expect("the bench's playbooks read");
        for playbook in &playbooks {
            sandbox.add_channels(&playbook.places());
        }
        let folder = folder();
        let plan = Plan {
            clock: clock.clone(),
            store: format!("sqlite:{}", folder.join("gonogo.db").display()),
            playbooks,
            line: Line {
                token: sandbox.bot_token().into(),
                url: Some(sandbox.url()),
                message_content: true,
            },
            places: BTreeMap::new(),
            roles: BTreeMap::new(),
            guild: None,
            webhooks: None,
            outbound: gonogo::outbound::Settings::default(),
            web: None,
        };
        let mut bot = Bot::start(plan).await.expect("the bot starts");
        bot.ready().await.expect("the sandbox is there");
        Self {
            sandbox,
            bot,
            clock,
            folder,
        }
    }

    /// Announces an outage of that service that begins then.
    async fn announce(&self, n: usize, start: DateTime<Utc>) {
        let actor = Actor {
            id: PersonId::from("1"),
            roles: BTreeSet::from([RoleName::from("Team")]),
        };
        let plan = Outage {
            about: OutageAbout {
                audiences: vec!["users".into()],
                ..OutageAbout::default()
            },
            window: Window {
                start,
                end: start + TimeDelta::hours(1),
            },
            reason: None,
        };
        let (app, service) = (self.bot.app(), ServiceName::from(format!("s{n}").as_str()));
        let key = |what: &str| format!("bench-{what}-{n}");
        let found = app.draft_outage(&key("draft"), &actor, &service, &plan).await;
        let number = found.expect("it can be entered").number;
        let publish = OutageCommand::Publish(plan.window);
        let told = app.keep_outage(&key("publish"), &actor, number, &publish).await;
        told.expect("it can be published");
    }

    /// How the bot's posts were answered so far: done, and told to wait.
    async fn posts(&self) -> (usize, usize) {
        let history = reqwest::get(format!("{}/sandbox/history", self.sandbox.url())).await;
        let text = history
            .expect("the sandbox answers")
            .text()
            .await
            .expect("in lines");
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let (mut done, mut told_to_wait) = (0, 0);
        for line in lines.filter(|line| line["who"] == "gonogo") {
            let is_post = line["method"] == "POST"
                && line["path"]
                    .as_str()
                    .is_some_and(|path| path.ends_with("/messages"));
            done += usize::from(is_post && line["status"] == 200);
            told_to_wait += usize::from(line["status"] == 429);
        }
        (done, told_to_wait)
    }

    async fn end(self) {
        self.bot.stop().await;
        self.sandbox.stop().await;
        remove(self.folder);
    }
}

async fn drain() {
    let sources: Vec<Source> = (0..SERVICES)
        .map(|n| service(n, CHANNELS, &["1h".to_owned()]))
        .collect();
    let stage = Stage::new(&sources, true).await;
    let start = stage.clock.now() + TimeDelta::hours(3);
    for n in 0..SERVICES {
        stage.announce(n, start).await;
    }
    stage.clock.settled().await;
    let before = stage.posts().await;
    println!(
        "announced: {} messages, {} times told to wait",
        before.0, before.1
    );
    // Every budget is whole again.
    wait(Duration::from_secs(6)).await;
    let began = Instant::now();
    stage
        .clock
        .advance(TimeDelta::hours(2))
        .expect("the clock is by hand");
    stage.clock.settled().await;
    let took = began.elapsed().as_secs_f64();
    let after = stage.posts().await;
    let said = after.0 - before.0;
    // What of it Discord lets through at once counts for nothing.
    let rate = said as f64 / took;
    println!(
        "{said} notices on {CHANNELS} channels: {took:.2} s, {rate:.2} a second, {:.1} % of the limit, {} times told to wait",
        100.0 * rate / LIMIT,
        after.1 - before.1
    );
    stage.end().await;
}

async fn single() {
    let leads: Vec<String> = (1..=SINGLES).map(|n| format!("{}min", n + 30)).collect();
    let stage = Stage::new(&[service(0, 1, &leads)], false).await;
    let start = stage.clock.now() + TimeDelta::minutes(SINGLES + 60);
    stage.announce(0, start).await;
    stage.clock.settled().await;
    let first = start - TimeDelta::minutes(SINGLES + 31);
    stage.clock.set(first).expect("the clock is by hand");
    stage.clock.settled().await;
    let before = stage.posts().await.0;
    let mut waits = Vec::new();
    for _ in 0..SINGLES {
        let began = Instant::now();
        stage
            .clock
            .advance(TimeDelta::minutes(1))
            .expect("the clock is by hand");
        stage.clock.settled().await;
        waits.push(began.elapsed());
    }
    let said = stage.posts().await.0 - before;
    println!(
        "{said} single notices, from due to written down as said: {}",
        spread(waits)
    );
    stage.end().await;
}

fn spread(mut waits: Vec<Duration>) -> String {
    waits.sort();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    format!(
        "p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    )
}

/// The earliest of a million timers, and what is due now, as the scheduler asks.
async fn look_up(engine: &str, url: &str) {
    let store = Store::open(url).await.expect("the database opens");
    fill(url).await;
    let mut waits = Vec::new();
    for _ in 0..1000 {
        let began = Instant::now();
        let mut tx = store.read().await.expect("it can be read");
        let due = tx.due_timers(0, 100).await.expect("it can be asked");
        let next = tx.earliest_timer().await.expect("it can be asked");
        waits.push(began.elapsed());
        assert!(due.is_empty() && next == Some(1), "the first is due at 1");
    }
    println!(
        "{engine}: next of {TIMERS} timers, in a transaction of its own: {}",
        spread(waits)
    );
    store.close().await;
}

async fn fill(url: &str) {
    let numbers = if url.starts_with("sqlite") {
        format!(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {TIMERS})"
        )
    } else {
        format!("WITH numbers(n) AS (SELECT * FROM generate_series(CAST(1 AS BIGINT), {TIMERS}))")
    };
    let text = AssertSqlSafe(format!(
        "{numbers} INSERT INTO timers (stream, key, due_at, body) \
         SELECT 'service/s' || (n * 7919 % 1000), 'timer-' || n, n, '' FROM numbers"
    ));
    if let Some(file) = url.strip_prefix("sqlite:") {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        let mut connection = options.connect().await.expect("the database opens");
        connection.execute(text).await.expect("it takes timers");
        connection.close().await.expect("it closes");
    } else {
        let options = sqlx::postgres::PgConnectOptions::from_str(url).expect("its address can be read");
        let mut connection = options.connect().await.expect("the database opens");
        connection.execute(text).await.expect("it takes timers");
        connection
            .execute("ANALYZE timers")
            .await
            .expect("it counts them");
        connection.close().await.expect("it closes");
    }
}

async fn on_postgres(server: &str) {
    let name = format!("gonogo_bench_{}", std::process::id());
    let tell = async |statement: String| {
        let options = sqlx::postgres::PgConnectOptions::from_str(server)
            .expect("the server's address can be read")
            .database("postgres");
        let mut connection = options.connect().await.expect("the server answers");
        connection
            .execute(AssertSqlSafe(statement))
            .await
            .expect("the server obeys");
    };
    tell(format!("CREATE DATABASE {name}")).await;
    look_up("PostgreSQL", &format!("{server}/{name}")).await;
    tell(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

#[expect(clippy::disallowed_methods, reason = "a bench waits in real time")]
async fn wait(span: Duration) {
    tokio::time::sleep(span).await;
}
