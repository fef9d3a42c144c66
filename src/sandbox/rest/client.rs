//! Routes that only Discord's own client uses: the index of commands, one's conversations.

use serde_json::{Value, json};

use super::call::{Answer, Call, ok};
use crate::sandbox::gateway::application_flags;
use crate::sandbox::world::BOT_NAME;

/// `GET /guilds/{id}/application-command-index` and `GET /channels/{id}/application-commands/search`.
pub(super) fn command_index(call: &mut Call<'_>) -> Answer {
    call.me()?;
    let commands: Vec<&Value> = call.world.commands.iter().map(|command| &command.body).collect();
    let bot = call.world.bot;
    ok(json!({
        "applications": [{
            "id": bot, "name": BOT_NAME, "description": "", "icon": null, "bot": call.world.show_user(bot),
            "flags": application_flags(call.world.privileged),
        }],
        "application_commands": commands, "version": bot,
    }))
}

/// `GET /users/@me/channels`.
pub(super) fn conversations(call: &mut Call<'_>) -> Answer {
    let me = call.me()?;
    let own = call
        .world
        .channels
        .values()
        .filter(|c| c.is_direct() && c.recipients.contains(&me));
    ok(own.map(|channel| call.world.show_channel(channel, me)).collect())
}
