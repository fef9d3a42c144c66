//! A transaction on either engine, and the three ways to run a statement in it.
//!
//! The parts of the store (journal, timers, notices, cards, releases, inbox) say what a transaction can do;
//! here is only how it begins and ends. After an error the only thing left to do is to drop it.

use sqlx::{Postgres, Transaction};

use super::error::StoreError;
use super::seats::Loan;
use super::sql;

/// A transaction. Nothing is saved until [`Tx::commit`] says so; dropping it undoes everything.
pub struct Tx {
    pub(super) inner: Inner,
}

pub(super) enum Inner {
    Sqlite(Loan),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a statement; gives the number of rows it touched.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        match &mut $tx.inner {
            $crate::store::tx::Inner::Sqlite(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::store::tx::Inner::Postgres(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// Runs a query; gives every row.
macro_rules! rows {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        match &mut $tx.inner {
            $crate::store::tx::Inner::Sqlite(tx) => {
                sqlx::query_as($sql)$(.bind($value))*.fetch_all(&mut **tx).await
            }
            $crate::store::tx::Inner::Postgres(tx) => {
                sqlx::query_as($sql)$(.bind($value))*.fetch_all(&mut **tx).await
            }
        }
    };
}

/// Runs a query; gives the row, when there is one.
macro_rules! row {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        match &mut $tx.inner {
            $crate::store::tx::Inner::Sqlite(tx) => {
                sqlx::query_as($sql)$(.bind($value))*.fetch_optional(&mut **tx).await
            }
            $crate::store::tx::Inner::Postgres(tx) => {
                sqlx::query_as($sql)$(.bind($value))*.fetch_optional(&mut **tx).await
            }
        }
    };
}

impl Tx {
    pub(super) fn sqlite(tx: Loan) -> Self {
        Self {
            inner: Inner::Sqlite(tx),
        }
    }

    pub(super) fn postgres(tx: Transaction<'static, Postgres>) -> Self {
        Self {
            inner: Inner::Postgres(tx),
        }
    }

    /// Waits until this is the only writer, until the transaction ends.
    pub(super) async fn take_the_pen(&mut self) -> Result<(), StoreError> {
        run!(self, sql::POSTGRES_TAKE_THE_PEN)?;
        Ok(())
    }

    /// Saves everything, on disk when this returns.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
        .map_err(StoreError::of_commit)
    }

    /// Undoes everything and gives the connection back.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// A query of one number that is there or not, such as the earliest of some times.
    pub(super) async fn number(&mut self, sql: &'static str) -> Result<Option<i64>, StoreError> {
        let found: Option<(Option<i64>,)> = row!(self, sql)?;
        Ok(found.and_then(|(number,)| number))
    }
}
