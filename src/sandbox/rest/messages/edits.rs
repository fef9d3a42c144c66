//! Messages are changed: by their authors, and in one thing by moderators ("Edit Message").
//!
//! What an edit has to keep to is asked for answers to interactions and messages of webhooks as well.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::super::call::{Answer, Call};
use super::{check_not_locked, show};
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{
    EMPTY_MESSAGE, Failure, NOT_THE_AUTHOR, OLD_EDITS, POLL_STAYS, SYSTEM_MESSAGE, THREAD_ARCHIVED,
    UNKNOWN_MESSAGE,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::message::{self as rules, CROSSPOSTED, V2};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::{MANAGE_MESSAGES, Permissions};
use crate::sandbox::world::{Rewrite, World, check_references};

/// `PATCH /channels/{id}/messages/{message}`.
pub(in crate::sandbox::rest) fn edit(call: &mut Call<'_>, channel: Id, id: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, channel, Permissions::default())?;
    if place.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    check_not_locked(call.world, me, place)?;
    let message = call.world.message(me, channel, id)?;
    if message.is_system() {
        return Err(SYSTEM_MESSAGE.into());
    }
    let (author, flags, created_at) = (message.author, message.flags, message.created_at);
    // An ephemeral message is edited through its interaction, never here.
    if message.only_for.is_some() {
        return Err(UNKNOWN_MESSAGE.into());
    }
    let draft = call.draft()?;
    if author != me {
        return edit_of_another(call, channel, id, &draft);
    }
    check_edit(call.world, channel, id, &draft, flags)?;
    check_edit_pace(call, channel, flags, created_at)?;
    let change = Rewrite {
        draft,
        default_allowed: Allowed::everything(),
        mark_edited: true,
    };
    call.world.rewrite(channel, id, change);
    show(call.world, channel, id)
}

/// Whether one more edit may be made: of a published message, of one older than an hour.
fn check_edit_pace(
    call: &mut Call<'_>,
    channel: Id,
    flags: u64,
    created_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(pace) = call.pace.as_mut() else {
        return Ok(());
    };
    if flags & CROSSPOSTED != 0 {
        call.world.take_crosspost_edit(channel)?;
    }
    if call.world.now().signed_duration_since(created_at) <= TimeDelta::hours(1) {
        return Ok(());
    }
    let taken = pace.take_old_edit(channel, Instant::now());
    taken.map_err(|wait| Failure::later(OLD_EDITS, wait, wait.as_secs_f64().ceil() as u64))
}

/// Checks an edit against the message as it is: the V2 flag stays, and something must remain to be seen.
pub(in crate::sandbox::rest) fn check_edit(
    world: &World,
    channel: Id,
    id: Id,
    draft: &Draft,
    flags: u64,
) -> Result<(), Failure> {
    let message = world.find_message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    if message.poll.is_some() {
        return Err(POLL_STAYS.into());
    }
    let becomes_v2 = (flags | draft.flags.unwrap_or(0)) & V2 != 0;
    rules::check(draft, becomes_v2)?;
    check_references(draft, Some(message))?;
    let keeps = |given: bool, there: bool| !given && there;
    if becomes_v2
        && (keeps(draft.content.is_some(), !message.content.is_empty())
            || keeps(draft.embeds.is_some(), !message.embeds.is_empty()))
    {
        let error = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";
        let text = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2";
        return Err(Failure::form("content", error, text));
    }
    let left = |given: Option<bool>, there: bool| given.unwrap_or(there);
    let full = |list: &Option<Vec<Value>>| list.as_ref().map(|list| !list.is_empty());
    let remains = left(
        draft.content.as_ref().map(|text| !text.is_empty()),
        !message.content.is_empty(),
    ) || left(full(&draft.embeds), !message.embeds.is_empty())
        || left(full(&draft.components), !message.components.is_empty())
        || !draft.uploads.is_empty()
        || left(full(&draft.attachments), !message.attachments.is_empty());
    if remains {
        Ok(())
    } else {
        Err(EMPTY_MESSAGE.into())
    }
}

/// Moderators may hide the embeds of others' messages and nothing else.
fn edit_of_another(call: &mut Call<'_>, channel: Id, id: Id, draft: &Draft) -> Answer {
    let me = call.me()?;
    let only_flags = draft.flags.is_some()
        && draft.content.is_none()
        && draft.embeds.is_none()
        && draft.components.is_none()
        && draft.attachments.is_none();
    if !only_flags {
        return Err(NOT_THE_AUTHOR.into());
    }
    call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    let draft = Draft {
        flags: draft.flags,
        ..Draft::default()
    };
    call.world.rewrite(
        channel,
        id,
        Rewrite {
            draft,
            default_allowed: Allowed::everything(),
            mark_edited: false,
        },
    );
    show(call.world, channel, id)
}
