//! Lists of threads: the open ones of the server, the archived ones of a channel ("Channel Resource", "Threads").

use serde_json::{Value, json};

use super::super::call::{Answer, Call, ok};
use super::super::intake::decode;
use super::super::settings;
use crate::sandbox::failure::Failure;
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{MANAGE_THREADS, READ_MESSAGE_HISTORY};
use crate::sandbox::world::{Channel, Thread, kind};

/// The threads in sight that are to be listed, newest first.
fn find_all<'c>(
    call: &'c Call<'_>,
    keep: impl Fn(&Channel, &Thread) -> bool,
) -> Result<Vec<(&'c Channel, &'c Thread)>, Failure> {
    let me = call.me()?;
    let threads = call.world.channels.values();
    let threads = threads.filter_map(|channel| Some((channel, channel.thread.as_ref()?)));
    let kept = threads.filter(|(channel, thread)| keep(channel, thread));
    let mut seen: Vec<_> = kept
        .filter(|(channel, _)| call.world.sees(me, channel.id))
        .collect();
    seen.sort_by_key(|(channel, _)| std::cmp::Reverse(channel.id));
    Ok(seen)
}

fn show_list(call: &Call<'_>, seen: &[&Channel], has_more: bool) -> Answer {
    let me = call.me()?;
    let joined = |channel: &&&Channel| {
        channel
            .thread
            .as_ref()
            .is_some_and(|thread| thread.members.contains_key(&me))
    };
    let members: Vec<Value> = seen
        .iter()
        .filter(joined)
        .map(|c| call.world.show_channel(c, me)["member"].take())
        .collect();
    let threads: Vec<Value> = seen
        .iter()
        .map(|channel| call.world.show_channel(channel, me))
        .collect();
    ok(json!({"threads": threads, "members": members, "has_more": has_more}))
}

/// `GET /guilds/{id}/threads/active`.
pub(in crate::sandbox::rest) fn active(call: &mut Call<'_>) -> Answer {
    let open = find_all(call, |_, thread| !thread.archived)?;
    let open: Vec<&Channel> = open.into_iter().map(|(channel, _)| channel).collect();
    show_list(call, &open, false)
}

/// `GET /channels/{id}/threads/archived/public|private`: the latest that were archived first.
pub(in crate::sandbox::rest) fn archived(call: &mut Call<'_>, parent: Id, which: &str) -> Answer {
    let private = which == "private";
    let mut wanted = READ_MESSAGE_HISTORY;
    if private {
        wanted = wanted.with(MANAGE_THREADS);
    }
    call.world.allowed(call.me()?, parent, wanted)?;
    let mut found = find_all(call, |channel, thread| {
        let is_private = channel.kind == kind::PRIVATE_THREAD;
        thread.archived && channel.parent == Some(parent) && is_private == private
    })?;
    let before = call
        .query
        .text("before")
        .map(decode)
        .and_then(|text| settings::read_time(&text));
    found.retain(|(_, thread)| before.is_none_or(|before| thread.archived_at < before));
    found.sort_by_key(|(channel, thread)| std::cmp::Reverse((thread.archived_at, channel.id)));
    show_page(call, &found)
}

/// `GET /channels/{id}/users/@me/threads/archived/private`: those that one is in, newest first.
pub(in crate::sandbox::rest) fn own_archived(call: &mut Call<'_>, parent: Id) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, parent, READ_MESSAGE_HISTORY)?;
    let before = call.query.id("before");
    let found = find_all(call, |channel, thread| {
        let mine = thread.members.contains_key(&me) && channel.kind == kind::PRIVATE_THREAD;
        let early = before.is_none_or(|before| channel.id < before);
        thread.archived && channel.parent == Some(parent) && mine && early
    })?;
    show_page(call, &found)
}

/// As many as were asked for, and whether there are more.
fn show_page(call: &Call<'_>, found: &[(&Channel, &Thread)]) -> Answer {
    let limit = call.query.number("limit").and_then(|n| usize::try_from(n).ok());
    let limit = limit.unwrap_or(limits::PAGE);
    let page: Vec<&Channel> = found.iter().take(limit).map(|(channel, _)| *channel).collect();
    show_list(call, &page, found.len() > limit)
}
