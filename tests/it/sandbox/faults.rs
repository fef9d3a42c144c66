//! Every kind of fault: what it does to a client, where it stands in the history, and that the bot gets over it.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::sandbox;
use crate::database::{Database, on_both_databases};
use crate::story::{Person, Story};

const SEND: &str = "POST /channels/{id}/messages";
const GUILD_MESSAGES: u64 = 1 << 9;

async fn script(client: &Client, fault: Value) -> Value {
    client.control(Method::POST, "faults", Some(fault)).await.good()
}

/// What scripts did, by the history.
async fn done(client: &Client) -> Vec<Value> {
    let history = client.history().await;
    history
        .iter()
        .filter(|line| !line["fault"].is_null())
        .map(|line| line["fault"].clone())
        .collect()
}

#[tokio::test]
async fn what_was_done_to_a_request_stands_in_the_history() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let outages = bot.channel("outages").await;
    let messages = format!("/channels/{outages}/messages");
    for fault in [
        json!({"route": SEND, "status": 503, "delay_ms": 1}),
        json!({"route": SEND, "do_it_but_drop_answer": true}),
        json!({"route": SEND, "cut_body": true}),
        json!({"route": SEND, "delay_ms": 1}),
    ] {
        script(&bot, fault).await;
        // Whether an answer comes is a matter of the fault; all that counts here is the record.
        let _ = bot.try_post(&messages, json!({"content": "x"})).await;
    }
    let names: Vec<Value> = done(&bot)
        .await
        .iter()
        .map(|fault| fault["did"].clone())
        .collect();
    let wanted = [
        json!(["delay", "status"]),
        json!(["drop_answer"]),
        json!(["cut_body"]),
        json!(["delay"]),
    ];
    assert_eq!(names, wanted);
}

#[tokio::test]
async fn a_script_is_for_a_channel_by_chance_and_can_be_taken_back() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (outages, general) = (bot.channel("outages").await, bot.channel("general").await);
    let scripts = script(
        &bot,
        json!({"route": SEND, "channel": "outages", "status": 500, "times": 99}),
    )
    .await;
    bot.says(&general, json!({"content": "elsewhere"})).await;
    let path = format!("/channels/{outages}/messages");
    assert_eq!(bot.post(&path, json!({"content": "x"})).await.status, 500);
    let one = format!("faults/{}", scripts[0]["id"]);
    assert_eq!(bot.control(Method::DELETE, &one, None).await.good(), json!([]));
    assert_eq!(bot.control(Method::DELETE, &one, None).await.status, 400);
    bot.says(&outages, json!({"content": "x"})).await;
    let mut rows = Vec::new();
    for _ in 0..2 {
        let chance = json!({"route": SEND, "status": 500, "times": 99, "probability": 0.5, "seed": 7});
        script(&bot, chance).await;
        let mut row = Vec::new();
        for _ in 0..20 {
            row.push(bot.post(&path, json!({"content": "x"})).await.status);
        }
        rows.push(row);
        bot.control(Method::DELETE, "faults", None).await.good();
    }
    assert_eq!(rows[0], rows[1], "the same seed, the same story");
    assert!(rows[0].contains(&500) && rows[0].contains(&200), "{rows:?}");
}

#[tokio::test]
async fn events_come_late_twice_or_never_and_the_history_says_so() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES | 1 << 15).await;
    script(
        &bot,
        json!([{"deliver": "MESSAGE_CREATE", "delay_ms": 150}, {"deliver": "MESSAGE_CREATE", "copies": 2},
            {"deliver": "MESSAGE_CREATE", "copies": 0}]),
    )
    .await;
    for word in ["late", "twice", "never"] {
        ana.says(&outages, json!({"content": word})).await;
    }
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(ears.event("MESSAGE_CREATE").await["content"].clone());
    }
    assert_eq!(heard, ["twice", "twice", "late"]);
    let history = bot.history().await;
    let twisted: Vec<(u64, u64)> = history
        .iter()
        .filter(|line| line["kind"] == "dispatch" && !line["fault"].is_null())
        .map(|line| {
            (
                line["fault"]["copies"].as_u64().unwrap(),
                line["fault"]["delay_ms"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(twisted, [(1, 150), (2, 0), (0, 0)]);
    assert!(
        history
            .iter()
            .any(|line| line["kind"] == "late" && line["event"] == "MESSAGE_CREATE")
    );
}

#[tokio::test]
async fn the_clock_settles_only_when_nothing_is_kept_back() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let (_ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), GUILD_MESSAGES).await;
    script(&bot, json!({"deliver": "MESSAGE_CREATE", "delay_ms": 200})).await;
    ana.says(&outages, json!({"content": "late"})).await;
    bot.passes("1s").await;
    assert!(bot.history().await.iter().any(|line| line["kind"] == "late"));
}

#[tokio::test]
async fn a_resume_can_be_refused_and_the_server_can_be_away() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let (socket, ready) = Socket::identify(&sandbox, sandbox.bot_token(), 1 | GUILD_MESSAGES).await;
    drop(socket);
    script(&bot, json!({"refuse": "resume"})).await;
    let resume =
        json!({"op": 6, "d": {"token": sandbox.bot_token(), "session_id": ready["session_id"], "seq": 2}});
    let mut again = Socket::open(&sandbox).await;
    again.say(resume.clone()).await;
    assert_eq!(again.frame().await.unwrap()["op"], 9);
    again.say(resume).await;
    assert_eq!(again.frame().await.unwrap()["t"], "RESUMED", "once only");
    script(&bot, json!({"gateway": "outage"})).await;
    let gone = again.event("GUILD_DELETE").await;
    assert_eq!(
        (&gone["unavailable"], &gone["id"]),
        (&json!(true), &json!(bot.guild))
    );
    ana.says(&outages, json!({"content": "unheard"})).await;
    let (mut late, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1 | GUILD_MESSAGES).await;
    assert!(
        late.so_far().await.is_empty(),
        "no server for those who come meanwhile"
    );
    script(&bot, json!({"gateway": "outage_over"})).await;
    for socket in [&mut again, &mut late] {
        let heard = socket.so_far().await;
        let names: Vec<&Value> = heard.iter().map(|event| &event["t"]).collect();
        assert_eq!(names, ["GUILD_CREATE"]);
    }
    let names: Vec<Value> = done(&bot).await;
    assert_eq!(names, ["refuse_resume", "outage", "outage_over"]);
}

#[tokio::test]
async fn the_date_of_answers_is_the_sandboxs_unless_it_is_skewed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let date = async || {
        bot.get("/users/@me").await.headers["date"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(date().await, "Tue, 24 Nov 2026 08:00:00 GMT");
    script(&bot, json!({"date_skew": "23h"})).await;
    assert_eq!(date().await, "Wed, 25 Nov 2026 07:00:00 GMT");
    script(&bot, json!({"date_skew": "-5m"})).await;
    assert_eq!(date().await, "Tue, 24 Nov 2026 07:55:00 GMT");
    assert_eq!(done(&bot).await, ["date_skew", "date_skew"]);
    bot.control(Method::DELETE, "faults", None).await.good();
    assert_eq!(date().await, "Tue, 24 Nov 2026 08:00:00 GMT");
    let bad = bot
        .control(Method::POST, "faults", Some(json!({"date_skew": "soon"})))
        .await;
    assert_eq!(bad.status, 400);
}

pub(super) async fn strike(story: &Story, fault: Value) {
    let url = format!("{}/sandbox/faults", story.sandbox.url());
    let answer = story.http.post(url).json(&fault).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// A story at a checklist: the release is deployed on pre-prod, and nothing of its smoke test is passed.
pub(super) async fn at_a_checklist(db: Database) -> (Story, Arc<Person>) {
    let story = Story::begin(db).await;
    let ana = story.person("ana").await;
    ana.says("!release start myportfolio mahara-minor 22.04.2").await;
    ana.presses("Image tag…").await;
    ana.fills(&[("text", "22.04.2-r1")]).await;
    ana.presses("Deployed on pre-prod").await;
    (story, ana)
}

/// How many items the smoke test's three lists say are passed, and how many lists there are.
pub(super) async fn passed(story: &Story) -> (usize, usize) {
    let shown = story.read("#1").await;
    let lists = shown
        .lines()
        .filter(|line| line.contains("**Smoke test on pre-prod · "));
    let counts: Vec<usize> = lists
        .map(|line| {
            let count = line
                .split("** · ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next()?.parse().ok());
            count.unwrap_or_else(|| panic!("no count in {line:?}"))
        })
        .collect();
    (counts.iter().sum(), counts.len())
}

/// Presses the newest Pass as a client does that waits for nothing; says how it ended.
pub(super) async fn presses_pass(story: &Story, ana: &Person, nonce: &str) -> String {
    let control = ana
        .find_control(|control| control.component["label"] == "Pass")
        .await
        .unwrap();
    let bot = Client::bot(&story.sandbox);
    let body = json!({
        "type": 3, "application_id": bot.bot, "guild_id": bot.guild, "channel_id": control.channel,
        "session_id": "story", "nonce": nonce, "message_id": control.message, "message_flags": control.flags,
        "data": {"component_type": 2, "custom_id": control.component["custom_id"]},
    });
    let sent = Client::person(&story.sandbox, "ana")
        .post("/interactions", body)
        .await;
    sent.good();
    let ended = ana.wait_for(0, |event| {
        let over = event["t"] == "INTERACTION_SUCCESS" || event["t"] == "INTERACTION_FAILURE";
        over && event["d"]["nonce"] == nonce
    });
    ended.await["t"].as_str().unwrap().to_owned()
}

/// Whatever happens to the bot's requests while it answers a press: the press counts once, the card says so.
async fn the_bot_gets_over_broken_requests(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let busy = json!({"message": "x", "retry_after": 0.05, "global": false});
    for (n, mut fault) in [
        json!({"status": 500, "body": "no JSON as one knows it"}),
        json!({"status": 429, "headers": {"retry-after": "0"}, "body": busy}),
        json!({"status": 502, "times": 2}),
        json!({"cut_body": true}),
        json!({"do_it_but_drop_answer": true}),
        json!({"delay_ms": 300}),
        json!({"status": 503, "times": 20, "probability": 0.5, "seed": 3}),
    ]
    .into_iter()
    .enumerate()
    {
        fault["regex"] = json!("^(POST|PATCH) ");
        strike(&story, fault.clone()).await;
        presses_pass(&story, &ana, &format!("broken-{n}")).await;
        story.settle().await;
        assert_eq!(passed(&story).await, (n + 1, 3), "{fault}");
        clear(&story).await;
    }
    story.end().await;
}
on_both_databases!(the_bot_gets_over_broken_requests);

/// A press that comes twice counts once, one that comes too late counts although nobody answered it in time, and one
/// that never comes can be pressed again.
async fn the_bot_gets_over_events_that_come_twice_late_or_never(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let name = "INTERACTION_CREATE";
    strike(&story, json!({"deliver": name, "copies": 3})).await;
    assert_eq!(presses_pass(&story, &ana, "thrice").await, "INTERACTION_SUCCESS");
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3));
    strike(&story, json!({"deliver": name, "copies": 0})).await;
    assert_eq!(presses_pass(&story, &ana, "never").await, "INTERACTION_FAILURE");
    story.settle().await;
    assert_eq!(passed(&story).await, (1, 3), "what never came does not count");
    assert_eq!(presses_pass(&story, &ana, "again").await, "INTERACTION_SUCCESS");
    strike(&story, json!({"deliver": name, "delay_ms": 3300})).await;
    assert_eq!(presses_pass(&story, &ana, "late").await, "INTERACTION_FAILURE");
    // Nobody waits for what was given up; it is done soon all the same.
    let counted = async {
        while passed(&story).await != (3, 3) {
            story.settle().await;
        }
    };
    let patience = std::time::Duration::from_secs(10);
    let seen = tokio::time::timeout(patience, counted).await;
    seen.expect("late, and counted, and the card says so");
    story.end().await;
}
on_both_databases!(the_bot_gets_over_events_that_come_twice_late_or_never);

/// Whatever becomes of the bot's connection, the next press counts, and what is said in between is answered where
/// Discord plays it again.
async fn the_bot_gets_over_a_lost_gateway(db: Database) {
    let (story, ana) = at_a_checklist(db).await;
    let bot = Client::bot(&story.sandbox);
    // What is done, and by which opcode the bot comes back: RESUME, IDENTIFY, or it never went.
    for (n, (faults, back)) in [
        (json!([{"gateway": "drop"}]), 6),
        (json!([{"gateway": "reconnect"}]), 6),
        (json!([{"gateway": "close", "code": 4000}]), 6),
        (json!([{"refuse": "resume"}, {"gateway": "drop"}]), 2),
        (json!([{"gateway": "invalid_session"}]), 2),
        (json!([{"gateway": "outage"}, {"gateway": "outage_over"}]), 0),
        (json!([{"date_skew": "23h"}]), 0),
    ]
    .into_iter()
    .enumerate()
    {
        let before = said(&bot, back).await;
        strike(&story, faults.clone()).await;
        while back != 0 && said(&bot, back).await == before {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            presses_pass(&story, &ana, &format!("lost-{n}")).await,
            "INTERACTION_SUCCESS",
            "{faults}"
        );
        story.settle().await;
        assert_eq!(passed(&story).await, (n + 1, 3), "{faults}");
        clear(&story).await;
    }
    story.end().await;
}
on_both_databases!(the_bot_gets_over_a_lost_gateway);

/// How often the bot's sockets sent this opcode.
async fn said(bot: &Client, opcode: u64) -> usize {
    let history = bot.history().await;
    history.iter().filter(|line| line["op"] == opcode).count()
}

pub(super) async fn clear(story: &Story) {
    let url = format!("{}/sandbox/faults", story.sandbox.url());
    story.http.delete(url).send().await.unwrap();
}
