//! How a press and a form arrive: who, from which message, with what was chosen or typed.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ComponentInteraction, ComponentInteractionDataKind, ModalInteraction};

use crate::discord::Desk;
use crate::discord::answer::{Question, actor};
use crate::discord::buttons::Given;
use crate::discord::orders::Order;
use crate::wording::modals::outage::{IMPACT, WHY, WORKS};
use crate::wording::modals::plan::{DAY, OWNER, REASON};
use crate::wording::modals::{LENGTH, OUTAGE, START, TEXT};

/// Somebody pressed a button or chose from a select.
pub(in crate::discord) async fn pressed(desk: &Arc<Desk>, press: &ComponentInteraction) {
    let question = Question {
        id: press.id.get(),
        token: press.token.clone(),
        application: press.application_id.get(),
        from_message: true,
    };
    let values = match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    let roles = press.member.as_ref().map_or(&[][..], |m| &m.roles);
    let actor = actor(desk, press.user.id, roles);
    let order = Order {
        actor,
        key: format!("interaction/{}", press.id),
        may_open_forms: true,
        read_in: None,
    };
    let given = Given {
        values,
        ..Given::default()
    };
    let is_private = press
        .message
        .flags
        .is_some_and(|f| f.contains(serenity::MessageFlags::EPHEMERAL));
    let message = Some(press.message.id.to_string());
    desk.answer(
        &question,
        desk.take(&press.data.custom_id, order, given, message, is_private, false),
    )
    .await;
}

/// Somebody sent a form.
pub(in crate::discord) async fn submitted(desk: &Arc<Desk>, form: &ModalInteraction) {
    let question = Question {
        id: form.id.get(),
        token: form.token.clone(),
        application: form.application_id.get(),
        from_message: form.message.is_some(),
    };
    let roles = form.member.as_ref().map_or(&[][..], |m| &m.roles);
    let actor = actor(desk, form.user.id, roles);
    let order = Order {
        actor,
        key: format!("interaction/{}", form.id),
        may_open_forms: false,
        read_in: None,
    };
    let field = |name: &str| {
        let inputs = form.data.components.iter().flat_map(|row| &row.components);
        let mut found = inputs.filter_map(|c| match c {
            ActionRowComponent::InputText(input) if input.custom_id == name => input.value.clone(),
            _ => None,
        });
        found.next().unwrap_or_default()
    };
    let given = Given {
        values: Vec::new(),
        text: field(TEXT),
        start: field(START),
        length: field(LENGTH),
        outage: field(OUTAGE),
        reason: field(REASON),
        day: field(DAY),
        owner: field(OWNER),
        why: field(WHY),
        impact: field(IMPACT),
        works: field(WORKS),
    };
    let message = form.message.as_ref().map(|m| m.id.to_string());
    let is_private = form
        .message
        .as_ref()
        .and_then(|m| m.flags)
        .is_some_and(|f| f.contains(serenity::MessageFlags::EPHEMERAL));
    desk.answer(
        &question,
        desk.take(&form.data.custom_id, order, given, message, is_private, true),
    )
    .await;
}
