//! The world as JSON, field for field as Discord shows it.
//!
//! Which fields are null and which are missing follows Discord's API description; a test holds the two together.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::{Channel, GUILD_NAME, Message, PINNED, Role, User, World, kind};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::message::{HAS_THREAD, LOADING};
use crate::sandbox::permissions::Overwrite;

/// Message type of "… pinned a message to this channel"; it names the message without showing it.
pub(crate) const MESSAGE_PINNED: u8 = 6;

/// A time as Discord writes it.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    let text = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    text.replace('Z', "+00:00")
}

impl World {
    /// A user as others see it.
    pub(crate) fn show_user(&self, id: Id) -> Value {
        let Some(user) = self.users.get(&id) else {
            return Value::Null;
        };
        let mut shown = json!({
            "id": user.id, "username": user.name, "avatar": null, "public_flags": 0, "flags": 0,
            "discriminator": if user.bot { "0000" } else { "0" },
            "global_name": if user.bot { Value::Null } else { json!(user.name) },
            "banner": null, "accent_color": null, "avatar_decoration_data": null, "collectibles": null,
            "primary_guild": null,
        });
        if user.bot {
            shown["bot"] = json!(true);
        }
        shown
    }

    /// A user as it sees itself.
    pub(crate) fn show_me(&self, id: Id) -> Value {
        let mut shown = self.show_user(id);
        shown["mfa_enabled"] = json!(true);
        shown["verified"] = json!(true);
        shown["email"] = Value::Null;
        shown["locale"] = json!("en-US");
        shown["premium_type"] = json!(0);
        shown
    }

    /// A member, without the user.
    pub(crate) fn show_partial_member(&self, user: &User) -> Value {
        json!({
            "avatar": null, "avatar_decoration_data": null, "banner": null, "collectibles": null,
            "communication_disabled_until": user.silent_until.map(stamp), "flags": 0,
            "joined_at": stamp(user.joined_at), "nick": user.nick,
            "pending": false, "premium_since": null, "roles": user.roles, "mute": false, "deaf": false,
        })
    }

    /// A member with its user.
    pub(crate) fn show_member(&self, user: &User) -> Value {
        let mut shown = self.show_partial_member(user);
        shown["user"] = self.show_user(user.id);
        shown
    }

    /// A role.
    pub(crate) fn show_role(&self, role: &Role) -> Value {
        let mut shown = json!({
            "id": role.id, "name": role.name, "description": null,
            "permissions": role.permissions.0.to_string(), "position": role.position, "color": role.color,
            "colors": {"primary_color": role.color, "secondary_color": null, "tertiary_color": null},
            "hoist": role.hoist, "managed": role.of_bot.is_some(), "mentionable": role.mentionable,
            "icon": null, "unicode_emoji": null, "flags": 0,
        });
        if let Some(bot) = role.of_bot {
            shown["tags"] = json!({"bot_id": bot});
        }
        shown
    }

    /// All roles.
    pub(crate) fn show_roles(&self) -> Value {
        self.roles.iter().map(|role| self.show_role(role)).collect()
    }

    /// A channel as `viewer` sees it: a direct one shows the other side.
    pub(crate) fn show_channel(&self, channel: &Channel, viewer: Id) -> Value {
        if channel.is_direct() {
            let others = channel.recipients.iter().filter(|id| **id != viewer);
            return json!({
                "id": channel.id, "type": channel.kind, "last_message_id": channel.last_message, "flags": 0,
                "recipients": others.map(|id| self.show_user(*id)).collect::<Vec<_>>(),
            });
        }
        if channel.thread.is_some() {
            return self.show_thread(channel, viewer);
        }
        let mut shown = json!({
            "id": channel.id, "type": channel.kind, "guild_id": self.guild, "name": channel.name,
            "topic": channel.topic, "position": channel.position, "nsfw": channel.nsfw,
            "parent_id": channel.parent, "last_message_id": channel.last_message,
            "rate_limit_per_user": channel.slow_seconds, "flags": 0,
            "last_pin_timestamp": self.last_pin(channel.id).map(stamp),
            "permission_overwrites": channel.overwrites.iter().map(show_overwrite).collect::<Vec<_>>(),
        });
        if let Some(forum) = &channel.forum {
            forum.show_into(&mut shown);
        }
        shown
    }

    fn show_thread(&self, channel: &Channel, viewer: Id) -> Value {
        let Some(thread) = &channel.thread else {
            return Value::Null;
        };
        let mut metadata = json!({
            "archived": thread.archived, "archive_timestamp": stamp(thread.archived_at),
            "auto_archive_duration": thread.archive_minutes, "locked": thread.locked,
            "create_timestamp": stamp(thread.created_at),
        });
        if channel.kind == kind::PRIVATE_THREAD {
            metadata["invitable"] = json!(thread.invitable);
        }
        let mut shown = json!({
            "id": channel.id, "type": channel.kind, "guild_id": self.guild, "parent_id": channel.parent,
            "name": channel.name, "owner_id": thread.owner, "last_message_id": channel.last_message,
            "rate_limit_per_user": thread.slow_seconds, "thread_metadata": metadata,
            "flags": if thread.pinned { PINNED } else { 0 },
            "message_count": thread.message_count, "total_message_sent": thread.total_sent,
            // Discord stops counting at 50.
            "member_count": thread.members.len().min(50),
            "last_pin_timestamp": self.last_pin(channel.id).map(stamp),
        });
        if self.forum_of(channel).is_some() {
            shown["applied_tags"] = json!(thread.tags);
        }
        if let Some(joined_at) = thread.members.get(&viewer) {
            shown["member"] = show_thread_member(channel.id, viewer, *joined_at);
        }
        shown
    }

    /// Who wrote a message: a user, or a webhook under some name.
    fn show_author(&self, message: &Message) -> Value {
        let Some(name) = &message.signature else {
            return self.show_user(message.author);
        };
        json!({
            "id": message.author, "username": name, "avatar": null, "discriminator": "0000", "public_flags": 0,
            "flags": 0, "bot": true, "global_name": null, "primary_guild": null, "banner": null,
            "accent_color": null, "avatar_decoration_data": null, "collectibles": null,
        })
    }

    /// A message as REST shows it.
    pub(crate) fn show_message(&self, message: &Message) -> Value {
        let thread = self
            .channels
            .get(&message.id)
            .filter(|channel| channel.thread.is_some());
        let mut shown = json!({
            "id": message.id, "channel_id": message.channel, "type": message.kind,
            "author": self.show_author(message), "content": message.content,
            "timestamp": stamp(message.created_at), "edited_timestamp": message.edited_at.map(stamp),
            "tts": false, "pinned": message.pinned_at.is_some(),
            "mention_everyone": message.mention_everyone, "mention_roles": message.mention_roles,
            "mentions": message.mentions.iter().map(|id| self.show_user(*id)).collect::<Vec<_>>(),
            "attachments": message.attachments, "embeds": message.embeds, "components": message.components,
            "flags": message.flags | if thread.is_some() { HAS_THREAD } else { 0 },
        });
        if message.signature.is_some() {
            shown["webhook_id"] = json!(message.author);
        }
        if let Some(metadata) = &message.metadata {
            shown["interaction_metadata"] = metadata.clone();
            shown["application_id"] = json!(self.bot);
            shown["webhook_id"] = json!(self.bot);
        }
        if let Some(thread) = thread {
            shown["thread"] = self.show_thread(thread, message.author);
        }
        if !message.reactions.is_empty() {
            shown["reactions"] = message
                .reactions
                .iter()
                .map(|(emoji, by)| show_reaction(emoji, by.len()))
                .collect();
        }
        if let Some(poll) = &message.poll {
            shown["poll"] = poll.show();
        }
        if let Some((reference, snapshot)) = &message.forwarded {
            shown["message_reference"] = reference.clone();
            shown["message_snapshots"] = json!([{"message": snapshot}]);
        }
        if let Some(reference) = message.reference {
            self.show_reference(&mut shown, message, reference);
        }
        shown
    }

    fn show_reference(&self, shown: &mut Value, message: &Message, reference: Id) {
        shown["message_reference"] =
            json!({"type": 0, "channel_id": message.channel, "message_id": reference});
        if self
            .channels
            .get(&message.channel)
            .is_some_and(|channel| !channel.is_direct())
        {
            shown["message_reference"]["guild_id"] = json!(self.guild);
        }
        if message.kind == MESSAGE_PINNED {
            return;
        }
        let referenced = self.find_message(message.channel, reference).map(|original| {
            let mut inner = self.show_message(original);
            // One level: a reply to a reply does not show the whole chain.
            if let Some(fields) = inner.as_object_mut() {
                fields.remove("referenced_message");
            }
            inner
        });
        shown["referenced_message"] = referenced.unwrap_or(Value::Null);
    }

    /// A message as the answer to its creation shows it: with the nonce, which no later listing has.
    pub(crate) fn show_new_message(&self, message: &Message) -> Value {
        let mut shown = self.show_message(message);
        if let Some(nonce) = &message.nonce {
            shown["nonce"] = nonce.clone();
        }
        shown
    }

    /// A message as the gateway shows it, with member and server.
    pub(crate) fn show_message_event(&self, message: &Message) -> Value {
        let mut shown = self.show_new_message(message);
        let Some(channel) = self.channels.get(&message.channel) else {
            return shown;
        };
        shown["channel_type"] = json!(channel.kind);
        if channel.is_direct() {
            return shown;
        }
        shown["guild_id"] = json!(self.guild);
        // Answers to interactions come as webhook messages, which have no member.
        if message.flags & LOADING == 0
            && let Some(author) = self.users.get(&message.author)
        {
            shown["member"] = self.show_partial_member(author);
        }
        shown
    }

    /// The server as REST shows it.
    pub(crate) fn show_guild(&self) -> Value {
        let mut shown = json!({
            "id": self.guild, "name": GUILD_NAME, "icon": null, "description": null, "home_header": null,
            "splash": null, "discovery_splash": null, "features": [], "banner": null, "owner_id": self.owner,
            "application_id": null, "region": "deprecated", "afk_channel_id": null, "afk_timeout": 300,
            "system_channel_id": null, "system_channel_flags": 0, "widget_enabled": false,
            "widget_channel_id": null, "verification_level": 0, "roles": self.show_roles(),
            "default_message_notifications": 0, "mfa_level": 0, "explicit_content_filter": 0,
            "max_presences": null, "max_members": 500_000, "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25, "vanity_url_code": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": "en-US", "rules_channel_id": null,
            "safety_alerts_channel_id": null, "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [],
            "stickers": [], "incidents_data": null,
        });
        for (name, value) in &self.guild_settings {
            shown[name] = value.clone();
        }
        shown
    }

    /// What of a message goes along when it is forwarded ("Message Snapshot Object").
    pub(crate) fn show_snapshot(&self, message: &Message) -> Value {
        let whole = self.show_message(message);
        let kept = [
            "type",
            "content",
            "mentions",
            "mention_roles",
            "attachments",
            "embeds",
            "timestamp",
            "edited_timestamp",
            "flags",
            "components",
        ];
        kept.iter()
            .map(|key| ((*key).to_owned(), whole[*key].clone()))
            .collect()
    }

    /// The server as GUILD_CREATE shows it to `viewer`; `members` are those the viewer's intents let through.
    pub(crate) fn show_guild_event(&self, viewer: Id, members: Vec<Value>) -> Value {
        let mut shown = self.show_guild();
        let mut part = |key: &str, value: Value| shown[key] = value;
        let seen = |channel: &&Channel| !channel.is_direct() && self.sees(viewer, channel.id);
        let (threads, channels): (Vec<_>, Vec<_>) = self
            .channels
            .values()
            .filter(seen)
            .partition(|channel| channel.thread.is_some());
        let active = |channel: &&Channel| channel.thread.as_ref().is_some_and(|thread| !thread.archived);
        part(
            "channels",
            channels.iter().map(|c| self.show_channel(c, viewer)).collect(),
        );
        part(
            "threads",
            threads
                .into_iter()
                .filter(active)
                .map(|c| self.show_channel(c, viewer))
                .collect(),
        );
        part("member_count", json!(self.users.len()));
        part("members", Value::Array(members));
        part(
            "joined_at",
            json!(self.users.get(&viewer).map(|user| stamp(user.joined_at))),
        );
        for key in [
            "voice_states",
            "presences",
            "stage_instances",
            "soundboard_sounds",
        ] {
            part(key, json!([]));
        }
        part(
            "guild_scheduled_events",
            self.open_events()
                .into_iter()
                .map(|event| self.show_event(event, false))
                .collect(),
        );
        part("unavailable", json!(false));
        shown
    }
}

/// A permission overwrite.
fn show_overwrite(overwrite: &Overwrite) -> Value {
    json!({
        "id": overwrite.id, "type": u8::from(overwrite.for_member),
        "allow": overwrite.allow.to_string(), "deny": overwrite.deny.to_string(),
    })
}

/// Somebody's membership of a thread.
pub(crate) fn show_thread_member(thread: Id, user: Id, joined_at: DateTime<Utc>) -> Value {
    json!({"id": thread, "user_id": user, "join_timestamp": stamp(joined_at), "flags": 0})
}

fn show_reaction(emoji: &str, count: usize) -> Value {
    json!({
        "emoji": {"id": null, "name": emoji}, "count": count, "count_details": {"burst": 0, "normal": count},
        "burst_colors": [], "me_burst": false, "me": false,
    })
}
