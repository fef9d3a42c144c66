//! Polls: what is asked, who voted for what, and how they end ("Poll Resource").
//!
//! Messages carry them. Routes vote and end them; [`World::close_polls`] ends those whose time is over, and says the
//! result where the poll was, as Discord does.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Post, To, World, stamp};
use crate::sandbox::draft::Draft;
use crate::sandbox::ids::Id;
use crate::sandbox::limits::poll::DEFAULT_HOURS;
use crate::sandbox::mentions::Allowed;

/// Message type of the message that says how a poll ended.
const POLL_RESULT: u8 = 46;

/// A question to everybody who sees a message.
#[derive(Debug)]
pub(crate) struct Poll {
    question: Value,
    answers: Vec<Choice>,
    many: bool,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) ended: bool,
}

/// One of its answers; they are counted from one.
#[derive(Debug)]
struct Choice {
    media: Value,
    votes: BTreeSet<Id>,
}

impl Poll {
    /// A poll as a checked body asks for it.
    pub(super) fn begin(body: &Value, now: DateTime<Utc>) -> Self {
        let answers = body["answers"].as_array().into_iter().flatten();
        let hours = body["duration"].as_u64().unwrap_or(DEFAULT_HOURS);
        let choice = |answer: &Value| Choice {
            media: show_media(&answer["poll_media"]),
            votes: BTreeSet::new(),
        };
        Self {
            question: json!({"text": body["question"]["text"]}),
            answers: answers.map(choice).collect(),
            many: body["allow_multiselect"] == true,
            ends_at: now + TimeDelta::hours(i64::try_from(hours).unwrap_or(1)),
            ended: false,
        }
    }

    /// Whether one may vote for several answers.
    pub(crate) fn takes_many(&self) -> bool {
        self.many
    }

    /// Whether it has this answer.
    pub(crate) fn has(&self, answer: u64) -> bool {
        (1..=self.answers.len() as u64).contains(&answer)
    }

    /// Who voted for an answer; `None` if there is no such.
    pub(crate) fn voters(&self, answer: u64) -> Option<&BTreeSet<Id>> {
        let at = usize::try_from(answer).ok()?.checked_sub(1)?;
        self.answers.get(at).map(|choice| &choice.votes)
    }

    /// The poll as everybody sees it.
    pub(super) fn show(&self) -> Value {
        let answers = self.answers.iter().zip(1..);
        let counted = self
            .answers
            .iter()
            .zip(1..)
            .filter(|(choice, _)| !choice.votes.is_empty());
        json!({
            "question": self.question, "expiry": stamp(self.ends_at), "allow_multiselect": self.many,
            "layout_type": 1,
            "answers": answers.map(|(choice, id)| json!({"answer_id": id, "poll_media": choice.media}))
                .collect::<Vec<_>>(),
            "results": {"is_finalized": self.ended, "answer_counts": counted
                .map(|(choice, id)| json!({"id": id, "count": choice.votes.len(), "me_voted": false}))
                .collect::<Vec<_>>()},
        })
    }

    /// Marks in a poll as everybody sees it what one of them voted for.
    pub(crate) fn mark_own(&self, shown: &mut Value, user: Id) {
        let counts = shown["results"]["answer_counts"].as_array_mut();
        for count in counts.into_iter().flatten() {
            let voters = count["id"].as_u64().and_then(|id| self.voters(id));
            count["me_voted"] = json!(voters.is_some_and(|voters| voters.contains(&user)));
        }
    }

    /// The fields by which the message at its end says what came of it.
    fn show_result(&self) -> Value {
        let most = self
            .answers
            .iter()
            .map(|choice| choice.votes.len())
            .max()
            .unwrap_or(0);
        let total: usize = self.answers.iter().map(|choice| choice.votes.len()).sum();
        let field = |name: &str, value: String| json!({"name": name, "value": value, "inline": false});
        let question = self.question["text"].as_str().unwrap_or_default().to_owned();
        let mut fields = vec![
            field("poll_question_text", question),
            field("victor_answer_votes", most.to_string()),
            field("total_votes", total.to_string()),
        ];
        let mut best = self
            .answers
            .iter()
            .zip(1..)
            .filter(|(choice, _)| choice.votes.len() == most);
        // With a tie nobody wins.
        if let (true, Some((choice, id)), None) = (most > 0, best.next(), best.next()) {
            let text = choice.media["text"].as_str().unwrap_or_default();
            fields.push(field("victor_answer_id", id.to_string()));
            fields.push(field("victor_answer_text", text.to_owned()));
        }
        json!(fields)
    }
}

/// What an answer looks like, without what was given as null.
fn show_media(given: &Value) -> Value {
    let mut shown = json!({"text": given["text"]});
    if let Some(name) = given["emoji"]["name"].as_str() {
        shown["emoji"] = json!({"id": null, "name": name});
    }
    shown
}

impl World {
    /// Sets what somebody votes for and tells everybody of each vote that came or went.
    pub(crate) fn vote(&mut self, channel: Id, message: Id, user: Id, wanted: &[u64]) {
        let Some(poll) = self
            .find_message_mut(channel, message)
            .and_then(|there| there.poll.as_mut())
        else {
            return;
        };
        let mut changes = Vec::new();
        for (choice, id) in poll.answers.iter_mut().zip(1_u64..) {
            let wants = wanted.contains(&id);
            let changed = if wants {
                choice.votes.insert(user)
            } else {
                choice.votes.remove(&user)
            };
            if changed {
                changes.push((id, wants));
            }
        }
        let direct = self.channels.get(&channel).is_some_and(|place| place.is_direct());
        for (answer, added) in changes {
            let mut data =
                json!({"user_id": user, "channel_id": channel, "message_id": message, "answer_id": answer});
            if !direct {
                data["guild_id"] = json!(self.guild);
            }
            let name = match added {
                true => "MESSAGE_POLL_VOTE_ADD",
                false => "MESSAGE_POLL_VOTE_REMOVE",
            };
            self.tell(To::Channel(channel), name, data);
        }
    }

    /// When the next poll ends.
    pub(super) fn next_poll_end(&self) -> Option<DateTime<Utc>> {
        self.open_polls.iter().next().map(|(at, ..)| *at)
    }

    /// Ends the polls whose time is over.
    pub(super) fn close_polls(&mut self) {
        let now = self.now();
        while let Some((at, channel, message)) = self.open_polls.first().copied() {
            if at > now {
                break;
            }
            self.end_poll(channel, message);
        }
    }

    /// Ends a poll and says how it ended.
    pub(crate) fn end_poll(&mut self, channel: Id, message: Id) {
        let now = self.now();
        self.open_polls.retain(|(_, _, there)| *there != message);
        let Some(there) = self.find_message_mut(channel, message) else {
            return;
        };
        let author = there.author;
        let Some(poll) = there.poll.as_mut().filter(|poll| !poll.ended) else {
            return;
        };
        poll.ended = true;
        poll.ends_at = poll.ends_at.min(now);
        let result = json!({"type": "poll_result", "fields": poll.show_result(), "content_scan_version": 0});
        self.tell_message(channel, message);
        let draft = Draft {
            embeds: Some(vec![result]),
            ..Draft::default()
        };
        self.post(Post {
            author,
            channel,
            kind: POLL_RESULT,
            draft,
            reference: Some(message),
            metadata: None,
            only_for: None,
            loading: false,
            default_allowed: Allowed::people(),
            signature: None,
        });
    }
}
