//! Which message is which card, and what presses were answered with.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::MutexGuard;

use tracing::info;

use crate::app::Fault;
use crate::courier::Courier;
use crate::courier::post::digest_of;
use crate::courier::show::Writing;
use crate::domain::card::CardKey;
use crate::domain::decide::Situation;
use crate::store::Card;
use crate::wording::message::Message;

impl Courier {
    /// Notes that a press was answered with this drawing of its card, so that nothing is left to edit. Only in
    /// memory: what is forgotten in a crash is drawn once more.
    pub fn shown_by_answer(&self, card: &CardKey, message: &Message) {
        self.answered().insert(card.to_string(), digest_of(message));
    }

    /// What a press was answered with since this card was last written down as shown.
    pub(in crate::courier) fn take_answered(&self, card: &str) -> Option<String> {
        self.answered().remove(card)
    }

    /// The card that is that message.
    pub async fn find_card(&self, message: &str) -> Result<Option<Card>, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        Ok(tx.card_by_message(message).await?)
    }

    /// Which card a message is; asked of the disk once.
    pub async fn find_key(&self, message: &str) -> Result<Option<CardKey>, Fault> {
        let known = self
            .shared
            .keys
            .lock()
            .expect("no code panics while it holds the keys")
            .get(message)
            .cloned();
        if known.is_some() {
            return Ok(known);
        }
        let key = self
            .find_card(message)
            .await?
            .and_then(|card| CardKey::find(&card.key));
        if let Some(key) = &key {
            let mut keys = self
                .shared
                .keys
                .lock()
                .expect("no code panics while it holds the keys");
            if keys.len() >= MOST_KEYS {
                keys.clear();
            }
            keys.insert(message.to_owned(), key.clone());
        }
        Ok(key)
    }

    /// The card of that key.
    pub async fn find_card_by_key(&self, key: &CardKey) -> Result<Option<Card>, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        Ok(tx.card(&key.to_string()).await?)
    }

    /// A message of ours was deleted: if it was a card, it is posted again.
    pub async fn message_was_deleted(&self, message: &str) -> Result<bool, Fault> {
        let Some(card) = self.find_card(message).await? else {
            return Ok(false);
        };
        info!(card = card.key, "a card was deleted; it is posted again");
        let mut tx = self.shared.app.store().begin().await?;
        tx.card_lost(&card.key, false).await?;
        tx.commit().await?;
        self.shared.alarm.ring();
        Ok(true)
    }

    /// Takes those cards off the list that a press was answered with as they now are; gives the others.
    pub(in crate::courier) async fn record_answered(&self, cards: Vec<Card>) -> Result<Vec<Card>, Fault> {
        let (mut as_answered, mut others, mut releases) = (Vec::new(), Vec::new(), HashMap::new());
        for card in cards {
            // Who is drawing it meanwhile looks at the answer too; of the two only one may take it.
            let Some((writing, digest)) = self.find_answered(&card) else {
                others.push(card);
                continue;
            };
            if self.is_as_answered(&card, &digest, &mut releases).await? {
                as_answered.push((card, digest, writing));
            } else {
                // It is being pressed again and again, and every answer draws it: once that ends it is looked at.
                self.shared.alarm.ring();
            }
        }
        if !as_answered.is_empty() {
            let mut tx = self.shared.app.store().begin().await?;
            for (card, digest, _) in &as_answered {
                let (Some(channel), Some(id)) = (&card.channel_id, &card.message_id) else {
                    continue;
                };
                tx.card_shown(&card.key, channel, id, digest, card.wanted).await?;
            }
            tx.commit().await?;
        }
        Ok(others)
    }

    /// What a press was answered with, with the right to write that card; nothing while somebody else has it.
    fn find_answered(&self, card: &Card) -> Option<(Writing, String)> {
        let is_answered = self.answered().contains_key(&card.key);
        let key = CardKey::find(&card.key).filter(|_| is_answered)?;
        let writing = self.try_write(&key)?;
        Some((writing, self.take_answered(&card.key)?))
    }

    fn answered(&self) -> MutexGuard<'_, HashMap<String, String>> {
        let answered = &self.shared.answered;
        answered
            .lock()
            .expect("no code panics while it holds the answers")
    }

    /// Whether the answer to a press shows the card as it now is. The wish was read before the state: a change in
    /// between leaves the wish ahead.
    async fn is_as_answered(
        &self,
        card: &Card,
        answered: &str,
        releases: &mut HashMap<i64, Situation>,
    ) -> Result<bool, Fault> {
        let Some(key) = CardKey::find(&card.key) else {
            return Ok(false);
        };
        if let CardKey::Day(service, slot) = &key {
            let drawn = self.draw_day(service, slot).await?;
            return Ok(drawn.is_some_and(|drawn| digest_of(&drawn) == answered));
        }
        let Some(number) = key.number() else {
            return Ok(false);
        };
        if let Entry::Vacant(unread) = releases.entry(number) {
            let Some(situation) = self.shared.app.find(number).await? else {
                return Ok(false);
            };
            unread.insert(situation);
        }
        let thread = card.message_id.as_ref().and_then(|id| id.parse().ok());
        Ok(digest_of(&self.draw(&key, &releases[&number], thread)) == answered)
    }
}

/// The most messages whose card is remembered; they are asked for again after that.
const MOST_KEYS: usize = 4096;
