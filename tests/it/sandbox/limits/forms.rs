//! What modals, commands, scheduled events and the server itself can hold.

use serde_json::{Value, json};

use super::{Place, Probe, many, text};

fn event(key: &str, value: Value) -> Value {
    let mut body = json!({
        "name": "n", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": "2026-11-24T09:00:00Z", "scheduled_end_time": "2026-11-24T11:00:00Z",
    });
    body[key] = value;
    body
}

fn input(more: Value) -> Value {
    let mut input = json!({"type": 4, "custom_id": "i", "style": 1, "label": "l"});
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"custom_id": "m", "title": "t", "components": [{"type": 1, "components": [input]}]})
}

fn labelled(more: Value, field: Value) -> Value {
    let mut label = json!({"type": 18, "label": "l", "component": field});
    label
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"custom_id": "m", "title": "t", "components": [label]})
}

pub(super) fn command(more: Value) -> Value {
    let mut command = json!({"name": "c", "description": "d"});
    command
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    command
}

pub(super) fn option(n: usize, more: Value) -> Value {
    let mut option = json!({"type": 3, "name": format!("o{n}"), "description": "d"});
    option
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    option
}

/// A command whose texts are so many characters together.
fn of_weight(total: usize) -> Value {
    let mut options: Vec<Value> = (0..25).map(|n| option(n, json!({"choices": []}))).collect();
    // Its own name and description, and those of all options: three characters for o0 to o9, four for the others.
    let mut left = total - 2 - 10 * 3 - 15 * 4;
    for option in &mut options {
        for n in 0..25 {
            let length = left.min(200);
            if length < 2 {
                break;
            }
            left -= length;
            let choice = json!({"name": text(length / 2), "value": format!("{n:0width$}", width = length - length / 2)});
            option["choices"].as_array_mut().unwrap().push(choice);
        }
    }
    command(json!({"options": options}))
}

pub(super) const PROBES: &[Probe] = &[
    ("ROLE_NAME", Place::Role, |n| json!({"name": text(n)})),
    (
        "WEBHOOK_NAME",
        Place::Signature,
        |n| json!({"content": "x", "username": text(n)}),
    ),
    ("EVENT_NAME", Place::Event, |n| event("name", json!(text(n)))),
    ("EVENT_DESCRIPTION", Place::Event, |n| {
        event("description", json!(text(n)))
    }),
    ("EVENT_LOCATION", Place::Event, |n| {
        event("entity_metadata", json!({"location": text(n)}))
    }),
    ("MODAL_TITLE", Place::Modal, |n| {
        let mut modal = input(json!({}));
        modal["title"] = json!(text(n));
        modal
    }),
    ("MODAL_ROWS", Place::Modal, |n| {
        let row = |n: usize| json!({"type": 1, "components": [{"type": 4, "custom_id": format!("i{n}"), "style": 1, "label": "l"}]});
        json!({"custom_id": "m", "title": "t", "components": many(n, row)})
    }),
    ("MODAL_LABEL", Place::Modal, |n| input(json!({"label": text(n)}))),
    ("MODAL_DESCRIPTION", Place::Modal, |n| {
        labelled(
            json!({"description": text(n)}),
            json!({"type": 4, "custom_id": "i", "style": 1}),
        )
    }),
    ("MODAL_VALUE", Place::Modal, |n| input(json!({"value": text(n)}))),
    ("MODAL_PLACEHOLDER", Place::Modal, |n| {
        input(json!({"placeholder": text(n)}))
    }),
    ("GROUP_OPTIONS", Place::Modal, |n| {
        let one = |n: usize| json!({"label": "l", "value": n.to_string()});
        labelled(
            json!({}),
            json!({"type": 21, "custom_id": "g", "options": many(n, one)}),
        )
    }),
    ("COMMAND_NAME", Place::Command, |n| {
        command(json!({"name": text(n)}))
    }),
    ("COMMAND_DESCRIPTION", Place::Command, |n| {
        command(json!({"description": text(n)}))
    }),
    ("COMMAND_OPTIONS", Place::Command, |n| {
        command(json!({"options": many(n, |n| option(n, json!({})))}))
    }),
    ("CHOICES", Place::Command, |n| {
        let choices = many(n, |n| json!({"name": "c", "value": n.to_string()}));
        command(json!({"options": [option(0, json!({"choices": choices}))]}))
    }),
    ("CHOICE_TEXT", Place::Command, |n| {
        command(json!({"options": [option(0, json!({"choices": [{"name": text(n), "value": "v"}]}))]}))
    }),
    ("COMMAND_TOTAL", Place::Command, of_weight),
    ("COMMANDS", Place::Commands, |n| {
        many(n, |n| command(json!({"name": format!("c{n}")})))
    }),
    ("CONTEXT_COMMANDS", Place::Commands, |n| {
        many(n, |n| json!({"name": format!("c{n}"), "type": 2}))
    }),
    ("OPTION_VALUE", Place::Option, |n| json!(text(n))),
    (
        "THREAD_NAME",
        Place::Thread,
        |n| json!({"name": text(n), "type": 11}),
    ),
    ("NICK", Place::Member, |n| json!({"nick": text(n)})),
    ("GUILD_NAME", Place::Guild, |n| json!({"name": text(n)})),
];
