//! Files over the wire: handed in by people, sent by the bot, read by it, and never more than Discord takes.

use std::time::Duration;

use gonogo::clock::Clock;
use gonogo::courier::{Call, NotFetched, Verb, Wire, json_bytes};
use gonogo::sandbox::Sandbox;
use gonogo::wording::files::File as Sent;
use gonogo::wording::message::Message;
use reqwest::Method;
use serde_json::{Value, json};
use twilight_model::application::interaction::{Interaction, InteractionData};

use super::client::Client;
use super::person::{Person, Socket};
use super::sandbox;
use crate::form::File;

const V2: u64 = 1 << 15;
const MIB: usize = 1 << 20;
/// Longer than anything takes here; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(10);

const RECORD: &[u8] = "\u{FEFF}# Zusammenfassung\nÜber alles".as_bytes();

/// A command `/record` with a required file and a note, as the menu shows it.
async fn register(bot: &Client, person: &Person) -> Value {
    let command = json!([{"name": "record", "description": "Hands in a change record", "type": 1, "options": [
        {"type": 11, "name": "file", "description": "The record", "required": true},
        {"type": 11, "name": "evidence", "description": "A picture"},
        {"type": 3, "name": "note", "description": "A word", "autocomplete": true}]}]);
    let path = format!("/applications/{}/guilds/{}/commands", bot.bot, bot.guild);
    bot.put(&path, command).await.good();
    person.commands().await[0].clone()
}

/// A bot's ears, a person, and the command.
async fn at_the_command(sandbox: &Sandbox) -> (Client, Socket, Person, Value) {
    let bot = Client::bot(sandbox);
    let (ears, _) = Socket::identify_bot(&bot).await;
    let ana = Person::arrives(sandbox, "ana").await;
    let command = register(&bot, &ana).await;
    (bot, ears, ana, command)
}

fn wire(sandbox: &Sandbox) -> Wire {
    let token = sandbox.bot_token().into();
    Wire::new(&sandbox.url(), token, Clock::system()).unwrap()
}

fn callback(asked: &Value) -> String {
    let (id, token) = (asked["id"].as_str().unwrap(), asked["token"].as_str().unwrap());
    format!("/interactions/{id}/{token}/callback")
}

#[tokio::test]
async fn a_command_brings_the_files_that_its_options_name() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, command) = at_the_command(&sandbox).await;
    let releases = bot.channel("releases").await;
    let files: &[File<'_>] = &[
        ("screen.png", "image/png", b"\x89PNG"),
        ("Übersicht 17.md", "", RECORD),
    ];
    let options = json!([
        {"type": 11, "name": "file", "value": 1}, {"type": 11, "name": "evidence", "value": "0"},
    ]);
    let sent = ana.runs_with_files(&releases, &command, options, files).await;
    assert_eq!(sent.status, 204, "{}", sent.body);
    let asked = ears.event("INTERACTION_CREATE").await;
    let data = &asked["data"];
    let id = data["options"][0]["value"].as_str().unwrap();
    let file = &data["resolved"]["attachments"][id];
    assert_eq!(file["id"], *id);
    assert_eq!(
        [
            &file["filename"],
            &file["size"],
            &file["content_type"],
            &file["ephemeral"]
        ],
        [
            &json!("Übersicht_17.md"),
            &json!(RECORD.len()),
            &json!("text/markdown; charset=utf-8"),
            &json!(true)
        ]
    );
    let evidence = data["options"][1]["value"].as_str().unwrap();
    assert_eq!(
        data["resolved"]["attachments"][evidence]["filename"],
        "screen.png"
    );
    // An independent reading of the event finds the file too.
    let read: Interaction = serde_json::from_value(asked.clone()).unwrap();
    let Some(InteractionData::ApplicationCommand(read)) = read.data else {
        panic!("a command")
    };
    assert_eq!(read.resolved.unwrap().attachments.len(), 2);
    // And the bot reads what is in it, from the address alone.
    let bytes = wire(&sandbox)
        .fetch(file["url"].as_str().unwrap(), MIB, PATIENCE)
        .await;
    assert_eq!(bytes.unwrap(), RECORD);
}

#[tokio::test]
async fn a_command_without_its_file_does_not_reach_the_bot() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, command) = at_the_command(&sandbox).await;
    let releases = bot.channel("releases").await;
    let nothing = ana.runs(&releases, &command, json!([])).await;
    assert_eq!(nothing.refusal(), (400, 50035));
    let options = json!([{"type": 11, "name": "file", "value": 1}]);
    let another = ana
        .runs_with_files(&releases, &command, options, &[("a.md", "text/markdown", b"a")])
        .await;
    assert_eq!(
        another.refusal(),
        (400, 50035),
        "the option names a file that is not there"
    );
    let typed = json!([
        {"type": 11, "name": "file", "value": 0}, {"type": 3, "name": "note", "value": "x", "focused": true},
    ]);
    ana.with_command(4, &releases, &command, typed).await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    assert_eq!(asked["type"], 4, "the first thing the bot hears of");
    assert_eq!(
        asked["data"]["options"].as_array().unwrap().len(),
        1,
        "no file yet: {}",
        asked["data"]
    );
}

#[tokio::test]
async fn a_message_shows_its_files_to_the_bot_and_to_everybody_who_reads_it() {
    let sandbox = sandbox().await;
    let (bot, mut ears, ana, _) = at_the_command(&sandbox).await;
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let files: &[File<'_>] = &[
        ("smoke.log", "text/plain", b"12 of 12"),
        ("page.html", "text/html", b"<script>"),
    ];
    let payload =
        json!({"content": "!release record 17", "attachments": [{"id": "0", "description": "Smoke test"}]});
    let sent = ana
        .client
        .send_files(Method::POST, &messages, payload, files)
        .await
        .good();
    let heard = ears.event("MESSAGE_CREATE").await;
    assert_eq!(heard["attachments"], sent["attachments"]);
    assert_eq!(heard["attachments"][0]["description"], "Smoke test");
    let again = bot
        .get(&format!("{messages}/{}", sent["id"].as_str().unwrap()))
        .await
        .good();
    assert_eq!(again["attachments"], sent["attachments"]);
    let page = reqwest::get(sent["attachments"][1]["url"].as_str().unwrap())
        .await
        .unwrap();
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        [header("content-disposition"), header("x-content-type-options")],
        ["attachment", "nosniff"]
    );
    assert!(
        header("content-security-policy").contains("sandbox"),
        "nothing in it runs"
    );
}

#[tokio::test]
async fn more_than_discord_takes_is_refused_as_discord_refuses_it() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let (at, over) = (vec![0; 10 * MIB], vec![0; 10 * MIB + 1]);
    let small: File<'_> = ("a", "", b"x");
    let send = async |files: &[File<'_>]| bot.send_files(Method::POST, &messages, json!({}), files).await;
    assert_eq!(send(&[("a.bin", "", &at)]).await.status, 200);
    assert_eq!(send(&[("a.bin", "", &over)]).await.refusal(), (413, 40005));
    assert_eq!(
        send(&[("a", "", &at), ("b", "", &at), ("c", "", &at)])
            .await
            .refusal(),
        (413, 40005),
        "25 MiB together"
    );
    assert_eq!(send(&[small; 10]).await.status, 200);
    assert_eq!(send(&[small; 11]).await.refusal(), (400, 50035));
    let card = |name: &str| json!({"flags": V2, "components": [{"type": 13, "file": {"url": format!("attachment://{name}")}}]});
    let file: &[File<'_>] = &[("a.md", "", b"x")];
    let missing = bot.send_files(Method::POST, &messages, card("b.md"), file).await;
    assert_eq!(missing.refusal(), (400, 50035), "no such file comes with it");
    assert_eq!(bot.post(&messages, card("a.md")).await.refusal(), (400, 50035));
    assert_eq!(
        bot.send_files(Method::POST, &messages, card("a.md"), file)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_bot_answers_a_command_with_files_and_changes_them_later() {
    let sandbox = sandbox().await;
    let (bot, mut ears, mut ana, command) = at_the_command(&sandbox).await;
    let releases = bot.channel("releases").await;
    let options = json!([{"type": 11, "name": "file", "value": 0}]);
    let handed_in: &[File<'_>] = &[("a.md", "text/markdown", b"# A")];
    ana.runs_with_files(&releases, &command, options, handed_in)
        .await
        .good();
    let asked = ears.event("INTERACTION_CREATE").await;
    let report = |text: &str| {
        let two = Message::plain("The report").with_file(Sent::markdown("report.md", text));
        two.with_file(Sent::json("report.md", "{}")).ephemeral()
    };
    let first = report("# Report");
    let answer = Call {
        verb: Verb::Post,
        path: callback(&asked),
        route: "callback".to_owned(),
        body: Some(json_bytes(&json!({"type": 4, "data": first}))),
        interaction: true,
    };
    wire(&sandbox).tell_with(&answer, &first.files).await.unwrap();
    let seen = ana.socket.event("MESSAGE_CREATE").await;
    let parts = seen["components"].as_array().unwrap();
    assert_eq!(
        (&parts[1]["name"], &parts[1]["size"]),
        (&json!("report.md"), &json!(8))
    );
    assert_eq!(
        parts[2]["name"], "2-report.md",
        "two files of one name are told apart"
    );
    let address = parts[1]["file"]["url"].as_str().unwrap().to_owned();
    assert_eq!(bot.text_at(&address).await, (200, "# Report".to_owned()));
    let second = Message::plain("The report").with_file(Sent::markdown("report.md", "# Newer"));
    let change = Call {
        verb: Verb::Patch,
        path: format!(
            "/webhooks/{}/{}/messages/@original",
            bot.bot,
            asked["token"].as_str().unwrap()
        ),
        route: "webhook".to_owned(),
        body: Some(json_bytes(&second)),
        interaction: true,
    };
    let changed = wire(&sandbox).call_with(&change, &second.files).await.unwrap();
    assert_eq!(
        changed["attachments"].as_array().unwrap().len(),
        1,
        "the old ones are gone"
    );
    let newer = changed["attachments"][0]["url"].as_str().unwrap();
    assert_eq!(bot.text_at(newer).await, (200, "# Newer".to_owned()));
    assert_eq!(bot.text_at(&address).await.0, 404);
    crate::oracle::judge(&bot.history().await);
}

#[tokio::test]
async fn a_file_whose_post_was_never_answered_is_posted_once() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let chart = Sent::new("chart.png", "image/png", &b"\x89PNG"[..]).described("Steps over days");
    let message = Message::plain("The report").with_file(Sent::markdown("report.md", "# Report"));
    let message = message.with_file(chart);
    let mut body = json!(message);
    body["nonce"] = json!("17");
    body["enforce_nonce"] = json!(true);
    let post = Call {
        verb: Verb::Post,
        path: format!("/channels/{releases}/messages"),
        route: "POST messages".to_owned(),
        body: Some(json_bytes(&body)),
        interaction: false,
    };
    let route = "POST /channels/{id}/messages";
    let faults = json!([
        {"route": route, "do_it_but_drop_answer": true}, {"route": route, "status": 502},
        {"route": route, "status": 429, "headers": {"retry-after": "0"}},
    ]);
    bot.control(Method::POST, "faults", Some(faults)).await.good();
    let wire = wire(&sandbox);
    assert!(
        wire.call_with(&post, &message.files).await.is_err(),
        "nobody knows"
    );
    assert!(
        wire.call_with(&post, &message.files).await.is_err(),
        "Discord broke"
    );
    let posted = wire.call_with(&post, &message.files).await.unwrap();
    let all = bot.get(&format!("/channels/{releases}/messages")).await.good();
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(all[0]["id"], posted["id"]);
    assert_eq!(all[0]["attachments"][0]["size"], 8);
    let picture = &all[0]["components"][2]["items"][0];
    assert_eq!(picture["description"], "Steps over days");
    assert_eq!(picture["media"]["url"], all[0]["attachments"][1]["url"]);
    crate::oracle::judge(&bot.history().await);
}

#[tokio::test]
async fn the_record_names_files_by_size_and_digest() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let big = vec![b'x'; MIB];
    let sent = bot
        .post_file(
            &format!("/channels/{releases}/messages"),
            json!({}),
            "big.log",
            &big,
        )
        .await
        .good();
    let url = sent["attachments"][0]["url"].as_str().unwrap();
    assert_eq!(bot.text_at(url).await.1.len(), MIB);
    let history = bot.history().await;
    assert!(history.iter().all(|line| line.to_string().len() < 10_000));
    let upload = history.iter().find(|line| line["files"].is_array()).unwrap();
    // As `sha256sum` says of 1,048,576 x.
    let digest = "8f990ba0b577b51cf009ea049368c16bbda1b21e1b93be07a824758bb253c39b";
    let shown = &upload["files"][0];
    assert_eq!(
        (&shown["size"], &shown["filename"]),
        (&json!(MIB), &json!("big.log"))
    );
    assert_eq!(shown["sha256"], digest);
    let read = history.iter().find(|line| line["kind"] == "file").unwrap();
    assert_eq!((&read["status"], &read["size"]), (&json!(200), &json!(MIB)));
}

#[tokio::test]
async fn the_bot_reads_files_of_this_discord_alone_and_no_larger_than_it_takes() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let sent = bot.post_file(&messages, json!({}), "a.md", b"# A").await.good();
    let url = sent["attachments"][0]["url"].as_str().unwrap().to_owned();
    let wire = wire(&sandbox);
    let fetch = async |url: &str, most: usize| wire.fetch(url, most, PATIENCE).await;
    assert_eq!(fetch(&url, 3).await.unwrap(), "# A");
    assert_eq!(fetch(&url, 2).await, Err(NotFetched::TooBig));
    assert_eq!(
        fetch(&url.replace("a.md", "b.md"), 9).await,
        Err(NotFetched::Gone)
    );
    let (people, other) = (
        format!("{}/sandbox/people", sandbox.url()),
        "http://example.org/attachments/1/2/a.md",
    );
    assert_eq!(fetch(&people, 9999).await, Err(NotFetched::Elsewhere));
    assert_eq!(fetch(other, 9999).await, Err(NotFetched::Elsewhere));
    let path = format!("{messages}/{}", sent["id"].as_str().unwrap());
    bot.delete(&path).await.good();
    assert_eq!(
        fetch(&url, 9).await,
        Err(NotFetched::Gone),
        "it went with its message"
    );
}

#[tokio::test]
async fn a_file_that_comes_badly_is_asked_for_again_and_one_that_does_not_come_is_given_up() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let releases = bot.channel("releases").await;
    let messages = format!("/channels/{releases}/messages");
    let sent = bot
        .post_file(&messages, json!({}), "a.md", b"# Record")
        .await
        .good();
    let url = sent["attachments"][0]["url"].as_str().unwrap().to_owned();
    let wire = wire(&sandbox);
    let strike = async |fault: Value| {
        bot.control(Method::POST, "faults", Some(fault)).await.good();
    };
    strike(json!({"contains": "/attachments/", "cut_body": true})).await;
    assert_eq!(wire.fetch(&url, 99, PATIENCE).await.unwrap(), "# Record");
    strike(json!({"contains": "/attachments/", "status": 503, "times": 2})).await;
    assert_eq!(
        wire.fetch(&url, 99, PATIENCE).await,
        Err(NotFetched::Broke("503".to_owned()))
    );
    strike(json!({"contains": "/attachments/", "hang": true})).await;
    let soon = Duration::from_millis(100);
    assert_eq!(wire.fetch(&url, 99, soon).await, Err(NotFetched::TooSlow));
}
