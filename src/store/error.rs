//! Why the database could not do what it was asked, in words for the operator.
//!
//! Made by every part of the store. No text in it holds a password: places are written without one, and the
//! drivers' messages do not repeat the address.

use std::borrow::Cow;

use sqlx::error::DatabaseError;

/// Why the database could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was first: read again and decide again.
    #[error("somebody else changed this at the same moment; nothing was saved")]
    Conflict,
    /// The database is at work for others for too long.
    #[error("the database is busy; nothing was saved")]
    Busy,
    /// There is no room left on the disk.
    #[error(
        "Storage is full; nothing was saved. Free some space on the disk of the database, then try again."
    )]
    Full,
    /// The database takes no changes: a standby, or a file system that is mounted read-only.
    #[error("the database can only be read; nothing was saved")]
    ReadOnly,
    /// The connection broke while a commit was under way: it may be saved or not. Ask again with the same key.
    #[error("the database did not say whether this was saved ({reason})")]
    Unsure {
        /// What broke.
        reason: String,
    },
    /// The address is not one of a database that gonogo knows.
    #[error(
        "the database address begins with {scheme}. Write `sqlite:path/to/gonogo.db`, or \
         `postgres://user@host/database`."
    )]
    Address {
        /// What stands before the first colon, as people read it.
        scheme: String,
    },
    /// A database file or its folder cannot be used as it is.
    #[error("the database {path} cannot be used: {problem}. {fix}")]
    Unusable {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
        /// What to do, as a sentence.
        fix: String,
    },
    /// There is no database to talk to.
    #[error(
        "the database {place} cannot be reached: {reason}. Check that it runs, and the address and password."
    )]
    Unreachable {
        /// Where it was looked for, without a password.
        place: String,
        /// What the driver said.
        reason: String,
    },
    /// A newer gonogo has used the database.
    #[error(
        "the database {place} was last used by a newer gonogo (its tables are at {found}, this one knows {known}). \
         Start the newer gonogo, or restore the copy it made before it changed the tables."
    )]
    Newer {
        /// Where the database is.
        place: String,
        /// The newest migration in the database.
        found: i64,
        /// The newest migration of this binary.
        known: i64,
    },
    /// The tables could not be brought up to this version; they are as they were.
    #[error("the tables of the database {place} cannot be brought up to date: {reason}")]
    Migration {
        /// Where the database is.
        place: String,
        /// What the driver said.
        reason: String,
    },
    /// The content of the database is damaged.
    #[error(
        "the database is damaged: {details}. Stop gonogo, keep the file, and restore your last backup in its place."
    )]
    Corrupt {
        /// What was found.
        details: String,
    },
    /// Anything else the driver reports.
    #[error("the database failed: {0}")]
    Failed(#[source] sqlx::Error),
}

impl StoreError {
    pub(super) fn unknown_address(scheme: &str) -> Self {
        // A whole address in the wrong place may hold a password, so only a plain word is repeated.
        let plain = (1..=20).contains(&scheme.len()) && scheme.chars().all(|c| c.is_ascii_alphanumeric());
        Self::Address {
            scheme: if plain {
                format!("`{scheme}`")
            } else {
                "something else".to_owned()
            },
        }
    }

    /// Whether asking again, from the start and with the same key, may succeed.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Conflict | Self::Busy | Self::Unsure { .. } | Self::Unreachable { .. } => true,
            Self::Full
            | Self::ReadOnly
            | Self::Address { .. }
            | Self::Unusable { .. }
            | Self::Newer { .. }
            | Self::Migration { .. }
            | Self::Corrupt { .. }
            | Self::Failed(_) => false,
        }
    }

    /// An error of `COMMIT`: when the connection broke, nobody knows on which side of it.
    pub(super) fn of_commit(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => Self::Unsure {
                reason: error.to_string(),
            },
            other => Self::from(other),
        }
    }

    /// An error where a row that is there already means that somebody else was first.
    pub(super) fn of_insert(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(e) if e.is_unique_violation() => Self::Conflict,
            _ => Self::from(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(e) => meaning(e.as_ref()).unwrap_or(Self::Failed(error)),
            _ => Self::Failed(error),
        }
    }
}

/// What an engine's error code means, when it means something that people can act on.
///
/// SQLite: <https://www.sqlite.org/rescode.html> (decimal, possibly extended).
/// PostgreSQL: <https://www.postgresql.org/docs/current/errcodes-appendix.html> (five characters).
fn meaning(error: &dyn DatabaseError) -> Option<StoreError> {
    let code: Cow<'_, str> = error.code()?;
    let details = || error.message().to_owned();
    if let Some(state) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return match state.code() {
            "40001" | "40P01" => Some(StoreError::Conflict),
            "55P03" | "57014" => Some(StoreError::Busy),
            "53100" => Some(StoreError::Full),
            "25006" => Some(StoreError::ReadOnly),
            "XX001" | "XX002" => Some(StoreError::Corrupt { details: details() }),
            _ => None,
        };
    }
    // Full in the middle of a write shows itself as one of these I/O errors too: write, sync, truncate, shared memory.
    const FULL_DISK: [i64; 4] = [778, 1034, 1546, 4874];
    let code: i64 = code.parse().ok()?;
    match code & 0xff {
        5 | 6 => Some(StoreError::Busy),
        8 => Some(StoreError::ReadOnly),
        11 | 26 => Some(StoreError::Corrupt { details: details() }),
        13 => Some(StoreError::Full),
        10 if FULL_DISK.contains(&code) => Some(StoreError::Full),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_address_repeats_a_scheme_but_never_a_password() {
        let named = StoreError::unknown_address("mysql").to_string();
        assert!(named.contains("`mysql`"), "{named}");
        let hidden = StoreError::unknown_address("user/hunter2@host").to_string();
        assert!(!hidden.contains("hunter2"), "{hidden}");
    }

    #[test]
    fn a_pool_that_gives_no_connection_is_busy() {
        assert!(matches!(
            StoreError::from(sqlx::Error::PoolTimedOut),
            StoreError::Busy
        ));
    }

    #[test]
    fn a_connection_that_breaks_at_commit_leaves_us_unsure() {
        let broken = sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        assert!(StoreError::of_commit(broken).may_pass());
        let broken = sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        assert!(!StoreError::from(broken).may_pass());
    }
}
