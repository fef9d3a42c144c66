//! Who hears what: an event on its way to the sessions, and what scripts do to it there.
//!
//! Called for every event behind the server's lock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::intents::{lets_through, without_content};
use super::members::show_guild;
use super::session::{Session, Sessions};
use crate::sandbox::faults::{Faults, Twist};
use crate::sandbox::ids::Id;
use crate::sandbox::world::{Dispatch, To, World};

/// An event kept back on its way to one session.
pub(super) struct Late {
    at: Instant,
    session: String,
    name: &'static str,
    data: Arc<str>,
    copies: usize,
}

/// Who got an event, and what a script did to it.
#[derive(Default)]
pub(crate) struct Delivery {
    pub(crate) to: Vec<Id>,
    pub(crate) twist: Option<Twist>,
}

impl Session {
    /// Whether the event is meant for this session, and asked for.
    fn may_hear(&self, world: &World, dispatch: &Dispatch) -> bool {
        let meant = match dispatch.to {
            To::Guild => true,
            To::Channel(channel) => world.sees(self.user, channel),
            To::Only(user) => self.user == user,
        };
        let guild = (!dispatch.data["guild_id"].is_null()).then_some(world.guild);
        meant
            && self.is_shard_of(guild)
            && lets_through(self.intents, self.user, dispatch.name, &dispatch.data)
    }
}

impl Sessions {
    /// Gives an event to all sessions that may hear it, to the bot's as a script says. Returns whose sessions those are.
    pub(crate) fn deliver(&mut self, world: &World, dispatch: &Dispatch, faults: &mut Faults) -> Delivery {
        let (mut full, mut bare): (Option<Arc<str>>, Option<Arc<str>>) = (None, None);
        let mut delivery = Delivery::default();
        let mut asked = false;
        for session in &mut self.all {
            let away = self.outage && session.bot && !dispatch.data["guild_id"].is_null();
            if away || !session.may_hear(world, dispatch) {
                continue;
            }
            let stripped = match session.bot {
                true => without_content(session.intents, session.user, dispatch.name, &dispatch.data),
                false => None,
            };
            let data = match stripped {
                Some(stripped) => bare.get_or_insert_with(|| stripped.to_string().into()).clone(),
                None => full
                    .get_or_insert_with(|| dispatch.data.to_string().into())
                    .clone(),
            };
            // People's events may have the same name; a script is used up by the bot's alone, and once for all shards.
            if session.bot && !std::mem::replace(&mut asked, true) {
                delivery.twist = faults.twist(dispatch.name);
            }
            let (copies, delay) = match &delivery.twist {
                Some(twist) if session.bot => (twist.copies, twist.delay),
                Some(_) | None => (1, Duration::ZERO),
            };
            if !delay.is_zero() {
                self.late.push(Late {
                    at: Instant::now() + delay,
                    session: session.id.clone(),
                    name: dispatch.name,
                    data,
                    copies,
                });
                continue;
            }
            for _ in 0..copies {
                session.push(dispatch.name, data.clone());
            }
            if copies > 0 && !delivery.to.contains(&session.user) {
                delivery.to.push(session.user);
            }
        }
        delivery
    }

    /// How many events are kept back.
    pub(crate) fn late_events(&self) -> usize {
        self.late.len()
    }

    /// When the next event that is kept back is due.
    pub(crate) fn next_late(&self) -> Option<Instant> {
        self.late.iter().map(|late| late.at).min()
    }

    /// Delivers the events that were kept back until `now`; returns their names.
    pub(crate) fn deliver_late(&mut self, now: Instant) -> Vec<&'static str> {
        let mut names = Vec::new();
        let (due, rest) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|late| late.at <= now);
        self.late = rest;
        for late in due {
            let session = self.all.iter_mut().find(|session| session.id == late.session);
            // A session that ended meanwhile misses it.
            let Some(session) = session else { continue };
            for _ in 0..late.copies {
                session.push(late.name, late.data.clone());
            }
            names.push(late.name);
        }
        names
    }

    /// Tells the bots that the server is away; until the end they hear nothing of it.
    pub(crate) fn begin_outage(&mut self, world: &World) -> usize {
        self.outage = true;
        let gone = json!({"id": world.guild, "unavailable": true});
        self.tell_of_server(world, "GUILD_DELETE", |_| gone.to_string())
    }

    /// Tells the bots that the server is back, if it was away.
    pub(crate) fn end_outage(&mut self, world: &World) -> usize {
        if !std::mem::take(&mut self.outage) {
            return 0;
        }
        self.tell_of_server(world, "GUILD_CREATE", |session| {
            show_guild(world, session).to_string()
        })
    }

    fn tell_of_server(
        &mut self,
        world: &World,
        name: &'static str,
        data: impl Fn(&Session) -> String,
    ) -> usize {
        let mut told = 0;
        for session in self.all.iter_mut().filter(|session| session.bot) {
            let asked = lets_through(session.intents, session.user, name, &Value::Null);
            if asked && session.is_shard_of(Some(world.guild)) {
                let data = data(session).into();
                session.push(name, data);
                told += 1;
            }
        }
        told
    }
}
