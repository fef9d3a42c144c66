//! The event on Discord of each outage: planned, changed, begun and ended in step with it, and made anew when it is gone.
//!
//! Source of the rules: Discord's developer documentation, "Guild Scheduled Event": an event of type EXTERNAL begins and
//! ends by the clock too; it goes from planned to begun or called off, from begun to over, and never back.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::Fault;
use crate::domain::outage::Outage;
use crate::domain::process::Service;
use crate::store::Card;
use crate::wording::outage_event::{OutageEvent, Standing, event, mark};
use crate::wording::undelivered as words;

use super::obstacle::Obstacle;
use super::post::{NO_ACCESS, NO_PERMISSION};
use super::{Call, Courier, Verb, Went, WireError, json_bytes};

/// Discord's code for an event that is not there.
const UNKNOWN_EVENT: u64 = 10070;
/// Discord's code for a server that has as many events as it may.
const MOST_EVENTS: u64 = 30038;
/// Discord's code for an event that is over and cannot be changed.
const FINISHED: u64 = 180_000;

/// An event cannot begin in the past: one that should have begun already begins so much later, or is begun by hand.
const A_MOMENT: TimeDelta = TimeDelta::minutes(1);

/// How far an event is on Discord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Scheduled = 1,
    Active = 2,
    Completed = 3,
    Cancelled = 4,
}

impl Stage {
    fn of(event: &Value) -> Option<Self> {
        let number = event["status"].as_u64()?;
        [Self::Scheduled, Self::Active, Self::Completed, Self::Cancelled]
            .into_iter()
            .find(|stage| *stage as u64 == number)
    }

    fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

impl Courier {
    /// Brings the event of an outage up to date.
    pub(super) async fn show_event(
        &self,
        card: &Card,
        number: i64,
        outage: &Outage,
        service: &Service,
    ) -> Result<Went, Fault> {
        let now = self.shared.clock.now();
        let Some(wanted) = event(number, outage, service, now) else {
            return self.forget(card).await;
        };
        let Some(guild) = self.shared.directory.guild_id() else {
            return Ok(Went::Badly("the server is not known".to_owned()));
        };
        let digest = digest(&wanted);
        let kept = match &card.message_id {
            Some(_) if card.digest == digest => {
                return self.record_event(card, card.message_id.as_deref(), &digest).await;
            }
            Some(id) => self.keep_in_step(guild, id, &wanted, now).await,
            None if !outage.is_open() => return self.forget(card).await,
            None => self.find_or_plan(guild, number, &wanted, now).await.map(Some),
        };
        match kept {
            Ok(Some(id)) => self.record_event(card, Some(&id), &digest).await,
            Ok(None) if outage.is_open() => {
                // Somebody removed it, or it is over on Discord and the outage is not: it is made anew.
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_lost(&card.key, false).await?;
                tx.commit().await?;
                Ok(Went::Well)
            }
            Ok(None) => self.forget(card).await,
            Err(WireError::Unknown { what, .. }) => {
                let mut tx = self.shared.app.store().begin().await?;
                tx.card_postponed(&card.key, now.timestamp_millis(), &what)
                    .await?;
                tx.commit().await?;
                Ok(Went::Badly(what))
            }
            Err(error) => self.hinder(card, &in_the_way(&error)).await,
        }
    }

    async fn record_event(&self, card: &Card, id: Option<&str>, digest: &str) -> Result<Went, Fault> {
        let mut tx = self.shared.app.store().begin().await?;
        let (place, id) = (card.place.as_str(), id.unwrap_or_default());
        tx.card_shown(&card.key, place, id, digest, card.wanted).await?;
        if card.problem.is_some() {
            self.shared
                .app
                .end_obstacles(&mut tx, &self.lane_of_card(card))
                .await?;
        }
        tx.commit().await?;
        Ok(Went::Well)
    }

    /// The event of that outage: the one that is there already, since a plan may have gone through unseen, or a new one.
    async fn find_or_plan(
        &self,
        guild: u64,
        number: i64,
        wanted: &OutageEvent,
        now: DateTime<Utc>,
    ) -> Result<String, WireError> {
        let there = self.events(Verb::Get, guild, "", None).await?;
        let mark = mark(number);
        let ours = there.as_array().into_iter().flatten().find(|event| {
            let text = event["description"].as_str().unwrap_or_default();
            event["creator"]["bot"] != json!(false) && text.lines().last() == Some(&mark)
        });
        let id = match ours.and_then(|event| event["id"].as_str()) {
            Some(id) => id.to_owned(),
            None => self.plan_event(guild, wanted, now).await?,
        };
        self.keep_in_step(guild, &id, wanted, now).await?;
        Ok(id)
    }

    async fn plan_event(
        &self,
        guild: u64,
        wanted: &OutageEvent,
        now: DateTime<Utc>,
    ) -> Result<String, WireError> {
        let start = wanted.start.max(now + A_MOMENT);
        let body = json!({
            "name": wanted.name, "description": wanted.description, "privacy_level": 2, "entity_type": 3,
            "entity_metadata": { "location": wanted.location },
            "scheduled_start_time": stamp(start), "scheduled_end_time": stamp(wanted.end.max(start + A_MOMENT)),
        });
        let planned = self.events(Verb::Post, guild, "", Some(&body)).await?;
        let id = planned["id"].as_str().map(str::to_owned);
        id.ok_or_else(|| WireError::Unknown {
            route: format!("POST /guilds/{guild}/scheduled-events"),
            what: "an event without an id".to_owned(),
        })
    }

    /// Changes an event until it is as it should be; nothing when it is gone, or over while it should not be.
    async fn keep_in_step(
        &self,
        guild: u64,
        id: &str,
        wanted: &OutageEvent,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, WireError> {
        let path = format!("/{id}");
        let seen = match self.events(Verb::Get, guild, &path, None).await {
            Err(error) if error.code() == Some(UNKNOWN_EVENT) => return Ok(None),
            other => other?,
        };
        let Some(stage) = Stage::of(&seen) else {
            return Ok(None);
        };
        let is_over = matches!(wanted.standing, Standing::Completed | Standing::Cancelled);
        if stage.is_over() {
            return Ok(is_over.then(|| id.to_owned()));
        }
        if stage == Stage::Active && wanted.standing == Standing::Scheduled {
            // It began on Discord, and cannot be planned again.
            self.events(Verb::Delete, guild, &path, None).await?;
            return Ok(None);
        }
        for change in changes(stage, wanted, now) {
            match self.events(Verb::Patch, guild, &path, Some(&change)).await {
                Err(error) if error.code() == Some(FINISHED) => {
                    return Ok(is_over.then(|| id.to_owned()));
                }
                other => drop(other?),
            }
        }
        Ok(Some(id.to_owned()))
    }

    async fn events(
        &self,
        verb: Verb,
        guild: u64,
        below: &str,
        body: Option<&Value>,
    ) -> Result<Value, WireError> {
        let one = if below.is_empty() { "" } else { "/event" };
        let call = Call {
            verb,
            path: format!("/guilds/{guild}/scheduled-events{below}"),
            route: format!("{verb:?} /guilds/{guild}/scheduled-events{one}"),
            body: body.map(json_bytes),
            interaction: false,
        };
        match verb {
            Verb::Delete => self.wire().tell(&call).await.map(|_| Value::Null),
            _ => self.wire().call(&call).await,
        }
    }
}

/// The changes that bring an event of that stage to what is wanted.
fn changes(stage: Stage, wanted: &OutageEvent, now: DateTime<Utc>) -> Vec<Value> {
    if matches!(wanted.standing, Standing::Completed | Standing::Cancelled) {
        let last = match stage {
            Stage::Active => Stage::Completed,
            _ => Stage::Cancelled,
        };
        return vec![json!({ "status": last as u8 })];
    }
    let mut words = json!({
        "name": wanted.name, "description": wanted.description,
        "entity_metadata": { "location": wanted.location },
    });
    // Times in the past are refused, and so is the begin of one that has begun.
    if stage == Stage::Scheduled && wanted.start > now {
        words["scheduled_start_time"] = stamp(wanted.start).into();
    }
    if wanted.end > now + A_MOMENT {
        words["scheduled_end_time"] = stamp(wanted.end).into();
    }
    let mut changes = vec![words];
    if stage == Stage::Scheduled && wanted.standing == Standing::Active {
        changes.push(json!({ "status": Stage::Active as u8 }));
    }
    changes
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn digest(event: &OutageEvent) -> String {
    hex::encode(&Sha256::digest(json_bytes(event))[..16])
}

fn in_the_way(error: &WireError) -> Obstacle {
    match error.code() {
        Some(NO_PERMISSION | NO_ACCESS) => words::no_events(),
        Some(MOST_EVENTS) => words::most_events(),
        _ => words::refused(&error.to_string()),
    }
    .into()
}
