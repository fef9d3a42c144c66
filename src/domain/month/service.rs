//! The events of a service beyond one release: planned days, releases around them, outages, turns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Event, Kind, Known, Source};
use crate::domain::cadence::Cadence;
use crate::domain::diary::{Slot, SlotState};
use crate::domain::fact::{Placed, ServiceFact};
use crate::domain::outage::{Objection, Outage, OutageFact};
use crate::domain::person::Stamp;

/// The events of a service from `first` to `last`; others may be among them.
pub(super) fn events(known: &Known<'_>, first: NaiveDate, last: NaiveDate) -> Vec<Event> {
    let mut events = from_facts(known);
    let written = last_written(known.facts);
    for slot in slots(known, first, last) {
        events.extend(of_slot(known, &slot, &written));
    }
    events.extend(turns(known, first, last));
    events
}

/// What facts say by themselves.
fn from_facts(known: &Known<'_>) -> Vec<Event> {
    let mut outages: BTreeMap<i64, Outage> = BTreeMap::new();
    let mut events = Vec::new();
    for placed in known.facts {
        match &placed.recorded.fact {
            ServiceFact::ShortCircuited {
                release,
                version,
                title,
                reason,
                ..
            } => events.push(Event {
                release: Some((*release, version.to_string())),
                ..said(known, placed, Kind::ShortCircuit, title, Some(reason))
            }),
            ServiceFact::Outage { number, what } => {
                let outage = outages.entry(*number).or_default();
                let was = outage.clone();
                let stamp = Stamp {
                    by: placed.recorded.by.clone(),
                    at: placed.recorded.at,
                };
                outage.apply(what, stamp);
                events.extend(of_outage(known, placed, (*number, what), &was, outage));
            }
            _ => {}
        }
    }
    events
}

fn said(
    known: &Known<'_>,
    placed: &Placed<ServiceFact>,
    kind: Kind,
    about: &str,
    reason: Option<&String>,
) -> Event {
    let at = placed.recorded.at;
    Event {
        at: Some(at),
        who: Some(placed.recorded.by.clone()),
        reason: reason.cloned(),
        ..Event::new(kind, known.day(at), about, Source::Service(placed.seq))
    }
}

/// An outage that is over, or called off, and what was passed by authority to have it.
fn of_outage(
    known: &Known<'_>,
    placed: &Placed<ServiceFact>,
    (number, what): (i64, &OutageFact),
    was: &Outage,
    now: &Outage,
) -> Vec<Event> {
    let environment = now.about.environment.as_ref();
    let place = environment.map_or_else(|| known.service.title.clone(), ToString::to_string);
    let about = format!("Outage {number}: {place}");
    let release = now.about.release.map(|number| (number, String::new()));
    let event = |kind, reason: Option<&String>| Event {
        release: release.clone(),
        ..said(known, placed, kind, &about, reason)
    };
    match what {
        OutageFact::Ended if was.is_open() => {
            let minutes = now.find_actual().map(|w| (w.end - w.start).num_minutes());
            let announced = now.window.map(|w| (w.end - w.start).num_minutes());
            let over = now
                .window
                .map_or(0, |w| (placed.recorded.at - w.end).num_minutes());
            let measured = |kind, minutes| Event {
                minutes,
                announced_minutes: announced,
                ..event(kind, None)
            };
            let overrun = (over > 0).then(|| measured(Kind::Overrun, Some(over)));
            std::iter::once(measured(Kind::Outage, minutes))
                .chain(overrun)
                .collect()
        }
        OutageFact::Cancelled { reason } if was.announced.is_some() && was.is_open() => {
            vec![event(Kind::CalledOff, reason.as_ref())]
        }
        OutageFact::Announced {
            objections, reason, ..
        }
        | OutageFact::Changed {
            objections, reason, ..
        } if !objections.is_empty() => {
            let named: BTreeSet<&str> = objections.iter().map(objection).collect();
            let named: Vec<&str> = named.into_iter().collect();
            vec![Event {
                about: format!("{about}: {}", named.join(", ")),
                ..event(Kind::Override, reason.as_ref())
            }]
        }
        _ => Vec::new(),
    }
}

/// What stood against an outage, in a word.
fn objection(objection: &Objection) -> &str {
    match objection {
        Objection::Overlaps { .. } => "another outage",
        Objection::ShortNotice { .. } => "short notice",
        Objection::Holiday { name, .. } => name,
        Objection::Freeze { title, .. } => title,
    }
}

/// The slots of the grid and those that something happened to; none of before the service was known.
fn slots(known: &Known<'_>, first: NaiveDate, last: NaiveDate) -> BTreeSet<Slot> {
    let began = known.state.began.map(|at| known.day(at));
    let mut slots = BTreeSet::new();
    for cadence in &known.service.cadences {
        let from = began.map_or(first, |began| began.max(first));
        let grid = cadence.slots_from(from).take_while(|date| *date <= last);
        slots.extend(grid.filter(|_| began.is_some()).map(|date| Slot {
            cadence: cadence.name.clone(),
            date,
        }));
    }
    for (cadence, diary) in &*known.state.diaries {
        let known = diary.slots.range(first..=last.max(first));
        slots.extend(known.map(|(date, _)| Slot {
            cadence: cadence.clone(),
            date: *date,
        }));
    }
    slots
}

/// The last fact of each kind that speaks of a slot.
fn last_written(facts: &[Placed<ServiceFact>]) -> BTreeMap<(Slot, Kind), i64> {
    let named = facts.iter().filter_map(|placed| {
        let (slot, kind) = match &placed.recorded.fact {
            ServiceFact::SlotProposed { slot, .. } => (slot, Kind::Unused),
            ServiceFact::SlotMoved { slot, .. } => (slot, Kind::Moved),
            ServiceFact::SlotSkipped { slot, .. } => (slot, Kind::Skipped),
            ServiceFact::NothingToRelease { slot, .. } => (slot, Kind::Nothing),
            ServiceFact::SlotTaken { slot, .. } => (slot, Kind::Held),
            ServiceFact::SlotReplaced { slot, .. } => (slot, Kind::Replaced),
            _ => return None,
        };
        Some(((slot.clone(), kind), placed.seq))
    });
    named.collect()
}

fn of_slot(known: &Known<'_>, slot: &Slot, written: &BTreeMap<(Slot, Kind), i64>) -> Vec<Event> {
    let empty = SlotState::default();
    let diary = known.state.diaries.get(&slot.cadence);
    let state = diary.and_then(|diary| diary.find(slot.date)).unwrap_or(&empty);
    let cadence = known.service.find_cadence(&slot.cadence);
    let title = cadence.map_or(slot.cadence.as_str(), |cadence| cadence.title.as_str());
    let source = |kind| {
        let seq = written.get(&(slot.clone(), kind));
        seq.map_or(Source::Plan, |seq| Source::Service(*seq))
    };
    let event = |kind| Event {
        slot: Some(slot.clone()),
        ..Event::new(kind, slot.date, title, source(kind))
    };
    let mut events: Vec<Event> = fate(known, slot, cadence, state)
        .map(|kind| match kind {
            Kind::Held => held(known, slot, cadence, state, event(Kind::Held)),
            Kind::Skipped => by(event(Kind::Skipped), state.skipped.as_ref()),
            other => event(other),
        })
        .into_iter()
        .collect();
    if let Some((to, stamp, reason)) = &state.moved {
        events.push(Event {
            until: Some(*to),
            ..by(event(Kind::Moved), Some(&(stamp.clone(), reason.clone())))
        });
    }
    for (environment, with) in &state.replaced {
        events.push(Event {
            about: format!("{title}, {environment}: {}", with.track),
            release: Some((with.release, with.version.to_string())),
            ..event(Kind::Replaced)
        });
    }
    events
}

/// What became of a slot; nothing when it was replaced altogether, which is told by itself.
fn fate(known: &Known<'_>, slot: &Slot, cadence: Option<&Cadence>, state: &SlotState) -> Option<Kind> {
    let is_replaced = match cadence {
        Some(cadence) => state.replacement(cadence).is_some(),
        None => !state.replaced.is_empty(),
    };
    let day = state.moved.as_ref().map_or(slot.date, |(to, _, _)| *to);
    match state {
        _ if state.taken.is_some() => Some(Kind::Held),
        _ if state.skipped.is_some() => Some(Kind::Skipped),
        _ if state.nothing_since.is_some() => Some(Kind::Nothing),
        _ if is_replaced => None,
        _ if day < known.day(known.now) => Some(Kind::Unused),
        _ => Some(Kind::ToCome),
    }
}

fn by(event: Event, why: Option<&(Stamp, String)>) -> Event {
    Event {
        at: why.map(|(stamp, _)| stamp.at),
        who: why.map(|(stamp, _)| stamp.by.clone()),
        reason: why.map(|(_, reason)| reason.clone()),
        ..event
    }
}

/// A day that was held is served by whoever had the turn; where nobody has turns, by whoever started the release.
fn held(known: &Known<'_>, slot: &Slot, cadence: Option<&Cadence>, state: &SlotState, event: Event) -> Event {
    let number = state.taken.unwrap_or_default();
    let life = known.lives.iter().find(|life| life.number() == number);
    let begun = life
        .and_then(|life| life.facts.first())
        .map(|first| &first.recorded);
    let duty = cadence.and_then(|cadence| known.state.on_duty(known.service, cadence, slot.date));
    let started = known.state.started.get(&number);
    let version = started.map_or_else(String::new, |started| started.version.to_string());
    Event {
        at: begun.map(|begun| begun.at),
        who: duty
            .map(|duty| duty.person)
            .or(begun.map(|begun| begun.by.clone())),
        release: Some((number, version)),
        ..event
    }
}

/// The turns that began; one belongs to the day on which it began.
fn turns(known: &Known<'_>, first: NaiveDate, last: NaiveDate) -> Vec<Event> {
    let Some(began) = known.state.began.map(|at| known.day(at)) else {
        return Vec::new();
    };
    let last = last.min(known.day(known.now));
    let mut events = Vec::new();
    for rotation in &known.service.rotations {
        let mut day = first.max(began).max(rotation.anchor);
        while day <= last
            && let Some(turn) = known.state.turn_on(known.service, rotation, day)
        {
            if turn.from >= first && turn.serves.is_some() {
                events.push(Event {
                    who: turn.serves.clone(),
                    until: Some(turn.until),
                    roles: vec![rotation.role.clone()],
                    ..Event::new(Kind::Turn, turn.from, rotation.title.as_str(), Source::Plan)
                });
            }
            match turn.until.succ_opt() {
                Some(next) if next > day => day = next,
                _ => break,
            }
        }
    }
    events
}
