//! The inbox: the keys of commands that were carried out, with what was answered.
//!
//! `app` looks here first, so that a press that Discord delivers twice, or a command asked again after a cut
//! connection, gets the same answer and changes nothing.

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

impl Tx {
    /// What was answered to the command with this key.
    pub async fn find_outcome(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = row!(self, sql::FIND_OUTCOME, key)?;
        Ok(found.map(|(outcome,)| outcome))
    }

    /// Keeps what was answered, at a time in milliseconds. Fails with [`StoreError::Conflict`] when the key is there.
    pub async fn remember(&mut self, key: &str, outcome: &str, at_ms: i64) -> Result<(), StoreError> {
        run!(self, sql::REMEMBER, key, outcome, at_ms).map_err(StoreError::of_insert)?;
        Ok(())
    }

    /// The keys of commands that no fact was caused by, with what was answered; only where something was.
    pub async fn outcomes_without_fact(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(rows!(self, sql::OUTCOMES_WITHOUT_FACT)?)
    }

    /// Forgets the keys from before that time; gives how many.
    pub async fn forget_outcomes(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        Ok(run!(self, sql::FORGET_OUTCOMES, before_ms)?)
    }
}
