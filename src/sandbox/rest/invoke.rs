//! People run commands and are offered completions: `POST /interactions` of types 2 and 4.
//!
//! Options are held against the command as the bot registered it, as Discord does before the bot hears of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::call::{Answer, Call};
use super::press::{Question, add_resolved, ask, place};
use crate::sandbox::failure::{
    Failure, Form, MISSING_PERMISSIONS, UNKNOWN_COMMAND, UNKNOWN_MESSAGE, UNKNOWN_USER,
};
use crate::sandbox::ids::Id;
use crate::sandbox::interactions::kind;
use crate::sandbox::limits;
use crate::sandbox::permissions::{Permissions, USE_APPLICATION_COMMANDS};
use crate::sandbox::world::Command;

/// The type of an option that takes a file.
const ATTACHMENT: u64 = 11;

/// A command (type 2), or a completion asked for while it is typed (type 4).
pub(super) fn command(call: &mut Call<'_>) -> Answer {
    let channel = place(call)?;
    let me = call.person()?;
    let kind = match call.body["type"].as_u64() {
        Some(2) => kind::COMMAND,
        Some(4) => kind::AUTOCOMPLETE,
        _ => {
            return Err(Failure::form(
                "type",
                "BASE_TYPE_CHOICES",
                "Value must be one of {2, 3, 4, 5}.",
            ));
        }
    };
    let given = call.body["data"].take();
    let registered = find(call, me, channel, &given)?;
    let mut data = json!({"id": registered["id"], "name": registered["name"], "type": registered["type"]});
    let mut metadata = json!({"name": registered["name"], "command_type": registered["type"]});
    if let Some(guild) = registered.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    let mut resolved = Map::new();
    if registered["type"] == 1 {
        let uploads = std::mem::take(&mut call.uploads);
        let handed_in = call.world.keep_handed_in(&uploads, &given["attachments"])?;
        let options = read_options(
            call,
            channel,
            kind,
            &registered,
            &given,
            &handed_in,
            &mut resolved,
        );
        if options.is_err() {
            call.world.drop_files(handed_in.values());
        }
        data["options"] = Value::Array(options?);
    } else {
        let target = Id::of(&given["target_id"]).ok_or(UNKNOWN_USER)?;
        resolve_target(call, &registered, channel, target, &mut resolved)?;
        data["target_id"] = json!(target);
        let of_user = registered["type"] == 2;
        let key = if of_user {
            "target_user"
        } else {
            "target_message_id"
        };
        metadata[key] = if of_user {
            call.world.show_user(target)
        } else {
            json!(target)
        };
    }
    if !resolved.is_empty() {
        data["resolved"] = Value::Object(resolved);
    }
    ask(
        call,
        Question {
            kind,
            channel,
            data,
            message: None,
            metadata,
            modal: None,
        },
    )
}

fn read_options(
    call: &Call<'_>,
    channel: Id,
    kind: u8,
    registered: &Value,
    given: &Value,
    handed_in: &BTreeMap<u64, Value>,
    resolved: &mut Map<String, Value>,
) -> Result<Vec<Value>, Failure> {
    let partial = kind == kind::AUTOCOMPLETE;
    let mut reader = Reader {
        call,
        channel,
        partial,
        form: Form::default(),
        handed_in,
        resolved,
        focused: 0,
    };
    let options = reader.read("data.", &registered["options"], &given["options"]);
    let (form, focused) = (reader.form, reader.focused);
    form.finish()?;
    if partial && focused != 1 {
        let message = "One option is being typed.";
        return Err(Failure::form(
            "data.options",
            "APPLICATION_COMMAND_AUTOCOMPLETE_FOCUS",
            message,
        ));
    }
    Ok(options)
}

/// The registered command, if this person may use it here and now.
fn find(call: &Call<'_>, me: Id, channel: Id, given: &Value) -> Result<Value, Failure> {
    call.world.allowed(me, channel, USE_APPLICATION_COMMANDS)?;
    let id = Id::of(&given["id"]).ok_or(UNKNOWN_COMMAND)?;
    let found = call
        .world
        .commands
        .iter()
        .find(|command| command.id == id)
        .ok_or(UNKNOWN_COMMAND)?;
    if found.body["name"] != given["name"] {
        return Err(UNKNOWN_COMMAND.into());
    }
    if !is_offered(found, call.world.channel(channel)?.is_direct()) {
        return Err(UNKNOWN_COMMAND.into());
    }
    if found.body["version"] != given["version"] {
        let message = "This command is outdated, please try again in a few minutes";
        return Err(Failure::form(
            "data.version",
            "INTERACTION_APPLICATION_COMMAND_INVALID_VERSION",
            message,
        ));
    }
    if found.body["default_member_permissions"].is_string() {
        let wanted = Id::of(&found.body["default_member_permissions"]).map_or(0, |bits| bits.0);
        // "0" is for administrators alone.
        let wanted = if wanted == 0 {
            crate::sandbox::permissions::ADMINISTRATOR
        } else {
            Permissions(wanted)
        };
        if !call
            .world
            .permissions(me, call.world.channel(channel)?)
            .has(wanted)
        {
            return Err(MISSING_PERMISSIONS.into());
        }
    }
    Ok(found.body.clone())
}

/// Whether a command is offered in the server, or in a direct conversation with the bot ("Contexts").
fn is_offered(command: &Command, direct: bool) -> bool {
    match &command.body["contexts"] {
        _ if command.in_guild => !direct,
        Value::Array(contexts) => contexts.contains(&json!(u8::from(direct))),
        _ => !direct || command.body["dm_permission"] != false,
    }
}

fn resolve_target(
    call: &Call<'_>,
    registered: &Value,
    channel: Id,
    target: Id,
    resolved: &mut Map<String, Value>,
) -> Result<(), Failure> {
    if registered["type"] == 2 {
        call.world.users.get(&target).ok_or(UNKNOWN_USER)?;
        add_resolved(call, resolved, channel, 5, target);
        return Ok(());
    }
    let message = call.world.message(call.person()?, channel, target)?;
    let message = Some(message)
        .filter(|message| message.only_for.is_none())
        .ok_or(UNKNOWN_MESSAGE)?;
    resolved.insert(
        "messages".into(),
        json!({target.to_string(): call.world.show_message(message)}),
    );
    Ok(())
}

/// Reads given options against registered ones.
struct Reader<'a, 'b> {
    call: &'a Call<'b>,
    channel: Id,
    /// Whether the command is still being typed: values may be missing or unfit.
    partial: bool,
    form: Form,
    /// Files that came with the command, by the index an option names.
    handed_in: &'a BTreeMap<u64, Value>,
    resolved: &'a mut Map<String, Value>,
    focused: usize,
}

impl Reader<'_, '_> {
    fn read(&mut self, path: &str, registered: &Value, given: &Value) -> Vec<Value> {
        let registered = registered.as_array().map(Vec::as_slice).unwrap_or_default();
        let given = given.as_array().map(Vec::as_slice).unwrap_or_default();
        let grouped = registered
            .iter()
            .any(|option| matches!(option["type"].as_u64(), Some(1 | 2)));
        if grouped && given.len() != 1 {
            self.form.require(format!("{path}options"));
            return Vec::new();
        }
        let mut shown = Vec::new();
        for (index, option) in given.iter().enumerate() {
            let place = format!("{path}options.{index}.");
            match registered.iter().find(|known| known["name"] == option["name"]) {
                // While a command is typed no file has been sent yet.
                Some(known) if self.partial && known["type"] == ATTACHMENT => {}
                Some(known) => shown.push(self.read_one(&place, known, option)),
                None => self.form.add(
                    place.trim_end_matches('.'),
                    "APPLICATION_COMMAND_OPTION_UNKNOWN",
                    "Unknown option",
                ),
            }
        }
        let missing = |option: &&Value| {
            option["required"] == true && !given.iter().any(|there| there["name"] == option["name"])
        };
        for option in registered.iter().filter(missing).filter(|_| !self.partial) {
            let name = option["name"].as_str().unwrap_or_default();
            self.form.require(format!("{path}options.{name}"));
        }
        shown
    }

    fn read_one(&mut self, place: &str, known: &Value, given: &Value) -> Value {
        let kind = known["type"].as_u64().unwrap_or(0);
        let mut shown = json!({"name": known["name"], "type": kind});
        if matches!(kind, 1 | 2) {
            shown["options"] = self.read(place, &known["options"], &given["options"]).into();
            return shown;
        }
        if kind == ATTACHMENT {
            shown["value"] = self.hand_in(&format!("{place}value"), &given["value"]);
            return shown;
        }
        let value = given["value"].clone();
        let focused = given["focused"] == true;
        if focused {
            self.focused += 1;
            shown["focused"] = json!(true);
            if known["autocomplete"] != true {
                let message = "This option offers no completions";
                self.form.add(
                    place.trim_end_matches('.'),
                    "APPLICATION_COMMAND_OPTION_NO_AUTOCOMPLETE",
                    message,
                );
            }
        } else if !self.partial {
            self.check_value(&format!("{place}value"), kind, known, &value);
        }
        self.resolve(kind, &value);
        shown["value"] = value;
        shown
    }

    /// The id of the file that an option names by its index, as the bot gets it.
    fn hand_in(&mut self, place: &str, value: &Value) -> Value {
        let found = Id::of(value).and_then(|index| self.handed_in.get(&index.0));
        match found {
            Some(attachment) => {
                let id = attachment["id"].clone();
                let group = self.resolved.entry("attachments").or_insert_with(|| json!({}));
                group[id.as_str().unwrap_or_default()] = attachment.clone();
                id
            }
            None => {
                let message = "The option names a file that was not uploaded.";
                self.form
                    .add(place, "APPLICATION_COMMAND_OPTION_ATTACHMENT_NOT_FOUND", message);
                Value::Null
            }
        }
    }

    fn check_value(&mut self, place: &str, kind: u64, known: &Value, value: &Value) {
        let right = match kind {
            3 => value.is_string(),
            4 => value.is_i64() || value.is_u64(),
            5 => value.is_boolean(),
            10 => value.is_number(),
            _ => Id::of(value).is_some(),
        };
        if !right {
            let message = format!("Value is not of option type {kind}.");
            return self
                .form
                .add(place, "APPLICATION_COMMAND_OPTION_TYPE_INVALID", message);
        }
        let choices = known["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == *value) {
            self.form.add(
                place,
                "BASE_TYPE_CHOICES",
                "Value must be one of the option's choices.",
            );
        }
        if let Some(text) = value.as_str().filter(|_| kind == 3) {
            let bound = |key: &str, otherwise: usize| {
                known[key]
                    .as_u64()
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(otherwise)
            };
            let (least, most) = (bound("min_length", 0), bound("max_length", limits::OPTION_VALUE));
            self.form.between(place, text.chars().count(), least, most);
        }
        if let (Some(number), 4 | 10) = (value.as_f64(), kind) {
            let too_low = known["min_value"].as_f64().is_some_and(|least| number < least);
            let too_high = known["max_value"].as_f64().is_some_and(|most| number > most);
            if too_low || too_high {
                self.form.add(
                    place,
                    "NUMBER_TYPE_OUT_OF_RANGE",
                    "Value is out of the option's range.",
                );
            }
        }
    }

    /// Users, channels, roles and either-or options come with what their ids stand for.
    fn resolve(&mut self, kind: u64, value: &Value) {
        let select = match kind {
            6 => 5,
            7 => 8,
            8 => 6,
            9 => 7,
            _ => return,
        };
        if let Some(id) = Id::of(value) {
            add_resolved(self.call, self.resolved, self.channel, select, id);
        }
    }
}
