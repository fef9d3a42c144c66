//! Discord's own API description as a judge of the sandbox's answers.
//!
//! The description is not part of this project. `DISCORD_OPENAPI` names a copy of it (`openapi.json`, or gzipped), from
//! <https://github.com/discord/discord-api-spec>; without it the judgement is skipped, and the test says so.

mod usage;

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::client::Client;
use super::person::Person;
use super::sandbox;
use usage::use_everything;

/// Status codes by operation, each with the schema of its body (null for none).
struct Operation {
    id: String,
    method: String,
    segments: Vec<String>,
    request: Option<Value>,
    responses: HashMap<String, Value>,
}

/// The description, ready to judge.
struct Judge {
    registry: Registry<'static>,
    operations: Vec<Operation>,
    validators: HashMap<String, Validator>,
}

impl Judge {
    /// Reads the description that `DISCORD_OPENAPI` names.
    fn find() -> Option<Self> {
        let path = std::env::var_os("DISCORD_OPENAPI")?;
        let bytes = std::fs::read(&path).expect("DISCORD_OPENAPI names a readable file");
        let mut text = String::new();
        match bytes.starts_with(&[0x1F, 0x8B]) {
            true => flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_string(&mut text)
                .unwrap(),
            false => bytes.as_slice().read_to_string(&mut text).unwrap(),
        };
        let description: Value = serde_json::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(_, o)| o.is_object()) {
                operations.push(read_operation(&description, path, method, operation));
            }
        }
        // A literal segment counts more than a parameter.
        operations.sort_by_key(|o| {
            o.segments
                .iter()
                .filter(|segment| segment.starts_with('{'))
                .count()
        });
        let registry = Registry::new()
            .add("urn:discord", description)
            .unwrap()
            .prepare()
            .unwrap();
        Some(Self {
            registry,
            operations,
            validators: HashMap::new(),
        })
    }

    fn operation(&self, method: &str, path: &str) -> Option<usize> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        self.operations.iter().position(|operation| {
            operation.method == method
                && operation.segments.len() == segments.len()
                && operation
                    .segments
                    .iter()
                    .zip(&segments)
                    .all(|(a, b)| a.starts_with('{') || a == b)
        })
    }

    /// What is wrong with a body by a schema.
    fn faults(&mut self, key: String, schema: &Value, body: &Value) -> Vec<String> {
        let registry = &self.registry;
        let validator = self.validators.entry(key).or_insert_with(|| {
            let options = jsonschema::options().offline().with_draft(Draft::Draft202012);
            options.with_registry(registry).build(schema).unwrap()
        });
        let describe = |error: jsonschema::ValidationError<'_>| {
            let text: String = error.to_string().chars().take(300).collect();
            format!("at {:?}: {text}", error.instance_path().as_str())
        };
        validator.iter_errors(body).map(describe).collect()
    }

    /// Judges one recorded exchange; `None` when the description knows no such route.
    fn judge(&mut self, line: &Value) -> Option<Vec<String>> {
        let (method, path) = (line["method"].as_str().unwrap(), line["path"].as_str().unwrap());
        let at = self.operation(method, path)?;
        let (id, status) = (self.operations[at].id.clone(), line["status"].to_string());
        let mut found = Vec::new();
        let responses = &self.operations[at].responses;
        let family = format!("{}XX", &status[..1]);
        match responses.get(&status).or_else(|| responses.get(&family)).cloned() {
            None => found.push(format!("status {status} is not described")),
            Some(Value::Null) if line["response"].is_null() => {}
            Some(Value::Null) => found.push("a body where none is described".to_owned()),
            Some(schema) => found.extend(self.faults(format!("{id} {status}"), &schema, &line["response"])),
        }
        let good = status.starts_with('2') && !line["request"].is_null();
        if let Some(schema) = self.operations[at].request.clone().filter(|_| good) {
            let faults = self.faults(format!("{id} request"), &schema, &line["request"]);
            found.extend(faults.into_iter().map(|fault| format!("request {fault}")));
        }
        Some(
            found
                .into_iter()
                .map(|fault| format!("{method} {path} ({id}, {status}) {fault}"))
                .collect(),
        )
    }
}

fn read_operation(description: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let mut responses = HashMap::new();
    for (status, response) in operation["responses"].as_object().unwrap() {
        let response = match response["$ref"].as_str() {
            Some(pointer) => description.pointer(pointer.trim_start_matches('#')).unwrap(),
            None => response,
        };
        let schema = response.pointer("/content/application~1json/schema");
        responses.insert(status.clone(), schema.map_or(Value::Null, rebase));
    }
    Operation {
        id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        method: method.to_uppercase(),
        segments: path
            .trim_start_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect(),
        request: operation
            .pointer("/requestBody/content/application~1json/schema")
            .map(rebase),
        responses,
    }
}

/// Makes local references point into the whole description.
fn rebase(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match value {
                Value::String(text) if key == "$ref" => {
                    (key.clone(), json!(text.replace("#/", "urn:discord#/")))
                }
                value => (key.clone(), rebase(value)),
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(rebase).collect(),
        plain => plain.clone(),
    }
}

/// Where the description differs from what Discord does, so that a fault there is none of the sandbox's.
fn is_known_gap(fault: &str) -> bool {
    // Libraries send the index of an upload as a number; the description wants a text. Discord takes both.
    let upload_index = fault.contains("request at \"/attachments/0/id\"");
    // The codes of faults in a form are words; the description says numbers (its schema `InnerErrors`).
    let code_words = fault.contains(", 400) at \"/errors\"");
    upload_index || code_words
}

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
    let Some(mut judge) = Judge::find() else {
        println!(
            "SKIPPED: DISCORD_OPENAPI names no copy of Discord's API description, so nothing was judged"
        );
        return;
    };
    let (mut faults, mut unjudged) = (Vec::new(), BTreeSet::new());
    for line in &lines {
        match judge.judge(line) {
            Some(found) => faults.extend(found.into_iter().filter(|fault| !is_known_gap(fault))),
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
}
