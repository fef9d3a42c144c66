//! JSON Schema as far as Discord's description uses it: a body against a schema.
//!
//! The description uses a score of keywords; what it does not use is not here, and a schema with another one is refused
//! when it is read, so that nothing is passed over in silence. A test holds this against a full implementation.

use std::collections::HashMap;

use regex::Regex;
use serde_json::{Map, Value};

/// Keywords that say nothing about whether a body fits.
const SILENT: [&str; 8] = [
    "description",
    "title",
    "default",
    "example",
    "examples",
    "format",
    "contentEncoding",
    "x-discord-union",
];
/// Keywords that are judged.
const JUDGED: [&str; 20] = [
    "$ref",
    "type",
    "const",
    "enum",
    "oneOf",
    "anyOf",
    "allOf",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
];

/// The schemas of a description, ready to be held against bodies.
pub(super) struct Schemas {
    root: Value,
    patterns: HashMap<String, Regex>,
}

/// What is wrong with a body, and where in it.
#[derive(Debug)]
pub(super) struct Fault {
    /// A JSON pointer.
    pub(super) at: String,
    pub(super) what: String,
}

impl Schemas {
    /// Takes in a description.
    ///
    /// # Errors
    /// The keyword or pattern that cannot be judged.
    pub(super) fn read(root: Value) -> Result<Self, String> {
        let mut patterns = HashMap::new();
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        for schema in schemas.into_iter().flat_map(Map::values) {
            survey(schema, &mut patterns)?;
        }
        Ok(Self { root, patterns })
    }

    /// The whole description.
    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// What is wrong with a body by a schema.
    pub(super) fn faults(&self, schema: &Value, body: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check(schema, body, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, body: &Value, at: &str, faults: &mut Vec<Fault>) {
        let Value::Object(keywords) = schema else {
            if *schema == Value::Bool(false) {
                faults.push(fault(at, "nothing may stand here"));
            }
            return;
        };
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$ref" => match self.resolve(wanted) {
                    Some(schema) => self.check(schema, body, at, faults),
                    None => faults.push(fault(at, format!("the description has no {wanted}"))),
                },
                "allOf" => {
                    for schema in list(wanted) {
                        self.check(schema, body, at, faults);
                    }
                }
                "oneOf" | "anyOf" => self.check_choice(keyword == "oneOf", list(wanted), body, at, faults),
                _ => self.check_itself(keyword, wanted, keywords, body, at, faults),
            }
        }
    }

    fn resolve(&self, reference: &Value) -> Option<&Value> {
        self.root.pointer(reference.as_str()?.strip_prefix('#')?)
    }

    /// One of several schemas has to fit; when none does, the faults of the one that comes nearest are told.
    fn check_choice(
        &self,
        only_one: bool,
        schemas: &[Value],
        body: &Value,
        at: &str,
        faults: &mut Vec<Fault>,
    ) {
        let mut nearest: Option<Vec<Fault>> = None;
        let mut fitting = 0;
        for schema in schemas {
            let mut found = Vec::new();
            self.check(schema, body, at, &mut found);
            if found.is_empty() {
                fitting += 1;
            } else if nearest.as_ref().is_none_or(|nearest| found.len() < nearest.len()) {
                nearest = Some(found);
            }
        }
        match fitting {
            0 => faults.extend(nearest.unwrap_or_default()),
            1 => {}
            _ if only_one => faults.push(fault(
                at,
                format!("fits {fitting} of the shapes it may have, not one"),
            )),
            _ => {}
        }
    }

    fn check_itself(
        &self,
        keyword: &str,
        wanted: &Value,
        schema: &Map<String, Value>,
        body: &Value,
        at: &str,
        faults: &mut Vec<Fault>,
    ) {
        match (keyword, body) {
            ("type", body) if !has_type(wanted, body) => {
                faults.push(fault(at, format!("{} is not of type {wanted}", gist(body))));
            }
            ("const", body) if !same(wanted, body) => {
                faults.push(fault(at, format!("{} is not {wanted}", gist(body))));
            }
            ("enum", body) if !list(wanted).iter().any(|one| same(one, body)) => {
                faults.push(fault(at, format!("{} is none of {wanted}", gist(body))));
            }
            ("properties", Value::Object(fields)) => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(value) = fields.get(name) {
                        self.check(schema, value, &format!("{at}/{name}"), faults);
                    }
                }
            }
            ("additionalProperties", Value::Object(fields)) => {
                let known = |name: &String| {
                    schema
                        .get("properties")
                        .is_some_and(|known| known.get(name).is_some())
                };
                for (name, value) in fields.iter().filter(|(name, _)| !known(name)) {
                    self.check(wanted, value, &format!("{at}/{name}"), faults);
                }
            }
            ("required", Value::Object(fields)) => {
                let missing = list(wanted)
                    .iter()
                    .filter(|name| !name.as_str().is_some_and(|n| fields.contains_key(n)));
                faults.extend(missing.map(|name| fault(at, format!("{name} is missing"))));
            }
            ("items", Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.check(wanted, item, &format!("{at}/{index}"), faults);
                }
            }
            ("uniqueItems", Value::Array(items)) if *wanted == Value::Bool(true) => {
                let doubled = items
                    .iter()
                    .enumerate()
                    .any(|(n, item)| items[..n].iter().any(|other| same(item, other)));
                if doubled {
                    faults.push(fault(at, "an item stands there twice"));
                }
            }
            ("pattern", Value::String(text)) => {
                let pattern = wanted.as_str().and_then(|pattern| self.patterns.get(pattern));
                if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
                    faults.push(fault(at, format!("{} does not match {wanted}", gist(body))));
                }
            }
            _ => check_size(keyword, wanted, body, at, faults),
        }
    }
}

/// Checks numbers, lengths and counts against their bounds.
fn check_size(keyword: &str, wanted: &Value, body: &Value, at: &str, faults: &mut Vec<Fault>) {
    let size = match (keyword, body) {
        ("minimum" | "maximum", Value::Number(number)) => number.as_f64(),
        ("minLength" | "maxLength", Value::String(text)) => Some(text.chars().count() as f64),
        ("minItems" | "maxItems", Value::Array(items)) => Some(items.len() as f64),
        ("minProperties" | "maxProperties", Value::Object(fields)) => Some(fields.len() as f64),
        _ => None,
    };
    let (Some(size), Some(bound)) = (size, wanted.as_f64()) else {
        return;
    };
    let least = keyword.starts_with("min");
    if (least && size < bound) || (!least && size > bound) {
        let word = if least { "less" } else { "more" };
        faults.push(fault(at, format!("{size} is {word} than {bound}")));
    }
}

fn fault(at: &str, what: impl Into<String>) -> Fault {
    Fault {
        at: at.to_owned(),
        what: what.into(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The beginning of a value, to name it.
fn gist(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}

/// Whether two values are the same; 1 and 1.0 are. Ids differ where fractions no longer do.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

fn has_type(wanted: &Value, body: &Value) -> bool {
    let is = |name: &str| match (name, body) {
        ("null", Value::Null) | ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => true,
        ("string", Value::String(_)) | ("array", Value::Array(_)) | ("object", Value::Object(_)) => true,
        ("integer", Value::Number(number)) => {
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|n| n.fract() == 0.0)
        }
        _ => false,
    };
    match wanted {
        Value::String(name) => is(name),
        names => list(names).iter().filter_map(Value::as_str).any(is),
    }
}

/// Collects the patterns below a schema, and refuses keywords that would be passed over.
fn survey(schema: &Value, patterns: &mut HashMap<String, Regex>) -> Result<(), String> {
    let Value::Object(keywords) = schema else {
        return Ok(());
    };
    for (keyword, wanted) in keywords {
        match keyword.as_str() {
            "pattern" => {
                let pattern = wanted.as_str().unwrap_or_default();
                let read = Regex::new(pattern).map_err(|_| format!("the pattern {pattern}"))?;
                patterns.insert(pattern.to_owned(), read);
            }
            "properties" => {
                for schema in wanted.as_object().into_iter().flat_map(Map::values) {
                    survey(schema, patterns)?;
                }
            }
            "items" | "additionalProperties" => survey(wanted, patterns)?,
            "oneOf" | "anyOf" | "allOf" => {
                for schema in list(wanted) {
                    survey(schema, patterns)?;
                }
            }
            word if JUDGED.contains(&word) || SILENT.contains(&word) => {}
            word => return Err(format!("the keyword {word}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn count(schema: Value, body: Value) -> usize {
        let name = json!({"type": "string", "pattern": "^(0|[1-9][0-9]*)$"});
        let schemas = Schemas::read(json!({"components": {"schemas": {"Id": name}}})).unwrap();
        schemas.faults(&schema, &body).len()
    }

    #[test]
    fn each_keyword_lets_pass_what_fits_and_nothing_else() {
        let id = json!({"$ref": "#/components/schemas/Id"});
        for (schema, good, bad) in [
            (json!({"type": ["string", "null"]}), json!(null), json!(1)),
            (json!({"type": "integer"}), json!(1.0), json!(1.5)),
            (json!({"const": 3}), json!(3), json!(4)),
            (json!({"enum": [1, "a"]}), json!("a"), json!("b")),
            (id.clone(), json!("12"), json!("012")),
            (
                json!({"properties": {"id": id}}),
                json!({"id": "1", "x": 0}),
                json!({"id": 1}),
            ),
            (json!({"required": ["a"]}), json!({"a": null}), json!({})),
            (
                json!({"properties": {"a": {}}, "additionalProperties": false}),
                json!({"a": 1}),
                json!({"b": 1}),
            ),
            (
                json!({"additionalProperties": {"type": "string"}}),
                json!({"a": "x"}),
                json!({"a": 1}),
            ),
            (
                json!({"items": {"type": "string"}, "maxItems": 1}),
                json!(["x"]),
                json!([1]),
            ),
            (json!({"minItems": 1}), json!([1]), json!([])),
            (json!({"uniqueItems": true}), json!([1, 2]), json!([1, 1.0])),
            (
                json!({"uniqueItems": true}),
                json!([1_573_909_312_479_166_487_u64, 1_573_909_312_479_166_488_u64]),
                json!([1_573_909_312_479_166_487_u64, 1_573_909_312_479_166_487_u64]),
            ),
            (json!({"minLength": 1, "maxLength": 2}), json!("éé"), json!("ééé")),
            (json!({"minimum": 0, "maximum": 5}), json!(5), json!(6)),
            (json!({"minProperties": 1}), json!({"a": 1}), json!({})),
            (
                json!({"allOf": [{"minimum": 1}, {"maximum": 2}]}),
                json!(2),
                json!(3),
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"minimum": 1}]}),
                json!(1),
                json!(0),
            ),
            (
                json!({"oneOf": [{"minimum": 1}, {"maximum": 5}]}),
                json!(0),
                json!(3),
            ),
            (
                json!({"anyOf": [{"minimum": 1}, {"maximum": -1}]}),
                json!(3),
                json!(0),
            ),
        ] {
            assert_eq!(count(schema.clone(), good.clone()), 0, "{schema} {good}");
            assert_eq!(count(schema.clone(), bad.clone()), 1, "{schema} {bad}");
        }
    }

    #[test]
    fn a_keyword_that_nobody_judges_is_refused_at_once() {
        let schemas = json!({"components": {"schemas": {"A": {"items": {"contains": {}}}}}});
        assert_eq!(Schemas::read(schemas).err().unwrap(), "the keyword contains");
    }
}
