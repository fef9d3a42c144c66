//! Plain messages: sent, listed, edited and removed by the bot and by people ("Message Resource").

mod edits;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply, done, ok};
use super::references::{find_reference, forward};
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{
    CANNOT_SEND_TO_USER, EMPTY_MESSAGE, Failure, INVALID_STICKER, IS_FORUM, MISSING_PERMISSIONS,
    NO_TEXT_CHANNEL, THREAD_LOCKED, TOO_OLD_TO_DELETE, UNKNOWN_MESSAGE,
};
use crate::sandbox::gateway::{MESSAGE_CONTENT, bare};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::message::V2;
use crate::sandbox::limits::{self, message as rules};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, Permissions, READ_MESSAGE_HISTORY,
    SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, SEND_POLLS,
};
use crate::sandbox::world::{Channel, Message, Post, To, World, check_references};
pub(super) use edits::{check_edit, edit};

/// Message types, as numbered by Discord.
pub(super) const PLAIN: u8 = 0;
pub(super) const REPLY: u8 = 19;

/// `POST /channels/{id}/messages`.
pub(super) fn create(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    if call.body["sticker_ids"]
        .as_array()
        .is_some_and(|ids| !ids.is_empty())
    {
        // The server has none.
        return Err(INVALID_STICKER.into());
    }
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
        check_alone(&draft)?;
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
    if place.forum.is_some() {
        return Err(IS_FORUM.into());
    }
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
    check_not_locked(world, me, place)
}

/// In a locked thread only those who manage threads write and change what they wrote ("Threads", Locked Threads).
fn check_not_locked(world: &World, me: Id, place: &Channel) -> Result<(), Failure> {
    let locked = place.thread.as_ref().is_some_and(|thread| thread.locked);
    if locked && !world.permissions(me, place).has(MANAGE_THREADS) {
        return Err(THREAD_LOCKED.into());
    }
    Ok(())
}

/// A forward goes by itself: what is said beside it is another message (discord/discord-api-docs issue 7574, where the
/// refusal has the code 160011).
fn check_alone(draft: &Draft) -> Result<(), Failure> {
    let some = |list: &Option<Vec<Value>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let words = draft.content.as_ref().is_some_and(|text| !text.is_empty());
    if words || some(&draft.embeds) || some(&draft.components) || !draft.uploads.is_empty() {
        let message = "Forward messages cannot have additional content";
        return Err(Failure::plain(400, 160_011, message));
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

/// A message as it is now.
pub(super) fn show(world: &World, channel: Id, id: Id) -> Answer {
    let message = world.find_message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    ok(world.show_message(message))
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
    call.world.erase_many(channel, &ids);
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
