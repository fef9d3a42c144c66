//! Messages come into being, change and go; everybody who may see them hears of it.
//!
//! Called by every route that posts: plain messages, interaction answers, followups. The draft was checked before.

use serde_json::{Value, json};

use super::files::kept;
use super::{Channel, Message, Pings, Poll, To, World};
use crate::sandbox::draft::Draft;
use crate::sandbox::ids::Id;
use crate::sandbox::limits::component;
use crate::sandbox::limits::message::{EPHEMERAL, HAS_SNAPSHOT, LOADING, SILENT, SUPPRESS_EMBEDS, V2};
use crate::sandbox::mentions::{Allowed, Asked};
use crate::sandbox::parts;
use crate::sandbox::permissions::MENTION_EVERYONE;

/// Flags a sender may set on a new message; the others are Discord's own.
const SETTABLE: u64 = SUPPRESS_EMBEDS | SILENT | V2;

/// A new message.
pub(crate) struct Post {
    pub(crate) author: Id,
    pub(crate) channel: Id,
    /// Discord's message type: 0 plain, 19 reply, 20 and 23 answers to commands.
    pub(crate) kind: u8,
    pub(crate) draft: Draft,
    pub(crate) reference: Option<Id>,
    pub(crate) metadata: Option<Value>,
    /// The only person who may see it.
    pub(crate) only_for: Option<Id>,
    /// Whether the content is still to come (a deferred answer).
    pub(crate) loading: bool,
    /// What holds if the draft says nothing of mentions.
    pub(crate) default_allowed: Allowed,
    /// The name it is signed with, if the author is a webhook.
    pub(crate) signature: Option<String>,
}

/// A change of a message.
pub(crate) struct Rewrite {
    pub(crate) draft: Draft,
    pub(crate) default_allowed: Allowed,
    /// Whether the message shows as edited; the filling of a deferred answer does not.
    pub(crate) mark_edited: bool,
}

impl World {
    /// Creates a message and tells everybody who sees it. Returns its id and who was pinged.
    pub(crate) fn post(&mut self, post: Post) -> (Id, Pings) {
        let id = self.next_id();
        self.post_as(id, post)
    }

    /// As [`World::post`], under an id that was taken before: the first message of a forum's post has its thread's.
    pub(crate) fn post_as(&mut self, id: Id, post: Post) -> (Id, Pings) {
        let attachments = self.keep_files(post.channel, &post.draft, Vec::new());
        let draft = post.draft;
        let given = draft.components.unwrap_or_default();
        let components = parts::finish(given, &attachments, &mut self.ids_now());
        let mut flags = draft.flags.unwrap_or(0) & SETTABLE;
        flags |= if post.only_for.is_some() { EPHEMERAL } else { 0 };
        flags |= if post.loading { LOADING } else { 0 };
        flags |= if draft.forwarded.is_some() {
            HAS_SNAPSHOT
        } else {
            0
        };
        let mut message = Message {
            id,
            channel: post.channel,
            author: post.author,
            signature: post.signature,
            kind: post.kind,
            content: draft.content.unwrap_or_default(),
            embeds: draft
                .embeds
                .unwrap_or_default()
                .into_iter()
                .map(|embed| parts::finish_embed(embed, &attachments))
                .collect(),
            components,
            attachments,
            flags,
            created_at: self.now(),
            edited_at: None,
            mentions: Vec::new(),
            mention_roles: Vec::new(),
            mention_everyone: false,
            nonce: draft.nonce,
            reference: post.reference,
            poll: draft.poll.map(|poll| Poll::begin(&poll, self.now())),
            forwarded: draft.forwarded,
            metadata: post.metadata,
            pinned_at: None,
            reactions: Vec::new(),
            only_for: post.only_for,
        };
        let allowed = draft.allowed.unwrap_or(post.default_allowed);
        let mut pings = self.mention(&mut message, &allowed);
        pings.silent = flags & SILENT != 0;
        if let Some(nonce) = &message.nonce {
            let nonce = nonce.clone();
            self.remember_nonce(post.author, &nonce, post.channel, id);
        }
        if let Some(poll) = &message.poll {
            self.open_polls.insert((poll.ends_at, message.channel, id));
            self.time_keeper.ring();
        }
        self.insert(message);
        (id, pings)
    }

    fn insert(&mut self, message: Message) {
        let (channel_id, id, only_for, author) =
            (message.channel, message.id, message.only_for, message.author);
        let sees_all = |world: &Self| {
            world
                .find_message(channel_id, id)
                .map(|m| world.show_message_event(m))
        };
        self.messages.entry(channel_id).or_default().insert(id, message);
        if only_for.is_none() {
            self.count(channel_id, id, author);
        }
        let shown = sees_all(self).expect("it was just inserted");
        self.tell(
            only_for.map_or(To::Channel(channel_id), To::Only),
            "MESSAGE_CREATE",
            shown,
        );
    }

    /// Notes a message in its channel: the last one, and a thread's counts; who writes in a thread joins it.
    fn count(&mut self, channel_id: Id, message: Id, author: Id) {
        let now = self.now();
        let Some(channel) = self.channels.get_mut(&channel_id) else {
            return;
        };
        channel.last_message = Some(message);
        let Some(thread) = &mut channel.thread else { return };
        // The first message of a post is not counted ("Channel Object", `message_count`).
        if message != channel_id {
            thread.message_count += 1;
            thread.total_sent += 1;
        }
        if thread.archived {
            thread.archived = false;
            thread.archived_at = now;
            self.tell_channel(channel_id, "THREAD_UPDATE");
        }
        self.join_thread(channel_id, author);
    }

    /// Makes somebody a member of a thread; nothing happens to those who are.
    pub(crate) fn join_thread(&mut self, thread_id: Id, user: Id) {
        let now = self.now();
        let Some(thread) = self.channels.get_mut(&thread_id).and_then(|c| c.thread.as_mut()) else {
            return;
        };
        if thread.members.contains_key(&user) {
            return;
        }
        thread.members.insert(user, now);
        let count = thread.members.len().min(50);
        let mut added = super::show::show_thread_member(thread_id, user, now);
        if let Some(user) = self.users.get(&user) {
            added["member"] = self.show_member(user);
            added["presence"] = Value::Null;
        }
        let data = json!({
            "id": thread_id, "guild_id": self.guild, "member_count": count, "added_members": [added],
            "removed_member_ids": [],
        });
        self.tell(To::Channel(thread_id), "THREAD_MEMBERS_UPDATE", data);
    }

    /// Tells everybody who sees a channel how it is now.
    pub(crate) fn tell_channel(&mut self, channel: Id, name: &'static str) {
        if let Some(channel) = self.channels.get(&channel) {
            let (id, shown) = (channel.id, self.show_channel(channel, self.bot));
            self.tell(To::Channel(id), name, shown);
        }
    }

    /// Changes a message and tells everybody who sees it.
    pub(crate) fn rewrite(&mut self, channel: Id, id: Id, change: Rewrite) {
        let now = self.now();
        let Some(mut message) = self
            .messages
            .get_mut(&channel)
            .and_then(|messages| messages.remove(&id))
        else {
            return;
        };
        let draft = change.draft;
        let was_loading = message.flags & LOADING != 0;
        let remade = draft.content.is_some() || draft.components.is_some();
        if draft.attachments.is_some() || !draft.uploads.is_empty() {
            let kept = kept(&message, &draft);
            let gone: Vec<Value> = message
                .attachments
                .iter()
                .filter(|a| !kept.contains(a))
                .cloned()
                .collect();
            self.drop_files(&gone);
            message.attachments = self.keep_files(channel, &draft, kept);
        }
        if let Some(content) = draft.content {
            message.content = content;
        }
        if let Some(embeds) = draft.embeds {
            message.embeds = embeds
                .into_iter()
                .map(|embed| parts::finish_embed(embed, &message.attachments))
                .collect();
        }
        if let Some(components) = draft.components {
            message.components = parts::finish(components, &message.attachments, &mut self.ids_now());
        }
        if let Some(flags) = draft.flags {
            // The V2 flag can be set by an edit and never be taken away (Component Reference).
            message.flags = (message.flags & !SUPPRESS_EMBEDS) | (flags & (SUPPRESS_EMBEDS | V2));
        }
        message.flags &= !LOADING;
        if remade {
            self.mention(&mut message, &draft.allowed.unwrap_or(change.default_allowed));
        }
        if change.mark_edited && !was_loading {
            message.edited_at = Some(now);
        }
        self.messages.entry(channel).or_default().insert(id, message);
        self.tell_message(channel, id);
    }

    /// Tells everybody who sees a message how it is now.
    pub(crate) fn tell_message(&mut self, channel: Id, id: Id) {
        let Some(message) = self.find_message(channel, id) else {
            return;
        };
        let to = message.only_for.map_or(To::Channel(channel), To::Only);
        let shown = self.show_message_event(message);
        self.tell(to, "MESSAGE_UPDATE", shown);
    }

    /// Removes a message and tells everybody who saw it.
    pub(crate) fn erase(&mut self, channel: Id, id: Id) {
        let Some(message) = self.take_away(channel, id) else {
            return;
        };
        let mut data = json!({"id": id, "channel_id": channel});
        if !self.channels.get(&channel).is_some_and(Channel::is_direct) {
            data["guild_id"] = json!(self.guild);
        }
        self.tell(
            message.only_for.map_or(To::Channel(channel), To::Only),
            "MESSAGE_DELETE",
            data,
        );
    }

    /// Removes messages of the server and tells of all at once ("Bulk Delete Messages"); what is not there is passed over.
    pub(crate) fn erase_many(&mut self, channel: Id, ids: &[Id]) {
        let seen = |world: &Self, id: &Id| {
            world
                .find_message(channel, *id)
                .is_some_and(|message| message.only_for.is_none())
        };
        let there: Vec<Id> = ids.iter().copied().filter(|id| seen(self, id)).collect();
        for id in &there {
            self.take_away(channel, *id);
        }
        if !there.is_empty() {
            let data = json!({"ids": there, "channel_id": channel, "guild_id": self.guild});
            self.tell(To::Channel(channel), "MESSAGE_DELETE_BULK", data);
        }
    }

    fn take_away(&mut self, channel: Id, id: Id) -> Option<Message> {
        let message = self.messages.get_mut(&channel)?.remove(&id)?;
        self.drop_files(&message.attachments);
        let place = self.channels.get_mut(&channel);
        if let Some(thread) = place.and_then(|channel| channel.thread.as_mut()) {
            thread.message_count = thread.message_count.saturating_sub(1);
        }
        Some(message)
    }

    /// Reads the message's mentions, as far as the sender allows and may; sets them and says whom they ping.
    fn mention(&self, message: &mut Message, allowed: &Allowed) -> Pings {
        let mut texts = vec![message.content.as_str()];
        texts.extend(component::texts(&message.components));
        let asked = allowed.of(&Asked::read(texts));
        let channel = self.channels.get(&message.channel);
        let powerful = channel.is_some_and(|c| self.permissions(message.author, c).has(MENTION_EVERYONE));
        let mut users: Vec<Id> = asked
            .users
            .into_iter()
            .filter(|id| self.users.contains_key(id))
            .collect();
        // An answer to an interaction points at the card it came from, but rings nobody for that.
        let replied = message
            .reference
            .filter(|_| message.metadata.is_none())
            .and_then(|id| self.find_message(message.channel, id));
        if let Some(author) = replied
            .map(|original| original.author)
            .filter(|_| allowed.replied_user)
            && !users.contains(&author)
        {
            users.push(author);
        }
        let pingable = |id: &Id| {
            self.find_role(*id)
                .is_some_and(|role| role.mentionable || powerful)
        };
        message.mention_roles = asked.roles.into_iter().filter(pingable).collect();
        message.mention_everyone = asked.everyone && powerful;
        message.mentions.clone_from(&users);
        // An ephemeral message rings nobody but who sees it anyway.
        if message.only_for.is_some() {
            return Pings::default();
        }
        users.retain(|id| *id != message.author);
        Pings {
            users,
            roles: message.mention_roles.clone(),
            everyone: message.mention_everyone,
            silent: false,
        }
    }

    /// Ids for parts of a message, taken as they are needed.
    fn ids_now(&mut self) -> impl FnMut() -> Id + '_ {
        let now = self.clock.now();
        move || self.ids.next(now)
    }
}
