//! Messages on Discord: post, edit, find again, and the thread below one.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::wording::message::Message;

use super::{Call, Courier, Verb, WireError, json_bytes};

/// Discord's code for a message that is not there.
pub(super) const UNKNOWN_MESSAGE: u64 = 10008;
/// Discord's code for a channel that is not there.
pub(super) const UNKNOWN_CHANNEL: u64 = 10003;
/// Discord's code for a channel that cannot be seen.
pub(super) const NO_ACCESS: u64 = 50001;
/// Discord's code for a person who takes no direct messages from us.
pub(super) const CLOSED_TO_ME: u64 = 50007;
/// Discord's code for a permission that is missing.
pub(super) const NO_PERMISSION: u64 = 50013;
/// Discord's code for conversations that are opened too fast.
pub(super) const TOO_MANY_DIRECT: u64 = 40003;
/// Discord's code for a thread that is archived.
pub(super) const THREAD_ARCHIVED: u64 = 50083;
/// Discord's code for a message that has a thread already.
const HAS_A_THREAD: u64 = 160_004;

/// How long a thread stays open without a word, in minutes: a week.
const THREAD_STAYS_OPEN: u32 = 10080;

/// How many messages of a channel are looked through for one whose post was never answered.
const LOOK_BACK: u32 = 50;

impl Courier {
    /// Posts a message; the same `nonce` within Discord's few minutes gives the message that is there.
    pub(super) async fn post(
        &self,
        channel: &str,
        message: &Message,
        nonce: &str,
    ) -> Result<String, WireError> {
        self.post_below(channel, message, nonce, None).await
    }

    /// As [`Courier::post`], in reply to the message `below`; by itself when that is gone.
    pub(super) async fn post_below(
        &self,
        channel: &str,
        message: &Message,
        nonce: &str,
        below: Option<String>,
    ) -> Result<String, WireError> {
        let body = Post {
            message,
            nonce,
            enforce_nonce: true,
            message_reference: below.map(|message_id| Below {
                message_id,
                fail_if_not_exists: false,
            }),
        };
        let call = Call {
            verb: Verb::Post,
            path: format!("/channels/{channel}/messages"),
            route: format!("POST /channels/{channel}/messages"),
            body: Some(json_bytes(&body)),
            interaction: false,
        };
        let posted = self.wire().call_with(&call, &message.files).await?;
        let id = posted["id"].as_str().map(str::to_owned);
        id.ok_or_else(|| WireError::Unknown {
            route: call.route.clone(),
            what: "a message without an id".to_owned(),
        })
    }

    /// Edits a message.
    pub(super) async fn edit(&self, channel: &str, id: &str, message: &Message) -> Result<(), WireError> {
        let call = Call {
            verb: Verb::Patch,
            path: format!("/channels/{channel}/messages/{id}"),
            route: format!("PATCH /channels/{channel}/messages"),
            body: Some(json_bytes(message)),
            interaction: false,
        };
        self.wire().tell_with(&call, &message.files).await.map(drop)
    }

    /// A message of ours with that mark among the newest of a channel.
    pub(super) async fn find_marked(&self, channel: &str, mark: u32) -> Result<Option<String>, WireError> {
        let call = Call {
            verb: Verb::Get,
            path: format!("/channels/{channel}/messages?limit={LOOK_BACK}"),
            route: format!("GET /channels/{channel}/messages"),
            body: None,
            interaction: false,
        };
        let messages = self.wire().call(&call).await?;
        let marked = messages.as_array().into_iter().flatten().find(|m| {
            m["author"]["bot"] == json!(true) && m["components"][0]["id"].as_u64() == Some(mark.into())
        });
        Ok(marked.and_then(|m| m["id"].as_str()).map(str::to_owned))
    }

    /// Starts the thread of a message; one that is there is as good. Its id is the message's.
    pub(super) async fn start_thread(
        &self,
        channel: &str,
        message: &str,
        name: &str,
    ) -> Result<(), WireError> {
        let body = json!({ "name": crate::wording::text::cut(name, 100), "auto_archive_duration": THREAD_STAYS_OPEN });
        let call = Call {
            verb: Verb::Post,
            path: format!("/channels/{channel}/messages/{message}/threads"),
            route: format!("POST /channels/{channel}/messages/threads"),
            body: Some(json_bytes(&body)),
            interaction: false,
        };
        match self.wire().call(&call).await {
            Err(error) if error.code() == Some(HAS_A_THREAD) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Opens an archived thread again.
    pub(super) async fn open_thread(&self, thread: &str) -> Result<(), WireError> {
        let body = json!({ "archived": false });
        let call = Call {
            verb: Verb::Patch,
            path: format!("/channels/{thread}"),
            route: format!("PATCH /channels/{thread}"),
            body: Some(json_bytes(&body)),
            interaction: false,
        };
        self.wire().call(&call).await.map(drop)
    }
}

/// A message as it is posted: the same nonce within Discord's few minutes gives the message that is there.
#[derive(Serialize)]
struct Post<'a> {
    #[serde(flatten)]
    message: &'a Message,
    nonce: &'a str,
    enforce_nonce: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_reference: Option<Below>,
}

/// Which message it replies to.
#[derive(Serialize)]
struct Below {
    message_id: String,
    fail_if_not_exists: bool,
}

/// A number by which a message is found again; never 0, and within what Discord takes for a component.
pub(super) fn mark_of(key: &str) -> u32 {
    let hash = Sha256::digest(key.as_bytes());
    let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    // Discord counts its own ids from 1; a high number is never one of them.
    (number & 0x3FFF_FFFF) | 0x4000_0000
}

/// What a message looks like, files included, in a few characters.
pub(super) fn digest_of(message: &Message) -> String {
    let mut digest = Sha256::new_with_prefix(json_bytes(message));
    for file in &message.files {
        digest.update(file.digest());
    }
    hex::encode(&digest.finalize()[..16])
}

/// What Discord knows a post by; at most 25 characters.
pub(super) fn nonce_of(key: &str, generation: i64) -> String {
    hex::encode(&Sha256::digest(format!("{key}#{generation}").as_bytes())[..12])
}
