//! The state of the one Discord server that the sandbox is: people, roles, channels, messages, commands.
//!
//! Pure but for the clock it holds: routes ask and change it under one lock, and whatever connected clients must hear
//! of waits in [`World::out`] until the gateway takes it. Knows nothing of HTTP and of sockets.

mod announce;
mod audit;
mod events;
mod files;
mod forum;
mod found;
mod poll;
mod post;
mod recent;
mod rights;
mod show;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

pub(crate) use audit::Entry;
pub(crate) use events::{ScheduledEvent, Stage};
pub(crate) use files::{Shelf, check_references, check_sizes};
pub(crate) use forum::{Forum, PINNED, REQUIRE_TAG, Tag};
pub(crate) use found::{BOT_NAME, BOT_TOKEN, GUILD_NAME};
pub(crate) use poll::Poll;
pub(crate) use post::{Post, Rewrite};
use recent::Recent;
pub(crate) use show::{MESSAGE_PINNED, stamp};

use super::failure::{Failure, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE};
use super::ids::{Id, Ids};
use super::interactions::Interactions;
use super::limits;
use super::permissions::{Overwrite, Permissions};
use crate::clock::{Alarm, Clock};

/// Channel types, as numbered by Discord.
pub(crate) mod kind {
    pub(crate) const TEXT: u8 = 0;
    pub(crate) const DM: u8 = 1;
    pub(crate) const CATEGORY: u8 = 4;
    pub(crate) const ANNOUNCEMENT: u8 = 5;
    pub(crate) const ANNOUNCEMENT_THREAD: u8 = 10;
    pub(crate) const PUBLIC_THREAD: u8 = 11;
    pub(crate) const PRIVATE_THREAD: u8 = 12;
    pub(crate) const FORUM: u8 = 15;
}

/// A person or the bot.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) bot: bool,
    pub(crate) token: Option<String>,
    pub(crate) roles: Vec<Id>,
    pub(crate) joined_at: DateTime<Utc>,
    /// What this user is called in the server.
    pub(crate) nick: Option<String>,
    /// Until when this user may read and no more.
    pub(crate) silent_until: Option<DateTime<Utc>>,
    /// Whether others may write to this user directly.
    pub(crate) takes_dms: bool,
}

/// A role of the server.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) permissions: Permissions,
    pub(crate) position: u64,
    pub(crate) color: u32,
    pub(crate) mentionable: bool,
    /// Whether its members stand apart in the list of members.
    pub(crate) hoist: bool,
    /// The bot that came with this role.
    pub(crate) of_bot: Option<Id>,
}

/// A channel of the server, a thread or a direct conversation.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) id: Id,
    pub(crate) kind: u8,
    pub(crate) name: String,
    pub(crate) topic: Option<String>,
    /// The channel of a thread, the category of a channel.
    pub(crate) parent: Option<Id>,
    pub(crate) position: u64,
    pub(crate) overwrites: Vec<Overwrite>,
    pub(crate) last_message: Option<Id>,
    pub(crate) slow_seconds: u64,
    pub(crate) nsfw: bool,
    pub(crate) thread: Option<Thread>,
    pub(crate) forum: Option<Forum>,
    /// Both sides of a direct conversation.
    pub(crate) recipients: Vec<Id>,
}

impl Channel {
    /// Whether this is one person's conversation with the bot.
    pub(crate) fn is_direct(&self) -> bool {
        self.kind == kind::DM
    }
}

/// What a thread has beyond a channel.
#[derive(Debug)]
pub(crate) struct Thread {
    pub(crate) owner: Id,
    pub(crate) archived: bool,
    pub(crate) locked: bool,
    pub(crate) invitable: bool,
    pub(crate) archive_minutes: u64,
    pub(crate) archived_at: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) slow_seconds: u64,
    pub(crate) message_count: u64,
    pub(crate) total_sent: u64,
    /// What a post of a forum is labelled with.
    pub(crate) tags: Vec<Id>,
    /// Whether a post of a forum stays on top.
    pub(crate) pinned: bool,
    pub(crate) members: BTreeMap<Id, DateTime<Utc>>,
}

/// A message, also one that a single person sees.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) id: Id,
    pub(crate) channel: Id,
    pub(crate) author: Id,
    /// The name it is signed with, if the author is a webhook.
    pub(crate) signature: Option<String>,
    pub(crate) kind: u8,
    pub(crate) content: String,
    pub(crate) embeds: Vec<Value>,
    pub(crate) components: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) flags: u64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) edited_at: Option<DateTime<Utc>>,
    pub(crate) mentions: Vec<Id>,
    pub(crate) mention_roles: Vec<Id>,
    pub(crate) mention_everyone: bool,
    pub(crate) nonce: Option<Value>,
    pub(crate) reference: Option<Id>,
    pub(crate) poll: Option<Poll>,
    /// Where a forwarded message came from, and the message as it was.
    pub(crate) forwarded: Option<(Value, Value)>,
    /// The `interaction_metadata` of a message that answers an interaction.
    pub(crate) metadata: Option<Value>,
    pub(crate) pinned_at: Option<DateTime<Utc>>,
    /// Emoji, and who put it there, in order of first use.
    pub(crate) reactions: Vec<(String, BTreeSet<Id>)>,
    /// The only person who sees this message, if it is ephemeral.
    pub(crate) only_for: Option<Id>,
}

impl Message {
    /// Whether Discord wrote this, and not its author ("… started a thread").
    pub(crate) fn is_system(&self) -> bool {
        ![0, 19, 20, 23].contains(&self.kind)
    }
}

/// An address by which anybody posts to a channel.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) id: Id,
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) channel: Id,
    pub(crate) creator: Id,
}

/// A registered application command.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) id: Id,
    /// Registered for the server rather than everywhere.
    pub(crate) in_guild: bool,
    pub(crate) body: Value,
}

/// Who hears of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Everybody in the server.
    Guild,
    /// Everybody who sees this channel.
    Channel(Id),
    /// One person, or the bot, and nobody else.
    Only(Id),
}

/// An event for the gateway.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) to: To,
    pub(crate) name: &'static str,
    pub(crate) data: Value,
}

/// Who was pinged by a message: what a phone would have shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pings {
    pub(crate) users: Vec<Id>,
    pub(crate) roles: Vec<Id>,
    pub(crate) everyone: bool,
    /// Sent with SUPPRESS_NOTIFICATIONS.
    pub(crate) silent: bool,
}

/// The whole state.
pub(crate) struct World {
    pub(crate) clock: Clock,
    ids: Ids,
    /// Where files and the gateway are reached, `127.0.0.1:PORT`.
    pub(crate) address: String,
    pub(crate) guild: Id,
    /// What was changed of the server itself, by the names of its fields.
    pub(crate) guild_settings: Map<String, Value>,
    pub(crate) owner: Id,
    /// The bot's user and application.
    pub(crate) bot: Id,
    /// The privileged intents that the application is allowed.
    pub(crate) privileged: u64,
    pub(crate) users: BTreeMap<Id, User>,
    by_token: HashMap<String, Id>,
    pub(crate) roles: Vec<Role>,
    pub(crate) channels: BTreeMap<Id, Channel>,
    messages: HashMap<Id, BTreeMap<Id, Message>>,
    pub(crate) commands: Vec<Command>,
    pub(crate) events: BTreeMap<Id, ScheduledEvent>,
    pub(crate) webhooks: BTreeMap<Id, Webhook>,
    /// Wakes whoever calls [`World::keep_time`].
    pub(crate) time_keeper: Alarm,
    pub(crate) files: Shelf,
    pub(crate) interactions: Interactions,
    /// Who changed what, oldest first.
    pub(crate) audit: VecDeque<Entry>,
    /// The polls that run: until when, in which channel, of which message.
    open_polls: BTreeSet<(DateTime<Utc>, Id, Id)>,
    /// When commands of the server were added, oldest first.
    pub(crate) command_creates: VecDeque<DateTime<Utc>>,
    /// When something was last pinned, by channel.
    pub(crate) pins: HashMap<Id, DateTime<Utc>>,
    crossposts: Recent,
    crosspost_edits: Recent,
    renames: Recent,
    nonces: HashMap<(Id, String), (Id, Id, DateTime<Utc>)>,
    /// Events the gateway has not taken yet.
    pub(crate) out: Vec<Dispatch>,
}

impl World {
    /// The time now.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A fresh id.
    pub(crate) fn next_id(&mut self) -> Id {
        let now = self.clock.now();
        self.ids.next(now)
    }

    /// Lets clients know of something.
    pub(crate) fn tell(&mut self, to: To, name: &'static str, data: Value) {
        self.out.push(Dispatch { to, name, data });
    }

    /// Whose token this is; a bot's comes with the word `Bot` before it, a person's without.
    pub(crate) fn find_by_token(&self, authorization: &str) -> Option<&User> {
        let (token, bot) = match authorization.strip_prefix("Bot ") {
            Some(token) => (token, true),
            None => (authorization, false),
        };
        self.by_token
            .get(token.trim())
            .and_then(|id| self.users.get(id))
            .filter(|user| user.bot == bot)
    }

    /// Whose token this is at the gateway, where bots say no `Bot`.
    pub(crate) fn find_at_gateway(&self, token: &str) -> Option<&User> {
        let token = token.strip_prefix("Bot ").unwrap_or(token);
        self.by_token.get(token).and_then(|id| self.users.get(id))
    }

    /// Makes the bot's token worthless and gives it another.
    pub(crate) fn reset_bot_token(&mut self) {
        let token = format!("{BOT_TOKEN}-{}", self.next_id());
        if let Some(bot) = self.users.get_mut(&self.bot) {
            bot.token = Some(token.clone());
        }
        let bot = self.bot;
        self.by_token.retain(|_, user| *user != bot);
        self.know_token(token, bot);
    }

    /// Lets a token stand for a user; a bot's also in the form in which [`World::token_with_id`] says it.
    fn know_token(&mut self, token: String, user: Id) {
        if user == self.bot {
            self.by_token.insert(with_id(&token, user), user);
        }
        self.by_token.insert(token, user);
    }

    /// The bot's token for libraries that read the bot's id out of it, as Discord's begin with it.
    pub(crate) fn token_with_id(&self) -> Option<String> {
        let token = self.users.get(&self.bot)?.token.as_deref()?;
        Some(with_id(token, self.bot))
    }

    /// The role with this id.
    pub(crate) fn find_role(&self, id: Id) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The channel with this id.
    ///
    /// # Errors
    /// 10003.
    pub(crate) fn channel(&self, id: Id) -> Result<&Channel, Failure> {
        self.channels.get(&id).ok_or_else(|| UNKNOWN_CHANNEL.into())
    }

    /// The message, if `user` may know of it: it is there, and not for somebody else alone. (The channel is the
    /// caller's to check.)
    ///
    /// # Errors
    /// 10008.
    pub(crate) fn message(&self, user: Id, channel: Id, id: Id) -> Result<&Message, Failure> {
        let found = self.messages.get(&channel).and_then(|messages| messages.get(&id));
        found
            .filter(|message| message.only_for.is_none_or(|only| only == user))
            .ok_or_else(|| UNKNOWN_MESSAGE.into())
    }

    /// The message, whoever may see it.
    pub(crate) fn find_message(&self, channel: Id, id: Id) -> Option<&Message> {
        self.messages.get(&channel)?.get(&id)
    }

    /// As [`World::find_message`], to change it.
    pub(crate) fn find_message_mut(&mut self, channel: Id, id: Id) -> Option<&mut Message> {
        self.messages.get_mut(&channel)?.get_mut(&id)
    }

    /// The messages of a channel that everybody there sees, oldest first.
    pub(crate) fn public_messages(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        let messages = self.messages.get(&channel).into_iter().flat_map(BTreeMap::values);
        messages.filter(|message| message.only_for.is_none())
    }

    /// When something was last pinned in a channel.
    pub(crate) fn last_pin(&self, channel: Id) -> Option<DateTime<Utc>> {
        self.pins.get(&channel).copied()
    }

    /// What an earlier message by `author` with this nonce is, if one was created in the past minutes.
    pub(crate) fn find_nonce(&self, author: Id, nonce: &Value) -> Option<(Id, Id)> {
        let (channel, message, at) = self.nonces.get(&(author, nonce_text(nonce)))?;
        let age = self.now().signed_duration_since(at);
        (age < TimeDelta::minutes(limits::NONCE_MINUTES)).then_some((*channel, *message))
    }

    fn remember_nonce(&mut self, author: Id, nonce: &Value, channel: Id, message: Id) {
        let now = self.now();
        if self.nonces.len() > 10_000 {
            let window = TimeDelta::minutes(limits::NONCE_MINUTES);
            self.nonces
                .retain(|_, (_, _, at)| now.signed_duration_since(*at) < window);
        }
        self.nonces
            .insert((author, nonce_text(nonce)), (channel, message, now));
    }
}

/// Three parts, as libraries expect: the id in Base64, a word, and a secret.
fn with_id(token: &str, id: Id) -> String {
    let id = BASE64_STANDARD_NO_PAD.encode(id.to_string());
    format!("{id}.sandbox.{}", token.replace('.', "-"))
}

/// A nonce may be a number or the same digits as text.
fn nonce_text(nonce: &Value) -> String {
    nonce.as_str().map_or_else(|| nonce.to_string(), str::to_owned)
}
