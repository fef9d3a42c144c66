//! Deliveries of other systems over the wire: what is taken, what is refused, and what happens once.

use serde_json::json;

use crate::database::{Database, on_both_databases};
use crate::fmtm::fmtm;
use crate::story::{GITLAB_SECRET, SCRIPT_SECRET, Story, mac, pull_request};

const SHOP: &str = r#"
[service]
name = "shop"
title = "Shop"
zone = "UTC"
environments = ["dev", "prod"]
roles = ["Developer"]

[reports]
systems = ["circleci"]

[reports.gitlab]
repository = "acme/shop"
branches = ["main"]
tests = ["Checks"]

[[process]]
name = "round"
title = "Round"
purpose = "One version."

[[process.step]]
name = "test"
title = "Test"
owner = "Developer"
asks = [{ report = "tests-passed", suite = "Checks", from = ["gitlab"] }]

[[process.step]]
name = "deploy"
title = "Deploy on prod"
owner = "Developer"
asks = [{ report = "deployed", environment = "prod", from = ["circleci"] }]
sets_version = "prod"
"#;

/// docs/webhooks.md shows how a script signs: what people copy from there must be right.
async fn the_script_in_the_documentation_is_right(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let page = include_str!("../../docs/webhooks.md");
    let script = page
        .split("```sh\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    // The clock of a story is moved by hand: the script is told what it shows.
    let now = format!("t={}", story.clock.now().timestamp());
    assert!(script.contains("t=$(date +%s)"));
    let script = script.replace("t=$(date +%s)", &now);
    let run = async |secret: &str, build: &str| {
        let run = tokio::process::Command::new("sh")
            .args(["-c", &script])
            .env("SECRET", secret)
            .env("GONOGO", story.hooks())
            .env("BUILD_ID", build)
            .output()
            .await
            .unwrap();
        let said = String::from_utf8(run.stdout).unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        said.trim().to_owned()
    };
    assert_eq!(run("another secret of some length", "41").await, "401");
    assert_eq!(run(SCRIPT_SECRET, "42").await, "202");
    assert_eq!(run(SCRIPT_SECRET, "42").await, "200");
    story.settle().await;
    let dev = story.person("dev").await;
    let matrix = dev.commands("env show", &[("service", "shop")]).await;
    assert!(matrix.contains("**prod**\n1.2 since"), "{matrix}");
    story.end().await;
}

fn shop() -> Vec<gonogo::playbook::Source> {
    let (name, text) = ("shop.toml".to_owned(), SHOP.to_owned());
    vec![gonogo::playbook::Source { name, text }]
}

/// A signature must be right, whoever is meant; what is wrong reads the same for a service that is not there.
async fn only_what_is_signed_is_read(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let body = pull_request(7, "A feature", "feat/a", "development").to_string();
    let send = async |path: &str, signature: Option<String>| {
        let url = format!("{}/hooks/{path}", story.hooks());
        let mut request = story.http.post(url).header("Content-Type", "application/json");
        request = request
            .header("X-GitHub-Event", "pull_request")
            .header("X-GitHub-Delivery", "1");
        if let Some(signature) = signature {
            request = request.header("X-Hub-Signature-256", signature);
        }
        let answer = request.body(body.clone()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let unsigned = send("github/fmtm", None).await;
    assert_eq!(unsigned.0, 401);
    let wrong = format!("sha256={}", mac("another secret", &[body.as_bytes()]));
    assert_eq!(send("github/fmtm", Some(wrong.clone())).await, unsigned);
    assert_eq!(send("github/nowhere", Some(wrong.clone())).await, unsigned);
    assert_eq!(send("gitlab/fmtm", None).await, unsigned);
    assert_eq!(send("report/fmtm", None).await, unsigned);
    let elsewhere = format!("sha256={}", mac(SCRIPT_SECRET, &[body.as_bytes()]));
    assert_eq!(
        send("github/fmtm", Some(elsewhere)).await,
        unsigned,
        "the secret of another system"
    );
    let read = ana_reads_env(&story).await;
    assert!(read.contains("**development**\nno version"), "{read}");
    story.end().await;
}

async fn ana_reads_env(story: &Story) -> String {
    let ana = story.person("ana").await;
    ana.commands("env show", &[("service", "fmtm")]).await
}

/// A delivery has its effect once, also under another id, and after a restart.
async fn a_delivery_has_its_effect_once(db: Database) {
    let mut story = Story::with_playbooks(db, fmtm()).await;
    let mut payload = pull_request(7, "A feature", "feat/a", "development");
    payload["action"] = json!("closed");
    payload["pull_request"]["merged"] = json!(true);
    payload["pull_request"]["merge_commit_sha"] = json!("abc");
    let body = payload.to_string();
    assert_eq!(story.github_delivers("pull_request", "d-1", &body).await, 202);
    assert_eq!(story.github_delivers("pull_request", "d-1", &body).await, 200);
    assert_eq!(
        story.github_delivers("pull_request", "d-2", &body).await,
        200,
        "a copy under another id is a copy: the id is not signed"
    );
    story.restart_bot().await;
    assert_eq!(story.github_delivers("pull_request", "d-1", &body).await, 200);
    let facts = facts_of(&story, "service/fmtm").await;
    assert_eq!(facts, 1, "one delivery, one fact");
    story.end().await;
}

async fn facts_of(story: &Story, stream: &str) -> usize {
    let store = story.store().await;
    let mut tx = store.read().await.unwrap();
    let facts = tx.facts(stream, 0).await.unwrap().len();
    drop(tx);
    store.close().await;
    facts
}

/// What nobody waits for is ignored, and what cannot be read is told so, without a word of the body.
async fn what_is_of_no_use_is_ignored_and_what_is_broken_is_said(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    assert_eq!(
        story.github("ping", &json!({ "zen": "Keep it simple." })).await,
        204
    );
    assert_eq!(story.github("star", &json!({ "action": "created" })).await, 204);
    let mut elsewhere = pull_request(7, "A feature", "feat/a", "development");
    elsewhere["repository"]["full_name"] = json!("somebody/fmtm");
    assert_eq!(
        story.github("pull_request", &elsewhere).await,
        204,
        "another repository"
    );
    let aside = pull_request(8, "A draft", "feat/a", "feat/b");
    assert_eq!(story.github("pull_request", &aside).await, 204, "another branch");
    for (n, broken) in ["{", "{\"action\": 5}", "[]", "nonsense"].into_iter().enumerate() {
        let id = format!("broken-{n}");
        assert_eq!(
            story.github_delivers("pull_request", &id, broken).await,
            400,
            "{broken}"
        );
    }
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    assert_eq!(story.github_delivers("pull_request", "deep", &deep).await, 400);
    assert_eq!(story.github_delivers("pull_request", "no id!", "{}").await, 400);
    assert_eq!(facts_of(&story, "service/fmtm").await, 0);
    story.end().await;
}

/// A hostile megabyte is refused: more than that before it is read, deep nesting before it is parsed.
async fn a_hostile_megabyte_is_refused(db: Database) {
    let story = Story::with_playbooks(db, fmtm()).await;
    let nested = "[".repeat(gonogo::webhooks::LARGEST);
    assert_eq!(
        story.github_delivers("pull_request", "nested", &nested).await,
        400
    );
    let wide = format!(
        "{{\"x\":[{}0]}}",
        "{},".repeat((gonogo::webhooks::LARGEST - 16) / 3)
    );
    assert_eq!(story.github_delivers("pull_request", "wide", &wide).await, 204);
    let large = " ".repeat(gonogo::webhooks::LARGEST + 1);
    assert_eq!(story.github_delivers("pull_request", "large", &large).await, 413);

    // Without a length, in pieces, for ever: the door shuts after a megabyte.
    let piece = || Ok::<_, std::io::Error>(vec![b' '; 1 << 16]);
    let endless = futures_util::stream::repeat_with(piece);
    let url = format!("{}/hooks/github/fmtm", story.hooks());
    let sent = story
        .http
        .post(url)
        .header("Content-Type", "application/json")
        .body(reqwest::Body::wrap_stream(endless))
        .send()
        .await;
    if let Ok(answer) = sent {
        assert_eq!(answer.status().as_u16(), 413);
    }
    assert_eq!(facts_of(&story, "service/fmtm").await, 0);
    story.end().await;
}

/// GitLab's token and pipelines, and our own form as docs/webhooks.md shows it with curl.
async fn gitlab_and_a_script_complete_their_steps(db: Database) {
    let story = Story::with_playbooks(db, shop()).await;
    let dev = story.person("dev").await;
    dev.says("!release start shop round 1.2").await;

    let pipeline = json!({
        "object_kind": "pipeline",
        "project": { "path_with_namespace": "acme/shop" },
        "object_attributes": {
            "name": "Checks", "status": "success", "ref": "main", "sha": "abc", "tag": false,
            "url": "https://gitlab.example.org/acme/shop/-/pipelines/5",
        },
    });
    let gitlab = async |token: &str| {
        let url = format!("{}/hooks/gitlab/shop", story.hooks());
        let request = story.http.post(url).header("Content-Type", "application/json");
        let request = request
            .header("X-Gitlab-Token", token)
            .header("X-Gitlab-Event-UUID", "5");
        let answer = request.body(pipeline.to_string()).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(gitlab("another token of some length").await, 401);
    assert_eq!(gitlab(GITLAB_SECRET).await, 202);
    story.settle().await;
    let card = story.read("releases").await;
    assert!(
        card.contains("✓ Test · GitLab, 09:00 · <https://gitlab.example.org/acme/shop/-/pipelines/5>"),
        "{card}"
    );

    let body =
        r#"{"event":"deployed","environment":"prod","version":"1.2","link":"https://ci.example.org/42"}"#;
    let now = story.clock.now().timestamp();
    let script = async |source: &str, time: i64, id: &str, body: &str| {
        // The line of docs/webhooks.md: printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret"
        let time = time.to_string();
        let signature = mac(SCRIPT_SECRET, &[time.as_bytes(), b".", body.as_bytes()]);
        let url = format!("{}/hooks/report/shop", story.hooks());
        let request = story.http.post(url).header("Content-Type", "application/json");
        let request = request
            .header("X-Gonogo-Source", source)
            .header("X-Gonogo-Delivery", id)
            .header("X-Gonogo-Signature", format!("t={time},v1={signature}"));
        let answer = request.body(body.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(script("circleci", now - 301, "1", body).await.0, 401, "too old");
    assert_eq!(script("circleci", now + 301, "1", body).await.0, 401, "not yet");
    assert_eq!(
        script("github", now, "1", &body.replace("1.2", "1.3")).await.0,
        202,
        "signed by the script, as a script"
    );
    let (status, words) = script(
        "circleci",
        now,
        "2",
        r#"{"event":"deployed","environment":"moon"}"#,
    )
    .await;
    assert_eq!(
        (status, words.as_str()),
        (400, "`environment` is one of dev, prod.\n")
    );
    let (status, words) = script("circleci", now, "3", r#"{"event":"deployed"}"#).await;
    assert_eq!(
        (status, words.as_str()),
        (400, "`deployed` needs `environment`.\n")
    );
    assert_eq!(script("circleci", now, "4", r#"{"event":"lunch"}"#).await.0, 204);
    assert_eq!(script("circleci", now, "5", body).await.0, 202);
    assert_eq!(script("circleci", now, "5", body).await.0, 200);
    story.settle().await;
    let card = story.read("releases").await;
    assert!(
        card.contains("✓ Deploy on prod · CircleCI, 09:00 · <https://ci.example.org/42>"),
        "{card}"
    );
    assert!(card.contains("**Finished**"), "{card}");
    story.end().await;
}

on_both_databases!(only_what_is_signed_is_read);
on_both_databases!(a_delivery_has_its_effect_once);
on_both_databases!(what_is_of_no_use_is_ignored_and_what_is_broken_is_said);
on_both_databases!(a_hostile_megabyte_is_refused);
on_both_databases!(gitlab_and_a_script_complete_their_steps);
on_both_databases!(the_script_in_the_documentation_is_right);
