//! Reads a body into bounded memory and bounded depth.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt;

use super::{LARGEST, No};

/// How long a sender may take to send.
const PATIENCE: Duration = Duration::from_secs(10);
/// How deep JSON may be; GitHub's deepest has nine levels.
const DEEPEST: usize = 32;

/// Refuses a body that is announced to be too large, before a byte of it is read.
pub(super) fn refuse_announced(headers: &HeaderMap) -> Result<(), No> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let announced = announced.and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST as u64) {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> No {
    let words = format!("A delivery has at most {LARGEST} bytes.");
    No::new(StatusCode::PAYLOAD_TOO_LARGE, words)
}

/// The body, read no further than it may be long.
pub(super) async fn read(body: Body) -> Result<Vec<u8>, No> {
    let reading = async {
        let (mut chunks, mut whole) = (body.into_data_stream(), Vec::new());
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| No::unreadable("The body broke off."))?;
            if whole.len() + chunk.len() > LARGEST {
                return Err(too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    };
    let slow = || No::new(StatusCode::REQUEST_TIMEOUT, "The body took too long.");
    tokio::time::timeout(PATIENCE, reading)
        .await
        .map_err(|_| slow())?
}

/// Refuses what is no JSON by its type, and JSON that is deeper than anything of use.
pub(super) fn require_json(headers: &HeaderMap, body: &[u8]) -> Result<(), No> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_json = kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    });
    if !is_json {
        return Err(No::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "A delivery is JSON: set the content type to application/json.",
        ));
    }
    if depth(body) > DEEPEST {
        let words = format!("The JSON is nested deeper than {DEEPEST} levels.");
        return Err(No::unreadable(words));
    }
    Ok(())
}

/// How deep brackets are nested, outside of texts.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_outside_of_texts() {
        assert_eq!(depth(br#"{"a":[{"b":"]}]}[[[["}]}"#), 3);
        assert_eq!(depth(br#""a\"[[[""#), 0);
        assert_eq!(depth("[".repeat(1000).as_bytes()), 1000);
    }
}
