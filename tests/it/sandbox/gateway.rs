//! The gateway beyond its manners: packed frames, how often one may identify, which intents are allowed, shards, and
//! resumes that lose and double nothing.

use flate2::{Decompress, FlushDecompress};
use gonogo::sandbox::Sandbox;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::client::Client;
use super::person::Socket;
use super::{sandbox, sandbox_with};

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
const MESSAGE_CONTENT: u64 = 1 << 15;

fn identify(sandbox: &Sandbox, more: Value) -> Value {
    let mut data =
        json!({"token": sandbox.bot_token(), "intents": GUILDS | GUILD_MESSAGES, "properties": {}});
    data.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"op": 2, "d": data})
}

fn unpack(stream: &mut Decompress, packed: &[u8]) -> Value {
    let mut text = Vec::with_capacity(1 << 22);
    stream
        .decompress_vec(packed, &mut text, FlushDecompress::Sync)
        .unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn binary(frame: Option<Message>) -> Vec<u8> {
    match frame {
        Some(Message::Binary(bytes)) => bytes.to_vec(),
        other => panic!("not packed: {other:?}"),
    }
}

#[tokio::test]
async fn a_packed_transport_is_one_stream_from_the_hello_on() {
    let sandbox = sandbox().await;
    let mut socket = Socket::asking(&sandbox.url(), "v=10&encoding=json&compress=zlib-stream").await;
    let mut stream = Decompress::new(true);
    let mut next = async |socket: &mut Socket| {
        let packed = binary(socket.raw().await);
        assert!(packed.ends_with(&[0, 0, 0xFF, 0xFF]), "flushed");
        unpack(&mut stream, &packed)
    };
    assert_eq!(next(&mut socket).await["op"], 10);
    // Packed payloads on top of it are not for the asking: the stream stays what it is.
    socket.say(identify(&sandbox, json!({"compress": true}))).await;
    assert_eq!(next(&mut socket).await["t"], "READY");
    assert_eq!(next(&mut socket).await["t"], "GUILD_CREATE");
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    ana.says(&releases, json!({"content": "short"})).await;
    assert_eq!(next(&mut socket).await["t"], "MESSAGE_CREATE");
}

#[tokio::test]
async fn packed_payloads_stand_alone_and_short_ones_are_text() {
    let sandbox = sandbox().await;
    let mut socket = Socket::open(&sandbox).await;
    socket.say(identify(&sandbox, json!({"compress": true}))).await;
    let mut packed = Vec::new();
    while packed.last() != Some(&json!("GUILD_CREATE")) {
        match socket.raw().await.unwrap() {
            Message::Binary(bytes) => packed.push(unpack(&mut Decompress::new(true), &bytes)["t"].clone()),
            other => assert!(other.into_text().unwrap().len() < 1024),
        }
    }
    socket.say(json!({"op": 1, "d": null})).await;
    assert_eq!(socket.frame().await.unwrap()["op"], 11, "a short one");
}

#[tokio::test]
async fn what_the_sandbox_does_not_speak_is_closed_at_once() {
    let sandbox = sandbox().await;
    for query in ["v=5&encoding=json", "v=10&encoding=etf"] {
        let mut socket = Socket::asking(&sandbox.url(), query).await;
        assert_eq!(socket.closing().await, Some(4012), "{query}");
    }
}

/// Some libraries (hikari) send their payloads as bytes.
#[tokio::test]
async fn what_is_said_in_bytes_is_read_as_text() {
    let sandbox = sandbox().await;
    let mut socket = Socket::open(&sandbox).await;
    socket
        .say_bytes(identify(&sandbox, json!({})).to_string().into_bytes())
        .await;
    socket.event("READY").await;
    socket.say_bytes(vec![0xFF, 0xFE]).await;
    assert_eq!(socket.closing().await, Some(4002));
}

#[tokio::test]
async fn a_token_can_begin_with_the_bots_id() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let world = bot.control(Method::GET, "world", None).await.good();
    let token = world["bot_token_with_id"].as_str().unwrap();
    let id = token.split('.').next().unwrap();
    let id = base64::Engine::decode(&base64::prelude::BASE64_STANDARD_NO_PAD, id).unwrap();
    assert_eq!(String::from_utf8(id).unwrap(), bot.bot);
    assert_eq!(token.split('.').count(), 3);
    Socket::identify(&sandbox, token, GUILDS).await;
    let same = bot.clone().under(&format!("Bot {token}"));
    assert_eq!(same.get("/users/@me").await.good()["id"], bot.bot);
}

#[tokio::test]
async fn whoever_falls_silent_is_put_out_and_may_come_back() {
    let sandbox = sandbox().await;
    let client = Client::bot(&sandbox);
    let quick = json!({"gateway": "heartbeat", "ms": 60});
    client.control(Method::POST, "faults", Some(quick)).await.good();
    let mut socket = Socket::asking(&sandbox.url(), "v=10").await;
    assert_eq!(socket.frame().await.unwrap()["d"]["heartbeat_interval"], 60);
    socket.say(identify(&sandbox, json!({}))).await;
    let ready = socket.event("READY").await;
    assert_eq!(socket.closing().await, Some(4009));
    client.control(Method::DELETE, "faults", None).await.good();
    let mut again = Socket::open(&sandbox).await;
    let resume = json!({"token": sandbox.bot_token(), "session_id": ready["session_id"], "seq": 2});
    again.say(json!({"op": 6, "d": resume})).await;
    assert_eq!(again.frame().await.unwrap()["t"], "RESUMED");
}

#[tokio::test]
pub(super) async fn one_identify_in_five_seconds() {
    let sandbox = sandbox_with(true).await;
    let mut first = Socket::open(&sandbox).await;
    first.say(identify(&sandbox, json!({}))).await;
    first.event("READY").await;
    let mut second = Socket::open(&sandbox).await;
    second.say(identify(&sandbox, json!({}))).await;
    let invalid = json!({"t": null, "s": null, "op": 9, "d": false});
    assert_eq!(second.frame().await.unwrap(), invalid);
    let (mut page, _) = Socket::identify(&sandbox, "person-ana", 0).await;
    page.event("GUILD_CREATE").await;
    let left = Client::bot(&sandbox).get("/gateway/bot").await.good();
    assert_eq!(left["session_start_limit"]["remaining"], 998);
}

#[tokio::test]
pub(super) async fn after_a_thousand_identifies_the_token_is_worth_nothing() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let mut session = Socket::open(&sandbox).await;
    session.say(identify(&sandbox, json!({}))).await;
    session.event("READY").await;
    let mut sent = 1;
    let mut last = None;
    while sent < 1000 {
        let mut socket = Socket::open(&sandbox).await;
        for _ in 0..119.min(1000 - sent) {
            socket.say(identify(&sandbox, json!({}))).await;
            assert_eq!(socket.frame().await.unwrap()["op"], 9);
            sent += 1;
        }
        last = Some(socket);
    }
    bot.get("/users/@me").await.good();
    let mut socket = last.unwrap();
    socket.say(identify(&sandbox, json!({}))).await;
    assert_eq!(socket.closing().await, Some(4004));
    assert_eq!(
        session.closing().await,
        Some(4004),
        "the session that ran is ended as well"
    );
    assert_eq!(bot.get("/users/@me").await.refusal(), (401, 0));
    let world = bot.control(Method::GET, "world", None).await.good();
    let token = world["bot_token"].as_str().unwrap().to_owned();
    bot.under(&format!("Bot {token}")).get("/users/@me").await.good();
}

#[tokio::test]
async fn privileged_intents_are_for_those_who_have_them() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let ana = Client::person(&sandbox, "ana");
    let releases = bot.channel("releases").await;
    ana.says(&releases, json!({"content": "between us"})).await;
    let ask = json!({"privileged_intents": []});
    bot.control(Method::POST, "bot", Some(ask)).await.good();
    for (intents, code) in [(MESSAGE_CONTENT, 4014), (1 << 1, 4014), (1 << 8, 4014)] {
        let mut socket = Socket::open(&sandbox).await;
        socket.say(identify(&sandbox, json!({"intents": intents}))).await;
        assert_eq!(socket.closing().await, Some(code), "{intents}");
    }
    let (_, ready) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    assert_eq!(ready["application"]["flags"], 0);
    let listed = bot.get(&format!("/channels/{releases}/messages")).await.good();
    assert_eq!(listed[0]["content"], "", "REST hides it as well");
    let members = format!("/guilds/{}/members", bot.guild);
    assert_eq!(bot.get(&members).await.refusal(), (403, 50001));
    let own = bot.says(&releases, json!({"content": "mine"})).await;
    let path = format!("/channels/{releases}/messages/{}", own["id"].as_str().unwrap());
    assert_eq!(bot.get(&path).await.good()["content"], "mine");
    let some = json!({"privileged_intents": ["MESSAGE_CONTENT"]});
    bot.control(Method::POST, "bot", Some(some)).await.good();
    let (_, ready) = Socket::identify(&sandbox, sandbox.bot_token(), MESSAGE_CONTENT).await;
    assert_eq!(ready["application"]["flags"], 1 << 19);
    let nonsense = json!({"privileged_intents": ["TELEPATHY"]});
    assert_eq!(bot.control(Method::POST, "bot", Some(nonsense)).await.status, 400);
}

#[tokio::test]
async fn the_server_is_one_shards_and_direct_messages_are_the_firsts() {
    let sandbox = sandbox().await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let direct = ana
        .post("/users/@me/channels", json!({"recipient_id": ana.bot}))
        .await
        .good();
    let home = (sandbox.guild_id() >> 22) % 2;
    let mut shards = Vec::new();
    for index in 0..2 {
        let mut socket = Socket::open(&sandbox).await;
        let intents = GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES | MESSAGE_CONTENT;
        let asked = json!({"intents": intents, "shard": [index, 2]});
        socket.say(identify(&sandbox, asked)).await;
        assert_eq!(socket.event("READY").await["shard"], json!([index, 2]));
        shards.push(socket);
    }
    ana.says(&releases, json!({"content": "server"})).await;
    ana.says(direct["id"].as_str().unwrap(), json!({"content": "direct"}))
        .await;
    for (index, socket) in shards.iter_mut().enumerate() {
        let heard = socket.so_far().await;
        let words: Vec<&str> = heard
            .iter()
            .filter_map(|event| event["d"]["content"].as_str())
            .collect();
        let mut wanted = Vec::new();
        if index as u64 == home {
            wanted.push("server");
        }
        if index == 0 {
            wanted.push("direct");
        }
        assert_eq!(words, wanted, "shard {index}");
    }
}

/// The socket breaks after every few events, sometimes in the middle of a replay, and the client resumes from what it
/// read last.
#[tokio::test]
async fn resumes_lose_and_double_nothing() {
    let sandbox = sandbox().await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let intents = GUILDS | GUILD_MESSAGES | MESSAGE_CONTENT;
    let (mut socket, ready) = Socket::identify(&sandbox, sandbox.bot_token(), intents).await;
    let (mut seq, mut read) = (1, Vec::new());
    for round in 0..30_u64 {
        for n in 0..round % 5 {
            ana.says(&releases, json!({"content": format!("{round}.{n}")}))
                .await;
        }
        // So many frames are read before the connection breaks.
        for _ in 0..round * 7 % 4 {
            let Ok(frame) = tokio::time::timeout(std::time::Duration::from_millis(20), socket.frame()).await
            else {
                break;
            };
            let frame = frame.unwrap();
            take(&frame, &mut seq, &mut read);
        }
        drop(socket);
        socket = Socket::open(&sandbox).await;
        let resume = json!({"token": sandbox.bot_token(), "session_id": ready["session_id"], "seq": seq});
        socket.say(json!({"op": 6, "d": resume})).await;
    }
    for frame in socket.so_far().await {
        take(&frame, &mut seq, &mut read);
    }
    let wanted: Vec<String> = (0..30_u64)
        .flat_map(|round| (0..round % 5).map(move |n| format!("{round}.{n}")))
        .collect();
    assert_eq!(read, wanted);
}

/// Reads a frame as a client does: numbers go up by one, messages are kept.
fn take(frame: &Value, seq: &mut u64, read: &mut Vec<String>) {
    let Some(number) = frame["s"].as_u64() else { return };
    assert_eq!(number, *seq + 1, "{frame}");
    *seq = number;
    if frame["t"] == "MESSAGE_CREATE" {
        read.push(frame["d"]["content"].as_str().unwrap().to_owned());
    }
}

#[tokio::test]
async fn a_resume_wants_the_right_token_and_a_session_that_is_still_there() {
    let sandbox = sandbox().await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let (socket, ready) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    drop(socket);
    let try_with = async |token: &str, session: &Value, seq: u64| {
        let mut socket = Socket::open(&sandbox).await;
        let data = json!({"token": token, "session_id": session, "seq": seq});
        socket.say(json!({"op": 6, "d": data})).await;
        socket.frame().await
    };
    let session = &ready["session_id"];
    assert_eq!(try_with("wrong", session, 1).await, Err(Some(4004)));
    assert_eq!(
        try_with("person-ana", session, 1).await.unwrap()["op"],
        9,
        "somebody else's"
    );
    assert_eq!(
        try_with(sandbox.bot_token(), &json!("none"), 1).await.unwrap()["op"],
        9
    );
    // More is missed than the gateway keeps.
    for n in 0..2001 {
        ana.says(&releases, json!({"content": n.to_string()})).await;
    }
    assert_eq!(try_with(sandbox.bot_token(), session, 1).await.unwrap()["op"], 9);
}
