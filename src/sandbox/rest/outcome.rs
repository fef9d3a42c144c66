//! What becomes of a request: an answer or a refusal, as status, headers and body.
//!
//! The HTTP side makes one of every reply, failure and script, and sends it.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::call::Reply;
use crate::sandbox::failure::{Failure, exact_seconds};
use crate::sandbox::faults::Mishap;
use crate::sandbox::pace::{self, Standing};
use crate::sandbox::server::pause;

/// The header that says whom a limit binds.
pub(super) const SCOPE: &str = "x-ratelimit-scope";

/// An answer before it becomes HTTP.
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) headers: Vec<(String, String)>,
}

impl From<Result<Reply, Failure>> for Outcome {
    fn from(result: Result<Reply, Failure>) -> Self {
        match result {
            Ok(reply) => Self {
                status: reply.status,
                body: reply.body,
                headers: Vec::new(),
            },
            Err(failure) => Self {
                status: failure.status,
                body: failure.body(),
                headers: wait_headers(&failure),
            },
        }
    }
}

/// What the headers say of a refusal that is for this resource, whoever asks.
fn wait_headers(failure: &Failure) -> Vec<(String, String)> {
    let Some(wait) = failure.wait else {
        return Vec::new();
    };
    vec![
        ("retry-after".to_owned(), wait.to_string()),
        (SCOPE.to_owned(), "shared".to_owned()),
    ]
}

/// The answer to haste.
pub(super) fn refuse_for_haste(refused: pace::Refused) -> Outcome {
    let seconds = refused.retry_after.as_secs_f64();
    let body = json!({
        "message": "You are being rate limited.", "retry_after": exact_seconds(refused.retry_after),
        "global": refused.global,
    });
    let mut headers = vec![
        // The header is whole seconds, rounded up; the body is exact.
        ("retry-after".to_owned(), (seconds.ceil() as u64).to_string()),
        (
            SCOPE.to_owned(),
            if refused.global { "global" } else { "user" }.to_owned(),
        ),
    ];
    if refused.global {
        headers.push(("x-ratelimit-global".to_owned(), "true".to_owned()));
    }
    Outcome {
        status: 429,
        body,
        headers,
    }
}

/// Adds how the bucket stands.
pub(super) fn add_pace_headers(headers: &mut Vec<(String, String)>, standing: &Standing) {
    let reset_after = standing.reset_after.as_secs_f64();
    let now = real_seconds();
    let mut add = |name: &str, value: String| headers.push((format!("x-ratelimit-{name}"), value));
    add("limit", standing.limit.to_string());
    add("remaining", standing.remaining.to_string());
    add("reset", format!("{:.3}", now + reset_after));
    add("reset-after", format!("{reset_after:.3}"));
    add("bucket", standing.bucket.clone());
}

/// Seconds since 1970 in real time: limits on haste do not follow the sandbox's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "clients compare this header with their own system's time"
)]
fn real_seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

/// The response, as a script may have spoilt it.
pub(super) fn respond(outcome: &Outcome, mishap: Option<&Mishap>, date: DateTime<Utc>) -> Response {
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let empty = outcome.body.is_null();
    let bytes = if empty {
        Bytes::new()
    } else {
        Bytes::from(outcome.body.to_string())
    };
    let mut response = if mishap.is_some_and(|mishap| mishap.cut_body) {
        cut_in_half(bytes)
    } else {
        Response::new(Body::from(bytes))
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        headers.insert(header::DATE, date);
    }
    if !empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let scripted = mishap.map(|mishap| mishap.headers.as_slice()).unwrap_or_default();
    for (name, value) in outcome.headers.iter().chain(scripted) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}

/// A body that promises all and ends in the middle.
pub(super) fn cut_in_half(bytes: Bytes) -> Response {
    let length = bytes.len().max(2);
    let half = bytes.slice(..bytes.len() / 2);
    let cut = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let stream = futures_util::stream::iter([Ok(half)]).chain(futures_util::stream::once(async move {
        // Lets the first half reach the client before the connection breaks.
        pause(std::time::Duration::from_millis(20)).await;
        Err(cut)
    }));
    let mut response = Response::new(Body::from_stream(stream));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}
