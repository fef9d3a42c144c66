//! The bot's commands: registered, changed, listed ("Application Commands").

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Reply, done, ok};
use crate::sandbox::failure::{
    Failure, Form, MAX_CREATES, MISSING_ACCESS, UNKNOWN_APPLICATION, UNKNOWN_COMMAND,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::{self, command as rules};
use crate::sandbox::world::Command;

/// Checks that the bot asks for its own application.
///
/// # Errors
/// 10002 or 50001.
pub(super) fn check_owner(call: &Call<'_>, application: &str) -> Result<(), Failure> {
    let bot = call.bot()?;
    let asked: Id = application.parse().map_err(|_| UNKNOWN_APPLICATION)?;
    if asked == bot {
        Ok(())
    } else {
        Err(MISSING_ACCESS.into())
    }
}

fn check_one(path: &str, body: &Value) -> Result<(), Failure> {
    let mut form = Form::default();
    rules::check(&mut form, path, body);
    form.finish()
}

/// A command as Discord gives it back: with every field it always has.
fn finish(call: &mut Call<'_>, given: &Value, id: Id, in_guild: bool) -> Command {
    let version = call.world.next_id();
    let kind = given["type"].as_u64().unwrap_or(1);
    let or_null = |key: &str| given.get(key).cloned().unwrap_or(Value::Null);
    let types = given.get("integration_types").filter(|types| !types.is_null());
    let mut body = json!({
        "id": id, "application_id": call.world.bot, "version": version, "type": kind,
        "default_member_permissions": Id::of(&given["default_member_permissions"]).map(|bits| bits.to_string()),
        "name": given["name"], "name_localizations": or_null("name_localizations"),
        "description": given["description"].as_str().unwrap_or_default(),
        "description_localizations": or_null("description_localizations"),
        "nsfw": given["nsfw"] == true, "integration_types": types.cloned().unwrap_or(json!([0])),
    });
    if in_guild {
        body["guild_id"] = json!(call.world.guild);
    } else {
        body["dm_permission"] = json!(given["dm_permission"] != false);
        body["contexts"] = or_null("contexts");
    }
    if let Some(options) = given["options"].as_array().filter(|list| !list.is_empty()) {
        body["options"] = options.iter().map(finish_option).collect();
    }
    Command { id, in_guild, body }
}

/// An option without what was given as null, as empty, or as false.
fn finish_option(given: &Value) -> Value {
    let mut shown = Map::new();
    for (key, value) in given.as_object().into_iter().flatten() {
        let empty = match value {
            Value::Null => true,
            Value::Array(list) => list.is_empty() && key != "options",
            Value::Bool(set) => !set,
            Value::Number(_) | Value::String(_) | Value::Object(_) => false,
        };
        if !empty {
            shown.insert(key.clone(), value.clone());
        }
    }
    if let Some(options) = given["options"].as_array() {
        shown.insert("options".into(), options.iter().map(finish_option).collect());
    }
    Value::Object(shown)
}

fn same_place(command: &Command, in_guild: bool, body: &Value) -> bool {
    command.in_guild == in_guild
        && command.body["name"] == body["name"]
        && command.body["type"] == body["type"].as_u64().unwrap_or(1)
}

/// Checks how many commands of each type there would be.
fn check_count(bodies: &[Value]) -> Result<(), Failure> {
    for (kind, most) in [
        (1, limits::COMMANDS),
        (2, limits::CONTEXT_COMMANDS),
        (3, limits::CONTEXT_COMMANDS),
    ] {
        let count = bodies
            .iter()
            .filter(|body| body["type"].as_u64().unwrap_or(1) == kind)
            .count();
        if count > most {
            let message = format!("Maximum number of application commands reached ({most}).");
            return Err(Failure::plain(400, 30032, message));
        }
    }
    Ok(())
}

/// Counts commands that are new in the server against how many a day may bring.
fn take_creates(call: &mut Call<'_>, in_guild: bool, count: usize) -> Result<(), Failure> {
    if call.pace.is_none() || !in_guild {
        return Ok(());
    }
    let now = call.world.now();
    let creates = &mut call.world.command_creates;
    while creates.front().is_some_and(|at| now - *at >= TimeDelta::days(1)) {
        creates.pop_front();
    }
    if creates.len() + count > limits::COMMANDS_A_DAY {
        return Err(MAX_CREATES.into());
    }
    creates.extend(std::iter::repeat_n(now, count));
    Ok(())
}

/// `GET …/commands`.
pub(super) fn list(call: &mut Call<'_>, in_guild: bool) -> Answer {
    let own = call
        .world
        .commands
        .iter()
        .filter(|command| command.in_guild == in_guild);
    ok(own.map(|command| command.body.clone()).collect())
}

/// `POST …/commands`: a new one (201), or one of the same name replaced (200).
pub(super) fn upsert(call: &mut Call<'_>, in_guild: bool) -> Answer {
    let given = call.body.clone();
    check_one("", &given)?;
    let at = call
        .world
        .commands
        .iter()
        .position(|command| same_place(command, in_guild, &given));
    let id = match at {
        Some(at) => call.world.commands[at].id,
        None => call.world.next_id(),
    };
    let own = call
        .world
        .commands
        .iter()
        .filter(|command| command.in_guild == in_guild && command.id != id);
    let all: Vec<Value> = own
        .map(|command| command.body.clone())
        .chain([given.clone()])
        .collect();
    check_count(&all)?;
    take_creates(call, in_guild, usize::from(at.is_none()))?;
    let command = finish(call, &given, id, in_guild);
    let body = command.body.clone();
    match at {
        Some(at) => call.world.commands[at] = command,
        None => call.world.commands.push(command),
    }
    Ok(Reply {
        status: if at.is_some() { 200 } else { 201 },
        body,
    })
}

/// `PUT …/commands`: all of them at once; those of the same name keep their ids.
pub(super) fn overwrite(call: &mut Call<'_>, in_guild: bool) -> Answer {
    let given = call.body.as_array().cloned().unwrap_or_default();
    let mut form = Form::default();
    for (index, body) in given.iter().enumerate() {
        rules::check(&mut form, &format!("{index}."), body);
        let twin = |other: &Value| other["name"] == body["name"] && other["type"] == body["type"];
        if given[..index].iter().any(twin) {
            let message = "Application command names must be unique";
            form.add(index.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
    }
    form.finish()?;
    check_count(&given)?;
    let known = |body: &&Value| {
        call.world
            .commands
            .iter()
            .any(|there| same_place(there, in_guild, body))
    };
    let added = given.iter().filter(|body| !known(body)).count();
    take_creates(call, in_guild, added)?;
    let mut fresh = Vec::new();
    for body in &given {
        let known = call
            .world
            .commands
            .iter()
            .find(|command| same_place(command, in_guild, body));
        let id = match known {
            Some(command) => command.id,
            None => call.world.next_id(),
        };
        fresh.push(finish(call, body, id, in_guild));
    }
    let shown = fresh.iter().map(|command| command.body.clone()).collect();
    call.world.commands.retain(|command| command.in_guild != in_guild);
    call.world.commands.extend(fresh);
    ok(shown)
}

fn find(call: &Call<'_>, in_guild: bool, id: &str) -> Result<usize, Failure> {
    let id: Id = id.parse().map_err(|_| UNKNOWN_COMMAND)?;
    let at = call
        .world
        .commands
        .iter()
        .position(|command| command.in_guild == in_guild && command.id == id);
    at.ok_or_else(|| UNKNOWN_COMMAND.into())
}

/// `GET …/commands/{id}`.
pub(super) fn get(call: &mut Call<'_>, in_guild: bool, id: &str) -> Answer {
    let at = find(call, in_guild, id)?;
    ok(call.world.commands[at].body.clone())
}

/// `PATCH …/commands/{id}`.
pub(super) fn edit(call: &mut Call<'_>, in_guild: bool, id: &str) -> Answer {
    let at = find(call, in_guild, id)?;
    let mut merged = call.world.commands[at].body.clone();
    for (key, value) in call.body.as_object().into_iter().flatten() {
        merged[key] = value.clone();
    }
    check_one("", &merged)?;
    let id = call.world.commands[at].id;
    let command = finish(call, &merged, id, in_guild);
    call.world.commands[at] = command;
    ok(call.world.commands[at].body.clone())
}

/// `DELETE …/commands/{id}`.
pub(super) fn delete(call: &mut Call<'_>, in_guild: bool, id: &str) -> Answer {
    let at = find(call, in_guild, id)?;
    call.world.commands.remove(at);
    done()
}
