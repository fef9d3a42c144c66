//! What follows the first answer: more messages, and changes of those sent ("Followup Messages").
//!
//! The interaction's token is the key, for a quarter of an hour.

use super::answer::post;
use super::call::{Answer, Call, done, ok};
use super::messages::{check_edit, show};
use crate::sandbox::failure::{Failure, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK};
use crate::sandbox::ids::Id;
use crate::sandbox::interactions::{Interaction, Progress};
use crate::sandbox::limits::message::{self as rules, EPHEMERAL, V2};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::world::{Rewrite, check_references};

/// Checks that the webhook is the application's.
///
/// # Errors
/// 10015.
pub(super) fn check_application(call: &Call<'_>, application: &str) -> Result<(), Failure> {
    let own = application.parse() == Ok(call.world.bot);
    if own { Ok(()) } else { Err(UNKNOWN_WEBHOOK.into()) }
}

fn find(call: &Call<'_>, token: &str) -> Result<Interaction, Failure> {
    Ok(call
        .world
        .interactions
        .by_webhook(token, call.world.now())?
        .clone())
}

/// `POST /webhooks/{application}/{token}`.
pub(super) fn create(call: &mut Call<'_>, token: &str) -> Answer {
    let asked = find(call, token)?;
    if asked.progress == Progress::Deferred {
        // The first followup fills the message that was promised.
        return change(call, &asked, asked.original.ok_or(UNKNOWN_MESSAGE)?);
    }
    let draft = call.draft()?;
    let flags = draft.flags.unwrap_or(0);
    rules::check(&draft, flags & V2 != 0)?;
    check_references(&draft, None)?;
    rules::check_not_empty(&draft)?;
    let id = post(call, &asked, draft, flags & EPHEMERAL != 0, false);
    show(call.world, asked.channel, id)
}

/// The message that a path names: the first answer, or one that followed.
fn resolve(call: &Call<'_>, asked: &Interaction, which: &str) -> Result<Id, Failure> {
    let id: Id = match which {
        "@original" => asked.original.ok_or(UNKNOWN_MESSAGE)?,
        id => id.parse().map_err(|_| UNKNOWN_MESSAGE)?,
    };
    let message = call
        .world
        .find_message(asked.channel, id)
        .ok_or(UNKNOWN_MESSAGE)?;
    let answers = message
        .metadata
        .as_ref()
        .is_some_and(|metadata| metadata["id"] == asked.id.to_string());
    if answers || asked.original == Some(id) {
        Ok(id)
    } else {
        Err(UNKNOWN_MESSAGE.into())
    }
}

/// `GET /webhooks/{application}/{token}/messages/{message}`.
pub(super) fn get(call: &mut Call<'_>, token: &str, which: &str) -> Answer {
    let asked = find(call, token)?;
    let id = resolve(call, &asked, which)?;
    show(call.world, asked.channel, id)
}

/// `PATCH /webhooks/{application}/{token}/messages/{message}`.
pub(super) fn edit(call: &mut Call<'_>, token: &str, which: &str) -> Answer {
    let asked = find(call, token)?;
    let id = resolve(call, &asked, which)?;
    change(call, &asked, id)
}

fn change(call: &mut Call<'_>, asked: &Interaction, id: Id) -> Answer {
    let draft = call.draft()?;
    let flags = call
        .world
        .find_message(asked.channel, id)
        .ok_or(UNKNOWN_MESSAGE)?
        .flags;
    check_edit(call.world, asked.channel, id, &draft, flags)?;
    call.world.rewrite(
        asked.channel,
        id,
        Rewrite {
            draft,
            default_allowed: Allowed::people(),
            mark_edited: true,
        },
    );
    if asked.original == Some(id) && asked.progress == Progress::Deferred {
        call.world
            .interactions
            .answered(&asked.token, Progress::Answered, Some(id));
    }
    let message = call
        .world
        .find_message(asked.channel, id)
        .ok_or(UNKNOWN_MESSAGE)?;
    ok(call.world.show_message(message))
}

/// `DELETE /webhooks/{application}/{token}/messages/{message}`.
pub(super) fn delete(call: &mut Call<'_>, token: &str, which: &str) -> Answer {
    let asked = find(call, token)?;
    let id = resolve(call, &asked, which)?;
    call.world.erase(asked.channel, id);
    done()
}
