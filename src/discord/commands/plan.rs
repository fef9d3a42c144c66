//! `/plan`, `!plan`: the weeks to come.

use crate::discord::orders::Order;

use super::answered::answer;
use super::complete::complete_service;
use super::{Context, Outcome};

/// The weeks to come: which day, who releases, what goes where, what stands in the way
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn plan(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "For how many weeks; 8 when left out"] weeks: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order: Order| async move {
        desk.plan(&order, service.as_deref(), weeks.as_deref()).await
    })
    .await
}
