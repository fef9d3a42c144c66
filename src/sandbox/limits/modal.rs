//! What a modal may hold, and what may be typed into it.
//!
//! Called when a bot opens a modal and when a person submits one.

use std::collections::HashSet;

use serde_json::Value;

use super::super::failure::{Failure, Form};
use super::component;

/// Checks a modal that a bot opens.
///
/// # Errors
/// 50035.
pub(crate) fn check(modal: &Value) -> Result<(), Failure> {
    let mut form = Form::default();
    form.text("data.custom_id", &modal["custom_id"], 1, super::CUSTOM_ID);
    form.text("data.title", &modal["title"], 1, super::MODAL_TITLE);
    let rows = modal["components"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    form.between("data.components", rows.len(), 1, super::MODAL_ROWS);
    let mut custom_ids = HashSet::new();
    for (index, row) in rows.iter().enumerate() {
        check_row(
            &mut form,
            &format!("data.components.{index}"),
            row,
            &mut custom_ids,
        );
    }
    form.finish()
}

fn check_row<'a>(form: &mut Form, path: &str, row: &'a Value, custom_ids: &mut HashSet<&'a str>) {
    match row["type"].as_u64() {
        Some(1) => {
            let inputs = row["components"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            form.between(format!("{path}.components"), inputs.len(), 1, 1);
            for input in inputs {
                let place = format!("{path}.components.0");
                // Without a label around it an input has its own, though the description lets it be null.
                form.text(format!("{place}.label"), &input["label"], 1, super::MODAL_LABEL);
                check_field(form, &place, input, &[4], custom_ids);
            }
        }
        Some(18) => {
            form.text(format!("{path}.label"), &row["label"], 1, super::MODAL_LABEL);
            if let Some(description) = row["description"].as_str() {
                let length = description.chars().count();
                form.between(format!("{path}.description"), length, 1, super::MODAL_DESCRIPTION);
            }
            let kinds = [3, 4, 5, 6, 7, 8, 19, 21, 22, 23];
            check_field(
                form,
                &format!("{path}.component"),
                &row["component"],
                &kinds,
                custom_ids,
            );
        }
        Some(10) => {}
        _ => {
            let message = "Value of field \"type\" must be one of (1, 10, 18).";
            form.add(format!("{path}.type"), "UNION_TYPE_CHOICES", message);
        }
    }
}

fn check_field<'a>(
    form: &mut Form,
    path: &str,
    field: &'a Value,
    kinds: &[u64],
    custom_ids: &mut HashSet<&'a str>,
) {
    let kind = field["type"].as_u64().unwrap_or(0);
    if !kinds.contains(&kind) {
        return form.add(
            format!("{path}.type"),
            "UNION_TYPE_CHOICES",
            "Not a component for a modal.",
        );
    }
    let custom_id = field["custom_id"].as_str().unwrap_or_default();
    form.text(
        format!("{path}.custom_id"),
        &field["custom_id"],
        1,
        super::CUSTOM_ID,
    );
    check_required(form, path, kind, field);
    if !custom_ids.insert(custom_id) {
        let message = "Component custom id cannot be duplicated";
        form.add(
            format!("{path}.custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            message,
        );
    }
    if field["disabled"] == true {
        form.add(
            format!("{path}.disabled"),
            "COMPONENT_DISABLED_IN_MODAL",
            "Not allowed in a modal.",
        );
    }
    if kind == 4 {
        check_text_input(form, path, field);
    } else if component::is_select(kind) {
        component::check_choosable(form, path, field);
    } else {
        check_group(form, path, kind, field);
    }
}

/// Checks that a field which has to be filled in asks for something ("Component Reference", the notes on `min_values`).
fn check_required(form: &mut Form, path: &str, kind: u64, field: &Value) {
    let counts = component::is_select(kind) || matches!(kind, 19 | 22);
    if counts && field["required"] != false && field["min_values"] == 0 {
        component::refuse_zero(form, path);
    }
}

/// Checks an upload, a group of radio buttons or checkboxes.
fn check_group(form: &mut Form, path: &str, kind: u64, field: &Value) {
    let least_options = match kind {
        21 => 2,
        22 => 1,
        _ => 0,
    };
    if least_options > 0 {
        let options = field["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let place = format!("{path}.options");
        form.between(place.as_str(), options.len(), least_options, super::GROUP_OPTIONS);
        for (index, option) in options.iter().enumerate() {
            component::check_option(form, &format!("{place}.{index}"), option);
        }
    }
    for (key, least) in [("min_values", 0), ("max_values", 1)] {
        let given = field[key].as_u64();
        if given.is_some_and(|n| n < least || n > super::GROUP_OPTIONS as u64) {
            let message = format!(
                "int value should be between {least} and {}.",
                super::GROUP_OPTIONS
            );
            form.add(format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
    let most = match kind {
        22 => field["options"].as_array().map_or(1, Vec::len) as u64,
        _ => 1,
    };
    component::check_order(form, path, field, most);
}

fn check_text_input(form: &mut Form, path: &str, input: &Value) {
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        form.add(
            format!("{path}.style"),
            "BASE_TYPE_CHOICES",
            "Value must be one of {1, 2}.",
        );
    }
    let text = |key: &str| input[key].as_str().unwrap_or_default();
    form.longest(format!("{path}.value"), text("value"), super::MODAL_VALUE);
    form.longest(
        format!("{path}.placeholder"),
        text("placeholder"),
        super::MODAL_PLACEHOLDER,
    );
    for (key, least) in [("min_length", 0), ("max_length", 1)] {
        let given = input[key].as_u64();
        if given.is_some_and(|n| n < least || n > super::MODAL_VALUE as u64) {
            let message = format!("int value should be between {least} and {}.", super::MODAL_VALUE);
            form.add(format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
}

/// Checks what a person typed into `input`, a text input of the opened modal.
pub(crate) fn check_typed(form: &mut Form, path: &str, input: &Value, typed: &str) {
    let length = typed.chars().count() as u64;
    // A text input is required unless it says otherwise.
    if typed.is_empty() {
        if input["required"] != false {
            form.require(path);
        }
        return;
    }
    let least = input["min_length"].as_u64().unwrap_or(0);
    let most = input["max_length"].as_u64().unwrap_or(super::MODAL_VALUE as u64);
    if !(least..=most).contains(&length) {
        let message = format!("Must be between {least} and {most} in length.");
        form.add(path, "BASE_TYPE_BAD_LENGTH", message);
    }
}

#[cfg(test)]
mod tests {
    use super::super as limits;
    use super::*;
    use serde_json::json;

    fn text(length: usize) -> String {
        "x".repeat(length)
    }

    fn input(n: usize, more: Value) -> Value {
        let mut input = json!({"type": 4, "style": 1, "custom_id": format!("i{n}"), "label": "Reason"});
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"type": 1, "components": [input]})
    }

    fn modal(rows: Vec<Value>) -> Value {
        json!({"custom_id": "m", "title": "No-go", "components": rows})
    }

    #[test]
    fn each_limit_holds_on_its_edge() {
        type Body = fn(usize) -> Value;
        let table: [(&str, usize, Body); 6] = [
            (
                "title",
                limits::MODAL_TITLE,
                |n| json!({"custom_id": "m", "title": text(n), "components": [input(0, json!({}))]}),
            ),
            ("rows", limits::MODAL_ROWS, |n| {
                modal((0..n).map(|i| input(i, json!({}))).collect())
            }),
            ("label", limits::MODAL_LABEL, |n| {
                modal(vec![input(0, json!({"label": text(n)}))])
            }),
            ("value", limits::MODAL_VALUE, |n| {
                modal(vec![input(0, json!({"value": text(n)}))])
            }),
            ("placeholder", limits::MODAL_PLACEHOLDER, |n| {
                modal(vec![input(0, json!({"placeholder": text(n)}))])
            }),
            ("max_length", limits::MODAL_VALUE, |n| {
                modal(vec![input(0, json!({"max_length": n}))])
            }),
        ];
        for (name, limit, body) in table {
            assert_eq!(check(&body(limit - 1)), Ok(()), "under {name}");
            assert_eq!(check(&body(limit)), Ok(()), "at {name}");
            assert!(check(&body(limit + 1)).is_err(), "over {name}");
        }
    }

    #[test]
    fn labels_hold_uploads_and_groups_within_their_bounds() {
        let refused = |field: Value| {
            check(&modal(vec![
                json!({"type": 18, "label": "L", "component": field}),
            ]))
            .is_err()
        };
        let group = |kind: u64, n: usize| {
            let options: Vec<Value> = (0..n)
                .map(|i| json!({"label": "o", "value": i.to_string()}))
                .collect();
            json!({"type": kind, "custom_id": "g", "options": options})
        };
        assert_eq!(
            [1, 2, 10, 11].map(|n| refused(group(21, n))),
            [true, false, false, true]
        );
        assert_eq!(
            [0, 1, 10, 11].map(|n| refused(group(22, n))),
            [true, false, false, true]
        );
        let upload = |most: u64| json!({"type": 19, "custom_id": "f", "max_values": most});
        assert_eq!(
            [0, 1, 10, 11].map(|n| refused(upload(n))),
            [true, false, false, true]
        );
        assert!(!refused(json!({"type": 23, "custom_id": "c"})));
        assert!(refused(json!({"type": 19, "custom_id": "f", "disabled": true})));
    }

    #[test]
    fn what_has_to_be_filled_in_asks_for_something() {
        let refused = |field: Value| {
            let label = json!({"type": 18, "label": "L", "component": field});
            check(&modal(vec![label])).is_err()
        };
        let options = json!([{"label": "a", "value": "a"}, {"label": "b", "value": "b"}]);
        for kind in [3, 5, 6, 7, 8, 19, 22] {
            let field = |required: bool, least: u64, most: u64| {
                json!({"type": kind, "custom_id": "f", "options": options, "required": required,
                    "min_values": least, "max_values": most})
            };
            assert!(refused(field(true, 0, 1)), "{kind}");
            assert!(!refused(field(false, 0, 1)), "{kind}");
            assert!(!refused(field(true, 1, 2)), "{kind}");
            assert!(refused(field(true, 2, 1)), "{kind}");
        }
    }

    #[test]
    fn what_is_typed_obeys_the_input() {
        let refused = |input: Value, typed: &str| {
            let mut form = Form::default();
            check_typed(&mut form, "value", &input, typed);
            form.finish().is_err()
        };
        assert!(refused(json!({}), ""), "required unless it says otherwise");
        assert!(!refused(json!({"required": false, "min_length": 3}), ""));
        assert!(refused(json!({"min_length": 3}), "ab"));
        assert!(!refused(json!({"min_length": 3, "max_length": 3}), "abc"));
        assert!(refused(json!({"max_length": 3}), "abcd"));
    }
}
