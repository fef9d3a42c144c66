//! `/env …`, `!env …`: what runs where, what is known of it, what is on.

use crate::discord::orders::environment::Copied;

use super::answered::answer;
use super::complete::{complete_environment, complete_service, complete_state};
use super::{Context, Outcome};

/// Environments: what runs where, what is known of them, what is on
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands("env_show", "env_fact", "env_sync", "env_off")
)]
pub(super) async fn env(ctx: Context<'_>, #[rest] service: Option<String>) -> Outcome {
    answer(
        ctx,
        |desk, _| async move { desk.env(service.as_deref(), None).await },
    )
    .await
}

/// What runs where; or all that is known of one environment
#[poise::command(prefix_command, slash_command, guild_only, rename = "show")]
async fn env_show(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "One environment, with its facts; all of them when left out"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move {
        desk.env(service.as_deref(), environment.as_deref()).await
    })
    .await
}

/// Say something of an environment anew, such as its database
#[poise::command(prefix_command, slash_command, guild_only, rename = "fact")]
async fn env_fact(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The environment"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
    #[description = "What it is about, such as database"] about: Option<String>,
    #[description = "What is so; add \", unconfirmed\" when nobody looked yet; empty takes it off"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        let (service, environment) = (service.as_deref(), environment.as_deref());
        desk.set_fact(&order, service, environment, about.as_deref(), text.as_deref())
            .await
    })
    .await
}

/// Note that data were copied to an environment
#[poise::command(prefix_command, slash_command, guild_only, rename = "sync")]
async fn env_sync(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The environment that got the data"]
    #[autocomplete = "complete_environment"]
    environment: Option<String>,
    #[description = "What was copied, such as database"] what: Option<String>,
    #[description = "On which day, such as 2026-11-24; today when left out"] on: Option<String>,
    #[description = "Where the data came from; the usual place when left out"]
    #[autocomplete = "complete_environment"]
    from: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        let copied = Copied {
            environment: environment.as_deref(),
            what: what.as_deref(),
            on: on.as_deref(),
            from: from.as_deref(),
        };
        desk.sync(&order, service.as_deref(), copied).await
    })
    .await
}

/// Say that something that stayed on is off, such as maintenance mode
#[poise::command(prefix_command, slash_command, guild_only, rename = "off")]
async fn env_off(
    ctx: Context<'_>,
    #[description = "The service"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "What is off, such as maintenance"]
    #[autocomplete = "complete_state"]
    state: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.turn_off(&order, service.as_deref(), state.as_deref()).await
    })
    .await
}
