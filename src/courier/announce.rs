//! Announcements: what stands in a channel that other servers follow is published to them, when Discord takes it.
//!
//! Discord takes ten an hour from a channel and then says how long to wait. They go in a lane of their own, so that
//! nothing else waits with them.

use chrono::TimeDelta;

use crate::app::Fault;
use crate::domain::notice::Recipient;
use crate::store::Notice;
use crate::wording::undelivered as words;

use super::obstacle::Obstacle;
use super::post::UNKNOWN_MESSAGE;
use super::{Call, Courier, Verb, Went, WireError};

/// Discord's code for a message that is published already.
const PUBLISHED: u64 = 40033;

impl Courier {
    /// Publishes what was said in a channel of an audience, where other servers can follow it.
    pub(super) async fn announce(
        &self,
        stream: &str,
        to: &Recipient,
        channel: &str,
        message: &str,
    ) -> Result<(), Fault> {
        let is_of_channel = matches!(to, Recipient::Channel { .. });
        if is_of_channel && self.shared.directory.is_announcing(channel) {
            self.shared.app.pass_on(stream, to, (channel, message)).await?;
        }
        Ok(())
    }

    /// Publishes one message.
    pub(super) async fn publish(&self, notice: &Notice, channel: &str, message: &str) -> Result<Went, Fault> {
        let now = self.shared.clock.now();
        let mut tx = self.shared.app.store().begin().await?;
        if !tx.notice_attempted(notice.id, now.timestamp_millis()).await? {
            return Ok(Went::Well);
        }
        tx.commit().await?;
        let call = Call {
            verb: Verb::Post,
            path: format!("/channels/{channel}/messages/{message}/crosspost"),
            route: format!("POST /channels/{channel}/messages/crosspost"),
            body: None,
            interaction: false,
        };
        match self.wire().tell_unless_late(&call).await {
            Ok(None) => self.published(notice, channel, message).await,
            Ok(Some(wait)) => {
                let (problem, fix) = words::most_announcements();
                let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
                let mut tx = self.shared.app.store().begin().await?;
                let next_at = (now + wait).timestamp_millis();
                tx.notice_postponed(notice.id, next_at, &problem).await?;
                self.shared
                    .app
                    .note_undelivered(&mut tx, notice, &problem, &fix)
                    .await?;
                tx.commit().await?;
                Ok(Went::Held)
            }
            Err(error) if error.code() == Some(PUBLISHED) => self.published(notice, channel, message).await,
            Err(error) if error.code() == Some(UNKNOWN_MESSAGE) => {
                self.drop_notice(notice, "the message is gone").await
            }
            Err(WireError::Unknown { what, .. }) => Ok(Went::Badly(what)),
            Err(error) => {
                self.block(notice, &Obstacle::of(&error, channel, false, ("", "")))
                    .await
            }
        }
    }

    async fn published(&self, notice: &Notice, channel: &str, message: &str) -> Result<Went, Fault> {
        self.shared.app.record_said(notice, channel, message).await?;
        Ok(Went::Well)
    }
}
