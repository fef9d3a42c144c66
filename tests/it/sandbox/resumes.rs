//! Sockets that break at random moments: whoever resumes reads exactly what a twin reads that was never cut off.
//!
//! For both shards of a bot and for a person; things happen while sockets are gone, and replays are cut off as well.

use std::time::Duration;

use gonogo::sandbox::Sandbox;
use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::sandbox;

const INTENTS: u64 = (1 << 17) - 1;
const ROUNDS: u64 = 60;

/// What happens next: the same each time the test runs.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // Knuth's numbers.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// A client that keeps every event it read, by number.
struct Reader {
    socket: Option<Socket>,
    token: String,
    session: String,
    seq: u64,
    read: Vec<Value>,
}

impl Reader {
    async fn identify(sandbox: &Sandbox, token: &str, shard: Option<[u64; 2]>) -> Self {
        let mut socket = Socket::open(sandbox).await;
        let data = json!({"token": token, "intents": INTENTS, "properties": {}, "shard": shard});
        socket.say(json!({"op": 2, "d": data})).await;
        let (seq, ready) = socket.numbered_event("READY").await;
        Self {
            socket: Some(socket),
            token: token.to_owned(),
            session: ready["session_id"].as_str().unwrap().to_owned(),
            seq,
            read: Vec::new(),
        }
    }

    /// Keeps an event as a client does: numbers go up by one.
    fn keep(&mut self, frame: &Value) {
        let Some(number) = frame["s"].as_u64() else { return };
        assert_eq!(number, self.seq + 1, "{frame}");
        self.seq = number;
        if frame["t"] != "RESUMED" {
            self.read.push(json!([frame["t"], frame["d"]]));
        }
    }

    /// Reads so many frames, if they come.
    async fn read_some(&mut self, most: u64) {
        for _ in 0..most {
            let Some(socket) = &mut self.socket else { return };
            let frame = tokio::time::timeout(Duration::from_millis(10), socket.frame()).await;
            let Ok(Ok(frame)) = frame else { return };
            self.keep(&frame);
        }
    }

    fn breaks(&mut self) {
        self.socket = None;
    }

    async fn resumes(&mut self, sandbox: &Sandbox) {
        let mut socket = Socket::open(sandbox).await;
        let data = json!({"token": self.token, "session_id": self.session, "seq": self.seq});
        socket.say(json!({"op": 6, "d": data})).await;
        self.socket = Some(socket);
    }

    async fn reads_to_the_end(&mut self) -> &[Value] {
        for frame in self.socket.as_mut().unwrap().so_far().await {
            self.keep(&frame);
        }
        &self.read
    }
}

/// Something happens that somebody hears of.
async fn happens(bot: &Client, ana: &Client, rooms: &[String; 2], number: u64, chance: u64) {
    let text = json!({"content": number.to_string()});
    match chance % 4 {
        0 => drop(bot.says(&rooms[0], text).await),
        1 => drop(ana.says(&rooms[0], text).await),
        2 => drop(ana.says(&rooms[1], text).await),
        _ => {
            let said = bot.says(&rooms[0], text).await;
            let path = format!("/channels/{}/messages/{}", rooms[0], said["id"].as_str().unwrap());
            ana.put(&format!("{path}/reactions/%E2%9C%85/@me"), Value::Null)
                .await
                .good();
            bot.delete(&path).await.good();
        }
    }
}

#[tokio::test]
async fn who_resumes_reads_what_a_twin_reads_that_was_never_cut_off() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let direct = ana
        .post("/users/@me/channels", json!({"recipient_id": ana.bot}))
        .await
        .good();
    let rooms = [
        bot.channel("releases").await,
        direct["id"].as_str().unwrap().to_owned(),
    ];
    let (mut cut, mut twins) = (Vec::new(), Vec::new());
    for (token, shard) in [
        (sandbox.bot_token(), Some([0, 2])),
        (sandbox.bot_token(), Some([1, 2])),
        ("person-ana", None),
    ] {
        cut.push(Reader::identify(&sandbox, token, shard).await);
        twins.push(Reader::identify(&sandbox, token, shard).await);
    }
    let mut chance = Chance(17);
    for number in 0..ROUNDS {
        happens(&bot, &ana, &rooms, number, chance.next()).await;
        for reader in &mut cut {
            match (reader.socket.is_some(), chance.next() % 3) {
                (true, 0) => reader.breaks(),
                (true, _) => reader.read_some(chance.next() % 3).await,
                (false, 0) => {}
                (false, _) => reader.resumes(&sandbox).await,
            }
        }
    }
    let mut all = 0;
    for (reader, twin) in cut.iter_mut().zip(&mut twins) {
        reader.breaks();
        reader.resumes(&sandbox).await;
        let (read, wanted) = (reader.reads_to_the_end().await, twin.reads_to_the_end().await);
        assert_eq!(read, wanted);
        all += read.len();
    }
    assert!(all > 2 * ROUNDS as usize, "{all} events were read");
}
