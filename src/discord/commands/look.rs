//! What is only read of releases: `/release status`, `list`, `slots`, `report`.

use super::answered::answer;
use super::complete::{complete_release, complete_service};
use super::{Context, Outcome};

/// Where a release stands, with its buttons
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn status(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.status(&order, release.as_deref()).await
    })
    .await
}

/// The open releases
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn list(ctx: Context<'_>) -> Outcome {
    answer(ctx, |desk, _| async move { desk.list().await }).await
}

/// The planned days of a service, with what became of each
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn slots(
    ctx: Context<'_>,
    #[description = "The service; the only one when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    answer(ctx, |desk, _| async move { desk.slots(service.as_deref()).await }).await
}

/// One release on paper: who did what, when, on which version; as Markdown and as JSON
#[poise::command(prefix_command, slash_command, guild_only, rename = "report")]
pub(super) async fn report_release(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(
        ctx,
        |desk, _| async move { desk.report(release.as_deref()).await },
    )
    .await
}
