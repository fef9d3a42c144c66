//! What somebody could not be told: kept, tried again, and the team told of it once, with what to do.
//!
//! Called by whoever carries notices out (`courier`, `outbound`). The notice to the team is queued in the very
//! transaction that writes down the failure, so that neither is there without the other.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tracing::error;

use crate::domain::notice::{Fate, Notice as Saying, Recipient, Undelivered, Whom, Word};
use crate::store::{NewNotice, Notice, NoticeState, Trouble, Tx, Via};

use super::closed_door::is_of_person;
use super::commit::{nonce, way_of};
use super::load::release_of;
use super::{App, Fault};

/// Why something is not said any more when nobody is helped by it.
pub const TIME_PASSED: &str = "its time had passed";

/// How long what cannot be said rests before it is tried again, although nobody said that it was mended.
const RESTS: TimeDelta = TimeDelta::minutes(10);

/// After so long nobody on another server is helped by an announcement that is published late.
const WORTH_PASSING_ON: TimeDelta = TimeDelta::hours(3);

/// Something that is in the way, as whoever met it knows it.
#[derive(Clone, Copy, Debug)]
pub struct Obstacle<'a> {
    /// The lane in whose way it is.
    pub lane: &'a str,
    /// Whose notices or cards go in it.
    pub stream: &'a str,
    /// What is wrong, in words for whoever can mend it, without a full stop.
    pub problem: &'a str,
    /// What to do about it, likewise.
    pub fix: &'a str,
}

impl App {
    /// A notice cannot be said until somebody mends something: it is kept, and the team is told once.
    ///
    /// # Errors
    /// [`Fault`] when the store failed; the notice is as it was then.
    pub async fn keep_undelivered(&self, notice: &Notice, problem: &str, fix: &str) -> Result<(), Fault> {
        let mut tx = self.shared.store.begin().await?;
        let next_at = (self.now() + RESTS).timestamp_millis();
        tx.notice_blocked(notice.id, next_at, problem).await?;
        self.note_undelivered(&mut tx, notice, problem, fix).await?;
        tx.commit().await?;
        self.shared.courier.ring();
        Ok(())
    }

    /// The team is told, once for each lane and problem, that a notice does not arrive; the notice goes on as it is.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn note_undelivered(
        &self,
        tx: &mut Tx,
        notice: &Notice,
        problem: &str,
        fix: &str,
    ) -> Result<(), Fault> {
        error!(
            notice = notice.key,
            lane = notice.lane,
            problem,
            "a notice cannot be said; it is kept and tried again"
        );
        let Ok(said) = serde_json::from_str::<Saying>(&notice.body) else {
            return Ok(());
        };
        let obstacle = Obstacle {
            lane: &notice.lane,
            stream: &notice.stream,
            problem,
            fix,
        };
        match (&said.to, &said.word) {
            // A closed door is that person's own matter, and they are told when they come by.
            (Recipient::Subscriber { .. } | Recipient::Person(_), _) => Ok(()),
            (Recipient::Thread | Recipient::ThreadOf(_), Word::Undelivered(_)) => {
                self.say_in_releases(tx, notice, &said).await
            }
            _ => {
                let fate = Fate::Waits {
                    problem: problem.to_owned(),
                    fix: Some(fix.to_owned()),
                };
                let what = Undelivered::of(&said, fate);
                self.note_obstacle(tx, obstacle, what).await
            }
        }
    }

    /// The team is told of something in the way, once for each lane and problem.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn note_obstacle(
        &self,
        tx: &mut Tx,
        obstacle: Obstacle<'_>,
        what: Undelivered,
    ) -> Result<(), Fault> {
        let body = serde_json::to_string(&what).map_err(|e| Fault::Journal(e.to_string()))?;
        let trouble = Trouble {
            lane: obstacle.lane.to_owned(),
            problem: obstacle.problem.to_owned(),
            stream: obstacle.stream.to_owned(),
            body,
            since: self.now().timestamp_millis(),
        };
        if tx.add_trouble(&trouble).await? {
            let digest = hex::encode(&Sha256::digest(obstacle.problem.as_bytes())[..4]);
            self.tell_team(tx, &trouble, &digest, what).await?;
        }
        Ok(())
    }

    /// A notice was said, there and then; where the team was told that it could not be, they are told that it was.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn record_said(&self, notice: &Notice, channel: &str, message: &str) -> Result<(), Fault> {
        let mut tx = self.shared.store.begin().await?;
        let now = self.now().timestamp_millis();
        tx.notice_sent(notice.id, channel, message, now).await?;
        let was_in_trouble = notice.state == NoticeState::Blocked || notice.problem.is_some();
        if was_in_trouble {
            tx.unblock_lane(&notice.lane).await?;
        }
        // What waited for that person may have been given up: this one goes through all the same.
        if was_in_trouble || is_of_person(&notice.lane) {
            self.end_obstacles(&mut tx, &notice.lane).await?;
        }
        tx.commit().await?;
        if was_in_trouble {
            self.shared.courier.ring();
        }
        Ok(())
    }

    /// Nothing is in the way of a lane any more: where the team was told that something is, they are told.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn end_obstacles(&self, tx: &mut Tx, lane: &str) -> Result<(), Fault> {
        let troubles = tx.troubles_in(lane).await?;
        let Some(first) = troubles.first() else {
            return Ok(());
        };
        tx.end_troubles(lane).await?;
        let Ok(mut what) = serde_json::from_str::<Undelivered>(&first.body) else {
            return Ok(());
        };
        let since = DateTime::<Utc>::from_timestamp_millis(first.since).unwrap_or_default();
        what.fate = Fate::ToldLate { since };
        self.tell_team(tx, first, "over", what).await
    }

    /// A notice will not be said; where an audience should have read it, the team is told that it never did.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn give_up(&self, notice: &Notice, why: &str) -> Result<(), Fault> {
        let mut tx = self.shared.store.begin().await?;
        tx.notice_dropped(notice.id, why).await?;
        if let Ok(said) = serde_json::from_str::<Saying>(&notice.body)
            && is_of_audience(&said.to)
        {
            let fate = Fate::NeverTold {
                why: why.to_owned(),
                problem: notice.problem.clone(),
            };
            let trouble = Trouble {
                lane: notice.lane.clone(),
                problem: String::new(),
                stream: notice.stream.clone(),
                body: String::new(),
                since: notice.id,
            };
            tx.end_troubles(&notice.lane).await?;
            self.tell_team(&mut tx, &trouble, "never", Undelivered::of(&said, fate))
                .await?;
        }
        tx.commit().await?;
        self.shared.courier.ring();
        Ok(())
    }

    /// A message in a channel of an audience that other servers follow is published to them, once.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn pass_on(
        &self,
        stream: &str,
        to: &Recipient,
        (channel, message): (&str, &str),
    ) -> Result<(), Fault> {
        let until = self.now() + WORTH_PASSING_ON;
        let said = Saying {
            to: to.clone(),
            word: Word::PassedOn {
                channel: channel.to_owned(),
                message: message.to_owned(),
            },
            not_after: Some(until),
        };
        let body = serde_json::to_string(&said).map_err(|e| Fault::Journal(e.to_string()))?;
        let key = format!("pass-on/{message}");
        let notice = NewNotice {
            nonce: nonce(&key),
            stream: stream.to_owned(),
            body,
            due_at: self.now().timestamp_millis(),
            not_after: Some(until.timestamp_millis()),
            via: Via::Discord,
            lane: format!("followers/{channel}"),
            key,
        };
        let mut tx = self.shared.store.begin().await?;
        tx.queue_notice(&notice).await?;
        tx.commit().await?;
        self.shared.courier.ring();
        Ok(())
    }

    /// In the thread of the release that it is about, else where releases are announced; nowhere when that is what is
    /// in trouble, which the log says.
    async fn tell_team(
        &self,
        tx: &mut Tx,
        trouble: &Trouble,
        mark: &str,
        what: Undelivered,
    ) -> Result<(), Fault> {
        let to = match &what.whom {
            Whom::Readers(who) if who.contains(&Recipient::Releases) => return Ok(()),
            Whom::Readers(who) if who.iter().any(is_a_thread) => Recipient::Releases,
            _ if release_of(&trouble.stream).is_some() => Recipient::Thread,
            _ => match what.outage {
                Some(number) if tx.find_release(number).await?.is_some() => Recipient::ThreadOf(number),
                _ => Recipient::Releases,
            },
        };
        let said = Saying {
            to,
            word: Word::Undelivered(Box::new(what)),
            not_after: None,
        };
        let key = format!("undelivered/{}/{}/{mark}", trouble.lane, trouble.since);
        self.queue_for_team(tx, &trouble.stream, key, &said).await
    }

    /// The thread cannot be written in: what was to be said there is said where releases are announced.
    async fn say_in_releases(&self, tx: &mut Tx, notice: &Notice, said: &Saying) -> Result<(), Fault> {
        let said = Saying {
            to: Recipient::Releases,
            ..said.clone()
        };
        tx.notice_dropped(notice.id, "said where releases are announced")
            .await?;
        let key = format!("{}/releases", notice.key);
        self.queue_for_team(tx, &notice.stream, key, &said).await
    }

    async fn queue_for_team(
        &self,
        tx: &mut Tx,
        stream: &str,
        key: String,
        said: &Saying,
    ) -> Result<(), Fault> {
        let body = serde_json::to_string(said).map_err(|e| Fault::Journal(e.to_string()))?;
        let (via, lane) = way_of(said, stream);
        let notice = NewNotice {
            nonce: nonce(&key),
            stream: stream.to_owned(),
            body,
            due_at: self.now().timestamp_millis(),
            not_after: None,
            via,
            lane,
            key,
        };
        tx.queue_notice(&notice).await?;
        Ok(())
    }
}

fn is_a_thread(to: &Recipient) -> bool {
    matches!(to, Recipient::Thread | Recipient::ThreadOf(_))
}

fn is_of_audience(to: &Recipient) -> bool {
    matches!(
        to,
        Recipient::Audience(_)
            | Recipient::Channel { .. }
            | Recipient::Mail { .. }
            | Recipient::Endpoint { .. }
    )
}
