//! The plain preset: what is sent, and that it is signed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gonogo::outbound::endpoint::Kind;
use serde_json::Value;

use super::listener::{Listener, Reply, Seen};
use super::{SECRET, Sketch, call, said};
use crate::story::assert_snapshot;

/// The documentation that receivers have.
const DOCS: &str = include_str!("../../../docs/outgoing.md");
const SCHEMA: &str = include_str!("../../../docs/outgoing.schema.json");

async fn delivered(kind: Kind) -> Seen {
    let listener = Listener::answering(|_| Reply::status(204)).await;
    let endpoint = Sketch::plain(listener.at("http", "127.0.0.1", "/hooks?from=gonogo")).endpoint();
    assert_eq!(said(endpoint.deliver(&call(kind)).await), "taken: None");
    let mut seen = listener.seen();
    assert_eq!(seen.len(), 1, "once");
    seen.remove(0)
}

#[tokio::test]
async fn a_call_is_json_with_all_there_is_to_know() {
    let seen = delivered(Kind::Started).await;
    for (header, value) in [
        ("content-type", "application/json"),
        ("user-agent", concat!("gonogo/", env!("CARGO_PKG_VERSION"))),
        ("webhook-timestamp", "1795140901"),
    ] {
        assert_eq!(seen.headers[header], value);
    }
    assert_eq!(seen.headers["webhook-id"], call(Kind::Started).id);
    assert_snapshot!(seen.as_text(), @r#"
    POST /hooks?from=gonogo
    {
      "data": {
        "audience": "customers",
        "id": "gonogo_01838b0205b469b068423749bd6d8bac",
        "link": "https://gonogo.example.org/outages",
        "outage": {
          "ended_at": null,
          "impact": "Nobody can sign in",
          "number": 18,
          "revision": 1,
          "started_at": "2026-11-24T06:01:00Z",
          "still_works": null,
          "title": "Mahara 22.04.2",
          "why": "Security fixes",
          "window": {
            "end": "2026-11-24T07:00:00Z",
            "start": "2026-11-24T06:00:00Z"
          },
          "window_before": null
        },
        "service": {
          "name": "myportfolio",
          "title": "MyPortfolio"
        },
        "text": "The customers' words for outage.started."
      },
      "timestamp": "2026-11-24T06:01:00Z",
      "type": "outage.started"
    }
    "#);
}

#[tokio::test]
async fn every_kind_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for kind in Kind::ALL {
        let json = delivered(kind).await.json();
        let wrong: Vec<_> = schema.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{kind:?}: {wrong:?}");
        assert_eq!(json["type"], kind.as_str());
    }
    // The example of the documentation, and that the schema refuses something.
    let example = DOCS
        .split("```json\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let mut example: Value = serde_json::from_str(example).unwrap();
    assert!(schema.is_valid(&example));
    example["type"] = "outage.forgotten".into();
    assert!(!schema.is_valid(&example));
}

#[tokio::test]
async fn whoever_has_the_secret_can_tell_that_it_is_from_gonogo() {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let seen = delivered(Kind::Announced).await;
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    let signed = [
        seen.headers["webhook-id"].as_bytes(),
        seen.headers["webhook-timestamp"].as_bytes(),
        &seen.body,
    ];
    mac.update(&signed.join(&b'.'));
    let given = seen.headers["webhook-signature"].strip_prefix("v1,").unwrap();
    mac.verify_slice(&STANDARD.decode(given).unwrap()).unwrap();
}

/// The few lines of Python in the documentation, run by Python: they know the secret's form, the parts and their order
/// from the specification alone.
#[tokio::test]
async fn the_lines_of_the_documentation_verify_it() {
    let lines = DOCS
        .split("```python\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let seen = delivered(Kind::Ended).await;
    let Some(verdicts) = python(
        &format!(
            "{lines}\n\
         import json, sys\n\
         given = json.load(sys.stdin)\n\
         headers, body, now = given['headers'], given['body'].encode(), int(given['headers']['webhook-timestamp'])\n\
         other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'\n\
         print(is_from_gonogo(given['secret'], headers, body, now))\n\
         print(is_from_gonogo(given['secret'], headers, body + b' ', now))\n\
         print(is_from_gonogo(other, headers, body, now))\n\
         print(is_from_gonogo(given['secret'], headers, body, now + 301))\n"
        ),
        &serde_json::json!({ "headers": seen.headers, "body": String::from_utf8_lossy(&seen.body), "secret": SECRET }),
    ) else {
        eprintln!("skipped: there is no python3 to run the documentation's lines with");
        return;
    };
    assert_eq!(verdicts, "True\nFalse\nFalse\nFalse\n");
}

/// What a program prints when it is given this; nothing where there is no Python.
fn python(program: &str, given: &Value) -> Option<String> {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child
        .stdin
        .take()
        .unwrap()
        .write_all(given.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}
