//! Announcements: messages of an announcement channel that are published to whoever follows it, and how many an hour.
//!
//! The hour is one of the sandbox's clock. Nobody follows here: what shows is the flag, and what Discord refuses.

use chrono::{DateTime, TimeDelta, Utc};

use super::World;
use crate::sandbox::failure::{ANNOUNCEMENT_EDITS, Failure, Known, TOO_MANY_CROSSPOSTS};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::limits::message::CROSSPOSTED;

/// When something was done in the channels of late.
#[derive(Debug, Default)]
pub(crate) struct Hourly {
    done: Vec<(Id, DateTime<Utc>)>,
}

impl Hourly {
    /// Counts one more for `channel` at `now`, or says how long until there is room.
    fn take(&mut self, channel: Id, now: DateTime<Utc>, most: usize) -> Result<(), TimeDelta> {
        let hour = TimeDelta::hours(1);
        self.done.retain(|(_, at)| now.signed_duration_since(at) < hour);
        let mut here = self.done.iter().filter(|(there, _)| *there == channel);
        let (oldest, count) = (here.clone().map(|(_, at)| *at).min(), here.by_ref().count());
        match oldest.filter(|_| count >= most) {
            Some(oldest) => Err(oldest + hour - now),
            None => {
                self.done.push((channel, now));
                Ok(())
            }
        }
    }
}

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
        let taken = self.crossposts.take(channel, now, limits::CROSSPOSTS);
        taken.map_err(|wait| later(TOO_MANY_CROSSPOSTS, wait))
    }

    /// Counts one more edit of a published message of a channel.
    ///
    /// # Errors
    /// 20022 past the third in an hour.
    pub(crate) fn take_crosspost_edit(&mut self, channel: Id) -> Result<(), Failure> {
        let now = self.now();
        let taken = self.crosspost_edits.take(channel, now, limits::CROSSPOST_EDITS);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_after_the_first_there_is_room_again() {
        let (mut hourly, start) = (
            Hourly::default(),
            "2026-11-24T08:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        );
        let at = |minutes: i64| start + TimeDelta::minutes(minutes);
        for n in 0..3 {
            assert_eq!(hourly.take(Id(1), at(n * 10), 3), Ok(()));
        }
        assert_eq!(hourly.take(Id(1), at(30), 3), Err(TimeDelta::minutes(30)));
        assert_eq!(hourly.take(Id(2), at(30), 3), Ok(()), "another channel");
        assert_eq!(hourly.take(Id(1), at(60), 3), Ok(()));
        assert_eq!(hourly.take(Id(1), at(60), 3), Err(TimeDelta::minutes(10)));
    }
}
