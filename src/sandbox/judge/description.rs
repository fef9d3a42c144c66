//! Discord's own API description: which routes there are, and what may go over them.
//!
//! It is not part of this project; there is a copy at <https://github.com/discord/discord-api-spec>.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use super::schema::Schemas;

/// Why a description cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It uses what the judge does not know.
    #[error("it uses {0}, which the judge does not know")]
    Unknown(String),
}

/// Method and path of a route, with the schemas of what goes over it (null for no body).
struct Operation {
    id: String,
    method: String,
    segments: Vec<String>,
    request: Option<Value>,
    responses: HashMap<String, Value>,
}

/// The description, ready to judge.
pub struct Description {
    schemas: Schemas,
    /// The same for what clients send, of which Discord takes more than it describes.
    requests: Schemas,
    operations: Vec<Operation>,
}

impl Description {
    /// Reads a description from a file, `openapi.json` or the same gzipped.
    ///
    /// # Errors
    /// When it cannot be read or used.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let bytes = std::fs::read(path)?;
        let text = match bytes.starts_with(&[0x1F, 0x8B]) {
            true => {
                let mut text = String::new();
                flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
                text
            }
            false => String::from_utf8_lossy(&bytes).into_owned(),
        };
        Self::new(serde_json::from_str(&text)?)
    }

    fn new(mut description: Value) -> Result<Self, Unreadable> {
        add_what_is_documented(&mut description);
        let mut operations = Vec::new();
        for (path, item) in description["paths"].as_object().into_iter().flatten() {
            let methods = item
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(_, operation)| operation.is_object());
            operations.extend(
                methods.map(|(method, operation)| read_operation(&description, path, method, operation)),
            );
        }
        // A literal segment counts more than a parameter.
        operations.sort_by_key(|operation| operation.segments.iter().filter(|s| s.starts_with('{')).count());
        let requests = Schemas::read(as_sent(&description)).map_err(Unreadable::Unknown)?;
        let schemas = Schemas::read(description).map_err(Unreadable::Unknown)?;
        Ok(Self {
            schemas,
            requests,
            operations,
        })
    }

    /// The whole text, as JSON.
    pub fn text(&self) -> &Value {
        self.schemas.root()
    }

    /// What is wrong with a body by a schema, each with its place in the body.
    pub fn faults(&self, schema: &Value, body: &Value) -> Vec<String> {
        let faults = self.schemas.faults(schema, body).into_iter();
        faults
            .map(|fault| format!("at {:?}: {}", fault.at, fault.what))
            .collect()
    }

    /// The schemas that a recorded exchange is held against, with what they are held against.
    ///
    /// # Errors
    /// A fault, when the answer's status or its body is none that is described. `None` for an unknown route.
    #[expect(
        clippy::type_complexity,
        reason = "pairs of a schema and a body, and nothing to name between them"
    )]
    pub fn schemas_of<'d>(
        &'d self,
        line: &'d Value,
    ) -> Option<Result<Vec<(&'d str, &'d Value, &'d Value)>, String>> {
        let operation = self.operation(line["method"].as_str()?, line["path"].as_str()?)?;
        let status = line["status"].to_string();
        let family = format!("{}XX", &status[..1]);
        let described = operation
            .responses
            .get(&status)
            .or_else(|| operation.responses.get(&family));
        let mut pairs = Vec::new();
        match described {
            None => return Some(Err(format!("status {status} is not described"))),
            Some(Value::Null) if line["response"].is_null() => {}
            Some(Value::Null) => return Some(Err("a body where none is described".to_owned())),
            Some(schema) => pairs.push(("response", schema, &line["response"])),
        }
        let good = status.starts_with('2') && !line["request"].is_null();
        if let Some(schema) = operation.request.as_ref().filter(|_| good) {
            pairs.push(("request", schema, &line["request"]));
        }
        Some(Ok(pairs))
    }

    /// What is wrong with a recorded exchange; `None` when the description knows no such route.
    pub fn judge(&self, line: &Value) -> Option<Vec<String>> {
        // The gateway library asks for the address without a bot's word; Discord answers, its description omits that. It
        // omits as well how a bot renamed itself in former times, which is documented still ("Modify Current User Nick").
        let path = line["path"].as_str().unwrap_or_default();
        if path == "/gateway" || path.ends_with("/members/@me/nick") {
            return Some(Vec::new());
        }
        let id = &self
            .operation(line["method"].as_str()?, line["path"].as_str()?)?
            .id;
        let found = match self.schemas_of(line)? {
            Err(fault) => vec![fault],
            Ok(pairs) => {
                let faults = |(side, schema, body): (&str, &Value, &Value)| {
                    let schemas = match side {
                        "request" => &self.requests,
                        _ => &self.schemas,
                    };
                    let faults = schemas.faults(schema, body).into_iter();
                    faults
                        .map(move |fault| format!("{side} at {:?}: {}", fault.at, fault.what))
                        .collect::<Vec<_>>()
                };
                pairs.into_iter().flat_map(faults).collect()
            }
        };
        let told = found
            .into_iter()
            .filter(|fault| !is_known_gap(fault, &line["status"]));
        Some(told.map(|fault| format!("{id}: {fault}")).collect())
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        self.operations.iter().find(|operation| {
            let pairs = || operation.segments.iter().zip(&segments);
            operation.method == method
                && operation.segments.len() == segments.len()
                && pairs().all(|(known, asked)| known.starts_with('{') || known == asked)
        })
    }
}

fn read_operation(description: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let mut responses = HashMap::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let shared = response["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'));
        let response = shared
            .and_then(|pointer| description.pointer(pointer))
            .unwrap_or(response);
        let schema = response.pointer("/content/application~1json/schema");
        responses.insert(status.clone(), schema.cloned().unwrap_or_default());
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
            .cloned(),
        responses,
    }
}

/// Where the description differs from what Discord does.
fn is_known_gap(fault: &str, status: &Value) -> bool {
    // The codes of faults in a form are words; the description says numbers (its schema `InnerErrors`).
    *status == 400 && fault.starts_with("response at \"/errors")
}

/// Adds the number of a forward, which is documented ("Message Reference Types") and not in the description.
fn add_what_is_documented(description: &mut Value) {
    let kinds = description.pointer_mut("/components/schemas/MessageReferenceType/oneOf");
    if let Some(kinds) = kinds.and_then(Value::as_array_mut)
        && !kinds.iter().any(|kind| kind["const"] == 1)
    {
        kinds.push(json!({"title": "FORWARD", "const": 1}));
    }
}

/// The description for what clients send: an id may be written as a number. Libraries do so (discord.py, disnake), and
/// Discord takes it, as it takes the index of an upload.
fn as_sent(description: &Value) -> Value {
    let mut description = description.clone();
    if let Some(id) = description.pointer_mut("/components/schemas/SnowflakeType") {
        id["type"] = json!(["string", "integer"]);
    }
    description
}
