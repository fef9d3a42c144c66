//! What the sandbox says no with: HTTP status, Discord's error code, and where in the body the fault lies.
//!
//! Every route ends in an answer or a [`Failure`]. Codes are those of Discord's "Opcodes and Status Codes" page.

use std::time::Duration;

use serde_json::{Map, Value, json};

/// A refused request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// HTTP status.
    pub(crate) status: u16,
    /// Discord's error code; 0 for errors of HTTP itself.
    pub(crate) code: u32,
    message: String,
    errors: Option<Value>,
    /// How long to wait, as the body says it.
    retry_after: Option<Duration>,
    /// How many seconds to wait, as the header says it.
    pub(crate) wait: Option<u64>,
}

/// A refusal that is always worded alike: HTTP status, Discord's code, words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known(u16, u32, &'static str);

pub(crate) const UNAUTHORIZED: Known = Known(401, 0, "401: Unauthorized");
pub(crate) const NO_ROUTE: Known = Known(404, 0, "404: Not Found");
pub(crate) const BROKEN: Known = Known(500, 0, "500: Internal Server Error");
pub(crate) const UNKNOWN_CHANNEL: Known = Known(404, 10003, "Unknown Channel");
pub(crate) const UNKNOWN_GUILD: Known = Known(404, 10004, "Unknown Guild");
pub(crate) const UNKNOWN_MEMBER: Known = Known(404, 10007, "Unknown Member");
pub(crate) const UNKNOWN_MESSAGE: Known = Known(404, 10008, "Unknown Message");
pub(crate) const UNKNOWN_OVERWRITE: Known = Known(404, 10009, "Unknown Overwrite");
pub(crate) const UNKNOWN_ROLE: Known = Known(404, 10011, "Unknown Role");
pub(crate) const UNKNOWN_USER: Known = Known(404, 10013, "Unknown User");
pub(crate) const UNKNOWN_EMOJI: Known = Known(400, 10014, "Unknown Emoji");
pub(crate) const UNKNOWN_WEBHOOK: Known = Known(404, 10015, "Unknown Webhook");
pub(crate) const UNKNOWN_APPLICATION: Known = Known(404, 10002, "Unknown Application");
pub(crate) const UNKNOWN_INTERACTION: Known = Known(404, 10062, "Unknown interaction");
pub(crate) const UNKNOWN_COMMAND: Known = Known(404, 10063, "Unknown application command");
pub(crate) const UNKNOWN_EVENT: Known = Known(404, 10070, "Unknown Guild Scheduled Event");
pub(crate) const UNKNOWN_EVENT_USER: Known = Known(404, 10071, "Unknown Guild Scheduled Event User");
pub(crate) const BOTS_ONLY: Known = Known(403, 20002, "Only bots can use this endpoint");
pub(crate) const PEOPLE_ONLY: Known = Known(403, 20001, "Bots cannot use this endpoint");
pub(crate) const UNKNOWN_TAG: Known = Known(404, 10087, "Unknown tag");
pub(crate) const MAX_REACTIONS: Known = Known(400, 30010, "Maximum number of reactions reached (20)");
pub(crate) const MAX_CHANNELS: Known = Known(400, 30013, "Maximum number of guild channels reached (500)");
pub(crate) const MAX_PINNED_POSTS: Known = Known(
    400,
    30047,
    "Maximum number of pinned threads in a forum channel has been reached",
);
pub(crate) const MAX_TAGS: Known = Known(
    400,
    30048,
    "Maximum number of tags in a forum channel has been reached",
);
pub(crate) const SAME_TAGS: Known = Known(400, 40061, "Tag names must be unique");
pub(crate) const NO_TAG: Known = Known(
    400,
    40067,
    "A tag is required to create a forum post in this channel",
);
pub(crate) const NO_TEXT_CHANNEL: Known = Known(400, 50008, "Cannot send messages in a non-text channel");
pub(crate) const IS_FORUM: Known = Known(400, 40058, "Cannot send a message in a forum channel");
/// The status is that of victornpb/undiscord issue 15.
pub(crate) const SYSTEM_MESSAGE: Known = Known(403, 50021, "Cannot execute action on a system message");
pub(crate) const INVALID_STICKER: Known = Known(400, 50081, "Invalid sticker sent");
pub(crate) const THREAD_LOCKED: Known = Known(400, 160_005, "Thread is locked");
pub(crate) const TOO_OLD_TO_DELETE: Known = Known(
    400,
    50034,
    "You can only bulk delete messages that are under 14 days old.",
);
pub(crate) const MAX_THREADS: Known = Known(400, 160_006, "Maximum number of active threads reached");
pub(crate) const WEBHOOK_WITHOUT_THREAD: Known = Known(
    400,
    220_001,
    "Webhooks posted to forum channels must have a thread_name or thread_id",
);
pub(crate) const WEBHOOK_TWO_THREADS: Known = Known(
    400,
    220_002,
    "Webhooks posted to forum channels cannot have both a thread_name and thread_id",
);
pub(crate) const WEBHOOK_NO_FORUM: Known =
    Known(400, 220_003, "Webhooks can only create threads in forum channels");
pub(crate) const MAX_PINS: Known = Known(
    400,
    30003,
    "Maximum number of pins reached for this channel (250)",
);
pub(crate) const MAX_ROLES: Known = Known(400, 30005, "Maximum number of server roles reached (250)");
pub(crate) const MAX_THREAD_MEMBERS: Known = Known(
    400,
    30033,
    "Maximum number of thread participants has been reached (1000)",
);
/// The status is that of mishl-dev/Discord-AI-Chatbot issue 111.
pub(crate) const MAX_CREATES: Known = Known(
    400,
    30034,
    "Max number of daily application command creates has been reached (200)",
);
pub(crate) const NOT_IN_VOICE: Known = Known(400, 40032, "Target user is not connected to voice.");
/// Nobody tells the status in public: that of the other refusals to read stands here.
pub(crate) const CANNOT_FORWARD: Known = Known(
    403,
    160_014,
    "You cannot forward a message whose content you cannot read",
);
pub(crate) const POLL_OVER: Known = Known(400, 520_001, "Poll expired");
pub(crate) const POLL_STAYS: Known = Known(400, 520_003, "Cannot edit a poll message");
pub(crate) const NO_POLL: Known = Known(400, 520_006, "Cannot expire a non-poll message");
pub(crate) const MAX_WEBHOOKS: Known = Known(400, 30007, "Maximum number of webhooks reached (15)");
pub(crate) const INVALID_ROLE: Known = Known(400, 50028, "Invalid Role");
pub(crate) const MAX_EVENTS: Known = Known(
    400,
    30038,
    "Maximum number of guild scheduled events reached (100)",
);
pub(crate) const OLD_EDITS: Known = Known(
    429,
    30046,
    "Maximum number of edits to messages older than 1 hour reached",
);
pub(crate) const TOO_MANY_CROSSPOSTS: Known = Known(429, 0, "The resource is being rate limited.");
pub(crate) const TOO_MANY_RENAMES: Known = Known(429, 0, "You are being rate limited.");
pub(crate) const ANNOUNCEMENT_EDITS: Known = Known(
    429,
    20022,
    "This message cannot be edited due to announcement rate limits",
);
pub(crate) const ALREADY_CROSSPOSTED: Known = Known(400, 40033, "This message has already been crossposted.");
pub(crate) const WRONG_MESSAGE_TYPE: Known = Known(400, 50068, "Invalid message type");
pub(crate) const NO_HISTORY_TO_REPLY: Known = Known(
    403,
    160_002,
    "Cannot reply without permission to read message history",
);
pub(crate) const ALREADY_ACKNOWLEDGED: Known =
    Known(400, 40060, "Interaction has already been acknowledged.");
pub(crate) const MISSING_ACCESS: Known = Known(403, 50001, "Missing Access");
pub(crate) const NOT_THE_AUTHOR: Known = Known(403, 50005, "Cannot edit a message authored by another user");
pub(crate) const EMPTY_MESSAGE: Known = Known(400, 50006, "Cannot send an empty message");
pub(crate) const CANNOT_SEND_TO_USER: Known = Known(403, 50007, "Cannot send messages to this user");
pub(crate) const MISSING_PERMISSIONS: Known = Known(403, 50013, "Missing Permissions");
pub(crate) const WRONG_CHANNEL_TYPE: Known = Known(400, 50024, "Cannot execute action on this channel type");
pub(crate) const TOKEN_EXPIRED: Known = Known(401, 50027, "Invalid Webhook Token");
pub(crate) const THREAD_ARCHIVED: Known = Known(400, 50083, "Thread is archived");
pub(crate) const BAD_JSON: Known = Known(400, 50109, "The request body contains invalid JSON.");
pub(crate) const THREAD_EXISTS: Known =
    Known(400, 160_004, "A thread has already been created for this message");
pub(crate) const FINISHED_EVENT: Known = Known(400, 180_000, "Cannot update a finished event");
pub(crate) const TOO_LARGE: Known = Known(413, 40005, "Request entity too large");

impl From<Known> for Failure {
    fn from(Known(status, code, message): Known) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            errors: None,
            retry_after: None,
            wait: None,
        }
    }
}

impl Failure {
    /// The body as Discord writes it.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        if let Some(wait) = self.retry_after {
            body["retry_after"] = json!(exact_seconds(wait));
            body["global"] = json!(false);
            if self.code == 0 {
                // A plain "too fast" has no code.
                body.as_object_mut().map(|fields| fields.remove("code"));
            }
        }
        body
    }

    /// A refusal worded for one place.
    pub(crate) fn plain(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            errors: None,
            retry_after: None,
            wait: None,
        }
    }

    /// A refusal for a while; `wait` is what the header says of it in seconds.
    pub(crate) fn later(known: Known, retry_after: Duration, wait: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            wait: Some(wait),
            ..known.into()
        }
    }

    /// The same refusal, with its faults one level down: a message inside `data`.
    pub(crate) fn below(mut self, key: &str) -> Self {
        self.errors = self.errors.map(|errors| json!({key: errors}));
        self
    }

    /// 50035 with a single fault at `path` (dots between keys and indexes).
    pub(crate) fn form(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut form = Form::default();
        form.add(path, code, message);
        form.finish().expect_err("one fault was added")
    }
}

/// Seconds as bodies write them: to the millisecond, never less than it takes.
pub(crate) fn exact_seconds(wait: Duration) -> f64 {
    (wait.as_secs_f64() * 1000.0).ceil() / 1000.0
}

/// Collects what is wrong with a body, then answers 50035 for all of it at once.
#[derive(Debug, Default)]
pub(crate) struct Form {
    faults: Vec<(String, &'static str, String)>,
}

impl Form {
    /// Notes a fault at `path` (dots between keys and indexes).
    pub(crate) fn add(&mut self, path: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.faults.push((path.into(), code, message.into()));
    }

    /// Notes a missing field.
    pub(crate) fn require(&mut self, path: impl Into<String>) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Notes a text longer than `most` characters.
    pub(crate) fn longest(&mut self, path: impl Into<String>, text: &str, most: usize) {
        if text.chars().count() > most {
            let message = format!("Must be {most} or fewer in length.");
            self.add(path, "BASE_TYPE_MAX_LENGTH", message);
        }
    }

    /// Notes a length (of a text in characters, or of a list) outside `least..=most`.
    pub(crate) fn between(&mut self, path: impl Into<String>, length: usize, least: usize, most: usize) {
        if !(least..=most).contains(&length) {
            let message = format!("Must be between {least} and {most} in length.");
            self.add(path, "BASE_TYPE_BAD_LENGTH", message);
        }
    }

    /// Notes a text that is missing, or shorter or longer than it may be.
    pub(crate) fn text(&mut self, path: impl Into<String>, text: &Value, least: usize, most: usize) {
        match text.as_str() {
            Some(text) => self.between(path, text.chars().count(), least, most),
            None => self.require(path),
        }
    }

    /// Everything noted so far, as one refusal.
    ///
    /// # Errors
    /// 50035 when anything was noted.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut errors = Value::Object(Map::new());
        for (path, code, message) in self.faults {
            insert(&mut errors, &path, json!({"code": code, "message": message}));
        }
        Err(Failure {
            status: 400,
            code: 50035,
            message: "Invalid Form Body".into(),
            errors: Some(errors),
            retry_after: None,
            wait: None,
        })
    }
}

fn insert(errors: &mut Value, path: &str, fault: Value) {
    let mut place = errors;
    for key in path.split('.').filter(|key| !key.is_empty()) {
        place = &mut place[key];
    }
    match &mut place["_errors"] {
        Value::Array(faults) => faults.push(fault),
        missing => *missing = json!([fault]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_nested_by_key_and_index() {
        let mut form = Form::default();
        form.longest("content", &"x".repeat(2001), 2000);
        form.require("components.0.components.1.custom_id");
        let failure = form.finish().unwrap_err();
        assert_eq!(
            failure.body(),
            json!({"code": 50035, "message": "Invalid Form Body", "errors": {
                "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]},
                "components": {"0": {"components": {"1": {"custom_id": {"_errors": [
                    {"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}]}}}}}
            }})
        );
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        let mut form = Form::default();
        form.longest("content", &"é".repeat(2000), 2000);
        assert_eq!(form.finish(), Ok(()));
    }
}
