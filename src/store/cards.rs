//! Cards: messages that show live state, as they should be and as they are.
//!
//! `app` wants a card again whenever its state changed; `courier` shows the newest and writes down what it has
//! shown. Ten changes are one edit. What a card says is not kept here, only a digest of what was last shown.

use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// A message that shows live state.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Card {
    /// What it shows.
    pub key: String,
    /// Whose state it shows.
    pub stream: String,
    /// The card in whose thread it lives.
    pub parent_key: Option<String>,
    /// The channel, by its name in the configuration.
    pub place: String,
    /// How often it was wanted.
    pub wanted: i64,
    /// The wish that is shown; behind [`Card::wanted`] when something is still to be shown.
    pub shown: i64,
    /// What was last shown, as a digest; empty when nothing was.
    pub digest: String,
    /// Where it is.
    pub channel_id: Option<String>,
    /// Which message it is.
    pub message_id: Option<String>,
    /// How often its message was lost and had to be posted anew.
    pub generation: i64,
    /// How often showing it has failed since it last went well.
    pub attempts: i64,
    /// Since when it is wanted, in milliseconds since 1970.
    pub wanted_at: i64,
    /// Not to be tried before this, in milliseconds since 1970.
    pub next_at: i64,
    /// Why it is not shown.
    pub problem: Option<String>,
}

impl Tx {
    /// Wants the card to be shown, or shown anew; `at_ms` is the time of the change.
    ///
    /// A card that is waiting after a failed attempt goes on waiting. The parent must be wanted in the same
    /// transaction or before.
    pub async fn want_card(
        &mut self,
        key: &str,
        stream: &str,
        parent: Option<&str>,
        place: &str,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        run!(self, sql::WANT_CARD, key, stream, parent, place, at_ms)?;
        Ok(())
    }

    /// Wants every card of the stream to be shown anew.
    pub async fn want_shown_cards(&mut self, stream: &str) -> Result<(), StoreError> {
        run!(self, sql::WANT_SHOWN_CARDS, stream)?;
        Ok(())
    }

    /// There is nothing to show of it: what was wanted counts as shown.
    pub async fn card_unneeded(&mut self, key: &str, wanted: i64) -> Result<(), StoreError> {
        run!(self, sql::CARD_UNNEEDED, key, wanted)?;
        Ok(())
    }

    /// Cards to be shown at that time, parents before children, the longest wanted first.
    ///
    /// A card whose parent has no message yet has no home: it is left out until the parent is shown.
    pub async fn dirty_cards(&mut self, now: i64, limit: i64) -> Result<Vec<Card>, StoreError> {
        Ok(rows!(self, sql::DIRTY_CARDS, now, limit)?)
    }

    /// When the next of those cards may be tried, in milliseconds since 1970.
    pub async fn earliest_dirty_card(&mut self) -> Result<Option<i64>, StoreError> {
        self.number(sql::EARLIEST_DIRTY_CARD).await
    }

    /// The card with that key.
    pub async fn card(&mut self, key: &str) -> Result<Option<Card>, StoreError> {
        Ok(row!(self, sql::CARD, key)?)
    }

    /// The card that is that message.
    pub async fn card_by_message(&mut self, message_id: &str) -> Result<Option<Card>, StoreError> {
        Ok(row!(self, sql::CARD_BY_MESSAGE, message_id)?)
    }

    /// The cards of a stream, parents before children.
    pub async fn cards_of(&mut self, stream: &str) -> Result<Vec<Card>, StoreError> {
        Ok(rows!(self, sql::CARDS_OF, stream)?)
    }

    /// The card shows what was wanted when it stood at `wanted_seen`.
    pub async fn card_shown(
        &mut self,
        key: &str,
        channel_id: &str,
        message_id: &str,
        digest: &str,
        wanted_seen: i64,
    ) -> Result<(), StoreError> {
        run!(
            self,
            sql::CARD_SHOWN,
            key,
            channel_id,
            message_id,
            digest,
            wanted_seen
        )?;
        Ok(())
    }

    /// Showing it failed; it is tried again at that time.
    pub async fn card_postponed(&mut self, key: &str, next_at: i64, problem: &str) -> Result<(), StoreError> {
        run!(self, sql::CARD_POSTPONED, key, next_at, problem)?;
        Ok(())
    }

    /// Lets every card that waits after a failed attempt be tried again at once; gives how many.
    pub async fn unblock_cards(&mut self) -> Result<u64, StoreError> {
        Ok(run!(self, sql::UNBLOCK_CARDS)?)
    }

    /// Its message is gone and it must be posted again; with it the cards in its thread, when that is gone too.
    pub async fn card_lost(&mut self, key: &str, thread_is_gone: bool) -> Result<(), StoreError> {
        run!(self, sql::CARD_LOST, key)?;
        if thread_is_gone {
            run!(self, sql::CHILDREN_LOST, key)?;
        }
        Ok(())
    }
}
