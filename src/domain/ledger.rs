//! The promotion ledger: which version goes from one environment to the next on a planned day.
//!
//! What begins on a slot of a cadence runs on `environment`; what that environment held during the cycle before goes on
//! to `promotes_to`. The cycle ends when the day of the slot begins in the team's zone, or earlier, when what the slot
//! itself brings came there before its day: a fix in the week of the slot takes its place and is tested for a cycle of
//! its own. All of it is worked out from what the service knows; nothing is stored. Pure; asked by `decide`, `forecast`
//! and `wording`.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::cadence::Cadence;
use super::diary::{Diary, Replacement};
use super::name::{EnvironmentName, Version};
use super::process::Service;
use super::service::ServiceState;
use super::wall_clock::instant;

#[cfg(test)]
pub(super) mod tests;

/// How many slots are looked at for one that is neither skipped nor replaced.
const FAR: usize = 60;

/// A version that an environment held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The version.
    pub version: Version,
    /// The release that brought it; 0 when a system did and no release waited for it.
    pub release: i64,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What goes from one environment to the next on a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promotion {
    /// Where it was tested.
    pub from: EnvironmentName,
    /// Where it goes.
    pub to: EnvironmentName,
    /// What runs there now.
    pub has: Option<Version>,
    /// What it gets: what `from` held during the last cycle, or holds until now when that is not over.
    pub gets: Option<Held>,
    /// The release that goes there instead.
    pub replaced: Option<Replacement>,
    /// Whether somebody has to release it: the two differ, and the slot is neither skipped nor replaced there.
    pub is_due: bool,
}

/// When a change arrives, if all goes as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The day of the slot that takes it up.
    pub tested_on: NaiveDate,
    /// The day on which it goes on to the next environment.
    pub arrives_on: Option<NaiveDate>,
}

/// What becomes of a version that waits for its planned day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// Its day has come.
    Now,
    /// It goes on that day; nothing when none is planned.
    On {
        /// The day.
        day: Option<NaiveDate>,
        /// Earlier days on which something else goes there instead.
        replaced: Vec<(NaiveDate, Replacement)>,
    },
    /// Another version goes in its place.
    Passed {
        /// Which; nothing when nothing goes there.
        by: Option<Held>,
        /// The day on which that goes.
        day: Option<NaiveDate>,
    },
}

impl Service {
    /// The cadence whose releases are tested on `environment` before they go on.
    pub fn find_cadence_from(&self, environment: &EnvironmentName) -> Option<&Cadence> {
        let mut cadences = self.cadences.iter();
        cadences.find(|c| c.promotes_to.is_some() && c.environment.as_ref() == Some(environment))
    }
}

/// What goes on to the next environment on a slot; nothing when the cadence promotes to none.
pub fn promotion(
    state: &ServiceState,
    service: &Service,
    cadence: &Cadence,
    date: NaiveDate,
) -> Option<Promotion> {
    let (from, to) = (cadence.environment.clone()?, cadence.promotes_to.clone()?);
    let diary = state.diary(cadence);
    let gets = held_before(state, &from, cycle_end(state, service, cadence, date, &from));
    let has = state.versions.get(&to).map(|running| running.version.clone());
    let replaced = diary.find(date).and_then(|slot| slot.replaced.get(&to)).cloned();
    let differs = gets
        .as_ref()
        .is_some_and(|held| Some(&held.version) != has.as_ref());
    Some(Promotion {
        is_due: differs && is_kept(diary, date, &to),
        from,
        to,
        has,
        gets,
        replaced,
    })
}

/// When a change that is merged at that moment arrives: with the first slot that is due after it, and then the next.
pub fn way(state: &ServiceState, service: &Service, cadence: &Cadence, merged: DateTime<Utc>) -> Option<Way> {
    let (from, to) = (cadence.environment.as_ref()?, cadence.promotes_to.as_ref()?);
    let diary = state.diary(cadence);
    let today = merged.with_timezone(&service.zone).date_naive();
    let first = cadence.before(today).unwrap_or(today);
    let mut slots = cadence.slots_from(first).take(FAR);
    let tested = slots.find(|date| {
        let due_at = instant(service.zone, diary.day_of(*date).and_time(cadence.at));
        due_at > merged && is_kept(diary, *date, from)
    })?;
    let arrives = diary.next_for(cadence, Some(to), tested);
    Some(Way {
        tested_on: diary.day_of(tested),
        arrives_on: arrives.map(|date| diary.day_of(date)),
    })
}

/// What becomes of a version that waits on `cadence.environment`, as it stands on the day `today`.
pub fn onward_of(
    state: &ServiceState,
    service: &Service,
    cadence: &Cadence,
    version: &Version,
    today: NaiveDate,
) -> Onward {
    let Some(to) = &cadence.promotes_to else {
        return Onward::On {
            day: None,
            replaced: vec![],
        };
    };
    let diary = state.diary(cadence);
    let gets = |date: NaiveDate| promotion(state, service, cadence, date).and_then(|p| p.gets);
    let is_it = |date: &NaiveDate| gets(*date).is_some_and(|held| held.version == *version);
    let last = last_kept(cadence, diary, to, today);
    if last.is_some_and(|date| is_it(&date)) {
        return Onward::Now;
    }
    let first = last.map_or_else(|| cadence.slots_from(today).next(), |date| cadence.after(date));
    let ahead = || {
        let slots = first.into_iter().flat_map(|first| cadence.slots_from(first));
        slots.take(FAR)
    };
    // The next day, and the one after it: what came in the week of a slot in its place goes a cycle later.
    let mut kept = ahead().filter(|date| is_kept(diary, *date, to)).take(2);
    let next = kept.next();
    if let Some(date) = next.into_iter().chain(kept).find(is_it) {
        let earlier = ahead().take_while(|slot| *slot < date);
        let replaced = earlier.filter_map(|slot| Some((slot, diary.find(slot)?.replaced.get(to)?.clone())));
        return Onward::On {
            day: Some(diary.day_of(date)),
            replaced: replaced.collect(),
        };
    }
    Onward::Passed {
        by: next.and_then(gets),
        day: next.map(|date| diary.day_of(date)),
    }
}

/// What an environment held just before a moment.
fn held_before(state: &ServiceState, environment: &EnvironmentName, moment: DateTime<Utc>) -> Option<Held> {
    // What was taken back altogether left nothing behind.
    state.versions.get(environment)?;
    let arrivals = state.outside.arrivals.iter();
    let mut there = arrivals.filter(|a| a.environment == *environment && a.at < moment);
    there.next_back().map(|arrival| Held {
        version: arrival.version.clone(),
        release: arrival.release,
        since: arrival.at,
    })
}

/// The moment until which what `from` holds goes on with a slot.
fn cycle_end(
    state: &ServiceState,
    service: &Service,
    cadence: &Cadence,
    date: NaiveDate,
    from: &EnvironmentName,
) -> DateTime<Utc> {
    let diary = state.diary(cadence);
    let morning = instant(service.zone, diary.day_of(date).and_time(NaiveTime::MIN));
    let Some(slot) = diary.find(date) else {
        return morning;
    };
    let own = [slot.taken, slot.replaced.get(from).map(|by| by.release)];
    let arrivals = state.outside.arrivals.iter().filter(|a| a.environment == *from);
    let own = arrivals.filter(|a| own.contains(&Some(a.release))).map(|a| a.at);
    own.min().map_or(morning, |came| came.min(morning))
}

/// The last slot whose day has come and on which something could go there.
fn last_kept(cadence: &Cadence, diary: &Diary, to: &EnvironmentName, today: NaiveDate) -> Option<NaiveDate> {
    // A slot to come may have been moved to an earlier day.
    let newest = cadence.after(today).or_else(|| cadence.before(today));
    let mut slots = std::iter::successors(newest, |date| cadence.before(*date)).take(FAR);
    slots.find(|date| diary.day_of(*date) <= today && is_kept(diary, *date, to))
}

/// Whether a slot is neither skipped nor replaced there.
fn is_kept(diary: &Diary, date: NaiveDate, environment: &EnvironmentName) -> bool {
    let is_gone =
        |slot: &super::diary::SlotState| slot.skipped.is_some() || slot.replaced.contains_key(environment);
    !diary.find(date).is_some_and(is_gone)
}
