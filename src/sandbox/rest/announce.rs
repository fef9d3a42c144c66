//! Announcements: messages published to those who follow a channel ("Crosspost Message").

use super::call::{Answer, Call};
use super::messages::{PLAIN, REPLY, show};
use crate::sandbox::failure::{ALREADY_CROSSPOSTED, WRONG_CHANNEL_TYPE, WRONG_MESSAGE_TYPE};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::message::CROSSPOSTED;
use crate::sandbox::permissions::{MANAGE_MESSAGES, SEND_MESSAGES};
use crate::sandbox::world::kind;

/// `POST /channels/{id}/messages/{message}/crosspost`.
pub(super) fn crosspost(call: &mut Call<'_>, channel: Id, id: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, channel, SEND_MESSAGES)?;
    if place.kind != kind::ANNOUNCEMENT {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    let message = call.world.message(me, channel, id)?;
    if message.author != me {
        call.world.allowed(me, channel, MANAGE_MESSAGES)?;
    }
    if ![PLAIN, REPLY].contains(&message.kind) {
        return Err(WRONG_MESSAGE_TYPE.into());
    }
    if message.flags & CROSSPOSTED != 0 {
        return Err(ALREADY_CROSSPOSTED.into());
    }
    if call.pace.is_some() {
        call.world.take_crosspost(channel)?;
    }
    call.world.publish(channel, id);
    show(call.world, channel, id)
}
