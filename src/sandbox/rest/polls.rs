//! Polls: people vote, whoever asked ends them early, everybody reads who voted ("Poll Resource").

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use super::messages;
use crate::sandbox::failure::{Failure, NO_POLL, NOT_THE_AUTHOR, POLL_OVER, UNKNOWN_MESSAGE};
use crate::sandbox::ids::Id;
use crate::sandbox::permissions::READ_MESSAGE_HISTORY;
use crate::sandbox::world::Poll;

/// `/channels/{id}/polls/{message}/…`; `None` when there is no such route.
pub(super) fn answer(call: &mut Call<'_>, method: &str, channel: Id, path: &[&str]) -> Option<Answer> {
    let [message, rest @ ..] = path else { return None };
    let Ok(message) = message.parse() else {
        return Some(Err(UNKNOWN_MESSAGE.into()));
    };
    Some(match (method, rest) {
        ("PUT", ["answers", "@me"]) => vote(call, channel, message),
        ("GET", ["answers", answer]) => voters(call, channel, message, answer),
        ("POST", ["expire"]) => expire(call, channel, message),
        _ => return None,
    })
}

/// The poll of a message that the caller may read.
fn find<'c>(call: &'c Call<'_>, channel: Id, message: Id) -> Result<&'c Poll, Failure> {
    let me = call.me()?;
    call.world.allowed(me, channel, READ_MESSAGE_HISTORY)?;
    let message = call.world.message(me, channel, message)?;
    message.poll.as_ref().ok_or_else(|| NO_POLL.into())
}

/// `PUT …/answers/@me`, which only people use: all one votes for, none to take the vote back.
fn vote(call: &mut Call<'_>, channel: Id, message: Id) -> Answer {
    let me = call.person()?;
    let given = call.body["answer_ids"].as_array().into_iter().flatten();
    let wanted: Vec<u64> = given.filter_map(Id::of).map(|id| id.0).collect();
    let poll = find(call, channel, message)?;
    if poll.ended {
        return Err(POLL_OVER.into());
    }
    if wanted.iter().any(|answer| !poll.has(*answer)) {
        let message = "Value is no answer of this poll.";
        return Err(Failure::form("answer_ids", "BASE_TYPE_CHOICES", message));
    }
    if wanted.len() > 1 && !poll.takes_many() {
        let message = "Only one answer can be chosen.";
        return Err(Failure::form("answer_ids", "BASE_TYPE_MAX_LENGTH", message));
    }
    call.world.vote(channel, message, me, &wanted);
    done()
}

/// `GET …/answers/{answer}`: who voted for it, by id.
fn voters(call: &mut Call<'_>, channel: Id, message: Id, answer: &str) -> Answer {
    let answer: Id = answer.parse().map_err(|_| UNKNOWN_MESSAGE)?;
    let limit = usize::try_from(call.query.number("limit").unwrap_or(25)).unwrap_or(25);
    let after = call.query.id("after").unwrap_or(Id(0));
    let poll = find(call, channel, message)?;
    let voters = poll.voters(answer.0).ok_or(UNKNOWN_MESSAGE)?;
    let page = voters.iter().filter(|user| **user > after).take(limit);
    let users: Vec<Value> = page.map(|user| call.world.show_user(*user)).collect();
    ok(json!({"users": users}))
}

/// `POST …/expire`: one's own poll, at once.
fn expire(call: &mut Call<'_>, channel: Id, message: Id) -> Answer {
    let me = call.me()?;
    let poll = find(call, channel, message)?;
    let over = poll.ended;
    let author = call
        .world
        .find_message(channel, message)
        .map(|there| there.author);
    if author != Some(me) {
        return Err(NOT_THE_AUTHOR.into());
    }
    if over {
        return Err(POLL_OVER.into());
    }
    call.world.end_poll(channel, message);
    messages::show(call.world, channel, message)
}
