//! What the gateway has read and nobody has begun: it counts as work from the moment it is read.
//!
//! The library reads an event in one task and hands it to another. Whoever waits for calm in between would find nobody at
//! work. Called by `discord` for each session and for each event; it knows nothing of what is done with them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use poise::serenity_prelude as serenity;
use serenity::{CollectorCallback, Event, FullEvent};

use crate::app::App;
use crate::clock::Busy;

/// What was read and not begun, by kind; of one kind they are alike.
#[derive(Clone, Default)]
pub(super) struct Heard {
    waiting: Arc<Mutex<HashMap<Kind, Vec<Busy>>>>,
}

/// The events that something is done about. Each is handed on exactly once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Server,
    Interaction,
    Message,
    Deletion,
    Channel,
    Role,
    Thread,
}

impl Heard {
    /// Notes what this session reads, in the task that reads it: before it answers a heartbeat that was asked for later.
    pub(super) fn listen(&self, session: &serenity::ShardMessenger, app: &App) {
        let (heard, app) = (self.clone(), app.clone());
        session.add_collector(CollectorCallback(Box::new(move |event| {
            if let Some(kind) = kind_read(event) {
                heard.with(|waiting| waiting.entry(kind).or_default().push(app.busy()));
            }
            true
        })));
    }

    /// What was noted when this event was read, for as long as it is seen to.
    pub(super) fn begun(&self, event: &FullEvent) -> Option<Busy> {
        let kind = kind_handed_on(event)?;
        self.with(|waiting| waiting.get_mut(&kind)?.pop())
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<Kind, Vec<Busy>>) -> T) -> T {
        act(&mut self
            .waiting
            .lock()
            .expect("no code panics while it holds what was heard"))
    }
}

fn kind_read(event: &Event) -> Option<Kind> {
    match event {
        Event::GuildCreate(_) => Some(Kind::Server),
        Event::InteractionCreate(_) => Some(Kind::Interaction),
        Event::MessageCreate(_) => Some(Kind::Message),
        Event::MessageDelete(_) | Event::MessageDeleteBulk(_) => Some(Kind::Deletion),
        Event::ChannelCreate(_) | Event::ChannelUpdate(_) | Event::ChannelDelete(_) => Some(Kind::Channel),
        Event::GuildRoleCreate(_) | Event::GuildRoleUpdate(_) | Event::GuildRoleDelete(_) => Some(Kind::Role),
        Event::ThreadDelete(_) => Some(Kind::Thread),
        _ => None,
    }
}

fn kind_handed_on(event: &FullEvent) -> Option<Kind> {
    match event {
        FullEvent::GuildCreate { .. } => Some(Kind::Server),
        FullEvent::InteractionCreate { .. } => Some(Kind::Interaction),
        FullEvent::Message { .. } => Some(Kind::Message),
        FullEvent::MessageDelete { .. } | FullEvent::MessageDeleteBulk { .. } => Some(Kind::Deletion),
        FullEvent::ChannelCreate { .. }
        | FullEvent::CategoryCreate { .. }
        | FullEvent::ChannelUpdate { .. }
        | FullEvent::ChannelDelete { .. }
        | FullEvent::CategoryDelete { .. } => Some(Kind::Channel),
        FullEvent::GuildRoleCreate { .. }
        | FullEvent::GuildRoleUpdate { .. }
        | FullEvent::GuildRoleDelete { .. } => Some(Kind::Role),
        FullEvent::ThreadDelete { .. } => Some(Kind::Thread),
        _ => None,
    }
}
