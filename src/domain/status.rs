//! The statuses of a release that outsiders know: what is legal from here, and who may do it.

use serde::{Deserialize, Serialize};

use super::name::{RoleName, StatusName};

/// A status as people know it from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its name, as it is typed: `in-testing`.
    pub name: StatusName,
    /// Its name, as it is read: "In Testing".
    pub title: String,
}

impl Status {
    /// A status whose title is made from its name: `in-testing` reads "In testing".
    pub fn named(name: &str) -> Self {
        let words = name.replace('-', " ");
        let mut letters = words.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        Self {
            name: name.into(),
            title: first + letters.as_str(),
        }
    }

    /// Whether somebody means this status by what they typed: its name or its title, in any dress.
    pub fn is_meant(&self, typed: &str) -> bool {
        let plain = |text: &str| text.trim().to_lowercase().replace([' ', '_'], "-");
        plain(typed) == self.name.as_str() || plain(typed) == plain(&self.title)
    }
}

/// A move that is legal from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalMove {
    /// Where it leads.
    pub to: Status,
    /// Who may make it: any of these.
    pub by: Vec<RoleName>,
    /// What must be there before, in the words of the process; nothing when the move itself is enough.
    pub needs: Vec<String>,
}

/// Why something cannot be moved: where it is, and where it can go from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IllegalMove {
    /// What was asked for, as it was typed.
    pub wanted: String,
    /// Where it is.
    pub now: Option<Status>,
    /// Where it can go.
    pub legal: Vec<LegalMove>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_named_as_people_write_it() {
        let status = Status::named("to-be-released");
        assert_eq!(status.title, "To be released");
        for typed in ["to-be-released", "To Be Released", " TO_BE_RELEASED "] {
            assert!(status.is_meant(typed), "{typed}");
        }
        assert!(!status.is_meant("released"));
    }
}
