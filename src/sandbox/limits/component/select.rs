//! Selects, in messages and in modals: what they offer, how much may be chosen, what is chosen beforehand.
//!
//! Called by the component and the modal limits.

use std::collections::HashSet;

use serde_json::Value;

use super::super::super::failure::Form;
use super::{Seen, check_custom_id};
use crate::sandbox::limits;

/// What Discord says when more is chosen beforehand than may be.
const TOO_MANY_DEFAULTS: (&str, &str) = (
    "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
    "The specified number of default values exceeds the specified maximum values",
);

/// Checks a select of a message.
pub(super) fn check_select<'a>(form: &mut Form, path: &str, select: &'a Value, seen: &mut Seen<'a>) {
    check_custom_id(form, path, select, seen);
    check_choosable(form, path, select);
    // Said to be ignored in messages, and not ignored: discord/discord-api-docs issue 7800.
    if select["required"] == true && select["min_values"] == 0 {
        refuse_zero(form, path);
    }
}

/// Refuses that nothing has to be chosen where something has to.
pub(crate) fn refuse_zero(form: &mut Form, path: &str) {
    form.add(
        format!("{path}.min_values"),
        "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES",
        "Select menus marked as required cannot have a min_values of 0",
    );
}

/// Notes that more has to be chosen than may be; `most` is what holds without a word.
pub(crate) fn check_order(form: &mut Form, path: &str, field: &Value, most: u64) {
    let (least, most) = (
        field["min_values"].as_u64(),
        field["max_values"].as_u64().unwrap_or(most),
    );
    if least.is_some_and(|least| least > most) {
        form.add(
            format!("{path}.min_values"),
            "NUMBER_TYPE_MAX",
            format!("int value should be less than or equal to {most}."),
        );
    }
}

/// Notes what is chosen before anybody chose: as many as may be, and of the kind that the select offers.
fn check_defaults(form: &mut Form, path: &str, select: &Value, least: u64, most: u64) {
    let kinds: &[&str] = match select["type"].as_u64() {
        Some(5) => &["user"],
        Some(6) => &["role"],
        Some(7) => &["user", "role"],
        _ => &["channel"],
    };
    let place = format!("{path}.default_values");
    let given = select["default_values"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (index, value) in given.iter().enumerate() {
        if !value["type"].as_str().is_some_and(|kind| kinds.contains(&kind)) {
            let message = format!("Value must be one of ({}).", kinds.join(", "));
            form.add(format!("{place}.{index}.type"), "BASE_TYPE_CHOICES", message);
        }
    }
    let count = given.len() as u64;
    if count > most {
        form.add(place, TOO_MANY_DEFAULTS.0, TOO_MANY_DEFAULTS.1);
    } else if count > 0 && count < least {
        form.add(
            place,
            "BASE_TYPE_MIN_LENGTH",
            format!("Must be {least} or more in length."),
        );
    }
}

/// Checks what every select has, in a message or in a modal: placeholder, options, how many may be chosen.
pub(crate) fn check_choosable(form: &mut Form, path: &str, select: &Value) {
    let placeholder = select["placeholder"].as_str().unwrap_or_default();
    form.longest(
        format!("{path}.placeholder"),
        placeholder,
        limits::SELECT_PLACEHOLDER,
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
    check_order(form, path, select, 1);
    let (least, most) = (least.unwrap_or(1), most.unwrap_or(1));
    match select["type"].as_u64() {
        Some(3) => check_options(form, path, select, least, most),
        _ => check_defaults(form, path, select, least, most),
    }
}

fn check_options(form: &mut Form, path: &str, select: &Value, least: u64, most: u64) {
    let options = select["options"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    form.between(
        format!("{path}.options"),
        options.len(),
        1,
        limits::SELECT_OPTIONS,
    );
    if least.max(most) > options.len() as u64 && !options.is_empty() {
        let message = "min_values and max_values cannot exceed the number of options.";
        form.add(
            format!("{path}.options"),
            "COMPONENT_SELECT_OPTIONS_TOO_FEW",
            message,
        );
    }
    let chosen = options.iter().filter(|option| option["default"] == true).count() as u64;
    if chosen > most {
        form.add(
            format!("{path}.options"),
            TOO_MANY_DEFAULTS.0,
            TOO_MANY_DEFAULTS.1,
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
        form.between(format!("{place}.{key}"), length, 1, limits::SELECT_OPTION_TEXT);
    }
    let description = option["description"].as_str().unwrap_or_default();
    form.longest(
        format!("{place}.description"),
        description,
        limits::SELECT_OPTION_TEXT,
    );
}
