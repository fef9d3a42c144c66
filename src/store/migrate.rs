//! Migrations: how the tables come to be, and who may use them.
//!
//! Called by both engines when a database is opened. Each migration has one file per engine under the same
//! number, in `migrations/`; naming both in one line here keeps the two folders in step.

use std::borrow::Cow;

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::error::StoreError;

/// One change of the tables, on both engines.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) number: i64,
    pub(super) name: &'static str,
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
}

macro_rules! changes {
    ($($number:literal, $name:literal, $file:literal;)*) => {
        &[$(Change {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../migrations/postgres/", $file)),
        }),*]
    };
}

/// Every change up to this version of gonogo, in order.
pub(super) const SHIPPED: &[Change] = changes! {
    1, "journal", "0001_journal.sql";
    2, "outages", "0002_outages.sql";
    3, "troubles", "0003_troubles.sql";
    4, "outbound", "0004_outbound.sql";
    5, "notices-by-time", "0005_notices_by_time.sql";
};

/// What the history of a database asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing: it is up to date.
    Nothing,
    /// All migrations: it is new.
    Everything,
    /// The migrations after this one.
    Since(i64),
}

/// Compares what has run in a database with what this binary knows.
pub(super) fn need(place: &str, newest: Option<i64>, changes: &[Change]) -> Result<Need, StoreError> {
    let known = changes.last().map_or(0, |change| change.number);
    match newest {
        None => Ok(Need::Everything),
        Some(found) if found > known => Err(StoreError::Newer {
            place: place.to_owned(),
            found,
            known,
        }),
        Some(found) if found == known => Ok(Need::Nothing),
        Some(found) => Ok(Need::Since(found)),
    }
}

/// The migrations in the form that sqlx runs: each in a transaction of its own, noted with a checksum.
pub(super) fn migrator(changes: &[Change], text: fn(&Change) -> &'static str) -> Migrator {
    let migrations = changes.iter().map(|change| {
        let sql = SqlStr::from_static(text(change));
        Migration::new(
            change.number,
            Cow::Borrowed(change.name),
            MigrationType::Simple,
            sql,
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_in_both_folders_is_shipped() {
        for (folder, text) in [
            ("sqlite", (|c: &Change| c.sqlite) as fn(&Change) -> &'static str),
            ("postgres", |c| c.postgres),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(folder);
            let mut found: Vec<String> = fs::read_dir(path)
                .unwrap()
                .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
                .collect();
            found.sort();
            let mut shipped: Vec<&str> = SHIPPED.iter().map(text).collect();
            shipped.sort();
            assert_eq!(found, shipped, "{folder}");
        }
    }

    #[test]
    fn numbers_rise_without_a_gap() {
        let numbers: Vec<i64> = SHIPPED.iter().map(|change| change.number).collect();
        assert_eq!(numbers, (1..=SHIPPED.len() as i64).collect::<Vec<_>>());
    }

    #[test]
    fn a_newer_database_is_refused_and_the_text_says_what_to_do() {
        let newest = SHIPPED.len() as i64;
        let error = need("gonogo.db", Some(newest + 1), SHIPPED)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("gonogo.db") && error.contains("newer gonogo"),
            "{error}"
        );
        assert_eq!(need("gonogo.db", Some(newest), SHIPPED).unwrap(), Need::Nothing);
        assert_eq!(need("gonogo.db", None, SHIPPED).unwrap(), Need::Everything);
    }
}
