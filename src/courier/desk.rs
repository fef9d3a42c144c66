//! The team's card of an outage that stands alone.

use crate::app::{Fault, FoundOutage};
use crate::store::Card;
use crate::wording::outage_desk::{Seen, desk_card};

use super::post::mark_of;
use super::{Courier, Went};

impl Courier {
    /// Brings the team's card up to date.
    pub(super) async fn show_desk(&self, card: &Card, found: &FoundOutage) -> Result<Went, Fault> {
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return self.postpone(card, "its outage is missing").await;
        };
        let seen = Seen {
            number: found.number,
            outage,
            state: &found.state,
            service: &process.service,
        };
        let (now, roles) = (self.shared.clock.now(), self.shared.directory.role_ids());
        let message = desk_card(&seen, &roles, now).marked(mark_of(&card.key));
        if let Some(id) = &card.message_id {
            return self.repair(card, id, &message).await;
        }
        let Some(channel) = self.shared.directory.find_channel(&card.place) else {
            let problem = format!("the channel for `{}` is missing", card.place);
            return self.postpone(card, &problem).await;
        };
        let channel = channel.to_string();
        match self.find_or_post(card, &channel, &message).await {
            Ok(id) => self.record(card, &channel, &id, &message).await,
            Err(error) => self.failed(card, &error).await,
        }
    }
}
