//! Connections to a SQLite database, each lent to one transaction at a time.
//!
//! Called by `store` in the place of sqlx's own pool, which asks every connection whether it lives before it lends it
//! and again when it is given back: two more ways to the connection's thread and back for each transaction, on which a
//! short one spends more than on its statements. A connection to a file does not break by itself, as one over a network
//! does; one that fails to begin or to roll back is closed, and the next loan opens another.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::sql;

/// Seats for so many connections, opened as they are needed. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Seats {
    shared: Arc<Shared>,
}

struct Shared {
    size: u32,
    patience: Duration,
    /// How a further one is opened; none where a second one would be another database.
    options: Option<SqliteConnectOptions>,
    places: Arc<Semaphore>,
    free: Mutex<Vec<SqliteConnection>>,
}

/// A connection on loan. What is not committed is rolled back when it is dropped.
pub(super) struct Loan {
    /// There until it is dropped.
    seat: Option<(SqliteConnection, OwnedSemaphorePermit)>,
    home: Arc<Shared>,
    is_open: bool,
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
        self.shared.give_back(connection);
        self
    }

    /// Whether there is a single connection, which nobody else reads or writes beside.
    pub(super) fn is_only(&self) -> bool {
        self.shared.options.is_none()
    }

    /// Lends a connection as it is, without a transaction.
    pub(super) async fn lend(&self) -> Result<Loan, sqlx::Error> {
        let shared = &self.shared;
        let place = tokio::time::timeout(shared.patience, shared.places.clone().acquire_owned());
        let place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        let kept = shared.take();
        let connection = match (kept, &shared.options) {
            (Some(connection), _) => connection,
            (None, Some(options)) => options.connect().await?,
            (None, None) => return Err(sqlx::Error::PoolClosed),
        };
        Ok(Loan {
            seat: Some((connection, place)),
            home: shared.clone(),
            is_open: false,
        })
    }

    /// Lends a connection with a transaction begun by `statement`.
    pub(super) async fn begin(&self, statement: &'static str) -> Result<Loan, sqlx::Error> {
        let mut loan = self.lend().await?;
        // Before it is said: nobody knows what became of it when the caller goes away meanwhile.
        loan.is_open = true;
        match sqlx::query(statement).execute(&mut *loan).await {
            Ok(_) => Ok(loan),
            Err(error) => {
                loan.is_open = false;
                if error.as_database_error().is_none() {
                    loan.close();
                }
                Err(error)
            }
        }
    }

    /// Waits for every loan to end and closes the connections; nothing is lent from then on.
    pub(super) async fn close(&self) {
        let all = self.shared.places.acquire_many(self.shared.size).await;
        self.shared.places.close();
        drop(all);
        while let Some(connection) = self.shared.take() {
            // What is committed is on disk already: a connection that does not close well loses nothing.
            let _ = connection.close().await;
        }
    }
}

impl Shared {
    fn take(&self) -> Option<SqliteConnection> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: SqliteConnection) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(connection);
    }
}

impl Loan {
    /// Saves what was written in the transaction.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.end(sql::SQLITE_COMMIT).await
    }

    /// Undoes it.
    pub(super) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        self.end(sql::SQLITE_ROLLBACK).await
    }

    async fn end(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        if self.is_open {
            sqlx::query(statement).execute(&mut **self).await?;
            self.is_open = false;
        }
        Ok(())
    }

    /// Gives the place up without the connection, unless it is the only one there can be.
    fn close(&mut self) {
        if self.home.options.is_some() {
            self.seat = None;
        }
    }
}

impl Deref for Loan {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        let (connection, _) = self
            .seat
            .as_ref()
            .expect("a loan that is used was not given back");
        connection
    }
}

impl DerefMut for Loan {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        let (connection, _) = self
            .seat
            .as_mut()
            .expect("a loan that is used was not given back");
        connection
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let Some((connection, place)) = self.seat.take() else {
            return;
        };
        let home = self.home.clone();
        if !self.is_open {
            home.give_back(connection);
            return;
        }
        // Closing a connection rolls back as well: where nobody can wait for the statement, that has to do.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(roll_back(home, connection, place));
        }
    }
}

async fn roll_back(home: Arc<Shared>, mut connection: SqliteConnection, place: OwnedSemaphorePermit) {
    let undone = sqlx::query(sql::SQLITE_ROLLBACK).execute(&mut connection).await;
    // A transaction that came to its end by itself cannot be rolled back; the only connection is kept all the same.
    if undone.is_ok() || home.options.is_none() {
        home.give_back(connection);
    }
    drop(place);
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::path::PathBuf;
    use std::pin::Pin;
    use std::task::Poll;

    use super::*;

    /// A file in a folder of its own, which goes with it.
    struct Place(PathBuf);

    impl Place {
        fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("gonogo-seats-{:016x}", rand::random::<u64>()));
            std::fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn options(&self) -> SqliteConnectOptions {
            let options = SqliteConnectOptions::new().filename(self.0.join("seats.db"));
            options
                .create_if_missing(true)
                .busy_timeout(Duration::from_secs(5))
        }

        /// One seat, and a table with nothing in it.
        async fn seats(&self) -> Seats {
            let seats = Seats::new(1, Duration::from_secs(5), self.options());
            says(
                &mut seats.lend().await.unwrap(),
                "CREATE TABLE lines (line TEXT) STRICT",
            )
            .await;
            seats
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).unwrap();
        }
    }

    async fn says(loan: &mut Loan, statement: &'static str) {
        sqlx::query(statement).execute(&mut **loan).await.unwrap();
    }

    async fn lines(seats: &Seats) -> i64 {
        let mut loan = seats.begin(sql::SQLITE_BEGIN).await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM lines")
            .fetch_one(&mut *loan)
            .await;
        loan.commit().await.unwrap();
        count.unwrap()
    }

    async fn one_line_is_begun(seats: &Seats) -> Loan {
        let mut loan = seats.begin(sql::SQLITE_BEGIN).await.unwrap();
        says(&mut loan, "INSERT INTO lines VALUES ('half a thought')").await;
        loan
    }

    /// Asks a future once whether it is done.
    async fn once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        let asked = poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context)));
        match asked.await {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }

    #[tokio::test]
    async fn what_is_not_committed_is_undone_before_the_next_loan() {
        let place = Place::new();
        let seats = place.seats().await;
        drop(one_line_is_begun(&seats).await);
        assert_eq!(lines(&seats).await, 0);
        one_line_is_begun(&seats).await.commit().await.unwrap();
        assert_eq!(lines(&seats).await, 1);
        seats.close().await;
    }

    #[tokio::test]
    async fn it_is_undone_also_when_nobody_can_wait_for_it() {
        let place = Place::new();
        let seats = place.seats().await;
        let loan = one_line_is_begun(&seats).await;
        std::thread::spawn(move || drop(loan)).join().unwrap();
        assert_eq!(lines(&seats).await, 0);
        seats.close().await;
    }

    #[tokio::test]
    async fn a_beginning_that_is_given_up_holds_nobody_up() {
        let place = Place::new();
        let seats = place.seats().await;
        for polls in 1..6 {
            let mut beginning = Box::pin(seats.begin(sql::SQLITE_BEGIN));
            for _ in 0..polls {
                if once(&mut beginning).await.is_some() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(beginning);
            assert_eq!(lines(&seats).await, 0, "given up at poll {polls}");
        }
        seats.close().await;
    }

    #[tokio::test]
    async fn a_connection_whose_rollback_fails_is_replaced() {
        let place = Place::new();
        let seats = place.seats().await;
        let mut loan = seats.lend().await.unwrap();
        says(&mut loan, "CREATE TEMP TABLE mark (line TEXT)").await;
        drop(loan);
        let mut loan = one_line_is_begun(&seats).await;
        // It came to its end by itself, so what the loan says at the end of it is refused.
        says(&mut loan, "ROLLBACK").await;
        drop(loan);
        assert_eq!(lines(&seats).await, 0);
        let mut loan = seats.lend().await.unwrap();
        let marks = sqlx::query_scalar("SELECT count(*) FROM sqlite_temp_master").fetch_one(&mut *loan);
        let marks: i64 = marks.await.unwrap();
        assert_eq!(marks, 0, "it is another connection");
        drop(loan);
        seats.close().await;
    }

    #[tokio::test]
    async fn patience_comes_to_an_end() {
        let place = Place::new();
        let seats = Seats::new(1, Duration::from_millis(1), place.options());
        let loan = seats.lend().await.unwrap();
        let late = seats.lend().await.err();
        assert!(matches!(late, Some(sqlx::Error::PoolTimedOut)), "{late:?}");
        drop(loan);
        assert!(seats.lend().await.is_ok());
    }

    #[tokio::test]
    async fn closing_waits_for_loans_and_nothing_is_lent_after_it() {
        let place = Place::new();
        let seats = place.seats().await;
        let loan = one_line_is_begun(&seats).await;
        let mut closing = Box::pin(seats.close());
        assert_eq!(once(&mut closing).await, None, "a loan is out");
        loan.commit().await.unwrap();
        closing.await;
        let late = seats.lend().await.err();
        assert!(matches!(late, Some(sqlx::Error::PoolClosed)), "{late:?}");
        let mut again = SqliteConnection::connect_with(&place.options()).await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM lines")
            .fetch_one(&mut again)
            .await
            .unwrap();
        assert_eq!(count, 1, "what was committed meanwhile is there");
        again.close().await.unwrap();
    }
}
