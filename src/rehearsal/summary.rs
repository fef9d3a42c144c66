//! What a rehearsal comes to: how much of what, who served, and what could not be done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::entry::Kind;
use super::player::today;
use super::{Play, Temper};
use crate::app::Fault;
use crate::domain::cadence::Cadence;
use crate::domain::name::ProcessName;
use crate::domain::service::ServiceState;
use crate::wording::plain::without_looks;
use crate::wording::release_card::name;

/// What a rehearsal comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Releases that were started.
    pub started: usize,
    /// Releases that were finished.
    pub finished: usize,
    /// The processes by which a release was finished.
    pub finished_processes: BTreeSet<ProcessName>,
    /// Releases that go on, with what they wait for.
    pub going_on: Vec<String>,
    /// How many timers fell due.
    pub timers: usize,
    /// How many entries of each kind there are.
    pub entries: BTreeMap<String, usize>,
    /// Planned days, and what became of them.
    pub days: Days,
    /// Who served how often.
    pub served: Vec<Served>,
    /// What could not be done, and why.
    pub not_done: Vec<String>,
}

/// Planned days, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Days {
    /// All of them, by their day on the grid.
    pub planned: usize,
    /// On which a release was started.
    pub held: usize,
    /// That were moved to another day.
    pub moved: usize,
    /// That were skipped.
    pub skipped: usize,
    /// On which there was nothing to release.
    pub needless: usize,
    /// That a release around the plan replaced.
    pub replaced: usize,
    /// That are on a holiday.
    pub on_holidays: usize,
}

/// Who served how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    /// What they served as.
    pub role: String,
    /// Who.
    pub person: String,
    /// How many turns, those that had begun before and those that go on among them.
    pub turns: usize,
    /// How many planned days were in them.
    pub days: usize,
}

impl Play {
    pub(super) async fn sum_up(&self, broken_off: Option<DateTime<Utc>>) -> Result<Summary, Fault> {
        let state = self.stage.service(&self.service.name).await?;
        let zone = self.service.zone;
        let last = broken_off.unwrap_or(self.end).with_timezone(&zone).date_naive();
        let first = self.start.with_timezone(&zone).date_naive();
        let mut entries: BTreeMap<String, usize> = BTreeMap::new();
        for kind in Kind::USUAL.into_iter().chain([Kind::Step]) {
            let count = self
                .stage
                .entries
                .iter()
                .filter(|entry| entry.kind == kind)
                .count();
            entries.insert(kind.word().to_owned(), count);
        }
        let (going_on, stuck) = self.look_at_what_goes_on(&state).await?;
        let mut summary = Summary {
            started: self.started,
            finished: self.finished,
            finished_processes: self.finished_by.clone(),
            going_on,
            timers: self.stage.timers,
            entries,
            served: self.served(&state, first, last),
            not_done: stuck,
            ..Summary::default()
        };
        for cadence in &self.service.cadences {
            self.count_days(&mut summary, &state, cadence, (first, last));
        }
        if self.temper == Temper::Willing {
            summary.not_done.extend(self.not_tried(broken_off.is_some()));
        }
        Ok(summary)
    }

    /// The releases that are not over, with what they wait for, and those that nobody can take further.
    async fn look_at_what_goes_on(&self, state: &ServiceState) -> Result<(Vec<String>, Vec<String>), Fault> {
        let (mut going_on, mut stuck) = (vec![], vec![]);
        let day = today(self.stage.now(), &self.service);
        let people = self.team.people_on(&self.service, state, day);
        for number in &self.open {
            let Some(situation) = self.stage.app.glance(*number).await? else {
                continue;
            };
            let release = &situation.release;
            let waits: Vec<String> = self
                .waits_for(*number)
                .iter()
                .map(|why| self.plain(why))
                .collect();
            let current: Vec<&str> = release
                .current()
                .map(|(_, step, _)| step.title.as_str())
                .collect();
            let at = if current.is_empty() {
                "its end".to_owned()
            } else {
                current.join(" and ")
            };
            let waits = if waits.is_empty() {
                String::new()
            } else {
                format!(": {}", waits.join(" "))
            };
            let what = self.plain(&name(release));
            let asks = self.is_stuck(&situation, &people);
            if asks.is_empty() {
                going_on.push(format!("{what} is at {at}{waits}"));
            } else {
                stuck.push(format!("{what}: nobody may, or can, do {}", asks.join("; ")));
            }
        }
        Ok((going_on, stuck))
    }

    fn plain(&self, text: &str) -> String {
        without_looks(&self.stage.names.put_into(text, self.stage.now()))
    }

    /// What was never started, with why.
    fn not_tried(&self, is_broken_off: bool) -> Vec<String> {
        let hindered = self.hindered.iter().map(|(what, why)| format!("{what}: {why}"));
        let untried = self.unplanned.iter().filter(|_| !is_broken_off);
        let untried = untried
            .filter_map(|name| self.service_process(name))
            .filter(|title| !self.hindered.contains_key(*title))
            .map(|title| format!("{title}: there was no time for it; rehearse longer."));
        hindered.chain(untried).collect()
    }

    fn service_process(&self, name: &ProcessName) -> Option<&str> {
        let shelved = self.shelf.iter().find(|shelved| shelved.process.name == *name)?;
        Some(shelved.process.title.as_str())
    }

    fn count_days(
        &self,
        summary: &mut Summary,
        state: &ServiceState,
        cadence: &Cadence,
        (first, last): (NaiveDate, NaiveDate),
    ) {
        let (diary, calendar) = (state.diary(cadence), state.calendar(&self.service));
        for date in cadence.slots_from(first).take_while(|date| *date < last) {
            let days = &mut summary.days;
            days.planned += 1;
            days.on_holidays += usize::from(calendar.find_holiday(date).is_some());
            let Some(slot) = diary.find(date) else { continue };
            days.held += usize::from(slot.taken.is_some());
            days.moved += usize::from(slot.moved.is_some());
            days.skipped += usize::from(slot.skipped.is_some());
            days.needless += usize::from(slot.nothing_since.is_some());
            days.replaced += usize::from(!slot.replaced.is_empty());
        }
    }

    /// Who served in the turns of these days.
    fn served(&self, state: &ServiceState, first: NaiveDate, last: NaiveDate) -> Vec<Served> {
        let mut served = vec![];
        for rotation in &self.service.rotations {
            let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
            let turns = state.turns_from(&self.service, rotation, first, 2_000);
            for turn in turns.iter().take_while(|turn| turn.from < last) {
                if let Some(person) = &turn.serves {
                    counts.entry(self.team.name_of(person)).or_default().0 += 1;
                }
            }
            let cadences = self.service.cadences.iter();
            for cadence in cadences.filter(|cadence| cadence.rotation.as_ref() == Some(&rotation.name)) {
                for date in cadence.slots_from(first).take_while(|date| *date < last) {
                    if let Some(duty) = state.on_duty(&self.service, cadence, date) {
                        counts.entry(self.team.name_of(&duty.person)).or_default().1 += 1;
                    }
                }
            }
            served.extend(counts.into_iter().map(|(person, (turns, days))| Served {
                role: rotation.title.clone(),
                person,
                turns,
                days,
            }));
        }
        served
    }
}
