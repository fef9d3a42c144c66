//! The journal and what hangs on it, in SQLite or PostgreSQL.
//!
//! `app` opens a [`Tx`], reads a stream, appends facts and queues what follows from them, all in one commit;
//! `courier` and `scheduler` read the queues. Facts, notices and processes are texts here: what they mean is
//! the domain's. This is the only room that says SQL.
//!
//! Both engines keep the same promise: **one writer at a time**. SQLite has it by nature; on PostgreSQL every
//! [`Tx`] for writing takes one advisory lock first, also across processes. What a writer reads therefore
//! stays true until it commits, and nobody has to be told to try again because of an isolation level.

use std::fmt;

use sqlx::PgPool;

#[macro_use]
mod tx;
mod cards;
mod departures;
mod error;
mod inbox;
mod journal;
mod migrate;
mod notices;
mod postgres;
mod releases;
mod seats;
pub mod sql;
mod sqlite;
mod timers;
mod troubles;

pub use cards::Card;
pub use departures::{Departure, Failure, Told};
pub use error::StoreError;
pub use journal::{Break, BrokenLink, Entry, Recorded, find_break};
pub use notices::{NewNotice, Notice, NoticeState, Via};
pub use releases::{ReleaseFilter, ReleaseRow};
use seats::Seats;
pub use timers::{DueTimer, Timer};
pub use troubles::Trouble;
pub use tx::Tx;

/// A database. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    place: String,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Pools<Seats>),
    Postgres(Pools<PgPool>),
}

/// Writers wait for each other; readers do not wait for them.
#[derive(Clone)]
struct Pools<P> {
    writers: P,
    readers: P,
}

impl Store {
    /// Opens the database at `sqlite:path/to/gonogo.db` (made when missing), `sqlite::memory:` or
    /// `postgres://user@host/database`, and brings its tables up to this version of gonogo.
    ///
    /// An existing SQLite file is checked first, and copied beside itself before its tables change.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", rest)) => sqlite::open(rest, migrate::SHIPPED).await,
            Some(("postgres" | "postgresql", _)) => postgres::open(url, migrate::SHIPPED).await,
            Some((scheme, _)) => Err(StoreError::unknown_address(scheme)),
            None => Err(StoreError::unknown_address("")),
        }
    }

    /// Begins a transaction that writes; waits until no other writer is at it.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            Engine::Sqlite(pools) => Ok(Tx::sqlite(pools.writers.begin(sql::SQLITE_BEGIN).await?)),
            Engine::Postgres(pools) => {
                let mut tx = Tx::postgres(pools.writers.begin_with(sql::POSTGRES_BEGIN).await?);
                tx.take_the_pen().await?;
                Ok(tx)
            }
        }
    }

    /// Begins a transaction that only reads, and sees the database as it is at its first statement.
    ///
    /// A database in memory has a single connection: end the reading there before a writing begins.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            // Nobody writes beside the only connection: what it reads stays as it is without a transaction.
            Engine::Sqlite(pools) if pools.readers.is_only() => Ok(Tx::sqlite(pools.readers.lend().await?)),
            Engine::Sqlite(pools) => {
                let reading = pools.readers.begin(sql::SQLITE_BEGIN_READING).await?;
                Ok(Tx::sqlite(reading))
            }
            Engine::Postgres(pools) => Ok(Tx::postgres(
                pools.readers.begin_with(sql::POSTGRES_BEGIN_READING).await?,
            )),
        }
    }

    /// Closes every connection, after the transactions that hold them.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(pools) => {
                pools.readers.close().await;
                pools.writers.close().await;
            }
            Engine::Postgres(pools) => {
                pools.readers.close().await;
                pools.writers.close().await;
            }
        }
    }

    /// The engine's name, as people write it.
    pub fn engine(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Where the database is, without any password.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Debug for Store {
    /// By hand, because the connection options inside would show a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.engine())
            .field("place", &self.place)
            .finish()
    }
}
