//! What the gateway tells beside commands: presses, the server and its changes, deleted messages.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serde_json::json;
use serenity::{ChannelType, FullEvent, Interaction};
use tracing::{error, info, warn};

use crate::courier::directory::{Guild, Missing};
use crate::courier::{Call, Verb, WireError, json_bytes};

use super::{Desk, buttons, commands, reference};

/// Sees to one event of a bot that was not told to stop.
pub(super) async fn handle(desk: &Arc<Desk>, event: &FullEvent) {
    let _busy = desk.app.busy();
    match event {
        FullEvent::InteractionCreate {
            interaction: Interaction::Component(press),
        } => {
            buttons::pressed(desk, press).await;
        }
        FullEvent::InteractionCreate {
            interaction: Interaction::Modal(form),
        } => buttons::submitted(desk, form).await,
        FullEvent::Ready { data_about_bot } => info!(bot = data_about_bot.user.name, "connected to Discord"),
        FullEvent::GuildCreate { guild, .. } => guild_seen(desk, guild).await,
        FullEvent::ChannelCreate { channel } | FullEvent::ChannelUpdate { new: channel, .. } => {
            let (id, name) = (channel.id.get(), channel.name.clone());
            let announces = channel.kind == ChannelType::News;
            desk.directory.update(|g| {
                g.channels.insert(id, name);
                if announces {
                    g.announcing.insert(id);
                } else {
                    g.announcing.remove(&id);
                }
            });
            desk.courier.mended().await;
        }
        FullEvent::ChannelDelete { channel, .. } => {
            desk.directory
                .update(|g| drop(g.channels.remove(&channel.id.get())));
        }
        FullEvent::GuildRoleCreate { new } | FullEvent::GuildRoleUpdate { new, .. } => {
            let (id, name) = (new.id.get(), new.name.clone());
            desk.directory.update(|g| drop(g.roles.insert(id, name)));
            desk.courier.mended().await;
        }
        FullEvent::GuildRoleDelete { removed_role_id, .. } => {
            desk.directory
                .update(|g| drop(g.roles.remove(&removed_role_id.get())));
        }
        FullEvent::MessageDelete {
            deleted_message_id, ..
        } => deleted(desk, &[*deleted_message_id]).await,
        FullEvent::MessageDeleteBulk {
            multiple_deleted_messages_ids,
            ..
        } => {
            deleted(desk, multiple_deleted_messages_ids).await;
        }
        FullEvent::ThreadDelete { thread, .. } => {
            if let Err(fault) = desk.courier.thread_was_deleted(&thread.id.to_string()).await {
                reference("a deleted thread", &fault);
            }
        }
        _ => {}
    }
}

async fn deleted(desk: &Desk, ids: &[serenity::MessageId]) {
    for id in ids {
        if let Err(fault) = desk.courier.message_was_deleted(&id.to_string()).await {
            reference("a deleted message", &fault);
        }
    }
}

/// The server is there: who and what is where on it, our commands on it, and a look whether our cards still are.
async fn guild_seen(desk: &Arc<Desk>, guild: &serenity::Guild) {
    let id = guild.id.get();
    if desk
        .guild
        .or(desk.directory.guild_id())
        .is_some_and(|ours| ours != id)
    {
        info!(guild = id, "another server; this bot works for one");
        return;
    }
    let takes_messages = |kind| matches!(kind, ChannelType::Text | ChannelType::News);
    let channels = guild.channels.values().filter(|c| takes_messages(c.kind));
    let announcing = guild.channels.values().filter(|c| c.kind == ChannelType::News);
    desk.directory.learn(Guild {
        id,
        channels: channels.map(|c| (c.id.get(), c.name.clone())).collect(),
        announcing: announcing.map(|c| c.id.get()).collect(),
        roles: guild
            .roles
            .values()
            .map(|r| (r.id.get(), r.name.clone()))
            .collect(),
    });
    let (named, others): (Vec<Missing>, Vec<Missing>) = desk
        .directory
        .missing()
        .into_iter()
        .partition(Missing::is_named_in_the_configuration);
    for missing in others {
        warn!("{missing}");
    }
    if !named.is_empty() {
        // A start without them is a mistake to be put right; a bot at work goes on, and what is for there waits.
        if !*desk.ready.borrow() {
            desk.misfits.send_replace(named);
            return;
        }
        named.iter().for_each(|missing| error!("{missing}"));
    }
    desk.courier.mended().await;
    match register(desk, id).await {
        Ok(()) => {
            desk.ready.send_replace(true);
        }
        Err(error) => {
            warn!(%error, "the commands could not be registered; it is tried again at the next connection")
        }
    }
    if let Err(fault) = desk.courier.verify_cards().await {
        reference("looking after the cards", &fault);
    }
}

async fn register(desk: &Desk, guild: u64) -> Result<(), WireError> {
    let application = desk.application().await?;
    let body = json!(poise::builtins::create_application_commands(&commands::all()));
    let call = Call {
        verb: Verb::Put,
        path: format!("/applications/{application}/guilds/{guild}/commands"),
        route: "PUT /applications/guilds/commands".to_owned(),
        body: Some(json_bytes(&body)),
        interaction: false,
    };
    desk.courier.wire().call(&call).await.map(drop)
}

impl Desk {
    async fn application(&self) -> Result<String, WireError> {
        let route = "GET /applications/@me".to_owned();
        let call = Call {
            verb: Verb::Get,
            path: "/applications/@me".to_owned(),
            route: route.clone(),
            body: None,
            interaction: false,
        };
        let application = self.courier.wire().call(&call).await?;
        let id = application["id"].as_str().map(str::to_owned);
        id.ok_or(WireError::Unknown {
            route,
            what: "an application without an id".to_owned(),
        })
    }
}
