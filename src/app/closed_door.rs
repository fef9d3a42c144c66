//! Somebody who is told of outages by direct message takes none: they are told so when they come by, once until one
//! reaches them again.
//!
//! That they were told is a trouble of their lane without words for the team: what is said in that lane ends it.

use crate::domain::name::PersonId;
use crate::store::Trouble;

use super::{App, Fault};

/// The trouble that says that a person knows.
const KNOWS: &str = "they know that they take no direct messages";

impl App {
    /// Whether a direct message waits because that person takes none.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn is_shut_out_by(&self, person: &PersonId) -> Result<bool, Fault> {
        let mut tx = self.shared.store.read().await?;
        Ok(tx.blocked_for(person.as_str()).await? > 0)
    }

    /// Whether it is to be said to that person now that a direct message waits for them; true once until one reaches
    /// them again.
    ///
    /// # Errors
    /// [`Fault`] when the store failed; then it is said another time.
    pub async fn take_word_of_closed_door(&self, person: &PersonId) -> Result<bool, Fault> {
        let mut tx = self.shared.store.begin().await?;
        if tx.blocked_for(person.as_str()).await? == 0 {
            return Ok(false);
        }
        let known = Trouble {
            lane: format!("person/{person}"),
            problem: KNOWS.to_owned(),
            stream: String::new(),
            body: String::new(),
            since: self.now().timestamp_millis(),
        };
        let is_news = tx.add_trouble(&known).await?;
        tx.commit().await?;
        Ok(is_news)
    }
}

/// Whether what goes in that lane goes to one person.
pub(super) fn is_of_person(lane: &str) -> bool {
    lane.starts_with("person/")
}
