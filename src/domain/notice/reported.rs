//! Who is told of what other systems report.

use std::sync::Arc;

use super::{Notice, Recipient, Word, to_thread};
use crate::domain::name::{EnvironmentName, PersonId, StepName};
use crate::domain::process::{Effect, Process};
use crate::domain::release::Release;
use crate::domain::report::{Change, Event, Report};
use crate::domain::service::ServiceState;

/// The most changes that a notice names.
const MOST_NAMED: usize = 10;

/// Those who are told of a step that is complete.
pub(super) fn told(step: &StepName, release: &Release) -> Vec<Notice> {
    let Some((_, step, state)) = release.find_step(step) else {
        return Vec::new();
    };
    let link = state
        .answers
        .iter()
        .filter_map(|answer| answer.given())
        .find(|(text, _)| text.starts_with("http"));
    let notice = |effect: &Effect| match effect {
        Effect::Announce { audience, text } => Some(Notice {
            to: Recipient::Audience(audience.clone()),
            word: Word::Announced {
                text: text.clone(),
                version: release.version.clone(),
                environment: step.environment.clone(),
            },
            not_after: None,
        }),
        Effect::TellAuthor => Some(to_thread(Word::AuthorTold {
            step: step.name.clone(),
            link: link.map(|(text, _)| text.clone()),
        })),
        Effect::SetVersion { .. }
        | Effect::CloseOutage
        | Effect::CutVersion { .. }
        | Effect::EndFreeze
        | Effect::HandOver
        | Effect::TurnOn { .. }
        | Effect::TurnOff { .. }
        | Effect::MoveTickets { .. } => None,
    };
    step.effects.iter().filter_map(notice).collect()
}

/// A failure calls the owner of the step.
pub(super) fn failed(
    release: &Release,
    step: &StepName,
    system: &PersonId,
    why: &str,
    link: Option<&String>,
) -> Option<Notice> {
    let (_, step, _) = release.find_step(step)?;
    Some(to_thread(Word::ReportFailed {
        step: step.name.clone(),
        system: system.clone(),
        why: why.to_owned(),
        link: link.cloned(),
        role: step.owner.clone(),
    }))
}

/// What is new on an environment is told where the playbook says.
pub(super) fn went_live(
    processes: &[Arc<Process>],
    service: &ServiceState,
    (environment, branch): (&EnvironmentName, &str),
    ids: &[String],
    link: Option<&String>,
) -> Option<Notice> {
    let to = audience(processes, environment)?;
    let changes = service.outside.changes.iter().map(|c| &c.change);
    let live = changes.filter(|c| c.into == branch && ids.contains(&c.id));
    let (changes, more) = named(live);
    let word = Word::WentLive {
        environment: environment.clone(),
        changes,
        more,
        link: link.cloned(),
    };
    let not_after = None;
    Some(Notice { to, word, not_after })
}

/// A deployment that failed and that no release waited for is told where its success would be.
pub(super) fn deployment_failed(
    processes: &[Arc<Process>],
    service: &ServiceState,
    report: &Report,
) -> Option<Notice> {
    let Event::DeployFailed {
        environment,
        build,
        why,
        ..
    } = &report.event
    else {
        return None;
    };
    let waits = service.outside.changes.iter().filter(|c| {
        !c.change.is_promotion
            && build.branch.as_ref() == Some(&c.change.into)
            && !c.live_on.contains(environment)
    });
    let (changes, _) = named(waits.map(|c| &c.change));
    let word = Word::DeploymentFailed {
        environment: environment.clone(),
        system: report.source.id(),
        why: why.clone(),
        changes,
        link: report.link.clone(),
    };
    Some(Notice {
        to: audience(processes, environment).unwrap_or(Recipient::Releases),
        word,
        not_after: None,
    })
}

fn audience(processes: &[Arc<Process>], environment: &EnvironmentName) -> Option<Recipient> {
    let reports = &processes.first()?.service.reports;
    reports.tell.get(environment).cloned().map(Recipient::Audience)
}

/// The first changes, and how many more there are.
fn named<'c>(changes: impl Iterator<Item = &'c Change>) -> (Vec<Change>, usize) {
    let mut changes: Vec<Change> = changes.cloned().collect();
    let more = changes.len().saturating_sub(MOST_NAMED);
    changes.truncate(MOST_NAMED);
    (changes, more)
}
