//! Secrets that are fetched from a file or from the environment: what the systems sign with, a password for mail.

use std::collections::BTreeMap;
use std::ffi::OsString;
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

/// Secrets by service and system.
#[derive(Clone, Default)]
pub struct Secrets {
    by_service: BTreeMap<(ServiceName, System), SecretString>,
}

/// Why a secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Its file cannot be read.
    #[error("{whose} cannot be read from {path}: {reason}. Let gonogo's user read it")]
    Unreadable {
        /// Which secret, such as "the secret of github for fmtm".
        whose: String,
        /// The file.
        path: String,
        /// What the system said.
        reason: io::Error,
    },
    /// Its variable is not set.
    #[error("{whose} is to be in {variable}, which is not set. Set it, or name a file")]
    NotSet {
        /// Which secret.
        whose: String,
        /// The variable.
        variable: String,
    },
    /// There is nothing in its place.
    #[error("{whose} is empty. Write it there, alone")]
    Empty {
        /// Which secret.
        whose: String,
    },
    /// It can be guessed.
    #[error("{whose} is shorter than {SHORTEST} letters. Make one: openssl rand -hex 32")]
    Short {
        /// Which secret.
        whose: String,
    },
}

impl Place {
    /// Fetches the secret; `whose` names it, as in "the secret of github for fmtm", and `variable` reads the
    /// environment.
    ///
    /// # Errors
    /// [`SecretError`], with the fix.
    pub fn fetch(
        &self,
        whose: &str,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<SecretString, SecretError> {
        let whose = whose.to_owned();
        let text = match self {
            Self::File(path) => match fs::read_to_string(path) {
                Ok(text) => text,
                Err(reason) => {
                    let path = path.display().to_string();
                    return Err(SecretError::Unreadable { whose, path, reason });
                }
            },
            Self::Variable(name) => match variable(name).and_then(|value| value.into_string().ok()) {
                Some(text) => text,
                None => {
                    let variable = name.clone();
                    return Err(SecretError::NotSet { whose, variable });
                }
            },
        };
        match text.trim() {
            "" => Err(SecretError::Empty { whose }),
            text => Ok(SecretString::from(text)),
        }
    }
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
            let whose = format!("the secret of {} for {service}", source.as_str());
            let secret = place.fetch(&whose, &variable)?;
            if secret.expose_secret().len() < SHORTEST {
                return Err(SecretError::Short { whose });
            }
            by_service.insert((service.clone(), source.clone()), secret);
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
