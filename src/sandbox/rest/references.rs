//! What a message points at: the one it replies to, or the one it passes on ("Message Resource", "Message Reference").

use serde_json::{Value, json};

use crate::sandbox::draft::{Draft, Reference};
use crate::sandbox::failure::{CANNOT_FORWARD, Failure, NO_HISTORY_TO_REPLY, UNKNOWN_MESSAGE};
use crate::sandbox::gateway::{MESSAGE_CONTENT, bare};
use crate::sandbox::ids::Id;
use crate::sandbox::permissions::READ_MESSAGE_HISTORY;
use crate::sandbox::world::World;

/// The message that goes along: it has to be one that the sender may read.
pub(super) fn forward(world: &World, me: Id, reference: &Reference) -> Result<(Value, Value), Failure> {
    let channel = reference.channel.ok_or(UNKNOWN_MESSAGE)?;
    let place = world.channels.get(&channel);
    let place = place.filter(|place| world.permissions(me, place).has(READ_MESSAGE_HISTORY));
    let place = place.ok_or(CANNOT_FORWARD)?;
    let message = world.message(me, channel, reference.message_id)?;
    if message.is_system() || message.poll.is_some() || message.only_for.is_some() {
        return Err(CANNOT_FORWARD.into());
    }
    // What a bot does not read it does not pass on ("Message Reference Types").
    let blind = me == world.bot && !place.is_direct() && world.privileged & MESSAGE_CONTENT == 0;
    if blind && bare(me, &world.show_message(message)).is_some() {
        return Err(CANNOT_FORWARD.into());
    }
    // What is forwarded once more is what was forwarded.
    let snapshot = match &message.forwarded {
        Some((_, snapshot)) => snapshot.clone(),
        None => world.show_snapshot(message),
    };
    let mut shown = json!({"type": 1, "channel_id": channel, "message_id": message.id});
    if !place.is_direct() {
        shown["guild_id"] = json!(world.guild);
    }
    Ok((shown, snapshot))
}

/// The message that is replied to.
pub(super) fn find_reference(
    world: &World,
    me: Id,
    channel: Id,
    draft: &Draft,
) -> Result<Option<Id>, Failure> {
    let Some(reference) = &draft.reference else {
        return Ok(None);
    };
    let refuse = |code, text: &str| Err(Failure::form("message_reference", code, text));
    if reference.channel.is_some_and(|there| there != channel) {
        let text = "Cannot reply to a message in a different channel";
        return refuse("REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", text);
    }
    if !world
        .permissions(me, world.channel(channel)?)
        .has(READ_MESSAGE_HISTORY)
    {
        return Err(NO_HISTORY_TO_REPLY.into());
    }
    let found = world
        .find_message(channel, reference.message_id)
        .filter(|m| m.only_for.is_none());
    match found {
        Some(message) if message.is_system() => {
            let text = "Cannot reply to a system message";
            refuse("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", text)
        }
        Some(message) => Ok(Some(message.id)),
        None if reference.must_exist => refuse("REPLIES_UNKNOWN_MESSAGE", "Unknown message"),
        None => Ok(None),
    }
}
