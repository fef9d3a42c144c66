//! How often a bot may identify: one at a time, and a thousand times a day ("Gateway", "Identifying").
//!
//! Pure arithmetic on real time, as all limits on haste.

use std::time::{Duration, Instant};

use crate::sandbox::limits;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const PAUSE: Duration = Duration::from_secs(limits::IDENTIFY_SECONDS);

/// What an identify meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Welcome,
    /// Another one was taken just before: Invalid Session.
    TooSoon,
    /// The day's identifies are used up: all sessions end, and the token is worth nothing any more.
    UsedUp,
}

/// The identifies of the bot.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    day_began: Option<Instant>,
    count: u64,
    last: Option<Instant>,
}

impl Starts {
    /// Counts an identify; unless `enforce`, it is welcome in any case.
    pub(super) fn take(&mut self, now: Instant, enforce: bool) -> Start {
        if self
            .day_began
            .is_none_or(|began| now.duration_since(began) >= DAY)
        {
            self.day_began = Some(now);
            self.count = 0;
        }
        self.count += 1;
        if enforce && self.count > limits::IDENTIFIES {
            return Start::UsedUp;
        }
        if enforce && self.last.is_some_and(|last| now.duration_since(last) < PAUSE) {
            return Start::TooSoon;
        }
        self.last = Some(now);
        Start::Welcome
    }

    /// How many are left today, and how long the day lasts.
    pub(crate) fn left(&self, now: Instant) -> (u64, Duration) {
        let day = self
            .day_began
            .map_or(DAY, |began| DAY.saturating_sub(now.duration_since(began)));
        (limits::IDENTIFIES.saturating_sub(self.count), day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_identify_in_five_seconds_is_welcome() {
        let (mut starts, begin) = (Starts::default(), Instant::now());
        let at = |ms: u64| begin + Duration::from_millis(ms);
        let met: Vec<Start> = [0, 4999, 5000, 9999].map(|ms| starts.take(at(ms), true)).into();
        assert_eq!(
            met,
            [Start::Welcome, Start::TooSoon, Start::Welcome, Start::TooSoon]
        );
        assert_eq!(starts.take(at(9999), false), Start::Welcome, "not enforced");
        assert_eq!(starts.left(at(10_000)), (995, DAY - Duration::from_secs(10)));
    }

    #[test]
    fn the_thousand_and_first_of_a_day_is_the_last() {
        let (mut starts, begin) = (Starts::default(), Instant::now());
        for n in 0..1000 {
            assert_eq!(starts.take(begin + PAUSE * n, true), Start::Welcome);
        }
        assert_eq!(starts.take(begin + PAUSE * 1000, true), Start::UsedUp);
        assert_eq!(starts.take(begin + DAY, true), Start::Welcome, "a new day");
    }
}
