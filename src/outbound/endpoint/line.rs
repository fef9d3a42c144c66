//! One request to an endpoint: guarded, read no further than needed, and told apart when it fails.
//!
//! No proxy of the environment is used, since a proxy looks names up by itself; no redirect is followed, since it may
//! lead past the guard.

use std::error::Error;

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, Url, redirect};
use serde_json::Value;

use crate::clock::Clock;
use crate::outbound::delivery::Undelivered;
use crate::reach::Reach;
use crate::reach::guard::{Guard, OutOfReach, check};
use crate::tls::{self, NoTls};

use super::answer::{Answer, Standing};

/// How much of an answer is read, in bytes.
const MOST: usize = 64 << 10;

/// How much of a list is read, in bytes: a hundred incidents with all that was said of them.
const MOST_OF_LIST: usize = 4 << 20;

/// The way to one endpoint.
pub(super) struct Line {
    http: reqwest::Client,
    reach: Reach,
    clock: Clock,
    standing: Standing,
}

/// What is asked of an endpoint.
pub(super) struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    most: usize,
}

impl Request {
    /// A request without a body.
    pub(super) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            most: MOST,
        }
    }

    /// A request with a body in JSON.
    pub(super) fn with(method: Method, url: Url, body: Vec<u8>) -> Self {
        Self {
            method,
            body: Some(body),
            ..Self::get(url)
        }
    }

    /// The same, with headers.
    #[must_use]
    pub(super) fn headed(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// The same, whose answer may be long.
    #[must_use]
    pub(super) fn for_list(mut self) -> Self {
        self.most = MOST_OF_LIST;
        self
    }
}

impl Line {
    /// The way to an endpoint within reach, with the authorities in this PEM besides the machine's.
    ///
    /// # Errors
    /// When there are none in it, or the machine's TLS cannot be set up.
    pub(super) fn new(
        reach: Reach,
        authorities: &[u8],
        clock: Clock,
        standing: Standing,
    ) -> Result<Self, NoTls> {
        let http = tls::client_trusting(authorities)?
            .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Guard(reach))
            .build()?;
        Ok(Self {
            http,
            reach,
            clock,
            standing,
        })
    }

    /// The clock that the endpoint is told the time by.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How the endpoint is spoken of.
    pub(super) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The answer to a request, when it is a yes.
    ///
    /// # Errors
    /// [`Undelivered`] for every other.
    pub(super) async fn ask(&self, request: Request) -> Result<Answer, Undelivered> {
        let answer = self.send(request).await?;
        self.standing.judge(&answer, self.clock.now())?;
        Ok(answer)
    }

    /// As [`Line::ask`]; nothing where there is no such thing.
    ///
    /// # Errors
    /// As [`Line::ask`].
    pub(super) async fn find(&self, request: Request) -> Result<Option<Value>, Undelivered> {
        let answer = self.send(request).await?;
        if matches!(answer.status.as_u16(), 404 | 410) {
            return Ok(None);
        }
        self.standing.judge(&answer, self.clock.now())?;
        Ok(Some(answer.json()))
    }

    async fn send(&self, request: Request) -> Result<Answer, Undelivered> {
        check(self.reach, &request.url).map_err(|out| self.standing.out_of_reach(&out.to_string()))?;
        let mut building = self
            .http
            .request(request.method, request.url)
            .headers(request.headers);
        if let Some(body) = request.body {
            building = building.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = building.send().await.map_err(|error| self.not_heard(&error))?;
        let retry_after = response.headers().get(RETRY_AFTER);
        let mut answer = Answer {
            status: response.status(),
            retry_after: retry_after
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            body: Vec::new(),
        };
        while answer.body.len() < request.most {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = request.most - answer.body.len();
                    answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                }
                Ok(None) => break,
                Err(error) => return Err(self.not_heard(&error)),
            }
        }
        Ok(answer)
    }

    /// What to make of a request that got no answer, or half of one. The library's error prints the address, and in an
    /// address there may be a key; its innermost cause does not.
    fn not_heard(&self, error: &reqwest::Error) -> Undelivered {
        let mut cause: &dyn Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
            if let Some(out) = cause.downcast_ref::<OutOfReach>() {
                return self.standing.out_of_reach(&out.to_string());
            }
        }
        let what = match error.is_connect() {
            true => "could not be reached",
            false => "broke off",
        };
        match error.source() {
            Some(_) => self.standing.later(&format!("{what}: {cause}")),
            None => self.standing.later(what),
        }
    }
}
