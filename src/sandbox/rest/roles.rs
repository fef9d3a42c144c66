//! Roles of the server: made, changed, removed by those above them ("Guild Resource").

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use crate::sandbox::failure::{Failure, Form, INVALID_ROLE, MAX_ROLES, MISSING_PERMISSIONS, UNKNOWN_ROLE};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::permissions::{MANAGE_ROLES, Permissions};
use crate::sandbox::world::{Role, To};

/// `…/guilds/{id}/roles/…`; `None` when there is no such route.
pub(super) fn answer(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", []) => ok(call.world.show_roles()),
        ("POST", []) => create(call),
        ("PATCH", []) => reorder(call),
        ("GET", ["member-counts"]) => count_members(call),
        (_, [id]) => match id.parse() {
            Ok(id) => return of_one(call, method, id),
            Err(_) => Err(UNKNOWN_ROLE.into()),
        },
        _ => return None,
    })
}

fn of_one(call: &mut Call<'_>, method: &str, id: Id) -> Option<Answer> {
    match method {
        "GET" => Some(get(call, id)),
        "PATCH" => Some(edit(call, id)),
        "DELETE" => Some(delete(call, id)),
        _ => None,
    }
}

fn get(call: &mut Call<'_>, id: Id) -> Answer {
    call.me()?;
    let role = call.world.find_role(id).ok_or(UNKNOWN_ROLE)?;
    ok(call.world.show_role(role))
}

/// `GET /guilds/{id}/roles/member-counts`: how many hold each role, @everyone left out.
fn count_members(call: &mut Call<'_>) -> Answer {
    call.me()?;
    let mut counts = json!({});
    for role in call.world.roles.iter().filter(|role| role.id != call.world.guild) {
        let held = call
            .world
            .users
            .values()
            .filter(|user| user.roles.contains(&role.id))
            .count();
        counts[role.id.to_string()] = json!(held);
    }
    ok(counts)
}

/// What a body says of a role.
struct Wishes {
    name: Option<String>,
    permissions: Option<Permissions>,
    color: Option<u32>,
    mentionable: Option<bool>,
    hoist: Option<bool>,
}

/// Reads a body; nobody gives what they do not have.
fn read(call: &Call<'_>, me: Id) -> Result<Wishes, Failure> {
    let mut form = Form::default();
    let name = call.body["name"].as_str().map(str::to_owned);
    if let Some(name) = &name {
        form.between("name", name.chars().count(), 1, limits::ROLE_NAME);
    }
    let color = call.body["color"].as_u64();
    if color.is_some_and(|color| color > 0xFF_FFFF) {
        let message = "int value should be less than or equal to 16777215.";
        form.add("color", "NUMBER_TYPE_MAX", message);
    }
    form.finish()?;
    let permissions = Id::of(&call.body["permissions"]).map(|bits| Permissions(bits.0));
    if permissions.is_some_and(|wanted| !call.world.base_permissions(me).has(wanted)) {
        return Err(MISSING_PERMISSIONS.into());
    }
    Ok(Wishes {
        name,
        permissions,
        color: color.and_then(|color| u32::try_from(color).ok()),
        mentionable: call.body["mentionable"].as_bool(),
        hoist: call.body["hoist"].as_bool(),
    })
}

fn check_may_manage(call: &Call<'_>, me: Id) -> Result<(), Failure> {
    match call.world.base_permissions(me).has(MANAGE_ROLES) {
        true => Ok(()),
        false => Err(MISSING_PERMISSIONS.into()),
    }
}

fn create(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    check_may_manage(call, me)?;
    let wishes = read(call, me)?;
    if call.world.roles.len() >= limits::ROLES {
        return Err(MAX_ROLES.into());
    }
    let everyone = call
        .world
        .find_role(call.world.guild)
        .map(|role| role.permissions);
    let role = Role {
        id: call.world.next_id(),
        name: wishes.name.unwrap_or_else(|| "new role".to_owned()),
        permissions: wishes.permissions.or(everyone).unwrap_or_default(),
        position: 1,
        color: wishes.color.unwrap_or(0),
        mentionable: wishes.mentionable.unwrap_or(false),
        hoist: wishes.hoist.unwrap_or(false),
        of_bot: None,
    };
    // It stands right above @everyone, and the others make room.
    for other in call.world.roles.iter_mut().filter(|role| role.position > 0) {
        other.position += 1;
    }
    let id = role.id;
    call.world.roles.push(role);
    tell(call, id, "GUILD_ROLE_CREATE");
    get(call, id)
}

/// Checks that somebody may change a role: it is below theirs, and no bot's own.
fn check_below(call: &Call<'_>, me: Id, id: Id) -> Result<(), Failure> {
    check_may_manage(call, me)?;
    let role = call.world.find_role(id).ok_or(UNKNOWN_ROLE)?;
    match call.world.outranks(me, role) {
        true => Ok(()),
        false => Err(MISSING_PERMISSIONS.into()),
    }
}

fn edit(call: &mut Call<'_>, id: Id) -> Answer {
    let me = call.me()?;
    check_below(call, me, id)?;
    let wishes = read(call, me)?;
    if let Some(role) = call.world.roles.iter_mut().find(|role| role.id == id) {
        role.name = wishes.name.unwrap_or_else(|| std::mem::take(&mut role.name));
        role.permissions = wishes.permissions.unwrap_or(role.permissions);
        role.color = wishes.color.unwrap_or(role.color);
        role.mentionable = wishes.mentionable.unwrap_or(role.mentionable);
        role.hoist = wishes.hoist.unwrap_or(role.hoist);
    }
    tell(call, id, "GUILD_ROLE_UPDATE");
    get(call, id)
}

/// `PATCH /guilds/{id}/roles`: where roles stand; only those below one's own highest move, and stay below it.
fn reorder(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    check_may_manage(call, me)?;
    let given = call.body.as_array().cloned().unwrap_or_default();
    let mut moves = Vec::new();
    for wish in &given {
        let id = Id::of(&wish["id"]).ok_or(UNKNOWN_ROLE)?;
        let role = call.world.find_role(id).ok_or(UNKNOWN_ROLE)?;
        let Some(position) = wish["position"].as_u64() else {
            continue;
        };
        let there = Role {
            position,
            ..blank(role.id)
        };
        if id == call.world.guild || !call.world.outranks(me, role) || !call.world.outranks(me, &there) {
            return Err(MISSING_PERMISSIONS.into());
        }
        moves.push((id, position));
    }
    for (id, position) in moves {
        move_to(&mut call.world.roles, id, position);
    }
    for wish in &given {
        if let Some(id) = Id::of(&wish["id"]) {
            tell(call, id, "GUILD_ROLE_UPDATE");
        }
    }
    ok(call.world.show_roles())
}

/// A role of which only the place counts.
fn blank(id: Id) -> Role {
    Role {
        id,
        name: String::new(),
        permissions: Permissions::default(),
        position: 0,
        color: 0,
        mentionable: false,
        hoist: false,
        of_bot: None,
    }
}

/// Puts a role at a position above @everyone; those in between make room, and no two stand at the same.
fn move_to(roles: &mut [Role], id: Id, position: u64) {
    let mut order: Vec<Id> = roles.iter().map(|role| role.id).collect();
    order.sort_by_key(|id| roles.iter().find(|role| role.id == *id).map(|role| role.position));
    order.retain(|there| *there != id);
    let at = usize::try_from(position)
        .unwrap_or(order.len())
        .clamp(1, order.len());
    order.insert(at, id);
    for role in roles {
        let at = order.iter().position(|id| *id == role.id).unwrap_or(0);
        role.position = at as u64;
    }
}

fn delete(call: &mut Call<'_>, id: Id) -> Answer {
    let me = call.me()?;
    check_below(call, me, id)?;
    let fixed = call.world.find_role(id).is_some_and(|role| role.of_bot.is_some());
    if fixed || id == call.world.guild {
        return Err(INVALID_ROLE.into());
    }
    call.world.roles.retain(|role| role.id != id);
    for user in call.world.users.values_mut() {
        user.roles.retain(|held| *held != id);
    }
    let data = json!({"guild_id": call.world.guild, "role_id": id});
    call.world.tell(To::Guild, "GUILD_ROLE_DELETE", data);
    done()
}

fn tell(call: &mut Call<'_>, id: Id, name: &'static str) {
    let shown: Value = call
        .world
        .find_role(id)
        .map(|role| call.world.show_role(role))
        .unwrap_or_default();
    let data = json!({"guild_id": call.world.guild, "role": shown});
    call.world.tell(To::Guild, name, data);
}
