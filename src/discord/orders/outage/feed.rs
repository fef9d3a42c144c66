//! Feeds of outages, for calendars and feed readers: their addresses are shown once, to one person.

use crate::discord::Desk;
use crate::discord::answer::{Reply, words_for};
use crate::discord::orders::{Answered, Order};
use crate::domain::command::ServiceCommand;
use crate::domain::name::ServiceName;
use crate::web::feeds::new_address;
use crate::wording::outage_desk::answers;
use crate::wording::press::{OutageVerb, Press};

use super::Keeper;

const NO_WEB: &str = "No feeds are served here: bot.toml has no [web]. `/outage subscribe` tells you by direct message, \
    and `/outage list` shows what is planned.";

impl Desk {
    /// `/outage feed`: a new address, which only that person reads; `revoke` closes those they were given.
    pub(in crate::discord) async fn feed(
        &self,
        order: &Order,
        service: Option<&str>,
        action: Option<&str>,
    ) -> Answered {
        let is_revoke = |word: Option<&str>| word.is_some_and(|w| w.trim().eq_ignore_ascii_case("revoke"));
        let (service, revoke) = match (service, action) {
            (Some(word), None) if is_revoke(Some(word)) => (None, true),
            (service, action) => (service, is_revoke(action)),
        };
        let services = self.app.library().services();
        if revoke {
            let named = service
                .map(|named| self.find_service(named, &services))
                .transpose()?;
            return self.close_feeds(order, named.as_deref()).await;
        }
        if self.web.is_none() {
            return Err(NO_WEB.to_owned());
        }
        let keeper = self.keeper_of_new(service).await?;
        if order.is_alone() {
            return self.open_feed(order, &keeper).await;
        }
        let press = Press {
            extra: answers::mark_of_service(keeper.service()),
            ..Press::plain(OutageVerb::Feed)
        };
        let words = format!(
            "The address of a feed is for one person: it shows you the outages of {}.",
            keeper.service().title
        );
        Ok(Reply::Private(answers::opens_form(
            &words,
            "Give me an address…",
            press,
        )))
    }

    /// The press that a message was answered with.
    pub(in crate::discord) async fn feed_by_press(&self, order: &Order, press: Press) -> Answered {
        let keepers = self.outage_keepers().await?;
        let is_it = |keeper: &&Keeper| answers::mark_of_service(keeper.service()) == press.extra;
        let keeper = keepers
            .iter()
            .find(is_it)
            .ok_or("The playbook has changed since. Use `/outage feed`.")?;
        self.open_feed(order, keeper).await
    }

    async fn open_feed(&self, order: &Order, keeper: &Keeper) -> Answered {
        let Some(address) = &self.web else {
            return Err(NO_WEB.to_owned());
        };
        let feed = new_address(address);
        let command = ServiceCommand::OpenFeed(feed.digest.clone());
        let opened = self
            .app
            .handle_for_service(&order.key, &order.actor, &keeper.name, &command)
            .await;
        opened.map_err(|error| words_for(&error))?;
        let answer = answers::feed(keeper.service(), &feed.calendar, &feed.atom);
        Ok(Reply::Private(answer))
    }

    /// Closes the feeds that this person was given, of one service or of all.
    async fn close_feeds(&self, order: &Order, service: Option<&str>) -> Answered {
        let keepers = self.outage_keepers().await?;
        let mut closed = 0;
        for keeper in keepers {
            let theirs = keeper
                .state
                .feeds
                .values()
                .filter(|s| s.by == order.actor.id)
                .count();
            if theirs == 0 || service.is_some_and(|name| keeper.name != ServiceName::from(name)) {
                continue;
            }
            let key = format!("{}/{}", order.key, keeper.name);
            let done = self
                .app
                .handle_for_service(&key, &order.actor, &keeper.name, &ServiceCommand::CloseFeeds)
                .await;
            done.map_err(|error| words_for(&error))?;
            closed += theirs;
        }
        Ok(Reply::Private(answers::feeds_closed(closed)))
    }
}
