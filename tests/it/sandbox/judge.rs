//! The judge: each kind of violation by a client that commits it, and by the nearest that is none.

use gonogo::sandbox::judge::{self, BOT, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::person::{Person, Socket};
use super::{sandbox, sandbox_with};

/// What the judge finds in what was done so far: the kinds, and the words of the last.
async fn judged(bot: &Client) -> (Vec<Rule>, String) {
    let violations = judge::judge(&bot.history().await, BOT, None).violations;
    let rules = violations.iter().map(|one| one.rule).collect();
    let last = violations.last().map(ToString::to_string).unwrap_or_default();
    (rules, last)
}

fn card() -> Value {
    json!({"content": "card", "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "b"}]}]})
}

fn callback(asked: &Value) -> String {
    format!(
        "/interactions/{}/{}/callback",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    )
}

#[tokio::test]
async fn a_request_that_discord_does_not_describe() {
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let path = format!("/channels/{}/messages", bot.channel("outages").await);
    let rules = |history: &[Value]| {
        let judgement = judge::judge(history, BOT, Some(description));
        let rules = judgement.violations.iter().map(|one| one.rule);
        rules.collect::<Vec<Rule>>()
    };
    let said = bot.post(&path, json!({"content": "x", "tts": true})).await.good();
    // What Discord takes and does not describe: ids written as numbers, which discord.py sends, and a forward.
    let number = |id: &Value| id.as_str().unwrap().parse::<u64>().unwrap();
    let there =
        json!({"type": 1, "message_id": number(&said["id"]), "channel_id": number(&said["channel_id"])});
    let forward = json!({"message_reference": there, "allowed_mentions": {"users": [1]}});
    bot.post(&path, forward).await.good();
    let renamed = format!("/guilds/{}/members/@me/nick", bot.guild);
    bot.patch(&renamed, json!({"nick": "robot"})).await.good();
    let mut history = bot.history().await;
    assert_eq!(rules(&history), []);
    let line = history.iter_mut().find(|line| line["request"]["content"] == "x");
    line.unwrap()["request"]["content"] = json!(5);
    assert_eq!(rules(&history), [Rule::Description]);
}

#[tokio::test]
async fn a_route_that_nobody_knows() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    bot.get("/channels/1").await;
    assert_eq!(judged(&bot).await.0, [], "what is not there may be asked for");
    bot.send(Method::POST, "/channels/1/polls", Some(json!({}))).await;
    let (rules, words) = judged(&bot).await;
    assert_eq!(rules, [Rule::UnknownRoute]);
    assert!(words.contains("POST /channels/1/polls"), "{words}");
}

#[tokio::test]
async fn a_limit_that_was_not_kept() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let path = format!("/channels/{}/messages", bot.channel("outages").await);
    bot.post(&path, json!({"content": "x".repeat(2000)})).await.good();
    assert_eq!(judged(&bot).await.0, []);
    bot.post(&path, json!({"content": "x".repeat(2001)})).await;
    let (rules, words) = judged(&bot).await;
    assert_eq!(rules, [Rule::Limit]);
    assert!(words.contains("2000 or fewer"), "{words}");
}

#[tokio::test]
async fn a_rate_limit_that_was_not_waited_for() {
    let sandbox = sandbox_with(true).await;
    let bot = Client::bot(&sandbox);
    let path = format!("/channels/{}/messages", bot.channel("outages").await);
    let say = async |text: &str| bot.post(&path, json!({"content": text})).await.status;
    let mut n = 0;
    while say(&n.to_string()).await != 429 {
        n += 1;
        assert!(n <= 10, "the sixth in five seconds is refused");
    }
    assert_eq!(judged(&bot).await.0, [], "to learn of a limit is no offence");
    assert_eq!(say("again, at once").await, 429);
    let (rules, words) = judged(&bot).await;
    assert_eq!(rules, [Rule::Haste]);
    assert!(words.contains("refused twice in a row"), "{words}");
}

#[tokio::test]
async fn a_message_that_was_said_twice() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let outages = bot.channel("outages").await;
    let body = json!({"content": "once", "nonce": "7", "enforce_nonce": true});
    bot.says(&outages, body.clone()).await;
    bot.says(&outages, body).await;
    assert_eq!(judged(&bot).await.0, [], "the second is the first");
    bot.says(&outages, json!({"content": "once", "nonce": "7"})).await;
    let (rules, words) = judged(&bot).await;
    assert_eq!(rules, [Rule::Doubled]);
    assert!(words.contains("are the same"), "{words}");
}

#[tokio::test]
async fn a_press_that_nobody_answered() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let card = bot.says(&bot.channel("outages").await, card()).await;
    ana.presses(&card, "b").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    bot.post(&callback(&asked), json!({"type": 6})).await.good();
    ana.socket.event("INTERACTION_SUCCESS").await;
    assert_eq!(judged(&bot).await.0, []);
    ana.presses(&card, "b").await.good();
    ana.socket.event("INTERACTION_FAILURE").await;
    assert_eq!(judged(&bot).await.0, [Rule::Unanswered]);
}

/// A form is the answer to a press, and wants one itself.
#[tokio::test]
async fn a_form_that_nobody_answered() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let outages = bot.channel("outages").await;
    let card = bot.says(&outages, card()).await;
    let field = json!({"type": 4, "custom_id": "why", "style": 1, "label": "Why"});
    let form = json!({"type": 9, "data": {"custom_id": "no-go", "title": "No-go", "components": [
        {"type": 1, "components": [field]}]}});
    for (is_answered, found) in [(true, vec![]), (false, vec![Rule::Unanswered])] {
        ana.presses(&card, "b").await.good();
        let asked = ears.event("INTERACTION_CREATE").await;
        bot.post(&callback(&asked), form.clone()).await.good();
        let opened = ana.socket.event("INTERACTION_MODAL_CREATE").await;
        let filled = json!({"data": {"id": opened["id"], "custom_id": "no-go", "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "why", "value": "500 on PDF"}]}]}});
        ana.interacts(5, &outages, filled).await.0.good();
        let asked = ears.event("INTERACTION_CREATE").await;
        if is_answered {
            bot.post(&callback(&asked), json!({"type": 6})).await.good();
        } else {
            ana.socket.event("INTERACTION_FAILURE").await;
        }
        let (rules, words) = judged(&bot).await;
        assert_eq!(rules, found);
        assert!(is_answered || words.contains("the form `no-go`"), "{words}");
    }
}

#[tokio::test]
async fn an_answer_that_counted_no_more() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let (mut ears, _) = Socket::identify_bot(&bot).await;
    let mut ana = Person::arrives(&sandbox, "ana").await;
    let card = bot.says(&bot.channel("outages").await, card()).await;
    ana.presses(&card, "b").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    bot.post(&callback(&asked), json!({"type": 6})).await.good();
    let hook = format!("/webhooks/{}/{}", bot.bot, asked["token"].as_str().unwrap());
    bot.passes("15m").await;
    bot.post(&hook, json!({"content": "just in time"})).await.good();
    assert_eq!(judged(&bot).await.0, []);
    bot.passes("1s").await;
    bot.post(&hook, json!({"content": "too late"})).await;
    let (rules, words) = judged(&bot).await;
    assert_eq!(rules, [Rule::Late]);
    assert!(words.contains("the interaction's time was up"), "{words}");
    // A first answer after three seconds is late as well, and nobody heard it.
    ana.presses(&card, "b").await.good();
    let asked = ears.event("INTERACTION_CREATE").await;
    ana.socket.event("INTERACTION_FAILURE").await;
    bot.post(&callback(&asked), json!({"type": 6})).await;
    assert_eq!(judged(&bot).await.0, [Rule::Unanswered, Rule::Late, Rule::Late]);
}

#[tokio::test]
async fn a_call_to_everybody_and_those_to_some() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let outages = bot.channel("outages").await;
    let role = bot.role("SRE team").await;
    let ana = bot.user("ana").await;
    bot.says(
        &outages,
        json!({"content": "@everyone", "allowed_mentions": {"parse": []}}),
    )
    .await;
    bot.says(
        &outages,
        json!({"content": format!("<@{ana}> <@&{role}>"), "allowed_mentions": {"users": [ana], "roles": [role]}}),
    )
    .await;
    let judgement = judge::judge(&bot.history().await, BOT, None);
    assert_eq!(judgement.violations, []);
    assert_eq!(
        judgement.called,
        [("@&SRE team".to_owned(), 1), ("@ana".to_owned(), 1)],
        "no fault, but told"
    );
    bot.says(&outages, json!({"content": "@here"})).await;
    assert_eq!(judged(&bot).await.0, [Rule::Everybody]);
}
