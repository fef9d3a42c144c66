//! One request to Discord: limited, timed out, asked again where that is safe, and told apart when it fails.
//!
//! Our own client rather than the gateway library's, which drops the headers that say how long to wait and has no
//! time-out (docs/decisions/0002). No error of this room holds a token, a path with one, or a body.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

use super::clocks::Clocks;
use super::limiter::{Headers, Limiter};
use super::parcel::{Parcel, TIMEOUT};
use crate::clock::Clock;
use crate::tls::{self, NoTls};
use crate::wording::files::File;

/// How often a request that was told to wait is asked again.
const ATTEMPTS: usize = 6;

/// How long to wait after a 429 that does not say: it comes from the network in front of Discord.
const WAIT_UNTOLD: Duration = Duration::from_secs(60);

/// How long the first answer to an interaction may wait for its turn: later nobody hears it.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// A wait that is no reason to put something off.
const A_MOMENT: Duration = Duration::from_secs(5);

/// Discord's code for more edits of published announcements than it takes.
pub(super) const ANNOUNCEMENT_EDITS: u64 = 20022;

/// The way to Discord. Cheap to clone; clones share the limiter.
#[derive(Clone)]
pub struct Wire {
    shared: Arc<Shared>,
}

struct Shared {
    http: reqwest::Client,
    base: String,
    token: SecretString,
    limiter: Limiter,
    clocks: Clocks,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Read.
    Get,
    /// Make.
    Post,
    /// Change.
    Patch,
    /// Replace.
    Put,
    /// Remove.
    Delete,
}

/// A request.
#[derive(Debug)]
pub struct Call {
    /// What it does.
    pub verb: Verb,
    /// Where, below `/api/v10`.
    pub path: String,
    /// What shares a budget with it: the route with its main resource, without tokens.
    pub route: String,
    /// What is sent, in JSON.
    pub body: Option<Bytes>,
    /// Whether it answers an interaction: those carry their own token and are not bound to the global limit.
    pub interaction: bool,
}

/// What is sent, in JSON.
pub fn json_bytes<T: Serialize>(body: &T) -> Bytes {
    serde_json::to_vec(body)
        .expect("what we send has string keys and whole numbers")
        .into()
}

impl Call {
    /// Whether it is the first answer to an interaction.
    fn is_first_answer(&self) -> bool {
        self.interaction && self.path.starts_with("/interactions/")
    }
}

/// Why a request did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Discord said no.
    #[error("Discord refused {route}: {status} {code} {message}")]
    Refused {
        /// The route.
        route: String,
        /// The HTTP status.
        status: u16,
        /// Discord's own code.
        code: u64,
        /// Discord's words.
        message: String,
    },
    /// Nobody knows whether it was done: no answer, half an answer, or Discord broke.
    #[error("{route}: {what}; it may have been done")]
    Unknown {
        /// The route.
        route: String,
        /// What was seen.
        what: String,
    },
}

impl WireError {
    /// Discord's own code, when it said no.
    pub fn code(&self) -> Option<u64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Unknown { .. } => None,
        }
    }
}

impl Wire {
    /// The way to the server at `base` (`https://discord.com`, or a sandbox), as the bot of `token`, whose time is
    /// held against `clock`.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub fn new(base: &str, token: SecretString, clock: Clock) -> Result<Self, NoTls> {
        let agent = concat!(
            "DiscordBot (https://gonogo.example.org, ",
            env!("CARGO_PKG_VERSION"),
            ")"
        );
        let http = tls::client()?
            .timeout(TIMEOUT)
            .user_agent(agent)
            .tcp_nodelay(true)
            // Discord redirects nothing; somebody else who does is not followed, least of all with the token.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self {
            shared: Arc::new(Shared {
                http,
                base,
                token,
                limiter: Limiter::default(),
                clocks: Clocks::new(clock),
            }),
        })
    }

    /// The Discord it leads to.
    pub(super) fn base(&self) -> &str {
        &self.shared.base
    }

    /// Whether it leads to another Discord than discord.com.
    pub(super) fn is_sandboxed(&self) -> bool {
        let host = reqwest::Url::parse(&self.shared.base).ok();
        host.is_none_or(|url| url.host_str() != Some("discord.com"))
    }

    /// Our clock beside Discord's.
    pub(super) fn clocks(&self) -> &Clocks {
        &self.shared.clocks
    }

    /// The client, for what lies beside the API. It sends no token by itself.
    pub(super) fn http(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// Sends a request and reads what came back; `null` for an empty answer.
    ///
    /// # Errors
    /// As [`Wire::tell`].
    pub async fn call(&self, call: &Call) -> Result<Value, WireError> {
        self.call_with(call, &[]).await
    }

    /// As [`Wire::call`], with files: the body names them by their places under `attachments`.
    ///
    /// # Errors
    /// As [`Wire::tell`].
    pub async fn call_with(&self, call: &Call, files: &[File]) -> Result<Value, WireError> {
        let body = self.tell_with(call, files).await?;
        if body.is_empty() {
            return Ok(Value::Null);
        }
        let half = |_| WireError::Unknown {
            route: call.route.clone(),
            what: "half an answer".to_owned(),
        };
        serde_json::from_slice(&body).map_err(half)
    }

    /// Sends a request; what came back is not looked at.
    ///
    /// # Errors
    /// [`WireError::Refused`] when Discord said no, [`WireError::Unknown`] when nobody knows.
    pub async fn tell(&self, call: &Call) -> Result<Bytes, WireError> {
        self.tell_with(call, &[]).await
    }

    /// As [`Wire::tell`], with files: the body names them by their places under `attachments`.
    ///
    /// # Errors
    /// As [`Wire::tell`].
    pub async fn tell_with(&self, call: &Call, files: &[File]) -> Result<Bytes, WireError> {
        let parcel = Parcel::of(call.body.as_ref(), files);
        let most = if call.is_first_answer() {
            FIRST_ANSWER
        } else {
            Duration::MAX
        };
        for _ in 0..ATTEMPTS {
            if self.wait_for_a_place(call, most).await.is_err() {
                return Err(too_late(call));
            }
            match self.send(call, parcel.as_ref()).await? {
                Sent::Done(body) => return Ok(body),
                Sent::Wait(_) => continue,
            }
        }
        Err(again_and_again(call))
    }

    /// As [`Wire::tell`], for what may wait: gives how long, when Discord wants it to wait for more than a moment.
    ///
    /// # Errors
    /// As [`Wire::tell`].
    pub async fn tell_unless_late(&self, call: &Call) -> Result<Option<Duration>, WireError> {
        let parcel = Parcel::of(call.body.as_ref(), &[]);
        for _ in 0..ATTEMPTS {
            if let Err(wait) = self.wait_for_a_place(call, A_MOMENT).await {
                return Ok(Some(wait));
            }
            match self.send(call, parcel.as_ref()).await? {
                Sent::Done(_) => return Ok(None),
                Sent::Wait(wait) if wait > A_MOMENT => return Ok(Some(wait)),
                Sent::Wait(_) => continue,
            }
        }
        Err(again_and_again(call))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "pacing towards Discord is in real time, not in people's"
    )]
    async fn wait_for_a_place(&self, call: &Call, most: Duration) -> Result<(), Duration> {
        while let Some(wait) = self
            .shared
            .limiter
            .take(&call.route, !call.interaction, Instant::now())
        {
            if wait > most {
                return Err(wait);
            }
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// One try.
    async fn send(&self, call: &Call, parcel: Option<&Parcel>) -> Result<Sent, WireError> {
        let unknown = |what: String| WireError::Unknown {
            route: call.route.clone(),
            what,
        };
        let url = format!("{}/api/v10{}", self.shared.base, call.path);
        let method = match call.verb {
            Verb::Get => reqwest::Method::GET,
            Verb::Post => reqwest::Method::POST,
            Verb::Patch => reqwest::Method::PATCH,
            Verb::Put => reqwest::Method::PUT,
            Verb::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.shared.http.request(method, url);
        if !call.interaction {
            request = request.header(
                "Authorization",
                format!("Bot {}", self.shared.token.expose_secret()),
            );
        }
        request = match parcel {
            Some(parcel) => request
                .header("Content-Type", &parcel.content_type)
                .timeout(parcel.patience)
                .body(parcel.body.clone()),
            None => request.header("Content-Length", "0"),
        };
        let (sent, sent_at) = (Instant::now(), self.shared.clocks.now());
        // The error of the library prints the address, and with it an interaction's token.
        let response = request
            .send()
            .await
            .map_err(|e| unknown(e.without_url().to_string()))?;
        let (status, headers) = (
            response.status().as_u16(),
            read(response.headers(), response.status().as_u16()),
        );
        self.shared.clocks.compare(sent_at, response.headers());
        let now = Instant::now();
        if !call.interaction {
            self.shared.limiter.answered(sent, now);
        }
        self.shared.limiter.learn(&call.route, &headers, now);
        let body = response
            .bytes()
            .await
            .map_err(|e| unknown(e.without_url().to_string()))?;
        match status {
            429 if code_of(&body) == ANNOUNCEMENT_EDITS => Err(refused(call, status, &body)),
            429 => Ok(Sent::Wait(wait_of(&body, &headers))),
            200..300 => Ok(Sent::Done(body)),
            500.. => Err(unknown(format!("Discord broke ({status})"))),
            _ => Err(refused(call, status, &body)),
        }
    }
}

/// What came of one try.
enum Sent {
    /// The answer.
    Done(Bytes),
    /// Discord told us to wait.
    Wait(Duration),
}

fn too_late(call: &Call) -> WireError {
    WireError::Unknown {
        route: call.route.clone(),
        what: "told to wait for longer than an answer counts".to_owned(),
    }
}

fn again_and_again(call: &Call) -> WireError {
    WireError::Unknown {
        route: call.route.clone(),
        what: "told to wait again and again".to_owned(),
    }
}

/// How long to wait after a 429: the body knows of limits that the headers do not name.
fn wait_of(body: &[u8], headers: &Headers) -> Duration {
    let said = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|v| v["retry_after"].as_f64())
        .and_then(|s| Duration::try_from_secs_f64(s).ok());
    said.max(headers.retry_after).unwrap_or(WAIT_UNTOLD)
}

fn read(headers: &HeaderMap, status: u16) -> Headers {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let seconds = |name: &str| {
        text(name)
            .and_then(|v| v.parse::<f64>().ok())
            .and_then(|s| Duration::try_from_secs_f64(s).ok())
    };
    let retry_after = (status == 429).then(|| {
        seconds("retry-after")
            .or_else(|| seconds("x-ratelimit-reset-after"))
            .unwrap_or(WAIT_UNTOLD)
    });
    Headers {
        remaining: text("x-ratelimit-remaining").and_then(|v| v.parse().ok()),
        reset_after: seconds("x-ratelimit-reset-after"),
        retry_after,
        global: text("x-ratelimit-global").is_some() || text("x-ratelimit-scope") == Some("global"),
    }
}

fn code_of(body: &[u8]) -> u64 {
    serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|v| v["code"].as_u64())
        .unwrap_or(0)
}

fn refused(call: &Call, status: u16, body: &[u8]) -> WireError {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = body["code"].as_u64().unwrap_or(0);
    let message = body["message"]
        .as_str()
        .unwrap_or("no words")
        .chars()
        .take(200)
        .collect();
    WireError::Refused {
        route: call.route.clone(),
        status,
        code,
        message,
    }
}
