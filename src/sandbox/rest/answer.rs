//! The bot's first answer to an interaction ("Receiving and Responding to Interactions").
//!
//! Which answers fit which questions, and what the person hears of it, stands here; followups have their own room.

use serde_json::{Value, json};

use super::call::{Answer, Call, done, ok};
use super::messages::check_edit;
use crate::sandbox::draft::Draft;
use crate::sandbox::failure::{Failure, Form, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE};
use crate::sandbox::ids::Id;
use crate::sandbox::interactions::{Interaction, Modal, Progress, kind};
use crate::sandbox::limits::message::{EPHEMERAL, LOADING, V2};
use crate::sandbox::limits::{self, command, message as rules, modal};
use crate::sandbox::mentions::Allowed;
use crate::sandbox::world::{BOT_NAME, Post, Rewrite, To, World, check_references};

const PONG: u64 = 1;
const MESSAGE: u64 = 4;
const DEFER_MESSAGE: u64 = 5;
const DEFER_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const CHOICES: u64 = 8;
const MODAL: u64 = 9;

/// `POST /interactions/{id}/{token}/callback`.
pub(super) fn callback(call: &mut Call<'_>, id: &str, token: &str) -> Answer {
    let id: Id = id.parse().map_err(|_| UNKNOWN_INTERACTION)?;
    let asked = call.world.interactions.to_answer(id, token)?.clone();
    let answer = call.body["type"].as_u64().unwrap_or(0);
    check_fits(&asked, answer)?;
    let data = call.body["data"].take();
    match answer {
        MESSAGE => say(call, &asked, data)?,
        DEFER_MESSAGE => defer(call, &asked, &data),
        DEFER_UPDATE => call
            .world
            .interactions
            .answered(token, Progress::Answered, asked.message),
        UPDATE => update(call, &asked, data)?,
        CHOICES => offer(call, &asked, &data)?,
        MODAL => open_modal(call, &asked, data)?,
        _ => return Err(wrong_type()),
    }
    if answer != CHOICES {
        let success = json!({"id": asked.id, "nonce": asked.nonce});
        call.world
            .tell(To::Only(asked.user), "INTERACTION_SUCCESS", success);
    }
    if let Some(modal) = asked.modal {
        call.world.interactions.close_modal(modal);
    }
    if call.query.is("with_response") {
        ok(show_outcome(call.world, &asked, answer))
    } else {
        done()
    }
}

fn wrong_type() -> Failure {
    Failure::form(
        "type",
        "BASE_TYPE_CHOICES",
        "Value must be one of {4, 5, 6, 7, 8, 9}.",
    )
}

/// Whether this kind of answer fits what was asked.
fn check_fits(asked: &Interaction, answer: u64) -> Result<(), Failure> {
    let on_message = asked.message.is_some();
    let fits = match (asked.kind, answer) {
        (_, PONG) => false,
        (kind::AUTOCOMPLETE, answer) => answer == CHOICES,
        (_, CHOICES) => false,
        (_, MESSAGE | DEFER_MESSAGE) => true,
        (kind::MODAL_SUBMIT, MODAL) => false,
        (_, MODAL) => true,
        (kind::COMPONENT | kind::MODAL_SUBMIT, DEFER_UPDATE | UPDATE) => on_message,
        _ => return Err(wrong_type()),
    };
    if fits {
        return Ok(());
    }
    let message = format!(
        "Interaction of type {} cannot be answered with type {answer}",
        asked.kind
    );
    Err(Failure::form(
        "type",
        "INTERACTION_CALLBACK_TYPE_INVALID",
        message,
    ))
}

/// The type of an answering message, and the message it replies to.
fn shape(world: &World, asked: &Interaction) -> (u8, Option<Id>) {
    let pressed = asked.message.and_then(|id| world.find_message(asked.channel, id));
    match pressed.filter(|message| message.only_for.is_none()) {
        Some(message) => (19, Some(message.id)),
        None => (20, None),
    }
}

/// A new message in answer to an interaction, first or later.
pub(super) fn post(
    call: &mut Call<'_>,
    asked: &Interaction,
    draft: Draft,
    ephemeral: bool,
    loading: bool,
) -> Id {
    let (kind, reference) = shape(call.world, asked);
    let mut metadata = asked.metadata.clone();
    if let Some(original) = asked.original {
        metadata["original_response_message_id"] = json!(original);
    }
    let (id, pings) = call.world.post(Post {
        author: call.world.bot,
        channel: asked.channel,
        kind,
        draft,
        reference,
        metadata: Some(metadata),
        only_for: ephemeral.then_some(asked.user),
        loading,
        default_allowed: Allowed::people(),
        signature: None,
    });
    call.pings = Some(pings);
    id
}

fn say(call: &mut Call<'_>, asked: &Interaction, data: Value) -> Result<(), Failure> {
    let draft = Draft::read(data, std::mem::take(&mut call.uploads))?;
    let flags = draft.flags.unwrap_or(0);
    rules::check(&draft, flags & V2 != 0)
        .and_then(|()| check_references(&draft, None))
        .map_err(|failure| failure.below("data"))?;
    rules::check_not_empty(&draft)?;
    let id = post(call, asked, draft, flags & EPHEMERAL != 0, false);
    call.world
        .interactions
        .answered(&asked.token, Progress::Answered, Some(id));
    Ok(())
}

fn defer(call: &mut Call<'_>, asked: &Interaction, data: &Value) {
    // Only EPHEMERAL counts here; the V2 flag comes with the content.
    let ephemeral = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    let id = post(call, asked, Draft::default(), ephemeral, true);
    call.world
        .interactions
        .answered(&asked.token, Progress::Deferred, Some(id));
}

fn update(call: &mut Call<'_>, asked: &Interaction, data: Value) -> Result<(), Failure> {
    let id = asked.message.ok_or(UNKNOWN_MESSAGE)?;
    let draft = Draft::read(data, std::mem::take(&mut call.uploads))?;
    let flags = call
        .world
        .find_message(asked.channel, id)
        .ok_or(UNKNOWN_MESSAGE)?
        .flags;
    check_edit(call.world, asked.channel, id, &draft, flags).map_err(|failure| failure.below("data"))?;
    call.world.rewrite(
        asked.channel,
        id,
        Rewrite {
            draft,
            default_allowed: Allowed::people(),
            mark_edited: true,
        },
    );
    call.world
        .interactions
        .answered(&asked.token, Progress::Answered, Some(id));
    Ok(())
}

fn offer(call: &mut Call<'_>, asked: &Interaction, data: &Value) -> Result<(), Failure> {
    let choices = data["choices"].as_array().into_iter().flatten();
    let choices: Vec<&Value> = choices.filter(|choice| !choice.is_null()).collect();
    let mut form = Form::default();
    if !data.is_object() {
        form.require("data");
    }
    if choices.len() > limits::CHOICES {
        let message = format!("Must be {} or fewer in length.", limits::CHOICES);
        form.add("data.choices", "BASE_TYPE_MAX_LENGTH", message);
    }
    for (index, choice) in choices.iter().enumerate() {
        command::check_choice(&mut form, &format!("data.choices.{index}."), choice);
    }
    form.finish()?;
    call.world
        .interactions
        .answered(&asked.token, Progress::Answered, None);
    let response = json!({"choices": choices, "nonce": asked.nonce});
    call.world.tell(
        To::Only(asked.user),
        "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
        response,
    );
    Ok(())
}

fn open_modal(call: &mut Call<'_>, asked: &Interaction, data: Value) -> Result<(), Failure> {
    modal::check(&data)?;
    call.world
        .interactions
        .answered(&asked.token, Progress::Answered, None);
    let shown = json!({
        "id": asked.id, "nonce": asked.nonce, "channel_id": asked.channel, "custom_id": data["custom_id"],
        "title": data["title"], "components": data["components"], "resolved": null,
        "application": {
            "id": call.world.bot, "name": BOT_NAME, "icon": null, "description": "",
            "bot": call.world.show_user(call.world.bot),
        },
    });
    call.world.interactions.open_modal(Modal {
        id: asked.id,
        user: asked.user,
        channel: asked.channel,
        message: asked.message,
        body: data,
        metadata: asked.metadata.clone(),
    });
    call.world
        .tell(To::Only(asked.user), "INTERACTION_MODAL_CREATE", shown);
    Ok(())
}

/// What `with_response=true` gives back.
fn show_outcome(world: &World, asked: &Interaction, answer: u64) -> Value {
    let mut interaction = json!({"id": asked.id, "type": asked.kind});
    let mut resource = json!({"type": answer});
    // `asked` is from before the answer: the message is known only now.
    let now = world.interactions.by_webhook(&asked.token, asked.created_at).ok();
    let message = now
        .and_then(|now| now.original)
        .and_then(|id| world.find_message(asked.channel, id));
    if let Some(message) = message {
        interaction["response_message_id"] = json!(message.id);
        interaction["response_message_loading"] = json!(message.flags & LOADING != 0);
        interaction["response_message_ephemeral"] = json!(message.only_for.is_some());
        resource["message"] = world.show_message(message);
    }
    match answer {
        MESSAGE | UPDATE => json!({"interaction": interaction, "resource": resource}),
        _ => json!({"interaction": interaction}),
    }
}
