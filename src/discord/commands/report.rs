//! `/report …`, `!report …`: what is counted over time.

use crate::discord::text::nearest;
use crate::wording::answers::did_you_mean;

use super::answered::answer;
use super::complete::{complete_month, complete_service};
use super::{Context, Outcome};

/// What is counted over time
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    subcommands("month", "short_circuits")
)]
pub(super) async fn report(ctx: Context<'_>, #[rest] rest: Option<String>) -> Outcome {
    answer(ctx, |desk, _| async move {
        let known = ["month", "short-circuits"];
        match rest.as_deref().and_then(|r| r.split_whitespace().next()) {
            None => desk.month(None, None).await,
            Some(word) => {
                let near = nearest(word, known.iter().copied());
                Err(did_you_mean(word, "report", near, &known))
            }
        }
    })
    .await
}

/// What a month was like: releases, planned days, outages, who waited for whom; as a card and as files
#[poise::command(prefix_command, slash_command, guild_only)]
async fn month(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "The month, such as 2026-11; the last whole one when left out"]
    #[autocomplete = "complete_month"]
    month: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move {
        desk.month(service.as_deref(), month.as_deref()).await
    })
    .await
}

/// How often the planned releases were short-circuited, and why
#[poise::command(prefix_command, slash_command, guild_only, rename = "short-circuits")]
async fn short_circuits(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "For how many months, this one included; 6 when left out"] months: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move {
        desk.short_circuits(service.as_deref(), months.as_deref()).await
    })
    .await
}
