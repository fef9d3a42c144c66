//! How a PostgreSQL database is opened.
//!
//! Called by `Store::open`. It may be shared by several gonogo processes; who writes is settled by a lock.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};

use super::error::StoreError;
use super::migrate::{self, Change, Need};
use super::{Engine, Pools, Store, sql};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the server itself ends, so that a frozen process does not keep the pen for ever.
const SERVER_LIMITS: [(&str, &str); 3] = [
    ("lock_timeout", "5s"),
    ("statement_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "30s"),
];

pub(super) async fn open(url: &str, changes: &[Change]) -> Result<Store, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Unreachable {
            place: "at the configured address".to_owned(),
            reason: error.to_string(),
        })?
        .application_name("gonogo")
        .options(SERVER_LIMITS);
    let place = place(&options);
    let readers = pool(4, options.clone());
    let writers = pool(4, options);
    if let Err(error) = prepare(&writers, &place, changes).await {
        writers.close().await;
        return Err(error);
    }
    Ok(Store {
        engine: Engine::Postgres(Pools { writers, readers }),
        place,
    })
}

/// The address as people may see it: everything but the password.
fn place(options: &PgConnectOptions) -> String {
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let database = options.get_database().unwrap_or(options.get_username());
    format!("postgres://{}@{host}/{database}", options.get_username())
}

/// Connections are kept for good: the pool's task that would replace them can spin (sqlx issue 3645).
fn pool(size: u32, options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(size)
        .min_connections(0)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(takes_changes(connection)))
        .connect_lazy_with(options)
}

/// Whether an idle connection is alive and still leads to a server that takes changes; otherwise it is replaced.
async fn takes_changes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(sql::POSTGRES_TAKES_CHANGES)
        .fetch_one(connection)
        .await
}

async fn prepare(pool: &PgPool, place: &str, changes: &[Change]) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await.map_err(|error| StoreError::Unreachable {
        place: place.to_owned(),
        reason: error.to_string(),
    })?;
    let history: i64 = sqlx::query_scalar(sql::POSTGRES_HAS_HISTORY)
        .fetch_one(&mut *connection)
        .await?;
    let newest: Option<i64> = match history {
        0 => None,
        _ => {
            sqlx::query_scalar(sql::NEWEST_MIGRATION)
                .fetch_one(&mut *connection)
                .await?
        }
    };
    if migrate::need(place, newest, changes)? == Need::Nothing {
        return Ok(());
    }
    migrate::migrator(changes, |change| change.postgres)
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(|error| StoreError::Migration {
            place: place.to_owned(),
            reason: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_never_holds_the_password() {
        let options =
            PgConnectOptions::from_str("postgres://ana:hunter2@db.example.org:5433/gonogo").unwrap();
        assert_eq!(place(&options), "postgres://ana@db.example.org:5433/gonogo");
    }
}
