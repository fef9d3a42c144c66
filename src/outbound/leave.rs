//! One departure: the attempt is on disk before it is made, and what became of it after.

use std::time::Duration;

use chrono::TimeDelta;
use tracing::{info, warn};

use crate::app::{Fault, TIME_PASSED};
use crate::domain::notice::Notice as Word;
use crate::store::{Departure, Failure, Notice};

use super::Outbound;
use super::compose::{Errand, Hindrance};
use super::delivery::{Receipt, Undelivered};

/// The waits after failures in a row.
const BACKOFF: [TimeDelta; 6] = [
    TimeDelta::seconds(15),
    TimeDelta::seconds(30),
    TimeDelta::minutes(1),
    TimeDelta::minutes(2),
    TimeDelta::minutes(5),
    TimeDelta::minutes(10),
];
/// How long what somebody has to mend rests before it is tried again.
const BLOCKED: TimeDelta = TimeDelta::minutes(10);
/// The longest that another side may have us wait.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

impl Outbound {
    /// Lets one notice leave, unless its time has passed.
    pub(super) async fn leave(&self, departure: &Departure) -> Result<(), Fault> {
        let notice = &departure.notice;
        let now = self.shared.clock.now().timestamp_millis();
        if notice.not_after.is_some_and(|until| until < now) {
            return self.drop_departure(notice, TIME_PASSED).await;
        }
        let Ok(word) = serde_json::from_str::<Word>(&notice.body) else {
            return self.drop_departure(notice, "it cannot be read").await;
        };
        let errand = match self.compose(notice, &word).await {
            Ok(errand) => errand,
            Err(Hindrance::Blocked(undelivered)) => return self.keep(notice, &undelivered).await,
            Err(Hindrance::Fault(fault)) => return Err(fault),
        };
        let went = match errand {
            Errand::Unneeded(why) => return self.drop_departure(notice, why).await,
            Errand::Letter(mailer, letter) => {
                self.attempt(notice).await?;
                mailer.send(&letter).await
            }
            Errand::Call(endpoint, call) => {
                self.attempt(notice).await?;
                endpoint.deliver(&call).await
            }
        };
        match went {
            Ok(receipt) => self.record(notice, &receipt).await,
            Err(undelivered) => self.keep(notice, &undelivered).await,
        }
    }

    async fn attempt(&self, notice: &Notice) -> Result<(), Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_attempted(notice.id, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn record(&self, notice: &Notice, receipt: &Receipt) -> Result<(), Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        let id = receipt.id.as_deref().unwrap_or_default();
        info!(
            notice = notice.key,
            lane = notice.lane,
            receipt = id,
            "a notice left"
        );
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_sent(notice.id, &notice.lane, id, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// It keeps its place in its lane.
    async fn keep(&self, notice: &Notice, undelivered: &Undelivered) -> Result<(), Fault> {
        let now = self.shared.clock.now();
        let (problem, fix, wait) = match undelivered {
            Undelivered::Later { problem, wait } => (problem, None, backoff(notice.attempts, *wait)),
            Undelivered::Blocked { problem, fix } => (problem, Some(fix.as_str()), BLOCKED),
        };
        warn!(
            notice = notice.key,
            lane = notice.lane,
            problem,
            fix,
            "a notice could not leave; it is tried again"
        );
        let failure = Failure {
            at: now.timestamp_millis(),
            next_at: (now + wait).timestamp_millis(),
            problem,
            fix,
        };
        let mut tx = self.shared.app.store().begin().await?;
        tx.departure_failed(notice.id, &failure).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn drop_departure(&self, notice: &Notice, why: &str) -> Result<(), Fault> {
        warn!(
            notice = notice.key,
            lane = notice.lane,
            why,
            "a notice stays unsaid"
        );
        let mut tx = self.shared.app.store().begin().await?;
        tx.departure_dropped(notice.id, why).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How long to wait after so many attempts before, or as long as the other side said.
fn backoff(attempts_before: i64, said: Option<Duration>) -> TimeDelta {
    let place = usize::try_from(attempts_before).unwrap_or(usize::MAX);
    let wait = BACKOFF[place.min(BACKOFF.len() - 1)];
    let said = said.and_then(|wait| TimeDelta::from_std(wait.min(LONGEST_WAIT)).ok());
    said.map_or(wait, |said| said.max(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_ten_minutes_and_the_other_side_is_heard() {
        let waits: Vec<i64> = (0..8).map(|n| backoff(n, None).num_seconds()).collect();
        assert_eq!(waits, [15, 30, 60, 120, 300, 600, 600, 600]);
        let said = |seconds| backoff(0, Some(Duration::from_secs(seconds))).num_seconds();
        assert_eq!([said(1), said(90), said(86_400)], [15, 90, 3600]);
    }
}
