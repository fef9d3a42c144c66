//! What the gateway says, held against the description of what REST answers: the same things have the same fields.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::use_everything;
use crate::sandbox::client::Client;
use crate::sandbox::person::{Person, Socket};
use crate::sandbox::sandbox;

/// Event, where in its data (a list stands for each of its items), and what that is.
const THINGS: &[(&str, &str, &str)] = &[
    ("READY", "/user", "UserPIIResponse"),
    ("GUILD_CREATE", "", "GuildResponse"),
    ("GUILD_CREATE", "/roles", "GuildRoleResponse"),
    ("GUILD_CREATE", "/channels", "GuildChannelResponse"),
    ("GUILD_CREATE", "/threads", "ThreadResponse"),
    ("GUILD_CREATE", "/members", "GuildMemberResponse"),
    (
        "GUILD_CREATE",
        "/guild_scheduled_events",
        "ExternalScheduledEventResponse",
    ),
    ("CHANNEL_CREATE", "", "GuildChannelResponse"),
    ("CHANNEL_UPDATE", "", "GuildChannelResponse"),
    ("GUILD_MEMBER_UPDATE", "", "GuildMemberResponse"),
    ("GUILD_ROLE_CREATE", "/role", "GuildRoleResponse"),
    ("GUILD_ROLE_UPDATE", "/role", "GuildRoleResponse"),
    (
        "GUILD_SCHEDULED_EVENT_CREATE",
        "",
        "ExternalScheduledEventResponse",
    ),
    (
        "GUILD_SCHEDULED_EVENT_UPDATE",
        "",
        "ExternalScheduledEventResponse",
    ),
    ("MESSAGE_CREATE", "", "MessageResponse"),
    ("MESSAGE_UPDATE", "", "MessageResponse"),
    ("THREAD_CREATE", "", "ThreadResponse"),
    ("THREAD_UPDATE", "", "ThreadResponse"),
    ("MESSAGE_REACTION_ADD", "/member", "GuildMemberResponse"),
];

#[tokio::test]
async fn what_the_gateway_says_has_all_its_fields() {
    let sandbox = sandbox().await;
    let (bot, mut ana) = (Client::bot(&sandbox), Person::arrives(&sandbox, "ana").await);
    let (mut ears, ready) = Socket::identify_bot(&bot).await;
    use_everything(&bot, &mut ana).await;
    let planned = json!({"name": "Away", "privacy_level": 2, "entity_type": 3,
        "entity_metadata": {"location": "here"}, "scheduled_start_time": "2030-11-24T09:00:00Z",
        "scheduled_end_time": "2030-11-24T11:00:00Z"});
    bot.post(&format!("/guilds/{}/scheduled-events", bot.guild), planned)
        .await
        .good();
    let mut heard = vec![("READY".to_owned(), ready)];
    // One who comes later is told of everything that is there by then.
    let mut late = Socket::identify_bot(&bot).await.0;
    heard.push(("GUILD_CREATE".to_owned(), late.event("GUILD_CREATE").await));
    for mut frame in ears.so_far().await {
        let name = frame["t"].as_str().unwrap_or_default().to_owned();
        heard.push((name, frame["d"].take()));
    }
    let Some(description) = crate::oracle::description() else {
        return;
    };
    let (mut faults, mut checked) = (BTreeSet::new(), BTreeMap::new());
    for (event, place, schema) in THINGS {
        let named = json!({"$ref": format!("#/components/schemas/{schema}")});
        for (_, data) in heard.iter().filter(|(name, _)| name == event) {
            let Some(thing) = data.pointer(place) else {
                continue;
            };
            // A conversation of two is no channel of the server.
            if *schema == "GuildChannelResponse" && thing["type"] == 1 {
                continue;
            }
            let things: Vec<&Value> = match thing {
                Value::Array(list) => list.iter().collect(),
                one => vec![one],
            };
            for thing in things {
                *checked.entry((*event, *place)).or_insert(0) += 1;
                for fault in description.faults(&named, thing) {
                    faults.insert(format!("{event}{place}: {fault}"));
                }
            }
        }
    }
    let told: Vec<String> = faults.into_iter().collect();
    assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
    assert_eq!(checked.len(), THINGS.len(), "each came: {checked:?}");
}
