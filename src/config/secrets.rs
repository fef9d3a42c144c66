//! What the systems sign with: each service and system has a secret of its own, in a file or in the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::PathBuf;

use secrecy::SecretString;

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
    #[error(
        "the secret of {system} for {service} cannot be read from {path}: {reason}. Let gonogo's user read it"
    )]
    Unreadable {
        /// The service.
        service: ServiceName,
        /// The system.
        system: String,
        /// The file.
        path: String,
        /// What the system said.
        reason: io::Error,
    },
    /// Its variable is not set.
    #[error(
        "the secret of {system} for {service} is to be in {variable}, which is not set. Set it, or name a file"
    )]
    NotSet {
        /// The service.
        service: ServiceName,
        /// The system.
        system: String,
        /// The variable.
        variable: String,
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
            let text = match place {
                Place::File(path) => fs::read_to_string(path).map_err(|reason| SecretError::Unreadable {
                    service: service.clone(),
                    system: system.clone(),
                    path: path.display().to_string(),
                    reason,
                })?,
                Place::Variable(name) => {
                    let value = variable(name).and_then(|value| value.into_string().ok());
                    value.ok_or_else(|| SecretError::NotSet {
                        service: service.clone(),
                        system: system.clone(),
                        variable: name.clone(),
                    })?
                }
            };
            let text = text.trim();
            if text.len() < SHORTEST {
                let service = service.clone();
                return Err(SecretError::Short { service, system });
            }
            by_service.insert((service.clone(), source.clone()), SecretString::from(text));
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
