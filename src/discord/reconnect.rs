//! Keeps the connection: when the gateway is left for a reason that may pass, it is tried again, not too often.
//!
//! Called by `bot`. The gateway library resumes and reconnects by itself; here is what it gives up on.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{Desk, Line, LineError, run};

/// The waits after failures in a row.
const WAITS: [Duration; 6] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
    Duration::from_secs(180),
];

/// A connection that lasted this long was a good one.
const GOOD: Duration = Duration::from_secs(600);

/// How many connections there are in [`HOUR`]. Discord takes the token away after 1000 a day
/// (<https://discord.com/developers/docs/events/gateway#session-start-limit>).
const MOST: usize = 20;

const HOUR: Duration = Duration::from_secs(3600);

/// Connects and works until `stop`, again after whatever may pass.
///
/// # Errors
/// What Discord refuses for good.
pub async fn stay(desk: Desk, line: Line, stop: CancellationToken) -> Result<(), LineError> {
    let mut pace = Pace::default();
    loop {
        pace.began(Instant::now());
        let ended = run(desk.clone(), line.clone(), stop.clone()).await;
        if stop.is_cancelled() {
            return Ok(());
        }
        let error = ended
            .err()
            .unwrap_or_else(|| LineError::Failed("the gateway closed".to_owned()));
        if error.is_final() {
            return Err(error);
        }
        let wait = pace.ended(Instant::now());
        let seconds = wait.as_secs();
        warn!("{error}; the next try is in {seconds} s, and nothing is lost meanwhile");
        tokio::select! {
            () = pause(wait) => {}
            () = stop.cancelled() => return Ok(()),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "pacing towards Discord is in real time, not in people's"
)]
async fn pause(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// How soon a connection may be tried again.
#[derive(Default)]
struct Pace {
    /// When the connections of the last hour began.
    begun: VecDeque<Instant>,
    failures: usize,
}

impl Pace {
    fn began(&mut self, now: Instant) {
        self.begun.push_back(now);
        if self.begun.len() > MOST {
            self.begun.pop_front();
        }
    }

    /// How long to wait after a connection that ended now.
    fn ended(&mut self, now: Instant) -> Duration {
        let lasted = self.begun.back().map_or(Duration::ZERO, |began| now - *began);
        if lasted >= GOOD {
            self.failures = 0;
        }
        let wait = WAITS[self.failures.min(WAITS.len() - 1)];
        self.failures += 1;
        let oldest = self.begun.front().filter(|_| self.begun.len() == MOST);
        let until_free = oldest.map_or(Duration::ZERO, |oldest| {
            (*oldest + HOUR).saturating_duration_since(now)
        });
        wait.max(until_free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each connection begins, in seconds, when each lasts that long.
    fn begins(lasting: u64, count: usize) -> Vec<u64> {
        let start = Instant::now();
        let (mut pace, mut now, mut begins) = (Pace::default(), start, Vec::new());
        for _ in 0..count {
            begins.push((now - start).as_secs());
            pace.began(now);
            now += Duration::from_secs(lasting);
            now += pace.ended(now);
        }
        begins
    }

    #[test]
    fn the_first_tries_are_soon_and_later_ones_are_not() {
        assert_eq!(begins(0, 7), [0, 1, 3, 8, 23, 83, 263]);
    }

    #[test]
    fn no_hour_has_more_than_twenty_connections() {
        for lasting in [0, 1, 30, 170, 600, 601] {
            let begins = begins(lasting, 200);
            for window in begins.windows(MOST + 1) {
                assert!(
                    window[MOST] - window[0] >= HOUR.as_secs(),
                    "lasting {lasting}: {window:?}"
                );
            }
        }
    }

    #[test]
    fn after_a_good_connection_it_is_soon_again() {
        let start = Instant::now();
        let mut pace = Pace::default();
        for _ in 0..4 {
            pace.began(start);
            pace.ended(start);
        }
        pace.began(start);
        assert_eq!(pace.ended(start + GOOD), Duration::from_secs(1));
    }
}
