//! Other systems in a story: they sign and send deliveries over HTTP, as GitHub, GitLab and a script do.

use std::collections::BTreeMap;

use gonogo::config::secrets::Secrets;
use gonogo::webhooks::Settings;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::Story;

/// What GitHub signs with.
pub(crate) const GITHUB_SECRET: &str = "the hub and gonogo know this";
/// What GitLab sends along.
pub(crate) const GITLAB_SECRET: &str = "the lab and gonogo know this";
/// What a script signs with.
pub(crate) const SCRIPT_SECRET: &str = "the script and gonogo know this";

/// The settings of a story's webhooks: on a free port, with secrets for every service that a story tells of.
pub(super) fn settings(people: BTreeMap<String, gonogo::domain::name::PersonId>) -> Settings {
    let mut secrets = Vec::new();
    for service in ["fmtm", "sync", "shop"] {
        for (system, secret) in [
            ("github", GITHUB_SECRET),
            ("gitlab", GITLAB_SECRET),
            ("circleci", SCRIPT_SECRET),
            ("script", SCRIPT_SECRET),
        ] {
            secrets.push((service, system, secret.into()));
        }
    }
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        secrets: Secrets::of(secrets),
        people,
    }
}

/// HMAC-SHA256 in hex.
pub(crate) fn mac(secret: &str, parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    hex::encode(mac.finalize().into_bytes())
}

/// A pull request of hotosm/fmtm in the words of GitHub.
pub(crate) fn pull_request(number: u64, title: &str, from: &str, into: &str) -> Value {
    json!({
        "action": "opened",
        "repository": { "full_name": "hotosm/fmtm" },
        "pull_request": {
            "number": number, "title": title, "user": { "login": "spwoodcock" }, "draft": false, "merged": false,
            "html_url": format!("https://github.com/hotosm/fmtm/pull/{number}"),
            "merged_at": null, "merge_commit_sha": null, "head": { "ref": from }, "base": { "ref": into },
        },
    })
}

impl Story {
    /// Where webhooks are heard.
    pub(crate) fn hooks(&self) -> String {
        let address = self.bot.as_ref().and_then(gonogo::bot::Bot::webhooks);
        format!("http://{}", address.expect("the bot hears webhooks"))
    }

    /// GitHub tells of an event of FMTM; gives the status of the answer.
    pub(crate) async fn github(&self, event: &str, payload: &Value) -> u16 {
        let body = payload.to_string();
        // Each delivery has an id of its own, and each payload some time of its own.
        let id = mac("id", &[event.as_bytes(), body.as_bytes()]);
        self.github_delivers(event, &id, &body).await
    }

    /// GitHub sends this very delivery.
    pub(crate) async fn github_delivers(&self, event: &str, id: &str, body: &str) -> u16 {
        let answer = self
            .http
            .post(format!("{}/hooks/github/fmtm", self.hooks()))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-GitHub-Delivery", id)
            .header(
                "X-Hub-Signature-256",
                format!("sha256={}", mac(GITHUB_SECRET, &[body.as_bytes()])),
            )
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        self.settle().await;
        status
    }

    /// A pull request is opened.
    pub(crate) async fn opens(&self, number: u64, title: &str, from: &str, into: &str) {
        let payload = pull_request(number, title, from, into);
        assert_eq!(self.github("pull_request", &payload).await, 202);
    }

    /// A pull request is approved.
    pub(crate) async fn approves(&self, number: u64, from: &str, into: &str) {
        let mut payload = pull_request(number, "As opened", from, into);
        payload["action"] = json!("submitted");
        payload["review"] = json!({
            "state": "approved", "user": { "login": "nrjadkry" },
            "html_url": format!("https://github.com/hotosm/fmtm/pull/{number}#pullrequestreview-1"),
        });
        assert_eq!(self.github("pull_request_review", &payload).await, 202);
    }

    /// A pull request is merged now, by the commit `c` and its number.
    pub(crate) async fn merges(&self, number: u64, title: &str, from: &str, into: &str) {
        let mut payload = pull_request(number, title, from, into);
        payload["action"] = json!("closed");
        payload["pull_request"]["merged"] = json!(true);
        payload["pull_request"]["merged_at"] = json!(self.clock.now().to_rfc3339());
        payload["pull_request"]["merge_commit_sha"] = json!(commit(number));
        assert_eq!(self.github("pull_request", &payload).await, 202);
    }

    /// A workflow ends on the commit of a pull request.
    pub(crate) async fn workflow(&self, name: &str, branch: &str, number: u64, conclusion: &str) -> u16 {
        let now = self.clock.now();
        let payload = json!({
            "action": "completed",
            "repository": { "full_name": "hotosm/fmtm" },
            "workflow_run": {
                "name": name, "conclusion": conclusion, "head_branch": branch, "head_sha": commit(number),
                "html_url": format!("https://github.com/hotosm/fmtm/actions/runs/{number}"),
                "event": if branch.starts_with("20") { "release" } else { "push" }, "updated_at": now.to_rfc3339(),
            },
        });
        self.github("workflow_run", &payload).await
    }

    /// A release is published on GitHub, or its notes are edited.
    pub(crate) async fn publishes(&self, action: &str, tag: &str, notes: &str) {
        let payload = json!({
            "action": action,
            "repository": { "full_name": "hotosm/fmtm" },
            "release": {
                "tag_name": tag, "body": notes, "draft": false, "prerelease": false,
                "html_url": format!("https://github.com/hotosm/fmtm/releases/tag/{tag}"),
            },
        });
        assert_eq!(self.github("release", &payload).await, 202);
    }
}

/// The commit by which a pull request stands on its branch.
pub(crate) fn commit(number: u64) -> String {
    format!("{number:07}{}", "c".repeat(33))
}
