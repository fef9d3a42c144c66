//! Scheduled events of the server: what is planned when, and how far it is ("Guild Scheduled Event").
//!
//! Routes plan, change and remove them; [`World::keep_time`] begins and ends them as Discord does with those that take
//! place elsewhere (entity type EXTERNAL). The sandbox has no voice channels, so it has no other kind.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{To, World, stamp};
use crate::sandbox::failure::{Failure, UNKNOWN_EVENT};
use crate::sandbox::ids::Id;
use crate::sandbox::limits::event::{Change, EXTERNAL, GUILD_ONLY};

/// How far an event is; the numbers are Discord's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Scheduled = 1,
    Active = 2,
    Completed = 3,
    Canceled = 4,
}

impl Stage {
    /// The stage with this number.
    pub(crate) fn of(number: u64) -> Option<Self> {
        [Self::Scheduled, Self::Active, Self::Completed, Self::Canceled]
            .into_iter()
            .find(|stage| *stage as u64 == number)
    }

    /// Whether nothing can become of it any more.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled)
    }

    /// Whether a client may move an event from here to `next` ("Valid Guild Scheduled Event Status Transitions").
    pub(crate) fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Scheduled, Self::Active | Self::Canceled) | (Self::Active, Self::Completed)
        )
    }
}

/// Something that is to happen.
#[derive(Debug)]
pub(crate) struct ScheduledEvent {
    pub(crate) id: Id,
    pub(crate) creator: Id,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) location: String,
    pub(crate) begins_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) stage: Stage,
    /// Who said that they are interested.
    pub(crate) interested: BTreeSet<Id>,
}

impl ScheduledEvent {
    /// Takes over what a checked change says.
    fn take(&mut self, change: Change) {
        self.name = change.name.unwrap_or_else(|| std::mem::take(&mut self.name));
        if let Some(description) = change.description {
            self.description = description;
        }
        self.location = change
            .location
            .unwrap_or_else(|| std::mem::take(&mut self.location));
        self.begins_at = change.begins_at.unwrap_or(self.begins_at);
        self.ends_at = change.ends_at.unwrap_or(self.ends_at);
        self.stage = change.stage.unwrap_or(self.stage);
    }
}

impl World {
    /// The event with this id.
    ///
    /// # Errors
    /// 10070.
    pub(crate) fn event(&self, id: Id) -> Result<&ScheduledEvent, Failure> {
        self.events.get(&id).ok_or_else(|| UNKNOWN_EVENT.into())
    }

    /// The events that are still to come or under way, by the time they begin.
    pub(crate) fn open_events(&self) -> Vec<&ScheduledEvent> {
        let open = self.events.values().filter(|event| !event.stage.is_final());
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|event| (event.begins_at, event.id));
        open
    }

    /// Plans an event, of which a checked change says everything, and tells everybody.
    pub(crate) fn plan_event(&mut self, creator: Id, change: Change) -> Id {
        let (id, now) = (self.next_id(), self.now());
        let mut event = ScheduledEvent {
            id,
            creator,
            name: String::new(),
            description: None,
            location: String::new(),
            begins_at: now,
            ends_at: now,
            stage: Stage::Scheduled,
            interested: BTreeSet::new(),
        };
        event.take(change);
        self.events.insert(id, event);
        self.tell_event(id, "GUILD_SCHEDULED_EVENT_CREATE");
        self.time_keeper.ring();
        id
    }

    /// Changes an event and tells everybody.
    pub(crate) fn change_event(&mut self, id: Id, change: Change) {
        if let Some(event) = self.events.get_mut(&id) {
            event.take(change);
            self.tell_event(id, "GUILD_SCHEDULED_EVENT_UPDATE");
            self.time_keeper.ring();
        }
    }

    /// Removes an event and tells everybody.
    pub(crate) fn remove_event(&mut self, id: Id) {
        self.tell_event(id, "GUILD_SCHEDULED_EVENT_DELETE");
        self.events.remove(&id);
    }

    /// Notes that somebody is interested, or no longer, and tells everybody if that is new.
    pub(crate) fn set_interest(&mut self, id: Id, user: Id, interested: bool) {
        let Some(event) = self.events.get_mut(&id) else {
            return;
        };
        let (changed, name) = match interested {
            true => (event.interested.insert(user), "GUILD_SCHEDULED_EVENT_USER_ADD"),
            false => (
                event.interested.remove(&user),
                "GUILD_SCHEDULED_EVENT_USER_REMOVE",
            ),
        };
        if changed {
            let data = json!({"guild_scheduled_event_id": id, "user_id": user, "guild_id": self.guild});
            self.tell(To::Guild, name, data);
        }
    }

    fn tell_event(&mut self, id: Id, name: &'static str) {
        if let Some(event) = self.events.get(&id) {
            let shown = self.show_event(event, false);
            self.tell(To::Guild, name, shown);
        }
    }

    /// Begins and ends what is due, and says when to look again.
    pub(crate) fn keep_time(&mut self) -> Option<DateTime<Utc>> {
        let now = self.now();
        self.close_polls();
        loop {
            let next = self.next_move();
            let Some((_, id, stage)) = next.filter(|(at, ..)| *at <= now) else {
                let events = next.map(|(at, ..)| at);
                return events.into_iter().chain(self.next_poll_end()).min();
            };
            self.change_stage(id, stage);
        }
    }

    /// The earliest move of any event: when, which, to what.
    fn next_move(&self) -> Option<(DateTime<Utc>, Id, Stage)> {
        let moves = self.events.values().filter_map(|event| match event.stage {
            Stage::Scheduled => Some((event.begins_at, event.id, Stage::Active)),
            Stage::Active => Some((event.ends_at, event.id, Stage::Completed)),
            Stage::Completed | Stage::Canceled => None,
        });
        moves.min_by_key(|(at, id, _)| (*at, *id))
    }

    fn change_stage(&mut self, id: Id, stage: Stage) {
        if let Some(event) = self.events.get_mut(&id) {
            event.stage = stage;
            self.tell_event(id, "GUILD_SCHEDULED_EVENT_UPDATE");
        }
    }

    /// An event as everybody sees it.
    pub(crate) fn show_event(&self, event: &ScheduledEvent, with_count: bool) -> Value {
        let mut shown = json!({
            "id": event.id, "guild_id": self.guild, "channel_id": null, "creator_id": event.creator,
            "creator": self.show_user(event.creator), "name": event.name, "description": event.description,
            "image": null, "scheduled_start_time": stamp(event.begins_at),
            "scheduled_end_time": stamp(event.ends_at), "privacy_level": GUILD_ONLY,
            "status": event.stage as u8, "entity_type": EXTERNAL, "entity_id": null,
            "entity_metadata": {"location": event.location}, "recurrence_rule": null,
            "guild_scheduled_event_exceptions": [],
        });
        if with_count {
            shown["user_count"] = json!(event.interested.len());
        }
        shown
    }
}
