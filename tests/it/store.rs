//! What the store promises, told once and held against SQLite in memory, SQLite in a file, and PostgreSQL.

mod files;
mod journal;
mod queues;
mod tables;

use gonogo::store::{Entry, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::database::{Database, Engine};

async fn open(db: &Database) -> Store {
    Store::open(&db.url).await.unwrap()
}

fn entry(body: &str) -> Entry {
    Entry {
        at: 1_700_000_000_000,
        by: "ana".into(),
        kind: "Ticked".into(),
        version: 1,
        body: body.into(),
    }
}

/// Says a statement past the store, as somebody with a database shell would.
async fn say(db: &Database, statement: &str) -> Result<(), sqlx::Error> {
    let statement = AssertSqlSafe(statement.to_owned());
    match db.engine {
        Engine::Memory => panic!("nobody else reaches a database in memory"),
        Engine::Sqlite => {
            let mut connection = SqliteConnection::connect(&db.url).await?;
            sqlx::query(statement).execute(&mut connection).await?;
            connection.close().await
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&db.url).await?;
            sqlx::query(statement).execute(&mut connection).await?;
            connection.close().await
        }
    }
}
