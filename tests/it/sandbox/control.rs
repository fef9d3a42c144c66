//! The gateway's manners, and the control routes: clock, history, faults.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::{BEGIN, sandbox};

const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;

#[tokio::test]
pub(super) async fn the_gateway_closes_with_the_code_for_what_went_wrong() {
    let sandbox = sandbox().await;
    let token = sandbox.bot_token().to_owned();
    let identify = |more: Value| {
        let mut data = json!({"token": token, "intents": 1, "properties": {}});
        data.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"op": 2, "d": data})
    };
    for (said, code) in [
        (vec![identify(json!({"token": "wrong"}))], 4004),
        (vec![identify(json!({"intents": 1_u64 << 40}))], 4013),
        (vec![identify(json!({"intents": null}))], 4013),
        (vec![identify(json!({"shard": [1, 1]}))], 4010),
        (vec![identify(json!({})), identify(json!({}))], 4005),
        (vec![json!({"op": 3, "d": {}})], 4003),
        (vec![identify(json!({})), json!({"op": 99, "d": {}})], 4001),
        (vec![json!({"op": 2, "d": "x".repeat(5000)})], 4002),
        (vec![json!({"op": 1, "d": null}); 121], 4008),
    ] {
        let mut socket = Socket::open(&sandbox).await;
        let first = said[0].to_string();
        for payload in said {
            socket.say(payload).await;
        }
        assert_eq!(
            socket.closing().await,
            Some(code),
            "{}",
            &first[..first.len().min(80)]
        );
    }
    let mut socket = Socket::open(&sandbox).await;
    socket.say_text("no JSON".into()).await;
    assert_eq!(socket.closing().await, Some(4002));
}

#[tokio::test]
async fn a_resume_plays_what_was_missed_and_nothing_twice() {
    let sandbox = sandbox().await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let intents = GUILD_MESSAGES | 1 << 15;
    let (mut socket, ready) = Socket::identify(&sandbox, sandbox.bot_token(), intents).await;
    ana.says(&releases, json!({"content": "one"})).await;
    let (seq, _) = socket.numbered_event("MESSAGE_CREATE").await;
    socket.close(4000).await;
    ana.says(&releases, json!({"content": "two"})).await;
    let resume = |seq: u64| json!({"op": 6, "d": {"token": sandbox.bot_token(), "session_id": ready["session_id"], "seq": seq}});
    let mut again = Socket::open(&sandbox).await;
    again.say(resume(seq)).await;
    let played = again.frame().await.unwrap();
    assert_eq!(
        (&played["d"]["content"], played["s"].as_u64()),
        (&json!("two"), Some(seq + 1))
    );
    assert_eq!(again.frame().await.unwrap()["t"], "RESUMED");
    let mut future = Socket::open(&sandbox).await;
    future.say(resume(seq + 100)).await;
    assert_eq!(future.closing().await, Some(4007));
}

#[tokio::test]
async fn a_session_that_said_goodbye_cannot_be_resumed() {
    let sandbox = sandbox().await;
    let (socket, ready) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    socket.close(1000).await;
    let client = Client::bot(&sandbox);
    while !client.history().await.iter().any(|line| line["close"] == 1000) {
        tokio::task::yield_now().await;
    }
    let mut again = Socket::open(&sandbox).await;
    let resume = json!({"token": sandbox.bot_token(), "session_id": ready["session_id"], "seq": 2});
    again.say(json!({"op": 6, "d": resume})).await;
    assert_eq!(
        again.frame().await.unwrap(),
        json!({"t": null, "s": null, "op": 9, "d": false})
    );
    again
        .say(json!({"op": 2, "d": {"token": sandbox.bot_token(), "intents": 1, "properties": {}}}))
        .await;
    again.event("READY").await;
}

#[tokio::test]
async fn a_bot_hears_what_its_intents_ask_for() {
    let sandbox = sandbox().await;
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let (mut blind, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    let (mut deaf, _) = Socket::identify(&sandbox, sandbox.bot_token(), DIRECT_MESSAGES).await;
    ana.says(&releases, json!({"content": "secret"})).await;
    assert_eq!(blind.event("MESSAGE_CREATE").await["content"], "");
    assert!(
        deaf.so_far().await.is_empty(),
        "not even the server, without the intent"
    );
    let mention = format!("<@{}> hello", ana.bot);
    ana.says(&releases, json!({"content": mention})).await;
    assert_eq!(blind.event("MESSAGE_CREATE").await["content"], mention);
}

#[tokio::test]
async fn the_clock_is_read_set_advanced_and_refuses_nonsense() {
    let sandbox = sandbox().await;
    let client = Client::bot(&sandbox);
    let clock = async |body: Value| client.control(Method::POST, "clock", Some(body)).await;
    let shown = client.control(Method::GET, "clock", None).await.good();
    assert_eq!(
        shown,
        json!({"now": BEGIN.replace('Z', ".000Z"), "paused": true, "next": null, "sent": {}})
    );
    let later = clock(json!({"advance": "2h 30m"})).await.good();
    assert_eq!(
        later,
        json!({"now": "2026-11-24T10:30:00.000Z", "paused": true, "settled": true, "next": null, "sent": {}})
    );
    let set = clock(json!({"set": "2026-12-01T00:00:00+13:00"})).await.good();
    assert_eq!(set["now"], "2026-11-30T11:00:00.000Z");
    assert_eq!(clock(json!({"pause": false})).await.good()["paused"], false);
    for bad in [
        json!({}),
        json!({"advance": "soon"}),
        json!({"set": 7}),
        json!({"pause": "no"}),
        json!({"jump": "1h"}),
    ] {
        let refused = clock(bad.clone()).await;
        assert_eq!(refused.status, 400, "{bad}");
        assert!(
            refused.body.to_string().contains('.'),
            "a sentence: {}",
            refused.body
        );
    }
}

#[tokio::test]
async fn a_moved_clock_waits_for_the_bots_answer() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let releases = bot.channel("releases").await;
    let row =
        json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "Pass", "custom_id": "pass"}]}]);
    let card = bot
        .says(&releases, json!({"content": "card", "components": row}))
        .await;
    ana.presses(&card, "pass").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    let mut moved = std::pin::pin!(bot.control(Method::POST, "clock", Some(json!({"advance": "1m"}))));
    let early = tokio::time::timeout(std::time::Duration::from_millis(100), &mut moved).await;
    assert!(early.is_err(), "it waits for the answer");
    let path = format!(
        "/interactions/{}/{}/callback",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    );
    bot.post(&path, json!({"type": 6})).await.good();
    assert_eq!(moved.await.good()["settled"], true);
}

#[tokio::test]
async fn a_moved_clock_lets_the_bot_read_first_what_was_said() {
    let sandbox = sandbox().await;
    let client = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    let mut moved = std::pin::pin!(client.control(Method::POST, "clock", Some(json!({"advance": "1m"}))));
    let asked = async { while ears.frame().await.unwrap()["op"] != 1 {} };
    tokio::select! { _ = &mut moved => panic!("it asks for a heartbeat first"), () = asked => () }
    let now = client.control(Method::GET, "clock", None).await.good();
    assert_eq!(
        now["now"],
        BEGIN.replace('Z', ".000Z"),
        "and does not move before it comes"
    );
    let answering = async {
        loop {
            ears.say(json!({"op": 1, "d": null})).await;
            while ears.frame().await.unwrap()["op"] != 1 {}
        }
    };
    let many_moves = async {
        assert_eq!(moved.await.good()["settled"], true);
        for _ in 0..70 {
            client.passes("1s").await;
        }
    };
    // More heartbeats than a client may send of its own accord: those asked for are no haste.
    tokio::select! { () = many_moves => (), () = answering => unreachable!("it answers for ever") }
}

#[tokio::test]
async fn faults_strike_the_bot_as_scripted() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let script = async |fault: Value| bot.control(Method::POST, "faults", Some(fault)).await.good();
    let route = "POST /channels/{id}/messages";
    script(json!({"route": route, "status": 503, "headers": {"Retry-After": "7"}, "body": {"message": "upstream"}})).await;
    ana.says(&releases, json!({"content": "people are spared"})).await;
    let broken = bot.post(&messages, json!({"content": "x"})).await;
    assert_eq!(
        (broken.status, &broken.body["message"]),
        (503, &json!("upstream"))
    );
    assert_eq!(broken.headers["retry-after"], "7");
    script(json!({"route": route, "do_it_but_drop_answer": true})).await;
    assert!(
        bot.try_post(&messages, json!({"content": "done all the same"}))
            .await
            .is_err()
    );
    script(json!({"route": route, "cut_body": true})).await;
    assert!(
        bot.try_post(&messages, json!({"content": "half an answer"}))
            .await
            .is_err()
    );
    let listed = bot.get(&messages).await.good();
    let texts: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["content"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        ["half an answer", "done all the same", "people are spared"]
    );
    script(json!({"route": route, "hang": true})).await;
    let hanging = bot.try_post(&messages, json!({"content": "x"}));
    assert!(
        tokio::time::timeout(std::time::Duration::from_millis(100), hanging)
            .await
            .is_err()
    );
    script(json!({"route": route, "status": 500, "times": 9})).await;
    bot.control(Method::DELETE, "faults", None).await.good();
    bot.says(&releases, json!({"content": "well again"})).await;
    let bad = bot
        .control(Method::POST, "faults", Some(json!({"gateway": "explode"})))
        .await;
    assert_eq!(bad.status, 400);
}

#[tokio::test]
async fn gateway_faults_reach_the_bots_sockets() {
    let sandbox = sandbox().await;
    let client = Client::bot(&sandbox);
    let script = async |fault: Value| client.control(Method::POST, "faults", Some(fault)).await.good();
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    script(json!({"gateway": "reconnect"})).await;
    assert_eq!(socket.so_far().await.last().unwrap()["op"], 7);
    script(json!({"gateway": "invalid_session"})).await;
    assert_eq!(socket.so_far().await.last().unwrap()["op"], 9);
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    script(json!({"gateway": "close", "code": 4009})).await;
    assert_eq!(socket.closing().await, Some(4009));
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    script(json!({"gateway": "drop"})).await;
    assert_eq!(socket.closing().await, None);
    let ana = Client::person(&sandbox, "ana");
    let releases = ana.channel("releases").await;
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    script(json!([{"deliver": "MESSAGE_CREATE", "copies": 2}, {"deliver": "MESSAGE_CREATE", "copies": 0}]))
        .await;
    ana.says(&releases, json!({"content": "twice"})).await;
    ana.says(&releases, json!({"content": "never"})).await;
    let heard = socket.so_far().await;
    assert_eq!(
        heard
            .iter()
            .filter(|event| event["t"] == "MESSAGE_CREATE")
            .count(),
        2
    );
}

#[tokio::test]
async fn the_history_tells_all_but_the_tokens() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let (_socket, _) = Socket::identify(&sandbox, "person-ben", 0).await;
    let releases = bot.channel("releases").await;
    ana.says(&releases, json!({"content": "hello"})).await;
    let history = bot.history().await;
    let said = history.iter().find(|line| line["who"] == "ana").unwrap();
    assert_eq!((&said["method"], &said["status"]), (&json!("POST"), &json!(200)));
    assert_eq!(
        (&said["request"]["content"], &said["response"]["content"]),
        (&json!("hello"), &json!("hello"))
    );
    let heard = history
        .iter()
        .find(|line| line["event"] == "MESSAGE_CREATE")
        .unwrap();
    assert_eq!(heard["to"], json!(["ben"]));
    let all = bot.text_at(&format!("{}/sandbox/history", bot.url)).await.1;
    assert!(!all.contains("person-ana") && !all.contains("person-ben") && !all.contains(sandbox.bot_token()));
    let last = history.last().unwrap()["n"].as_u64().unwrap();
    assert_eq!(
        bot.text_at(&format!("{}/sandbox/history?after={last}", bot.url))
            .await
            .1,
        ""
    );
}

#[tokio::test]
async fn the_page_is_served_and_strangers_are_not() {
    let sandbox = sandbox().await;
    let client = Client::bot(&sandbox);
    let (status, page) = client.text_at(&client.url).await;
    assert!(status == 200 && page.contains("<!doctype html>"), "{page}");
    assert_eq!(client.text_at(&format!("{}/etc/passwd", client.url)).await.0, 404);
    let foreign = reqwest::Client::builder().no_proxy().build().unwrap();
    let people = format!("{}/sandbox/people", client.url);
    let rebound = foreign
        .get(&people)
        .header("host", "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(rebound.status(), 403);
    let posted = foreign
        .post(format!("{}/sandbox/clock", client.url))
        .header("origin", "https://evil.example");
    assert_eq!(
        posted.body("{\"advance\":\"1h\"}").send().await.unwrap().status(),
        403
    );
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_stops_at_once() {
    let settings = gonogo::sandbox::Settings {
        listen: "0.0.0.0:0".parse().unwrap(),
        clock: gonogo::clock::Clock::flowing(),
        people: Vec::new(),
        rate_limits: true,
        keep_history: false,
    };
    assert!(gonogo::sandbox::start(settings).await.is_err());
    let sandbox = sandbox().await;
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1).await;
    let began = std::time::Instant::now();
    sandbox.stop().await;
    assert!(
        began.elapsed() < std::time::Duration::from_millis(400),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(socket.closing().await, None);
}
