//! The two folders of migrations make the same tables, and every statement is understood by both engines.

use gonogo::store::sql;
use sqlx::{Column, Connection, Executor, PgConnection, Row, SqlStr, SqliteConnection, Statement};

use super::open;
use crate::database::{Engine, fresh};

async fn columns_on<'c, E: Executor<'c>>(connection: E, name: &str, text: &'static str) -> Vec<String>
where
    E::Database: sqlx::Database,
{
    let statement = connection.prepare(SqlStr::from_static(text)).await;
    let statement = statement.unwrap_or_else(|error| panic!("{name}: {error}"));
    statement
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

#[tokio::test]
async fn sqlite_understands_every_statement() {
    let db = fresh(Engine::Sqlite).await;
    open(&db).await.close().await;
    let mut connection = SqliteConnection::connect(&db.url).await.unwrap();
    for (name, text) in sql::ALL {
        columns_on(&mut connection, name, text).await;
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
async fn both_engines_understand_every_statement_alike() {
    let (lite, pg) = (fresh(Engine::Sqlite).await, fresh(Engine::Postgres).await);
    open(&lite).await.close().await;
    open(&pg).await.close().await;
    let mut on_lite = SqliteConnection::connect(&lite.url).await.unwrap();
    let mut on_pg = PgConnection::connect(&pg.url).await.unwrap();
    assert!(sql::ALL.len() > 40);
    for (name, text) in sql::ALL {
        let lite = columns_on(&mut on_lite, name, text).await;
        let pg = columns_on(&mut on_pg, name, text).await;
        assert_eq!(lite, pg, "{name}");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
async fn both_engines_have_the_same_tables() {
    let (lite, pg) = (fresh(Engine::Sqlite).await, fresh(Engine::Postgres).await);
    open(&lite).await.close().await;
    open(&pg).await.close().await;
    let lite = tables_of_sqlite(&lite.url).await;
    assert!(
        lite.iter()
            .any(|column| column == "journal.hash text, always there"),
        "{lite:#?}"
    );
    assert_eq!(lite, tables_of_postgres(&pg.url).await);
}

async fn tables_of_sqlite(url: &str) -> Vec<String> {
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    let rows = sqlx::query(
        "SELECT t.name, c.name, replace(lower(c.type), 'integer', 'bigint'), c.\"notnull\" \
         FROM sqlite_master AS t, pragma_table_info(t.name) AS c \
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%' \
         ORDER BY t.name, c.cid",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    rows.iter()
        .map(|r| column(r.get(0), r.get(1), r.get(2), r.get::<i64, _>(3) == 1))
        .collect()
}

async fn tables_of_postgres(url: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let rows = sqlx::query(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO' \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' \
         ORDER BY table_name, ordinal_position",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    rows.iter()
        .map(|r| column(r.get(0), r.get(1), r.get(2), r.get(3)))
        .collect()
}

fn column(table: String, name: String, kind: String, always: bool) -> String {
    format!(
        "{table}.{name} {kind}, {}",
        if always { "always there" } else { "may be missing" }
    )
}
