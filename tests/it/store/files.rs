//! Opening: what is kept, and what is refused in words that help.

use gonogo::store::{Store, StoreError};

use super::{entry, open, say};
use crate::database::{Database, Engine, fresh, on_both_databases};

on_both_databases!(what_was_saved_is_there_after_opening_again);
async fn what_was_saved_is_there_after_opening_again(db: Database) {
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    tx.append("release/1", 0, "key", &[entry("{}")]).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;

    let store = open(&db).await;
    assert_eq!(
        store.read().await.unwrap().verify("release/1").await.unwrap(),
        Ok(1)
    );
    store.close().await;
}

on_both_databases!(a_reader_sees_one_moment_and_cannot_write);
async fn a_reader_sees_one_moment_and_cannot_write(db: Database) {
    let store = open(&db).await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.streams().await.unwrap(), [] as [String; 0]);
    let mut writer = store.begin().await.unwrap();
    writer
        .append("release/1", 0, "key", &[entry("{}")])
        .await
        .unwrap();
    writer.commit().await.unwrap();
    assert_eq!(
        reader.streams().await.unwrap(),
        [] as [String; 0],
        "it goes on seeing what it saw first"
    );
    assert_eq!(
        store.read().await.unwrap().streams().await.unwrap(),
        ["release/1"]
    );
    let error = reader.remember("key", "done", 1).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
    drop(reader);
    store.close().await;
}

on_both_databases!(a_database_of_a_newer_gonogo_is_refused);
async fn a_database_of_a_newer_gonogo_is_refused(db: Database) {
    open(&db).await.close().await;
    say(
        &db,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 99, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await
    .unwrap();
    let error = Store::open(&db.url).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
async fn a_connection_that_the_server_has_ended_is_replaced() {
    let db = fresh(Engine::Postgres).await;
    let store = open(&db).await;
    for _ in 0..2 {
        let mut tx = store.begin().await.unwrap();
        let last = tx.facts("release/1", 0).await.unwrap().len() as i64;
        tx.append("release/1", last, "key", &[entry("{}")]).await.unwrap();
        tx.commit().await.unwrap();
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        say(&db, end).await.unwrap();
    }
    assert_eq!(
        store.read().await.unwrap().verify("release/1").await.unwrap(),
        Ok(2)
    );
    store.close().await;
}

fn path(db: &Database) -> &str {
    db.url.strip_prefix("sqlite:").unwrap()
}

async fn refusal(url: &str) -> String {
    Store::open(url).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_by_name() {
    let db = fresh(Engine::Sqlite).await;
    std::fs::write(
        path(&db),
        "these are the meeting notes, not a database\n".repeat(50),
    )
    .unwrap();
    let error = refusal(&db.url).await;
    assert!(
        error.contains(path(&db)) && error.contains("not a database"),
        "{error}"
    );
}

#[tokio::test]
async fn a_damaged_file_is_refused_with_what_to_do() {
    let db = fresh(Engine::Sqlite).await;
    let store = open(&db).await;
    let mut tx = store.begin().await.unwrap();
    let facts: Vec<_> = (0..500)
        .map(|n| entry(&format!("{n} {}", "x".repeat(200))))
        .collect();
    tx.append("release/1", 0, "key", &facts).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;

    let mut bytes = std::fs::read(path(&db)).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    std::fs::write(path(&db), bytes).unwrap();
    let error = refusal(&db.url).await;
    assert!(
        error.contains(path(&db)) && error.contains("restore your last backup"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_with_the_tables_of_another_program_is_left_alone() {
    let db = fresh(Engine::Sqlite).await;
    let other = format!("{}?mode=rwc", db.url);
    let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&other)
        .await
        .unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let error = refusal(&db.url).await;
    assert!(error.contains("another program"), "{error}");
}

#[tokio::test]
async fn a_missing_folder_is_named_with_the_command_that_makes_it() {
    let error = refusal("sqlite:/nowhere/at/all/gonogo.db").await;
    insta::assert_snapshot!(error, @"the database /nowhere/at/all/gonogo.db cannot be used: its folder does not exist. Make it: mkdir -p '/nowhere/at/all'.");
    let error = refusal("sqlite:/").await;
    insta::assert_snapshot!(error, @"the database / cannot be used: it is a folder. Name a file in it, such as `gonogo.db`.");
}

/// A program that runs cannot be written, not even by root, for whom no file is read-only.
#[tokio::test]
async fn a_file_that_cannot_be_written_is_named_with_its_owner() {
    let program = std::env::current_exe().unwrap();
    let error = refusal(&format!("sqlite:{}", program.display())).await;
    assert!(error.contains(&program.display().to_string()), "{error}");
    assert!(
        error.contains("it belongs to user ") && error.contains("sudo chown"),
        "{error}"
    );
}

#[tokio::test]
async fn an_unknown_address_is_answered_with_the_known_ones() {
    insta::assert_snapshot!(refusal("mysql://ana:hunter2@host/gonogo").await, @"the database address begins with `mysql`. Write `sqlite:path/to/gonogo.db`, or `postgres://user@host/database`.");
    insta::assert_snapshot!(refusal("gonogo.db").await, @"the database address begins with something else. Write `sqlite:path/to/gonogo.db`, or `postgres://user@host/database`.");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    let error = refusal("postgres://ana:hunter2@127.0.0.1:1/gonogo").await;
    assert!(
        error.contains("postgres://ana@127.0.0.1:1/gonogo") && !error.contains("hunter2"),
        "{error}"
    );
    let error = refusal("postgres://ana:hunter2@127.0.0.1:99999/gonogo").await;
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_store_never_shows_a_password() {
    let db = fresh(Engine::Memory).await;
    let store = open(&db).await;
    insta::assert_snapshot!(format!("{store:?}"), @r#"Store { engine: "SQLite", place: ":memory:" }"#);
}
