//! How much the sandbox itself bears: `cargo bench --bench sandbox`, or only its starts with `-- starts`.
//!
//! Two processes: the sandbox's server as `gonogo sandbox --no-bot` runs it (with its history, without refusing haste),
//! and this one, which plays a bot that posts and a hundred people who listen. Measured are messages a second through
//! REST alone, through REST and out of the gateway to all of them, the time from start to a bot that is ready, and the
//! server's memory after 100,000 messages.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use gonogo::bot::{Bot, Plan};
use gonogo::clock::Clock;
use gonogo::discord::Line;
use gonogo::playbook;
use gonogo::sandbox::{self, Persona};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message as Frame;

/// How many sessions listen.
const SESSIONS: usize = 100;
/// How many messages they hear.
const HEARD: usize = 5_000;
/// How many messages fill the memory, those before counted.
const ALL: usize = 100_000;
/// How many posts are under way at once.
const AT_ONCE: usize = 16;
/// How often a start is measured.
const STARTS: usize = 11;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    match std::env::args().nth(1).as_deref() {
        Some("as-sandbox") => runtime.block_on(be_the_sandbox()),
        Some("as-start") => runtime.block_on(be_a_start()),
        Some("starts") => runtime.block_on(starts()),
        _ => runtime.block_on(measure()),
    }
}

fn people() -> Vec<Persona> {
    let person = |n| Persona {
        name: format!("p{n}"),
        roles: vec!["Team".to_owned()],
    };
    (0..SESSIONS).map(person).collect()
}

async fn be_the_sandbox() {
    let settings = sandbox::Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: Clock::flowing(),
        people: people(),
        rate_limits: false,
        keep_history: true,
    };
    let sandbox = sandbox::start(settings).await.expect("the sandbox starts");
    println!("{} {}", sandbox.url(), sandbox.bot_token());
    // Waits until the parent closes the pipe.
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await;
}

/// The server in a process of its own; it ends with this value.
struct Process {
    child: Child,
    tells: Option<ChildStdin>,
    url: String,
    token: String,
}

impl Process {
    fn start() -> Self {
        let me = std::env::current_exe().expect("this program has a path");
        let mut child = Command::new(me)
            .arg("as-sandbox")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let out = child.stdout.take().expect("its output is a pipe");
        let mut said = String::new();
        BufReader::new(out).read_line(&mut said).expect("it says a line");
        let (url, token) = said.trim().split_once(' ').expect("an address and a token");
        Self {
            tells: child.stdin.take(),
            url: url.to_owned(),
            token: token.to_owned(),
            child,
        }
    }

    /// A number of `/proc/PID/status` in MiB, such as `VmRSS`.
    fn memory(&self, what: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("Linux tells of processes");
        let line = status.lines().find(|line| line.starts_with(what));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        number.expect("it is a number of kB") / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.tells.take());
        // It ends by itself; one that did not is no reason to fail a measurement.
        let _ = self.child.wait();
    }
}

async fn measure() {
    let process = Process::start();
    let poster = Poster::new(&process).await;
    println!("memory at start: {:.0} MiB", process.memory("VmRSS"));
    poster.post(500).await;
    let alone = poster.post(HEARD).await;
    println!(
        "REST alone: {:.0} messages a second",
        HEARD as f64 / alone.as_secs_f64()
    );
    to_sessions(&process, &poster).await;
    poster.post(ALL - 500 - 2 * HEARD).await;
    println!(
        "memory after {ALL} messages: {:.0} MiB, {:.0} MiB at most",
        process.memory("VmRSS"),
        process.memory("VmHWM")
    );
    drop(process);
    starts().await;
}

/// Posts messages as a bot does.
struct Poster {
    http: reqwest::Client,
    route: String,
    authorization: String,
}

impl Poster {
    async fn new(process: &Process) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client is built");
        let world = http.get(format!("{}/sandbox/world", process.url)).send().await;
        let world: Value = world
            .expect("it answers")
            .json()
            .await
            .expect("it answers in JSON");
        let channel = world["channels"][0]["id"].as_str().expect("there is a channel");
        Self {
            http,
            route: format!("{}/api/v10/channels/{channel}/messages", process.url),
            authorization: format!("Bot {}", process.token),
        }
    }

    /// Posts so many, some at once; how long it took.
    async fn post(&self, count: usize) -> Duration {
        let began = Instant::now();
        let one_of = |n: usize| async move {
            for at in (n..count).step_by(AT_ONCE) {
                self.say(at).await;
            }
        };
        join_all((0..AT_ONCE).map(one_of)).await;
        began.elapsed()
    }

    async fn say(&self, n: usize) {
        let body = json!({
            "content": format!("Release #{n}: the smoke test on pre-prod is passed, the outage begins at 18:00."),
            "allowed_mentions": {"parse": []}, "nonce": n.to_string(),
        });
        let request = self
            .http
            .post(&self.route)
            .header("authorization", &self.authorization)
            .json(&body);
        let answer = request.send().await.expect("it answers");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.expect("it answers whole");
    }
}

/// A hundred people listen, each in a session of their own, until each heard every message.
async fn to_sessions(process: &Process, poster: &Poster) {
    let address = process.url.replace("http://", "ws://");
    let mut listening = Vec::new();
    for n in 0..SESSIONS {
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("{address}/?v=10&encoding=json"))
            .await
            .expect("the gateway is there");
        let identify = json!({"op": 2, "d": {"token": format!("person-p{n}"), "properties": {}}});
        socket
            .send(Frame::text(identify.to_string()))
            .await
            .expect("it is heard");
        while let Some(Ok(frame)) = socket.next().await {
            if frame
                .to_text()
                .is_ok_and(|text| text.contains("\"GUILD_CREATE\""))
            {
                break;
            }
        }
        listening.push(async move {
            let mut heard = 0;
            while heard < HEARD {
                let frame = socket
                    .next()
                    .await
                    .expect("the gateway stays")
                    .expect("it is a frame");
                let text = frame.to_text().unwrap_or_default();
                heard += usize::from(text.starts_with("{\"t\":\"MESSAGE_CREATE\""));
            }
        });
    }
    let began = Instant::now();
    let listening: Vec<_> = listening.into_iter().map(begin).collect();
    let posted = poster.post(HEARD).await;
    join_all(listening).await;
    let heard = began.elapsed();
    println!(
        "with {SESSIONS} sessions: {:.0} messages a second through REST, {:.0} out of the gateway to each, {:.0} \
         deliveries a second",
        HEARD as f64 / posted.as_secs_f64(),
        HEARD as f64 / heard.as_secs_f64(),
        (HEARD * SESSIONS) as f64 / heard.as_secs_f64()
    );
}

#[expect(clippy::disallowed_methods, reason = "the bench waits for what it begins")]
fn begin(one: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(one)
}

/// From nothing to a sandbox with a bot that is ready; each in a process of its own, since a second start in the same
/// one finds things done.
async fn starts() {
    let mut all: [Vec<Duration>; 4] = Default::default();
    for _ in 0..STARTS {
        let me = std::env::current_exe().expect("this program has a path");
        let said = Command::new(me)
            .arg("as-start")
            .output()
            .expect("it starts again");
        let said = String::from_utf8(said.stdout).expect("it says numbers");
        let times = said.split_whitespace().map(|n| n.parse().expect("a number"));
        for (times, micros) in all.iter_mut().zip(times) {
            times.push(Duration::from_micros(micros));
        }
    }
    let [server, read, begun, ready] = all.map(show);
    println!(
        "start to ready: the server {server}; playbooks read {read}; database made and bot begun {begun}; ready \
         {ready} (asked for: 200 ms)"
    );
}

/// One start, in one process with the database in memory; says after how many microseconds what was there.
async fn be_a_start() {
    let began = Instant::now();
    let warming = tokio::task::spawn_blocking(gonogo::tls::warm_up);
    let clock = Clock::flowing();
    let settings = sandbox::Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: clock.clone(),
        people: sandbox::default_people(),
        rate_limits: true,
        keep_history: true,
    };
    let sandbox = sandbox::start(settings).await.expect("the sandbox starts");
    let server = began.elapsed();
    let playbooks = playbook::read_all(&playbook::shipped()).expect("the shipped playbooks read");
    for playbook in &playbooks {
        sandbox.add_channels(&playbook.places());
    }
    let read = began.elapsed();
    let plan = Plan {
        clock,
        store: "sqlite::memory:".to_owned(),
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
    let begun = began.elapsed();
    bot.ready().await.expect("the sandbox is there");
    let ready = began.elapsed();
    for time in [server, read, begun, ready] {
        println!("{}", time.as_micros());
    }
    warming.await.expect("it only sets up");
    bot.stop().await;
    sandbox.stop().await;
}

/// The median and the slowest.
fn show(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    format!(
        "{:.1} ms, {:.1} at most",
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1])
    )
}
