//! Reactions to messages: one's own, and those that a moderator takes away ("Message Resource", "Create Reaction").

use std::collections::BTreeSet;

use serde_json::json;

use super::call::{Answer, Call, done, ok};
use crate::sandbox::failure::{MAX_REACTIONS, THREAD_ARCHIVED, UNKNOWN_EMOJI, UNKNOWN_MESSAGE, UNKNOWN_USER};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY};
use crate::sandbox::world::To;

/// `/channels/{id}/messages/{message}/reactions/…`; `None` when there is no such route.
pub(super) fn answer(
    call: &mut Call<'_>,
    method: &str,
    (channel, id): (Id, Id),
    path: &[&str],
) -> Option<Answer> {
    Some(match (method, path) {
        ("PUT", [emoji, "@me"]) => react(call, channel, id, emoji, true),
        ("DELETE", [emoji, "@me"]) => react(call, channel, id, emoji, false),
        ("DELETE", [emoji, user]) => remove_of(call, channel, id, emoji, user),
        ("DELETE", []) => clear(call, channel, id, None),
        ("DELETE", [emoji]) => clear(call, channel, id, Some(emoji)),
        ("GET", [emoji]) => reactors(call, channel, id, emoji),
        _ => return None,
    })
}

/// `DELETE …/{emoji}/{user}`: somebody else's reaction, by a moderator.
fn remove_of(call: &mut Call<'_>, channel: Id, id: Id, emoji: &str, user: &str) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    let user: Id = user.parse().map_err(|_| UNKNOWN_USER)?;
    if !call.world.users.contains_key(&user) {
        return Err(UNKNOWN_USER.into());
    }
    let message = call.world.find_message_mut(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    let author = message.author;
    let mut there = message.reactions.iter_mut();
    let (_, by) = there.find(|(there, _)| there == emoji).ok_or(UNKNOWN_EMOJI)?;
    let removed = by.remove(&user);
    message.reactions.retain(|(_, by)| !by.is_empty());
    if removed {
        tell(call, channel, id, (user, author), emoji, false);
    }
    done()
}

/// `DELETE …` and `DELETE …/{emoji}`: all reactions, or all of one emoji, by a moderator.
fn clear(call: &mut Call<'_>, channel: Id, id: Id, emoji: Option<&str>) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    let message = call.world.find_message_mut(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    message
        .reactions
        .retain(|(there, _)| emoji.is_some_and(|emoji| there != emoji));
    let mut data = json!({"channel_id": channel, "message_id": id});
    if call
        .world
        .channels
        .get(&channel)
        .is_some_and(|place| !place.is_direct())
    {
        data["guild_id"] = json!(call.world.guild);
    }
    let name = match emoji {
        None => "MESSAGE_REACTION_REMOVE_ALL",
        Some(emoji) => {
            data["emoji"] = json!({"id": null, "name": emoji});
            "MESSAGE_REACTION_REMOVE_EMOJI"
        }
    };
    call.world.tell(To::Channel(channel), name, data);
    done()
}

/// `PUT|DELETE …/{emoji}/@me`.
fn react(call: &mut Call<'_>, channel: Id, id: Id, emoji: &str, add: bool) -> Answer {
    let me = call.me()?;
    // Whoever joins in with an emoji that is there already needs no leave to add one.
    let there = call
        .world
        .find_message(channel, id)
        .is_some_and(|message| message.reactions.iter().any(|(there, _)| there == emoji));
    let wanted = match add && !there {
        true => READ_MESSAGE_HISTORY.with(ADD_REACTIONS),
        false => READ_MESSAGE_HISTORY,
    };
    let place = call.world.allowed(me, channel, wanted)?;
    if place.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    // Only emoji that are characters exist here: the server has none of its own.
    if emoji.is_empty() || emoji.is_ascii() {
        return Err(UNKNOWN_EMOJI.into());
    }
    let message = call
        .world
        .find_message_mut(channel, id)
        .filter(|message| message.only_for.is_none());
    let message = message.ok_or(UNKNOWN_MESSAGE)?;
    let author = message.author;
    let at = message.reactions.iter().position(|(there, _)| there == emoji);
    if add && at.is_none() && message.reactions.len() >= limits::REACTIONS_OF_MESSAGE {
        return Err(MAX_REACTIONS.into());
    }
    let changed = match (at, add) {
        (Some(at), true) => message.reactions[at].1.insert(me),
        (None, true) => {
            message.reactions.push((emoji.to_owned(), BTreeSet::from([me])));
            true
        }
        (Some(at), false) => message.reactions[at].1.remove(&me),
        (None, false) => return Err(UNKNOWN_EMOJI.into()),
    };
    message.reactions.retain(|(_, by)| !by.is_empty());
    if changed {
        tell(call, channel, id, (me, author), emoji, add);
    }
    done()
}

/// Lets everybody know of somebody's reaction to a message of `author`.
fn tell(call: &mut Call<'_>, channel: Id, id: Id, (me, author): (Id, Id), emoji: &str, add: bool) {
    let mut data = json!({
        "user_id": me, "channel_id": channel, "message_id": id, "emoji": {"id": null, "name": emoji},
        "burst": false, "type": 0,
    });
    if call
        .world
        .channels
        .get(&channel)
        .is_some_and(|place| !place.is_direct())
    {
        data["guild_id"] = json!(call.world.guild);
        if let Some(user) = call.world.users.get(&me).filter(|_| add) {
            data["member"] = call.world.show_member(user);
            data["message_author_id"] = json!(author);
        }
    }
    let name = if add {
        "MESSAGE_REACTION_ADD"
    } else {
        "MESSAGE_REACTION_REMOVE"
    };
    call.world.tell(To::Channel(channel), name, data);
}

/// `GET …/{emoji}`.
fn reactors(call: &mut Call<'_>, channel: Id, id: Id, emoji: &str) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, READ_MESSAGE_HISTORY)?;
    let message = call.world.message(me, channel, id)?;
    let by = message
        .reactions
        .iter()
        .find(|(there, _)| there == emoji)
        .map(|(_, by)| by);
    let limit = call.query.number("limit").and_then(|n| usize::try_from(n).ok());
    let after = call.query.id("after").unwrap_or(Id(0));
    // Nobody has a burst to give (type 1).
    let normal = by
        .into_iter()
        .flatten()
        .filter(|_| call.query.number("type") != Some(1));
    ok(normal
        .filter(|user| **user > after)
        .take(limit.unwrap_or(25))
        .map(|user| call.world.show_user(*user))
        .collect())
}
