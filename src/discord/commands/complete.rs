//! What is offered while somebody types an option. The commands name these; they read, and never change anything.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{AutocompleteChoice, CreateAutocompleteResponse};

use crate::discord::Desk;
use crate::discord::answer::actor;
use crate::discord::orders::record::sections_like;
use crate::domain::person::Actor;
use crate::wording::evidence::targets;

use super::Context;

pub(super) async fn complete_service(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let services = desk.app.library().services();
    let fits = services
        .into_iter()
        .filter(|(name, title)| has(name, partial) || has(title, partial));
    offer(fits.map(|(name, title)| AutocompleteChoice::new(title, name)))
}

pub(super) async fn complete_month(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let services = desk.app.library().services();
    let service = named_option(ctx, "service").or_else(|| match services.as_slice() {
        [(only, _)] => Some((*only).to_owned()),
        _ => None,
    });
    let months = desk.known_months(&service.unwrap_or_default()).await;
    let named = months.into_iter().map(|month| (month.title(), month.to_string()));
    let fits = named.filter(|(title, name)| has(title, partial) || has(name, partial));
    offer(fits.map(|(title, name)| AutocompleteChoice::new(title, name)))
}

pub(super) async fn complete_environment(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service").unwrap_or_default();
    let process = desk.app.library().processes_of(&service).next();
    let known = process.into_iter().flat_map(|s| &s.process.service.environments);
    let fits = known.filter(|e| has(e.name.as_str(), partial));
    offer(fits.map(|e| AutocompleteChoice::new(e.name.to_string(), e.name.as_str())))
}

pub(super) async fn complete_state(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service").unwrap_or_default();
    let process = desk.app.library().processes_of(&service).next();
    let known = process.into_iter().flat_map(|s| &s.process.service.states);
    let fits = known.filter(|(name, state)| has(name.as_str(), partial) || has(&state.title, partial));
    offer(fits.map(|(name, state)| {
        let label = crate::wording::text::cut(&state.title, 100);
        AutocompleteChoice::new(label, name.as_str())
    }))
}

pub(super) async fn complete_process(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let service = named_option(ctx, "service");
    let processes = desk.app.library().processes().iter().map(|s| &s.process);
    let fits = processes.filter(|p| {
        let of_service = service
            .as_deref()
            .is_none_or(|s| p.service.name.as_str() == s || p.service.title == s);
        of_service && (has(p.name.as_str(), partial) || has(&p.title, partial))
    });
    offer(fits.map(|p| AutocompleteChoice::new(crate::wording::text::cut(&p.title, 100), p.name.as_str())))
}

pub(super) async fn complete_release(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    // Nothing to offer is the best answer to somebody who is typing while the store fails; the order will say so.
    let open = desk.app.open_releases(25).await.unwrap_or_default();
    let person = person_of(ctx);
    let line = |s: &crate::domain::decide::Situation| {
        let release = &s.release;
        let is_outside = |person: &Actor| release.process.only_side_of(person).is_some();
        let place = if person.as_ref().is_some_and(is_outside) {
            release.status().map(|status| status.title)
        } else {
            release.current().next().map(|(_, step, _)| step.title.clone())
        };
        let step = place.map(|place| format!(" · {place}")).unwrap_or_default();
        let label = format!(
            "#{} {} {}{step}",
            release.number, release.process.service.title, release.version
        );
        (crate::wording::text::cut(&label, 100), release.number.to_string())
    };
    let lines = open.iter().map(line).filter(|(label, _)| has(label, partial));
    offer(lines.map(|(label, number)| AutocompleteChoice::new(label, number)))
}

pub(super) async fn complete_section(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let Ok(situation) = desk.choose_release(chosen.as_deref()).await else {
        return offer(std::iter::empty());
    };
    let fits = sections_like(&situation, partial);
    offer(
        fits.into_iter()
            .map(|(title, name)| AutocompleteChoice::new(title, name.as_str())),
    )
}

pub(super) async fn complete_target(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let (Some(person), Ok(situation)) = (person_of(ctx), desk.choose_release(chosen.as_deref()).await) else {
        return offer(std::iter::empty());
    };
    let targets = targets(&situation.release, &person);
    let fits = targets
        .iter()
        .filter(|t| has(&t.label(), partial) || has(&t.name, partial));
    offer(fits.map(|t| AutocompleteChoice::new(t.label(), t.name.as_str())))
}

/// Who is typing.
pub(super) fn person_of(ctx: Context<'_>) -> Option<Actor> {
    let Context::Application(app) = ctx else {
        return None;
    };
    let roles = app.interaction.member.as_ref().map_or(&[][..], |m| &m.roles);
    Some(actor(ctx.data(), app.interaction.user.id, roles))
}

pub(super) async fn complete_status(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let chosen = named_option(ctx, "release");
    let Ok(situation) = desk.choose_release(chosen.as_deref()).await else {
        return offer(std::iter::empty());
    };
    let legal = situation.release.legal_moves().into_iter().map(|legal| legal.to);
    let fits: Vec<_> = legal.filter(|status| has(&status.title, partial)).collect();
    offer(
        fits.into_iter()
            .map(|status| AutocompleteChoice::new(status.title, status.name.as_str())),
    )
}

/// What is offered while somebody types: 25 at most.
pub(super) fn offer(choices: impl Iterator<Item = AutocompleteChoice>) -> CreateAutocompleteResponse {
    CreateAutocompleteResponse::new().set_choices(choices.take(25).collect())
}

pub(super) fn has(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.trim().to_lowercase())
}

/// What was typed into another option of the same command.
pub(super) fn named_option(ctx: Context<'_>, name: &str) -> Option<String> {
    let Context::Application(app) = ctx else {
        return None;
    };
    let option = app.args.iter().find(|o| o.name == name)?;
    match &option.value {
        serenity::ResolvedValue::String(text) => Some((*text).to_owned()),
        _ => None,
    }
}
