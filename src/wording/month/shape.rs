//! A month as JSON. The form has a number; docs/reports.md tells it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::month::{Event, Kind};
use crate::veil::cover_shapes;

use super::Telling;

/// The number of the form: it rises when something in it changes its meaning or goes away.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Shape {
    format: u32,
    service: String,
    title: String,
    month: String,
    zone: String,
    is_over: bool,
    planned_days: usize,
    counts: BTreeMap<&'static str, Counted>,
    waits: Vec<Waited>,
    served: Vec<Served>,
    events: Vec<Happened>,
}

#[derive(Serialize)]
struct Counted {
    times: i64,
    minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    times_before: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_before: Option<i64>,
}

#[derive(Serialize)]
struct Waited {
    role: String,
    steps: i64,
    minutes: i64,
}

#[derive(Serialize)]
struct Served {
    who: String,
    turns: i64,
    releases: i64,
}

#[derive(Serialize)]
struct Happened {
    kind: &'static str,
    day: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<DateTime<Utc>>,
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    announced_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    evidence: String,
}

pub(super) fn write(telling: &Telling<'_>) -> String {
    let month = telling.month;
    let counted = |kind: Kind| {
        let (now, before) = (month.count(kind), month.count_before(kind));
        let counted = Counted {
            times: now.times,
            minutes: now.minutes,
            times_before: before.map(|before| before.times),
            minutes_before: before.map(|before| before.minutes),
        };
        (kind.word(), counted)
    };
    let waits = month.waits().into_iter().map(|(role, waited)| Waited {
        role: role.to_string(),
        steps: waited.times,
        minutes: waited.minutes,
    });
    let served = month.served().into_iter().map(|(who, served)| Served {
        who: who.to_string(),
        turns: served.turns,
        releases: served.releases,
    });
    let shape = Shape {
        format: FORMAT,
        service: telling.service.name.to_string(),
        title: telling.service.title.clone(),
        month: month.month.to_string(),
        zone: telling.service.zone.to_string(),
        is_over: month.is_over,
        planned_days: month.planned_days().len(),
        counts: Kind::ALL.into_iter().map(counted).collect(),
        waits: waits.collect(),
        served: served.collect(),
        events: month
            .events
            .iter()
            .map(|event| happened(telling, event))
            .collect(),
    };
    let text = serde_json::to_string_pretty(&shape)
        .expect("it has only texts as keys, and no numbers that JSON lacks");
    text + "\n"
}

fn happened(telling: &Telling<'_>, event: &Event) -> Happened {
    let safe = |text: &str| cover_shapes(text).into_owned();
    Happened {
        kind: event.kind.word(),
        day: event.day,
        time: event.at,
        about: safe(&event.about),
        release: event.release.as_ref().map(|(number, _)| *number),
        version: event.release.as_ref().map(|(_, version)| safe(version)),
        who: event.who.as_ref().map(ToString::to_string),
        name: event
            .who
            .as_ref()
            .and_then(|who| telling.people.0.get(who).cloned()),
        roles: event.roles.iter().map(ToString::to_string).collect(),
        minutes: event.minutes,
        announced_minutes: event.announced_minutes,
        until: event.until,
        reason: event.reason.as_deref().map(safe),
        evidence: telling.evidence(event),
    }
}
