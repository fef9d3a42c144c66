//! A walk over the planned days, which remembers what each environment has by then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{Coming, Leg, Outlook, PlannedDay, Prospect, Round, against, blocks, target};
use crate::domain::cadence::Cadence;
use crate::domain::decide::Situation;
use crate::domain::diary::{Slot, SlotState};
use crate::domain::ledger::promotion;
use crate::domain::name::{CadenceName, EnvironmentName};
use crate::domain::outage::Window;
use crate::domain::process::{Process, Service};
use crate::domain::wall_clock::instant;

/// A walk over planned days, in order.
pub(super) struct Walk<'a> {
    pub(super) outlook: &'a Outlook<'a>,
    pub(super) service: &'a Service,
    /// What an environment has after the days that were passed, where they brought something.
    has: BTreeMap<EnvironmentName, Coming>,
    /// The rounds that came to an environment and are in no release yet.
    rounds: BTreeMap<EnvironmentName, Vec<Round>>,
    /// The cadences of which a day was passed.
    passed: BTreeSet<CadenceName>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(outlook: &'a Outlook<'a>, service: &'a Service) -> Self {
        let mut walk = Self {
            outlook,
            service,
            has: BTreeMap::new(),
            rounds: BTreeMap::new(),
            passed: BTreeSet::new(),
        };
        for cadence in &service.cadences {
            walk.gather_rounds(cadence);
        }
        walk
    }

    /// What a planned day brings, seen from the days before it.
    pub(super) fn pass(&mut self, cadence: &Cadence, date: NaiveDate, day: NaiveDate) -> PlannedDay {
        let state = self.outlook.state;
        let known = state.diary(cadence).find(date);
        let prospect = prospect_of(cadence, known, day);
        let legs = match prospect {
            Prospect::Skipped(..) => vec![],
            _ => self.legs(cadence, date, day, &prospect),
        };
        let environment = target(self.service, self.outlook.processes, cadence);
        let (holiday, freezes) = against((self.service, state), cadence, environment.as_ref(), day);
        let keeper = known
            .and_then(|slot| slot.kept.as_ref())
            .map(|(stamp, _)| stamp.by.clone());
        let mut planned = PlannedDay {
            day,
            slot: Slot {
                cadence: cadence.name.clone(),
                date,
            },
            moved: known
                .and_then(|slot| slot.moved.clone())
                .map(|(_, stamp, reason)| (stamp, reason)),
            prospect,
            on_duty: state.on_duty(self.service, cadence, date),
            legs,
            holiday: holiday.map(|name| (name, keeper)),
            freezes,
            blocks: vec![],
            outages: self.outages(day),
        };
        if !matches!(planned.prospect, Prospect::Skipped(..)) {
            planned.blocks = blocks::of(self, cadence, &planned);
        }
        self.passed.insert(cadence.name.clone());
        planned
    }

    /// Whether this is the first day of its cadence on the walk.
    pub(super) fn is_first(&self, cadence: &Cadence) -> bool {
        !self.passed.contains(&cadence.name)
    }

    /// The moment of a day at which a cadence calls it to mind, or now when that has passed.
    pub(super) fn moment(&self, cadence: &Cadence, day: NaiveDate) -> DateTime<Utc> {
        let due_at = instant(self.service.zone, day.and_time(cadence.at));
        due_at.max(self.outlook.now)
    }

    /// The open release of that number.
    pub(super) fn find_open(&self, release: i64) -> Option<&'a Situation> {
        let mut open = self.outlook.open.iter();
        open.find(|situation| situation.release.number == release)
    }

    fn legs(&mut self, cadence: &Cadence, date: NaiveDate, day: NaiveDate, prospect: &Prospect) -> Vec<Leg> {
        let promoted = self.promoted(cadence, date);
        let begun = self.begun(cadence, date, day, prospect);
        let mut legs = Vec::new();
        for leg in promoted.into_iter().chain(begun) {
            let has = match &leg.gets {
                Coming::Replaced(by) => Some(Coming::Version(by.version.clone(), by.release)),
                Coming::Same(_) | Coming::Nothing => None,
                other => Some(other.clone()),
            };
            if let Some(has) = has {
                self.has.insert(leg.environment.clone(), has);
                self.rounds
                    .entry(leg.environment.clone())
                    .or_default()
                    .push(round(&leg, day));
            }
            legs.push(leg);
        }
        legs
    }

    /// What goes on from the environment that the cadence is for.
    fn promoted(&self, cadence: &Cadence, date: NaiveDate) -> Option<Leg> {
        let promotion = promotion(self.outlook.state, self.service, cadence, date)?;
        let known = promotion
            .gets
            .map(|held| Coming::Version(held.version, held.release));
        let gets = self.has.get(&promotion.from).cloned().or(known);
        let has = self.has.get(&promotion.to).cloned();
        let has = has.or(promotion.has.map(|version| Coming::Version(version, 0)));
        let gets = match (promotion.replaced, gets) {
            (Some(by), _) => Coming::Replaced(by),
            (None, None) => Coming::Nothing,
            (None, Some(gets)) if has.as_ref().is_some_and(|has| is_same(has, &gets)) => match gets {
                Coming::Version(version, _) => Coming::Same(version),
                _ => Coming::Nothing,
            },
            (None, Some(gets)) => gets,
        };
        Some(Leg {
            environment: promotion.to,
            gets,
            rounds: vec![],
        })
    }

    /// What begins on the day.
    fn begun(
        &mut self,
        cadence: &Cadence,
        date: NaiveDate,
        day: NaiveDate,
        prospect: &Prospect,
    ) -> Option<Leg> {
        let environment = target(self.service, self.outlook.processes, cadence)?;
        let state = self.outlook.state;
        let known = state.diary(cadence).find(date);
        let replaced = known.and_then(|slot| slot.replaced.get(&environment)).cloned();
        let of = self.contained_in(cadence);
        let gets = match (replaced, prospect) {
            (Some(by), _) => Coming::Replaced(by),
            (None, Prospect::Begun(release)) => match state.started.get(release) {
                Some(begun) if begun.ended.is_none_or(|(_, finished)| finished) => {
                    Coming::Version(begun.version.clone(), *release)
                }
                _ => Coming::Nothing,
            },
            (None, Prospect::NothingMerged(since)) => Coming::Same(since.clone()),
            (None, _) => match &of {
                Some(of) => Coming::TestedOn(of.clone()),
                None => Coming::MergedBy(day, self.changes(cadence, &environment)),
            },
        };
        let rounds = of.and_then(|of| self.rounds.remove(&of)).unwrap_or_default();
        Some(Leg {
            environment,
            gets,
            rounds,
        })
    }

    /// How many changes wait for the first day of a cadence, where its service hears of changes.
    fn changes(&self, cadence: &Cadence, environment: &EnvironmentName) -> Option<usize> {
        if !self.is_first(cadence) || !cadence.only_if_changed {
            return None;
        }
        let running = self.outlook.state.versions.get(environment)?;
        Some(self.outlook.state.changes_since(&running.version).len())
    }

    /// The environment whose rounds a release of the cadence contains, when it contains rounds.
    fn contained_in(&self, cadence: &Cadence) -> Option<EnvironmentName> {
        self.process_of(cadence)?.contents.as_ref()?.of.clone()
    }

    pub(super) fn process_of(&self, cadence: &Cadence) -> Option<&'a Process> {
        let mut processes = self.outlook.processes.iter();
        processes.find(|p| p.name == cadence.process).map(|p| &**p)
    }

    /// The rounds that came already and are in no release.
    fn gather_rounds(&mut self, cadence: &Cadence) {
        let Some(contents) = self.process_of(cadence).and_then(|p| p.contents.clone()) else {
            return;
        };
        let outside = &self.outlook.state.outside;
        let Some(of) = contents.of else { return };
        let last = outside.arrivals.iter().rfind(|a| a.environment == contents.since);
        let since = last.map(|arrival| arrival.at);
        let there = outside.arrivals.iter().filter(|a| a.environment == of);
        let brought = there.filter(|a| a.release != 0 && since.is_none_or(|since| a.at > since));
        let rounds = brought.map(|a| Round {
            day: a.at.with_timezone(&self.service.zone).date_naive(),
            version: Some(a.version.clone()),
        });
        let rounds: Vec<Round> = rounds.collect();
        self.rounds.insert(of, rounds);
    }

    /// The outages of a day of the team's calendar.
    fn outages(&self, day: NaiveDate) -> Vec<(i64, Window)> {
        let midnight = |day: NaiveDate| instant(self.service.zone, day.and_time(chrono::NaiveTime::MIN));
        let (start, end) = (midnight(day), midnight(day.succ_opt().unwrap_or(day)));
        let open = self.outlook.state.outages.iter();
        let windows = open.filter_map(|(number, outage)| Some((*number, outage.find_open_window()?)));
        windows.filter(|(_, w)| w.start < end && w.end > start).collect()
    }
}

/// What became of a slot so far.
fn prospect_of(cadence: &Cadence, known: Option<&SlotState>, day: NaiveDate) -> Prospect {
    let Some(known) = known else {
        return Prospect::Planned;
    };
    if let Some((stamp, reason)) = &known.skipped {
        return Prospect::Skipped(stamp.clone(), reason.clone());
    }
    match (known.taken, &known.nothing_since) {
        (Some(release), _) => Prospect::Begun(release),
        (None, Some(since)) => Prospect::NothingMerged(since.clone()),
        (None, None) if known.replacement(cadence).is_some() => Prospect::Replaced,
        (None, None) if known.proposed_for == Some(day) => Prospect::Due,
        (None, None) => Prospect::Planned,
    }
}

fn round(leg: &Leg, day: NaiveDate) -> Round {
    let version = match &leg.gets {
        Coming::Version(version, _) => Some(version.clone()),
        Coming::Replaced(by) => Some(by.version.clone()),
        _ => None,
    };
    Round { day, version }
}

/// Whether both are the same version, or what is merged by the same day.
fn is_same(one: &Coming, other: &Coming) -> bool {
    match (one, other) {
        (Coming::Version(one, _), Coming::Version(other, _)) => one == other,
        (Coming::MergedBy(one, _), Coming::MergedBy(other, _)) => one == other,
        _ => false,
    }
}
