//! Who was told what of an outage: read from the outbox and from its announcements, for those who keep it.

use chrono::DateTime;

use crate::domain::card::{CardKey, of_outage};
use crate::domain::notice::{Became, News, Notice, OutageNews, Recipient, Telling, Word};
use crate::domain::outage::Outage;
use crate::store::{Card, NoticeState};

use super::load::service_stream;
use super::{App, Fault, FoundOutage};

impl App {
    /// What was and is to be told of an outage, the announcements first.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn told_of_outage(&self, found: &FoundOutage) -> Result<Vec<Telling>, Fault> {
        let (Some(outage), Some(process)) = (found.outage(), found.processes.first()) else {
            return Ok(Vec::new());
        };
        let mut tx = self.shared.store.read().await?;
        let mut told = Vec::new();
        for (key, _) in of_outage(found.number, outage, &process.service) {
            if let CardKey::Outage(..) = &key
                && let Some(card) = tx.card(&key.to_string()).await?
            {
                told.extend(announced(found.number, outage, &key, &card));
            }
        }
        let stream = service_stream(&found.service);
        for row in tx.notices_of_outage(&stream, found.number).await? {
            let Ok(notice) = serde_json::from_str::<Notice>(&row.body) else {
                continue;
            };
            let at = row.last_attempt_at.and_then(DateTime::from_timestamp_millis);
            let problem = row.problem.unwrap_or_default();
            let fate = match (row.state, at) {
                (NoticeState::Sent, Some(at)) => Became::Told(at),
                (NoticeState::Sent | NoticeState::Pending, _) => Became::Waits,
                (NoticeState::Blocked, _) => Became::Blocked(problem),
                (NoticeState::Dropped, _) => Became::Unsaid(problem),
            };
            told.push(Telling { notice, fate });
        }
        Ok(told)
    }
}

/// The announcement in a channel, as something that was told.
fn announced(number: i64, outage: &Outage, key: &CardKey, card: &Card) -> Option<Telling> {
    let CardKey::Outage(_, audience, channel) = key else {
        return None;
    };
    let first = outage.announced.as_ref().or(outage.started.as_ref())?;
    let (is_there, problem) = (card.message_id.is_some(), card.problem.clone());
    let what = if outage.announced.is_some() {
        News::Announced
    } else {
        News::Started
    };
    let news = OutageNews {
        number,
        revision: 0,
        window: outage.windows_before.first().copied().or(outage.window),
        what,
        due_at: first.at,
        is_first: true,
    };
    Some(Telling {
        notice: Notice {
            to: Recipient::Channel {
                audience: audience.clone(),
                channel: channel.clone(),
            },
            word: Word::Outage(Box::new(news)),
            not_after: None,
        },
        fate: match (is_there, problem) {
            (true, _) => Became::Told(first.at),
            (false, Some(problem)) => Became::Blocked(problem),
            (false, None) => Became::Waits,
        },
    })
}
