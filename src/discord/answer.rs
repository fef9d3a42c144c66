//! Who asks, and how they are answered: an interaction by its callback, a message by a message.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use poise::serenity_prelude as serenity;
use serde::Serialize;
use serde_json::{Value, json};
use tracing::warn;

use crate::app::AppError;
use crate::courier::{Call, Verb, WireError, Writing, json_bytes};
use crate::domain::card::CardKey;
use crate::domain::name::PersonId;
use crate::domain::person::Actor;
use crate::wording::answers::broke;
use crate::wording::eyes::Eyes;
use crate::wording::files::{File, too_heavy};
use crate::wording::message::{EPHEMERAL, Message};
use crate::wording::modals::Modal;
use crate::wording::refusals::{refusal, refusal_to};

use super::{Desk, reference};

/// How often an answer is sent when nobody knows whether it arrived; only such as Discord takes once.
const TRIES: usize = 3;

/// The wait between such tries.
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// Discord's code for an interaction that was answered already.
const ANSWERED_ALREADY: u64 = 40060;

/// How long a person waits for the answer before they are told that it comes. Discord gives up after three seconds.
const PATIENCE: Duration = Duration::from_millis(1500);

/// An interaction to answer.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) id: u64,
    pub(super) token: String,
    pub(super) application: u64,
    /// Whether it came from a message that can be redrawn in place.
    pub(super) from_message: bool,
}

/// An answer. Its message may carry files, see [`Message::with_file`].
#[derive(Debug)]
pub(super) enum Reply {
    /// Seen by that person only.
    Private(Message),
    /// The message that was pressed, redrawn.
    Redraw(Message),
    /// The card that was pressed, redrawn, by whoever has the right to write it.
    RedrawCard {
        /// The drawing.
        drawn: Message,
        /// The card.
        key: CardKey,
        /// The right to write it.
        writing: Writing,
    },
    /// Heard; the message is redrawn by others.
    Heard,
    /// A form.
    Form(Modal),
}

impl Reply {
    /// The files that go with it.
    fn files(&self) -> Vec<File> {
        match self {
            Self::Private(message) | Self::Redraw(message) | Self::RedrawCard { drawn: message, .. } => {
                message.files.clone()
            }
            Self::Heard | Self::Form(_) => Vec::new(),
        }
    }

    /// The same answer, or a word why its file cannot go along.
    fn within_limits(self) -> Self {
        match self {
            Self::Private(message) => Self::Private(within_limits(message)),
            Self::Redraw(_) | Self::RedrawCard { .. } | Self::Heard | Self::Form(_) => self,
        }
    }
}

fn within_limits(message: Message) -> Message {
    match message.find_too_heavy() {
        Some(file) => Message::plain(too_heavy(file)),
        None => message,
    }
}

impl Desk {
    /// Answers an interaction with what `work` gives: within Discord's three seconds, or with a word that it comes.
    pub(super) async fn answer(&self, question: &Question, work: impl Future<Output = Reply>) {
        let mut work = std::pin::pin!(work);
        let (reply, deferred) = tokio::select! {
            reply = &mut work => (reply, false),
            () = patience() => {
                self.defer(question).await;
                (work.await, true)
            }
        };
        let reply = reply.within_limits();
        let sent = if deferred {
            self.follow_up(question, reply).await
        } else {
            self.respond(question, reply).await
        };
        if let Err(error) = sent {
            // What was decided is on disk; cards are repaired by the courier.
            warn!(%error, "an answer did not reach the person");
        }
    }

    async fn respond(&self, question: &Question, reply: Reply) -> Result<(), WireError> {
        let files = reply.files();
        let body = match reply {
            Reply::Private(message) => json!({ "type": 4, "data": message.ephemeral() }),
            Reply::Redraw(message) if question.from_message => json!({ "type": 7, "data": message }),
            Reply::Redraw(message) => json!({ "type": 4, "data": message.ephemeral() }),
            Reply::RedrawCard { drawn, key, writing } => {
                let body = json_bytes(&Redrawn {
                    r#type: 7,
                    data: &drawn,
                });
                let sent = self.callback(question, body, &files).await;
                // Where another answer may have been the first, the courier looks whether the card shows this.
                if matches!(sent, Ok(Arrival::Confirmed)) {
                    self.courier.shown_by_answer(&key, &drawn);
                }
                drop(writing);
                return sent.map(drop);
            }
            Reply::Heard if question.from_message => json!({ "type": 6 }),
            Reply::Heard => json!({ "type": 4, "data": Message::plain("Done.").ephemeral() }),
            Reply::Form(modal) => json!({ "type": 9, "data": modal }),
        };
        self.callback(question, json_bytes(&body), &files).await.map(drop)
    }

    async fn defer(&self, question: &Question) {
        let body = if question.from_message {
            json!({ "type": 6 })
        } else {
            json!({ "type": 5, "data": { "flags": EPHEMERAL } })
        };
        if let Err(error) = self.callback(question, json_bytes(&body), &[]).await {
            warn!(%error, "a person could not be told that the answer takes longer");
        }
    }

    async fn callback(&self, question: &Question, body: Bytes, files: &[File]) -> Result<Arrival, WireError> {
        let call = Call {
            verb: Verb::Post,
            path: format!("/interactions/{}/{}/callback", question.id, question.token),
            route: format!("POST /interactions/{}/callback", question.id),
            body: Some(body),
            interaction: true,
        };
        match self.courier.wire().tell_with(&call, files).await {
            Err(WireError::Unknown { .. }) => {}
            known => return known.map(|_| Arrival::Confirmed),
        }
        pause().await;
        match self.insist(&call, files).await {
            // The person has an answer. It is this one, unless the event came twice and the other was quicker.
            Err(error) if error.code() == Some(ANSWERED_ALREADY) => Ok(Arrival::Likely),
            other => other.map(|()| Arrival::Confirmed),
        }
    }

    /// Sends what Discord takes once, however often it comes, until somebody knows that it arrived.
    async fn insist(&self, call: &Call, files: &[File]) -> Result<(), WireError> {
        for _ in 1..TRIES {
            match self.courier.wire().tell_with(call, files).await {
                Err(WireError::Unknown { .. }) => pause().await,
                known => return known.map(drop),
            }
        }
        self.courier.wire().tell_with(call, files).await.map(drop)
    }

    /// The answer after a deferral.
    async fn follow_up(&self, question: &Question, reply: Reply) -> Result<(), WireError> {
        let webhook = format!("/webhooks/{}/{}", question.application, question.token);
        let files = reply.files();
        let (verb, path, body) = match reply {
            Reply::Private(message) if question.from_message => {
                (Verb::Post, webhook, json!(message.ephemeral()))
            }
            Reply::Private(message) => (
                Verb::Patch,
                format!("{webhook}/messages/@original"),
                json!(message),
            ),
            Reply::Redraw(message) => (
                Verb::Patch,
                format!("{webhook}/messages/@original"),
                json!(message),
            ),
            Reply::Form(_) => {
                let again = Message::plain("That took too long to open a form. Please press again.");
                (Verb::Post, webhook, json!(again.ephemeral()))
            }
            // The courier draws the card; the press was heard.
            Reply::RedrawCard { .. } | Reply::Heard => return Ok(()),
        };
        let route = format!("webhook of {}", question.id);
        let call = Call {
            verb,
            path,
            route,
            body: Some(json_bytes(&body)),
            interaction: true,
        };
        match verb {
            // Editing twice is editing once.
            Verb::Patch => self.insist(&call, &files).await,
            _ => self.courier.wire().tell_with(&call, &files).await.map(drop),
        }
    }

    /// Says something in a channel, as a reply to a message there.
    pub(super) async fn reply_to(
        &self,
        channel: u64,
        message: u64,
        words: &Message,
    ) -> Result<(), WireError> {
        let reference = json!({ "message_id": message.to_string(), "fail_if_not_exists": false });
        self.say_once(channel, message, Some(reference), words).await
    }

    /// Answers a message, here or elsewhere; its id is the nonce by which Discord takes the answer once.
    async fn say_once(
        &self,
        channel: u64,
        message: u64,
        reference: Option<Value>,
        words: &Message,
    ) -> Result<(), WireError> {
        let words = within_limits(words.clone());
        let mut body = json!(words);
        body["nonce"] = json!(message.to_string());
        body["enforce_nonce"] = json!(true);
        if let Some(reference) = reference {
            body["message_reference"] = reference;
        }
        let call = Call {
            verb: Verb::Post,
            path: format!("/channels/{channel}/messages"),
            route: format!("POST /channels/{channel}/messages"),
            body: Some(json_bytes(&body)),
            interaction: false,
        };
        self.insist(&call, &words.files).await
    }

    /// Says something to one person, where only they read it; in the channel when they take no messages.
    pub(super) async fn tell_alone(
        &self,
        person: u64,
        channel: u64,
        message: u64,
        words: &Message,
    ) -> Result<(), WireError> {
        let body = json!({ "recipient_id": person.to_string() });
        let call = Call {
            verb: Verb::Post,
            path: "/users/@me/channels".to_owned(),
            route: "POST /users/@me/channels".to_owned(),
            body: Some(json_bytes(&body)),
            interaction: false,
        };
        let opened = self.courier.wire().call(&call).await;
        let dm = opened.ok().and_then(|c| c["id"].as_str()?.parse().ok());
        if let Some(dm) = dm
            && self.say_once(dm, message, None, words).await.is_ok()
        {
            return Ok(());
        }
        self.reply_to(channel, message, words).await
    }
}

/// Whether a first answer is the one that the person got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// Discord said so.
    Confirmed,
    /// There was an answer already when it was sent again.
    Likely,
}

/// A card redrawn in answer to a press.
#[derive(Serialize)]
struct Redrawn<'a> {
    r#type: u8,
    data: &'a Message,
}

/// What a person reads when a command was not carried out.
pub(super) fn words_for(error: &AppError) -> String {
    match error {
        AppError::Refused {
            refusal: why,
            process,
            situation,
        } => refusal(why, process, situation.as_deref()),
        AppError::NoRelease(number) => {
            format!("There is no release #{number}. `/release list` shows the open ones.")
        }
        AppError::Fault(fault) => broke(&reference("a command", fault), false),
    }
}

/// The same to somebody: to whoever belongs to a side only, a refusal names the team as the side knows it.
pub(super) fn words_to(reader: &Actor, error: &AppError) -> String {
    match error {
        AppError::Refused {
            refusal: why,
            process,
            situation,
        } => refusal_to(Eyes::of(reader, process), why, process, situation.as_deref()),
        other => words_for(other),
    }
}

/// The person of a press, with the team's roles it carried.
pub(super) fn actor(desk: &Desk, user: serenity::UserId, roles: &[serenity::RoleId]) -> Actor {
    let ids: Vec<u64> = roles.iter().map(|r| r.get()).collect();
    Actor {
        id: PersonId::from(user.to_string()),
        roles: desk.directory.team_roles(&ids),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "Discord's three seconds are real ones, not people's time"
)]
async fn patience() {
    tokio::time::sleep(PATIENCE).await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "pacing towards Discord is in real time, not in people's"
)]
async fn pause() {
    tokio::time::sleep(BETWEEN_TRIES).await;
}
