//! Looking: one release, all of them, what somebody owes.

use crate::app::AppError;
use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, LISTED, Order};
use crate::domain::card::CardKey;
use crate::domain::person::Actor;
use crate::wording::answers::{list, stands};
use crate::wording::todo::todo;

impl Desk {
    /// Where a release stands: to one person its card, with its buttons; in a channel, where the card is already, a
    /// line and the way to it.
    pub(in crate::discord) async fn status(&self, order: &Order, release: Option<&str>) -> Answered {
        let situation = self.choose_release(release).await?;
        let key = CardKey::Release(situation.release.number);
        let card = self.courier.find_card_by_key(&key).await;
        let card = card.map_err(|f| words_for(&AppError::Fault(f)))?;
        let (channel, message) = card.map(|c| (c.channel_id, c.message_id)).unwrap_or_default();
        let shown = self.card_for(order, &situation);
        if shown != key {
            return Ok(Reply::Private(self.courier.draw(&shown, &situation, None)));
        }
        if order.may_open_forms {
            let thread = message.and_then(|id| id.parse().ok());
            return Ok(Reply::Private(self.courier.draw(&key, &situation, thread)));
        }
        let home = self.directory.guild_id().zip(channel.zip(message));
        let link = home.map(|(guild, (channel, message))| {
            format!("https://discord.com/channels/{guild}/{channel}/{message}")
        });
        Ok(Reply::Private(stands(&situation, link.as_deref())))
    }

    pub(in crate::discord) async fn list(&self, actor: &Actor) -> Answered {
        let open = self
            .app
            .open_releases(LISTED)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Reply::Private(list(&open, actor)))
    }

    pub(in crate::discord) async fn todo(&self, actor: &Actor) -> Answered {
        let open = self
            .app
            .open_releases(100)
            .await
            .map_err(|f| words_for(&AppError::Fault(f)))?;
        Ok(Reply::Private(todo(self.app.now(), actor, &open)))
    }
}
