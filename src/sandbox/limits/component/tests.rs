//! Under, at and over every limit of components.

use super::super as limits;
use super::*;
use serde_json::json;

fn refused(components: Value, v2: bool) -> bool {
    let mut form = Form::default();
    check(&mut form, components.as_array().unwrap(), v2);
    form.finish().is_err()
}

fn text(length: usize) -> String {
    "x".repeat(length)
}

fn button(n: usize) -> Value {
    json!({"type": 2, "style": 1, "label": "Pass", "custom_id": format!("b{n}")})
}

fn row(children: Vec<Value>) -> Value {
    json!({"type": 1, "components": children})
}

fn rows(n: usize) -> Value {
    (0..n).map(|i| row(vec![button(i)])).collect()
}

fn select(more: Value) -> Value {
    let mut select = json!({"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}]});
    select
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!([row(vec![select])])
}

fn options(n: usize) -> Value {
    (0..n)
        .map(|i| json!({"label": "l", "value": i.to_string()}))
        .collect()
}

fn one_button(more: Value) -> Value {
    let mut button = button(0);
    button
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!([row(vec![button])])
}

fn displays(n: usize, each: &str) -> Value {
    (0..n).map(|_| json!({"type": 10, "content": each})).collect()
}

/// Under and at the limit pass, over it is refused.
#[test]
fn each_limit_holds_on_its_edge() {
    type Body = fn(usize) -> Value;
    let table: [(&str, usize, bool, Body); 15] = [
        ("rows", limits::ROWS, false, rows),
        ("buttons in a row", limits::ROW_BUTTONS, false, |n| {
            json!([row((0..n).map(button).collect())])
        }),
        ("custom id", limits::CUSTOM_ID, false, |n| {
            one_button(json!({"custom_id": text(n)}))
        }),
        ("label", limits::BUTTON_LABEL, false, |n| {
            one_button(json!({"label": text(n)}))
        }),
        ("url", limits::BUTTON_URL, false, |n| {
            one_button(json!({"style": 5, "custom_id": null, "url": format!("https://{}", text(n - 8))}))
        }),
        ("options", limits::SELECT_OPTIONS, false, |n| {
            select(json!({"options": options(n)}))
        }),
        ("option label", limits::SELECT_OPTION_TEXT, false, |n| {
            select(json!({"options": [{"label": text(n), "value": "v"}]}))
        }),
        ("option value", limits::SELECT_OPTION_TEXT, false, |n| {
            select(json!({"options": [{"label": "l", "value": text(n)}]}))
        }),
        ("option description", limits::SELECT_OPTION_TEXT, false, |n| {
            select(json!({"options": [{"label": "l", "value": "v", "description": text(n)}]}))
        }),
        ("placeholder", limits::SELECT_PLACEHOLDER, false, |n| {
            select(json!({"placeholder": text(n)}))
        }),
        ("components", limits::V2_COMPONENTS, true, |n| displays(n, "x")),
        (
            "nested components",
            limits::V2_COMPONENTS,
            true,
            |n| json!([{"type": 17, "components": displays(n - 1, "x")}]),
        ),
        (
            "text over all displays",
            limits::V2_TEXT,
            true,
            |n| json!([{"type": 10, "content": text(2000)}, {"type": 10, "content": text(n - 2000)}]),
        ),
        (
            "section texts",
            limits::SECTION_TEXTS,
            true,
            |n| json!([{"type": 9, "components": displays(n, "x"), "accessory": button(0)}]),
        ),
        (
            "gallery",
            limits::GALLERY_ITEMS,
            true,
            |n| json!([{"type": 12, "items": vec![json!({"media": {"url": "https://x/y.png"}}); n]}]),
        ),
    ];
    for (name, limit, v2, body) in table {
        assert!(!refused(body(limit - 1), v2), "under {name}");
        assert!(!refused(body(limit), v2), "at {name}");
        assert!(refused(body(limit + 1), v2), "over {name}");
    }
}

#[test]
fn texts_of_many_bytes_break_the_server_one_byte_over() {
    let body = |bytes: usize| json!([{"type": 10, "content": text(bytes - limits::V2_TEXT_OVERHEAD)}]);
    let check = |value: Value| check_bytes(value.as_array().unwrap()).map_err(|f| f.status);
    assert_eq!(check(body(limits::V2_TEXT_BYTES)), Ok(()));
    assert_eq!(check(body(limits::V2_TEXT_BYTES + 1)), Err(500));
}

#[test]
fn a_select_fills_its_row() {
    let select = json!({"type": 5, "custom_id": "s"});
    assert!(!refused(json!([row(vec![select.clone()])]), false));
    assert!(refused(json!([row(vec![select, button(1)])]), false));
}

#[test]
fn what_needs_the_v2_flag_is_refused_without_it() {
    for kind in [9, 10, 12, 13, 14, 17] {
        assert!(refused(json!([{"type": kind, "content": "x"}]), false), "{kind}");
    }
    assert!(refused(json!([button(0)]), true), "a button needs a row");
}

#[test]
fn custom_ids_are_there_and_unique_over_all_rows() {
    assert!(refused(one_button(json!({"custom_id": null})), false));
    assert!(refused(one_button(json!({"custom_id": ""})), false));
    assert!(refused(
        json!([row(vec![button(1)]), row(vec![button(1)])]),
        false
    ));
    let section = json!({"type": 9, "components": displays(1, "x"), "accessory": button(1)});
    assert!(refused(json!([section, row(vec![button(1)])]), true));
}

#[test]
fn a_section_needs_its_accessory_and_a_text_its_words() {
    assert!(refused(
        json!([{"type": 9, "components": displays(1, "x")}]),
        true
    ));
    assert!(refused(displays(1, "  "), true));
    assert!(refused(json!([{"type": 17, "components": []}]), true));
}

/// The codes of what is wrong with components, by their places below `components`.
fn faults(components: Value) -> Vec<(String, String)> {
    fn note(errors: &Value, at: &str, found: &mut Vec<(String, String)>) {
        for (key, value) in errors.as_object().into_iter().flatten() {
            match key.as_str() {
                "_errors" => found.push((at.to_owned(), value[0]["code"].as_str().unwrap().to_owned())),
                key => note(value, &format!("{at}/{key}"), found),
            }
        }
    }
    let mut form = Form::default();
    check(&mut form, components.as_array().unwrap(), false);
    let Err(failure) = form.finish() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    note(&failure.body()["errors"]["components"], "", &mut found);
    found
}

#[test]
fn a_button_leads_somewhere_or_asks_the_bot() {
    const BOTH: &str = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE";
    let at = |key: &str, code: &str| (format!("/0/components/0/{key}"), code.to_owned());
    let url = "https://example.org";
    assert_eq!(
        faults(one_button(json!({"url": url}))),
        [at("custom_id", BOTH), at("url", BOTH)]
    );
    let link = json!({"style": 5, "url": url});
    assert_eq!(faults(one_button(link)), [at("custom_id", BOTH), at("url", BOTH)]);
    let nowhere = json!({"style": 5, "custom_id": null});
    assert_eq!(faults(one_button(nowhere)), [at("url", "BASE_TYPE_REQUIRED")]);
    let mute = json!({"custom_id": null});
    assert_eq!(
        faults(one_button(mute)),
        [at("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED")]
    );
    assert_eq!(
        faults(one_button(json!({"style": 6})))[0].0,
        "/0/components/0/sku_id"
    );
}

#[test]
fn of_a_select_no_more_is_wanted_or_chosen_beforehand_than_may_be() {
    let found = |more: Value| faults(select(more)).into_iter().next().unwrap_or_default();
    let chosen =
        json!([{"label": "l", "value": "a", "default": true}, {"label": "l", "value": "b", "default": true}]);
    assert_eq!(
        found(json!({"options": chosen.clone(), "max_values": 2})),
        Default::default()
    );
    let too_many = "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES";
    assert_eq!(found(json!({"options": chosen.clone()})).1, too_many);
    assert_eq!(
        found(json!({"options": chosen, "min_values": 2})).0,
        "/0/components/0/min_values"
    );
    let zero = json!({"required": true, "min_values": 0});
    assert_eq!(found(zero).1, "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES");
    assert_eq!(found(json!({"min_values": 0})), Default::default());
    let of_people = |more: Value| {
        let mut people = json!({"type": 5, "custom_id": "s"});
        people
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        faults(json!([row(vec![people])]))
    };
    let user = json!({"type": "user", "id": "1"});
    assert_eq!(of_people(json!({"default_values": [user]})), []);
    assert_eq!(of_people(json!({"default_values": [user, user]}))[0].1, too_many);
    let few = json!({"default_values": [user], "min_values": 2, "max_values": 2});
    assert_eq!(of_people(few)[0].1, "BASE_TYPE_MIN_LENGTH");
    let role = json!({"default_values": [{"type": "role", "id": "1"}]});
    assert_eq!(of_people(role)[0].0, "/0/components/0/default_values/0/type");
}

#[test]
fn no_two_components_have_the_same_number() {
    let numbered = |one: u64, other: u64| {
        let mut buttons = [button(1), button(2)];
        buttons[0]["id"] = json!(one);
        buttons[1]["id"] = json!(other);
        faults(json!([row(buttons.to_vec())]))
    };
    assert_eq!(numbered(7, 8), []);
    assert_eq!(numbered(0, 0), [], "zero is none");
    assert_eq!(numbered(7, 7)[0].0, "/0/components/1/id");
}
