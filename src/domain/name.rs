//! The names of things, each a type of its own, so that a step cannot be taken for a checklist.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

names! {
    /// A service, as people type it.
    ServiceName
    /// A process, as people type it.
    ProcessName
    /// A step of a process.
    StepName
    /// Something a step asks for.
    AskName
    /// A checklist of a playbook.
    ChecklistName
    /// An item of a checklist.
    ItemName
    /// An environment of a service.
    EnvironmentName
    /// A role of the team, as the playbook calls it; the configuration ties it to a role on Discord.
    RoleName
    /// An audience of a service.
    AudienceName
    /// A version of a service.
    Version
    /// A person, by the number that Discord gives them.
    PersonId
    /// A ticket, as the system it comes from calls it, such as `ESD-123`.
    TicketName
    /// A status of a workflow.
    StatusName
    /// A cadence of a service.
    CadenceName
    /// A track of a service: a way around its planned releases.
    TrackName
}

impl Version {
    /// Whether this is `other` or an earlier one. Only versions of numbers and dots, such as 22.04.2, are earlier or
    /// later than each other.
    pub fn is_up_to(&self, other: &Self) -> bool {
        self == other || self.numbers().zip(other.numbers()).is_some_and(|(a, b)| a <= b)
    }

    fn numbers(&self) -> Option<Vec<u64>> {
        self.0.split('.').map(|part| part.parse().ok()).collect()
    }
}
