//! The outbox: notices, each to be said once.
//!
//! `app` queues them in the commit of what they tell of; `courier` says them and writes down how it went. The
//! nonce is kept with the notice, so that saying it again after a crash is the same message for Discord.

use sqlx::FromRow;

use super::error::StoreError;
use super::sql;
use super::tx::Tx;

/// A notice to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// What makes it this notice: a second one with the same key is not queued.
    pub key: String,
    /// Whose it is.
    pub stream: String,
    /// What is said and where, as JSON.
    pub body: String,
    /// At most 25 characters, different for each message.
    pub nonce: String,
    /// From when it may be said, in milliseconds since 1970.
    pub due_at: i64,
    /// After this it is no longer worth saying.
    pub not_after: Option<i64>,
    /// By which way it goes.
    pub via: Via,
    /// What it goes in order with.
    pub lane: String,
}

/// By which way a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A message on Discord.
    Discord,
    /// A letter by mail.
    Mail,
    /// A signed webhook.
    Endpoint,
}

impl Via {
    /// The way as it is written in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discord => "discord",
            Self::Mail => "mail",
            Self::Endpoint => "endpoint",
        }
    }
}

impl TryFrom<String> for Via {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Discord, Self::Mail, Self::Endpoint]
            .into_iter()
            .find(|via| via.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no way by which a notice goes"))
    }
}

/// A notice with its fate so far.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// What makes it this notice.
    pub key: String,
    /// Whose it is.
    pub stream: String,
    /// What is said and where, as JSON.
    pub body: String,
    /// The same at every attempt.
    pub nonce: String,
    /// From when it may be said, in milliseconds since 1970.
    pub due_at: i64,
    /// After this it is no longer worth saying.
    pub not_after: Option<i64>,
    /// Not to be tried before this, in milliseconds since 1970.
    pub next_at: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was last tried, in milliseconds since 1970.
    pub last_attempt_at: Option<i64>,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: NoticeState,
    /// Why it was not said yet, or never will be.
    pub problem: Option<String>,
    /// Where it was said.
    pub channel_id: Option<String>,
    /// As which message.
    pub message_id: Option<String>,
    /// By which way it goes.
    #[sqlx(try_from = "String")]
    pub via: Via,
    /// What it goes in order with.
    pub lane: String,
    /// When it was said, in milliseconds since 1970.
    pub sent_at: Option<i64>,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// To be said.
    Pending,
    /// Said.
    Sent,
    /// Cannot be said until somebody mends something; it is tried again all the same.
    Blocked,
    /// Will not be said.
    Dropped,
}

impl NoticeState {
    /// The state as it is written in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Blocked => "blocked",
            Self::Dropped => "dropped",
        }
    }
}

impl TryFrom<String> for NoticeState {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Pending, Self::Sent, Self::Blocked, Self::Dropped]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no state of a notice"))
    }
}

impl Tx {
    /// The notices that were due in a time, its end not included, as they were queued; both in milliseconds since 1970.
    pub async fn notices_between(&mut self, from: i64, until: i64) -> Result<Vec<Notice>, StoreError> {
        Ok(rows!(self, sql::NOTICES_BETWEEN, from, until)?)
    }

    /// The keys of all notices, those that were sent as well, the oldest first.
    pub async fn notice_keys(&mut self) -> Result<Vec<String>, StoreError> {
        let found: Vec<(String,)> = rows!(self, sql::NOTICE_KEYS)?;
        Ok(found.into_iter().map(|(key,)| key).collect())
    }

    /// Queues a notice; gives false when one with the same key is there already.
    pub async fn queue_notice(&mut self, n: &NewNotice) -> Result<bool, StoreError> {
        let queued = run!(
            self,
            sql::QUEUE_NOTICE,
            &n.key,
            &n.stream,
            &n.body,
            &n.nonce,
            n.due_at,
            n.not_after,
            n.via.as_str(),
            &n.lane
        )?;
        Ok(queued == 1)
    }

    /// What may be said by that way at that time: a few of every lane, in order inside it, the first of each before the
    /// rest, so that a lane with much to say holds up no other. What comes after something blocked in a lane of its own
    /// waits for it.
    pub async fn due_notices(&mut self, via: Via, now: i64, limit: i64) -> Result<Vec<Notice>, StoreError> {
        Ok(rows!(self, sql::DUE_NOTICES, via.as_str(), now, limit)?)
    }

    /// What is still to be said by that way, due or not, the longest due first.
    pub async fn open_notices(&mut self, via: Via, limit: i64) -> Result<Vec<Notice>, StoreError> {
        Ok(rows!(self, sql::OPEN_NOTICES, via.as_str(), limit)?)
    }

    /// When the next notice may be tried by that way, in milliseconds since 1970.
    pub async fn earliest_notice(&mut self, via: Via) -> Result<Option<i64>, StoreError> {
        let found: Option<(Option<i64>,)> = row!(self, sql::EARLIEST_NOTICE, via.as_str())?;
        Ok(found.and_then(|(at,)| at))
    }

    /// Writes down that it is being tried; gives false when it was said or given up meanwhile. Commit this before
    /// trying.
    pub async fn notice_attempted(&mut self, id: i64, at: i64) -> Result<bool, StoreError> {
        Ok(run!(self, sql::NOTICE_ATTEMPTED, id, at)? == 1)
    }

    /// It was said, there and then.
    pub async fn notice_sent(
        &mut self,
        id: i64,
        channel_id: &str,
        message_id: &str,
        at: i64,
    ) -> Result<(), StoreError> {
        run!(self, sql::NOTICE_SENT, id, channel_id, message_id, at)?;
        Ok(())
    }

    /// It is tried again at that time.
    pub async fn notice_postponed(&mut self, id: i64, next_at: i64, problem: &str) -> Result<(), StoreError> {
        run!(self, sql::NOTICE_POSTPONED, id, next_at, problem)?;
        Ok(())
    }

    /// It cannot be said until somebody mends something: it is tried again at that time, or when somebody did
    /// ([`Tx::unblock_notices`]).
    pub async fn notice_blocked(&mut self, id: i64, next_at: i64, problem: &str) -> Result<(), StoreError> {
        run!(self, sql::NOTICE_BLOCKED, id, next_at, problem)?;
        Ok(())
    }

    /// It will not be said.
    pub async fn notice_dropped(&mut self, id: i64, why: &str) -> Result<(), StoreError> {
        run!(self, sql::NOTICE_DROPPED, id, why)?;
        Ok(())
    }

    /// How many notices are in that state.
    pub async fn notices_in(&mut self, state: NoticeState) -> Result<i64, StoreError> {
        let found: Option<(i64,)> = row!(self, sql::NOTICES_IN, state.as_str())?;
        Ok(found.map_or(0, |(count,)| count))
    }

    /// The notices in that state, the longest due first.
    pub async fn notices_with(&mut self, state: NoticeState, limit: i64) -> Result<Vec<Notice>, StoreError> {
        Ok(rows!(self, sql::NOTICES_WITH, state.as_str(), limit)?)
    }

    /// Lets every notice that is blocked on Discord be tried again at once; gives how many.
    pub async fn unblock_notices(&mut self) -> Result<u64, StoreError> {
        Ok(run!(self, sql::UNBLOCK_NOTICES)?)
    }

    /// Lets what is blocked in a lane be tried again at once; gives how many.
    pub async fn unblock_lane(&mut self, lane: &str) -> Result<u64, StoreError> {
        Ok(run!(self, sql::UNBLOCK_LANE, lane)?)
    }

    /// How many direct messages wait because that person takes none.
    pub async fn blocked_for(&mut self, person: &str) -> Result<i64, StoreError> {
        let lane = format!("person/{person}");
        let found: Option<(i64,)> = row!(self, sql::BLOCKED_IN_LANE, &lane)?;
        Ok(found.map_or(0, |(count,)| count))
    }

    /// What was and is to be told of that outage, to everybody and by every way, in order; `stream` is its service's.
    pub async fn notices_of_outage(&mut self, stream: &str, number: i64) -> Result<Vec<Notice>, StoreError> {
        let pattern = format!("%\"word\":{{\"outage\":{{\"number\":{number},%");
        Ok(rows!(self, sql::NOTICES_OF, stream, &pattern)?)
    }
}
