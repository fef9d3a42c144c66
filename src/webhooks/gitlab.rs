//! GitLab's events, as far as a playbook waits for them.
//!
//! <https://docs.gitlab.com/user/project/integrations/webhook_events/>: merge requests, releases, deployments and
//! pipelines. A pipeline counts as tests when its name is under `tests`.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::No;
use super::texts::{build, environment, leads_on, line, link, notes, parse, time, version};
use crate::domain::process::{Forge, Service};
use crate::domain::report::{Change, Event, Report, System};

#[derive(Deserialize)]
struct Payload {
    #[serde(default)]
    object_kind: String,
    project: Option<Project>,
    user: Option<User>,
    object_attributes: Option<Attributes>,
    action: Option<String>,
    tag: Option<serde_json::Value>,
    description: Option<String>,
    url: Option<String>,
    status: Option<String>,
    environment: Option<String>,
    #[serde(rename = "ref")]
    name: Option<String>,
    short_sha: Option<String>,
    deployable_url: Option<String>,
}

#[derive(Deserialize)]
struct Project {
    path_with_namespace: String,
}

#[derive(Deserialize)]
struct User {
    username: Option<String>,
}

#[derive(Deserialize)]
struct Attributes {
    iid: Option<u64>,
    #[serde(default)]
    action: String,
    title: Option<String>,
    source_branch: Option<String>,
    target_branch: Option<String>,
    merge_commit_sha: Option<String>,
    merged_at: Option<String>,
    url: Option<String>,
    name: Option<String>,
    status: Option<String>,
    #[serde(rename = "ref")]
    branch: Option<String>,
    sha: Option<String>,
    #[serde(default)]
    tag: bool,
}

type Found = Option<(Event, Option<String>)>;

/// What a delivery of GitLab's reports.
pub(super) fn read(service: &Service, body: &[u8], now: DateTime<Utc>) -> Result<Option<Report>, No> {
    let Some(forge) = &service.reports.gitlab else {
        return Ok(None);
    };
    let payload: Payload = parse(body)?;
    let is_ours = |p: &Project| p.path_with_namespace.eq_ignore_ascii_case(&forge.repository);
    if !payload.project.as_ref().is_some_and(is_ours) {
        return Ok(None);
    }
    let found = match payload.object_kind.as_str() {
        "merge_request" => merge_request(forge, &payload, now),
        "release" => release(&payload),
        "deployment" => deployment(service, forge, &payload),
        "pipeline" => pipeline(forge, &payload),
        _ => None,
    };
    Ok(found.map(|(event, link)| Report {
        source: System::new("gitlab"),
        event,
        link,
    }))
}

fn merge_request(forge: &Forge, payload: &Payload, now: DateTime<Utc>) -> Found {
    let request = payload.object_attributes.as_ref()?;
    let (from, into) = (request.source_branch.as_ref()?, request.target_branch.as_ref()?);
    let who = payload.user.as_ref().and_then(|user| user.username.as_deref());
    let who = line(who.unwrap_or_default());
    let change = leads_on(forge, into).then(|| Change {
        id: format!("!{}", request.iid.unwrap_or_default()),
        title: line(request.title.as_deref().unwrap_or_default()),
        author: who.clone(),
        person: None,
        from: Some(line(from)),
        into: line(into),
        commit: request.merge_commit_sha.as_deref().map(line),
        link: link(request.url.as_deref()),
        at: time(request.merged_at.as_deref(), now),
        is_promotion: forge.branches.contains(from),
    })?;
    let link = change.link.clone();
    let event = match request.action.as_str() {
        "merge" => Event::ChangeMerged(change),
        "open" | "reopen" => Event::ChangeOpened(change),
        "approved" => Event::ChangeApproved { change, by: who },
        _ => return None,
    };
    Some((event, link))
}

fn release(payload: &Payload) -> Found {
    let is_news = matches!(payload.action.as_deref(), Some("create" | "update"));
    let tag = payload.tag.as_ref().and_then(|tag| tag.as_str());
    let version = tag.and_then(version).filter(|_| is_news)?;
    let notes = notes(payload.description.as_deref());
    Some((
        Event::VersionReleased { version, notes },
        link(payload.url.as_deref()),
    ))
}

fn deployment(service: &Service, forge: &Forge, payload: &Payload) -> Found {
    let environment = environment(service, Some(forge), payload.environment.as_deref()?)?;
    let name = payload.name.as_deref().unwrap_or_default();
    let build = build(
        forge,
        name,
        payload.short_sha.as_deref().unwrap_or_default(),
        false,
    );
    let component = None;
    let event = match payload.status.as_deref()? {
        "success" => Event::Deployed {
            environment,
            component,
            build,
        },
        "failed" => Event::DeployFailed {
            environment,
            component,
            build,
            why: "the deployment failed".to_owned(),
        },
        _ => return None,
    };
    Some((event, link(payload.deployable_url.as_deref())))
}

fn pipeline(forge: &Forge, payload: &Payload) -> Found {
    let pipeline = payload.object_attributes.as_ref()?;
    let name = pipeline.name.as_ref().filter(|name| forge.tests.contains(name))?;
    let (branch, sha) = (pipeline.branch.as_deref(), pipeline.sha.as_deref());
    let build = build(
        forge,
        branch.unwrap_or_default(),
        sha.unwrap_or_default(),
        pipeline.tag,
    );
    let suite = line(name);
    let event = match pipeline.status.as_deref()? {
        "success" => Event::TestsPassed { suite, build },
        "failed" => Event::TestsFailed {
            suite,
            build,
            why: "the pipeline failed".to_owned(),
        },
        _ => return None,
    };
    Some((event, link(pipeline.url.as_deref())))
}
