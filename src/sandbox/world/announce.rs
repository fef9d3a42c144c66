//! Announcements: messages of an announcement channel that are published to whoever follows it, and how many an hour.
//!
//! The hour is one of the sandbox's clock. Nobody follows here: what shows is the flag, and what Discord refuses.

use chrono::TimeDelta;

use super::World;
use crate::sandbox::failure::{ANNOUNCEMENT_EDITS, Failure, Known, TOO_MANY_CROSSPOSTS};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::limits::message::CROSSPOSTED;

/// The refusal with the wait in its body. The header names a second only: it is the one of the route's bucket, which
/// has room (discord/discord-api-docs issue 6109, discord-net/Discord.Net pull request 2100).
fn later(known: Known, wait: TimeDelta) -> Failure {
    Failure::later(known, wait.to_std().unwrap_or_default(), 1)
}

impl World {
    /// Counts one more published message of a channel.
    ///
    /// # Errors
    /// 429 past the tenth in an hour.
    pub(crate) fn take_crosspost(&mut self, channel: Id) -> Result<(), Failure> {
        let now = self.now();
        let taken = self
            .crossposts
            .take(channel, now, limits::CROSSPOSTS, TimeDelta::hours(1));
        taken.map_err(|wait| later(TOO_MANY_CROSSPOSTS, wait))
    }

    /// Counts one more edit of a published message of a channel.
    ///
    /// # Errors
    /// 20022 past the third in an hour.
    pub(crate) fn take_crosspost_edit(&mut self, channel: Id) -> Result<(), Failure> {
        let now = self.now();
        let taken = self
            .crosspost_edits
            .take(channel, now, limits::CROSSPOST_EDITS, TimeDelta::hours(1));
        taken.map_err(|wait| later(ANNOUNCEMENT_EDITS, wait))
    }

    /// Marks a message as published and tells everybody who sees it.
    pub(crate) fn publish(&mut self, channel: Id, id: Id) {
        if let Some(message) = self.find_message_mut(channel, id) {
            message.flags |= CROSSPOSTED;
            self.tell_message(channel, id);
        }
    }
}
