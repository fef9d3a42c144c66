//! What can come back instead of an outcome.

use std::sync::Arc;

use crate::domain::decide::Situation;
use crate::domain::name::ServiceName;
use crate::domain::process::Process;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The person may not, by the rules.
    #[error("refused: {refusal:?}")]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// The process whose rule it is.
        process: Arc<Process>,
        /// The release as it is, when it is about one.
        situation: Option<Box<Situation>>,
    },
    /// There is no release of that number.
    #[error("there is no release #{0}")]
    NoRelease(i64),
    /// We broke.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Something on our side broke.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No playbook has the service.
    #[error("no playbook has the service {0}")]
    NoPlaybook(ServiceName),
    /// The journal holds what cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::Fault(Fault::Store(error))
    }
}

impl AppError {
    pub(crate) fn refused(refusal: Refusal, situation: &Situation) -> Self {
        let process = situation.release.process.clone();
        Self::Refused {
            refusal: Box::new(refusal),
            process,
            situation: Some(Box::new(situation.clone())),
        }
    }

    pub(super) fn refused_early(refusal: Refusal, process: &Process) -> Self {
        Self::Refused {
            refusal: Box::new(refusal),
            process: Arc::new(process.clone()),
            situation: None,
        }
    }
}
