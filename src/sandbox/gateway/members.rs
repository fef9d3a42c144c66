//! Who is in the server, as sessions are told: at the beginning, and when they ask (opcode 8, "Request Guild Members").
//!
//! Who is online is not told: nobody has a presence here.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::intents::{GUILD_MEMBERS, GUILD_PRESENCES};
use super::session::{Link, Session, Sessions};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;
use crate::sandbox::world::{User, World};

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

    /// Answers a request for members (opcode 8), at most a thousand at once. One for another server, for nobody in
    /// particular, or for everybody without GUILD_MEMBERS is not answered.
    pub(super) fn send_members(&mut self, world: &World, link: &Link, data: &Value) {
        let Some(session) = self.find(link) else { return };
        let knows_members = !session.bot || session.intents & GUILD_MEMBERS != 0;
        let here = Id::of(&data["guild_id"]) == Some(world.guild);
        let asked = here.then(|| Asked::read(data)).flatten();
        let Some(asked) = asked.filter(|asked| knows_members || !asked.is_for_all()) else {
            return;
        };
        let members: Vec<Value> = asked.find(world).map(|user| world.show_member(user)).collect();
        let missing: Vec<&Id> = asked
            .ids
            .iter()
            .filter(|id| !world.users.contains_key(id))
            .collect();
        let chunks: Vec<&[Value]> = match members.is_empty() {
            true => vec![&[]],
            false => members.chunks(limits::MEMBERS_CHUNK).collect(),
        };
        for (index, members) in chunks.iter().enumerate() {
            let mut chunk = json!({
                "guild_id": world.guild, "members": members, "chunk_index": index, "chunk_count": chunks.len(),
                "not_found": if index == 0 { missing.as_slice() } else { &[] },
            });
            // A nonce that is too long is passed over.
            if let Some(nonce) = data["nonce"].as_str().filter(|nonce| nonce.len() <= NONCE_BYTES) {
                chunk["nonce"] = json!(nonce);
            }
            session.push("GUILD_MEMBERS_CHUNK", chunk.to_string().into());
        }
    }
}

/// The longest nonce of a request.
const NONCE_BYTES: usize = 32;
/// How many members come by the beginning of their names, or by their ids.
const SOME: usize = 100;

/// Which members are asked for: some by their ids, or those whose names begin alike.
struct Asked {
    ids: Vec<Id>,
    prefix: String,
    most: Option<usize>,
}

impl Asked {
    fn read(data: &Value) -> Option<Self> {
        let mut ids: Vec<Id> = match &data["user_ids"] {
            Value::Array(ids) => ids.iter().filter_map(Id::of).collect(),
            one => Id::of(one).into_iter().collect(),
        };
        ids.truncate(SOME);
        let query = data["query"].as_str().filter(|_| ids.is_empty());
        if ids.is_empty() && query.is_none() {
            return None;
        }
        let limit = data["limit"].as_u64().filter(|limit| *limit > 0);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        let most = match (query, limit) {
            (Some(""), limit) => limit,
            (_, limit) => Some(limit.unwrap_or(SOME).min(SOME)),
        };
        Some(Self {
            ids,
            prefix: query.unwrap_or_default().to_lowercase(),
            most,
        })
    }

    fn is_for_all(&self) -> bool {
        self.ids.is_empty() && self.prefix.is_empty()
    }

    fn find<'w>(&self, world: &'w World) -> impl Iterator<Item = &'w User> {
        let found = world.users.values().filter(|user| match self.ids.is_empty() {
            true => user.name.starts_with(&self.prefix),
            false => self.ids.contains(&user.id),
        });
        found.take(self.most.unwrap_or(usize::MAX))
    }
}

/// The server as GUILD_CREATE shows it to a session. In one that is large for it a bot sees only those members who are
/// something here: with a role or a name of their own.
pub(super) fn show_guild(world: &World, session: &Session) -> Value {
    let large = session.bot && world.users.len() > session.large_from;
    let all = !session.bot || session.intents & GUILD_PRESENCES != 0;
    let shown = |user: &&User| {
        let somebody = !large || !user.roles.is_empty() || user.nick.is_some();
        user.id == session.user || (all && somebody)
    };
    let members = world
        .users
        .values()
        .filter(shown)
        .map(|user| world.show_member(user));
    let mut guild = world.show_guild_event(session.user, members.collect());
    guild["large"] = json!(large);
    guild
}
