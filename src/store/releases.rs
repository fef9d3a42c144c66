//! What can be rebuilt from the journal: the list of releases. And the processes they keep.
//!
//! `app` saves a row with every commit of a release; lists and autocomplete read it. Processes are kept by the
//! digest of their text, since a running release keeps the process it started with.

use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// A release, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ReleaseRow {
    /// Its number, counted from 1.
    pub number: i64,
    /// The service that is released.
    pub service: String,
    /// The process it follows.
    pub process: String,
    /// The version; empty when the process has none.
    pub version: String,
    /// What people read.
    pub title: String,
    /// `running`, `held`, `finished`, `aborted` or `rolled-back`.
    pub state: String,
    /// Who started it.
    pub started_by: String,
    /// When, in milliseconds since 1970.
    pub started_at: i64,
    /// When it came to its end; none while it is open.
    pub ended_at: Option<i64>,
    /// The digest of its process.
    pub digest: String,
}

/// Which releases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseFilter {
    /// Those that have not come to an end.
    Open,
    /// Every one.
    All,
}

impl Tx {
    /// Saves a release, or what has become of it.
    pub async fn save_release(&mut self, r: &ReleaseRow) -> Result<(), StoreError> {
        run!(
            self,
            sql::SAVE_RELEASE,
            r.number,
            &r.service,
            &r.process,
            &r.version,
            &r.title,
            &r.state,
            &r.started_by,
            r.started_at,
            r.ended_at,
            &r.digest
        )?;
        Ok(())
    }

    /// The release of that number.
    pub async fn find_release(&mut self, number: i64) -> Result<Option<ReleaseRow>, StoreError> {
        Ok(row!(self, sql::FIND_RELEASE, number)?)
    }

    /// Releases, of one service or all, the newest first.
    pub async fn releases(
        &mut self,
        filter: ReleaseFilter,
        service: Option<&str>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<ReleaseRow>, StoreError> {
        let sql = match filter {
            ReleaseFilter::Open => sql::OPEN_RELEASES,
            ReleaseFilter::All => sql::RELEASES,
        };
        Ok(rows!(self, sql, service, limit, offset)?)
    }

    /// The number that a release started now gets, or an outage that stands alone.
    pub async fn next_number(&mut self) -> Result<i64, StoreError> {
        Ok(self.number(sql::LAST_NUMBER).await?.unwrap_or(0) + 1)
    }

    /// Keeps of which service an outage that stands alone is.
    pub async fn save_outage(&mut self, number: i64, service: &str) -> Result<(), StoreError> {
        run!(self, sql::SAVE_OUTAGE, number, service)?;
        Ok(())
    }

    /// The service of an outage that stands alone.
    pub async fn service_of_outage(&mut self, number: i64) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = row!(self, sql::SERVICE_OF_OUTAGE, number)?;
        Ok(found.map(|(service,)| service))
    }

    /// Keeps a process under its digest; nothing happens when it is kept already.
    pub async fn save_process(&mut self, digest: &str, body: &str) -> Result<(), StoreError> {
        run!(self, sql::SAVE_PROCESS, digest, body)?;
        Ok(())
    }

    /// The process with that digest.
    pub async fn find_process(&mut self, digest: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = row!(self, sql::FIND_PROCESS, digest)?;
        Ok(found.map(|(body,)| body))
    }

    /// Every process that is kept, with its digest.
    pub async fn processes(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(rows!(self, sql::PROCESSES)?)
    }

    /// Clears what can be rebuilt from the journal (releases and timers), and wants every card shown anew.
    pub async fn clear_projections(&mut self) -> Result<(), StoreError> {
        run!(self, sql::CLEAR_RELEASES)?;
        run!(self, sql::CLEAR_TIMERS)?;
        run!(self, sql::CLEAR_OUTAGES)?;
        run!(self, sql::WANT_EVERY_CARD)?;
        Ok(())
    }
}
