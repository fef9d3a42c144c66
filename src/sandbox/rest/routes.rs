//! Which route answers what: the whole map of Discord's API as far as the sandbox speaks it.
//!
//! What is not here is answered 404 and stands in the history as an unknown route.

use serde_json::json;

use super::call::{Answer, Call, ok};
use super::{
    announce, answer as answering, audit, channels, client, commands, events, followups, guild, invoke,
    members, messages, polls, press, reactions, roles, threads, webhooks,
};
use crate::sandbox::failure::{Failure, UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK};
use crate::sandbox::ids::Id;

/// Whether a route needs no `Authorization`: the token in its path says enough.
pub(super) fn is_open(path: &[&str]) -> bool {
    matches!(
        path,
        ["gateway"] | ["interactions", _, _, "callback"] | ["webhooks", _, _, ..]
    )
}

/// Serves a request; `None` when there is no such route.
pub(super) fn answer(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    match path {
        ["channels", channel, rest @ ..] => match channel.parse() {
            Ok(id) => in_channel(call, method, id, rest),
            Err(_) => Some(Err(UNKNOWN_CHANNEL.into())),
        },
        ["guilds", "templates", ..] => None,
        ["guilds", guild, rest @ ..] => match guild.parse() {
            Ok(id) if call.world.guild == id => in_guild(call, method, rest),
            _ => Some(Err(UNKNOWN_GUILD.into())),
        },
        ["applications", application, rest @ ..] => of_application(call, method, application, rest),
        ["webhooks", id] => match id.parse() {
            Ok(id) => webhooks::of_manager(call, method, id),
            Err(_) => Some(Err(UNKNOWN_WEBHOOK.into())),
        },
        ["webhooks", application, token, rest @ ..] => of_token(call, method, application, token, rest),
        ["users", rest @ ..] => of_users(call, method, rest),
        _ => other(call, method, path),
    }
}

fn other(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", ["gateway"]) => ok(json!({"url": format!("ws://{}", call.world.address)})),
        ("GET", ["gateway", "bot"]) => guild::gateway(call),
        ("GET", ["oauth2", "applications", "@me"]) => guild::application(call),
        // There is no voice, and so there are no sounds.
        ("GET", ["voice", "regions"] | ["soundboard-default-sounds"]) => ok(json!([])),
        ("GET", ["sticker-packs"]) => ok(json!({"sticker_packs": []})),
        ("POST", ["interactions"]) => match call.body["type"].as_u64() {
            Some(3) => press::component(call),
            Some(5) => press::modal(call),
            _ => invoke::command(call),
        },
        ("POST", ["interactions", id, token, "callback"]) => answering::callback(call, id, token),
        _ => return None,
    })
}

fn in_channel(call: &mut Call<'_>, method: &str, channel: Id, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", []) => channels::get(call, channel),
        ("PATCH", []) => channels::update(call, channel),
        ("DELETE", []) => channels::delete(call, channel),
        ("POST", ["typing"]) => channels::typing(call, channel),
        ("PUT", ["permissions", target]) => channels::set_overwrite(call, channel, target),
        ("DELETE", ["permissions", target]) => channels::remove_overwrite(call, channel, target),
        ("GET", ["messages"]) => messages::list(call, channel),
        ("POST", ["messages"]) => messages::create(call, channel),
        ("POST", ["messages", "bulk-delete"]) => messages::delete_many(call, channel),
        ("GET", ["messages", "pins"]) => channels::pins(call, channel),
        ("GET", ["pins"]) => channels::old_pins(call, channel),
        ("PUT", ["messages", "pins", id] | ["pins", id]) => {
            with_id(id, |id| channels::pin(call, channel, id, true))
        }
        ("DELETE", ["messages", "pins", id] | ["pins", id]) => {
            with_id(id, |id| channels::pin(call, channel, id, false))
        }
        ("GET", ["webhooks"]) => webhooks::list(call, Some(channel)),
        ("POST", ["webhooks"]) => webhooks::create(call, channel),
        ("POST", ["threads"]) => threads::start(call, channel),
        ("GET", ["threads", "archived", which]) => threads::archived(call, channel, which),
        ("GET", ["users", "@me", "threads", "archived", "private"]) => threads::own_archived(call, channel),
        ("GET", ["thread-members"]) => threads::members(call, channel),
        ("GET", ["thread-members", user]) => threads::member(call, channel, user),
        ("PUT", ["thread-members", user]) => threads::join(call, channel, user),
        ("DELETE", ["thread-members", user]) => threads::leave(call, channel, user),
        ("GET", ["application-commands", "search"]) => client::command_index(call),
        (_, ["polls", rest @ ..]) => return polls::answer(call, method, channel, rest),
        (_, ["messages", id, rest @ ..]) => return of_message(call, method, channel, id, rest),
        _ => return None,
    })
}

fn with_id(text: &str, act: impl FnOnce(Id) -> Answer) -> Answer {
    text.parse()
        .map_err(|_| Failure::from(UNKNOWN_MESSAGE))
        .and_then(act)
}

fn of_message(call: &mut Call<'_>, method: &str, channel: Id, id: &str, path: &[&str]) -> Option<Answer> {
    let Ok(id) = id.parse() else {
        return Some(Err(UNKNOWN_MESSAGE.into()));
    };
    Some(match (method, path) {
        ("GET", []) => messages::get(call, channel, id),
        ("PATCH", []) => messages::edit(call, channel, id),
        ("DELETE", []) => messages::delete(call, channel, id),
        ("POST", ["crosspost"]) => announce::crosspost(call, channel, id),
        ("POST", ["threads"]) => threads::start_from(call, channel, id),
        (_, ["reactions", rest @ ..]) => return reactions::answer(call, method, (channel, id), rest),
        _ => return None,
    })
}

fn in_guild(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", []) => guild::get(call),
        ("PATCH", []) => guild::edit(call),
        ("GET", ["audit-logs"]) => audit::list(call),
        ("PATCH", ["channels"]) => guild::move_channels(call),
        ("GET", ["channels"]) => guild::channels(call),
        ("POST", ["channels"]) => guild::create_channel(call),
        (_, ["roles", rest @ ..]) => return roles::answer(call, method, rest),
        ("GET", ["webhooks"]) => webhooks::list(call, None),
        ("GET", ["threads", "active"]) => threads::active(call),
        ("GET", ["members"]) => guild::members(call),
        ("GET", ["members", "search"]) => guild::search_members(call),
        ("GET", ["members", user]) => guild::member(call, user),
        ("PATCH", ["members", user]) => members::edit(call, user),
        ("PATCH", ["members", "@me", "nick"]) => members::rename_me(call),
        ("PUT", ["members", user, "roles", role]) => members::set_role(call, user, role, true),
        ("DELETE", ["members", user, "roles", role]) => members::set_role(call, user, role, false),
        (_, ["scheduled-events", rest @ ..]) => return events::answer(call, method, rest),
        ("GET", ["application-command-index"]) => client::command_index(call),
        ("GET", ["emojis" | "stickers" | "invites"]) => ok(json!([])),
        ("GET", ["soundboard-sounds"]) => ok(json!({"items": []})),
        _ => return None,
    })
}

fn of_users(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", ["@me"]) => call.me().and_then(|me| ok(call.world.show_me(me))),
        ("GET", ["@me", "guilds"]) => guild::mine(call),
        ("GET", ["@me", "guilds", guild, "member"]) => match guild.parse() {
            Ok(id) if call.world.guild == id => guild::member(call, "@me"),
            _ => Err(UNKNOWN_GUILD.into()),
        },
        ("GET", ["@me", "channels"]) => client::conversations(call),
        ("POST", ["@me", "channels"]) => channels::open_direct(call),
        ("GET", [user]) => guild::user(call, user),
        _ => return None,
    })
}

fn of_application(call: &mut Call<'_>, method: &str, application: &str, path: &[&str]) -> Option<Answer> {
    if (method, application, path) == ("GET", "@me", &[]) {
        return Some(guild::application(call));
    }
    if application == "@me" {
        return None;
    }
    if let Err(failure) = commands::check_owner(call, application) {
        return Some(Err(failure));
    }
    let (in_guild, path) = match path {
        ["guilds", guild, rest @ ..] => {
            if guild.parse() != Ok(call.world.guild) {
                return Some(Err(UNKNOWN_GUILD.into()));
            }
            (true, rest)
        }
        rest => (false, rest),
    };
    Some(match (method, path) {
        ("GET", ["commands"]) => commands::list(call, in_guild),
        ("POST", ["commands"]) => commands::upsert(call, in_guild),
        ("PUT", ["commands"]) => commands::overwrite(call, in_guild),
        ("GET", ["commands", "permissions"]) if in_guild => ok(json!([])),
        ("GET", ["commands", id]) => commands::get(call, in_guild, id),
        ("PATCH", ["commands", id]) => commands::edit(call, in_guild, id),
        ("DELETE", ["commands", id]) => commands::delete(call, in_guild, id),
        ("GET", ["emojis"]) if !in_guild => ok(json!({"items": []})),
        _ => return None,
    })
}

fn of_token(call: &mut Call<'_>, method: &str, app: &str, token: &str, path: &[&str]) -> Option<Answer> {
    if let Some(id) = app.parse().ok().filter(|id| call.world.webhooks.contains_key(id)) {
        return webhooks::with_token(call, method, id, token, path);
    }
    if let Err(failure) = followups::check_application(call, app) {
        return Some(Err(failure));
    }
    Some(match (method, path) {
        ("POST", []) => followups::create(call, token),
        ("GET", ["messages", which]) => followups::get(call, token, which),
        ("PATCH", ["messages", which]) => followups::edit(call, token, which),
        ("DELETE", ["messages", which]) => followups::delete(call, token, which),
        _ => return None,
    })
}
