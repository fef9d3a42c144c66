//! Every operation of Discord's description that the sandbox serves, tried with bodies that fit and bodies that do not.
//!
//! A body that is known to be good is spoilt in one place, or in two; the description says whether what came of it still
//! fits. What does not is refused, and the refusal names a place; what fits is answered as the description has it; and
//! nothing breaks the server. `GONOGO_FUZZ` (a number) tries as many bodies of each operation that are spoilt in one place,
//! and half as many that are in two, by default some; `GONOGO_FUZZ_SEED` picks others.

mod operations;
mod spoil;
mod stage;

use std::collections::BTreeSet;

use gonogo::sandbox::judge::Description;
use reqwest::Method;
use serde_json::{Value, json};

use super::super::client::Answer;
use operations::Operation;
use spoil::{Spoilt, Way};
use stage::Stage;

/// How many spoilt bodies of each good one are tried, unless the environment says more.
const TRIED: usize = 60;

fn from_environment(name: &str, otherwise: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn what_discord_would_refuse_is_refused_and_what_it_takes_is_taken() {
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let mut stage = Stage::new().await;
    let (most, seed) = (
        from_environment("GONOGO_FUZZ", TRIED),
        from_environment("GONOGO_FUZZ_SEED", 7),
    );
    let (mut findings, mut tried) = (BTreeSet::new(), 0);
    for operation in operations::all(description) {
        if !stage.serves(&operation).await {
            continue;
        }
        for (schema, good) in operations::bodies(&operation, &stage) {
            let schema = schema.unwrap_or_else(|| operation.schema.clone().unwrap_or_default());
            let singles = spoil::every_way(&good, |body| description.faults(&schema, body).is_empty());
            let pairs = spoil::pairs(&good, &singles, most / 2, seed);
            let mut spoilt = vec![Spoilt::not_at_all(&good)];
            spoilt.extend(singles);
            for one in spoil::some(spoilt, most, seed).into_iter().chain(pairs) {
                let fits = description.faults(&schema, &one.body).is_empty();
                let found = tries(&mut stage, description, &operation, &one, fits).await;
                tried += 1;
                findings.extend(found);
            }
        }
    }
    assert!(tried > 2000, "{tried} bodies were tried");
    let told: Vec<String> = findings.into_iter().collect();
    assert!(
        told.is_empty(),
        "{} findings in {tried} bodies:\n{}",
        told.len(),
        told.join("\n")
    );
}

/// Sends one body and says what is wrong with the answer.
async fn tries(
    stage: &mut Stage,
    description: &Description,
    operation: &Operation,
    one: &Spoilt,
    fits: bool,
) -> Vec<String> {
    let path = stage.path_of(operation, &one.body).await;
    let answer = stage
        .bot
        .send(operation.method.clone(), &path, Some(one.body.clone()))
        .await;
    stage.tidy(operation, &answer).await;
    let mut found = judge(description, operation, &path, &one.body, &answer);
    let taken = (200..300).contains(&answer.status);
    let reasonable = one.places().any(|place| is_reasonable(operation, place, &answer));
    if fits && one.stays_good() && !taken && !reasonable {
        found.push("what fits is refused".to_owned());
    }
    if !fits && taken {
        found.push("what does not fit is taken".to_owned());
    }
    if !fits && !taken && one.is_only(Way::WrongType) && answer.body["code"] != 50035 {
        found.push("a wrong type is no fault of the form".to_owned());
    }
    let named = one.places().any(|place| names(&answer.body["errors"], place));
    if answer.body["code"] == 50035 && !named && !reasonable {
        found.push("the refusal names another place".to_owned());
    }
    let say = |what: String| {
        let shown: String = answer.body.to_string().chars().take(300).collect();
        format!(
            "{}: {what}: {}: {} {shown}",
            operation.id,
            one.what(),
            answer.status
        )
    };
    found.into_iter().map(say).collect()
}

/// What is wrong with any answer, whatever was asked.
fn judge(
    description: &Description,
    operation: &Operation,
    path: &str,
    body: &Value,
    answer: &Answer,
) -> Vec<String> {
    let mut found = Vec::new();
    if answer.status >= 500 {
        found.push("the server broke".to_owned());
    }
    if answer.status == 404 && answer.body["code"] == 0 {
        found.push("it is no route".to_owned());
    }
    if answer.status >= 400 && !has_the_shape_of_an_error(&answer.body) {
        found.push("this is no error of Discord's".to_owned());
    }
    let path = path.split('?').next().unwrap_or_default();
    let line = json!({"method": operation.method.as_str(), "path": path, "status": answer.status,
        "response": answer.body, "request": body});
    let of_answer = |fault: &String| !fault.contains(": request ");
    match description.judge(&line) {
        Some(faults) => found.extend(faults.into_iter().filter(of_answer)),
        None => found.push("the description has no such route".to_owned()),
    }
    found
}

/// `code`, `message`, and with 50035 the nested `errors`.
fn has_the_shape_of_an_error(body: &Value) -> bool {
    let leaves = leaves(&body["errors"], "");
    let form = body["code"] == 50035;
    body["code"].is_u64() && body["message"].is_string() && form != leaves.is_empty()
}

/// The places that a form's errors name.
fn leaves(errors: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in errors.as_object().into_iter().flatten() {
        match key.as_str() {
            "_errors" => {
                let words = |error: &Value| error["code"].is_string() && error["message"].is_string();
                assert!(value.as_array().unwrap().iter().all(words), "{value}");
                found.push(at.to_owned());
            }
            key => found.extend(leaves(value, &format!("{at}/{key}"))),
        }
    }
    found
}

/// Whether errors name a place, something in it, or what it is in.
fn names(errors: &Value, place: &str) -> bool {
    // What something is decides what it has to hold: with another type the whole of it is wrong. A button's style is its
    // type, and how much is chosen depends on what is offered.
    let decides = |name: &str| name.ends_with("type") || name == "style" || name.ends_with("_values");
    let place = match place.rsplit_once('/') {
        Some((whole, name)) if decides(name) => whole,
        _ => place,
    };
    let mut all = leaves(errors, "").into_iter();
    all.any(|leaf| place.starts_with(&leaf) || leaf.starts_with(place))
}

/// Refusals of what fits the description, by rules that it does not have.
fn is_reasonable(operation: &Operation, place: &str, answer: &Answer) -> bool {
    let code = answer.body["code"].as_u64().unwrap_or_default();
    let said = answer.body.to_string();
    let rule = |id: &str, there: &str, with: u64| {
        operation.id.contains(id) && place.ends_with(there) && code == with
    };
    operations::REFUSED
        .iter()
        .any(|(id, there, with, words)| rule(id, there, *with) && said.contains(words))
}

#[tokio::test]
async fn unknown_ids_foreigners_and_nobody_are_turned_away_everywhere() {
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let mut stage = Stage::new().await;
    let (nobody, stranger) = (stage.bot.clone().under(""), stage.bot.clone().under("person-ana"));
    let mut findings = BTreeSet::new();
    for operation in operations::all(description) {
        if !stage.serves(&operation).await {
            continue;
        }
        let good = operations::bodies(&operation, &stage).into_iter().next();
        let body = good.map(|(_, body)| body);
        let path = stage
            .path_of(&operation, body.as_ref().unwrap_or(&Value::Null))
            .await;
        let say = |what: String, answer: &Answer| {
            format!("{}: {what}: {} {}", operation.id, answer.status, answer.body)
        };
        let sent = body.clone().unwrap_or_default();
        for who in [&nobody, &stranger] {
            let answer = who.send(operation.method.clone(), &path, body.clone()).await;
            let found = judge(description, &operation, &path, &sent, &answer);
            findings.extend(found.into_iter().map(|what| say(what, &answer)));
            if std::ptr::eq(who, &nobody) && !operation.open && answer.status != 401 {
                findings.insert(say("nobody is let in".to_owned(), &answer));
            }
            stage.tidy(&operation, &answer).await;
        }
        for (place, name) in operation.ids() {
            for stranger in ["1", "nonsense"] {
                let mut segments: Vec<&str> = path.split('/').collect();
                // The first answer of a poll is no stranger.
                if std::mem::replace(&mut segments[place], stranger) == stranger {
                    continue;
                }
                let path = segments.join("/");
                let answer = stage
                    .bot
                    .send(operation.method.clone(), &path, body.clone())
                    .await;
                let found = judge(description, &operation, &path, &sent, &answer);
                findings.extend(
                    found
                        .into_iter()
                        .map(|what| say(format!("{name} {stranger}: {what}"), &answer)),
                );
                if !(400..500).contains(&answer.status) {
                    findings.insert(say(format!("{name} {stranger} is taken"), &answer));
                }
            }
        }
    }
    let told: Vec<String> = findings.into_iter().collect();
    assert!(told.is_empty(), "{} findings:\n{}", told.len(), told.join("\n"));
}

#[tokio::test]
async fn a_listing_is_asked_for_within_its_bounds() {
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let mut stage = Stage::new().await;
    let mut findings = BTreeSet::new();
    for operation in operations::all(description) {
        if operation.method != Method::GET || !stage.serves(&operation).await {
            continue;
        }
        for (name, schema) in &operation.query {
            for value in [
                "0", "1", "100", "101", "1000", "1001", "-1", "nonsense", "", "true",
            ] {
                let given = value.parse::<i64>().map_or_else(|_| json!(value), |n| json!(n));
                let fits = [given, json!(value)]
                    .iter()
                    .any(|given| description.faults(schema, given).is_empty());
                let path = stage.path_of(&operation, &Value::Null).await;
                let path = format!("{path}?{name}={value}");
                let answer = stage.bot.get(&path).await;
                let mut found = judge(description, &operation, &path, &Value::Null, &answer);
                let taken = (200..300).contains(&answer.status);
                if ["limit", "before", "after", "around"].contains(&name.as_str()) && !fits && taken {
                    found.push("it is taken".to_owned());
                }
                let say = |what: String| {
                    let shown: String = answer.body.to_string().chars().take(200).collect();
                    format!(
                        "{}: {name}={value}: {what}: {} {shown}",
                        operation.id, answer.status
                    )
                };
                findings.extend(found.into_iter().map(say));
            }
        }
    }
    let told: Vec<String> = findings.into_iter().collect();
    assert!(told.is_empty(), "{} findings:\n{}", told.len(), told.join("\n"));
}

/// `docs/sandbox.md` lists what the sandbox serves; `GONOGO_TABLE=write` writes the list anew.
#[tokio::test]
async fn the_documentation_lists_what_is_served() {
    const BEGIN: &str = "<!-- served: made by a test -->\n";
    const END: &str = "<!-- end of served -->";
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let mut stage = Stage::new().await;
    let mut groups: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for operation in operations::all(description) {
        if stage.serves(&operation).await {
            let group = operation.group();
            let told = format!("`{}`", operation.id);
            groups.entry(group).or_default().push(told);
        }
    }
    let count: usize = groups.values().map(Vec::len).sum();
    let mut table = format!(
        "{BEGIN}{count} operations, by the names that Discord's description gives them:\n\n| of | operations |\n|---|---|\n"
    );
    for (group, ids) in groups {
        table.push_str(&format!("| {group} | {} |\n", ids.join(", ")));
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sandbox.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the list begins");
    let (_, after) = rest.split_once(END).expect("the list ends");
    if std::env::var("GONOGO_TABLE").is_ok_and(|word| word == "write") {
        std::fs::write(file, format!("{before}{table}{END}{after}")).unwrap();
        return;
    }
    assert!(
        text.contains(&table),
        "docs/sandbox.md is not what is served:\n{table}"
    );
}
