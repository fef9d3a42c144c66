//! Who and what is where on Discord: channels and roles by the names that the configuration and the playbooks use.
//!
//! Filled by `discord` from what the gateway tells; read by the courier for places and calls, and by `discord` for
//! the roles of whoever presses.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use crate::domain::name::RoleName;
use crate::wording::notices::RoleIds;

/// Names of the configuration, and the ids they stand for. Cheap to clone; clones see the same.
#[derive(Clone, Debug)]
pub struct Directory {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Places of the configuration: `releases` to a channel's name or id.
    places: BTreeMap<String, String>,
    /// Roles of the playbooks, each with a role's name or id on Discord.
    roles: BTreeMap<RoleName, String>,
    guild: RwLock<Option<Guild>>,
}

/// What the gateway told of the server.
#[derive(Clone, Debug, Default)]
pub struct Guild {
    /// Its id.
    pub id: u64,
    /// Its channels that take messages, by id.
    pub channels: HashMap<u64, String>,
    /// Its roles, by id.
    pub roles: HashMap<u64, String>,
}

/// Something of the configuration that the server does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A channel, without which what belongs there waits.
    #[error(
        "the server shows me no channel #{wanted}, where {place} belong; what is to be said there waits. Create it, \
         let me see it, or name another in bot.toml: [channels] {place} = \"…\""
    )]
    Channel {
        /// The place it is for.
        place: String,
        /// The name or id that was looked for.
        wanted: String,
    },
    /// A role, without which nobody has its authority.
    #[error(
        "the server has no role {wanted:?}, so nobody acts as {role}. Create it, or name another in bot.toml: [roles] \
         \"{role}\" = \"…\""
    )]
    Role {
        /// The role of the playbooks.
        role: RoleName,
        /// The name or id that was looked for.
        wanted: String,
    },
}

impl Missing {
    /// Whether bot.toml names it, so that a start without it would be a mistake: every channel, and the roles that are
    /// given another name there.
    pub fn is_named_in_the_configuration(&self) -> bool {
        match self {
            Self::Channel { .. } => true,
            Self::Role { role, wanted } => role.as_str() != wanted,
        }
    }
}

impl Directory {
    /// A directory of these places and roles, of a server that is not known yet.
    pub fn new(places: BTreeMap<String, String>, roles: BTreeMap<RoleName, String>) -> Self {
        Self {
            shared: Arc::new(Shared {
                places,
                roles,
                guild: RwLock::new(None),
            }),
        }
    }

    /// Learns the server.
    pub fn learn(&self, guild: Guild) {
        *self.write() = Some(guild);
    }

    /// Changes what is known of the server.
    pub fn update(&self, change: impl FnOnce(&mut Guild)) {
        if let Some(guild) = self.write().as_mut() {
            change(guild);
        }
    }

    /// Whether the server is known.
    pub fn is_known(&self) -> bool {
        self.read().is_some()
    }

    /// The server's id.
    pub fn guild_id(&self) -> Option<u64> {
        self.read().as_ref().map(|g| g.id)
    }

    /// The name or id of the channel that is looked for as that place.
    pub fn name_of(&self, place: &str) -> String {
        let wanted = self.shared.places.get(place).map_or(place, String::as_str);
        wanted.trim_start_matches('#').to_owned()
    }

    /// The channel of a place.
    pub fn find_channel(&self, place: &str) -> Option<u64> {
        let wanted = self
            .shared
            .places
            .get(place)
            .map_or(place, String::as_str)
            .trim_start_matches('#');
        let guild = self.read();
        let channels = &guild.as_ref()?.channels;
        let by_id = wanted.parse().ok().filter(|id| channels.contains_key(id));
        by_id.or_else(|| {
            channels
                .iter()
                .find(|(_, name)| *name == wanted)
                .map(|(id, _)| *id)
        })
    }

    /// The roles of the team that these roles on Discord stand for.
    pub fn team_roles(&self, ids: &[u64]) -> BTreeSet<RoleName> {
        let guild = self.read();
        let Some(guild) = guild.as_ref() else {
            return BTreeSet::new();
        };
        let held = |(role, wanted): (&RoleName, &String)| {
            find_role(guild, wanted)
                .filter(|id| ids.contains(id))
                .map(|_| role.clone())
        };
        self.shared.roles.iter().filter_map(held).collect()
    }

    /// The ids of the team's roles, for calls.
    pub fn role_ids(&self) -> RoleIds {
        let guild = self.read();
        let Some(guild) = guild.as_ref() else {
            return RoleIds::new();
        };
        self.shared
            .roles
            .iter()
            .filter_map(|(role, wanted)| Some((role.clone(), find_role(guild, wanted)?)))
            .collect()
    }

    /// Places and roles of the configuration that the server does not have.
    pub fn missing(&self) -> Vec<Missing> {
        let places = self
            .shared
            .places
            .iter()
            .filter(|(place, _)| self.find_channel(place).is_none());
        let places = places.map(|(place, wanted)| Missing::Channel {
            place: place.clone(),
            wanted: wanted.clone(),
        });
        let known = self.role_ids();
        let roles = self
            .shared
            .roles
            .iter()
            .filter(|(role, _)| !known.contains_key(role));
        let roles = roles.map(|(role, wanted)| Missing::Role {
            role: role.clone(),
            wanted: wanted.clone(),
        });
        places.chain(roles).collect()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Option<Guild>> {
        self.shared
            .guild
            .read()
            .expect("no code panics while it holds the directory")
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Option<Guild>> {
        self.shared
            .guild
            .write()
            .expect("no code panics while it holds the directory")
    }
}

fn find_role(guild: &Guild, wanted: &str) -> Option<u64> {
    let by_id = wanted.parse().ok().filter(|id| guild.roles.contains_key(id));
    by_id.or_else(|| {
        guild
            .roles
            .iter()
            .find(|(_, name)| *name == wanted)
            .map(|(id, _)| *id)
    })
}
