//! What a body has to look like: of which type each of its fields is, route by route, before anything is made of it.
//!
//! Called for every request with a body. Whether lengths, counts and combinations are allowed is judged later, by the
//! limits and by each route; what a field holds that nobody knows is passed over, as Discord does. Sources: the tables of
//! fields in Discord's documentation; a test holds them against Discord's API description.

mod bodies;
mod messages;

use serde_json::Value;

use super::failure::{Failure, Form};
use super::ids::Id;
use super::rest::Query;

/// The first whole number that a fraction cannot tell from the next.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Of which type a field is.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// A text of so many characters at most.
    Short(usize),
    Whole,
    /// A whole number from nothing to this.
    UpTo(u64),
    /// One of these numbers.
    Choice(&'static [u64]),
    Number,
    Flag,
    /// A snowflake: digits, as text or as a number.
    Id,
    /// A set of permissions: digits, as text or as a number.
    Bits,
    Time,
    TextOrWhole,
    /// Anything but null.
    Any,
    /// An object whose fields have names of their own.
    Map,
    /// The same, of texts of so many characters at most: a text in several languages.
    Texts(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list in which nothing stands twice; among ids and words null stands for nothing.
    Set(&'static Kind),
    Object(&'static Shape),
    List(&'static Kind),
    /// A list in which null stands for nothing.
    Sparse(&'static Kind),
}

/// The fields of an object.
struct Shape {
    fields: &'static [Field],
    /// Another whose fields it has as well.
    more: Option<&'static Shape>,
}

struct Field {
    name: &'static str,
    kind: Kind,
    /// Whether null stands for "nothing".
    nullable: bool,
    needed: bool,
}

/// Checks the query and the body of a request to a route, which may have none.
///
/// # Errors
/// 50035, with every field of the wrong type named.
pub(crate) fn check(method: &str, path: &[&str], query: &Query, body: &Value) -> Result<(), Failure> {
    let mut form = Form::default();
    if method == "GET" {
        check_query(&mut form, path, query);
    }
    let kind = bodies::of(method, path);
    match (kind, body) {
        (Kind::Object(shape), Value::Null) => check_missing(&mut form, "", shape, body),
        (_, Value::Null) => {}
        (kind, body) => check_one(&mut form, "", kind, body),
    }
    form.finish()
}

/// Writes whole numbers as such: some libraries (discord.py) send `1.0` where Discord reads 1.
pub(crate) fn settle(body: &mut Value) {
    match body {
        Value::Number(number) if number.is_f64() => {
            let whole = number
                .as_f64()
                .filter(|n| n.fract() == 0.0 && n.abs() < MOST_EXACT);
            if let Some(whole) = whole {
                *body = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        Value::Object(fields) => fields.values_mut().for_each(settle),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn check_one(form: &mut Form, path: &str, kind: Kind, value: &Value) {
    match (kind, value) {
        (Kind::Object(shape), Value::Object(_)) => check_fields(form, path, shape, value),
        (list @ (Kind::List(kind) | Kind::Sparse(kind)), Value::Array(items)) => {
            let passed_over = |item: &Value| item.is_null() && matches!(list, Kind::Sparse(_));
            for (index, item) in items.iter().enumerate().filter(|(_, item)| !passed_over(item)) {
                check_one(form, &below(path, &index.to_string()), *kind, item);
            }
        }
        (Kind::Set(kind), Value::Array(items)) => check_set(form, path, *kind, items),
        (Kind::Texts(most), Value::Object(texts)) => {
            for (name, text) in texts {
                check_one(form, &below(path, name), Kind::Short(most), text);
            }
        }
        (Kind::Word(all), Value::String(word)) if !all.contains(&word.as_str()) => {
            let message = format!("Value must be one of {{{}}}.", all.join(", "));
            form.add(path, "BASE_TYPE_CHOICES", message);
        }
        (Kind::Short(most), Value::String(text)) => form.longest(path, text, most),
        (Kind::UpTo(most), Value::Number(number))
            if fits(number) && number.as_u64().is_none_or(|n| n > most) =>
        {
            let message = format!("int value should be between 0 and {most}.");
            form.add(path, "NUMBER_TYPE_MAX", message);
        }
        (Kind::Choice(all), Value::Number(number))
            if fits(number) && number.as_u64().is_none_or(|n| !all.contains(&n)) =>
        {
            let list: Vec<String> = all.iter().map(ToString::to_string).collect();
            let message = format!("Value must be one of {{{}}}.", list.join(", "));
            form.add(path, "BASE_TYPE_CHOICES", message);
        }
        (kind, value) if !kind.takes(value) => {
            let (code, message) = kind.refusal(value);
            form.add(path, code, message);
        }
        _ => {}
    }
}

fn check_set(form: &mut Form, path: &str, kind: Kind, items: &[Value]) {
    let nothing = |item: &Value| item.is_null() && matches!(kind, Kind::Id | Kind::Word(_));
    for (index, item) in items.iter().enumerate().filter(|(_, item)| !nothing(item)) {
        let place = below(path, &index.to_string());
        if items[..index].contains(item) {
            form.add(
                place,
                "SET_TYPE_ALREADY_CONTAINS_VALUE",
                "The set already contains this value",
            );
        } else {
            check_one(form, &place, kind, item);
        }
    }
}

fn check_fields(form: &mut Form, path: &str, shape: &Shape, body: &Value) {
    let mut next = Some(shape);
    while let Some(shape) = next {
        for field in shape.fields {
            match body.get(field.name) {
                None => {}
                Some(Value::Null) if field.nullable || field.needed => {}
                Some(value) => check_one(form, &below(path, field.name), field.kind, value),
            }
        }
        next = shape.more;
    }
    check_missing(form, path, shape, body);
}

/// Notes what has to be there and is not.
fn check_missing(form: &mut Form, path: &str, shape: &Shape, body: &Value) {
    for field in shape.fields.iter().filter(|field| field.needed) {
        if body[field.name].is_null() {
            form.require(below(path, field.name));
        }
    }
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn fits(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64()
}

impl Kind {
    /// Whether a value is of this type; what is inside of objects and lists is the caller's to judge.
    fn takes(self, value: &Value) -> bool {
        let whole = |value: &Value| matches!(value, Value::Number(number) if fits(number));
        match self {
            Self::Text | Self::Short(_) | Self::Word(_) => value.is_string(),
            Self::Whole | Self::UpTo(_) | Self::Choice(_) => whole(value),
            Self::Number => value.is_number(),
            Self::Flag => value.is_boolean(),
            Self::Id | Self::Bits => Id::of(value).is_some(),
            Self::Time => value.as_str().is_some_and(is_time),
            Self::TextOrWhole => value.is_string() || whole(value),
            Self::Any => !value.is_null(),
            Self::Map | Self::Texts(_) | Self::Object(_) => value.is_object(),
            Self::List(_) | Self::Sparse(_) | Self::Set(_) => value.is_array(),
        }
    }

    /// Code and words for a value of another type.
    fn refusal(self, value: &Value) -> (&'static str, String) {
        let shown: String = match value {
            Value::String(text) => text.chars().take(100).collect(),
            other => other.to_string().chars().take(100).collect(),
        };
        match self {
            Self::Text | Self::Short(_) | Self::Word(_) | Self::TextOrWhole | Self::Any => (
                "STRING_TYPE_CONVERT",
                format!("Could not interpret \"{shown}\" as string."),
            ),
            Self::Whole | Self::UpTo(_) | Self::Choice(_) | Self::Bits => {
                ("NUMBER_TYPE_COERCE", format!("Value \"{shown}\" is not int."))
            }
            Self::Number => ("NUMBER_TYPE_COERCE", format!("Value \"{shown}\" is not float.")),
            Self::Id => (
                "NUMBER_TYPE_COERCE",
                format!("Value \"{shown}\" is not snowflake."),
            ),
            Self::Flag => ("BOOLEAN_TYPE_CONVERT", "Must be either true or false.".to_owned()),
            Self::Time => (
                "DATE_TIME_TYPE_PARSE",
                format!("Could not parse {shown}. Should be ISO8601."),
            ),
            Self::Map | Self::Texts(_) | Self::Object(_) => (
                "MODEL_TYPE_CONVERT",
                "Only dictionaries may be used in a ModelType".to_owned(),
            ),
            Self::List(_) | Self::Sparse(_) | Self::Set(_) => (
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType".to_owned(),
            ),
        }
    }
}

/// Checks what a listing is asked for: how many, and from where on.
fn check_query(form: &mut Form, path: &[&str], query: &Query) {
    let (least, most) = bodies::page(path);
    if let Some(text) = query.text("limit") {
        match text.parse::<i64>() {
            Ok(n) if (least..=most).contains(&n) => {}
            Ok(_) => {
                let message = format!("int value should be between {least} and {most}.");
                form.add("limit", "NUMBER_TYPE_MAX", message);
            }
            Err(_) => form.add(
                "limit",
                "NUMBER_TYPE_COERCE",
                format!("Value \"{text}\" is not int."),
            ),
        }
    }
    // One's own private threads are listed by their ids.
    let own = matches!(path, ["channels", _, "users", ..]);
    let by_time = !own && matches!(path, [.., "pins"] | [.., "archived", _]);
    for key in ["around", "before", "after"] {
        let Some(text) = query.text(key).map(super::rest::decode) else {
            continue;
        };
        let kind = if by_time { Kind::Time } else { Kind::Id };
        check_one(form, key, kind, &Value::String(text));
    }
}

/// Whether a text says a time; one without a zone is UTC.
fn is_time(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok() || text.parse::<chrono::NaiveDateTime>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors(method: &str, path: &[&str], body: Value) -> Value {
        match check(method, path, &Query::default(), &body) {
            Ok(()) => Value::Null,
            Err(failure) => failure.body()["errors"].clone(),
        }
    }

    const MESSAGES: (&str, [&str; 3]) = ("POST", ["channels", "1", "messages"]);

    #[test]
    fn a_field_of_the_wrong_type_is_named_where_it_stands() {
        let (method, path) = MESSAGES;
        let body = json!({"content": ["x"], "embeds": [{"fields": [{"name": 5}]}], "flags": "x"});
        let found = errors(method, &path, body);
        assert_eq!(found["content"]["_errors"][0]["code"], "STRING_TYPE_CONVERT");
        assert_eq!(
            found["embeds"]["0"]["fields"]["0"]["name"]["_errors"][0]["code"],
            "STRING_TYPE_CONVERT"
        );
        assert_eq!(found["flags"]["_errors"][0]["code"], "NUMBER_TYPE_COERCE");
    }

    #[test]
    fn null_absence_and_what_nobody_knows_are_passed_over() {
        let (method, path) = MESSAGES;
        for body in [
            Value::Null,
            json!({}),
            json!({"content": null}),
            json!({"mobile_network_type": 5}),
        ] {
            assert_eq!(errors(method, &path, body.clone()), Value::Null, "{body}");
        }
    }

    #[test]
    fn a_listing_is_asked_for_in_numbers() {
        let refused =
            |path: &[&str], query: &str| check("GET", path, &Query::read(query), &Value::Null).is_err();
        let messages = ["channels", "1", "messages"];
        let tried = [
            "limit=0",
            "limit=1",
            "limit=100",
            "limit=101",
            "limit=x",
            "before=x",
            "after=5",
        ];
        let wanted = [true, false, false, true, true, true, false];
        assert_eq!(tried.map(|query| refused(&messages, query)), wanted);
        let pins = ["channels", "1", "messages", "pins"];
        let tried = [
            "limit=50",
            "limit=51",
            "before=5",
            "before=2026-11-24T08%3A00%3A00%2B00%3A00",
        ];
        assert_eq!(
            tried.map(|query| refused(&pins, query)),
            [false, true, true, false]
        );
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let mut body = json!({"poll": {"duration": 1.0, "other": [1.5]}});
        settle(&mut body);
        assert_eq!(body.to_string(), r#"{"poll":{"duration":1,"other":[1.5]}}"#);
    }

    #[test]
    fn what_has_to_be_there_is_asked_for() {
        let path = ["channels", "1", "messages", "bulk-delete"];
        for body in [Value::Null, json!({}), json!({"messages": null})] {
            let found = errors("POST", &path, body);
            assert_eq!(found["messages"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
        }
    }

    #[test]
    fn a_body_is_an_object_wherever_no_list_is_wanted() {
        for body in [json!([]), json!("x"), json!(5), json!(true)] {
            let found = errors("PUT", &["somewhere"], body.clone());
            assert_eq!(found["_errors"][0]["code"], "MODEL_TYPE_CONVERT", "{body}");
        }
        let commands = ["applications", "1", "commands"];
        assert_eq!(errors("PUT", &commands, json!([])), Value::Null);
        assert_eq!(
            errors("PUT", &commands, json!({}))["_errors"][0]["code"],
            "LIST_TYPE_CONVERT"
        );
    }
}
