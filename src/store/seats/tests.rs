//! What a loan promises, on a file and in memory.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::Poll;

use super::*;
use crate::store::sql;

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
        with_a_table(Seats::new(1, Duration::from_secs(5), self.options())).await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

async fn in_memory() -> Seats {
    let options = SqliteConnectOptions::new().in_memory(true).filename(":memory:");
    let only = options.connect().await.unwrap();
    with_a_table(Seats::only(only, Duration::from_secs(5))).await
}

async fn with_a_table(seats: Seats) -> Seats {
    let mut loan = seats.lend().await.unwrap();
    says(&mut loan, "CREATE TABLE lines (line TEXT) STRICT").await;
    drop(loan);
    seats
}

async fn says(loan: &mut Loan, statement: &'static str) {
    sqlx::query(statement).execute(&mut **loan).await.unwrap();
}

async fn number(loan: &mut Loan, statement: &'static str) -> i64 {
    let number = sqlx::query_scalar(statement).fetch_one(&mut **loan);
    number.await.unwrap()
}

async fn lines(seats: &Seats) -> i64 {
    let mut loan = seats.begin(sql::SQLITE_BEGIN).await.unwrap();
    let count = number(&mut loan, "SELECT count(*) FROM lines").await;
    loan.commit().await.unwrap();
    count
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
    for seats in [place.seats().await, in_memory().await] {
        drop(one_line_is_begun(&seats).await);
        assert_eq!(lines(&seats).await, 0, "dropped");
        one_line_is_begun(&seats).await.rollback().await.unwrap();
        assert_eq!(lines(&seats).await, 0, "undone");
        one_line_is_begun(&seats).await.commit().await.unwrap();
        assert_eq!(lines(&seats).await, 1);
        seats.close().await;
    }
}

#[tokio::test]
async fn it_is_undone_also_when_nobody_can_wait_for_it() {
    let place = Place::new();
    for seats in [place.seats().await, in_memory().await] {
        let loan = one_line_is_begun(&seats).await;
        std::thread::spawn(move || drop(loan)).join().unwrap();
        assert_eq!(lines(&seats).await, 0);
        seats.close().await;
    }
}

#[tokio::test]
async fn a_beginning_or_a_commit_that_is_given_up_holds_nobody_up() {
    let place = Place::new();
    for seats in [place.seats().await, in_memory().await] {
        for polls in 1..8 {
            let mut beginning = Box::pin(seats.begin(sql::SQLITE_BEGIN));
            let begun = asked(&mut beginning, polls).await;
            drop((beginning, begun));
            assert_eq!(lines(&seats).await, 0, "begun, given up at poll {polls}");

            let mut commit = Box::pin(one_line_is_begun(&seats).await.commit());
            asked(&mut commit, polls).await;
            drop(commit);
            // It is kept whole or not at all, and the connection goes on.
            assert!(lines(&seats).await <= 1, "committed, given up at poll {polls}");
            says(&mut seats.lend().await.unwrap(), "DELETE FROM lines").await;
            assert_eq!(lines(&seats).await, 0);
        }
        seats.close().await;
    }
}

/// Asks so many times, and lets others go on in between.
async fn asked<F: Future + Unpin>(future: &mut F, polls: usize) -> Option<F::Output> {
    for _ in 0..polls {
        let done = once(future).await;
        if done.is_some() {
            return done;
        }
        tokio::task::yield_now().await;
    }
    None
}

#[tokio::test]
async fn a_transaction_that_ended_by_itself_is_in_nobodys_way() {
    let place = Place::new();
    for seats in [place.seats().await, in_memory().await] {
        let mut loan = one_line_is_begun(&seats).await;
        // As on a full disk: what the loan says at its end is refused.
        says(&mut loan, "ROLLBACK").await;
        drop(loan);
        assert_eq!(lines(&seats).await, 0);
        one_line_is_begun(&seats).await.commit().await.unwrap();
        assert_eq!(lines(&seats).await, 1);
        seats.close().await;
    }
}

#[tokio::test]
async fn a_connection_that_cannot_begin_is_replaced() {
    let place = Place::new();
    let seats = place.seats().await;
    let mut loan = seats.lend().await.unwrap();
    says(&mut loan, "CREATE TEMP TABLE mark (line TEXT)").await;
    says(&mut loan, "BEGIN").await;
    drop(loan);
    let refused = seats.begin(sql::SQLITE_BEGIN).await.err();
    assert!(refused.is_some(), "it is in the middle of another transaction");
    assert_eq!(lines(&seats).await, 0);
    let mut loan = seats.lend().await.unwrap();
    let marks = number(&mut loan, "SELECT count(*) FROM sqlite_temp_master").await;
    assert_eq!(marks, 0, "it is another connection");
    drop(loan);
    seats.close().await;
}

#[tokio::test]
async fn the_only_connection_to_a_database_in_memory_is_never_replaced_by_an_empty_one() {
    let seats = in_memory().await;
    one_line_is_begun(&seats).await.commit().await.unwrap();
    says(&mut seats.lend().await.unwrap(), "BEGIN").await;
    let refused = seats.begin(sql::SQLITE_BEGIN).await.err();
    assert!(refused.is_some(), "it is in the middle of another transaction");
    assert_eq!(lines(&seats).await, 1, "which was undone with the loan");
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
    let count = sqlx::query_scalar("SELECT count(*) FROM lines").fetch_one(&mut again);
    let count: i64 = count.await.unwrap();
    assert_eq!(count, 1, "what was committed meanwhile is there");
    again.close().await.unwrap();
}
