//! What stops a release and what lets it go on: `/release hold`, `resume`, `abort`, `override`, `block`, `unblock`, `bug`.

use crate::wording::press::Verb;

use super::answered::answer;
use super::complete::complete_release;
use super::{Context, Outcome};

/// Let nothing go on until it is resumed
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn hold(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Hold, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Let a release go on
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn resume(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.resume(&order, release.as_deref()).await
    })
    .await
}

/// Give a release up; the audience of its outage is told
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn abort(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Abort, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Pass a gate by authority; the reason is shown for ever
#[poise::command(prefix_command, slash_command, guild_only, rename = "override")]
pub(super) async fn override_(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "Why"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Override, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Object: steps that ask for no blockers are shut until it is cleared
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn block(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "What is wrong, or a link to it"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Block, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}

/// Clear a blocker, with why
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn unblock(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "The number of the blocker; the only one when left out"] blocker: Option<String>,
    #[description = "Why it stands no more"]
    #[rest]
    how: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.unblock(&order, release.as_deref(), blocker.as_deref(), how.as_deref())
            .await
    })
    .await
}

/// Note a bug that stops nothing, with a link to it
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn bug(
    ctx: Context<'_>,
    #[description = "The release; the only open one when left out"]
    #[autocomplete = "complete_release"]
    release: Option<String>,
    #[description = "What is wrong, or a link to it"]
    #[rest]
    reason: Option<String>,
) -> Outcome {
    answer(ctx, |desk, order| async move {
        desk.with_reason(&order, Verb::Bug, release.as_deref(), reason.as_deref())
            .await
    })
    .await
}
