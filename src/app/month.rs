//! What a month of a service was like, read from the journal and the outbox.
//!
//! Reading only, on the read pool: a report of years back holds nobody up. Of releases only those are read that were
//! open in that month or the one before, with which it is compared.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::card::CardKey;
use crate::domain::fact::{Placed, ReleaseFact, ServiceFact};
use crate::domain::month::{Known, Life, Messages, Month, MonthOnRecord, Straggler, YearMonth};
use crate::domain::name::ServiceName;
use crate::domain::process::Service;
use crate::domain::wall_clock::instant;
use crate::store::{Notice, NoticeState, Recorded, ReleaseFilter, Tx};

use super::load::{read, release_of, release_stream, service_stream};
use super::{App, Fault, TIME_PASSED};

/// So much later than it was due a notice was told late; less is nobody's fault.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// The kinds of facts of a service that are counted; others are not even read.
const COUNTED: [&str; 8] = [
    "ShortCircuited",
    "Outage",
    "SlotProposed",
    "SlotMoved",
    "SlotSkipped",
    "NothingToRelease",
    "SlotTaken",
    "SlotReplaced",
];

/// From when to when the notices of two months were due.
struct Span {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// A planned day may be moved into the month after, and what is said of it is said then.
    said_until: DateTime<Utc>,
}

impl Span {
    fn with_month_before(month: YearMonth, zone: Tz) -> Self {
        let midnight = |day: chrono::NaiveDate| instant(zone, day.and_time(NaiveTime::MIN));
        Self {
            from: midnight(month.before().first()),
            until: midnight(month.next().first()),
            said_until: midnight(month.next().next().first()),
        }
    }
}

impl App {
    /// What a month of a service was like; nothing when there is no such service.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn find_month(
        &self,
        name: &ServiceName,
        month: YearMonth,
    ) -> Result<Option<MonthOnRecord>, Fault> {
        let mut tx = self.shared.store.read().await?;
        let Some(service) = self.known_service(&mut tx, name).await? else {
            return Ok(None);
        };
        let span = Span::with_month_before(month, service.zone);
        let state = self.load_service(&mut tx, name).await?.state;
        let facts = counted(&tx.facts(&service_stream(name), 0).await?)?;
        let releases = tx
            .releases(ReleaseFilter::All, Some(name.as_str()), i64::MAX, 0)
            .await?;
        let numbers: BTreeSet<i64> = releases.iter().map(|row| row.number).collect();
        let (from, until) = (span.from.timestamp_millis(), span.until.timestamp_millis());
        let is_of_then = |row: &&crate::store::ReleaseRow| {
            row.started_at < until && row.ended_at.is_none_or(|at| at >= from)
        };
        let mut lives = Vec::new();
        for row in releases.iter().filter(is_of_then) {
            lives.extend(self.load_life(&mut tx, row.number).await?);
        }
        let notices = tx
            .notices_between(from, span.said_until.timestamp_millis())
            .await?;
        let is_ours = |notice: &&Notice| match release_of(&notice.stream) {
            Some(number) => numbers.contains(&number),
            None => notice.stream == service_stream(name),
        };
        let notices: Vec<&Notice> = notices.iter().filter(is_ours).collect();
        let now = self.now();
        let stragglers: Vec<Straggler> = notices.iter().filter_map(|n| straggler(n, now)).collect();
        let known = Known {
            service: &service,
            state: &state,
            facts: &facts,
            lives: &lives,
            stragglers: &stragglers,
            now,
        };
        let month = Month::of(&known, month);
        let messages = messages(&mut tx, &month, &notices).await?;
        Ok(Some(MonthOnRecord {
            service,
            month,
            messages,
        }))
    }

    /// The service as its playbook says it today; where no playbook is loaded, as its last release knew it.
    async fn known_service(&self, tx: &mut Tx, name: &ServiceName) -> Result<Option<Service>, Fault> {
        if let Some(process) = self.library().of_service(name).first() {
            return Ok(Some(process.service.clone()));
        }
        let last = tx.releases(ReleaseFilter::All, Some(name.as_str()), 1, 0).await?;
        let Some(row) = last.first() else {
            return Ok(None);
        };
        Ok(Some(self.load_process(tx, &row.digest).await?.service.clone()))
    }

    /// A release's journal with the process that it keeps; nothing when it has no beginning.
    async fn load_life(&self, tx: &mut Tx, number: i64) -> Result<Option<Life>, Fault> {
        let mut facts: Vec<Placed<ReleaseFact>> = Vec::new();
        for row in tx.facts(&release_stream(number), 0).await? {
            facts.push(placed(&row)?);
        }
        let Some(ReleaseFact::Started { digest, .. }) = facts.first().map(|first| &first.recorded.fact)
        else {
            return Ok(None);
        };
        let process = self.load_process(tx, digest).await?;
        Ok(Some(Life { process, facts }))
    }
}

fn placed<F: serde::de::DeserializeOwned>(row: &Recorded) -> Result<Placed<F>, Fault> {
    Ok(Placed {
        seq: row.seq,
        recorded: read(row)?,
        hash: row.hash.clone(),
    })
}

/// The facts of a service that are counted.
fn counted(rows: &[Recorded]) -> Result<Vec<Placed<ServiceFact>>, Fault> {
    let rows = rows.iter().filter(|row| COUNTED.contains(&row.kind.as_str()));
    rows.map(placed).collect()
}

/// A notice that was not said in time; what nobody needs any more is none.
fn straggler(notice: &Notice, now: DateTime<Utc>) -> Option<Straggler> {
    let due_at = DateTime::from_timestamp_millis(notice.due_at)?;
    let at = |millis: Option<i64>| millis.and_then(DateTime::from_timestamp_millis);
    let is_overtaken = notice.problem.as_deref() == Some(TIME_PASSED);
    let late_minutes = match notice.state {
        NoticeState::Sent => Some(at(notice.sent_at)? - due_at),
        NoticeState::Pending | NoticeState::Blocked => Some(now - due_at),
        NoticeState::Dropped if is_overtaken => None,
        NoticeState::Dropped => return None,
    };
    if late_minutes.is_some_and(|late| late < LATE) {
        return None;
    }
    Some(Straggler {
        key: notice.key.clone(),
        release: release_of(&notice.stream),
        due_at,
        late_minutes: late_minutes.map(|late| late.num_minutes()),
        problem: notice.problem.clone(),
    })
}

/// The messages in which the events of a month can be seen.
async fn messages(tx: &mut Tx, month: &Month, notices: &[&Notice]) -> Result<Messages, Fault> {
    let mut messages = Messages::default();
    let numbers: BTreeSet<i64> = month
        .events
        .iter()
        .filter_map(|event| event.release.as_ref().map(|(number, _)| *number))
        .collect();
    for number in numbers {
        let card = tx.card(&CardKey::Release(number).to_string()).await?;
        let place = card.and_then(|card| card.channel_id.zip(card.message_id));
        messages.cards.extend(place.map(|place| (number, place)));
    }
    for notice in notices {
        let Some(place) = notice.channel_id.clone().zip(notice.message_id.clone()) else {
            continue;
        };
        let fact = notice
            .key
            .rsplit_once('#')
            .filter(|_| release_of(&notice.stream).is_none());
        let seq = fact.and_then(|(_, place)| place.split('.').next()?.parse().ok());
        if let Some(seq) = seq {
            messages.said.entry(seq).or_insert_with(|| place.clone());
        }
        messages.notices.insert(notice.key.clone(), place);
    }
    Ok(messages)
}
