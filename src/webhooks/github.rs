//! GitHub's events, as far as a playbook waits for them.
//!
//! <https://docs.github.com/webhooks/webhook-events-and-payloads>: `pull_request`, `pull_request_review`, `release`,
//! `workflow_run`, `deployment_status`.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::No;
use super::texts::{build, environment, leads_on, line, link, notes, parse, time, version};
use crate::domain::process::{Forge, Service};
use crate::domain::report::{Change, Event, Report, System};

#[derive(Deserialize)]
struct Payload {
    #[serde(default)]
    action: String,
    repository: Option<Repository>,
    pull_request: Option<PullRequest>,
    review: Option<Review>,
    release: Option<Release>,
    workflow_run: Option<Run>,
    deployment: Option<Deployment>,
    deployment_status: Option<Status>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
    title: String,
    user: User,
    html_url: Option<String>,
    #[serde(default)]
    merged: bool,
    #[serde(default)]
    draft: bool,
    merged_at: Option<String>,
    merge_commit_sha: Option<String>,
    base: Branch,
    head: Branch,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(rename = "ref")]
    name: String,
}

#[derive(Deserialize)]
struct User {
    login: String,
}

#[derive(Deserialize)]
struct Review {
    state: String,
    user: Option<User>,
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Release {
    tag_name: String,
    body: Option<String>,
    html_url: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    prerelease: bool,
}

#[derive(Deserialize)]
struct Run {
    name: Option<String>,
    conclusion: Option<String>,
    head_branch: Option<String>,
    head_sha: Option<String>,
    html_url: Option<String>,
    #[serde(default)]
    event: String,
}

#[derive(Deserialize)]
struct Deployment {
    #[serde(rename = "ref")]
    name: String,
    sha: String,
    environment: String,
}

#[derive(Deserialize)]
struct Status {
    state: String,
    description: Option<String>,
    target_url: Option<String>,
    log_url: Option<String>,
}

/// What a delivery of GitHub's reports.
pub(super) fn read(
    service: &Service,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Report>, No> {
    let Some(forge) = &service.reports.github else {
        return Ok(None);
    };
    let kind = headers.get("x-github-event").and_then(|kind| kind.to_str().ok());
    let known = [
        "pull_request",
        "pull_request_review",
        "release",
        "workflow_run",
        "deployment_status",
    ];
    let Some(kind) = kind.filter(|kind| known.contains(kind)) else {
        return Ok(None);
    };
    let payload: Payload = parse(body)?;
    let is_ours = |r: &Repository| r.full_name.eq_ignore_ascii_case(&forge.repository);
    if !payload.repository.as_ref().is_some_and(is_ours) {
        return Ok(None);
    }
    let found = match kind {
        "pull_request" => pull_request(forge, &payload, now),
        "pull_request_review" => review(forge, &payload, now),
        "release" => release(&payload),
        "workflow_run" => run(forge, &payload),
        _ => status(service, forge, &payload),
    };
    Ok(found.map(|(event, link)| Report {
        source: System::new("github"),
        event,
        link,
    }))
}

type Found = Option<(Event, Option<String>)>;

fn pull_request(forge: &Forge, payload: &Payload, now: DateTime<Utc>) -> Found {
    let request = payload.pull_request.as_ref()?;
    let change = change(forge, request, now)?;
    let link = change.link.clone();
    match payload.action.as_str() {
        "closed" if request.merged => Some((Event::ChangeMerged(change), link)),
        "opened" | "reopened" | "ready_for_review" if !request.draft => {
            Some((Event::ChangeOpened(change), link))
        }
        _ => None,
    }
}

fn review(forge: &Forge, payload: &Payload, now: DateTime<Utc>) -> Found {
    let (request, review) = (payload.pull_request.as_ref()?, payload.review.as_ref()?);
    let is_approval = payload.action == "submitted" && review.state.eq_ignore_ascii_case("approved");
    let change = change(forge, request, now).filter(|_| is_approval)?;
    let by = review
        .user
        .as_ref()
        .map(|user| line(&user.login))
        .unwrap_or_default();
    let link = link(review.html_url.as_deref()).or_else(|| change.link.clone());
    Some((Event::ChangeApproved { change, by }, link))
}

/// The change of a pull request into a branch that leads on.
fn change(forge: &Forge, request: &PullRequest, now: DateTime<Utc>) -> Option<Change> {
    let (from, into) = (&request.head.name, &request.base.name);
    leads_on(forge, into).then(|| Change {
        id: format!("#{}", request.number),
        title: line(&request.title),
        author: line(&request.user.login),
        person: None,
        from: Some(line(from)),
        into: line(into),
        // Before the merge this is the commit of a trial merge.
        commit: request
            .merge_commit_sha
            .as_deref()
            .filter(|_| request.merged)
            .map(line),
        link: link(request.html_url.as_deref()),
        at: time(request.merged_at.as_deref(), now),
        is_promotion: forge.branches.contains(from),
    })
}

fn release(payload: &Payload) -> Found {
    let release = payload.release.as_ref()?;
    let is_out = !release.draft && !release.prerelease;
    let is_news = matches!(payload.action.as_str(), "published" | "edited");
    let version = version(&release.tag_name).filter(|_| is_out && is_news)?;
    let notes = notes(release.body.as_deref());
    Some((
        Event::VersionReleased { version, notes },
        link(release.html_url.as_deref()),
    ))
}

fn run(forge: &Forge, payload: &Payload) -> Found {
    let run = payload
        .workflow_run
        .as_ref()
        .filter(|_| payload.action == "completed")?;
    let (name, conclusion) = (run.name.as_deref()?, run.conclusion.as_deref()?);
    let failed = match conclusion {
        "success" => false,
        "failure" | "timed_out" | "startup_failure" => true,
        // Cancelled, skipped and neutral ones say nothing.
        _ => return None,
    };
    let why = || {
        line(&format!(
            "the workflow {name} ended with {}",
            conclusion.replace('_', " ")
        ))
    };
    let (branch, commit) = (run.head_branch.as_deref(), run.head_sha.as_deref());
    let is_tag = run.event == "release";
    let build = build(
        forge,
        branch.unwrap_or_default(),
        commit.unwrap_or_default(),
        is_tag,
    );
    let link = link(run.html_url.as_deref());
    if let Some(environment) = forge.workflows.get(name).cloned() {
        let component = None;
        let event = match failed {
            false => Event::Deployed {
                environment,
                component,
                build,
            },
            true => Event::DeployFailed {
                environment,
                component,
                build,
                why: why(),
            },
        };
        return Some((event, link));
    }
    let suite = line(name);
    let is_test = forge.tests.iter().any(|test| test == name);
    let event = match failed {
        false => Event::TestsPassed { suite, build },
        true => Event::TestsFailed {
            suite,
            build,
            why: why(),
        },
    };
    is_test.then_some((event, link))
}

fn status(service: &Service, forge: &Forge, payload: &Payload) -> Found {
    let (deployment, status) = (payload.deployment.as_ref()?, payload.deployment_status.as_ref()?);
    let environment = environment(service, Some(forge), &deployment.environment)?;
    let build = build(forge, &deployment.name, &deployment.sha, false);
    let link = link(status.target_url.as_deref()).or_else(|| link(status.log_url.as_deref()));
    let component = None;
    let event = match status.state.as_str() {
        "success" => Event::Deployed {
            environment,
            component,
            build,
        },
        "failure" | "error" => Event::DeployFailed {
            environment,
            component,
            build,
            why: line(
                status
                    .description
                    .as_deref()
                    .filter(|d| !d.is_empty())
                    .unwrap_or("no reason was given"),
            ),
        },
        _ => return None,
    };
    Some((event, link))
}
