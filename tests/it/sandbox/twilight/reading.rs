//! A history by twilight's types: every answer by its route, every dispatch by its name.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use twilight_gateway::{EventTypeFlags, parse};
use twilight_model::application::command::Command;
use twilight_model::application::interaction::callback::InteractionCallbackResponse;
use twilight_model::channel::message::PinsListing;
use twilight_model::channel::thread::{ThreadMember, ThreadsListing};
use twilight_model::channel::webhook::Webhook;
use twilight_model::channel::{Channel, Message};
use twilight_model::gateway::connection_info::BotConnectionInfo;
use twilight_model::guild::scheduled_event::{GuildScheduledEvent, GuildScheduledEventUser};
use twilight_model::guild::{Guild, Member, Role};
use twilight_model::oauth::Application;
use twilight_model::user::{CurrentUser, CurrentUserGuild, User};

/// What only Discord's own client is told, and twilight has no types for.
const OF_CLIENTS: [&str; 4] = [
    "INTERACTION_SUCCESS",
    "INTERACTION_FAILURE",
    "INTERACTION_MODAL_CREATE",
    "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
];

/// Reads all of a history; returns how many answers and dispatches that were.
pub(super) fn read_all(history: &[Value]) -> usize {
    let (mut read, mut faults) = (0, Vec::new());
    for line in history {
        let outcome = match line["kind"].as_str() {
            Some("rest") if line["fault"].is_null() => answer(line),
            Some("dispatch") => dispatch(line),
            _ => None,
        };
        match outcome {
            Some(Ok(())) => read += 1,
            Some(Err(refused)) => faults.push(format!(
                "{} {} {}: {refused}",
                line["event"], line["method"], line["path"]
            )),
            None => {}
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {read} are not read:\n{}",
        faults.len(),
        faults.join("\n")
    );
    read
}

fn dispatch(line: &Value) -> Option<Result<(), String>> {
    let name = line["event"].as_str()?;
    // People are told of their interactions' ids alone.
    let of_person = name == "INTERACTION_CREATE" && line["data"]["token"].is_null();
    if of_person || OF_CLIENTS.contains(&name) {
        return None;
    }
    let frame = json!({"op": 0, "s": 1, "t": name, "d": line["data"]});
    Some(match parse(frame.to_string(), EventTypeFlags::all()) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("an event without a type".to_owned()),
        Err(refused) => Err(format!("{:?}", std::error::Error::source(&refused))),
    })
}

fn as_a<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
    let read = serde_json::from_str::<T>(&body.to_string());
    read.map(drop).map_err(|refused| format!("{refused} in {body}"))
}

/// An answer by the type its route has; `None` for refusals, empty bodies and what only people ask for.
fn answer(line: &Value) -> Option<Result<(), String>> {
    let status = line["status"]
        .as_u64()
        .filter(|status| (200..300).contains(status))?;
    let body = Some(&line["response"]).filter(|body| !body.is_null())?;
    let path = line["path"].as_str()?;
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let method = line["method"].as_str()?;
    debug_assert!(status != 204, "nothing comes with 204");
    Some(match (method, segments.as_slice()) {
        ("POST", ["interactions"]) | ("GET", ["users", "@me", "channels"]) => return None,
        ("GET", [.., "application-command-index"]) => return None,
        ("GET", ["gateway"]) => return None,
        // What twilight has no types for.
        ("GET", [.., "users", "counts"] | [.., "roles", "member-counts"]) => return None,
        ("GET", ["soundboard-default-sounds"] | [.., "soundboard-sounds"]) => return None,
        ("PATCH", [.., "members", "@me", "nick"]) => return None,
        ("GET", ["gateway", "bot"]) => as_a::<BotConnectionInfo>(body),
        ("GET", ["applications" | "oauth2", .., "@me"]) => as_a::<Application>(body),
        (_, ["applications", .., "commands"]) if body.is_array() => as_a::<Vec<Command>>(body),
        (_, ["applications", .., "commands"] | ["applications", .., "commands", _]) => as_a::<Command>(body),
        (_, ["users", rest @ ..]) => of_users(rest, body),
        (_, ["channels", _, rest @ ..]) => of_channel(rest, body),
        (_, ["guilds", _, rest @ ..]) => of_guild(rest, body),
        ("POST", ["interactions", _, _, "callback"]) => as_a::<InteractionCallbackResponse>(body),
        (_, ["webhooks", _] | ["webhooks", _, _]) if body["content"].is_null() => as_a::<Webhook>(body),
        (_, ["webhooks", ..]) => as_a::<Message>(body),
        _ => Err("a route that nobody reads".to_owned()),
    })
}

fn of_users(path: &[&str], body: &Value) -> Result<(), String> {
    match path {
        ["@me"] => as_a::<CurrentUser>(body),
        ["@me", "guilds"] => as_a::<Vec<CurrentUserGuild>>(body),
        ["@me", "guilds", _, "member"] => as_a::<Member>(body),
        ["@me", "channels"] => as_a::<Channel>(body),
        _ => as_a::<User>(body),
    }
}

fn of_channel(path: &[&str], body: &Value) -> Result<(), String> {
    match path {
        [] | [.., "threads"] => as_a::<Channel>(body),
        ["messages", "pins"] => as_a::<PinsListing>(body),
        [.., "threads", "archived", _] => as_a::<ThreadsListing>(body),
        ["thread-members"] => as_a::<Vec<ThreadMember>>(body),
        ["thread-members", _] => as_a::<ThreadMember>(body),
        ["webhooks"] if body.is_array() => as_a::<Vec<Webhook>>(body),
        ["webhooks"] => as_a::<Webhook>(body),
        ["messages", _, "reactions", _] => as_a::<Vec<User>>(body),
        _ if body.is_array() => as_a::<Vec<Message>>(body),
        _ => as_a::<Message>(body),
    }
}

fn of_guild(path: &[&str], body: &Value) -> Result<(), String> {
    match path {
        [] => as_a::<Guild>(body),
        ["channels"] if body.is_array() => as_a::<Vec<Channel>>(body),
        ["channels"] => as_a::<Channel>(body),
        ["roles"] if body.is_array() => as_a::<Vec<Role>>(body),
        ["roles"] | ["roles", _] => as_a::<Role>(body),
        ["webhooks"] => as_a::<Vec<Webhook>>(body),
        ["threads", "active"] => as_a::<ThreadsListing>(body),
        ["members"] | ["members", "search"] => as_a::<Vec<Member>>(body),
        ["members", _] => as_a::<Member>(body),
        ["scheduled-events"] if body.is_array() => as_a::<Vec<GuildScheduledEvent>>(body),
        ["scheduled-events", _, "users"] => as_a::<Vec<GuildScheduledEventUser>>(body),
        ["scheduled-events", ..] => as_a::<GuildScheduledEvent>(body),
        _ => Err("a route that nobody reads".to_owned()),
    }
}
