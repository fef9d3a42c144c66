//! What an application command may look like.
//!
//! Called when a bot registers commands.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::super::failure::Form;

/// "Application Command Naming", for chat input commands and options; the length apart, since a pattern that counts such
/// letters takes some ten milliseconds to read.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]+$").expect("a constant pattern"));

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;

/// Checks one command; `path` is empty or the index of a bulk body with a dot.
pub(crate) fn check(form: &mut Form, path: &str, command: &Value) {
    let kind = command["type"].as_u64().unwrap_or(1);
    if kind == 1 {
        check_name(form, path, command);
        check_description(form, path, command);
        check_options(
            form,
            path,
            command,
            &[SUBCOMMAND, GROUP, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        );
    } else {
        form.text(format!("{path}name"), &command["name"], 1, super::COMMAND_NAME);
        if command["description"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
        {
            let message = "Context menu commands cannot have description";
            form.add(
                format!("{path}description"),
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION",
                message,
            );
        }
    }
    for key in ["contexts", "integration_types"] {
        if command[key].as_array().is_some_and(Vec::is_empty) {
            form.add(
                format!("{path}{key}"),
                "BASE_TYPE_MIN_LENGTH",
                "Must be 1 or more in length.",
            );
        }
    }
    if weight(command) > super::COMMAND_TOTAL {
        let message = format!("Command exceeds maximum size ({})", super::COMMAND_TOTAL);
        form.add(
            path.trim_end_matches('.'),
            "APPLICATION_COMMAND_TOO_LARGE",
            message,
        );
    }
}

fn check_name(form: &mut Form, path: &str, named: &Value) {
    let name = named["name"].as_str().unwrap_or_default();
    let place = format!("{path}name");
    let length = name.chars().count();
    form.text(place.as_str(), &named["name"], 1, super::COMMAND_NAME);
    let is_name = NAME.is_match(name) && length <= super::COMMAND_NAME;
    if !name.is_empty() && (!is_name || name.to_lowercase() != name) {
        form.add(
            place,
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        );
    }
}

fn check_description(form: &mut Form, path: &str, described: &Value) {
    let text = &described["description"];
    form.text(format!("{path}description"), text, 1, super::COMMAND_DESCRIPTION);
}

fn list<'a>(parent: &'a Value, key: &str) -> &'a [Value] {
    parent[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn check_options(form: &mut Form, path: &str, parent: &Value, kinds: &[u64]) {
    let options = list(parent, "options");
    if options.len() > super::COMMAND_OPTIONS {
        let message = format!("Must be {} or fewer in length.", super::COMMAND_OPTIONS);
        form.add(format!("{path}options"), "BASE_TYPE_MAX_LENGTH", message);
    }
    let (mut names, mut optional_seen) = (HashSet::new(), false);
    for (index, option) in options.iter().enumerate() {
        let place = format!("{path}options.{index}.");
        check_option(form, &place, option, kinds);
        if !names.insert(option["name"].as_str()) {
            let message = "Option name already exists in this options list";
            form.add(
                format!("{place}name"),
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                message,
            );
        }
        let required = option["required"] == true;
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            form.add(
                format!("{path}options.{index}"),
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                message,
            );
        }
        optional_seen |= !required;
    }
    let subcommands = options
        .iter()
        .filter(|o| matches!(o["type"].as_u64(), Some(1 | 2)))
        .count();
    if subcommands != 0 && subcommands != options.len() {
        let message =
            "Sub-command and sub-command group option types are mutually exclusive to all other types";
        form.add(
            format!("{path}options"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            message,
        );
    }
}

fn check_option(form: &mut Form, place: &str, option: &Value, kinds: &[u64]) {
    check_name(form, place, option);
    check_description(form, place, option);
    let kind = option["type"].as_u64().unwrap_or(0);
    if !kinds.contains(&kind) {
        let message = "Value of field \"type\" is not possible here.";
        form.add(format!("{place}type"), "UNION_TYPE_CHOICES", message);
    }
    match kind {
        GROUP => check_options(form, place, option, &[SUBCOMMAND]),
        SUBCOMMAND => check_options(form, place, option, &[3, 4, 5, 6, 7, 8, 9, 10, 11]),
        _ => check_choices(form, place, option),
    }
}

fn check_choices(form: &mut Form, place: &str, option: &Value) {
    let choices = list(option, "choices");
    if choices.len() > super::CHOICES {
        let message = format!("Must be {} or fewer in length.", super::CHOICES);
        form.add(format!("{place}choices"), "BASE_TYPE_MAX_LENGTH", message);
    }
    if !choices.is_empty() && option["autocomplete"] == true {
        let message = "Choices and autocomplete are mutually exclusive";
        form.add(
            format!("{place}autocomplete"),
            "APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE",
            message,
        );
    }
    for (index, choice) in choices.iter().enumerate() {
        check_choice(form, &format!("{place}choices.{index}."), choice);
    }
    check_values(form, place, option);
}

/// Checks that numbers and texts stand where the option is of that type.
fn check_values(form: &mut Form, place: &str, option: &Value) {
    let whole = |value: &Value| value.is_i64() || value.is_u64();
    let (takes, word): (fn(&Value) -> bool, &str) = match option["type"].as_u64() {
        Some(3) => (Value::is_string, "string"),
        Some(4) => (whole, "int"),
        Some(10) => (Value::is_number, "float"),
        _ => return,
    };
    if word == "string" && option["max_length"] == 0 {
        let message = "int value should be greater than or equal to 1.";
        form.add(format!("{place}max_length"), "NUMBER_TYPE_MIN", message);
    }
    let mut check = |path: String, value: &Value| {
        if !value.is_null() && !takes(value) {
            form.add(
                path,
                "NUMBER_TYPE_COERCE",
                format!("Value \"{value}\" is not {word}."),
            );
        }
    };
    for (index, choice) in list(option, "choices").iter().enumerate() {
        check(format!("{place}choices.{index}.value"), &choice["value"]);
    }
    if word != "string" {
        for key in ["min_value", "max_value"] {
            check(format!("{place}{key}"), &option[key]);
        }
    }
}

/// Checks a choice of an option or of an autocomplete answer.
pub(crate) fn check_choice(form: &mut Form, place: &str, choice: &Value) {
    let name = choice["name"].as_str().map_or(0, |text| text.chars().count());
    form.between(format!("{place}name"), name, 1, super::CHOICE_TEXT);
    match &choice["value"] {
        Value::String(text) => {
            form.longest(format!("{place}value"), text, super::CHOICE_TEXT);
        }
        Value::Number(_) => {}
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            form.require(format!("{place}value"));
        }
    }
}

/// Characters of all names, descriptions and choice values.
fn weight(part: &Value) -> usize {
    let length = |key: &str| part[key].as_str().map_or(0, |text| text.chars().count());
    length("name")
        + length("description")
        + length("value")
        + list(part, "options").iter().map(weight).sum::<usize>()
        + list(part, "choices").iter().map(weight).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::super as limits;
    use super::*;
    use serde_json::json;

    fn refused(command: Value) -> bool {
        let mut form = Form::default();
        check(&mut form, "", &command);
        form.finish().is_err()
    }

    fn text(length: usize) -> String {
        "x".repeat(length)
    }

    fn with(more: Value) -> Value {
        let mut command = json!({"name": "release", "description": "Releases"});
        command
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        command
    }

    fn options(n: usize) -> Value {
        (0..n)
            .map(|i| json!({"type": 3, "name": format!("o{i}"), "description": "d"}))
            .collect()
    }

    fn choices(n: usize) -> Value {
        let choices: Vec<Value> = (0..n)
            .map(|i| json!({"name": format!("c{i}"), "value": i}))
            .collect();
        with(json!({"options": [{"type": 4, "name": "o", "description": "d", "choices": choices}]}))
    }

    /// A command whose texts are `total` characters long: 15 of its own, then options of 1 + 100 and choices.
    fn of_weight(total: usize) -> Value {
        let mut left = total - 15;
        let mut options = Vec::new();
        while left > 0 {
            let choices: Vec<Value> = (0..25)
                .map_while(|_| {
                    let value = left.saturating_sub(200).min(100);
                    left -= value + usize::from(value > 0);
                    (value > 0).then(|| json!({"name": "c", "value": text(value)}))
                })
                .collect();
            let description = left.saturating_sub(2).clamp(1, 100);
            let name = if left - description > 2 {
                2
            } else {
                left - description
            };
            left -= name + description;
            let name: String = format!("{:0width$}", options.len() % 10, width = name);
            let kind = json!({"type": 3, "name": name, "description": text(description), "choices": choices});
            options.push(kind);
        }
        with(json!({"options": options}))
    }

    #[test]
    fn each_limit_holds_on_its_edge() {
        type Body = fn(usize) -> Value;
        let table: [(&str, usize, Body); 4] = [
            ("name", limits::COMMAND_NAME, |n| with(json!({"name": text(n)}))),
            ("description", limits::COMMAND_DESCRIPTION, |n| {
                with(json!({"description": text(n)}))
            }),
            ("options", limits::COMMAND_OPTIONS, |n| {
                with(json!({"options": options(n)}))
            }),
            ("choices", limits::CHOICES, choices),
        ];
        for (name, limit, body) in table {
            assert!(!refused(body(limit - 1)), "under {name}");
            assert!(!refused(body(limit)), "at {name}");
            assert!(refused(body(limit + 1)), "over {name}");
        }
    }

    #[test]
    fn all_texts_together_have_a_limit() {
        assert_eq!(weight(&of_weight(limits::COMMAND_TOTAL)), limits::COMMAND_TOTAL);
        assert!(!refused(of_weight(limits::COMMAND_TOTAL)));
        assert!(refused(of_weight(limits::COMMAND_TOTAL + 1)));
    }

    #[test]
    fn names_are_lower_case_words() {
        for bad in ["Release", "two words", "", "a!"] {
            assert!(refused(with(json!({"name": bad}))), "{bad:?}");
        }
        for good in ["release", "go-no_go", "überprüfen", "放行"] {
            assert!(!refused(with(json!({"name": good}))), "{good:?}");
        }
    }

    #[test]
    fn required_options_stand_first_and_choices_exclude_autocomplete() {
        let option = |name: &str, more: Value| {
            let mut option = json!({"type": 3, "name": name, "description": "d"});
            option
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            option
        };
        let late = json!([option("a", json!({})), option("b", json!({"required": true}))]);
        assert!(refused(with(json!({"options": late}))));
        let both = json!([option(
            "a",
            json!({"autocomplete": true, "choices": [{"name": "n", "value": "v"}]})
        )]);
        assert!(refused(with(json!({"options": both}))));
        let mixed = json!([option("a", json!({})), {"type": 1, "name": "s", "description": "d"}]);
        assert!(refused(with(json!({"options": mixed}))));
        let deep = json!([{"type": 2, "name": "g", "description": "d", "options": [
            {"type": 2, "name": "h", "description": "d"}]}]);
        assert!(refused(with(json!({"options": deep}))), "one level of nesting");
    }
}
