//! Which events a bot asked for with its intents, and what it sees of messages ("Gateway", section "Intents").
//!
//! Called for every event and session. People's sessions count as having every intent.

use serde_json::{Value, json};

use crate::sandbox::ids::Id;

/// All intents Discord has given a meaning to.
pub(super) const KNOWN_INTENTS: u64 = ((1 << 17) - 1) | (0b11 << 20) | (0b11 << 24);

const GUILDS: u64 = 1;
/// GUILD_MEMBERS: who comes, goes and changes; also what lists members.
pub(crate) const GUILD_MEMBERS: u64 = 1 << 1;
/// GUILD_PRESENCES: with it GUILD_CREATE names all members.
pub(super) const GUILD_PRESENCES: u64 = 1 << 8;
/// MESSAGE_CONTENT: what people write.
pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;
const GUILD_MODERATION: u64 = 1 << 2;
const GUILD_WEBHOOKS: u64 = 1 << 5;
const GUILD_SCHEDULED_EVENTS: u64 = 1 << 16;
/// The intents that an application has to be allowed ("Privileged Intents").
pub(crate) const PRIVILEGED: u64 = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT;

/// An application's flags: which privileged intents it is allowed, as of one in few servers.
pub(crate) fn application_flags(privileged: u64) -> u64 {
    let flags = [
        (GUILD_PRESENCES, 1 << 13),
        (GUILD_MEMBERS, 1 << 15),
        (MESSAGE_CONTENT, 1 << 19),
    ];
    flags
        .iter()
        .filter(|(intent, _)| privileged & intent != 0)
        .map(|(_, flag)| flag)
        .sum()
}

/// The intents of which a session needs one to get the event; 0 for events that need none.
fn needed(event: &str, direct: bool) -> u64 {
    let pick = |guild: u32, dm: u32| 1 << if direct { dm } else { guild };
    match event {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => pick(9, 12),
        "MESSAGE_REACTION_ADD"
        | "MESSAGE_REACTION_REMOVE"
        | "MESSAGE_REACTION_REMOVE_ALL"
        | "MESSAGE_REACTION_REMOVE_EMOJI" => pick(10, 13),
        "TYPING_START" => pick(11, 14),
        "MESSAGE_POLL_VOTE_ADD" | "MESSAGE_POLL_VOTE_REMOVE" => pick(24, 25),
        "CHANNEL_PINS_UPDATE" => pick(0, 12),
        "GUILD_MEMBER_UPDATE" | "GUILD_MEMBER_ADD" | "GUILD_MEMBER_REMOVE" => GUILD_MEMBERS,
        "CHANNEL_CREATE" if direct => 1 << 12,
        "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "CHANNEL_DELETE" => GUILDS,
        "GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE" => GUILDS,
        "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" | "GUILD_ROLE_DELETE" => GUILDS,
        "THREAD_CREATE" | "THREAD_UPDATE" | "THREAD_DELETE" => GUILDS,
        "THREAD_MEMBERS_UPDATE" => GUILDS | GUILD_MEMBERS,
        "GUILD_AUDIT_LOG_ENTRY_CREATE" => GUILD_MODERATION,
        "WEBHOOKS_UPDATE" => GUILD_WEBHOOKS,
        "GUILD_SCHEDULED_EVENT_CREATE"
        | "GUILD_SCHEDULED_EVENT_UPDATE"
        | "GUILD_SCHEDULED_EVENT_DELETE"
        | "GUILD_SCHEDULED_EVENT_USER_ADD"
        | "GUILD_SCHEDULED_EVENT_USER_REMOVE" => GUILD_SCHEDULED_EVENTS,
        _ => 0,
    }
}

/// Whether a bot with these intents gets the event. Of itself it hears without GUILD_MEMBERS too, and of a thread's
/// members without it only of itself ("Caveats").
pub(super) fn lets_through(intents: u64, bot: Id, event: &str, data: &Value) -> bool {
    let me = json!(bot);
    let own = match event {
        "GUILD_MEMBER_UPDATE" => data["user"]["id"] == me,
        "THREAD_MEMBERS_UPDATE" if intents & GUILD_MEMBERS == 0 => {
            let added = data["added_members"].as_array().into_iter().flatten();
            let removed = data["removed_member_ids"].as_array().into_iter().flatten();
            let own = added
                .map(|member| &member["user_id"])
                .chain(removed)
                .any(|user| *user == me);
            return own && intents & GUILDS != 0;
        }
        _ => false,
    };
    let needed = needed(event, data["guild_id"].is_null());
    own || needed == 0 || intents & needed != 0
}

/// The event as a bot without MESSAGE_CONTENT gets it, if that differs.
pub(super) fn without_content(intents: u64, bot: Id, event: &str, data: &Value) -> Option<Value> {
    let message = matches!(event, "MESSAGE_CREATE" | "MESSAGE_UPDATE");
    if !message || intents & MESSAGE_CONTENT != 0 || data["guild_id"].is_null() {
        return None;
    }
    bare(bot, data)
}

/// A server's message without its content, unless it is the bot's own or mentions it: then `None`.
pub(crate) fn bare(bot: Id, data: &Value) -> Option<Value> {
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
    bare.as_object_mut()?.remove("poll");
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guild_and_direct_messages_have_intents_of_their_own() {
        let (guild, direct) = (json!({"guild_id": "1"}), json!({}));
        assert!(lets_through(1 << 9, Id(5), "MESSAGE_CREATE", &guild));
        assert!(!lets_through(1 << 9, Id(5), "MESSAGE_CREATE", &direct));
        assert!(lets_through(1 << 12, Id(5), "MESSAGE_CREATE", &direct));
        assert!(lets_through(0, Id(5), "INTERACTION_CREATE", &guild));
    }

    #[test]
    fn of_itself_a_bot_hears_without_the_intent_for_members() {
        let of = |id: &str| {
            let member = json!({"guild_id": "1", "user": {"id": id}});
            let thread =
                json!({"guild_id": "1", "added_members": [{"user_id": id}], "removed_member_ids": []});
            (
                lets_through(GUILDS, Id(5), "GUILD_MEMBER_UPDATE", &member),
                lets_through(GUILDS, Id(5), "THREAD_MEMBERS_UPDATE", &thread),
            )
        };
        assert_eq!((of("5"), of("7")), ((true, true), (false, false)));
    }

    #[test]
    fn flags_name_the_privileged_intents() {
        assert_eq!(application_flags(PRIVILEGED), 565_248);
        assert_eq!(application_flags(MESSAGE_CONTENT), 1 << 19);
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
