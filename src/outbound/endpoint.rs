//! Tells of outages by webhook: signed JSON to anybody, or what a status page understands.
//!
//! One [`Endpoint`] for each `[endpoint.NAME]` of bot.toml; the room's loop gives it a [`Call`] and acts by what comes
//! back. A call may be repeated after a crash: the plain preset carries the same id then, the others look first whether
//! they were heard.

use std::ffi::OsString;
use std::fs;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::config::endpoints::{self as config, Cachet, Statuspage};
use crate::config::secrets::{Place, SecretError};
use crate::reach;
use crate::tls::NoTls;
use crate::veil::Veil;

use super::delivery::{Receipt, Undelivered};
use answer::Standing;
use line::Line;
use plain::Keys;

mod answer;
mod cachet;
pub mod call;
mod line;
mod plain;
mod statuspage;

pub use call::{Call, Kind};

/// How long a delivery may take, with all that is asked on the way.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What an endpoint is made of.
pub struct Settings {
    /// Its name in bot.toml.
    pub name: String,
    /// What bot.toml says of it.
    pub plan: config::Endpoint,
    /// Its secret or key.
    pub key: SecretString,
    /// A certificate that is trusted besides those of the machine, in PEM.
    pub authority: Option<Vec<u8>>,
    /// The time that it is told.
    pub clock: Clock,
    /// How long a delivery may take: [`PATIENCE`].
    pub patience: Duration,
}

/// Why an endpoint cannot be told of anything.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Its key is not where it should be.
    #[error(transparent)]
    Missing(#[from] SecretError),
    /// There is something else in its place.
    #[error("{place} holds no key for the endpoint `{name}`. {fix}")]
    Odd {
        /// The endpoint.
        name: String,
        /// Where it was looked for.
        place: String,
        /// What to do.
        fix: &'static str,
    },
    /// The certificate cannot be read, or is none.
    #[error(
        "the certificate in `ca` under [endpoint.{name}] cannot be used: {why}. It must be a file in PEM that gonogo \
         can read"
    )]
    Authority {
        /// The endpoint.
        name: String,
        /// Why not.
        why: String,
    },
    /// The machine's TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(String),
}

impl Settings {
    /// The settings of an endpoint, with the key fetched from its place; `variable` reads the environment.
    ///
    /// # Errors
    /// [`SettingsError`] when there is no key, or no certificate where one should be.
    pub fn fetch(
        name: &str,
        plan: config::Endpoint,
        clock: Clock,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SettingsError> {
        let key = plan
            .key
            .fetch(&format!("the key of the endpoint `{name}`"), variable)?;
        let authority = plan.authority.as_ref().map(fs::read).transpose();
        let authority = authority.map_err(|error| SettingsError::Authority {
            name: name.to_owned(),
            why: error.to_string(),
        })?;
        Ok(Self {
            name: name.to_owned(),
            plan,
            key,
            authority,
            clock,
            patience: PATIENCE,
        })
    }

    /// What must be in no log.
    pub fn secrets(&self) -> Vec<SecretString> {
        let words = self.key.expose_secret().split_whitespace();
        words.map(SecretString::from).collect()
    }
}

/// Somebody outside of Discord who is told of outages.
pub struct Endpoint {
    line: Line,
    url: Url,
    patience: Duration,
    way: Way,
}

/// What is said, with the key to say it.
enum Way {
    Plain(Keys),
    Statuspage(Statuspage, HeaderValue),
    Cachet(Cachet, HeaderValue),
}

impl Endpoint {
    /// An endpoint with these settings.
    ///
    /// # Errors
    /// [`SettingsError`] when its key is none, or the machine's TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let (name, plan) = (settings.name.clone(), &settings.plan);
        let odd = |fix| SettingsError::Odd {
            name: name.clone(),
            place: place_of(&plan.key),
            fix,
        };
        let copied = "Copy it anew from the status page, alone";
        let key = settings.key.expose_secret();
        let (way, aim) = match &plan.preset {
            config::Preset::Plain => {
                let keys = Keys::find_in(&settings.key).ok_or_else(|| odd(plain::RECIPE))?;
                (Way::Plain(keys), "`url`")
            }
            config::Preset::Statuspage(page) => {
                let key = one_word(key).and_then(statuspage::find_key);
                let key = key.ok_or_else(|| odd(copied))?;
                (Way::Statuspage(page.clone(), key), "`page`")
            }
            config::Preset::Cachet(board) => {
                let key = one_word(key).and_then(|key| cachet::find_key(board.version, key));
                let key = key.ok_or_else(|| odd(copied))?;
                (Way::Cachet(board.clone(), key), "`url` and `version`")
            }
        };
        let reach = reach::find_reach(&plan.url, plan.allow_private).ok_or_else(|| odd("Write https://"))?;
        let standing = Standing {
            name: name.clone(),
            key: place_of(&plan.key),
            aim,
            veil: Veil::over(settings.secrets()),
        };
        let authorities = settings.authority.as_deref().unwrap_or_default();
        let line = Line::new(reach, authorities, settings.clock, standing).map_err(|error| match error {
            NoTls::Authority(why) => SettingsError::Authority { name, why },
            other => SettingsError::Tls(other.to_string()),
        })?;
        Ok(Self {
            line,
            url: settings.plan.url,
            patience: settings.patience,
            way,
        })
    }

    /// Tells the endpoint of a call.
    ///
    /// # Errors
    /// [`Undelivered`]: to be tried again, or to be mended by somebody.
    pub async fn deliver(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let said = tokio::time::timeout(self.patience, self.say(call)).await;
        said.unwrap_or_else(|_| {
            let patience = humantime::format_duration(self.patience);
            let what = format!("did not answer within {patience}");
            Err(self.line.standing().later(&what))
        })
    }

    async fn say(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let (line, base) = (&self.line, &self.url);
        match &self.way {
            Way::Plain(keys) => plain::deliver(line, base, keys, call).await,
            Way::Statuspage(plan, key) => {
                let page = statuspage::Page {
                    line,
                    base,
                    plan,
                    key,
                };
                page.deliver(call).await
            }
            Way::Cachet(plan, key) => {
                let board = cachet::Board {
                    line,
                    base,
                    plan,
                    key,
                };
                board.deliver(call).await
            }
        }
    }
}

/// Where a key is, in words.
fn place_of(key: &Place) -> String {
    match key {
        Place::File(path) => format!("the file {}", path.display()),
        Place::Variable(name) => format!("the variable {name}"),
    }
}

/// A key as it travels in a header: visible characters without a gap.
fn one_word(key: &str) -> Option<&str> {
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_ascii_graphic());
    is_word.then_some(key)
}

/// An address below another, each part as it is.
fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}
