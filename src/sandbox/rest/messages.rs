//! Plain messages: sent, listed, edited and removed by the bot and by people ("Message Resource").

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply, done, ok};
use super::references::{find_reference, forward};
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{
    CANNOT_SEND_TO_USER, EMPTY_MESSAGE, Failure, MISSING_PERMISSIONS, NO_TEXT_CHANNEL, NOT_THE_AUTHOR,
    OLD_EDITS, POLL_STAYS, THREAD_ARCHIVED, TOO_OLD_TO_DELETE, UNKNOWN_MESSAGE,
};
use crate::sandbox::gateway::{MESSAGE_CONTENT, bare};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::message::{CROSSPOSTED, V2};
use crate::sandbox::limits::{self, message as rules};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, Permissions, READ_MESSAGE_HISTORY,
    SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, SEND_POLLS,
};
use crate::sandbox::world::{Channel, Message, Post, Rewrite, To, World, check_references};

/// Message types, as numbered by Discord.
pub(super) const PLAIN: u8 = 0;
pub(super) const REPLY: u8 = 19;

/// `POST /channels/{id}/messages`.
pub(super) fn create(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    let mut draft = call.draft()?;
    check_may_send(call.world, me, channel, &draft)?;
    if let Some(earlier) = find_earlier(call.world, me, &draft)? {
        return ok(earlier);
    }
    let v2 = draft.flags.unwrap_or(0) & V2 != 0;
    if !call.world.users[&me].bot && draft.components.as_ref().is_some_and(|list| !list.is_empty()) {
        // Only applications send components.
        return Err(EMPTY_MESSAGE.into());
    }
    rules::check(&draft, v2)?;
    check_references(&draft, None)?;
    if draft
        .reference
        .as_ref()
        .is_some_and(|reference| reference.forward)
    {
        let reference = draft.reference.take();
        draft.forwarded = reference.map(|it| forward(call.world, me, &it)).transpose()?;
    }
    rules::check_not_empty(&draft)?;
    let reference = find_reference(call.world, me, channel, &draft)?;
    let kind = if reference.is_some() { REPLY } else { PLAIN };
    let post = Post {
        author: me,
        channel,
        kind,
        draft,
        reference,
        metadata: None,
        only_for: None,
        loading: false,
        default_allowed: Allowed::everything(),
        signature: None,
    };
    let (id, pings) = call.world.post(post);
    call.pings = Some(pings);
    let message = call.world.find_message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    ok(call.world.show_new_message(message))
}

/// Whether `me` may send this to the channel.
fn check_may_send(world: &World, me: Id, channel: Id, draft: &Draft) -> Result<(), Failure> {
    let place = world.channel(channel)?;
    if !place.takes_messages() {
        return Err(NO_TEXT_CHANNEL.into());
    }
    let mut wanted = if place.thread.is_some() {
        SEND_MESSAGES_IN_THREADS
    } else {
        SEND_MESSAGES
    };
    if !draft.uploads.is_empty() {
        wanted = wanted.with(ATTACH_FILES);
    }
    if draft.poll.is_some() && !place.is_direct() {
        wanted = wanted.with(SEND_POLLS);
    }
    if draft.embeds.as_ref().is_some_and(|embeds| !embeds.is_empty()) {
        wanted = wanted.with(EMBED_LINKS);
    }
    if place.is_direct() && !takes_from(world, place, me) {
        return Err(CANNOT_SEND_TO_USER.into());
    }
    world.allowed(me, channel, wanted)?;
    let locked = place.thread.as_ref().is_some_and(|thread| thread.locked);
    if locked && !world.permissions(me, place).has(MANAGE_THREADS) {
        return Err(THREAD_ARCHIVED.into());
    }
    Ok(())
}

/// Whether everybody else in a direct conversation takes what `me` writes.
fn takes_from(world: &World, place: &Channel, me: Id) -> bool {
    let mut others = place.recipients.iter().filter(|id| **id != me);
    let takes = |id: &Id| world.users.get(id).is_some_and(|user| user.takes_dms);
    place.recipients.contains(&me) && others.all(takes)
}

/// The message that an enforced nonce stands for already.
fn find_earlier(world: &World, me: Id, draft: &Draft) -> Result<Option<Value>, Failure> {
    let Some(nonce) = draft.nonce.as_ref().filter(|_| draft.enforce_nonce) else {
        return Ok(None);
    };
    let Some((channel, id)) = world.find_nonce(me, nonce) else {
        return Ok(None);
    };
    // Deleted meanwhile: Discord finds the nonce, but no message to give back.
    let earlier = world.find_message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    Ok(Some(world.show_new_message(earlier)))
}

/// `GET /channels/{id}/messages/{message}`.
pub(super) fn get(call: &mut Call<'_>, channel: Id, id: Id) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, READ_MESSAGE_HISTORY)?;
    let message = call.world.message(me, channel, id)?;
    // What only one person sees is in no listing, not even for that person.
    let message = Some(message)
        .filter(|message| message.only_for.is_none())
        .ok_or(UNKNOWN_MESSAGE)?;
    ok(show_to(call.world, me, message))
}

/// A message as `me` may read it: without MESSAGE_CONTENT a bot reads little of a server.
fn show_to(world: &World, me: Id, message: &Message) -> Value {
    let mut shown = world.show_message(message);
    // Whether a reaction or a vote is one's own depends on who reads.
    for (at, (_, by)) in message.reactions.iter().enumerate() {
        shown["reactions"][at]["me"] = json!(by.contains(&me));
    }
    if let Some(poll) = &message.poll {
        poll.mark_own(&mut shown["poll"], me);
    }
    let direct = world
        .channels
        .get(&message.channel)
        .is_some_and(|place| place.is_direct());
    if me != world.bot || direct || world.privileged & MESSAGE_CONTENT != 0 {
        return shown;
    }
    bare(me, &shown).unwrap_or(shown)
}

/// `GET /channels/{id}/messages`, newest first.
pub(super) fn list(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, channel, Permissions::default())?;
    if !call.world.permissions(me, place).has(READ_MESSAGE_HISTORY) {
        return ok(json!([]));
    }
    let limit = call.query.number("limit").unwrap_or(50);
    if !(1..=limits::PAGE as u64).contains(&limit) {
        let message = format!("int value should be between 1 and {}.", limits::PAGE);
        return Err(Failure::form("limit", "NUMBER_TYPE_MAX", message));
    }
    let limit = usize::try_from(limit).unwrap_or(limits::PAGE);
    let ids = pick(call, channel, limit);
    let shown = ids.iter().filter_map(|id| call.world.find_message(channel, *id));
    ok(shown.map(|message| show_to(call.world, me, message)).collect())
}

/// The ids of a page, newest first.
fn pick(call: &Call<'_>, channel: Id, limit: usize) -> Vec<Id> {
    let all = || call.world.public_messages(channel).map(|message| message.id);
    let mut ids: Vec<Id> = match (
        call.query.id("around"),
        call.query.id("before"),
        call.query.id("after"),
    ) {
        (Some(around), _, _) => {
            let mut ids: Vec<Id> = all()
                .rev()
                .filter(|id| *id <= around)
                .take(limit / 2 + 1)
                .collect();
            ids.extend(
                all()
                    .filter(|id| *id > around)
                    .take(limit.saturating_sub(limit / 2 + 1)),
            );
            ids
        }
        (None, Some(before), _) => all().rev().filter(|id| *id < before).take(limit).collect(),
        (None, None, Some(after)) => all().filter(|id| *id > after).take(limit).collect(),
        (None, None, None) => all().rev().take(limit).collect(),
    };
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids
}

/// `PATCH /channels/{id}/messages/{message}`.
pub(super) fn edit(call: &mut Call<'_>, channel: Id, id: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, channel, Permissions::default())?;
    if place.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    let message = call.world.message(me, channel, id)?;
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

/// A message as it is now.
pub(super) fn show(world: &World, channel: Id, id: Id) -> Answer {
    let message = world.find_message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    ok(world.show_message(message))
}

/// Checks an edit against the message as it is: the V2 flag stays, and something must remain to be seen.
pub(super) fn check_edit(
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

/// `DELETE /channels/{id}/messages/{message}`.
pub(super) fn delete(call: &mut Call<'_>, channel: Id, id: Id) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, Permissions::default())?;
    let message = call.world.message(me, channel, id)?;
    if message.only_for.is_some() {
        return Err(UNKNOWN_MESSAGE.into());
    }
    if message.author != me {
        if call.world.channel(channel)?.is_direct() {
            return Err(MISSING_PERMISSIONS.into());
        }
        call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    }
    call.world.erase(channel, id);
    done()
}

/// `POST /channels/{id}/messages/bulk-delete`.
pub(super) fn delete_many(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.bot()?;
    call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    let ids: Vec<Id> = call.body["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Id::of)
        .collect();
    if !(2..=100).contains(&ids.len()) {
        let message = "Must be between 2 and 100 in length.";
        return Err(Failure::form("messages", "BASE_TYPE_BAD_LENGTH", message));
    }
    let oldest = call.world.now() - TimeDelta::days(limits::BULK_DELETE_DAYS);
    if ids.iter().any(|id| id.created_at() < oldest) {
        return Err(TOO_OLD_TO_DELETE.into());
    }
    for id in ids {
        call.world.erase(channel, id);
    }
    done()
}

/// Tells a channel that somebody writes.
pub(super) fn tell_typing(world: &mut World, me: Id, channel: Id) -> Reply {
    let direct = world
        .channels
        .get(&channel)
        .is_some_and(|place| place.is_direct());
    let mut data = json!({"channel_id": channel, "user_id": me, "timestamp": world.now().timestamp()});
    if !direct {
        data["guild_id"] = json!(world.guild);
        data["member"] = world
            .users
            .get(&me)
            .map_or(Value::Null, |user| world.show_member(user));
    }
    world.tell(To::Channel(channel), "TYPING_START", data);
    Reply {
        status: 204,
        body: Value::Null,
    }
}
