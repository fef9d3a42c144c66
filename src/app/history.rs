//! The whole journal of a release, for those who want it on paper.

use super::load::{read, release_stream};
use super::{App, Fault};
use crate::domain::decide::Situation;
use crate::domain::fact::{Placed, ReleaseFact};

/// A release with every fact that led to it.
#[derive(Clone, Debug)]
pub struct History {
    /// The release and its service as they are.
    pub situation: Situation,
    /// Its facts, in order.
    pub facts: Vec<Placed<ReleaseFact>>,
}

impl App {
    /// The release of that number with its whole journal, of one moment.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn find_history(&self, number: i64) -> Result<Option<History>, Fault> {
        let mut tx = self.shared.store.read().await?;
        let Some(loaded) = self.load_in(&mut tx, number).await? else {
            return Ok(None);
        };
        let mut facts = Vec::new();
        for row in tx.facts(&release_stream(number), 0).await? {
            facts.push(Placed {
                seq: row.seq,
                recorded: read(&row)?,
                hash: row.hash,
            });
        }
        Ok(Some(History {
            situation: loaded.situation,
            facts,
        }))
    }
}
