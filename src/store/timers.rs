//! Timers: what is due when, per stream.
//!
//! `app` replaces the timers of a stream with each commit, since what is due follows from state alone;
//! `scheduler` sleeps until the earliest and hands what is due back to `app`.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// Something that will be due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Its name, unique in the stream.
    pub key: String,
    /// When, in milliseconds since 1970.
    pub due_at: i64,
    /// What is due, as JSON.
    pub body: String,
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DueTimer {
    /// Whose it is.
    pub stream: String,
    /// Its name, unique in the stream.
    pub key: String,
    /// Since when, in milliseconds since 1970.
    pub due_at: i64,
    /// What is due, as JSON.
    pub body: String,
}

impl Tx {
    /// Makes these the only timers of the stream. Only what differs is written: of many that are due some day, one
    /// command changes few.
    pub async fn replace_timers(&mut self, stream: &str, timers: &[Timer]) -> Result<(), StoreError> {
        let present: Vec<DueTimer> = rows!(self, sql::TIMERS_OF, stream)?;
        let mut present: BTreeMap<&str, &DueTimer> = present.iter().map(|t| (t.key.as_str(), t)).collect();
        let mut new = Vec::new();
        for timer in timers {
            let key = timer.key.as_str();
            let is_there = |t: &&DueTimer| t.due_at == timer.due_at && t.body == timer.body;
            if present.get(key).is_some_and(is_there) {
                present.remove(key);
            } else {
                new.push(timer);
            }
        }
        for gone in present.into_keys() {
            self.drop_timer(stream, gone).await?;
        }
        for timer in new {
            run!(
                self,
                sql::ADD_TIMER,
                stream,
                &timer.key,
                timer.due_at,
                &timer.body
            )?;
        }
        Ok(())
    }

    /// Writes one timer, or when it is now due.
    pub async fn put_timer(&mut self, stream: &str, timer: &Timer) -> Result<(), StoreError> {
        run!(
            self,
            sql::PUT_TIMER,
            stream,
            &timer.key,
            timer.due_at,
            &timer.body
        )?;
        Ok(())
    }

    /// When the next timer of all streams is due, in milliseconds since 1970.
    pub async fn earliest_timer(&mut self) -> Result<Option<i64>, StoreError> {
        self.number(sql::EARLIEST_TIMER).await
    }

    /// What is due at that time, the longest due first.
    pub async fn due_timers(&mut self, now: i64, limit: i64) -> Result<Vec<DueTimer>, StoreError> {
        Ok(rows!(self, sql::DUE_TIMERS, now, limit)?)
    }

    /// Takes one timer away; it is no fault when it is gone already.
    pub async fn drop_timer(&mut self, stream: &str, key: &str) -> Result<(), StoreError> {
        run!(self, sql::DROP_TIMER, stream, key)?;
        Ok(())
    }
}
