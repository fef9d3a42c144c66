//! Discord's own API description as a judge: of what the bot sends, and of what the sandbox answers.
//!
//! The description is not part of this project. `DISCORD_OPENAPI` names a copy of it (`openapi.json`, or gzipped), from
//! <https://github.com/discord/discord-api-spec>; without it nothing is judged, and the run says so once.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::{LazyLock, Mutex, Once};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

/// One judge for all stories: what it has once compiled it keeps.
static JUDGE: LazyLock<Mutex<Option<Judge>>> = LazyLock::new(|| Mutex::new(Judge::find()));

/// Judges every exchange between the bot and the sandbox that a history names.
pub(crate) fn judge(history: &[Value]) {
    let mut judge = JUDGE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(judge) = judge.as_mut() else {
        return say_that_nothing_is_judged();
    };
    let of_bot = history
        .iter()
        .filter(|line| line["kind"] == "rest" && line["who"] == "gonogo")
        // What a test scripted is none of Discord's answers.
        .filter(|line| line["fault"].is_null());
    let mut judged = 0;
    for line in of_bot {
        let faults = judge.judge(line);
        // The gateway library asks for the address without a bot's word; Discord answers, its description omits that.
        let is_address = line["path"] == "/gateway";
        let faults = faults.unwrap_or_else(|| {
            if is_address {
                vec![]
            } else {
                vec![format!("unknown: {line}")]
            }
        });
        assert!(
            faults.is_empty(),
            "not as Discord describes it:\n{}\n{line}",
            faults.join("\n")
        );
        judged += 1;
    }
    assert!(judged > 0, "the history names no request of the bot");
}

/// Written past the test runner, which keeps to itself what a passing test prints.
#[expect(
    clippy::explicit_write,
    reason = "`eprintln!` is what the runner keeps to itself"
)]
pub(crate) fn say_that_nothing_is_judged() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let word = "SKIPPED: DISCORD_OPENAPI names no copy of Discord's API description, so nothing is held against it";
        writeln!(std::io::stderr(), "{word}").unwrap();
    });
}

/// Status codes by operation, each with the schema of its body (null for none).
struct Operation {
    id: String,
    method: String,
    segments: Vec<String>,
    request: Option<Value>,
    responses: HashMap<String, Value>,
}

/// The description, ready to judge.
pub(crate) struct Judge {
    registry: Registry<'static>,
    operations: Vec<Operation>,
    validators: HashMap<String, Validator>,
}

impl Judge {
    /// Reads the description that `DISCORD_OPENAPI` names.
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("DISCORD_OPENAPI").filter(|path| !path.is_empty())?;
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
    pub(crate) fn judge(&mut self, line: &Value) -> Option<Vec<String>> {
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
                .filter(|fault| !is_known_gap(fault))
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
