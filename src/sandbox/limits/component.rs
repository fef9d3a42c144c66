//! What components a message may hold: rows, buttons, selects, and those of the second version.
//!
//! Called by the message limits (and, for what a modal shares, by the modal limits). Knows nothing of messages.

use std::collections::HashSet;

use serde_json::Value;

use super::super::failure::{BROKEN, Failure, Form};

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
    if v2 && seen.count > super::V2_COMPONENTS {
        let message = format!("The total number of components exceeds {}", super::V2_COMPONENTS);
        form.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
    if seen.text > super::V2_TEXT {
        let message = format!("The total length of text displays exceeds {}", super::V2_TEXT);
        form.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message);
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
    match style {
        1..=4 => check_custom_id(form, path, button, seen),
        5 => match button["url"].as_str() {
            None => form.require(format!("{path}.url")),
            Some(url) => {
                form.longest(format!("{path}.url"), url, super::BUTTON_URL);
                if !["http://", "https://", "discord://"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme))
                {
                    let message = "Scheme must be one of ('http', 'https', 'discord').";
                    form.add(format!("{path}.url"), "URL_TYPE_INVALID_SCHEME", message);
                }
            }
        },
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

fn check_select<'a>(form: &mut Form, path: &str, select: &'a Value, seen: &mut Seen<'a>) {
    check_custom_id(form, path, select, seen);
    check_choosable(form, path, select);
}

/// Checks what every select has, in a message or in a modal: placeholder, options, how many may be chosen.
pub(crate) fn check_choosable(form: &mut Form, path: &str, select: &Value) {
    let placeholder = select["placeholder"].as_str().unwrap_or_default();
    form.longest(
        format!("{path}.placeholder"),
        placeholder,
        super::SELECT_PLACEHOLDER,
    );
    let (least, most) = (select["min_values"].as_u64(), select["max_values"].as_u64());
    if least.is_some_and(|n| n > 25) {
        form.add(
            format!("{path}.min_values"),
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 25.",
        );
    }
    if most.is_some_and(|n| !(1..=25).contains(&n)) {
        form.add(
            format!("{path}.max_values"),
            "NUMBER_TYPE_MAX",
            "int value should be between 1 and 25.",
        );
    }
    if select["type"] == 3 {
        check_options(form, path, select, least.unwrap_or(1), most.unwrap_or(1));
    }
}

fn check_options(form: &mut Form, path: &str, select: &Value, least: u64, most: u64) {
    let options = select["options"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    form.between(format!("{path}.options"), options.len(), 1, super::SELECT_OPTIONS);
    if least.max(most) > options.len() as u64 && !options.is_empty() {
        let message = "min_values and max_values cannot exceed the number of options.";
        form.add(
            format!("{path}.options"),
            "COMPONENT_SELECT_OPTIONS_TOO_FEW",
            message,
        );
    }
    let mut values = HashSet::new();
    for (index, option) in options.iter().enumerate() {
        let place = format!("{path}.options.{index}");
        check_option(form, &place, option);
        if !values.insert(option["value"].as_str()) {
            let message = "The specified option value is already used";
            form.add(
                format!("{place}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message,
            );
        }
    }
}

/// Checks the texts of an option of a select or a group.
pub(crate) fn check_option(form: &mut Form, place: &str, option: &Value) {
    for key in ["label", "value"] {
        let length = option[key].as_str().map_or(0, |text| text.chars().count());
        form.between(format!("{place}.{key}"), length, 1, super::SELECT_OPTION_TEXT);
    }
    let description = option["description"].as_str().unwrap_or_default();
    form.longest(
        format!("{place}.description"),
        description,
        super::SELECT_OPTION_TEXT,
    );
}

#[cfg(test)]
mod tests;
