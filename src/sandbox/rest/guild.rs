//! The server, its members and roles, and the bot's application ("Guild Resource", "Application Resource").

use serde_json::{Value, json};

use super::call::{Answer, Call, created, done, ok};
use super::settings;
use crate::sandbox::failure::{
    Failure, Form, MAX_CHANNELS, MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_CHANNEL, UNKNOWN_MEMBER,
    UNKNOWN_USER,
};
use crate::sandbox::gateway::{GUILD_MEMBERS, application_flags};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{MANAGE_CHANNELS, MANAGE_GUILD, VIEW_CHANNEL};
use crate::sandbox::world::{BOT_NAME, Forum, To, kind};

/// `GET /gateway/bot`.
pub(super) fn gateway(call: &mut Call<'_>) -> Answer {
    call.bot()?;
    let (remaining, today) = call.starts;
    ok(json!({
        "url": format!("ws://{}", call.world.address), "shards": 1,
        "session_start_limit": {
            "total": limits::IDENTIFIES, "remaining": remaining,
            "reset_after": today.as_millis() as u64, "max_concurrency": 1,
        },
    }))
}

/// `GET /applications/@me` and `GET /oauth2/applications/@me`.
pub(super) fn application(call: &mut Call<'_>) -> Answer {
    let bot = call.bot()?;
    let flags = application_flags(call.world.privileged);
    ok(json!({
        "id": bot, "name": BOT_NAME, "icon": null, "description": "", "type": null, "summary": "",
        "bot": call.world.show_user(bot), "bot_public": true, "bot_require_code_grant": false,
        "verify_key": "0".repeat(64), "flags": flags, "flags_new": flags.to_string(),
        "redirect_uris": [], "rpc_origins": [], "interactions_endpoint_url": null,
        "role_connections_verification_url": null, "owner": call.world.show_user(call.world.owner),
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "event_webhooks_url": null, "event_webhooks_status": 1,
        "explicit_content_filter": 0, "team": null, "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}},
    }))
}

/// `GET /guilds/{id}`.
pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.me()?;
    let mut shown = call.world.show_guild();
    if call.query.is("with_counts") {
        shown["approximate_member_count"] = json!(call.world.users.len());
        shown["approximate_presence_count"] = json!(call.world.users.len());
    }
    ok(shown)
}

/// Fields of the server that can be changed and are shown as they were given.
const CHANGEABLE: [&str; 12] = [
    "name",
    "description",
    "verification_level",
    "default_message_notifications",
    "explicit_content_filter",
    "preferred_locale",
    "afk_timeout",
    "system_channel_id",
    "system_channel_flags",
    "rules_channel_id",
    "public_updates_channel_id",
    "premium_progress_bar_enabled",
];

/// `PATCH /guilds/{id}`: what a server is called and how it greets; pictures are passed over.
pub(super) fn edit(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if !call.world.base_permissions(me).has(MANAGE_GUILD) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let mut form = Form::default();
    if let Some(name) = call.body["name"].as_str() {
        form.between("name", name.trim().chars().count(), 2, limits::GUILD_NAME);
    }
    for key in CHANGEABLE.iter().filter(|key| key.ends_with("channel_id")) {
        let given = &call.body[*key];
        let there = Id::of(given).is_some_and(|id| call.world.channels.contains_key(&id));
        if !given.is_null() && !there {
            form.add(*key, "CHANNEL_INVALID", "Not a channel of this server");
        }
    }
    form.finish()?;
    let whole = call.world.show_guild();
    for key in CHANGEABLE {
        let Some(given) = call.body.get(key) else { continue };
        // Where null stands for nothing it is shown; elsewhere it stands for what holds without a word.
        let optional = key == "description" || key.ends_with("channel_id");
        if given.is_null() && !optional {
            call.world.guild_settings.remove(key);
        } else if whole.get(key).is_some() {
            call.world.guild_settings.insert(key.to_owned(), given.clone());
        }
    }
    let shown = call.world.show_guild();
    call.world.tell(To::Guild, "GUILD_UPDATE", shown.clone());
    ok(shown)
}

/// `PATCH /guilds/{id}/channels`: where channels stand.
pub(super) fn move_channels(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if !call.world.base_permissions(me).has(MANAGE_CHANNELS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let given = call.body.as_array().cloned().unwrap_or_default();
    let find = |wish: &Value| Id::of(&wish["id"]).filter(|id| call.world.channels.contains_key(id));
    if !given.iter().all(|wish| find(wish).is_some()) {
        return Err(UNKNOWN_CHANNEL.into());
    }
    for wish in &given {
        let Some(id) = Id::of(&wish["id"]) else { continue };
        if let Some(channel) = call.world.channels.get_mut(&id) {
            channel.position = wish["position"].as_u64().unwrap_or(channel.position);
            if let Some(parent) = wish.get("parent_id") {
                channel.parent = Id::of(parent);
            }
        }
        call.world.tell_channel(id, "CHANNEL_UPDATE");
    }
    done()
}

/// `GET /users/@me/guilds`.
pub(super) fn mine(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    ok(json!([{
        "id": call.world.guild, "name": call.world.show_guild()["name"], "icon": null, "banner": null,
        "owner": me == call.world.owner, "features": [],
        "permissions": call.world.base_permissions(me).0.to_string(),
    }]))
}

/// `GET /guilds/{id}/channels`: those in sight, without threads.
pub(super) fn channels(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    let own = call
        .world
        .channels
        .values()
        .filter(|channel| !channel.is_direct() && channel.thread.is_none());
    let seen = own.filter(|channel| call.world.permissions(me, channel).has(VIEW_CHANNEL));
    ok(seen.map(|channel| call.world.show_channel(channel, me)).collect())
}

/// `POST /guilds/{id}/channels`: a text or announcement channel, a forum or a category.
pub(super) fn create_channel(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if !call.world.base_permissions(me).has(MANAGE_CHANNELS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let kind = settings::read_kind(&call.body)?;
    let wishes = settings::read(call, kind, true)?;
    let forum = match kind {
        kind::FORUM => Some(settings::read_forum(call, &Forum::default())?),
        _ => None,
    };
    if call.world.own_channels() >= limits::CHANNELS {
        return Err(MAX_CHANNELS.into());
    }
    let id = call.world.add_channel(kind, "", None);
    if let Some(channel) = call.world.channels.get_mut(&id) {
        channel.forum = forum;
        wishes.apply(channel);
    }
    call.world.tell_channel(id, "CHANNEL_CREATE");
    created(call.world.show_channel(call.world.channel(id)?, me))
}

pub(super) fn find_member(call: &Call<'_>, user: &str) -> Result<Id, Failure> {
    if user == "@me" {
        return call.me();
    }
    let id: Id = user.parse().map_err(|_| UNKNOWN_USER)?;
    if call.world.users.contains_key(&id) {
        Ok(id)
    } else {
        Err(UNKNOWN_MEMBER.into())
    }
}

/// `GET /guilds/{id}/members/{user}`.
pub(super) fn member(call: &mut Call<'_>, user: &str) -> Answer {
    call.me()?;
    let id = find_member(call, user)?;
    ok(call.world.show_member(&call.world.users[&id]))
}

/// `GET /guilds/{id}/members`.
pub(super) fn members(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if call.world.bot == me && call.world.privileged & GUILD_MEMBERS == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let limit = usize::try_from(call.query.number("limit").unwrap_or(1).clamp(1, 1000)).unwrap_or(1000);
    let after = call.query.id("after").unwrap_or(Id(0));
    let users = call
        .world
        .users
        .values()
        .filter(|user| user.id > after)
        .take(limit);
    ok(users.map(|user| call.world.show_member(user)).collect())
}

/// `GET /guilds/{id}/members/search`.
pub(super) fn search_members(call: &mut Call<'_>) -> Answer {
    call.me()?;
    let query = call
        .query
        .text("query")
        .map(super::intake::decode)
        .unwrap_or_default()
        .to_lowercase();
    let limit = usize::try_from(call.query.number("limit").unwrap_or(1).clamp(1, 1000)).unwrap_or(1000);
    let users = call
        .world
        .users
        .values()
        .filter(|user| {
            let nick = user.nick.as_deref().unwrap_or_default();
            user.name.starts_with(&query) || nick.to_lowercase().starts_with(&query)
        })
        .take(limit);
    ok(users.map(|user| call.world.show_member(user)).collect())
}

/// `GET /users/{id}`.
pub(super) fn user(call: &mut Call<'_>, user: &str) -> Answer {
    call.me()?;
    let id: Id = user.parse().map_err(|_| UNKNOWN_USER)?;
    if !call.world.users.contains_key(&id) {
        return Err(UNKNOWN_USER.into());
    }
    ok(call.world.show_user(id))
}

/// A role or user an option names, as interactions resolve it.
pub(super) fn show_resolved_member(call: &Call<'_>, user: Id, channel: Id) -> Option<Value> {
    let user = call.world.users.get(&user)?;
    let mut shown = call.world.show_partial_member(user);
    let channel = call.world.channels.get(&channel)?;
    shown["permissions"] = json!(call.world.permissions(user.id, channel).0.to_string());
    Some(shown)
}
