//! Discord's own API description as a judge of the sandbox's answers, over every route it has.

mod dispatches;
mod fuzz;
mod usage;

use std::collections::{BTreeSet, HashMap};

use gonogo::sandbox::judge::{self, BOT, Description, Rule};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::client::Client;
use super::person::Person;
use super::sandbox;
pub(super) use usage::use_everything;

#[tokio::test]
async fn every_answer_is_as_discord_describes_it() {
    let sandbox = sandbox().await;
    let (bot, mut ana) = (Client::bot(&sandbox), Person::arrives(&sandbox, "ana").await);
    use_everything(&bot, &mut ana).await;
    let lines: Vec<Value> = bot
        .history()
        .await
        .into_iter()
        .filter(|line| line["kind"] == "rest")
        .collect();
    assert!(
        lines.len() > 80,
        "the whole API was used, not {} requests",
        lines.len()
    );
    let broken: Vec<&Value> = lines
        .iter()
        .filter(|line| line["unknown_route"] == true)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let (mut faults, mut unjudged) = (Vec::new(), BTreeSet::new());
    for line in &lines {
        match description.judge(line) {
            Some(found) => faults.extend(found),
            None => drop(unjudged.insert(format!("{} {}", line["method"], line["path"]))),
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert_eq!(
        unjudged,
        BTreeSet::from(["\"POST\" \"/interactions\"".to_owned()]),
        "routes only people use"
    );
    let spoilt = hold_against_a_full_implementation(description, &lines);
    assert!(
        spoilt > 1000,
        "bodies that fit and bodies that do not, not {spoilt}"
    );
}

/// The sandbox's own reading of schemas agrees with that of a library for all of JSON Schema, on every body and on what
/// becomes of it when a field is missing or something else. Returns how many of those did not fit.
fn hold_against_a_full_implementation(description: &Description, lines: &[Value]) -> usize {
    let registry = Registry::new().add("urn:discord", description.text().clone());
    let registry = registry.unwrap().prepare().unwrap();
    let mut validators: HashMap<String, Validator> = HashMap::new();
    let mut spoilt = 0;
    for line in lines {
        let Some(Ok(pairs)) = description.schemas_of(line) else {
            continue;
        };
        for (_, schema, body) in pairs {
            let validator = validators.entry(schema.to_string()).or_insert_with(|| {
                let options = jsonschema::options().offline().with_draft(Draft::Draft202012);
                options.with_registry(&registry).build(&rebase(schema)).unwrap()
            });
            for body in std::iter::once(body.clone()).chain(variations(body)) {
                let fits = description.faults(schema, &body).is_empty();
                assert_eq!(fits, validator.is_valid(&body), "{schema} {body}");
                spoilt += usize::from(!fits);
            }
        }
    }
    spoilt
}

/// The body with each field of its own left out, or made something else.
fn variations(body: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for name in body.as_object().into_iter().flat_map(|fields| fields.keys()) {
        let mut without = body.clone();
        without.as_object_mut().unwrap().remove(name);
        all.push(without);
        for other in [Value::Null, json!("01"), json!(-7), json!([{}]), json!({"x": 1})] {
            let mut changed = body.clone();
            changed[name] = other;
            all.push(changed);
        }
    }
    all
}

/// Makes local references point into the whole description.
fn rebase(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| match value {
                Value::String(text) if key == "$ref" => {
                    (key.clone(), json!(text.replace("#/", "urn:discord#/")))
                }
                value => (key.clone(), rebase(value)),
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(rebase).collect(),
        plain => plain.clone(),
    }
}

/// The judge finds what Discord would not let pass in what a real bot did, and the command line says it.
#[tokio::test]
async fn the_judge_names_what_would_not_pass() {
    let sandbox = sandbox().await;
    let (bot, ana) = (Client::bot(&sandbox), Client::person(&sandbox, "ana"));
    let outages = bot.channel("outages").await;
    let messages = format!("/channels/{outages}/messages");
    ana.says(
        &outages,
        json!({"content": "@everyone from a person is no fault of the bot's"}),
    )
    .await;
    bot.says(
        &outages,
        json!({"content": "once", "allowed_mentions": {"parse": []}}),
    )
    .await;
    let history = bot.history().await;
    assert_eq!(
        judge::judge(&history, BOT, crate::oracle::description()).violations,
        []
    );
    bot.says(
        &outages,
        json!({"content": "once", "allowed_mentions": {"parse": []}}),
    )
    .await;
    bot.says(&outages, json!({"content": "@everyone"})).await;
    bot.post(&messages, json!({"content": "x".repeat(2001)})).await;
    bot.get("/nonsense").await;
    let card = json!({"content": "card", "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "b"}]}]});
    let card = bot.says(&outages, card).await;
    let mut ben = Person::arrives(&sandbox, "ben").await;
    ben.presses(&card, "b").await.good();
    ben.socket.event("INTERACTION_FAILURE").await;
    let history = bot.history().await;
    let found: Vec<Rule> = judge::judge(&history, BOT, None)
        .violations
        .iter()
        .map(|one| one.rule)
        .collect();
    let wanted = [
        Rule::UnknownRoute,
        Rule::Limit,
        Rule::Doubled,
        Rule::Unanswered,
        Rule::Everybody,
    ];
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn the_command_line_judges_a_history_in_a_file() {
    let sandbox = sandbox().await;
    let bot = Client::bot(&sandbox);
    let outages = bot.channel("outages").await;
    let file = std::env::temp_dir().join(format!("gonogo-history-{}.jsonl", std::process::id()));
    let judged = async || {
        let (_, history) = bot.text_at(&format!("{}/sandbox/history", bot.url)).await;
        std::fs::write(&file, history).unwrap();
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_gonogo"));
        let run = command
            .args(["sandbox", "--judge"])
            .arg(&file)
            .env_remove("DISCORD_OPENAPI");
        let ended = run.output().await.unwrap();
        (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
    };
    bot.says(&outages, json!({"content": "x"})).await;
    let (code, said) = judged().await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.ends_with("1 exchange, nothing that Discord would not have let pass.\n"),
        "{said}"
    );
    bot.get("/nonsense").await;
    let (code, said) = judged().await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("unknown route: line 3: GET /nonsense: Discord has no such route\n"),
        "{said}"
    );
    std::fs::remove_file(&file).unwrap();
}
