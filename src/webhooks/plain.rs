//! Our own form, for CircleCI, Jenkins, Jira or a script: one flat JSON object, described in docs/webhooks.md.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::No;
use super::texts::{environment, line, link, notes, parse, time, version};
use crate::domain::process::Service;
use crate::domain::report::{Build, Change, Event, Report, System};

#[derive(Deserialize)]
struct Payload {
    event: String,
    environment: Option<String>,
    component: Option<String>,
    version: Option<String>,
    branch: Option<String>,
    commit: Option<String>,
    suite: Option<String>,
    why: Option<String>,
    notes: Option<String>,
    link: Option<String>,
    id: Option<String>,
    title: Option<String>,
    author: Option<String>,
    from: Option<String>,
    into: Option<String>,
    by: Option<String>,
    at: Option<String>,
}

/// What a delivery in our own form reports.
pub(super) fn read(
    service: &Service,
    source: &System,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Report>, No> {
    let payload: Payload = parse(body)?;
    let event = match payload.event.as_str() {
        "deployed" => payload.deployed(service)?,
        "deploy-failed" => payload.deploy_failed(service)?,
        "tests-passed" => Event::TestsPassed {
            suite: payload.suite()?,
            build: payload.build(),
        },
        "tests-failed" => Event::TestsFailed {
            suite: payload.suite()?,
            build: payload.build(),
            why: payload.why(),
        },
        "released" => payload.released()?,
        "opened" => Event::ChangeOpened(payload.change(service, now)?),
        "merged" => Event::ChangeMerged(payload.change(service, now)?),
        "approved" => Event::ChangeApproved {
            change: payload.change(service, now)?,
            by: line(payload.by.as_deref().unwrap_or_default()),
        },
        _ => return Ok(None),
    };
    Ok(Some(Report {
        source: source.clone(),
        event,
        link: link(payload.link.as_deref()),
    }))
}

impl Payload {
    fn need<'p>(&self, value: Option<&'p String>, key: &str) -> Result<&'p str, No> {
        let value = value.map(|v| v.trim()).filter(|v| !v.is_empty());
        value.ok_or_else(|| No::unreadable(format!("`{}` needs `{key}`.", line(&self.event))))
    }

    fn build(&self) -> Build {
        Build {
            version: self.version.as_deref().and_then(version),
            branch: self.branch.as_deref().map(line),
            commit: self.commit.as_deref().map(line),
        }
    }

    fn place(&self, service: &Service) -> Result<(crate::domain::name::EnvironmentName, Option<String>), No> {
        let name = self.need(self.environment.as_ref(), "environment")?;
        let known = environment(service, None, name).ok_or_else(|| {
            let names: Vec<&str> = service.environments.iter().map(|e| e.name.as_str()).collect();
            No::unreadable(format!("`environment` is one of {}.", names.join(", ")))
        })?;
        Ok((known, self.component.as_deref().map(line)))
    }

    fn deployed(&self, service: &Service) -> Result<Event, No> {
        let (environment, component) = self.place(service)?;
        Ok(Event::Deployed {
            environment,
            component,
            build: self.build(),
        })
    }

    fn deploy_failed(&self, service: &Service) -> Result<Event, No> {
        let (environment, component) = self.place(service)?;
        Ok(Event::DeployFailed {
            environment,
            component,
            build: self.build(),
            why: self.why(),
        })
    }

    fn why(&self) -> String {
        line(self.why.as_deref().unwrap_or("no reason was given"))
    }

    fn suite(&self) -> Result<String, No> {
        self.need(self.suite.as_ref(), "suite").map(line)
    }

    fn released(&self) -> Result<Event, No> {
        let given = self.need(self.version.as_ref(), "version")?;
        let version =
            version(given).ok_or_else(|| No::unreadable("`version` is one word of at most 60 letters."))?;
        let notes = notes(self.notes.as_deref());
        Ok(Event::VersionReleased { version, notes })
    }

    fn change(&self, service: &Service, now: DateTime<Utc>) -> Result<Change, No> {
        let reports = &service.reports;
        let branches = [&reports.github, &reports.gitlab]
            .into_iter()
            .flatten()
            .flat_map(|f| &f.branches);
        let is_promotion = self
            .from
            .as_ref()
            .is_some_and(|from| branches.into_iter().any(|b| b == from));
        Ok(Change {
            id: line(self.need(self.id.as_ref(), "id")?),
            title: line(self.need(self.title.as_ref(), "title")?),
            author: line(self.author.as_deref().unwrap_or_default()),
            person: None,
            from: self.from.as_deref().map(line),
            into: line(self.need(self.into.as_ref(), "into")?),
            commit: self.commit.as_deref().map(line),
            link: link(self.link.as_deref()),
            at: time(self.at.as_deref(), now),
            is_promotion,
        })
    }
}
