//! Which events a bot asked for with its intents, and what it sees of messages ("Gateway", section "Intents").
//!
//! Called for every event and session. People's sessions count as having every intent.

use serde_json::{Value, json};

use crate::sandbox::ids::Id;

/// All intents Discord has given a meaning to.
pub(super) const KNOWN_INTENTS: u64 = ((1 << 17) - 1) | (0b11 << 20) | (0b11 << 24);

const GUILDS: u64 = 1;
const GUILD_MEMBERS: u64 = 1 << 1;
/// GUILD_PRESENCES: with it GUILD_CREATE names all members.
pub(super) const GUILD_PRESENCES: u64 = 1 << 8;
const MESSAGE_CONTENT: u64 = 1 << 15;
const GUILD_SCHEDULED_EVENTS: u64 = 1 << 16;

/// The intents of which a session needs one to get the event; 0 for events that need none.
fn needed(event: &str, direct: bool) -> u64 {
    let pick = |guild: u32, dm: u32| 1 << if direct { dm } else { guild };
    match event {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => pick(9, 12),
        "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE" => pick(10, 13),
        "TYPING_START" => pick(11, 14),
        "CHANNEL_PINS_UPDATE" => pick(0, 12),
        "GUILD_MEMBER_UPDATE" | "GUILD_MEMBER_ADD" | "GUILD_MEMBER_REMOVE" => GUILD_MEMBERS,
        "CHANNEL_CREATE" if direct => 1 << 12,
        "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "CHANNEL_DELETE" | "GUILD_CREATE" | "GUILD_UPDATE" => GUILDS,
        "THREAD_CREATE" | "THREAD_UPDATE" | "THREAD_DELETE" => GUILDS,
        "GUILD_SCHEDULED_EVENT_CREATE"
        | "GUILD_SCHEDULED_EVENT_UPDATE"
        | "GUILD_SCHEDULED_EVENT_DELETE"
        | "GUILD_SCHEDULED_EVENT_USER_ADD"
        | "GUILD_SCHEDULED_EVENT_USER_REMOVE" => GUILD_SCHEDULED_EVENTS,
        "THREAD_MEMBERS_UPDATE" => GUILDS | GUILD_MEMBERS,
        _ => 0,
    }
}

/// Whether a bot with these intents gets the event.
pub(super) fn lets_through(intents: u64, event: &str, data: &Value) -> bool {
    let needed = needed(event, data["guild_id"].is_null());
    needed == 0 || intents & needed != 0
}

/// The event as a bot without MESSAGE_CONTENT gets it, if that differs: empty, unless the message is its own, direct,
/// or mentions it.
pub(super) fn without_content(intents: u64, bot: Id, event: &str, data: &Value) -> Option<Value> {
    let message = matches!(event, "MESSAGE_CREATE" | "MESSAGE_UPDATE");
    if !message || intents & MESSAGE_CONTENT != 0 || data["guild_id"].is_null() {
        return None;
    }
    let me = json!(bot);
    let mentioned = data["mentions"]
        .as_array()
        .is_some_and(|all| all.iter().any(|user| user["id"] == me));
    if data["author"]["id"] == me || mentioned {
        return None;
    }
    let mut bare = data.clone();
    bare["content"] = json!("");
    for key in ["embeds", "attachments", "components"] {
        bare[key] = json!([]);
    }
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guild_and_direct_messages_have_intents_of_their_own() {
        let (guild, direct) = (json!({"guild_id": "1"}), json!({}));
        assert!(lets_through(1 << 9, "MESSAGE_CREATE", &guild));
        assert!(!lets_through(1 << 9, "MESSAGE_CREATE", &direct));
        assert!(lets_through(1 << 12, "MESSAGE_CREATE", &direct));
        assert!(lets_through(0, "INTERACTION_CREATE", &guild));
    }

    #[test]
    fn content_is_hidden_but_for_own_direct_and_mentioning_messages() {
        let message = |more: Value| {
            let mut message = json!({"guild_id": "1", "author": {"id": "7"}, "content": "x", "mentions": []});
            message
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            without_content(1 << 9, Id(5), "MESSAGE_CREATE", &message).map(|bare| bare["content"].clone())
        };
        assert_eq!(message(json!({})), Some(json!("")));
        assert_eq!(message(json!({"author": {"id": "5"}})), None);
        assert_eq!(message(json!({"mentions": [{"id": "5"}]})), None);
        assert_eq!(message(json!({"guild_id": null})), None);
    }

    #[test]
    fn every_named_intent_is_known() {
        for bit in (0..=16).chain([20, 21, 24, 25]) {
            assert_eq!(KNOWN_INTENTS & (1 << bit), 1 << bit, "{bit}");
        }
        assert_eq!(KNOWN_INTENTS & (1 << 40), 0);
    }
}
