//! How quick a press is, and what it costs: `cargo bench --bench clicks`.
//!
//! Three processes: the sandbox's server, the bot (SQLite in a file, synchronous=FULL), and this one, which plays the
//! people. Measured are the acknowledgement of a press at 1, 8 and 50 people, presses per second, the bot's CPU time
//! per press, its memory after 1,000 releases, and the time from start to ready with 1,000 open releases.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use gonogo::bot::{Bot, Plan};
use gonogo::clock::Clock;
use gonogo::discord::Line;
use gonogo::playbook::{self, Source};
use gonogo::sandbox::{self, Persona};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message as Frame;

/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(6);
/// How many releases fill the memory.
const RELEASES: usize = 1000;
/// How many people there are.
const PEOPLE: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    match arguments.get(1).map(String::as_str) {
        Some("as-sandbox") => runtime.block_on(be_the_sandbox()),
        Some("as-bot") => runtime.block_on(be_the_bot(&arguments[2], &arguments[3], &arguments[4])),
        _ => runtime.block_on(measure()),
    }
}

async fn be_the_sandbox() {
    let people = (0..PEOPLE).map(|n| Persona {
        name: format!("p{n}"),
        roles: vec!["Team".to_owned()],
    });
    let settings = sandbox::Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: Clock::flowing(),
        people: people.collect(),
        rate_limits: false,
        keep_history: false,
    };
    let sandbox = sandbox::start(settings).await.expect("the sandbox starts");
    println!("{} {}", sandbox.url(), sandbox.bot_token());
    until_told().await;
}

async fn be_the_bot(url: &str, token: &str, store: &str) {
    let plan = Plan {
        clock: Clock::system(),
        store: store.to_owned(),
        playbooks: playbook::read_all(&[bench_playbook()]).expect("the bench's playbook reads"),
        line: Line {
            token: token.into(),
            url: Some(url.to_owned()),
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
    println!("ready");
    until_told().await;
    bot.stop().await;
}

/// Waits until the parent closes the pipe.
async fn until_told() {
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await;
}

/// One step with ten parts of ten items, so that ten cards are pressed; it takes no environment.
fn bench_playbook() -> Source {
    let mut text = String::from(
        "[service]\nname = \"load\"\ntitle = \"Load\"\nzone = \"UTC\"\nenvironments = [\"prod\"]\nroles = [\"Team\"]\n[checklist.big]\ntitle = \"Big\"\n",
    );
    for part in 0..10 {
        text.push_str(&format!(
            "[[checklist.big.section]]\ntitle = \"Part {part}\"\nitems = [\n"
        ));
        for item in 0..10 {
            text.push_str(&format!("\"Item {part}.{item} looks as it should\",\n"));
        }
        text.push_str("]\n");
    }
    text.push_str(
        "[[process]]\nname = \"run\"\ntitle = \"Run\"\npurpose = \"A bench.\"\noverride_by = [\"Team\"]\n[[process.step]]\nname = \"look\"\ntitle = \"Look\"\nowner = \"Team\"\nasks = [{ checklist = \"big\", name = \"list\" }]\n",
    );
    text.push_str(
        "[[process]]\nname = \"small\"\ntitle = \"Small\"\npurpose = \"A bench.\"\noverride_by = [\"Team\"]\n[[process.step]]\nname = \"do\"\ntitle = \"Do\"\nowner = \"Team\"\nasks = [\"Done\"]\n",
    );
    Source {
        name: "bench.toml".to_owned(),
        text,
    }
}

struct Process {
    child: Child,
    _tells: ChildStdin,
    said: String,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let me = std::env::current_exe().expect("this program has a path");
        let mut child = Command::new(me)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let tells = child.stdin.take().expect("its input is a pipe");
        let mut said = String::new();
        let out = child.stdout.take().expect("its output is a pipe");
        BufReader::new(out).read_line(&mut said).expect("it says a line");
        Self {
            child,
            _tells: tells,
            said: said.trim().to_owned(),
        }
    }

    /// CPU time so far, user and system, in milliseconds. Source: proc(5), fields 14 and 15, in ticks of 10 ms.
    fn cpu_ms(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
        (ticks(11) + ticks(12)) * 10.0
    }

    /// Resident memory in MiB.
    fn memory_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status
            .lines()
            .find(|l| l.starts_with("VmRSS:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|n| n.parse::<f64>().ok())
            .unwrap_or(0.0)
            / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn measure() {
    let folder = std::env::temp_dir().join(format!("gonogo-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let store = format!("sqlite:{}", folder.join("gonogo.db").display());
    let server = Process::start(&["as-sandbox"]);
    let (url, token) = server
        .said
        .split_once(' ')
        .expect("the sandbox says its address and the bot's token");
    let bot = Process::start(&["as-bot", url, token, &store]);
    println!("memory at start: {:.1} MiB", bot.memory_mib());
    let team = Team::assemble(url).await;
    team.start_releases("run", 1, 10).await;
    let buttons = team.find_buttons().await;
    for people in [1, 8, 50] {
        press_for_a_while(&team, &buttons, &bot, people).await;
    }
    let before = bot.memory_mib();
    let began = Instant::now();
    team.start_releases("small", RELEASES - 1, 0).await;
    println!(
        "{RELEASES} releases started: {:.1} s",
        began.elapsed().as_secs_f64()
    );
    println!(
        "memory before: {before:.1} MiB, after {RELEASES} releases: {:.1} MiB",
        bot.memory_mib()
    );
    drop(bot);
    let began = Instant::now();
    let bot = Process::start(&["as-bot", url, token, &store]);
    println!(
        "start to ready with {RELEASES} open releases: {} ms",
        began.elapsed().as_millis()
    );
    println!("memory then: {:.1} MiB", bot.memory_mib());
    drop(bot);
    remove(folder);
}

fn remove(folder: PathBuf) {
    // A folder left in the temporary place is no reason to fail a measurement.
    let _ = std::fs::remove_dir_all(folder);
}

async fn press_for_a_while(team: &Team, buttons: &[Button], bot: &Process, people: usize) {
    let cpu = bot.cpu_ms();
    let began = Instant::now();
    let pressing = (0..people).map(|n| team.people[n].press_on(team, &buttons[n], began + LASTS));
    let mut waits: Vec<Duration> = join_all(pressing).await.into_iter().flatten().collect();
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), bot.cpu_ms() - cpu);
    waits.sort();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    let count = waits.len() as f64;
    println!(
        "{people:>3} people: {:>6.0} presses/s, acknowledged p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms, bot CPU {:.3} ms a press",
        count / elapsed,
        at(0.5),
        at(0.99),
        at(1.0),
        cpu / count
    );
}

/// An item's button: what it is now is found by its place.
struct Button {
    channel: String,
    message: String,
    pass: String,
    reopen: String,
}

struct Team {
    url: String,
    guild: String,
    application: String,
    channel: String,
    people: Vec<Arc<Member>>,
}

struct Member {
    token: String,
    http: reqwest::Client,
    acks: tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<String>>,
}

impl Team {
    async fn assemble(url: &str) -> Self {
        let http = reqwest::Client::new();
        let get = |path: &str| {
            let request = http.get(format!("{url}{path}"));
            async move {
                request
                    .send()
                    .await
                    .expect("the sandbox answers")
                    .json::<Value>()
                    .await
                    .expect("in JSON")
            }
        };
        let world = get("/sandbox/world").await;
        let people = get("/sandbox/people").await;
        let mut members = Vec::new();
        for person in people.as_array().expect("a list of people") {
            let token = person["token"].as_str().unwrap_or_default().to_owned();
            members.push(Arc::new(Member::connect(url, token).await));
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let channels = world["channels"].as_array().expect("a list of channels");
        let releases = channels
            .iter()
            .find(|c| c["name"] == "releases")
            .expect("#releases is there");
        Self {
            url: url.to_owned(),
            guild: text(&world["guild_id"]),
            application: text(&world["application_id"]),
            channel: text(&releases["id"]),
            people: members,
        }
    }

    async fn get(&self, path: &str) -> Value {
        let me = &self.people[0];
        let request = me
            .http
            .get(format!("{}/api/v10{path}", self.url))
            .header("Authorization", &me.token);
        request
            .send()
            .await
            .expect("the sandbox answers")
            .json()
            .await
            .expect("in JSON")
    }

    /// Starts releases by typing, and waits until each has its thread with so many lists.
    async fn start_releases(&self, process: &str, count: usize, lists: u64) {
        let before = self.threads().await.len();
        for n in 0..count {
            let me = &self.people[n % self.people.len()];
            let body = json!({ "content": format!("!release start load {process} 1.0.{n}") });
            let url = format!("{}/api/v10/channels/{}/messages", self.url, self.channel);
            me.http
                .post(url)
                .header("Authorization", &me.token)
                .json(&body)
                .send()
                .await
                .expect("it is said");
        }
        loop {
            let threads = self.threads().await;
            if threads.len() == before + count
                && threads.iter().all(|t| t["message_count"].as_u64() >= Some(lists))
            {
                return;
            }
            wait(Duration::from_millis(100)).await;
        }
    }

    async fn threads(&self) -> Vec<Value> {
        let active = self.get(&format!("/guilds/{}/threads/active", self.guild)).await;
        active["threads"].as_array().cloned().unwrap_or_default()
    }

    /// A button for each person: different items, five people to a card.
    async fn find_buttons(&self) -> Vec<Button> {
        let thread = self.threads().await.remove(0)["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let messages = self.get(&format!("/channels/{thread}/messages?limit=50")).await;
        let cards: Vec<&Value> = messages
            .as_array()
            .expect("messages")
            .iter()
            .filter(|m| !m["components"][0].is_null())
            .collect();
        let mut buttons = Vec::new();
        for row in 0..PEOPLE.div_ceil(cards.len()) {
            for card in &cards {
                let sections = card["components"][0]["components"]
                    .as_array()
                    .expect("a card has parts");
                let mut items = sections.iter().filter(|c| c["type"] == 9);
                let pass = items.nth(row).expect("ten items")["accessory"]["custom_id"]
                    .as_str()
                    .unwrap_or_default();
                buttons.push(Button {
                    channel: thread.clone(),
                    message: card["id"].as_str().unwrap_or_default().to_owned(),
                    pass: pass.to_owned(),
                    reopen: pass.replace(".pass.", ".reopen."),
                });
            }
        }
        buttons
    }
}

impl Member {
    async fn connect(url: &str, token: String) -> Self {
        let (socket, _) = tokio_tungstenite::connect_async(url.replace("http://", "ws://"))
            .await
            .expect("the gateway opens");
        let (mut out, mut frames) = socket.split();
        // Quiet: only what is for this person alone.
        let identify = json!({ "op": 2, "d": { "token": token, "properties": {}, "quiet": true } });
        out.send(Frame::text(identify.to_string()))
            .await
            .expect("the gateway listens");
        let (tell, acks) = tokio::sync::mpsc::unbounded_channel();
        #[expect(clippy::disallowed_methods, reason = "a bench waits for nobody at its end")]
        tokio::spawn(async move {
            while let Some(Ok(frame)) = frames.next().await {
                let Ok(event) = serde_json::from_str::<Value>(frame.to_text().unwrap_or_default()) else {
                    continue;
                };
                match event["t"].as_str() {
                    Some("INTERACTION_SUCCESS") => drop(tell.send("success".to_owned())),
                    Some("INTERACTION_FAILURE") => drop(tell.send("failure".to_owned())),
                    _ => {}
                }
            }
            drop(out);
        });
        Self {
            token,
            http: reqwest::Client::new(),
            acks: acks.into(),
        }
    }

    /// Passes and reopens one item until `until`; gives how long each acknowledgement took.
    async fn press_on(&self, team: &Team, button: &Button, until: Instant) -> Vec<Duration> {
        let mut waits = Vec::new();
        let mut acks = self.acks.lock().await;
        let mut passed = false;
        while Instant::now() < until {
            let custom_id = if passed { &button.reopen } else { &button.pass };
            let body = json!({
                "type": 3, "application_id": team.application, "guild_id": team.guild,
                "channel_id": button.channel, "message_id": button.message, "message_flags": 32768,
                "session_id": "bench", "nonce": waits.len().to_string(), "forge": true,
                "data": { "component_type": 2, "custom_id": custom_id },
            });
            let began = Instant::now();
            let request = self
                .http
                .post(format!("{}/api/v10/interactions", team.url))
                .header("Authorization", &self.token);
            let status = request
                .json(&body)
                .send()
                .await
                .expect("the sandbox answers")
                .status();
            assert!(status.is_success(), "a press was refused: {status}");
            let ack = acks.recv().await.expect("the gateway stays open");
            assert_eq!(ack, "success", "this interaction failed");
            waits.push(began.elapsed());
            passed = !passed;
        }
        if passed {
            // Left as it was found, so that nobody finds it passed.
            waits.extend(Box::pin(self.press_once(team, button, &mut acks)).await);
        }
        waits
    }

    async fn press_once(
        &self,
        team: &Team,
        button: &Button,
        acks: &mut tokio::sync::mpsc::UnboundedReceiver<String>,
    ) -> Option<Duration> {
        let body = json!({
            "type": 3, "application_id": team.application, "guild_id": team.guild, "channel_id": button.channel,
            "message_id": button.message, "message_flags": 32768, "session_id": "bench", "nonce": "last", "forge": true,
            "data": { "component_type": 2, "custom_id": button.reopen },
        });
        let request = self
            .http
            .post(format!("{}/api/v10/interactions", team.url))
            .header("Authorization", &self.token);
        request.json(&body).send().await.ok()?;
        acks.recv().await;
        None
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench waits in real time")]
async fn wait(span: Duration) {
    tokio::time::sleep(span).await;
}
