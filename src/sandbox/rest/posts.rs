//! Posts of forums: a thread and its first message, made at once ("Start Thread in Forum or Media Channel").
//!
//! Called by `threads.rs` where the channel is a forum, and by `webhooks.rs` for a webhook that posts there.

use serde_json::{Value, json};

use super::call::{Answer, Call, created};
use super::threads;
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{EMPTY_MESSAGE, Failure, MAX_PINNED_POSTS, UNKNOWN_CHANNEL};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::limits::message::{self as rules, V2};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::{ATTACH_FILES, MANAGE_THREADS, SEND_MESSAGES};
use crate::sandbox::world::{Channel, PINNED, Post, check_references, kind};

/// `POST /channels/{id}/threads` in a forum.
pub(super) fn start(call: &mut Call<'_>, forum: Id) -> Answer {
    let me = call.me()?;
    if !call.body["message"].is_object() {
        return Err(Failure::form(
            "message",
            "BASE_TYPE_REQUIRED",
            "This field is required",
        ));
    }
    let message = call.body["message"].take();
    let draft = Draft::read(message, std::mem::take(&mut call.uploads)).map_err(below)?;
    let mut wanted = SEND_MESSAGES;
    if !draft.uploads.is_empty() {
        wanted = wanted.with(ATTACH_FILES);
    }
    call.world.allowed(me, forum, wanted)?;
    if !call.world.users[&me].bot && draft.components.as_ref().is_some_and(|list| !list.is_empty()) {
        // Only applications send components.
        return Err(EMPTY_MESSAGE.into());
    }
    check(&draft).map_err(below)?;
    let post = Post {
        author: me,
        channel: forum,
        kind: 0,
        draft,
        reference: None,
        metadata: None,
        only_for: None,
        loading: false,
        default_allowed: Allowed::everything(),
        signature: None,
    };
    let id = begin(call, forum, post, me)?;
    let mut shown = call.world.show_channel(call.world.channel(id)?, me);
    let first = call.world.find_message(id, id).ok_or(UNKNOWN_CHANNEL)?;
    shown["message"] = call.world.show_message(first);
    created(shown)
}

/// The faults of the message, one level down, as the body has it.
fn below(failure: Failure) -> Failure {
    failure.below("message")
}

fn check(draft: &Draft) -> Result<(), Failure> {
    rules::check(draft, draft.flags.unwrap_or(0) & V2 != 0)?;
    check_references(draft, None)?;
    rules::check_not_empty(draft)
}

/// Opens the thread by what the body says of it, and posts its first message there, under the thread's own id.
pub(super) fn begin(call: &mut Call<'_>, forum: Id, first: Post, owner: Id) -> Result<Id, Failure> {
    let place = call.world.channel(forum)?;
    let moderates = call.world.permissions(owner, place).has(MANAGE_THREADS);
    let rules = call.world.forum_of(place).ok_or(UNKNOWN_CHANNEL)?;
    let tags = rules.pick_tags(&call.body["applied_tags"], moderates)?;
    let (slow, archive) = (rules.slow_seconds, rules.archive_minutes);
    let mut wishes = threads::read_wishes(&call.body, true)?;
    wishes.slow_seconds = wishes.slow_seconds.or(Some(slow));
    wishes.archive_minutes = wishes.archive_minutes.or(archive);
    wishes.tags = tags;
    let id = call.world.next_id();
    threads::insert(call, forum, id, kind::PUBLIC_THREAD, wishes, owner)?;
    if let Some(forum) = call.world.channels.get_mut(&forum) {
        // Of a forum "last message" means its newest post.
        forum.last_message = Some(id);
    }
    let (_, pings) = call.world.post_as(id, Post { channel: id, ..first });
    call.pings = Some(pings);
    Ok(id)
}

/// What a body changes of a post's tags and of its being pinned; nothing where it says nothing.
pub(super) struct Change {
    pub(super) tags: Option<Vec<Id>>,
    pub(super) pinned: Option<bool>,
}

/// Reads what is to become of a thread as a post; `moderates` says whether the one who asks manages threads.
///
/// # Errors
/// Those of tags, and 30047 when another post of the forum is pinned.
pub(super) fn read_change(call: &Call<'_>, post: &Channel, moderates: bool) -> Result<Change, Failure> {
    let nothing = Change {
        tags: None,
        pinned: None,
    };
    let (Some(forum), Some(thread)) = (call.world.forum_of(post), &post.thread) else {
        return Ok(nothing);
    };
    let asked = &call.body["applied_tags"];
    let tags = match asked {
        Value::Array(list) => {
            // A moderated tag that is there already may stay, whoever asks.
            let held = |tag: &Value| Id::of(tag).is_some_and(|id| thread.tags.contains(&id));
            let all_held = list.iter().all(held);
            Some(forum.pick_tags(asked, moderates || all_held)?)
        }
        _ => None,
    };
    let pinned = call.body["flags"].as_u64().map(|flags| flags & PINNED != 0);
    let others = call.world.pinned_posts(post.parent.unwrap_or(post.id)) - usize::from(thread.pinned);
    if pinned == Some(true) && others >= limits::PINNED_POSTS {
        return Err(MAX_PINNED_POSTS.into());
    }
    Ok(Change { tags, pinned })
}

/// The body of a webhook's post as a thread's: its `thread_name` is the name.
pub(super) fn of_webhook(body: &Value) -> Value {
    json!({"name": body["thread_name"], "applied_tags": body["applied_tags"]})
}
