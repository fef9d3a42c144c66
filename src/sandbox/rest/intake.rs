//! A request as it comes in: where from, who, which body; read before anything is locked.
//!
//! Called by the HTTP side only.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use super::Query;
use crate::sandbox::draft::Upload;
use crate::sandbox::failure::{BAD_JSON, Failure, Form, TOO_LARGE};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::world::World;

/// The header that says why something is done.
const REASON: header::HeaderName = header::HeaderName::from_static("x-audit-log-reason");

/// Who a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Bot(Id),
    Person(Id),
    /// Whoever holds the interaction token in the path: the bot.
    Token,
    Nobody,
}

impl Who {
    /// A name for the record, and whether it is the bot.
    pub(super) fn named(self, world: &World) -> (String, bool) {
        let name = |id: Id| {
            world
                .users
                .get(&id)
                .map(|user| user.name.clone())
                .unwrap_or_default()
        };
        match self {
            Self::Bot(id) => (name(id), true),
            Self::Token => (name(world.bot), true),
            Self::Person(id) => (name(id), false),
            Self::Nobody => ("nobody".to_owned(), false),
        }
    }
}

/// One request to Discord's routes.
pub(super) struct Intake {
    pub(super) method: String,
    /// Without version and first slash.
    pub(super) path: String,
    pub(super) query: Query,
    pub(super) who: Who,
    authorization: Option<String>,
    /// Why somebody does this, for the audit log.
    pub(super) reason: Option<String>,
    /// The body; null without one, a refusal when it cannot be read.
    pub(super) body: Result<Value, Failure>,
    pub(super) uploads: Vec<Upload>,
}

impl Intake {
    /// Reads a request to its end.
    ///
    /// # Errors
    /// 40005 when it is larger than Discord takes, or breaks off.
    pub(super) async fn read(path: String, request: Request) -> Result<Self, Failure> {
        let authorization = header_text(request.headers(), header::AUTHORIZATION);
        let reason = header_text(request.headers(), REASON).map(|text| decode(&text));
        let content_type = header_text(request.headers(), header::CONTENT_TYPE).unwrap_or_default();
        let mut intake = Self {
            method: request.method().as_str().to_owned(),
            path,
            query: Query::read(request.uri().query().unwrap_or_default()),
            who: Who::Nobody,
            authorization,
            reason,
            body: Ok(Value::Null),
            uploads: Vec::new(),
        };
        if content_type.starts_with("multipart/") {
            intake.read_parts(request).await?;
        } else {
            let bytes = axum::body::to_bytes(request.into_body(), limits::REQUEST_BYTES).await;
            let bytes = bytes.map_err(|_| TOO_LARGE)?;
            if !bytes.is_empty() {
                intake.body = read_body(&content_type, &bytes);
            }
        }
        Ok(intake)
    }

    /// Reads a multipart body: `payload_json` and `files[n]`.
    async fn read_parts(&mut self, request: Request) -> Result<(), Failure> {
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| TOO_LARGE)?;
        self.body = Ok(json!({}));
        let mut size = 0;
        while let Some(part) = parts.next_field().await.map_err(|_| TOO_LARGE)? {
            let name = part.name().unwrap_or_default().to_owned();
            let filename = part.file_name().map(str::to_owned);
            let content_type = part
                .content_type()
                .unwrap_or("application/octet-stream")
                .to_owned();
            let bytes = part.bytes().await.map_err(|_| TOO_LARGE)?;
            size += bytes.len();
            if size > limits::REQUEST_BYTES {
                return Err(TOO_LARGE.into());
            }
            match (name.as_str(), filename) {
                ("payload_json", _) => self.body = read_json(&bytes),
                (_, Some(filename)) => {
                    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
                    let index = digits.parse().unwrap_or(self.uploads.len() as u64);
                    self.uploads.push(Upload {
                        index,
                        filename,
                        content_type,
                        bytes,
                    });
                }
                (field, None) => {
                    if let Ok(body @ Value::Object(_)) = &mut self.body {
                        body[field] = json!(String::from_utf8_lossy(&bytes));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the reason for the audit log has a length that Discord takes.
    ///
    /// # Errors
    /// 50035.
    pub(super) fn check_reason(&self) -> Result<(), Failure> {
        let mut form = Form::default();
        if let Some(reason) = &self.reason {
            form.between("reason", reason.chars().count(), 1, limits::AUDIT_REASON);
        }
        form.finish()
    }

    /// The path in parts.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }
}

/// Reads a body by what it is said to be; what says nothing of itself is no body ("API Reference", HTTP API).
fn read_body(content_type: &str, bytes: &[u8]) -> Result<Value, Failure> {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => read_json(bytes),
        "application/x-www-form-urlencoded" => {
            let text = String::from_utf8_lossy(bytes);
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            let plain = |text: &str| decode(&text.replace('+', " "));
            let fields = pairs.map(|(name, value)| (plain(name), plain(value)));
            // Some libraries (py-cord) answer interactions so when no file comes along.
            match fields.clone().find(|(name, _)| name == "payload_json") {
                Some((_, payload)) => read_json(payload.as_bytes()),
                None => Ok(fields.map(|(name, value)| (name, json!(value))).collect()),
            }
        }
        _ => {
            let message = "Expected \"Content-Type\" header to be one of {'application/json', \
                           'application/x-www-form-urlencoded', 'multipart/form-data'}.";
            Err(Failure::form("", "CONTENT_TYPE_INVALID", message))
        }
    }
}

fn read_json(bytes: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(bytes).map_err(|_| BAD_JSON.into())
}

/// Whose request this is.
pub(super) fn recognise(world: &World, intake: &Intake) -> Who {
    let user = intake
        .authorization
        .as_deref()
        .and_then(|token| world.find_by_token(token));
    match user {
        Some(user) if user.bot => Who::Bot(user.id),
        Some(user) => Who::Person(user.id),
        None => match intake.segments().as_slice() {
            // The token of a webhook of a channel is anybody's.
            ["webhooks", id, _, ..] if id.parse().is_ok_and(|id| world.webhooks.contains_key(&id)) => {
                Who::Nobody
            }
            ["interactions", _, _, "callback"] | ["webhooks", _, _, ..] => Who::Token,
            _ => Who::Nobody,
        },
    }
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The path below `/api` and its version.
pub(super) fn strip_version(path: &str) -> Option<&str> {
    let below = path.strip_prefix("/api/")?;
    let unversioned = ["v10/", "v9/"]
        .into_iter()
        .find_map(|version| below.strip_prefix(version));
    Some(unversioned.unwrap_or(below))
}

/// Refuses what a web page of elsewhere could send: a host name that was rebound to this machine, or a foreign origin.
///
/// # Errors
/// A sentence for whoever reads the answer.
pub(super) fn check_origin(headers: &HeaderMap) -> Result<(), &'static str> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    if !is_loopback(host) {
        return Err("The sandbox answers to 127.0.0.1, [::1] and localhost only.");
    }
    match headers.get(header::ORIGIN) {
        None => Ok(()),
        Some(origin) if origin.to_str().ok().and_then(|o| o.strip_prefix("http://")) == Some(host) => Ok(()),
        Some(_) => Err("The sandbox takes requests from its own page only."),
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// Undoes percent encoding; what is no UTF-8 stays as it came.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex
            .filter(|_| *first == b'%')
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_loopback_hosts_and_the_own_origin_are_served() {
        assert!(check_origin(&headers("127.0.0.1:7070", None)).is_ok());
        assert!(check_origin(&headers("localhost:7070", Some("http://localhost:7070"))).is_ok());
        assert!(check_origin(&headers("[::1]:7070", None)).is_ok());
        assert!(check_origin(&headers("evil.example:7070", None)).is_err());
        assert!(check_origin(&headers("127.0.0.1.evil.example", None)).is_err());
        assert!(check_origin(&headers("127.0.0.1:7070", Some("http://evil.example"))).is_err());
        assert!(check_origin(&headers("127.0.0.1:7070", Some("null"))).is_err());
    }

    #[test]
    fn every_version_a_client_may_name_leads_to_the_same_routes() {
        for path in ["/api/v10/users/@me", "/api/v9/users/@me", "/api/users/@me"] {
            assert_eq!(strip_version(path), Some("users/@me"));
        }
        assert_eq!(strip_version("/sandbox/people"), None);
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decode("%E2%9C%85"), "✅");
        assert_eq!(decode("%40me"), "@me");
        assert_eq!(decode("100%"), "100%");
    }
}
