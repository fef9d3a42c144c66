//! Who reads: the team, or a side, which sees the team under one name and none of its people.
//!
//! Whatever names roles or people to outsiders asks here what they are called.

use crate::domain::name::{PersonId, RoleName};
use crate::domain::person::{Actor, Stamp};
use crate::domain::process::Process;
use crate::domain::side::Side;

use super::text::{all_of, person};

/// Who reads something.
#[derive(Clone, Copy, Debug)]
pub struct Eyes<'a>(Option<&'a Side>);

impl<'a> Eyes<'a> {
    /// The team's.
    pub const TEAM: Self = Self(None);

    /// Those of a side; the team's when there is none.
    pub fn of_side(side: Option<&'a Side>) -> Self {
        Self(side)
    }

    /// Those of somebody: of the side to which they belong, and the team's for everybody else.
    pub fn of(actor: &Actor, process: &'a Process) -> Self {
        Self(
            process
                .only_side_of(actor)
                .and_then(|name| process.sides.get(name)),
        )
    }

    /// The side that reads; nothing when it is the team.
    pub(super) fn side(self) -> Option<&'a Side> {
        self.0
    }

    pub(super) fn role(self, role: &RoleName) -> String {
        match self.0 {
            Some(side) if side.role == *role => side.title.clone(),
            Some(side) => side.team.clone(),
            None => role.to_string(),
        }
    }

    /// What these roles are called, each name once.
    pub(super) fn roles<'r>(self, roles: impl IntoIterator<Item = &'r RoleName>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in roles.into_iter().map(|role| self.role(role)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The roles that somebody has, as a refusal says them.
    pub(super) fn have(self, roles: &[RoleName]) -> String {
        match roles {
            [] => "none of the team's roles".to_owned(),
            roles => all_of(&self.roles(roles)),
        }
    }

    /// Who did something.
    pub(super) fn doer(self, by: &PersonId) -> String {
        self.0.map_or_else(|| person(by), |side| side.team.clone())
    }

    /// Who said something, before their words; a side is not told.
    pub(super) fn before(self, stamp: &Stamp) -> String {
        match self.0 {
            Some(_) => String::new(),
            None => format!("{}: ", person(&stamp.by)),
        }
    }
}
