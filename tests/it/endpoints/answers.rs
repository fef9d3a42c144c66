//! What comes of each answer, and of none.

use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};
use gonogo::outbound::endpoint::Kind;
use serde_json::json;

use super::listener::{Listener, Reply, SHORT};
use super::{Sketch, call, said};
use crate::story::assert_snapshot;

/// What is said after a delivery that is answered so, and how often it was tried.
async fn after(reply: impl Fn() -> Reply + Send + Sync + 'static) -> String {
    let listener = Listener::answering(move |_| reply()).await;
    let mut sketch = Sketch::plain(listener.at("http", "127.0.0.1", "/"));
    sketch.patience = SHORT;
    let outcome = said(sketch.endpoint().deliver(&call(Kind::Announced)).await);
    assert_eq!(listener.seen().len(), 1, "one call is one try");
    outcome
}

#[tokio::test]
async fn each_answer_has_its_meaning() {
    let mut all = String::new();
    for (status, body) in [
        (200, "thanks"),
        (202, ""),
        (400, r#"{"message":"outage.number must be a string"}"#),
        (401, r#"{"error":"bad signature"}"#),
        (403, "<html>Forbidden</html>"),
        (404, ""),
        (410, ""),
        (422, r#"{"errors":[{"detail":"why is too short"}]}"#),
        (429, "slow down"),
        (500, ""),
        (503, r#"{"message":"back soon"}"#),
    ] {
        let outcome = after(move || Reply::with(status, body)).await;
        all.push_str(&format!("{status} {outcome}\n"));
    }
    assert_snapshot!(all, @"
    200 taken: None
    202 taken: None
    400 blocked: the endpoint `crm` does not take what it is told: 400 Bad Request: outage.number must be a string
    fix: mend [endpoint.crm] in bot.toml by what it says, then restart gonogo
    401 blocked: the key is refused by the endpoint `crm`: 401 Unauthorized: bad signature
    fix: put a key that it takes into the file /etc/gonogo/crm.key, then restart gonogo
    403 blocked: the key is refused by the endpoint `crm`: 403 Forbidden
    fix: put a key that it takes into the file /etc/gonogo/crm.key, then restart gonogo
    404 blocked: the endpoint `crm` is not there: 404 Not Found
    fix: check `url` under [endpoint.crm] in bot.toml, then restart gonogo
    410 blocked: the endpoint `crm` is not there: 410 Gone
    fix: check `url` under [endpoint.crm] in bot.toml, then restart gonogo
    422 blocked: the endpoint `crm` does not take what it is told: 422 Unprocessable Entity: why is too short
    fix: mend [endpoint.crm] in bot.toml by what it says, then restart gonogo
    429 later: the endpoint `crm` answered 429 Too Many Requests: slow down
    500 later: the endpoint `crm` answered 500 Internal Server Error
    503 later: the endpoint `crm` answered 503 Service Unavailable: back soon
    ");
}

#[tokio::test]
async fn whoever_says_how_long_to_wait_is_heard() {
    let busy = |value: &'static str| move || Reply::status(429).headed("retry-after", value);
    assert_eq!(
        after(busy("90")).await,
        "later, after 90 s: the endpoint `crm` answered 429 Too Many Requests"
    );
    // The clock shows 02:15:01.
    assert_eq!(
        after(busy("Fri, 20 Nov 2026 02:16:00 GMT")).await,
        "later, after 59 s: the endpoint `crm` answered 429 Too Many Requests"
    );
    let down = || Reply::status(503).headed("retry-after", "100000");
    assert_eq!(
        after(down).await,
        "later, after 3600 s: the endpoint `crm` answered 503 Service Unavailable"
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Listener::answering(|_| Reply::status(200)).await;
    let there = elsewhere.at("http", "127.0.0.1", "/");
    for status in [301, 302, 303, 307, 308] {
        let there = there.clone();
        let outcome = after(move || Reply::status(status).headed("location", &there)).await;
        assert!(outcome.starts_with("blocked: "), "{outcome}");
        assert!(outcome.contains("redirects are not followed"), "{outcome}");
    }
    assert!(elsewhere.seen().is_empty(), "nobody went there");
}

#[tokio::test]
async fn whoever_never_answers_is_tried_again() {
    assert_eq!(
        after(|| Reply::Never).await,
        "later: the endpoint `crm` did not answer within 300ms"
    );
}

#[tokio::test]
async fn an_answer_that_trickles_takes_no_longer_than_one_that_never_comes() {
    let trickle = || {
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"."))]);
        Reply::with(200, Body::from_stream(first.chain(stream::pending())))
    };
    assert_eq!(
        after(trickle).await,
        "later: the endpoint `crm` did not answer within 300ms"
    );
}

#[tokio::test]
async fn an_answer_without_end_is_read_no_further_than_needed() {
    let endless = || {
        let chunk = Bytes::from(vec![b'x'; 16 << 10]);
        let flood = stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
        Reply::with(200, Body::from_stream(flood))
    };
    assert_eq!(after(endless).await, "taken: None");
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let cut = || {
        let parts = [
            Ok(Bytes::from_static(b"{\"id\":")),
            Err(std::io::Error::other("gone")),
        ];
        Reply::with(200, Body::from_stream(stream::iter(parts)))
    };
    let outcome = after(cut).await;
    assert!(
        outcome.starts_with("later: the endpoint `crm` broke off"),
        "{outcome}"
    );
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let gone = {
        let listener = Listener::answering(|_| Reply::status(200)).await;
        listener.at("http", "127.0.0.1", "/")
    };
    // The port is free once nobody listens there; until then somebody answers.
    let outcome = loop {
        let outcome = said(
            Sketch::plain(gone.clone())
                .endpoint()
                .deliver(&call(Kind::Started))
                .await,
        );
        if !outcome.starts_with("taken") {
            break outcome;
        }
        tokio::task::yield_now().await;
    };
    assert!(outcome.starts_with("later: the endpoint `crm` "), "{outcome}");
}

#[tokio::test]
async fn a_key_that_is_echoed_is_not_passed_on() {
    let outcome = after(|| Reply::json(401, &json!({ "error": format!("no {}", super::SECRET) }))).await;
    assert!(outcome.contains("no (covered)"), "{outcome}");
    assert!(!outcome.contains("MfKQ9r8"), "{outcome}");
}
