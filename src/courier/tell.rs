//! Notices: each said once.

use chrono::TimeDelta;
use tracing::{debug, warn};

use crate::app::{Fault, TIME_PASSED};
use crate::domain::card::CardKey;
use crate::domain::notice::{Notice as Word, Recipient, Word as Said};
use crate::store::Notice;
use crate::wording::message::Message;
use crate::wording::release_card;

use super::obstacle::Obstacle;
use super::post::{CLOSED_TO_ME, THREAD_ARCHIVED, TOO_MANY_DIRECT, UNKNOWN_CHANNEL, mark_of};
use super::said::{Place, Saying, say};
use super::{Courier, Went, WireError};

/// How long Discord certainly remembers a nonce. Later, the channel is looked through before anything is said again.
const NONCE_HOLDS: TimeDelta = TimeDelta::seconds(60);

/// How long to wait when Discord says that too many conversations were begun.
const AFTER_TOO_MANY: TimeDelta = TimeDelta::minutes(1);

/// What is to be done with a notice, as the state now is.
pub(super) enum Plan {
    /// It is said, there, below the message of that number where there is one.
    Say {
        /// What.
        message: Message,
        /// Where.
        channel: String,
        /// Which message it replies to.
        below: Option<String>,
    },
    /// Something it belongs to is not there yet.
    Waits(&'static str),
    /// It cannot be said until somebody mends something.
    Stuck(Obstacle),
    /// There is no sense in saying it any more.
    Unneeded(&'static str),
    /// The way to it failed.
    Failed(WireError),
}

impl Courier {
    /// Says one notice, unless its time has passed.
    pub(super) async fn tell(&self, notice: &Notice) -> Result<Went, Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        if notice.not_after.is_some_and(|until| until < now) {
            warn!(notice = notice.key, "too late to be said; it stays unsaid");
            self.shared.app.give_up(notice, TIME_PASSED).await?;
            return Ok(Went::Well);
        }
        let Ok(word) = serde_json::from_str::<Word>(&notice.body) else {
            return self.drop_notice(notice, "it cannot be read").await;
        };
        if let Said::PassedOn { channel, message } = &word.word {
            return self.publish(notice, channel, message).await;
        }
        if let Said::Rotation(news) = &word.word
            && let Some(went) = self.see_to_rotation(notice, &word, news).await?
        {
            return Ok(went);
        }
        match self.plan(notice, &word).await? {
            Plan::Say {
                message,
                channel,
                below,
            } => {
                let message = message.marked(mark_of(&notice.key));
                match self.say_once(notice, &channel, &message, below).await? {
                    None => Ok(Went::Well),
                    Some(Ok(id)) => {
                        self.shared.app.record_said(notice, &channel, &id).await?;
                        self.announce(&notice.stream, &word.to, &channel, &id).await?;
                        Ok(Went::Well)
                    }
                    Some(Err(error)) => self.notice_failed(notice, &word, &channel, &error).await,
                }
            }
            Plan::Waits(what) => {
                debug!(lane = notice.lane, what, "a notice waits a moment");
                Ok(Went::Soon)
            }
            Plan::Stuck(obstacle) => self.block(notice, &obstacle).await,
            Plan::Unneeded(why) => self.drop_notice(notice, why).await,
            Plan::Failed(error) => self.notice_failed(notice, &word, "", &error).await,
        }
    }

    /// Says it, or finds where it was said; nothing when it was said or given up meanwhile.
    async fn say_once(
        &self,
        notice: &Notice,
        channel: &str,
        message: &Message,
        below: Option<String>,
    ) -> Result<Option<Result<String, WireError>>, Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        let doubtful = notice
            .last_attempt_at
            .is_some_and(|at| now - at > NONCE_HOLDS.num_milliseconds());
        if doubtful {
            match self.find_marked(channel, mark_of(&notice.key)).await {
                Ok(Some(id)) => return Ok(Some(Ok(id))),
                Ok(None) => {}
                Err(error) => return Ok(Some(Err(error))),
            }
        }
        let mut tx = self.shared.app.store().begin().await?;
        if !tx.notice_attempted(notice.id, now).await? {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(
            self.post_below(channel, message, &notice.nonce, below).await,
        ))
    }

    /// What to say and where, as the state now is.
    async fn plan(&self, notice: &Notice, word: &Word) -> Result<Plan, Fault> {
        if let Said::Month { month, channel } = &word.word {
            return self.plan_month(notice, *month, channel.as_deref()).await;
        }
        let roles = self.shared.directory.role_ids();
        let known = (&roles, self.shared.directory.guild_id());
        Ok(match say(&self.shared.app, &notice.stream, word, known).await? {
            Saying::Said(message, Place::Channel(place)) => self.at(&place, *message),
            Saying::Said(message, Place::Thread(number)) => return self.in_thread(number, *message).await,
            Saying::Said(message, Place::Person(person)) => self.directly(&person, *message).await,
            Saying::Said(message, Place::Below(card, place)) => {
                return self.below(&card, &place, *message).await;
            }
            Saying::Waits(what) => Plan::Waits(what),
            Saying::Unneeded(why) => Plan::Unneeded(why),
            Saying::Lost(problem) => Plan::Stuck(Obstacle::lost(&problem)),
        })
    }

    /// In the channel of that place.
    pub(super) fn at(&self, place: &str, message: Message) -> Plan {
        match self.place(place) {
            Ok(channel) => Plan::Say {
                message,
                channel,
                below: None,
            },
            Err(obstacle) => Plan::Stuck(obstacle),
        }
    }

    /// In the thread of a release, which is known by the message of its card.
    async fn in_thread(&self, number: i64, message: Message) -> Result<Plan, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let card = tx.card(&CardKey::Release(number).to_string()).await?;
        Ok(match card.and_then(|c| c.message_id) {
            Some(channel) => Plan::Say {
                message,
                channel,
                below: None,
            },
            None => Plan::Waits("the release card is not posted yet"),
        })
    }

    pub(super) fn place(&self, place: &str) -> Result<String, Obstacle> {
        let channel = self.shared.directory.find_channel(place).map(|id| id.to_string());
        channel.ok_or_else(|| Obstacle::no_channel(place, &self.shared.directory.name_of(place)))
    }

    async fn notice_failed(
        &self,
        notice: &Notice,
        word: &Word,
        channel: &str,
        error: &WireError,
    ) -> Result<Went, Fault> {
        let in_thread = matches!(word.to, Recipient::Thread | Recipient::ThreadOf(_));
        match (error, error.code()) {
            (WireError::Unknown { what, .. }, _) => Ok(Went::Badly(what.clone())),
            (_, Some(THREAD_ARCHIVED)) if in_thread && self.open_thread(channel).await.is_ok() => Ok(
                Went::Badly("the thread was archived; it is open again".to_owned()),
            ),
            (_, Some(UNKNOWN_CHANNEL)) if in_thread => self.ensure_thread(notice, word).await,
            (_, Some(TOO_MANY_DIRECT)) => {
                let at = self.shared.clock.now() + AFTER_TOO_MANY;
                let mut tx = self.shared.app.store().begin().await?;
                tx.notice_postponed(notice.id, at.timestamp_millis(), &error.to_string())
                    .await?;
                tx.commit().await?;
                Ok(Went::Held)
            }
            (_, Some(CLOSED_TO_ME)) => {
                self.block(notice, &Obstacle::lost("They take no direct messages from me"))
                    .await
            }
            _ => {
                let place = match (&word.to, &word.word) {
                    (Recipient::Channel { channel, .. }, _) => channel.as_str(),
                    (
                        _,
                        Said::Month {
                            channel: Some(channel),
                            ..
                        },
                    ) => channel.as_str(),
                    _ => "releases",
                };
                let wanted = self.shared.directory.name_of(place);
                self.block(notice, &Obstacle::of(error, channel, in_thread, (place, &wanted)))
                    .await
            }
        }
    }

    /// The thread of a release is missing: it is started, so that the next try finds it.
    async fn ensure_thread(&self, notice: &Notice, word: &Word) -> Result<Went, Fault> {
        let number = match word.to {
            Recipient::ThreadOf(number) => Some(number),
            _ => CardKey::find(&notice.stream).and_then(|key| key.number()),
        };
        let Some(situation) = self.shared.app.find(number.unwrap_or_default()).await? else {
            return self
                .block(notice, &Obstacle::lost("Its release is missing"))
                .await;
        };
        let card_key = CardKey::Release(situation.release.number).to_string();
        let mut tx = self.shared.app.store().read().await?;
        let card = tx.card(&card_key).await?;
        drop(tx);
        let Some((channel, id)) = card.and_then(|c| c.channel_id.zip(c.message_id)) else {
            return Ok(Went::Badly("the release card is not posted yet".to_owned()));
        };
        let name = release_card::name(&situation.release);
        match self.start_thread(&channel, &id, &name).await {
            Ok(()) => Ok(Went::Badly("the thread was missing; it is there now".to_owned())),
            Err(error) => {
                let wanted = self.shared.directory.name_of("releases");
                self.block(
                    notice,
                    &Obstacle::of(&error, &channel, false, ("releases", &wanted)),
                )
                .await
            }
        }
    }

    /// It is kept, the team is told once, and what comes after it in a lane of its own waits.
    pub(super) async fn block(&self, notice: &Notice, obstacle: &Obstacle) -> Result<Went, Fault> {
        self.shared
            .app
            .keep_undelivered(notice, &obstacle.problem, &obstacle.fix)
            .await?;
        let is_own_lane = notice.lane != notice.stream;
        Ok(if is_own_lane { Went::Held } else { Went::Well })
    }

    pub(super) async fn drop_notice(&self, notice: &Notice, why: &str) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_dropped(notice.id, why).await?;
        tx.commit().await?;
        Ok(Went::Well)
    }
}
