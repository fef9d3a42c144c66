//! The plan in words: slots of cadences, tracks around them, throw-away instances beside them.
//!
//! Days of a plan are days of the team's calendar, so they are named, not drawn as moments.

use chrono::NaiveDate;

use crate::domain::cadence::Cadence;
use crate::domain::diary::Slot;
use crate::domain::process::{Process, Service};
use crate::domain::refusal::Refusal;

use super::text::{cut, person, quote};

/// A day of the team's calendar: "Tue 24 Nov 2026".
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

fn title<'s>(service: &'s Service, slot: &'s Slot) -> &'s str {
    let cadence = service.find_cadence(&slot.cadence);
    cadence.map_or(slot.cadence.as_str(), |cadence: &Cadence| cadence.title.as_str())
}

/// Why something of the plan may not be, and the way out.
pub(super) fn refusal(refusal: &Refusal, process: &Process) -> String {
    let service = &process.service;
    let slots = format!("`/release slots service:{}`", service.name);
    match refusal {
        Refusal::ReasonMissing(name) => format!(
            "`{name}` goes around the planned releases, and that is counted with its reason. Add why it cannot wait: `!release start {} {name} VERSION log-in fails for everybody`.",
            service.name
        ),
        Refusal::NoSlot(slot) => format!(
            "{} has no slot on {} that this process could take: {slots} shows the days.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::SlotSettled(slot) => format!(
            "{} of {} is settled: somebody started, skipped or replaced it. {slots} shows what became of it.",
            title(service, slot),
            day(slot.date)
        ),
        Refusal::SlotOutOfReach { slot, from, until } => format!(
            "{} of {} can be moved to a day from {} to {}, so that it stays between its neighbours. Choose one of these, or skip it.",
            title(service, slot),
            day(slot.date),
            day(*from),
            day(*until)
        ),
        Refusal::InstancePlanMissing(name) => format!(
            "`{name}` makes an instance to be thrown away: it needs a purpose, an owner and an end. `/release start {} {name}` asks for them.",
            service.name
        ),
        Refusal::PurposeNotAllowed { purpose, allowed } => {
            let allowed: Vec<String> = allowed.iter().map(|purpose| format!("- {purpose}")).collect();
            format!(
                "“{}” is no purpose for which an instance is made. Choose one of these:\n{}",
                quote(&cut(purpose, 100), 100),
                allowed.join("\n")
            )
        }
        Refusal::EndInThePast(end) => format!(
            "{} has passed: give the last day on which the instance is needed, such as 2026-12-24.",
            day(*end)
        ),
        Refusal::NoInstance => format!(
            "This release has no instance that is up, so there is nothing to shut down: `/env service:{}` shows what is.",
            service.name
        ),
        Refusal::InstanceNotYours(owner) => format!(
            "This instance is {}'s: ask them to say that it is shut down, or somebody who owns its steps.",
            person(owner)
        ),
        _ => String::new(),
    }
}
