//! Who is in the server, as sessions are told: at the beginning, and when they ask (opcode 8, "Request Guild Members").

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::intents::GUILD_PRESENCES;
use super::session::{Link, Session, Sessions};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::world::World;

impl Sessions {
    /// Refuses a second request for all members within half a minute ("Request Guild Members"). Says whether it did.
    pub(super) fn refuse_members(&mut self, link: &Link, data: &Value) -> bool {
        let all = data["query"] == "" && data["limit"].as_u64().unwrap_or(0) == 0;
        let Some(session) = self.find(link).filter(|session| session.bot && all) else {
            return false;
        };
        let pause = Duration::from_secs(limits::MEMBERS_SECONDS);
        let left = session
            .asked_all
            .map_or(Duration::ZERO, |at| pause.saturating_sub(at.elapsed()));
        if left.is_zero() {
            session.asked_all = Some(Instant::now());
            return false;
        }
        let meta = json!({"guild_id": data["guild_id"], "nonce": data["nonce"]});
        let refusal = json!({"opcode": 8, "retry_after": left.as_secs_f64(), "meta": meta});
        session.push("RATE_LIMITED", refusal.to_string().into());
        true
    }

    /// Answers a request for members (opcode 8).
    pub(super) fn send_members(&mut self, world: &World, link: &Link, data: &Value) {
        let wanted: Vec<Id> = match &data["user_ids"] {
            Value::Array(ids) => ids.iter().filter_map(Id::of).collect(),
            one => Id::of(one).into_iter().collect(),
        };
        let query = data["query"].as_str().unwrap_or_default().to_lowercase();
        let limit = data["limit"].as_u64().filter(|limit| *limit > 0).unwrap_or(1000);
        let users = world.users.values().filter(|user| match wanted.is_empty() {
            true => user.name.starts_with(&query),
            false => wanted.contains(&user.id),
        });
        let members: Vec<Value> = users
            .take(usize::try_from(limit).unwrap_or(1000))
            .map(|user| world.show_member(user))
            .collect();
        let missing: Vec<Id> = wanted
            .iter()
            .copied()
            .filter(|id| !world.users.contains_key(id))
            .collect();
        let mut chunk = json!({
            "guild_id": world.guild, "members": members, "chunk_index": 0, "chunk_count": 1,
            "not_found": missing,
        });
        if let Some(nonce) = data.get("nonce").filter(|nonce| !nonce.is_null()) {
            chunk["nonce"] = nonce.clone();
        }
        if let Some(session) = self.find(link) {
            session.push("GUILD_MEMBERS_CHUNK", chunk.to_string().into());
        }
    }
}

/// The members that GUILD_CREATE names to a session.
pub(super) fn visible_members(world: &World, session: &Session) -> Vec<Value> {
    let all = !session.bot || session.intents & GUILD_PRESENCES != 0;
    let seen = world.users.values().filter(|user| all || user.id == session.user);
    seen.map(|user| world.show_member(user)).collect()
}
