//! Notices: each said once.

use chrono::TimeDelta;
use tracing::{error, warn};

use crate::app::Fault;
use crate::domain::card::CardKey;
use crate::domain::notice::{Notice as Word, Recipient, Word as Saying};
use crate::store::Notice;
use crate::wording::message::Message;
use crate::wording::notices::{notice as say, service_notice};

use super::post::{THREAD_ARCHIVED, UNKNOWN_CHANNEL, mark_of};
use super::{Courier, Went, WireError};

/// How long Discord certainly remembers a nonce. Later, the channel is looked through before anything is said again.
const NONCE_HOLDS: TimeDelta = TimeDelta::seconds(60);

impl Courier {
    /// Says one notice, unless its time has passed.
    pub(super) async fn tell(&self, notice: &Notice) -> Result<Went, Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        if notice.not_after.is_some_and(|until| until < now) {
            warn!(notice = notice.key, "too late to be said; it stays unsaid");
            return self.drop_notice(notice, "its time had passed").await;
        }
        let Ok(word) = serde_json::from_str::<Word>(&notice.body) else {
            return self.drop_notice(notice, "it cannot be read").await;
        };
        let (message, channel) = match self.word_and_place(notice, &word).await? {
            Ok(found) => found,
            Err(problem) => return self.block(notice, &problem).await,
        };
        let Some(channel) = channel else {
            return Ok(Went::Badly("the release card is not posted yet".to_owned()));
        };
        let message = message.marked(mark_of(&notice.key));
        match self.say_once(notice, &channel, &message).await? {
            Ok(id) => {
                let mut tx = self.shared.app.store().begin().await?;
                tx.notice_sent(notice.id, &channel, &id, now).await?;
                tx.commit().await?;
                Ok(Went::Well)
            }
            Err(error) => self.notice_failed(notice, &word, &channel, &error).await,
        }
    }

    async fn say_once(
        &self,
        notice: &Notice,
        channel: &str,
        message: &Message,
    ) -> Result<Result<String, WireError>, Fault> {
        let now = self.shared.clock.now().timestamp_millis();
        let doubtful = notice
            .last_attempt_at
            .is_some_and(|at| now - at > NONCE_HOLDS.num_milliseconds());
        if doubtful {
            match self.find_marked(channel, mark_of(&notice.key)).await {
                Ok(Some(id)) => return Ok(Ok(id)),
                Ok(None) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_attempted(notice.id, now).await?;
        tx.commit().await?;
        Ok(self.post(channel, message, &notice.nonce).await)
    }

    /// What to say and where; no channel while the release's thread is not there yet.
    async fn word_and_place(
        &self,
        notice: &Notice,
        word: &Word,
    ) -> Result<Result<(Message, Option<String>), String>, Fault> {
        if let Saying::Outage(news) = &word.word {
            let said = self.news_and_place(word, news).await?;
            return Ok(said.map(|(message, channel)| (message, Some(channel))));
        }
        let roles = self.shared.directory.role_ids();
        let Some(number) = notice
            .stream
            .strip_prefix("release/")
            .and_then(|n| n.parse().ok())
        else {
            let processes = self.shared.app.processes_of_stream(&notice.stream);
            let of_side = processes
                .iter()
                .find(|p| matches!(&word.to, Recipient::Side(side) if p.sides.contains_key(side)));
            let Some(process) = of_side.or(processes.first()) else {
                return Ok(Err("no playbook has this service any more".to_owned()));
            };
            let message = service_notice(word, process, &roles);
            let place = match &word.to {
                Recipient::ThreadOf(number) => return Ok(Ok((message, self.thread_of(*number).await?))),
                Recipient::Audience(audience) => processes
                    .iter()
                    .find_map(|p| p.audiences.get(audience))
                    .and_then(|a| a.channel.as_deref())
                    .unwrap_or("releases"),
                Recipient::Side(side) => {
                    let side = process.sides.get(side);
                    side.map_or("releases", |side| side.channel.as_str())
                }
                Recipient::Channel { channel, .. } => channel.as_str(),
                Recipient::Thread
                | Recipient::Releases
                | Recipient::Subscriber { .. }
                | Recipient::Mail { .. }
                | Recipient::Endpoint { .. } => "releases",
            };
            return Ok(self.place(place).map(|c| (message, Some(c))));
        };
        let Some(situation) = self.shared.app.find(number).await? else {
            return Ok(Err("its release is missing".to_owned()));
        };
        let release = &situation.release;
        let message = say(word, release, &roles);
        match &word.to {
            Recipient::Audience(audience) => {
                let place = release
                    .process
                    .audiences
                    .get(audience)
                    .and_then(|a| a.channel.as_deref())
                    .unwrap_or("outages");
                Ok(self.place(place).map(|c| (message, Some(c))))
            }
            Recipient::Channel { channel, .. } => Ok(self.place(channel).map(|c| (message, Some(c)))),
            Recipient::Releases
            | Recipient::Subscriber { .. }
            | Recipient::Mail { .. }
            | Recipient::Endpoint { .. } => Ok(self.place("releases").map(|c| (message, Some(c)))),
            Recipient::Side(side) => {
                let side = release.process.sides.get(side);
                let place = side.map_or("releases", |side| side.channel.as_str());
                Ok(self.place(place).map(|c| (message, Some(c))))
            }
            Recipient::Thread | Recipient::ThreadOf(_) => Ok(Ok((message, self.thread_of(number).await?))),
        }
    }

    /// The thread of a release is known by the message of its card.
    async fn thread_of(&self, number: i64) -> Result<Option<String>, Fault> {
        let mut tx = self.shared.app.store().read().await?;
        let card = tx.card(&CardKey::Release(number).to_string()).await?;
        Ok(card.and_then(|c| c.message_id))
    }

    pub(super) fn place(&self, place: &str) -> Result<String, String> {
        let channel = self.shared.directory.find_channel(place).map(|id| id.to_string());
        channel.ok_or_else(|| {
            format!("the channel for `{place}` is missing; name one in bot.toml under [channels]")
        })
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
            _ => self.block(notice, &error.to_string()).await,
        }
    }

    /// The thread of a release is missing: it is started, so that the next try finds it.
    async fn ensure_thread(&self, notice: &Notice, word: &Word) -> Result<Went, Fault> {
        let card_key = match word.to {
            Recipient::ThreadOf(number) => CardKey::Release(number).to_string(),
            _ => notice.stream.clone(),
        };
        let mut tx = self.shared.app.store().read().await?;
        let card = tx.card(&card_key).await?;
        drop(tx);
        let Some((channel, id)) = card.and_then(|c| c.channel_id.zip(c.message_id)) else {
            return Ok(Went::Badly("the release card is not posted yet".to_owned()));
        };
        match self.start_thread(&channel, &id, &card_key).await {
            Ok(()) => Ok(Went::Badly("the thread was missing; it is there now".to_owned())),
            Err(error) => self.block(notice, &error.to_string()).await,
        }
    }

    async fn block(&self, notice: &Notice, problem: &str) -> Result<Went, Fault> {
        error!(
            notice = notice.key,
            problem, "a notice cannot be said; it is kept until that is mended"
        );
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_blocked(notice.id, problem).await?;
        tx.commit().await?;
        Ok(Went::Well)
    }

    async fn drop_notice(&self, notice: &Notice, why: &str) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().begin().await?;
        tx.notice_dropped(notice.id, why).await?;
        tx.commit().await?;
        Ok(Went::Well)
    }
}
