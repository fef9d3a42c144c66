//! The card of a planned day. The calls that hang below it go the way of all notices.

use std::collections::BTreeMap;

use crate::app::{Fault, FoundDay};
use crate::domain::card::CardKey;
use crate::domain::diary::Slot;
use crate::domain::name::ServiceName;
use crate::store::Card;
use crate::wording::message::Message;
use crate::wording::release_day::{Seen, day_card};

use super::post::mark_of;
use super::{Courier, Went};

impl Courier {
    /// The card of a planned day as it now is; nothing when its playbook plans no such days any more.
    pub async fn draw_day(&self, service: &ServiceName, slot: &Slot) -> Result<Option<Message>, Fault> {
        let found = self.shared.app.find_release_day(service, slot).await?;
        let threads = self.threads_of(&found).await?;
        let key = CardKey::Day(service.clone(), slot.clone()).to_string();
        Ok(self
            .seen(&found, &threads)
            .map(|seen| day_card(&seen).marked(mark_of(&key))))
    }

    fn seen<'a>(&self, found: &'a FoundDay, threads: &'a BTreeMap<i64, u64>) -> Option<Seen<'a>> {
        Some(Seen {
            day: found.day()?,
            process: found.process(),
            releases: &found.releases,
            threads,
            card: None,
            now: self.shared.clock.now(),
        })
    }

    /// The threads of its releases, which are known by the messages of their cards.
    async fn threads_of(&self, found: &FoundDay) -> Result<BTreeMap<i64, u64>, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let mut threads = BTreeMap::new();
        for situation in &found.releases {
            let number = situation.release.number;
            let card = tx.card(&CardKey::Release(number).to_string()).await?;
            let id = card.and_then(|card| card.message_id?.parse().ok());
            threads.extend(id.map(|id| (number, id)));
        }
        Ok(threads)
    }

    /// Brings the card of a planned day up to date.
    pub(super) async fn show_day(
        &self,
        card: &Card,
        service: &ServiceName,
        slot: &Slot,
    ) -> Result<Went, Fault> {
        let Some(message) = self.draw_day(service, slot).await? else {
            return self.forget(card).await;
        };
        if let Some(id) = &card.message_id {
            return self.repair(card, id, &message).await;
        }
        let channel = match self.place(&card.place) {
            Ok(channel) => channel,
            Err(obstacle) => return self.hinder(card, &obstacle).await,
        };
        match self.find_or_post(card, &channel, &message).await {
            Ok(id) => self.record(card, &channel, &id, &message).await,
            Err(error) => self.failed(card, &error).await,
        }
    }
}
