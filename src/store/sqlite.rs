//! How a SQLite database is opened: checked, copied before its tables change, and set to lose nothing.
//!
//! Called by `Store::open`. A file belongs to one gonogo process.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::error::StoreError;
use super::migrate::{self, Change, Need};
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
    let pool = pool(1, options);
    migrate_to(&pool, ":memory:", changes).await?;
    let pools = Pools {
        writers: pool.clone(),
        readers: pool,
    };
    Ok(Store {
        engine: Engine::Sqlite(pools),
        place: ":memory:".to_owned(),
    })
}

async fn open_file(path: &Path, changes: &[Change]) -> Result<Store, StoreError> {
    let is_new = !check_access(path)?;
    let place = path.display().to_string();
    let writers = pool(1, writing(path));
    if let Err(error) = prepare(&writers, path, is_new, changes).await {
        writers.close().await;
        return Err(error);
    }
    let readers = pool(
        READERS,
        SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(PATIENCE),
    );
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

/// Connections are kept for good: the pool's task that would replace them can spin (sqlx issue 3645).
fn pool(size: u32, options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(size)
        .min_connections(0)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options)
}

async fn prepare(pool: &SqlitePool, path: &Path, is_new: bool, changes: &[Change]) -> Result<(), StoreError> {
    let place = path.display().to_string();
    if is_new {
        return migrate_to(pool, &place, changes).await;
    }
    quick_check(pool, path).await?;
    let newest = newest_migration(pool).await?;
    if let Need::Since(version) = migrate::need(&place, newest, changes)? {
        copy_aside(pool, path, version).await?;
    }
    migrate_to(pool, &place, changes).await
}

async fn quick_check(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let verdict: Result<String, sqlx::Error> =
        sqlx::query_scalar(sql::SQLITE_QUICK_CHECK).fetch_one(pool).await;
    let details = match verdict.map_err(StoreError::from) {
        Ok(verdict) if verdict == "ok" => return Ok(()),
        Ok(verdict) => verdict,
        Err(StoreError::Corrupt { details }) => details,
        Err(other) => return Err(other),
    };
    Err(StoreError::Corrupt {
        details: format!("{} ({details})", path.display()),
    })
}

async fn newest_migration(pool: &SqlitePool) -> Result<Option<i64>, StoreError> {
    let history: i64 = sqlx::query_scalar(sql::SQLITE_HAS_HISTORY)
        .fetch_one(pool)
        .await?;
    match history {
        0 => Ok(None),
        _ => Ok(sqlx::query_scalar(sql::NEWEST_MIGRATION).fetch_one(pool).await?),
    }
}

async fn migrate_to(pool: &SqlitePool, place: &str, changes: &[Change]) -> Result<(), StoreError> {
    migrate::migrator(changes, |change| change.sqlite)
        .run(pool)
        .await
        .map_err(|error| StoreError::Migration {
            place: place.to_owned(),
            reason: error.to_string(),
        })
}

/// Keeps the database as it is beside itself, before its tables change.
async fn copy_aside(pool: &SqlitePool, path: &Path, version: i64) -> Result<(), StoreError> {
    let copy = free_name(path, version);
    let name = copy.display().to_string();
    sqlx::query(sql::SQLITE_COPY).bind(&name).execute(pool).await?;
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
