//! Discord's own description of its API as a judge of what the bot sends, when the file is there.
//!
//! `DISCORD_OPENAPI` names the file (`openapi.json` or `openapi.json.gz`, from discord/discord-api-spec). Without it
//! the requests are not judged, and the run says so once.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, LazyLock, Mutex, Once};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

static DESCRIPTION: LazyLock<Option<Description>> = LazyLock::new(Description::find);
static SAID: Once = Once::new();

/// Where the description is in memory.
const HOME: &str = "urn:discord";

struct Description {
    registry: Registry<'static>,
    operations: Vec<Operation>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

struct Operation {
    name: String,
    method: String,
    segments: Vec<String>,
    request: Option<Value>,
}

/// Judges every request the bot sent.
pub(crate) fn judge(history: &[Value]) {
    let Some(description) = &*DESCRIPTION else {
        SAID.call_once(|| {
            eprintln!(
                "SKIPPED: DISCORD_OPENAPI is not set, so requests are not held against Discord's description"
            )
        });
        return;
    };
    let mut judged = 0;
    for line in history
        .iter()
        .filter(|l| l["who"] == "gonogo" || l["who"] == "bot")
    {
        let (Some(method), Some(path)) = (line["method"].as_str(), line["path"].as_str()) else {
            continue;
        };
        if let Err(errors) = description.check(method, path, &line["request"]) {
            panic!(
                "{method} {path} is not what Discord describes:\n{}\n{}",
                errors.join("\n"),
                line["request"]
            );
        }
        judged += 1;
    }
    assert!(judged > 0, "the history names no request of the bot");
}

impl Description {
    fn find() -> Option<Self> {
        let path = std::env::var_os("DISCORD_OPENAPI").filter(|p| !p.is_empty())?;
        let bytes = std::fs::read(&path).expect("DISCORD_OPENAPI names a readable file");
        let mut text = String::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            flate2::read::GzDecoder::new(&bytes[..])
                .read_to_string(&mut text)
                .unwrap();
        } else {
            text = String::from_utf8(bytes).unwrap();
        }
        Some(Self::read(serde_json::from_str(&text).unwrap()))
    }

    fn read(description: Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(_, o)| o.is_object()) {
                operations.push(Operation {
                    name: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                    method: method.to_uppercase(),
                    segments: path
                        .trim_start_matches('/')
                        .split('/')
                        .map(str::to_owned)
                        .collect(),
                    request: operation
                        .pointer("/requestBody/content/application~1json/schema")
                        .map(at_home),
                });
            }
        }
        // A route with a word wins over one with a parameter in its place.
        operations.sort_by_key(|o| o.segments.iter().filter(|s| s.starts_with('{')).count());
        let registry = Registry::new().add(HOME, description).unwrap().prepare().unwrap();
        Self {
            registry,
            operations,
            validators: Mutex::default(),
        }
    }

    fn check(&self, method: &str, path: &str, body: &Value) -> Result<(), Vec<String>> {
        let path = path.split('?').next().unwrap_or_default();
        let path = path
            .trim_start_matches("/api/v10")
            .trim_start_matches("/api")
            .trim_start_matches('/');
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |o: &&Operation| {
            let same = |(a, b): (&String, &&str)| a.starts_with('{') || a == b;
            o.method == method
                && o.segments.len() == segments.len()
                && o.segments.iter().zip(&segments).all(same)
        };
        let Some(operation) = self.operations.iter().find(fits) else {
            // The gateway library asks for the address without a bot's word; Discord answers, its description omits it.
            return if path == "gateway" {
                Ok(())
            } else {
                Err(vec!["Discord describes no such route".to_owned()])
            };
        };
        let Some(schema) = operation.request.as_ref().filter(|_| !body.is_null()) else {
            return Ok(());
        };
        let validator = self.validator(&operation.name, schema);
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|e| {
                format!(
                    "{}: {}",
                    e.instance_path(),
                    e.to_string().chars().take(300).collect::<String>()
                )
            })
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let built = validators.entry(name.to_owned()).or_insert_with(|| {
            let options = jsonschema::options()
                .offline()
                .with_draft(jsonschema::Draft::Draft202012);
            Arc::new(options.with_registry(&self.registry).build(schema).unwrap())
        });
        built.clone()
    }
}

/// The schema with its references pointing into the description in memory.
fn at_home(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| match value {
                Value::String(s) if key == "$ref" => (key.clone(), json!(s.replace("#/", "urn:discord#/"))),
                value => (key.clone(), at_home(value)),
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(at_home).collect(),
        value => value.clone(),
    }
}
