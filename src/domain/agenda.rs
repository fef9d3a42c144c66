//! What is due when, as a function of state alone: a moved window needs no cancelling.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::cadence::Cadence;
use super::diary::{DueSlot, HolidaySlot, Slot};
use super::fact::ServiceFact;
use super::month;
use super::name::{StepName, Version};
use super::outage::moments;
use super::paired;
use super::process::{Gate, Process, Service};
use super::release::Release;
pub(super) use super::release_day::calls as day_calls;
use super::service::ServiceState;
pub use super::timer::Timer;
use super::wall_clock::instant;

mod calendar;
mod expiry;

pub(super) use calendar::step_that_opens;
pub use expiry::{Expiry, find_expiry};

/// How long before the end of an outage the team is warned that steps are open.
pub const WARNING: TimeDelta = TimeDelta::minutes(15);

/// The hour of the team's day at which a waiting version is called to mind.
const REMINDER_HOUR: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists");

/// The moments of an outage that a timer stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageMoment {
    /// It begins.
    Begins,
    /// It ends soon.
    EndsSoon,
    /// Its end has passed and it is not over.
    Overruns,
}

impl OutageMoment {
    const ALL: [Self; 3] = [Self::Begins, Self::EndsSoon, Self::Overruns];

    fn word(self) -> &'static str {
        match self {
            Self::Begins => "outage-begins",
            Self::EndsSoon => "outage-ends-soon",
            Self::Overruns => "outage-overruns",
        }
    }

    /// The moment for which a timer of that key stands.
    pub fn find(key: &str) -> Option<Self> {
        let word = key.split('@').next()?;
        Self::ALL.into_iter().find(|m| m.word() == word)
    }
}

/// What is due for a release of a service that is so.
pub fn agenda(release: &Release, service: &ServiceState) -> Vec<Timer> {
    if release.is_over() {
        return Vec::new();
    }
    let mut due = outage_moments(release);
    due.extend(agreed_days(release));
    due.extend(calendar::changes(
        release,
        &service.calendar(&release.process.service),
    ));
    due.extend(expiry::expiries(release).into_iter().map(Expiry::into_timer));
    due.retain(|t| !release.reminded.contains_key(&t.key));
    due
}

/// The days for which steps wait: at midnight the card no longer says that they are shut, and in the morning the owner
/// reads that it is time.
fn agreed_days(release: &Release) -> Vec<Timer> {
    let zone = release.process.service.zone;
    let mut timers = Vec::new();
    for (_, step, state) in release.current() {
        let days = step.gates.iter().filter_map(|gate| match gate {
            Gate::NotBefore { step, ask } => release.agreed_day(step, ask),
            _ => None,
        });
        for day in days {
            for (word, hour) in [(DAY_COMES, NaiveTime::MIN), (DAY_BEGINS, REMINDER_HOUR)] {
                let timer = Timer {
                    key: format!("{word}@{}@{day}", step.name),
                    due_at: instant(zone, day.and_time(hour)),
                    version: None,
                };
                // What was open from the start needs no word.
                timers.extend(
                    state
                        .open_since
                        .filter(|since| *since < timer.due_at)
                        .map(|_| timer),
                );
            }
        }
    }
    timers
}

const DAY_COMES: &str = "day-comes";
const DAY_BEGINS: &str = "day-begins";

/// The step whose agreed day begins with that timer.
pub(super) fn step_of_the_day(key: &str) -> Option<StepName> {
    let mut parts = key.split('@');
    (parts.next()? == DAY_BEGINS).then(|| parts.next().map(StepName::from))?
}

fn outage_moments(release: &Release) -> Vec<Timer> {
    let Some(window) = release.outage.as_ref().and_then(|o| o.find_open_window()) else {
        return Vec::new();
    };
    let due = |moment| match moment {
        OutageMoment::Begins => window.start,
        OutageMoment::EndsSoon => (window.end - WARNING).max(window.start),
        OutageMoment::Overruns => window.end,
    };
    let timers = OutageMoment::ALL.into_iter().map(|moment| {
        let due_at = due(moment);
        Timer {
            key: format!("{}@{}", moment.word(), due_at.timestamp()),
            due_at,
            version: None,
        }
    });
    // Once users cannot work nobody needs to hear that the window begins.
    let is_on = release.outage.as_ref().is_some_and(|o| o.is_on());
    timers
        .filter(|t| !(is_on && OutageMoment::find(&t.key) == Some(OutageMoment::Begins)))
        .collect()
}

/// What is due for a service, by its processes as they are today.
pub fn service_agenda(service: &ServiceState, processes: &[Arc<Process>]) -> Vec<Timer> {
    let mut due = beside_the_cadences(service, processes);
    if let Some(process) = processes.first() {
        due.extend(planned(service, &process.service, |_| true));
    }
    due
}

/// The same, when it is known what was due before `facts`: where those speak of slots alone, of the cadences only theirs
/// are looked at. With rotations all are, since turns may go by the slots of another cadence.
pub fn agenda_after(
    facts: &[ServiceFact],
    before: &[Timer],
    service: &ServiceState,
    processes: &[Arc<Process>],
) -> Vec<Timer> {
    let slots: Option<Vec<&Slot>> = facts.iter().map(ServiceFact::slot).collect();
    let process = processes.first().filter(|p| p.service.rotations.is_empty());
    let (Some(slots), Some(process)) = (slots, process) else {
        return service_agenda(service, processes);
    };
    let is_touched = |name: &str| slots.iter().any(|slot| slot.cadence.as_str() == name);
    let mut due = beside_the_cadences(service, processes);
    let kept = before
        .iter()
        .filter(|timer| cadence_of(&timer.key).is_some_and(|name| !is_touched(name)));
    due.extend(kept.cloned());
    due.extend(planned(service, &process.service, |cadence| {
        is_touched(cadence.name.as_str())
    }));
    due
}

/// Everything but the planned days.
fn beside_the_cadences(service: &ServiceState, processes: &[Arc<Process>]) -> Vec<Timer> {
    let keeper = processes.iter().find(|p| p.availability.is_some());
    let mut due = keeper.map_or_else(Vec::new, |process| waiting_versions(service, process));
    due.extend(paired::timers(&service.states));
    let Some(process) = processes.first() else {
        return due;
    };
    due.extend(ends_of_instances(service, &process.service));
    let report = month::due(&process.service, service);
    due.extend(report.map(|(month, due_at)| timer((month::key(month), due_at))));
    let outages = service.outages.iter();
    let moments = outages.flat_map(|(number, outage)| moments(*number, outage, &process.service));
    due.extend(moments.map(|moment| timer((moment.key, moment.due_at))));
    due.extend(turns(service, &process.service));
    due
}

/// The turns of the rotations.
fn turns(state: &ServiceState, service: &Service) -> Vec<Timer> {
    let rotations = service.rotations.iter();
    let moments = rotations.flat_map(|rotation| {
        let moments = state.moments_of(service, rotation).into_iter();
        moments.map(|moment| timer((moment.key(rotation), moment.due_at)))
    });
    moments.collect()
}

/// The slots of those cadences, and the calls to their planned days.
fn planned(state: &ServiceState, service: &Service, is_meant: impl Fn(&Cadence) -> bool) -> Vec<Timer> {
    let calendar = state.calendar(service);
    let mut due = Vec::new();
    for cadence in service.cadences.iter().filter(|cadence| is_meant(cadence)) {
        let diary = state.diary(cadence);
        let slots = diary.due(cadence, service.zone).into_iter();
        due.extend(slots.map(|slot| (slot_key(cadence, &slot), slot.due_at)));
        let holidays = diary.on_holidays(cadence, &calendar, service.zone).into_iter();
        due.extend(holidays.map(|slot| (holiday_key(cadence, &slot), slot.due_at)));
        let calls = day_calls(state, service, cadence).into_iter();
        due.extend(calls.map(|call| (call.key(cadence), call.due_at)));
    }
    due.into_iter().map(timer).collect()
}

/// The ends of the throw-away instances.
fn ends_of_instances(state: &ServiceState, service: &Service) -> Vec<Timer> {
    let ends = state.instances.iter().filter_map(|(release, instance)| {
        let (days, due_at) = instance.next_reminder(service.zone)?;
        Some((instance_key(*release, days), due_at))
    });
    ends.map(timer).collect()
}

fn timer((key, due_at): (String, DateTime<Utc>)) -> Timer {
    Timer {
        key,
        due_at,
        version: None,
    }
}

/// The cadence whose planned days a timer is about, by its name.
pub(super) fn cadence_of(timer: &str) -> Option<&str> {
    let mut parts = timer.split('@');
    let is_planned = matches!(parts.next()?, "slot" | "holiday" | "day");
    is_planned.then(|| parts.next()).flatten()
}

/// The cadences that a timer may be about: one of them, or none.
pub(super) fn cadences_of<'a>(service: &'a Service, timer: &str) -> impl Iterator<Item = &'a Cadence> {
    let name = cadence_of(timer);
    let mut cadences = service.cadences.iter();
    name.and_then(|name| cadences.find(|cadence| cadence.name.as_str() == name))
        .into_iter()
}

/// The key of the timer of a slot: another one for another day.
pub(super) fn slot_key(cadence: &Cadence, due: &DueSlot) -> String {
    format!("slot@{}@{}@{}", cadence.name, due.date, due.day)
}

/// The key of the timer of a slot on a holiday.
pub(super) fn holiday_key(cadence: &Cadence, slot: &HolidaySlot) -> String {
    format!("holiday@{}@{}", cadence.name, slot.date)
}

/// The key of the timer of an instance's end, so many days after it.
pub(super) fn instance_key(release: i64, days: u32) -> String {
    format!("instance@{release}@{days}")
}

/// Versions that wait, called to mind every so many days at nine in the team's zone.
fn waiting_versions(service: &ServiceState, process: &Process) -> Vec<Timer> {
    let Some(reminder) = &process.availability else {
        return Vec::new();
    };
    let every = reminder.every_days.max(1);
    let timer = |(version, available): (&Version, &super::service::Available)| {
        let days = (available.reminded_after / every + 1) * every;
        let day = available.on.checked_add_days(Days::new(days.into()))?;
        let due_at = instant(process.service.zone, day.and_time(REMINDER_HOUR));
        Some(Timer {
            key: format!("available@{version}@{days}"),
            due_at,
            version: Some(version.clone()),
        })
    };
    service.available.iter().filter_map(timer).collect()
}
