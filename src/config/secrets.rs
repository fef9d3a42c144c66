//! Secrets and where they are: in a file or in the environment, never in bot.toml. What the systems sign with is one
//! for each service and system; other rooms of the configuration read theirs by [`Place::read`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::domain::name::ServiceName;
use crate::domain::report::System;

/// The shortest secret: what `openssl rand -hex 16` gives is longer.
const SHORTEST: usize = 16;

/// Where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file, alone.
    File(PathBuf),
    /// In a variable of the environment.
    Variable(String),
}

/// Why there is no secret in a place.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Its file cannot be read.
    #[error("cannot be read from {path}: {reason}. Let gonogo's user read it")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: io::Error,
    },
    /// Its variable is not set.
    #[error("is to be in {0}, which is not set. Set it, or name a file")]
    NotSet(String),
}

impl Place {
    /// The secret that is there, without the white space around it; `variable` reads the environment.
    ///
    /// # Errors
    /// [`PlaceError`], as the end of a sentence that begins with what the secret is.
    pub fn read(&self, variable: impl Fn(&str) -> Option<OsString>) -> Result<SecretString, PlaceError> {
        let text = match self {
            Self::File(path) => fs::read_to_string(path).map_err(|reason| PlaceError::Unreadable {
                path: path.display().to_string(),
                reason,
            })?,
            Self::Variable(name) => {
                let value = variable(name).and_then(|value| value.into_string().ok());
                value.ok_or_else(|| PlaceError::NotSet(name.clone()))?
            }
        };
        Ok(SecretString::from(text.trim()))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Variable(name) => write!(f, "the variable {name}"),
        }
    }
}

/// Secrets by service and system.
#[derive(Clone, Default)]
pub struct Secrets {
    by_service: BTreeMap<(ServiceName, System), SecretString>,
}

/// Why a secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It is not where it should be.
    #[error("the secret of {system} for {service} {why}")]
    Missing {
        /// The service.
        service: ServiceName,
        /// The system.
        system: String,
        /// Why not.
        why: PlaceError,
    },
    /// It can be guessed.
    #[error(
        "the secret of {system} for {service} is shorter than {SHORTEST} letters. Make one: openssl rand -hex 32"
    )]
    Short {
        /// The service.
        service: ServiceName,
        /// The system.
        system: String,
    },
}

impl Secrets {
    /// These secrets, of a service and a system each.
    pub fn of<'s>(secrets: impl IntoIterator<Item = (&'s str, &'s str, SecretString)>) -> Self {
        let by_service = secrets
            .into_iter()
            .map(|(service, system, secret)| ((ServiceName::from(service), System::new(system)), secret));
        Self {
            by_service: by_service.collect(),
        }
    }

    /// Fetches every secret from its place; `variable` reads the environment.
    ///
    /// # Errors
    /// [`SecretError`], with the fix, for the first that cannot be had.
    pub fn fetch(
        places: &BTreeMap<(ServiceName, System), Place>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SecretError> {
        let mut by_service = BTreeMap::new();
        for ((service, source), place) in places {
            let system = source.as_str().to_owned();
            let read = place.read(&variable).map_err(|why| SecretError::Missing {
                service: service.clone(),
                system: system.clone(),
                why,
            })?;
            if read.expose_secret().len() < SHORTEST {
                let service = service.clone();
                return Err(SecretError::Short { service, system });
            }
            by_service.insert((service.clone(), source.clone()), read);
        }
        Ok(Self { by_service })
    }

    /// The secret with which a system signs for a service.
    pub fn find(&self, service: &str, source: &System) -> Option<&SecretString> {
        self.by_service.get(&(ServiceName::from(service), source.clone()))
    }

    /// Every secret, so that none reaches a log.
    pub fn all(&self) -> Vec<SecretString> {
        self.by_service.values().cloned().collect()
    }
}
