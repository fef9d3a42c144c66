//! What can be set of a channel of the server, when it is made and later ("Modify Channel", "Create Guild Channel").
//!
//! Read and checked as a whole before anything changes. Threads have settings of their own (`threads.rs`).

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::call::Call;
use crate::sandbox::failure::{Failure, Form, MISSING_PERMISSIONS, UNKNOWN_OVERWRITE, WRONG_CHANNEL_TYPE};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{MANAGE_ROLES, Overwrite, Permissions};
use crate::sandbox::world::{Channel, Forum, REQUIRE_TAG, Tag, kind};

/// The settings that a body names; what it does not name stays.
pub(super) struct Settings {
    name: Option<String>,
    /// An empty one takes it away.
    topic: Option<String>,
    position: Option<u64>,
    slow_seconds: Option<u64>,
    /// Null takes the channel out of its category.
    parent: Option<Option<Id>>,
    nsfw: Option<bool>,
    overwrites: Option<Vec<Overwrite>>,
}

/// The type of a new channel.
///
/// # Errors
/// 50035 for a type that Discord has and the sandbox has not.
pub(super) fn read_kind(body: &Value) -> Result<u8, Failure> {
    match body["type"].as_u64() {
        None | Some(0) => Ok(kind::TEXT),
        Some(4) => Ok(kind::CATEGORY),
        Some(5) => Ok(kind::ANNOUNCEMENT),
        Some(15) => Ok(kind::FORUM),
        Some(_) => Err(Failure::form(
            "type",
            "SANDBOX_UNSUPPORTED",
            "The sandbox has text, announcement and forum channels, and categories.",
        )),
    }
}

/// The type that a channel has after a change: text and announcement channels become each other ("Modify Channel").
///
/// # Errors
/// 50035 for what no channel of a server becomes, 50024 for what this one does not.
pub(super) fn read_change_of_kind(body: &Value, kind: u8) -> Result<u8, Failure> {
    let Some(given) = body["type"].as_u64() else {
        return Ok(kind);
    };
    if ![0, 2, 4, 5, 13, 14, 15].contains(&given) {
        let message = "Value must be one of {0, 2, 4, 5, 13, 14, 15}.";
        return Err(Failure::form("type", "BASE_TYPE_CHOICES", message));
    }
    let both = [kind::TEXT, kind::ANNOUNCEMENT];
    let new = u8::try_from(given).unwrap_or(kind);
    match new == kind || (both.contains(&kind) && both.contains(&new)) {
        true => Ok(new),
        false => Err(WRONG_CHANNEL_TYPE.into()),
    }
}

/// Reads the settings of a channel of this type.
///
/// # Errors
/// 50035 for what is too long or of no sense.
pub(super) fn read(call: &Call<'_>, kind: u8, needs_name: bool) -> Result<Settings, Failure> {
    let (body, mut form) = (&call.body, Form::default());
    let name = body["name"].as_str().map(|name| tidy(kind, name));
    match &name {
        Some(name) => form.between("name", name.chars().count(), 1, limits::CHANNEL_NAME),
        None if needs_name => form.require("name"),
        None => {}
    }
    let topic = match &body["topic"] {
        Value::Null if body.get("topic").is_some() => Some(String::new()),
        given => given.as_str().map(str::to_owned),
    };
    let most = match kind {
        kind::FORUM => limits::FORUM_TOPIC,
        _ => limits::TOPIC,
    };
    form.longest("topic", topic.as_deref().unwrap_or_default(), most);
    let slow_seconds = body["rate_limit_per_user"].as_u64();
    check_slow(&mut form, "rate_limit_per_user", slow_seconds);
    let parent = body.get("parent_id").map(Id::of);
    let category = |id: &Id| {
        call.world
            .channels
            .get(id)
            .is_some_and(|c| c.kind == kind::CATEGORY)
    };
    if parent.flatten().is_some_and(|id| !category(&id)) {
        form.add("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category");
    }
    form.finish()?;
    let overwrites = read_overwrites(call, !needs_name)?;
    Ok(Settings {
        name,
        topic,
        position: body["position"].as_u64(),
        slow_seconds,
        parent,
        nsfw: body["nsfw"].as_bool(),
        overwrites,
    })
}

/// All exceptions of a channel at once: nobody gives or takes what they do not have, and to change what is there one
/// manages roles ("Overview", Permission Overwrites).
fn read_overwrites(call: &Call<'_>, changes: bool) -> Result<Option<Vec<Overwrite>>, Failure> {
    let Value::Array(given) = &call.body["permission_overwrites"] else {
        return Ok(None);
    };
    if changes && !call.world.base_permissions(call.me()?).has(MANAGE_ROLES) {
        return Err(MISSING_PERMISSIONS.into());
    }
    if given.len() > limits::OVERWRITES {
        let message = format!("Must be {} or fewer in length.", limits::OVERWRITES);
        return Err(Failure::form(
            "permission_overwrites",
            "BASE_TYPE_MAX_LENGTH",
            message,
        ));
    }
    let mut read = Vec::new();
    for one in given {
        let bits = |key: &str| Id::of(&one[key]).map_or(0, |bits| bits.0);
        let id = Id::of(&one["id"]).ok_or(UNKNOWN_OVERWRITE)?;
        let overwrite = Overwrite {
            id,
            for_member: one["type"] == 1,
            allow: bits("allow"),
            deny: bits("deny"),
        };
        let named = match overwrite.for_member {
            true => call.world.users.contains_key(&id),
            false => call.world.find_role(id).is_some(),
        };
        if !named {
            return Err(UNKNOWN_OVERWRITE.into());
        }
        let asked = Permissions(overwrite.allow | overwrite.deny);
        if !call.world.base_permissions(call.me()?).has(asked) {
            return Err(MISSING_PERMISSIONS.into());
        }
        read.push(overwrite);
    }
    Ok(Some(read))
}

/// Names of channels for messages are lower case and have no spaces.
fn tidy(kind: u8, name: &str) -> String {
    match kind {
        kind::CATEGORY => name.trim().to_owned(),
        _ => name.trim().to_lowercase().replace(' ', "-"),
    }
}

/// Notes a slow mode longer than Discord's longest.
pub(super) fn check_slow(form: &mut Form, path: &str, seconds: Option<u64>) {
    if seconds.is_some_and(|seconds| seconds > limits::SLOW_SECONDS) {
        let message = format!(
            "int value should be less than or equal to {}.",
            limits::SLOW_SECONDS
        );
        form.add(path, "NUMBER_TYPE_MAX", message);
    }
}

impl Settings {
    /// Makes a channel as they say.
    pub(super) fn apply(self, channel: &mut Channel) {
        channel.name = self.name.unwrap_or_else(|| std::mem::take(&mut channel.name));
        if let Some(topic) = self.topic {
            channel.topic = Some(topic).filter(|topic| !topic.is_empty());
        }
        channel.position = self.position.unwrap_or(channel.position);
        channel.slow_seconds = self.slow_seconds.unwrap_or(channel.slow_seconds);
        channel.parent = self.parent.unwrap_or(channel.parent);
        channel.nsfw = self.nsfw.unwrap_or(channel.nsfw);
        channel.overwrites = self
            .overwrites
            .unwrap_or_else(|| std::mem::take(&mut channel.overwrites));
    }
}

/// What a body makes of a forum; `before` is the forum as it is.
///
/// # Errors
/// 30048 for too many tags, 40061 for two of one name, 50035 for what is too long or of no sense.
pub(super) fn read_forum(call: &mut Call<'_>, before: &Forum) -> Result<Forum, Failure> {
    let tags = match call.body["available_tags"].take() {
        Value::Array(mut given) => {
            given.retain(|tag| !tag.is_null());
            read_tags(call, &given, &before.tags)?
        }
        _ => before.tags.clone(),
    };
    let body = &call.body;
    let mut form = Form::default();
    let slow = body["default_thread_rate_limit_per_user"].as_u64();
    check_slow(&mut form, "default_thread_rate_limit_per_user", slow);
    let archive = body["default_auto_archive_duration"].as_u64();
    check_archive(&mut form, "default_auto_archive_duration", archive);
    let choice = |form: &mut Form, key: &str, most: u64| {
        let given = body[key].as_u64();
        if given.is_some_and(|n| n > most) {
            form.add(
                key,
                "BASE_TYPE_CHOICES",
                format!("Value must be from 0 to {most}."),
            );
        }
        given
    };
    let (sort, layout) = (
        choice(&mut form, "default_sort_order", 1),
        choice(&mut form, "default_forum_layout", 2),
    );
    form.finish()?;
    let reaction = match body.get("default_reaction_emoji") {
        None => before.reaction.clone(),
        Some(given) => given["emoji_name"].as_str().map(str::to_owned),
    };
    Ok(Forum {
        tags,
        needs_tag: body["flags"]
            .as_u64()
            .map_or(before.needs_tag, |flags| flags & REQUIRE_TAG != 0),
        reaction,
        sort: match body.get("default_sort_order") {
            None => before.sort,
            Some(_) => sort,
        },
        layout: layout.unwrap_or(before.layout),
        archive_minutes: archive.or(before.archive_minutes),
        slow_seconds: slow.unwrap_or(before.slow_seconds),
    })
}

/// A time as queries and bodies say it; one without a zone is UTC.
pub(super) fn read_time(text: &str) -> Option<DateTime<Utc>> {
    let plain = || text.parse::<NaiveDateTime>().ok().map(|time| time.and_utc());
    text.parse::<DateTime<Utc>>().ok().or_else(plain)
}

/// Notes a time after which no thread archives itself.
pub(super) fn check_archive(form: &mut Form, path: &str, minutes: Option<u64>) {
    if minutes.is_some_and(|minutes| !limits::THREAD_ARCHIVE_MINUTES.contains(&minutes)) {
        form.add(
            path,
            "BASE_TYPE_CHOICES",
            "Value must be one of {60, 1440, 4320, 10080}.",
        );
    }
}

/// All tags of a forum at once: those with an id are the ones that were there.
fn read_tags(call: &mut Call<'_>, given: &[Value], before: &[Tag]) -> Result<Vec<Tag>, Failure> {
    if given.len() > limits::FORUM_TAGS {
        return Err(crate::sandbox::failure::MAX_TAGS.into());
    }
    let mut form = Form::default();
    let mut tags: Vec<Tag> = Vec::new();
    for (index, tag) in given.iter().enumerate() {
        let known = Id::of(&tag["id"]).filter(|id| before.iter().any(|there| there.id == *id));
        let name = tag["name"].as_str().unwrap_or_default().trim().to_owned();
        let path = format!("available_tags.{index}.name");
        form.between(path, name.chars().count(), 1, limits::FORUM_TAG_NAME);
        if tags.iter().any(|other| other.name == name) {
            return Err(crate::sandbox::failure::SAME_TAGS.into());
        }
        tags.push(Tag {
            id: known.unwrap_or_else(|| call.world.next_id()),
            name,
            moderated: tag["moderated"] == true,
            emoji: tag["emoji_name"].as_str().map(str::to_owned),
        });
    }
    form.finish()?;
    Ok(tags)
}
