//! What was done in channels of late, where only so much may be done in a while of the sandbox's clock.

use chrono::{DateTime, TimeDelta, Utc};

use super::World;
use crate::sandbox::failure::{Failure, TOO_MANY_RENAMES};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;

/// When something was done in the channels of late.
#[derive(Debug, Default)]
pub(super) struct Recent {
    done: Vec<(Id, DateTime<Utc>)>,
}

impl Recent {
    /// Counts one more for `channel` at `now`, or says how long until there is room.
    pub(super) fn take(
        &mut self,
        channel: Id,
        now: DateTime<Utc>,
        most: usize,
        within: TimeDelta,
    ) -> Result<(), TimeDelta> {
        self.done.retain(|(_, at)| now.signed_duration_since(at) < within);
        let mut here = self.done.iter().filter(|(there, _)| *there == channel);
        let (oldest, count) = (here.clone().map(|(_, at)| *at).min(), here.by_ref().count());
        match oldest.filter(|_| count >= most) {
            Some(oldest) => Err(oldest + within - now),
            None => {
                self.done.push((channel, now));
                Ok(())
            }
        }
    }
}

impl World {
    /// Counts one more change of a channel's name or topic. No header told of it before.
    ///
    /// # Errors
    /// 429 past the second in ten minutes.
    pub(crate) fn take_rename(&mut self, channel: Id) -> Result<(), Failure> {
        let (now, within) = (self.now(), TimeDelta::minutes(limits::RENAME_MINUTES));
        let taken = self.renames.take(channel, now, limits::RENAMES, within);
        taken.map_err(|wait| {
            let wait = wait.to_std().unwrap_or_default();
            Failure::later(TOO_MANY_RENAMES, wait, wait.as_secs_f64().ceil() as u64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_after_the_first_there_is_room_again() {
        let (mut recent, start) = (
            Recent::default(),
            "2026-11-24T08:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        );
        let mut take = |channel: u64, minutes: i64| {
            recent.take(
                Id(channel),
                start + TimeDelta::minutes(minutes),
                3,
                TimeDelta::hours(1),
            )
        };
        for n in 0..3 {
            assert_eq!(take(1, n * 10), Ok(()));
        }
        assert_eq!(take(1, 30), Err(TimeDelta::minutes(30)));
        assert_eq!(take(2, 30), Ok(()), "another channel");
        assert_eq!(take(1, 60), Ok(()));
        assert_eq!(take(1, 60), Err(TimeDelta::minutes(10)));
    }
}
