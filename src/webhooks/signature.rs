//! Whether a delivery is signed: by GitHub's way, GitLab's, or our own. Comparisons take the same time for every
//! wrong signature.
//!
//! GitHub: `X-Hub-Signature-256`, HMAC-SHA256 over the raw body
//! (<https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries>). GitLab: `X-Gitlab-Token`, the
//! secret itself (<https://docs.gitlab.com/user/project/integrations/webhooks/>). Ours: `X-Gonogo-Signature`,
//! `t=UNIX,v1=HEX`, HMAC-SHA256 over the time, a dot and the raw body.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::domain::report::System;

/// How far the time of our own form may be from now, in seconds.
pub(super) const TOLERANCE: i64 = 300;

/// Stands in for the secret of a service that has none, so that it takes as long to refuse.
const NOBODYS: &str = "nobody signs with this";

/// A delivery and what it is signed with.
pub(super) struct Signed<'d> {
    pub(super) source: &'d System,
    pub(super) headers: &'d HeaderMap,
    pub(super) body: &'d [u8],
}

impl Signed<'_> {
    /// Whether whoever has this secret sent it; without a secret nobody did.
    pub(super) fn is_by(&self, secret: Option<&SecretString>, now: DateTime<Utc>) -> bool {
        let key = secret.map_or(NOBODYS, |secret| secret.expose_secret());
        let is_signed = match self.source.as_str() {
            "github" => self.is_by_github(key),
            "gitlab" => self.is_by_gitlab(key),
            _ => self.is_by_form(key, now),
        };
        is_signed && secret.is_some()
    }

    fn is_by_github(&self, key: &str) -> bool {
        let given = self.header("x-hub-signature-256").strip_prefix("sha256=");
        is_mac(key, &[self.body], given.unwrap_or_default())
    }

    /// Macs of the two texts are compared instead of the texts, so that the time tells nothing about the secret.
    fn is_by_gitlab(&self, key: &str) -> bool {
        let given = mac(NOBODYS, &[self.header("x-gitlab-token").as_bytes()]);
        given
            .verify_slice(&mac(NOBODYS, &[key.as_bytes()]).finalize().into_bytes())
            .is_ok()
    }

    fn is_by_form(&self, key: &str, now: DateTime<Utc>) -> bool {
        let (mut time, mut given) = ("", "");
        for part in self.header("x-gonogo-signature").split(',') {
            match part.trim().split_once('=') {
                Some(("t", value)) => time = value,
                Some(("v1", value)) => given = value,
                _ => {}
            }
        }
        let is_mac = is_mac(key, &[time.as_bytes(), b".", self.body], given);
        let at = time.parse::<i64>().ok();
        is_mac && at.is_some_and(|at| now.timestamp().abs_diff(at) <= TOLERANCE.unsigned_abs())
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

fn mac(key: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of any length will do");
    for part in parts {
        mac.update(part);
    }
    mac
}

fn is_mac(key: &str, parts: &[&[u8]], given: &str) -> bool {
    let given = hex::decode(given).unwrap_or_default();
    mac(key, parts).verify_slice(&given).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GitHub's documentation.
    #[test]
    fn githubs_own_example_is_right() {
        let mut headers = HeaderMap::new();
        let hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        headers.insert("x-hub-signature-256", format!("sha256={hex}").parse().unwrap());
        let source = System::new("github");
        let secret: SecretString = "It's a Secret to Everybody".into();
        let signed = |body: &'static [u8]| Signed {
            source: &source,
            headers: &headers,
            body,
        };
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        assert!(signed(b"Hello, World!").is_by(Some(&secret), now));
        assert!(!signed(b"Hello, World?").is_by(Some(&secret), now));
        assert!(!signed(b"Hello, World!").is_by(Some(&"another".into()), now));
        assert!(!signed(b"Hello, World!").is_by(None, now));
    }

    #[test]
    fn a_secret_that_nobody_set_opens_nothing() {
        let source = System::new("gitlab");
        let mut headers = HeaderMap::new();
        headers.insert("x-gitlab-token", NOBODYS.parse().unwrap());
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let signed = Signed {
            source: &source,
            headers: &headers,
            body: b"{}",
        };
        assert!(!signed.is_by(None, now));
        assert!(signed.is_by(Some(&NOBODYS.into()), now));
    }
}
