//! What is due after a commit is written in its transaction; the timer that it sees to goes with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

use chrono::{DateTime, Utc};

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

/// The same for a service, of which hundreds of timers may be written: where it is known what is written, only what
/// differs is touched; all of it where that is not known.
pub(super) async fn keep_service_timers(
    tx: &mut Tx,
    act: &Act<'_>,
    stream: &str,
    written: Option<&[agenda::Timer]>,
    due: &[agenda::Timer],
) -> Result<(), AppError> {
    let seen_to = act.timer_of(stream);
    let mut due: Vec<&agenda::Timer> = due.iter().collect();
    due.retain(|timer| seen_to != Some(timer.key.as_str()));
    let Some(written) = written else {
        let all = timers(due.into_iter().cloned().collect());
        return Ok(tx.replace_timers(stream, &all).await?);
    };
    let was = written.iter().map(|timer| (timer.key.as_str(), timer.due_at));
    let mut gone: BTreeMap<&str, DateTime<Utc>> = was.collect();
    gone.extend(seen_to.map(|timer| (timer, act.now)));
    due.retain(|timer| gone.remove(timer.key.as_str()) != Some(timer.due_at));
    for key in gone.into_keys() {
        tx.drop_timer(stream, key).await?;
    }
    for timer in timers(due.into_iter().cloned().collect()) {
        tx.put_timer(stream, &timer).await?;
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

/// What this process wrote as due for each service, with the number of the service's last fact then. Another process
/// that writes to the same database adds a fact, and what is kept here does not count any more.
#[derive(Default)]
pub(in crate::app) struct WrittenTimers {
    services: Mutex<HashMap<ServiceName, (i64, Vec<agenda::Timer>)>>,
}

impl WrittenTimers {
    /// What is written as due for a service whose last fact is that one, when this process wrote it. It is given away:
    /// a transaction that fails leaves nothing known.
    pub(super) fn take(&self, service: &ServiceName, last: i64) -> Option<Vec<agenda::Timer>> {
        let (seq, due) = self.lock().remove(service)?;
        (seq == last).then_some(due)
    }

    /// Remembers what was committed.
    pub(in crate::app) fn keep(&self, service: &ServiceName, last: i64, due: Vec<agenda::Timer>) {
        let mut services = self.lock();
        if services.get(service).is_none_or(|(seq, _)| *seq <= last) {
            services.insert(service.clone(), (last, due));
        }
    }

    /// Forgets everything, for when all timers are made anew.
    pub(in crate::app) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ServiceName, (i64, Vec<agenda::Timer>)>> {
        self.services
            .lock()
            .expect("no code panics while it holds what is written")
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::Actor;
    use crate::store::Store;

    const STREAM: &str = "service/myportfolio";

    fn due(key: &str, at: i64) -> agenda::Timer {
        agenda::Timer {
            key: key.to_owned(),
            due_at: DateTime::from_timestamp_millis(at).unwrap(),
            version: None,
        }
    }

    /// What is written after `seen_to` was, where `before` was due and then `after` is.
    async fn written(
        seen_to: &str,
        before: Vec<agenda::Timer>,
        after: Vec<agenda::Timer>,
        is_service: bool,
    ) -> Vec<(String, i64)> {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.replace_timers(STREAM, &timers(before.clone())).await.unwrap();
        let clock = Actor::clock();
        let act = Act {
            timer: Some((STREAM, seen_to)),
            ..Act::of("key", &clock, DateTime::UNIX_EPOCH)
        };
        if is_service {
            keep_service_timers(&mut tx, &act, STREAM, Some(&before), &after)
                .await
                .unwrap();
        } else {
            keep_timers(&mut tx, &act, STREAM, &before, after).await.unwrap();
        }
        let all = tx.due_timers(i64::MAX, 100).await.unwrap();
        all.into_iter().map(|timer| (timer.key, timer.due_at)).collect()
    }

    #[tokio::test]
    async fn what_is_due_is_written_and_what_was_seen_to_is_gone() {
        let before = || vec![due("a", 1), due("b", 2), due("c", 3)];
        for is_service in [true, false] {
            let after = vec![due("a", 1), due("b", 5), due("d", 4)];
            assert_eq!(
                written("a", before(), after, is_service).await,
                [("d".to_owned(), 4), ("b".to_owned(), 5)]
            );
            assert_eq!(
                written("a", before(), before(), is_service).await,
                [("b".to_owned(), 2), ("c".to_owned(), 3)],
                "nothing came of it, and it is not due for ever"
            );
        }
    }

    #[tokio::test]
    async fn after_a_fact_of_another_process_everything_due_is_written_anew() {
        let (name, known) = (ServiceName::from("myportfolio"), WrittenTimers::default());
        known.keep(&name, 3, vec![due("a", 1), due("b", 2)]);
        known.keep(&name, 2, vec![due("late", 1)]);
        assert_eq!(known.take(&name, 3), Some(vec![due("a", 1), due("b", 2)]));
        assert_eq!(
            known.take(&name, 3),
            None,
            "what came of the transaction is not known yet"
        );
        known.keep(&name, 3, vec![due("a", 1), due("b", 2)]);
        let written = known.take(&name, 4);
        assert_eq!(written, None, "the fourth fact is not ours");

        let store = Store::open("sqlite::memory:").await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.replace_timers(STREAM, &timers(vec![due("theirs", 9)]))
            .await
            .unwrap();
        let clock = Actor::clock();
        let act = Act {
            timer: Some((STREAM, "a")),
            ..Act::of("key", &clock, DateTime::UNIX_EPOCH)
        };
        let ours = [due("a", 1), due("b", 2)];
        keep_service_timers(&mut tx, &act, STREAM, written.as_deref(), &ours)
            .await
            .unwrap();
        let all = tx.due_timers(i64::MAX, 100).await.unwrap();
        let all: Vec<String> = all.into_iter().map(|timer| timer.key).collect();
        assert_eq!(all, ["b"], "neither theirs nor the one that was seen to");
    }
}
