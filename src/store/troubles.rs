//! What is in the way of a lane: written down with the notice that tells the team of it, so that it is told once, and
//! once more when it is out of the way.
//!
//! `app` notes a trouble when something cannot be said or shown; whoever says it at last ends it.

use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// Something that is in the way.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Trouble {
    /// The lane in whose way it is.
    pub lane: String,
    /// What it is, in words.
    pub problem: String,
    /// The stream of the notice that told of it.
    pub stream: String,
    /// That notice, as JSON.
    pub body: String,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
}

impl Tx {
    /// Notes a trouble; gives false when it is known.
    pub async fn add_trouble(&mut self, t: &Trouble) -> Result<bool, StoreError> {
        let added = run!(
            self,
            sql::ADD_TROUBLE,
            &t.lane,
            &t.problem,
            &t.stream,
            &t.body,
            t.since
        )?;
        Ok(added == 1)
    }

    /// What is in the way of a lane, the oldest first.
    pub async fn troubles_in(&mut self, lane: &str) -> Result<Vec<Trouble>, StoreError> {
        Ok(rows!(self, sql::TROUBLES_IN, lane)?)
    }

    /// Nothing is in the way of that lane any more.
    pub async fn end_troubles(&mut self, lane: &str) -> Result<(), StoreError> {
        run!(self, sql::END_TROUBLES, lane)?;
        Ok(())
    }
}
