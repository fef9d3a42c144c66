//! Who is called to a planned day: in the channel, and by direct message.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Notice, Recipient, Word};
use crate::domain::diary::Slot;
use crate::domain::name::PersonId;
use crate::domain::process::Process;
use crate::domain::release_day::{DayFact, ReleaseDay};
use crate::domain::service::ServiceState;

/// What is said of a planned day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayWord {
    /// Its slot.
    pub slot: Slot,
    /// The real day that is meant.
    pub day: NaiveDate,
    /// What.
    pub what: DayCall,
}

/// A call to a planned day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayCall {
    /// It comes.
    Before {
        /// In so many working days.
        days: u32,
    },
    /// It has come.
    OnTheDay,
    /// Somebody wished to be reminded.
    Recall {
        /// Who.
        person: PersonId,
    },
    /// Something is open.
    Nudge,
    /// Nobody reacted: somebody else is asked.
    Escalated {
        /// The backup; the role when nothing is said.
        to: Option<PersonId>,
        /// When the release manager was called.
        since: Option<DateTime<Utc>>,
    },
    /// The release manager is told that somebody else was asked.
    Told {
        /// Whom.
        to: Option<PersonId>,
        /// When the release manager was called.
        since: Option<DateTime<Utc>>,
    },
}

/// The notices that a fact about a planned day calls for.
pub(super) fn told(
    slot: &Slot,
    what: &DayFact,
    at: DateTime<Utc>,
    processes: &[Arc<Process>],
    after: &ServiceState,
) -> Vec<Notice> {
    let service = processes.first().map(|process| &process.service);
    let Some(day) = service.and_then(|service| ReleaseDay::of(after, service, slot)) else {
        return Vec::new();
    };
    let manager = day.on_duty().map(|duty| duty.person);
    let since = day.known().reminded.get(&(day.day(), 0)).copied();
    match what {
        DayFact::Reminded { before: 0, .. } if day.is_done() => Vec::new(),
        DayFact::Reminded { before: 0, .. } => {
            let until = Some(day.ends_at());
            say(
                &day,
                DayCall::OnTheDay,
                [Some(Recipient::Releases), direct(manager)],
                until,
            )
        }
        DayFact::Reminded { before, .. } => {
            let (call, until) = (DayCall::Before { days: *before }, Some(day.begins_at()));
            say(&day, call, [Some(Recipient::Releases), direct(manager)], until)
        }
        DayFact::Recalled { person } => {
            let call = DayCall::Recall {
                person: person.clone(),
            };
            let to = [Some(Recipient::Releases), direct(Some(person.clone()))];
            say(&day, call, to, None)
        }
        DayFact::Nudged { .. } => {
            let today = day.day_at(at).succ_opt().unwrap_or(NaiveDate::MAX);
            let until = day.moment(today, chrono::NaiveTime::MIN);
            say(&day, DayCall::Nudge, [Some(Recipient::Releases)], Some(until))
        }
        DayFact::Escalated { to, .. } => {
            let asked = DayCall::Escalated {
                to: to.clone(),
                since,
            };
            let told = DayCall::Told {
                to: to.clone(),
                since,
            };
            let mut notices = say(&day, asked, [Some(Recipient::Releases), direct(to.clone())], None);
            notices.extend(say(&day, told, [direct(manager)], None));
            notices
        }
        DayFact::Overtaken { .. }
        | DayFact::TakenOn { .. }
        | DayFact::Snoozed { .. }
        | DayFact::Held { .. }
        | DayFact::Passed { .. } => Vec::new(),
    }
}

fn direct(person: Option<PersonId>) -> Option<Recipient> {
    person.map(Recipient::Person)
}

fn say<const N: usize>(
    day: &ReleaseDay<'_>,
    what: DayCall,
    to: [Option<Recipient>; N],
    not_after: Option<DateTime<Utc>>,
) -> Vec<Notice> {
    let notice = |to| Notice {
        to,
        word: Word::Day(Box::new(DayWord {
            slot: day.slot(),
            day: day.day(),
            what: what.clone(),
        })),
        not_after,
    };
    to.into_iter().flatten().map(notice).collect()
}
