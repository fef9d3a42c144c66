//! Which delivery it is: so that what is sent twice has its effect once.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::No;
use crate::domain::report::System;

/// Names a system that uses our own form.
const SOURCE: &str = "x-gonogo-source";
/// Who is meant when nobody is named.
const ANYBODY: &str = "script";
/// The longest id of a delivery.
const LONGEST: usize = 100;

/// The keys under which a delivery is remembered.
pub(super) struct Delivery {
    /// By the sender's id, which is not signed, and by what is signed: a copy under another id is a copy.
    pub(super) keys: [String; 2],
}

/// The system that a delivery in our own form is of; a system with a form of its own cannot be claimed.
pub(super) fn source_of(headers: &HeaderMap) -> System {
    let named = headers.get(SOURCE).and_then(|name| name.to_str().ok());
    let source = System::new(named.unwrap_or(ANYBODY));
    match source.as_str() {
        "github" | "gitlab" => System::new(ANYBODY),
        _ => source,
    }
}

/// The keys of a delivery.
pub(super) fn identify(
    source: &System,
    service: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Delivery, No> {
    let (name, signed_beside) = match source.as_str() {
        "github" => ("x-github-delivery", ""),
        "gitlab" => ("x-gitlab-event-uuid", ""),
        _ => ("x-gonogo-delivery", "x-gonogo-signature"),
    };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let id = header(name).filter(|id| is_id(id)).ok_or_else(|| {
        let words =
            format!("The header {name} must name the delivery: up to {LONGEST} letters, digits and hyphens.");
        No::unreadable(words)
    })?;
    let mut digest = Sha256::new();
    digest.update(header(signed_beside).unwrap_or_default());
    digest.update(body);
    let digest = hex::encode(digest.finalize());
    let key = |by: &str, what: &str| format!("hook/{service}/{}/{by}/{what}", source.as_str());
    Ok(Delivery {
        keys: [key("id", id), key("body", &digest)],
    })
}

fn is_id(id: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !id.is_empty() && id.len() <= LONGEST && id.chars().all(is_plain)
}
