//! How a PostgreSQL database is opened.
//!
//! Called by `Store::open`. It may be shared by several gonogo processes; who writes is settled by a lock.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};

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

/// How long the server may take to let us in.
const KNOCKING: Duration = Duration::from_secs(10);

pub(super) async fn open(url: &str, changes: &[Change]) -> Result<Store, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| unreachable("at the configured address", &error))?
        .application_name("gonogo");
    let place = place(&options);
    prepare(&options, &place, changes).await?;
    let options = options.options(SERVER_LIMITS);
    let pools = Pools {
        writers: pool(4, options.clone()),
        readers: pool(4, options),
    };
    Ok(Store {
        engine: Engine::Postgres(pools),
        place,
    })
}

fn unreachable(place: &str, reason: &impl ToString) -> StoreError {
    StoreError::Unreachable {
        place: place.to_owned(),
        reason: reason.to_string(),
    }
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

/// Brings the tables up to date, over a connection of its own: a pool would hide why there is none, and a
/// change of tables may take longer than a statement otherwise may.
async fn prepare(options: &PgConnectOptions, place: &str, changes: &[Change]) -> Result<(), StoreError> {
    let mut connection = tokio::time::timeout(KNOCKING, PgConnection::connect_with(options))
        .await
        .map_err(|_| unreachable(place, &"it did not answer within 10 seconds"))?
        .map_err(|error| unreachable(place, &error))?;
    let newest = newest_migration(&mut connection).await?;
    if migrate::need(place, newest, changes)? != Need::Nothing {
        migrate::migrator(changes, |change| change.postgres)
            .run_direct(None, &mut connection, false)
            .await
            .map_err(|error| StoreError::Migration {
                place: place.to_owned(),
                reason: error.to_string(),
            })?;
    }
    Ok(connection.close().await?)
}

async fn newest_migration(connection: &mut PgConnection) -> Result<Option<i64>, StoreError> {
    let history: i64 = sqlx::query_scalar(sql::POSTGRES_HAS_HISTORY)
        .fetch_one(&mut *connection)
        .await?;
    match history {
        0 => Ok(None),
        _ => Ok(sqlx::query_scalar(sql::NEWEST_MIGRATION)
            .fetch_one(&mut *connection)
            .await?),
    }
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
