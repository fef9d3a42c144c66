//! Threads: started, renamed, archived, joined and left ("Channel Resource", "Threads").

mod lists;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::{Answer, Call, created, done, ok};
use super::{posts, settings};
use crate::sandbox::failure::{
    Failure, Form, MAX_THREAD_MEMBERS, MAX_THREADS, MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_EXISTS,
    UNKNOWN_MEMBER, UNKNOWN_MESSAGE, WRONG_CHANNEL_TYPE,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, Permissions, READ_MESSAGE_HISTORY,
    SEND_MESSAGES_IN_THREADS,
};
use crate::sandbox::world::{Channel, Post, Thread, To, kind, stamp};
pub(super) use lists::{active, archived, own_archived};

/// Message type of "… started a thread".
const THREAD_CREATED: u8 = 18;

/// What is asked of a new or changed thread.
pub(super) struct Wishes {
    name: Option<String>,
    pub(super) archive_minutes: Option<u64>,
    pub(super) slow_seconds: Option<u64>,
    /// What a post of a forum is labelled with.
    pub(super) tags: Vec<Id>,
}

/// Reads what a body wishes of a thread.
///
/// # Errors
/// 50035.
pub(super) fn read_wishes(body: &Value, needs_name: bool) -> Result<Wishes, Failure> {
    let mut form = Form::default();
    let name = body["name"].as_str().map(str::to_owned);
    match &name {
        Some(name) => form.between("name", name.chars().count(), 1, limits::THREAD_NAME),
        None if needs_name => form.require("name"),
        None => {}
    }
    let archive_minutes = body["auto_archive_duration"].as_u64();
    settings::check_archive(&mut form, "auto_archive_duration", archive_minutes);
    let slow_seconds = body["rate_limit_per_user"].as_u64();
    settings::check_slow(&mut form, "rate_limit_per_user", slow_seconds);
    form.finish()?;
    Ok(Wishes {
        name,
        archive_minutes,
        slow_seconds,
        tags: Vec::new(),
    })
}

/// `POST /channels/{id}/messages/{message}/threads`: a thread with the message's id.
pub(super) fn start_from(call: &mut Call<'_>, channel: Id, message: Id) -> Answer {
    let me = call.me()?;
    let place = call
        .world
        .allowed(me, channel, CREATE_PUBLIC_THREADS.with(READ_MESSAGE_HISTORY))?;
    if !place.takes_threads() {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    let kind = match place.kind {
        kind::ANNOUNCEMENT => kind::ANNOUNCEMENT_THREAD,
        _ => kind::PUBLIC_THREAD,
    };
    let wishes = read_wishes(&call.body, true)?;
    let found = call
        .world
        .find_message(channel, message)
        .filter(|message| message.only_for.is_none());
    found.ok_or(UNKNOWN_MESSAGE)?;
    if call.world.channels.contains_key(&message) {
        return Err(THREAD_EXISTS.into());
    }
    insert(call, channel, message, kind, wishes, me)?;
    call.world.tell_message(channel, message);
    created(call.world.show_channel(call.world.channel(message)?, me))
}

/// `POST /channels/{id}/threads`: a thread without a message; public ones are announced in the channel.
pub(super) fn start(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    if call.world.channel(channel)?.forum.is_some() {
        return posts::start(call, channel);
    }
    let kind = match call.body["type"].as_u64() {
        Some(10) => kind::ANNOUNCEMENT_THREAD,
        Some(11) => kind::PUBLIC_THREAD,
        Some(12) | None => kind::PRIVATE_THREAD,
        Some(_) => {
            return Err(Failure::form(
                "type",
                "BASE_TYPE_CHOICES",
                "Value must be one of {10, 11, 12}.",
            ));
        }
    };
    let wanted = match kind {
        kind::PRIVATE_THREAD => CREATE_PRIVATE_THREADS,
        _ => CREATE_PUBLIC_THREADS,
    };
    let place = call.world.allowed(me, channel, wanted)?;
    // A thread is of its channel's type, and private ones are in text channels only ("Threads").
    let fits = match place.kind {
        kind::ANNOUNCEMENT => kind == kind::ANNOUNCEMENT_THREAD,
        _ => kind != kind::ANNOUNCEMENT_THREAD,
    };
    if !place.takes_threads() || !fits {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    let wishes = read_wishes(&call.body, true)?;
    let name = wishes.name.clone();
    let id = call.world.next_id();
    insert(call, channel, id, kind, wishes, me)?;
    if kind != kind::PRIVATE_THREAD {
        announce(call, me, channel, name);
    }
    created(call.world.show_channel(call.world.channel(id)?, me))
}

fn announce(call: &mut Call<'_>, me: Id, channel: Id, name: Option<String>) {
    let draft = crate::sandbox::draft::Draft {
        content: name,
        ..Default::default()
    };
    call.world.post(Post {
        author: me,
        channel,
        kind: THREAD_CREATED,
        draft,
        reference: None,
        metadata: None,
        only_for: None,
        loading: false,
        default_allowed: crate::sandbox::mentions::Allowed::people(),
        signature: None,
    });
}

/// Opens a thread of `owner`.
///
/// # Errors
/// 160006 when the server has as many as it may.
pub(super) fn insert(
    call: &mut Call<'_>,
    parent: Id,
    id: Id,
    kind: u8,
    wishes: Wishes,
    owner: Id,
) -> Result<(), Failure> {
    if call.world.active_threads() >= limits::ACTIVE_THREADS {
        return Err(MAX_THREADS.into());
    }
    let now = call.world.now();
    // A webhook that begins a post is no member of anything.
    let members = call.world.users.contains_key(&owner).then_some((owner, now));
    let thread = Thread {
        owner,
        archived: false,
        locked: false,
        invitable: call.body["invitable"] != false,
        archive_minutes: wishes.archive_minutes.unwrap_or(4320),
        archived_at: now,
        created_at: now,
        slow_seconds: wishes.slow_seconds.unwrap_or(0),
        message_count: 0,
        total_sent: 0,
        tags: wishes.tags,
        pinned: false,
        members: BTreeMap::from_iter(members),
    };
    let channel = Channel {
        id,
        kind,
        name: wishes.name.unwrap_or_default(),
        topic: None,
        parent: Some(parent),
        position: 0,
        overwrites: Vec::new(),
        last_message: None,
        slow_seconds: 0,
        nsfw: false,
        thread: Some(thread),
        forum: None,
        recipients: Vec::new(),
    };
    let mut shown = call.world.show_channel(&channel, owner);
    shown["newly_created"] = json!(true);
    call.world.channels.insert(id, channel);
    call.world.tell(To::Channel(id), "THREAD_CREATE", shown);
    Ok(())
}

/// `PATCH /channels/{id}` for a thread: rename, archive, lock.
pub(super) fn update(call: &mut Call<'_>, id: Id) -> Answer {
    let me = call.me()?;
    let place = call.world.allowed(me, id, Permissions::default())?;
    let thread = place.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    let manages = call.world.permissions(me, place).has(MANAGE_THREADS);
    let owns = thread.owner == me;
    let (was_archived, was_locked) = (thread.archived, thread.locked);
    let (archived, locked) = (call.body["archived"].as_bool(), call.body["locked"].as_bool());
    let opens = archived == Some(false);
    let slows = !call.body["rate_limit_per_user"].is_null();
    // Whoever may write may open an archived thread, unless it is locked; who began it may do more, but not slow it down.
    let writes = call.world.permissions(me, place).has(SEND_MESSAGES_IN_THREADS);
    let may = manages || (!was_locked && locked.is_none() && !slows && (owns || (opens && writes)));
    if !may {
        return Err(MISSING_PERMISSIONS.into());
    }
    if was_archived && !opens {
        return Err(THREAD_ARCHIVED.into());
    }
    let wishes = read_wishes(&call.body, false)?;
    let post = posts::read_change(call, place, manages)?;
    let now = call.world.now();
    if let Some(place) = call.world.channels.get_mut(&id) {
        place.name = wishes.name.unwrap_or_else(|| place.name.clone());
        if let Some(thread) = &mut place.thread {
            thread.archived = archived.unwrap_or(thread.archived);
            thread.locked = locked.unwrap_or(thread.locked);
            thread.archive_minutes = wishes.archive_minutes.unwrap_or(thread.archive_minutes);
            thread.slow_seconds = wishes.slow_seconds.unwrap_or(thread.slow_seconds);
            thread.tags = post.tags.unwrap_or_else(|| std::mem::take(&mut thread.tags));
            thread.pinned = post.pinned.unwrap_or(thread.pinned);
            if thread.archived != was_archived {
                thread.archived_at = now;
            }
        }
    }
    call.world.tell_channel(id, "THREAD_UPDATE");
    ok(call.world.show_channel(call.world.channel(id)?, me))
}

fn find(call: &Call<'_>, id: Id, user: &str) -> Result<Id, Failure> {
    let me = call.me()?;
    let place = call.world.allowed(me, id, Permissions::default())?;
    place.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    let user = if user == "@me" {
        me
    } else {
        user.parse().map_err(|_| UNKNOWN_MEMBER)?
    };
    if call.world.users.contains_key(&user) {
        Ok(user)
    } else {
        Err(UNKNOWN_MEMBER.into())
    }
}

fn show_member(call: &Call<'_>, id: Id, user: Id) -> Option<Value> {
    let joined_at = call
        .world
        .channels
        .get(&id)?
        .thread
        .as_ref()?
        .members
        .get(&user)?;
    let mut shown = json!({"id": id, "user_id": user, "join_timestamp": stamp(*joined_at), "flags": 0});
    if call.query.is("with_member") {
        shown["member"] = call
            .world
            .users
            .get(&user)
            .map_or(Value::Null, |user| call.world.show_member(user));
    }
    Some(shown)
}

/// `GET /channels/{id}/thread-members`.
pub(super) fn members(call: &mut Call<'_>, id: Id) -> Answer {
    find(call, id, "@me")?;
    let thread = call
        .world
        .channel(id)?
        .thread
        .as_ref()
        .ok_or(WRONG_CHANNEL_TYPE)?;
    ok(thread
        .members
        .keys()
        .filter_map(|user| show_member(call, id, *user))
        .collect())
}

/// `GET /channels/{id}/thread-members/{user}`.
pub(super) fn member(call: &mut Call<'_>, id: Id, user: &str) -> Answer {
    let user = find(call, id, user)?;
    ok(show_member(call, id, user).ok_or(UNKNOWN_MEMBER)?)
}

/// `PUT /channels/{id}/thread-members/{user}`.
pub(super) fn join(call: &mut Call<'_>, id: Id, user: &str) -> Answer {
    let user = find(call, id, user)?;
    let place = call.world.channel(id)?;
    let thread = place.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    if thread.archived {
        return Err(THREAD_ARCHIVED.into());
    }
    let me = call.me()?;
    let has = call.world.permissions(me, place);
    // Who adds others can write there, and to a private thread that is not open for it only moderators add.
    let invites = thread.invitable || place.kind != kind::PRIVATE_THREAD || has.has(MANAGE_THREADS);
    if user != me && !(has.has(SEND_MESSAGES_IN_THREADS) && invites) {
        return Err(MISSING_PERMISSIONS.into());
    }
    if !thread.members.contains_key(&user) && thread.members.len() >= limits::THREAD_MEMBERS {
        return Err(MAX_THREAD_MEMBERS.into());
    }
    call.world.join_thread(id, user);
    done()
}

/// `DELETE /channels/{id}/thread-members/{user}`.
pub(super) fn leave(call: &mut Call<'_>, id: Id, user: &str) -> Answer {
    let me = call.me()?;
    let user = find(call, id, user)?;
    let place = call.world.channel(id)?;
    if place.is_archived() {
        return Err(THREAD_ARCHIVED.into());
    }
    let owner = place.thread.as_ref().map(|thread| thread.owner);
    let begun = place.kind == kind::PRIVATE_THREAD && owner == Some(me);
    if user != me && !begun {
        call.world.allowed(me, id, MANAGE_THREADS)?;
    }
    let guild = call.world.guild;
    let thread = call
        .world
        .channels
        .get_mut(&id)
        .and_then(|channel| channel.thread.as_mut());
    let thread = thread.ok_or(WRONG_CHANNEL_TYPE)?;
    thread.members.remove(&user);
    let data = json!({
        "id": id, "guild_id": guild, "member_count": thread.members.len().min(50), "added_members": [],
        "removed_member_ids": [user],
    });
    call.world.tell(To::Channel(id), "THREAD_MEMBERS_UPDATE", data);
    done()
}
