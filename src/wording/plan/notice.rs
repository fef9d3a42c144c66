//! What the team is told of the plan: a slot is due, moved or skipped; an instance is to be shut down.

use crate::domain::notice::Word;
use crate::domain::process::Process;
use crate::wording::message::{Message, Style, button, rows, text};
use crate::wording::notices::RoleIds;
use crate::wording::press::{Press, Verb};
use crate::wording::release_day;
use crate::wording::text::{person, quote};

use super::{day, holiday, title};

/// The message of a notice of the plan; nothing when it is of another kind.
pub fn message(word: &Word, process: &Process, roles: &RoleIds) -> Option<Message> {
    let service = &process.service;
    match word {
        Word::Day(word) => Some(release_day::find_words(word)),
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
