//! What the completion of a step brings about.

use serde::{Deserialize, Serialize};

use crate::domain::fact::Place;
use crate::domain::name::{AudienceName, ComponentName, EnvironmentName, StateName, StatusName};

/// What the completion of a step brings about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The environment now runs this release's version.
    SetVersion {
        /// Which environment.
        environment: EnvironmentName,
        /// Which part of the service; the service itself when nothing is said.
        #[serde(default)]
        component: Option<ComponentName>,
        /// The answer that is the version; this release's version when nothing is said.
        #[serde(default)]
        from: Option<Place>,
    },
    /// The service is open again: the outage is over, and its audience is told.
    CloseOutage,
    /// Whoever completes the step is the reporter of the release from then on.
    HandOver,
    /// A paired state is on from now on, and must be turned off again.
    TurnOn {
        /// Which.
        state: StateName,
    },
    /// A paired state is off again.
    TurnOff {
        /// Which.
        state: StateName,
    },
    /// The contents of this release's version are fixed: what is merged from now on is not in it.
    CutVersion {
        /// A repair: only what was merged into this branch counts, beside what the version had that it repairs.
        only: Option<String>,
    },
    /// The freeze that began when the contents were fixed is over.
    EndFreeze,
    /// An audience reads that the release came so far.
    Announce {
        /// Who is told.
        audience: AudienceName,
        /// What they are told, in the playbook's words.
        text: String,
    },
    /// Whoever started the release is told that it came so far.
    TellAuthor,
    /// Every attached ticket moves to that status, where a move leads there.
    MoveTickets {
        /// Which status.
        to: StatusName,
    },
}

impl Effect {
    /// Whether people are told of it, so that it cannot be taken back in silence.
    pub fn is_told(&self) -> bool {
        match self {
            Self::CloseOutage | Self::Announce { .. } | Self::TellAuthor | Self::MoveTickets { .. } => true,
            Self::SetVersion { .. }
            | Self::CutVersion { .. }
            | Self::EndFreeze
            | Self::TurnOn { .. }
            | Self::TurnOff { .. }
            | Self::HandOver => false,
        }
    }
}
