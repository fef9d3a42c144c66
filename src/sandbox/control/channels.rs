//! `/sandbox/channels`: what happens to a channel behind the bot's back, as an admin on Discord would do it.

use serde_json::{Value, json};

use crate::sandbox::ids::Id;
use crate::sandbox::permissions::{self, Overwrite};
use crate::sandbox::server::Server;
use crate::sandbox::world::{World, kind};

const WISHES: &str = "Say which channel, and what becomes of it: {\"name\": \"outages\", \"bot_may_not\": [\"SEND_MESSAGES\"]}, \
                      {\"name\": \"outages\", \"deleted\": true} or {\"name\": \"news\", \"type\": \"announcement\"}.";

/// Changes, removes or adds a channel.
///
/// # Errors
/// A sentence for a channel that is not there, or for a wish that makes no sense.
pub(super) fn change(server: &Server, body: &Value) -> Result<Value, String> {
    let name = body["name"].as_str().ok_or(WISHES)?;
    server.with(|hall| {
        let world = &mut hall.world;
        if let Some(wanted) = body["type"].as_str() {
            return add(world, name, wanted);
        }
        let named = world.channels.values().find(|channel| channel.name == name);
        let id = named
            .map(|channel| channel.id)
            .ok_or_else(|| format!("There is no channel `{name}`."))?;
        if let Some(list) = body["bot_may_not"].as_array() {
            forbid(world, id, list)?;
        } else if body["deleted"] == true {
            world.remove_channel(id);
        } else {
            return Err(WISHES.into());
        }
        Ok(json!({"id": id, "name": name}))
    })
}

fn add(world: &mut World, name: &str, wanted: &str) -> Result<Value, String> {
    let kind = match wanted {
        "text" => kind::TEXT,
        "announcement" => kind::ANNOUNCEMENT,
        other => {
            return Err(format!(
                "A channel's `type` is `text` or `announcement`, not `{other}`."
            ));
        }
    };
    let id = world.add_channel(kind, name, None);
    world.tell_channel(id, "CHANNEL_CREATE");
    Ok(json!({"id": id, "name": name}))
}

/// Replaces what the bot is denied in a channel; an empty list gives everything back.
fn forbid(world: &mut World, channel: Id, list: &[Value]) -> Result<(), String> {
    let mut deny = 0;
    for name in list {
        let name = name.as_str().unwrap_or_default();
        let bit = permissions::named(name).ok_or_else(|| format!("There is no permission `{name}`."))?;
        deny |= bit.0;
    }
    let bot = world.bot;
    if let Some(channel) = world.channels.get_mut(&channel) {
        channel.overwrites.retain(|there| there.id != bot);
        if deny != 0 {
            let overwrite = Overwrite {
                id: bot,
                for_member: true,
                allow: 0,
                deny,
            };
            channel.overwrites.push(overwrite);
        }
    }
    world.tell_channel(channel, "CHANNEL_UPDATE");
    Ok(())
}
