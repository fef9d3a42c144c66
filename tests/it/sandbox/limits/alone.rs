//! Limits for which a body is not enough: files, pins, time, haste, and those that count over a day.

use reqwest::Method;
use serde_json::{Value, json};

use super::bench::Bench;
use super::{callback, text};
use crate::sandbox::client::Client;
use crate::sandbox::person::Socket;
use crate::sandbox::{sandbox, sandbox_of, sandbox_with};

#[tokio::test]
pub(super) async fn files_are_counted_and_weighed() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let path = format!("/channels/{}/messages", bot.channel("releases").await);
    let send = async |files: &[&[u8]]| {
        let files: Vec<crate::form::File<'_>> = files
            .iter()
            .map(|bytes| ("a.txt", "text/plain", *bytes))
            .collect();
        bot.send_files(Method::POST, &path, json!({"content": "x"}), &files)
            .await
    };
    for (count, code) in [(9, None), (10, None), (11, Some(50035))] {
        let answer = send(&vec![&b"x"[..]; count]).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{count} files");
    }
    const MIB: usize = 1 << 20;
    let bytes = vec![b'x'; 10 * MIB + 1];
    for (size, code) in [
        (10 * MIB - 1, None),
        (10 * MIB, None),
        (10 * MIB + 1, Some(40005)),
    ] {
        assert_eq!(
            send(&[&bytes[..size]]).await.body["code"].as_u64(),
            code,
            "{size} bytes"
        );
    }
    // All parts of the form count; what the form itself takes is far less than a kilobyte.
    let whole = &bytes[..10 * MIB];
    for (last, code) in [(5 * MIB - 1024, None), (5 * MIB + 1, Some(40005))] {
        let answer = send(&[whole, whole, &bytes[..last]]).await;
        assert_eq!(
            answer.body["code"].as_u64(),
            code,
            "{last} bytes more than twenty mebibytes"
        );
    }
}

#[tokio::test]
pub(super) async fn a_channel_has_so_many_pins() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    for n in 1..=251 {
        let said = bot.says(&releases, json!({"content": n.to_string()})).await;
        let pin = format!(
            "/channels/{releases}/messages/pins/{}",
            said["id"].as_str().unwrap()
        );
        let answer = bot.put(&pin, Value::Null).await;
        match n {
            251 => assert_eq!(answer.refusal(), (400, 30003)),
            _ => drop(answer.good()),
        }
    }
}

#[tokio::test]
pub(super) async fn a_token_is_good_for_a_quarter_of_an_hour() {
    let sandbox = sandbox().await;
    let mut bench = Bench::new(&sandbox).await;
    let card = bench.card.clone();
    bench.ana.presses(&card, "b").await.good();
    let asked = bench.ears.event("INTERACTION_CREATE").await;
    bench.bot.post(&callback(&asked), json!({"type": 6})).await.good();
    let hook = format!("/webhooks/{}/{}", bench.bot.bot, asked["token"].as_str().unwrap());
    for (time, code) in [("14m", None), ("1m", None), ("1s", Some(50027))] {
        bench.bot.passes(time).await;
        let answer = bench.bot.post(&hook, json!({"content": "x"})).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{time} later");
    }
}

#[tokio::test]
pub(super) async fn the_fifty_first_request_of_a_second_is_one_too_many() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    // Each path is a bucket of its own; what they answer does not matter.
    let began = std::time::Instant::now();
    let mut refused = None;
    for n in 1..=51 {
        let answer = bot.get(&format!("/channels/{n}")).await;
        if answer.status == 429 {
            refused = Some((n, answer.headers.contains_key("x-ratelimit-global")));
            break;
        }
    }
    // A machine that takes longer than a second for fifty requests cannot tell.
    assert!(
        refused == Some((51, true)) || began.elapsed().as_secs() >= 1,
        "{refused:?}"
    );
}

#[tokio::test]
pub(super) async fn each_route_has_a_pace() {
    let sandbox = sandbox_with(true).await;
    let mut bench = Bench::new(&sandbox).await;
    let card = bench.card.clone();
    let edit = format!(
        "/channels/{}/messages/{}",
        bench.releases,
        card["id"].as_str().unwrap()
    );
    bench.ana.presses(&card, "b").await.good();
    let asked = bench.ears.event("INTERACTION_CREATE").await;
    bench.bot.post(&callback(&asked), json!({"type": 6})).await.good();
    let hook = format!("/webhooks/{}/{}", bench.bot.bot, asked["token"].as_str().unwrap());
    let react = format!("{edit}/reactions/%E2%9C%85/@me");
    for (method, path, most) in [
        (Method::PATCH, edit, 5),
        (Method::POST, hook, 5),
        (Method::PUT, react, 1),
    ] {
        for n in 1..=most + 1 {
            let answer = bench
                .bot
                .send(method.clone(), &path, Some(json!({"content": "x"})))
                .await;
            assert_eq!(answer.status == 429, n > most, "{path}: {n} {}", answer.status);
        }
    }
}

#[tokio::test]
pub(super) async fn a_reason_has_a_length() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let role = bot.role("Reviewer").await;
    let path = format!(
        "/guilds/{}/members/{}/roles/{role}",
        bot.guild,
        bot.user("ana").await
    );
    for (length, code) in [(511, None), (512, None), (513, Some(50035)), (0, Some(50035))] {
        let answer = bot.with_reason(&text(length)).put(&path, Value::Null).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{length}");
    }
}

#[tokio::test]
pub(super) async fn a_member_is_silent_for_four_weeks_at_most() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let path = format!("/guilds/{}/members/{}", root.guild, root.user("ana").await);
    for (until, code) in [
        ("2026-12-21T08:00:00Z", None),
        ("2026-12-22T08:00:00Z", None),
        ("2026-12-22T08:00:01Z", Some(50035)),
    ] {
        let body = json!({"communication_disabled_until": until});
        assert_eq!(
            root.patch(&path, body).await.body["code"].as_u64(),
            code,
            "{until}"
        );
    }
}

#[tokio::test]
pub(super) async fn a_thread_has_so_many_members() {
    let people = (0..1000).map(|n| gonogo::sandbox::Persona {
        name: format!("p{n}"),
        roles: Vec::new(),
    });
    let sandbox = sandbox_of(people.collect()).await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let thread = json!({"name": "crowd", "type": 11});
    let thread = bot
        .post(&format!("/channels/{releases}/threads"), thread)
        .await
        .good();
    let people = bot.control(Method::GET, "people", None).await.good();
    // The bot is one of the thousand.
    for (n, person) in people.as_array().unwrap().iter().enumerate() {
        let path = format!(
            "/channels/{}/thread-members/{}",
            thread["id"].as_str().unwrap(),
            person["user_id"].as_str().unwrap()
        );
        let answer = bot.put(&path, Value::Null).await;
        match n {
            999 => assert_eq!(answer.refusal(), (400, 30033)),
            _ => drop(answer.good()),
        }
    }
}

#[tokio::test]
pub(super) async fn a_channel_is_renamed_twice_in_ten_minutes() {
    let sandbox = sandbox_with(true).await;
    let (bot, root) = (Client::bot(&sandbox), Client::person(&sandbox, "root"));
    let admin = bot.role("Admin").await;
    let held = format!("/guilds/{}/members/{}/roles/{admin}", bot.guild, bot.bot);
    root.put(&held, Value::Null).await.good();
    let path = format!("/channels/{}", bot.channel("general").await);
    for change in [json!({"name": "one"}), json!({"topic": "two"})] {
        bot.patch(&path, change).await.good();
    }
    let refused = bot.patch(&path, json!({"name": "three"})).await;
    assert_eq!(
        (refused.status, &refused.body["retry_after"]),
        (429, &json!(600.0))
    );
    assert_ne!(
        refused.headers["x-ratelimit-remaining"], "0",
        "no header told of it"
    );
    bot.patch(&path, json!({"nsfw": true})).await.good();
    bot.passes("10m").await;
    bot.patch(&path, json!({"name": "three"})).await.good();
}

#[tokio::test]
pub(super) async fn a_day_brings_so_many_new_commands() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let commands = format!("/applications/{}/guilds/{}/commands", bot.bot, bot.guild);
    let hundred = |prefix: &str| -> Value {
        let named = |n: usize| json!({"name": format!("{prefix}{n}"), "description": "d"});
        (0..100).map(named).collect()
    };
    // Five requests, as many as the pace of commands allows; what is there already is not new.
    bot.put(&commands, hundred("a")).await.good();
    let mut almost = hundred("b");
    almost[99]["name"] = json!("a0");
    bot.put(&commands, almost).await.good();
    let one = |name: &str| json!([{"name": name, "description": "d"}]);
    bot.put(&commands, one("c1")).await.good();
    bot.passes("23h").await;
    assert_eq!(bot.put(&commands, one("c2")).await.refusal(), (400, 30034));
    bot.passes("1h").await;
    bot.put(&commands, one("c2")).await.good();
}

#[tokio::test]
pub(super) async fn all_members_are_asked_for_twice_a_minute() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let (mut socket, _) = Socket::identify(&sandbox, sandbox.bot_token(), 3).await;
    let all = json!({"op": 8, "d": {"guild_id": bot.guild, "query": "", "limit": 0, "nonce": "n"}});
    socket.say(all.clone()).await;
    socket.event("GUILD_MEMBERS_CHUNK").await;
    socket.say(all).await;
    let limited = socket.event("RATE_LIMITED").await;
    assert_eq!(limited["opcode"], 8);
    assert_eq!(limited["meta"], json!({"guild_id": bot.guild, "nonce": "n"}));
    let wait = limited["retry_after"].as_f64().unwrap();
    assert!(wait > 20.0 && wait <= 30.0, "{wait}");
    let some = json!({"op": 8, "d": {"guild_id": bot.guild, "query": "an", "limit": 5}});
    socket.say(some).await;
    socket.event("GUILD_MEMBERS_CHUNK").await;
}

#[tokio::test]
pub(super) async fn a_channel_has_so_many_exceptions() {
    let sandbox = sandbox().await;
    let root = Client::person(&sandbox, "root");
    let path = format!("/guilds/{}/channels", root.guild);
    for (count, code) in [(99, None), (100, None), (101, Some(50035))] {
        let exceptions = vec![json!({"id": root.guild, "type": 0}); count];
        let body = json!({"name": "room", "permission_overwrites": exceptions});
        let answer = root.post(&path, body).await;
        assert_eq!(answer.body["code"].as_u64(), code, "{count}");
    }
}
