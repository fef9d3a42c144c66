//! The server's audit log: who changed what, and the reason that was given ("Audit Log").
//!
//! An entry is made of what was asked for and answered, when the HTTP side has served it. Changes are not listed field by
//! field.

use serde_json::{Value, json};

use super::{To, World};
use crate::sandbox::ids::Id;
use crate::sandbox::permissions::VIEW_AUDIT_LOG;

/// Entries that are kept; the oldest go first. Discord keeps them for 45 days.
const KEPT: usize = 5000;

/// A change of the server by somebody.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: Id,
    pub(crate) action: u64,
    pub(crate) user: Id,
    pub(crate) target: Option<Id>,
    reason: Option<String>,
}

impl Entry {
    /// The entry as the log and the gateway show it.
    pub(crate) fn show(&self) -> Value {
        let mut shown = json!({
            "id": self.id, "action_type": self.action, "user_id": self.user, "target_id": self.target,
        });
        if let Some(reason) = &self.reason {
            shown["reason"] = json!(reason);
        }
        shown
    }
}

/// The action that a request stands for, and the part of its path that is its target; without one the answer's `id` is.
fn action<'p>(method: &str, path: &[&'p str]) -> Option<(u64, Option<&'p str>)> {
    Some(match (method, path) {
        ("PATCH", ["guilds", guild]) => (1, Some(guild)),
        ("POST", ["guilds", _, "channels"]) => (10, None),
        ("PATCH", ["channels", channel]) => (11, Some(channel)),
        ("DELETE", ["channels", channel]) => (12, Some(channel)),
        ("PUT", ["channels", channel, "permissions", _]) => (14, Some(channel)),
        ("DELETE", ["channels", channel, "permissions", _]) => (15, Some(channel)),
        ("PATCH", ["guilds", _, "members", user]) => (24, Some(user)),
        ("PUT" | "DELETE", ["guilds", _, "members", user, "roles", _]) => (25, Some(user)),
        ("POST", ["guilds", _, "roles"]) => (30, None),
        ("PATCH", ["guilds", _, "roles", role]) => (31, Some(role)),
        ("DELETE", ["guilds", _, "roles", role]) => (32, Some(role)),
        ("POST", ["channels", _, "webhooks"]) => (50, None),
        ("PATCH", ["webhooks", hook]) => (51, Some(hook)),
        ("DELETE", ["webhooks", hook]) => (52, Some(hook)),
        ("POST", ["channels", channel, "messages", "bulk-delete"]) => (73, Some(channel)),
        ("PUT", ["channels", _, "messages", "pins", message] | ["channels", _, "pins", message]) => {
            (74, Some(message))
        }
        ("DELETE", ["channels", _, "messages", "pins", message] | ["channels", _, "pins", message]) => {
            (75, Some(message))
        }
        ("POST", ["guilds", _, "scheduled-events"]) => (100, None),
        ("PATCH", ["guilds", _, "scheduled-events", event]) => (101, Some(event)),
        ("DELETE", ["guilds", _, "scheduled-events", event]) => (102, Some(event)),
        ("POST", ["channels", _, "threads"] | ["channels", _, "messages", _, "threads"]) => (110, None),
        _ => return None,
    })
}

impl World {
    /// Notes a request that changed something of the server, and tells those who moderate it.
    pub(crate) fn note_change(
        &mut self,
        user: Id,
        (method, path): (&str, &[&str]),
        answer: &Value,
        reason: Option<&str>,
    ) {
        let Some((action, place)) = action(method, path) else {
            return;
        };
        let named = |place: &str| match place {
            "@me" => Some(user),
            id => id.parse().ok(),
        };
        let entry = Entry {
            id: self.next_id(),
            action: self.action_on(action, answer),
            user,
            target: place.map_or_else(|| Id::of(&answer["id"]), named),
            reason: reason.map(str::to_owned),
        };
        let mut shown = entry.show();
        shown["guild_id"] = json!(self.guild);
        if self.audit.len() == KEPT {
            self.audit.pop_front();
        }
        self.audit.push_back(entry);
        let readers = self.users.keys().copied();
        let readers: Vec<Id> = readers
            .filter(|user| self.base_permissions(*user).has(VIEW_AUDIT_LOG))
            .collect();
        for reader in readers {
            self.tell(To::Only(reader), "GUILD_AUDIT_LOG_ENTRY_CREATE", shown.clone());
        }
    }

    /// Threads have numbers of their own where channels have others.
    fn action_on(&self, action: u64, answer: &Value) -> u64 {
        let thread = !answer["thread_metadata"].is_null();
        match action {
            11 if thread => 111,
            12 if thread => 112,
            other => other,
        }
    }
}
