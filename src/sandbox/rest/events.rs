//! Scheduled events: planned, listed, changed, called off ("Guild Scheduled Event").

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use crate::sandbox::failure::{
    FINISHED_EVENT, Failure, MAX_EVENTS, MISSING_PERMISSIONS, UNKNOWN_EVENT, UNKNOWN_EVENT_USER,
};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::limits::event::Change;
use crate::sandbox::permissions::{CREATE_EVENTS, MANAGE_EVENTS};

/// `…/guilds/{id}/scheduled-events/…`; `None` when there is no such route.
pub(super) fn answer(call: &mut Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    let [event, rest @ ..] = path else {
        return match method {
            "GET" => Some(list(call)),
            "POST" => Some(create(call)),
            _ => None,
        };
    };
    let Ok(id) = event.parse() else {
        return Some(Err(UNKNOWN_EVENT.into()));
    };
    Some(match (method, rest) {
        ("GET", []) => get(call, id),
        ("PATCH", []) => edit(call, id),
        ("DELETE", []) => delete(call, id),
        ("GET", ["users"]) => users(call, id),
        ("GET", ["users", "counts"]) => count_users(call, id),
        ("PUT", ["users", "@me"]) => set_interest(call, id, true),
        ("DELETE", ["users", "@me"]) => set_interest(call, id, false),
        _ => return None,
    })
}

/// `GET /guilds/{id}/scheduled-events`: those that are not over.
fn list(call: &mut Call<'_>) -> Answer {
    call.me()?;
    let counted = call.query.is("with_user_count");
    let open = call.world.open_events();
    ok(open
        .into_iter()
        .map(|event| call.world.show_event(event, counted))
        .collect())
}

/// `GET /guilds/{id}/scheduled-events/{event}`.
fn get(call: &mut Call<'_>, id: Id) -> Answer {
    call.me()?;
    let event = call.world.event(id)?;
    ok(call.world.show_event(event, call.query.is("with_user_count")))
}

/// `POST /guilds/{id}/scheduled-events`.
fn create(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if !call.world.base_permissions(me).has(CREATE_EVENTS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let change = Change::read_new(&call.body, call.world.now(), |id| call.world.channels.get(&id))?;
    if call.world.open_events().len() >= limits::EVENTS {
        return Err(MAX_EVENTS.into());
    }
    let id = call.world.plan_event(me, change);
    get(call, id)
}

/// Checks that somebody may change an event: their own, or with MANAGE_EVENTS anybody's.
fn check_may_change(call: &Call<'_>, me: Id, id: Id) -> Result<(), Failure> {
    let own = call.world.event(id)?.creator == me;
    let has = call.world.base_permissions(me);
    if has.has(MANAGE_EVENTS) || (own && has.has(CREATE_EVENTS)) {
        Ok(())
    } else {
        Err(MISSING_PERMISSIONS.into())
    }
}

/// `PATCH /guilds/{id}/scheduled-events/{event}`.
fn edit(call: &mut Call<'_>, id: Id) -> Answer {
    let me = call.me()?;
    check_may_change(call, me, id)?;
    let event = call.world.event(id)?;
    if event.stage.is_final() {
        return Err(FINISHED_EVENT.into());
    }
    let channel = |id| call.world.channels.get(&id);
    let change = Change::read_edit(&call.body, event, call.world.now(), channel)?;
    call.world.change_event(id, change);
    get(call, id)
}

/// `DELETE /guilds/{id}/scheduled-events/{event}`.
fn delete(call: &mut Call<'_>, id: Id) -> Answer {
    let me = call.me()?;
    check_may_change(call, me, id)?;
    call.world.remove_event(id);
    done()
}

/// `GET /guilds/{id}/scheduled-events/{event}/users`, by id.
fn users(call: &mut Call<'_>, id: Id) -> Answer {
    call.me()?;
    let limit = usize::try_from(call.query.number("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let (before, after) = (call.query.id("before"), call.query.id("after"));
    let all = || call.world.event(id).map(|event| event.interested.iter().copied());
    let mut ids: Vec<Id> = match before {
        Some(before) => all()?.rev().filter(|user| *user < before).take(limit).collect(),
        None => all()?
            .filter(|user| after.is_none_or(|after| *user > after))
            .take(limit)
            .collect(),
    };
    ids.sort_unstable();
    let with_member = call.query.is("with_member");
    ok(ids
        .iter()
        .map(|user| show_user(call, id, *user, with_member))
        .collect())
}

fn show_user(call: &Call<'_>, event: Id, user: Id, with_member: bool) -> Value {
    let mut shown = json!({
        "guild_scheduled_event_id": event, "user_id": user, "user": call.world.show_user(user), "response": 1,
    });
    if let Some(user) = call.world.users.get(&user).filter(|_| with_member) {
        shown["member"] = call.world.show_member(user);
    }
    shown
}

/// `GET /guilds/{id}/scheduled-events/{event}/users/counts`.
fn count_users(call: &mut Call<'_>, id: Id) -> Answer {
    call.me()?;
    let count = call.world.event(id)?.interested.len();
    ok(json!({"guild_scheduled_event_count": count, "guild_scheduled_event_exception_counts": {}}))
}

/// `PUT|DELETE /guilds/{id}/scheduled-events/{event}/users/@me`, which only people use.
fn set_interest(call: &mut Call<'_>, id: Id, interested: bool) -> Answer {
    let me = call.person()?;
    let event = call.world.event(id)?;
    if event.stage.is_final() {
        return Err(FINISHED_EVENT.into());
    }
    if !interested && !event.interested.contains(&me) {
        return Err(UNKNOWN_EVENT_USER.into());
    }
    call.world.set_interest(id, me, interested);
    if interested {
        ok(show_user(call, id, me, false))
    } else {
        done()
    }
}
