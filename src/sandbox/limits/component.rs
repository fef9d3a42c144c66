//! What components a message may hold: rows, buttons, selects, and those of the second version.
//!
//! Called by the message limits (and, for what a modal shares, by the modal limits). Knows nothing of messages.

mod select;

use std::collections::HashSet;

use serde_json::Value;

use super::super::failure::{BROKEN, Failure, Form};
use select::check_select;
pub(crate) use select::{check_choosable, check_option, check_order, refuse_zero};

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const SECTION: u64 = 9;
const TEXT: u64 = 10;
const THUMBNAIL: u64 = 11;
const GALLERY: u64 = 12;
const FILE: u64 = 13;
const SEPARATOR: u64 = 14;
const CONTAINER: u64 = 17;

/// Whether a component type is a select: string, user, role, mentionable or channel.
pub(crate) fn is_select(kind: u64) -> bool {
    matches!(kind, 3 | 5..=8)
}

/// Checks a message's components, with or without the V2 flag.
pub(crate) fn check(form: &mut Form, components: &[Value], v2: bool) {
    if !v2 && components.len() > super::ROWS {
        let message = format!("Must be {} or fewer in length.", super::ROWS);
        form.add("components", "BASE_TYPE_MAX_LENGTH", message);
    }
    let mut seen = Seen::default();
    let top: &[u64] = if v2 {
        &[ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER]
    } else {
        &[ROW]
    };
    for (index, component) in components.iter().enumerate() {
        check_one(form, &format!("components.{index}"), component, top, &mut seen);
    }
    check_numbers(form, components);
    if v2 && seen.count > super::V2_COMPONENTS {
        let message = format!("The total number of components exceeds {}", super::V2_COMPONENTS);
        form.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
    if seen.text > super::V2_TEXT {
        let message = format!("The total length of text displays exceeds {}", super::V2_TEXT);
        form.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message);
    }
}

/// Notes a number that two components of a message have ("Component Reference", Anatomy of a Component).
fn check_numbers(form: &mut Form, components: &[Value]) {
    let mut seen = HashSet::new();
    for (path, number) in crate::sandbox::parts::numbers(components) {
        if !seen.insert(number) {
            let message = "Component id cannot be duplicated";
            form.add(format!("{path}.id"), "COMPONENT_ID_DUPLICATED", message);
        }
    }
}

/// Breaks as Discord breaks when the text displays are too many bytes.
///
/// # Errors
/// HTTP 500.
pub(crate) fn check_bytes(components: &[Value]) -> Result<(), Failure> {
    let mut bytes = 0;
    for text in texts(components) {
        bytes += text.len() + super::V2_TEXT_OVERHEAD;
    }
    if bytes > super::V2_TEXT_BYTES {
        Err(BROKEN.into())
    } else {
        Ok(())
    }
}

/// The contents of all text displays, nested ones too.
pub(crate) fn texts(components: &[Value]) -> Vec<&str> {
    let mut found = Vec::new();
    for component in components {
        if component["type"] == TEXT {
            found.extend(component["content"].as_str());
        }
        if let Some(children) = component["components"].as_array() {
            found.extend(texts(children));
        }
    }
    found
}

#[derive(Default)]
struct Seen<'a> {
    custom_ids: HashSet<&'a str>,
    count: usize,
    text: usize,
}

fn check_one<'a>(form: &mut Form, path: &str, component: &'a Value, allowed: &[u64], seen: &mut Seen<'a>) {
    let kind = component["type"].as_u64().unwrap_or(0);
    if !allowed.contains(&kind) {
        let list: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let message = format!("Value of field \"type\" must be one of ({}).", list.join(", "));
        return form.add(format!("{path}.type"), "UNION_TYPE_CHOICES", message);
    }
    seen.count += 1;
    match kind {
        ROW => check_row(form, path, component, seen),
        BUTTON => check_button(form, path, component, seen),
        SECTION => check_section(form, path, component, seen),
        TEXT => check_text(form, path, component, seen),
        CONTAINER => {
            let inner = [ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR];
            let children = children(component);
            if children.is_empty() {
                form.require(format!("{path}.components"));
            }
            for (index, child) in children.iter().enumerate() {
                check_one(form, &format!("{path}.components.{index}"), child, &inner, seen);
            }
        }
        THUMBNAIL => check_media(form, path, component, "media"),
        FILE => check_media(form, path, component, "file"),
        GALLERY => {
            let items = component["items"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            form.between(format!("{path}.items"), items.len(), 1, super::GALLERY_ITEMS);
            for (index, item) in items.iter().enumerate() {
                check_media(form, &format!("{path}.items.{index}"), item, "media");
            }
        }
        kind if is_select(kind) => check_select(form, path, component, seen),
        _ => {}
    }
}

fn children(component: &Value) -> &[Value] {
    component["components"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn check_row<'a>(form: &mut Form, path: &str, row: &'a Value, seen: &mut Seen<'a>) {
    let children = children(row);
    let selects = children
        .iter()
        .filter(|c| is_select(c["type"].as_u64().unwrap_or(0)))
        .count();
    // A select is as wide as a row.
    let width = selects * super::ROW_BUTTONS + (children.len() - selects);
    if children.is_empty() {
        form.between(format!("{path}.components"), 0, 1, super::ROW_BUTTONS);
    } else if width > super::ROW_BUTTONS {
        let message = format!(
            "The total width of components in one row exceeds {}",
            super::ROW_BUTTONS
        );
        form.add(
            format!("{path}.components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            message,
        );
    }
    for (index, child) in children.iter().enumerate() {
        check_one(
            form,
            &format!("{path}.components.{index}"),
            child,
            &[BUTTON, 3, 5, 6, 7, 8],
            seen,
        );
    }
}

/// Checks a custom id: there, not too long, and used once.
fn check_custom_id<'a>(form: &mut Form, path: &str, component: &'a Value, seen: &mut Seen<'a>) {
    let place = format!("{path}.custom_id");
    let Some(custom_id) = component["custom_id"].as_str() else {
        return form.require(place);
    };
    form.between(place.as_str(), custom_id.chars().count(), 1, super::CUSTOM_ID);
    if !seen.custom_ids.insert(custom_id) {
        form.add(
            place,
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        );
    }
}

fn check_button<'a>(form: &mut Form, path: &str, button: &'a Value, seen: &mut Seen<'a>) {
    let style = button["style"].as_u64().unwrap_or(0);
    if matches!(style, 1..=5) {
        check_target(form, path, button);
    }
    match style {
        1..=4 if button["custom_id"].is_null() => form.add(
            format!("{path}.custom_id"),
            "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED",
            "A custom id is required",
        ),
        1..=4 => check_custom_id(form, path, button, seen),
        5 => check_url(form, path, button),
        6 if button["sku_id"].is_null() => form.require(format!("{path}.sku_id")),
        6 => {}
        _ => form.add(
            format!("{path}.style"),
            "BASE_TYPE_CHOICES",
            "Value must be one of {1, 2, 3, 4, 5, 6}.",
        ),
    }
    let label = button["label"].as_str().unwrap_or_default();
    form.longest(format!("{path}.label"), label, super::BUTTON_LABEL);
    if style != 6 && label.is_empty() && button["emoji"].is_null() {
        let message = "A button must have a label or an emoji.";
        form.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message);
    }
}

/// A button leads somewhere or asks the bot, never both ("Component Reference", Button).
fn check_target(form: &mut Form, path: &str, button: &Value) {
    let both = !button["custom_id"].is_null() && !button["url"].is_null();
    let link = button["style"] == 5;
    for (key, wrong) in [("custom_id", both || link), ("url", both || !link)] {
        if wrong && !button[key].is_null() {
            let message = "A custom id and url cannot both be specified";
            let code = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE";
            form.add(format!("{path}.{key}"), code, message);
        }
    }
}

fn check_url(form: &mut Form, path: &str, button: &Value) {
    let Some(url) = button["url"].as_str() else {
        return form.require(format!("{path}.url"));
    };
    form.longest(format!("{path}.url"), url, super::BUTTON_URL);
    if !["http://", "https://", "discord://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        let message = "Scheme must be one of ('http', 'https', 'discord').";
        form.add(format!("{path}.url"), "URL_TYPE_INVALID_SCHEME", message);
    }
}

fn check_section<'a>(form: &mut Form, path: &str, section: &'a Value, seen: &mut Seen<'a>) {
    let texts = children(section);
    form.between(format!("{path}.components"), texts.len(), 1, super::SECTION_TEXTS);
    for (index, text) in texts.iter().enumerate() {
        check_one(form, &format!("{path}.components.{index}"), text, &[TEXT], seen);
    }
    if section["accessory"].is_object() {
        check_one(
            form,
            &format!("{path}.accessory"),
            &section["accessory"],
            &[BUTTON, THUMBNAIL],
            seen,
        );
    } else {
        form.require(format!("{path}.accessory"));
    }
}

fn check_text<'a>(form: &mut Form, path: &str, text: &'a Value, seen: &mut Seen<'a>) {
    let content = text["content"].as_str().unwrap_or_default();
    let length = content.chars().count();
    if content.trim().is_empty() {
        form.require(format!("{path}.content"));
    }
    form.longest(format!("{path}.content"), content, super::V2_TEXT);
    seen.text += length;
}

fn check_media(form: &mut Form, path: &str, part: &Value, key: &str) {
    if !part[key]["url"].is_string() {
        form.require(format!("{path}.{key}.url"));
    }
    if let Some(description) = part["description"].as_str() {
        let length = description.chars().count();
        form.between(format!("{path}.description"), length, 1, super::MEDIA_DESCRIPTION);
    }
}

#[cfg(test)]
mod tests;
