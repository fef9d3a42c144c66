//! What the team is told of the plan: a slot is due, moved or skipped; an instance is to be shut down.

use chrono::NaiveDate;

use crate::domain::diary::{Replacement, Slot};
use crate::domain::name::EnvironmentName;
use crate::domain::notice::Word;
use crate::domain::process::Process;
use crate::wording::message::{Message, Style, button, rows, text};
use crate::wording::notices::{RoleIds, calling};
use crate::wording::press::{Press, Verb};
use crate::wording::text::{person, quote};

use super::{day, holiday, title};

type Replaced = [(EnvironmentName, Replacement)];

/// The message of a notice of the plan; nothing when it is of another kind.
pub fn message(word: &Word, process: &Process, roles: &RoleIds) -> Option<Message> {
    let service = &process.service;
    match word {
        Word::SlotDue {
            slot,
            day: on,
            replaced,
            left,
            holiday,
        } => {
            let left = left.as_ref().map(|(date, left)| (*date, left.as_slice()));
            Some(slot_due(
                process,
                (slot, *on, holiday.as_deref()),
                (replaced, left),
                roles,
            ))
        }
        Word::SlotMoved { slot, to, reason } => {
            let words = format!(
                "**{} {}** of {} is moved to **{}**: “{}”. The days after it stay.",
                service.title,
                title(service, slot),
                day(slot.date),
                day(*to),
                quote(reason, 300)
            );
            Some(holiday::told(service.find_cadence(&slot.cadence), &words, roles))
        }
        Word::SlotKept { slot, holiday } => {
            let words = format!(
                "**{} {}** stays on {}, although it is a holiday: {}.",
                service.title,
                title(service, slot),
                day(slot.date),
                quote(holiday, 80)
            );
            Some(holiday::told(service.find_cadence(&slot.cadence), &words, roles))
        }
        Word::HolidayAsked {
            slot,
            holiday,
            beside,
        } => {
            let cadence = service.find_cadence(&slot.cadence)?;
            Some(holiday::question(
                service,
                cadence,
                (slot, holiday),
                *beside,
                roles,
            ))
        }
        Word::NothingToRelease { slot, since } => Some(Message::plain(format!(
            "**{} {}** of {}: no release this cycle. Nothing was merged since {}, so nobody is asked for one.",
            service.title,
            title(service, slot),
            day(slot.date),
            quote(since.as_str(), 40)
        ))),
        Word::SlotSkipped { slot, reason } => {
            let cadence = service.find_cadence(&slot.cadence);
            let next = cadence
                .and_then(|c| c.after(slot.date))
                .map(day)
                .unwrap_or_default();
            let words = format!(
                "**{} {}** of {} is skipped: “{}”. The next one stays {next}.",
                service.title,
                title(service, slot),
                day(slot.date),
                quote(reason, 300)
            );
            Some(holiday::told(cadence, &words, roles))
        }
        Word::InstanceEnds {
            release,
            name,
            plan,
            after_days,
        } => {
            let owner = person(&plan.owner);
            let name = quote(name.as_str(), 40);
            let when = match after_days {
                0 => format!("is needed until today, {}", day(plan.ends_on)),
                _ => format!("was needed until {}", day(plan.ends_on)),
            };
            let words = format!(
                "{owner}: the instance **{name}** of {} (#{release}) {when}. Shut it down, then say so here.",
                service.title
            );
            let press = Press {
                release: *release,
                ..Press::plain(Verb::ShutDown)
            };
            let mut parts = vec![text(words)];
            parts.extend(rows(vec![button(Style::Primary, "Shut down", press.to_string())]));
            Some(Message::new(parts).calling_people(vec![plan.owner.to_string()]))
        }
        _ => None,
    }
}

fn slot_due(
    process: &Process,
    (slot, on, holiday): (&Slot, NaiveDate, Option<&str>),
    (replaced, left): (&Replaced, Option<(NaiveDate, &Replaced)>),
    roles: &RoleIds,
) -> Message {
    let service = &process.service;
    let Some(cadence) = service.find_cadence(&slot.cadence) else {
        return Message::plain(format!("{}: {}", service.title, slot.cadence));
    };
    let what = format!("**{} {}** is due: {}", service.title, cadence.title, day(on));
    let moved = (on != slot.date).then(|| format!(" (moved from {})", day(slot.date)));
    let here = replaced.iter().map(|(environment, by)| {
        format!(
            "\n{environment}: replaced by {} {} (#{}).",
            by.track,
            quote(by.version.as_str(), 40),
            by.release
        )
    });
    let left = left.into_iter().flat_map(|(date, left)| {
        left.iter().map(move |(environment, by)| {
            format!(
                "\n{environment}: what was planned for {} goes on today; it was replaced by {} {} (#{}).",
                day(date),
                by.track,
                quote(by.version.as_str(), 40),
                by.release
            )
        })
    });
    let holiday = holiday.map(|name| format!("\nIt is a holiday: {}.", quote(name, 80)));
    let remarks: String = holiday.into_iter().chain(here).chain(left).collect();
    let called = calling(std::slice::from_ref(&cadence.role), roles, |who| {
        format!("{who}: {what}{}.{remarks}", moved.unwrap_or_default())
    });
    let press = |verb| Press::on_slot(verb, &service.name, slot).to_string();
    let buttons = vec![
        button(Style::Primary, "Start…", press(Verb::StartSlot)),
        button(Style::Secondary, "Skip…", press(Verb::SkipSlot)),
        button(Style::Secondary, "Move…", press(Verb::MoveSlot)),
    ];
    let mut message = called;
    message.components.extend(rows(buttons));
    message
}
