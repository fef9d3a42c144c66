//! Who else looks at a release, from a channel of their own: they see what concerns them, and nothing internal.

use serde::{Deserialize, Serialize};

use super::name::{RoleName, SideName};
use super::person::Actor;
use super::process::{Process, Step};

/// Somebody outside the team who has a part in a release, such as a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// What people read, such as "Enterprise Customer".
    pub title: String,
    /// The role of its people.
    pub role: RoleName,
    /// Its channel, by its name in bot.toml.
    pub channel: String,
    /// What the side calls the team.
    pub team: String,
}

impl Process {
    /// The side whose people have this role.
    pub fn side_of(&self, role: &RoleName) -> Option<(&SideName, &Side)> {
        self.sides.iter().find(|(_, side)| side.role == *role)
    }

    /// The side that does this step.
    pub fn side_of_step(&self, step: &Step) -> Option<(&SideName, &Side)> {
        self.side_of(&step.owner)
    }

    /// The roles of the team itself: those that the process names, without those of its sides.
    pub fn own_roles(&self) -> Vec<RoleName> {
        let mut roles = self.roles();
        roles.retain(|role| self.side_of(role).is_none());
        roles
    }

    /// The side of somebody who belongs to it and not to the team as well.
    pub fn only_side_of(&self, actor: &Actor) -> Option<&SideName> {
        let (side, _) = actor.roles.iter().find_map(|role| self.side_of(role))?;
        (!actor.has_any(&self.own_roles())).then_some(side)
    }
}
