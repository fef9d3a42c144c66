//! Gates: what holds a step shut beside the order of steps.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::calendar::Holiday;
use super::super::diary::Replacement;
use super::super::ledger::{Held, Onward, onward_of};
use super::super::name::{EnvironmentName, FreezeName, RoleName, StepName, Version};
use super::super::process::{Gate, Step, freezes_about, freezes_of};
use super::super::refusal::Refusal;
use super::super::service::Holder;
use super::Situation;

mod calendar;
mod lifted;

/// What holds a step shut beside the order of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Another release holds an environment that the step takes.
    Busy(EnvironmentName, Holder),
    /// Blockers stand: their numbers and what they say.
    Blocked(Vec<(u32, String)>),
    /// The version has not run there.
    NeverRanOn(Version, EnvironmentName),
    /// The day has not come; nothing when none was given.
    TooEarly(Option<NaiveDate>),
    /// The next planned day for the environment has not come.
    NotPlannedYet {
        /// Where it is going.
        environment: EnvironmentName,
        /// That day; nothing when none is planned.
        on: Option<NaiveDate>,
        /// Earlier days on which another release went there instead.
        replaced: Vec<(NaiveDate, Replacement)>,
    },
    /// Another version goes there from where it was tested.
    Passed {
        /// Where both were tested.
        from: EnvironmentName,
        /// The version of this release.
        version: Version,
        /// What goes; nothing when nothing does.
        by: Option<Held>,
        /// The day on which it goes.
        day: Option<NaiveDate>,
    },
    /// The step waits for the outage.
    OutageNotBegun {
        /// When it begins; nothing when it is not announced.
        start: Option<DateTime<Utc>>,
    },
    /// Today is a holiday.
    Holiday {
        /// Which.
        holiday: Holiday,
        /// The day on which the gate opens; nothing when that is far off.
        opens: Option<NaiveDate>,
    },
    /// The team does not work today.
    DayOff {
        /// Today.
        day: NaiveDate,
        /// The day on which the gate opens; nothing when that is far off.
        opens: Option<NaiveDate>,
    },
    /// A freeze holds.
    Frozen {
        /// What people type.
        name: FreezeName,
        /// What people read.
        title: String,
        /// When it ends.
        until: DateTime<Utc>,
        /// Who may pass it; nobody named means whoever may override the process.
        override_by: Vec<RoleName>,
    },
}

impl Shut {
    /// The roles that may pass it, where the playbook names others than those of the process.
    pub fn authority(&self) -> Option<&[RoleName]> {
        match self {
            Self::Frozen { override_by, .. } if !override_by.is_empty() => Some(override_by),
            _ => None,
        }
    }

    pub(super) fn into_refusal(self, step: &StepName) -> Refusal {
        match self {
            Self::Busy(environment, holder) => Refusal::EnvironmentBusy(environment, holder),
            Self::Blocked(blockers) => Refusal::Blocked {
                step: step.clone(),
                blockers,
            },
            Self::NeverRanOn(version, environment) => Refusal::NeverRanOn {
                step: step.clone(),
                version,
                environment,
            },
            Self::TooEarly(on) => Refusal::TooEarly {
                step: step.clone(),
                on,
            },
            Self::NotPlannedYet { on, .. } => Refusal::NotPlannedYet {
                step: step.clone(),
                on,
            },
            Self::Passed {
                from,
                version,
                by,
                day,
            } => Refusal::AnotherGoes {
                step: step.clone(),
                from,
                version,
                by,
                day,
            },
            Self::OutageNotBegun { start } => Refusal::OutageNotBegun {
                step: step.clone(),
                start,
            },
            Self::Holiday { holiday, opens } => Refusal::NoWorkToday {
                step: step.clone(),
                day: holiday.date,
                holiday: Some(holiday.name),
                opens,
            },
            Self::DayOff { day, opens } => Refusal::NoWorkToday {
                step: step.clone(),
                day,
                holiday: None,
                opens,
            },
            Self::Frozen {
                title,
                until,
                override_by,
                ..
            } => Refusal::FreezeActive {
                step: step.clone(),
                title,
                until,
                override_by,
            },
        }
    }

    /// The gate in the few words that the journal keeps.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Busy(environment, holder) => format!("{environment} is taken by #{}", holder.release),
            Self::Blocked(blockers) => {
                let numbers: Vec<String> = blockers.iter().map(|(n, _)| n.to_string()).collect();
                format!("blockers {} stand", numbers.join(", "))
            }
            Self::NeverRanOn(version, environment) => format!("{version} has not run on {environment}"),
            Self::TooEarly(Some(day)) => format!("{day} has not come"),
            Self::TooEarly(None) => "no day is agreed".to_owned(),
            Self::NotPlannedYet {
                environment,
                on: Some(on),
                ..
            } => {
                format!("{environment} is planned for {on}")
            }
            Self::NotPlannedYet {
                environment,
                on: None,
                ..
            } => format!("no day is planned for {environment}"),
            Self::Passed { from, version, .. } => format!("{version} is not what {from} held"),
            Self::OutageNotBegun { .. } => "the outage has not begun".to_owned(),
            Self::Holiday { holiday, .. } => format!("{} is a holiday: {}", holiday.date, holiday.name),
            Self::DayOff { day, .. } => format!("{day} is no working day"),
            Self::Frozen { title, .. } => format!("a freeze holds: {title}"),
        }
    }
}

/// What holds a step shut, beside the order of steps, and was not passed by authority.
pub fn shut_gates(now: DateTime<Utc>, situation: &Situation, step: &Step) -> Vec<Shut> {
    let state = situation.release.find_step(&step.name).map(|(_, _, state)| state);
    if state.is_some_and(|state| state.gates_lifted) {
        return vec![];
    }
    let mut shut = all_shut(now, situation, step);
    let lifted = state.map_or(&[][..], |state| &state.lifted);
    shut.retain(|shut| !lifted.iter().any(|lifted| lifted.lifts(shut)));
    shut
}

/// The freezes that hold where the step is about to do something and shut nothing: soft ones, and hard ones for which it
/// has no gate. Each with its end.
pub fn freezes_beside(
    now: DateTime<Utc>,
    situation: &Situation,
    step: &Step,
) -> Vec<(String, DateTime<Utc>)> {
    let service = &situation.release.process.service;
    let calendar = situation.service.calendar(service);
    let gates = step.gates.iter().filter_map(|gate| match gate {
        Gate::NoFreeze(environment) => Some(environment.as_ref()),
        _ => None,
    });
    let heeded: Vec<&FreezeName> = gates
        .flat_map(|named| freezes_of(&calendar, step, named))
        .map(|freeze| &freeze.name)
        .collect();
    let beside = freezes_about(&calendar, step).filter(|freeze| !heeded.contains(&&freeze.name));
    let holding = beside.filter_map(|freeze| {
        let during = freeze.find_at(service.zone, now)?;
        Some((freeze.title.clone(), during.end))
    });
    holding.collect()
}

fn all_shut(now: DateTime<Utc>, situation: &Situation, step: &Step) -> Vec<Shut> {
    let release = &situation.release;
    let busy = step.takes.iter().filter_map(|environment| {
        let holder = situation
            .service
            .holders
            .get(environment)
            .filter(|h| h.release != release.number)?;
        Some(Shut::Busy(environment.clone(), holder.clone()))
    });
    let gates = step
        .gates
        .iter()
        .flat_map(|gate| find_shut(now, situation, step, gate));
    busy.chain(gates).collect()
}

fn find_shut(now: DateTime<Utc>, situation: &Situation, step: &Step, gate: &Gate) -> Vec<Shut> {
    match gate {
        Gate::NoHoliday | Gate::WorkingDay | Gate::NoFreeze(_) => {
            let service = &situation.release.process.service;
            let calendar = situation.service.calendar(service);
            calendar::shut_by(now, (&calendar, service.zone), step, gate)
        }
        _ => find_one(now, situation, gate).into_iter().collect(),
    }
}

fn find_one(now: DateTime<Utc>, situation: &Situation, gate: &Gate) -> Option<Shut> {
    let release = &situation.release;
    match gate {
        Gate::OutageBegun => {
            let outage = release.outage.as_ref();
            let begun = outage.is_some_and(|o| o.is_under_way(now));
            let start = outage.and_then(|o| o.find_open_window()).map(|w| w.start);
            // Where no outage is expected nobody plans one, and nothing waits for it.
            (!begun && release.asks_outage()).then_some(Shut::OutageNotBegun { start })
        }
        Gate::NoBlockers => {
            let standing = release.standing_blockers();
            let standing: Vec<(u32, String)> = standing.map(|(n, b)| (n, b.what.clone())).collect();
            (!standing.is_empty()).then_some(Shut::Blocked(standing))
        }
        Gate::RanOn(environment) => {
            let ran = situation.service.has_run(&release.version, environment);
            (!ran).then(|| Shut::NeverRanOn(release.version.clone(), environment.clone()))
        }
        Gate::NotBefore { step, ask } => {
            let today = now.with_timezone(&release.process.service.zone).date_naive();
            let agreed = release.agreed_day(step, ask);
            agreed
                .is_none_or(|day| today < day)
                .then_some(Shut::TooEarly(agreed))
        }
        Gate::NextSlot(environment) => next_slot(now, situation, environment),
        Gate::HeldBy(environment) => held_by(now, situation, environment),
        Gate::NoHoliday | Gate::WorkingDay | Gate::NoFreeze(_) => None,
    }
}

/// Shut until the next planned day for the environment: the first after the slot of this release on which nothing else
/// goes there instead.
fn next_slot(now: DateTime<Utc>, situation: &Situation, environment: &EnvironmentName) -> Option<Shut> {
    let release = &situation.release;
    let service = &release.process.service;
    let shut = |on, replaced| Shut::NotPlannedYet {
        environment: environment.clone(),
        on,
        replaced,
    };
    let Some(cadence) = service.find_cadence_of(&release.process.name) else {
        return Some(shut(None, vec![]));
    };
    let diary = situation.service.diary(cadence);
    let local = |at: DateTime<Utc>| at.with_timezone(&service.zone).date_naive();
    let base = diary
        .slot_of(release.number)
        .unwrap_or_else(|| local(release.started.at));
    let Some(next) = diary.next_for(cadence, Some(environment), base) else {
        return Some(shut(None, vec![]));
    };
    let on = diary.day_of(next);
    let replaced = diary
        .slots
        .range(base..next)
        .skip_while(|(date, _)| **date <= base);
    let replaced =
        replaced.filter_map(|(date, state)| Some((*date, state.replaced.get(environment)?.clone())));
    (local(now) < on).then(|| shut(Some(on), replaced.collect()))
}

/// Shut until the planned day on which this version goes on from where it was tested; and for good when another does.
fn held_by(now: DateTime<Utc>, situation: &Situation, from: &EnvironmentName) -> Option<Shut> {
    let release = &situation.release;
    let service = &release.process.service;
    let cadence = service.find_cadence_from(from)?;
    let today = now.with_timezone(&service.zone).date_naive();
    match onward_of(&situation.service, service, cadence, &release.version, today) {
        Onward::Now => None,
        Onward::On { day, replaced } => Some(Shut::NotPlannedYet {
            environment: cadence.promotes_to.clone()?,
            on: day,
            replaced,
        }),
        Onward::Passed { by, day } => Some(Shut::Passed {
            from: from.clone(),
            version: release.version.clone(),
            by,
            day,
        }),
    }
}
