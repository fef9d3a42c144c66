//! The plain preset: one signed POST of JSON, after the Standard Webhooks specification 1.0.0
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).
//!
//! What stands in the body is described for receivers in docs/outgoing.md and docs/outgoing.schema.json.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Sha256;

use crate::domain::outage::Window;
use crate::outbound::delivery::{Receipt, Undelivered};

use super::call::Call;
use super::line::{Line, Request};

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret has: 192 to 512 bits ("Signature scheme").
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// How to make a secret.
pub(super) const RECIPE: &str = "Make one: echo whsec_$(openssl rand -base64 32)";

/// What deliveries are signed with: the newest first, and older ones while receivers change over.
pub(super) struct Keys(Vec<Vec<u8>>);

impl Keys {
    /// The keys in a text, with white space between them; nothing when one of them is none.
    pub(super) fn find_in(text: &SecretString) -> Option<Self> {
        let words = text.expose_secret().split_whitespace();
        let keys: Option<Vec<_>> = words.map(read_key).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self)
    }

    /// The header `webhook-signature` for these parts.
    fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signature = |key: &Vec<u8>| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
            mac.update(format!("{id}.{timestamp}.").as_bytes());
            mac.update(body);
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        };
        self.0.iter().map(signature).collect::<Vec<_>>().join(" ")
    }
}

fn read_key(word: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(word.strip_prefix(PREFIX)?).ok()?;
    BYTES.contains(&key.len()).then_some(key)
}

/// Delivers a call; what the receiver says beside yes or no is not looked at.
///
/// # Errors
/// [`Undelivered`].
pub(super) async fn deliver(
    line: &Line,
    url: &Url,
    keys: &Keys,
    call: &Call,
) -> Result<Receipt, Undelivered> {
    let body = serde_json::to_vec(&Body::of(call)).expect("texts and numbers under names");
    let timestamp = line.clock().now().timestamp();
    let headers = [
        ("webhook-id", call.id.clone()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", keys.sign(&call.id, timestamp, &body)),
    ];
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let value = HeaderValue::try_from(value).expect("hexadecimal, digits and base64");
        map.insert(name, value);
    }
    let request = Request::with(Method::POST, url.clone(), body).headed(map);
    line.ask(request).await?;
    Ok(Receipt { id: None })
}

/// The body of a delivery.
#[derive(Serialize)]
struct Body<'c> {
    r#type: &'static str,
    timestamp: Time,
    data: Data<'c>,
}

#[derive(Serialize)]
struct Data<'c> {
    id: &'c str,
    audience: &'c str,
    service: Service<'c>,
    outage: OutageData<'c>,
    text: &'c str,
    link: Option<&'c str>,
}

#[derive(Serialize)]
struct Service<'c> {
    name: &'c str,
    title: &'c str,
}

#[derive(Serialize)]
struct OutageData<'c> {
    number: i64,
    revision: u32,
    title: &'c str,
    why: Option<&'c str>,
    impact: Option<&'c str>,
    still_works: Option<&'c str>,
    window: Span,
    window_before: Option<Span>,
    started_at: Option<Time>,
    ended_at: Option<Time>,
}

#[derive(Serialize)]
struct Span {
    start: Time,
    end: Time,
}

impl From<Window> for Span {
    fn from(window: Window) -> Self {
        Self {
            start: Time::from(window.start),
            end: Time::from(window.end),
        }
    }
}

/// A time in UTC to the second, as RFC 3339 has it.
#[derive(Serialize)]
struct Time(String);

impl From<DateTime<Utc>> for Time {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl<'c> Body<'c> {
    fn of(call: &'c Call) -> Self {
        Self {
            r#type: call.kind.as_str(),
            timestamp: call.at.into(),
            data: Data {
                id: &call.id,
                audience: &call.audience,
                service: Service {
                    name: &call.service,
                    title: &call.service_title,
                },
                outage: OutageData::of(call),
                text: &call.text,
                link: call.link.as_deref(),
            },
        }
    }
}

impl<'c> OutageData<'c> {
    fn of(call: &'c Call) -> Self {
        Self {
            number: call.outage,
            revision: call.revision,
            title: &call.title,
            why: call.why.as_deref(),
            impact: call.impact.as_deref(),
            still_works: call.still_works.as_deref(),
            window: call.window.into(),
            window_before: call.window_before.map(Span::from),
            started_at: call.started_at.map(Time::from),
            ended_at: call.ended_at.map(Time::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret, message and signature of the specification's reference implementations.
    #[test]
    fn the_specifications_own_example_is_right() {
        let keys = Keys::find_in(&"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()).unwrap();
        let body = br#"{"test": 2432232314}"#;
        assert_eq!(
            keys.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn while_keys_change_over_both_sign() {
        let (new, old) = (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        );
        let both = Keys::find_in(&format!("{new}\n{old}\n").into())
            .unwrap()
            .sign("a", 1, b"{}");
        let alone = |key: &str| Keys::find_in(&key.into()).unwrap().sign("a", 1, b"{}");
        assert_eq!(both, format!("{} {}", alone(new), alone(old)));
    }

    #[test]
    fn what_can_be_guessed_or_read_in_two_ways_is_no_key() {
        for odd in [
            "",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_c2hvcnQ=",
            "whsec_not base64",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw and more",
        ] {
            assert!(Keys::find_in(&odd.into()).is_none(), "{odd}");
        }
    }
}
