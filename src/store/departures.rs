//! Notices that leave by mail or by webhook: in lanes, each in order, with what the team was told of those that fail.
//!
//! `outbound` takes the first of each lane and writes down how it went; a blocked one keeps its place, so that nothing
//! overtakes it.

use sqlx::FromRow;

use super::error::StoreError;
use super::notices::{Notice, NoticeState};
use super::sql;
use super::tx::Tx;

/// A notice that leaves, with what is known of its failures.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Departure {
    /// The notice.
    #[sqlx(flatten)]
    pub notice: Notice,
    /// Since when it fails, in milliseconds since 1970.
    pub failing_since: Option<i64>,
    /// What somebody has to do about it.
    pub fix: Option<String>,
    /// What the team was told of it.
    #[sqlx(try_from = "i64")]
    pub told: Told,
}

/// What the team was told of a notice that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// That it is missing.
    Missing,
    /// What became of it.
    Settled,
}

impl Told {
    fn number(self) -> i64 {
        match self {
            Self::Nothing => 0,
            Self::Missing => 1,
            Self::Settled => 2,
        }
    }
}

impl TryFrom<i64> for Told {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        [Self::Nothing, Self::Missing, Self::Settled]
            .into_iter()
            .find(|told| told.number() == number)
            .ok_or_else(|| format!("`{number}` is nothing that the team is told"))
    }
}

/// How a departure failed.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'f> {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// When it is tried again, likewise.
    pub next_at: i64,
    /// What went wrong.
    pub problem: &'f str,
    /// What somebody has to do; nothing when it may go by itself.
    pub fix: Option<&'f str>,
}

impl Tx {
    /// The first of each lane that has not left, due or not.
    pub async fn first_departures(&mut self) -> Result<Vec<Departure>, StoreError> {
        Ok(rows!(self, sql::FIRST_DEPARTURES)?)
    }

    /// What was said in a lane because of what happened in that stream, or is to be said there, oldest first.
    pub async fn said_in_lane(&mut self, stream: &str, lane: &str) -> Result<Vec<Notice>, StoreError> {
        Ok(rows!(self, sql::SAID_IN_LANE, stream, lane)?)
    }

    /// It could not leave. A failure that somebody has to mend is one the team has not been told of, unless it was
    /// told to do just that.
    pub async fn departure_failed(&mut self, id: i64, failure: &Failure<'_>) -> Result<(), StoreError> {
        let state = match failure.fix {
            Some(_) => NoticeState::Blocked,
            None => NoticeState::Pending,
        };
        run!(
            self,
            sql::DEPARTURE_FAILED,
            id,
            state.as_str(),
            failure.next_at,
            failure.problem,
            failure.fix,
            failure.at
        )?;
        Ok(())
    }

    /// It will not leave.
    pub async fn departure_dropped(&mut self, id: i64, why: &str) -> Result<(), StoreError> {
        run!(self, sql::DEPARTURE_DROPPED, id, why)?;
        Ok(())
    }

    /// What has been failing since that time or before, or is blocked, without the team knowing.
    pub async fn untold_departures(&mut self, failing_since: i64) -> Result<Vec<Departure>, StoreError> {
        Ok(rows!(self, sql::UNTOLD_DEPARTURES, failing_since)?)
    }

    /// What the team knows to be missing, and has left or will never leave.
    pub async fn settled_departures(&mut self) -> Result<Vec<Departure>, StoreError> {
        Ok(rows!(self, sql::SETTLED_DEPARTURES)?)
    }

    /// The team knows.
    pub async fn departure_told(&mut self, id: i64, told: Told) -> Result<(), StoreError> {
        run!(self, sql::DEPARTURE_TOLD, id, told.number())?;
        Ok(())
    }
}
