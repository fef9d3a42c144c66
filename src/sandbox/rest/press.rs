//! People press buttons, choose from selects and submit modals: `POST /interactions` as Discord's own client sends it.
//!
//! What the client could not have shown is refused, as Discord refuses it. A sandbox-only field, `"forge": true`, skips
//! that for component presses, so that a test sees what the bot itself does with a forged custom id.

use serde_json::{Map, Value, json};

use super::call::{Answer, Call, done};
use super::fields;
use super::guild::show_resolved_member;
use crate::sandbox::failure::{
    Failure, THREAD_ARCHIVED, UNKNOWN_APPLICATION, UNKNOWN_CHANNEL, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE,
};
use crate::sandbox::ids::Id;
use crate::sandbox::interactions::{Interaction, Progress, kind};
use crate::sandbox::limits::component::is_select;
use crate::sandbox::parts;
use crate::sandbox::permissions::Permissions;
use crate::sandbox::world::{Channel, To};

/// What is asked of the bot.
pub(super) struct Question {
    pub(super) kind: u8,
    pub(super) channel: Id,
    pub(super) data: Value,
    pub(super) message: Option<Id>,
    /// What `interaction_metadata` has beyond id, type and user.
    pub(super) metadata: Value,
    pub(super) modal: Option<Id>,
}

/// Where a person acts: the channel, if it is in sight and the application is the bot's.
pub(super) fn place(call: &Call<'_>) -> Result<Id, Failure> {
    let me = call.person()?;
    let channel = Id::of(&call.body["channel_id"]).ok_or(UNKNOWN_CHANNEL)?;
    call.world.allowed(me, channel, Permissions::default())?;
    if Id::of(&call.body["application_id"]) == Some(call.world.bot) {
        Ok(channel)
    } else {
        Err(UNKNOWN_APPLICATION.into())
    }
}

/// Sends the question to the bot, and to the person a note that it went.
pub(super) fn ask(call: &mut Call<'_>, question: Question) -> Answer {
    let me = call.person()?;
    let id = call.world.next_id();
    let token = format!("aW50ZXJhY3Rpb246{:020}", id.0);
    let nonce = call.body.get("nonce").cloned().unwrap_or(Value::Null);
    let event = show(call, &question, id, &token)?;
    let mut metadata = json!({
        "id": id, "type": question.kind, "user": call.world.show_user(me),
        "authorizing_integration_owners": event["authorizing_integration_owners"],
    });
    for (key, value) in question.metadata.as_object().into_iter().flatten() {
        metadata[key] = value.clone();
    }
    let interaction = Interaction {
        id,
        kind: question.kind,
        token,
        user: me,
        channel: question.channel,
        message: question.message,
        nonce: nonce.clone(),
        created_at: call.world.now(),
        progress: Progress::Waiting,
        original: None,
        metadata,
        modal: question.modal,
    };
    call.world
        .interactions
        .open(interaction, std::time::Instant::now());
    if question.kind != kind::AUTOCOMPLETE {
        call.world.tell(
            To::Only(me),
            "INTERACTION_CREATE",
            json!({"id": id, "nonce": nonce}),
        );
    }
    call.world
        .tell(To::Only(call.world.bot), "INTERACTION_CREATE", event);
    done()
}

/// The interaction as the bot gets it.
fn show(call: &Call<'_>, question: &Question, id: Id, token: &str) -> Result<Value, Failure> {
    let me = call.person()?;
    let (world, place) = (&*call.world, call.world.channel(question.channel)?);
    let mut channel = world.show_channel(place, world.bot);
    channel["permissions"] = json!(world.permissions(me, place).0.to_string());
    let direct = place.is_direct();
    let guild = if direct {
        "0".to_owned()
    } else {
        world.guild.to_string()
    };
    let mut event = json!({
        "id": id, "application_id": world.bot, "type": question.kind, "data": question.data, "token": token,
        "version": 1, "channel": channel, "channel_id": question.channel, "locale": "en-US", "entitlements": [],
        "app_permissions": world.permissions(world.bot, place).0.to_string(),
        "entitlement_sku_ids": [], "authorizing_integration_owners": {"0": guild},
        "context": u8::from(direct), "attachment_size_limit": crate::sandbox::limits::FILE_BYTES,
    });
    if direct {
        event["user"] = world.show_user(me);
    } else {
        let user = &world.users[&me];
        event["member"] = world.show_member(user);
        event["member"]["permissions"] = json!(world.permissions(me, place).0.to_string());
        event["guild_id"] = json!(world.guild);
        event["guild_locale"] = json!("en-US");
        event["guild"] = json!({"id": world.guild, "features": [], "locale": "en-US"});
    }
    if let Some(message) = question
        .message
        .and_then(|id| world.find_message(question.channel, id))
    {
        event["message"] = world.show_message(message);
    }
    Ok(event)
}

fn invalid() -> Failure {
    Failure::form(
        "data",
        "COMPONENT_VALIDATION_FAILED",
        "Component validation failed",
    )
}

/// A press or a choice (type 3).
pub(super) fn component(call: &mut Call<'_>) -> Answer {
    let channel = place(call)?;
    let me = call.person()?;
    let id = Id::of(&call.body["message_id"]).ok_or(UNKNOWN_MESSAGE)?;
    let message = call.world.message(me, channel, id)?;
    if message.author != call.world.bot {
        return Err(UNKNOWN_APPLICATION.into());
    }
    if call.world.channel(channel)?.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    let given = &call.body["data"];
    let custom_id = given["custom_id"].as_str().unwrap_or_default();
    let found = parts::find(&message.components, custom_id);
    let forged = call.body["forge"] == true;
    if !forged {
        check_press(call, found.ok_or_else(invalid)?, given)?;
    }
    let kind = given["component_type"]
        .as_u64()
        .or_else(|| given["type"].as_u64())
        .unwrap_or(2);
    let number = found.map_or(0, |component| component["id"].as_u64().unwrap_or(0));
    let mut data = json!({"custom_id": custom_id, "component_type": kind, "id": number});
    if is_select(kind) {
        let values = given["values"].clone();
        if kind != 3 {
            data["resolved"] = resolve(call, channel, kind, &values);
        }
        data["values"] = values;
    }
    ask(
        call,
        Question {
            kind: kind::COMPONENT,
            channel,
            data,
            message: Some(id),
            metadata: json!({"interacted_message_id": id}),
            modal: None,
        },
    )
}

/// Refuses what the client could not have sent for this component.
fn check_press(call: &Call<'_>, component: &Value, given: &Value) -> Result<(), Failure> {
    let kind = component["type"].as_u64().unwrap_or(0);
    let claimed = given["component_type"]
        .as_u64()
        .or_else(|| given["type"].as_u64());
    if claimed != Some(kind) || component["disabled"] == true {
        return Err(invalid());
    }
    if !is_select(kind) {
        return Ok(());
    }
    let values = given["values"].as_array().ok_or_else(invalid)?;
    let bound = |key: &str| component[key].as_u64().unwrap_or(1);
    let count = values.len() as u64;
    let known = |value: &Value| match kind {
        3 => component["options"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|option| option["value"] == *value),
        _ => Id::of(value).is_some_and(|id| is_there(call, component, id)),
    };
    let distinct = values
        .iter()
        .enumerate()
        .all(|(at, value)| !values[..at].contains(value));
    let fits = (bound("min_values")..=bound("max_values")).contains(&count) && distinct;
    if fits && values.iter().all(known) {
        Ok(())
    } else {
        Err(invalid())
    }
}

/// Whether a select of users, roles, either, or channels can offer this.
pub(super) fn is_there(call: &Call<'_>, select: &Value, id: Id) -> bool {
    let (world, kind) = (&call.world, select["type"].as_u64().unwrap_or(0));
    let is_user = matches!(kind, 5 | 7) && world.users.contains_key(&id);
    // The role of everybody is in no list.
    let is_role = matches!(kind, 6 | 7) && id != world.guild && world.find_role(id).is_some();
    let wanted = select["channel_types"]
        .as_array()
        .filter(|types| !types.is_empty());
    let fits = |channel: &Channel| wanted.is_none_or(|types| types.contains(&json!(channel.kind)));
    let seen =
        |channel: &&Channel| !channel.is_direct() && call.person().is_ok_and(|me| world.sees(me, channel.id));
    let channel = world.channels.get(&id).filter(|_| kind == 8);
    is_user || is_role || channel.filter(seen).is_some_and(fits)
}

/// What ids in a select of users, roles or channels stand for.
fn resolve(call: &Call<'_>, channel: Id, kind: u64, values: &Value) -> Value {
    let mut resolved = Map::new();
    for id in values.as_array().into_iter().flatten().filter_map(Id::of) {
        add_resolved(call, &mut resolved, channel, kind, id);
    }
    Value::Object(resolved)
}

/// Adds what `id` stands for: by component or option type, a user, a role, either, or a channel.
pub(super) fn add_resolved(call: &Call<'_>, into: &mut Map<String, Value>, channel: Id, select: u64, id: Id) {
    let mut put =
        |group: &str, value: Value| into.entry(group).or_insert_with(|| json!({}))[id.to_string()] = value;
    if matches!(select, 5 | 7) && call.world.users.contains_key(&id) {
        put("users", call.world.show_user(id));
        if let Some(member) = show_resolved_member(call, id, channel) {
            put("members", member);
        }
    }
    if let Some(role) = call.world.find_role(id).filter(|_| matches!(select, 6 | 7)) {
        put("roles", call.world.show_role(role));
    }
    if let (Some(place), 8) = (call.world.channels.get(&id), select) {
        let mut shown = call.world.show_channel(place, call.world.bot);
        let me = call
            .person()
            .map_or_else(|_| Permissions::default(), |me| call.world.permissions(me, place));
        shown["permissions"] = json!(me.0.to_string());
        put("channels", shown);
    }
}

/// A submitted modal (type 5).
pub(super) fn modal(call: &mut Call<'_>) -> Answer {
    let channel = place(call)?;
    let me = call.person()?;
    let given = &call.body["data"];
    let custom_id = given["custom_id"].as_str().unwrap_or_default();
    let opened = call
        .world
        .interactions
        .find_modal(me, Id::of(&given["id"]), custom_id);
    let opened = opened
        .filter(|modal| modal.channel == channel)
        .ok_or(UNKNOWN_INTERACTION)?
        .clone();
    let (fields, listed) = (given["components"].clone(), given["attachments"].clone());
    let uploads = std::mem::take(&mut call.uploads);
    let handed_in = call.world.keep_handed_in(&uploads, &listed)?;
    let filled = fields::read(call, channel, &opened.body["components"], &fields, &handed_in);
    if filled.is_err() {
        call.world.drop_files(handed_in.values());
    }
    let filled = filled?;
    let mut data = json!({"custom_id": opened.body["custom_id"], "components": filled.components});
    if !filled.resolved.is_empty() {
        data["resolved"] = Value::Object(filled.resolved);
    }
    ask(
        call,
        Question {
            kind: kind::MODAL_SUBMIT,
            channel,
            data,
            message: opened.message,
            metadata: json!({"triggering_interaction_metadata": opened.metadata}),
            modal: Some(opened.id),
        },
    )
}
