//! What a person filled into a modal: held against the modal as the bot opened it, and shown to the bot.
//!
//! Source: Discord's component reference, the parts "in modals". Called for submitted modals only.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::call::Call;
use super::press::{add_resolved, is_there};
use crate::sandbox::failure::{Failure, Form};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::{component::is_select, modal as rules};

const ROW: u64 = 1;
const STRING_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;
const LABEL: u64 = 18;
const FILE_UPLOAD: u64 = 19;
const RADIO_GROUP: u64 = 21;
const CHECKBOX_GROUP: u64 = 22;
const CHECKBOX: u64 = 23;

/// What the bot gets of a submitted modal.
pub(super) struct Filled {
    /// The fields with what was typed or chosen, in the order they were opened in.
    pub(super) components: Value,
    /// What ids among the values stand for.
    pub(super) resolved: Map<String, Value>,
}

/// Reads the fields of a modal; `handed_in` are the files that came along, by the index a field names.
///
/// # Errors
/// 50035 for what the modal does not allow.
pub(super) fn read(
    call: &Call<'_>,
    channel: Id,
    opened: &Value,
    given: &Value,
    handed_in: &BTreeMap<u64, Value>,
) -> Result<Filled, Failure> {
    let mut reader = Reader {
        call,
        channel,
        handed_in,
        form: Form::default(),
        resolved: Map::new(),
    };
    let (mut rows, mut number) = (Vec::new(), 0);
    for (index, row) in opened.as_array().into_iter().flatten().enumerate() {
        number += 2;
        let labelled = row["type"] == LABEL;
        let (field, path) = if labelled {
            (&row["component"], format!("data.components.{index}.component"))
        } else {
            (
                &row["components"][0],
                format!("data.components.{index}.components.0"),
            )
        };
        let Some(custom_id) = field["custom_id"].as_str() else {
            continue;
        };
        let filled = find(given, custom_id).unwrap_or(&Value::Null);
        let mut shown = json!({"type": field["type"], "id": number, "custom_id": custom_id});
        reader.read(&path, field, filled, &mut shown);
        rows.push(if labelled {
            json!({"type": LABEL, "id": number - 1, "component": shown})
        } else {
            json!({"type": ROW, "id": number - 1, "components": [shown]})
        });
    }
    reader.form.finish()?;
    Ok(Filled {
        components: Value::Array(rows),
        resolved: reader.resolved,
    })
}

fn find<'a>(given: &'a Value, custom_id: &str) -> Option<&'a Value> {
    given.as_array().into_iter().flatten().find_map(|row| {
        if row["custom_id"] == custom_id {
            return Some(row);
        }
        let single = Some(&row["component"]).filter(|field| field["custom_id"] == custom_id);
        single.or_else(|| find(&row["components"], custom_id))
    })
}

struct Reader<'a, 'b> {
    call: &'a Call<'b>,
    channel: Id,
    handed_in: &'a BTreeMap<u64, Value>,
    form: Form,
    resolved: Map<String, Value>,
}

impl Reader<'_, '_> {
    fn read(&mut self, path: &str, field: &Value, filled: &Value, shown: &mut Value) {
        match field["type"].as_u64().unwrap_or(0) {
            TEXT_INPUT => {
                let typed = filled["value"].as_str().unwrap_or_default();
                rules::check_typed(&mut self.form, &format!("{path}.value"), field, typed);
                shown["value"] = json!(typed);
            }
            RADIO_GROUP => {
                let value = &filled["value"];
                if value.is_null() && field["required"] != false {
                    self.form.require(format!("{path}.value"));
                }
                if !value.is_null() && !is_option(field, value) {
                    self.refuse(&format!("{path}.value"));
                }
                shown["value"] = value.clone();
            }
            CHECKBOX => shown["value"] = json!(filled["value"] == true),
            kind => shown["values"] = self.read_values(path, kind, field, filled),
        }
    }

    /// The values of a select, a group of checkboxes or an upload.
    fn read_values(&mut self, path: &str, kind: u64, field: &Value, filled: &Value) -> Value {
        let path = format!("{path}.values");
        let values = filled["values"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.check_count(&path, field, values.len());
        let repeated = values
            .iter()
            .enumerate()
            .any(|(at, value)| values[..at].contains(value));
        if repeated {
            self.refuse(&path);
        }
        values
            .iter()
            .map(|value| self.read_value(&path, kind, field, value))
            .collect()
    }

    fn read_value(&mut self, path: &str, kind: u64, field: &Value, value: &Value) -> Value {
        if kind == FILE_UPLOAD {
            return self.hand_in(path, value);
        }
        if matches!(kind, STRING_SELECT | CHECKBOX_GROUP) {
            if !is_option(field, value) {
                self.refuse(path);
            }
        } else if is_select(kind) {
            let id = Id::of(value).filter(|id| is_there(self.call, field, *id));
            match id {
                Some(id) => add_resolved(self.call, &mut self.resolved, self.channel, kind, id),
                None => self.refuse(path),
            }
        }
        value.clone()
    }

    fn hand_in(&mut self, path: &str, value: &Value) -> Value {
        let found = Id::of(value).and_then(|index| self.handed_in.get(&index.0));
        let Some(attachment) = found else {
            self.refuse(path);
            return Value::Null;
        };
        let id = attachment["id"].clone();
        let group = self.resolved.entry("attachments").or_insert_with(|| json!({}));
        group[id.as_str().unwrap_or_default()] = attachment.clone();
        id
    }

    /// How many values there are: none at all only where the field is not required.
    fn check_count(&mut self, path: &str, field: &Value, count: usize) {
        let bound = |key: &str, otherwise: usize| {
            let given = field[key].as_u64();
            given.and_then(|n| usize::try_from(n).ok()).unwrap_or(otherwise)
        };
        let (optional, options) = (field["required"] == false, field["options"].as_array());
        if count == 0 && optional {
            return;
        }
        let most = match field["type"].as_u64() {
            // Of a group of checkboxes all may be ticked.
            Some(CHECKBOX_GROUP) => options.map_or(1, Vec::len),
            _ => 1,
        };
        let least = bound("min_values", 1);
        self.form.between(path, count, least, bound("max_values", most));
    }

    fn refuse(&mut self, path: &str) {
        self.form
            .add(path, "BASE_TYPE_CHOICES", "Value is none that the modal offers.");
    }
}

fn is_option(field: &Value, value: &Value) -> bool {
    let mut options = field["options"].as_array().into_iter().flatten();
    options.any(|option| option["value"] == *value)
}
