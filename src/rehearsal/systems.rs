//! The other systems of a rehearsal: they merge, build and deploy, and say so when a step waits for it. Pure.

use chrono::{DateTime, Utc};

use crate::domain::command::Command;
use crate::domain::decide::{Situation, decide};
use crate::domain::person::Actor;
use crate::domain::process::{AskKind, FromBranch, ReportRule, Service};
use crate::domain::release::Release;
use crate::domain::report::{Awaited, Build, Change, Event, Report, System};

use super::player::open_asks;

/// What a system says next that a release waits for; nothing when it waits for none.
pub fn what_is_reported(now: DateTime<Utc>, situation: &Situation) -> Option<Report> {
    let awaited = open_asks(now, situation).filter_map(|(_, _, ask)| match &ask.kind {
        AskKind::Report(rule) => Some(report(now, &situation.release, rule)),
        _ => None,
    });
    let mut awaited = awaited.collect::<Vec<_>>().into_iter();
    awaited.find(|report| {
        let command = Command::TakeReport(Box::new(report.clone()));
        decide(now, situation, &Actor::system(&report.source), &command).is_ok()
    })
}

/// What the system that is waited for would say.
fn report(now: DateTime<Utc>, release: &Release, rule: &ReportRule) -> Report {
    let version = release.version.clone();
    let build = Build {
        version: Some(version.clone()),
        ..Build::default()
    };
    let change = || Change {
        id: format!("#{}", 9000 + release.number),
        title: format!("{} {version}", release.process.title),
        author: "octo".to_owned(),
        person: None,
        from: rule.from_branch.as_ref().map(|branch| match branch {
            FromBranch::Named(name) => name.clone(),
            FromBranch::Version => version.to_string(),
        }),
        into: rule.branch.clone().unwrap_or_default(),
        commit: None,
        link: None,
        at: now,
        is_promotion: true,
    };
    let last = release.process.service.environments.last();
    let environment = rule.environment.clone().or_else(|| last.map(|e| e.name.clone()));
    let event = match rule.awaits {
        Awaited::Opened => Event::ChangeOpened(change()),
        Awaited::Approved => Event::ChangeApproved {
            change: change(),
            by: "hub".to_owned(),
        },
        Awaited::Merged => Event::ChangeMerged(change()),
        Awaited::Released => Event::VersionReleased {
            version,
            notes: "What is new.".to_owned(),
        },
        Awaited::Deployed => Event::Deployed {
            environment: environment.unwrap_or_else(|| "production".into()),
            component: None,
            build,
        },
        Awaited::TestsPassed => Event::TestsPassed {
            suite: rule.suite.clone().unwrap_or_default(),
            build,
        },
    };
    Report {
        source: rule
            .from
            .first()
            .cloned()
            .unwrap_or_else(|| System::new("github")),
        event,
        link: None,
    }
}

/// A change that is merged to the branch on which the team works, where the service has a repository.
pub(super) fn merge(now: DateTime<Utc>, service: &Service, number: usize) -> Option<Report> {
    let reports = &service.reports;
    let forges = [("github", &reports.github), ("gitlab", &reports.gitlab)];
    let (system, forge) = forges
        .into_iter()
        .find_map(|(name, forge)| Some((name, forge.as_ref()?)))?;
    let change = Change {
        id: format!("#{number}"),
        title: format!("Change {number}"),
        author: "octo".to_owned(),
        person: None,
        from: Some(format!("change-{number}")),
        into: forge.branches.first()?.clone(),
        commit: Some(format!("{number:040x}")),
        link: None,
        at: now,
        is_promotion: false,
    };
    Some(Report {
        source: System::new(system),
        event: Event::ChangeMerged(change),
        link: None,
    })
}
