//! Who must be told because of what happened to a service, beyond one release.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::fact::ServiceFact;
use crate::domain::name::{StateName, Version};
use crate::domain::process::Process;
use crate::domain::service::ServiceState;
use crate::domain::wall_clock::instant;

use super::{Notice, Recipient, Word, calendar, outage, release_day, reported, tickets, to_releases};

/// The notices that a fact about a service calls for.
pub fn service_notices(
    fact: &ServiceFact,
    at: DateTime<Utc>,
    processes: &[Arc<Process>],
    after: &ServiceState,
) -> Vec<Notice> {
    match fact {
        ServiceFact::Outage { number, what } => {
            let outage = after.outages.get(number);
            outage.map_or_else(Vec::new, |outage| outage::told(*number, what, at, outage))
        }
        ServiceFact::StateLeftOn { name } | ServiceFact::StateReminded { name, .. } => {
            still_on(name, fact, after)
        }
        ServiceFact::AvailabilityReminded { version, after_days } => {
            waiting(version, *after_days, processes).into_iter().collect()
        }
        ServiceFact::WentLive {
            environment,
            branch,
            changes,
            link,
        } => reported::went_live(processes, after, (environment, branch), changes, link.as_ref())
            .into_iter()
            .collect(),
        ServiceFact::Reported { report, taken_by } if taken_by.is_empty() => {
            reported::deployment_failed(processes, after, report)
                .into_iter()
                .collect()
        }
        ServiceFact::Day { slot, what } => release_day::told(slot, what, at, processes, after),
        ServiceFact::SlotMoved { slot, to, reason } => {
            vec![to_releases(Word::SlotMoved {
                slot: slot.clone(),
                to: *to,
                reason: reason.clone(),
            })]
        }
        ServiceFact::NothingToRelease { slot, since } => {
            vec![to_releases(Word::NothingToRelease {
                slot: slot.clone(),
                since: since.clone(),
            })]
        }
        ServiceFact::SlotSkipped { slot, reason } => {
            vec![to_releases(Word::SlotSkipped {
                slot: slot.clone(),
                reason: reason.clone(),
            })]
        }
        ServiceFact::HolidayAsked {
            slot,
            holiday,
            beside,
        } => {
            let word = Word::HolidayAsked {
                slot: slot.clone(),
                holiday: holiday.clone(),
                beside: *beside,
            };
            let service = processes.first().map(|p| &p.service);
            // On its day the slot itself is called to mind.
            let not_after = service.and_then(|service| {
                let cadence = service.find_cadence(&slot.cadence)?;
                Some(instant(service.zone, slot.date.and_time(cadence.at)))
            });
            vec![Notice {
                not_after,
                ..to_releases(word)
            }]
        }
        ServiceFact::SlotKept { slot, holiday } => {
            vec![to_releases(Word::SlotKept {
                slot: slot.clone(),
                holiday: holiday.clone(),
            })]
        }
        ServiceFact::InstanceReminded { release, after_days } => {
            let instance = after.find_instance(*release);
            let word = instance.map(|instance| Word::InstanceEnds {
                release: *release,
                name: instance.name.clone(),
                plan: instance.plan.clone(),
                after_days: *after_days,
            });
            word.map(to_releases).into_iter().collect()
        }
        ServiceFact::Calendar { set, what } => calendar::told(set, what, after).into_iter().collect(),
        ServiceFact::Ticket { ticket, what } => tickets::outside(processes, after, ticket, what),
        ServiceFact::MonthReported { month, is_said: true } => {
            let rule = processes.first().and_then(|p| p.service.monthly_report.as_ref());
            vec![to_releases(Word::Month {
                month: *month,
                channel: rule.and_then(|rule| rule.channel.clone()),
            })]
        }
        _ => Vec::new(),
    }
}

/// A state that is on: called to mind where releases are announced, and, when its release ends, in its thread too.
fn still_on(name: &StateName, fact: &ServiceFact, after: &ServiceState) -> Vec<Notice> {
    let Some(on) = after.states.get(name) else {
        return Vec::new();
    };
    let word = Word::StateIsOn {
        name: name.clone(),
        on: on.state.on.clone(),
        environment: on.state.environment.clone(),
        release: on.release,
        since: on.stamp.at,
        by: on.stamp.by.clone(),
        roles: on.roles.clone(),
        is_left: on.left_at.is_some(),
        outage: on.state.outage,
    };
    let say = |to| Notice {
        to,
        word: word.clone(),
        not_after: None,
    };
    match fact {
        ServiceFact::StateLeftOn { .. } => {
            vec![say(Recipient::ThreadOf(on.release)), say(Recipient::Releases)]
        }
        _ => vec![say(Recipient::Releases)],
    }
}

/// A version that nobody deploys is called to mind by the first process that keeps a list of them.
fn waiting(version: &Version, after_days: u32, processes: &[Arc<Process>]) -> Option<Notice> {
    let (process, reminder) = processes
        .iter()
        .find_map(|p| p.availability.as_ref().map(|reminder| (p, reminder)))?;
    let word = Word::VersionWaits {
        version: version.clone(),
        days: after_days,
        role: reminder.role.clone(),
        process: process.name.clone(),
        service: process.service.name.clone(),
    };
    Some(Notice {
        to: Recipient::Releases,
        word,
        not_after: None,
    })
}
