//! What fails to leave by mail or by webhook: the team is told once that it is missing, and once what became of it.
//!
//! `undelivered` tells of a lane at once; here the lanes that miss the same for the same reason are gathered first, and
//! what may go by itself is given time. What the team reads is the same.

use chrono::{DateTime, Utc};

use crate::domain::notice::{Fate, Notice, Recipient, Undelivered, Whom, Word};
use crate::store::{Departure, NewNotice, NoticeState, Told, Via};

use super::commit::nonce;
use super::{App, Fault};

/// What the team is told in one message: the same of several recipients.
struct Group {
    stream: String,
    to: Recipient,
    said: Undelivered,
    rows: Vec<(i64, Told)>,
}

impl App {
    /// Tells the team of what is blocked or has been failing since that time, and of what the team knows to be missing
    /// and is settled. Who is missing for the same reason stands in one message.
    ///
    /// # Errors
    /// [`Fault`] when the store failed.
    pub async fn tell_of_departures(&self, failing_since: DateTime<Utc>) -> Result<(), Fault> {
        let mut tx = self.shared.store.read().await?;
        let missing = tx.untold_departures(failing_since.timestamp_millis()).await?;
        let settled = tx.settled_departures().await?;
        drop(tx);
        let mut groups: Vec<Group> = Vec::new();
        for departure in missing.iter().chain(&settled) {
            if let Ok(notice) = serde_json::from_str::<Notice>(&departure.notice.body) {
                let to = self.who_keeps(&notice).await?;
                gather(&mut groups, departure, &notice, to);
            }
        }
        if groups.is_empty() {
            return Ok(());
        }
        let now = self.now().timestamp_millis();
        let mut tx = self.shared.store.begin().await?;
        for group in groups {
            tx.queue_notice(&message(&group, now)?).await?;
            for (id, told) in group.rows {
                tx.departure_told(id, told).await?;
            }
        }
        tx.commit().await?;
        self.shared.courier.ring();
        Ok(())
    }

    /// Who looks after what is told: the team in the thread of the outage's release, or where releases are announced.
    async fn who_keeps(&self, notice: &Notice) -> Result<Recipient, Fault> {
        let Word::Outage(news) = &notice.word else {
            return Ok(Recipient::Releases);
        };
        let found = self.find_outage(news.number).await?;
        let release = found.and_then(|found| found.outage()?.about.release);
        Ok(release.map_or(Recipient::Releases, Recipient::ThreadOf))
    }
}

fn gather(groups: &mut Vec<Group>, departure: &Departure, notice: &Notice, to: Recipient) {
    let row = &departure.notice;
    let (fate, told) = fate(departure);
    let said = Undelivered::of(notice, fate);
    for group in groups.iter_mut() {
        if group.stream == row.stream && group.to == to && join(&mut group.said, &said) {
            group.rows.push((row.id, told));
            return;
        }
    }
    groups.push(Group {
        stream: row.stream.clone(),
        to,
        said,
        rows: vec![(row.id, told)],
    });
}

/// What the team is told of a departure, and that it was told.
fn fate(departure: &Departure) -> (Fate, Told) {
    let problem = departure.notice.problem.clone().unwrap_or_default();
    let since = departure
        .failing_since
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_default();
    match departure.notice.state {
        NoticeState::Sent => (Fate::ToldLate { since }, Told::Settled),
        NoticeState::Dropped => (
            Fate::NeverTold {
                why: problem,
                problem: None,
            },
            Told::Settled,
        ),
        NoticeState::Blocked => {
            let fix = departure.fix.clone();
            (Fate::Waits { problem, fix }, Told::Missing)
        }
        NoticeState::Pending => (Fate::Waits { problem, fix: None }, Told::Missing),
    }
}

/// Says both in one, when they miss the same for the same reason; gives whether they do.
fn join(group: &mut Undelivered, said: &Undelivered) -> bool {
    let (Whom::Readers(all), Whom::Readers(more)) = (&mut group.whom, &said.whom) else {
        return false;
    };
    if (group.outage, group.kind) != (said.outage, said.kind) {
        return false;
    }
    match (&mut group.fate, &said.fate) {
        // Each began to fail at a moment of its own; the team reads the first.
        (Fate::ToldLate { since }, Fate::ToldLate { since: other }) => *since = (*since).min(*other),
        (one, other) if one == other => {}
        _ => return false,
    }
    all.extend(more.iter().cloned());
    true
}

fn message(group: &Group, now: i64) -> Result<NewNotice, Fault> {
    let word = Notice {
        to: group.to.clone(),
        word: Word::Undelivered(Box::new(group.said.clone())),
        not_after: None,
    };
    let first = group.rows.first().map_or(0, |(id, _)| *id);
    let key = format!("{}/departures/{first}/{now}", group.stream);
    Ok(NewNotice {
        nonce: nonce(&key),
        stream: group.stream.clone(),
        body: serde_json::to_string(&word).map_err(|e| Fault::Journal(e.to_string()))?,
        due_at: now,
        not_after: None,
        via: Via::Discord,
        lane: group.stream.clone(),
        key,
    })
}
