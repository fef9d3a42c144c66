//! Webhooks of channels: an address by which anybody posts under a name of their own ("Webhook Resource").

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use super::messages::check_edit;
use super::posts;
use crate::sandbox::failure::{
    Failure, Form, MAX_WEBHOOKS, TOKEN_EXPIRED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK,
    WEBHOOK_NO_FORUM, WEBHOOK_TWO_THREADS, WEBHOOK_WITHOUT_THREAD, WRONG_CHANNEL_TYPE,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::limits::message::{self as rules, V2};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::permissions::MANAGE_WEBHOOKS;
use crate::sandbox::world::{Post, Rewrite, To, Webhook, check_references, kind};

/// Words that no webhook's name may hold.
const RESERVED: [&str; 2] = ["clyde", "discord"];

/// `POST /channels/{id}/webhooks`.
pub(super) fn create(call: &mut Call<'_>, channel: Id) -> Answer {
    let me = call.me()?;
    call.world.allowed(me, channel, MANAGE_WEBHOOKS)?;
    let name = read_name(&call.body["name"], "name")?.ok_or_else(|| {
        let mut form = Form::default();
        form.require("name");
        form.finish().expect_err("one fault was added")
    })?;
    check_room(call, channel)?;
    let id = call.world.next_id();
    let hook = Webhook {
        id,
        // As long as Discord's, and as hard to read.
        token: format!("sandbox-hook-{id:0>55}"),
        name,
        channel,
        creator: me,
    };
    call.world.webhooks.insert(id, hook);
    tell(call, channel);
    ok(show(call, id, true))
}

/// Checks a name, of a webhook or of one message of it.
fn read_name(given: &Value, field: &str) -> Result<Option<String>, Failure> {
    let Some(name) = given.as_str().map(str::trim) else {
        return Ok(None);
    };
    let mut form = Form::default();
    form.between(field, name.chars().count(), 1, limits::WEBHOOK_NAME);
    if let Some(word) = RESERVED.iter().find(|word| name.to_lowercase().contains(*word)) {
        let message = format!("Username cannot contain \"{word}\"");
        form.add(field, "USERNAME_INVALID_CONTAINS", message);
    }
    form.finish()?;
    Ok(Some(name.to_owned()))
}

fn tell(call: &mut Call<'_>, channel: Id) {
    let data = json!({"guild_id": call.world.guild, "channel_id": channel});
    call.world.tell(To::Channel(channel), "WEBHOOKS_UPDATE", data);
}

fn show(call: &Call<'_>, id: Id, with_user: bool) -> Value {
    let Some(hook) = call.world.webhooks.get(&id) else {
        return Value::Null;
    };
    let of_bot = (hook.creator == call.world.bot).then_some(call.world.bot);
    let mut shown = json!({
        "id": id, "type": 1, "name": hook.name, "avatar": null, "channel_id": hook.channel,
        "guild_id": call.world.guild, "application_id": of_bot, "token": hook.token,
        "url": format!("http://{}/api/webhooks/{id}/{}", call.world.address, hook.token),
    });
    if with_user {
        shown["user"] = call.world.show_user(hook.creator);
    }
    shown
}

/// `GET /channels/{id}/webhooks`, and with `None` `GET /guilds/{id}/webhooks`.
pub(super) fn list(call: &mut Call<'_>, channel: Option<Id>) -> Answer {
    let me = call.me()?;
    if let Some(channel) = channel {
        call.world.allowed(me, channel, MANAGE_WEBHOOKS)?;
    }
    let may = |hook: &&Webhook| call.world.allowed(me, hook.channel, MANAGE_WEBHOOKS).is_ok();
    let hooks = call
        .world
        .webhooks
        .values()
        .filter(|hook| channel.is_none_or(|channel| hook.channel == channel));
    ok(hooks.filter(may).map(|hook| show(call, hook.id, true)).collect())
}

/// `…/webhooks/{id}`: by those who manage webhooks there.
pub(super) fn of_manager(call: &mut Call<'_>, method: &str, id: Id) -> Option<Answer> {
    let may = |call: &Call<'_>| -> Result<(), Failure> {
        let hook = call.world.webhooks.get(&id).ok_or(UNKNOWN_WEBHOOK)?;
        call.world
            .allowed(call.me()?, hook.channel, MANAGE_WEBHOOKS)
            .map(drop)
    };
    if let Err(failure) = may(call) {
        return Some(Err(failure));
    }
    if method == "PATCH"
        && let Err(failure) = move_to(call, id)
    {
        return Some(Err(failure));
    }
    itself(call, method, id, true)
}

/// Moves a webhook to the channel that the body names, where the same rules hold as for a new one.
fn move_to(call: &mut Call<'_>, id: Id) -> Result<(), Failure> {
    let Some(channel) = Id::of(&call.body["channel_id"]) else {
        return Ok(());
    };
    let from = call.world.webhooks.get(&id).map(|hook| hook.channel);
    if from == Some(channel) {
        return Ok(());
    }
    check_room(call, channel)?;
    if let Some(hook) = call.world.webhooks.get_mut(&id) {
        hook.channel = channel;
    }
    if let Some(from) = from {
        tell(call, from);
    }
    Ok(())
}

/// Whether a channel can have one more webhook of the caller's.
fn check_room(call: &Call<'_>, channel: Id) -> Result<(), Failure> {
    let place = call.world.allowed(call.me()?, channel, MANAGE_WEBHOOKS)?;
    if ![kind::TEXT, kind::ANNOUNCEMENT, kind::FORUM].contains(&place.kind) {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    let there = call
        .world
        .webhooks
        .values()
        .filter(|hook| hook.channel == channel);
    match there.count() >= limits::WEBHOOKS {
        true => Err(MAX_WEBHOOKS.into()),
        false => Ok(()),
    }
}

/// Reads, renames or removes a webhook.
fn itself(call: &mut Call<'_>, method: &str, id: Id, with_user: bool) -> Option<Answer> {
    Some(match method {
        "GET" => ok(show(call, id, with_user)),
        "PATCH" => rename(call, id, with_user),
        "DELETE" => {
            let gone = call.world.webhooks.remove(&id);
            if let Some(gone) = gone {
                tell(call, gone.channel);
            }
            done()
        }
        _ => return None,
    })
}

fn rename(call: &mut Call<'_>, id: Id, with_user: bool) -> Answer {
    let name = read_name(&call.body["name"], "name")?;
    let hook = call.world.webhooks.get_mut(&id).ok_or(UNKNOWN_WEBHOOK)?;
    hook.name = name.unwrap_or_else(|| std::mem::take(&mut hook.name));
    let channel = hook.channel;
    tell(call, channel);
    ok(show(call, id, with_user))
}

/// `…/webhooks/{id}/{token}/…`: by whoever has the token.
pub(super) fn with_token(
    call: &mut Call<'_>,
    method: &str,
    id: Id,
    token: &str,
    path: &[&str],
) -> Option<Answer> {
    let fits = call
        .world
        .webhooks
        .get(&id)
        .is_some_and(|hook| hook.token == token);
    if !fits {
        return Some(Err(TOKEN_EXPIRED.into()));
    }
    Some(match (method, path) {
        ("POST", []) => execute(call, id),
        (_, []) => return itself(call, method, id, false),
        (_, ["messages", message]) => match message.parse() {
            Ok(message) => return of_message(call, method, id, message),
            Err(_) => Err(UNKNOWN_MESSAGE.into()),
        },
        _ => return None,
    })
}

/// The channel that a request is about: the webhook's, or a thread of it.
fn place(call: &Call<'_>, id: Id) -> Result<Id, Failure> {
    let home = call.world.webhooks.get(&id).ok_or(UNKNOWN_WEBHOOK)?.channel;
    match call.query.id("thread_id") {
        None => Ok(home),
        Some(thread) if call.world.channel(thread)?.parent == Some(home) => Ok(thread),
        Some(_) => Err(UNKNOWN_CHANNEL.into()),
    }
}

/// Whether a webhook's message begins a post of a forum.
///
/// # Errors
/// 220001 to 220003.
fn begins_post(call: &Call<'_>, channel: Id) -> Result<bool, Failure> {
    let named = !call.body["thread_name"].is_null();
    let in_thread = call.query.id("thread_id").is_some();
    match (call.world.channel(channel)?.forum.is_some(), named) {
        (_, true) if in_thread => Err(WEBHOOK_TWO_THREADS.into()),
        (true, false) => Err(WEBHOOK_WITHOUT_THREAD.into()),
        (false, true) => Err(WEBHOOK_NO_FORUM.into()),
        (forum, _) => Ok(forum),
    }
}

fn execute(call: &mut Call<'_>, id: Id) -> Answer {
    let channel = place(call, id)?;
    let post = begins_post(call, channel)?.then(|| posts::of_webhook(&call.body));
    let own = read_name(&call.body["username"], "username")?;
    let mut draft = call.draft()?;
    let hook = call.world.webhooks.get(&id).ok_or(UNKNOWN_WEBHOOK)?;
    let (name, of_bot) = (
        own.unwrap_or_else(|| hook.name.clone()),
        hook.creator == call.world.bot,
    );
    if !of_bot && !call.query.is("with_components") {
        // Discord passes over the components of webhooks that are no application's.
        draft.components = None;
    }
    rules::check(&draft, draft.flags.unwrap_or(0) & V2 != 0)?;
    check_references(&draft, None)?;
    rules::check_not_empty(&draft)?;
    let first = Post {
        author: id,
        channel,
        kind: 0,
        draft,
        reference: None,
        metadata: None,
        only_for: None,
        loading: false,
        default_allowed: Allowed::people(),
        signature: Some(name),
    };
    let (channel, message) = match post {
        Some(thread) => {
            call.body = thread;
            let begun = posts::begin(call, channel, first, id)?;
            (begun, begun)
        }
        None => {
            let (message, pings) = call.world.post(first);
            call.pings = Some(pings);
            (channel, message)
        }
    };
    if call.query.is("wait") {
        super::messages::show(call.world, channel, message)
    } else {
        done()
    }
}

/// One message of the webhook's own.
fn of_message(call: &mut Call<'_>, method: &str, id: Id, message: Id) -> Option<Answer> {
    let find = |call: &Call<'_>| -> Result<Id, Failure> {
        let channel = place(call, id)?;
        let found = call
            .world
            .find_message(channel, message)
            .filter(|message| message.author == id);
        found
            .map(|message| message.channel)
            .ok_or_else(|| UNKNOWN_MESSAGE.into())
    };
    let channel = match find(call) {
        Ok(channel) => channel,
        Err(failure) => return Some(Err(failure)),
    };
    Some(match method {
        "GET" => super::messages::show(call.world, channel, message),
        "PATCH" => edit(call, channel, message),
        "DELETE" => {
            call.world.erase(channel, message);
            done()
        }
        _ => return None,
    })
}

fn edit(call: &mut Call<'_>, channel: Id, message: Id) -> Answer {
    let draft = call.draft()?;
    let flags = call
        .world
        .find_message(channel, message)
        .ok_or(UNKNOWN_MESSAGE)?
        .flags;
    check_edit(call.world, channel, message, &draft, flags)?;
    let change = Rewrite {
        draft,
        default_allowed: Allowed::people(),
        mark_edited: true,
    };
    call.world.rewrite(channel, message, change);
    super::messages::show(call.world, channel, message)
}
