//! What is due for an outage when, as a function of state alone: a moved window needs no cancelling.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::audience::Lead;
use crate::domain::name::AudienceName;
use crate::domain::process::Service;

use super::Outage;

/// How long before the end of an outage the team is warned.
const WARNING: TimeDelta = TimeDelta::minutes(15);

/// Something that falls due for an outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The timer's key: another one for another time.
    pub key: String,
    /// When.
    pub due_at: DateTime<Utc>,
    /// What.
    pub kind: MomentKind,
}

/// What falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// An audience is reminded.
    Lead(AudienceName, Lead),
    /// It begins.
    Begins,
    /// It ends soon.
    EndsSoon,
    /// Its end has passed and it is not over.
    Overruns,
}

/// What is due for the outage of that number, and was not seen to yet.
pub fn moments(number: i64, outage: &Outage, service: &Service) -> Vec<Moment> {
    let Some(window) = outage.find_open_window() else {
        return Vec::new();
    };
    let moment = |word: String, due_at: DateTime<Utc>, kind| Moment {
        key: format!("outage@{number}@{word}@{}", due_at.timestamp()),
        due_at,
        kind,
    };
    let mut due = Vec::new();
    // What is said of an outage that has begun is no reminder.
    if outage.started.is_none() {
        due.extend(
            leads(outage, service)
                .into_iter()
                .map(|(audience, lead, due_at)| {
                    let word = format!("lead@{audience}@{lead}");
                    moment(word, due_at, MomentKind::Lead(audience, lead))
                }),
        );
        if !outage.about.starts_by_hand {
            due.push(moment("begins".to_owned(), window.start, MomentKind::Begins));
        }
    }
    if outage.about.release.is_none() {
        let soon = (window.end - WARNING).max(window.start);
        due.push(moment("ends-soon".to_owned(), soon, MomentKind::EndsSoon));
    }
    if outage.overran.is_none() {
        due.push(moment("overruns".to_owned(), window.end, MomentKind::Overruns));
    }
    due.retain(|m| !outage.reminded.contains(&m.key));
    due
}

/// When each audience is reminded: not before it was told at all, and not once it has begun.
fn leads(outage: &Outage, service: &Service) -> Vec<(AudienceName, Lead, DateTime<Utc>)> {
    let (Some(window), Some(told)) = (outage.window, &outage.changed) else {
        return Vec::new();
    };
    let mut due = Vec::new();
    for name in &outage.about.audiences {
        let Some(audience) = service.audiences.get(name) else {
            continue;
        };
        for lead in audience.leads() {
            let due_at = lead.before(window.start, service.zone);
            if due_at > told.at && due_at < window.start {
                due.push((name.clone(), *lead, due_at));
            }
        }
    }
    due
}
