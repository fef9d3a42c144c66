//! Commands about the people of a rotation: the backup, the note to the next, who joins, leaves and in which order.

use crate::discord::commands::complete::complete_service;
use crate::discord::commands::rotation::{Options, run};
use crate::discord::commands::who::Who;
use crate::discord::commands::{Context, Outcome};
use crate::discord::orders::rotation::Said;

/// Name who is asked when whoever serves does not react
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn backup(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
    #[description = "A day of the turn; today when left out"] day: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        person,
        days: [day, None],
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.name_backup(&order, &said).await
    })
    .await
}

/// Write to whoever comes next; they read it when their turn begins
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn note(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "What they should know"]
    #[rest]
    text: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.write_note(&order, &said).await
    })
    .await
}

/// Be in the rotation from now on
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn join(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, true).await
    })
    .await
}

/// Be in the rotation no more
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn leave(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, false).await
    })
    .await
}

/// For leads: put somebody into the rotation
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn add(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
) -> Outcome {
    let options = Options {
        service,
        person,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, true).await
    })
    .await
}

/// For leads: take somebody out of the rotation
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn remove(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Who"] person: Option<Who>,
) -> Outcome {
    let options = Options {
        service,
        person,
        ..Options::default()
    };
    run(ctx, options, |desk, order, said| async move {
        desk.change_pool(&order, &said, false).await
    })
    .await
}

/// For leads: say in which order those who wait have their turns
#[poise::command(prefix_command, slash_command, guild_only)]
pub(super) async fn order(
    ctx: Context<'_>,
    #[description = "The service; the only one with a rotation when left out"]
    #[autocomplete = "complete_service"]
    service: Option<String>,
    #[description = "Everybody in order: @ana @ben @cleo"]
    #[rest]
    people: Option<String>,
) -> Outcome {
    let options = Options {
        service,
        text: people,
        ..Options::default()
    };
    run(ctx, options, |desk, order, mut said| async move {
        let named = Said::read(&said.text, &[]);
        said.people.extend(named.people);
        desk.reorder(&order, &said).await
    })
    .await
}
