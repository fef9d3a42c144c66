//! One address of holidays: guarded, bounded in time and size, and told apart when it fails.
//!
//! No proxy of the environment is used, since a proxy looks names up by itself. Redirects are followed a few times, and
//! each is looked at as the first address was. An address may hold a key, so it is never repeated in words.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use chrono::NaiveDate;
use reqwest::{StatusCode, Url, redirect};

use crate::playbook::{HolidayAddress, LARGEST_CALENDAR, read_holiday_text};
use crate::reach::Reach;
use crate::reach::guard::{Guard, OutOfReach, check};
use crate::tls::{self, NoTls};

/// How long a whole answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often an answer may lead elsewhere.
const MOST_REDIRECTS: usize = 5;

/// Why holidays could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    /// What is wrong, without a full stop.
    pub(super) problem: String,
    /// What to do about it, likewise.
    pub(super) fix: String,
    /// Whether it may work the next time without anybody doing anything.
    pub(super) may_pass: bool,
}

impl Unread {
    fn passing(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            fix: "If it lasts, ask whoever keeps that calendar".to_owned(),
            may_pass: true,
        }
    }

    fn lasting(problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            fix: fix.into(),
            may_pass: false,
        }
    }
}

/// A redirect that is not followed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum Astray {
    #[error("leads on and on to other addresses")]
    TooOften,
    #[error("leads on to an address without TLS")]
    InTheOpen,
}

/// The way to one address.
pub(super) struct Fetcher {
    http: reqwest::Client,
    url: Url,
    reach: Reach,
}

impl Fetcher {
    /// The way to that address.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub(super) fn new(address: &HolidayAddress) -> Result<Self, NoTls> {
        let reach = address.reach;
        let http = tls::client()?
            .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::custom(move |attempt| judge(reach, attempt)))
            .no_proxy()
            .dns_resolver(Guard(reach))
            .build()?;
        Ok(Self {
            http,
            url: address.url.clone(),
            reach,
        })
    }

    /// The days that are there now.
    ///
    /// # Errors
    /// [`Unread`] when there is no answer in time, it is too long, or it holds no holidays.
    pub(super) async fn fetch(&self) -> Result<BTreeMap<NaiveDate, String>, Unread> {
        let text = tokio::time::timeout(PATIENCE, self.load()).await;
        let late = |_| {
            let patience = humantime::format_duration(PATIENCE);
            Unread::passing(format!("there was no whole answer within {patience}"))
        };
        let text = text.map_err(late)??;
        read_holiday_text(&text).map_err(|(what, fix)| {
            let fix = match text.trim_start().starts_with('<') {
                true => {
                    "This is a web page: give the address of the calendar itself, which often ends in .ics"
                }
                false => fix.as_str(),
            };
            Unread::lasting(what, capital(fix))
        })
    }

    async fn load(&self) -> Result<String, Unread> {
        check(self.reach, &self.url).map_err(out_of_reach)?;
        let mut response = self
            .http
            .get(self.url.clone())
            .send()
            .await
            .map_err(|e| not_heard(&e))?;
        judge_status(response.status())?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| not_heard(&e))? {
            if body.len() + chunk.len() > LARGEST_CALENDAR {
                let what = "it is larger than a megabyte";
                return Err(Unread::lasting(
                    what,
                    "Give an address that holds only the holidays of the next years",
                ));
            }
            body.extend_from_slice(&chunk);
        }
        let odd = |_| {
            let fix = "Give the address of an iCalendar file, which often ends in .ics";
            Unread::lasting("it is no text in UTF-8", fix)
        };
        String::from_utf8(body).map_err(odd)
    }
}

fn judge(reach: Reach, attempt: redirect::Attempt<'_>) -> redirect::Action {
    if attempt.previous().len() > MOST_REDIRECTS {
        return attempt.error(Astray::TooOften);
    }
    if attempt.url().scheme() != "https" && reach != Reach::ThisMachine {
        return attempt.error(Astray::InTheOpen);
    }
    match check(reach, attempt.url()) {
        Ok(()) => attempt.follow(),
        Err(out) => attempt.error(out),
    }
}

fn judge_status(status: StatusCode) -> Result<(), Unread> {
    if status.is_success() {
        return Ok(());
    }
    let problem = format!("the answer is {status}");
    if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        return Err(Unread::passing(problem));
    }
    let fix = "Look whether the address in the playbook opens in a browser that is not signed in";
    Err(Unread::lasting(problem, fix))
}

fn out_of_reach(out: OutOfReach) -> Unread {
    let fix = "Give an address of the public Internet; if this one is meant, write `allow_private = true` beside it";
    Unread::lasting(format!("it {out}"), fix)
}

/// What to make of a request that got no answer, or half of one. The library's error prints the address; its innermost
/// cause does not.
fn not_heard(error: &reqwest::Error) -> Unread {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
        if let Some(out) = cause.downcast_ref::<OutOfReach>() {
            return out_of_reach(out.clone());
        }
        if let Some(astray) = cause.downcast_ref::<Astray>() {
            let fix = "Give the address to which it leads in the end";
            return Unread::lasting(format!("it {astray}"), fix);
        }
    }
    let what = match error.is_connect() {
        true => "it could not be reached",
        false => "the answer broke off",
    };
    match error.source() {
        Some(_) => Unread::passing(format!("{what}: {cause}")),
        None => Unread::passing(what),
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
