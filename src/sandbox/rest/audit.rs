//! The audit log as those read it who may ("Audit Log", "Get Guild Audit Log").

use serde_json::{Value, json};

use super::call::{Answer, Call, ok};
use crate::sandbox::failure::MISSING_PERMISSIONS;
use crate::sandbox::ids::Id;
use crate::sandbox::permissions::VIEW_AUDIT_LOG;
use crate::sandbox::world::Entry;

/// `GET /guilds/{id}/audit-logs`, newest first.
pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    if !call.world.base_permissions(me).has(VIEW_AUDIT_LOG) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let query = call.query;
    let limit = usize::try_from(query.number("limit").unwrap_or(50)).unwrap_or(50);
    let (user, action) = (query.id("user_id"), query.number("action_type"));
    let (before, after) = (query.id("before"), query.id("after"));
    let wanted = |entry: &&Entry| {
        user.is_none_or(|user| entry.user == user)
            && action.is_none_or(|action| entry.action == action)
            && before.is_none_or(|before| entry.id < before)
            && after.is_none_or(|after| entry.id > after)
    };
    let entries: Vec<&Entry> = call.world.audit.iter().rev().filter(wanted).take(limit).collect();
    let mut people: Vec<Id> = entries.iter().map(|entry| entry.user).collect();
    people.sort_unstable();
    people.dedup();
    let users: Vec<Value> = people.iter().map(|id| call.world.show_user(*id)).collect();
    let shown: Vec<Value> = entries.iter().map(|entry| entry.show()).collect();
    ok(json!({
        "audit_log_entries": shown, "users": users, "integrations": [], "webhooks": [],
        "guild_scheduled_events": [], "threads": [], "application_commands": [], "auto_moderation_rules": [],
    }))
}
