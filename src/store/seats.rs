//! Connections to a SQLite database, each lent to one transaction at a time.
//!
//! Called by `store` in the place of sqlx's pool, which ends each loan with a task that asks the connection whether it
//! lives, and lends it to nobody meanwhile: for short transactions one after the other that is as much as their
//! statements (docs/decisions/0015). Here a connection is free as its loan is dropped. One to a file does not break by
//! itself, as one over a network does; one that cannot begin is closed, and the next loan opens another.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::sql;

/// Seats for so many connections, opened as they are needed. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Seats {
    shared: Arc<Shared>,
}

struct Shared {
    size: u32,
    /// How long a connection is waited for.
    patience: Duration,
    /// How a further one is opened; none where a second one would be another database.
    options: Option<SqliteConnectOptions>,
    places: Arc<Semaphore>,
    free: Mutex<Vec<SqliteConnection>>,
}

/// A connection on loan. What is not committed is undone when it is dropped.
pub(super) struct Loan {
    /// There until it is dropped.
    connection: Option<SqliteConnection>,
    /// Whether a transaction is under way, or may be.
    is_open: bool,
    home: Arc<Shared>,
    /// Free again after the connection, as the fields of a struct are dropped after it.
    _place: OwnedSemaphorePermit,
}

impl Seats {
    /// Seats for `size` connections, each waited for so long.
    pub(super) fn new(size: u32, patience: Duration, options: SqliteConnectOptions) -> Self {
        Self::of(size, patience, Some(options))
    }

    /// One seat, for this very connection.
    pub(super) fn only(connection: SqliteConnection, patience: Duration) -> Self {
        Self::of(1, patience, None).with(connection)
    }

    fn of(size: u32, patience: Duration, options: Option<SqliteConnectOptions>) -> Self {
        let shared = Shared {
            size,
            patience,
            options,
            places: Arc::new(Semaphore::new(size as usize)),
            free: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The same, with a connection that is open already.
    pub(super) fn with(self, connection: SqliteConnection) -> Self {
        self.shared.free().push(connection);
        self
    }

    /// Whether there is a single connection, which nobody else reads or writes beside.
    pub(super) fn is_only(&self) -> bool {
        self.shared.options.is_none()
    }

    /// Lends a connection as it is, without a transaction.
    pub(super) async fn lend(&self) -> Result<Loan, sqlx::Error> {
        let places = self.shared.places.clone();
        let place = tokio::time::timeout(self.shared.patience, places.acquire_owned());
        let place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        let kept = self.shared.free().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.shared.open().await?,
        };
        Ok(Loan {
            connection: Some(connection),
            is_open: false,
            home: self.shared.clone(),
            _place: place,
        })
    }

    /// Lends a connection with a transaction begun by `statement`.
    pub(super) async fn begin(&self, statement: &'static str) -> Result<Loan, sqlx::Error> {
        let mut loan = self.lend().await?;
        // Before it is said: nobody knows what became of it when the caller goes away meanwhile.
        loan.is_open = true;
        let begun = sqlx::query(statement).execute(&mut *loan).await;
        if begun.is_err() && !self.is_only() {
            loan.connection = None;
        }
        begun.map(|_| loan)
    }

    /// Waits for every loan to end and closes the connections; nothing is lent from then on.
    pub(super) async fn close(&self) {
        let all = self.shared.places.acquire_many(self.shared.size).await;
        self.shared.places.close();
        drop(all);
        let free = std::mem::take(&mut *self.shared.free());
        for connection in free {
            // What is committed is on disk already: a connection that does not close well loses nothing.
            let _ = connection.close().await;
        }
    }
}

impl Shared {
    async fn open(&self) -> Result<SqliteConnection, sqlx::Error> {
        match &self.options {
            Some(options) => options.connect().await,
            None => Err(sqlx::Error::WorkerCrashed),
        }
    }

    fn free(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loan {
    /// Saves what was written in the transaction.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.end(sql::SQLITE_COMMIT).await
    }

    /// Undoes it.
    pub(super) async fn rollback(self) -> Result<(), sqlx::Error> {
        self.end(sql::SQLITE_ROLLBACK).await
    }

    async fn end(mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        if self.is_open {
            sqlx::query(statement).execute(&mut *self).await?;
            self.is_open = false;
        }
        Ok(())
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if self.is_open {
            // Said, and not waited for: the connection's thread does what it is told in order, so that it is undone
            // before anything that the next loan says. Where SQLite has ended the transaction by itself, or it was
            // committed unheard, there is nothing to undo and this is refused.
            let _ = sqlx::query(sql::SQLITE_ROLLBACK)
                .execute(&mut connection)
                .now_or_never();
        }
        self.home.free().push(connection);
    }
}

impl Deref for Loan {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        let connection = self.connection.as_ref();
        connection.expect("a loan that is used was not given back")
    }
}

impl DerefMut for Loan {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        let connection = self.connection.as_mut();
        connection.expect("a loan that is used was not given back")
    }
}

#[cfg(test)]
mod tests;
