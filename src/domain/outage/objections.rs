//! What stands against an outage at a time: other outages, too little notice.

use chrono::{DateTime, Utc};

use crate::domain::calendar;
use crate::domain::name::RoleName;
use crate::domain::process::Service;
use crate::domain::service::ServiceState;

use super::{Objection, OutageAbout, Window};

/// An outage as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is about, and who is told.
    pub about: OutageAbout,
    /// When.
    pub window: Window,
    /// Why it must be so although something stands against it.
    pub reason: Option<String>,
}

/// What stands against that window for the outage of that number.
pub fn objections(
    now: DateTime<Utc>,
    state: &ServiceState,
    service: &Service,
    (number, about): (i64, &OutageAbout),
    window: Window,
) -> Vec<Objection> {
    let mut found = overlaps(state, number, window);
    found.extend(short_notice(now, service, about, window));
    found.extend(in_calendar(state, service, about, window));
    found
}

/// Who may pass that, with a reason: `passers` what is of the service; nobody in particular where a reason is enough.
pub fn may_pass(objection: &Objection, passers: &[RoleName]) -> Vec<RoleName> {
    match objection {
        Objection::Overlaps { .. } | Objection::ShortNotice { .. } => passers.to_vec(),
        Objection::Freeze {
            hard: true,
            override_by,
            ..
        } if !override_by.is_empty() => override_by.clone(),
        Objection::Freeze { hard: true, .. } => passers.to_vec(),
        Objection::Freeze { hard: false, .. } | Objection::Holiday { .. } => Vec::new(),
    }
}

/// Holidays and freezes of the team's calendar.
fn in_calendar(
    state: &ServiceState,
    service: &Service,
    about: &OutageAbout,
    window: Window,
) -> Vec<Objection> {
    let environment = about.environment.as_ref();
    let found = calendar::objections(&state.calendar(service), service.zone, window, environment);
    let own = |objection| match objection {
        calendar::Objection::Holiday { date, name } => Objection::Holiday { date, name },
        calendar::Objection::Freeze {
            title,
            hard,
            override_by,
            until,
            ..
        } => Objection::Freeze {
            title,
            hard,
            until,
            override_by,
        },
    };
    found.into_iter().map(own).collect()
}

fn overlaps(state: &ServiceState, number: i64, window: Window) -> Vec<Objection> {
    let others = state.outages.iter().filter(|(n, _)| **n != number);
    let theirs = others.filter_map(|(n, outage)| Some((*n, outage.find_open_window()?)));
    theirs
        .filter(|(_, other)| other.start < window.end && window.start < other.end)
        .map(|(number, window)| Objection::Overlaps { number, window })
        .collect()
}

/// An audience that would hear of it too late.
fn short_notice(
    now: DateTime<Utc>,
    service: &Service,
    about: &OutageAbout,
    window: Window,
) -> Vec<Objection> {
    let audiences = about
        .audiences
        .iter()
        .filter_map(|name| service.audiences.get(name));
    let least = audiences.filter_map(|audience| Some((audience, audience.least_notice?)));
    least
        .filter(|(_, least)| least.before(window.start, service.zone) < now)
        .map(|(audience, least)| Objection::ShortNotice {
            audience: audience.title.clone(),
            least,
            earliest: least.after(now, service.zone),
        })
        .collect()
}
