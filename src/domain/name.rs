//! The names of things, each a type of its own, so that a step cannot be taken for a checklist. Copies share the text:
//! every decision copies the state it is about, and names are most of that.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
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
    /// A section of a change record.
    SectionName
    /// A side that looks at a release from outside the team.
    SideName
    /// A version of a service.
    Version
    /// A part of a service that has versions of its own, such as the framework below the application.
    ComponentName
    /// A state that is turned on and must be turned off again, such as maintenance mode.
    StateName
    /// A document that matures while a release goes on, such as a migration plan.
    DocumentName
    /// A person, by the number that Discord gives them.
    PersonId
    /// A ticket, as the system it comes from calls it, such as `ESD-123`.
    TicketName
    /// A status of a workflow, or of a release as outsiders know it.
    StatusName
    /// A cadence of a service.
    CadenceName
    /// A track of a service: a way around its planned releases.
    TrackName
    /// A rotation of a service.
    RotationName
    /// A set of holidays, such as those of a country.
    HolidaySetName
    /// A freeze of a service.
    FreezeName
}

impl Version {
    /// Whether this is `other` or an earlier one. Only versions of numbers and dots, such as 22.04.2, are earlier or
    /// later than each other.
    pub fn is_up_to(&self, other: &Self) -> bool {
        self == other || self.numbers().zip(other.numbers()).is_some_and(|(a, b)| a <= b)
    }

    /// Which of two is the earlier one, when that can be told: numbers and dots behind the same letters, such as r547
    /// and r548 or v1.2 and v1.10.
    pub fn compare(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let letters = |v: &str| v.chars().take_while(char::is_ascii_alphabetic).count();
        let (mine, theirs) = (letters(&self.0), letters(&other.0));
        if self.0[..mine] != other.0[..theirs] {
            return None;
        }
        let (mine, theirs) = (Self::from(&self.0[mine..]), Self::from(&other.0[theirs..]));
        Some(mine.numbers()?.cmp(&theirs.numbers()?))
    }

    fn numbers(&self) -> Option<Vec<u64>> {
        self.0.split('.').map(|part| part.parse().ok()).collect()
    }
}
