//! Components and embeds as Discord gives them back: defaults filled in, numbered, pictures unfurled.
//!
//! Also finds a component in a message by its custom id, for those who press it. Judges nothing; the limits did.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ids::Id;

/// Fields a component may have, by type; anything else a client sends is dropped.
fn fields(kind: u64) -> &'static [&'static str] {
    match kind {
        1 => &["components"],
        2 => &[
            "custom_id",
            "style",
            "label",
            "disabled",
            "emoji",
            "url",
            "sku_id",
        ],
        3 => &[
            "custom_id",
            "placeholder",
            "min_values",
            "max_values",
            "disabled",
            "options",
        ],
        5..=7 => &[
            "custom_id",
            "placeholder",
            "min_values",
            "max_values",
            "disabled",
            "default_values",
        ],
        8 => &[
            "custom_id",
            "placeholder",
            "min_values",
            "max_values",
            "disabled",
            "default_values",
            "channel_types",
        ],
        9 => &["components", "accessory"],
        10 => &["content"],
        11 => &["media", "description", "spoiler"],
        12 => &["items"],
        13 => &["file", "spoiler"],
        14 => &["spacing", "divider"],
        17 => &["components", "accent_color", "spoiler"],
        _ => &[],
    }
}

/// Finishes the components of a message: numbers them from 1 (keeping numbers the sender gave), fills in defaults.
pub(crate) fn finish(
    components: Vec<Value>,
    attachments: &[Value],
    next: &mut impl FnMut() -> Id,
) -> Vec<Value> {
    let taken: BTreeSet<u64> = numbers(&components)
        .into_iter()
        .map(|(_, number)| number)
        .collect();
    let mut numbers = Numbers { taken, last: 0 };
    components
        .into_iter()
        .map(|c| finish_one(c, attachments, &mut numbers, next))
        .collect()
}

struct Numbers {
    taken: BTreeSet<u64>,
    last: u64,
}

impl Numbers {
    fn next(&mut self) -> u64 {
        loop {
            self.last += 1;
            if self.taken.insert(self.last) {
                return self.last;
            }
        }
    }
}

/// The numbers that the sender gave to components, each with its place in the body; zero is none.
pub(crate) fn numbers(components: &[Value]) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for (at, component) in components.iter().enumerate() {
        note_numbers(component, format!("components.{at}"), &mut found);
    }
    found
}

fn note_numbers(component: &Value, path: String, found: &mut Vec<(String, u64)>) {
    let children = component["components"].as_array().into_iter().flatten();
    for (at, child) in children.enumerate() {
        note_numbers(child, format!("{path}.components.{at}"), found);
    }
    if component["accessory"].is_object() {
        note_numbers(&component["accessory"], format!("{path}.accessory"), found);
    }
    if let Some(number) = component["id"].as_u64().filter(|id| *id != 0) {
        found.push((path, number));
    }
}

fn finish_one(
    given: Value,
    attachments: &[Value],
    numbers: &mut Numbers,
    next: &mut impl FnMut() -> Id,
) -> Value {
    let Value::Object(mut given) = given else {
        return Value::Null;
    };
    let kind = given.get("type").and_then(Value::as_u64).unwrap_or(0);
    let number = given.get("id").and_then(Value::as_u64).filter(|id| *id != 0);
    let number = number.unwrap_or_else(|| numbers.next());
    let mut shown = Map::new();
    shown.insert("type".into(), json!(kind));
    shown.insert("id".into(), json!(number));
    for key in fields(kind) {
        let Some(value) = given.remove(*key).filter(|value| !value.is_null()) else {
            continue;
        };
        let value = match (*key, value) {
            ("components", Value::Array(children)) => children
                .into_iter()
                .map(|c| finish_one(c, attachments, numbers, next))
                .collect(),
            ("accessory", accessory) => finish_one(accessory, attachments, numbers, next),
            ("media" | "file", media) => unfurl(&media, attachments, next()),
            ("items", Value::Array(items)) => items
                .into_iter()
                .map(|item| finish_item(&item, attachments, next()))
                .collect(),
            ("options", Value::Array(options)) => options.into_iter().map(without_nulls).collect(),
            (_, value) => value,
        };
        shown.insert((*key).into(), value);
    }
    fill_defaults(kind, &mut shown, attachments);
    Value::Object(shown)
}

/// What was said of an option; null says nothing.
fn without_nulls(mut option: Value) -> Value {
    if let Some(fields) = option.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    option
}

fn fill_defaults(kind: u64, shown: &mut Map<String, Value>, attachments: &[Value]) {
    let defaults: &[(&str, Value)] = match kind {
        3 | 5..=8 => &[("min_values", json!(1)), ("max_values", json!(1))],
        11 => &[("description", Value::Null), ("spoiler", json!(false))],
        14 => &[("spacing", json!(1)), ("divider", json!(true))],
        17 => &[("accent_color", Value::Null), ("spoiler", json!(false))],
        _ => &[],
    };
    for (key, value) in defaults {
        shown.entry(*key).or_insert_with(|| value.clone());
    }
    if kind == 13 {
        shown.entry("spoiler").or_insert(json!(false));
        let url = shown
            .get("file")
            .map(|file| file["url"].clone())
            .unwrap_or_default();
        let file = attachments.iter().find(|attachment| attachment["url"] == url);
        shown.insert(
            "name".into(),
            file.map_or(Value::Null, |file| file["filename"].clone()),
        );
        shown.insert(
            "size".into(),
            file.map_or(Value::Null, |file| file["size"].clone()),
        );
    }
}

fn finish_item(item: &Value, attachments: &[Value], id: Id) -> Value {
    json!({
        "media": unfurl(&item["media"], attachments, id), "description": item.get("description"),
        "spoiler": item["spoiler"] == true,
    })
}

fn unfurl(media: &Value, attachments: &[Value], id: Id) -> Value {
    let url = media["url"].as_str().unwrap_or_default();
    let Some(file) = find_named(&media["url"], attachments) else {
        return json!({"id": id, "url": url, "proxy_url": url, "width": null, "height": null, "content_type": null});
    };
    json!({
        "id": id, "url": file["url"], "proxy_url": file["url"], "width": null, "height": null,
        "content_type": file["content_type"], "attachment_id": file["id"],
    })
}

/// The attachment that an address such as `attachment://smoke.log` names.
fn find_named<'a>(url: &Value, attachments: &'a [Value]) -> Option<&'a Value> {
    let name = url.as_str()?.strip_prefix("attachment://")?;
    attachments
        .iter()
        .find(|attachment| attachment["filename"] == name)
}

/// Every file that components name by `attachment://`: where in the body, and the name. A file component may name
/// nothing else, so one with another address is there with that address.
pub(crate) fn references(components: &[Value]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, component) in components.iter().enumerate() {
        note_references(component, &format!("components.{at}"), &mut found);
    }
    found
}

fn note_references(component: &Value, path: &str, found: &mut Vec<(String, String)>) {
    let mut note = |media: &Value, path: String, always: bool| {
        let url = media["url"].as_str().unwrap_or_default();
        match url.strip_prefix("attachment://") {
            Some(name) => found.push((path, name.to_owned())),
            None if always => found.push((path, url.to_owned())),
            None => {}
        }
    };
    note(&component["media"], format!("{path}.media"), false);
    if component["type"] == 13 {
        note(&component["file"], format!("{path}.file"), true);
    }
    for (at, item) in component["items"].as_array().into_iter().flatten().enumerate() {
        note(&item["media"], format!("{path}.items.{at}.media"), false);
    }
    if component["accessory"].is_object() {
        note_references(&component["accessory"], &format!("{path}.accessory"), found);
    }
    for (at, child) in component["components"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        note_references(child, &format!("{path}.components.{at}"), found);
    }
}

/// An embed as Discord gives it back.
pub(crate) fn finish_embed(mut embed: Value, attachments: &[Value]) -> Value {
    if let Some(fields) = embed.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        // A part without what makes it one is left out.
        for (key, needed) in [
            ("author", "name"),
            ("footer", "text"),
            ("image", "url"),
            ("thumbnail", "url"),
        ] {
            if fields.get(key).is_some_and(|part| part[needed].is_null()) {
                fields.remove(key);
            } else if let Some(part) = fields.get_mut(key).and_then(Value::as_object_mut) {
                part.retain(|_, value| !value.is_null());
            }
        }
        fields.insert("type".into(), json!("rich"));
        for field in fields
            .get_mut("fields")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            field["inline"] = json!(field["inline"] == true);
        }
        for key in ["image", "thumbnail"] {
            if let Some(picture) = fields.get(key) {
                let url = find_named(&picture["url"], attachments)
                    .map_or_else(|| picture["url"].clone(), |file| file["url"].clone());
                fields.insert(
                    key.into(),
                    json!({"url": url, "proxy_url": url, "width": 0, "height": 0}),
                );
            }
        }
    }
    embed
}

/// The component with this custom id, wherever it is nested.
pub(crate) fn find<'a>(components: &'a [Value], custom_id: &str) -> Option<&'a Value> {
    components.iter().find_map(|component| {
        if component["custom_id"] == custom_id {
            return Some(component);
        }
        let children = component["components"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let accessory = Some(&component["accessory"]).filter(|part| part["custom_id"] == custom_id);
        find(children, custom_id).or(accessory)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(components: Value) -> Value {
        let mut last = 100;
        let mut next = || {
            last += 1;
            Id(last)
        };
        finish(components.as_array().unwrap().clone(), &[], &mut next).into()
    }

    #[test]
    fn components_are_numbered_from_one_around_numbers_given() {
        let shown = finished(json!([
            {"type": 17, "components": [{"type": 10, "content": "a", "id": 2}, {"type": 14}]},
            {"type": 10, "content": "b"}
        ]));
        assert_eq!(shown[0]["id"], 1);
        assert_eq!(shown[0]["components"][0]["id"], 2);
        assert_eq!(
            shown[0]["components"][1],
            json!({"type": 14, "id": 3, "spacing": 1, "divider": true})
        );
        assert_eq!(shown[1]["id"], 4);
    }

    #[test]
    fn unknown_fields_are_dropped_and_defaults_filled_in() {
        let shown = finished(json!([{"type": 1, "components": [
            {"type": 3, "custom_id": "s", "options": [], "surprise": 1}]}]));
        let select =
            json!({"type": 3, "id": 2, "custom_id": "s", "options": [], "min_values": 1, "max_values": 1});
        assert_eq!(shown[0]["components"][0], select);
    }

    #[test]
    fn a_component_is_found_however_deep() {
        let components = [json!({"type": 17, "components": [
            {"type": 9, "components": [], "accessory": {"type": 2, "custom_id": "pass:7"}}]})];
        assert!(find(&components, "pass:7").is_some());
        assert!(find(&components, "pass:8").is_none());
    }
}
