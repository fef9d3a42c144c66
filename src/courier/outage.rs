//! Outages on Discord: the announcement that is kept current, and what is said below it.

use crate::app::Fault;
use crate::domain::card::CardKey;
use crate::domain::notice::Recipient;
use crate::store::Card;
use crate::wording::message::{Mentions, Message};
use crate::wording::outages;

use super::obstacle::Obstacle;
use super::post::mark_of;
use super::tell::Plan;
use super::{Courier, Went};

impl Courier {
    /// Brings the card of an outage up to date.
    pub(super) async fn show_outage(&self, card: &Card, key: &CardKey) -> Result<Went, Fault> {
        let number = key.number().unwrap_or_default();
        let Some(found) = self.shared.app.find_outage(number).await? else {
            return self.postpone(card, "its outage is missing").await;
        };
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return self.postpone(card, "its outage is missing").await;
        };
        let (number, audience) = match key {
            CardKey::Outage(number, audience, _) => (number, audience),
            CardKey::OutageEvent(number) => {
                return self.show_event(card, *number, outage, &process.service).await;
            }
            CardKey::OutageDesk(_) => return self.show_desk(card, &found).await,
            _ => return self.forget(card).await,
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
        // It calls once, when it is posted: how it then changes is nobody's alarm.
        let silent = Message {
            allowed_mentions: Mentions::default(),
            ..message.clone()
        };
        match &card.message_id {
            Some(id) => self.repair(card, id, &silent).await,
            None => {
                let place = &card.place;
                let channel = match self.place(place) {
                    Ok(channel) => channel,
                    Err(obstacle) => return self.hinder(card, &obstacle).await,
                };
                match self.find_or_post(card, &channel, &message).await {
                    Ok(id) => {
                        let went = self.record(card, &channel, &id, &silent).await?;
                        if let CardKey::Outage(_, audience, place) = key {
                            let to = Recipient::Channel {
                                audience: audience.clone(),
                                channel: place.clone(),
                            };
                            self.announce(&card.stream, &to, &channel, &id).await?;
                        }
                        Ok(went)
                    }
                    Err(error) => self.failed(card, &error).await,
                }
            }
        }
    }

    /// There is nothing to show: what is wanted is taken as shown.
    pub(super) async fn forget(&self, card: &Card) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().begin().await?;
        tx.card_unneeded(&card.key, card.wanted).await?;
        tx.commit().await?;
        Ok(Went::Well)
    }

    /// Below a card, which has to be there first.
    pub(super) async fn below(&self, key: &CardKey, place: &str, message: Message) -> Result<Plan, Fault> {
        let channel = match self.place(place) {
            Ok(channel) => channel,
            Err(obstacle) => return Ok(Plan::Stuck(obstacle)),
        };
        let (key, now) = (key.to_string(), self.shared.clock.now().timestamp_millis());
        let mut tx = self.shared.app.store().read().await?;
        let card = tx.card(&key).await?;
        drop(tx);
        let Some(card) = card else {
            return Ok(Plan::Unneeded("nothing was announced there"));
        };
        if card.message_id.is_some() && card.channel_id.as_deref() != Some(channel.as_str()) {
            // The channel was made anew, or bot.toml names another: the announcement is posted again there.
            let mut tx = self.shared.app.store().begin().await?;
            tx.card_lost(&key, false).await?;
            tx.commit().await?;
            return Ok(Plan::Waits("the announcement is not in that channel yet"));
        }
        Ok(match (&card.message_id, &card.problem) {
            (Some(id), _) => Plan::Say {
                message,
                channel,
                below: Some(id.clone()),
            },
            // It rests after a refusal, of which the team was told.
            (None, Some(problem)) if card.next_at > now => Plan::Stuck(Obstacle {
                problem: problem.clone(),
                fix: "The announcement has to be posted first".to_owned(),
            }),
            (None, Some(_)) => Plan::Waits("the announcement is not posted yet"),
            (None, None) if card.wanted > card.shown => Plan::Waits("the announcement is not posted yet"),
            // It was there, and somebody deleted it before it was over: whoever read it hears the rest all the same.
            (None, None) if card.generation > 0 => Plan::Say {
                message,
                channel,
                below: None,
            },
            // Over before anybody could be told: not said as if it were news.
            (None, None) => Plan::Unneeded("nothing was announced there"),
        })
    }
}
