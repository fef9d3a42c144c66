//! Members of the server: their roles, what they are called, and a time in which they say nothing ("Guild Resource").
//!
//! Nobody is changed by who stands no higher than they do.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use super::guild::find_member;
use super::settings::read_time;
use crate::sandbox::failure::{
    Failure, Form, MISSING_PERMISSIONS, NOT_IN_VOICE, UNKNOWN_MEMBER, UNKNOWN_ROLE,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{
    ADMINISTRATOR, CHANGE_NICKNAME, MANAGE_NICKNAMES, MANAGE_ROLES, MODERATE_MEMBERS, Permissions,
};
use crate::sandbox::world::To;

/// `PUT|DELETE /guilds/{id}/members/{user}/roles/{role}`: for those above the role.
pub(super) fn set_role(call: &mut Call<'_>, user: &str, role: &str, held: bool) -> Answer {
    let me = call.me()?;
    let member = find_member(call, user)?;
    let id: Id = role.parse().map_err(|_| UNKNOWN_ROLE)?;
    check_may_give(call, me, id)?;
    let Some(user) = call.world.users.get_mut(&member) else {
        return Err(UNKNOWN_MEMBER.into());
    };
    let before = user.roles.len();
    user.roles.retain(|there| *there != id);
    if held {
        user.roles.push(id);
    }
    if before != user.roles.len() {
        tell(call, member);
    }
    done()
}

/// Whether somebody gives and takes a role: it is below theirs, and nobody's by nature.
fn check_may_give(call: &Call<'_>, me: Id, id: Id) -> Result<(), Failure> {
    let role = call.world.find_role(id).ok_or(UNKNOWN_ROLE)?;
    let managed = role.of_bot.is_some() || id == call.world.guild;
    if managed || !call.world.base_permissions(me).has(MANAGE_ROLES) || !call.world.outranks(me, role) {
        return Err(MISSING_PERMISSIONS.into());
    }
    Ok(())
}

fn tell(call: &mut Call<'_>, member: Id) {
    let mut shown = call.world.show_member(&call.world.users[&member]);
    shown["guild_id"] = json!(call.world.guild);
    call.world.tell(To::Guild, "GUILD_MEMBER_UPDATE", shown);
}

/// `PATCH /guilds/{id}/members/{user}`, and with `@me` one's own name.
pub(super) fn edit(call: &mut Call<'_>, user: &str) -> Answer {
    let me = call.me()?;
    let member = find_member(call, user)?;
    let mut form = Form::default();
    let nick = read_nick(&mut form, call.body.get("nick"));
    let silent_until = read_silence(
        &mut form,
        call.body.get("communication_disabled_until"),
        call.world.now(),
    );
    form.finish()?;
    let roles = read_roles(call, me, member)?;
    check_may(call, me, member, nick.is_some(), silent_until.is_some())?;
    if ["mute", "deaf", "channel_id"]
        .iter()
        .any(|key| !call.body[key].is_null())
    {
        return Err(NOT_IN_VOICE.into());
    }
    if let Some(user) = call.world.users.get_mut(&member) {
        user.nick = nick.unwrap_or_else(|| user.nick.take());
        user.silent_until = silent_until.unwrap_or(user.silent_until);
        user.roles = roles.unwrap_or_else(|| std::mem::take(&mut user.roles));
    }
    tell(call, member);
    ok(call.world.show_member(&call.world.users[&member]))
}

/// `PATCH /guilds/{id}/members/@me/nick`, as bots renamed themselves in former times ("Modify Current User Nick").
pub(super) fn rename_me(call: &mut Call<'_>) -> Answer {
    call.body = json!({"nick": call.body["nick"]});
    let nick = edit(call, "@me")?.body["nick"].take();
    ok(json!({"nick": nick}))
}

/// A new name, or none: what is left out stays.
fn read_nick(form: &mut Form, given: Option<&Value>) -> Option<Option<String>> {
    let text = given?.as_str().unwrap_or_default().trim();
    form.longest("nick", text, limits::NICK);
    Some(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// Until when somebody is silent; null, and a time that is over, ends it.
fn read_silence(form: &mut Form, given: Option<&Value>, now: DateTime<Utc>) -> Option<Option<DateTime<Utc>>> {
    let until = read_time(given?.as_str().unwrap_or_default());
    if until.is_some_and(|at| at - now > TimeDelta::days(limits::TIMEOUT_DAYS)) {
        let message = "Cannot time out a member for longer than 28 days.";
        form.add("communication_disabled_until", "TIMEOUT_TOO_LONG", message);
    }
    Some(until)
}

/// The roles a member is to have; of those that come or go each has to be the caller's to give.
fn read_roles(call: &Call<'_>, me: Id, member: Id) -> Result<Option<Vec<Id>>, Failure> {
    let Value::Array(given) = &call.body["roles"] else {
        return Ok(None);
    };
    let mut wanted: Vec<Id> = Vec::new();
    // Everybody has @everyone, and some libraries (discord.py) list it.
    for id in given
        .iter()
        .filter_map(Id::of)
        .filter(|id| *id != call.world.guild)
    {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let held = &call.world.users[&member].roles;
    let moved = wanted.iter().filter(|id| !held.contains(id));
    for id in moved.chain(held.iter().filter(|id| !wanted.contains(id))) {
        check_may_give(call, me, *id)?;
    }
    Ok(Some(wanted))
}

/// Whether somebody may rename or silence a member.
fn check_may(call: &Call<'_>, me: Id, member: Id, names: bool, silences: bool) -> Result<(), Failure> {
    let has = |wanted: Permissions| call.world.base_permissions(me).has(wanted);
    let above = member == me || call.world.stands_above(me, member);
    let may_name = match member == me {
        true => has(CHANGE_NICKNAME) || has(MANAGE_NICKNAMES),
        false => has(MANAGE_NICKNAMES) && above,
    };
    // Nobody silences an administrator, and nobody themselves.
    let may_silence = has(MODERATE_MEMBERS)
        && member != me
        && above
        && !call.world.base_permissions(member).has(ADMINISTRATOR);
    if (names && !may_name) || (silences && !may_silence) {
        return Err(MISSING_PERMISSIONS.into());
    }
    Ok(())
}
