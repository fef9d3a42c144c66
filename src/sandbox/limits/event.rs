//! What a scheduled event may say of itself: lengths, times, and which fields go together.
//!
//! Called with the body of a create or an edit before anything is stored. The words of faults that Discord does not
//! document are those that others measured; where nobody did, the nearest documented one stands.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use crate::sandbox::failure::{Failure, Form, UNKNOWN_CHANNEL, WRONG_CHANNEL_TYPE};
use crate::sandbox::ids::Id;
use crate::sandbox::world::{Channel, ScheduledEvent, Stage};

/// Privacy level GUILD_ONLY, the only one there is.
pub(crate) const GUILD_ONLY: u64 = 2;
/// Entity type EXTERNAL: it takes place outside of Discord.
pub(crate) const EXTERNAL: u64 = 3;
/// Entity types STAGE_INSTANCE and VOICE, which take place in a channel.
const IN_A_CHANNEL: [u64; 2] = [1, 2];

/// What a body says of an event. `None` is "not mentioned".
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<Option<String>>,
    pub(crate) location: Option<String>,
    pub(crate) begins_at: Option<DateTime<Utc>>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) stage: Option<Stage>,
}

impl Change {
    /// Reads the body of a new event, which has to say everything.
    ///
    /// # Errors
    /// 50035, or 10003 and 50024 for events in a channel: the sandbox has none that they could be in.
    pub(crate) fn read_new<'c>(
        body: &Value,
        now: DateTime<Utc>,
        channel: impl FnOnce(Id) -> Option<&'c Channel>,
    ) -> Result<Self, Failure> {
        let mut form = Form::default();
        for key in ["name", "privacy_level", "scheduled_start_time", "entity_type"] {
            if body[key].is_null() {
                form.require(key);
            }
        }
        check_kind(&mut form, body, channel)?;
        if body["entity_type"] == EXTERNAL {
            for (path, value) in [
                ("entity_metadata.location", &body["entity_metadata"]["location"]),
                ("scheduled_end_time", &body["scheduled_end_time"]),
            ] {
                if value.is_null() {
                    form.require(path);
                }
            }
        }
        let change = Self {
            stage: None,
            ..Self::read(&mut form, body)
        };
        if let Some(begins_at) = change.begins_at {
            check_times(&mut form, begins_at, change.ends_at.unwrap_or(begins_at), now);
        }
        form.finish().map(|()| change)
    }

    /// Reads a change of `event`.
    ///
    /// # Errors
    /// As [`Change::read_new`]; nothing that stays as it was is judged anew.
    pub(crate) fn read_edit<'c>(
        body: &Value,
        event: &ScheduledEvent,
        now: DateTime<Utc>,
        channel: impl FnOnce(Id) -> Option<&'c Channel>,
    ) -> Result<Self, Failure> {
        let mut form = Form::default();
        check_kind(&mut form, body, channel)?;
        let place = body.get("entity_metadata");
        if place.is_some_and(|place| place["location"].is_null()) {
            form.require("entity_metadata.location");
        }
        let change = Self::read(&mut form, body);
        if let Some(next) = change.stage.filter(|next| *next != event.stage)
            && !event.stage.may_become(next)
        {
            form.add(
                "status",
                "GUILD_SCHEDULED_EVENT_INVALID_STATUS",
                "Invalid status.",
            );
        }
        check_new_times(&mut form, &change, event, now);
        form.finish().map(|()| change)
    }

    fn read(form: &mut Form, body: &Value) -> Self {
        for key in ["image", "recurrence_rule"] {
            if !body[key].is_null() {
                form.add(
                    key,
                    "SANDBOX_UNSUPPORTED",
                    format!("The sandbox's events have no {key}."),
                );
            }
        }
        if body
            .get("privacy_level")
            .is_some_and(|level| !level.is_null() && *level != GUILD_ONLY)
        {
            form.add("privacy_level", "BASE_TYPE_CHOICES", "Value must be one of {2}.");
        }
        let description = body.get("description").map(|given| {
            let text = read_text(form, "description", given, 0, super::EVENT_DESCRIPTION);
            text.filter(|text| !text.is_empty())
        });
        let stage = body
            .get("status")
            .filter(|status| !status.is_null())
            .and_then(|status| {
                let stage = status.as_u64().and_then(Stage::of);
                if stage.is_none() {
                    form.add(
                        "status",
                        "BASE_TYPE_CHOICES",
                        "Value must be one of {1, 2, 3, 4}.",
                    );
                }
                stage
            });
        Self {
            name: read_text(form, "name", &body["name"], 1, super::EVENT_NAME),
            description,
            location: read_text(
                form,
                "entity_metadata.location",
                &body["entity_metadata"]["location"],
                1,
                super::EVENT_LOCATION,
            ),
            begins_at: read_time(form, "scheduled_start_time", &body["scheduled_start_time"]),
            ends_at: read_time(form, "scheduled_end_time", &body["scheduled_end_time"]),
            stage,
        }
    }
}

/// A text of the body without white space at its ends; `None` when it is not there or not as it should be.
fn read_text(form: &mut Form, path: &str, given: &Value, least: usize, most: usize) -> Option<String> {
    let Value::String(text) = given else {
        if !given.is_null() {
            form.add(
                path,
                "STRING_TYPE_CONVERT",
                "Could not interpret value as string.",
            );
        }
        return None;
    };
    let text = text.trim();
    if least == 0 {
        form.longest(path, text, most);
    } else {
        form.between(path, text.chars().count(), least, most);
    }
    Some(text.to_owned())
}

/// A time of the body; one without a zone is UTC.
fn read_time(form: &mut Form, path: &str, given: &Value) -> Option<DateTime<Utc>> {
    if given.is_null() {
        return None;
    }
    let text = given.as_str().unwrap_or_default();
    let plain = || text.parse::<NaiveDateTime>().ok().map(|time| time.and_utc());
    let time = text.parse::<DateTime<Utc>>().ok().or_else(plain);
    if time.is_none() {
        let message = format!("Could not parse {text}. Should be ISO8601.");
        form.add(path, "DATE_TIME_TYPE_PARSE", message);
    }
    time
}

/// Whether the kind of event is one the sandbox has; another has to name a voice channel, and there is none.
fn check_kind<'c>(
    form: &mut Form,
    body: &Value,
    channel: impl FnOnce(Id) -> Option<&'c Channel>,
) -> Result<(), Failure> {
    let kind = match &body["entity_type"] {
        Value::Null => return Ok(()),
        kind => kind.as_u64().unwrap_or(0),
    };
    if kind == EXTERNAL {
        if !body["channel_id"].is_null() {
            form.add("channel_id", "BASE_TYPE_CHOICES", "Value must be null.");
        }
        return Ok(());
    }
    if !IN_A_CHANNEL.contains(&kind) {
        form.add(
            "entity_type",
            "BASE_TYPE_CHOICES",
            "Value must be one of {1, 2, 3}.",
        );
        return Ok(());
    }
    match &body["channel_id"] {
        Value::Null => form.require("channel_id"),
        given => {
            Id::of(given).and_then(channel).ok_or(UNKNOWN_CHANNEL)?;
            return Err(WRONG_CHANNEL_TYPE.into());
        }
    }
    Ok(())
}

fn check_times(form: &mut Form, begins_at: DateTime<Utc>, ends_at: DateTime<Utc>, now: DateTime<Utc>) {
    if begins_at < now {
        past(form, "scheduled_start_time");
    } else if ends_at < begins_at {
        ends_early(form);
    }
}

/// Checks what an edit makes of the times: the begin of an event that runs cannot be touched, not even by the value
/// that it has.
fn check_new_times(form: &mut Form, change: &Change, event: &ScheduledEvent, now: DateTime<Utc>) {
    if change.begins_at.is_some() && event.stage != Stage::Scheduled {
        let code = "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_START_BY_STATUS";
        form.add(
            "scheduled_start_time",
            code,
            "Cannot update start time of event that has started.",
        );
        return;
    }
    if change.begins_at.is_none() && change.ends_at.is_none() {
        return;
    }
    let begins_at = change.begins_at.unwrap_or(event.begins_at);
    let ends_at = change.ends_at.unwrap_or(event.ends_at);
    if change.begins_at.is_some_and(|at| at < now) {
        past(form, "scheduled_start_time");
    } else if change.ends_at.is_some_and(|at| at < now) {
        past(form, "scheduled_end_time");
    } else if ends_at < begins_at {
        ends_early(form);
    }
}

fn past(form: &mut Form, path: &str) {
    let code = "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST";
    form.add(path, code, "Cannot schedule event in the past.");
}

fn ends_early(form: &mut Form) {
    let code = "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_END";
    form.add(
        "scheduled_end_time",
        code,
        "Cannot schedule event to end before starting.",
    );
}
