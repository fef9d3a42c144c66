//! Slots on holidays: the playbook's rule is followed in time, or whoever releases is asked and says what becomes of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{enter_slot, slot_of, today};
use crate::domain::agenda::{cadences_of, holiday_key};
use crate::domain::cadence::{Cadence, OnHoliday};
use crate::domain::calendar::{Calendar, Holiday};
use crate::domain::diary::{DaysBeside, HolidayAnswer, Slot, days_beside};
use crate::domain::fact::ServiceFact;
use crate::domain::person::Actor;
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;
use crate::domain::service::ServiceState;

/// Somebody says what becomes of a slot on a holiday.
pub(in crate::domain::decide) fn answer(
    now: DateTime<Utc>,
    state: &ServiceState,
    processes: &[Arc<Process>],
    actor: &Actor,
    (slot, answer): (&Slot, HolidayAnswer),
) -> Result<Vec<ServiceFact>, Refusal> {
    let (service, cadence) = enter_slot(state, processes, actor, slot)?;
    let known = state.diary(cadence).find(slot.date);
    if known.is_some_and(|known| known.is_answered()) {
        return Err(Refusal::HolidayAnswered(slot.clone()));
    }
    let calendar = state.calendar(service);
    let holiday = calendar.find_holiday(slot.date);
    let holiday = holiday.ok_or_else(|| Refusal::NoHoliday(slot.clone()))?;
    let today = today(now, service);
    // What the buttons said, as long as these days are to come.
    let asked = known.and_then(|known| known.asked);
    let beside = asked.unwrap_or_else(|| beside(&calendar, service, cadence, slot.date, today));
    let is_to_come = |day: &NaiveDate| *day >= today;
    let beside = DaysBeside {
        earlier: beside.earlier.filter(is_to_come),
        later: beside.later.filter(is_to_come),
    };
    let fact = settled(cadence, &holiday, answer, beside);
    fact.map(|fact| vec![fact]).ok_or_else(|| Refusal::NoDayBeside {
        slot: slot.clone(),
        earlier: answer == HolidayAnswer::Earlier,
    })
}

/// What that answer makes of the slot; nothing when there is no such day.
fn settled(
    cadence: &Cadence,
    holiday: &Holiday,
    answer: HolidayAnswer,
    beside: DaysBeside,
) -> Option<ServiceFact> {
    let slot = slot_of(cadence, holiday.date);
    let reason = holiday.name.clone();
    let move_to = |to: Option<NaiveDate>| {
        to.map(|to| ServiceFact::SlotMoved {
            slot: slot.clone(),
            to,
            reason: reason.clone(),
        })
    };
    match answer {
        HolidayAnswer::Keep => Some(ServiceFact::SlotKept {
            slot,
            holiday: reason,
        }),
        HolidayAnswer::Skip => Some(ServiceFact::SlotSkipped { slot, reason }),
        HolidayAnswer::Earlier => move_to(beside.earlier),
        HolidayAnswer::Later => move_to(beside.later),
    }
}

fn beside(
    calendar: &Calendar,
    service: &Service,
    cadence: &Cadence,
    date: NaiveDate,
    today: NaiveDate,
) -> DaysBeside {
    days_beside(cadence, calendar, service.zone, date, today)
}

/// What the playbook says without asking; nothing when it asks, or when it names a day that is not there.
pub(super) fn by_rule(
    calendar: &Calendar,
    service: &Service,
    cadence: &Cadence,
    holiday: &Holiday,
    today: NaiveDate,
) -> Option<ServiceFact> {
    let answer = match cadence.on_holiday {
        OnHoliday::Ask => return None,
        OnHoliday::Skip => HolidayAnswer::Skip,
        OnHoliday::Earlier => HolidayAnswer::Earlier,
        OnHoliday::Later => HolidayAnswer::Later,
    };
    let beside = beside(calendar, service, cadence, holiday.date, today);
    settled(cadence, holiday, answer, beside)
}

/// What the timer of a slot on a holiday brings about; nothing when it is no such timer, or not due.
pub(super) fn see_to(
    now: DateTime<Utc>,
    state: &ServiceState,
    service: &Service,
    timer: &str,
) -> Option<Vec<ServiceFact>> {
    let calendar = state.calendar(service);
    cadences_of(service, timer).find_map(|cadence| {
        let slots = state.diary(cadence).on_holidays(cadence, &calendar, service.zone);
        let mut slots = slots.into_iter();
        let due = slots.find(|slot| slot.due_at <= now && holiday_key(cadence, slot) == timer)?;
        let today = today(now, service);
        let fact = by_rule(&calendar, service, cadence, &due.holiday, today);
        Some(vec![fact.unwrap_or_else(|| ServiceFact::HolidayAsked {
            slot: slot_of(cadence, due.date),
            beside: beside(&calendar, service, cadence, due.date, today),
            holiday: due.holiday.name,
        })])
    })
}
