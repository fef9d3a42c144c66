//! Cards: what is missing is posted, what differs is edited.

use tracing::warn;

use crate::app::Fault;
use crate::domain::card::CardKey;
use crate::domain::decide::Situation;
use crate::store::Card;
use crate::wording::checklist_card::checklist_card;
use crate::wording::message::Message;
use crate::wording::record_card::record_card;
use crate::wording::release_card::{self, release_card_beside};
use crate::wording::side_card::side_card;
use crate::wording::sign_off_card::sign_off_card;
use crate::wording::tickets::tickets_card;

use super::obstacle::Obstacle;
use super::post::{THREAD_ARCHIVED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, digest_of, mark_of, nonce_of};
use super::wire::ANNOUNCEMENT_EDITS;
use super::{AFTER_A_REFUSAL, Courier, Went, WireError};

mod known;
mod writing;

pub(super) use writing::Writers;
pub use writing::Writing;

impl Courier {
    /// The card as it now is.
    pub fn draw(&self, key: &CardKey, situation: &Situation, thread: Option<u64>) -> Message {
        let message = match key {
            CardKey::Release(_) => {
                let now = self.shared.clock.now();
                let playbook = self.shared.app.library().find_same(&situation.release.process);
                release_card_beside(situation, now, thread, playbook)
            }
            CardKey::Checklist(part) => checklist_card(&situation.release, part),
            CardKey::SignOff(part) => sign_off_card(&situation.release, part),
            CardKey::Tickets(_, page) => tickets_card(&situation.release, *page, None),
            CardKey::SideTickets(_, side, page) => tickets_card(&situation.release, *page, Some(side)),
            CardKey::Record(_, page) => record_card(&situation.release, *page),
            CardKey::Side(_, side) => side_card(situation, self.shared.clock.now(), side),
            CardKey::Outage(..) | CardKey::OutageEvent(_) | CardKey::OutageDesk(_) | CardKey::Day(..) => {
                unreachable!("`show_outage` and `show_day` draw these")
            }
        };
        message.marked(mark_of(&key.to_string()))
    }

    /// Brings one card up to date.
    pub(super) async fn show(&self, card: &Card) -> Result<Went, Fault> {
        let Some(key) = CardKey::find(&card.key) else {
            warn!(
                card = card.key,
                "a card of a kind that this gonogo does not know; it is left as it is"
            );
            return self.postpone(card, "unknown kind of card").await;
        };
        // Somebody is answering a press on it and will draw it; the end of that rings.
        let Some(_writing) = self.try_write_or_await(&key) else {
            return Ok(Went::Busy(card.key.clone()));
        };
        // The wish is read before the state: a change in between leaves the wish ahead, and it is drawn again.
        let mut tx = self.shared.app.store().read().await?;
        let Some(card) = tx.card(&card.key).await? else {
            return Ok(Went::Well);
        };
        drop(tx);
        // The wishes may have been read before somebody else's try was refused: it rests all the same.
        if card.next_at > self.shared.clock.now().timestamp_millis() {
            return Ok(Went::Well);
        }
        if matches!(
            key,
            CardKey::Outage(..) | CardKey::OutageEvent(_) | CardKey::OutageDesk(_)
        ) {
            return self.show_outage(&card, &key).await;
        }
        if let CardKey::Day(service, slot) = &key {
            return self.show_day(&card, service, slot).await;
        }
        let number = key.number().unwrap_or_default();
        let Some(situation) = self.shared.app.find(number).await? else {
            return self.postpone(&card, "its release is missing").await;
        };
        let thread = card.message_id.as_ref().and_then(|id| id.parse().ok());
        let message = self.draw(&key, &situation, thread);
        match &card.message_id {
            Some(id) => self.repair(&card, id, &message).await,
            None => self.bring(&card, &key, &situation, message).await,
        }
    }

    pub(super) async fn repair(&self, card: &Card, id: &str, message: &Message) -> Result<Went, Fault> {
        let channel = card.channel_id.as_deref().unwrap_or_default();
        let digest = digest_of(message);
        // A press may have been answered with the card since the wishes were looked at.
        let answered = self.take_answered(&card.key);
        if digest == *answered.as_ref().unwrap_or(&card.digest) {
            return self.record(card, channel, id, message).await;
        }
        match self.edit(channel, id, message).await {
            Ok(()) => self.record(card, channel, id, message).await,
            Err(error) if error.code() == Some(THREAD_ARCHIVED) => match self.open_thread(channel).await {
                Ok(()) => Ok(Went::Badly(
                    "the thread was archived; it is open again".to_owned(),
                )),
                Err(error) => self.failed(card, &error).await,
            },
            Err(error) if matches!(error.code(), Some(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL)) => {
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_lost(&card.key, false).await?;
                tx.commit().await?;
                Ok(Went::Well)
            }
            Err(error) => self.failed(card, &error).await,
        }
    }

    /// Posts a card that has no message, or finds the one whose post was never answered.
    async fn bring(
        &self,
        card: &Card,
        key: &CardKey,
        situation: &Situation,
        message: Message,
    ) -> Result<Went, Fault> {
        let Some(channel) = self.home_of(card).await? else {
            let wanted = self.shared.directory.name_of(&card.place);
            return self
                .hinder(card, &Obstacle::no_channel(&card.place, &wanted))
                .await;
        };
        match self.find_or_post(card, &channel, &message).await {
            Ok(id) => {
                let went = self.record(card, &channel, &id, &message).await?;
                if let CardKey::Release(_) = key
                    && let Err(error) = self
                        .start_thread(&channel, &id, &release_card::name(&situation.release))
                        .await
                {
                    warn!(%error, "the thread of a release could not be started; it is tried with its first list");
                }
                Ok(went)
            }
            Err(error) if card.parent_key.is_some() && error.code() == Some(UNKNOWN_CHANNEL) => {
                self.bring_thread(card, situation).await
            }
            Err(error) => self.failed(card, &error).await,
        }
    }

    pub(super) async fn find_or_post(
        &self,
        card: &Card,
        channel: &str,
        message: &Message,
    ) -> Result<String, WireError> {
        // After a start nobody knows whether the last post of the run before went through.
        let doubtful = card.attempts > 0 || card.wanted_at < self.shared.doubtful_before.timestamp_millis();
        if doubtful && let Some(id) = self.find_marked(channel, mark_of(&card.key)).await? {
            self.edit(channel, &id, message).await?;
            return Ok(id);
        }
        self.post(channel, message, &nonce_of(&card.key, card.generation))
            .await
    }

    /// The thread below the parent is missing: it is started, or the parent is posted anew when it is gone too.
    async fn bring_thread(&self, card: &Card, situation: &Situation) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let parent = tx.card(card.parent_key.as_deref().unwrap_or_default()).await?;
        drop(tx);
        let Some((channel, id)) = parent
            .as_ref()
            .and_then(|p| p.channel_id.clone().zip(p.message_id.clone()))
        else {
            return Ok(Went::Badly("its release card is not posted yet".to_owned()));
        };
        match self
            .start_thread(&channel, &id, &release_card::name(&situation.release))
            .await
        {
            Ok(()) => Ok(Went::Badly("the thread was missing; it is there now".to_owned())),
            Err(error) if matches!(error.code(), Some(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL)) => {
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_lost(card.parent_key.as_deref().unwrap_or_default(), true)
                    .await?;
                tx.commit().await?;
                Ok(Went::Well)
            }
            Err(error) => self.failed(card, &error).await,
        }
    }

    /// Where a card is posted: in the thread of its parent, or in its place.
    async fn home_of(&self, card: &Card) -> Result<Option<String>, Fault> {
        let Some(parent) = &card.parent_key else {
            return Ok(self
                .shared
                .directory
                .find_channel(&card.place)
                .map(|id| id.to_string()));
        };
        let mut tx = self.shared.app.store().read().await?;
        Ok(tx.card(parent).await?.and_then(|p| p.message_id))
    }

    pub(super) async fn record(
        &self,
        card: &Card,
        channel: &str,
        id: &str,
        message: &Message,
    ) -> Result<Went, Fault> {
        self.take_answered(&card.key);
        let mut tx = self.shared.app.store().begin().await?;
        tx.card_shown(&card.key, channel, id, &digest_of(message), card.wanted)
            .await?;
        if card.message_id.is_none()
            && let Some(CardKey::Release(number)) = CardKey::find(&card.key)
        {
            let now = self.shared.clock.now();
            self.shared.app.link_release(&mut tx, number, now).await?;
        }
        if card.problem.is_some() {
            let lane = self.lane_of_card(card);
            tx.unblock_lane(&lane).await?;
            self.shared.app.end_obstacles(&mut tx, &lane).await?;
        }
        tx.commit().await?;
        Ok(Went::Well)
    }

    /// Discord said no, or did not say: the one waits for people, the other for better weather.
    pub(super) async fn failed(&self, card: &Card, error: &WireError) -> Result<Went, Fault> {
        match error {
            // It is published already, and shows its newest state when Discord takes edits again.
            WireError::Refused {
                code: ANNOUNCEMENT_EDITS,
                ..
            } => self.postpone(card, &error.to_string()).await,
            WireError::Refused { .. } => {
                let place = (card.place.as_str(), self.shared.directory.name_of(&card.place));
                let channel = self.home_of(card).await?.unwrap_or_default();
                let obstacle = Obstacle::of(error, &channel, card.parent_key.is_some(), (place.0, &place.1));
                self.hinder(card, &obstacle).await
            }
            WireError::Unknown { what, .. } => {
                let now = self.shared.clock.now().timestamp_millis();
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_postponed(&card.key, now, what).await?;
                tx.commit().await?;
                Ok(Went::Badly(what.clone()))
            }
        }
    }

    /// It cannot be shown until somebody mends something: it rests, and whoever keeps it is told once.
    pub(super) async fn hinder(&self, card: &Card, obstacle: &Obstacle) -> Result<Went, Fault> {
        self.tell_of_card(card, obstacle).await?;
        self.postpone(card, &obstacle.problem).await
    }

    pub(super) async fn postpone(&self, card: &Card, problem: &str) -> Result<Went, Fault> {
        warn!(
            card = card.key,
            problem, "a card cannot be shown; it is kept and tried again"
        );
        let at = self.shared.clock.now() + AFTER_A_REFUSAL;
        let mut tx = self.shared.app.store().begin().await?;
        tx.card_postponed(&card.key, at.timestamp_millis(), problem)
            .await?;
        tx.commit().await?;
        Ok(Went::Well)
    }
}
