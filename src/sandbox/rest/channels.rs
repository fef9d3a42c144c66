//! Channels themselves, and what is done to messages from beside: typing, pins ("Channel Resource").

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use super::intake::Who;
use super::{messages, settings, threads};
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{
    CANNOT_SEND_TO_USER, Failure, MAX_PINS, MISSING_PERMISSIONS, THREAD_ARCHIVED, UNKNOWN_MESSAGE,
    UNKNOWN_OVERWRITE, UNKNOWN_USER,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::{
    MANAGE_CHANNELS, MANAGE_ROLES, Overwrite, PIN_MESSAGES, Permissions, READ_MESSAGE_HISTORY, SEND_MESSAGES,
};
use crate::sandbox::world::{MESSAGE_PINNED, Post, To, stamp};

/// `GET /channels/{id}`.
pub(super) fn get(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, channel, Permissions::default())?;
    ok(call.world.show_channel(place, me))
}

/// `PATCH /channels/{id}`.
pub(super) fn update(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.channel(channel)?;
    if place.thread.is_some() {
        return threads::update(call, channel);
    }
    let kind = call.world.allowed(me, channel, MANAGE_CHANNELS)?.kind;
    let becomes = settings::read_change_of_kind(&call.body, kind)?;
    let wishes = settings::read(call, kind, false)?;
    let renames = ["name", "topic"].iter().any(|key| call.body.get(key).is_some());
    if renames && call.pace.is_some() && call.who == Who::Bot(me) {
        call.world.take_rename(channel)?;
    }
    let before = call
        .world
        .channels
        .get_mut(&channel)
        .and_then(|place| place.forum.take());
    let forum = match &before {
        Some(before) => settings::read_forum(call, before).map(Some),
        None => Ok(None),
    };
    if let Some(place) = call.world.channels.get_mut(&channel) {
        match forum {
            Ok(forum) => place.forum = forum,
            Err(failure) => {
                place.forum = before;
                return Err(failure);
            }
        }
        wishes.apply(place);
        place.kind = becomes;
    }
    call.world.tell_channel(channel, "CHANNEL_UPDATE");
    get(call, channel)
}

/// `DELETE /channels/{id}`.
pub(super) fn delete(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.channel(channel)?;
    if place.is_direct() {
        return get(call, channel);
    }
    let thread = place.thread.is_some();
    let wanted = if thread {
        crate::sandbox::permissions::MANAGE_THREADS
    } else {
        MANAGE_CHANNELS
    };
    let place = call.world.allowed(me, channel, wanted)?;
    let shown = call.world.show_channel(place, me);
    call.world.remove_channel(channel);
    ok(shown)
}

/// `POST /channels/{id}/typing`.
pub(super) fn typing(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, SEND_MESSAGES)?;
    Ok(messages::tell_typing(call.world, me, channel))
}

/// `PUT /channels/{id}/permissions/{target}`.
pub(super) fn set_overwrite(call: &mut Call<'_>, channel: Id, target: &str) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, MANAGE_ROLES)?;
    let id: Id = target.parse().map_err(|_| UNKNOWN_OVERWRITE)?;
    let for_member = call.body["type"].as_u64() == Some(1);
    let bits = |key: &str| Id::of(&call.body[key]).map_or(0, |bits| bits.0);
    let overwrite = Overwrite {
        id,
        for_member,
        allow: bits("allow"),
        deny: bits("deny"),
    };
    if !call
        .world
        .base_permissions(me)
        .has(Permissions(overwrite.allow | overwrite.deny))
    {
        return Err(MISSING_PERMISSIONS.into());
    }
    let known = if for_member {
        call.world.users.contains_key(&id)
    } else {
        call.world.find_role(id).is_some()
    };
    if !known {
        return Err(UNKNOWN_OVERWRITE.into());
    }
    if let Some(place) = call.world.channels.get_mut(&channel) {
        place.overwrites.retain(|there| there.id != id);
        place.overwrites.push(overwrite);
    }
    call.world.tell_channel(channel, "CHANNEL_UPDATE");
    done()
}

/// `DELETE /channels/{id}/permissions/{target}`.
pub(super) fn remove_overwrite(call: &mut Call<'_>, channel: Id, target: &str) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, MANAGE_ROLES)?;
    let id: Id = target.parse().map_err(|_| UNKNOWN_OVERWRITE)?;
    if let Some(place) = call.world.channels.get_mut(&channel) {
        let before = place.overwrites.len();
        place.overwrites.retain(|there| there.id != id);
        if before == place.overwrites.len() {
            return Err(UNKNOWN_OVERWRITE.into());
        }
    }
    call.world.tell_channel(channel, "CHANNEL_UPDATE");
    done()
}

/// `PUT|DELETE /channels/{id}/messages/pins/{message}` and the older `/pins/{message}`.
pub(super) fn pin(call: &mut Call<'_>, channel: Id, id: Id, pinned: bool) -> Answer {
    let me = call.me()?;
    if call.world.allowed(me, channel, PIN_MESSAGES)?.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    let count = call
        .world
        .public_messages(channel)
        .filter(|message| message.pinned_at.is_some())
        .count();
    if pinned && count >= limits::PINS {
        return Err(MAX_PINS.into());
    }
    let now = call.world.now();
    let message = call
        .world
        .find_message_mut(channel, id)
        .filter(|message| message.only_for.is_none());
    let before = std::mem::replace(
        &mut message.ok_or(UNKNOWN_MESSAGE)?.pinned_at,
        pinned.then_some(now),
    );
    call.world.tell_message(channel, id);
    if pinned {
        call.world.pins.insert(channel, now);
    }
    let mut data =
        json!({"channel_id": channel, "last_pin_timestamp": call.world.last_pin(channel).map(stamp)});
    if !call.world.channel(channel)?.is_direct() {
        data["guild_id"] = json!(call.world.guild);
    }
    call.world.tell(To::Channel(channel), "CHANNEL_PINS_UPDATE", data);
    if pinned && before.is_none() {
        announce_pin(call, me, channel, id);
    }
    done()
}

/// Writes into the channel that somebody pinned a message.
fn announce_pin(call: &mut Call<'_>, me: Id, channel: Id, id: Id) {
    call.world.post(Post {
        author: me,
        channel,
        kind: MESSAGE_PINNED,
        draft: Draft::default(),
        reference: Some(id),
        metadata: None,
        only_for: None,
        loading: false,
        default_allowed: Allowed::people(),
        signature: None,
    });
}

/// Pinned messages, the latest first, with the time of pinning.
fn pinned(call: &Call<'_>, channel: Id) -> Result<Vec<(String, Value)>, Failure> {
    call.world.allowed(call.me()?, channel, READ_MESSAGE_HISTORY)?;
    let mut pinned: Vec<_> = call
        .world
        .public_messages(channel)
        .filter_map(|message| Some((message.pinned_at?, message)))
        .collect();
    pinned.sort_by_key(|(at, message)| std::cmp::Reverse((*at, message.id)));
    Ok(pinned
        .into_iter()
        .map(|(at, message)| (stamp(at), call.world.show_message(message)))
        .collect())
}

/// `GET /channels/{id}/messages/pins`, fifty at a time.
pub(super) fn pins(call: &mut Call<'_>, channel: Id) -> Answer {
    let limit = usize::try_from(call.query.number("limit").unwrap_or(50).clamp(1, 50)).unwrap_or(50);
    let all = pinned(call, channel)?;
    let before = call.query.text("before").map(super::intake::decode);
    let later = all
        .into_iter()
        .filter(|(at, _)| before.as_ref().is_none_or(|before| at < before));
    let mut items: Vec<Value> = later
        .map(|(at, message)| json!({"pinned_at": at, "message": message}))
        .collect();
    let has_more = items.len() > limit;
    items.truncate(limit);
    ok(json!({"items": items, "has_more": has_more}))
}

/// `GET /channels/{id}/pins`.
pub(super) fn old_pins(call: &mut Call<'_>, channel: Id) -> Answer {
    ok(pinned(call, channel)?
        .into_iter()
        .map(|(_, message)| message)
        .collect())
}

/// `POST /users/@me/channels`: a direct conversation.
pub(super) fn open_direct(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    let listed = call.body["recipients"]
        .as_array()
        .and_then(|list| list.first())
        .and_then(Id::of);
    let other = Id::of(&call.body["recipient_id"])
        .or(listed)
        .ok_or(UNKNOWN_USER)?;
    let user = call.world.users.get(&other).ok_or(UNKNOWN_USER)?;
    if other == me || (user.bot && call.world.users[&me].bot) {
        return Err(CANNOT_SEND_TO_USER.into());
    }
    let id = call.world.open_direct(me, other);
    get(call, id)
}
