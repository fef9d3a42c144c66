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
        let lists = (body["bot_may"].as_array(), body["bot_may_not"].as_array());
        if lists.0.is_some() || lists.1.is_some() {
            let bits = |list: Option<&Vec<Value>>| sum(list.map(Vec::as_slice).unwrap_or_default());
            let (allow, deny) = (bits(lists.0)?, bits(lists.1)?);
            overrule(world, id, allow, deny);
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
        "forum" => kind::FORUM,
        other => {
            return Err(format!(
                "A channel's `type` is `text`, `announcement` or `forum`, not `{other}`."
            ));
        }
    };
    let id = world.add_channel(kind, name, None);
    world.tell_channel(id, "CHANNEL_CREATE");
    Ok(json!({"id": id, "name": name}))
}

/// The bits of permissions by their names.
fn sum(list: &[Value]) -> Result<u64, String> {
    let mut bits = 0;
    for name in list {
        let name = name.as_str().unwrap_or_default();
        let bit = permissions::named(name).ok_or_else(|| format!("There is no permission `{name}`."))?;
        bits |= bit.0;
    }
    Ok(bits)
}

/// Replaces what the bot is given and denied in a channel; nothing of both leaves it as everywhere.
fn overrule(world: &mut World, channel: Id, allow: u64, deny: u64) {
    let bot = world.bot;
    if let Some(channel) = world.channels.get_mut(&channel) {
        channel.overwrites.retain(|there| there.id != bot);
        if allow | deny != 0 {
            let overwrite = Overwrite {
                id: bot,
                for_member: true,
                allow,
                deny,
            };
            channel.overwrites.push(overwrite);
        }
    }
    world.tell_channel(channel, "CHANNEL_UPDATE");
}
