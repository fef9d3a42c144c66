//! A fresh database for a test, on either engine, gone when the test is.
//!
//! A test is written once, as `async fn name(db: Database)`, and `on_both_databases!(name)` runs it on SQLite
//! and on PostgreSQL.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The address of the PostgreSQL server that tests may use, without a database.
const SERVER: &str = "GONOGO_TEST_POSTGRES";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite, in memory.
    Memory,
    /// SQLite, in a file of its own.
    Sqlite,
    /// PostgreSQL, in a database of its own on the server named by `GONOGO_TEST_POSTGRES`.
    Postgres,
}

/// An empty database. It goes away with this value.
#[derive(Debug)]
pub(crate) struct Database {
    /// What `Store::open` takes.
    pub(crate) url: String,
    /// What it runs on.
    pub(crate) engine: Engine,
    rest: Rest,
}

/// What is to be cleared away.
#[derive(Debug)]
enum Rest {
    Nothing,
    Folder(PathBuf),
    OnServer { server: String, name: String },
}

/// Makes an empty database.
pub(crate) async fn fresh(engine: Engine) -> Database {
    let name = format!("gonogo_test_{:016x}", rand::random::<u64>());
    match engine {
        Engine::Memory => Database {
            url: "sqlite::memory:".to_owned(),
            engine,
            rest: Rest::Nothing,
        },
        Engine::Sqlite => {
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir(&folder).expect("the temporary folder can be written");
            let url = format!("sqlite:{}", folder.join("gonogo.db").display());
            Database {
                url,
                engine,
                rest: Rest::Folder(folder),
            }
        }
        Engine::Postgres => {
            let server = std::env::var(SERVER)
                .unwrap_or_else(|_| panic!("set {SERVER}, for example with scripts/postgres-for-tests"));
            let server = server.trim_end_matches('/').to_owned();
            on_server(&server, format!("CREATE DATABASE {name}")).await;
            Database {
                url: format!("{server}/{name}"),
                engine,
                rest: Rest::OnServer { server, name },
            }
        }
    }
}

async fn on_server(server: &str, statement: String) {
    let options = PgConnectOptions::from_str(server)
        .expect("the server's address can be read")
        .database("postgres");
    let mut connection = PgConnection::connect_with(&options)
        .await
        .expect("the test server answers");
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .expect("the test server obeys");
}

impl Drop for Database {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.rest, Rest::Nothing) {
            Rest::Nothing => {}
            Rest::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            // A thread of its own, because the test's runtime may be about to end and cannot be waited in.
            Rest::OnServer { server, name } => {
                let clearing = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                    let statement = format!("DROP DATABASE {name} WITH (FORCE)");
                    runtime
                        .expect("a runtime starts")
                        .block_on(on_server(&server, statement));
                });
                drop(clearing.join());
            }
        }
    }
}

/// Runs `async fn name(db: Database)` on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::database::fresh($crate::database::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
            async fn postgres() {
                super::$name($crate::database::fresh($crate::database::Engine::Postgres).await).await;
            }
        }
    };
}

/// Runs `async fn name(db: Database)` on SQLite in memory, SQLite in a file, and PostgreSQL.
macro_rules! on_every_database {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn memory() {
                super::$name($crate::database::fresh($crate::database::Engine::Memory).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::database::fresh($crate::database::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs PostgreSQL: scripts/check starts one, or set GONOGO_TEST_POSTGRES and run with --include-ignored"]
            async fn postgres() {
                super::$name($crate::database::fresh($crate::database::Engine::Postgres).await).await;
            }
        }
    };
}

pub(crate) use {on_both_databases, on_every_database};
