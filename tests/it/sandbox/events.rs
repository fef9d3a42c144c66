//! Scheduled events: who may plan them, what they may say, and how they come and go by the clock.

use serde_json::{Value, json};

use super::client::Client;
use super::person::Socket;
use super::{BEGIN, sandbox};

const SCHEDULED_EVENTS: u64 = 1 << 16;

/// An event from one hour on, for two hours.
fn planned() -> Value {
    json!({
        "name": "MyPortfolio is away", "description": "Mahara 22.04.2", "privacy_level": 2, "entity_type": 3,
        "entity_metadata": {"location": "myportfolio.school.nz"},
        "scheduled_start_time": "2026-11-24T09:00:00Z", "scheduled_end_time": "2026-11-24T11:00:00+00:00",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut body = planned();
    body[key] = value;
    body
}

fn path(client: &Client) -> String {
    format!("/guilds/{}/scheduled-events", client.guild)
}

fn one(client: &Client, event: &Value) -> String {
    format!("{}/{}", path(client), event["id"].as_str().unwrap())
}

#[tokio::test]
async fn an_event_is_planned_listed_changed_and_removed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let made = bot.post(&path(&bot), planned()).await.good();
    assert_eq!(made["status"], 1);
    assert_eq!(made["scheduled_end_time"], "2026-11-24T11:00:00.000000+00:00");
    assert_eq!(made["creator"]["username"], "gonogo");
    let moved = json!({"scheduled_start_time": "2026-11-24T10:00:00Z", "description": null});
    let moved = bot.patch(&one(&bot, &made), moved).await.good();
    assert_eq!(
        (
            &moved["scheduled_start_time"],
            &moved["description"],
            &moved["name"]
        ),
        (
            &json!("2026-11-24T10:00:00.000000+00:00"),
            &Value::Null,
            &made["name"]
        )
    );
    let ana = Client::person(&sandbox, "ana");
    assert_eq!(
        ana.get(&path(&ana)).await.good(),
        json!([moved]),
        "people see it too"
    );
    bot.delete(&one(&bot, &made)).await.good();
    assert_eq!(bot.get(&one(&bot, &made)).await.refusal(), (404, 10070));
    assert_eq!(bot.get(&path(&bot)).await.good(), json!([]));
}

#[tokio::test]
async fn it_begins_and_ends_by_the_clock_and_everybody_with_the_intent_hears() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), SCHEDULED_EVENTS).await;
    let (mut deaf, _) = Socket::identify(&sandbox, sandbox.bot_token(), 1 << 9).await;
    let made = bot.post(&path(&bot), planned()).await.good();
    assert_eq!(ears.event("GUILD_SCHEDULED_EVENT_CREATE").await["id"], made["id"]);
    for (time, status) in [("1h", 2), ("2h", 3)] {
        bot.passes(time).await;
        assert_eq!(ears.event("GUILD_SCHEDULED_EVENT_UPDATE").await["status"], status);
    }
    assert_eq!(
        bot.get(&path(&bot)).await.good(),
        json!([]),
        "what is over is in no list"
    );
    assert_eq!(bot.get(&one(&bot, &made)).await.good()["status"], 3);
    let late = json!({"name": "too late"});
    assert_eq!(bot.patch(&one(&bot, &made), late).await.refusal(), (400, 180_000));
    bot.delete(&one(&bot, &made)).await.good();
    ears.event("GUILD_SCHEDULED_EVENT_DELETE").await;
    let heard = deaf.so_far().await;
    assert!(heard.iter().all(|frame| frame["t"].is_null()), "{heard:?}");
}

#[tokio::test]
async fn a_leap_of_the_clock_skips_no_stage() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    bot.post(&path(&bot), planned()).await.good();
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), SCHEDULED_EVENTS).await;
    bot.passes("2days").await;
    let heard = ears.so_far().await;
    let stages: Vec<&Value> = heard
        .iter()
        .filter(|event| event["t"] == "GUILD_SCHEDULED_EVENT_UPDATE")
        .map(|event| &event["d"]["status"])
        .collect();
    assert_eq!(stages, [2, 3]);
}

#[tokio::test]
async fn status_moves_forward_only() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    // From, to, and whether Discord lets it; 0 stands for an event as it was planned.
    for (first, then, taken) in [
        (1, 2, true),
        (1, 4, true),
        (1, 3, false),
        (2, 3, true),
        (2, 4, false),
        (2, 1, false),
        (2, 5, false),
    ] {
        let made = bot.post(&path(&bot), planned()).await.good();
        if first == 2 {
            bot.patch(&one(&bot, &made), json!({"status": 2})).await.good();
        }
        let answer = bot.patch(&one(&bot, &made), json!({"status": then})).await;
        match taken {
            true => assert_eq!(answer.good()["status"], then, "{first} -> {then}"),
            false => assert_eq!(answer.refusal(), (400, 50035), "{first} -> {then}"),
        }
    }
}

#[tokio::test]
async fn times_are_ahead_and_in_order_and_the_start_of_what_runs_stays() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let code = |answer: super::client::Answer, field: &str| {
        answer.body["errors"][field]["_errors"][0]["code"]
            .as_str()
            .unwrap_or("-")
            .to_owned()
    };
    let (start, end) = ("scheduled_start_time", "scheduled_end_time");
    let past = "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST";
    let early = bot
        .post(&path(&bot), with(start, json!("2026-11-24T07:59:59Z")))
        .await;
    assert_eq!(code(early, start), past);
    bot.post(&path(&bot), with(start, json!(BEGIN))).await.good();
    let before = bot
        .post(&path(&bot), with(end, json!("2026-11-24T08:30:00Z")))
        .await;
    assert_eq!(code(before, end), "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_END");
    let unread = bot.post(&path(&bot), with(start, json!("tomorrow"))).await;
    assert_eq!(code(unread, start), "DATE_TIME_TYPE_PARSE");
    let made = bot.post(&path(&bot), planned()).await.good();
    bot.passes("90m").await;
    let same = bot
        .patch(&one(&bot, &made), json!({start: "2026-11-24T09:00:00Z"}))
        .await;
    assert_eq!(
        code(same, start),
        "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_START_BY_STATUS"
    );
    let gone = bot
        .patch(&one(&bot, &made), json!({end: "2026-11-24T09:15:00Z"}))
        .await;
    assert_eq!(code(gone, end), past);
    let longer = bot
        .patch(&one(&bot, &made), json!({end: "2026-11-24T12:00:00Z"}))
        .await
        .good();
    assert_eq!(longer[end], "2026-11-24T12:00:00.000000+00:00");
    bot.passes("2h").await;
    assert_eq!(
        bot.get(&one(&bot, &made)).await.good()["status"],
        2,
        "extended, so it still runs"
    );
}

#[tokio::test]
async fn each_text_is_taken_up_to_its_limit_and_refused_above() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let location = |text: String| with("entity_metadata", json!({"location": text}));
    for (most, body) in [
        (
            100,
            &(|text| with("name", json!(text))) as &dyn Fn(String) -> Value,
        ),
        (1000, &|text| with("description", json!(text))),
        (100, &location),
    ] {
        for length in [most - 1, most] {
            bot.post(&path(&bot), body("é".repeat(length))).await.good();
        }
        let over = bot.post(&path(&bot), body("é".repeat(most + 1))).await;
        assert_eq!(over.refusal(), (400, 50035), "{most}");
    }
    for body in [
        with("name", json!(" ")),
        with("name", Value::Null),
        with("privacy_level", json!(1)),
        with("privacy_level", Value::Null),
        with("entity_type", json!(4)),
        with("entity_type", json!(2)),
        with("entity_metadata", json!({})),
        with("entity_metadata", Value::Null),
        with("scheduled_end_time", Value::Null),
        with("channel_id", json!(bot.channel("general").await)),
        with("recurrence_rule", json!({"frequency": 2})),
    ] {
        assert_eq!(
            bot.post(&path(&bot), body.clone()).await.refusal(),
            (400, 50035),
            "{body}"
        );
    }
    let mut in_text = with("entity_type", json!(2));
    in_text["channel_id"] = json!(bot.channel("general").await);
    assert_eq!(
        bot.post(&path(&bot), in_text.clone()).await.refusal(),
        (400, 50024),
        "no voice channel"
    );
    in_text["channel_id"] = json!("1");
    assert_eq!(bot.post(&path(&bot), in_text).await.refusal(), (404, 10003));
}

#[tokio::test]
pub(super) async fn a_server_has_a_hundred_events_that_are_not_over() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let mut last = Value::Null;
    for _ in 0..100 {
        last = bot.post(&path(&bot), planned()).await.good();
    }
    assert_eq!(bot.post(&path(&bot), planned()).await.refusal(), (400, 30038));
    bot.patch(&one(&bot, &last), json!({"status": 4})).await.good();
    bot.post(&path(&bot), planned()).await.good();
}

#[tokio::test]
async fn events_are_their_creators_and_the_managers() {
    let sandbox = sandbox().await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let ana = Client::person(&sandbox, "ana");
    assert_eq!(ana.post(&path(&ana), planned()).await.refusal(), (403, 50013));
    let hers = root.post(&path(&root), planned()).await.good();
    bot.patch(&one(&bot, &hers), json!({"name": "managed"}))
        .await
        .good();
    for answer in [
        ana.patch(&one(&ana, &hers), json!({"name": "x"})).await,
        ana.delete(&one(&ana, &hers)).await,
    ] {
        assert_eq!(answer.refusal(), (403, 50013));
    }
    assert_eq!(ana.get(&one(&ana, &hers)).await.good()["name"], "managed");
}

#[tokio::test]
async fn people_say_that_they_are_interested() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let made = bot.post(&path(&bot), planned()).await.good();
    let users = format!("{}/users", one(&bot, &made));
    let mine = format!("{users}/@me");
    let (mut ears, _) = Socket::identify(&sandbox, sandbox.bot_token(), SCHEDULED_EVENTS).await;
    assert_eq!(ana.delete(&mine).await.refusal(), (404, 10071));
    ana.put(&mine, json!({})).await.good();
    let heard = ears.event("GUILD_SCHEDULED_EVENT_USER_ADD").await;
    assert_eq!(heard["user_id"], json!(bot.user("ana").await));
    assert_eq!(bot.get(&users).await.good()[0]["user"]["username"], "ana");
    let counted = bot
        .get(&format!("{}?with_user_count=true", one(&bot, &made)))
        .await
        .good();
    assert_eq!(counted["user_count"], 1);
    ana.delete(&mine).await.good();
    ears.event("GUILD_SCHEDULED_EVENT_USER_REMOVE").await;
    assert_eq!(
        bot.put(&mine, json!({})).await.refusal(),
        (403, 20001),
        "bots have no interests"
    );
}

#[tokio::test]
async fn who_connects_later_is_told_of_what_is_planned() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let made = bot.post(&path(&bot), planned()).await.good();
    let (mut page, _) = Socket::identify(&sandbox, "person-ana", 0).await;
    let guild = page.event("GUILD_CREATE").await;
    assert_eq!(guild["guild_scheduled_events"], json!([made]));
    let event: twilight_model::guild::scheduled_event::GuildScheduledEvent =
        serde_json::from_value(made).unwrap();
    assert_eq!(
        event.entity_metadata.unwrap().location.as_deref(),
        Some("myportfolio.school.nz")
    );
}
