//! `/ticket …`, `!ticket …`: raise, comment, move, attach, detach, hold, list, show.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{AutocompleteChoice, CreateAutocompleteResponse};

use crate::discord::Desk;
use crate::discord::answer::{Reply, actor};
use crate::discord::orders::ticket::{Raised, rules_here, split_raise};
use crate::discord::text::nearest;
use crate::wording::answers::did_you_mean;
use crate::wording::help::help as help_message;
use crate::wording::text::cut;

use super::answered::answer;
use super::complete::{complete_release, complete_service, has, named_option, offer};
use super::{Context, Outcome};

/// A ticket: raise it, talk about it, move it, take it into a release.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands("raise", "comment", "move_", "attach", "detach", "hold", "list", "show")
)]
pub(super) async fn ticket(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    let known: Vec<String> = ticket().subcommands.iter().map(|c| c.name.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    answer(ctx, |_, _| async move {
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => Ok(Reply::Private(help_message())),
            Some(word) => Err(did_you_mean(
                word,
                "command of `ticket`",
                nearest(word, known.iter().copied()),
                &known,
            )),
        }
    })
    .await
}

/// Make a ticket known, or one that testing of a release found
#[poise::command(prefix_command, slash_command, guild_only)]
async fn raise(
    ctx: Context<'_>,
    #[description = "Its name, such as ESD-123"] ticket: Option<String>,
    #[description = "The release in whose test it was found"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Where it is, when the playbook does not know"] link: Option<String>,
    #[description = "The service, when several keep tickets of this name"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "What it is about"]
    #[rest]
    title: Option<String>,
) -> Outcome {
    let (service, release, link, title) = match ctx {
        Context::Application(_) => (service, release, link, title),
        Context::Prefix(_) => {
            let words = [release, link, service, title];
            let words: Vec<String> = words.into_iter().flatten().collect();
            let (release, link, title) = split_raise(&words.join(" "));
            (None, release, link, title)
        }
    };
    answer(ctx, |desk, order| async move {
        let raised = Raised {
            service: service.as_deref(),
            ticket: ticket.as_deref(),
            title: title.as_deref(),
            link: link.as_deref(),
            release: release.as_deref(),
        };
        desk.raise_ticket(&order, raised).await
    })
    .await
}

/// Say something about a ticket; between the two sides this moves it
#[poise::command(prefix_command, slash_command, guild_only)]
async fn comment(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
    #[description = "What is to be said"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.comment_on_ticket(&order, ticket.as_deref(), text.as_deref())
            .await
    })
    .await
}

/// Give a ticket another status
#[poise::command(prefix_command, slash_command, guild_only, rename = "move")]
async fn move_(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
    #[description = "The status; those that are yours to give are offered"]
    #[autocomplete = "complete_move"]
    to: Option<String>,
    #[description = "What is to be said with it"]
    #[rest]
    comment: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.move_ticket(&order, ticket.as_deref(), to.as_deref(), comment.as_deref())
            .await
    })
    .await
}

/// Take a ticket into a release
#[poise::command(prefix_command, slash_command, guild_only)]
async fn attach(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.attach_ticket(&order, ticket.as_deref(), release.as_deref())
            .await
    })
    .await
}

/// Take a ticket out of its release
#[poise::command(prefix_command, slash_command, guild_only)]
async fn detach(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.detach_ticket(&order, ticket.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Agree to put a ticket aside; it takes the word of both sides
#[poise::command(prefix_command, slash_command, guild_only)]
async fn hold(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
    #[description = "Why"]
    #[rest]
    comment: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.hold_ticket(&order, ticket.as_deref(), comment.as_deref())
            .await
    })
    .await
}

/// The tickets that are open
#[poise::command(prefix_command, slash_command, guild_only)]
async fn list(
    ctx: Context<'_>,
    #[description = "Those of one status only"]
    #[autocomplete = "complete_status"]
    status: Option<String>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.list_tickets(&order, service.as_deref(), status.as_deref())
            .await
    })
    .await
}

/// Where a ticket stands, and what can be done with it
#[poise::command(prefix_command, slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "The ticket"]
    #[autocomplete = "complete_ticket"]
    ticket: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.show_ticket(&order, ticket.as_deref()).await
    })
    .await
}

async fn complete_ticket(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    // Nothing to offer is the best answer to somebody who is typing while the store fails; the order will say so.
    let keepers = desk.ticket_keepers().await.unwrap_or_default();
    let lines = keepers.iter().flat_map(|keeper| {
        let workflow = &keeper.rules().workflow;
        let open = keeper
            .state
            .tickets
            .iter()
            .filter(|(_, t)| !workflow.is_done(&t.status));
        open.map(|(name, ticket)| {
            let label = format!("{name} {} · {}", ticket.title, workflow.title(&ticket.status));
            (cut(&label, 100), name.to_string())
        })
    });
    let fits = lines.filter(|(label, _)| has(label, partial));
    offer(fits.map(|(label, name)| AutocompleteChoice::new(label, name)))
}

/// The moves of that ticket which this person may make.
async fn complete_move(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let typed = named_option(ctx, "ticket").unwrap_or_default();
    let Context::Application(app) = ctx else {
        return offer(std::iter::empty());
    };
    let roles = app.interaction.member.as_ref().map_or(&[][..], |m| &m.roles);
    let person = actor(&desk, app.interaction.user.id, roles);
    let keepers = desk.ticket_keepers().await.unwrap_or_default();
    let mut found = keepers
        .iter()
        .filter_map(|k| Some((k, k.state.find_ticket(&typed)?.1)));
    let Some((keeper, ticket)) = found.next() else {
        return offer(std::iter::empty());
    };
    let situation = desk.release_of(ticket).await.unwrap_or_default();
    let rules = rules_here(keeper, situation.as_ref());
    let legal = rules.legal(&ticket.status);
    let mine = legal
        .into_iter()
        .filter(|w| person.has_any(w.by.iter().chain(&w.agreed_by)) && has(&w.title, partial));
    offer(mine.map(|way| {
        let hint = match (way.needs_comment, way.agreed_by.is_empty()) {
            (true, _) => " (with a comment)",
            (false, false) => " (takes both sides)",
            (false, true) => "",
        };
        AutocompleteChoice::new(format!("{}{hint}", way.title), way.to.to_string())
    }))
}

async fn complete_status(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let desk: Arc<Desk> = ctx.data().clone();
    let keepers = desk.ticket_keepers().await.unwrap_or_default();
    let statuses = keepers.iter().flat_map(|k| &k.rules().workflow.statuses);
    let fits = statuses.filter(|s| has(&s.title, partial) || has(s.name.as_str(), partial));
    offer(fits.map(|s| AutocompleteChoice::new(s.title.clone(), s.name.to_string())))
}
