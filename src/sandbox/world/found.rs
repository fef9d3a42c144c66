//! How the world begins: the server, its channels, roles and people.
//!
//! Called once, by the start of the sandbox.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::recent::Recent;
use super::{Channel, Forum, Role, Shelf, User, World, kind};
use serde_json::json;

use crate::clock::{Alarm, Clock};
use crate::sandbox::Persona;
use crate::sandbox::gateway::PRIVILEGED;
use crate::sandbox::ids::{Id, Ids};
use crate::sandbox::interactions::Interactions;
use crate::sandbox::permissions::{self, Permissions};

/// The server's name.
pub(crate) const GUILD_NAME: &str = "gonogo sandbox";
/// The bot's name.
pub(crate) const BOT_NAME: &str = "gonogo";
/// The bot's token: three parts, as libraries expect of one.
pub(crate) const BOT_TOKEN: &str = "sandbox.bot.token";
const CHANNELS: [(&str, u8, &str); 4] = [
    (
        "releases",
        kind::TEXT,
        "What is being released, and who is awaited",
    ),
    ("outages", kind::TEXT, "Planned outages and how they go"),
    ("general", kind::TEXT, "Everything else"),
    (
        "announcements",
        kind::ANNOUNCEMENT,
        "What other servers follow once it is published",
    ),
];
/// The role that may do everything.
const ADMIN: &str = "Admin";
/// Colours of roles, as Discord offers them.
const COLORS: [u32; 10] = [
    0x1ABC9C, 0x2ECC71, 0x3498DB, 0x9B59B6, 0xE91E63, 0xF1C40F, 0xE67E22, 0xE74C3C, 0x1F8B4C, 0x206694,
];

impl World {
    /// A new server at `address` (`127.0.0.1:PORT`) with these people in it; `time_keeper` wakes whoever keeps its time.
    pub(crate) fn found(clock: Clock, time_keeper: Alarm, address: String, people: &[Persona]) -> Self {
        let mut ids = Ids::default();
        let now = clock.now();
        let guild = ids.next(now);
        let bot = ids.next(now);
        let mut world = Self {
            clock,
            ids,
            address,
            guild,
            guild_settings: serde_json::Map::new(),
            owner: guild,
            bot,
            privileged: PRIVILEGED,
            users: BTreeMap::new(),
            by_token: HashMap::new(),
            roles: Vec::new(),
            channels: BTreeMap::new(),
            messages: HashMap::new(),
            commands: Vec::new(),
            events: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            time_keeper,
            files: Shelf::default(),
            interactions: Interactions::default(),
            audit: VecDeque::new(),
            open_polls: BTreeSet::new(),
            command_creates: VecDeque::new(),
            pins: HashMap::new(),
            crossposts: Recent::default(),
            crosspost_edits: Recent::default(),
            renames: Recent::default(),
            nonces: HashMap::new(),
            out: Vec::new(),
        };
        world.found_roles(people);
        world.found_people(people);
        world.found_channels();
        world
    }

    fn found_roles(&mut self, people: &[Persona]) {
        self.add_role(self.guild, "@everyone", permissions::EVERYONE, None);
        let mut names: Vec<&str> = Vec::new();
        for name in people.iter().flat_map(|person| &person.roles).map(String::as_str) {
            if !names.contains(&name) && name != ADMIN {
                names.push(name);
            }
        }
        // Who is named first stands highest, also in the list of members.
        for name in names.into_iter().rev() {
            let id = self.next_id();
            self.add_role(id, name, Permissions::default(), None);
        }
        let id = self.next_id();
        self.add_role(id, BOT_NAME, permissions::BOT, Some(self.bot));
        if people
            .iter()
            .any(|person| person.roles.iter().any(|role| role == ADMIN))
        {
            let id = self.next_id();
            self.add_role(id, ADMIN, permissions::ADMINISTRATOR, None);
        }
    }

    /// Adds a role above all others.
    fn add_role(&mut self, id: Id, name: &str, permissions: Permissions, of_bot: Option<Id>) {
        let position = self.roles.len() as u64;
        let ordinary = id != self.guild && of_bot.is_none();
        let color = if ordinary {
            COLORS[self.roles.len() % COLORS.len()]
        } else {
            0
        };
        let name = name.to_owned();
        self.roles.push(Role {
            id,
            name,
            permissions,
            position,
            color,
            mentionable: ordinary,
            hoist: ordinary,
            of_bot,
        });
    }

    /// Adds a role right above @everyone, as an admin does, and tells everybody.
    pub(crate) fn add_role_later(&mut self, name: &str) {
        let id = self.next_id();
        for role in self.roles.iter_mut().filter(|role| role.position > 0) {
            role.position += 1;
        }
        self.add_role(id, name, Permissions::default(), None);
        if let Some(role) = self.roles.last_mut() {
            role.position = 1;
        }
        let shown = self.roles.last().map(|role| self.show_role(role));
        let data = json!({"guild_id": self.guild, "role": shown});
        self.tell(super::To::Guild, "GUILD_ROLE_CREATE", data);
    }

    /// Lets somebody join, and tells everybody.
    pub(crate) fn add_person_later(&mut self, person: &Persona) {
        let id = self.next_id();
        self.add_user(
            id,
            &person.name,
            Some(format!("person-{}", person.name)),
            &person.roles,
        );
        let mut shown = self.show_member(&self.users[&id]);
        shown["guild_id"] = json!(self.guild);
        self.tell(super::To::Guild, "GUILD_MEMBER_ADD", shown);
    }

    fn found_people(&mut self, people: &[Persona]) {
        self.add_user(
            self.bot,
            BOT_NAME,
            Some(BOT_TOKEN.to_owned()),
            &[BOT_NAME.to_owned()],
        );
        for person in people {
            let id = self.next_id();
            self.add_user(
                id,
                &person.name,
                Some(format!("person-{}", person.name)),
                &person.roles,
            );
        }
        // The owner is above all rules, so it is the admin, or somebody who never acts.
        let admin = people
            .iter()
            .find(|person| person.roles.iter().any(|role| role == ADMIN));
        self.owner = match admin.and_then(|admin| self.users.values().find(|user| user.name == admin.name)) {
            Some(user) => user.id,
            None => {
                let id = self.next_id();
                self.add_user(id, "owner", None, &[]);
                id
            }
        };
    }

    fn add_user(&mut self, id: Id, name: &str, token: Option<String>, role_names: &[String]) {
        let named = |role: &&Role| role_names.contains(&role.name);
        let roles = self.roles.iter().filter(named).map(|role| role.id).collect();
        if let Some(token) = &token {
            self.know_token(token.clone(), id);
        }
        let (bot, joined_at) = (id == self.bot, self.now());
        self.users.insert(
            id,
            User {
                id,
                name: name.to_owned(),
                bot,
                token,
                roles,
                joined_at,
                nick: None,
                silent_until: None,
                takes_dms: true,
            },
        );
    }

    fn found_channels(&mut self) {
        for (name, kind, topic) in CHANNELS {
            self.add_channel(kind, name, Some(topic.to_owned()));
        }
    }

    /// Adds a channel of the server below the others.
    pub(crate) fn add_channel(&mut self, kind: u8, name: &str, topic: Option<String>) -> Id {
        let id = self.next_id();
        let position = self
            .channels
            .values()
            .filter(|c| !c.is_direct() && c.thread.is_none())
            .count() as u64;
        let channel = Channel {
            id,
            kind,
            name: name.to_owned(),
            topic,
            parent: None,
            position,
            overwrites: Vec::new(),
            last_message: None,
            slow_seconds: 0,
            nsfw: false,
            thread: None,
            forum: (kind == kind::FORUM).then(Forum::default),
            recipients: Vec::new(),
        };
        self.channels.insert(id, channel);
        id
    }

    /// Removes a channel with its threads and everything said there, and tells everybody who saw it.
    pub(crate) fn remove_channel(&mut self, id: Id) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        let (name, data) = match channel.thread.is_some() {
            true => {
                let data = json!({"id": id, "guild_id": self.guild, "parent_id": channel.parent, "type": channel.kind});
                ("THREAD_DELETE", data)
            }
            false => ("CHANNEL_DELETE", self.show_channel(channel, self.bot)),
        };
        self.tell(super::To::Guild, name, data);
        let below = |channel: &&mut Channel| channel.parent == Some(id);
        let mut gone = vec![id];
        for channel in self.channels.values_mut().filter(below) {
            match channel.thread {
                Some(_) => gone.push(channel.id),
                // The channels of a category outlive it.
                None => channel.parent = None,
            }
        }
        for id in gone {
            self.channels.remove(&id);
            self.messages.remove(&id);
        }
        self.webhooks.retain(|_, hook| hook.channel != id);
    }

    /// The direct conversation between two, opened if need be.
    pub(crate) fn open_direct(&mut self, one: Id, other: Id) -> Id {
        let both =
            |c: &&Channel| c.is_direct() && c.recipients.contains(&one) && c.recipients.contains(&other);
        if let Some(channel) = self.channels.values().find(both) {
            return channel.id;
        }
        let id = self.next_id();
        let channel = Channel {
            id,
            kind: kind::DM,
            name: String::new(),
            topic: None,
            parent: None,
            position: 0,
            overwrites: Vec::new(),
            last_message: None,
            slow_seconds: 0,
            nsfw: false,
            thread: None,
            forum: None,
            recipients: vec![one, other],
        };
        self.channels.insert(id, channel);
        // Bots hear nothing of it until somebody writes (change log of API v8).
        let bot = self.bot;
        for user in [one, other].into_iter().filter(|user| *user != bot) {
            let shown = self.show_channel(&self.channels[&id], user);
            self.tell(super::To::Only(user), "CHANNEL_CREATE", shown);
        }
        id
    }
}
