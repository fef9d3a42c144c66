//! A look whether the cards are still there: after a new connection, since what happened meanwhile was not told.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use serde_json::Value;
use tracing::{info, warn};

use crate::app::Fault;
use crate::store::{Card, ReleaseFilter};

use super::post::{UNKNOWN_CHANNEL, UNKNOWN_MESSAGE};
use super::{Call, Courier, Verb, WireError};

/// How many open releases are looked after; the newest.
const LOOKED_AFTER: i64 = 50;

/// The waits between looks of which nothing came back.
const LOOK_AGAIN: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
];

/// How many messages of a thread Discord gives at once.
const MOST_MESSAGES: usize = 100;

impl Courier {
    /// Something that was missing may be there now: what waited for it is tried again.
    pub async fn mended(&self) {
        let mended = async {
            let mut tx = self.shared.app.store().begin().await?;
            tx.unblock_notices().await?;
            tx.unblock_cards().await?;
            tx.commit().await
        };
        if let Err(error) = mended.await {
            warn!(%error, "blocked notices could not be tried again; they are kept");
        }
        self.shared.alarm.ring();
    }

    /// The thread of a release was deleted: its cards are posted again, in a new one.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn thread_was_deleted(&self, thread: &str) -> Result<(), Fault> {
        let Some(card) = self.find_card(thread).await? else {
            return Ok(());
        };
        let mut tx = self.shared.app.store().begin().await?;
        for child in tx.cards_of(&card.stream).await? {
            if child.parent_key.as_deref() == Some(&card.key) {
                tx.card_lost(&child.key, false).await?;
            }
        }
        tx.commit().await?;
        self.shared.alarm.ring();
        Ok(())
    }

    /// Looks after the cards of the newest open releases.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn verify_cards(&self) -> Result<(), Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let open = tx.releases(ReleaseFilter::Open, None, LOOKED_AFTER, 0).await?;
        drop(tx);
        for release in open {
            if self.shared.stop.is_cancelled() {
                return Ok(());
            }
            let mut tx = self.shared.app.store().read().await?;
            let cards = tx.cards_of(&format!("release/{}", release.number)).await?;
            drop(tx);
            for lost in self.find_lost(&cards).await {
                info!(card = lost.key, "a card is gone; it is posted again");
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_lost(&lost.key, false).await?;
                tx.commit().await?;
            }
        }
        self.shared.alarm.ring();
        Ok(())
    }

    /// The cards of one release whose messages are not there. What cannot be seen counts as there.
    async fn find_lost<'c>(&self, cards: &'c [Card]) -> Vec<&'c Card> {
        let Some(parent) = cards
            .iter()
            .find(|c| c.parent_key.is_none() && c.message_id.is_some())
        else {
            return Vec::new();
        };
        let (channel, id) = (
            parent.channel_id.as_deref().unwrap_or_default(),
            parent.message_id.as_deref().unwrap_or_default(),
        );
        let seen = self
            .read(&format!("/channels/{channel}/messages/{id}"), channel)
            .await;
        let mut lost: Vec<&Card> = Vec::new();
        if let Err(error) = seen
            && matches!(error.code(), Some(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL))
        {
            lost.push(parent);
        }
        let children = cards
            .iter()
            .filter(|c| c.parent_key.is_some() && c.message_id.is_some());
        // A card that was posted anew has a new thread; what was said below the old one still stands there.
        let mut threads: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
        for child in children {
            let thread = child.channel_id.as_deref().unwrap_or(id);
            threads.entry(thread).or_default().push(child);
        }
        for (thread, children) in threads {
            let path = format!("/channels/{thread}/messages?limit={MOST_MESSAGES}");
            match self.read(&path, thread).await {
                Ok(Value::Array(messages)) if messages.len() < MOST_MESSAGES => {
                    let there: HashSet<&str> = messages.iter().filter_map(|m| m["id"].as_str()).collect();
                    let is_there =
                        |card: &Card| there.contains(card.message_id.as_deref().unwrap_or_default());
                    lost.extend(children.into_iter().filter(|card| !is_there(card)));
                }
                Err(error) if error.code() == Some(UNKNOWN_CHANNEL) => lost.extend(children),
                Ok(_) | Err(_) => {}
            }
        }
        lost
    }

    async fn read(&self, path: &str, channel: &str) -> Result<Value, WireError> {
        let call = Call {
            verb: Verb::Get,
            path: path.to_owned(),
            route: format!("GET /channels/{channel}/messages"),
            body: None,
            interaction: false,
        };
        // A card that is gone has no buttons: nobody would bring it back by its next change, so this look has to succeed.
        for wait in LOOK_AGAIN {
            match self.wire().call(&call).await {
                Err(WireError::Unknown { .. }) if !self.shared.stop.is_cancelled() => pause(wait).await,
                known => return known,
            }
        }
        self.wire().call(&call).await
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "pacing towards Discord is in real time, not in people's"
)]
async fn pause(wait: Duration) {
    tokio::time::sleep(wait).await;
}
