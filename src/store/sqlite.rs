//! How a SQLite database is opened: checked, copied before its tables change, and set to lose nothing.
//!
//! Called by `Store::open`. A file belongs to one gonogo process.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::error::StoreError;
use super::migrate::{self, Change, Need};
use super::seats::Seats;
use super::{Engine, Pools, Store, sql};

/// How long a writer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// The log beside the database is cut back to this many bytes after it grew.
const LOG_LIMIT: &str = "67108864";
/// Readers side by side.
const READERS: u32 = 4;

/// Opens what stands after `sqlite:`: a path, or `:memory:`.
pub(super) async fn open(address: &str, changes: &[Change]) -> Result<Store, StoreError> {
    let address = address.strip_prefix("//").unwrap_or(address);
    match address {
        ":memory:" => open_memory(changes).await,
        "" => Err(unusable(
            Path::new(""),
            "no file is named",
            "Write `sqlite:path/to/gonogo.db`.",
        )),
        path => open_file(Path::new(path), changes).await,
    }
}

/// One connection for everything, since each connection to `:memory:` is a database of its own.
async fn open_memory(changes: &[Change]) -> Result<Store, StoreError> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .filename(":memory:")
        .foreign_keys(true);
    let mut connection = options.connect().await?;
    migrate_to(&mut connection, ":memory:", changes).await?;
    let seats = Seats::only(connection, PATIENCE);
    let pools = Pools {
        writers: seats.clone(),
        readers: seats,
    };
    Ok(Store {
        engine: Engine::Sqlite(pools),
        place: ":memory:".to_owned(),
    })
}

async fn open_file(path: &Path, changes: &[Change]) -> Result<Store, StoreError> {
    let is_new = !check_access(path)?;
    let place = path.display().to_string();
    let first = writing(path).connect().await;
    let mut first = first.map_err(|error| named(path, error.into()))?;
    if let Err(error) = prepare(&mut first, path, is_new, changes).await {
        // What is wrong is said; that closing went wrong as well adds nothing.
        let _ = first.close().await;
        return Err(error);
    }
    let writers = Seats::new(1, PATIENCE, writing(path)).with(first);
    let reading = SqliteConnectOptions::new().filename(path).read_only(true);
    let readers = Seats::new(READERS, PATIENCE, reading.busy_timeout(PATIENCE));
    Ok(Store {
        engine: Engine::Sqlite(Pools { writers, readers }),
        place,
    })
}

fn writing(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("journal_size_limit", LOG_LIMIT)
}

async fn prepare(
    connection: &mut SqliteConnection,
    path: &Path,
    is_new: bool,
    changes: &[Change],
) -> Result<(), StoreError> {
    let place = path.display().to_string();
    if is_new {
        return migrate_to(connection, &place, changes).await;
    }
    quick_check(connection, path).await?;
    let newest = newest_migration(connection).await?;
    match migrate::need(&place, newest, changes)? {
        Need::Nothing => {}
        Need::Everything => refuse_strange_tables(connection, path).await?,
        Need::Since(version) => copy_aside(connection, path, version).await?,
    }
    migrate_to(connection, &place, changes).await
}

async fn quick_check(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let verdict: Result<String, sqlx::Error> = sqlx::query_scalar(sql::SQLITE_QUICK_CHECK)
        .fetch_one(connection)
        .await;
    match verdict {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(details) => Err(named(path, StoreError::Corrupt { details })),
        Err(error) => Err(named(path, error.into())),
    }
}

/// The error, with the file where it matters which one it is.
fn named(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Corrupt { details } => StoreError::Corrupt {
            details: format!("{} ({details})", path.display()),
        },
        other => other,
    }
}

async fn newest_migration(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let history: i64 = sqlx::query_scalar(sql::SQLITE_HAS_HISTORY)
        .fetch_one(&mut *connection)
        .await?;
    match history {
        0 => Ok(None),
        _ => Ok(sqlx::query_scalar(sql::NEWEST_MIGRATION)
            .fetch_one(&mut *connection)
            .await?),
    }
}

/// A file with tables but without our history belongs to another program.
async fn refuse_strange_tables(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let tables: i64 = sqlx::query_scalar(sql::SQLITE_HAS_TABLES)
        .fetch_one(&mut *connection)
        .await?;
    match tables {
        0 => Ok(()),
        _ => Err(unusable(
            path,
            "it holds the tables of another program",
            "Name another file.",
        )),
    }
}

async fn migrate_to(
    connection: &mut SqliteConnection,
    place: &str,
    changes: &[Change],
) -> Result<(), StoreError> {
    migrate::migrator(changes, |change| change.sqlite)
        .run_direct(None, connection, false)
        .await
        .map_err(|error| StoreError::Migration {
            place: place.to_owned(),
            reason: error.to_string(),
        })
}

/// Keeps the database as it is beside itself, before its tables change.
async fn copy_aside(connection: &mut SqliteConnection, path: &Path, version: i64) -> Result<(), StoreError> {
    let copy = free_name(path, version);
    let name = copy.display().to_string();
    sqlx::query(sql::SQLITE_COPY)
        .bind(&name)
        .execute(&mut *connection)
        .await?;
    tracing::info!(copy = %name, "the database was copied before its tables change");
    Ok(())
}

/// The first name for a copy that no file has: an older copy is never written over.
fn free_name(path: &Path, version: i64) -> PathBuf {
    let name = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-migration-{}", version + 1));
        if n > 1 {
            name.push(format!("-{n}"));
        }
        PathBuf::from(name)
    };
    (1..)
        .map(name)
        .find(|copy| !copy.exists())
        .expect("there are more names than files")
}

/// Whether the file is there; an error when it, or its folder, cannot be used.
fn check_access(path: &Path) -> Result<bool, StoreError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        let fix = format!("Make it: mkdir -p '{}'.", folder.display());
        return Err(unusable(path, "its folder does not exist", &fix));
    }
    if path.is_dir() {
        return Err(unusable(
            path,
            "it is a folder",
            "Name a file in it, such as `gonogo.db`.",
        ));
    }
    if !path.exists() {
        return Ok(false);
    }
    match std::fs::OpenOptions::new().read(true).write(true).open(path) {
        Ok(_) => Ok(true),
        Err(error) => Err(unusable(
            path,
            &owner_and(path, &error),
            &access_fix(path, folder),
        )),
    }
}

/// What the system says, with whose file it is.
fn owner_and(path: &Path, error: &std::io::Error) -> String {
    use std::os::unix::fs::MetadataExt;
    match std::fs::metadata(path) {
        Ok(file) => format!(
            "{error} (it belongs to user {}, with mode {:o})",
            file.uid(),
            file.mode() & 0o777
        ),
        Err(_) => error.to_string(),
    }
}

fn access_fix(path: &Path, folder: &Path) -> String {
    format!(
        "Give it to the user that runs gonogo: sudo chown \"$(id -un)\" '{}' '{}' && chmod u+rw '{0}'.",
        path.display(),
        folder.display()
    )
}

fn unusable(path: &Path, problem: &str, fix: &str) -> StoreError {
    StoreError::Unusable {
        path: path.display().to_string(),
        problem: problem.to_owned(),
        fix: fix.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Entry, Tx};
    use super::*;

    /// The shipped tables and one more, as a later gonogo would have.
    fn later(sqlite: &'static str) -> Vec<Change> {
        let mut changes = migrate::SHIPPED.to_vec();
        let number = changes.len() as i64 + 1;
        changes.push(Change {
            number,
            name: "later",
            sqlite,
            postgres: "",
        });
        changes
    }

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("gonogo-store-{:016x}", rand::random::<u64>()));
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn database(&self) -> PathBuf {
            self.0.join("gonogo.db")
        }

        fn copies(&self) -> Vec<PathBuf> {
            let all = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
            let mut copies: Vec<PathBuf> = all
                .filter(|path| path.to_string_lossy().contains(".before-migration-"))
                .collect();
            copies.sort();
            copies
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn entry() -> Entry {
        Entry {
            at: 1,
            by: "ana".into(),
            kind: "Started".into(),
            version: 1,
            body: "{}".into(),
        }
    }

    async fn append_one(store: &Store, stream: &str) {
        let mut tx = store.begin().await.unwrap();
        tx.append(stream, 0, "key", &[entry()]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn facts_in(store: &Store, stream: &str) -> usize {
        store.read().await.unwrap().facts(stream, 0).await.unwrap().len()
    }

    #[tokio::test]
    async fn a_database_is_copied_before_its_tables_change() {
        let folder = Folder::new();
        let store = open_file(&folder.database(), migrate::SHIPPED).await.unwrap();
        append_one(&store, "release/1").await;
        store.close().await;
        assert_eq!(folder.copies(), [] as [PathBuf; 0]);

        let changes = later("CREATE TABLE later (id INTEGER) STRICT");
        let store = open_file(&folder.database(), &changes).await.unwrap();
        append_one(&store, "release/2").await;
        store.close().await;

        let [copy] = folder.copies().try_into().unwrap();
        let before = open_file(&copy, migrate::SHIPPED).await.unwrap();
        assert_eq!(facts_in(&before, "release/1").await, 1);
        assert_eq!(facts_in(&before, "release/2").await, 0);
        before.close().await;
    }

    #[tokio::test]
    async fn a_migration_that_fails_half_way_leaves_the_tables_as_they_were() {
        let folder = Folder::new();
        let store = open_file(&folder.database(), migrate::SHIPPED).await.unwrap();
        append_one(&store, "release/1").await;
        store.close().await;

        let broken = later("CREATE TABLE later (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1)");
        for _ in 0..2 {
            let error = open_file(&folder.database(), &broken)
                .await
                .unwrap_err()
                .to_string();
            assert!(error.contains("nowhere"), "{error}");
        }
        assert_eq!(folder.copies().len(), 2, "the first copy is not written over");

        let store = open_file(&folder.database(), migrate::SHIPPED).await.unwrap();
        assert_eq!(facts_in(&store, "release/1").await, 1);
        store.close().await;
    }

    #[tokio::test]
    async fn a_full_disk_is_named_and_writing_goes_on_when_there_is_room() {
        let folder = Folder::new();
        let store = open_file(&folder.database(), migrate::SHIPPED).await.unwrap();
        append_one(&store, "release/1").await;
        leave_room(&store, "PRAGMA max_page_count = 1").await;

        let mut tx = store.begin().await.unwrap();
        let error = fill(&mut tx).await;
        assert!(matches!(error, StoreError::Full), "{error:?}");
        drop(tx);
        assert_eq!(facts_in(&store, "release/1").await, 1);
        assert_eq!(facts_in(&store, "release/2").await, 0);

        leave_room(&store, "PRAGMA max_page_count = 1000000").await;
        append_one(&store, "release/3").await;
        assert_eq!(facts_in(&store, "release/3").await, 1, "there is room again");
        store.close().await;
    }

    async fn leave_room(store: &Store, statement: &'static str) {
        let Engine::Sqlite(pools) = &store.engine else {
            panic!("SQLite was opened")
        };
        let mut writer = pools.writers.lend().await.unwrap();
        sqlx::query(statement).execute(&mut *writer).await.unwrap();
    }

    /// Appends until there is no room; SQLite lets no database shrink below what it holds.
    async fn fill(tx: &mut Tx) -> StoreError {
        let large = Entry {
            body: "x".repeat(100_000),
            ..entry()
        };
        for seq in 0..1000 {
            if let Err(error) = tx
                .append("release/2", seq, "key", std::slice::from_ref(&large))
                .await
            {
                return error;
            }
        }
        panic!("a hundred megabytes went into one page");
    }
}
