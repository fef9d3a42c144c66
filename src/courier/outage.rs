//! Outages on Discord: the announcement that is kept current, and what is said below it.

use crate::app::Fault;
use crate::domain::card::CardKey;
use crate::domain::decide::keepers;
use crate::domain::notice::{Notice as Word, OutageNews, Recipient};
use crate::store::Card;
use crate::wording::message::Message;
use crate::wording::outages;

use super::post::mark_of;
use super::{Courier, Went};

impl Courier {
    /// Brings the card of an outage up to date.
    pub(super) async fn show_outage(&self, card: &Card, key: &CardKey) -> Result<Went, Fault> {
        let Some(found) = self.shared.app.find_outage(key.number()).await? else {
            return self.postpone(card, "its outage is missing").await;
        };
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return self.postpone(card, "its outage is missing").await;
        };
        let CardKey::Outage(number, audience, _) = key else {
            return self.forget(card).await;
        };
        let Some(audience) = process.service.audiences.get(audience) else {
            return self.forget(card).await;
        };
        let (now, roles) = (self.shared.clock.now(), self.shared.directory.role_ids());
        // Nobody is told of an outage for the first time when it is over.
        if card.message_id.is_none() && !outage.is_open() {
            return self.forget(card).await;
        }
        let message = outages::card(*number, outage, &process.service, audience, &roles, now);
        let message = message.marked(mark_of(&card.key));
        match &card.message_id {
            Some(id) => self.repair(card, id, &message).await,
            None => {
                let place = &card.place;
                let Some(channel) = self.shared.directory.find_channel(place) else {
                    let problem = format!("the channel for `{place}` is missing");
                    return self.postpone(card, &problem).await;
                };
                let channel = channel.to_string();
                match self.find_or_post(card, &channel, &message).await {
                    Ok(id) => self.record(card, &channel, &id, &message).await,
                    Err(error) => self.failed(card, &error).await,
                }
            }
        }
    }

    /// There is nothing to show: what is wanted is taken as shown.
    async fn forget(&self, card: &Card) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().begin().await?;
        tx.card_unneeded(&card.key, card.wanted).await?;
        tx.commit().await?;
        Ok(Went::Well)
    }

    /// What is said of an outage, and where; a problem in words when it cannot be said.
    pub(super) async fn news_and_place(
        &self,
        word: &Word,
        news: &OutageNews,
    ) -> Result<Result<(Message, String), String>, Fault> {
        let missing = || "its outage is missing".to_owned();
        let Some(found) = self.shared.app.find_outage(news.number).await? else {
            return Ok(Err(missing()));
        };
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return Ok(Err(missing()));
        };
        let (now, roles) = (self.shared.clock.now(), self.shared.directory.role_ids());
        let (name, place) = match &word.to {
            Recipient::Channel { audience, channel } => (audience, channel.as_str()),
            _ => {
                let keepers = keepers(&found.processes);
                let message = outages::to_team(news, &keepers, &process.service, &roles);
                return Ok(self.place("releases").map(|c| (message, c)));
            }
        };
        let Some(audience) = process.service.audiences.get(name) else {
            return Ok(Err(format!("the playbook has no audience `{name}` any more")));
        };
        let message = outages::notice(news, outage, &process.service, audience, now);
        Ok(self.place(place).map(|c| (message, c)))
    }
}
