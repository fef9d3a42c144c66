//! Sleeps until the earliest timer, hands it to `app`; nothing is polled.

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::app::{App, AppError, Fault};
use crate::clock::Worker;

/// How many timers are fetched at once.
const BATCH: i64 = 64;

/// How long to wait after the store failed.
const AFTER_A_FAULT: TimeDelta = TimeDelta::seconds(5);

/// Sees to timers until `stop`.
pub async fn run(app: App, mut worker: Worker, stop: CancellationToken) {
    loop {
        let until = match see_to_due(&app).await {
            Ok(seen_to) => seen_to.next,
            Err(fault) => {
                error!(%fault, "timers could not be read; they are kept and tried again");
                Some(app.now() + AFTER_A_FAULT)
            }
        };
        tokio::select! {
            () = worker.rest(until) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// What became of a look at the timers.
#[derive(Clone, Copy, Debug)]
pub struct SeenTo {
    /// How many were due.
    pub count: usize,
    /// When the next one is due.
    pub next: Option<DateTime<Utc>>,
}

/// Sees to everything due.
///
/// # Errors
/// [`Fault`] when the store or the journal failed; what was not seen to is due still.
pub async fn see_to_due(app: &App) -> Result<SeenTo, Fault> {
    let mut count = 0;
    loop {
        let now = app.now().timestamp_millis();
        let mut tx = app.store().read().await?;
        let due = tx.due_timers(now, BATCH).await?;
        if due.is_empty() {
            let next = tx.earliest_timer().await?;
            let next = next.and_then(DateTime::from_timestamp_millis);
            return Ok(SeenTo { count, next });
        }
        drop(tx);
        count += due.len();
        for timer in due {
            match app.see_to(&timer.stream, &timer.key).await {
                Ok(()) => {}
                Err(AppError::Fault(fault)) => return Err(fault),
                Err(other) => {
                    warn!(stream = timer.stream, timer = timer.key, %other, "a timer was not taken")
                }
            }
        }
    }
}
