//! What is said of slots on holidays: the question in time, with its buttons, and what was answered.

use chrono::NaiveDate;

use crate::domain::cadence::Cadence;
use crate::domain::calendar::{Calendar, Objection};
use crate::domain::diary::{DaysBeside, Diary, Slot};
use crate::domain::process::Service;
use crate::domain::refusal::Refusal;
use crate::wording::message::{Message, Style, button, rows};
use crate::wording::notices::{RoleIds, calling};
use crate::wording::press::{Press, Verb};
use crate::wording::text::quote;

use super::{day, title};

/// The question what becomes of a slot: one press answers it.
pub(super) fn question(
    service: &Service,
    cadence: &Cadence,
    (slot, holiday): (&Slot, &str),
    beside: DaysBeside,
    roles: &RoleIds,
) -> Message {
    let words = format!(
        "**{} {}** of {} is on a holiday: {}. What becomes of it? The days after it stay, whatever you press.",
        service.title,
        cadence.title,
        day(slot.date),
        quote(holiday, 80)
    );
    let told = match cadence.tells.as_slice() {
        [] => String::new(),
        tells => format!(" {} will be told.", crate::wording::text::all_of(tells)),
    };
    let mut message = calling(std::slice::from_ref(&cadence.role), roles, |who| {
        format!("{who}: {words}{told}{}", links(cadence))
    });
    let press = |verb| Press::on_slot(verb, &service.name, slot).to_string();
    let keep = format!("Keep {}", day(slot.date));
    let mut buttons = vec![button(Style::Secondary, &keep, press(Verb::KeepHoliday))];
    if let Some(earlier) = beside.earlier {
        let label = format!("Earlier: {}", day(earlier));
        buttons.push(button(Style::Primary, &label, press(Verb::EarlierHoliday)));
    }
    if let Some(later) = beside.later {
        let label = format!("Later: {}", day(later));
        buttons.push(button(Style::Primary, &label, press(Verb::LaterHoliday)));
    }
    buttons.push(button(Style::Secondary, "Skip it", press(Verb::SkipHoliday)));
    message.components.extend(rows(buttons));
    message
}

/// A change of the plan as those are told whom it concerns; those who are named in the playbook are called.
pub(super) fn told(cadence: Option<&Cadence>, words: &str, roles: &RoleIds) -> Message {
    let links = cadence.map(links).unwrap_or_default();
    match cadence.map(|cadence| cadence.tells.as_slice()) {
        None | Some([]) => Message::plain(format!("{words}{links}")),
        Some(tells) => calling(tells, roles, |who| format!("{who}: {words}{links}")),
    }
}

/// The pages that belong to the plan, such as the team's own calendar.
pub(super) fn links(cadence: &Cadence) -> String {
    let links: Vec<String> = cadence
        .links
        .iter()
        .map(|link| format!("[{}](<{}>)", link.title, link.url))
        .collect();
    match links.is_empty() {
        true => String::new(),
        false => format!("\n-# {}", links.join(" · ")),
    }
}

/// What the calendar has against the day of a slot to come, in a few words.
pub(super) fn remarks(
    (service, calendar): (&Service, &Calendar),
    cadence: &Cadence,
    diary: &Diary,
    date: NaiveDate,
) -> Vec<String> {
    let on = diary.day_of(date);
    let start = crate::domain::wall_clock::instant(service.zone, on.and_time(cadence.at));
    let window = crate::domain::outage::Window {
        start,
        end: start + chrono::TimeDelta::minutes(1),
    };
    let environment = cadence.environment.as_ref();
    let found = crate::domain::calendar::objections(calendar, service.zone, window, environment);
    let kept = diary.find(date).and_then(|state| state.kept.as_ref());
    let remarks = found.into_iter().map(|objection| match (objection, kept) {
        (Objection::Holiday { name, .. }, Some((stamp, _))) => format!(
            "a holiday, {}, and kept by {}",
            quote(&name, 80),
            crate::wording::text::person(&stamp.by)
        ),
        (Objection::Holiday { name, .. }, None) => format!("a holiday, {}", quote(&name, 80)),
        (Objection::Freeze { title, .. }, _) => format!("in a freeze, “{}”", quote(&title, 80)),
    });
    remarks.collect()
}

/// Why an answer about a holiday cannot be taken, and the way out.
pub(super) fn refusal(refusal: &Refusal, service: &Service) -> String {
    let slots = format!("`/release slots service:{}`", service.name);
    match refusal {
        Refusal::NoHoliday(slot) => format!(
            "{} of {} is on no holiday any more: the calendar was changed. {slots} shows the days and can move or skip it.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::HolidayAnswered(slot) => format!(
            "Somebody has said already what becomes of {} of {}. {slots} shows it, and can move or skip it.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::NoDayBeside { slot, earlier } => format!(
            "No working day is left {} {} of {}, up to the one {} it. Keep it or skip it, or choose a day with **Move…** in {slots}.",
            if *earlier { "before" } else { "after" },
            title(service, slot),
            day(slot.date),
            if *earlier { "before" } else { "after" },
        ),
        _ => String::new(),
    }
}
