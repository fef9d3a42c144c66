//! What is due after a commit is written in its transaction; the timer that it sees to goes with it.

use crate::app::load::release_stream;
use crate::app::{App, AppError};
use crate::domain::agenda::{self, agenda};
use crate::domain::fact::ServiceFact;
use crate::domain::name::ServiceName;
use crate::domain::service::ServiceState;
use crate::store::{ReleaseFilter, Timer, Tx};

use super::{Act, OPEN_AT_ONCE};

/// Writes what is due for a stream where that is another than before. A timer that was seen to is not due again, even
/// if nothing came of it: it would be due for ever.
pub(super) async fn keep_timers(
    tx: &mut Tx,
    act: &Act<'_>,
    stream: &str,
    before: &[agenda::Timer],
    mut due: Vec<agenda::Timer>,
) -> Result<(), AppError> {
    let seen_to = act.timer_of(stream);
    if before != due {
        due.retain(|timer| seen_to != Some(timer.key.as_str()));
        tx.replace_timers(stream, &timers(due)).await?;
    } else if let Some(timer) = seen_to {
        tx.drop_timer(stream, timer).await?;
    }
    Ok(())
}

pub(in crate::app) fn timers(due: Vec<agenda::Timer>) -> Vec<Timer> {
    let timer = |t: agenda::Timer| Timer {
        key: t.key,
        due_at: t.due_at.timestamp_millis(),
        body: String::new(),
    };
    due.into_iter().map(timer).collect()
}

impl App {
    /// When the calendar opens and shuts the steps of the open releases is written anew.
    pub(super) async fn wind_up_releases(
        &self,
        tx: &mut Tx,
        service: &ServiceName,
        after: &ServiceState,
    ) -> Result<(), AppError> {
        let open = tx.releases(ReleaseFilter::Open, Some(service.as_str()), OPEN_AT_ONCE, 0);
        for row in open.await? {
            if let Some((_, release)) = self.load_release(tx, row.number).await? {
                let due = timers(agenda(&release, after));
                tx.replace_timers(&release_stream(row.number), &due).await?;
            }
        }
        Ok(())
    }
}

pub(super) fn changes_the_calendar(fact: &ServiceFact) -> bool {
    matches!(fact, ServiceFact::Calendar { .. })
}
